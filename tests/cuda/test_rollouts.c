/* SPDX-License-Identifier: GPL-2.0-only */
/* The GPU behind the rollout interface, beside the CPU: the same starts and perturbations bit for bit, and the same
   losses as far as single precision goes. */
#include "tests/training/testing.h"

#include <signal.h>
#include <sys/time.h>

#include "loop/initialization.h"
#include "rollouts/common_kernels.h"
#include "rollouts/parameters.h"
#include "probe.h"
#include "rollouts/device.h"
#include "rollouts/energy_limit.h"
#include "rollouts/runner.h"
#include "cuda/rollouts_cuda.h"

enum { STARTS = 5, JOBS = 3 * STARTS, ROOM = 3 * 38 };

static const char *const names[STARTS] = {"lj:13", "gupta:Ag5Au8", "sw:Si8", "lj:38", "gupta:Au13"};
static struct l2h_system systems[STARTS];
static struct l2h_start start[STARTS];
static struct l2h_rollout rollout[JOBS]; /* their horizons come with a batch */
static struct l2h_weights weights;
static double theta[L2H_MAX_PARAMETERS];
static const struct l2h_perturbations perturbations = {9, 4, 0.03, NULL};
static struct l2h_device cpu, gpu;
static struct l2h_error error;

static int set_up(void **state)
{
  (void)state;
  const struct l2h_warm_start rule = L2H_WARM_START_DEFAULT;
  weights.model = a_model();
  weights.model.species = 2;
  weights.step_limit = 0.5;
  l2h_initialize(&weights.model, 1, &weights.network);
  assert_int_equal(l2h_warm_start(&weights.model, &rule, &weights.network, &error), 0);
  l2h_parameters_from_network(&weights.model, &weights.network, theta);
  for (uint32_t s = 0; s < STARTS; s++) {
    systems[s] = a_system(names[s]);
    start[s] = (struct l2h_start){&systems[s], 5, L2H_TRAINING_STARTS, 1, s};
  }
  for (int j = 0; j < JOBS; j++)
    rollout[j] = (struct l2h_rollout){j % STARTS, 0, j / STARTS - 1, (uint32_t)(j % STARTS)};
  cpu = l2h_device_cpu(l2h_kernels_best());
  gpu = cpu;
  gpu.backend = &l2h_rollouts_cuda;
  return 0;
}

static struct l2h_rollout_batch a_batch(long horizon, double *energy)
{
  for (int j = 0; j < JOBS; j++)
    rollout[j].horizon = horizon;
  return (struct l2h_rollout_batch){.weights = &weights,
                                    .theta = theta,
                                    .perturbations = &perturbations,
                                    .starts = STARTS,
                                    .start = start,
                                    .count = JOBS,
                                    .rollout = rollout,
                                    .energy = energy};
}

static void run_on(const struct l2h_device *device, const struct l2h_rollout_batch *batch)
{
  struct l2h_runner *runner = l2h_runner_create(device, STARTS, ROOM / 3, 2, &error);
  if (!runner)
    fail_msg("%s", error.text);
  assert_int_equal(l2h_runner_room(runner), ROOM);
  l2h_runner_run(runner, batch);
  l2h_runner_free(runner);
}

static void starts_are_the_cpus_bit_for_bit(void **state)
{
  (void)state;
  static const char *const of[] = {"lj:2", "lj:13", "lj:75", "lj:150", "gupta:Ag10Au28", "sw:Si64", "sw:Si7"};
  enum { COUNT = 14, MOST = 3 * 150 };
  static struct l2h_system system[COUNT];
  static struct l2h_start these[COUNT];
  static double made[COUNT][MOST], expected[MOST], gradient[MOST];
  for (uint32_t k = 0; k < COUNT; k++) {
    system[k] = a_system(of[k % 7]);
    these[k] = (struct l2h_start){&system[k], 11 + k, L2H_HELD_OUT_STARTS, k, 3 * k};
  }
  probe_starts(COUNT, these, made[0], MOST);
  for (int k = 0; k < COUNT; k++) {
    l2h_start_positions(&these[k], expected, gradient);
    assert_memory_equal(made[k], expected, sizeof(double) * 3 * (size_t)system[k].atoms);
  }
}

