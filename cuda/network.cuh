/* SPDX-License-Identifier: GPL-2.0-only */
/* The learned move of a tile of atoms, and what a whole step shares. Features, code and update rule are core's; what is
   here is who holds which number. */
#ifndef L2H_NETWORK_CUH
#define L2H_NETWORK_CUH

#include "thread.cuh"

#include "core/clock.h"

static_assert(L2H_COORDINATE_INPUTS >= L2H_HIDDEN, "a worker's activations take the place of its inputs");
static_assert(sizeof(struct l2h_network) == sizeof(float) * (L2H_MAX_INPUTS * L2H_HIDDEN + L2H_NETWORK_TAIL),
              "l2h_task_network() copies floats, one after the other");

/* ---- the step: warp 0 ---- */

/* A lane's own part of the clock, in double: lanes 0 to 8 turn a sine each, lanes 9 to 13 keep a decay's power. It lies
   in shared memory, since registers would be taken from every thread; the others have none. */
struct clock_part {
  double sine, cosine, sine_turn, cosine_turn; /* a decay's power is in sine, the decay in cosine */
};

static __device__ __forceinline__ struct clock_part *clock_part_of(const struct thread *t)
{
  return (struct clock_part *)(t->step + L2H_STEP_CLOCK) + t->lane;
}

static __device__ __forceinline__ bool has_clock_part(const struct thread *t)
{
  return t->warp == 0 && t->lane < L2H_SINES + L2H_DECAYS;
}

static __device__ __forceinline__ struct clock_part clock_start(int lane)
{
  const double tau[L2H_SINES] = L2H_SINE_TIMES;
  const double decay[L2H_DECAYS] = L2H_DECAY_VALUES;
  struct clock_part part = {0, 1, 0, 1};
  double own = 1;
#pragma unroll
  for (int k = 0; k < L2H_SINES; k++)
    own = lane == k ? tau[k] : own;
  part.sine_turn = sin(1 / own);
  part.cosine_turn = cos(1 / own);
#pragma unroll
  for (int k = 0; k < L2H_DECAYS; k++)
    if (lane == L2H_SINES + k)
      part.sine = part.cosine = decay[k];
  return part;
}

static __device__ __forceinline__ void clock_tick(int lane, struct clock_part *part)
{
  if (lane < L2H_SINES)
    l2h_clock_turn(part->sine_turn, part->cosine_turn, &part->sine, &part->cosine);
  else
    part->sine *= part->cosine;
}

/* The step's inputs and Adam's corrections, each lane its own, into the share. */
static __device__ __forceinline__ void clock_inputs(const struct thread *t, float *share, long step)
{
  float *const in = share;
  const int lane = t->lane, last = L2H_SINES + L2H_DECAYS;
  if (lane < last) {
    struct clock_part part = *clock_part_of(t);
    if (lane < L2H_SINES) {
      l2h_encode((real)part.sine, in + L2H_SINE_CODES + 2 * lane);
      in[L2H_SINE_VALUES + lane] = (float)part.sine;
    } else {
      share[L2H_SHARE_CORRECTIONS + lane - L2H_SINES] = (float)(1 / (1 - part.sine));
    }
    clock_tick(lane, &part);
    *clock_part_of(t) = part;
  } else if (lane == last) {
    const double progress = l2h_clock_progress(step, t->task->horizon);
    l2h_encode((real)t->task->shape.atoms, in);
    in[L2H_PROGRESS_VALUES] = (float)progress;
    in[L2H_PROGRESS_VALUES + 1] = (float)(1 - progress);
  }
}

/* Mean of the positions. */
static __device__ __forceinline__ void find_centre(const struct thread *t)
{
  const struct l2h_block_shape *shape = &t->task->shape;
  for (int c = 0; c < 3; c++) {
    real sum = 0;
    for (int i = t->lane; i < shape->atoms; i += L2H_WARP)
      sum += t->position[c * shape->stride + i];
    sum = over_warp(sum) / (real)shape->atoms;
    if (t->lane == 0)
      t->step[L2H_STEP_CENTRE + c] = sum;
  }
}

