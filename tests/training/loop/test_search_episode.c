/* SPDX-License-Identifier: GPL-2.0-only */
/* Trainings whose rollouts are searches: they begin level with the numbers by hand, learn, and are the same for any
   number of threads and resumes; goals that are found on the way; and what a configuration must not say. */
#include "tests/training/loop/training_runs.h"

#include <omp.h>

#include "core/hash.h"
#include "loop/checkpoint.h"
#include "loop/trainer.h"
#include "rollouts/parameters.h"
#include "rollouts/device.h"
#include "searches/job.h"

#define FILE_NAME "test_search_episode.tmp"
#define STARTS 6

static const char text[] = "seed: 3\n"
                           "episode: search\n"
                           "systems: [{name: lj:13, budget: 300}, {name: lj:9}]\n"
                           "estimator: snes\n"
                           "population: 6\n"
                           "horizon: 150\n"
                           "starts: 4\n"
                           "updates: 10\n"
                           "sigma: 0.3\n"
                           "learning_rate: 1\n"
                           "train: [numbers, head]\n"
                           "numbers: [kick, temperature, repair]\n"
                           "shifts: [kick, compress]\n"
                           "features: [stall, returns, size]\n"
                           "initialization: {method: by_hand}\n"
                           "average: 0.5\n"
                           "validate: {every: 2, starts: 6}\n";

static const struct l2h_world world = ONE_RANK;
static volatile sig_atomic_t stop;
static struct l2h_config config;
static struct l2h_error error;

static int parse(const char *words)
{
  return l2h_config_parse("test.yaml", words, strlen(words), &config, &error);
}

/* The configuration above with one string replaced. */
static int parse_with(const char *old, const char *new)
{
  char changed[2048];
  const char *at = strstr(text, old);
  assert_non_null(at);
  snprintf(changed, sizeof changed, "%.*s%s%s", (int)(at - text), text, new, at + strlen(old));
  return parse(changed);
}

static int set_up(void **state)
{
  (void)state;
  if (parse(text) != 0)
    fail_msg("%s", error.text);
  return 0;
}

static const struct trained trained = {&world, &config, &stop, 2};

/* Update 0 is hops-by-hand: theta is all 0, the weights hold the table's defaults, and validation is the mean loss of
   searches with nothing but those. */
static void it_begins_level_with_the_numbers_by_hand(void **state)
{
  (void)state;
  struct l2h_state training;
  struct l2h_validation validation;
  static struct l2h_weights weights;
  struct l2h_policy policy, by_hand;
  struct l2h_trainer *trainer = begin_training(&trained, &training);
  assert_int_equal(training.parameters, 3 + 2 * 3);
  l2h_trainer_latest(&config, &training, &weights);
  assert_int_equal(weights.alone, 1);
  assert_int_equal(l2h_policy_from_weights("x", &weights, &policy, &error), 0);
  l2h_policy_standard(&by_hand);
  assert_memory_equal(&policy, &by_hand, sizeof policy);

  assert_true(l2h_trainer_validate(trainer, &training, &validation));
  const uint64_t name[] = {3, L2H_VALIDATION_STARTS, 0};
  double score = 0, gradient[39];
  for (int s = 0; s < 2; s++) {
    double sum = 0;
    const double budget = s == 0 ? 300 : 150;
    for (int i = 0; i < STARTS; i++) {
      struct l2h_search_job job = {.system = &config.system[s],
                                   .stop = l2h_job_until_found(&config.system[s], budget),
                                   .seed = l2h_hash(0, name, sizeof name),
                                   .number = (uint32_t)i};
      struct l2h_walker_report report;
      l2h_search_numbers_standard(&job.numbers);
      struct l2h_walker *walker = l2h_job_walker(&job, &error);
      l2h_job_advance(walker, job.system, 10000, gradient, NULL, NULL);
      l2h_walker_make_report(walker, &report);
      sum += report.stop == L2H_STOP_ENERGY ? log(report.counts.total / budget)
                                            : log(1 + report.lowest - job.system->known_minimum - 1e-3);
      l2h_walker_free(walker);
    }
    assert_near(validation.system_score[s], sum / STARTS, 1e-12);
    score += sum / STARTS / 2;
  }
  assert_near(validation.score, score, 1e-12);
  l2h_trainer_free(trainer);
  l2h_state_free(&training);
}

static void one_seed_is_one_training(void **state)
{
  (void)state;
  struct l2h_state one;
  assert_threads_change_nothing(&trained, 4);
  train(&trained, &one, 4);
  for (int k = 0; k < one.parameters; k++)
    assert_true(one.theta[k] != 0);
  l2h_state_free(&one);
}

