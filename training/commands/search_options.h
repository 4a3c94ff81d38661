/* SPDX-License-Identifier: GPL-2.0-only */
/* What `learn2hop search` is told on its command line. */
#ifndef L2H_SEARCH_OPTIONS_H
#define L2H_SEARCH_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/options.h"
#include "search/policy.h"

/* Of a walker, where another rule ends the search and --evaluations says nothing. */
#define L2H_SEARCH_NO_LIMIT 1000000000

struct l2h_search_options {
  const char *system, *weights, *from, *json, *minima, *output;
  struct l2h_texts set;
  long starts, evaluations, confirm, keep, checkpoint; /* evaluations 0: by the other rules */
  uint64_t seed;
  bool until_found, resume, list;
  int device;    /* enum l2h_device_choice */
  double energy; /* to go on until; NaN for the known minimum */
};

/* Reads and checks them; what is not said has its default. 0, or -1 with a message. */
int l2h_search_options_parse(int count, char **arguments, struct l2h_search_options *options, struct l2h_error *error);

/* Whether --set says what can be, before anything is read. 0, or -1 with a message. */
int l2h_search_options_check_set(const struct l2h_search_options *options, struct l2h_error *error);

/* Fixes what --set says, whatever the policy would say. 0, or -1 with a message. */
int l2h_search_options_set(const struct l2h_search_options *options, struct l2h_policy *policy,
                           struct l2h_error *error);

/* --list: the numbers that --set sets, with what they mean and their bounds. */
void l2h_search_list_numbers(void);

#endif
