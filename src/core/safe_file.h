/* SPDX-License-Identifier: GPL-2.0-only */
/* Files that are whole or not there: written beside their name, synced, then renamed. A full disk, a crash or kill -9
   leaves the earlier file untouched. */
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
  char path[4096], temporary[4096 + 16];
};

/* 0, or -1 with a message that names the path and the system's reason. */
int l2h_safe_file_open(struct l2h_safe_file *file, const char *path, struct l2h_error *error);
/* Makes what was written the file; on failure removes it and leaves the earlier one. */
int l2h_safe_file_commit(struct l2h_safe_file *file, struct l2h_error *error);
/* Gives up what was written. */
void l2h_safe_file_discard(struct l2h_safe_file *file);

/* The whole of a file, with a 0 byte after it; free() it. NULL with a message when it can't be read. */
char *l2h_file_contents(const char *path, size_t *length, struct l2h_error *error);

#ifdef __cplusplus
}
#endif
#endif
