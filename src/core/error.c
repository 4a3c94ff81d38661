/* SPDX-License-Identifier: GPL-2.0-only */
#include "core/error.h"

#include <stdarg.h>
#include <stdio.h>

int l2h_fail(struct l2h_error *error, const char *format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->text, sizeof error->text, format, arguments);
  va_end(arguments);
  return -1;
}
