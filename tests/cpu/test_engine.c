/* SPDX-License-Identifier: GPL-2.0-only */
/* The CPU engine against the scalar reference, step by step, in every instruction set that this processor runs. */
#include "tests/core/samples.h"

#include <fenv.h>
#include <stdbool.h>

#include "core/reference.h"
#include "cpu/engine.h"

#define STEPS 20

static const int sizes[] = {2, 3, 5, 8, 10, 13, 16, 17, 38, 75};
#define SIZES (sizeof sizes / sizeof sizes[0])

/* Some atoms of a landscape, for the engine and for the reference. Silicon's cell holds them at about its own density;
   the smaller ones need images beyond the nearest. */
struct sample_atoms {
  struct l2h_landscape landscape;
  int atoms, kind[100], first[L2H_MAX_SPECIES + 1];
  double x[100][3];
  struct l2h_reference_atoms reference;
};

static void make_atoms(int which, int n, uint64_t seed, struct sample_atoms *made)
{
  made->landscape = sample_landscape(which, fmax(2.55, 1.31 * cbrt(n)));
  made->atoms = n;
  sample_cluster(n, seed, made->x);
  sample_kinds(&made->landscape, n, made->kind, made->first);
  for (int i = 0; i < n; i++)
    for (int c = 0; c < 3; c++)
      made->x[i][c] = (float)made->x[i][c];
  made->reference = (struct l2h_reference_atoms){&made->landscape, n, made->kind, (const double(*)[3])made->x};
}

/* A rollout as the hosts write it. */
static void engine_start(const struct sample_atoms *made, struct l2h_atoms *atoms)
{
  struct l2h_error error;
  assert_int_equal(l2h_atoms_allocate(atoms, made->atoms, made->landscape.species, &error), 0);
  l2h_atoms_sort(atoms, made->landscape.species, made->first);
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < made->atoms; i++)
      atoms->position[c * atoms->stride + i] = (float)made->x[i][c];
}

static void engine_step(const struct l2h_kernels *kernels, const struct l2h_weights *weights, struct l2h_clock *clock,
                        const struct l2h_landscape *landscape, struct l2h_atoms *atoms)
{
  float shared[L2H_HIDDEN], centre[3] = {0, 0, 0};
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < atoms->atoms; i++)
      centre[c] += atoms->position[c * atoms->stride + i] / (float)atoms->atoms;
  kernels->gradient(landscape, atoms);
  kernels->step_layer(weights, clock, atoms->atoms, shared);
  kernels->optimizer(weights, clock, shared, centre, atoms);
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < atoms->atoms; i++)
      atoms->position[c * atoms->stride + i] += atoms->move[c * atoms->stride + i];
  l2h_clock_tick(clock);
}

/* Where single precision leaves a gradient (sums of terms up to 1e2 that nearly cancel, known to 1e-5 or so), the
   logarithm of a small one carries the error on: d log|g| / 10 = dg / (10 g). */
static double allowed(double gradient)
{
  return 2e-5 + 2e-7 / (fabs(gradient) + 1e-4);
}

/* Single precision: a step of up to some hundredths differs by 1e-6, mostly from the logarithms of gradients that
   nearly cancel. The reference is then put where the engine is, so that each step is judged by itself; chaos would
   amplify any difference. Its moments go on by themselves and are compared too. */
static void follow(const struct l2h_kernels *kernels, int which, int n, uint64_t seed)
{
  struct sample_atoms made;
  struct l2h_weights weights;
  struct l2h_reference run;
  struct l2h_error error;
  struct l2h_atoms atoms;
  struct l2h_clock clock;
  make_atoms(which, n, 20 + seed, &made);
  sample_weights(8 + seed, made.landscape.species, &weights);
  engine_start(&made, &atoms);
  assert_int_equal(l2h_reference_start(&run, &weights, &made.reference, 30, &error), 0);
  l2h_clock_start(&clock, 30);
  for (int t = 0; t < STEPS; t++) {
    l2h_reference_step(&run);
    engine_step(kernels, &weights, &clock, &made.landscape, &atoms);
    for (int i = 0; i < n; i++)
      for (int c = 0; c < 3; c++) {
        const double move = atoms.move[c * atoms.stride + i];
        if (fabs(move - run.move[i][c]) > allowed(run.gradient[i][c]))
          fail_msg("%s, %s, %d atoms, step %d: atom %d moves %.9g, in the reference %.9g, gradient %g", kernels->name,
                   sample_names[which], n, t, i, move, run.move[i][c], run.gradient[i][c]);
        for (int d = 0; d < L2H_DECAYS; d++) {
          const float *first = atoms.first_moment + (c * L2H_DECAYS + d) * atoms.stride;
          assert_true(fabs(first[i] - run.first_moment[i][c][d]) < 1e-4 * (1 + fabs(run.gradient[i][c])));
        }
        run.position[i][c] = atoms.position[c * atoms.stride + i];
      }
  }
  l2h_reference_end(&run);
  l2h_atoms_free(&atoms);
}

