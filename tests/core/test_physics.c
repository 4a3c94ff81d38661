/* SPDX-License-Identifier: GPL-2.0-only */
/* The landscapes, the soft sphere and the radial functions: derivatives, known values, invariances. */
#include "tests/core/samples.h"

#include "core/lj.h"
#include "core/reference.h"
#include "core/soft_sphere.h"

#define ATOMS 20

/* A central difference of step h errs by h^2 V'''/6; for LJ at these distances 1e-5 leaves about 1e-7 of forces up to
   1e2, and cancellation in energies of 1e2 leaves 1e-9. */
#define DIFFERENCE 1e-5

static void lj_pair_has_its_minimum(void **state)
{
  (void)state;
  double energy;
  assert_true(fabs(l2h_lj_pair(1, 1, 1, &energy)) < 1e-15);
  assert_true(energy == -1);
  /* d0 and epsilon scale it */
  assert_true(fabs(l2h_lj_pair(4, 2.5, 4, &energy)) < 1e-15);
  assert_true(energy == -2.5);
  /* r = 2: 2^-12 - 2 2^-6; f/r = -dV/dr / r = 12 (2^-12 - 2^-6) / 4 */
  const double f = l2h_lj_pair(4, 1, 1, &energy);
  assert_true(fabs(energy - (1.0 / 4096 - 2.0 / 64)) < 1e-15);
  assert_true(fabs(f - 3 * (1.0 / 4096 - 1.0 / 64)) < 1e-15);
}

/* Atoms of a sample landscape: a shaken lattice, in a cell of 5 where it is periodic. */
struct sample_atoms {
  struct l2h_landscape landscape;
  double x[ATOMS][3];
  int kind[ATOMS];
  struct l2h_reference_atoms atoms;
};

static void make_atoms(int which, uint64_t seed, struct sample_atoms *made)
{
  int first[L2H_MAX_SPECIES + 1];
  made->landscape = sample_landscape(which, 5);
  sample_cluster(ATOMS, seed, made->x);
  sample_kinds(&made->landscape, ATOMS, made->kind, first);
  made->atoms = (struct l2h_reference_atoms){&made->landscape, ATOMS, made->kind, (const double(*)[3])made->x};
}

static void gradients_are_slopes(void **state)
{
  (void)state;
  struct sample_atoms made;
  double gradient[ATOMS][3];
  for (int which = 0; which < SAMPLE_LANDSCAPES; which++) {
    make_atoms(which, 1, &made);
    l2h_reference_energy(&made.atoms, gradient);
    for (int i = 0; i < ATOMS; i++)
      for (int c = 0; c < 3; c++) {
        const double here = made.x[i][c];
        made.x[i][c] = here + DIFFERENCE;
        const double above = l2h_reference_energy(&made.atoms, NULL);
        made.x[i][c] = here - DIFFERENCE;
        const double below = l2h_reference_energy(&made.atoms, NULL);
        made.x[i][c] = here;
        if (fabs((above - below) / (2 * DIFFERENCE) - gradient[i][c]) > 1e-6 * (1 + fabs(gradient[i][c])))
          fail_msg("%s: slope %.12g, gradient %.12g", sample_names[which], (above - below) / (2 * DIFFERENCE),
                   gradient[i][c]);
      }
  }
}

/* Rotated about z (by a quarter turn, which a cubic cell allows), moved, and listed backwards. */
static void energies_are_invariant(void **state)
{
  (void)state;
  struct sample_atoms made, turned;
  double gradient[ATOMS][3], other[ATOMS][3];
  const double shift[3] = {3, -5, 11};
  for (int which = 0; which < SAMPLE_LANDSCAPES; which++) {
    const double a = which == SAMPLE_SILICON ? 1.57079632679489661923 : 0.7;
    make_atoms(which, 2, &made);
    make_atoms(which, 2, &turned);
    for (int i = 0; i < ATOMS; i++) {
      double *to = turned.x[ATOMS - 1 - i];
      to[0] = cos(a) * made.x[i][0] - sin(a) * made.x[i][1] + shift[0];
      to[1] = sin(a) * made.x[i][0] + cos(a) * made.x[i][1] + shift[1];
      to[2] = made.x[i][2] + shift[2];
      turned.kind[ATOMS - 1 - i] = made.kind[i];
    }
    const double energy = l2h_reference_energy(&made.atoms, gradient);
    assert_true(fabs(l2h_reference_energy(&turned.atoms, other) - energy) < 1e-10 * fabs(energy));
    double sum[3] = {0, 0, 0};
    for (int i = 0; i < ATOMS; i++) {
      const double *g = gradient[i], *t = other[ATOMS - 1 - i];
      const double expected[3] = {cos(a) * g[0] - sin(a) * g[1], sin(a) * g[0] + cos(a) * g[1], g[2]};
      for (int c = 0; c < 3; c++) {
        assert_true(fabs(t[c] - expected[c]) < 1e-9 * (1 + fabs(expected[c])));
        sum[c] += g[c];
      }
    }
    for (int c = 0; c < 3; c++) /* Newton's third law */
      assert_true(fabs(sum[c]) < 1e-9);
  }
}

