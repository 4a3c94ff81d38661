/* SPDX-License-Identifier: GPL-2.0-only */
/* The file that `--minima` names: extended XYZ, replaced whole each time, or a database (database.h), which many runs
   and programs add to. */
#ifndef L2H_MINIMA_FILE_H
#define L2H_MINIMA_FILE_H

#include "evaluation/minima_database.h"
#include "evaluation/outcome.h"

struct l2h_minima_file {
  const char *path;
  const struct l2h_system *system;
  struct l2h_searched by;
  bool is_database;
  struct l2h_database database;
  long no_minima; /* that were left out of the database, since a quench had not come to its end */
};

/* That it can be written is found out here, before the work. What is pointed to must outlive it. 0, or -1 with a
   message; close() in any case. */
int l2h_minima_file_open(struct l2h_minima_file *file, const char *path, const struct l2h_system *system,
                         const struct l2h_searched *by, struct l2h_error *error);
void l2h_minima_file_close(struct l2h_minima_file *file);

/* All minima of the collection, lowest first, each with its energy, its forces and how often it was met; a database
   takes what is new since the last time. The last time it waits long for a lock. 0; 1 where another program holds the
   lock of the database, with a message: nothing was written, and the next time takes everything; or -1 with a message.
 */
int l2h_minima_file_put(struct l2h_minima_file *file, struct l2h_collection *collection, bool last,
                        struct l2h_error *error);

/* The minima that `starts` ends at position[starts][3 atoms] are. Ends that are no minima (--quench gd) are told apart
   as they are, and are for an XYZ file alone; those whose energy cannot be computed are left out. 0, or -1 with a
   message. */
int l2h_minima_file_put_ends(struct l2h_minima_file *file, int starts, const struct l2h_outcome *outcome,
                             const double *position, struct l2h_error *error);

#endif
