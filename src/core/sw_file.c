/* SPDX-License-Identifier: GPL-2.0-only */
#include "core/sw_file.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/safe_file.h"
#include "core/text_reader.h"

#define NUMBERS 11
#define WORDS (3 + NUMBERS)
#define ENTRY "three elements, then epsilon sigma a lambda gamma costheta0 A B p q tol"

/* Files give epsilon and lambda of a triplet to six digits or so: their products for i j k and i k j then differ in the
   last one (LAMMPS's CdTeZnSeHgS0.sw: by 8e-7). What differs more is meant. */
#define ROUNDING 1e-5

static const struct {
  const char *name;
  size_t offset;
} numbers[NUMBERS] = {
#define L2H_ROW(name, member)                        \
  {                                                  \
    name, offsetof(struct l2h_sw_parameters, member) \
  }
  L2H_ROW("epsilon", epsilon),
  L2H_ROW("sigma", sigma),
  L2H_ROW("a", a),
  L2H_ROW("lambda", lambda),
  L2H_ROW("gamma", gamma),
  L2H_ROW("costheta0", cos_theta0),
  L2H_ROW("A", big_a),
  L2H_ROW("B", big_b),
  L2H_ROW("p", p),
  L2H_ROW("q", q),
  L2H_ROW("tol", tol),
#undef L2H_ROW
};

/* ---- reading ---- */

static const struct l2h_sw_entry *find(const struct l2h_sw_file *file, const char *centre, const char *one,
                                       const char *other)
{
  for (int e = 0; e < file->entries; e++) {
    const struct l2h_sw_entry *entry = &file->entry[e];
    if (strcmp(entry->element[0], centre) == 0 && strcmp(entry->element[1], one) == 0 &&
        strcmp(entry->element[2], other) == 0)
      return entry;
  }
  return NULL;
}

static int read_element(const struct l2h_text_reader *reader, const char *word, char element[8])
{
  if (!isalpha((unsigned char)word[0]) || strlen(word) >= 8)
    return l2h_text_fail(reader, "'%s' is no element; an entry is " ENTRY, word);
  strcpy(element, word);
  return 0;
}

static int read_number(const struct l2h_text_reader *reader, const char *word, int n, struct l2h_sw_entry *entry)
{
  char what[64];
  double *value = (double *)((char *)&entry->parameters + numbers[n].offset);
  snprintf(what, sizeof what, "%s %s %s (line %d), %s", entry->element[0], entry->element[1], entry->element[2],
           entry->line, numbers[n].name);
  if (l2h_text_number(reader, word, what, value) != 0)
    return -1;
  if (value == &entry->parameters.cos_theta0)
    return fabs(*value) <= 1 ? 0 : l2h_text_fail(reader, "%s: '%s' is no cosine (-1 to 1)", what, word);
  return *value >= 0 ? 0 : l2h_text_fail(reader, "%s: '%s' is below 0; only costheta0 may be", what, word);
}

/* One word of an entry, the `place`-th. */
static int read_word(const struct l2h_text_reader *reader, const char *word, int place, struct l2h_sw_entry *entry)
{
  return place < 3 ? read_element(reader, word, entry->element[place]) : read_number(reader, word, place - 3, entry);
}

/* The next entry, over as many lines as it takes: 1, 0 at the end, -1 with a message. */
static int read_entry(struct l2h_text_reader *reader, struct l2h_sw_entry *entry)
{
  int place = 0;
  memset(entry, 0, sizeof *entry);
  while (place < WORDS) {
    const int more = l2h_text_next(reader);
    if (more < 0 || (!more && place == 0))
      return more;
    if (!more)
      return l2h_text_fail(reader, "the file ends within the entry of line %d, which has %d of its %d words: " ENTRY,
                           entry->line, place, WORDS);
    if (place == 0)
      entry->line = reader->line;
    for (int w = 0; w < reader->count; w++, place++) {
      if (place == WORDS)
        return l2h_text_fail(reader, "surplus '%s' after the entry of line %d, which has its %d words: " ENTRY,
                             reader->word[w], entry->line, WORDS);
      if (read_word(reader, reader->word[w], place, entry) != 0)
        return -1;
    }
  }
  return 1;
}

