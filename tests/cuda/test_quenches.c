/* SPDX-License-Identifier: GPL-2.0-only */
/* The quench kernels: energies and gradients against the CPU's potentials, L-BFGS against the CPU's to the last bit,
   and the same bits whatever else is in a batch, in however many pieces, and on every device. */
#include "tests/core/samples.h"

#include <stdlib.h>

#include "core/hash.h"
#include "cuda/rollouts_cuda.h"
#include "probe.h"
#include "rollouts/device.h"
#include "search/kernels.h"
#include "tests/search/made_springs.h"
#include "systems/potential.h"

enum { MOST = 136, DOUBLES = (3 * MOST + 16) * (5 + 2 * L2H_LBFGS_VECTORS), BATCH = 9 };

/* Sizes that fill a tile of eight, miss it by one, and take several warps. */
static const int sizes[] = {2, 7, 8, 13, 17, 38};
#define SIZES (sizeof sizes / sizeof sizes[0])

/* Other units than the scales, and another place, so that each number has its part. */
#define LENGTH 1.3
#define ENERGY 0.7
static const double origin[3] = {0.5, -2, 11};

static const struct l2h_quench_backend *backend;
static struct l2h_device device;
static struct l2h_error error;

/* A quench before its first answer, or somewhere on its way. */
struct quench {
  struct l2h_quench_job job;
  double vectors[DOUBLES];
};

static struct l2h_system a_sample(int which, int atoms)
{
  int kind[MOST];
  const struct l2h_landscape landscape = sample_landscape(which, fmax(2.55, 1.31 * cbrt(atoms)));
  struct l2h_system system = {.atoms = atoms, .species = landscape.species, .landscape = landscape};
  sample_kinds(&landscape, atoms, kind, system.first);
  return system;
}

/* From the places of sample_cluster() in the units of the potential. */
static void begin(const struct l2h_system *system, uint64_t seed, double strength, double rms, struct quench *quench)
{
  double place[MOST][3];
  sample_cluster(system->atoms, seed, place);
  for (int i = 0; i < system->atoms; i++)
    for (int c = 0; c < 3; c++)
      place[i][c] = ((float)place[i][c] - origin[c]) / LENGTH; /* whose last bits no compiler decides */
  memset(quench, 0, sizeof *quench);
  quench->job = (struct l2h_quench_job){.length = LENGTH, .energy = ENERGY, .diameter2 = 1.7, .strength = strength};
  quench->job.most = 1e9;
  memcpy(quench->job.origin, origin, sizeof origin);
  l2h_lbfgs_begin(&quench->job.run, quench->vectors, 3 * system->atoms, place[0], rms, 400);
}

static void *create(const struct l2h_system *system, int quenches)
{
  void *own = backend->create(&device, system, quenches, &error);
  if (!own)
    fail_msg("%s", error.text);
  return own;
}

/* The quenches go on by up to `most` answers. */
static void go_on(void *own, const struct l2h_system *system, int count, struct quench *const quench[], double most)
{
  const size_t bytes = sizeof(double) * l2h_lbfgs_doubles(3 * system->atoms);
  for (int k = 0; k < count; k++) {
    *backend->job(own, k) = quench[k]->job;
    backend->job(own, k)->most = most;
    memcpy(backend->vectors(own, k), quench[k]->vectors, bytes);
  }
  backend->begin(own, count);
  backend->end(own);
  for (int k = 0; k < count; k++) {
    const double all = quench[k]->job.most;
    quench[k]->job = *backend->job(own, k);
    quench[k]->job.most = all;
    memcpy(quench[k]->vectors, backend->vectors(own, k), bytes);
  }
}

static void go_on_alone(const struct l2h_system *system, struct quench *quench, double most)
{
  void *own = create(system, 1);
  go_on(own, system, 1, &quench, most);
  backend->destroy(own);
}

/* ---- forces ---- */

/* The penalty on place[atoms][3] in scales, by the CPU; adds to the gradient. */
static double penalty_of(int atoms, const double *place, const struct l2h_quench_job *job, double *gradient)
{
  double plane[3 * (MOST + L2H_LANES)] = {0}, pull[3 * (MOST + L2H_LANES)];
  const int stride = L2H_PADDED(atoms);
  for (int k = 0; k < 3 * atoms; k++)
    plane[k % 3 * stride + k / 3] = place[k];
  const double energy = l2h_search_kernels_at(0)->penalty(atoms, stride, plane, job->diameter2, job->strength, pull);
  for (int k = 0; k < 3 * atoms; k++)
    gradient[k] += pull[k % 3 * stride + k / 3];
  return energy;
}