/* A model's networks, perturbed by the device and by the CPU. */
static void perturb_both(const struct l2h_model *model, const struct l2h_perturbations *by, int sign)
{
  static double from[L2H_MAX_PARAMETERS], perturbed[L2H_MAX_PARAMETERS];
  static struct l2h_network expected;
  static float made[L2H_MAX_INPUTS * L2H_HIDDEN + L2H_NETWORK_TAIL], numbers[sizeof made / sizeof made[0]];
  const int rows = l2h_inputs(model), parameters = l2h_parameter_count(model);
  for (int k = 0; k < parameters; k++)
    from[k] = theta[k % 100] + 0.1;
  probe_network(by, 6, sign, model, from, made);
  l2h_perturbed(by, 6, sign, parameters, from, perturbed);
  l2h_parameters_to_network(model, perturbed, &expected);
  l2h_task_network(&expected, rows, numbers);
  assert_memory_equal(made, numbers, sizeof(float) * (size_t)(rows * L2H_HIDDEN + L2H_NETWORK_TAIL));
}

/* Deviations as a search that adapts them may have: each its own, over some powers of ten. */
static const double *deviations(void)
{
  static double made[L2H_MAX_PARAMETERS];
  for (int k = 0; k < L2H_MAX_PARAMETERS; k++)
    made[k] = pow(10, (k * 7 % 11 - 5) / 3.0);
  return made;
}

static void perturbations_are_the_cpus_bit_for_bit(void **state)
{
  (void)state;
  const struct l2h_perturbations adapted = {9, 4, 0.03, deviations()};
  for (int species = 1; species <= L2H_MAX_SPECIES; species++)
    for (int sign = -1; sign <= 1; sign += 2) {
      struct l2h_model model = a_model();
      model.species = species;
      if (species > 2)
        model.groups = (1u << L2H_GROUPS) - 1;
      perturb_both(&model, &perturbations, sign);
      perturb_both(&model, &adapted, sign);
    }
}

/* At the start a soft cluster's energy is a sum of terms that nearly cancel, of which floats keep 1e-5; after some
   steps of a run the two have drifted apart by what chaos makes of their last bits, still a small part. */
static void losses_are_the_cpus(void **state)
{
  (void)state;
  static double energy[2][JOBS];
  const long horizons[] = {0, 1, 10, 30};
  const double tolerance[] = {2e-5, 1e-4, 1e-3, 5e-3};
  for (int h = 0; h < 4; h++) {
    struct l2h_rollout_batch batch = a_batch(horizons[h], energy[0]);
    run_on(&cpu, &batch);
    batch.energy = energy[1];
    run_on(&gpu, &batch);
    for (int j = 0; j < JOBS; j++) {
      if (!(fabs(energy[0][j] - energy[1][j]) <= tolerance[h] * (1 + fabs(energy[0][j]))))
        fail_msg("%s, sign %d, %ld steps: %.9g on the CPU, %.9g on the GPU", names[j % STARTS], rollout[j].sign,
                 horizons[h], energy[0][j], energy[1][j]);
      assert_true(horizons[h] == 0 || energy[1][j] != energy[1][(j + STARTS) % JOBS]);
    }
  }
}

/* Deviations reach the networks of a batch; and the next batch, without, does not see them. */
static void deviations_go_with_their_batch(void **state)
{
  (void)state;
  static double energy[2][JOBS], plain[2][JOBS];
  const struct l2h_perturbations adapted = {9, 4, 0.03, deviations()};
  const struct l2h_device *const device[2] = {&cpu, &gpu};
  for (int d = 0; d < 2; d++) {
    struct l2h_runner *runner = l2h_runner_create(device[d], STARTS, ROOM / 3, 2, &error);
    struct l2h_rollout_batch batch = a_batch(3, energy[d]);
    batch.perturbations = &adapted;
    l2h_runner_run(runner, &batch);
    batch = a_batch(3, plain[d]);
    l2h_runner_run(runner, &batch);
    l2h_runner_free(runner);
  }
  for (int j = 0; j < JOBS; j++) {
    assert_near(energy[1][j], energy[0][j], 1e-3 * (1 + fabs(energy[0][j])));
    assert_near(plain[1][j], plain[0][j], 1e-3 * (1 + fabs(plain[0][j])));
    assert_true((rollout[j].sign == 0) == (energy[1][j] == plain[1][j]));
  }
}

