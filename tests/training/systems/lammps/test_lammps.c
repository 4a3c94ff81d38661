/* SPDX-License-Identifier: GPL-2.0-only */
/* Forces from LAMMPS, against built-in potentials whose formulas LAMMPS has, too. The two are independent programs in
   double precision; what differs is the order of sums and, here, the rounding of constants in the script: 1e-9 of the
   energies and of the largest force covers both many times. */
#include "tests/training/testing.h"

#include <omp.h>

#include "loop/initialization.h"
#include "loop/normalization.h"
#include "systems/lammps/lammps_instance.h"
#include "systems/potential.h"
#include "evaluation/quench.h"
#include "systems/starts.h"
#include "rollouts/trajectory.h"

enum { MOST = 64 };

static const char lj_rest[] = "variable l2h_length equal 1\nvariable l2h_energy equal 1\nvariable l2h_box equal 3\n"
                              "variable l2h_sphere equal 1\nvariable l2h_minimum equal -44.326801\n";
static struct l2h_error error;

static void write_script(const char *path, const char *text)
{
  put_file(path, text, strlen(text));
}

/* lj:13 in LAMMPS's words: sigma is d0 over 2^(1/6). */
static void write_lj(const char *path, const char *boundary)
{
  char text[2048];
  snprintf(text, sizeof text,
           "units lj\nboundary %s\nregion r block -3 3 -3 3 -3 3\ncreate_box 1 r\ncreate_atoms 1 random 13 7 r\n"
           "mass 1 1\npair_style lj/cut 1e5\npair_coeff 1 1 1 %.17g\n%s",
           boundary, pow(2, -1.0 / 6), lj_rest);
  write_script(path, text);
}

/* Silicon with pair_style sw, in the cell of sw:Si64 or sw:Si8, whose corner is not the origin. */
static void write_silicon(const char *path, const struct l2h_system *silicon)
{
  char text[2048];
  snprintf(text, sizeof text,
           "units metal\nboundary p p p\nregion r block -1 %.17g -1 %.17g -1 %.17g\ncreate_box 1 r\n"
           "create_atoms 1 random %d 7 r\nmass 1 28\npair_style sw\npair_coeff * * %s/Si-paper.sw Si\n"
           "variable l2h_length equal %.17g\nvariable l2h_energy equal %.17g\nvariable l2h_sphere equal 0.7\n",
           silicon->box - 1, silicon->box - 1, silicon->box - 1, silicon->atoms, POTENTIALS, silicon->length,
           silicon->energy);
  write_script(path, text);
}

static int set_up(void **state)
{
  (void)state;
  char folder[] = "/tmp/l2h-lammps-XXXXXX";
  assert_non_null(mkdtemp(folder));
  assert_int_equal(chdir(folder), 0);
  write_lj("in.lj13", "s s s");
  write_lj("in.fixed", "f f f");
  const struct l2h_system silicon = a_system("sw:Si64"), small = a_system("sw:Si8");
  write_silicon("in.si64", &silicon);
  write_silicon("in.si8", &small); /* an atom sees several images of another */
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  l2h_lammps_close_all();
  return system("rm -r \"$PWD\"") == 0 ? 0 : -1;
}

static void positions_of(const struct l2h_system *system, uint32_t number, double *position)
{
  double gradient[3 * MOST];
  const struct l2h_start start = {system, 5, L2H_HELD_OUT_STARTS, 0, number};
  l2h_start_positions(&start, position, gradient);
}

static double largest(int count, const double *number)
{
  double most = 0;
  for (int k = 0; k < count; k++)
    most = fmax(most, fabs(number[k]));
  return most;
}

