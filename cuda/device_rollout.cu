/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel for each potential and place of the state, and for runs that are watched. Every block takes one job; its
   steps need no launch, no weights from outside and nothing of other blocks, so a result depends on its job alone. */
#include "thread.cuh"
#include "forces.cuh"
#include "network.cuh"
#include "device_rollout.h"
#include "kinds.h"

#include "core/descent.h"
#include "rollouts/energy_limit.h"
#include "rollouts/lowest.h"

#define STOP_EVERY 64 /* steps between two looks at whether the host asks for an end */

/* ---- before the first step ---- */

/* Position of atom i, 0 after the last. */
static __device__ float start_position(const struct l2h_task *task, const double *start, int c, int i)
{
  return i < task->shape.atoms ? (float)(start[3 * i + c] / task->length) : 0;
}

static __device__ void set_species(const struct thread *t)
{
  const struct l2h_block_shape *shape = &t->task->shape;
  const int species = shape->species;
  for (int k = (int)threadIdx.x; k < species * shape->stride; k += shape->threads) {
    const int i = k / species, s = k % species;
    const int kinds = t->task->landscape.species;
    t->is_species[k] = s < kinds && i >= t->task->first[s] && i < t->task->first[s + 1] ? 1 : 0;
  }
}

/* Weights, positions and constants come in; all else is 0. */
static __device__ void begin(const struct thread *t, const struct l2h_task_job *job)
{
  const struct l2h_task *task = t->task;
  const struct l2h_block_shape *shape = &task->shape;
  const float *network = task->network + (long)job->network * task->network_stride;
  const double *start = task->start + (long)job->start * task->room;
  for (int k = (int)threadIdx.x; k < shape->network; k += shape->threads)
    t->network[k] = k < shape->rows * L2H_HIDDEN + L2H_NETWORK_TAIL ? network[k] : 0;
  for (int k = (int)threadIdx.x; k < shape->step; k += shape->threads)
    t->step[k] = 0;
  for (int k = (int)threadIdx.x; k < shape->state; k += shape->threads)
    t->position[k] = k < 3 * shape->stride ? start_position(task, start, k / shape->stride, k % shape->stride) : 0;
  __syncthreads();
  set_species(t);
  if (task->landscape.kind == L2H_GUPTA && threadIdx.x < L2H_MAX_SPECIES * L2H_MAX_SPECIES) {
    const int own = (int)threadIdx.x / L2H_MAX_SPECIES, kind = (int)threadIdx.x % L2H_MAX_SPECIES;
    if (own < task->landscape.species && kind < task->landscape.species)
      ((struct l2h_gupta_bond *)(t->step + L2H_STEP_BONDS))[threadIdx.x] =
        l2h_gupta_bond_of(&task->landscape.gupta[own][kind]);
  }
  __syncthreads();
}

/* ---- the lowest structure met ---- */

/* The energies of the atoms, in their order, in double. */
template <int KIND> static __device__ double sum_energies(const struct thread *t)
{
  double sum = 0;
  for (int term = 0; term < (KIND == L2H_GUPTA ? 2 : 1); term++)
    for (int i = 0; i < t->task->shape.atoms; i++)
      sum += t->atom_energy[term * t->task->shape.stride + i];
  return sum;
}

/* Keeps the positions if their energy, which the atoms' energies say, is lower than all before (nor is NaN): as note()
   of training/rollouts/trajectory.c. A thread keeps what it alone will move, so nobody waits after this. */
template <int KIND> static __device__ __forceinline__ void keep_if_lowest(const struct thread *t)
{
  const struct l2h_block_shape *shape = &t->task->shape;
  double *const lowest = (double *)(t->step + L2H_STEP_LOWEST); /* thread 0's */
  if (threadIdx.x == 0) {
    const double energy = sum_energies<KIND>(t);
    t->step[L2H_STEP_LOWER] = energy < *lowest ? 1 : 0;
    *lowest = energy < *lowest ? energy : *lowest;
    t->step[L2H_STEP_KEPT] = *lowest < INFINITY ? 1 : 0;
  }
  __syncthreads();
  if (t->step[L2H_STEP_LOWER] == 0 || t->part == 3)
    return;
  for (int tile = t->first_tile; tile < shape->tiles; tile += shape->workers) {
    const int here = t->part * shape->stride + tile * L2H_TILE_ATOMS + t->slot;
    t->lowest[here] = t->position[here];
  }
}

/* After the last learned step: to the lowest structure met, this one included. */
template <int KIND> static __device__ __forceinline__ void to_lowest(const struct thread *t)
{
  forces<KIND, true, false>(t);
  __syncthreads();
  keep_if_lowest<KIND>(t);
  __syncthreads();
  for (int k = (int)threadIdx.x; t->step[L2H_STEP_KEPT] > 0 && k < 3 * t->task->shape.stride;
       k += t->task->shape.threads)
    t->position[k] = t->lowest[k];
  __syncthreads();
}

/* ---- steps ---- */

/* Now and then, whether the host asks for an end: asked by one thread before a barrier, known to all after it. */
static __device__ __forceinline__ void ask_for_stop(const struct thread *t, long step)
{
  if (threadIdx.x == 0 && step % STOP_EVERY == 0)
    t->step[L2H_STEP_FLAG] = *t->task->stop ? 1 : 0;
}

