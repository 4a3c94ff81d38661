/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include <omp.h>

#include "core/reference.h"
#include "loop/initialization.h"
#include "rollouts/parameters.h"
#include "systems/potential.h"
#include "evaluation/quench.h"
#include "rollouts/device.h"
#include "rollouts/energy_limit.h"
#include "rollouts/runner.h"
#include "rollouts/trajectory.h"

enum { STARTS = 6, ROOM = 3 * 38 };

static struct l2h_weights weights;
static double theta[L2H_MAX_PARAMETERS];
static struct l2h_system lj13, lj38;
static struct l2h_error error;
static struct l2h_device device;

/* Weights that move atoms and whose other hidden units speak too: the warm start, shaken. */
static int set_up(void **state)
{
  (void)state;
  const struct l2h_warm_start rule = L2H_WARM_START_DEFAULT;
  const struct l2h_perturbations shake = {1, 77, 0.02, NULL};
  static double moved[L2H_MAX_PARAMETERS];
  device = l2h_device_cpu(l2h_kernels_best());
  lj13 = a_system("lj:13");
  lj38 = a_system("lj:38");
  weights.model = a_model();
  weights.step_limit = 0.5;
  l2h_initialize(&weights.model, 1, &weights.network);
  assert_int_equal(l2h_warm_start(&weights.model, &rule, &weights.network, &error), 0);
  l2h_parameters_from_network(&weights.model, &weights.network, theta);
  l2h_perturbed(&shake, 0, 1, l2h_parameter_count(&weights.model), theta, moved);
  memcpy(theta, moved, sizeof theta);
  l2h_parameters_to_network(&weights.model, theta, &weights.network);
  return 0;
}

/* A pinned step computes what a step would do, and does not do it; the next one knows of it (moments, clock). Both are
   the same sums in single precision; a move is added to coordinates of up to 3, which rounds it by 2e-7. */
static void a_pinned_step_is_not_taken(void **state)
{
  (void)state;
  static double position[ROOM], gradient[ROOM], free_end[ROOM], pinned_end[ROOM];
  const struct l2h_start start = {&lj13, 5, L2H_HELD_OUT_STARTS, 0, 1};
  struct l2h_trajectory pinned, free_one;
  struct l2h_clock clock, free_clock;
  double sum = 0;
  l2h_start_positions(&start, position, gradient);
  assert_int_equal(l2h_trajectory_create(&pinned, l2h_kernels_best(), 13, 1, &error), 0);
  assert_int_equal(l2h_trajectory_create(&free_one, l2h_kernels_best(), 13, 1, &error), 0);
  l2h_trajectory_begin(&pinned, &weights, &lj13, position);
  l2h_trajectory_begin(&free_one, &weights, &lj13, position);
  l2h_clock_start(&clock, 100);
  l2h_clock_start(&free_clock, 100);
  l2h_trajectory_positions(&pinned, position); /* as single precision has them */
  l2h_trajectory_step_pinned(&pinned, &weights, &clock);
  l2h_trajectory_step(&free_one, &weights, &free_clock);
  l2h_trajectory_positions(&pinned, pinned_end);
  l2h_trajectory_positions(&free_one, free_end);
  for (int k = 0; k < 39; k++)
    sum += (free_end[k] - position[k]) * (free_end[k] - position[k]);
  assert_memory_equal(pinned_end, position, sizeof(double) * 39);
  assert_true(l2h_trajectory_move(&pinned) > 0.01);
  assert_true(l2h_trajectory_move(&pinned) == l2h_trajectory_move(&free_one));
  assert_near(l2h_trajectory_move(&pinned), sqrt(sum / 13), 1e-6);
  const double first = l2h_trajectory_move(&pinned);
  for (int step = 1; step < 50; step++)
    l2h_trajectory_step_pinned(&pinned, &weights, &clock);
  assert_int_equal(clock.step, 50);
  assert_true(l2h_trajectory_move(&pinned) != first);
  l2h_trajectory_free(&pinned);
  l2h_trajectory_free(&free_one);
}

