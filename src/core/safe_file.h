/* SPDX-License-Identifier: GPL-2.0-only */
/* Files that are whole or not there: written beside their name, synced, then renamed. A full disk, a crash or kill -9
   leaves the earlier file untouched. A link stays, and the file that it names is replaced. What is no regular file (a
   device, a pipe) and what the program prints to (standard output) is written into, never replaced. */
#ifndef L2H_SAFE_FILE_H
#define L2H_SAFE_FILE_H

#include <stddef.h>
#include <stdio.h>

#include "core/error.h"

#ifdef __cplusplus
extern "C" {
#endif

struct l2h_safe_file {
  FILE *stream;
  char path[4096];           /* as the caller named it */
  char target[4096];         /* the file that is replaced: path with its links followed */
  char temporary[4096 + 64]; /* where it is written until then; empty where the target is written into */
};

/* 0, or -1 with a message that names the path and the system's reason. */
int l2h_safe_file_open(struct l2h_safe_file *file, const char *path, struct l2h_error *error);
/* Makes what was written the file; on failure removes it and leaves the earlier one. */
int l2h_safe_file_commit(struct l2h_safe_file *file, struct l2h_error *error);
/* Gives up what was written. */
void l2h_safe_file_discard(struct l2h_safe_file *file);

/* Flushes a stream and brings its file to disk. 0, or -1 with errno. */
int l2h_stream_sync(FILE *stream);

/* Removes what a program that was killed left half written beside the file at `path`: files of this user that bear the
   very names that open() makes, NAME.unfinished-HHHHHHHHHHHHHHHH, and nothing else. For a file that no other program
   is writing now. */
void l2h_safe_file_sweep(const char *path);

/* Whether a file can be written at `path`, asked before hours of work: 0, or -1 with a message. Leaves nothing there.
   NULL, an option not given, is fine. */
int l2h_file_writable(const char *path, struct l2h_error *error);

/* The whole of a file, and a 0 byte after it; free() it. NULL with a message when it can't be read. */
char *l2h_file_contents(const char *path, size_t *length, struct l2h_error *error);

#ifdef __cplusplus
}
#endif
#endif
