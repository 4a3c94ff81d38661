/* SPDX-License-Identifier: GPL-2.0-only */
#include "core/reference.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/cell.h"
#include "core/lj.h"

/* ---- neighbours ---- */

struct neighbour {
  int atom;
  double d[3]; /* from the atom to it */
  double r;    /* length of d, at least the landscape's core */
};

/* All atoms, or images of atoms, nearer to atom i than `reach`: `list` has room for 27 each. */
static int find_neighbours(const struct l2h_reference_atoms *atoms, int i, double reach, struct neighbour *list)
{
  const double cell = atoms->landscape->cell;
  int count = 0;
  for (int j = 0; j < atoms->atoms; j++)
    for (int image = 0; image < (cell > 0 ? 27 : 1); image++) {
      struct neighbour near = {.atom = j};
      for (int c = 0; c < 3; c++)
        near.d[c] = atoms->position[j][c] - atoms->position[i][c];
      if (cell > 0) {
        const int shift[3] = {image % 3 - 1, image / 3 % 3 - 1, image / 9 - 1};
        l2h_minimum_image(near.d, cell);
        for (int c = 0; c < 3; c++)
          near.d[c] += cell * shift[c];
      }
      const double r = sqrt(near.d[0] * near.d[0] + near.d[1] * near.d[1] + near.d[2] * near.d[2]);
      near.r = fmax(r, atoms->landscape->core);
      if (r < reach && !(j == i && r == 0))
        list[count++] = near;
    }
  return count;
}

static int kind_of(const struct l2h_reference_atoms *atoms, int i)
{
  return atoms->kind ? atoms->kind[i] : 0;
}

/* Takes the slope of the energy by d = x_j - x_i to both atoms' gradients. */
static void pull(const struct neighbour *near, int i, const double slope[3], double (*gradient)[3])
{
  for (int c = 0; gradient && c < 3; c++) {
    gradient[near->atom][c] += slope[c];
    gradient[i][c] -= slope[c];
  }
}

/* The same for an energy that depends on the distance alone. */
static void pull_along(const struct neighbour *near, int i, double slope, double (*gradient)[3])
{
  const double vector[3] = {slope * near->d[0] / near->r, slope * near->d[1] / near->r, slope * near->d[2] / near->r};
  pull(near, i, vector, gradient);
}

/* ---- energies; every bond is met from both of its ends ---- */

static double lj_energy(const struct l2h_reference_atoms *atoms, int i, int count, const struct neighbour *list,
                        double (*gradient)[3])
{
  double energy = 0;
  for (int n = 0; n < count; n++) {
    double pair;
    const double d0 = atoms->landscape->d0;
    const double f = l2h_lj_pair(list[n].r * list[n].r, atoms->landscape->epsilon, d0 * d0, &pair);
    energy += pair / 2;
    pull_along(&list[n], i, -f * list[n].r / 2, gradient);
  }
  return energy;
}

/* Atom i's own term of Eq. 6. */
static double gupta_energy(const struct l2h_reference_atoms *atoms, int i, int count, const struct neighbour *list,
                           double (*gradient)[3])
{
  double repulsion = 0, density = 0;
  for (int n = 0; n < count; n++) {
    const struct l2h_gupta_parameters *g = &atoms->landscape->gupta[kind_of(atoms, i)][kind_of(atoms, list[n].atom)];
    repulsion += g->a * exp(-g->p * (list[n].r / g->d0 - 1));
    density += g->xi * g->xi * exp(-2 * g->q * (list[n].r / g->d0 - 1));
  }
  for (int n = 0; n < count; n++) {
    const struct l2h_gupta_parameters *g = &atoms->landscape->gupta[kind_of(atoms, i)][kind_of(atoms, list[n].atom)];
    const double wall = -g->p / g->d0 * g->a * exp(-g->p * (list[n].r / g->d0 - 1));
    const double hopping = -2 * g->q / g->d0 * g->xi * g->xi * exp(-2 * g->q * (list[n].r / g->d0 - 1));
    pull_along(&list[n], i, wall - hopping / (2 * sqrt(density)), gradient);
  }
  return repulsion - sqrt(density);
}