static void engine_follows_reference(void **state)
{
  (void)state;
  const struct l2h_kernels *kernels;
  for (int k = 0; (kernels = l2h_kernels_at(k)); k++)
    for (int which = 0; which < SAMPLE_LANDSCAPES; which++)
      for (size_t s = 0; s < SIZES; s++)
        follow(kernels, which, sizes[s], s);
}

static void forces_and_energy_follow_reference(void **state)
{
  (void)state;
  const struct l2h_kernels *kernels;
  for (int k = 0; (kernels = l2h_kernels_at(k)); k++)
    for (int which = 0; which < SAMPLE_LANDSCAPES; which++)
      for (size_t s = 0; s < SIZES; s++) {
        const int n = sizes[s];
        struct sample_atoms made;
        double gradient[100][3], phi[L2H_MAX_SPECIES * L2H_RADIALS];
        struct l2h_atoms atoms;
        make_atoms(which, n, 40 + s, &made);
        engine_start(&made, &atoms);
        const double energy = l2h_reference_energy(&made.reference, gradient);
        assert_true(fabs(kernels->energy(&made.landscape, &atoms) - energy) < 2e-5 * (1 + fabs(energy)));
        kernels->gradient(&made.landscape, &atoms);
        for (int i = 0; i < n; i++) {
          for (int c = 0; c < 3; c++) /* sums of terms up to 1e2 that cancel */
            if (fabs(atoms.gradient[c * atoms.stride + i] - gradient[i][c]) > 1e-3)
              fail_msg("%s, %s, %d atoms: gradient %.9g, in the reference %.9g", kernels->name, sample_names[which], n,
                       atoms.gradient[c * atoms.stride + i], gradient[i][c]);
          l2h_reference_radial(&made.reference, made.landscape.species, i, phi);
          for (int r = 0; r < made.landscape.species * L2H_RADIALS; r++)
            assert_true(fabs(atoms.radial[r * atoms.stride + i] - phi[r]) < 2e-5 * (1 + phi[r]));
        }
        l2h_atoms_free(&atoms);
      }
}

/* Double precision: sums of up to a hundred terms of up to 1e2, each to some 1e-16 of itself; and whatever the width of
   the registers, the same bits where multiply-adds are fused. */
static void potential_follows_reference(void **state)
{
  (void)state;
  for (int which = 0; which < SAMPLE_LANDSCAPES; which++)
    for (size_t s = 0; s < SIZES; s++) {
      const int n = sizes[s];
      static _Alignas(64) double memory[2][L2H_POINTS_DOUBLES(100, L2H_MAX_SPECIES)];
      struct sample_atoms made;
      double gradient[100][3], energies[8];
      struct l2h_points points[2];
      const struct l2h_kernels *kernels;
      make_atoms(which, n, 60 + s, &made);
      const double energy = l2h_reference_energy(&made.reference, gradient);
      for (int k = 0; (kernels = l2h_kernels_at(k)); k++) {
        struct l2h_points *const here = &points[k > 0];
        l2h_points_place(here, memory[k > 0], made.landscape.species, made.first);
        for (int c = 0; c < 3; c++)
          for (int i = 0; i < n; i++)
            here->position[c * here->stride + i] = made.x[i][c];
        energies[k] = kernels->potential(&made.landscape, here);
        assert_true(fabs(energies[k] - energy) < 1e-12 * (1 + fabs(energy)));
        const bool fused_alike = kernels->width > 4;
        assert_true(energies[k] == energies[0] || !fused_alike);
        for (int c = 0; c < 3; c++)
          for (int i = 0; i < n; i++) {
            const double found = here->gradient[c * here->stride + i];
            if (fabs(found - gradient[i][c]) > 1e-11 * (1 + fabs(gradient[i][c])))
              fail_msg("%s, %s, %d atoms: gradient %.17g, in the reference %.17g", kernels->name, sample_names[which],
                       n, found, gradient[i][c]);
            assert_true(found == points[0].gradient[c * here->stride + i] || !fused_alike);
          }
      }
    }
}