/* Rollouts with a T of their own, two of the same system among them: each one's result is to the last bit that of a
   batch whose T is the same for all. */
static void horizons_may_differ(void **state)
{
  (void)state;
  enum { SHORT = 4, LONG = 9 };
  static double energy[2][JOBS], mixed[JOBS], on_cpu[JOBS];
  const long horizons[STARTS] = {LONG, SHORT, LONG, SHORT, SHORT};
  struct l2h_start these[STARTS];
  memcpy(these, start, sizeof these);
  these[4] = start[0];
  these[4].number = 7; /* lj:13 as well, with the other horizon */
  for (int h = 0; h < 2; h++) {
    struct l2h_rollout_batch batch = a_batch(h ? LONG : SHORT, energy[h]);
    batch.start = these;
    run_on(&gpu, &batch);
  }
  struct l2h_rollout_batch batch = a_batch(1, mixed);
  for (int j = 0; j < JOBS; j++)
    rollout[j].horizon = horizons[rollout[j].start];
  batch.start = these;
  run_on(&gpu, &batch);
  batch.energy = on_cpu;
  run_on(&cpu, &batch);
  for (int j = 0; j < JOBS; j++) {
    const bool longer = rollout[j].horizon == LONG;
    assert_true(mixed[j] == energy[longer][j]);
    assert_true(mixed[j] != energy[!longer][j]);
    assert_near(mixed[j], on_cpu[j], 1e-3 * (1 + fabs(on_cpu[j]))); /* as after ten steps above */
  }
}

/* A share of the rollouts, in another order: the whole batch's results in their own places, nothing in the others. */
static void a_share_has_the_places_of_the_whole(void **state)
{
  (void)state;
  enum { SHARE = 4 };
  static double whole[JOBS], energy[JOBS], position[2][JOBS][ROOM];
  const int order[SHARE] = {12, 3, 8, 13};
  struct l2h_rollout_batch batch = a_batch(6, whole);
  batch.position = position[0][0];
  run_on(&gpu, &batch);
  for (int j = 0; j < JOBS; j++)
    energy[j] = 123;
  batch = a_batch(6, energy);
  batch.position = position[1][0];
  batch.count = SHARE;
  batch.order = order;
  run_on(&gpu, &batch);
  for (int j = 0; j < JOBS; j++) {
    bool ran = false;
    for (int k = 0; k < SHARE; k++)
      ran = ran || order[k] == j;
    assert_true(energy[j] == (ran ? whole[j] : 123));
    for (int k = 0; k < 3 * systems[j % STARTS].atoms; k++)
      assert_true(position[1][j][k] == (ran ? position[0][j][k] : 0));
  }
}

/* Descent takes both to the same minimum of the soft basin they are in. */
static void quenched_losses_are_the_cpus(void **state)
{
  (void)state;
  static double energy[2][JOBS];
  struct l2h_rollout_batch batch = a_batch(5, energy[0]);
  batch.quench = 40;
  run_on(&cpu, &batch);
  batch.energy = energy[1];
  run_on(&gpu, &batch);
  for (int j = 0; j < JOBS; j++)
    assert_near(energy[1][j], energy[0][j], 1e-3 * (1 + fabs(energy[0][j])));
}

/* Runs that end at the lowest structure met, with a quench from there and without: with weights that boil, so that the
   lowest is not always the last. */
static void lowest_structures_are_the_cpus(void **state)
{
  (void)state;
  static struct l2h_weights boiling;
  static double energy[2][JOBS], last[JOBS], position[2][JOBS][ROOM];
  int earlier = 0;
  boiling = weights;
  boiling.network.alpha = 0.3f;
  for (long quench = 0; quench < 10; quench += 5) {
    struct l2h_rollout_batch batch = a_batch(12, last);
    batch.weights = &boiling;
    batch.quench = quench;
    run_on(&cpu, &batch);
    batch.best = true;
    for (int d = 0; d < 2; d++) {
      batch.energy = energy[d];
      batch.position = position[d][0];
      run_on(d ? &gpu : &cpu, &batch);
    }
    for (int j = 0; j < JOBS; j++) {
      if (!(fabs(energy[0][j] - energy[1][j]) <= 1e-3 * (1 + fabs(energy[0][j]))))
        fail_msg("%s, sign %d: %.9g on the CPU, %.9g on the GPU", names[j % STARTS], rollout[j].sign, energy[0][j],
                 energy[1][j]);
      for (int k = 0; k < 3 * systems[j % STARTS].atoms; k++)
        assert_near(position[1][j][k], position[0][j][k], 2e-3);
      earlier += quench == 0 && energy[0][j] < last[j];
    }
  }
  assert_in_range(earlier, 3, JOBS - 3);
}

