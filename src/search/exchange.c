/* SPDX-License-Identifier: GPL-2.0-only */
/* Exchange: two free atoms of different species change places. Atoms keep their species. Of some pairs drawn evenly the
   one is taken that is scored lowest.

   The score is the rise that the exchange is expected to cost: a linear function of what an exchange changes, the
   number of neighbours, its square and the number of neighbours of the first species. It is learned from the exchanges
   of the walk itself, by recursive least squares that forgets, and needs no evaluation: which species likes the
   surface, and which its own kind, shows after a few dozen hops. Until then all pairs are as likely. */
#include <math.h>
#include <string.h>

#include "search/moves.h"

#define FEATURES L2H_EXCHANGE_FEATURES
#define CLOSE 12.0 /* neighbours of an atom inside: the scale of features */
#define KEEP 0.995 /* of what is known, an exchange later */
#define PRIOR 10.0 /* of `inverse`: the greater, the sooner weights follow */
#define MOST 1e3   /* of it: what is not seen for long is not to be believed at once */
#define STEEP 2.0  /* energy scales: no rise counts for more */

int l2h_exchange_pair_of(const struct l2h_walker *walker, int a, int b)
{
  return walker->kind[b] * (walker->kind[b] - 1) / 2 + walker->kind[a];
}

void l2h_exchange_begin(struct l2h_walker *walker)
{
  for (int pair = 0; pair < L2H_EXCHANGE_PAIRS; pair++)
    for (int k = 0; k < FEATURES; k++)
      walker->state->exchange_score[pair].inverse[k][k] = PRIOR;
}

void l2h_exchange_count(const struct l2h_walker *walker, int atom, double count[L2H_MAX_SPECIES])
{
  const double *const x = walker->working + 3 * atom;
  for (int s = 0; s < L2H_MAX_SPECIES; s++)
    count[s] = 0;
  for (int j = 0; j < walker->atoms; j++) {
    const double *const y = j < walker->free ? walker->working + 3 * j : walker->fixed + 3 * (j - walker->free);
    double d[3] = {y[0] - x[0], y[1] - x[1], y[2] - x[2]};
    if (walker->box.any)
      l2h_box_fold(&walker->box, d);
    if (j == atom || d[0] * d[0] + d[1] * d[1] + d[2] * d[2] >= L2H_BOND * L2H_BOND)
      continue;
    count[walker->kind[j]]++;
  }
}

/* Of an atom of that species there. */
static void describe(const double count[L2H_MAX_SPECIES], int species, double feature[FEATURES])
{
  double neighbours = 0;
  for (int s = 0; s < L2H_MAX_SPECIES; s++)
    neighbours += count[s];
  feature[0] = neighbours / CLOSE;
  feature[1] = feature[0] * feature[0];
  feature[2] = count[species] / CLOSE;
}

double l2h_exchange_rise(const struct l2h_walker *walker, int a, int b, const double *around_a, const double *around_b,
                         double feature[FEATURES])
{
  const double *const weight = walker->state->exchange_score[l2h_exchange_pair_of(walker, a, b)].weight;
  double at_a[FEATURES], rise = 0;
  describe(around_a, walker->kind[a], at_a);
  describe(around_b, walker->kind[a], feature);
  for (int k = 0; k < FEATURES; k++) {
    feature[k] -= at_a[k];
    rise += weight[k] * feature[k];
  }
  return rise;
}

static double score(const struct l2h_walker *walker, int a, int b, double *feature)
{
  double around_a[L2H_MAX_SPECIES], around_b[L2H_MAX_SPECIES];
  l2h_exchange_count(walker, a, around_a);
  l2h_exchange_count(walker, b, around_b);
  return l2h_exchange_rise(walker, a, b, around_a, around_b, feature);
}

void l2h_exchange_make(struct l2h_walker *walker, int a, int b)
{
  for (int c = 0; c < 3; c++) {
    const double x = walker->working[3 * a + c];
    walker->working[3 * a + c] = walker->working[3 * b + c];
    walker->working[3 * b + c] = x;
  }
}

void l2h_exchange_learn(struct l2h_walker *walker, double rise)
{
  struct l2h_exchange_score *known = &walker->state->exchange_score[walker->state->exchange_pair];
  const double *const x = walker->state->exchange_feature;
  double gain[FEATURES], norm = KEEP, error = fmin(fmax(rise, -STEEP), STEEP), greatest = 0;
  for (int k = 0; k < FEATURES; k++) {
    gain[k] = 0;
    for (int l = 0; l < FEATURES; l++)
      gain[k] += known->inverse[k][l] * x[l];
    norm += gain[k] * x[k];
    error -= known->weight[k] * x[k];
  }
  for (int k = 0; k < FEATURES; k++) {
    known->weight[k] += gain[k] / norm * error;
    for (int l = 0; l < FEATURES; l++)
      known->inverse[k][l] = (known->inverse[k][l] - gain[k] * gain[l] / norm) / KEEP;
    greatest = fmax(greatest, known->inverse[k][k]);
  }
  for (int k = 0; k < FEATURES && greatest > MOST; k++)
    for (int l = 0; l < FEATURES; l++)
      known->inverse[k][l] *= MOST / greatest;
}

/* Of different species, the lower one first. Ends: the move needs two species. */
static void draw_pair(struct l2h_walker *walker, int *a, int *b)
{
  do {
    *a = l2h_draw_below(walker, walker->free);
    *b = l2h_draw_below(walker, walker->free);
  } while (walker->kind[*a] == walker->kind[*b]);
  if (walker->kind[*a] > walker->kind[*b]) {
    const int swap = *a;
    *a = *b;
    *b = swap;
  }
}

static bool begin(struct l2h_walker *walker)
{
  const int candidates = (int)walker->numbers.exchange_candidates;
  struct l2h_walker_state *state = walker->state;
  int one = -1, other = -1;
  double least = INFINITY;
  if (l2h_order(walker))
    return false;
  for (int k = 0; k < candidates; k++) {
    double feature[FEATURES];
    int a, b;
    draw_pair(walker, &a, &b);
    const double rise = score(walker, a, b, feature);
    if (k > 0 && !(rise < least))
      continue;
    least = rise;
    one = a;
    other = b;
    memcpy(state->exchange_feature, feature, sizeof feature);
  }
  state->exchange_pair = l2h_exchange_pair_of(walker, one, other);
  l2h_exchange_make(walker, one, other);
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
