/* SPDX-License-Identifier: GPL-2.0-only */
/* What each estimator does with losses: the losses are the test's own, no rollout runs. */
#include "tests/training/testing.h"

#include "estimators/estimator.h"
#include "loop/config.h"
#include "loop/loss.h"
#include "loop/training_state.h"
#include "rollouts/perturbation.h"

enum { PARAMETERS = 12, MOST = 200 };

static struct l2h_config config;
static struct l2h_plan plan;
static struct l2h_state training;
static struct l2h_perturbations perturbations;
static struct l2h_error error;
static double loss[MOST], weight[MOST], member[2 * MOST], gradient[PARAMETERS], deviation[PARAMETERS],
  vector[PARAMETERS];
static struct l2h_direction direction[MOST];

static void begin(const char *settings)
{
  static const char common[] = "seed: 3\nhorizon: 100\nupdates: 1\nsigma: 0.1\nlearning_rate: 1\n"
                               "inputs: [gradients]\ninitialization: {method: paper}\n";
  char text[1024];
  snprintf(text, sizeof text, "%s%s", common, settings);
  if (l2h_config_parse("test.yaml", text, strlen(text), &config, &error) != 0)
    fail_msg("%s", error.text);
  assert_int_equal(l2h_plan_create(&plan, &config, &error), 0);
  assert_int_equal(l2h_state_create(&training, PARAMETERS, l2h_config_estimator(&config)->vectors, &error), 0);
  for (int i = 0; i < config.settings.starts; i++)
    weight[i] = 1;
}

static void end(void)
{
  l2h_plan_free(&plan);
  l2h_state_free(&training);
}

/* The next update's plan and perturbations. */
static void next_update(void)
{
  const struct l2h_estimator *estimator = l2h_config_estimator(&config);
  perturbations = (struct l2h_perturbations){config.seed, (uint32_t)(training.update + 1), config.sigma,
                                             estimator->deviations ? deviation : NULL};
  if (estimator->deviations)
    estimator->deviations(PARAMETERS, training.kept, deviation);
  l2h_plan_make(&config, training.update + 1, &plan);
  training.update++;
}

static void learn(void)
{
  const struct l2h_update_input input = {.settings = &config.settings,
                                         .plan = &plan,
                                         .perturbations = &perturbations,
                                         .loss = loss,
                                         .weight = weight,
                                         .learning_rate = config.learning_rate,
                                         .update = training.update,
                                         .parameters = PARAMETERS,
                                         .direction = direction,
                                         .member = member,
                                         .vector = vector,
                                         .gradient = gradient};
  l2h_config_estimator(&config)->learn(&input, training.theta, training.kept);
}

/* Where a rollout looks: theta perturbed as its numbers say. */
static void place_of(const struct l2h_rollout *rollout, double place[PARAMETERS])
{
  memcpy(place, training.theta, sizeof(double) * PARAMETERS);
  if (rollout->sign)
    l2h_perturbed(&perturbations, rollout->member, rollout->sign, PARAMETERS, training.theta, place);
}

/* |theta - aim|^2 / 100, and a start's own share that is the same for all from there. */
static double bowl(const double *place, int start)
{
  double sum = 0.01 * (start % 5);
  for (int k = 0; k < PARAMETERS; k++)
    sum += 0.01 * (place[k] - 0.1 * k) * (place[k] - 0.1 * k);
  return sum;
}

static void measure(void)
{
  double place[PARAMETERS];
  for (int j = 0; j < plan.rollouts; j++) {
    place_of(&plan.rollout[j], place);
    loss[j] = bowl(place, plan.rollout[j].start);
  }
}

static double distance(void)
{
  return bowl(training.theta, 0);
}

static void ranks_are_of_a_cohort(void **state)
{
  (void)state;
  struct l2h_ranked room[8];
  begin("systems: [{name: lj:13}, {name: lj:7}]\nestimator: es\nstarts: 4\nshaping: ranks\n");
  next_update();
  /* starts 0 and 2 are of lj:13, 1 and 3 of lj:7; two rollouts each */
  const double given[] = {-0.9, -1, 0, -0.1, -0.9, -0.8, -0.2, -0.3};
  const double wanted[] = {0, -0.5, 0.5, 1 / 6.0, 0, 0.5, -1 / 6.0, -0.5};
  memcpy(loss, given, sizeof given);
  l2h_loss_ranks(&plan, loss, room);
  for (int j = 0; j < 8; j++)
    assert_near(loss[j], wanted[j], 1e-15);
  end();
}

/* Four starts of two members: the first two share a perturbation, and each member meets both systems. */
static void members_are_shared(void **state)
{
  (void)state;
  double one[PARAMETERS], other[PARAMETERS];
  begin("systems: [{name: lj:13}, {name: lj:7}]\nestimator: es\nstarts: 4\nmembers: 2\n");
  next_update();
  assert_int_equal(plan.rollouts, 8);
  place_of(&plan.rollout[0], one);
  place_of(&plan.rollout[2], other);
  assert_memory_equal(one, other, sizeof one);
  place_of(&plan.rollout[4], other);
  assert_true(one[0] != other[0]);
  assert_ptr_not_equal(plan.start[0].system, plan.start[1].system);
  end();
}

