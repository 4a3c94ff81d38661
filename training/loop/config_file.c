/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/config_file.h"

#include <cyaml/cyaml.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/meant.h"
#include "base/yaml_text.h"
#include "core/features.h"
#include "estimators/estimator.h"

/* ---- schema ---- */

#define NEEDED(key, type) CYAML_FIELD_STRING_PTR(#key, CYAML_FLAG_POINTER, struct type, key, 1, 127)
#define MAYBE(key, type) \
  CYAML_FIELD_STRING_PTR(#key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct type, key, 1, 127)
#define MAYBE_MAPPING(key, fields) \
  CYAML_FIELD_MAPPING_PTR(#key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct l2h_file, key, fields)

#define MAYBE_WORDS(key, most) \
  CYAML_FIELD_SEQUENCE(#key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct l2h_file, key, &word_value, 1, most)

static const cyaml_schema_field_t system_fields[] = {
  NEEDED(name, l2h_file_system),
  MAYBE(weight, l2h_file_system),
  MAYBE(budget, l2h_file_system),
  MAYBE(energy, l2h_file_system),
  CYAML_FIELD_END,
};
static const cyaml_schema_value_t system_value = {
  CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct l2h_file_system, system_fields),
};

static const cyaml_schema_field_t decay_fields[] = {
  NEEDED(factor, l2h_file_decay),
  NEEDED(every, l2h_file_decay),
  CYAML_FIELD_END,
};

static const cyaml_schema_field_t initialization_fields[] = {
  NEEDED(method, l2h_file_initialization),
  MAYBE(file, l2h_file_initialization),
  MAYBE(share, l2h_file_initialization),
  MAYBE(alpha, l2h_file_initialization),
  MAYBE(beta, l2h_file_initialization),
  MAYBE(gamma, l2h_file_initialization),
  MAYBE(direction, l2h_file_initialization),
  MAYBE(magnitude, l2h_file_initialization),
  MAYBE(magnitude_fall, l2h_file_initialization),
  MAYBE(rule, l2h_file_initialization),
  MAYBE(memory, l2h_file_initialization),
  MAYBE(amplitude, l2h_file_initialization),
  MAYBE(amplitude_end, l2h_file_initialization),
  CYAML_FIELD_END,
};

static const cyaml_schema_field_t validate_fields[] = {
  NEEDED(every, l2h_file_validate),
  NEEDED(starts, l2h_file_validate),
  CYAML_FIELD_END,
};

static const cyaml_schema_field_t checkpoint_fields[] = {
  NEEDED(seconds, l2h_file_checkpoint),
  CYAML_FIELD_END,
};

static const cyaml_schema_field_t stop_fields[] = {
  NEEDED(validations, l2h_file_stop),
  MAYBE(gain, l2h_file_stop),
  CYAML_FIELD_END,
};

static const cyaml_schema_value_t word_value = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, 31)};

static const cyaml_schema_field_t own_fields[] = {
  NEEDED(seed, l2h_file),
  CYAML_FIELD_SEQUENCE("systems", CYAML_FLAG_POINTER, struct l2h_file, systems, &system_value, 1, L2H_MAX_SYSTEMS),
  NEEDED(estimator, l2h_file),
  NEEDED(horizon, l2h_file),
  NEEDED(starts, l2h_file),
  NEEDED(updates, l2h_file),
  NEEDED(sigma, l2h_file),
  NEEDED(learning_rate, l2h_file),
  MAYBE_MAPPING(decay, decay_fields),
  MAYBE_MAPPING(sigma_decay, decay_fields),
  MAYBE_WORDS(inputs, L2H_GROUPS),
  CYAML_FIELD_MAPPING("initialization", CYAML_FLAG_DEFAULT, struct l2h_file, initialization, initialization_fields),
  MAYBE(step_limit, l2h_file),
  MAYBE(average, l2h_file),
  MAYBE(quench, l2h_file),
  MAYBE(scales, l2h_file),
  MAYBE(balance, l2h_file),
  MAYBE(loss, l2h_file),
  MAYBE(shaping, l2h_file),
  MAYBE(episode, l2h_file),
  MAYBE(network, l2h_file),
  MAYBE_WORDS(train, L2H_MAX_WORDS),
  MAYBE_WORDS(numbers, L2H_MAX_WORDS),
  MAYBE_WORDS(shifts, L2H_MAX_WORDS),
  MAYBE_WORDS(features, L2H_MAX_WORDS),
  MAYBE_WORDS(horizons, L2H_MAX_HORIZONS),
  MAYBE(normalization, l2h_file),
  MAYBE_MAPPING(validate, validate_fields),
  MAYBE_MAPPING(checkpoint, checkpoint_fields),
  MAYBE_MAPPING(stop, stop_fields),
  MAYBE(contributor, l2h_file),
  CYAML_FIELD_END,
};

