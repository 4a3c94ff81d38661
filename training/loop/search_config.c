/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/search_config.h"

#include <string.h>

#include "loop/config_values.h"
#include "systems/potential_file.h"

#define KEY(key) ((struct l2h_taker){source, key, 0})

/* The numbers that the head shifts where the configuration says nothing else: how far, whether to go there, and what
   to do next. */
static const char *const usual_shifts[] = {"kick",   "temperature", "inward",    "compress",      "compress_least",
                                           "repair", "patience",    "symmetric", "loose_gradient"};

/* A key of the other kind of episode. */
static int refuse_foreign(const struct l2h_config_source *source, const char *key, bool there, const char *kind)
{
  return there ? l2h_config_refuse(source, key, 0, "belongs to episode: %s; leave it out", kind) : 0;
}

int l2h_take_episode(const struct l2h_config_source *source, const struct l2h_file *file, enum l2h_episode_kind *kind)
{
  static const char *const episodes[] = {"rollout", "search", NULL}; /* in the order of enum l2h_episode_kind */
  int episode = L2H_OF_ROLLOUTS;
  if (file->episode && l2h_take_choice(KEY("episode"), file->episode, episodes, &episode) != 0)
    return -1;
  *kind = (enum l2h_episode_kind)episode;
  if (episode == L2H_OF_SEARCHES)
    return refuse_foreign(source, "inputs", file->inputs, "rollout") ||
        refuse_foreign(source, "horizons", file->horizons, "rollout") ||
        refuse_foreign(source, "quench", file->quench, "rollout") ||
        refuse_foreign(source, "scales", file->scales, "rollout") ||
        refuse_foreign(source, "step_limit", file->step_limit, "rollout") ||
        refuse_foreign(source, "normalization", file->normalization, "rollout")
      ? -1
      : 0;
  if (refuse_foreign(source, "train", file->train, "search") ||
      refuse_foreign(source, "numbers", file->numbers, "search") ||
      refuse_foreign(source, "shifts", file->shifts, "search") ||
      refuse_foreign(source, "network", file->network, "search") ||
      refuse_foreign(source, "features", file->features, "search"))
    return -1;
  return file->inputs
    ? 0
    : l2h_config_refuse(source, "inputs", 0, "the key 'inputs' is missing; docs/trainer.md says what it means");
}

int l2h_take_goals(const struct l2h_config_source *source, const struct l2h_file *file, enum l2h_episode_kind episode,
                   long horizon, struct l2h_search_config *search, struct l2h_system *systems)
{
  const bool searches = episode == L2H_OF_SEARCHES;
  for (int s = 0; s < (int)file->systems_count; s++) {
    const struct l2h_file_system *given = &file->systems[s];
    struct l2h_system *system = &systems[s];
    const struct l2h_taker budget = {source, "systems.budget", s}, energy = {source, "systems.energy", s};
    if (!searches && (given->budget || given->energy))
      return l2h_config_refuse(source, given->budget ? "systems.budget" : "systems.energy", s,
                               "belongs to episode: search; leave it out");
    search->budget[s] = horizon;
    if (l2h_take_whole(budget, given->budget, 1, 1000000000, &search->budget[s]) != 0 ||
        l2h_take_number(energy, given->energy, L2H_FROM, -1e12, 1e12, &system->known_minimum) != 0)
      return -1;
    system->wanted = system->wanted || given->energy;
  }
  return 0;
}

/* ---- what is trained ---- */

/* A list of names, or, where there is none, all that are trained. */
static int take_numbers(const struct l2h_config_source *source, const char *key, char **word, uint32_t words,
                        struct l2h_policy_training *training)
{
  const char *names[L2H_SEARCH_NUMBERS + 1] = {NULL};
  int row = 0, *count = strcmp(key, "numbers") == 0 ? &training->numbers : &training->shifts;
  int *rows = count == &training->numbers ? training->number : training->shift;
  for (row = 0; row < L2H_SEARCH_NUMBERS; row++)
    names[row] = l2h_search_number_at(row)->name;
  for (uint32_t k = 0; k < words; k++) {
    if (l2h_take_choice(KEY(key), word[k], names, &row) != 0)
      return -1;
    if (l2h_search_number_at(row)->trained == L2H_TRAIN_FIXED)
      return l2h_config_refuse(source, key, 0, "%s is never trained: leave it out", word[k]);
    for (int other = 0; other < *count; other++)
      if (rows[other] == row)
        return l2h_config_refuse(source, key, 0, "'%s' stands there twice", word[k]);
    rows[(*count)++] = row;
  }
  return 0;
}

static int take_features(const struct l2h_config_source *source, const struct l2h_file *file,
                         struct l2h_policy_training *training)
{
  const char *names[L2H_CONTEXTS + 1] = {NULL};
  int feature = 0;
  for (feature = 0; feature < L2H_CONTEXTS; feature++)
    names[feature] = l2h_context_name(feature);
  for (uint32_t k = 0; k < file->features_count; k++) {
    if (l2h_take_choice(KEY("features"), file->features[k], names, &feature) != 0)
      return -1;
    for (int other = 0; other < training->features; other++)
      if (training->feature[other] == feature)
        return l2h_config_refuse(source, "features", 0, "'%s' stands there twice", file->features[k]);
    training->feature[training->features++] = feature;
  }
  for (feature = 0; feature < L2H_CONTEXTS && file->features_count == 0; feature++)
    training->feature[training->features++] = feature;
  return 0;
}

/* Those that may make a difference. */
static void take_all_numbers(bool bursts, struct l2h_policy_training *training)
{
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++) {
    const struct l2h_search_number *number = l2h_search_number_at(row);
    if (number->trained != L2H_TRAIN_FIXED && (bursts || strncmp(number->name, "burst", 5) != 0))
      training->number[training->numbers++] = row;
  }
}