/* Energy and gradient at two starts, an atom outside the script's box and, where periodic, others some cells away. */
static void same_potential(const char *built_in, const char *script)
{
  const struct l2h_system known = a_system(built_in), system = a_system(script);
  const int numbers = 3 * known.atoms;
  double position[3 * MOST], expected[3 * MOST], gradient[3 * MOST];
  assert_near(system.box, known.box, 1e-12 * known.box);
  for (uint32_t s = 0; s < 2; s++) {
    positions_of(&known, s, position);
    for (int k = 0; k < numbers; k += 5)
      position[k] += (k % 4 - 2) * known.landscape.cell;
    position[7] += s * 50.0;
    const double energy = l2h_potential(&known, position, expected);
    assert_near(l2h_potential(&system, position, gradient), energy, 1e-9 * fabs(energy));
    for (int k = 0; k < numbers; k++)
      assert_near(gradient[k], expected[k], 1e-9 * largest(numbers, expected));
  }
}

static void potentials_agree(void **state)
{
  (void)state;
  same_potential("lj:13", "lammps:in.lj13");
  same_potential("lj:13", "lammps:in.fixed");
  same_potential("sw:Si64", "lammps:in.si64");
  same_potential("sw:Si8", "lammps:in.si8");
}

/* From the same start to the same minimum. L2H_QUENCH_RMS leaves 1e-9 of energy; L-BFGS's path to it hangs on last
   bits, which a start in a smooth place does not let grow. */
static void quenches_agree(void **state)
{
  (void)state;
  const struct l2h_system known = a_system("lj:13"), system = a_system("lammps:in.lj13");
  double position[39], other[39];
  for (uint32_t s = 0; s < 4; s++) {
    positions_of(&known, s, position);
    memcpy(other, position, sizeof other);
    const double energy = l2h_quench(&known, L2H_QUENCH_LBFGS, position).energy;
    assert_near(l2h_quench(&system, L2H_QUENCH_LBFGS, other).energy, energy, 1e-6);
  }
}

static struct l2h_weights some_weights(const struct l2h_system *system)
{
  static struct l2h_weights weights;
  const struct l2h_warm_start rule = L2H_WARM_START_DEFAULT;
  weights.model = a_model();
  weights.model.species = system->species;
  weights.step_limit = 0.5;
  strcpy(weights.units, system->units);
  weights.length_scale = system->length;
  weights.energy_scale = system->energy;
  l2h_initialize(&weights.model, 1, &weights.network);
  assert_int_equal(l2h_warm_start(&weights.model, &rule, &weights.network, &error), 0);
  return weights;
}

/* Learned steps from a minimum shaken a little, where no force is a small difference of large ones: single precision
   keeps 1e-4 of what LAMMPS has in double. After the first step positions differ, and what they differ by grows. */
static void same_steps(const char *built_in, const char *script)
{
  const struct l2h_system known = a_system(built_in), system = a_system(script);
  const struct l2h_weights weights = some_weights(&known);
  struct l2h_trajectory one, other;
  struct l2h_clock clock, other_clock;
  double position[3 * MOST];
  positions_of(&known, 1, position);
  l2h_quench(&known, L2H_QUENCH_LBFGS, position);
  for (int k = 0; k < 3 * known.atoms; k++)
    position[k] += 0.05 * known.length * sin(k);
  assert_int_equal(l2h_trajectory_create(&one, l2h_kernels_best(), known.atoms, known.species, &error), 0);
  assert_int_equal(l2h_trajectory_create(&other, l2h_kernels_best(), known.atoms, known.species, &error), 0);
  l2h_trajectory_begin(&one, &weights, &known, position);
  l2h_trajectory_begin(&other, &weights, &system, position);
  assert_near(l2h_trajectory_energy(&other), l2h_trajectory_energy(&one), 1e-4);
  l2h_clock_start(&clock, 100);
  l2h_clock_start(&other_clock, 100);
  for (int step = 0; step < 5; step++) {
    l2h_trajectory_step(&one, &weights, &clock);
    l2h_trajectory_step(&other, &weights, &other_clock);
    for (int c = 0; c < 3 * one.atoms.stride; c++)
      assert_near(other.atoms.position[c], one.atoms.position[c], 1e-3);
    for (int k = 0; step == 0 && k < known.species * L2H_RADIALS; k++)
      for (int i = 0; i < known.atoms; i++)
        assert_near(other.atoms.radial[k * other.atoms.stride + i], one.atoms.radial[k * one.atoms.stride + i], 1e-4);
  }
  l2h_trajectory_descend(&one);
  l2h_trajectory_descend(&other);
  assert_near(l2h_trajectory_energy(&other), l2h_trajectory_energy(&one), 0.1);
  l2h_trajectory_free(&one);
  l2h_trajectory_free(&other);
}

