/* SPDX-License-Identifier: GPL-2.0-only */
/* The file of a minima database: an SQLite database of its own application_id, opened, told from others, and complained
   about in words. minima_database.h has its rows.

   One file serves many programs at once. It keeps SQLite's rollback journal, not the write-ahead log: the log needs
   memory that all its programs share, so it fails on the network file systems of clusters and for readers in a folder
   that is not theirs to write, and it leaves two more files beside the database that a copy must not forget. What the
   log is for, readers beside a writer that never rests, is not wanted here: a search writes for milliseconds, once a
   second. A program that is killed in a write leaves FILE-journal, and the next one that opens the file takes the half
   written back by itself. */
#ifndef L2H_DATABASE_H
#define L2H_DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>

#include "core/error.h"

#define L2H_DATABASE_ID 0x4C32484D /* "L2HM" */
#define L2H_DATABASE_VERSION 1     /* of the schema; the table of changes is in docs/minima.md */

struct l2h_database {
  sqlite3 *sqlite;
  char path[4096]; /* as the user named it */
  int patience;    /* ms to wait for a lock */
  bool locked;     /* the last complaint was that another program holds the lock: it can be tried again */
};

enum l2h_database_use {
  L2H_DATABASE_READS,  /* what is there */
  L2H_DATABASE_WRITES, /* made where it is not there; that it can be written is tried */
};

/* Whether a path names a database: the file there is SQLite's, or there is none and it ends in .db, .sqlite or
   .sqlite3. */
bool l2h_is_database(const char *path);

/* 0, or -1 with a message that says which it is: a missing file, one that is no database, another application's, one of
   a newer learn2hop, a damaged one, a locked one, or one without the right to write it. close() in any case. */
int l2h_database_open(struct l2h_database *database, const char *path, enum l2h_database_use use,
                      struct l2h_error *error);
void l2h_database_close(struct l2h_database *database);

/* How long to wait for a lock from here on, in ms. */
void l2h_database_wait(struct l2h_database *database, int patience);

/* What is written between begin() and commit() is there as a whole or not at all, and nobody else writes meanwhile.
   0, or -1 with a message; commit() that fails has rolled back. */
int l2h_database_begin(struct l2h_database *database, struct l2h_error *error);
int l2h_database_commit(struct l2h_database *database, struct l2h_error *error);
void l2h_database_rollback(struct l2h_database *database);

/* ---- for those who read and write rows ---- */

/* -1, with what SQLite's last error means and how to mend it. */
int l2h_database_fail(struct l2h_database *database, struct l2h_error *error);

/* Statements without rows and parameters. */
int l2h_database_run(struct l2h_database *database, const char *statements, struct l2h_error *error);

/* A statement, its parameters ?1, ?2 ... bound by a letter each: i int64_t, d double, t text (NULL: null), or b, a blob
   of a pointer and an int of bytes. Text and blobs must live until it is finalized. NULL with a message. */
sqlite3_stmt *l2h_database_prepare(struct l2h_database *database, struct l2h_error *error, const char *statement,
                                   const char *letters, ...);

/* The next row: 1, 0 where there is none, -1 with a message. */
int l2h_database_row(struct l2h_database *database, sqlite3_stmt *statement, struct l2h_error *error);

/* Ends a statement that has no rows to give, or of which none are wanted. */
int l2h_database_finish(struct l2h_database *database, sqlite3_stmt *statement, struct l2h_error *error);

#endif