/* Systems whose state lies in global memory, of several sizes side by side, in as much of it as they are given. */
static void large_systems_of_a_mix_are_the_cpus(void **state)
{
  (void)state;
  enum { LARGE = 3, LARGE_JOBS = 3 * LARGE, MOST = 136 };
  static const char *const of[LARGE] = {"lj:130", "sw:Si136", "gupta:Au131"};
  static struct l2h_system large[LARGE];
  struct l2h_start these[LARGE];
  struct l2h_rollout rollouts[LARGE_JOBS];
  double energy[2][LARGE_JOBS];
  for (uint32_t s = 0; s < LARGE; s++) {
    large[s] = a_system(of[s]);
    these[s] = (struct l2h_start){&large[s], 5, L2H_TRAINING_STARTS, 1, s};
  }
  for (int j = 0; j < LARGE_JOBS; j++)
    rollouts[j] = (struct l2h_rollout){j % LARGE, 2, j / LARGE - 1, (uint32_t)j};
  for (int best = 0; best < 2; best++) {
    struct l2h_rollout_batch batch = a_batch(2, NULL);
    batch.best = best;
    batch.starts = LARGE;
    batch.start = these;
    batch.count = LARGE_JOBS;
    batch.rollout = rollouts;
    for (int d = 0; d < 2; d++) {
      struct l2h_runner *runner = l2h_runner_create(d ? &gpu : &cpu, LARGE, MOST, 2, &error);
      batch.energy = energy[d];
      l2h_runner_run(runner, &batch);
      l2h_runner_free(runner);
    }
    for (int j = 0; j < LARGE_JOBS; j++)
      assert_near(energy[1][j], energy[0][j], 1e-3 * (1 + fabs(energy[0][j])));
  }
}

static void positions_go_with_their_energies(void **state)
{
  (void)state;
  static double energy[2][JOBS], position[2][JOBS][ROOM];
  struct l2h_rollout_batch batch = a_batch(2, energy[0]);
  batch.position = position[0][0];
  run_on(&cpu, &batch);
  batch.energy = energy[1];
  batch.position = position[1][0];
  run_on(&gpu, &batch);
  for (int j = 0; j < JOBS; j++)
    for (int k = 0; k < 3 * systems[j % STARTS].atoms; k++)
      assert_near(position[1][j][k], position[0][j][k], 2e-3);
}

/* The same jobs backwards, alone, with other neighbours, after a batch that made their starts ahead: the same bits. */
static void a_result_depends_on_its_rollout_alone(void **state)
{
  (void)state;
  static double energy[JOBS], other[JOBS], alone;
  struct l2h_rollout backwards[JOBS];
  struct l2h_runner *runner = l2h_runner_create(&gpu, STARTS, ROOM / 3, 2, &error);
  struct l2h_start elsewhere[STARTS];
  struct l2h_rollout_batch batch = a_batch(8, energy);
  l2h_runner_run(runner, &batch);

  for (int j = 0; j < JOBS; j++)
    backwards[j] = rollout[JOBS - 1 - j];
  batch.rollout = backwards;
  batch.energy = other;
  l2h_runner_run(runner, &batch);
  for (int j = 0; j < JOBS; j++)
    assert_true(other[JOBS - 1 - j] == energy[j]);

  for (int s = 0; s < STARTS; s++) {
    elsewhere[s] = start[s];
    elsewhere[s].update = 99;
  }
  batch = a_batch(8, other);
  batch.start = elsewhere;
  batch.next = start; /* made during this batch, taken by the next */
  l2h_runner_run(runner, &batch);
  assert_true(other[0] != energy[0]);
  batch = a_batch(8, other);
  l2h_runner_run(runner, &batch);
  assert_memory_equal(other, energy, sizeof energy);

  batch = a_batch(8, &alone);
  batch.count = 1;
  batch.rollout = &rollout[JOBS - 2];
  l2h_runner_run(runner, &batch);
  assert_true(alone == energy[JOBS - 2]);
  l2h_runner_free(runner);
}

