/* SPDX-License-Identifier: GPL-2.0-only */
#include "library/optimizer.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/hash.h"
#include "core/weights.h"
#include "cpu/engine.h"
#include "search/box.h"
#include "search/room.h"
#include "search/surroundings.h"

const char *l2h_library_version(void)
{
  return L2H_VERSION;
}

const char *l2h_library_kernels(void)
{
  return l2h_kernels_best()->name;
}

/* ---- weights ---- */

struct l2h_weights *l2h_weights_open(const char *path, struct l2h_error *error)
{
  struct l2h_weights *weights = malloc(sizeof *weights);
  if (!weights) {
    l2h_fail(error, "no memory for the weights %s", path);
    return NULL;
  }
  if (l2h_weights_read(path, weights, error) == 0)
    return weights;
  free(weights);
  return NULL;
}

void l2h_weights_close(struct l2h_weights *weights)
{
  free(weights);
}

void l2h_weights_tell_facts(const struct l2h_weights *weights, struct l2h_weights_facts *facts)
{
  *facts = (struct l2h_weights_facts){
    .length = weights->length_scale,
    .energy = weights->energy_scale,
    .step_limit = weights->step_limit,
    .horizon = weights->horizon,
    .network = !weights->alone,
    .policy = weights->policy_rows > 0,
    .any_horizon = !weights->alone && l2h_serves_any_horizon(&weights->model) != 0,
    .species = weights->model.species,
    .checked = weights->checked != 0,
  };
  memcpy(facts->units, weights->units, sizeof facts->units);
}

/* ---- a run ---- */

struct l2h_optimizer {
  const struct l2h_weights *weights;
  const struct l2h_kernels *kernels;
  struct l2h_box box;
  int atoms, free, species;
  double length, energy, origin[3];
  int *host_index;         /* [atoms]: free atoms in the host's order, then frozen ones */
  int *kind;               /* [atoms], species in that order */
  double *fixed;           /* [atoms - free][3], in length scales from the origin */
  double *host;            /* [atoms][3], positions for the host */
  float *squares;          /* [L2H_SQUARES], room */
  struct l2h_atoms engine; /* the free atoms; its moments are part of the state */
  /* the state: one block of memory, which saving copies */
  struct l2h_clock *clock;
  double *working; /* [free][3], as fixed */
  float *moments;  /* [2][3][L2H_DECAYS][stride] */
  size_t state_bytes;
  void *memory;
};

static void lay_out(struct l2h_optimizer *run, struct l2h_room *room)
{
  const size_t n = (size_t)run->atoms, free = (size_t)run->free;
  run->host_index = l2h_room_take(room, sizeof(int) * n);
  run->kind = l2h_room_take(room, sizeof(int) * n);
  run->fixed = l2h_room_take(room, sizeof(double) * 3 * (n - free));
  run->host = l2h_room_take(room, sizeof(double) * 3 * n);
  run->squares = l2h_room_take(room, sizeof(float) * L2H_SQUARES);
  const size_t before = room->used;
  run->clock = l2h_room_take(room, sizeof *run->clock);
  run->working = l2h_room_take(room, sizeof(double) * 3 * free);
  run->moments = l2h_room_take(room, sizeof(float) * 2 * 3 * L2H_DECAYS * L2H_STRIDE(free));
  run->state_bytes = room->used - before;
}

/* Free atoms first. */
static void take_atoms(struct l2h_optimizer *run, const struct l2h_search_problem *problem)
{
  int free = 0, fixed = run->free;
  for (int c = 0; c < 3; c++) /* large coordinates would cost digits */
    for (int i = 0; i < run->atoms; i++)
      run->origin[c] += problem->start[3 * i + c] / run->atoms;
  for (int i = 0; i < run->atoms; i++) {
    const bool frozen = problem->frozen && problem->frozen[i];
    const int at = frozen ? fixed++ : free++;
    double *const to = frozen ? run->fixed + 3 * (at - run->free) : run->working + 3 * at;
    run->host_index[at] = i;
    run->kind[at] = problem->species_of ? problem->species_of[i] : 0;
    for (int c = 0; c < 3; c++)
      to[c] = (problem->start[3 * i + c] - run->origin[c]) / run->length;
  }
  memcpy(run->host, problem->start, sizeof(double) * 3 * (size_t)run->atoms); /* the first question, bit for bit */
}

