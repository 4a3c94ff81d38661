/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernels against the scalar reference and the CPU engine, step by step, on every landscape. */
#include "tests/core/samples.h"

#include <stdbool.h>
#include <stdlib.h>

#include "core/reference.h"
#include "cpu/engine.h"
#include "probe.h"

#include "rollouts/lowest.h"

enum { STEPS = 6, MOST = 144, HORIZON = 30 };

/* Sizes that fill a tile of eight, miss it by one, and take several workers. */
static const int sizes[] = {2, 7, 8, 13, 17, 38};
#define SIZES (sizeof sizes / sizeof sizes[0])

struct sample_atoms {
  struct l2h_landscape landscape;
  int atoms, kind[MOST], first[L2H_MAX_SPECIES + 1];
  double x[MOST][3];
};

/* As in test_engine.c: silicon's smaller cells need images beyond the nearest. */
static void make_atoms(int which, int n, uint64_t seed, struct sample_atoms *made)
{
  made->landscape = sample_landscape(which, fmax(2.55, 1.31 * cbrt(n)));
  made->atoms = n;
  sample_cluster(n, seed, made->x);
  sample_kinds(&made->landscape, n, made->kind, made->first);
  for (int i = 0; i < n; i++)
    for (int c = 0; c < 3; c++)
      made->x[i][c] = (float)made->x[i][c];
}

/* Shared memory that every GPU has, a worker for each tile of 38 atoms; and less, where workers have several. */
#define MUCH (64 * 1024)
#define LITTLE (40 * 1024)

static struct l2h_block_shape shape_of(const struct sample_atoms *made, int species, bool watched, int bytes)
{
  return l2h_block_shape_within(made->landscape.kind, made->atoms, species, watched, bytes);
}

/* The first `steps` learned steps, from their end or the lowest structure met `quench` of descent, by the kernels, with
   that much shared memory. */
static double run_watched(const struct sample_atoms *made, const struct l2h_weights *weights, int bytes, bool watched,
                          long steps, long quench, double (*position)[3])
{
  static float network[L2H_MAX_INPUTS * L2H_HIDDEN + L2H_NETWORK_TAIL];
  double energy;
  struct l2h_task task = {.landscape = made->landscape, .length = 1, .energy = 1};
  task.shape = shape_of(made, weights->model.species, watched, bytes);
  for (int s = 0; s <= made->landscape.species; s++)
    task.first[s] = made->first[s];
  task.step_limit = (float)weights->step_limit;
  task.horizon = HORIZON;
  task.steps = steps;
  task.quench = quench;
  l2h_task_network(&weights->network, task.shape.rows, network);
  task.network = network;
  task.start = made->x[0];
  task.room = 3 * made->atoms;
  task.energy_out = &energy;
  task.position_out = position[0];
  probe_rollout(&task);
  return energy;
}

static double run(const struct sample_atoms *made, const struct l2h_weights *weights, int bytes, long steps,
                  long quench, double (*position)[3])
{
  return run_watched(made, weights, bytes, false, steps, quench, position);
}

/* What single precision leaves of a move, as in test_engine.c. */
static double allowed(double gradient)
{
  return 2e-5 + 2e-7 / (fabs(gradient) + 1e-4);
}

/* The kernels' positions after each step, from runs of one step more each; the reference is put there before every step
   of its own, so that each is judged by itself. */
static void follow(int which, int n, uint64_t seed)
{
  struct sample_atoms made;
  struct l2h_weights weights;
  struct l2h_reference reference;
  struct l2h_error error;
  double here[MOST][3], before[MOST][3], moved = 0;
  make_atoms(which, n, 20 + seed, &made);
  sample_weights(8 + seed, made.landscape.species, &weights);
  const struct l2h_reference_atoms atoms = {&made.landscape, n, made.kind, (const double(*)[3])made.x};
  assert_int_equal(l2h_reference_start(&reference, &weights, &atoms, HORIZON, &error), 0);
  memcpy(before, made.x, sizeof before);
  for (int t = 0; t < STEPS; t++) {
    l2h_reference_step(&reference);
    run(&made, &weights, MUCH, t + 1, 0, here);
    for (int i = 0; i < n; i++)
      for (int c = 0; c < 3; c++) {
        const double move = here[i][c] - before[i][c], expected = reference.move[i][c];
        /* positions of up to 8 are floats: a move is known to 5e-7 */
        if (!(fabs(move - expected) <= allowed(reference.gradient[i][c]) + 5e-7))
          fail_msg("%s, %d atoms, step %d: atom %d moves %.9g, in the reference %.9g, gradient %g", sample_names[which],
                   n, t, i, move, expected, reference.gradient[i][c]);
        moved = fmax(moved, fabs(move));
        reference.position[i][c] = before[i][c] = here[i][c];
      }
  }
  assert_true(moved > 1e-3);
  l2h_reference_end(&reference);
}

