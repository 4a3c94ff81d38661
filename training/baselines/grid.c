/* SPDX-License-Identifier: GPL-2.0-only */
#include "baselines/grid.h"

#include <stdio.h>
#include <string.h>

#define MOST_POINTS 10000

static int values_of(const char *axis)
{
  int values = 1;
  for (const char *c = axis; *c; c++)
    values += *c == ',';
  return values;
}

/* Sets the parameter of `name=value,value,...` to the value of that place. */
static int set(const struct l2h_baseline *baseline, const char *axis, int place, double *parameter,
               struct l2h_error *error)
{
  char assignment[128];
  const int name = (int)strcspn(axis, "=");
  const char *value = axis + name;
  if (!*value)
    return l2h_fail(error, "--grid '%s' names no values: write NAME=VALUE,VALUE,...", axis);
  for (value++; place > 0; place--)
    value = strchr(value, ',') + 1;
  snprintf(assignment, sizeof assignment, "%.*s=%.*s", name, axis, (int)strcspn(value, ","), value);
  return l2h_baseline_set(baseline, assignment, parameter, error);
}

static bool same_name(const char *one, const char *other)
{
  const size_t length = strcspn(one, "=");
  return strcspn(other, "=") == length && strncmp(one, other, length) == 0;
}

int l2h_grid_points(const struct l2h_baseline *baseline, const struct l2h_texts *axes, struct l2h_error *error)
{
  double parameter[L2H_BASELINE_PARAMETERS];
  int points = 1;
  for (int a = 0; a < axes->count; a++) {
    const int values = values_of(axes->text[a]);
    for (int k = 0; k < values; k++)
      if (set(baseline, axes->text[a], k, parameter, error) != 0)
        return -1;
    for (int b = 0; b < a; b++)
      if (same_name(axes->text[a], axes->text[b]))
        return l2h_fail(error, "--grid '%s' and '%s' are of one parameter: give all its values in one", axes->text[b],
                        axes->text[a]);
    if (values > MOST_POINTS / points)
      return l2h_fail(error, "--grid has more than %d points: take fewer values", MOST_POINTS);
    points *= values;
  }
  return points;
}

void l2h_grid_point(const struct l2h_baseline *baseline, const struct l2h_texts *axes, int point, double *parameter)
{
  struct l2h_error impossible;
  for (int a = 0; a < axes->count; a++) {
    const int values = values_of(axes->text[a]);
    (void)set(baseline, axes->text[a], point % values, parameter, &impossible);
    point /= values;
  }
}
