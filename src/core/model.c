/* SPDX-License-Identifier: GPL-2.0-only */
#include "core/model.h"

#include <stdio.h>
#include <string.h>

#include "core/features.h"
#include "core/network.h"

struct feature {
  const char *name;
  enum l2h_group group;
  int count, per_species, width;
};

static const struct feature features[] = {
#define L2H_ROW(name, group, scope, count, per_species, width) {#name, L2H_GROUP_##group, count, per_species, width},
  L2H_FEATURE_TABLE(L2H_ROW)
#undef L2H_ROW
};

static const char *const group_names[] = {
#define L2H_ROW(group, name) name,
  L2H_GROUP_TABLE(L2H_ROW)
#undef L2H_ROW
};

static int rows_of(const struct feature *feature, int species)
{
  return feature->count * (feature->per_species ? species : 1) * feature->width;
}

int l2h_inputs(const struct l2h_model *model)
{
  return l2h_scope_inputs(L2H_SCOPE_STEP, model->species) + l2h_scope_inputs(L2H_SCOPE_ATOM, model->species) +
    l2h_scope_inputs(L2H_SCOPE_COORDINATE, model->species);
}

/* The feature that row belongs to; `row` becomes the row within it. */
static const struct feature *feature_of(const struct l2h_model *model, int *row)
{
  const struct feature *feature = features;
  for (; *row >= rows_of(feature, model->species); feature++)
    *row -= rows_of(feature, model->species);
  return feature;
}

int l2h_input_active(const struct l2h_model *model, int row)
{
  return (int)(model->groups >> feature_of(model, &row)->group & 1);
}

void l2h_input_name(const struct l2h_model *model, int row, char name[48])
{
  const struct feature *feature = feature_of(model, &row);
  if (feature->width == 1)
    snprintf(name, 48, "%s.%d", feature->name, row + 1);
  else
    snprintf(name, 48, "%s.%d.%s", feature->name, row / 2 + 1, row % 2 ? "sign" : "log");
}

int l2h_active_inputs(const struct l2h_model *model)
{
  int active = 0;
  for (int row = 0; row < l2h_inputs(model); row++)
    active += l2h_input_active(model, row);
  return active;
}

int l2h_group_of(const char *name)
{
  for (int group = 0; group < L2H_GROUPS; group++)
    if (strcmp(name, group_names[group]) == 0)
      return group;
  return -1;
}

const char *l2h_group_name(enum l2h_group group)
{
  return group_names[group];
}

int l2h_serves_any_horizon(const struct l2h_model *model)
{
  return (int)(model->groups >> L2H_GROUP_PROGRESS & 1);
}

double l2h_network_operations(const struct l2h_model *model, int atoms)
{
  double inputs = 0; /* first-layer rows, each as often as it is multiplied */
  const int atom_row = l2h_scope_inputs(L2H_SCOPE_STEP, model->species);
  const int coordinate_row = atom_row + l2h_scope_inputs(L2H_SCOPE_ATOM, model->species);
  for (int row = 0; row < l2h_inputs(model); row++)
    if (l2h_input_active(model, row))
      inputs += row < atom_row ? 1 : row < coordinate_row ? atoms : 3.0 * atoms;
  return inputs * L2H_HIDDEN + 3.0 * atoms * (L2H_HIDDEN * L2H_HIDDEN + L2H_HIDDEN * L2H_OUTPUTS);
}