static void take_usual_shifts(struct l2h_policy_training *training)
{
  for (size_t k = 0; k < sizeof usual_shifts / sizeof *usual_shifts; k++)
    training->shift[training->shifts++] = l2h_search_number_named(usual_shifts[k]);
}

static int take_trained(const struct l2h_config_source *source, const struct l2h_file *file,
                        struct l2h_search_config *search)
{
  static const char *const parts[] = {"numbers", "head", "network", NULL};
  struct l2h_policy_training *training = &search->policy;
  bool trained[3] = {file->train_count == 0, file->train_count == 0};
  int part = 0;
  for (uint32_t k = 0; k < file->train_count; k++) {
    if (l2h_take_choice(KEY("train"), file->train[k], parts, &part) != 0)
      return -1;
    trained[part] = true;
  }
  if ((!trained[0] && file->numbers) || (!trained[1] && (file->shifts || file->features)))
    return l2h_config_refuse(source, trained[0] ? file->shifts ? "shifts" : "features" : "numbers", 0,
                             "is not trained: add %s to `train`", trained[0] ? "head" : "numbers");
  if (trained[2] && search->bursts.alone)
    return l2h_config_refuse(source, "train", 0, "there is no network to train: name one, as in network: si64.learned");
  search->trains_network = trained[2];
  if (take_numbers(source, "numbers", file->numbers, file->numbers_count, training) != 0 ||
      take_numbers(source, "shifts", file->shifts, file->shifts_count, training) != 0)
    return -1;
  if (trained[0] && file->numbers_count == 0)
    take_all_numbers(!search->bursts.alone, training);
  if (!trained[1])
    return 0;
  if (file->shifts_count == 0)
    take_usual_shifts(training);
  return take_features(source, file, training);
}

static int take_loss(const struct l2h_config_source *source, const struct l2h_file *file,
                     struct l2h_search_config *search)
{
  static const char *const losses[] = {"evaluations", "encounter_rate",
                                       NULL}; /* in the order of enum l2h_search_loss */
  int loss = L2H_LOSS_EVALUATIONS;
  if (file->loss && l2h_take_choice(KEY("loss"), file->loss, losses, &loss) != 0)
    return -1;
  search->loss = (enum l2h_search_loss)loss;
  return 0;
}

/* ---- where it begins ---- */

static int take_beginning(const struct l2h_config_source *source, const struct l2h_file_initialization *given,
                          struct l2h_search_config *search)
{
  static const char *const methods[] = {"by_hand", "weights", NULL};
  struct l2h_weights *weights = &search->bursts;
  struct l2h_policy *policy = &search->policy.begin;
  struct l2h_error why;
  char path[4096];
  double share = 1;
  int method = 0;
  l2h_policy_standard(policy);
  weights->alone = 1;
  if (l2h_take_choice(KEY("initialization.method"), given->method, methods, &method) != 0)
    return -1;
  if (given->alpha || given->beta || given->gamma || given->direction || given->magnitude || given->magnitude_fall ||
      given->rule || given->memory || given->amplitude || given->amplitude_end)
    return l2h_config_refuse(source, "initialization.method", 0,
                             "a policy begins by_hand, or from the weights in a file");
  if (method == 0 && (given->file || given->share))
    return l2h_config_refuse(source, given->file ? "initialization.file" : "initialization.share", 0,
                             "belongs to the method weights");
  if (method == 0)
    return 0;
  if (!given->file)
    return l2h_config_refuse(source, "initialization.method", 0, "weights need a file, as in file: hops.learned");
  if (l2h_find_file(given->file, path, sizeof path, &why) != 0 || l2h_weights_read(path, weights, &why) != 0 ||
      l2h_policy_from_weights(path, weights, policy, &why) != 0)
    return l2h_config_refuse(source, "initialization.file", 0, "%s", why.text);
  if (weights->policy_rows == 0)
    return l2h_config_refuse(source, "initialization.file", 0,
                             "%s has no policy: take the method by_hand, and name the file as `network` for bursts",
                             path);
  if (l2h_take_number(KEY("initialization.share"), given->share, L2H_FROM, 0, 2, &share) != 0)
    return -1;
  l2h_policy_share(share, policy);
  return 0;
}

/* The network of bursts: that of `network`, else that of the policy's file. */
static int take_network(const struct l2h_config_source *source, const struct l2h_file *file,
                        struct l2h_weights *weights)
{
  struct l2h_error why;
  char path[4096];
  if (!file->network)
    return 0;
  if (l2h_find_file(file->network, path, sizeof path, &why) != 0 || l2h_weights_read(path, weights, &why) != 0 ||
      l2h_weights_need_network(path, weights, &why) != 0)
    return l2h_config_refuse(source, "network", 0, "%s", why.text);
  return 0;
}

int l2h_take_policy(const struct l2h_config_source *source, const struct l2h_file *file,
                    struct l2h_search_config *search)
{
  const struct l2h_policy_training *training = &search->policy;
  if (take_beginning(source, &file->initialization, search) != 0 || take_network(source, file, &search->bursts) != 0 ||
      take_trained(source, file, search) != 0 || take_loss(source, file, search) != 0)
    return -1;
  if (L2H_SEARCH_NUMBERS + training->shifts * training->features > L2H_POLICY_ROWS)
    return l2h_config_refuse(source, "shifts", 0,
                             "%d numbers by %d features are more than a weights file has room for: take %d products at "
                             "most",
                             training->shifts, training->features, L2H_POLICY_ROWS - L2H_SEARCH_NUMBERS);
  return 0;
}
