/* SPDX-License-Identifier: GPL-2.0-only */
/* The scales of LAMMPS potentials, against what their papers say of the crystals, or sums over lattices. Tolerances are
   the last digits of the papers, or a section's 1e-6, which a minimum has the square of in energy. */
#include "tests/training/testing.h"

#include "systems/lammps/lammps_scales.h"

static struct l2h_error error;
static struct l2h_lammps_scales scales;

/* Seven atoms of type 1 and three of the last type, `boundary` and `style` after their keyword, and whatever else. */
static void write_script(const char *units, const char *boundary, int types, const char *style, const char *rest)
{
  char text[2048];
  snprintf(text, sizeof text,
           "units %s\natom_style charge\nboundary %s\nregion r block -3 3 -3 3 -3 3\ncreate_box %d r\n"
           "create_atoms 1 random 7 7 r\ncreate_atoms %d random 3 3 r\nmass * 1\npair_style %s\n%s\n",
           units, boundary, types, types, style, rest);
  put_file("in.script", text, strlen(text));
}

static void find(void)
{
  if (l2h_lammps_scales("in.script", &scales, &error) != 0)
    fail_msg("%s", error.text);
}

static void refused(const char *part)
{
  assert_int_equal(l2h_lammps_scales("in.script", &scales, &error), -1);
  assert_says(error.text, "in.script: ");
  assert_says(error.text, part);
}

static void bond_is(int species, const char *of, double length, double energy, double tolerance)
{
  assert_non_null(scales.bond[species].of);
  assert_string_equal(scales.bond[species].of, of);
  assert_near(scales.bond[species].length, length, tolerance);
  assert_near(scales.bond[species].energy, energy, tolerance);
}

static int set_up(void **state)
{
  (void)state;
  char folder[] = "/tmp/l2h-scales-XXXXXX";
  assert_non_null(mkdtemp(folder));
  return chdir(folder);
}

static int tear_down(void **state)
{
  (void)state;
  return system("rm -r \"$PWD\"") == 0 ? 0 : -1;
}

/* Mishin et al. 2001: 3.615 Angstrom and 3.54 eV. Whatever box the script has, the crystal has its own. */
static void copper(void **state)
{
  (void)state;
  static const char *const boundaries[] = {"s s s", "p p p", "f p s"};
  for (int k = 0; k < 3; k++) {
    write_script("metal", boundaries[k], 1, "eam/alloy",
                 "pair_coeff * * Cu_mishin1.eam.alloy Cu\nvariable l2h_elements string Cu");
    find();
    bond_is(0, "fcc", 3.615 * sqrt(0.5), 3.54 / 6, 1e-3);
    assert_string_equal(scales.element[0], "Cu");
    assert_string_equal(scales.units, "metal");
    assert_true(scales.length == scales.bond[0].length && scales.energy == scales.bond[0].energy);
  }
}

/* Mendelev et al. 2003: 2.8553 Angstrom and 4.122 eV. */
static void iron(void **state)
{
  (void)state;
  write_script("metal", "s s s", 1, "eam/fs", "pair_coeff * * Fe_mm.eam.fs Fe");
  find();
  bond_is(0, "bcc", 2.8553 * sqrt(0.75), 4.122 / 4, 1e-3);
}

/* Stillinger and Weber 1985: 5.431 Angstrom; every bond is at its best, two an atom, with the file's epsilon. */
static void silicon(void **state)
{
  (void)state;
  write_script("metal", "s s s", 1, "sw", "pair_coeff * * Si.sw Si");
  find();
  bond_is(0, "diamond", 5.431 * sqrt(3) / 4, 2.1683, 1e-4);
  bond_is(0, "diamond", scales.pair[0].length, scales.pair[0].energy, 1e-5);
}

/* Sums over the five shells of fcc that are within 2.5 sigma, to the n. */
static double fcc_sum(int n)
{
  static const double count[] = {12, 6, 24, 12, 24};
  double sum = 0;
  for (int shell = 1; shell <= 5; shell++)
    sum += count[shell - 1] * pow(shell, -0.5 * n);
  return sum;
}

/* The lowest of 2 epsilon (A12 (sigma/d)^12 - A6 (sigma/d)^6). */
static void lj_crystal(int species, double sigma, double epsilon)
{
  const double a12 = fcc_sum(12), a6 = fcc_sum(6);
  bond_is(species, "fcc", sigma * pow(2 * a12 / a6, 1 / 6.0), epsilon * a6 * a6 / (2 * a12) / 6, 1e-5);
  assert_string_equal(scales.pair[species].of, "pair");
  assert_near(scales.pair[species].length, sigma * pow(2, 1 / 6.0), 1e-5);
  assert_near(scales.pair[species].energy, epsilon, 1e-9);
}

