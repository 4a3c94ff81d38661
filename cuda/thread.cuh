/* SPDX-License-Identifier: GPL-2.0-only */
/* A thread's view of its block: where it works and where everything lies. */
#ifndef L2H_THREAD_CUH
#define L2H_THREAD_CUH

#define L2H_REAL_HEADER "real_float.h"

#include "lanes.cuh"
#include "task.h"

#include "core/gupta.h"

struct thread {
  const struct l2h_task *task;
  int warp, lane;
  int first_tile; /* of the warp; none of warp 0 */
  int slot, part; /* of a worker's lane: which atom of the tile, and which share of it */
  float *network; /* shared by the block, as is step */
  float *step;
  float *stage;                                              /* the worker's own */
  float *position, *gradient, *first_moment, *second_moment; /* [3][stride], [L2H_DECAYS][3][stride] */
  float *radial, *is_species;                                /* [atom][species][L2H_RADIALS], [atom][species] */
  float *field;                                              /* [fields][stride] */
  float *atom_energy;                                        /* [2][stride], two terms */
  float *lowest; /* [3][stride], positions of the lowest structure met; of watched runs alone */
};

/* The block's memory in `shared` and, for large systems, `state`. */
static __device__ __forceinline__ struct thread thread_of(const struct l2h_task *task, float *shared, float *state,
                                                          bool watched)
{
  const struct l2h_block_shape *shape = &task->shape;
  const int stride = shape->stride;
  struct thread t;
  t.task = task;
  t.warp = (int)threadIdx.x / L2H_WARP;
  t.lane = (int)threadIdx.x % L2H_WARP;
  t.first_tile = t.warp > 0 ? t.warp - 1 : shape->tiles;
  t.slot = t.lane % L2H_TILE_ATOMS;
  t.part = t.lane / L2H_TILE_ATOMS;
  t.network = shared;
  t.step = shared + shape->network;
  t.stage = t.step + shape->step + (t.warp > 0 ? (t.warp - 1) * shape->stage : 0);
  t.position = state;
  t.gradient = t.position + 3 * stride;
  t.first_moment = t.gradient + 3 * stride;
  t.second_moment = t.first_moment + 3 * L2H_DECAYS * stride;
  t.radial = t.second_moment + 3 * L2H_DECAYS * stride;
  t.is_species = t.radial + shape->species * L2H_RADIALS * stride;
  t.field = t.is_species + shape->species * stride;
  t.lowest = t.field + shape->fields * stride;
  /* wanted after the last step alone, when nobody needs the moments any more, or while those go on */
  t.atom_energy = watched ? t.lowest + 3 * stride : t.first_moment;
  return t;
}

/* Gupta's, of each pair of species. */
static __device__ __forceinline__ const struct l2h_gupta_bond *bonds(const struct thread *t)
{
  return (const struct l2h_gupta_bond *)(t->step + L2H_STEP_BONDS);
}

/* What the step of that number shares. */
static __device__ __forceinline__ float *share_of(const struct thread *t, long step)
{
  return t->step + step % 2 * L2H_SHARE_FLOATS;
}

/* The weights in t->network. */
static __device__ __forceinline__ const float *first_row(const struct thread *t, int row)
{
  return t->network + row * L2H_HIDDEN;
}
static __device__ __forceinline__ const float *first_bias(const struct thread *t)
{
  return first_row(t, t->task->shape.rows);
}
static __device__ __forceinline__ const float *second_layer(const struct thread *t)
{
  return first_bias(t) + L2H_HIDDEN;
}
static __device__ __forceinline__ const float *second_bias(const struct thread *t)
{
  return second_layer(t) + L2H_HIDDEN * L2H_HIDDEN;
}
static __device__ __forceinline__ const float *output_layer(const struct thread *t)
{
  return second_bias(t) + L2H_HIDDEN;
}
/* Two biases, then alpha, beta and gamma. */
static __device__ __forceinline__ const float *last_numbers(const struct thread *t)
{
  return output_layer(t) + L2H_HIDDEN * L2H_OUTPUTS;
}

/* The sum over a warp. */
static __device__ __forceinline__ real over_warp(real x)
{
  for (int apart = 1; apart < L2H_WARP; apart *= 2)
    x += __shfl_xor_sync(ALL_LANES, x, apart);
  return x;
}

#endif