/* Starts of both sizes, for one batch. */
static void fill_starts(struct l2h_start start[STARTS])
{
  for (uint32_t s = 0; s < STARTS; s++)
    start[s] = (struct l2h_start){s % 2 ? &lj38 : &lj13, 5, L2H_TRAINING_STARTS, 1, s};
}

/* Each step of a trajectory against the reference's, which is put where the trajectory stands first. From a raw start
   some gradients are sums of terms of a thousand that nearly cancel, of which single precision keeps 1e-3; their
   logarithms carry that into moves of some hundredths. */
static void follow(const char *name, int species)
{
  static double position[ROOM], gradient[ROOM], reduced[ROOM / 3][3];
  const struct l2h_system system = a_system(name);
  const struct l2h_start start = {&system, 5, L2H_HELD_OUT_STARTS, 0, 1};
  struct l2h_weights fitting = weights;
  struct l2h_reference run;
  struct l2h_trajectory trajectory;
  struct l2h_clock clock;
  int kind[ROOM / 3];
  double moved = 0;
  fitting.model.species = species;
  l2h_initialize(&fitting.model, 1, &fitting.network);
  const struct l2h_warm_start rule = L2H_WARM_START_DEFAULT;
  assert_int_equal(l2h_warm_start(&fitting.model, &rule, &fitting.network, &error), 0);
  l2h_start_positions(&start, position, gradient);
  assert_int_equal(l2h_trajectory_create(&trajectory, l2h_kernels_best(), system.atoms, species, &error), 0);
  l2h_trajectory_begin(&trajectory, &fitting, &system, position);
  for (int i = 0; i < system.atoms; i++)
    for (int c = 0; c < 3; c++) {
      reduced[i][c] = trajectory.atoms.position[c * trajectory.atoms.stride + i];
      assert_near(reduced[i][c] * system.length, position[3 * i + c], 1e-6 * system.length * system.box);
    }
  for (int s = 0; s < system.species; s++)
    for (int i = system.first[s]; i < system.first[s + 1]; i++)
      kind[i] = s;
  const struct l2h_landscape landscape = l2h_landscape_scaled(&system.landscape, system.length, system.energy);
  const struct l2h_reference_atoms atoms = {&landscape, system.atoms, kind, (const double(*)[3])reduced};
  assert_int_equal(l2h_reference_start(&run, &fitting, &atoms, 1000, &error), 0);
  l2h_clock_start(&clock, 1000);
  for (int step = 0; step < 30; step++) {
    l2h_trajectory_step(&trajectory, &fitting, &clock);
    l2h_reference_step(&run);
    for (int i = 0; i < system.atoms; i++)
      for (int c = 0; c < 3; c++) {
        const double here = trajectory.atoms.position[c * trajectory.atoms.stride + i];
        assert_near(here, run.position[i][c], 2e-5);
        moved = fmax(moved, fabs(run.move[i][c]));
        run.position[i][c] = here;
      }
  }
  for (int k = L2H_RADIALS * system.species; k < L2H_RADIALS * species; k++)
    for (int i = 0; i < system.atoms; i++)
      assert_true(trajectory.atoms.radial[k * trajectory.atoms.stride + i] == 0);
  assert_true(moved > 0.01);
  assert_int_equal(clock.step, 30);
  l2h_reference_end(&run);
  l2h_trajectory_free(&trajectory);
}

/* With weights that know more species than the system has: there are no neighbours of the others. */
static void weights_may_know_more_species(void **state)
{
  (void)state;
  follow("lj:38", 2);
  follow("gupta:Au38", 4);
  follow("sw:Si8", 2);
  follow("sw:Si38", 4);
}

static void steps_follow_the_reference(void **state)
{
  (void)state;
  follow("lj:38", 1);
  follow("gupta:Au38", 1);
  follow("gupta:Ag10Au28", 2);
  follow("sw:Si8", 1);
  follow("sw:Si38", 1);
}

/* In natural scales an atom of gold sees its neighbours, at about 1; in Angstrom none is within the cutoff of 2.5. The
   forces are the same, in other units. */