#define OWN_FIELDS (sizeof own_fields / sizeof own_fields[0] - 1)

/* The trainer's own keys and those of the estimators. */
static cyaml_schema_field_t file_fields[OWN_FIELDS + L2H_MAX_ESTIMATOR_KEYS + 1];
static const cyaml_schema_value_t file_value = {CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct l2h_file, file_fields)};

static void set_file_fields(void)
{
  static const cyaml_schema_field_t first =
    CYAML_FIELD_STRING_PTR("", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, struct l2h_file, estimator_key[0], 1, 127);
  static const cyaml_schema_field_t end = CYAML_FIELD_END;
  size_t count = OWN_FIELDS;
  memcpy(file_fields, own_fields, sizeof own_fields);
  for (int k = 0; k < L2H_MAX_ESTIMATOR_KEYS && l2h_estimator_key_name(k); k++) {
    cyaml_schema_field_t *field = &file_fields[count++];
    *field = first;
    field->key = l2h_estimator_key_name(k);
    field->data_offset += (uint32_t)((size_t)k * sizeof(char *));
  }
  file_fields[count] = end;
}

/* ---- messages about a key ---- */

/* Where `key:` begins in the text after `from`, as a key and not in the middle of a word or a comment. */
static const char *find_key(const char *from, const char *key)
{
  const size_t length = strlen(key);
  for (const char *at = strstr(from, key); at; at = strstr(at + 1, key)) {
    const char *line = at;
    while (line > from && line[-1] != '\n')
      line--;
    const int commented = memchr(line, '#', (size_t)(at - line)) != NULL;
    if (!commented && at[length] == ':' && (at == from || strchr(" \n{,-\"", at[-1])))
      return at;
  }
  return NULL;
}

/* The line of "decay.factor": that of `factor:` after `decay:`; of its entry, where there are several. */
static int line_of(const char *text, const char *key, int entry)
{
  char part[64];
  const char *at = text;
  int line = 1;
  while (*key) {
    const size_t length = strcspn(key, ".");
    snprintf(part, sizeof part, "%.*s", (int)length, key);
    key += length + (key[length] == '.');
    for (int skip = *key ? 0 : entry; skip >= 0; skip--) {
      const char *found = find_key(at, part);
      at = found ? found + (skip > 0) : at;
    }
  }
  for (const char *c = text; c < at; c++)
    line += *c == '\n';
  return line;
}