template <int KIND, bool WATCHED> static __device__ __forceinline__ void learned_steps(const struct thread *t)
{
  const struct l2h_task *task = t->task;
  bool over = false;
  if (has_clock_part(t))
    *clock_part_of(t) = clock_start(t->lane);
  if (threadIdx.x == 0)
    *(double *)(t->step + L2H_STEP_LOWEST) = INFINITY;
  if (t->warp == 0)
    share_step(t, 0);
  for (long step = 0; step < task->steps && !over; step++) {
    const bool watch = WATCHED && step % L2H_LOWEST_EVERY == 0;
    ask_for_stop(t, step);
    if (t->warp == 0)
      find_centre(t);
    if (watch)
      forces<KIND, true, true>(t);
    else
      forces<KIND, false, true>(t);
    __syncthreads(); /* all have read the positions; the centre is there, and what the step shares */
    over = t->step[L2H_STEP_FLAG] > 0;
    if (watch)
      keep_if_lowest<KIND>(t);
    if (t->warp == 0)
      share_step(t, step + 1);
    for (int tile = t->first_tile; tile < task->shape.tiles; tile += task->shape.workers)
      move_tile(t, share_of(t, step), tile);
    __syncthreads();
  }
  if (WATCHED)
    to_lowest<KIND>(t);
}

template <int KIND> static __device__ __forceinline__ void descent(const struct thread *t)
{
  const struct l2h_task *task = t->task;
  bool over = false;
  for (long step = 0; step < task->quench && !over; step++) {
    ask_for_stop(t, step);
    forces<KIND, false, false>(t);
    __syncthreads();
    over = t->step[L2H_STEP_FLAG] > 0;
    for (int k = (int)threadIdx.x; k < 3 * task->shape.stride; k += task->shape.threads)
      if (k % task->shape.stride < task->shape.atoms)
        t->position[k] += l2h_descent_move(t->gradient[k]);
    __syncthreads();
  }
}

/* ---- after the last step ---- */

template <int KIND> static __device__ void finish(const struct thread *t, const struct l2h_task_job *job)
{
  const struct l2h_task *task = t->task;
  const int stride = task->shape.stride;
  forces<KIND, true, false>(t);
  __syncthreads();
  if (threadIdx.x == 0)
    task->energy_out[job->result] = l2h_energy_reported(task->energy * sum_energies<KIND>(t));
  for (int k = (int)threadIdx.x; task->position_out && k < 3 * task->shape.atoms; k += task->shape.threads)
    task->position_out[(long)job->result * task->room + k] = task->length * t->position[k % 3 * stride + k / 3];
}

template <int KIND, bool STATE_IS_SHARED, bool WATCHED>
static __global__ void __launch_bounds__(L2H_MAX_THREADS, STATE_IS_SHARED ? L2H_LEAST_BLOCKS : 1)
  rollout(const __grid_constant__ struct l2h_task task)
{
  L2H_SHARED_MEMORY(float4, memory);
  float *const shared = (float *)memory;
  const struct l2h_block_shape *shape = &task.shape;
  float *const rest = shared + shape->network + shape->step + shape->workers * shape->stage;
  float *const state = STATE_IS_SHARED ? rest : task.state + (long)blockIdx.x * shape->state;
  const struct thread t = thread_of(&task, shared, state, WATCHED);
  const struct l2h_task_job *job = &task.job[blockIdx.x];
  begin(&t, job);
  learned_steps<KIND, WATCHED>(&t);
  descent<KIND>(&t);
  finish<KIND>(&t, job);
}

/* ---- host ---- */

namespace l2h_cuda
{

template <int KIND, bool WATCHED> static void launch_one(const struct l2h_task *task, cudaStream_t stream)
{
  const struct l2h_block_shape *shape = &task->shape;
  if (shape->state_is_shared)
    L2H_LAUNCH((rollout<KIND, true, WATCHED>), task->jobs, shape->threads, shape->shared, stream, *task);
  else
    L2H_LAUNCH((rollout<KIND, false, WATCHED>), task->jobs, shape->threads, shape->shared, stream, *task);
  L2H_CHECK(cudaGetLastError());
}

template <int KIND> static void launch(const struct l2h_task *task, cudaStream_t stream)
{
  if (task->shape.watched)
    launch_one<KIND, true>(task, stream);
  else
    launch_one<KIND, false>(task, stream);
}

void run_rollouts(const struct l2h_task *task, cudaStream_t stream)
{
  with_kind(task->landscape.kind, [=](auto kind) { launch<decltype(kind)::value>(task, stream); });
}

template <int KIND> static void allow(int bytes)
{
  const cudaFuncAttribute most = cudaFuncAttributeMaxDynamicSharedMemorySize;
  L2H_CHECK(cudaFuncSetAttribute(rollout<KIND, true, false>, most, bytes));
  L2H_CHECK(cudaFuncSetAttribute(rollout<KIND, false, false>, most, bytes));
  L2H_CHECK(cudaFuncSetAttribute(rollout<KIND, true, true>, most, bytes));
  L2H_CHECK(cudaFuncSetAttribute(rollout<KIND, false, true>, most, bytes));
}

void prepare_rollouts(int bytes)
{
  with_each_kind([=](auto kind) { allow<decltype(kind)::value>(bytes); });
}

} // namespace l2h_cuda