/* More jobs than three a start run in turns. */
static void surplus_rollouts_run_in_turns(void **state)
{
  (void)state;
  static double energy[JOBS], many[2 * JOBS + 1];
  struct l2h_rollout more[2 * JOBS + 1];
  struct l2h_rollout_batch batch = a_batch(2, energy);
  run_on(&gpu, &batch);
  for (int j = 0; j < 2 * JOBS + 1; j++)
    more[j] = rollout[j % JOBS];
  batch.rollout = more;
  batch.count = 2 * JOBS + 1;
  batch.energy = many;
  run_on(&gpu, &batch);
  for (int j = 0; j < 2 * JOBS + 1; j++)
    assert_true(many[j] == energy[j % JOBS]);
}

static void madness_stays_finite(void **state)
{
  (void)state;
  static struct l2h_weights mad;
  static double energy[JOBS];
  for (int way = 0; way < 3; way++) {
    struct l2h_rollout_batch batch = a_batch(20, energy);
    mad = weights;
    mad.network.alpha = way == 0 ? 1e6f : 0.1f;
    mad.network.output_bias[1] = way == 1 ? NAN : 0;
    mad.network.gamma = way == 2 ? INFINITY : -3;
    batch.weights = &mad;
    batch.count = STARTS;
    batch.rollout = rollout + STARTS; /* sign 0 */
    run_on(&gpu, &batch);
    for (int j = 0; j < STARTS; j++)
      assert_true(isfinite(energy[j]) && energy[j] <= L2H_ENERGY_LIMIT);
  }
}

static void a_stopped_batch_is_void(void **state)
{
  (void)state;
  volatile sig_atomic_t stop = 1;
  double energy[JOBS] = {123};
  struct l2h_rollout_batch batch = a_batch(1000000000, energy);
  batch.stop = &stop;
  run_on(&gpu, &batch);
  assert_true(energy[0] == 123);
}

static volatile sig_atomic_t enough;

static void have_enough(int signal)
{
  (void)signal;
  enough = 1;
}

/* A request to stop that comes while kernels run: hours of steps end as soon as they see it, and the next batch does
   not. Over the shim the host waits for its kernels, so nothing can come. */
static void a_batch_stops_in_its_midst(void **state)
{
  (void)state;
  if (!probe_runs_beside_the_host())
    skip();
  static double energy[JOBS], again[JOBS];
  const struct itimerval moment = {{0, 0}, {0, 200000}};
  struct l2h_runner *runner = l2h_runner_create(&gpu, STARTS, ROOM / 3, 2, &error);
  struct l2h_rollout_batch batch = a_batch(3, again);
  l2h_runner_run(runner, &batch);
  batch = a_batch(1000000000, energy);
  batch.stop = &enough;
  energy[0] = 123;
  signal(SIGALRM, have_enough);
  assert_int_equal(setitimer(ITIMER_REAL, &moment, NULL), 0);
  l2h_runner_run(runner, &batch);
  assert_true(energy[0] == 123);
  batch = a_batch(3, energy);
  l2h_runner_run(runner, &batch);
  assert_memory_equal(energy, again, sizeof energy);
  l2h_runner_free(runner);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(starts_are_the_cpus_bit_for_bit),
    cmocka_unit_test(perturbations_are_the_cpus_bit_for_bit),
    cmocka_unit_test(losses_are_the_cpus),
    cmocka_unit_test(deviations_go_with_their_batch),
    cmocka_unit_test(horizons_may_differ),
    cmocka_unit_test(a_share_has_the_places_of_the_whole),
    cmocka_unit_test(quenched_losses_are_the_cpus),
    cmocka_unit_test(lowest_structures_are_the_cpus),
    cmocka_unit_test(large_systems_of_a_mix_are_the_cpus),
    cmocka_unit_test(positions_go_with_their_energies),
    cmocka_unit_test(a_result_depends_on_its_rollout_alone),
    cmocka_unit_test(surplus_rollouts_run_in_turns),
    cmocka_unit_test(madness_stays_finite),
    cmocka_unit_test(a_stopped_batch_is_void),
    cmocka_unit_test(a_batch_stops_in_its_midst),
  };
  if (!probe_device()) {
    puts("skipped: no CUDA device");
    return 77;
  }
  return cmocka_run_group_tests(tests, set_up, NULL);
}
