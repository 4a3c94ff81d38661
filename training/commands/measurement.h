/* SPDX-License-Identifier: GPL-2.0-only */
/* What eval and baseline share: the options that say what is measured, the checks before the work, and the report after
   it. The commands differ in what they run from the starts. */
#ifndef L2H_MEASUREMENT_H
#define L2H_MEASUREMENT_H

#include "base/options.h"
#include "base/world.h"
#include "evaluation/minima_file.h"
#include "evaluation/outcome.h"

struct l2h_measurement {
  const char *system_name, *json, *minima; /* as on the command line; NULL: not given */
  long starts, steps, most;
  uint64_t seed;
  bool until_found;
  double energy; /* to go on until; NaN for the known minimum */
  struct l2h_system system;
  struct l2h_outcome *outcome; /* [starts] */
  double *position;            /* [starts][3 atoms] with --minima; else NULL */
  double begin;                /* seconds, of l2h_measurement_open() */

  /* for a database of minima, set before l2h_measurement_open(): */
  const char *command, *weights; /* what measures, and the weights file or NULL */
  uint64_t settings;             /* hash of what decides where it goes, beyond system, seed, steps and weights */
  struct l2h_minima_file file;   /* on rank 0, with --minima */
};

#define L2H_MEASUREMENT_DEFAULTS .starts = 150, .seed = 1, .most = 1000000000, .energy = NAN

/* Rows of an option table, for a measurement at `m`. */
#define L2H_MEASUREMENT_OPTIONS(m)                                                                          \
  {"system", L2H_TEXT, &(m)->system_name, 0, 0, NULL}, {"json", L2H_TEXT, &(m)->json, 0, 0, NULL},          \
    {"minima", L2H_TEXT, &(m)->minima, 0, 0, NULL}, {"starts", L2H_WHOLE, &(m)->starts, 1, 10000000, NULL}, \
    {"steps", L2H_WHOLE, &(m)->steps, 1, 1000000000, NULL}, {"seed", L2H_SEED, &(m)->seed, 0, 0, NULL},     \
    {"until-global-minimum", L2H_SWITCH, &(m)->until_found, 0, 0, NULL},                                    \
    {"until-energy", L2H_NUMBER, &(m)->energy, 0, 0, NULL},                                                 \
  {                                                                                                         \
    "evaluations", L2H_WHOLE, &(m)->most, 1, LONG_MAX, NULL                                                 \
  }

/* Those lines of a help text that are the same. */
#define L2H_MEASUREMENT_FILES_HELP                                                                                  \
  "    --minima FILE      the distinct minima as extended XYZ, lowest first, each with its energy, its forces and " \
  "the\n"                                                                                                           \
  "                       count of starts that ended there; FILE.db: adds them to a database (learn2hop minima)\n"
#define L2H_MEASUREMENT_UNTIL_HELP                                                                           \
  "    --until-energy E   the same until an energy of yours, in energy units; by it hits are counted then\n" \
  "    --evaluations MOST a seed gives up there (default 1e9)\n"

/* What the options mean together, and the system. 0, or -1 with a message. */
int l2h_measurement_check(struct l2h_measurement *measurement, struct l2h_error *error);

/* Before the work: whether the files can be written, and memory. 0, or -1 on every rank with a message. */
int l2h_measurement_open(const struct l2h_world *world, struct l2h_measurement *measurement, struct l2h_error *error);

/* After it: prints the report on rank 0, and writes the files. `who` begins the head line; `more`, further JSON
   members. `result` is the work's. 0, or -1 on every rank with a message: where `result` was not 0, a file could not be
   written, or no start ended where an energy can be computed. Frees what open() took. */
int l2h_measurement_close(const struct l2h_world *world, struct l2h_measurement *measurement, const char *who,
                          const char *more, int result, struct l2h_error *error);

#endif
