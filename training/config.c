/* SPDX-License-Identifier: GPL-2.0-only */
#include "config.h"

#include <cyaml/cyaml.h>
#include <inttypes.h>
#include <libgen.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the file's shape: optional values are pointers, NULL where the file says nothing ---- */

struct file_system {
  char *name;
  double *weight;
};

struct file_decay {
  double factor;
  int64_t every;
};

struct file_initialization {
  enum l2h_method method;
  double *alpha, *beta, *gamma;
  double *direction, *magnitude, *magnitude_fall;
};

struct file_validate {
  int64_t every, starts;
};

struct file_checkpoint {
  double seconds;
};

struct file {
  uint64_t seed;
  struct file_system *systems;
  uint32_t systems_count;
  enum l2h_estimator estimator;
  int64_t horizon, starts, updates;
  double sigma, learning_rate;
  struct file_decay *decay;
  char **inputs;
  uint32_t inputs_count;
  struct file_initialization initialization;
  double *step_limit, *average;
  struct file_validate *validate;
  struct file_checkpoint *checkpoint;
  char *contributor;
};

#define NEEDED CYAML_FLAG_DEFAULT
#define MAYBE CYAML_FLAG_OPTIONAL
#define MAYBE_THERE (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)

static const cyaml_schema_field_t system_fields[] = {
  CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER, struct file_system, name, 1, 31),
  CYAML_FIELD_FLOAT_PTR("weight", MAYBE_THERE, struct file_system, weight),
  CYAML_FIELD_END,
};
static const cyaml_schema_value_t system_value = {
  CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, struct file_system, system_fields),
};

static const cyaml_schema_field_t decay_fields[] = {
  CYAML_FIELD_FLOAT("factor", NEEDED, struct file_decay, factor),
  CYAML_FIELD_INT("every", NEEDED, struct file_decay, every),
  CYAML_FIELD_END,
};

static const cyaml_strval_t methods[] = {{"paper", L2H_FROM_PAPER}, {"warm_start", L2H_FROM_WARM_START}};
static const cyaml_strval_t estimators[] = {{"esmc", L2H_ESMC}};

static const cyaml_schema_field_t initialization_fields[] = {
  CYAML_FIELD_ENUM("method", CYAML_FLAG_STRICT, struct file_initialization, method, methods, 2),
  CYAML_FIELD_FLOAT_PTR("alpha", MAYBE_THERE, struct file_initialization, alpha),
  CYAML_FIELD_FLOAT_PTR("beta", MAYBE_THERE, struct file_initialization, beta),
  CYAML_FIELD_FLOAT_PTR("gamma", MAYBE_THERE, struct file_initialization, gamma),
  CYAML_FIELD_FLOAT_PTR("direction", MAYBE_THERE, struct file_initialization, direction),
  CYAML_FIELD_FLOAT_PTR("magnitude", MAYBE_THERE, struct file_initialization, magnitude),
  CYAML_FIELD_FLOAT_PTR("magnitude_fall", MAYBE_THERE, struct file_initialization, magnitude_fall),
  CYAML_FIELD_END,
};

static const cyaml_schema_field_t validate_fields[] = {
  CYAML_FIELD_INT("every", NEEDED, struct file_validate, every),
  CYAML_FIELD_INT("starts", NEEDED, struct file_validate, starts),
  CYAML_FIELD_END,
};

static const cyaml_schema_field_t checkpoint_fields[] = {
  CYAML_FIELD_FLOAT("seconds", NEEDED, struct file_checkpoint, seconds),
  CYAML_FIELD_END,
};

static const cyaml_schema_value_t input_value = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char *, 1, 31)};

