/* SPDX-License-Identifier: GPL-2.0-only */
/* Between the search's scales and the host's units and order. Compiled for each instruction set from CMakeLists.txt. */
#include "search/kernels.h"
#include "search/vectors.h"

/* The lanes of three registers one after the other, which hold whole atoms, are x y z x y z ... */
static void add_in_order(int numbers, const double origin[3], double length, const double *position, double *out)
{
  real add[3];
  int k = 0;
  for (int r = 0; r < 3; r++)
    for (int lane = 0; lane < L2H_WIDTH; lane++)
      add[r][lane] = origin[(r * L2H_WIDTH + lane) % 3];
  for (; k + 3 * L2H_WIDTH <= numbers; k += 3 * L2H_WIDTH)
    for (int r = 0; r < 3; r++)
      real_store(out + k + r * L2H_WIDTH, add[r] + length * real_load(position + k + r * L2H_WIDTH));
  for (; k < numbers; k++)
    out[k] = origin[k % 3] + length * position[k];
}

void L2H_KERNEL(l2h_to_host)(int atoms, const int *order, const double origin[3], double length, const double *position,
                             double *out)
{
  if (!order) {
    add_in_order(3 * atoms, origin, length, position, out);
    return;
  }
  for (int i = 0; i < atoms; i++)
    for (int c = 0; c < 3; c++)
      out[3 * order[i] + c] = origin[c] + length * position[3 * i + c];
}

void L2H_KERNEL(l2h_from_host)(int atoms, const int *order, double factor, const double *from, double *to)
{
  if (!order) {
    for (int k = 0; k < 3 * atoms; k++)
      to[k] = from[k] * factor;
    return;
  }
  for (int i = 0; i < atoms; i++)
    for (int c = 0; c < 3; c++)
      to[3 * i + c] = from[3 * order[i] + c] * factor;
}