static void scales_decide_what_is_seen(void **state)
{
  (void)state;
  static double position[ROOM], gradient[ROOM];
  const struct l2h_system gold = a_system("gupta:Au38");
  const struct l2h_start start = {&gold, 5, L2H_HELD_OUT_STARTS, 0, 1};
  struct l2h_weights own = weights;
  struct l2h_trajectory trajectory;
  double seen[3], pull[3];
  l2h_start_positions(&start, position, gradient);
  l2h_quench(&gold, L2H_QUENCH_LBFGS, position);
  for (int k = 0; k < 38 * 3; k++) /* off the minimum, so that forces can be told apart */
    position[k] *= 1.02;
  const double energy = l2h_potential(&gold, position, gradient);
  assert_int_equal(l2h_trajectory_create(&trajectory, l2h_kernels_best(), 38, 1, &error), 0);
  for (int scales = 0; scales < 3; scales++) {
    strcpy(own.units, scales ? "metal" : "lj"); /* other units: the system's own scales */
    own.length_scale = scales == 1 ? 1 : 3.1;
    own.energy_scale = scales == 1 ? 1 : 0.7;
    l2h_trajectory_begin(&trajectory, &own, &gold, position);
    assert_near(l2h_trajectory_energy(&trajectory), energy, 1e-4);
    assert_near(trajectory.length, scales == 0 ? gold.length : own.length_scale, 0);
    seen[scales] = pull[scales] = 0;
    for (int i = 0; i < 38; i++) {
      seen[scales] += trajectory.atoms.radial[i];
      pull[scales] = fmax(pull[scales], fabs(trajectory.atoms.gradient[i] * trajectory.energy / trajectory.length));
    }
    assert_near(pull[scales], pull[0], 1e-4 * pull[0]);
  }
  assert_true(seen[0] > 38 * 3 && seen[2] > 38 * 3);
  assert_near(seen[1], 0, 0);
  l2h_trajectory_free(&trajectory);
}

/* The same rollouts in another order, with other neighbours, on other numbers of threads: the same bits. */
static void a_result_depends_on_its_rollout_alone(void **state)
{
  (void)state;
  const struct l2h_perturbations perturbations = {9, 4, 0.03, NULL};
  struct l2h_start start[STARTS], reversed[STARTS];
  struct l2h_rollout rollout[3 * STARTS], backwards[3 * STARTS];
  double energy[3 * STARTS], other[3 * STARTS];
  fill_starts(start);
  for (int s = 0; s < STARTS; s++)
    reversed[s] = start[STARTS - 1 - s];
  for (int j = 0; j < 3 * STARTS; j++) {
    rollout[j] = (struct l2h_rollout){j / 3, 200, j % 3 - 1, (uint32_t)(j / 3)};
    backwards[3 * STARTS - 1 - j] = (struct l2h_rollout){STARTS - 1 - j / 3, 200, j % 3 - 1, (uint32_t)(j / 3)};
  }
  struct l2h_rollout_batch batch = {.weights = &weights,
                                    .theta = theta,
                                    .perturbations = &perturbations,
                                    .starts = STARTS,
                                    .start = start,
                                    .count = 3 * STARTS,
                                    .rollout = rollout,
                                    .energy = energy};
  for (int threads = 1; threads <= 3; threads++) {
    omp_set_num_threads(threads);
    struct l2h_runner *runner = l2h_runner_create(&device, STARTS, 38, 1, &error);
    assert_non_null(runner);
    batch.start = threads == 2 ? reversed : start;
    batch.rollout = threads == 2 ? backwards : rollout;
    batch.energy = threads == 1 ? energy : other;
    l2h_runner_run(runner, &batch);
    for (int j = 0; threads > 1 && j < 3 * STARTS; j++)
      assert_true(energy[j] == other[threads == 2 ? 3 * STARTS - 1 - j : j]);
    l2h_runner_free(runner);
  }
  for (int j = 0; j < 3 * STARTS; j++)
    assert_true(energy[j] != energy[(j + 1) % (3 * STARTS)]);
}