/* Half of atom i's pairs, and the triplets around it (Eq. 7), one by one. */
static double sw_energy(const struct l2h_reference_atoms *atoms, int i, int count, const struct neighbour *list,
                        double (*gradient)[3])
{
  const struct l2h_sw_parameters *sw = &atoms->landscape->sw;
  const struct l2h_sw_pair pair = l2h_sw_pair_of(sw);
  double energy = 0;
  for (int n = 0; n < count; n++) {
    double two;
    const double f = l2h_sw_two(list[n].r, &pair, &two);
    energy += two / 2;
    pull_along(&list[n], i, -f * list[n].r / 2, gradient);
  }
  for (int n = 0; n < count; n++)
    for (int m = n + 1; m < count; m++) {
      const struct neighbour *j = &list[n], *k = &list[m];
      double slope_j, slope_k, cosine = 0, by_j[3], by_k[3];
      const double h_j = l2h_sw_bond(j->r, &pair, &slope_j), h_k = l2h_sw_bond(k->r, &pair, &slope_k);
      for (int c = 0; c < 3; c++)
        cosine += j->d[c] * k->d[c] / (j->r * k->r);
      const double off = cosine - sw->cos_theta0, strength = sw->lambda * sw->epsilon;
      for (int c = 0; c < 3; c++) {
        const double u_j = j->d[c] / j->r, u_k = k->d[c] / k->r, turn = 2 * h_j * h_k * off;
        by_j[c] = strength * (slope_j * h_k * off * off * u_j + turn * (u_k - cosine * u_j) / j->r);
        by_k[c] = strength * (slope_k * h_j * off * off * u_k + turn * (u_j - cosine * u_k) / k->r);
      }
      energy += strength * h_j * h_k * off * off;
      pull(j, i, by_j, gradient);
      pull(k, i, by_k, gradient);
    }
  return energy;
}

static double energy_of(const struct l2h_reference_atoms *atoms, int i, int count, const struct neighbour *list,
                        double (*gradient)[3])
{
  switch (atoms->landscape->kind) {
  case L2H_LJ:
    return lj_energy(atoms, i, count, list, gradient);
  case L2H_GUPTA:
    return gupta_energy(atoms, i, count, list, gradient);
  case L2H_SW:
    return sw_energy(atoms, i, count, list, gradient);
  case L2H_LAMMPS:
    break;
  }
  abort(); /* the caller's mistake */
}

double l2h_reference_energy(const struct l2h_reference_atoms *atoms, double (*gradient)[3])
{
  const struct l2h_landscape *landscape = atoms->landscape;
  const double reach = landscape->kind == L2H_SW ? landscape->sw.a * landscape->sw.sigma : INFINITY;
  struct neighbour *list = calloc(27 * (size_t)atoms->atoms, sizeof *list);
  double energy = 0;
  if (!list)
    abort();
  if (gradient)
    memset(gradient, 0, (size_t)atoms->atoms * sizeof *gradient);
  for (int i = 0; i < atoms->atoms; i++) {
    const int count = find_neighbours(atoms, i, reach, list);
    energy += energy_of(atoms, i, count, list, gradient);
  }
  free(list);
  return energy;
}

/* ---- inputs ---- */

void l2h_reference_radial(const struct l2h_reference_atoms *atoms, int species, int i,
                          double phi[L2H_MAX_SPECIES * L2H_RADIALS])
{
  const double eta[L2H_RADIALS] = L2H_RADIAL_ETAS;
  const double pi = 3.14159265358979323846;
  struct neighbour *list = calloc(27 * (size_t)atoms->atoms, sizeof *list);
  if (!list)
    abort();
  const int count = find_neighbours(atoms, i, L2H_RADIAL_CUTOFF, list);
  memset(phi, 0, (size_t)species * L2H_RADIALS * sizeof *phi);
  for (int n = 0; n < count; n++) {
    double *const of_kind = phi + L2H_RADIALS * kind_of(atoms, list[n].atom), d2 = 0;
    for (int c = 0; c < 3; c++)
      d2 += list[n].d[c] * list[n].d[c];
    for (int k = 0; k < L2H_RADIALS; k++)
      of_kind[k] += exp(-eta[k] * d2) * 0.5 * (cos(pi * sqrt(d2) / L2H_RADIAL_CUTOFF) + 1);
  }
  free(list);
}

/* The step inputs with the sines as they stand in section 5.3. */
static void step_inputs(const struct l2h_reference *run, double *inputs)
{
  const double tau[L2H_SINES] = L2H_SINE_TIMES;
  const double progress = run->step < run->horizon ? (double)run->step / (double)run->horizon : 1;
  l2h_encode(run->atoms, inputs);
  for (int k = 0; k < L2H_SINES; k++) {
    const double sine = sin((double)run->step / tau[k]);
    l2h_encode(sine, inputs + 2 + 2 * k);
    inputs[2 + 2 * L2H_SINES + k] = sine;
  }
  inputs[L2H_STEP_INPUTS - 2] = progress;
  inputs[L2H_STEP_INPUTS - 1] = 1 - progress;
}

/* A run's atoms where they are. */
static struct l2h_reference_atoms here(const struct l2h_reference *run)
{
  return (struct l2h_reference_atoms){&run->landscape, run->atoms, run->kind, (const double(*)[3])run->position};
}

