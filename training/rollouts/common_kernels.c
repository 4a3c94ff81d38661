/* SPDX-License-Identifier: GPL-2.0-only */
#include "rollouts/common_kernels.h"

#include <stdio.h>
#include <string.h>

const struct l2h_kernels *l2h_world_kernels(const struct l2h_world *world)
{
  const int width = l2h_world_least(world, l2h_kernels_best()->width);
  int i = 0;
  while (l2h_kernels_at(i)->width > width)
    i++;
  return l2h_kernels_at(i);
}

const struct l2h_kernels *l2h_kernels_named(const char *name, struct l2h_error *error)
{
  char known[128] = "";
  for (int i = 0; l2h_kernels_at(i); i++) {
    const struct l2h_kernels *kernels = l2h_kernels_at(i);
    if (strcmp(kernels->name, name) == 0)
      return kernels;
    snprintf(known + strlen(known), sizeof known - strlen(known), " %s", kernels->name);
  }
  l2h_fail(error, "no kernels '%s'; this processor runs%s", name, known);
  return NULL;
}
