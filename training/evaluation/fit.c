/* SPDX-License-Identifier: GPL-2.0-only */
#include "evaluation/fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "systems/scales.h"

/* Landscapes differ by a few hundredths in what their nearest neighbours' distance is at most; at a tenth the radial
   inputs are those of another structure. Energies may differ more: forces enter as logarithms and signs. */
#define LENGTH_OFF 1.1
#define ENERGY_OFF 3.0

/* The numbers of "2,1", 0-based. How many, or -1 with a message. */
static int take_species(const char *text, int known, int *number, struct l2h_error *error)
{
  int count = 0;
  for (const char *at = text;; at++) {
    char *end;
    const long species = strtol(at, &end, 10);
    if (end == at || (*end && *end != ','))
      return l2h_fail(error, "--species: '%s' is no list of whole numbers, as 2,1", text);
    if (species < 1 || species > known)
      return l2h_fail(error, "--species: %ld is out of range: the weights know species 1 to %d", species, known);
    for (int k = 0; k < count; k++)
      if (number[k] == species - 1)
        return l2h_fail(error, "--species: %ld stands twice", species);
    number[count++] = (int)species - 1;
    if (!*end)
      return count;
    at = end;
  }
}

/* The rows of the first layer that listen to species s come to listen as those of number[s] did. */
static void reorder(const struct l2h_model *model, const int *number, struct l2h_network *network)
{
  static const int radial = 2 * L2H_RADIALS; /* rows a species, after one a species that says which it is */
  const struct l2h_network old = *network;
  const int is = L2H_STEP_INPUTS, phi = is + model->species;
  for (int s = 0; s < model->species; s++) {
    memcpy(network->first[is + s], old.first[is + number[s]], sizeof old.first[0]);
    for (int k = 0; k < radial; k++)
      memcpy(network->first[phi + radial * s + k], old.first[phi + radial * number[s] + k], sizeof old.first[0]);
  }
}

static int fit_species(const char *text, const struct l2h_system *system, struct l2h_weights *weights,
                       struct l2h_error *error)
{
  const int known = weights->model.species;
  int number[L2H_MAX_SPECIES];
  int count = take_species(text, known, number, error);
  if (count < 0)
    return -1;
  if (count != system->species)
    return l2h_fail(error, "--species: %s has %d species: give as many numbers", system->name, system->species);
  for (int species = 0; species < known; species++) { /* those left over come last */
    bool taken = false;
    for (int k = 0; k < count; k++)
      taken = taken || number[k] == species;
    if (!taken)
      number[count++] = species;
  }
  reorder(&weights->model, number, &weights->network);
  return 0;
}

int l2h_fit(const struct l2h_fit *fit, const struct l2h_system *system, struct l2h_weights *weights,
            struct l2h_error *error)
{
  double length, energy;
  if ((fit->length != 0 && !(fit->length > 0)) || (fit->energy != 0 && !(fit->energy > 0)))
    return l2h_fail(error, "--length-scale and --energy-scale are above 0");
  if (fit->species && fit_species(fit->species, system, weights, error) != 0)
    return -1;
  l2h_scales_of(weights, system, &length, &energy);
  if (fit->length > 0 || fit->energy > 0) {
    strcpy(weights->units, system->units);
    weights->length_scale = fit->length > 0 ? fit->length : length;
    weights->energy_scale = fit->energy > 0 ? fit->energy : energy;
  }
  return 0;
}

static bool apart(double a, double b, double most)
{
  return fmax(a / b, b / a) > most;
}

bool l2h_fit_is_doubtful(const struct l2h_weights *weights, const struct l2h_system *system, struct l2h_error *why)
{
  double length, energy;
  l2h_scales_of(weights, system, &length, &energy);
  if (length == 1 && energy == 1)
    return false; /* raw inputs, as the paper has them: a choice */
  if (!apart(length, system->length, LENGTH_OFF) && !apart(energy, system->energy, ENERGY_OFF))
    return false;
  l2h_fail(
    why,
    "the weights see %s in a length scale of %.4g and an energy scale of %.4g, whose own are %.4g and %.4g: they "
    "will do badly; try --length-scale %.4g --energy-scale %.4g",
    system->name, length, energy, system->length, system->energy, system->length, system->energy);
  return true;
}