static void resumed_is_uninterrupted(void **state)
{
  config.system[1].known_minimum = NAN; /* a goal that moves */
  assert_resumed_is_uninterrupted(&trained, 4, FILE_NAME);
  assert_int_equal(parse_with("horizon: 150", "horizon: 150\nloss: encounter_rate"), 0);
  config.system[1].known_minimum = NAN;
  assert_resumed_is_uninterrupted(&trained, 4, FILE_NAME);
  set_up(state);
}

/* Losses are those of the mean first encounter, and so is the score; what is counted stays with a goal. */
static void the_mean_first_encounter_is_a_loss(void **state)
{
  struct l2h_state training;
  struct l2h_validation validation;
  assert_int_equal(parse_with("horizon: 150", "horizon: 150\nloss: encounter_rate"), 0);
  struct l2h_trainer *trainer = begin_training(&trained, &training);
  assert_true(l2h_trainer_validate(trainer, &training, &validation));
  for (int s = 0; s < 2; s++) {
    const struct l2h_summary *summary = &validation.system[s];
    assert_true(summary->hits > 0);
    assert_near(validation.system_score[s], log(summary->evaluations / summary->hits), 1e-12);
  }
  assert_true(l2h_trainer_update(trainer, &training));
  for (int s = 0; s < 2; s++)
    assert_true(training.encounters[s].searches == 12 && training.encounters[s].met >= 3);
  assert_near(training.progress.loss_mean, 0, 1e-12); /* of all members: nothing but differences is left */
  training.goal[0] += 1;                              /* as if no known minimum were met */
  config.system[0].known_minimum = NAN;
  assert_true(l2h_trainer_update(trainer, &training)); /* a lower one is, and counting begins again */
  assert_true(training.encounters[0].searches == 0 && training.encounters[1].searches > 12);
  l2h_trainer_free(trainer);
  l2h_state_free(&training);
  set_up(state);
}

/* Part of the way from the numbers by hand to a file's: on the line that each is trained on. */
static void it_begins_part_of_the_way(void **state)
{
  static struct l2h_weights weights;
  struct l2h_policy far, near, by_hand;
  char method[200];
  l2h_policy_standard(&by_hand);
  far = by_hand;
  far.numbers.kick = 4 * by_hand.numbers.kick;
  far.head[L2H_SEARCH_NUMBER_patience][L2H_CONTEXT_stall] = 0.5;
  assert_int_equal(l2h_weights_read(POTENTIALS "/lj13.learned", &weights, &error), 0);
  assert_int_equal(l2h_policy_to_weights(&far, &weights, &error), 0);
  assert_int_equal(l2h_weights_write(FILE_NAME, &weights, &error), 0);
  for (int half = 0; half <= 2; half++) {
    snprintf(method, sizeof method, "{method: weights, file: " FILE_NAME ", share: %g}", half / 2.0);
    if (parse_with("{method: by_hand}", method) != 0)
      fail_msg("%s", error.text);
    near = config.search.policy.begin;
    if (half != 1)
      assert_memory_equal(&near, half == 0 ? &by_hand : &far, sizeof near);
    assert_near(near.numbers.kick, by_hand.numbers.kick * (1 << half), 1e-12);
    assert_true(near.numbers.patience == by_hand.numbers.patience);
    assert_true(near.head[L2H_SEARCH_NUMBER_patience][L2H_CONTEXT_stall] == half / 4.0);
  }
  unlink(FILE_NAME);
  set_up(state);
}

/* The lowest that any search met is what all look for from then on; a score beside a goal that was easier is void. */
static void goals_are_the_lowest_met(void **state)
{
  (void)state;
  struct l2h_state training;
  const double known = config.system[1].known_minimum;
  config.system[1].known_minimum = NAN;
  struct l2h_trainer *trainer = begin_training(&trained, &training);
  assert_true(training.goal[0] == config.system[0].known_minimum);
  assert_true(isinf(training.goal[1]));
  assert_true(l2h_trainer_update(trainer, &training));
  assert_near(training.goal[1], known, 1e-3); /* nine atoms are easy: 24 searches of 150 evaluations */
  assert_true(training.goal[0] == config.system[0].known_minimum);
  training.goal[1] = known + 0.5;
  training.best_score = -1;
  assert_true(l2h_trainer_update(trainer, &training));
  assert_true(training.goal[1] < known + 0.5 - 1e-3);
  assert_true(isinf(training.best_score));
  l2h_trainer_free(trainer);
  l2h_state_free(&training);
  set_up(state);
}

