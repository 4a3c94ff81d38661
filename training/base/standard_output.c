/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/standard_output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int first_errno; /* of the first failure */

/* Flushes what was printed, unless that has failed already. Returns `printed`, or 0. */
static int flush(int printed)
{
  if (printed >= 0 && fflush(stdout) == 0)
    return printed;
  if (!first_errno)
    first_errno = errno;
  return 0;
}

int l2h_output(const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  const int printed = vprintf(format, arguments);
  va_end(arguments);
  return flush(printed);
}

int l2h_output_end(const char **reason)
{
  flush(0);
  if (!first_errno && !ferror(stdout))
    return 0;
  *reason = first_errno ? strerror(first_errno) : "it could not be written to the end";
  return -1;
}
