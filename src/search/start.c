/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a walker begins: one atom to a cubic length scale, uniform in a sphere, or symmetric in it; in a periodic box,
   cell_start.c; or the host's structure.
   Atoms that overlap are parted, so that no potential is asked for the energy of two atoms in one place. */
#include <math.h>
#include <string.h>

#include "core/philox.h"
#include "search/moves.h"
#include "search/symmetry.h"

#define CLOSEST 0.5 /* pairs are parted to this distance */
#define SWEEPS 50
#define TRIES 100 /* for one orbit, and for a start that is not flat */
#define ANEW 20   /* times that orbits are drawn for one start, at most */

double l2h_draw(struct l2h_walker *walker)
{
  const uint64_t position = walker->state->draws++, block = position >> 1;
  if (block != walker->drawn_block) {
    const struct l2h_stream stream = {walker->seed, L2H_SEARCH_STREAM, (uint32_t)(block >> 32), walker->number};
    l2h_philox_uniform_pair(&stream, (uint32_t)block, walker->drawn);
    walker->drawn_block = block;
  }
  return walker->drawn[position & 1];
}

int l2h_draw_below(struct l2h_walker *walker, int count)
{
  const int drawn = (int)(l2h_draw(walker) * count);
  return drawn < count ? drawn : count - 1; /* a product may round up */
}

void l2h_draw_in_ball(struct l2h_walker *walker, double x[3])
{
  do {
    for (int c = 0; c < 3; c++)
      x[c] = 2 * l2h_draw(walker) - 1;
  } while (x[0] * x[0] + x[1] * x[1] + x[2] * x[2] > 1);
}

const double *l2h_draw_gumbels(struct l2h_walker *walker, int count, double scale)
{
  for (int k = 0; k < count; k++)
    walker->gumbel[k] = 0;
  if (scale == 0)
    return walker->gumbel;
  for (int k = 0; k < count; k++)
    walker->uniform[k] = l2h_draw(walker);
  for (int k = count; k < L2H_PADDED(count); k++)
    walker->uniform[k] = 0.5;
  walker->kernels->gumbels(count, walker->uniform, scale, walker->gumbel);
  return walker->gumbel;
}

void l2h_centre(const struct l2h_walker *walker, double *position)
{
  if (!walker->centred)
    return;
  for (int c = 0; c < 3; c++) {
    double sum = 0;
    for (int i = 0; i < walker->free; i++)
      sum += position[3 * i + c];
    for (int i = 0; i < walker->free; i++)
      position[3 * i + c] -= sum / walker->free;
  }
}

static void draw_in_sphere(struct l2h_walker *walker, double x[3])
{
  const double radius = cbrt(walker->free * 3 / (4 * 3.14159265358979324));
  l2h_draw_in_ball(walker, x);
  for (int c = 0; c < 3; c++)
    x[c] *= radius;
}

static void fill_sphere(struct l2h_walker *walker, int from)
{
  for (int i = from; i < walker->free; i++)
    draw_in_sphere(walker, walker->working + 3 * i);
}

static bool is_near(const struct l2h_walker *walker, int placed, const double *x)
{
  for (int i = 0; i < placed; i++) {
    double r2 = 0;
    for (int c = 0; c < 3; c++)
      r2 += (walker->working[3 * i + c] - x[c]) * (walker->working[3 * i + c] - x[c]);
    if (r2 < L2H_START_APART * L2H_START_APART)
      return true;
  }
  return false;
}

/* Orbits of a group, each drawn until it is apart from those before it and no larger than what is to come: with every
   try, what is within a wider reach of an axis or a plane falls on it. Their sizes go to size[0..*orbits]; returns how
   many atoms they are, fewer than there are where nothing fits. */
static int place_orbits(struct l2h_walker *walker, const struct l2h_symmetry *symmetry, int *size, int *orbits)
{
  double orbit[L2H_SYMMETRY_MOST][3];
  int placed = 0;
  *orbits = 0;
  for (int tries = 0; tries < TRIES && placed < walker->free; tries++) {
    double x[3];
    draw_in_sphere(walker, x);
    const int count = l2h_symmetry_orbit(symmetry, L2H_START_APART * (1 + tries / (0.5 * TRIES)), x, orbit);
    if (count > walker->free - placed || is_near(walker, placed, x))
      continue;
    memcpy(walker->working + 3 * placed, orbit, sizeof *orbit * (size_t)count);
    placed += count;
    size[(*orbits)++] = count;
    tries = 0;
  }
  return placed;
}

/* Whether orbits that leave atoms over are drawn anew. */
static bool is_drawn_anew(struct l2h_walker *walker, int placed, int times)
{
  const double chance = walker->numbers.whole;
  return placed < walker->free && times < ANEW && chance > 0 && l2h_draw(walker) < chance;
}