/* Each atom of the script counts once in the means: seven of the first, three of the second. */
static void lennard_jones(void **state)
{
  (void)state;
  write_script("lj", "s s s", 2, "lj/cut 2.5", "pair_coeff 1 1 1 1\npair_coeff 2 2 2 1.5 3.75\npair_coeff 1 2 1 1.2 3");
  find();
  lj_crystal(0, 1, 1);
  lj_crystal(1, 1.5, 2);
  assert_near(scales.length, 0.7 * scales.bond[0].length + 0.3 * scales.bond[1].length, 1e-12);
  assert_near(scales.energy, 0.7 * scales.bond[0].energy + 0.3 * scales.bond[1].energy, 1e-12);
}

/* Without a cutoff no crystal can be had. */
static void pair_for_long_reach(void **state)
{
  (void)state;
  write_script("lj", "s s s", 1, "lj/cut 1e5", "pair_coeff 1 1 3 1");
  find();
  bond_is(0, "pair", pow(2, 1 / 6.0), 3, 1e-5);
}

/* Cai and Ye 1996, fitted to 4.05 and 3.615 Angstrom. */
static void alloy(void **state)
{
  (void)state;
  write_script("metal", "s s s", 2, "eam/alloy", "pair_coeff * * AlCu.eam.alloy Al Cu");
  find();
  assert_near(scales.bond[0].length, 4.05 * sqrt(0.5), 1e-3);
  assert_near(scales.bond[1].length, 3.615 * sqrt(0.5), 1e-3);
}

/* Vashishta et al. 2007: no bonds between like atoms; 4.3581 Angstrom, 6.34 eV an atom. */
static void compound(void **state)
{
  (void)state;
  write_script("metal", "s s s", 2, "vashishta", "pair_coeff * * SiC.vashishta Si C");
  find();
  for (int s = 0; s < 2; s++) {
    bond_is(s, "zincblende", 4.3581 * sqrt(3) / 4, 6.34 / 2, 2e-3);
    assert_int_equal(scales.bond[s].with, 2 - s);
  }
}

/* Nord et al. 2003: nitrogen makes molecules, and no crystal that is bound as much: it has the bonds of zincblende GaN,
   4.50 Angstrom and 4.53 eV an atom. */
static void molecule(void **state)
{
  (void)state;
  write_script("metal", "s s s", 2, "tersoff", "pair_coeff * * GaN.tersoff Ga N");
  find();
  assert_int_equal(scales.bond[0].with, 1);
  assert_int_equal(scales.bond[1].with, 1);
  bond_is(1, "zincblende", 4.50 * sqrt(3) / 4, 4.53 / 2, 2e-3);
  write_script("metal", "s s s", 1, "tersoff", "pair_coeff * * GaN.tersoff N");
  find();
  bond_is(0, "pair", 1.11, 9.91, 1e-3);
}

/* Charges of the script are those of the crystal: without them these atoms have no bonds, and like ones have none. A
   pair of ions is bound by 332.06 kcal/mol Angstrom over the distance. */
static void charges(void **state)
{
  (void)state;
  write_script("real", "s s s", 2, "coul/cut 1000",
               "pair_style hybrid/overlay coul/cut 1000 lj/cut 2\npair_coeff * * coul/cut\n"
               "pair_coeff * * lj/cut 1 1.7817974362806785 2\n" /* its minimum is at 2, where it ends */
               "set type 1 charge 1\nset type 2 charge -1");
  find();
  bond_is(0, "pair", scales.bond[1].length, scales.bond[1].energy, 1e-9);
  assert_int_equal(scales.bond[0].with, 2);
  const double length = scales.length,
               repulsion = 4 * (pow(1.7817974362806785 / length, 12) - pow(1.7817974362806785 / length, 6));
  assert_true(length > 1 && length < 2);
  assert_near(scales.energy, 332.06371 / length - repulsion, 1e-3);
}

/* A table that begins at 0.98 ends the scan with LAMMPS's error, after which a new LAMMPS goes on. A thousand points of
   a spline keep four digits. */
static void table_without_near_distances(void **state)
{
  (void)state;
  enum { POINTS = 1000 };
  FILE *table = fopen("lj.table", "w");
  assert_non_null(table);
  fprintf(table, "# made by the test\n\nLJ\nN %d R 0.98 2.5\n\n", POINTS);
  for (int k = 0; k < POINTS; k++) {
    const double r = 0.98 + k * (2.5 - 0.98) / (POINTS - 1);
    fprintf(table, "%d %.15g %.15g %.15g\n", k + 1, r, 4 * (pow(r, -12) - pow(r, -6)),
            4 * (12 * pow(r, -13) - 6 * pow(r, -7)));
  }
  assert_int_equal(fclose(table), 0);
  write_script("lj", "s s s", 1, "table spline 5000", "pair_coeff 1 1 lj.table LJ 2.5");
  find();
  const double a12 = fcc_sum(12), a6 = fcc_sum(6);
  bond_is(0, "fcc", pow(2 * a12 / a6, 1 / 6.0), a6 * a6 / (2 * a12) / 6, 1e-4);
  assert_near(scales.pair[0].energy, 1, 1e-4);
}