static int prepare_engine(struct l2h_optimizer *run, struct l2h_error *error)
{
  struct l2h_atoms *engine = &run->engine;
  if (l2h_atoms_allocate(engine, run->free, run->weights->model.species, error) != 0)
    return -1;
  engine->atoms = run->free;
  engine->first_moment = run->moments;
  engine->second_moment = run->moments + 3 * L2H_DECAYS * engine->stride;
  memset(engine->is_species, 0, sizeof(float) * (size_t)engine->species * (size_t)engine->stride);
  for (int i = 0; i < run->free; i++)
    engine->is_species[run->kind[i] * engine->stride + i] = 1;
  return 0;
}

static int check(const struct l2h_search_problem *problem, const struct l2h_weights *weights, long horizon,
                 struct l2h_error *error)
{
  if (l2h_search_problem_check(problem, error) != 0)
    return -1;
  if (l2h_weights_need_network("the weights", weights, error) != 0)
    return -1;
  if (!problem->start)
    return l2h_fail(error, "a learned optimizer has no start: give positions");
  if (weights->model.species < problem->species)
    return l2h_fail(error, "the weights tell %d species apart and there are %d: give weights trained for as many",
                    weights->model.species, problem->species);
  if (horizon < 0)
    return l2h_fail(error, "a run of %ld steps: give 1 or more, or 0 for those that the weights were trained for",
                    horizon);
  if (horizon > 0 && horizon != weights->horizon && !l2h_serves_any_horizon(&weights->model))
    return l2h_fail(
      error, "these weights are told the step and not their progress, so they serve runs of %ld steps alone: give that",
      weights->horizon);
  return 0;
}

struct l2h_optimizer *l2h_optimizer_create(const struct l2h_search_problem *problem, const struct l2h_weights *weights,
                                           long horizon, struct l2h_error *error)
{
  struct l2h_room room = {NULL, 0};
  if (check(problem, weights, horizon, error) != 0)
    return NULL;
  struct l2h_optimizer *run = calloc(1, sizeof *run);
  if (!run) {
    l2h_fail(error, "no memory for a learned optimizer");
    return NULL;
  }
  run->weights = weights;
  run->kernels = l2h_kernels_best();
  run->atoms = problem->atoms;
  run->species = problem->species;
  run->length = problem->length;
  run->energy = problem->energy;
  for (int i = 0; i < problem->atoms; i++)
    run->free += !(problem->frozen && problem->frozen[i]);
  l2h_box_make(&run->box, problem->cell, problem->length);
  lay_out(run, &room);
  room.memory = run->memory = aligned_alloc(64, room.used);
  if (!run->memory) {
    l2h_fail(error, "no memory for a learned optimizer of %d atoms (%zu bytes)", problem->atoms, room.used);
    l2h_optimizer_free(run);
    return NULL;
  }
  memset(run->memory, 0, room.used);
  room.used = 0;
  lay_out(run, &room);
  take_atoms(run, problem);
  l2h_clock_start(run->clock, horizon > 0 ? horizon : weights->horizon);
  if (prepare_engine(run, error) != 0) {
    l2h_optimizer_free(run);
    return NULL;
  }
  return run;
}

void l2h_optimizer_free(struct l2h_optimizer *run)
{
  if (!run)
    return;
  l2h_atoms_free(&run->engine);
  free(run->memory);
  free(run);
}

const double *l2h_optimizer_ask(const struct l2h_optimizer *run)
{
  return run->clock->step < run->clock->horizon ? run->host : NULL;
}

const double *l2h_optimizer_positions(const struct l2h_optimizer *run)
{
  return run->host;
}

long l2h_optimizer_steps(const struct l2h_optimizer *run)
{
  return run->clock->step;
}

long l2h_optimizer_horizon(const struct l2h_optimizer *run)
{
  return run->clock->horizon;
}

/* Free atoms alone: frozen ones are never written again. */
static void show(struct l2h_optimizer *run)
{
  for (int i = 0; i < run->free; i++)
    for (int c = 0; c < 3; c++)
      run->host[3 * run->host_index[i] + c] = run->origin[c] + run->length * run->working[3 * i + c];
}