static void kernels_follow_reference(void **state)
{
  (void)state;
  for (int which = 0; which < SAMPLE_LANDSCAPES; which++)
    for (size_t s = 0; s < SIZES; s++)
      follow(which, sizes[s], s);
}

/* State in global memory, and more tiles than workers. */
static void large_systems_follow_reference(void **state)
{
  (void)state;
  assert_false(l2h_block_shape_of(L2H_LJ, 130, 1, false, L2H_MAX_WORKERS).state_is_shared);
  follow(SAMPLE_LJ, 130, 1);
  follow(SAMPLE_ALLOY, 130, 2);
  follow(SAMPLE_SILICON, 136, 3);
}

/* Any number of workers does the same sums, wherever the state lies: a device with little shared memory gets the same
   bits. */
static void shared_memory_does_not_show(void **state)
{
  (void)state;
  for (int which = 0; which < SAMPLE_LANDSCAPES; which++) {
    struct sample_atoms made;
    struct l2h_weights weights;
    double one[MOST][3], other[MOST][3], kept[MOST][3];
    int shapes = 0, last = 0;
    make_atoms(which, 38, 5, &made);
    sample_weights(6, made.landscape.species, &weights);
    const double energy = run(&made, &weights, MUCH, 4, 3, one);
    const double lowest = run_watched(&made, &weights, MUCH, true, 7, 1, kept);
    for (int bytes = 27 * 1024; bytes <= MUCH; bytes += 2048) {
      const struct l2h_block_shape shape = shape_of(&made, weights.model.species, false, bytes);
      const int kind = 2 * shape.workers + shape.state_is_shared;
      assert_true(shape.shared <= bytes);
      if (kind == last)
        continue;
      last = kind;
      shapes++;
      assert_true(run(&made, &weights, bytes, 4, 3, other) == energy);
      assert_memory_equal(one, other, sizeof(double) * 3 * 38);
      assert_true(run_watched(&made, &weights, bytes, true, 7, 1, other) == lowest);
      assert_memory_equal(kept, other, sizeof(double) * 3 * 38);
    }
    assert_int_equal(shapes, 5); /* five tiles among 1, 2, 3 and 5 workers, and one with its state elsewhere */
  }
}

/* Energy at the start, and after some steps of descent, which go as the reference's gradient says. */
static void descent_and_energy_follow_reference(void **state)
{
  (void)state;
  for (int which = 0; which < SAMPLE_LANDSCAPES; which++)
    for (size_t s = 0; s < SIZES; s++) {
      const int n = sizes[s];
      struct sample_atoms made;
      struct l2h_weights weights;
      double gradient[MOST][3], here[MOST][3];
      make_atoms(which, n, 40 + s, &made);
      sample_weights(9, made.landscape.species, &weights);
      struct l2h_reference_atoms atoms = {&made.landscape, n, made.kind, (const double(*)[3])made.x};
      for (long quench = 0; quench < 3; quench++) {
        const double energy = run(&made, &weights, LITTLE, 0, quench, here);
        atoms.position = (const double(*)[3])here;
        const double expected = l2h_reference_energy(&atoms, NULL);
        if (!(fabs(energy - expected) < 2e-5 * (1 + fabs(expected)))) /* as in test_engine.c */
          fail_msg("%s, %d atoms: energy %.9g, in the reference %.9g", sample_names[which], n, energy, expected);
        if (quench != 1)
          continue;
        atoms.position = (const double(*)[3])made.x;
        l2h_reference_energy(&atoms, gradient);
        for (int i = 0; i < n; i++)
          for (int c = 0; c < 3; c++) {
            const double move = fmax(fmin(-1e-3 * gradient[i][c], 0.05), -0.05); /* section 3.3, and the limit */
            assert_true(fabs(here[i][c] - made.x[i][c] - move) < 2e-6);
          }
      }
    }
}

/* Of the runs that end where a watched one looks, and of the whole one, the number of that with the lowest energy. */
static int lowest_of_ends(const struct sample_atoms *made, const struct l2h_weights *weights, long steps,
                          double energy[], double (*position)[MOST][3])
{
  int lowest = 0, ends = 0;
  for (long end = 0; end < steps + L2H_LOWEST_EVERY; end += L2H_LOWEST_EVERY, ends++) {
    energy[ends] = run(made, weights, LITTLE, end < steps ? end : steps, 0, position[ends]);
    if (energy[ends] < energy[lowest])
      lowest = ends;
  }
  return lowest;
}