/* What the CPU answers to place[atoms][3] in scales. */
static double cpu_answer(const struct l2h_system *system, const double *place, const struct l2h_quench_job *job,
                         double *gradient)
{
  const int atoms = system->atoms;
  double whole[3 * MOST] = {0};
  for (int k = 0; k < 3 * atoms; k++)
    whole[k] = origin[k % 3] + LENGTH * place[k];
  const double energy = l2h_potential(system, whole, gradient) / ENERGY;
  for (int k = 0; k < 3 * atoms; k++)
    gradient[k] *= LENGTH / ENERGY;
  return job->strength > 0 ? energy + penalty_of(atoms, place, job, gradient) : energy;
}

/* The first answer of a quench against the CPU's potential. Both add some hundred terms, none of them larger than the
   greatest gradient or some energies, in orders of their own. */
static void check_answer(int which, int atoms, double strength)
{
  static struct quench quench;
  const struct l2h_system system = a_sample(which, atoms);
  double gradient[3 * MOST], greatest = 0;
  begin(&system, 5 + (uint64_t)atoms, strength, 1e-9, &quench);
  const struct l2h_lbfgs_vectors v = l2h_lbfgs_place(quench.vectors, 3 * atoms);
  double scaled[3 * MOST];
  memcpy(scaled, v.trial, sizeof(double) * 3 * (size_t)atoms);
  const double expected = cpu_answer(&system, scaled, &quench.job, gradient);
  go_on_alone(&system, &quench, 1);
  assert_true(quench.job.answers == 1);
  if (!(fabs(quench.job.run.energy - expected) <= 1e-12 * (1 + fabs(expected))))
    fail_msg("%s, %d atoms: energy %.17g, by the CPU %.17g", sample_names[which], atoms, quench.job.run.energy,
             expected);
  for (int k = 0; k < 3 * atoms; k++)
    greatest = fmax(greatest, fabs(gradient[k]));
  assert_true(greatest > 1e-3);
  for (int k = 0; k < 3 * atoms; k++)
    if (!(fabs(v.gradient[k] - gradient[k]) <= 1e-12 * greatest))
      fail_msg("%s, %d atoms: gradient %.17g, by the CPU %.17g of at most %g", sample_names[which], atoms,
               v.gradient[k], gradient[k], greatest);
}

static void answers_are_the_potentials(void **state)
{
  (void)state;
  for (int which = 0; which < SAMPLE_LANDSCAPES; which++)
    for (size_t s = 0; s < SIZES; s++) {
      check_answer(which, sizes[s], 0);
      check_answer(which, sizes[s], 2.5);
    }
}

/* More tiles than warps, and the state in global memory where the device has little shared. */
static void large_systems_are_answered(void **state)
{
  (void)state;
  check_answer(SAMPLE_LJ, 130, 0);
  check_answer(SAMPLE_ALLOY, 97, 1);
  check_answer(SAMPLE_SILICON, 136, 0);
  setenv("L2H_SHIM_SHARED", "8192", 1);
  check_answer(SAMPLE_LJ, 97, 1);
  check_answer(SAMPLE_SILICON, 97, 0);
  unsetenv("L2H_SHIM_SHARED");
}

/* ---- L-BFGS ---- */

struct seen {
  int cuts, learned, pairs;
};

enum guide { PLAIN, GUIDED, GUIDED_HEAP /* from places that are pressed together */ };

/* Presses the start together. Returns the most neighbours that an atom has. */
static int press(int atoms, const struct l2h_lbfgs_vectors *v)
{
  int most = 0;
  for (int k = 0; k < 3 * atoms; k++)
    v->position[k] = v->trial[k] = 0.5 * v->trial[k];
  for (int i = 0; i < atoms; i++) {
    int count = 0;
    for (int j = 0; j < atoms; j++) {
      const double *const a = v->trial + 3 * i, *const b = v->trial + 3 * j;
      count += i != j && hypot(hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]) < 1.3;
    }
    most = count > most ? count : most;
  }
  return most;
}

/* Up to `most` answers one by one, the CPU's quench told what the device's was told. The device keeps no energy that it
   takes back: the CPU's own, which may be another in the last digits, tells which way to go from there, and, where
   springs guide, how far a step is cut. */
