/* SPDX-License-Identifier: GPL-2.0-only */
/* What eval and baseline print, and write as JSON. */
#ifndef L2H_REPORT_H
#define L2H_REPORT_H

#include <stdio.h>

#include "evaluation/first_encounter.h"
#include "evaluation/outcome.h"

struct l2h_report {
  const struct l2h_system *system;
  long starts, steps; /* force evaluations of a start at most; 0: no limit */
  uint64_t seed;
  double seconds;
  struct l2h_summary summary;
  const struct l2h_outcome *outcome; /* [starts]: their energies go into the JSON; NULL: they don't */
  bool until_found;
  struct l2h_first_encounter first_encounter; /* where until_found */
  const char *more;                           /* further JSON members, as in "\"quench\": \"gd\"" */
};

/* `who` begins the head line. */
void l2h_report_print(const struct l2h_report *report, const char *who);
/* Whole or not at all. 0, or -1 with a message. */
int l2h_report_json(const struct l2h_report *report, const char *path, struct l2h_error *error);

/* Writes it in quotation marks, as JSON needs it; control characters are left out. */
void l2h_json_string(FILE *stream, const char *text);

#endif
