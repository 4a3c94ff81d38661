/* SPDX-License-Identifier: GPL-2.0-only */
#include "baselines/registry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/meant.h"

static const struct l2h_baseline *const baselines[] = {
#define L2H_ROW(name) &l2h_baseline_##name,
  L2H_BASELINE_TABLE(L2H_ROW)
#undef L2H_ROW
};
#define BASELINES ((int)(sizeof baselines / sizeof baselines[0]))

const struct l2h_baseline *l2h_baseline_at(int i)
{
  return i < BASELINES ? baselines[i] : NULL;
}

const struct l2h_baseline *l2h_baseline_named(const char *name, struct l2h_error *error)
{
  char known[256] = "";
  struct l2h_meant meant = {.word = name ? name : ""};
  for (int i = 0; i < BASELINES; i++) {
    if (name && strcmp(baselines[i]->name, name) == 0)
      return baselines[i];
    l2h_meant_try(&meant, baselines[i]->name);
    snprintf(known + strlen(known), sizeof known - strlen(known), " %s", baselines[i]->name);
  }
  if (!name)
    l2h_fail(error, "METHOD is missing; there is%s", known);
  else if (meant.hint[0])
    l2h_fail(error, "no method '%s'%s", name, meant.hint);
  else
    l2h_fail(error, "no method '%s'; there is%s", name, known);
  return NULL;
}

int l2h_baseline_parameters(const struct l2h_baseline *baseline)
{
  int count = 0;
  while (count < L2H_BASELINE_PARAMETERS && baseline->parameter[count].name)
    count++;
  return count;
}

void l2h_baseline_defaults(const struct l2h_baseline *baseline, const struct l2h_system *system, double *parameter)
{
  for (int k = 0; k < l2h_baseline_parameters(baseline); k++)
    parameter[k] = baseline->parameter[k].usual;
  if (system && baseline->suit)
    baseline->suit(system, parameter);
}

static int set_value(const struct l2h_baseline_parameter *known, const char *text, double *value,
                     struct l2h_error *error)
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

int l2h_baseline_set(const struct l2h_baseline *baseline, const char *assignment, double *parameter,
                     struct l2h_error *error)
{
  const char *equals = strchr(assignment, '=');
  char known[1024] = "";
  if (!equals)
    return l2h_fail(error, "'%s' sets nothing: write NAME=VALUE", assignment);
  for (int k = 0; k < l2h_baseline_parameters(baseline); k++) {
    const char *name = baseline->parameter[k].name;
    if (strlen(name) == (size_t)(equals - assignment) && strncmp(name, assignment, strlen(name)) == 0)
      return set_value(&baseline->parameter[k], equals + 1, &parameter[k], error);
    snprintf(known + strlen(known), sizeof known - strlen(known), " %s", name);
  }
  return l2h_fail(error, "%s has no parameter '%.*s'; it has%.800s", baseline->name, (int)(equals - assignment),
                  assignment, known);
}

int l2h_baseline_set_all(const struct l2h_baseline *baseline, const struct l2h_texts *assignments, double *parameter,
                         struct l2h_error *error)
{
  for (int k = 0; k < assignments->count; k++)
    if (l2h_baseline_set(baseline, assignments->text[k], parameter, error) != 0)
      return -1;
  return 0;
}