static void check_quench(int which, int atoms, uint64_t seed, double strength, enum guide guide, int most,
                         struct seen *seen)
{
  static struct quench quench;
  static double twin[DOUBLES];
  double place[3 * MOST], gradient[3 * MOST];
  struct l2h_springs springs;
  const struct l2h_system system = a_sample(which, atoms);
  const size_t bytes = sizeof(double) * l2h_lbfgs_doubles(3 * atoms);
  const bool guided = guide != PLAIN;
  begin(&system, seed, strength, 1e-5, &quench);
  quench.job.guided = guided;
  const struct l2h_lbfgs_vectors v = l2h_lbfgs_place(quench.vectors, 3 * atoms);
  if (guide == GUIDED_HEAP)
    assert_true(press(atoms, &v) > 25); /* twice as many as there is room for beside the state */
  struct l2h_lbfgs run = quench.job.run;
  memcpy(twin, quench.vectors, bytes);
  void *own = create(&system, 1), *const memory = make_springs(&springs, atoms);
  for (int answers = 0; quench.job.run.status == L2H_LBFGS_RUNNING && answers < most; answers++) {
    memcpy(place, v.trial, sizeof(double) * 3 * (size_t)atoms);
    go_on(own, &system, 1, &(struct quench *){&quench}, 1);
    const bool cut = quench.job.run.cuts > run.cuts, learned = cut && quench.job.run.kept > run.kept;
    const double energy = cut ? cpu_answer(&system, place, &quench.job, gradient) : quench.job.run.energy;
    l2h_lbfgs_tell(&run, twin, 3 * atoms, guided ? &springs : NULL, energy, v.told);
    if (cut && guided && !learned) {
      assert_true(fabs(run.step - quench.job.run.step) <= 1e-9 * run.step);
      run.step = quench.job.run.step;
      memcpy(l2h_lbfgs_place(twin, 3 * atoms).trial, v.trial, sizeof(double) * 3 * (size_t)atoms);
    }
    assert_memory_equal(&run, &quench.job.run, sizeof run);
    assert_memory_equal(twin, quench.vectors, bytes);
    seen->cuts += cut && !learned;
    seen->learned += learned;
  }
  backend->destroy(own);
  free(memory);
  if (most > 100)
    assert_int_equal(run.status, L2H_LBFGS_CONVERGED);
  seen->pairs += run.kept > L2H_LBFGS_VECTORS;
}

static void quenches_are_the_cpus_bit_for_bit(void **state)
{
  (void)state;
  struct seen seen = {0};
  for (int which = 0; which < SAMPLE_LANDSCAPES; which++) {
    check_quench(which, 7, 1, 0, PLAIN, 500, &seen);
    check_quench(which, 13, 2, 0, PLAIN, 500, &seen);
    check_quench(which, 13, 3, 2.5, PLAIN, 500, &seen);
  }
  check_quench(SAMPLE_LJ, 38, 4, 0, PLAIN, 500, &seen);
  assert_true(seen.cuts > 0 && seen.learned == 0 && seen.pairs > 5);
}

/* Sizes that fill words of neighbours, and don't; a heap, which has more springs than lie beside the state; the state
   in global memory. */
static void guided_quenches_are_the_cpus_bit_for_bit(void **state)
{
  (void)state;
  struct seen seen = {0};
  for (int which = 0; which < SAMPLE_LANDSCAPES; which++) {
    if (a_sample(which, 13).landscape.cell > 0)
      continue; /* no free cluster */
    check_quench(which, 2, 1, 0, GUIDED, 500, &seen);
    check_quench(which, 7, 1, 0, GUIDED, 500, &seen);
    check_quench(which, 13, 2, 0, GUIDED, 500, &seen);
    check_quench(which, 13, 3, 2.5, GUIDED, 500, &seen);
    check_quench(which, 32, 5, 0, GUIDED_HEAP, 30, &seen);
  }
  check_quench(SAMPLE_LJ, 38, 4, 0, GUIDED, 500, &seen);
  check_quench(SAMPLE_LJ, 97, 6, 0, GUIDED, 20, &seen);
  setenv("L2H_SHIM_SHARED", "8192", 1);
  check_quench(SAMPLE_LJ, 65, 7, 1, GUIDED, 20, &seen);
  unsetenv("L2H_SHIM_SHARED");
  print_message("%d cuts, %d learned, %d with all pairs\n", seen.cuts, seen.learned, seen.pairs);
  assert_true(seen.cuts > 0 && seen.learned > 5 && seen.pairs > 5);
}

