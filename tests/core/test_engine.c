/* SPDX-License-Identifier: GPL-2.0-only */
/* The CPU engine against the scalar reference, step by step, in every instruction set that this processor runs. */
#include "samples.h"

#include "core/reference.h"
#include "cpu/engine.h"

#define STEPS 20

static const int sizes[] = {2, 3, 8, 13, 16, 17, 38, 75};
#define SIZES (sizeof sizes / sizeof sizes[0])

/* A rollout as the hosts write it. Starts from the float image of x, which the caller's x becomes. */
static void engine_start(struct l2h_atoms *atoms, int n, double (*x)[3])
{
  struct l2h_error error;
  assert_int_equal(l2h_atoms_allocate(atoms, n, 1, &error), 0);
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < n; i++)
      x[i][c] = atoms->position[c * atoms->stride + i] = (float)x[i][c];
}

static void engine_step(const struct l2h_kernels *kernels, const struct l2h_weights *weights, struct l2h_clock *clock,
                        struct l2h_atoms *atoms)
{
  float shared[L2H_HIDDEN], centre[3] = {0, 0, 0};
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < atoms->atoms; i++)
      centre[c] += atoms->position[c * atoms->stride + i] / (float)atoms->atoms;
  kernels->lj_gradient(atoms);
  kernels->step_layer(weights, clock, atoms->atoms, shared);
  kernels->optimizer(weights, clock, shared, centre, atoms);
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < atoms->atoms; i++)
      atoms->position[c * atoms->stride + i] += atoms->move[c * atoms->stride + i];
  l2h_clock_tick(clock);
}

/* Single precision: a step of up to some hundredths differs by 1e-6, mostly from the logarithms of gradients that
   nearly cancel. The reference is then put where the engine is, so that each step is judged by itself; chaos would
   amplify any difference. Its moments go on by themselves and are compared too. */
static void engine_follows_reference(void **state)
{
  (void)state;
  const struct l2h_kernels *kernels;
  for (int k = 0; (kernels = l2h_kernels_at(k)); k++)
    for (size_t s = 0; s < SIZES; s++) {
      const int n = sizes[s];
      struct l2h_weights weights;
      struct l2h_reference run;
      struct l2h_error error;
      struct l2h_atoms atoms;
      struct l2h_clock clock;
      double x[100][3];
      sample_weights(8 + s, 1, &weights);
      sample_cluster(n, 20 + s, x);
      engine_start(&atoms, n, x);
      assert_int_equal(l2h_reference_start(&run, &weights, n, (const double(*)[3])x, 30, &error), 0);
      l2h_clock_start(&clock, 30);
      for (int t = 0; t < STEPS; t++) {
        l2h_reference_step(&run);
        engine_step(kernels, &weights, &clock, &atoms);
        for (int i = 0; i < n; i++)
          for (int c = 0; c < 3; c++) {
            const double move = atoms.move[c * atoms.stride + i];
            if (fabs(move - run.move[i][c]) > 2e-5)
              fail_msg("%s, %d atoms, step %d: atom %d moves %.9g, in the reference %.9g", kernels->name, n, t, i, move,
                       run.move[i][c]);
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
}

static void forces_and_energy_follow_reference(void **state)
{
  (void)state;
  const struct l2h_kernels *kernels;
  for (int k = 0; (kernels = l2h_kernels_at(k)); k++)
    for (size_t s = 0; s < SIZES; s++) {
      const int n = sizes[s];
      double x[100][3], gradient[100][3], phi[L2H_RADIALS];
      struct l2h_atoms atoms;
      sample_cluster(n, 40 + s, x);
      engine_start(&atoms, n, x);
      const double energy = l2h_reference_lj(n, (const double(*)[3])x, gradient);
      assert_true(fabs(kernels->lj_energy(&atoms) - energy) < 1e-5 * (1 + fabs(energy)));
      kernels->lj_gradient(&atoms);
      for (int i = 0; i < n; i++) {
        for (int c = 0; c < 3; c++) /* sums of terms up to 1e2 that cancel */
          assert_true(fabs(atoms.gradient[c * atoms.stride + i] - gradient[i][c]) < 1e-3);
        l2h_reference_radial(n, (const double(*)[3])x, i, phi);
        for (int r = 0; r < L2H_RADIALS; r++)
          assert_true(fabs(atoms.radial[r * atoms.stride + i] - phi[r]) < 2e-5 * (1 + phi[r]));
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
        l2h_clock_inputs(&clock, N, in);
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
  sample_weights(60, 1, &weights);
  for (int k = 1; (kernels = l2h_kernels_at(k)); k++)
    for (size_t s = 0; s < SIZES; s++) {
      double x[100][3];
      struct l2h_atoms a, b;
      struct l2h_clock clock_a, clock_b;
      sample_cluster(sizes[s], 70 + s, x);
      engine_start(&a, sizes[s], x);
      engine_start(&b, sizes[s], x);
      l2h_clock_start(&clock_a, 50);
      l2h_clock_start(&clock_b, 50);
      engine_step(best, &weights, &clock_a, &a);
      engine_step(kernels, &weights, &clock_b, &b);
      const int fused_alike = kernels->width > 4;
      for (int c = 0; c < 3; c++)
        for (int i = 0; i < sizes[s]; i++) {
          const float mine = a.move[c * a.stride + i], other = b.move[c * b.stride + i];
          assert_true(fused_alike ? mine == other : fabsf(mine - other) < 1e-5f);
        }
      l2h_atoms_free(&a);
      l2h_atoms_free(&b);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(engine_follows_reference), cmocka_unit_test(forces_and_energy_follow_reference),
    cmocka_unit_test(radial_sum_is_the_sum),    cmocka_unit_test(two_species_follow_scalar_core),
    cmocka_unit_test(instruction_sets_agree),
  };
  for (int k = 0; l2h_kernels_at(k); k++)
    printf("kernels: %s\n", l2h_kernels_at(k)->name);
  return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