/* Too many atoms for one go at Lennard-Jones's pairs, to keep Gupta's or to list Stillinger-Weber's, and too many
   neighbours for a list. */
static void large_and_dense_systems_follow_reference(void **state)
{
  (void)state;
  enum { MOST = 260 };
  static const struct {
    int which, atoms;
    double constant; /* of the lattice, over that of sample_cluster() */
  } systems[] = {{SAMPLE_LJ, 257, 1},
                 {SAMPLE_GOLD, 128, 1},
                 {SAMPLE_ALLOY, 130, 1},
                 {SAMPLE_SILICON, 260, 1},
                 {SAMPLE_SILICON, 75, 0.6}};
  for (size_t s = 0; s < sizeof systems / sizeof systems[0]; s++) {
    static _Alignas(64) double memory[L2H_POINTS_DOUBLES(MOST, L2H_MAX_SPECIES)];
    static double x[MOST][3], gradient[MOST][3];
    const int n = systems[s].atoms;
    const struct l2h_landscape landscape = sample_landscape(systems[s].which, 1.31 * cbrt(n) * systems[s].constant);
    const struct l2h_kernels *kernels;
    int kind[MOST], first[L2H_MAX_SPECIES + 1];
    sample_cluster(n, 80 + s, x);
    sample_kinds(&landscape, n, kind, first);
    for (int i = 0; i < n; i++)
      for (int c = 0; c < 3; c++)
        x[i][c] = (float)(x[i][c] * systems[s].constant);
    const struct l2h_reference_atoms reference = {&landscape, n, kind, (const double(*)[3])x};
    const double energy = l2h_reference_energy(&reference, gradient);
    for (int k = 0; (kernels = l2h_kernels_at(k)); k++) {
      struct l2h_points points;
      struct l2h_atoms atoms;
      struct l2h_error error;
      l2h_points_place(&points, memory, landscape.species, first);
      assert_int_equal(l2h_atoms_allocate(&atoms, n, landscape.species, &error), 0);
      l2h_atoms_sort(&atoms, landscape.species, first);
      for (int c = 0; c < 3; c++)
        for (int i = 0; i < n; i++) {
          points.position[c * points.stride + i] = x[i][c];
          atoms.position[c * atoms.stride + i] = (float)x[i][c];
        }
      assert_true(fabs(kernels->potential(&landscape, &points) - energy) < 1e-12 * (1 + fabs(energy)));
      assert_true(fabs(kernels->energy(&landscape, &atoms) - energy) < 2e-5 * (1 + fabs(energy)));
      /* rounding is that of the largest terms, not of their sum */
      double largest = 1;
      for (int i = 0; i < n; i++)
        for (int c = 0; c < 3; c++)
          largest = fmax(largest, fabs(gradient[i][c]));
      for (int i = 0; i < n; i++)
        for (int c = 0; c < 3; c++) {
          assert_true(fabs(points.gradient[c * points.stride + i] - gradient[i][c]) < 1e-11 * largest);
          assert_true(fabs(atoms.gradient[c * atoms.stride + i] - gradient[i][c]) < 2e-5 * largest);
        }
      l2h_atoms_free(&atoms);
    }
  }
}

/* A number too small for a normal one slows a processor down a hundredfold. Exponentials meet them where atoms are far
   apart and where a Stillinger-Weber bond nears its reach; the processor notes each in its underflow flag. */