/* Orbits of a group; what they leave over lies anywhere. */
static void fill_symmetric(struct l2h_walker *walker)
{
  struct l2h_symmetry symmetry;
  int *const size = walker->sites.sorted; /* room to work in */
  int placed, orbits, times = 0;
  walker->state->group = l2h_symmetry_at(l2h_draw(walker), &walker->numbers);
  l2h_symmetry_make((int)walker->state->group, &symmetry);
  do
    placed = place_orbits(walker, &symmetry, size, &orbits);
  while (is_drawn_anew(walker, placed, ++times));
  fill_sphere(walker, placed);
  if (walker->has & L2H_NEEDS_SPECIES)
    l2h_decorate(walker, orbits, size);
}

/* Whether all atoms lie in a plane of the axes. A start of that kind has forces within the plane alone, so its quench
   never leaves it, and a host whose box is wrapped around the atoms has none. */
static bool is_flat(const struct l2h_walker *walker)
{
  for (int c = 0; c < 3; c++) {
    double low = INFINITY, high = -INFINITY;
    for (int i = 0; i < walker->free; i++) {
      const double x = walker->working[3 * i + c];
      low = x < low ? x : low;
      high = x > high ? x : high;
    }
    if (high - low < L2H_START_FLAT)
      return true;
  }
  return false;
}

/* Moves a, and b where it is free, apart to CLOSEST. False where they were. */
static bool part_pair(const struct l2h_box *box, double *a, double *b, bool b_free)
{
  double d[3] = {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
  if (box->any)
    l2h_box_fold(box, d);
  const double r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
  if (r2 >= CLOSEST * CLOSEST)
    return false;
  const double r = sqrt(r2);
  if (r == 0)
    d[0] = 1;
  const double push = (CLOSEST - r) / (r == 0 ? 1 : r) * (b_free ? 0.5 : 1);
  for (int c = 0; c < 3; c++) {
    a[c] += push * d[c];
    if (b_free)
      b[c] -= push * d[c];
  }
  return true;
}

static void note_place(const struct l2h_walker *walker, const double *position, int i)
{
  for (int c = 0; c < 3; c++)
    walker->pairs[c * L2H_PADDED(walker->free) + i] = position[3 * i + c];
}

void l2h_note_places(const struct l2h_walker *walker, const double *position)
{
  for (int i = 0; i < walker->free; i++)
    note_place(walker, position, i);
}

/* The first free atom from `from` on that may be too close to atom i. */
static int next_close(const struct l2h_walker *walker, int i, int from)
{
  if (walker->box.any) /* images may be close as well */
    return from;
  return walker->kernels->first_near(from, walker->free, L2H_PADDED(walker->free), walker->pairs,
                                     walker->working + 3 * i, CLOSEST * CLOSEST);
}

void l2h_part(struct l2h_walker *walker)
{
  double *const x = walker->working;
  bool moved = true;
  l2h_note_places(walker, x);
  for (int sweep = 0; sweep < SWEEPS && moved; sweep++) {
    moved = false;
    for (int i = 0; i < walker->free; i++) {
      for (int j = next_close(walker, i, i + 1); j < walker->free; j = next_close(walker, i, j + 1)) {
        moved |= part_pair(&walker->box, x + 3 * i, x + 3 * j, true);
        note_place(walker, x, i);
        note_place(walker, x, j);
      }
      for (int j = 0; j < walker->atoms - walker->free; j++)
        moved |= part_pair(&walker->box, x + 3 * i, walker->fixed + 3 * j, false);
      note_place(walker, x, i);
    }
  }
}

/* Symmetric starts need a free cluster or a periodic box, with no atom frozen. They and the hops that follow on them
   are to have their share of all hops: in a cluster of one species a plain start has its turn when its patience is
   owed. */
static bool is_symmetric_next(struct l2h_walker *walker)
{
  struct l2h_walker_state *state = walker->state;
  const struct l2h_search_numbers *numbers = &walker->numbers;
  const bool may = walker->centred && (walker->has & L2H_NEEDS_ALIKE);
  if (walker->paused)
    return l2h_turn_is_symmetric(walker);
  if (!state->symmetric)
    state->plain_hops += state->hops - state->start_hop;
  state->start_hop = state->hops;
  return may && numbers->symmetric > 0 &&
    state->plain_hops + numbers->patience > (1 - numbers->symmetric) * state->hops;
}

void l2h_start(struct l2h_walker *walker)
{
  struct l2h_walker_state *state = walker->state;
  const bool symmetric = is_symmetric_next(walker), given = state->has_start || walker->restart_from_start;
  state->symmetric = symmetric && !given;
  if (given) {
    memcpy(walker->working, walker->start, sizeof(double) * 3 * (size_t)walker->free);
    if (!state->has_start)
      l2h_kick(walker, walker->numbers.kick);
    state->has_start = false;
  } else if (walker->box.any && symmetric) {
    l2h_fill_cell_symmetric(walker);
  } else if (walker->box.any) {
    l2h_fill_cell(walker, 0);
  } else if (symmetric) {
    int tries = 0;
    do
      fill_symmetric(walker);
    while (is_flat(walker) && ++tries < TRIES);
  } else {
    fill_sphere(walker, 0);
  }
  l2h_part(walker);
  if (!given && walker->centred && walker->numbers.pack > 0 && l2h_draw(walker) < walker->numbers.pack)
    l2h_pack(walker);
}