static void horizons_take_turns(void **state)
{
  (void)state;
  begin("systems: [{name: lj:13}, {name: lj:7}]\nestimator: es\nstarts: 12\nhorizons: [50, 400, 3000]\n");
  const long wanted[] = {50, 400, 3000};
  for (int u = 0; u < 2; u++) {
    next_update();
    for (int i = 0; i < 12; i++) {
      assert_ptr_equal(plan.start[i].system, &config.system[i % 2]);
      assert_int_equal(plan.rollout[2 * i].horizon, wanted[i / 2 % 3]);
      assert_int_equal(plan.rollout[2 * i + 1].horizon, wanted[i / 2 % 3]);
      assert_int_equal(plan.cohort[i], i % 6);
    }
  }
  assert_int_equal(l2h_plan_cohorts(&config), 6);
  end();
}

/* The parent stays where no child is better, and the best child follows it. */
static void ga_keeps_the_best(void **state)
{
  (void)state;
  double place[PARAMETERS];
  begin("systems: [{name: lj:13}]\nestimator: ga\nstarts: 3\npopulation: 5\n");
  next_update();
  assert_int_equal(plan.rollouts, 18);
  for (int j = 0; j < 18; j++)
    loss[j] = j < 3 ? -0.5 : -0.5 + 0.1 * (j % 3 - 1); /* children: -0.6, -0.5, -0.4 */
  learn();
  for (int k = 0; k < PARAMETERS; k++)
    assert_near(training.theta[k], 0, 0);
  next_update();
  for (int j = 0; j < 18; j++)
    loss[j] = j / 3 == 4 ? -0.51 : j / 3 == 2 ? -0.505 : -0.5;
  place_of(&plan.rollout[4 * 3], place);
  learn();
  for (int k = 0; k < PARAMETERS; k++)
    assert_near(training.theta[k], place[k], 1e-15);
  assert_true(fabs(training.theta[0]) > 0);
  end();
}

/* From |theta - aim|^2 = 5.06 all come near the bottom: SNES because its deviations shrink, and GA as near as steps of
   0.1 go. */
static void searches_find_the_bottom(void **state)
{
  (void)state;
  static const char *const settings[] = {
    "systems: [{name: lj:13}]\nestimator: ga\nstarts: 2\npopulation: 40\n",
    "systems: [{name: lj:13}]\nestimator: snes\nstarts: 2\npopulation: 40\n",
  };
  for (int e = 0; e < 2; e++) {
    begin(settings[e]);
    const double far = distance();
    while (training.update < 200) {
      next_update();
      measure();
      learn();
    }
    if (!(distance() < (e ? 1e-6 : 0.02) * far))
      fail_msg("%s: from %g to %g", l2h_config_estimator(&config)->name, far, distance());
    end();
  }
}

/* A spread counts within a cohort: the same system at another horizon is another matter. */
static void balance_is_by_cohort(void **state)
{
  (void)state;
  begin("systems: [{name: lj:13}]\nestimator: es\nstarts: 4\nhorizons: [50, 100]\nbalance: spread\n");
  next_update();
  const double given[] = {-0.9, -0.8, -0.9, -0.89, -0.8, -0.9, -0.89, -0.9}; /* spreads 0.05 and 0.005 */
  memcpy(loss, given, sizeof given);
  l2h_loss_weights(&config, &plan, loss, weight);
  assert_near(weight[0], 0.2, 1e-9);
  assert_near(weight[1], 2, 1e-9);
  assert_near(weight[2], weight[0], 0);
  assert_near(weight[3], weight[1], 0);
  end();
}

/* The registry: names are words of their own, keys are listed once, all of them have room, and a number beyond is none.
 */
static void the_registry_is_whole(void **state)
{
  (void)state;
  int count = 0, keys = 0;
  for (; l2h_estimator_at(count); count++)
    for (int other = 0; other < count; other++)
      assert_string_not_equal(l2h_estimator_at(count)->name, l2h_estimator_at(other)->name);
  assert_true(count >= 4);
  assert_string_equal(l2h_estimator_at(0)->name, "esmc"); /* the hashes of configurations depend on the order */
  assert_string_equal(l2h_estimator_at(3)->name, "snes");
  assert_null(l2h_estimator_at(-1));
  for (; l2h_estimator_key_name(keys); keys++)
    for (int other = 0; other < keys; other++)
      assert_string_not_equal(l2h_estimator_key_name(keys), l2h_estimator_key_name(other));
  assert_in_range(keys, 2, L2H_MAX_ESTIMATOR_KEYS);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(ranks_are_of_a_cohort),    cmocka_unit_test(members_are_shared),
    cmocka_unit_test(horizons_take_turns),      cmocka_unit_test(ga_keeps_the_best),
    cmocka_unit_test(searches_find_the_bottom), cmocka_unit_test(balance_is_by_cohort),
    cmocka_unit_test(the_registry_is_whole),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
