/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/config.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text_reader.h"
#include "loop/config_values.h"
#include "estimators/estimator.h"
#include "systems/parse.h"
#include "systems/potential_file.h"

#define KEY(key) ((struct l2h_taker){source, key, 0})

static int take_scalars(const struct l2h_config_source *source, const struct l2h_file *file, struct l2h_config *config)
{
  static const char *const scales[] = {"natural", "paper", NULL}, *const balances[] = {"none", "spread", NULL};
  long seed = 0;
  int raw = 0, balance = 0;
  config->step_limit = 0.5;
  if (l2h_take_whole(KEY("seed"), file->seed, 0, LONG_MAX, &seed) != 0 ||
      l2h_take_whole(KEY("horizon"), file->horizon, 1, 1000000000, &config->horizon) != 0 ||
      l2h_take_int(KEY("starts"), file->starts, 1, 1000000, &config->settings.starts) != 0 ||
      l2h_take_whole(KEY("updates"), file->updates, 0, 1000000000, &config->updates) != 0 ||
      l2h_take_number(KEY("sigma"), file->sigma, L2H_ABOVE, 0, 10, &config->sigma) != 0 ||
      l2h_take_number(KEY("learning_rate"), file->learning_rate, L2H_ABOVE, 0, 10, &config->learning_rate) != 0 ||
      l2h_take_number(KEY("step_limit"), file->step_limit, L2H_ABOVE, 0, 10, &config->step_limit) != 0 ||
      l2h_take_number(KEY("average"), file->average, L2H_FROM, 0, 0.99999, &config->average) != 0 ||
      l2h_take_whole(KEY("quench"), file->quench, 0, 1000000, &config->quench) != 0 ||
      (file->scales && l2h_take_choice(KEY("scales"), file->scales, scales, &raw) != 0) ||
      (file->balance && l2h_take_choice(KEY("balance"), file->balance, balances, &balance) != 0))
    return -1;
  config->paper_scales = raw;
  config->balance = balance;
  config->seed = (uint64_t)seed;
  snprintf(config->contributor, sizeof config->contributor, "%s",
           file->contributor ? file->contributor : "learn2hop " L2H_VERSION);
  const char *fault = l2h_provenance_fault(config->contributor);
  return fault ? l2h_config_refuse(source, "contributor", 0, "it %s: it is to stand on a line of the weights", fault)
               : 0;
}

/* The number of an estimator's key, -1 where it has none of that name. */
static int key_of(const struct l2h_estimator *estimator, const char *name)
{
  for (int k = 0; k < L2H_ESTIMATOR_KEYS; k++)
    if (estimator->key[k].name && strcmp(estimator->key[k].name, name) == 0)
      return k;
  return -1;
}

/* The keys that estimators have: the configuration's own takes its values, the others must not be there. */
static int take_settings(const struct l2h_config_source *source, const struct l2h_file *file, struct l2h_config *config)
{
  const struct l2h_estimator *estimator = l2h_config_estimator(config);
  struct l2h_estimator_settings *settings = &config->settings;
  const char *name;
  struct l2h_error why;
  for (int k = 0; (name = l2h_estimator_key_name(k)); k++) {
    const int own = key_of(estimator, name);
    const struct l2h_estimator_key *key = &estimator->key[own < 0 ? 0 : own];
    if (own < 0 && file->estimator_key[k])
      return l2h_config_refuse(source, name, 0, "the estimator %s has none: leave it out, or take another",
                               estimator->name);
    if (own < 0)
      continue;
    settings->value[own] = key->usual ? key->usual : settings->starts;
    if (l2h_take_whole(KEY(name), file->estimator_key[k], key->least, key->most, &settings->value[own]) != 0)
      return -1;
  }
  name = estimator->refuse ? estimator->refuse(settings, &why) : NULL;
  return name ? l2h_config_refuse(source, name, 0, "%s", why.text) : 0;
}

/* Estimators that earlier versions had. */
static int refuse_taken_out(const struct l2h_config_source *source, const char *estimator)
{
  if (strcmp(estimator, "pes") != 0 && strcmp(estimator, "nres") != 0)
    return 0;
  return l2h_config_refuse(source, "estimator", 0,
                           "%s was taken out, since it gained nothing (docs/training-study.md): take es or snes",
                           estimator);
}

static int take_estimator(const struct l2h_config_source *source, const struct l2h_file *file,
                          struct l2h_config *config)
{
  static const char *const losses[] = {"last", "best", NULL}, *const shapings[] = {"none", "ranks", NULL};
  const char *names[16] = {NULL};
  int estimator = 0, best = 0, ranks = 0;
  for (int i = 0; l2h_estimator_at(i); i++)
    names[i] = l2h_estimator_at(i)->name;
  if (refuse_taken_out(source, file->estimator) != 0 ||
      l2h_take_choice(KEY("estimator"), file->estimator, names, &estimator) != 0 ||
      (file->loss && config->episode == L2H_OF_ROLLOUTS &&
       l2h_take_choice(KEY("loss"), file->loss, losses, &best) != 0) ||
      (file->shaping && l2h_take_choice(KEY("shaping"), file->shaping, shapings, &ranks) != 0))
    return -1;
  config->estimator = estimator;
  config->best_loss = best;
  config->rank_losses = ranks;
  return take_settings(source, file, config);
}

