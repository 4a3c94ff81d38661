/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/safe_file.h"
#include "core/text_reader.h"
#include "core/weights.h"
#include "core/weights_rows.h"

#define STRING_OF_WORD(x) #x
#define STRING_OF(macro) STRING_OF_WORD(macro)

static int read_floats(const struct l2h_text_reader *reader, int from, int count, float *values)
{
  if (reader->count - from != count)
    return l2h_text_fail(reader, "%s: expected %d numbers and found %d (%s); get the file again from its source",
                         reader->word[0], count, reader->count - from,
                         reader->count - from < count ? "some are missing" : "some are surplus");
  for (int i = 0; i < count; i++) {
    double value;
    if (l2h_text_number(reader, reader->word[from + i], reader->word[0], &value) != 0)
      return -1;
    values[i] = strtof(reader->word[from + i], NULL);
    if (!isfinite(values[i]))
      return l2h_text_fail(reader, "%s: '%s' does not fit single precision", reader->word[0], reader->word[from + i]);
  }
  return 0;
}

static int read_whole(const struct l2h_text_reader *reader, long least, long most, long *value)
{
  uint64_t number;
  if (l2h_text_whole(reader, reader->word[1], reader->word[0], (uint64_t)least, (uint64_t)most, &number) != 0)
    return -1;
  *value = (long)number;
  return 0;
}

static bool is_unit_style(const char *units)
{
  static const char *const known[] = {"lj", "real", "metal", "si", "cgs", "electron", "micro", "nano"};
  for (size_t k = 0; k < sizeof known / sizeof known[0]; k++)
    if (strcmp(units, known[k]) == 0)
      return true;
  return false;
}

static int read_first_line(struct l2h_text_reader *reader, struct l2h_weights *weights)
{
  const char *text = reader->next;
  const size_t length = (size_t)(reader->end - text);
  l2h_text_provenance(text, length, "DATE:", weights->date, sizeof weights->date);
  l2h_text_provenance(text, length, "UNITS:", weights->units, sizeof weights->units);
  l2h_text_provenance(text, length, "CONTRIBUTOR:", weights->contributor, sizeof weights->contributor);
  l2h_text_provenance(text, length, "CITATION:", weights->citation, sizeof weights->citation);
  if (text[0] != '#' || !weights->units[0]) {
    reader->line = 1;
    return l2h_text_fail(reader,
                         "not a weights file: the first line must read '# DATE: ... UNITS: ... CONTRIBUTOR: ... "
                         "CITATION: ...', as `learn2hop train` writes it");
  }
  if (!is_unit_style(weights->units)) {
    reader->line = 1;
    return l2h_text_fail(
      reader, "UNITS: '%s' is none of LAMMPS's units lj, real, metal, si, cgs, electron, micro, nano", weights->units);
  }
  return 0;
}

static int read_groups(const struct l2h_text_reader *reader, unsigned *groups)
{
  for (int i = 1; i < reader->count; i++) {
    const int group = l2h_group_of(reader->word[i]);
    if (group < 0)
      return l2h_text_fail(reader, "unknown feature group '%s'; this learn2hop may be older than the file",
                           reader->word[i]);
    *groups |= 1u << group;
  }
  return 0;
}

static int read_header_line(const struct l2h_text_reader *reader, struct l2h_weights *weights)
{
  static const char *const numbers[] = {"length_scale", "energy_scale", "step_limit"};
  double *const number[] = {&weights->length_scale, &weights->energy_scale, &weights->step_limit};
  const char *key = reader->word[0];
  if (strcmp(key, "groups") == 0)
    return read_groups(reader, &weights->model.groups);
  if (strcmp(key, "hidden") == 0) {
    if (reader->count != 3 || strcmp(reader->word[1], STRING_OF(L2H_HIDDEN)) != 0 ||
        strcmp(reader->word[2], STRING_OF(L2H_HIDDEN)) != 0)
      return l2h_text_fail(reader, "hidden: this learn2hop knows two hidden layers of %d, and no other sizes",
                           L2H_HIDDEN);
    return 0;
  }
  if (reader->count != 2)
    return l2h_text_fail(reader, "%s: expected one value and found %d", key, reader->count - 1);
  const char *value = reader->word[1];
  for (int i = 0; i < 3; i++)
    if (strcmp(key, numbers[i]) == 0) {
      if (l2h_text_number(reader, value, key, number[i]) != 0)
        return -1;
      return *number[i] > 0 ? 0 : l2h_text_fail(reader, "%s: must be above 0", key);
    }
  if (strcmp(key, "species") == 0) {
    long species = 0;
    const int result = read_whole(reader, 1, L2H_MAX_SPECIES, &species);
    weights->model.species = (int)species;
    return result;
  }
  if (strcmp(key, "horizon") == 0)
    return read_whole(reader, 1, LONG_MAX, &weights->horizon);
  if (strcmp(key, "updates") == 0)
    return read_whole(reader, 0, LONG_MAX, &weights->updates);
  if (strcmp(key, "seed") == 0)
    return l2h_text_whole(reader, value, key, 0, UINT64_MAX, &weights->seed);
  if (strcmp(key, "configuration") == 0) {
    if (strlen(value) >= sizeof weights->configuration)
      return l2h_text_fail(reader, "configuration: '%s' is longer than a hash of 16 digits", value);
    strcpy(weights->configuration, value);
    return 0;
  }
  return l2h_text_fail(reader, "unknown keyword '%s'", key);
}