static void no_number_is_subnormal(void **state)
{
  (void)state;
  const struct l2h_kernels *kernels;
  for (int k = 0; (kernels = l2h_kernels_at(k)); k++)
    for (int which = 0; which < SAMPLE_LANDSCAPES; which++)
      for (int apart = 0; apart < 400; apart++) {
        static _Alignas(64) double memory[L2H_POINTS_DOUBLES(100, L2H_MAX_SPECIES)];
        struct sample_atoms made;
        struct l2h_atoms atoms;
        struct l2h_points points;
        make_atoms(which, 17, 90, &made);
        made.landscape.cell *= 3;
        made.x[16][0] = made.x[0][0] - (which == SAMPLE_SILICON ? 1.7 + 0.0003 * apart : 1 + 0.02 * apart * apart);
        engine_start(&made, &atoms);
        l2h_points_place(&points, memory, made.landscape.species, made.first);
        for (int i = 0; i < 3 * atoms.stride; i++)
          points.position[i] = atoms.position[i];
        feclearexcept(FE_UNDERFLOW);
        kernels->gradient(&made.landscape, &atoms);
        if (fetestexcept(FE_UNDERFLOW))
          fail_msg("%s, %s, distance %d: a gradient in single precision underflows", kernels->name, sample_names[which],
                   apart);
        kernels->potential(&made.landscape, &points);
        if (fetestexcept(FE_UNDERFLOW))
          fail_msg("%s, %s, distance %d: double precision underflows", kernels->name, sample_names[which], apart);
        l2h_atoms_free(&atoms);
      }
}

/* The moving averages of an atom that has left all others and feels nothing any more. */
static void no_moment_fades_into_subnormals(void **state)
{
  (void)state;
  const struct l2h_kernels *kernels;
  struct l2h_weights weights;
  sample_weights(53, 1, &weights);
  for (int k = 0; (kernels = l2h_kernels_at(k)); k++) {
    struct l2h_atoms atoms;
    struct l2h_error error;
    struct l2h_clock clock;
    float shared[L2H_HIDDEN];
    const float centre[3] = {0};
    assert_int_equal(l2h_atoms_allocate(&atoms, 1, 1, &error), 0);
    l2h_clock_start(&clock, 3000);
    feclearexcept(FE_UNDERFLOW);
    for (int t = 0; t < 3000; t++) {
      for (int c = 0; c < 3; c++)
        atoms.gradient[c * atoms.stride] = t == 0 ? (float)(c - 1) : 0;
      kernels->step_layer(&weights, &clock, 1, shared);
      kernels->optimizer(&weights, &clock, shared, centre, &atoms);
      l2h_clock_tick(&clock);
      if (fetestexcept(FE_UNDERFLOW))
        fail_msg("%s, step %d: a moment underflows", kernels->name, t);
    }
    l2h_atoms_free(&atoms);
  }
}

static void radial_sum_is_the_sum(void **state)
{
  (void)state;
  const struct l2h_kernels *kernels;
  for (int k = 0; (kernels = l2h_kernels_at(k)); k++)
    for (int count = 0; count < 40; count++) {
      float r2[40], phi[L2H_RADIALS];
      double expected[L2H_RADIALS] = {0};
      uint64_t seed = 9;
      for (int j = 0; j < count; j++) {
        r2[j] = (float)(0.8 + 7 * sample(&seed)); /* some beyond the cutoff */
        l2h_radial_add(r2[j], expected);
      }
      kernels->radial_sum(count, r2, phi);
      for (int r = 0; r < L2H_RADIALS; r++)
        assert_true(fabs(phi[r] - expected[r]) < 5e-6 * (1 + expected[r]));
    }
}

/* Atoms in and out of reach, more than are looked at in one go, and beyond the last as many again that must not count.
 */
