/* SPDX-License-Identifier: GPL-2.0-only */
/* What learn2hop search says while it runs, and at its end. */
#ifndef L2H_SEARCH_REPORT_H
#define L2H_SEARCH_REPORT_H

#include "evaluation/report.h"
#include "searches/team.h"

/* A line for the terminal: evaluations of how many, the lowest energy and how often it was met, minima kept, time left.
   begun: evaluations that the team had when this run began, `seconds` ago. */
void l2h_search_progress(FILE *stream, const struct l2h_team *team, double begun, double seconds);

/* How the moves fared, over all walkers, after what l2h_report_print() says. */
void l2h_search_print_moves(const struct l2h_team *team);

/* The members of the JSON report that are the search's own, without a comma at either end. To be freed; NULL where
   memory is short. */
char *l2h_search_members(const struct l2h_team *team, const char *weights);

#endif