/* Three atoms, all d0 apart: each has two neighbours, so E = 3 (2 A - sqrt(2) xi). */
static void gold_trimer_by_hand(void **state)
{
  (void)state;
  struct l2h_landscape landscape = {.kind = L2H_GUPTA, .species = 1};
  landscape.gupta[0][0] = (struct l2h_gupta_parameters){10.15, 4.13, 2.96, 0.204525, 1.727};
  const double x[3][3] = {{0, 0, 0}, {2.96, 0, 0}, {1.48, 2.96 * 0.86602540378443865, 0}};
  const struct l2h_reference_atoms atoms = {&landscape, 3, NULL, x};
  assert_true(fabs(l2h_reference_energy(&atoms, NULL) - 3 * (2 * 0.204525 - sqrt(2) * 1.727)) < 1e-13);
}

/* Perfect diamond with the paper's constants: a = 5.482 gives Table 2's -277.22 for 64 atoms; every angle is ideal. */
static void diamond_has_the_papers_energy(void **state)
{
  (void)state;
  static const double basis[8][3] = {{0, 0, 0},          {0, 0.5, 0.5},      {0.5, 0, 0.5},      {0.5, 0.5, 0},
                                     {0.25, 0.25, 0.25}, {0.25, 0.75, 0.75}, {0.75, 0.25, 0.75}, {0.75, 0.75, 0.25}};
  static const struct {
    double epsilon, edge, atom; /* energy an atom, eV */
  } known[] = {{2.16826, 5.482, -277.2205 / 64},
               {2.16826, 5.248, -273.1 / 64},
               {2.1683, 5.428, -4.336583},
               {2.16826, 5.428, -4.336503}};
  const double within[] = {1e-6, 1e-3, 1e-6, 1e-6}; /* the digits that are known, and what A's and B's rounding makes */
  for (int k = 0; k < 4; k++) {
    struct l2h_landscape landscape = {.kind = L2H_SW, .species = 1, .cell = known[k].edge};
    landscape.sw =
      (struct l2h_sw_parameters){known[k].epsilon, 2.0951, 1.8, 21, 1.2, -1.0 / 3, 7.049556277, 0.6022245584, 4, 0, 0};
    double x[8][3], gradient[8][3];
    for (int i = 0; i < 8; i++)
      for (int c = 0; c < 3; c++)
        x[i][c] = known[k].edge * basis[i][c];
    const struct l2h_reference_atoms atoms = {&landscape, 8, NULL, (const double(*)[3])x};
    const double energy = l2h_reference_energy(&atoms, gradient) / 8;
    if (fabs(energy - known[k].atom) > within[k])
      fail_msg("diamond of edge %g: %.8f eV an atom, known is %.8f", known[k].edge, energy, known[k].atom);
    for (int i = 0; i < 8; i++)
      assert_true(fabs(gradient[i][0]) + fabs(gradient[i][1]) + fabs(gradient[i][2]) < 1e-10);
  }
}

static void lj_overlap_stays_finite(void **state)
{
  (void)state;
  const double x[2][3] = {{1, 1, 1}, {1, 1, 1}};
  double gradient[2][3];
  const struct l2h_landscape landscape = sample_landscape(SAMPLE_LJ, 0);
  const struct l2h_reference_atoms atoms = {&landscape, 2, NULL, x};
  const double energy = l2h_reference_energy(&atoms, gradient);
  assert_true(isfinite(energy) && energy > 1e11);
  assert_true(gradient[0][0] == 0 && gradient[1][2] == 0);
}

static void soft_sphere_pushes_inside_its_diameter_only(void **state)
{
  (void)state;
  double energy, above, below;
  assert_true(l2h_soft_sphere_pair(1.2, 1.2, &energy) == 0 && energy == 0);
  assert_true(l2h_soft_sphere_pair(2, 1.2, &energy) == 0 && energy == 0);
  /* half a diameter: (1/2)(1/2)^2, and f = overlap / sigma */
  const double f = l2h_soft_sphere_pair(0.6, 1.2, &energy);
  assert_true(fabs(energy - 0.125) < 1e-15);
  assert_true(fabs(f * 0.6 - 0.5 / 1.2) < 1e-15);
  l2h_soft_sphere_pair(0.6 + DIFFERENCE, 1.2, &above);
  l2h_soft_sphere_pair(0.6 - DIFFERENCE, 1.2, &below);
  assert_true(fabs((below - above) / (2 * DIFFERENCE) - f * 0.6) < 1e-9);
}

static void radial_ladder_is_the_papers_formula(void **state)
{
  (void)state;
  const double eta[L2H_RADIALS] = L2H_RADIAL_ETAS;
  for (double d = 0.3; d < 3; d += 0.05) {
    double phi[L2H_RADIALS] = {0};
    l2h_radial_add(d * d, phi);
    for (int k = 0; k < L2H_RADIALS; k++) {
      const double expected = d > 2.5 ? 0 : exp(-eta[k] * d * d) * 0.5 * (cos(3.14159265358979323846 * d / 2.5) + 1);
      assert_true(fabs(phi[k] - expected) < 1e-13);
    }
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(lj_pair_has_its_minimum),
    cmocka_unit_test(gradients_are_slopes),
    cmocka_unit_test(energies_are_invariant),
    cmocka_unit_test(gold_trimer_by_hand),
    cmocka_unit_test(diamond_has_the_papers_energy),
    cmocka_unit_test(lj_overlap_stays_finite),
    cmocka_unit_test(soft_sphere_pushes_inside_its_diameter_only),
    cmocka_unit_test(radial_ladder_is_the_papers_formula),
  };
  return cmocka_run_group_tests_name("physics", tests, NULL, NULL);
}