static void radial_functions_around_an_atom_are_the_sum(void **state)
{
  (void)state;
  enum { MOST = 2500, AFTER = 15 };
  static float place[3][MOST + AFTER];
  static const int counts[] = {0, 1, 2, 15, 16, 17, 40, 1023, 1024, 1040, MOST};
  const struct l2h_kernels *kernels;
  const float *const places[3] = {place[0], place[1], place[2]};
  for (size_t s = 0; s < sizeof counts / sizeof counts[0]; s++)
    for (int inside = 0; inside < 2; inside++) {
      const int count = counts[s], self = inside ? count / 2 : -1;
      float at[3] = {0.1f, 0.2f, 0.3f};
      double expected[L2H_RADIALS] = {0};
      uint64_t seed = 19 + s;
      for (int j = 0; j < count + AFTER; j++)
        for (int c = 0; c < 3; c++)
          place[c][j] = (float)((j < count ? 8 : 2) * (sample(&seed) - 0.5));
      for (int c = 0; c < 3 && inside; c++)
        at[c] = place[c][self];
      for (int j = 0; j < count; j++) {
        double r2 = 0;
        for (int c = 0; c < 3; c++)
          r2 += (place[c][j] - at[c]) * (double)(place[c][j] - at[c]);
        if (j != self)
          l2h_radial_add(r2, expected);
      }
      for (int k = 0; (kernels = l2h_kernels_at(k)); k++) {
        float phi[L2H_RADIALS];
        kernels->radial_around(count, places, at, self, phi);
        for (int r = 0; r < L2H_RADIALS; r++)
          if (fabs(phi[r] - expected[r]) > 5e-6 * (1 + expected[r]))
            fail_msg("%s, %d atoms, self %d: phi[%d] is %.9g, not %.9g", kernels->name, count, self, r, phi[r],
                     expected[r]);
      }
    }
}

/* Each atom's pairs with those after it, as a half list has them, against the sums over all others. */
static void radial_functions_of_pairs_are_the_sums(void **state)
{
  (void)state;
  enum { ATOMS = 45, AFTER = 15, NUMBER = 0xff, OTHERS = 0x40000000 };
  const struct l2h_kernels *kernels;
  const double unit = 1e-8;
  double place[ATOMS][3], expected[ATOMS][L2H_RADIALS] = {{0}};
  float squares[ATOMS][ATOMS + AFTER];
  int others[ATOMS][ATOMS];
  uint64_t seed = 29;
  for (int i = 0; i < ATOMS; i++)
    for (int c = 0; c < 3; c++)
      place[i][c] = 4 * sample(&seed);
  for (int i = 0; i < ATOMS; i++)
    for (int j = 0; j < ATOMS + AFTER; j++) {
      double r2 = 1;
      for (int c = 0; c < 3 && j < ATOMS; c++)
        r2 += pow(place[i][c] - place[j][c], 2);
      if (j > i)
        squares[i][j - i - 1] = (float)(r2 / (unit * unit));
      if (j > i && j < ATOMS)
        others[i][j - i - 1] = j | (j % 3 == 0 ? OTHERS : 0);
      if (j != i && j < ATOMS)
        l2h_radial_add(r2, expected[i]);
    }
  for (int k = 0; (kernels = l2h_kernels_at(k)); k++) {
    float phi[ATOMS + 1][L2H_RADIALS] = {{0}};
    for (int i = 0; i < ATOMS; i++)
      kernels->radial_pairs(ATOMS - 1 - i, others[i], NUMBER, squares[i], (float)(unit * unit), i, phi[0]);
    for (int i = 0; i < ATOMS; i++)
      for (int r = 0; r < L2H_RADIALS; r++)
        if (fabs(phi[i][r] - expected[i][r]) > 5e-6 * (1 + expected[i][r]))
          fail_msg("%s, atom %d: phi[%d] is %.9g, not %.9g", kernels->name, i, r, phi[i][r], expected[i][r]);
    for (int r = 0; r < L2H_RADIALS; r++)
      assert_true(phi[ATOMS][r] == 0);
  }
}

/* A model without the sines' codes and one whose rows for them are 0 are the same model, to the bit. */
static void absent_step_inputs_change_nothing(void **state)
{
  (void)state;
  const struct l2h_kernels *kernels;
  struct l2h_weights with, without;
  struct l2h_clock clock;
  sample_weights(55, 1, &with);
  memset(with.network.first[L2H_SINE_CODES], 0, 2 * L2H_SINES * sizeof with.network.first[0]);
  without = with;
  without.model.groups &= ~(1u << L2H_GROUP_STEP);
  l2h_clock_start(&clock, 100);
  for (int t = 0; t < 100; t++, l2h_clock_tick(&clock))
    for (int k = 0; (kernels = l2h_kernels_at(k)); k++) {
      float a[L2H_HIDDEN], b[L2H_HIDDEN];
      kernels->step_layer(&with, &clock, 13, a);
      kernels->step_layer(&without, &clock, 13, b);
      assert_memory_equal(a, b, sizeof a);
    }
}

