/* SPDX-License-Identifier: GPL-2.0-only */
/* Standard output that remembers why it failed: a stream knows that it did, and errno, by the end of a program, speaks
   of something else. */
#ifndef L2H_STANDARD_OUTPUT_H
#define L2H_STANDARD_OUTPUT_H

/* Prints and flushes. Returns how many characters were printed, 0 where that failed. */
int l2h_output(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Flushes what printf() and the like have written. 0, or -1 when something was lost now or earlier, with the system's
   reason as text. */
int l2h_output_end(const char **reason);

#endif
