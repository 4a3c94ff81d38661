/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/config.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "estimators/estimator.h"

/* FNV-1a over the text of a setting, and not core/hash.h's: published weights name this hash of their configuration. */
static void hash_text(uint64_t *hash, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void hash_text(uint64_t *hash, const char *format, ...)
{
  char text[256];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  for (const char *c = text; *c; c++)
    *hash = (*hash ^ (unsigned char)*c) * 0x100000001b3u;
}

static void hash_network(uint64_t *hash, const struct l2h_network *network)
{
  const float *number = (const float *)network;
  for (size_t k = 0; k < sizeof *network / sizeof *number; k++)
    hash_text(hash, " %.9g", number[k]);
}

static void hash_policy(uint64_t *hash, const struct l2h_config *config)
{
  const struct l2h_policy_training *training = &config->search.policy;
  struct l2h_search_numbers numbers = training->begin.numbers;
  hash_text(hash, " search");
  for (int s = 0; s < config->systems; s++)
    hash_text(hash, " %ld %.17g", config->search.budget[s], config->system[s].known_minimum);
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++)
    hash_text(hash, " %s %.17g", l2h_search_number_at(row)->name, *l2h_search_number_value(&numbers, row));
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++)
    for (int k = 0; k < L2H_CONTEXTS; k++)
      if (training->begin.head[row][k] != 0)
        hash_text(hash, " %d %s %.17g", row, l2h_context_name(k), training->begin.head[row][k]);
  if (!config->search.bursts.alone) {
    hash_text(hash, " network %d", config->search.trains_network);
    hash_network(hash, &config->search.bursts.network);
  }
  for (int k = 0; k < training->numbers; k++)
    hash_text(hash, " trained %s", l2h_search_number_at(training->number[k])->name);
  for (int k = 0; k < training->shifts; k++)
    hash_text(hash, " shifted %s", l2h_search_number_at(training->shift[k])->name);
  if (config->search.loss == L2H_LOSS_ENCOUNTER_RATE)
    hash_text(hash, " loss encounter_rate");
  for (int k = 0; k < training->features; k++)
    hash_text(hash, " by %s", l2h_context_name(training->feature[k]));
}

/* What came later than the first published weights: at its default it leaves their hashes alone. */
static void hash_later(uint64_t *hash, const struct l2h_config *config)
{
  const struct l2h_estimator *estimator = l2h_config_estimator(config);
  for (int k = 0; k < L2H_ESTIMATOR_KEYS && estimator->key[k].name; k++)
    if (estimator->key[k].usual || config->settings.value[k] != config->settings.starts)
      hash_text(hash, " %s %ld", estimator->key[k].name, config->settings.value[k]);
  if (config->best_loss || config->rank_losses) /* "abandon 0": a setting that earlier versions had */
    hash_text(hash, " best %d ranks %d abandon 0", config->best_loss, config->rank_losses);
  for (int i = 0; i < config->horizons && (config->horizons > 1 || config->trained_horizon[0] != config->horizon); i++)
    hash_text(hash, " trained %ld", config->trained_horizon[i]);
}

void l2h_config_set_hash(struct l2h_config *config)
{
  uint64_t hash = 0xcbf29ce484222325u;
  hash_text(&hash, "seed %" PRIu64 " estimator %d horizon %ld starts %d", config->seed, config->estimator,
            config->horizon, config->settings.starts);
  for (int s = 0; s < config->systems; s++)
    hash_text(&hash, " system %s %.17g", config->system[s].name, config->weight[s]);
  for (int s = 0; s < config->systems; s++)
    if (config->system[s].contents)
      hash_text(&hash, " script %" PRIx64, config->system[s].contents);
  if (config->paper_scales) /* later than the others: what came before keeps its hash */
    hash_text(&hash, " scales paper");
  if (config->balance)
    hash_text(&hash, " balance spread");
  if (config->normalization == L2H_BY_ADAM)
    hash_text(&hash, " normalization adam");
  if (config->initialization == L2H_FROM_WEIGHTS)
    hash_network(&hash, &config->network);
  hash_text(&hash, " sigma %.17g rate %.17g decay %.17g %ld %.17g %ld", config->sigma, config->learning_rate,
            config->decay.factor, config->decay.every, config->sigma_decay.factor, config->sigma_decay.every);
  hash_text(&hash, " groups %x species %d method %d %.17g %.17g %.17g", config->model.groups, config->model.species,
            (int)config->initialization, config->alpha, config->beta, config->gamma);
  hash_text(&hash, " rule %.17g %.17g %.17g", config->warm_start.direction, config->warm_start.magnitude,
            config->warm_start.magnitude_fall);
  if (config->warm_start.memory != 0.9 && config->initialization == L2H_FROM_WARM_START)
    hash_text(&hash, " memory %.17g", config->warm_start.memory);
  hash_text(&hash, " limit %.17g average %.17g quench %ld validate %ld %d", config->step_limit, config->average,
            config->quench, config->validate_every, config->validate_starts);
  hash_later(&hash, config);
  if (config->episode == L2H_OF_SEARCHES)
    hash_policy(&hash, config);
  snprintf(config->hash, sizeof config->hash, "%016" PRIx64, hash);
}