/* The last atoms share registers in another way when they are few: it must not show, in a single bit. */
static void an_atom_moves_alike_whatever_their_number(void **state)
{
  (void)state;
  enum { N = 50 };
  const struct l2h_kernels *kernels;
  const float centre[3] = {0.1f, -0.2f, 0.3f};
  struct l2h_weights weights;
  struct l2h_error error;
  sample_weights(11, 1, &weights);
  for (int k = 0; (kernels = l2h_kernels_at(k)); k++) {
    struct l2h_atoms all;
    assert_int_equal(l2h_atoms_allocate(&all, N, 1, &error), 0);
    for (int n = N; n > 0; n--) {
      const int one_kind[] = {0, n};
      struct l2h_atoms atoms;
      struct l2h_clock clock;
      float shared[L2H_HIDDEN];
      uint64_t seed = 5;
      assert_int_equal(l2h_atoms_allocate(&atoms, N, 1, &error), 0);
      l2h_atoms_sort(&atoms, 1, one_kind);
      l2h_clock_start(&clock, 10);
      for (int step = 0; step < 3; step++) {
        for (int i = 0; i < N; i++) {
          for (int c = 0; c < 3; c++) {
            atoms.position[c * atoms.stride + i] = (float)(4 * sample(&seed) - 2);
            atoms.gradient[c * atoms.stride + i] = (float)(sample(&seed) - 0.5);
          }
          for (int r = 0; r < L2H_RADIALS; r++)
            atoms.radial[r * atoms.stride + i] = (float)sample(&seed);
        }
        kernels->step_layer(&weights, &clock, N, shared);
        kernels->optimizer(&weights, &clock, shared, centre, &atoms);
        l2h_clock_tick(&clock);
      }
      for (int c = 0; c < 3 * L2H_DECAYS && n < N; c++) {
        const size_t row = (size_t)(c * atoms.stride), bytes = sizeof(float) * (size_t)n;
        assert_memory_equal(atoms.first_moment + row, all.first_moment + row, bytes);
        assert_memory_equal(atoms.second_moment + row, all.second_moment + row, bytes);
        if (c < 3)
          assert_memory_equal(atoms.move + row, all.move + row, bytes);
      }
      if (n == N) {
        l2h_atoms_free(&all);
        all = atoms;
      } else {
        l2h_atoms_free(&atoms);
      }
    }
    l2h_atoms_free(&all);
  }
}

/* Two species: the engine's general path against the same network by core's scalar functions. */
static void two_species_follow_scalar_core(void **state)
{
  (void)state;
  enum { N = 11, SPECIES = 2 };
  const struct l2h_kernels *kernels;
  struct l2h_weights weights;
  sample_weights(50, SPECIES, &weights);
  for (int k = 0; (kernels = l2h_kernels_at(k)); k++) {
    struct l2h_atoms atoms;
    struct l2h_error error;
    struct l2h_clock clock;
    uint64_t seed = 51;
    float shared[L2H_HIDDEN];
    const float centre[3] = {0.1f, 0.2f, 0.3f};
    assert_int_equal(l2h_atoms_allocate(&atoms, N, SPECIES, &error), 0);
    for (int i = 0; i < N; i++) {
      for (int c = 0; c < 3; c++) {
        atoms.position[c * atoms.stride + i] = (float)sample(&seed);
        atoms.gradient[c * atoms.stride + i] = (float)sample(&seed) - 0.5f;
      }
      for (int r = 0; r < SPECIES * L2H_RADIALS; r++)
        atoms.radial[r * atoms.stride + i] = (float)sample(&seed);
      atoms.is_species[i] = i % 2 == 0;
      atoms.is_species[atoms.stride + i] = i % 2;
    }
    l2h_clock_start(&clock, 10);
    kernels->step_layer(&weights, &clock, N, shared);
    kernels->optimizer(&weights, &clock, shared, centre, &atoms);

    const struct l2h_corrections corrections = l2h_clock_corrections(&clock);
    const struct l2h_network *network = &weights.network;
    for (int i = 0; i < N; i++)
      for (int c = 0; c < 3; c++) {
        double in[L2H_MAX_INPUTS], first[L2H_DECAYS] = {0}, second[L2H_DECAYS] = {0}, phi[SPECIES * L2H_RADIALS];
        double one[L2H_HIDDEN], two[L2H_HIDDEN], output[2], is[2] = {i % 2 == 0, i % 2};
        const double g = atoms.gradient[c * atoms.stride + i];
        for (int r = 0; r < SPECIES * L2H_RADIALS; r++)
          phi[r] = atoms.radial[r * atoms.stride + i];
        l2h_clock_inputs(&clock, N, 1, in);
        l2h_atom_inputs(SPECIES, is, phi, in + L2H_STEP_INPUTS);
        l2h_moments_update(g, first, second);
        l2h_coordinate_inputs(g, atoms.position[c * atoms.stride + i] - centre[c], first, second, &corrections,
                              in + L2H_STEP_INPUTS + L2H_ATOM_INPUTS(SPECIES));
        for (int h = 0; h < L2H_HIDDEN; h++) {
          one[h] = network->first_bias[h];
          two[h] = network->second_bias[h];
        }
        output[0] = network->output_bias[0];
        output[1] = network->output_bias[1];
        l2h_layer_add(l2h_inputs(&weights.model), in, L2H_HIDDEN, network->first[0], one);
        for (int h = 0; h < L2H_HIDDEN; h++)
          one[h] = l2h_relu(one[h]);
        l2h_layer_add(L2H_HIDDEN, one, L2H_HIDDEN, network->second[0], two);
        for (int h = 0; h < L2H_HIDDEN; h++)
          two[h] = l2h_relu(two[h]);
        l2h_layer_add(L2H_HIDDEN, two, 2, network->output[0], output);
        const double move =
          l2h_update(network->alpha, network->beta, network->gamma, output[0], output[1], weights.step_limit);
        assert_true(fabs(atoms.move[c * atoms.stride + i] - move) < 1e-6);
      }
    l2h_atoms_free(&atoms);
  }
}