static void load(struct l2h_optimizer *run, const double *gradient)
{
  struct l2h_atoms *engine = &run->engine;
  const double share = run->length / run->energy;
  double centre[3] = {0};
  for (int k = 0; k < 3 * run->free; k++)
    centre[k % 3] += run->working[k] / run->free;
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < run->free; i++) {
      engine->position[c * engine->stride + i] = (float)(run->working[3 * i + c] - centre[c]);
      engine->gradient[c * engine->stride + i] = (float)(share * gradient[3 * run->host_index[i] + c]);
    }
  const struct l2h_surroundings around = {.box = &run->box,
                                          .atoms = run->atoms,
                                          .free = run->free,
                                          .species = run->species,
                                          .kind = run->kind,
                                          .working = run->working,
                                          .fixed = run->fixed,
                                          .squares = run->squares};
  l2h_surroundings_radial(&around, engine);
}

int l2h_optimizer_tell(struct l2h_optimizer *run, const double *gradient, struct l2h_error *error)
{
  const float centre[3] = {0}; /* positions are relative to it already, in double */
  float shared[L2H_HIDDEN];
  for (int i = 0; i < run->free; i++)
    for (int c = 0; c < 3; c++)
      if (!isfinite(gradient[3 * run->host_index[i] + c]))
        return l2h_fail(
          error, "the gradient of atom %d is not finite at step %ld: part atoms that overlap, or look at the scales",
          run->host_index[i] + 1, run->clock->step);
  load(run, gradient);
  run->kernels->step_layer(run->weights, run->clock, run->free, shared);
  run->kernels->optimizer(run->weights, run->clock, shared, centre, &run->engine);
  l2h_clock_tick(run->clock);
  for (int c = 0; c < 3; c++)
    for (int i = 0; i < run->free; i++)
      run->working[3 * i + c] += (double)run->engine.move[c * run->engine.stride + i];
  show(run);
  return 0;
}

/* ---- save and restore ---- */

#define MAGIC 0x6e757274706f32ULL /* "2optrun" */

struct head {
  uint64_t magic, bytes;
  uint64_t run;      /* hash of all that is constant in the run */
  uint64_t checksum; /* of the state */
};

#define HASH(so_far, thing) l2h_hash(so_far, &(thing), sizeof(thing))

static uint64_t hash_of_run(const struct l2h_optimizer *run)
{
  const size_t n = (size_t)run->atoms;
  uint64_t sum = HASH(0, run->atoms);
  sum = HASH(sum, run->free);
  sum = l2h_hash(sum, run->host_index, sizeof(int) * n);
  sum = l2h_hash(sum, run->kind, sizeof(int) * n);
  sum = l2h_hash(sum, run->fixed, sizeof(double) * 3 * (n - (size_t)run->free));
  sum = HASH(sum, run->length);
  sum = HASH(sum, run->energy);
  sum = HASH(sum, run->origin);
  sum = HASH(sum, run->box.edge);
  sum = HASH(sum, run->clock->horizon);
  sum = HASH(sum, run->weights->network);
  return HASH(sum, run->weights->step_limit);
}

size_t l2h_optimizer_bytes(const struct l2h_optimizer *run)
{
  return sizeof(struct head) + run->state_bytes;
}

void l2h_optimizer_save(const struct l2h_optimizer *run, void *state)
{
  const struct head head = {MAGIC, l2h_optimizer_bytes(run), hash_of_run(run),
                            l2h_hash(0, run->clock, run->state_bytes)};
  memcpy(state, &head, sizeof head);
  memcpy((char *)state + sizeof head, run->clock, run->state_bytes);
}

int l2h_optimizer_restore(struct l2h_optimizer *run, const void *state, size_t bytes, struct l2h_error *error)
{
  const char *const from = state;
  struct head head = {0};
  memcpy(&head, state, bytes < sizeof head ? bytes : sizeof head);
  if (head.magic != MAGIC)
    return l2h_fail(error, "this is no saved run of a learned optimizer");
  if (head.run != hash_of_run(run))
    return l2h_fail(error, "this state was saved by another run: give the same structure, scales, weights and horizon");
  if (head.bytes != bytes || bytes != l2h_optimizer_bytes(run))
    return l2h_fail(error, "a saved run of %zu bytes is cut or has grown: it has %zu", bytes, l2h_optimizer_bytes(run));
  if (head.checksum != l2h_hash(0, from + sizeof head, run->state_bytes))
    return l2h_fail(error, "a saved run is damaged (its checksum is wrong): take an older one");
  memcpy(run->clock, from + sizeof head, run->state_bytes);
  if (run->clock->step > 0)
    show(run);
  return 0;
}