/* Of any file, then of one with a network. */
static const char *const header_keys[] = {"configuration", "seed",         "updates",      "groups",     "species",
                                          "hidden",        "length_scale", "energy_scale", "step_limit", "horizon"};
#define HEADER_KEYS ((int)(sizeof header_keys / sizeof header_keys[0]))
#define KEYS_OF_ALL 3

static int read_header(struct l2h_text_reader *reader, struct l2h_weights *weights)
{
  const int keys = weights->alone ? KEYS_OF_ALL : HEADER_KEYS;
  bool seen[HEADER_KEYS] = {false};
  for (int line = 0; line < keys; line++) {
    const int more = l2h_text_next(reader);
    if (more < 0)
      return -1;
    int key = 0;
    while (more && key < keys && strcmp(reader->word[0], header_keys[key]) != 0)
      key++;
    if (!more || key == keys) {
      for (key = 0; seen[key]; key++)
        ;
      return l2h_text_fail(reader, "the header lacks '%s' (found %s)", header_keys[key],
                           more ? reader->word[0] : "the end of the file");
    }
    if (seen[key])
      return l2h_text_fail(reader, "'%s' stands here a second time", header_keys[key]);
    seen[key] = true;
    if (read_header_line(reader, weights) != 0)
      return -1;
  }
  return 0;
}

static int read_row(void *with, const char *label, int count, float *values)
{
  struct l2h_text_reader *const reader = with;
  const int more = l2h_text_next(reader);
  if (more < 0)
    return -1;
  if (!more)
    return l2h_text_fail(reader, "the file ends before '%s': it is truncated; get it again from its source", label);
  if (strcmp(reader->word[0], label) != 0)
    return l2h_text_fail(reader, "expected the row '%s' and found '%s'", label, reader->word[0]);
  return read_floats(reader, 1, count, values);
}

/* ---- the policy ---- */

static int read_name(const struct l2h_text_reader *reader, const char *word, size_t room, char *name)
{
  if (strlen(word) >= room)
    return l2h_text_fail(reader, "'%s' is too long for a name", word);
  strcpy(name, word);
  return 0;
}

static int read_policy_row(struct l2h_text_reader *reader, struct l2h_policy_row *row)
{
  const int more = l2h_text_next(reader);
  if (more < 0)
    return -1;
  if (!more)
    return l2h_text_fail(reader, "the file ends within the policy: it is truncated; get it again from its source");
  if (reader->count != 3 && reader->count != 4)
    return l2h_text_fail(reader, "expected a line of the policy, 'number NAME VALUE' or 'shift NAME FEATURE VALUE'");
  row->line = reader->line;
  if (read_name(reader, reader->word[0], sizeof row->kind, row->kind) != 0 ||
      read_name(reader, reader->word[1], sizeof row->name, row->name) != 0 ||
      (reader->count == 4 && read_name(reader, reader->word[2], sizeof row->feature, row->feature) != 0))
    return -1;
  return l2h_text_number(reader, reader->word[reader->count - 1], row->name, &row->value);
}

static int read_policy(struct l2h_text_reader *reader, struct l2h_weights *weights)
{
  long rows;
  const int more = l2h_text_next(reader);
  if (more < 0)
    return -1;
  if (!more || strcmp(reader->word[0], "policy") != 0 || reader->count != 2)
    return l2h_text_fail(reader, "expected 'policy' and the number of its lines");
  if (read_whole(reader, 1, L2H_POLICY_ROWS, &rows) != 0)
    return -1;
  for (int k = 0; k < rows; k++)
    if (read_policy_row(reader, &weights->policy[k]) != 0)
      return -1;
  weights->policy_rows = (int)rows;
  return 0;
}