/* A perturbed rollout is an unperturbed one with weights perturbed by hand; end positions have the energy reported. */
static void perturbed_rollouts_use_perturbed_weights(void **state)
{
  (void)state;
  const struct l2h_perturbations perturbations = {9, 4, 0.03, NULL};
  struct l2h_start start[STARTS];
  static double moved[L2H_MAX_PARAMETERS], position[ROOM], gradient[ROOM];
  static struct l2h_weights other;
  const struct l2h_rollout perturbed = {0, 300, -1, 3}, plain = {0, 300, 0, 0};
  double energy[2];
  fill_starts(start);
  struct l2h_runner *runner = l2h_runner_create(&device, STARTS, 38, 1, &error);
  struct l2h_rollout_batch batch = {.weights = &weights,
                                    .theta = theta,
                                    .perturbations = &perturbations,
                                    .starts = 1,
                                    .start = start,
                                    .count = 1,
                                    .rollout = &perturbed,
                                    .energy = &energy[0]};
  l2h_runner_run(runner, &batch);
  other = weights;
  l2h_perturbed(&perturbations, 3, -1, l2h_parameter_count(&weights.model), theta, moved);
  l2h_parameters_to_network(&weights.model, moved, &other.network);
  batch = (struct l2h_rollout_batch){.weights = &other,
                                     .starts = 1,
                                     .start = start,
                                     .count = 1,
                                     .rollout = &plain,
                                     .energy = &energy[1],
                                     .position = position};
  l2h_runner_run(runner, &batch);
  assert_true(energy[0] == energy[1]);
  assert_near(l2h_potential(&lj13, position, gradient), energy[1], 1e-3);
  l2h_runner_free(runner);
}

/* With a quench after it, a run ends lower, at a gradient that has all but gone, and still within the same basin: by
   no more than the jitter of its last steps. */
static void quench_settles_the_end(void **state)
{
  (void)state;
  enum { LONG = 5000 };
  struct l2h_start start[STARTS];
  static double position[ROOM], gradient[ROOM];
  const struct l2h_rollout rollout = {0, LONG, 0, 0};
  double jittering, settled;
  fill_starts(start);
  struct l2h_runner *runner = l2h_runner_create(&device, STARTS, 38, 1, &error);
  struct l2h_rollout_batch batch = {
    .weights = &weights, .starts = 1, .start = start, .count = 1, .rollout = &rollout, .energy = &jittering};
  l2h_runner_run(runner, &batch);
  batch.quench = 3000;
  batch.energy = &settled;
  batch.position = position;
  l2h_runner_run(runner, &batch);
  assert_true(settled < jittering);
  assert_near(l2h_potential(&lj13, position, gradient), settled, 1e-4);
  assert_true(l2h_gradient_rms(lj13.atoms, gradient) < 1e-2); /* the softest modes are not quite at rest */
  l2h_runner_free(runner);
}

/* The descent after the learned steps: the same steps by hand, in double, from where the learned ones end. */
static void descent_follows_the_learned_steps(void **state)
{
  (void)state;
  enum { DESCENT = 50 };
  struct l2h_start start[STARTS];
  static double position[ROOM], gradient[ROOM];
  const struct l2h_rollout rollout = {0, 100, 0, 0};
  double energy[2];
  fill_starts(start);
  struct l2h_runner *runner = l2h_runner_create(&device, STARTS, 38, 1, &error);
  struct l2h_rollout_batch batch = {.weights = &weights,
                                    .starts = 1,
                                    .start = start,
                                    .count = 1,
                                    .rollout = &rollout,
                                    .energy = &energy[0],
                                    .position = position};
  l2h_runner_run(runner, &batch);
  batch.quench = DESCENT;
  batch.position = NULL;
  batch.energy = &energy[1];
  l2h_runner_run(runner, &batch);
  for (int step = 0; step < DESCENT; step++) {
    l2h_potential(&lj13, position, gradient);
    for (int k = 0; k < 39; k++)
      position[k] -= fmax(fmin((double)(float)L2H_PAPER_RATE * gradient[k], L2H_DESCENT_LIMIT), -L2H_DESCENT_LIMIT);
  }
  assert_true(energy[1] < energy[0] - 0.01);
  assert_near(energy[1], l2h_potential(&lj13, position, gradient), 1e-3);
  l2h_runner_free(runner);
}