/* Gradients near the ends of the range of doubles, and atoms in one place. */
static void wild_starts_end(void **state)
{
  (void)state;
  static struct quench quench;
  const struct l2h_system system = a_sample(SAMPLE_LJ, 13);
  begin(&system, 1, 0, 1e-5, &quench);
  const struct l2h_lbfgs_vectors v = l2h_lbfgs_place(quench.vectors, 39);
  for (int k = 0; k < 6; k++)
    v.trial[k] = v.position[k] = 0.01 * (k / 3);
  quench.job.energy = 1e-280;
  go_on_alone(&system, &quench, 40);
  assert_true(quench.job.answers >= 1);
  for (int k = 0; k < 39; k++)
    assert_true(isfinite(v.position[k]));
  begin(&system, 1, 0, 1e-5, &quench);
  quench.job.energy = 1e-320; /* no finite gradient */
  go_on_alone(&system, &quench, 40);
  assert_int_equal(quench.job.run.status, L2H_LBFGS_FAILED);
  assert_true(quench.job.answers == 1);
}

/* ---- batches ---- */

/* All on their way at once, or each alone in the other order and in pieces, with the state in either memory. */
static void nothing_but_the_quench_matters(void **state)
{
  (void)state;
  static struct quench together[BATCH], alone[BATCH];
  struct quench *all[BATCH];
  for (int which = 0; which < SAMPLE_LANDSCAPES; which++) {
    const struct l2h_system system = a_sample(which, 13);
    for (int k = 0; k < BATCH; k++) {
      begin(&system, 20 + (uint64_t)k, k % 3 == 0 ? 2.5 : 0, 1e-4, &together[k]);
      together[k].job.guided = k % 2 && !(system.landscape.cell > 0);
      alone[k] = together[k];
      all[k] = &together[k];
    }
    void *own = create(&system, BATCH);
    go_on(own, &system, BATCH, all, 60);
    backend->destroy(own);
    for (int k = BATCH - 1; k >= 0; k--) {
      const double pieces[] = {7, 1, 52};
      double answers = 0;
      if (k == 3)
        setenv("L2H_SHIM_SHARED", "4096", 1);
      for (int piece = 0; piece < 3 && alone[k].job.run.status == L2H_LBFGS_RUNNING; piece++) {
        go_on_alone(&system, &alone[k], pieces[piece]);
        assert_true(alone[k].job.answers <= pieces[piece]);
        answers += alone[k].job.answers;
      }
      assert_true(answers == together[k].job.answers && answers > 8);
      assert_memory_equal(&alone[k].job.run, &together[k].job.run, sizeof alone[k].job.run);
      assert_memory_equal(alone[k].vectors, together[k].vectors, sizeof alone[k].vectors);
    }
    unsetenv("L2H_SHIM_SHARED");
  }
}

/* No device rounds in another way: what these quenches come to is written down here, as it came out over the shim. */
static void every_device_has_the_same_bits(void **state)
{
  (void)state;
  static const uint64_t marks[SAMPLE_LANDSCAPES + 1] = {0x8a00fb93746353c9, 0xfed5a5b055ca39a9, 0xc1a3a15cd965f68b,
                                                        0xd53ee4ca71f83bbc, 0x282b552a3f46d01b};
  static struct quench quench;
  uint64_t found[SAMPLE_LANDSCAPES + 1];
  for (int sample = 0; sample <= SAMPLE_LANDSCAPES; sample++) {
    const bool guided = sample == SAMPLE_LANDSCAPES;
    const int which = guided ? SAMPLE_LJ : sample;
    struct l2h_system system = a_sample(which, 13);
    if (system.landscape.cell > 0)
      system.landscape.cell = 3.25; /* a cube root is the library's */
    begin(&system, 77, 0.3, 1e-6, &quench);
    quench.job.guided = guided;
    go_on_alone(&system, &quench, 200);
    found[sample] = l2h_hash(0, &quench.job.run, sizeof quench.job.run);
    found[sample] = l2h_hash(found[sample], quench.vectors, sizeof quench.vectors);
    print_message("%s%s: 0x%016llx, %g after %g\n", sample_names[which], guided ? ", guided" : "",
                  (unsigned long long)found[sample], quench.job.run.energy, quench.job.answers);
  }
  for (int sample = 0; sample <= SAMPLE_LANDSCAPES; sample++)
    assert_true(found[sample] == marks[sample]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(answers_are_the_potentials),
    cmocka_unit_test(large_systems_are_answered),
    cmocka_unit_test(quenches_are_the_cpus_bit_for_bit),
    cmocka_unit_test(guided_quenches_are_the_cpus_bit_for_bit),
    cmocka_unit_test(wild_starts_end),
    cmocka_unit_test(nothing_but_the_quench_matters),
    cmocka_unit_test(every_device_has_the_same_bits),
  };
  if (!probe_device()) {
    puts("skipped: no CUDA device");
    return 77;
  }
  device = (struct l2h_device){.backend = &l2h_rollouts_cuda};
  backend = l2h_rollouts_cuda.quenches;
  return cmocka_run_group_tests(tests, NULL, NULL);
}