/* `holds policy` or `holds policy network`. */
static int read_parts(struct l2h_text_reader *reader, struct l2h_weights *weights)
{
  const int more = l2h_text_next(reader);
  if (more < 0)
    return -1;
  const bool policy =
    more && reader->count >= 2 && strcmp(reader->word[0], "holds") == 0 && strcmp(reader->word[1], "policy") == 0;
  const bool network = policy && reader->count == 3 && strcmp(reader->word[2], "network") == 0;
  if (!policy || (reader->count > 2 && !network))
    return l2h_text_fail(reader, "expected 'holds policy' or 'holds policy network'");
  weights->alone = !network;
  return 0;
}

static int read_version(struct l2h_text_reader *reader, long *version)
{
  const int more = l2h_text_next(reader);
  if (more < 0)
    return -1;
  if (!more || reader->count != 2 || strcmp(reader->word[0], L2H_WEIGHTS_MAGIC) != 0)
    return l2h_text_fail(reader, "not a weights file: expected '%s %d'", L2H_WEIGHTS_MAGIC, L2H_WEIGHTS_VERSION);
  for (*version = 1; *version <= L2H_WEIGHTS_VERSION; ++*version) {
    const char digit[] = {(char)('0' + *version), 0};
    if (strcmp(reader->word[1], digit) == 0)
      return 0;
  }
  return l2h_text_fail(
    reader, "weights of version %s; this learn2hop reads versions 1 to %d: use the learn2hop that wrote them",
    reader->word[1], L2H_WEIGHTS_VERSION);
}

/* The current line is the checksum of those before it. */
static bool is_checksum(const struct l2h_text_reader *reader, const char *text)
{
  char line[32];
  l2h_checksum_line(line, text, (size_t)(reader->begin - text));
  const size_t length = (size_t)(reader->next - reader->begin), whole = strlen(line);
  const bool last = reader->next == reader->end; /* of which a whole checksum may lack its line break */
  return (length == whole || (last && length == whole - 1)) && memcmp(reader->begin, line, length) == 0;
}

/* The last line: a checksum, unless the file is older than those. */
static int read_end(struct l2h_text_reader *reader, const char *text, struct l2h_weights *weights)
{
  const int more = l2h_text_next(reader);
  if (more < 0)
    return -1;
  if (!more && reader->end[-1] != '\n')
    return l2h_text_fail(reader, "the last line has no end: the file is cut short; get it again from its source");
  if (!more)
    return 0;
  if (strcmp(reader->word[0], L2H_CHECKSUM) != 0)
    return l2h_text_fail(reader, "surplus line '%s ...' after the last row", reader->word[0]);
  if (!is_checksum(reader, text))
    return l2h_text_fail(reader,
                         "the checksum is not that of the lines before it: the file was damaged, or changed by hand; "
                         "get it again from its source, or delete this line if you changed it on purpose");
  weights->checked = 1;
  if (reader->next == reader->end)
    return 0;
  return l2h_text_next(reader) < 0 ? -1 : l2h_text_fail(reader, "surplus line after the checksum");
}

/* All between the first line and the end. */
static int read_body(struct l2h_text_reader *reader, struct l2h_weights *weights)
{
  long version = 1;
  if (read_version(reader, &version) != 0 || (version >= 2 && read_parts(reader, weights) != 0) ||
      read_header(reader, weights) != 0 || (version >= 2 && read_policy(reader, weights) != 0))
    return -1;
  return weights->alone ? 0 : l2h_visit_rows(&weights->model, &weights->network, read_row, reader);
}

int l2h_weights_parse(const char *name, const char *text, size_t length, struct l2h_weights *weights,
                      struct l2h_error *error)
{
  struct l2h_text_reader reader;
  l2h_text_start(&reader, name, text, length, error);
  memset(weights, 0, sizeof *weights);
  if (length == 0)
    return l2h_fail(error, "%s: the file is empty", name);
  if (read_first_line(&reader, weights) != 0 || read_body(&reader, weights) != 0)
    return -1;
  return read_end(&reader, text, weights);
}

int l2h_weights_need_network(const char *name, const struct l2h_weights *weights, struct l2h_error *error)
{
  if (!weights->alone)
    return 0;
  return l2h_fail(error,
                  "%s: holds a policy of searches and no optimizer: give it to `learn2hop search`, or to min_style "
                  "learned with min_modify hops yes",
                  name);
}

int l2h_weights_read(const char *path, struct l2h_weights *weights, struct l2h_error *error)
{
  size_t length;
  char *text = l2h_file_contents(path, &length, error);
  if (!text)
    return -1;
  const int result = l2h_weights_parse(path, text, length, weights, error);
  free(text);
  return result;
}
