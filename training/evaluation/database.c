/* SPDX-License-Identifier: GPL-2.0-only */
#include "evaluation/database.h"

#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/safe_file.h"

#define PATIENCE 10000 /* ms */

static const char head_of_file[] = "SQLite format 3"; /* with its 0 byte */

bool l2h_is_database(const char *path)
{
  static const char *const endings[] = {".db", ".sqlite", ".sqlite3"};
  char head[sizeof head_of_file] = "";
  const size_t length = strlen(path);
  FILE *stream = fopen(path, "r");
  const size_t read = stream ? fread(head, 1, sizeof head, stream) : 0;
  if (stream)
    fclose(stream);
  if (read == sizeof head && memcmp(head, head_of_file, sizeof head) == 0)
    return true;
  for (size_t k = 0; k < sizeof endings / sizeof endings[0]; k++)
    if (length > strlen(endings[k]) && strcmp(path + length - strlen(endings[k]), endings[k]) == 0)
      return true;
  return false;
}

/* ---- complaints ---- */

static const char *reason(const struct l2h_database *database)
{
  const int number = sqlite3_system_errno(database->sqlite);
  return number ? strerror(number) : sqlite3_errmsg(database->sqlite);
}

static int complain_of_rights(const struct l2h_database *database, int code, struct l2h_error *error)
{
  if (code == SQLITE_READONLY_ROLLBACK || code == SQLITE_READONLY_RECOVERY || code == SQLITE_READONLY_CANTLOCK)
    return l2h_fail(error,
                    "%s: a program was ended while it wrote there, and taking back the half needs the right to write "
                    "the file and its folder: open it once as a user who has that, or copy it with its -journal to a "
                    "folder of yours",
                    database->path);
  if (code == SQLITE_READONLY_DBMOVED)
    return l2h_fail(error, "%s: was moved or removed while it was open; start again", database->path);
  return l2h_fail(error,
                  "%s: cannot be written: the file, its folder or its disk is read-only for you; take another path, "
                  "or give yourself the right to write both file and folder",
                  database->path);
}

static int complain_of_disk(const struct l2h_database *database, int code, struct l2h_error *error)
{
  const int number = sqlite3_system_errno(database->sqlite);
  if (number == ENOSPC || number == EDQUOT)
    return l2h_fail(error, "%s: %s; make room: what was written there before is whole", database->path,
                    strerror(number));
  if (code == SQLITE_IOERR_LOCK || code == SQLITE_IOERR_RDLOCK || code == SQLITE_IOERR_UNLOCK ||
      code == SQLITE_IOERR_CHECKRESERVEDLOCK)
    return l2h_fail(error, "%s: its file system refuses locks (%s): keep the database on another", database->path,
                    reason(database));
  return l2h_fail(error, "%s: cannot be read or written: %s", database->path, reason(database));
}

int l2h_database_fail(struct l2h_database *database, struct l2h_error *error)
{
  const char *path = database->path;
  const int code = database->sqlite ? sqlite3_extended_errcode(database->sqlite) : SQLITE_NOMEM;
  database->locked = (code & 0xff) == SQLITE_BUSY || (code & 0xff) == SQLITE_LOCKED;
  switch (code & 0xff) {
  case SQLITE_NOMEM:
    return l2h_fail(error, "%s: no memory", path);
  case SQLITE_NOTADB:
    return l2h_fail(error,
                    "%s: is no database (not a file of SQLite's, or damaged at its head): name one that "
                    "--minima FILE.db has made, or a file that is not there yet",
                    path);
  case SQLITE_CORRUPT:
    return l2h_fail(error,
                    "%s: the database is damaged (%s): `sqlite3 OLD.db .recover | sqlite3 NEW.db` saves what is "
                    "whole in it",
                    path, sqlite3_errmsg(database->sqlite));
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return l2h_fail(error,
                    "%s: another program has kept it locked for %.3g s: wait for it to end, or find it by "
                    "`fuser FILE`",
                    path, database->patience / 1e3);
  case SQLITE_READONLY:
    return complain_of_rights(database, code, error);
  case SQLITE_FULL:
    return l2h_fail(error, "%s: No space left on its disk; make room: what was written there before is whole", path);
  case SQLITE_CANTOPEN:
    return l2h_fail(error, "%s: cannot be opened%s: %s", path, code == SQLITE_CANTOPEN ? "" : ", or its journal",
                    reason(database));
  case SQLITE_IOERR:
    return complain_of_disk(database, code, error);
  default:
    return l2h_fail(error, "%s: %s (SQLite's error %d)", path, sqlite3_errmsg(database->sqlite), code);
  }
}

/* ---- statements ---- */