/* Lanes are independent and division and root are exact, so instruction sets that fuse multiply and add alike give the
   same bits; where they fuse differently (portable) a step differs by rounding. */
static void instruction_sets_agree(void **state)
{
  (void)state;
  struct l2h_weights weights;
  const struct l2h_kernels *best = l2h_kernels_best(), *kernels;
  for (int k = 1; (kernels = l2h_kernels_at(k)); k++)
    for (int which = 0; which < SAMPLE_LANDSCAPES; which++)
      for (size_t s = 0; s < SIZES; s++) {
        struct sample_atoms made;
        struct l2h_atoms a, b;
        struct l2h_clock clock_a, clock_b;
        make_atoms(which, sizes[s], 70 + s, &made);
        sample_weights(60, made.landscape.species, &weights);
        engine_start(&made, &a);
        engine_start(&made, &b);
        l2h_clock_start(&clock_a, 50);
        l2h_clock_start(&clock_b, 50);
        engine_step(best, &weights, &clock_a, &made.landscape, &a);
        engine_step(kernels, &weights, &clock_b, &made.landscape, &b);
        const int fused_alike = kernels->width > 4;
        for (int c = 0; c < 3; c++)
          for (int i = 0; i < sizes[s]; i++) {
            const float mine = a.move[c * a.stride + i], other = b.move[c * b.stride + i];
            const double gradient = a.gradient[c * a.stride + i];
            assert_true(fused_alike ? mine == other : fabs(mine - other) < allowed(gradient));
          }
        l2h_atoms_free(&a);
        l2h_atoms_free(&b);
      }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(engine_follows_reference),
    cmocka_unit_test(forces_and_energy_follow_reference),
    cmocka_unit_test(potential_follows_reference),
    cmocka_unit_test(large_and_dense_systems_follow_reference),
    cmocka_unit_test(no_number_is_subnormal),
    cmocka_unit_test(no_moment_fades_into_subnormals),
    cmocka_unit_test(radial_sum_is_the_sum),
    cmocka_unit_test(radial_functions_around_an_atom_are_the_sum),
    cmocka_unit_test(radial_functions_of_pairs_are_the_sums),
    cmocka_unit_test(absent_step_inputs_change_nothing),
    cmocka_unit_test(an_atom_moves_alike_whatever_their_number),
    cmocka_unit_test(two_species_follow_scalar_core),
    cmocka_unit_test(instruction_sets_agree),
  };
  for (int k = 0; l2h_kernels_at(k); k++)
    printf("kernels: %s\n", l2h_kernels_at(k)->name);
  return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
