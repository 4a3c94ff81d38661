/* SPDX-License-Identifier: GPL-2.0-only */
#include "search/springs.h"

#include <math.h>
#include <string.h>

#define CORE 0.8   /* pairs that are closer are as stiff as pairs there */
#define REACH 1.3  /* pairs that are farther apart have no spring */
#define FLOOR 0.07 /* stiffness of every coordinate by itself, in that of a spring of length 1 */
#define ROUNDS 6

void l2h_springs_place(struct l2h_springs *springs, struct l2h_room *room, int atoms, l2h_first_near *first_near)
{
  const size_t n = (size_t)atoms, vector = sizeof(double) * L2H_PADDED(3 * n);
  springs->atoms = atoms;
  springs->first_near = first_near;
  springs->first = l2h_room_take(room, sizeof(int) * (n + 1));
  springs->spring = l2h_room_take(room, sizeof(struct l2h_spring) * L2H_SPRINGS_MOST(n));
  springs->block = l2h_room_take(room, sizeof(double) * 6 * n);
  springs->place = l2h_room_take(room, sizeof(double) * (3 * L2H_PADDED(n) + L2H_LANES));
  springs->left = l2h_room_take(room, vector);
  springs->guess = l2h_room_take(room, vector);
  springs->way = l2h_room_take(room, vector);
  springs->pulled = l2h_room_take(room, vector);
}

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
static void add_spring(struct l2h_springs *springs, const double *position, int i, int j, int at)
{
  struct l2h_spring *spring = &springs->spring[at];
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

void l2h_springs_make(struct l2h_springs *springs, const double *position)
{
  const int n = springs->atoms, stride = L2H_PADDED(n);
  const double block[6] = {[0] = FLOOR, [3] = FLOOR, [5] = FLOOR};
  int count = 0;
  for (int i = 0; i < n; i++) {
    memcpy(springs->block[i], block, sizeof block);
    for (int c = 0; c < 3; c++)
      springs->place[c * stride + i] = position[3 * i + c];
  }
  for (int i = 0; i < n; i++) {
    const double reach2 = REACH * REACH, *const x = position + 3 * i;
    int j = i;
    springs->first[i] = count;
    while ((j = springs->first_near(j + 1, n, stride, springs->place, x, reach2)) < n && count < L2H_SPRINGS_MOST(n))
      add_spring(springs, position, i, j, count++);
  }
  springs->first[n] = count;
  for (int i = 0; i < n; i++)
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
static inline double stretch(const struct l2h_spring *spring, const double *move, const double *other)
{
  const double *const d = spring->d;
  return d[0] * (move[0] - other[0]) + d[1] * (move[1] - other[1]) + d[2] * (move[2] - other[2]);
}

void l2h_springs_pull(const struct l2h_springs *springs, const double *move, double *pull)
{
  for (int k = 0; k < L2H_PADDED(3 * springs->atoms); k++)
    pull[k] = FLOOR * move[k];
  for (int i = 0; i < springs->atoms; i++) {
    double sum[3] = {0};
    for (int k = springs->first[i]; k < springs->first[i + 1]; k++) {
      const struct l2h_spring *const spring = &springs->spring[k];
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

double l2h_springs_work(const struct l2h_springs *springs, const double *move)
{
  double sum = FLOOR * product(L2H_PADDED(3 * springs->atoms), move, move);
  for (int i = 0; i < springs->atoms; i++)
    for (int k = springs->first[i]; k < springs->first[i + 1]; k++) {
      const struct l2h_spring *const spring = &springs->spring[k];
      const double by = stretch(spring, move + 3 * i, move + 3 * spring->other);
      sum += spring->stiff * by * by;
    }
  return sum;
}

/* What each atom's block alone answers, and its product with the force. */
static double guess(const struct l2h_springs *springs, const double *force, double *move)
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

void l2h_springs_yield(struct l2h_springs *springs, double scale, double *force)
{
  const int n = L2H_PADDED(3 * springs->atoms);
  double *const left = springs->left, *const way = springs->way, *const move = force;
  memcpy(left, force, sizeof(double) * (size_t)n);
  memset(move, 0, sizeof(double) * (size_t)n);
  double worth = guess(springs, left, way);
  for (int round = 0; round < ROUNDS && worth > 0; round++) {
    l2h_springs_pull(springs, way, springs->pulled);
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