/* What a step shares, the steps one after the other: lane h makes hidden unit h of the first layer's share. */
static __device__ __forceinline__ void share_step(const struct thread *t, long step)
{
  float *const share = share_of(t, step);
  clock_inputs(t, share, step);
  __syncwarp();
  real sum = first_bias(t)[t->lane];
  for (int k = 0; k < L2H_STEP_INPUTS; k++)
    sum += share[k] * first_row(t, k)[t->lane];
  share[L2H_SHARE_LAYER + t->lane] = sum;
}

/* ---- the atoms: workers ---- */

static __device__ __forceinline__ struct float4 four(const float *memory)
{
  return *(const struct float4 *)memory;
}

/* Moments and inputs of coordinate t->part of the slot's atom, into the stage. */
static __device__ __forceinline__ void stage_coordinate(const struct thread *t, const float *share, int i)
{
  const int stride = t->task->shape.stride, here = t->part * stride + i;
  real first[L2H_DECAYS], second[L2H_DECAYS], in[L2H_COORDINATE_INPUTS];
  struct l2h_corrections corrections;
  for (int k = 0; k < L2H_DECAYS; k++) {
    first[k] = t->first_moment[3 * k * stride + here];
    second[k] = t->second_moment[3 * k * stride + here];
    corrections.value[k] = share[L2H_SHARE_CORRECTIONS + k];
  }
  l2h_moments_update(t->gradient[here], first, second);
  for (int k = 0; k < L2H_DECAYS; k++) {
    t->first_moment[3 * k * stride + here] = first[k];
    t->second_moment[3 * k * stride + here] = second[k];
  }
  l2h_coordinate_inputs(t->gradient[here], t->position[here] - t->step[L2H_STEP_CENTRE + t->part], first, second,
                        &corrections, in);
  for (int k = 0; k < L2H_COORDINATE_INPUTS; k++)
    t->stage[(k * L2H_TILE_ATOMS + t->slot) * 4 + t->part] = in[k];
}

static __device__ __forceinline__ float *atom_stage(const struct thread *t)
{
  return t->stage + L2H_STAGE_COORDINATES + t->slot * l2h_stage_stride(t->task->shape.atom_inputs);
}

/* Three lanes of an atom make the inputs of its coordinates, the fourth those of the atom. */
static __device__ __forceinline__ void stage_inputs(const struct thread *t, const float *share, int i)
{
  const int species = t->task->shape.species;
  if (t->part < 3)
    stage_coordinate(t, share, i);
  else
    l2h_atom_inputs(species, t->is_species + i * species, t->radial + i * species * L2H_RADIALS, atom_stage(t));
}

/* sums[c][u] += x[c] w[u] for three coordinates and the lane's eight hidden units. */
static __device__ __forceinline__ void add_products(struct float4 x, const float *w, real sums[3][L2H_TILE_UNITS])
{
  const struct float4 low = four(w), high = four(w + 4);
  const real weight[L2H_TILE_UNITS] = {low.x, low.y, low.z, low.w, high.x, high.y, high.z, high.w};
#pragma unroll
  for (int u = 0; u < L2H_TILE_UNITS; u++) {
    sums[0][u] += x.x * weight[u];
    sums[1][u] += x.y * weight[u];
    sums[2][u] += x.z * weight[u];
  }
}

/* The same for all inputs of a layer, which lie in the stage; w begins at the lane's units. */
static __device__ __forceinline__ void add_layer(const struct thread *t, int inputs, const float *w,
                                                 real sums[3][L2H_TILE_UNITS])
{
#pragma unroll 11
  for (int k = 0; k < inputs; k++)
    add_products(four(t->stage + (k * L2H_TILE_ATOMS + t->slot) * 4), w + k * L2H_HIDDEN, sums);
}

