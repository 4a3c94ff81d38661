/* SPDX-License-Identifier: GPL-2.0-only */
/* Exchange: two free atoms of different species change places. Atoms keep their species; all pairs are as likely. */
#include <math.h>
#include <string.h>

#include "search/moves.h"

static int draw_atom(struct l2h_walker *walker)
{
  const int i = (int)(l2h_draw(walker) * walker->free);
  return i < walker->free ? i : walker->free - 1;
}

#define BOND 1.35  /* length scales: atoms nearer are neighbours */
#define MEMORY 200 /* exchanges */

static void look_around(const struct l2h_walker *walker, int atom, double *feature, int of)
{
  double sum = 0, same = 0;
  for (int j = 0; j < walker->atoms; j++) {
    const double *const a = walker->working + 3 * atom, *const b = j < walker->free ? walker->working + 3 * j : walker->fixed + 3 * (j - walker->free);
    double d[3] = {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
    if (j == atom)
      continue;
    if (walker->box.any)
      l2h_box_fold(&walker->box, d);
    if (d[0] * d[0] + d[1] * d[1] + d[2] * d[2] < BOND * BOND) {
      sum++;
      same += walker->kind[j] == of;
    }
  }
  feature[0] = sum / 12;
  feature[1] = sum * sum / 144;
  feature[2] = same / 12;
}

/* a is of the lower kind. */
static double predict(const struct l2h_walker *walker, int a, int b, double *x)
{
  const struct l2h_swaps *swaps = &walker->state->swaps;
  double at_a[L2H_SWAP_FEATURES], at_b[L2H_SWAP_FEATURES], rise = 0;
  look_around(walker, a, at_a, walker->kind[a]);
  look_around(walker, b, at_b, walker->kind[a]);
  for (int k = 0; k < L2H_SWAP_FEATURES; k++) {
    x[k] = at_b[k] - at_a[k];
    rise += swaps->weight[k] * x[k];
  }
  return rise;
}

void l2h_exchange_learn(struct l2h_walker *walker, double rise)
{
  struct l2h_swaps *s = &walker->state->swaps;
  const double keep = 1 - 1.0 / MEMORY;
  double px[L2H_SWAP_FEATURES], norm = keep, error = fmin(fmax(rise, -2), 2);
  for (int i = 0; i < L2H_SWAP_FEATURES; i++) {
    px[i] = 0;
    for (int k = 0; k < L2H_SWAP_FEATURES; k++)
      px[i] += s->inverse[i][k] * s->feature[k];
    norm += px[i] * s->feature[i];
    error -= s->weight[i] * s->feature[i];
  }
  for (int i = 0; i < L2H_SWAP_FEATURES; i++) {
    s->weight[i] += px[i] / norm * error;
    for (int k = 0; k < L2H_SWAP_FEATURES; k++)
      s->inverse[i][k] = (s->inverse[i][k] - px[i] * px[k] / norm) / keep;
  }
  for (int i = 0; i < L2H_SWAP_FEATURES; i++)
    if (s->inverse[i][i] > 1e3)
      for (int k = 0; k < L2H_SWAP_FEATURES; k++)
        for (int l = 0; l < L2H_SWAP_FEATURES; l++)
          s->inverse[k][l] *= 0.5;
}

static bool begin(struct l2h_walker *walker)
{
  int best_a = -1, best_b = -1;
  double least = INFINITY;
  for (int candidate = 0; candidate < (int)walker->numbers.exchange_candidates; candidate++) {
    int a, b;
    double x[L2H_SWAP_FEATURES];
    do {
      a = draw_atom(walker);
      b = draw_atom(walker);
    } while (walker->kind[a] == walker->kind[b]); /* ends: the move needs two species */
    if (walker->kind[a] > walker->kind[b]) { const int c = a; a = b; b = c; }
    const double rise = predict(walker, a, b, x);
    if (best_a < 0 || rise < least) {
      best_a = a;
      best_b = b;
      least = rise;
      memcpy(walker->state->swaps.feature, x, sizeof x);
    }
  }
  for (int c = 0; c < 3; c++) {
    const double x = walker->working[3 * best_a + c];
    walker->working[3 * best_a + c] = walker->working[3 * best_b + c];
    walker->working[3 * best_b + c] = x;
  }
  return false;
}

const struct l2h_change l2h_change_exchange = {L2H_MOVE_exchange,
                                               L2H_NEEDS_SPECIES,
                                               false,
                                               false,
                                               L2H_SEARCH_NUMBER_exchange,
                                               L2H_SEARCH_NUMBER_exchange_temperature,
                                               begin,
                                               NULL};