static const cyaml_schema_field_t file_fields[] = {
  CYAML_FIELD_UINT("seed", NEEDED, struct file, seed),
  CYAML_FIELD_SEQUENCE("systems", CYAML_FLAG_POINTER, struct file, systems, &system_value, 1, L2H_MAX_SYSTEMS),
  CYAML_FIELD_ENUM("estimator", CYAML_FLAG_STRICT, struct file, estimator, estimators, 1),
  CYAML_FIELD_INT("horizon", NEEDED, struct file, horizon),
  CYAML_FIELD_INT("starts", NEEDED, struct file, starts),
  CYAML_FIELD_INT("updates", NEEDED, struct file, updates),
  CYAML_FIELD_FLOAT("sigma", NEEDED, struct file, sigma),
  CYAML_FIELD_FLOAT("learning_rate", NEEDED, struct file, learning_rate),
  CYAML_FIELD_MAPPING_PTR("decay", MAYBE_THERE, struct file, decay, decay_fields),
  CYAML_FIELD_SEQUENCE("inputs", CYAML_FLAG_POINTER, struct file, inputs, &input_value, 1, L2H_GROUPS),
  CYAML_FIELD_MAPPING("initialization", NEEDED, struct file, initialization, initialization_fields),
  CYAML_FIELD_FLOAT_PTR("step_limit", MAYBE_THERE, struct file, step_limit),
  CYAML_FIELD_FLOAT_PTR("average", MAYBE_THERE, struct file, average),
  CYAML_FIELD_MAPPING_PTR("validate", MAYBE_THERE, struct file, validate, validate_fields),
  CYAML_FIELD_MAPPING_PTR("checkpoint", MAYBE_THERE, struct file, checkpoint, checkpoint_fields),
  CYAML_FIELD_STRING_PTR("contributor", MAYBE_THERE, struct file, contributor, 1, 127),
  CYAML_FIELD_END,
};

static const cyaml_schema_value_t file_value = {CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, struct file, file_fields)};

/* ---- messages ---- */

struct source {
  const char *path, *text;
  struct l2h_error *error;
};

/* What libcyaml says: its first message, and the line of the innermost place that it names. */
struct complaint {
  char what[256];
  int line;
};

static void hear(cyaml_log_t level, void *context, const char *format, va_list arguments)
{
  struct complaint *complaint = context;
  char text[256];
  if (level < CYAML_LOG_ERROR)
    return;
  vsnprintf(text, sizeof text, format, arguments);
  text[strcspn(text, "\n")] = 0;
  if (!complaint->what[0])
    snprintf(complaint->what, sizeof complaint->what, "%s", strncmp(text, "Load: ", 6) == 0 ? text + 6 : text);
  const char *line = strstr(text, "line: ");
  if (line && complaint->line == 0)
    complaint->line = atoi(line + 6);
}

/* Where `key:` begins in the text behind `from`, as a key and not in the middle of a word or a comment. */
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

/* "FILE:LINE: key: message", for a key like "decay.factor". */
static int refuse(const struct source *source, const char *key, const char *format, ...)
  __attribute__((format(printf, 3, 4)));

static int refuse(const struct source *source, const char *key, const char *format, ...)
{
  char what[512], part[64];
  const char *at = source->text;
  for (const char *rest = key; *rest; rest += rest[strspn(rest, ".")] ? strspn(rest, ".") : 0) {
    const size_t length = strcspn(rest, ".");
    snprintf(part, sizeof part, "%.*s", (int)length, rest);
    const char *found = find_key(at, part);
    at = found ? found : at;
    rest += length;
  }
  int line = 1;
  for (const char *c = source->text; c < at; c++)
    line += *c == '\n';
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(what, sizeof what, format, arguments);
  va_end(arguments);
  return l2h_fail(source->error, "%s:%d: %s: %s", source->path, line, key, what);
}

/* ---- from the file's shape to the configuration, every value checked ---- */

static int take_whole(const struct source *source, const char *key, int64_t value, int64_t least, int64_t most)
{
  if (value < least || value > most)
    return refuse(source, key, "%" PRId64 " is out of range: take a whole number from %" PRId64 " to %" PRId64, value,
                  least, most);
  return 0;
}

/* least < value <= most, or from least where `closed`. A NaN is in no range. */
static int take_number(const struct source *source, const char *key, double value, double least, double most,
                       int closed)
{
  if ((closed ? value >= least : value > least) && value <= most)
    return 0;
  return refuse(source, key, "%g is out of range: take a number %s %g and at most %g", value,
                closed ? "of at least" : "above", least, most);
}

static double either(const double *given, double otherwise)
{
  return given ? *given : otherwise;
}

static int take_systems(const struct source *source, const struct file *file, struct l2h_config *config)
{
  double sum = 0;
  config->systems = (int)file->systems_count;
  for (int s = 0; s < config->systems; s++) {
    struct l2h_error why;
    config->weight[s] = either(file->systems[s].weight, 1);
    if (l2h_system_parse(file->systems[s].name, &config->system[s], &why) != 0)
      return refuse(source, "systems.name", "%s", why.text);
    if (take_number(source, "systems.weight", config->weight[s], 0, 1e6, 0) != 0)
      return -1;
    sum += config->weight[s];
  }
  for (int s = 0; s < config->systems; s++)
    config->weight[s] *= config->systems / sum;
  if (file->starts % config->systems != 0)
    return refuse(source, "starts", "%" PRId64 " starts do not divide among %d systems: take a multiple of %d",
                  file->starts, config->systems, config->systems);
  return 0;
}

