/* SPDX-License-Identifier: GPL-2.0-only */
#include "core/text_reader.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void l2h_text_start(struct l2h_text_reader *reader, const char *name, const char *text, size_t length,
                    struct l2h_error *error)
{
  reader->name = name;
  reader->next = reader->begin = text;
  reader->end = text + length;
  reader->line = 0;
  reader->count = 0;
  reader->error = error;
}

int l2h_text_fail(const struct l2h_text_reader *reader, const char *format, ...)
{
  char what[768];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(what, sizeof what, format, arguments);
  va_end(arguments);
  return l2h_fail(reader->error, "%s:%d: %s", reader->name, reader->line, what);
}

int l2h_text_next(struct l2h_text_reader *reader)
{
  reader->count = 0;
  while (reader->count == 0 && reader->next < reader->end) {
    const char *stop = memchr(reader->next, '\n', (size_t)(reader->end - reader->next));
    const char *after = stop ? stop + 1 : reader->end;
    const size_t length = (size_t)((stop ? stop : reader->end) - reader->next);
    reader->begin = reader->next;
    reader->line++;
    if (length >= sizeof reader->words || memchr(reader->next, 0, length))
      return l2h_text_fail(reader, "this is no line of such a file (%s); get the file again from its source",
                           length >= sizeof reader->words ? "too long" : "it holds a 0 byte");
    memcpy(reader->words, reader->next, length);
    reader->words[length] = 0;
    reader->next = after;
    char *comment = strchr(reader->words, '#');
    if (comment)
      *comment = 0;
    char *state = NULL;
    for (char *word = strtok_r(reader->words, " \t\r", &state); word; word = strtok_r(NULL, " \t\r", &state)) {
      if (reader->count == (int)(sizeof reader->word / sizeof reader->word[0]))
        return l2h_text_fail(reader, "too many words; get the file again from its source");
      reader->word[reader->count++] = word;
    }
  }
  return reader->count > 0;
}

int l2h_text_number(const struct l2h_text_reader *reader, const char *word, const char *what, double *value)
{
  char *end;
  *value = strtod(word, &end);
  if (end == word || *end)
    return l2h_text_fail(reader, "%s: '%s' is not a number", what, word);
  if (!isfinite(*value))
    return l2h_text_fail(reader, "%s: '%s' is not finite; what wrote it went wrong or the file is damaged", what, word);
  return 0;
}

int l2h_text_whole(const struct l2h_text_reader *reader, const char *word, const char *what, uint64_t least,
                   uint64_t most, uint64_t *value)
{
  errno = 0;
  *value = strtoull(word, NULL, 10); /* which would take a sign, too */
  if (word[strspn(word, "0123456789")] || errno || *value < least || *value > most)
    return l2h_text_fail(reader, "%s: '%s' is not a whole number of at least %" PRIu64 " and at most %" PRIu64, what,
                         word, least, most);
  return 0;
}

static const char *const keys[] = {"DATE:", "UNITS:", "CONTRIBUTOR:", "CITATION:"};

const char *l2h_provenance_fault(const char *value)
{
  for (const unsigned char *c = (const unsigned char *)value; *c; c++)
    if (*c < ' ' || *c == 127)
      return "has a line break or another control character";
  for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++)
    if (strstr(value, keys[k]))
      return "has one of the words DATE:, UNITS:, CONTRIBUTOR: and CITATION:, which begin other entries";
  return NULL;
}

void l2h_text_provenance(const char *text, size_t length, const char *key, char *value, size_t room)
{
  char line[1024];
  size_t end = 0;
  while (end < length && end < sizeof line - 1 && text[end] != '\n' && text[end])
    end++;
  snprintf(line, sizeof line, "%.*s", (int)end, text);
  value[0] = 0;
  const char *from = strstr(line, key);
  if (!from)
    return;
  from += strlen(key);
  from += strspn(from, " \t");
  const char *to = line + strlen(line);
  for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
    const char *other = strstr(from, keys[k]);
    if (other && other < to)
      to = other;
  }
  while (to > from && isspace((unsigned char)to[-1]))
    to--;
  snprintf(value, room, "%.*s", (int)(to - from), from);
}

void l2h_text_units(const char *text, size_t length, char *units, size_t room)
{
  l2h_text_provenance(text, length, "UNITS:", units, room);
  units[strcspn(units, " \t")] = 0;
}