/* An optimizer gone mad, with steps at their limit and with NaN in its weights, still reports a finite energy. */
static void madness_stays_finite(void **state)
{
  (void)state;
  static struct l2h_weights mad;
  struct l2h_start start[STARTS];
  const struct l2h_rollout rollout = {1, 500, 0, 0};
  double energy;
  fill_starts(start);
  struct l2h_runner *runner = l2h_runner_create(&device, STARTS, 38, 1, &error);
  const struct l2h_rollout_batch batch = {
    .weights = &mad, .starts = STARTS, .start = start, .count = 1, .rollout = &rollout, .energy = &energy};
  for (int way = 0; way < 3; way++) {
    mad = weights;
    mad.network.alpha = way == 0 ? 1e6f : 0.1f;
    mad.network.output_bias[1] = way == 1 ? NAN : 0;
    mad.network.gamma = way == 2 ? INFINITY : -3;
    energy = NAN;
    l2h_runner_run(runner, &batch);
    assert_true(isfinite(energy) && energy <= L2H_ENERGY_LIMIT);
  }
  l2h_runner_free(runner);
}

static void a_stopped_batch_leaves_rollouts_out(void **state)
{
  (void)state;
  volatile sig_atomic_t stop = 1;
  struct l2h_start start[STARTS];
  const struct l2h_rollout rollout = {0, 500, 0, 0};
  double energy = 123;
  fill_starts(start);
  struct l2h_runner *runner = l2h_runner_create(&device, STARTS, 38, 1, &error);
  const struct l2h_rollout_batch batch = {.weights = &weights,
                                          .starts = STARTS,
                                          .start = start,
                                          .count = 1,
                                          .rollout = &rollout,
                                          .energy = &energy,
                                          .stop = &stop};
  l2h_runner_run(runner, &batch);
  assert_true(energy == 123);
  l2h_runner_free(runner);
}

/* The lowest structure met lies no higher than the last, and lower where the weights never come to rest. */
static void the_best_is_no_worse_than_the_last(void **state)
{
  (void)state;
  static struct l2h_weights restless;
  struct l2h_start start[STARTS];
  struct l2h_rollout rollout[STARTS];
  double last[STARTS], best[STARTS];
  restless = weights;
  restless.network.output[2][0] = 0; /* the rule's step never falls */
  fill_starts(start);
  for (int s = 0; s < STARTS; s++)
    rollout[s] = (struct l2h_rollout){s, 400, 0, 0};
  struct l2h_runner *runner = l2h_runner_create(&device, STARTS, 38, 1, &error);
  struct l2h_rollout_batch batch = {
    .weights = &restless, .starts = STARTS, .start = start, .count = STARTS, .rollout = rollout, .energy = last};
  l2h_runner_run(runner, &batch);
  batch.best = true;
  batch.energy = best;
  l2h_runner_run(runner, &batch);
  for (int s = 0; s < STARTS; s++)
    assert_true(best[s] < last[s]);
  l2h_runner_free(runner);
}

/* A batch of two horizons is two batches of one each. */
static void each_rollout_has_its_horizon(void **state)
{
  (void)state;
  struct l2h_start start[STARTS];
  const struct l2h_rollout rollout[2] = {{0, 100, 0, 0}, {1, 250, 0, 0}};
  double both[2], one, seconds[2] = {0, 0};
  fill_starts(start);
  struct l2h_runner *runner = l2h_runner_create(&device, STARTS, 38, 1, &error);
  struct l2h_rollout_batch batch = {.weights = &weights,
                                    .starts = 2,
                                    .start = start,
                                    .count = 2,
                                    .rollout = rollout,
                                    .energy = both,
                                    .seconds = seconds};
  l2h_runner_run(runner, &batch);
  assert_true(seconds[0] > 0 && seconds[1] > 0);
  batch.count = 1;
  batch.energy = &one;
  for (int k = 0; k < 2; k++) {
    batch.rollout = &rollout[k];
    l2h_runner_run(runner, &batch);
    assert_true(one == both[k]);
  }
  l2h_runner_free(runner);
}