static int take_inputs(const struct source *source, const struct file *file, struct l2h_config *config)
{
  config->model.species = 1;
  for (uint32_t i = 0; i < file->inputs_count; i++) {
    const int group = l2h_group_of(file->inputs[i]);
    if (group < 0) {
      char known[256] = "";
      for (int g = 0; g < L2H_GROUPS; g++)
        snprintf(known + strlen(known), sizeof known - strlen(known), " %s", l2h_group_name((enum l2h_group)g));
      return refuse(source, "inputs", "unknown group '%s'; there are%s", file->inputs[i], known);
    }
    if (config->model.groups >> group & 1)
      return refuse(source, "inputs", "group '%s' stands there twice", file->inputs[i]);
    config->model.groups |= 1u << group;
  }
  return 0;
}

static int take_initialization(const struct source *source, const struct file *file, struct l2h_config *config)
{
  const struct file_initialization *given = &file->initialization;
  const struct l2h_warm_start usual = L2H_WARM_START_DEFAULT;
  config->method = given->method;
  config->alpha = either(given->alpha, 0.1);
  config->beta = either(given->beta, 1);
  config->gamma = either(given->gamma, -3);
  config->warm_start.direction = either(given->direction, usual.direction);
  config->warm_start.magnitude = either(given->magnitude, usual.magnitude);
  config->warm_start.magnitude_fall = either(given->magnitude_fall, usual.magnitude_fall);
  if (config->method == L2H_FROM_PAPER && (given->direction || given->magnitude || given->magnitude_fall))
    return refuse(source, "initialization.method", "direction, magnitude and magnitude_fall belong to warm_start");
  if (take_number(source, "initialization.alpha", config->alpha, 0, 10, 0) != 0 ||
      take_number(source, "initialization.beta", config->beta, -100, 100, 1) != 0 ||
      take_number(source, "initialization.gamma", config->gamma, -100, 100, 1) != 0 ||
      take_number(source, "initialization.direction", config->warm_start.direction, 0, 100, 0) != 0 ||
      take_number(source, "initialization.magnitude", config->warm_start.magnitude, -100, 100, 1) != 0 ||
      take_number(source, "initialization.magnitude_fall", config->warm_start.magnitude_fall, -100, 100, 1) != 0)
    return -1;
  struct l2h_network network;
  struct l2h_error why;
  if (config->method == L2H_FROM_WARM_START && l2h_warm_start(&config->model, &config->warm_start, &network, &why) != 0)
    return refuse(source, "initialization.method", "%s", why.text);
  return 0;
}

static int take_numbers(const struct source *source, const struct file *file, struct l2h_config *config)
{
  config->seed = file->seed;
  config->estimator = file->estimator;
  config->horizon = file->horizon;
  config->starts = (int)file->starts;
  config->updates = file->updates;
  config->sigma = file->sigma;
  config->learning_rate = file->learning_rate;
  config->decay_factor = file->decay ? file->decay->factor : 1;
  config->decay_every = file->decay ? file->decay->every : 1;
  config->step_limit = either(file->step_limit, 0.5);
  config->average = either(file->average, 0);
  config->validate_every = file->validate ? file->validate->every : 0;
  config->validate_starts = file->validate ? (int)file->validate->starts : 0;
  config->checkpoint_seconds = file->checkpoint ? file->checkpoint->seconds : 0;
  snprintf(config->contributor, sizeof config->contributor, "%s", file->contributor ? file->contributor : "learn2hop");
  if (take_whole(source, "horizon", file->horizon, 1, 1000000000) != 0 ||
      take_whole(source, "starts", file->starts, 1, 1000000) != 0 ||
      take_whole(source, "updates", file->updates, 1, 1000000000) != 0 ||
      take_number(source, "sigma", config->sigma, 0, 10, 0) != 0 ||
      take_number(source, "learning_rate", config->learning_rate, 0, 10, 0) != 0 ||
      take_number(source, "decay.factor", config->decay_factor, 0, 1, 0) != 0 ||
      take_whole(source, "decay.every", config->decay_every, 1, 1000000000) != 0 ||
      take_number(source, "step_limit", config->step_limit, 0, 10, 0) != 0 ||
      take_number(source, "average", config->average, 0, 0.99999, 1) != 0 ||
      take_number(source, "checkpoint.seconds", config->checkpoint_seconds, 0, 1e6, 1) != 0)
    return -1;
  if (file->validate &&
      (take_whole(source, "validate.every", file->validate->every, 1, 1000000000) != 0 ||
       take_whole(source, "validate.starts", file->validate->starts, 1, 1000000) != 0))
    return -1;
  return 0;
}