static void steps_agree(void **state)
{
  (void)state;
  same_steps("lj:13", "lammps:in.lj13");
  same_steps("sw:Si64", "lammps:in.si64");
  same_steps("sw:Si8", "lammps:in.si8");
}

/* Two types, ids in turns: the system's atoms are those of type 1, then those of type 2, and each sees the radial
   functions of either kind as in an alloy of the same atoms. */
static void types_are_species(void **state)
{
  (void)state;
  const char *const made = "units lj\nboundary s s s\nregion r block -3 3 -3 3 -3 3\ncreate_box 2 r\n"
                           "create_atoms 2 single 0 0 0\ncreate_atoms 1 single 1 0 0\ncreate_atoms 2 single 0 1 0\n"
                           "create_atoms 1 single 0 0 1\ncreate_atoms 2 single 1 1 1\nmass * 1\n"
                           "pair_style lj/cut 100\npair_coeff 1 1 1 1\npair_coeff 2 2 4 1\npair_coeff 1 2 2 1\n";
  char text[2048];
  snprintf(text, sizeof text, "%s%svariable l2h_elements string \"Ag Au\"\n", made, lj_rest);
  write_script("in.alloy", text);
  const struct l2h_system alloy = a_system("gupta:Ag2Au3"), system = a_system("lammps:in.alloy");
  assert_int_equal(system.first[1], 2);
  assert_int_equal(system.first[2], 5);
  assert_string_equal(system.element[1], "Au");
  double position[15], gradient[15];
  for (int k = 0; k < 15; k++)
    position[k] = 10 * k; /* far apart except a pair of type 2 */
  for (int c = 0; c < 3; c++)
    position[12 + c] = position[9 + c] + (c == 0 ? 1.5 : 0);
  const double bond = 4 * 4 * (pow(1.5, -12) - pow(1.5, -6));
  assert_near(l2h_potential(&system, position, gradient), bond, 1e-4); /* the others' attraction is below that */
  struct l2h_weights weights = some_weights(&system);
  struct l2h_trajectory one, other;
  struct l2h_clock clock;
  assert_int_equal(l2h_trajectory_create(&one, l2h_kernels_best(), 5, 2, &error), 0);
  assert_int_equal(l2h_trajectory_create(&other, l2h_kernels_best(), 5, 2, &error), 0);
  for (int k = 0; k < 15; k++)
    position[k] = sin(3 * k) * 1.5;
  strcpy(weights.units, "metal"); /* the alloy's, in the same scales */
  l2h_trajectory_begin(&one, &weights, &alloy, position);
  l2h_trajectory_begin(&other, &weights, &system, position);
  l2h_clock_start(&clock, 10);
  l2h_trajectory_step(&one, &weights, &clock);
  l2h_trajectory_step(&other, &weights, &clock);
  for (int k = 0; k < 2 * L2H_RADIALS; k++)
    for (int i = 0; i < 5; i++)
      assert_near(other.atoms.radial[k * other.atoms.stride + i], one.atoms.radial[k * one.atoms.stride + i], 1e-4);
  l2h_trajectory_free(&one);
  l2h_trajectory_free(&other);
}

static void named(const char *units, const char *masses, const char *first, const char *second)
{
  char text[2048];
  snprintf(text, sizeof text,
           "units %s\nregion r block -3 3 -3 3 -3 3\nboundary s s s\ncreate_box 2 r\ncreate_atoms 1 random 3 7 r\n"
           "create_atoms 2 random 2 8 r\n%s\npair_style lj/cut 100\npair_coeff * * 1 1\n%s",
           units, masses, lj_rest);
  write_script("in.named", text);
  const struct l2h_system system = a_system("lammps:in.named");
  assert_string_equal(system.element[0], first);
  assert_string_equal(system.element[1], second);
  l2h_lammps_close_all();
}