void l2h_reference_inputs(const struct l2h_reference *run, int i, int c, double inputs[L2H_MAX_INPUTS])
{
  const int species = run->weights->model.species;
  const double decay[L2H_DECAYS] = L2H_DECAY_VALUES;
  struct l2h_corrections corrections;
  const struct l2h_reference_atoms atoms = here(run);
  double is[L2H_MAX_SPECIES] = {0}, phi[L2H_MAX_SPECIES * L2H_RADIALS], centre = 0;

  for (int k = 0; k < L2H_DECAYS; k++)
    corrections.value[k] = 1 / (1 - pow(decay[k], (double)run->step + 1));
  for (int j = 0; j < run->atoms; j++)
    centre += run->position[j][c] / run->atoms;
  is[run->kind[i]] = 1;
  l2h_reference_radial(&atoms, species, i, phi);

  step_inputs(run, inputs);
  l2h_atom_inputs(species, is, phi, inputs + L2H_STEP_INPUTS);
  l2h_coordinate_inputs(run->gradient[i][c], run->position[i][c] - centre, run->first_moment[i][c],
                        run->second_moment[i][c], &corrections, inputs + L2H_STEP_INPUTS + L2H_ATOM_INPUTS(species));
}

/* ---- network ---- */

/* One layer: out = bias + w in. */
static void layer(int inputs, const double *in, int outputs, const float *w, const float *bias, double *out)
{
  for (int h = 0; h < outputs; h++)
    out[h] = bias[h];
  l2h_layer_add(inputs, in, outputs, w, out);
}

static double move_of(const struct l2h_weights *weights, const double *inputs)
{
  const struct l2h_network *network = &weights->network;
  double one[L2H_HIDDEN], two[L2H_HIDDEN], output[L2H_OUTPUTS];
  layer(l2h_inputs(&weights->model), inputs, L2H_HIDDEN, network->first[0], network->first_bias, one);
  for (int h = 0; h < L2H_HIDDEN; h++)
    one[h] = l2h_relu(one[h]);
  layer(L2H_HIDDEN, one, L2H_HIDDEN, network->second[0], network->second_bias, two);
  for (int h = 0; h < L2H_HIDDEN; h++)
    two[h] = l2h_relu(two[h]);
  layer(L2H_HIDDEN, two, L2H_OUTPUTS, network->output[0], network->output_bias, output);
  return l2h_update(network->alpha, network->beta, network->gamma, output[0], output[1], weights->step_limit);
}

void l2h_reference_step(struct l2h_reference *run)
{
  const struct l2h_reference_atoms atoms = here(run);
  double inputs[L2H_MAX_INPUTS];
  run->energy = l2h_reference_energy(&atoms, run->gradient);
  for (int i = 0; i < run->atoms; i++)
    for (int c = 0; c < 3; c++) {
      l2h_moments_update(run->gradient[i][c], run->first_moment[i][c], run->second_moment[i][c]);
      l2h_reference_inputs(run, i, c, inputs);
      run->move[i][c] = move_of(run->weights, inputs);
    }
  for (int i = 0; i < run->atoms; i++)
    for (int c = 0; c < 3; c++)
      run->position[i][c] += run->move[i][c];
  run->step++;
}

int l2h_reference_start(struct l2h_reference *run, const struct l2h_weights *weights,
                        const struct l2h_reference_atoms *atoms, long horizon, struct l2h_error *error)
{
  const size_t n = (size_t)atoms->atoms;
  memset(run, 0, sizeof *run);
  run->weights = weights;
  run->landscape = *atoms->landscape;
  run->atoms = atoms->atoms;
  run->horizon = horizon;
  run->kind = calloc(n, sizeof *run->kind);
  run->position = calloc(n, sizeof *run->position);
  run->gradient = calloc(n, sizeof *run->gradient);
  run->move = calloc(n, sizeof *run->move);
  run->first_moment = calloc(n, sizeof *run->first_moment);
  run->second_moment = calloc(n, sizeof *run->second_moment);
  if (!run->kind || !run->position || !run->gradient || !run->move || !run->first_moment || !run->second_moment) {
    l2h_reference_end(run);
    return l2h_fail(error, "no memory for a reference run of %d atoms", atoms->atoms);
  }
  for (int i = 0; i < atoms->atoms; i++)
    run->kind[i] = kind_of(atoms, i);
  memcpy(run->position, atoms->position, n * sizeof *run->position);
  return 0;
}

void l2h_reference_end(struct l2h_reference *run)
{
  free(run->kind);
  free(run->position);
  free(run->gradient);
  free(run->move);
  free(run->first_moment);
  free(run->second_moment);
  memset(run, 0, sizeof *run);
}
