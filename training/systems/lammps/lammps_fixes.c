/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/lammps/lammps_fixes.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "systems/system.h"

enum { HERE, AWAY, HERE_AGAIN, PLACES }; /* where the script put the atoms, elsewhere, and the first place again */

/* One LAMMPS's answers at the places. */
struct answers {
  double energy[PLACES];
  double *placed[PLACES], *after[PLACES], *force[PLACES]; /* [atoms][3]; positions before and after the evaluation */
};

struct fix_id {
  char text[128];
};

struct trial {
  int atoms;
  bool periodic;
  double low[3], edge;
  struct answers with, without;
  double *script; /* [atoms][3]: where the script put the atoms */
  double *memory;
};

static double *const *array(const struct l2h_lammps *lammps, const char *name)
{
  return lammps->library->extract_atom(lammps->handle, name);
}

static void copy_out(const struct l2h_lammps *lammps, const char *name, int atoms, double *to)
{
  double *const *from = array(lammps, name);
  for (int i = 0; i < atoms; i++)
    memcpy(to + 3 * i, from[i], 3 * sizeof(double));
}

/* A cluster is blown up, so that walls are reached; atoms of a crystal are shaken. */
static void make_place(const struct trial *trial, int place, double *to)
{
  const double *script = trial->script;
  double centre[3] = {0};
  for (int k = 0; k < 3 * trial->atoms; k++)
    centre[k % 3] += script[k] / trial->atoms;
  for (int k = 0; k < 3 * trial->atoms; k++) {
    const double shake = 0.05 * sin(12.9898 * (k + 1)) * (trial->periodic ? trial->edge / cbrt(trial->atoms) : 1);
    double x = script[k];
    if (place == AWAY)
      x = (trial->periodic ? x : centre[k % 3] + 3 * (x - centre[k % 3])) + shake;
    if (trial->periodic)
      x -= trial->edge * floor((x - trial->low[k % 3]) / trial->edge);
    to[k] = x;
  }
}

static int ask(struct l2h_lammps *lammps, const struct trial *trial, struct answers *answers, struct l2h_error *error)
{
  for (int place = 0; place < PLACES; place++) {
    make_place(trial, place, answers->placed[place]);
    double *const *x = array(lammps, "x");
    for (int i = 0; i < trial->atoms; i++)
      memcpy(x[i], answers->placed[place] + 3 * i, 3 * sizeof(double));
    if (l2h_lammps_command(lammps, "run 1 pre no post no", error) != 0)
      return -1;
    const double *energy =
      lammps->library->extract_compute(lammps->handle, "thermo_pe", L2H_LAMMPS_GLOBAL, L2H_LAMMPS_SCALAR);
    if (!energy)
      return l2h_lammps_failed(lammps, error) ? -1 : l2h_fail(error, "there is no energy");
    if (lammps->library->get_natoms(lammps->handle) != trial->atoms)
      return l2h_fail(error, "atoms were lost");
    answers->energy[place] = *energy;
    copy_out(lammps, "x", trial->atoms, answers->after[place]);
    copy_out(lammps, "f", trial->atoms, answers->force[place]);
  }
  return 0;
}

/* ---- what the answers say ---- */

static bool same(double a, double b)
{
  if (!isfinite(a) || !isfinite(b))
    return a == b || (isnan(a) && isnan(b));
  return fabs(a - b) <= 1e-10 * (fabs(a) + fabs(b));
}

static bool all_same(const struct trial *trial, const double *a, const double *b)
{
  for (int k = 0; k < 3 * trial->atoms; k++)
    if (!same(a[k], b[k]))
      return false;
  return true;
}

/* Whether an atom is not where it was put, nor one cell on. */
static bool moves_atoms(const struct trial *trial, const struct answers *answers)
{
  for (int place = 0; place < PLACES; place++)
    for (int k = 0; k < 3 * trial->atoms; k++) {
      double d = answers->after[place][k] - answers->placed[place][k];
      if (trial->periodic)
        d -= trial->edge * rint(d / trial->edge);
      if (fabs(d) > 1e-9 * (1 + fabs(answers->placed[place][k])))
        return true;
    }
  return false;
}

static bool ends_runs(const struct trial *trial, const struct answers *answers)
{
  return answers->energy[HERE] == answers->energy[AWAY] && all_same(trial, answers->force[HERE], answers->force[AWAY]);
}

static bool remembers(const struct trial *trial, const struct answers *answers)
{
  return !all_same(trial, answers->force[HERE], answers->force[HERE_AGAIN]);
}

static bool changes_forces_alone(const struct trial *trial)
{
  for (int place = 0; place < PLACES; place++)
    if (same(trial->with.energy[place], trial->without.energy[place]) &&
        !all_same(trial, trial->with.force[place], trial->without.force[place]))
      return true;
  return false;
}

/* Whether the fixes take the whole force of atom i away. */
static bool freezes(const struct trial *trial, int place, int i)
{
  const double *with = trial->with.force[place] + 3 * i, *without = trial->without.force[place] + 3 * i;
  return with[0] == 0 && with[1] == 0 && with[2] == 0 && (without[0] != 0 || without[1] != 0 || without[2] != 0);
}

/* Whether that is all they do, as fix setforce 0 0 0. */
static bool only_freezes(const struct trial *trial)
{
  for (int place = 0; place < PLACES; place++) {
    const double *with = trial->with.force[place], *without = trial->without.force[place];
    if (!same(trial->with.energy[place], trial->without.energy[place]))
      return false;
    for (int k = 0; k < 3 * trial->atoms; k++)
      if (!same(with[k], without[k]) && !freezes(trial, place, k / 3))
        return false;
  }
  return true;
}

