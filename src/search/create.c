/* SPDX-License-Identifier: GPL-2.0-only */
/* A walker's beginning: its memory, its atoms, free ones first, and what it can do. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "search/moves.h"
#include "search/surroundings.h"
#include "search/symmetry.h"
#include "search/walker.h"

/* Gumbel numbers at a time: one a site. */
static size_t most_drawn(int atoms)
{
  return L2H_PADDED(L2H_SITES_MOST((size_t)atoms));
}

static void lay_out(struct l2h_walker *walker, struct l2h_room *room, bool has_start)
{
  const size_t n = (size_t)walker->atoms, vector = l2h_vector_bytes(walker), all = sizeof(double) * 3 * n;
  const size_t moments = walker->weights ? sizeof(float) * 2 * 3 * L2H_DECAYS * L2H_STRIDE((size_t)walker->free) : 0;
  walker->host_index = l2h_room_take(room, sizeof(int) * n);
  walker->kind = l2h_room_take(room, sizeof(int) * n);
  walker->fixed = l2h_room_take(room, all - vector);
  walker->start = has_start ? l2h_room_take(room, vector) : NULL;
  walker->question = l2h_room_take(room, all);
  walker->gradient = l2h_room_take(room, vector);
  walker->answer = l2h_room_take(room, 2 * all);
  walker->squares = l2h_room_take(room, sizeof(float) * L2H_SQUARES);
  walker->pairs = l2h_room_take(room, sizeof(double) * 6 * L2H_PADDED((size_t)walker->free));
  walker->uniform = l2h_room_take(room, sizeof(double) * most_drawn(walker->atoms));
  walker->gumbel = l2h_room_take(room, sizeof(double) * most_drawn(walker->atoms));
  l2h_sites_place(&walker->sites, room, walker->atoms, walker->free);
  l2h_springs_place(&walker->springs, room, walker->free);
  const size_t before = room->used;
  walker->state = l2h_room_take(room, sizeof *walker->state);
  walker->working = l2h_room_take(room, vector);
  walker->minimum = l2h_room_take(room, vector);
  walker->from = l2h_room_take(room, vector);
  walker->best = l2h_room_take(room, vector);
  walker->quench = l2h_room_take(room, sizeof(double) * l2h_lbfgs_doubles(3 * walker->free));
  walker->paused = l2h_may_take_turns(walker) ? l2h_room_take(room, vector) : NULL;
  walker->moments = l2h_room_take(room, moments);
  walker->state_bytes = room->used - before;
}

/* Free atoms first. */
static void sort_atoms(struct l2h_walker *walker, const struct l2h_search_problem *problem)
{
  int free = 0, fixed = walker->free;
  for (int i = 0; i < problem->atoms; i++) {
    const int at = problem->frozen && problem->frozen[i] ? fixed++ : free++;
    walker->host_index[at] = i;
    walker->kind[at] = problem->species_of ? problem->species_of[i] : 0;
    if (at != i)
      walker->order = walker->host_index;
  }
}

static void take_start(struct l2h_walker *walker, const struct l2h_search_problem *problem)
{
  for (int c = 0; c < 3; c++) {
    double sum = 0;
    for (int i = 0; walker->centred && problem->start && i < problem->atoms; i++)
      sum += problem->start[3 * i + c] / problem->atoms;
    walker->origin[c] = walker->centred && problem->start ? sum : problem->origin[c];
  }
  for (int k = 0; problem->start && k < walker->atoms; k++) {
    const double *const x = problem->start + 3 * walker->host_index[k];
    double *const to = k < walker->free ? walker->start + 3 * k : walker->fixed + 3 * (k - walker->free);
    for (int c = 0; c < 3; c++)
      to[c] = (x[c] - walker->origin[c]) / walker->length;
    if (k >= walker->free)
      memcpy(walker->question + 3 * walker->host_index[k], x, sizeof(double) * 3);
  }
  for (int part = 0; part < 2; part++) /* what is frozen is in every answer, and is never written again */
    memcpy(walker->answer + 3 * walker->atoms * part, walker->question, sizeof(double) * 3 * (size_t)walker->atoms);
}

static unsigned what_it_has(const struct l2h_walker *walker)
{
  unsigned has = 0;
  if (!walker->box.any)
    has |= L2H_NEEDS_CLUSTER;
  if (walker->free >= 4)
    has |= L2H_NEEDS_TRIPLET;
  if (walker->weights)
    has |= L2H_NEEDS_WEIGHTS;
  bool alike = true;
  for (int i = 1; i < walker->free; i++)
    alike = alike && walker->kind[i] == walker->kind[0];
  has |= alike ? L2H_NEEDS_ALIKE : L2H_NEEDS_SPECIES;
  return has;
}