int l2h_database_run(struct l2h_database *database, const char *statements, struct l2h_error *error)
{
  return sqlite3_exec(database->sqlite, statements, NULL, NULL, NULL) == SQLITE_OK ? 0
                                                                                   : l2h_database_fail(database, error);
}

static int bind(sqlite3_stmt *statement, const char *letters, va_list values)
{
  int result = SQLITE_OK;
  for (int k = 1; letters[k - 1] && result == SQLITE_OK; k++)
    switch (letters[k - 1]) {
    case 'i':
      result = sqlite3_bind_int64(statement, k, va_arg(values, int64_t));
      break;
    case 'd':
      result = sqlite3_bind_double(statement, k, va_arg(values, double));
      break;
    case 't':
      result = sqlite3_bind_text(statement, k, va_arg(values, const char *), -1, SQLITE_STATIC);
      break;
    case 'b': {
      const void *bytes = va_arg(values, const void *);
      result = sqlite3_bind_blob(statement, k, bytes, va_arg(values, int), SQLITE_STATIC);
      break;
    }
    default:
      result = SQLITE_MISUSE;
    }
  return result;
}

sqlite3_stmt *l2h_database_prepare(struct l2h_database *database, struct l2h_error *error, const char *statement,
                                   const char *letters, ...)
{
  sqlite3_stmt *prepared = NULL;
  va_list values;
  va_start(values, letters);
  if (sqlite3_prepare_v2(database->sqlite, statement, -1, &prepared, NULL) != SQLITE_OK ||
      bind(prepared, letters, values) != SQLITE_OK) {
    l2h_database_fail(database, error);
    sqlite3_finalize(prepared);
    prepared = NULL;
  }
  va_end(values);
  return prepared;
}

int l2h_database_row(struct l2h_database *database, sqlite3_stmt *statement, struct l2h_error *error)
{
  const int result = sqlite3_step(statement);
  return result == SQLITE_ROW ? 1 : result == SQLITE_DONE ? 0 : l2h_database_fail(database, error);
}

int l2h_database_finish(struct l2h_database *database, sqlite3_stmt *statement, struct l2h_error *error)
{
  if (!statement)
    return -1; /* prepare() has complained */
  const int result = l2h_database_row(database, statement, error);
  sqlite3_finalize(statement);
  return result < 0 ? -1 : 0;
}

/* The one number that a statement gives. */
static int take_number(struct l2h_database *database, const char *statement, int64_t *number, struct l2h_error *error)
{
  sqlite3_stmt *const prepared = l2h_database_prepare(database, error, statement, "");
  const int found = prepared ? l2h_database_row(database, prepared, error) : -1;
  *number = found > 0 ? sqlite3_column_int64(prepared, 0) : 0;
  sqlite3_finalize(prepared);
  return found < 0 ? -1 : 0;
}

/* ---- transactions ---- */

void l2h_database_wait(struct l2h_database *database, int patience)
{
  database->patience = patience;
  sqlite3_busy_timeout(database->sqlite, patience);
}

int l2h_database_begin(struct l2h_database *database, struct l2h_error *error)
{
  return l2h_database_run(database, "BEGIN IMMEDIATE", error);
}

void l2h_database_rollback(struct l2h_database *database)
{
  if (!sqlite3_get_autocommit(database->sqlite)) /* some errors have rolled back already */
    sqlite3_exec(database->sqlite, "ROLLBACK", NULL, NULL, NULL);
}

int l2h_database_commit(struct l2h_database *database, struct l2h_error *error)
{
  if (l2h_database_run(database, "COMMIT", error) == 0)
    return 0;
  l2h_database_rollback(database);
  return -1;
}

/* ---- the schema ---- */

/* A minimum's places and forces are doubles, little-endian, [atoms][3], species by species as `elements` lists them. A
   run is known by `identity`: the same search done twice, or gone on with, is one. */
static const char schema[] =
  "CREATE TABLE system (id INTEGER PRIMARY KEY, surface TEXT NOT NULL UNIQUE, name TEXT NOT NULL, units TEXT NOT NULL,"
  " elements TEXT NOT NULL, cell REAL NOT NULL, length REAL NOT NULL, energy REAL NOT NULL);"
  "CREATE TABLE run (id INTEGER PRIMARY KEY, identity TEXT NOT NULL UNIQUE, system INTEGER NOT NULL REFERENCES system,"
  " command TEXT NOT NULL, seed TEXT NOT NULL, weights TEXT, weights_hash TEXT, version TEXT NOT NULL,"
  " date TEXT NOT NULL);"
  "CREATE TABLE minimum (id INTEGER PRIMARY KEY, system INTEGER NOT NULL REFERENCES system, energy REAL NOT NULL,"
  " positions BLOB NOT NULL, forces BLOB NOT NULL, point_group TEXT, motif TEXT);"
  "CREATE INDEX minimum_by_energy ON minimum (system, energy);"
  "CREATE TABLE meeting (minimum INTEGER NOT NULL REFERENCES minimum, run INTEGER NOT NULL REFERENCES run,"
  " count INTEGER NOT NULL, walker INTEGER NOT NULL, evaluations REAL NOT NULL, date TEXT NOT NULL,"
  " PRIMARY KEY (minimum, run)) WITHOUT ROWID;";