/* Nickel's file says 58.71, cobalt next to it has 58.933. Two types of one element could not be told apart in a file.
 */
static void masses_name_elements(void **state)
{
  (void)state;
  named("metal", "mass 1 58.71\nmass 2 26.982", "Ni", "Al");
  named("real", "mass 1 28\nmass 2 197", "Si", "Au");
  named("metal", "mass 1 58.93\nmass 2 1.5", "X", "X");
  named("metal", "mass 1 63.55\nmass 2 63.55", "X", "X");
  named("lj", "mass 1 58.71\nmass 2 26.982", "X", "X");
  named("metal", "mass 1 63.55\nmass 2 63.55\nvariable l2h_elements string \"Cu Xx\"", "Cu", "Xx");
  named("metal", "mass 1 63.55\nmass 2 27\nvariable l2h_elements string Cu", "Cu", "X");
}

/* Whatever was computed before, on whichever thread, near by or elsewhere: the same bits. */
static void energies_have_no_memory(void **state)
{
  (void)state;
  static const char *const names[] = {"lammps:in.lj13", "lammps:in.si64"};
  for (int n = 0; n < 2; n++) {
    const struct l2h_system system = a_system(names[n]);
    const size_t bytes = sizeof(double) * 3 * (size_t)system.atoms;
    double position[3][3 * MOST], gradient[3][3 * MOST], energy[3];
    for (uint32_t s = 0; s < 3; s++) {
      positions_of(&system, s / 2, position[s]);
      for (int k = 0; k < 3 * system.atoms && s == 1; k++)
        position[s][k] += 0.02 * system.length * sin(k);
      energy[s] = l2h_potential(&system, position[s], gradient[s]);
    }
    int differ = 0;
#pragma omp parallel for num_threads(3) schedule(static, 1) reduction(+ : differ)
    for (int k = 0; k < 60; k++) {
      double again[3 * MOST];
      const int s = k * 7 % 5 % 3;
      differ += l2h_potential(&system, position[s], again) != energy[s] || memcmp(again, gradient[s], bytes) != 0;
    }
    assert_int_equal(differ, 0);
  }
}

/* Atoms in one place, far away, nowhere: finite numbers, and good ones afterwards. */
static void madness_stays_finite(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lammps:in.fixed");
  double good[39], position[39], gradient[39];
  positions_of(&system, 1, good);
  const double energy = l2h_potential(&system, good, gradient);
  const double wild[] = {good[3], 1e5, 1e8, 1e300, NAN, INFINITY};
  for (size_t w = 0; w < sizeof wild / sizeof wild[0]; w++) {
    memcpy(position, good, sizeof position);
    for (int c = 0; c < 3; c++)
      position[c] = w == 0 ? good[3 + c] : wild[w];
    const double found = l2h_potential(&system, position, gradient);
    assert_true(isfinite(found) && found <= 1e12);
    for (int k = 0; k < 39; k++)
      assert_true(fabs(gradient[k]) <= 1e15);
    assert_true(l2h_potential(&system, good, gradient) == energy);
  }
}

/* ---- a script that somebody has already ---- */

static void evaluations_write_nothing(void **state)
{
  (void)state;
  double position[39], gradient[39];
  write_lj("in.dumps", "s s s");
  FILE *script = fopen("in.dumps", "a");
  assert_non_null(script);
  fputs("dump 1 all custom 1 dump.txt id x y z\nrestart 1 kept.*\n", script);
  assert_int_equal(fclose(script), 0);
  const struct l2h_system system = a_system("lammps:in.dumps");
  positions_of(&system, 1, position);
  for (int k = 0; k < 5; k++)
    l2h_potential(&system, position, gradient);
  assert_int_not_equal(access("dump.txt", F_OK), 0);
  for (int step = 0; step < 10; step++) {
    char name[32];
    snprintf(name, sizeof name, "kept.%d", step);
    assert_int_not_equal(access(name, F_OK), 0);
  }
}

