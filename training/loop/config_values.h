/* SPDX-License-Identifier: GPL-2.0-only */
/* Values of a configuration's keys from their text. Each taker returns 0, or -1 with a message that names file, line
   and key; a NULL text leaves the value as it is. */
#ifndef L2H_CONFIG_VALUES_H
#define L2H_CONFIG_VALUES_H

#include "loop/config_file.h"

struct l2h_taker {
  const struct l2h_config_source *source;
  const char *key;
  int entry;
};

enum l2h_bound { L2H_ABOVE, L2H_FROM }; /* whether the lower end of a range belongs to it */

int l2h_take_whole(struct l2h_taker taker, const char *text, long least, long most, long *value);
int l2h_take_int(struct l2h_taker taker, const char *text, long least, long most, int *value);
/* A NaN is in no range. */
int l2h_take_number(struct l2h_taker taker, const char *text, enum l2h_bound bound, double least, double most,
                    double *value);
/* Which of the words in `choices`, ended by NULL, it is. */
int l2h_take_choice(struct l2h_taker taker, const char *text, const char *const *choices, int *value);

#endif