/* ---- the hash ---- */

struct hash {
  uint64_t value;
};

/* FNV-1a over the text of a setting. */
static void hash_text(struct hash *hash, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void hash_text(struct hash *hash, const char *format, ...)
{
  char text[256];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  for (const char *c = text; *c; c++)
    hash->value = (hash->value ^ (unsigned char)*c) * 0x100000001b3u;
}

static void take_hash(struct l2h_config *config)
{
  struct hash hash = {0xcbf29ce484222325u};
  hash_text(&hash, "seed %" PRIu64 " estimator %d horizon %ld starts %d", config->seed, (int)config->estimator,
            config->horizon, config->starts);
  for (int s = 0; s < config->systems; s++)
    hash_text(&hash, " system %s %.17g", config->system[s].name, config->weight[s]);
  hash_text(&hash, " sigma %.17g rate %.17g decay %.17g %ld", config->sigma, config->learning_rate,
            config->decay_factor, config->decay_every);
  hash_text(&hash, " groups %x species %d method %d %.17g %.17g %.17g", config->model.groups, config->model.species,
            (int)config->method, config->alpha, config->beta, config->gamma);
  hash_text(&hash, " rule %.17g %.17g %.17g", config->warm_start.direction, config->warm_start.magnitude,
            config->warm_start.magnitude_fall);
  hash_text(&hash, " limit %.17g average %.17g validate %ld %d", config->step_limit, config->average,
            config->validate_every, config->validate_starts);
  snprintf(config->hash, sizeof config->hash, "%016" PRIx64, hash.value);
}

/* ---- the whole ---- */

static int take_name(const char *path, struct l2h_config *config, struct l2h_error *error)
{
  char copy[4096];
  snprintf(copy, sizeof copy, "%s", path);
  const char *name = basename(copy);
  size_t length = strlen(name);
  for (int i = 0; i < 2; i++) {
    const char *ending = i ? ".yml" : ".yaml";
    const size_t size = strlen(ending);
    if (length > size && strcmp(name + length - size, ending) == 0)
      length -= size;
  }
  if (length >= sizeof config->name)
    return l2h_fail(error, "%s: the file's name is too long for the weights that take it", path);
  snprintf(config->name, sizeof config->name, "%.*s", (int)length, name);
  return 0;
}

static struct file *load(const struct source *source, size_t length)
{
  struct complaint complaint = {{0}, 0};
  const cyaml_config_t settings = {
    .log_fn = hear,
    .log_ctx = &complaint,
    .mem_fn = cyaml_mem,
    .log_level = CYAML_LOG_ERROR,
    .flags = CYAML_CFG_NO_ALIAS,
  };
  struct file *file = NULL;
  const cyaml_err_t result =
    cyaml_load_data((const uint8_t *)source->text, length, &settings, &file_value, (cyaml_data_t **)&file, NULL);
  if (result == CYAML_OK)
    return file;
  l2h_fail(source->error, "%s:%d: %s; docs/trainer.md lists the keys and their types", source->path,
           complaint.line ? complaint.line : 1, complaint.what[0] ? complaint.what : cyaml_strerror(result));
  return NULL;
}

int l2h_config_parse(const char *path, const char *text, size_t length, struct l2h_config *config,
                     struct l2h_error *error)
{
  const struct source source = {path, text, error};
  memset(config, 0, sizeof *config);
  if (take_name(path, config, error) != 0)
    return -1;
  struct file *file = load(&source, length);
  if (!file)
    return -1;
  const int result = take_numbers(&source, file, config) != 0 || take_systems(&source, file, config) != 0 ||
      take_inputs(&source, file, config) != 0 || take_initialization(&source, file, config) != 0
    ? -1
    : 0;
  const cyaml_config_t settings = {.mem_fn = cyaml_mem};
  cyaml_free(&settings, &file_value, file, 0);
  if (result == 0)
    take_hash(config);
  return result;
}