static int take_horizons(const struct l2h_config_source *source, const struct l2h_file *file, struct l2h_config *config)
{
  config->horizons = file->horizons_count ? (int)file->horizons_count : 1;
  config->trained_horizon[0] = config->horizon;
  for (uint32_t i = 0; i < file->horizons_count; i++)
    if (l2h_take_whole(KEY("horizons"), file->horizons[i], 1, 1000000000, &config->trained_horizon[i]) != 0)
      return -1;
  if (config->settings.starts % (config->systems * config->horizons) != 0)
    return l2h_config_refuse(source, "horizons", 0, "%d starts do not divide among %d systems of %d horizons each",
                             config->settings.starts, config->systems, config->horizons);
  return 0;
}

static int take_normalization(const struct l2h_config_source *source, const struct l2h_file *file,
                              struct l2h_config *config)
{
  static const char *const choices[] = {"known", "adam", NULL}; /* in the order of enum l2h_normalization */
  int choice = L2H_BY_KNOWN;
  if (file->normalization && l2h_take_choice(KEY("normalization"), file->normalization, choices, &choice) != 0)
    return -1;
  config->normalization = (enum l2h_normalization)choice;
  return 0;
}

static int take_decay(struct l2h_taker factor, struct l2h_taker every, const struct l2h_file_decay *given,
                      struct l2h_decay *decay)
{
  *decay = (struct l2h_decay){1, 1};
  if (!given)
    return 0;
  if (l2h_take_number(factor, given->factor, L2H_ABOVE, 0, 1, &decay->factor) != 0)
    return -1;
  return l2h_take_whole(every, given->every, 1, 1000000000, &decay->every);
}

/* The optional groups of keys: decay, sigma_decay, validate, checkpoint. */
static int take_groups(const struct l2h_config_source *source, const struct l2h_file *file, struct l2h_config *config)
{
  const struct l2h_file_validate *validate = file->validate;
  if (take_decay(KEY("decay.factor"), KEY("decay.every"), file->decay, &config->decay) != 0 ||
      take_decay(KEY("sigma_decay.factor"), KEY("sigma_decay.every"), file->sigma_decay, &config->sigma_decay) != 0)
    return -1;
  if (validate &&
      (l2h_take_whole(KEY("validate.every"), validate->every, 1, 1000000000, &config->validate_every) != 0 ||
       l2h_take_int(KEY("validate.starts"), validate->starts, 1, 1000000, &config->validate_starts) != 0))
    return -1;
  if (file->checkpoint)
    return l2h_take_number(KEY("checkpoint.seconds"), file->checkpoint->seconds, L2H_FROM, 0, 1e6,
                           &config->checkpoint_seconds);
  return 0;
}

static int take_stop(const struct l2h_config_source *source, const struct l2h_file *file, struct l2h_config *config)
{
  const struct l2h_file_stop *stop = file->stop;
  if (!stop)
    return 0;
  if (!config->validate_every)
    return l2h_config_refuse(source, "stop", 0, "there are no validations to stop by: add validate, or leave it out");
  if (l2h_take_whole(KEY("stop.validations"), stop->validations, 1, 1000000000, &config->stop_validations) != 0)
    return -1;
  return l2h_take_number(KEY("stop.gain"), stop->gain, L2H_FROM, 0, 10, &config->stop_gain);
}

static int take_systems(const struct l2h_config_source *source, const struct l2h_file *file, struct l2h_config *config)
{
  double sum = 0;
  config->systems = (int)file->systems_count;
  for (int s = 0; s < config->systems; s++) {
    struct l2h_error why;
    const struct l2h_taker weight = {source, "systems.weight", s};
    config->weight[s] = 1;
    if (l2h_system_parse(file->systems[s].name, &config->system[s], &why) != 0)
      return l2h_config_refuse(source, "systems.name", s, "%s", why.text);
    if (config->paper_scales)
      l2h_system_paper_scales(&config->system[s]);
    if (config->system[s].species > config->model.species)
      config->model.species = config->system[s].species;
    if (l2h_take_number(weight, file->systems[s].weight, L2H_FROM, 1e-6, 1e6, &config->weight[s]) != 0)
      return -1;
    sum += config->weight[s];
  }
  for (int s = 0; s < config->systems; s++)
    config->weight[s] *= config->systems / sum;
  if (config->settings.starts % config->systems != 0)
    return l2h_config_refuse(source, "starts", 0, "%d starts do not divide among %d systems: take a multiple of %d",
                             config->settings.starts, config->systems, config->systems);
  return 0;
}