static int judge(const struct trial *trial, const char *id, struct l2h_error *error)
{
  const struct answers *with = &trial->with, *without = &trial->without;
  if (moves_atoms(trial, with) && !moves_atoms(trial, without))
    return l2h_fail(error, "fix %s moves atoms, which learn2hop alone may do: take it out", id);
  if (ends_runs(trial, with) && !ends_runs(trial, without))
    return l2h_fail(error, "fix %s ends runs, so that energies are old ones: take it out", id);
  if (remembers(trial, with) && !remembers(trial, without))
    return l2h_fail(error, "fix %s makes forces that change from one evaluation to the next: take it out", id);
  if (changes_forces_alone(trial) && !only_freezes(trial))
    return l2h_fail(error,
                    "fix %s changes forces and not the energy: where it has an energy (walls, springs) write "
                    "`fix_modify %s energy yes`, else take it out; `fix setforce 0 0 0` alone may, to freeze atoms",
                    id, id);
  return 0;
}

/* ---- the trials ---- */

static int make_room(const struct l2h_lammps *lammps, struct trial *trial, struct l2h_error *error)
{
  double high[3];
  int periodic[3];
  trial->atoms = (int)lammps->library->get_natoms(lammps->handle);
  const size_t numbers = 3 * (size_t)trial->atoms;
  trial->memory = calloc(numbers * (1 + 2 * 3 * PLACES), sizeof(double));
  if (!trial->memory)
    return l2h_fail(error, "no memory for %d atoms", trial->atoms);
  double *next = trial->script = trial->memory;
  for (int k = 0; k < 2; k++)
    for (int place = 0; place < PLACES; place++) {
      struct answers *answers = k ? &trial->without : &trial->with;
      answers->placed[place] = next += numbers;
      answers->after[place] = next += numbers;
      answers->force[place] = next += numbers;
    }
  lammps->library->extract_box(lammps->handle, trial->low, high, NULL, NULL, NULL, periodic, NULL);
  trial->periodic = periodic[0];
  trial->edge = high[0] - trial->low[0];
  copy_out(lammps, "x", trial->atoms, trial->script);
  return 0;
}

/* The answers of a LAMMPS of their own, so that what one did to it another does not meet, without these fixes. 1 where
   they cannot be taken out, since something needs them. */
static int answers_without(const char *script, int fixes, const struct fix_id *fix, const struct trial *trial,
                           struct answers *answers, struct l2h_error *error)
{
  struct l2h_lammps lammps;
  char command[256];
  int result = 0;
  if (l2h_lammps_open(script, &lammps, error) != 0)
    return -1;
  for (int k = 0; k < fixes && result == 0; k++) {
    snprintf(command, sizeof command, "unfix %s", fix[k].text);
    result = l2h_lammps_command(&lammps, command, error) != 0;
  }
  if (result == 0 && (l2h_lammps_settle(script, &lammps, error) != 0 || ask(&lammps, trial, answers, error) != 0))
    result = fixes > 0 ? 1 : -1;
  l2h_lammps_close(&lammps);
  return result;
}

static void note_frozen(const struct trial *trial, bool *frozen)
{
  for (int i = 0; i < trial->atoms; i++)
    for (int place = 0; place < PLACES; place++)
      frozen[i] = frozen[i] || freezes(trial, place, i);
}

/* Takes out one fix after the other, the last one first, since it may need those before it, and compares what LAMMPS
   answers with it and without it. Those after it are out by then, so that two fixes that do the same do not hide each
   other. */
static int try_fixes(const char *script, int fixes, struct fix_id *fix, struct trial *trial, bool *frozen,
                     struct l2h_error *error)
{
  struct l2h_error with, without;
  const bool failed = answers_without(script, 0, NULL, trial, &trial->with, &with) != 0;
  struct fix_id *const out = fix; /* those that are out, the first of the list, which the loop has done with */
  int count = 0;
  for (int k = 0; k < fixes; k++) {
    out[count] = fix[k];
    if (answers_without(script, count + 1, out, trial, &trial->without, &without) != 0)
      continue;
    if (failed)
      return l2h_fail(error, "fix %s: LAMMPS says: %.600s", out[count].text, with.text);
    if (judge(trial, out[count].text, error) != 0)
      return -1;
    if (changes_forces_alone(trial))
      note_frozen(trial, frozen);
    const struct answers next = trial->without;
    trial->without = trial->with;
    trial->with = next;
    count++;
  }
  return 0;
}

/* The last one first. */
static int list_fixes(const struct l2h_lammps *lammps, int fixes, struct fix_id *fix)
{
  int listed = 0;
  for (int k = fixes - 1; k >= 0; k--)
    listed += lammps->library->id_name(lammps->handle, "fix", k, fix[listed].text, sizeof fix->text) != 0;
  return listed;
}

int l2h_lammps_check_fixes(const char *script, struct l2h_lammps *lammps, bool *frozen, struct l2h_error *error)
{
  struct trial trial = {0};
  const int fixes = lammps->library->id_count(lammps->handle, "fix");
  if (fixes == 0)
    return 0;
  struct fix_id *fix = calloc((size_t)fixes, sizeof *fix);
  int result = fix ? make_room(lammps, &trial, error) : l2h_fail(error, "no memory for %d fixes", fixes);
  if (result == 0)
    result = try_fixes(script, list_fixes(lammps, fixes, fix), fix, &trial, frozen, error);
  free(trial.memory);
  free(fix);
  return result;
}