/* What step and atom put into the first layer, the same for an atom's three coordinates. */
static __device__ __forceinline__ void start_layer(const struct thread *t, const float *share, int units,
                                                   real sums[3][L2H_TILE_UNITS])
{
  const float *in = atom_stage(t), *w = first_row(t, L2H_STEP_INPUTS) + units;
  for (int u = 0; u < L2H_TILE_UNITS; u++)
    sums[0][u] = share[L2H_SHARE_LAYER + units + u];
  for (int k = 0; k < t->task->shape.atom_inputs; k++) {
    const struct float4 low = four(w + k * L2H_HIDDEN), high = four(w + k * L2H_HIDDEN + 4);
    const real weight[L2H_TILE_UNITS] = {low.x, low.y, low.z, low.w, high.x, high.y, high.z, high.w};
#pragma unroll
    for (int u = 0; u < L2H_TILE_UNITS; u++)
      sums[0][u] += in[k] * weight[u];
  }
  for (int u = 0; u < L2H_TILE_UNITS; u++)
    sums[1][u] = sums[2][u] = sums[0][u];
}

/* The activations replace the inputs, once all lanes have read those. */
static __device__ __forceinline__ void stage_activations(const struct thread *t, int units,
                                                         const real sums[3][L2H_TILE_UNITS])
{
  __syncwarp();
  for (int u = 0; u < L2H_TILE_UNITS; u++)
    *(struct float4 *)(t->stage + ((units + u) * L2H_TILE_ATOMS + t->slot) * 4) =
      make_float4(l2h_relu(sums[0][u]), l2h_relu(sums[1][u]), l2h_relu(sums[2][u]), 0);
  __syncwarp();
}

/* Of a lane's three numbers that of its coordinate; a select, since registers have no index. */
static __device__ __forceinline__ real own(const struct thread *t, const real of[3])
{
  return t->part == 0 ? of[0] : t->part == 1 ? of[1] : of[2];
}

/* The move of coordinate t->part, from the second layer's sums of all the atom's lanes. */
static __device__ __forceinline__ real move_of(const struct thread *t, int units, const real sums[3][L2H_TILE_UNITS])
{
  const float *output = output_layer(t) + units * L2H_OUTPUTS, *last = last_numbers(t);
  real m[3], d[3];
  for (int c = 0; c < 3; c++) {
    m[c] = d[c] = 0;
    for (int u = 0; u < L2H_TILE_UNITS; u++) {
      const real activation = l2h_relu(sums[c][u]);
      m[c] += activation * output[L2H_OUTPUTS * u];
      d[c] += activation * output[L2H_OUTPUTS * u + 1];
    }
    m[c] = over_parts(m[c]);
    d[c] = over_parts(d[c]);
  }
  return l2h_update(last[2], last[3], last[4], own(t, m) + last[0], own(t, d) + last[1], t->task->step_limit);
}

/* One learned step of a tile, from gradient and radial functions to the new positions. */
static __device__ __forceinline__ void move_tile(const struct thread *t, const float *share, int tile)
{
  const int i = tile * L2H_TILE_ATOMS + t->slot, units = t->part * L2H_TILE_UNITS;
  const float *bias = second_bias(t) + units;
  real sums[3][L2H_TILE_UNITS];
  __syncwarp(); /* the last tile's activations have been read, this one's forces are written */
  stage_inputs(t, share, i);
  __syncwarp();
  start_layer(t, share, units, sums);
  add_layer(t, L2H_COORDINATE_INPUTS, first_row(t, L2H_STEP_INPUTS + t->task->shape.atom_inputs) + units, sums);
  stage_activations(t, units, sums);
  for (int u = 0; u < L2H_TILE_UNITS; u++)
    sums[0][u] = sums[1][u] = sums[2][u] = bias[u];
  add_layer(t, L2H_HIDDEN, second_layer(t) + units, sums);
  const real move = move_of(t, units, sums);
  if (t->part < 3 && i < t->task->shape.atoms)
    t->position[t->part * t->task->shape.stride + i] += move;
}

#endif
