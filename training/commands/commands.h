/* SPDX-License-Identifier: GPL-2.0-only */
/* The sub-commands. Each takes its own words (arguments[0] is its name) and returns the exit status; on failure the
   message is in error, and main.c prints it once for all ranks. */
#ifndef L2H_COMMANDS_H
#define L2H_COMMANDS_H

#include "base/world.h"
#include "core/error.h"

/* world is NULL for a command that does without MPI. */
typedef int l2h_command(const struct l2h_world *world, int count, char **arguments, struct l2h_error *error);

l2h_command l2h_train, l2h_search, l2h_eval, l2h_baseline, l2h_tune, l2h_trace, l2h_starts, l2h_minima, l2h_bench,
  l2h_info;
extern const char l2h_train_help[], l2h_search_help[], l2h_eval_help[], l2h_baseline_help[], l2h_tune_help[],
  l2h_trace_help[], l2h_starts_help[], l2h_minima_help[], l2h_bench_help[], l2h_info_help[];

/* The methods of baseline and tune, after their help texts. */
void l2h_baseline_list(void);

/* The help text of the verb of minima that the words begin with; of all without one. */
const char *l2h_minima_topic(int count, char **arguments);

#endif
