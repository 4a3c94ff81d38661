/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of minima_database.h share: rows and the numbers in them. */
#ifndef L2H_DATABASE_ROWS_H
#define L2H_DATABASE_ROWS_H

#include "evaluation/minima_database.h"

/* ---- systems: database_systems.c ---- */

/* 1, or 0 where it is not there, or -1 with a message. surface: hexadecimal. */
int l2h_find_system(struct l2h_database *database, const char *surface, struct l2h_stored_system *stored,
                    struct l2h_error *error);
int l2h_enter_system(struct l2h_database *database, const char *surface, const struct l2h_system *system,
                     struct l2h_error *error);

/* ---- minima: database_minima.c ---- */

/* Bytes of a system's positions or forces. */
int l2h_row_bytes(const struct l2h_system *system);
/* Whether a column is a vector [atoms][3] of that system; then its numbers, at an address that suits them. */
bool l2h_row_vector(sqlite3_stmt *row, int column, const struct l2h_system *system, double *numbers);
int l2h_row_damaged(const struct l2h_database *database, int64_t row, struct l2h_error *error);

/* ---- writing: database_shelf.c ---- */

/* A shelf of a system that is there, without a run. 0, or -1 with a message; close() in any case. */
int l2h_shelf_of(struct l2h_shelf *shelf, struct l2h_database *database, const char *surface, struct l2h_error *error);
/* A minimum that is not there yet. The database has forces, the minus gradient. */
int l2h_enter_minimum(struct l2h_shelf *shelf, double energy, const double *position, const double *forces,
                      int64_t *row, struct l2h_error *error);

/* Of two words on one run's meetings with one minimum, the larger count and the earlier meeting stand. */
#define L2H_MEET_AGAIN                                                            \
  " ON CONFLICT (minimum, run) DO UPDATE SET count = max(count, excluded.count)," \
  " walker = iif(excluded.evaluations < evaluations, excluded.walker, walker),"   \
  " date = iif(excluded.evaluations < evaluations, excluded.date, date),"         \
  " evaluations = min(evaluations, excluded.evaluations)"

#endif
