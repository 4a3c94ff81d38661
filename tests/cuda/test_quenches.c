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

/* The first answer of a quench against the CPU's potential. Both add some hundred terms, none of them larger than the
   greatest gradient or some energies, in orders of their own. */
static void check_answer(int which, int atoms, double strength)
{
  static struct quench quench;
  const struct l2h_system system = a_sample(which, atoms);
  double place[3 * MOST], gradient[3 * MOST], greatest = 0;
  begin(&system, 5 + (uint64_t)atoms, strength, 1e-9, &quench);
  const struct l2h_lbfgs_vectors v = l2h_lbfgs_place(quench.vectors, 3 * atoms);
  double scaled[3 * MOST];
  memcpy(scaled, v.trial, sizeof(double) * 3 * (size_t)atoms);
  for (int k = 0; k < 3 * atoms; k++)
    place[k] = origin[k % 3] + LENGTH * scaled[k];
  double expected = l2h_potential(&system, place, gradient) / ENERGY;
  for (int k = 0; k < 3 * atoms; k++)
    gradient[k] *= LENGTH / ENERGY;
  if (strength > 0)
    expected += penalty_of(atoms, scaled, &quench.job, gradient);
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

/* Answer by answer, the CPU's quench told what the device's was told. An energy that was taken back is not known, nor
   does it matter. */
static void check_quench(int which, int atoms, uint64_t seed, double strength, int *cuts, int *pairs)
{
  static struct quench quench;
  static double twin[DOUBLES];
  const struct l2h_system system = a_sample(which, atoms);
  const size_t bytes = sizeof(double) * l2h_lbfgs_doubles(3 * atoms);
  begin(&system, seed, strength, 1e-5, &quench);
  struct l2h_lbfgs run = quench.job.run;
  memcpy(twin, quench.vectors, bytes);
  const struct l2h_lbfgs_vectors v = l2h_lbfgs_place(quench.vectors, 3 * atoms);
  void *own = create(&system, 1);
  for (int answers = 0; quench.job.run.status == L2H_LBFGS_RUNNING; answers++) {
    assert_true(answers < 500);
    go_on(own, &system, 1, &(struct quench *){&quench}, 1);
    const bool cut = quench.job.run.cuts > run.cuts;
    *cuts += cut;
    l2h_lbfgs_tell(&run, twin, 3 * atoms, NULL, cut ? INFINITY : quench.job.run.energy, v.told);
    assert_memory_equal(&run, &quench.job.run, sizeof run);
    assert_memory_equal(twin, quench.vectors, bytes);
  }
  backend->destroy(own);
  assert_int_equal(run.status, L2H_LBFGS_CONVERGED);
  *pairs += run.kept > L2H_LBFGS_VECTORS;
}

static void quenches_are_the_cpus_bit_for_bit(void **state)
{
  (void)state;
  int cuts = 0, pairs = 0;
  for (int which = 0; which < SAMPLE_LANDSCAPES; which++) {
    check_quench(which, 7, 1, 0, &cuts, &pairs);
    check_quench(which, 13, 2, 0, &cuts, &pairs);
    check_quench(which, 13, 3, 2.5, &cuts, &pairs);
  }
  check_quench(SAMPLE_LJ, 38, 4, 0, &cuts, &pairs);
  assert_true(cuts > 0 && pairs > 5);
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
  static const uint64_t marks[SAMPLE_LANDSCAPES] = {0x8a00fb93746353c9, 0xfed5a5b055ca39a9, 0xc1a3a15cd965f68b,
                                                    0xd53ee4ca71f83bbc};
  static struct quench quench;
  uint64_t found[SAMPLE_LANDSCAPES];
  for (int which = 0; which < SAMPLE_LANDSCAPES; which++) {
    struct l2h_system system = a_sample(which, 13);
    if (system.landscape.cell > 0)
      system.landscape.cell = 3.25; /* a cube root is the library's */
    begin(&system, 77, 0.3, 1e-6, &quench);
    go_on_alone(&system, &quench, 200);
    found[which] = l2h_hash(0, &quench.job.run, sizeof quench.job.run);
    found[which] = l2h_hash(found[which], quench.vectors, sizeof quench.vectors);
    print_message("%s: 0x%016llx, %g after %g\n", sample_names[which], (unsigned long long)found[which],
                  quench.job.run.energy, quench.job.answers);
  }
  for (int which = 0; which < SAMPLE_LANDSCAPES; which++)
    assert_true(found[which] == marks[which]);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(answers_are_the_potentials),        cmocka_unit_test(large_systems_are_answered),
    cmocka_unit_test(quenches_are_the_cpus_bit_for_bit), cmocka_unit_test(wild_starts_end),
    cmocka_unit_test(nothing_but_the_quench_matters),    cmocka_unit_test(every_device_has_the_same_bits),
  };
  if (!probe_device()) {
    puts("skipped: no CUDA device");
    return 77;
  }
  device = (struct l2h_device){.backend = &l2h_rollouts_cuda};
  backend = l2h_rollouts_cuda.quenches;
  return cmocka_run_group_tests(tests, NULL, NULL);
}
