/* SPDX-License-Identifier: GPL-2.0-only */
/* What went wrong, in words: filled by the callee, shown by the host (LAMMPS's error->all, the trainer's stderr). */
#ifndef L2H_ERROR_H
#define L2H_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

struct l2h_error {
  char text[1024];
};

/* Writes the message and returns -1, so that a function can end in `return l2h_fail(error, ...)`. */
int l2h_fail(struct l2h_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#ifdef __cplusplus
}
#endif
#endif
