/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/config_values.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int l2h_take_whole(struct l2h_taker taker, const char *text, long least, long most, long *value)
{
  char *end;
  if (!text)
    return 0;
  errno = 0;
  *value = strtol(text, &end, 10);
  if (end == text || *end)
    return l2h_config_refuse(taker.source, taker.key, taker.entry, "'%s' is not a whole number", text);
  if (errno || *value < least || *value > most)
    return l2h_config_refuse(taker.source, taker.key, taker.entry,
                             "%s is out of range: take a whole number from %ld to %ld", text, least, most);
  return 0;
}

int l2h_take_int(struct l2h_taker taker, const char *text, long least, long most, int *value)
{
  long wide = *value;
  const int result = l2h_take_whole(taker, text, least, most, &wide);
  *value = (int)wide;
  return result;
}

/* A NaN is in no range. */
int l2h_take_number(struct l2h_taker taker, const char *text, enum l2h_bound bound, double least, double most,
                    double *value)
{
  char *end;
  if (!text)
    return 0;
  *value = strtod(text, &end);
  if (end == text || *end)
    return l2h_config_refuse(taker.source, taker.key, taker.entry, "'%s' is not a number", text);
  if ((bound == L2H_FROM ? *value >= least : *value > least) && *value <= most)
    return 0;
  return l2h_config_refuse(taker.source, taker.key, taker.entry,
                           "%s is out of range: take a number %s %g and at most %g", text,
                           bound == L2H_FROM ? "of at least" : "above", least, most);
}

/* Which of the words in `choices`, ended by NULL, it is. */
int l2h_take_choice(struct l2h_taker taker, const char *text, const char *const *choices, int *value)
{
  char known[768] = "";
  for (int i = 0; choices[i]; i++) {
    if (strcmp(text, choices[i]) == 0) {
      *value = i;
      return 0;
    }
    snprintf(known + strlen(known), sizeof known - strlen(known), " %s", choices[i]);
  }
  return l2h_config_refuse(taker.source, taker.key, taker.entry, "unknown '%s'; there is%s", text, known);
}