static int take_inputs(const struct l2h_config_source *source, const struct l2h_file *file, struct l2h_config *config)
{
  for (uint32_t i = 0; i < file->inputs_count; i++) {
    const char *groups[L2H_GROUPS + 1] = {NULL};
    int group = 0;
    for (int g = 0; g < L2H_GROUPS; g++)
      groups[g] = l2h_group_name((enum l2h_group)g);
    if (l2h_take_choice(KEY("inputs"), file->inputs[i], groups, &group) != 0)
      return -1;
    if (config->model.groups >> group & 1)
      return l2h_config_refuse(source, "inputs", 0, "group '%s' stands there twice", file->inputs[i]);
    config->model.groups |= 1u << group;
  }
  return 0;
}

/* What the systems' landscape asks for, where the file says nothing else. */
static int take_window(const struct l2h_config_source *source, const struct l2h_file_initialization *given,
                       const struct l2h_config *config, struct l2h_hold *hold)
{
  *hold = l2h_hold_of(config->system[0].landscape.kind);
  for (int s = 1; s < config->systems && !(given->memory && given->amplitude && given->amplitude_end); s++)
    if (config->system[s].landscape.kind != config->system[0].landscape.kind)
      return l2h_config_refuse(source, "initialization.rule", 0,
                               "landscapes of several kinds hold at several amplitudes: name memory, amplitude and "
                               "amplitude_end, as 0.9, 0.036 and 0.029 for lj");
  if (l2h_take_number(KEY("initialization.amplitude"), given->amplitude, L2H_ABOVE, 0, 10, &hold->from) != 0)
    return -1;
  return l2h_take_number(KEY("initialization.amplitude_end"), given->amplitude_end, L2H_ABOVE, 0, 10, &hold->to);
}

/* `rule: hold`, which makes the three numbers of two amplitudes. */
static int take_hold(const struct l2h_config_source *source, const struct l2h_file_initialization *given,
                     struct l2h_config *config)
{
  struct l2h_hold hold;
  struct l2h_error why;
  if (given->direction || given->magnitude || given->magnitude_fall)
    return l2h_config_refuse(
      source, "initialization.rule", 0,
      "hold has amplitude and amplitude_end in place of direction, magnitude and magnitude_fall");
  if (take_window(source, given, config, &hold) != 0)
    return -1;
  if (l2h_hold(&hold, config->alpha, config->beta, config->gamma, &config->warm_start, &why) != 0)
    return l2h_config_refuse(source, "initialization.rule", 0, "%s", why.text);
  return 0;
}

/* The decay of one of the network's moving averages. */
static int take_memory(const struct l2h_config_source *source, const struct l2h_file_initialization *given,
                       struct l2h_config *config)
{
  static const double known[L2H_DECAYS] = L2H_DECAY_VALUES;
  if (l2h_take_number(KEY("initialization.memory"), given->memory, L2H_FROM, 0, 1, &config->warm_start.memory) != 0)
    return -1;
  for (int k = 0; k < L2H_DECAYS; k++)
    if (known[k] == config->warm_start.memory)
      return 0;
  return l2h_config_refuse(source, "initialization.memory", 0,
                           "no moving average has a decay of %s; there are 0.5, 0.9, 0.99, 0.999 and 0.9999",
                           given->memory);
}

/* Which rule the warm start writes. */
static int choose_rule(const struct l2h_config_source *source, const struct l2h_file_initialization *given,
                       struct l2h_config *config)
{
  static const char *const rules[] = {"anneal", "hold", NULL};
  int rule = 0;
  if (given->rule && l2h_take_choice(KEY("initialization.rule"), given->rule, rules, &rule) != 0)
    return -1;
  if (config->initialization != L2H_FROM_WARM_START &&
      (given->rule || given->memory || given->amplitude || given->amplitude_end))
    return l2h_config_refuse(source, "initialization.method", 0,
                             "rule, memory, amplitude and amplitude_end belong to warm_start");
  if (rule == 0 && (given->amplitude || given->amplitude_end))
    return l2h_config_refuse(source, "initialization.amplitude", 0, "belongs to rule: hold");
  if (rule == 1 && take_hold(source, given, config) != 0)
    return -1;
  return take_memory(source, given, config);
}