/* A user's energy is as a known minimum. */
static void an_energy_of_the_configuration_is_the_goal(void **state)
{
  (void)state;
  assert_int_equal(parse_with("{name: lj:9}", "{name: lj:9, energy: -20}"), 0);
  assert_true(config.system[1].known_minimum == -20 && config.system[1].wanted);
  assert_int_equal(config.search.budget[0], 300);
  assert_int_equal(config.search.budget[1], 150);
  set_up(state);
}

static void a_stop_changes_nothing(void **state)
{
  (void)state;
  assert_a_stop_changes_nothing(&trained, 1);
}

/* Weights that hold a policy are where the next training begins, level with them. */
static void it_goes_on_from_weights(void **state)
{
  (void)state;
  static struct l2h_weights weights, again;
  struct l2h_state training;
  struct l2h_trainer *trainer = begin_training(&trained, &training);
  train_until(&trained, trainer, &training, 2);
  l2h_trainer_free(trainer);
  l2h_trainer_latest(&config, &training, &weights);
  l2h_state_free(&training);
  strcpy(weights.date, "2026-11-26");
  assert_int_equal(l2h_weights_write(FILE_NAME, &weights, &error), 0);
  if (parse_with("{method: by_hand}", "{method: weights, file: " FILE_NAME "}") != 0)
    fail_msg("%s", error.text);
  trainer = begin_training(&trained, &training);
  l2h_trainer_free(trainer);
  l2h_trainer_latest(&config, &training, &again);
  assert_int_equal(again.policy_rows, weights.policy_rows);
  for (int k = 0; k < again.policy_rows; k++)
    assert_true(again.policy[k].value == weights.policy[k].value);
  l2h_state_free(&training);
  unlink(FILE_NAME);
  set_up(state);
}

/* With a network, the training begins level with the search by hand, since its bursts have no weight; it trains them,
   and what it delivers holds both. */
static void a_network_is_trained_with_it(void **state)
{
  (void)state;
  static struct l2h_weights weights, given;
  struct l2h_state training;
  double before;
  assert_int_equal(l2h_weights_read(POTENTIALS "/lj13.learned", &given, &error), 0);
  if (parse_with("train: [numbers, head]\nnumbers: [kick,",
                 "network: " POTENTIALS "/lj13.learned\ntrain: [numbers, head, network]\nnumbers: [burst,") != 0)
    fail_msg("%s", error.text);
  struct l2h_trainer *trainer = begin_training(&trained, &training);
  assert_int_equal(training.parameters, 3 + 2 * 3 + l2h_parameter_count(&given.model));
  l2h_trainer_latest(&config, &training, &weights);
  assert_int_equal(weights.alone, 0);
  assert_memory_equal(&weights.network, &given.network, sizeof given.network);
  assert_true(weights.length_scale == given.length_scale && weights.horizon == given.horizon);
  struct l2h_validation validation;
  assert_true(l2h_trainer_validate(trainer, &training, &validation));
  before = validation.score;
  assert_true(l2h_trainer_update(trainer, &training));
  l2h_trainer_latest(&config, &training, &weights);
  assert_memory_not_equal(&weights.network, &given.network, sizeof given.network);
  strcpy(weights.date, "2026-11-26");
  assert_int_equal(l2h_weights_write(FILE_NAME, &weights, &error), 0);
  assert_int_equal(l2h_weights_read(FILE_NAME, &given, &error), 0); /* both come back */
  assert_memory_equal(&weights.network, &given.network, sizeof given.network);
  assert_int_equal(given.policy_rows, weights.policy_rows);
  l2h_trainer_free(trainer);
  l2h_state_free(&training);
  unlink(FILE_NAME);
  set_up(state);
  trainer = begin_training(&trained, &training);
  assert_true(l2h_trainer_validate(trainer, &training, &validation));
  assert_true(validation.score == before);
  l2h_trainer_free(trainer);
  l2h_state_free(&training);
}

static void refused(const char *old, const char *new, const char *said)
{
  assert_int_equal(parse_with(old, new), -1);
  assert_says(error.text, "test.yaml:");
  assert_says(error.text, said);
}