/* A share of the rollouts, in another order: their results in their own places, and nothing in those of the others. */
static void a_share_has_the_places_of_the_whole(void **state)
{
  (void)state;
  enum { SHARE = 3 };
  static double whole_position[STARTS][ROOM], position[STARTS][ROOM];
  struct l2h_start start[STARTS];
  struct l2h_rollout rollout[STARTS];
  const int order[SHARE] = {4, 1, 3};
  double whole[STARTS], energy[STARTS], seconds[STARTS] = {0};
  fill_starts(start);
  for (int s = 0; s < STARTS; s++) {
    rollout[s] = (struct l2h_rollout){STARTS - 1 - s, 50, 0, 0};
    energy[s] = 123;
  }
  struct l2h_runner *runner = l2h_runner_create(&device, STARTS, 38, 1, &error);
  struct l2h_rollout_batch batch = {.weights = &weights,
                                    .starts = STARTS,
                                    .start = start,
                                    .count = STARTS,
                                    .rollout = rollout,
                                    .energy = whole,
                                    .position = whole_position[0]};
  l2h_runner_run(runner, &batch);
  batch.count = SHARE;
  batch.order = order;
  batch.energy = energy;
  batch.seconds = seconds;
  batch.position = position[0];
  l2h_runner_run(runner, &batch);
  for (int s = 0; s < STARTS; s++) {
    const bool ran = s == 4 || s == 1 || s == 3;
    assert_true(energy[s] == (ran ? whole[s] : 123));
    assert_true((seconds[s] > 0) == ran);
    assert_int_equal(memcmp(position[s], whole_position[s], sizeof position[s]) == 0, ran);
  }
  l2h_runner_free(runner);
}

/* Starts that no rollout of a batch begins at have no place. */
static void places_are_of_the_starts_needed(void **state)
{
  (void)state;
  const struct l2h_rollout rollout[] = {{2, 1, 0, 0}, {0, 1, 0, 0}, {2, 1, 1, 0}, {3, 1, 0, 0}};
  const int order[] = {3, 0, 2}, all[] = {0, -1, 1, 2, -1}, share[] = {-1, -1, 0, 1, -1};
  struct l2h_rollout_batch batch = {.starts = 5, .count = 4, .rollout = rollout};
  int place[5];
  assert_int_equal(l2h_batch_places(&batch, place), 3);
  assert_memory_equal(place, all, sizeof all);
  batch.order = order;
  batch.count = 3;
  assert_int_equal(l2h_batch_places(&batch, place), 2);
  assert_memory_equal(place, share, sizeof share);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(the_best_is_no_worse_than_the_last),
    cmocka_unit_test(each_rollout_has_its_horizon),
    cmocka_unit_test(a_share_has_the_places_of_the_whole),
    cmocka_unit_test(places_are_of_the_starts_needed),
    cmocka_unit_test(steps_follow_the_reference),
    cmocka_unit_test(a_pinned_step_is_not_taken),
    cmocka_unit_test(weights_may_know_more_species),
    cmocka_unit_test(scales_decide_what_is_seen),
    cmocka_unit_test(a_result_depends_on_its_rollout_alone),
    cmocka_unit_test(perturbed_rollouts_use_perturbed_weights),
    cmocka_unit_test(quench_settles_the_end),
    cmocka_unit_test(madness_stays_finite),
    cmocka_unit_test(descent_follows_the_learned_steps),
    cmocka_unit_test(a_stopped_batch_leaves_rollouts_out),
  };
  return cmocka_run_group_tests(tests, set_up, NULL);
}
