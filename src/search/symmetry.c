/* SPDX-License-Identifier: GPL-2.0-only */
#include "search/symmetry.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* What generates a group, besides a turn about z by 1/turn: any of these. */
enum { ACROSS = 1, ALONG = 2, FLIP = 4, DIAGONAL = 8, THREE = 16, THROUGH = 32, GENERATORS = 6 };
static const double generators[GENERATORS][3][3] = {
  {{1, 0, 0}, {0, 1, 0}, {0, 0, -1}},   /* ACROSS: a mirror across z */
  {{1, 0, 0}, {0, -1, 0}, {0, 0, 1}},   /* ALONG: a mirror with z and x in it */
  {{1, 0, 0}, {0, -1, 0}, {0, 0, -1}},  /* FLIP: half a turn about x */
  {{0, 1, 0}, {1, 0, 0}, {0, 0, 1}},    /* DIAGONAL: x and y change places */
  {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}},    /* THREE: a third of a turn about (1, 1, 1) */
  {{-1, 0, 0}, {0, -1, 0}, {0, 0, -1}}, /* THROUGH: inversion */
};

/* The groups with an axis of two to six and what goes with it, and the tetrahedral and octahedral ones. */
static const struct {
  const char *name;
  int turn;
  unsigned with;
} groups[] = {
  {"C1", 1, 0},
  {"Cs", 1, ALONG},
  {"Ci", 1, THROUGH},
  {"C2", 2, 0},
  {"C3", 3, 0},
  {"C4", 4, 0},
  {"C5", 5, 0},
  {"C6", 6, 0},
  {"C2v", 2, ALONG},
  {"C3v", 3, ALONG},
  {"C4v", 4, ALONG},
  {"C5v", 5, ALONG},
  {"C6v", 6, ALONG},
  {"C2h", 2, ACROSS},
  {"D2", 2, FLIP},
  {"D3", 3, FLIP},
  {"D4", 4, FLIP},
  {"D5", 5, FLIP},
  {"D6", 6, FLIP},
  {"D2d", 2, FLIP | DIAGONAL},
  {"D3d", 3, FLIP | THROUGH},
  {"D5d", 5, FLIP | THROUGH},
  {"D3h", 3, FLIP | ACROSS},
  {"D5h", 5, FLIP | ACROSS},
  {"T", 2, THREE},
  {"Td", 2, THREE | DIAGONAL},
  {"O", 4, THREE},
};

int l2h_symmetry_groups(void)
{
  return sizeof groups / sizeof *groups;
}

/* ---- their weights ---- */

double l2h_symmetry_weight(int group, const struct l2h_search_numbers *numbers)
{
  const double of_turn[] = {0,
                            numbers->group_none,
                            numbers->group_two,
                            numbers->group_three,
                            numbers->group_four,
                            numbers->group_five,
                            numbers->group_six};
  const unsigned with = groups[group].with;
  const double weight = with & THREE ? numbers->group_cubic : of_turn[groups[group].turn];
  return with & (ACROSS | ALONG | DIAGONAL | THROUGH) ? weight * numbers->group_mirror : weight;
}

int l2h_symmetry_at(double mark, const struct l2h_search_numbers *numbers)
{
  double sum = 0;
  int last = -1;
  for (int g = 0; g < l2h_symmetry_groups(); g++)
    if (l2h_symmetry_weight(g, numbers) > 0) {
      sum += l2h_symmetry_weight(g, numbers);
      last = g;
    }
  mark *= sum;
  for (int g = 0; g < last; g++) {
    mark -= l2h_symmetry_weight(g, numbers);
    if (mark < 0)
      return g;
  }
  return last; /* a product may round up */
}

/* ---- groups ---- */

static bool is_same(double (*a)[3], double (*b)[3])
{
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      if (fabs(a[i][j] - b[i][j]) >= 1e-6) /* two operations of a group differ by 0.1 and more */
        return false;
  return true;
}

static void add_operation(struct l2h_symmetry *symmetry, double (*operation)[3])
{
  for (int k = 0; k < symmetry->order; k++)
    if (is_same(symmetry->operation[k], operation))
      return;
  if (symmetry->order < L2H_SYMMETRY_MOST)
    memcpy(symmetry->operation[symmetry->order++], operation, sizeof symmetry->operation[0]);
}

static void add_product(struct l2h_symmetry *symmetry, int a, int b)
{
  double(*const p)[3] = symmetry->operation[a], (*const q)[3] = symmetry->operation[b], product[3][3];
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      product[i][j] = p[i][0] * q[0][j] + p[i][1] * q[1][j] + p[i][2] * q[2][j];
  add_operation(symmetry, product);
}

void l2h_symmetry_make(int group, struct l2h_symmetry *symmetry)
{
  /* written out, so that no mathematics library has a say in what a walker asks */
  static const double cosine[] = {0, 1, -1, -0.5, 0, 0.30901699437494742, 0.5},
                      sine[] = {0, 0, 0, 0.86602540378443865, 1, 0.95105651629515357, 0.86602540378443865};
  const double c = cosine[groups[group].turn], s = sine[groups[group].turn];
  double identity[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, turn[3][3] = {{c, -s, 0}, {s, c, 0}, {0, 0, 1}};
  symmetry->name = groups[group].name;
  symmetry->order = 0;
  add_operation(symmetry, identity);
  add_operation(symmetry, turn);
  for (int k = 0; k < GENERATORS; k++)
    if (groups[group].with & 1U << k) {
      double generator[3][3];
      memcpy(generator, generators[k], sizeof generator);
      add_operation(symmetry, generator);
    }
  for (int a = 1; a < symmetry->order; a++) /* what is added is multiplied in its turn */
    for (int b = 1; b <= a; b++) {
      add_product(symmetry, a, b);
      add_product(symmetry, b, a);
    }
}

/* ---- orbits ---- */

#define PASSES 100 /* a handful is enough */

static void image(const double (*operation)[3], const double x[3], double out[3])
{
  for (int c = 0; c < 3; c++)
    out[c] = operation[c][0] * x[0] + operation[c][1] * x[1] + operation[c][2] * x[2];
}

static double distance2(const double *a, const double *b)
{
  const double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
  return x * x + y * y + z * z;
}

/* Moves x to the mean of its images within `apart`; false where they all are x. */
static bool settle(const struct l2h_symmetry *symmetry, double apart, double x[3])
{
  double mean[3] = {0};
  int count = 0;
  for (int k = 0; k < symmetry->order; k++) {
    double y[3];
    image(symmetry->operation[k], x, y);
    if (distance2(x, y) >= apart * apart)
      continue;
    for (int c = 0; c < 3; c++)
      mean[c] += y[c];
    count++;
  }
  for (int c = 0; c < 3; c++)
    mean[c] /= count;
  const bool moved = distance2(x, mean) > 1e-20;
  memcpy(x, mean, sizeof mean);
  return moved;
}

int l2h_symmetry_orbit(const struct l2h_symmetry *symmetry, double apart, double x[3],
                       double orbit[L2H_SYMMETRY_MOST][3])
{
  int count = 0;
  /* near more than one axis the first mean is not yet the place; once all that is near is, the next one is */
  for (int pass = 0; pass < PASSES && settle(symmetry, apart, x); pass++)
    ;
  for (int k = 0; k < symmetry->order; k++) {
    bool known = false;
    image(symmetry->operation[k], x, orbit[count]);
    for (int m = 0; m < count && !known; m++)
      known = distance2(orbit[m], orbit[count]) < apart * apart;
    count += !known;
  }
  return count;
}
