/* SPDX-License-Identifier: GPL-2.0-only */
/* The springs of search/springs.h one number at a time, in the order of sums that every instruction set has to keep. */
#ifndef SCALAR_SPRINGS_H
#define SCALAR_SPRINGS_H

#include <math.h>
#include <string.h>

#include "search/lanes.h"

#define CORE 0.8
#define REACH 1.3
#define FLOOR 0.07
#define ROUNDS 6
#define SCALAR_MOST 110
#define SCALAR_LONG L2H_PADDED(3 * SCALAR_MOST)

struct scalar_spring {
  int other;
  double stiff, d[3];
};

struct scalar_springs {
  int atoms, first[SCALAR_MOST + 1];
  struct scalar_spring spring[SCALAR_MOST * SCALAR_MOST / 2];
  double block[SCALAR_MOST][6];
  double left[SCALAR_LONG], guess[SCALAR_LONG], way[SCALAR_LONG], pulled[SCALAR_LONG];
};

/* ---- making them ---- */

static void add_to_block(double block[6], double stiff, const double d[3])
{
  block[0] += stiff * d[0] * d[0];
  block[1] += stiff * d[0] * d[1];
  block[2] += stiff * d[0] * d[2];
  block[3] += stiff * d[1] * d[1];
  block[4] += stiff * d[1] * d[2];
  block[5] += stiff * d[2] * d[2];
}

static void invert(double block[6])
{
  const double xx = block[0], xy = block[1], xz = block[2], yy = block[3], yz = block[4], zz = block[5];
  const double a = yy * zz - yz * yz, b = xz * yz - xy * zz, c = xy * yz - xz * yy;
  const double share = 1 / (xx * a + xy * b + xz * c);
  block[0] = share * a;
  block[1] = share * b;
  block[2] = share * c;
  block[3] = share * (xx * zz - xz * xz);
  block[4] = share * (xy * xz - xx * yz);
  block[5] = share * (xx * yy - xy * xy);
}

/* From atom i to j. Of two in one place it has no direction, and there is none. */
static void add_spring(struct scalar_springs *springs, const double *position, int i, int j, int at)
{
  struct scalar_spring *spring = &springs->spring[at];
  double r2 = 0;
  for (int c = 0; c < 3; c++) {
    spring->d[c] = position[3 * i + c] - position[3 * j + c];
    r2 += spring->d[c] * spring->d[c];
  }
  const double s2 = 1 / fmax(r2, CORE * CORE), s6 = s2 * s2 * s2;
  spring->other = j;
  spring->stiff = r2 > CORE * CORE ? s6 * s6 * s2 : r2 > 0 ? s6 * s6 / r2 : 0;
  add_to_block(springs->block[i], spring->stiff, spring->d);
  add_to_block(springs->block[j], spring->stiff, spring->d);
}

static void scalar_make(struct scalar_springs *springs, int atoms, const double *position)
{
  const double block[6] = {[0] = FLOOR, [3] = FLOOR, [5] = FLOOR};
  int count = 0;
  springs->atoms = atoms;
  for (int i = 0; i < atoms; i++)
    memcpy(springs->block[i], block, sizeof block);
  for (int i = 0; i < atoms; i++) {
    springs->first[i] = count;
    for (int j = i + 1; j < atoms; j++) {
      double r2 = 0;
      for (int c = 0; c < 3; c++) {
        const double d = position[3 * i + c] - position[3 * j + c];
        r2 += d * d;
      }
      if (r2 < REACH * REACH)
        add_spring(springs, position, i, j, count++);
    }
  }
  springs->first[atoms] = count;
  for (int i = 0; i < atoms; i++)
    invert(springs->block[i]);
}

/* ---- the model and its inverse ---- */

static double product(int n, const double *a, const double *b)
{
  double sum[4] = {0}; /* four at once: an addition waits for none before it */
  for (int k = 0; k < n; k += 4)
    for (int part = 0; part < 4; part++)
      sum[part] += a[k + part] * b[k + part];
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* By how much a spring is stretched, times its length, where its atom moves by `move`. */
static inline double stretch(const struct scalar_spring *spring, const double *move, const double *other)
{
  const double *const d = spring->d;
  return d[0] * (move[0] - other[0]) + d[1] * (move[1] - other[1]) + d[2] * (move[2] - other[2]);
}

static void scalar_pull(const struct scalar_springs *springs, const double *move, double *pull)
{
  for (int k = 0; k < L2H_PADDED(3 * springs->atoms); k++)
    pull[k] = FLOOR * move[k];
  for (int i = 0; i < springs->atoms; i++) {
    double sum[3] = {0};
    for (int k = springs->first[i]; k < springs->first[i + 1]; k++) {
      const struct scalar_spring *const spring = &springs->spring[k];
      const double pulls = spring->stiff * stretch(spring, move + 3 * i, move + 3 * spring->other);
      for (int c = 0; c < 3; c++) {
        sum[c] += pulls * spring->d[c];
        pull[3 * spring->other + c] -= pulls * spring->d[c];
      }
    }
    for (int c = 0; c < 3; c++)
      pull[3 * i + c] += sum[c];
  }
}

static double scalar_work(const struct scalar_springs *springs, const double *move)
{
  double sum = FLOOR * product(L2H_PADDED(3 * springs->atoms), move, move);
  for (int i = 0; i < springs->atoms; i++)
    for (int k = springs->first[i]; k < springs->first[i + 1]; k++) {
      const struct scalar_spring *const spring = &springs->spring[k];
      const double by = stretch(spring, move + 3 * i, move + 3 * spring->other);
      sum += spring->stiff * by * by;
    }
  return sum;
}

/* What each atom's block alone answers, and its product with the force. */
static double guess(const struct scalar_springs *springs, const double *force, double *move)
{
  double sum = 0;
  for (int i = 0; i < springs->atoms; i++) {
    const double *const b = springs->block[i], *const f = force + 3 * i;
    double *const m = move + 3 * i;
    m[0] = b[0] * f[0] + b[1] * f[1] + b[2] * f[2];
    m[1] = b[1] * f[0] + b[3] * f[1] + b[4] * f[2];
    m[2] = b[2] * f[0] + b[4] * f[1] + b[5] * f[2];
    sum += m[0] * f[0] + m[1] * f[1] + m[2] * f[2];
  }
  return sum;
}

static void scalar_yield(struct scalar_springs *springs, double scale, double *force)
{
  const int n = L2H_PADDED(3 * springs->atoms);
  double *const left = springs->left, *const way = springs->way, *const move = force;
  memcpy(left, force, sizeof(double) * (size_t)n);
  memset(move, 0, sizeof(double) * (size_t)n);
  double worth = guess(springs, left, way);
  for (int round = 0; round < ROUNDS && worth > 0; round++) {
    scalar_pull(springs, way, springs->pulled);
    const double step = worth / product(n, way, springs->pulled);
    for (int k = 0; k < n; k++) {
      move[k] += step * scale * way[k];
      left[k] -= step * springs->pulled[k];
    }
    const double before = worth;
    worth = guess(springs, left, springs->guess);
    for (int k = 0; k < n; k++)
      way[k] = springs->guess[k] + worth / before * way[k];
  }
}

#endif