static void wrong_configurations_are_refused(void **state)
{
  (void)state;
  refused("episode: search", "episode: dance", "unknown 'dance'; there is rollout search");
  refused("horizon: 150", "horizon: 150\nquench: 3", "quench: belongs to episode: rollout");
  refused("horizon: 150", "horizon: 150\ninputs: [gradients]", "inputs: belongs to episode: rollout");
  refused("episode: search\n", "", "belongs to episode: search");
  refused("numbers: [kick,", "numbers: [kicks,", "unknown 'kicks'; there is");
  refused("numbers: [kick,", "numbers: [tight_gradient,", "tight_gradient is never trained");
  refused("numbers: [kick,", "numbers: [kick, kick,", "'kick' stands there twice");
  refused("features: [stall", "features: [mood", "unknown 'mood'; there is size");
  refused("features: [stall", "features: [returns", "'returns' stands there twice");
  refused("train: [numbers, head]", "train: [head]", "numbers: is not trained: add numbers to `train`");
  refused("train: [numbers, head]", "train: [numbers]", "shifts: is not trained: add head to `train`");
  refused("train: [numbers, head]", "train: [hands]", "unknown 'hands'");
  refused("train: [numbers, head]", "train: [network, numbers, head]", "there is no network to train");
  refused("horizon: 150", "horizon: 150\nnetwork: nowhere.learned", "network: ");
  refused("{method: by_hand}", "{method: weights, file: " POTENTIALS "/lj13.learned}", "has no policy");
  refused("{method: by_hand}", "{method: warm_start}", "unknown 'warm_start'; there is by_hand weights");
  refused("{method: by_hand}", "{method: by_hand, alpha: 1}", "a policy begins by_hand");
  refused("{method: by_hand}", "{method: by_hand, file: x}", "belongs to the method weights");
  refused("{method: by_hand}", "{method: by_hand, share: 0.5}", "share: belongs to the method weights");
  refused("{method: by_hand}", "{method: weights}", "weights need a file");
  refused("horizon: 150", "horizon: 150\nloss: best", "unknown 'best'; there is evaluations encounter_rate");
  refused("{method: by_hand}", "{method: weights, file: nowhere.learned}", "nowhere.learned");
  refused("budget: 300", "budget: 0", "out of range");
  refused("budget: 300", "energy: low", "'low' is not a number");
  set_up(state);
}

/* What is trained where the configuration does not say: numbers of the table that training moves, without those of
   bursts where there is no network, and all features. */
static void what_is_usually_trained(void **state)
{
  (void)state;
  const struct l2h_policy_training *training = &config.search.policy;
  assert_int_equal(parse_with("train: [numbers, head]\nnumbers: [kick, temperature, repair]\nshifts: [kick, compress]\n"
                              "features: [stall, returns, size]\n",
                              ""),
                   0);
  assert_true(training->numbers > 10 && training->shifts > 5);
  assert_int_equal(training->features, L2H_CONTEXTS);
  for (int k = 0; k < training->shifts; k++)
    assert_true(training->shift[k] >= 0 && l2h_search_number_at(training->shift[k])->trained != L2H_TRAIN_FIXED);
  for (int k = 0; k < training->numbers; k++)
    assert_true(training->number[k] != L2H_SEARCH_NUMBER_burst &&
                training->number[k] != L2H_SEARCH_NUMBER_tight_gradient);
  set_up(state);
}

/* Another budget, goal, or choice of what is trained is another training, which no checkpoint is resumed by. */
static void what_decides_the_result_is_hashed(void **state)
{
  (void)state;
  static const char *const change[][2] = {{"budget: 300", "budget: 301"},
                                          {"{name: lj:9}", "{name: lj:9, energy: -20}"},
                                          {"horizon: 150", "horizon: 150\nloss: encounter_rate"},
                                          {"numbers: [kick, temperature, repair]", "numbers: [kick, temperature]"},
                                          {"shifts: [kick, compress]", "shifts: [kick, repair]"},
                                          {"features: [stall, returns, size]", "features: [stall, returns, shape]"}};
  char hash[17];
  strcpy(hash, config.hash);
  for (size_t k = 0; k < sizeof change / sizeof *change; k++) {
    assert_int_equal(parse_with(change[k][0], change[k][1]), 0);
    assert_string_not_equal(config.hash, hash);
  }
  set_up(state);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(it_begins_level_with_the_numbers_by_hand),
    cmocka_unit_test(one_seed_is_one_training),
    cmocka_unit_test(resumed_is_uninterrupted),
    cmocka_unit_test(the_mean_first_encounter_is_a_loss),
    cmocka_unit_test(it_begins_part_of_the_way),
    cmocka_unit_test(goals_are_the_lowest_met),
    cmocka_unit_test(an_energy_of_the_configuration_is_the_goal),
    cmocka_unit_test(a_stop_changes_nothing),
    cmocka_unit_test(it_goes_on_from_weights),
    cmocka_unit_test(a_network_is_trained_with_it),
    cmocka_unit_test(wrong_configurations_are_refused),
    cmocka_unit_test(what_is_usually_trained),
    cmocka_unit_test(what_decides_the_result_is_hashed),
  };
  return cmocka_run_group_tests(tests, set_up, NULL);
}
