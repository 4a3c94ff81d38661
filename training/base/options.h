/* SPDX-License-Identifier: GPL-2.0-only */
/* The words of a command line: every command says in a table which options it has and where their values go. */
#ifndef L2H_OPTIONS_H
#define L2H_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/error.h"

/* Exit status of a command line that makes no sense; 1 is for work that failed. */
#define L2H_USAGE_STATUS 2

/* What an option takes, and what its value points to. */
enum l2h_option_type {
  L2H_TEXT,   /* const char * */
  L2H_TEXTS,  /* struct l2h_texts: the option may stand several times */
  L2H_WHOLE,  /* long, from least to most */
  L2H_SEED,   /* uint64_t */
  L2H_NUMBER, /* double */
  L2H_TIME,   /* double, seconds; written as seconds, MM:SS or H:MM:SS; above 0 */
  L2H_SWITCH, /* bool; takes no value */
  L2H_CHOICE, /* int: which of `choices` it is */
};

struct l2h_texts {
  const char *text[64];
  int count;
};

struct l2h_option {
  const char *name; /* without its dashes; NULL ends the table */
  enum l2h_option_type type;
  void *value;
  long least, most;
  const char *const *choices; /* ends with NULL */
};

#define L2H_MOST_OPTIONS 24

/* What `--scales` takes, for L2H_CHOICE. */
extern const char *const l2h_scales[];

/* Reads the words after arguments[0]. Those that are no options go to word[0 ... most - 1], NULL where there are
   fewer. 0, or -1 with a message that names the word. */
int l2h_options_take(int count, char **arguments, const struct l2h_option *table, int most, const char **word,
                     struct l2h_error *error);

#endif