/* Room of the engine for bursts. The moments are part of the state. */
static int prepare_bursts(struct l2h_walker *walker, struct l2h_error *error)
{
  struct l2h_atoms *atoms = &walker->atoms_of_burst;
  if (!walker->weights)
    return 0;
  if (l2h_atoms_allocate(atoms, walker->free, walker->weights->model.species, error) != 0)
    return -1;
  atoms->atoms = walker->free;
  atoms->first_moment = walker->moments;
  atoms->second_moment = walker->moments + 3 * L2H_DECAYS * atoms->stride;
  memset(atoms->is_species, 0, sizeof(float) * (size_t)atoms->species * (size_t)atoms->stride);
  for (int i = 0; i < walker->free; i++)
    atoms->is_species[walker->kind[i] * atoms->stride + i] = 1;
  return 0;
}

static int check_changes(struct l2h_walker *walker, struct l2h_error *error)
{
  const bool some = l2h_change_draw(walker) != NULL;
  walker->state->draws = 0;
  if (some)
    return 0;
  return l2h_fail(error,
                  "the search's weights of displace, burst and exchange leave it no hop: give displace one, or "
                  "burst one and an optimizer, or exchange one and two species");
}

/* Shifts of the head leave a hundredth of a weight, so the numbers alone decide. */
static int check_groups(const struct l2h_search_numbers *numbers, struct l2h_error *error)
{
  if (l2h_symmetry_at(0.5, numbers) >= 0 || numbers->symmetric == 0)
    return 0;
  return l2h_fail(error,
                  "the search's weights of point groups, group_none to group_cubic, are all 0 and leave symmetric "
                  "starts none to draw: give one of them a weight, or no such starts by symmetric 0");
}

static int check(const struct l2h_search_problem *problem, const struct l2h_walker_options *options,
                 struct l2h_error *error)
{
  if (l2h_search_problem_check(problem, error) != 0 || l2h_stop_check(&options->stop, error) != 0 ||
      (options->policy ? l2h_policy_check(options->policy, error)
                       : l2h_search_numbers_check(&options->numbers, error)) != 0 ||
      check_groups(options->policy ? &options->policy->numbers : &options->numbers, error) != 0)
    return -1;
  if (options->weights && options->weights->model.species < problem->species)
    return l2h_fail(error, "the weights tell %d species apart and the search has %d: give weights trained for as many",
                    options->weights->model.species, problem->species);
  return 0;
}

struct l2h_walker *l2h_walker_create(const struct l2h_search_problem *problem, const struct l2h_walker_options *options,
                                     struct l2h_error *error)
{
  if (check(problem, options, error) != 0)
    return NULL;
  struct l2h_walker *walker = calloc(1, sizeof *walker);
  struct l2h_room room = {NULL, 0};
  if (!walker) {
    l2h_fail(error, "no memory for a search");
    return NULL;
  }
  walker->atoms = problem->atoms;
  walker->species = problem->species;
  for (int i = 0; i < problem->atoms; i++)
    walker->free += !(problem->frozen && problem->frozen[i]);
  walker->length = problem->length;
  walker->energy = problem->energy;
  walker->restart_from_start = problem->restart_from_start;
  if (options->policy)
    walker->policy = *options->policy;
  else
    walker->policy.numbers = options->numbers; /* and a head of zeros */
  walker->has_head = l2h_policy_has_head(&walker->policy);
  walker->numbers = walker->policy.numbers;
  walker->weights = options->weights;
  walker->kernels = l2h_search_kernels_at(0);
  walker->drawn_block = UINT64_MAX;
  walker->seed = options->seed;
  walker->number = options->number;
  l2h_box_make(&walker->box, problem->cell, problem->length);
  walker->centred = !walker->box.any && walker->free == walker->atoms;
  lay_out(walker, &room, problem->start != NULL);
  room.memory = walker->memory = aligned_alloc(64, room.used);
  if (!walker->memory) {
    l2h_fail(error, "no memory for a search of %d atoms (%zu bytes)", problem->atoms, room.used);
    l2h_walker_free(walker);
    return NULL;
  }
  memset(walker->memory, 0, room.used);
  room.used = 0;
  lay_out(walker, &room, problem->start != NULL);
  sort_atoms(walker, problem);
  take_start(walker, problem);
  walker->has = what_it_has(walker);
  if (prepare_bursts(walker, error) != 0 || check_changes(walker, error) != 0) {
    l2h_walker_free(walker);
    return NULL;
  }
  walker->state->fresh = true;
  walker->state->has_start = problem->start != NULL;
  walker->state->lowest = INFINITY;
  l2h_feedback_begin(walker);
  l2h_exchange_begin(walker);
  l2h_walker_begin_hop(walker);
  l2h_stop_set(walker, &options->stop);
  l2h_walker_show(walker);
  return walker;
}

void l2h_walker_free(struct l2h_walker *walker)
{
  if (!walker)
    return;
  l2h_atoms_free(&walker->atoms_of_burst);
  free(walker->memory);
  free(walker);
}
