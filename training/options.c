/* SPDX-License-Identifier: GPL-2.0-only */
#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

int l2h_option_whole(const char *option, const char *text, long least, long most, long *value, struct l2h_error *error)
{
  char *end;
  errno = 0;
  *value = strtol(text, &end, 10);
  if (end == text || *end || errno || *value < least || *value > most)
    return l2h_fail(error, "%s: '%s' is not a whole number from %ld to %ld", option, text, least, most);
  return 0;
}

int l2h_option_seed(const char *option, const char *text, uint64_t *seed, struct l2h_error *error)
{
  char *end;
  errno = 0;
  *seed = strtoull(text, &end, 10);
  if (text[0] < '0' || text[0] > '9' || *end || errno)
    return l2h_fail(error, "%s: '%s' is not a whole number from 0 to 2^64 - 1", option, text);
  return 0;
}

int l2h_option_scales(const char *text, bool *paper, struct l2h_error *error)
{
  *paper = strcmp(text, "paper") == 0;
  if (!*paper && strcmp(text, "natural") != 0)
    return l2h_fail(error, "--scales: '%s' is neither natural nor paper", text);
  return 0;
}

int l2h_option_complaint(int answer, char *const *arguments, struct l2h_error *error)
{
  const char *word = arguments[optind - 1];
  if (answer == ':')
    l2h_fail(error, "option '%s' needs a value", word);
  else if (answer == '?' && optopt)
    l2h_fail(error, "option '%s' is unknown or takes no value", word);
  else if (answer == '?')
    l2h_fail(error, "unknown option '%s'", word);
  else
    return 0;
  return -1;
}