/* Neither fixes nor dumps of the script have a say. */
static void fixes_do_not_count(void **state)
{
  (void)state;
  write_script("lj", "f f f", 1, "lj/cut 2.5",
               "pair_coeff 1 1 1 1\nfix cold all setforce 0 0 0\nfix wall all wall/lj93 zhi EDGE 1 1 2.5\n"
               "fix_modify wall energy yes\ndump d all custom 1 dump.txt id");
  find();
  lj_crystal(0, 1, 1);
  assert_int_not_equal(access("dump.txt", F_OK), 0);
}

/* Energy of a bond in fcc silver by Gupta's potential, the parameters of AgAu.gupta, summed over a lattice out to
   `cutoff`; the distance of neighbours at its minimum is found by small steps. */
static double silver_at(double distance, double cutoff)
{
  const double p = 10.85, q = 3.18, d0 = 2.8921, A = 0.1031, xi = 1.1895;
  double repulsion = 0, density = 0;
  for (int i = -8; i <= 8; i++)
    for (int j = -8; j <= 8; j++)
      for (int k = -8; k <= 8; k++) {
        const double r = distance * sqrt(0.5 * (i * i + j * j + k * k));
        if ((i + j + k) % 2 != 0 || r == 0 || r >= cutoff)
          continue;
        repulsion += A * exp(-p * (r / d0 - 1));
        density += xi * xi * exp(-2 * q * (r / d0 - 1));
      }
  return (repulsion - sqrt(density)) / 6;
}

static void silver(double cutoff, double *length, double *energy)
{
  *length = *energy = 0;
  for (double distance = 2.7; distance < 3.0; distance += 1e-5)
    if (-silver_at(distance, cutoff) > *energy) {
      *length = distance;
      *energy = -silver_at(distance, cutoff);
    }
}

/* gupta/hop without a cutoff reaches half a periodic cell, which in the cell of fcc is no neighbour at all: what it
   then gives of a crystal is nonsense. */
static void reach_that_goes_by_the_cell(void **state)
{
  (void)state;
  const char *const rest = "pair_coeff * * " POTENTIALS "/AgAu.gupta Ag";
  write_script("metal", "s s s\nplugin load " PLUGIN, 1, "gupta/hop", rest);
  refused("has no cutoff of its own and sees less in a small cell: give it one");
  write_script("metal", "s s s\nplugin load " PLUGIN, 1, "gupta/hop 8", rest);
  find();
  double length, energy;
  silver(8, &length, &energy);
  bond_is(0, "fcc", length, energy, 1e-5);
}

static void what_cannot_be(void **state)
{
  (void)state;
  write_script("lj", "s s s", 1, "soft 1", "pair_coeff * * 10");
  refused("has a lowest energy at any distance up to 1: write l2h_length");
  write_script("lj", "s s s", 1, "none", "");
  refused("has no pair_style");
  write_script("lj", "s s s", 2, "lj/cut 2.5", "pair_coeff 1 1 1 1");
  refused("All pair coeffs are not set");
  write_script("metal", "s s s", 1, "eam/alloy", "pair_coeff * * Cu_mishin1.eam.alloy Xx");
  refused("No matching element");
  write_script("lj", "s s s", 1, "lj/cut 2.5", "pair_coeff 1 1 1 1\nfix move all nve\nrun 1000000000");
  refused("line 12: run: ");
  write_script("lj", "s s s", 1, "lj/cut 2.5", "pair_coeff 1 1 1 1\nif 1 then \"minimize 0 0 1000000 1000000\"");
  refused("runs something");
  write_script("lj", "s s s", 5, "lj/cut 2.5", "pair_coeff * * 1 1");
  refused("has 5 atom types");
  put_file("in.script", "units lj\n", 9);
  refused("makes no box");
  put_file("in.script", "units ly\n", 9);
  refused("LAMMPS says");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(copper),
    cmocka_unit_test(iron),
    cmocka_unit_test(silicon),
    cmocka_unit_test(lennard_jones),
    cmocka_unit_test(alloy),
    cmocka_unit_test(compound),
    cmocka_unit_test(charges),
    cmocka_unit_test(molecule),
    cmocka_unit_test(table_without_near_distances),
    cmocka_unit_test(pair_for_long_reach),
    cmocka_unit_test(reach_that_goes_by_the_cell),
    cmocka_unit_test(what_cannot_be),
    cmocka_unit_test(fixes_do_not_count),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