/* Refused before LAMMPS has read a line of it: what it would write may be there from a run that took days. */
static void results_are_left_alone(void **state)
{
  (void)state;
  struct l2h_system system;
  put_file("mine.data", "mine", 4);
  write_script("in.mine",
               "units lj\nregion r block -3 3 -3 3 -3 3\ncreate_box 1 r\ncreate_atoms 1 random 13 7 r\n"
               "mass 1 1\npair_style lj/cut 3\npair_coeff 1 1 1 1\nshell rm mine.data\n"
               "run_style verlet\n  minimize 0 1e-6 100 1000\nwrite_data mine.data\n");
  assert_int_equal(l2h_system_parse("lammps:in.mine", &system, &error), -1);
  assert_says(error.text, "in.mine: line 10: minimize: ");
  assert_int_equal(access("mine.data", F_OK), 0);
}

/* ---- what normalization: adam keeps ---- */

/* A program of its own, since a program reads a script once: prints the energy and what it took. */
static int print_adam_minimum(const char *name)
{
  const struct l2h_world world = ONE_RANK;
  const struct l2h_adam_effort effort = {4, 300, 0.01};
  struct l2h_adam_minimum minimum;
  struct l2h_system system;
  if (l2h_system_parse(name, &system, &error) != 0 ||
      l2h_adam_minimum(&world, &system, &effort, &minimum, &error) != 0) {
    fprintf(stderr, "%s\n", error.text);
    return 1;
  }
  printf("%.17g %.17g\n", minimum.energy, minimum.evaluations);
  l2h_lammps_close_all();
  return 0;
}

static void adam_minimum_of(const char *name, double *energy, double *evaluations)
{
  char program[4096], command[4200];
  const ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  assert_true(length > 0);
  program[length] = 0;
  snprintf(command, sizeof command, "XDG_CACHE_HOME=\"$PWD\" '%s' %s", program, name);
  FILE *stream = popen(command, "r");
  assert_non_null(stream);
  assert_int_equal(fscanf(stream, "%lf %lf", energy, evaluations), 2);
  assert_int_equal(pclose(stream), 0);
}

/* Six atoms whose bonds are so deep, said by the script itself or by a file that it includes. */
static void write_six(int depth, bool included)
{
  char text[2048], pairs[128];
  snprintf(pairs, sizeof pairs, "pair_coeff * * %d 0.8908987181403393\n", depth);
  write_script("in.pairs", pairs);
  snprintf(text, sizeof text,
           "units lj\nboundary s s s\nregion r block -3 3 -3 3 -3 3\ncreate_box 1 r\ncreate_atoms 1 random 6 7 r\n"
           "mass 1 1\npair_style lj/cut 100\n%s%s",
           included ? "include in.pairs\n" : pairs, lj_rest);
  write_script("in.six", text);
}

/* Scripts of one name that differ, or whose included files do: each has the energy of its own kept, and finds it again.
 */
static void scripts_have_energies_of_their_own(void **state)
{
  (void)state;
  double energy[4], again, evaluations;
  for (int k = 0; k < 4; k++) {
    write_six(k + 1, k >= 2);
    adam_minimum_of("lammps:in.six", &energy[k], &evaluations);
    assert_true(evaluations > 0);
    assert_true(k == 0 || energy[k] < energy[k - 1] - 1); /* of -12.7 times the depth */
  }
  for (int k = 0; k < 4; k++) {
    write_six(k + 1, k >= 2);
    adam_minimum_of("lammps:in.six", &again, &evaluations);
    assert_true(evaluations == 0 && again == energy[k]);
  }
}

int main(int count, char **arguments)
{
  if (count == 2)
    return print_adam_minimum(arguments[1]);
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(potentials_agree),
    cmocka_unit_test(quenches_agree),
    cmocka_unit_test(steps_agree),
    cmocka_unit_test(types_are_species),
    cmocka_unit_test(masses_name_elements),
    cmocka_unit_test(energies_have_no_memory),
    cmocka_unit_test(madness_stays_finite),
    cmocka_unit_test(evaluations_write_nothing),
    cmocka_unit_test(results_are_left_alone),
    cmocka_unit_test(scripts_have_energies_of_their_own),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