int l2h_config_refuse(const struct l2h_config_source *source, const char *key, int entry, const char *format, ...)
{
  char what[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(what, sizeof what, format, arguments);
  va_end(arguments);
  return l2h_fail(source->error, "%s:%d: %s: %s", source->path, line_of(source->text, key, entry), key, what);
}

/* ---- libcyaml's complaints ---- */

/* Its first message, and the innermost place that it names. */
struct complaint {
  char what[256], key[64];
  int line;
};

/* Places come as "Load:   in mapping field 'KEY' (line: 7, column: 10)". */
static void note_place(const char *text, struct complaint *complaint)
{
  const char *line = strstr(text, "line: "), *key = strstr(text, "field '");
  if (!line || complaint->line)
    return;
  complaint->line = atoi(line + 6);
  if (key)
    snprintf(complaint->key, sizeof complaint->key, "%.*s", (int)strcspn(key + 7, "'"), key + 7);
}

static void note(cyaml_log_t level, void *context, const char *format, va_list arguments)
{
  struct complaint *complaint = context;
  char text[256];
  if (level < CYAML_LOG_ERROR)
    return;
  vsnprintf(text, sizeof text, format, arguments);
  text[strcspn(text, "\n")] = 0;
  if (!complaint->what[0])
    snprintf(complaint->what, sizeof complaint->what, "%s", strncmp(text, "Load: ", 6) == 0 ? text + 6 : text);
  note_place(text, complaint);
}

/* Keys that earlier versions had. */
static bool is_taken_out(const char *key)
{
  static const char *const keys[] = {"abandon", "curriculum", "windows"};
  for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
    if (strcmp(key, keys[k]) == 0)
      return true;
  return false;
}

/* Looks at all keys of a mapping, and at those of the mappings in it. */
static void look_at_keys(const cyaml_schema_field_t *field, struct l2h_meant *meant)
{
  for (; field->key; field++) {
    const cyaml_schema_value_t *value = &field->value;
    l2h_meant_try(meant, field->key);
    if (value->type == CYAML_SEQUENCE)
      value = value->sequence.entry;
    if (value->type == CYAML_MAPPING)
      look_at_keys(value->mapping.fields, meant);
  }
}

static void refuse_key(const struct l2h_config_source *source, const char *key)
{
  struct l2h_meant meant = {.word = key};
  look_at_keys(file_fields, &meant);
  if (is_taken_out(key))
    l2h_config_refuse(source, key, 0, "was taken out, since it gained nothing (docs/training-study.md): leave it out");
  else
    l2h_config_refuse(source, key, 0, "there is no such key%s",
                      meant.hint[0] ? meant.hint : "; docs/trainer.md lists those there are");
}

/* "FILE:LINE: key: what; remedy". libcyaml places an unknown key at the key before it. */
static void refuse(const struct l2h_config_source *source, const struct complaint *complaint, const char *otherwise)
{
  static const char unknown[] = "Unexpected key: ", missing[] = "Missing required mapping field: ";
  const char *what = complaint->what[0] ? complaint->what : otherwise;
  const int line = complaint->line ? complaint->line : 1;
  if (strncmp(what, unknown, sizeof unknown - 1) == 0)
    refuse_key(source, what + sizeof unknown - 1);
  else if (strncmp(what, missing, sizeof missing - 1) == 0)
    l2h_fail(source->error, "%s:%d: the key '%s' is missing; docs/trainer.md says what it means", source->path, line,
             what + sizeof missing - 1);
  else
    l2h_fail(source->error, "%s:%d: %s%s%s; docs/trainer.md lists the keys and the values they take", source->path,
             line, complaint->key, complaint->key[0] ? ": " : "", what);
}

struct l2h_file *l2h_file_load(const struct l2h_config_source *source)
{
  struct complaint complaint = {.line = 0};
  const cyaml_config_t settings = {
    .log_fn = note,
    .log_ctx = &complaint,
    .mem_fn = cyaml_mem,
    .log_level = CYAML_LOG_ERROR,
    .flags = CYAML_CFG_NO_ALIAS,
  };
  struct l2h_file *file = NULL;
  set_file_fields();
  if (l2h_yaml_one_document(source->path, source->text, source->length, source->error) != 0)
    return NULL;
  const cyaml_err_t result = cyaml_load_data((const uint8_t *)source->text, source->length, &settings, &file_value,
                                             (cyaml_data_t **)&file, NULL);
  if (result != CYAML_OK)
    refuse(source, &complaint, cyaml_strerror(result));
  else if (!file)
    l2h_fail(source->error, "%s:1: there is nothing in it; examples/training/ has configurations to begin with",
             source->path);
  return result == CYAML_OK ? file : NULL;
}

void l2h_file_free(struct l2h_file *file)
{
  const cyaml_config_t settings = {.mem_fn = cyaml_mem};
  cyaml_free(&settings, &file_value, file, 0);
}
