/* SPDX-License-Identifier: GPL-2.0-only */
#include "core/gupta_file.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/safe_file.h"
#include "core/text_reader.h"

#define ROW "element element p q d0 A xi"
#define NUMBERS 5

/* The place of an element in the file, which it gets here if it is new; -1 with a message. */
static int element_of(const struct l2h_text_reader *reader, const char *word, struct l2h_gupta_file *file)
{
  if (!isalpha((unsigned char)word[0]) || strlen(word) >= sizeof file->element[0])
    return l2h_text_fail(reader, "'%s' is no element; a row reads '" ROW "'", word);
  for (int e = 0; e < file->elements; e++)
    if (strcmp(word, file->element[e]) == 0)
      return e;
  if (file->elements == L2H_GUPTA_MAX_ELEMENTS)
    return l2h_text_fail(reader, "%s is one element too many: at most %d in a file; split it", word,
                         L2H_GUPTA_MAX_ELEMENTS);
  strcpy(file->element[file->elements], word);
  return file->elements++;
}

static int read_numbers(const struct l2h_text_reader *reader, struct l2h_gupta_parameters *row)
{
  static const char *const names[NUMBERS] = {"p", "q", "d0", "A", "xi"};
  double *const numbers[NUMBERS] = {&row->p, &row->q, &row->d0, &row->a, &row->xi};
  for (int n = 0; n < NUMBERS; n++) {
    if (l2h_text_number(reader, reader->word[2 + n], names[n], numbers[n]) != 0)
      return -1;
    if (*numbers[n] < 0)
      return l2h_text_fail(reader, "%s: '%s' is below 0; a row reads '" ROW "', none of them negative", names[n],
                           reader->word[2 + n]);
  }
  return row->d0 > 0 ? 0 : l2h_text_fail(reader, "d0: must be above 0; it is the neighbour distance");
}

static int same_row(const struct l2h_gupta_parameters *one, const struct l2h_gupta_parameters *other)
{
  return one->p == other->p && one->q == other->q && one->d0 == other->d0 && one->a == other->a && one->xi == other->xi;
}

static int read_row(const struct l2h_text_reader *reader, struct l2h_gupta_file *file)
{
  if (reader->count != 2 + NUMBERS)
    return l2h_text_fail(reader, "a row reads '" ROW "', %d words; found %d", 2 + NUMBERS, reader->count);
  const int one = element_of(reader, reader->word[0], file);
  const int other = one < 0 ? -1 : element_of(reader, reader->word[1], file);
  struct l2h_gupta_parameters row;
  if (other < 0 || read_numbers(reader, &row) != 0)
    return -1;
  if (file->given[one][other] && !same_row(&row, &file->pair[one][other]))
    return l2h_text_fail(reader, "%s %s stands in the file before with other numbers; keep the row that is meant",
                         reader->word[0], reader->word[1]);
  file->given[one][other] = file->given[other][one] = 1;
  file->pair[one][other] = file->pair[other][one] = row;
  return 0;
}

int l2h_gupta_parse(const char *name, const char *text, size_t length, struct l2h_gupta_file *file,
                    struct l2h_error *error)
{
  struct l2h_text_reader reader;
  l2h_text_start(&reader, name, text, length, error);
  memset(file, 0, sizeof *file);
  snprintf(file->name, sizeof file->name, "%s", name);
  l2h_text_units(text, length, file->units, sizeof file->units);
  if (length == 0)
    return l2h_fail(error, "%s: the file is empty", name);
  if (text[0] != '#' || !file->units[0]) {
    reader.line = 1;
    return l2h_text_fail(&reader,
                         "not a Gupta file: the first line must read '# DATE: ... UNITS: metal CONTRIBUTOR: ... "
                         "CITATION: ...'; its units are those of the numbers below it");
  }
  int more;
  while ((more = l2h_text_next(&reader)) > 0)
    if (read_row(&reader, file) != 0)
      return -1;
  if (more < 0)
    return -1;
  return file->elements ? 0 : l2h_text_fail(&reader, "the file ends without a row '" ROW "'");
}

int l2h_gupta_read(const char *path, struct l2h_gupta_file *file, struct l2h_error *error)
{
  size_t length;
  char *text = l2h_file_contents(path, &length, error);
  if (!text)
    return -1;
  const int result = l2h_gupta_parse(path, text, length, file, error);
  free(text);
  return result;
}

static int find(const struct l2h_gupta_file *file, const char *element)
{
  int e = 0;
  while (e < file->elements && strcmp(element, file->element[e]) != 0)
    e++;
  return e < file->elements ? e : -1;
}

/* "Ag-Ag, Ag-Au", as far as there is room. */
static void list_pairs(const struct l2h_gupta_file *file, char *list, size_t room)
{
  size_t used = 0;
  list[0] = 0;
  for (int i = 0; i < file->elements; i++)
    for (int j = i; j < file->elements; j++)
      if (file->given[i][j] && used < room)
        used +=
          (size_t)snprintf(list + used, room - used, "%s%s-%s", used ? ", " : "", file->element[i], file->element[j]);
}

int l2h_gupta_lookup(const struct l2h_gupta_file *file, const char *one, const char *other,
                     struct l2h_gupta_parameters *parameters, struct l2h_error *error)
{
  const int i = find(file, one), j = find(file, other);
  if (i < 0 || j < 0 || !file->given[i][j]) {
    char list[256];
    list_pairs(file, list, sizeof list);
    return l2h_fail(error, "%s: no row for %s-%s; the file has %s: add a row '%s %s p q d0 A xi' or name another file",
                    file->name, one, other, list, one, other);
  }
  *parameters = file->pair[i][j];
  return 0;
}