static int create(struct l2h_database *database, struct l2h_error *error)
{
  char mark[128];
  snprintf(mark, sizeof mark, "PRAGMA application_id = %d", L2H_DATABASE_ID);
  return l2h_database_run(database, schema, error) == 0 ? l2h_database_run(database, mark, error) : -1;
}

/* Whose it is: 1 ours, 0 nobody's yet, -1 with a message. */
static int look(struct l2h_database *database, struct l2h_error *error)
{
  int64_t id, version, tables;
  if (take_number(database, "PRAGMA application_id", &id, error) != 0 ||
      take_number(database, "PRAGMA user_version", &version, error) != 0 ||
      take_number(database, "SELECT count(*) FROM sqlite_schema", &tables, error) != 0)
    return -1;
  if (id == 0 && version == 0 && tables == 0)
    return 0;
  if (id != L2H_DATABASE_ID)
    return l2h_fail(error,
                    "%s: is another application's database (application_id %lld, with %lld tables): name a file "
                    "of learn2hop's, or one that is not there yet",
                    database->path, (long long)id, (long long)tables);
  if (version != L2H_DATABASE_VERSION)
    return l2h_fail(error,
                    "%s: has schema version %lld, and this learn2hop knows version %d: take the learn2hop that "
                    "wrote it, or a newer one",
                    database->path, (long long)version, L2H_DATABASE_VERSION);
  return 1;
}

/* Everything that a write needs is tried, journal and all, before hours of work. */
static int prepare_to_write(struct l2h_database *database, struct l2h_error *error)
{
  char version[64];
  snprintf(version, sizeof version, "PRAGMA user_version = %d", L2H_DATABASE_VERSION);
  if (l2h_database_run(database, "PRAGMA synchronous = FULL", error) != 0 || look(database, error) < 0 ||
      l2h_database_begin(database, error) != 0)
    return -1;
  const int found = look(database, error); /* another program may have made it meanwhile */
  if (found < 0 || (found == 0 && create(database, error) != 0) || l2h_database_run(database, version, error) != 0)
    return -1;
  return l2h_database_commit(database, error);
}

static int prepare_to_read(struct l2h_database *database, struct l2h_error *error)
{
  if (l2h_database_run(database, "PRAGMA query_only = 1", error) != 0)
    return -1;
  const int found = look(database, error);
  if (found == 0)
    return l2h_fail(error, "%s: is empty: nothing was written to it yet", database->path);
  return found > 0 ? 0 : -1;
}

int l2h_database_open(struct l2h_database *database, const char *path, enum l2h_database_use use,
                      struct l2h_error *error)
{
  char name[sizeof database->path + 2];
  *database = (struct l2h_database){NULL};
  if (snprintf(database->path, sizeof database->path, "%s", path) >= (int)sizeof database->path)
    return l2h_fail(error, "%.80s...: the path is too long", path);
  snprintf(name, sizeof name, "%s%s", *path == ':' ? "./" : "", path); /* :memory: is no file of SQLite's */
  if (use == L2H_DATABASE_WRITES && access(name, F_OK) != 0 && l2h_file_writable(name, error) != 0)
    return -1; /* SQLite would say that it is not there, whatever the reason */
  /* to write where one may, for a reader takes back what a killed writer has left half done */
  const int flags = SQLITE_OPEN_READWRITE | (use == L2H_DATABASE_WRITES ? SQLITE_OPEN_CREATE : 0);
  if (sqlite3_open_v2(name, &database->sqlite, flags, NULL) != SQLITE_OK)
    return l2h_database_fail(database, error);
  sqlite3_extended_result_codes(database->sqlite, 1);
  l2h_database_wait(database, PATIENCE);
  const int result = use == L2H_DATABASE_WRITES ? prepare_to_write(database, error) : prepare_to_read(database, error);
  if (result != 0)
    l2h_database_rollback(database);
  return result;
}

void l2h_database_close(struct l2h_database *database)
{
  sqlite3_close_v2(database->sqlite);
  database->sqlite = NULL;
}