static int take_rule(const struct l2h_config_source *source, const struct l2h_file_initialization *given,
                     struct l2h_config *config)
{
  struct l2h_warm_start *rule = &config->warm_start;
  static struct l2h_network network;
  struct l2h_error why;
  *rule = (struct l2h_warm_start)L2H_WARM_START_DEFAULT;
  if (l2h_take_number(KEY("initialization.direction"), given->direction, L2H_ABOVE, 0, 100, &rule->direction) != 0 ||
      l2h_take_number(KEY("initialization.magnitude"), given->magnitude, L2H_FROM, -100, 100, &rule->magnitude) != 0 ||
      l2h_take_number(KEY("initialization.magnitude_fall"), given->magnitude_fall, L2H_FROM, -100, 100,
                      &rule->magnitude_fall) != 0)
    return -1;
  if (config->initialization == L2H_FROM_PAPER && (given->direction || given->magnitude || given->magnitude_fall))
    return l2h_config_refuse(source, "initialization.method", 0,
                             "direction, magnitude and magnitude_fall belong to warm_start");
  if (choose_rule(source, given, config) != 0)
    return -1;
  if (config->initialization == L2H_FROM_WARM_START && l2h_warm_start(&config->model, rule, &network, &why) != 0)
    return l2h_config_refuse(source, "initialization.method", 0, "%s", why.text);
  return 0;
}

static int take_network(const struct l2h_config_source *source, const struct l2h_file_initialization *given,
                        struct l2h_config *config)
{
  static struct l2h_weights weights;
  struct l2h_error why;
  char path[4096];
  if (!given->file)
    return l2h_config_refuse(source, "initialization.method", 0, "weights need a file, as in file: lj13.learned");
  if (given->alpha || given->beta || given->gamma || given->direction || given->magnitude || given->magnitude_fall ||
      given->rule || given->memory || given->amplitude || given->amplitude_end)
    return l2h_config_refuse(source, "initialization.method", 0, "weights bring all numbers; only file goes with them");
  if (l2h_find_file(given->file, path, sizeof path, &why) != 0 || l2h_weights_read(path, &weights, &why) != 0 ||
      l2h_weights_need_network(path, &weights, &why) != 0 ||
      l2h_continue_from(&weights, &config->model, &config->network, &why) != 0)
    return l2h_config_refuse(source, "initialization.file", 0, "%s", why.text);
  return 0;
}

static int take_initialization(const struct l2h_config_source *source, const struct l2h_file *file,
                               struct l2h_config *config)
{
  static const char *const methods[] = {"paper", "warm_start", "weights", NULL}; /* as in enum l2h_initialization */
  const struct l2h_file_initialization *given = &file->initialization;
  int method = 0;
  config->alpha = 0.1;
  config->beta = 1;
  config->gamma = -3;
  if (l2h_take_choice(KEY("initialization.method"), given->method, methods, &method) != 0 ||
      l2h_take_number(KEY("initialization.alpha"), given->alpha, L2H_ABOVE, 0, 10, &config->alpha) != 0 ||
      l2h_take_number(KEY("initialization.beta"), given->beta, L2H_FROM, -100, 100, &config->beta) != 0 ||
      l2h_take_number(KEY("initialization.gamma"), given->gamma, L2H_FROM, -100, 100, &config->gamma) != 0)
    return -1;
  config->initialization = (enum l2h_initialization)method;
  if (given->share)
    return l2h_config_refuse(source, "initialization.share", 0, "belongs to episode: search; leave it out");
  if (given->file && config->initialization != L2H_FROM_WEIGHTS)
    return l2h_config_refuse(source, "initialization.file", 0, "belongs to the method weights");
  return config->initialization == L2H_FROM_WEIGHTS ? take_network(source, given, config)
                                                    : take_rule(source, given, config);
}

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

int l2h_config_parse(const char *path, const char *text, size_t length, struct l2h_config *config,
                     struct l2h_error *error)
{
  const struct l2h_config_source source = {path, text, length, error};
  memset(config, 0, sizeof *config);
  if (take_name(path, config, error) != 0)
    return -1;
  struct l2h_file *file = l2h_file_load(&source);
  if (!file)
    return -1;
  const int failed = l2h_take_episode(&source, file, &config->episode) != 0 ||
    take_scalars(&source, file, config) != 0 || take_groups(&source, file, config) != 0 ||
    take_stop(&source, file, config) != 0 || take_systems(&source, file, config) != 0 ||
    l2h_take_goals(&source, file, config->episode, config->horizon, &config->search, config->system) != 0 ||
    take_estimator(&source, file, config) != 0 || take_horizons(&source, file, config) != 0 ||
    take_inputs(&source, file, config) != 0 ||
    (config->episode == L2H_OF_SEARCHES ? l2h_take_policy(&source, file, &config->search)
                                        : take_initialization(&source, file, config)) != 0 ||
    take_normalization(&source, file, config) != 0;
  l2h_file_free(file);
  if (failed)
    return -1;
  l2h_config_set_hash(config);
  return 0;
}

void l2h_config_set_seed(struct l2h_config *config, uint64_t seed)
{
  config->seed = seed;
  l2h_config_set_hash(config);
}
