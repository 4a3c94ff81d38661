/* SPDX-License-Identifier: GPL-2.0-only */
#include "baselines/method.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct l2h_method *const methods[] = {
  &l2h_method_adam,          &l2h_method_fire,
  &l2h_method_basin_hopping, &l2h_method_basin_hopping_lbfgs,
  &l2h_method_sign_anneal,   &l2h_method_langevin_anneal,
};
#define METHODS ((int)(sizeof methods / sizeof methods[0]))

const struct l2h_method *l2h_method_at(int i)
{
  return i < METHODS ? methods[i] : NULL;
}

const struct l2h_method *l2h_method_named(const char *name, struct l2h_error *error)
{
  char known[256] = "";
  for (int i = 0; i < METHODS; i++) {
    if (strcmp(methods[i]->name, name) == 0)
      return methods[i];
    snprintf(known + strlen(known), sizeof known - strlen(known), " %s", methods[i]->name);
  }
  l2h_fail(error, "no method '%s'; there is%s", name, known);
  return NULL;
}

int l2h_method_parameters(const struct l2h_method *method)
{
  int count = 0;
  while (count < L2H_MOST_PARAMETERS && method->parameter[count].name)
    count++;
  return count;
}

void l2h_method_defaults(const struct l2h_method *method, double *parameter)
{
  for (int k = 0; k < l2h_method_parameters(method); k++)
    parameter[k] = method->parameter[k].usual;
}

static int set_value(const struct l2h_parameter *known, const char *text, double *value, struct l2h_error *error)
{
  char *end;
  *value = strtod(text, &end);
  if (end == text || *end)
    return l2h_fail(error, "%s: '%s' is not a number", known->name, text);
  if (!(*value >= known->least && *value <= known->most)) /* a NaN is in no range */
    return l2h_fail(error, "%s: %s is out of range: take a number from %g to %g", known->name, text, known->least,
                    known->most);
  return 0;
}

int l2h_method_set(const struct l2h_method *method, const char *assignment, double *parameter, struct l2h_error *error)
{
  const char *equals = strchr(assignment, '=');
  char known[512] = "";
  if (!equals)
    return l2h_fail(error, "'%s' sets nothing: write NAME=VALUE", assignment);
  for (int k = 0; k < l2h_method_parameters(method); k++) {
    const char *name = method->parameter[k].name;
    if (strlen(name) == (size_t)(equals - assignment) && strncmp(name, assignment, strlen(name)) == 0)
      return set_value(&method->parameter[k], equals + 1, &parameter[k], error);
    snprintf(known + strlen(known), sizeof known - strlen(known), " %s", name);
  }
  return l2h_fail(error, "%s has no parameter '%.*s'; it has%s", method->name, (int)(equals - assignment), assignment,
                  known);
}

int l2h_method_set_all(const struct l2h_method *method, const struct l2h_texts *assignments, double *parameter,
                       struct l2h_error *error)
{
  for (int k = 0; k < assignments->count; k++)
    if (l2h_method_set(method, assignments->text[k], parameter, error) != 0)
      return -1;
  return 0;
}