/* A watched run ends where the lowest of plain ones does that end where it looks, to what two compilations of the same
   sums may differ by; and so does its quench begin there. */
static void watched_runs_end_at_the_lowest(void **state)
{
  (void)state;
  enum { WATCHED_STEPS = 12, ENDS = 4 };
  int found[ENDS] = {0};
  for (int which = 0; which < SAMPLE_LANDSCAPES; which++)
    for (size_t s = 0; s < SIZES; s++) {
      const int n = sizes[s];
      struct sample_atoms made;
      struct l2h_weights weights;
      double energy[ENDS], position[ENDS][MOST][3], here[MOST][3], there[MOST][3];
      make_atoms(which, n, 60 + s, &made);
      sample_weights(12 + s, made.landscape.species, &weights);
      const int lowest = lowest_of_ends(&made, &weights, WATCHED_STEPS, energy, position);
      found[lowest]++;
      const double best = run_watched(&made, &weights, LITTLE, true, WATCHED_STEPS, 0, here);
      if (!(fabs(best - energy[lowest]) < 1e-4 * (1 + fabs(best))))
        fail_msg("%s, %d atoms: the lowest is %.9g, met before %.9g", sample_names[which], n, best, energy[lowest]);
      for (int i = 0; i < n; i++)
        for (int c = 0; c < 3; c++)
          assert_true(fabs(here[i][c] - position[lowest][i][c]) < 3e-4);
      struct sample_atoms at = made;
      for (int i = 0; i < n; i++)
        for (int c = 0; c < 3; c++)
          at.x[i][c] = here[i][c];
      assert_true(run(&at, &weights, LITTLE, 0, 3, there) ==
                  run_watched(&made, &weights, LITTLE, true, WATCHED_STEPS, 3, here));
      assert_memory_equal(here, there, sizeof(double) * 3 * (size_t)n);
    }
  assert_true(found[0] > 0 && found[1] + found[2] > 0 && found[ENDS - 1] > 0);
}

/* The engine of the CPU, which does the same in single precision: after the whole of a short run, before chaos has had
   its time, positions agree to what the steps above allow, times the steps. */
static void kernels_follow_the_engine(void **state)
{
  (void)state;
  for (int which = 0; which < SAMPLE_LANDSCAPES; which++) {
    const int n = 13;
    struct sample_atoms made;
    struct l2h_weights weights;
    struct l2h_atoms atoms;
    struct l2h_error error;
    struct l2h_clock clock;
    double here[MOST][3];
    const struct l2h_kernels *kernels = l2h_kernels_best();
    make_atoms(which, n, 21, &made);
    sample_weights(11, made.landscape.species, &weights);
    assert_int_equal(l2h_atoms_allocate(&atoms, n, made.landscape.species, &error), 0);
    l2h_atoms_sort(&atoms, made.landscape.species, made.first);
    for (int c = 0; c < 3; c++)
      for (int i = 0; i < n; i++)
        atoms.position[c * atoms.stride + i] = (float)made.x[i][c];
    l2h_clock_start(&clock, HORIZON);
    for (int t = 0; t < 3; t++) {
      float shared[L2H_HIDDEN], centre[3] = {0, 0, 0};
      for (int c = 0; c < 3; c++)
        for (int i = 0; i < n; i++)
          centre[c] += atoms.position[c * atoms.stride + i] / (float)n;
      kernels->gradient(&made.landscape, &atoms);
      kernels->step_layer(&weights, &clock, n, shared);
      kernels->optimizer(&weights, &clock, shared, centre, &atoms);
      for (int c = 0; c < 3; c++)
        for (int i = 0; i < n; i++)
          atoms.position[c * atoms.stride + i] += atoms.move[c * atoms.stride + i];
      l2h_clock_tick(&clock);
    }
    run(&made, &weights, LITTLE, 3, 0, here);
    for (int i = 0; i < n; i++)
      for (int c = 0; c < 3; c++)
        if (fabs(here[i][c] - (double)atoms.position[c * atoms.stride + i]) > 3e-4)
          fail_msg("%s: %.9g, by the engine %.9g", sample_names[which], here[i][c],
                   (double)atoms.position[c * atoms.stride + i]);
    l2h_atoms_free(&atoms);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(kernels_follow_reference),       cmocka_unit_test(large_systems_follow_reference),
    cmocka_unit_test(shared_memory_does_not_show),    cmocka_unit_test(descent_and_energy_follow_reference),
    cmocka_unit_test(watched_runs_end_at_the_lowest), cmocka_unit_test(kernels_follow_the_engine),
  };
  if (!probe_device()) {
    puts("skipped: no CUDA device");
    return 77;
  }
  return cmocka_run_group_tests(tests, NULL, NULL);
}