static int append(const struct l2h_text_reader *reader, const struct l2h_sw_entry *entry, struct l2h_sw_file *file)
{
  const char(*name)[8] = entry->element;
  const struct l2h_sw_entry *before = find(file, name[0], name[1], name[2]);
  if (before)
    return l2h_text_fail(reader, "%s %s %s stands on line %d before; keep the entry that is meant", name[0], name[1],
                         name[2], before->line);
  struct l2h_sw_entry *larger = realloc(file->entry, (size_t)(file->entries + 1) * sizeof *larger);
  if (!larger)
    return l2h_text_fail(reader, "out of memory");
  file->entry = larger;
  file->entry[file->entries++] = *entry;
  return 0;
}

int l2h_sw_parse(const char *name, const char *text, size_t length, struct l2h_sw_file *file, struct l2h_error *error)
{
  struct l2h_text_reader reader;
  struct l2h_sw_entry entry;
  int more;
  memset(file, 0, sizeof *file);
  snprintf(file->name, sizeof file->name, "%s", name);
  if (length == 0)
    return l2h_fail(error, "%s: the file is empty", name);
  l2h_text_start(&reader, name, text, length, error);
  l2h_text_units(text, length, file->units, sizeof file->units);
  while ((more = read_entry(&reader, &entry)) > 0)
    if (append(&reader, &entry, file) != 0) {
      more = -1;
      break;
    }
  if (more == 0 && file->entries == 0)
    more = l2h_text_fail(&reader, "the file ends without an entry: " ENTRY);
  if (more < 0)
    l2h_sw_file_free(file);
  return more;
}

int l2h_sw_read(const char *path, struct l2h_sw_file *file, struct l2h_error *error)
{
  size_t length;
  char *text = l2h_file_contents(path, &length, error);
  if (!text)
    return -1;
  const int result = l2h_sw_parse(path, text, length, file, error);
  free(text);
  return result;
}

void l2h_sw_file_free(struct l2h_sw_file *file)
{
  free(file->entry);
  file->entry = NULL;
  file->entries = 0;
}

/* ---- looking up ---- */

static int near(double one, double other, double allowed)
{
  return fabs(one - other) <= allowed * fmax(fabs(one), fabs(other));
}

static int same_triplet(const struct l2h_sw_parameters *one, const struct l2h_sw_parameters *other)
{
  return near(one->lambda * one->epsilon, other->lambda * other->epsilon, ROUNDING) &&
    near(one->cos_theta0, other->cos_theta0, ROUNDING);
}

static int same_pair(const struct l2h_sw_parameters *one, const struct l2h_sw_parameters *other)
{
  return near(one->big_a * one->epsilon, other->big_a * other->epsilon, ROUNDING) && one->big_b == other->big_b &&
    one->sigma == other->sigma && one->a == other->a && one->p == other->p && one->q == other->q;
}

/* Fails if `entry` and the entry that says the same from the other side, element a b c, do not agree. */
static int check_against(const struct l2h_sw_file *file, const struct l2h_sw_entry *entry, const char *a, const char *b,
                         const char *c, int (*same)(const struct l2h_sw_parameters *, const struct l2h_sw_parameters *),
                         const char *what, struct l2h_error *error)
{
  const struct l2h_sw_entry *other = find(file, a, b, c);
  if (!other || same(&entry->parameters, &other->parameters))
    return 0;
  return l2h_fail(error, "%s:%d: %s %s %s and %s %s %s (line %d) differ in %s; make them equal in both entries",
                  file->name, entry->line, entry->element[0], entry->element[1], entry->element[2], a, b, c,
                  other->line, what);
}

int l2h_sw_lookup(const struct l2h_sw_file *file, const char *centre, const char *one, const char *other,
                  struct l2h_sw_parameters *parameters, struct l2h_error *error)
{
  const struct l2h_sw_entry *entry = find(file, centre, one, other);
  if (!entry)
    return l2h_fail(error, "%s: no entry %s %s %s; add one (" ENTRY ") or name another file", file->name, centre, one,
                    other);
  if (check_against(file, entry, centre, other, one, same_triplet,
                    "lambda epsilon or costheta0: what a triplet costs would depend on which neighbour comes first",
                    error) != 0)
    return -1;
  if (strcmp(one, other) == 0 &&
      check_against(file, entry, one, centre, centre, same_pair,
                    "A epsilon, B, sigma, a, p or q: what a pair costs would depend on which atom comes first",
                    error) != 0)
    return -1;
  *parameters = entry->parameters;
  return 0;
}

double l2h_sw_cutoff(const struct l2h_sw_parameters *parameters)
{
  const double reach = parameters->a * parameters->sigma;
  if (parameters->tol <= 0)
    return reach;
  const double tail = parameters->sigma * fmin(parameters->gamma, 1) / log(fmin(parameters->tol, 0.01));
  return fmax(reach + tail, 0);
}
