/* SPDX-License-Identifier: GPL-2.0-only */
/* A kernel for each potential and place of the state. Every block takes one quench and nothing of other blocks, so an
   end depends on its job alone. Double precision without fused multiply-adds, and exponentials written out: the same
   bits on every device, and over the shim. */
#define L2H_REAL_HEADER "core/real_double.h"

#include "block_springs.cuh"
#include "device_quench.h"
#include "forces.cuh"
#include "kinds.h"
#include "warp_vectors.cuh"

#define L2H_LBFGS_FN static __device__
#include "search/lbfgs_iteration.h"

/* A thread's view of its block. */
struct quench_thread {
  const struct l2h_quench_task *task;
  int warp, first_tile;
  int slot, part;                      /* which atom of a tile, and which share of it */
  struct l2h_lbfgs_vectors v;          /* the first warp's, but that all read the trial */
  double *position, *gradient, *field; /* [3][stride], [fields][stride], in the units of the potential */
  double *atom_energy;                 /* [3][stride]: two terms, and the penalty's */
  double *pull;                        /* [3][stride], of the penalty */
  double *few;                         /* what the block shares beside its state */
};

static __device__ __forceinline__ const struct l2h_gupta_bond *bonds(const struct quench_thread *t)
{
  return (const struct l2h_gupta_bond *)(t->few + L2H_QUENCH_BOND);
}

/* `few` lies in shared memory, `state` there or not, `vectors` are the job's. */
template <bool STATE_IS_SHARED>
static __device__ __forceinline__ struct quench_thread quench_thread_of(const struct l2h_quench_task *task, double *few,
                                                                        double *state, double *vectors)
{
  const struct l2h_quench_shape *shape = &task->shape;
  const int n = shape->vector, stride = shape->stride, lane = (int)threadIdx.x % L2H_WARP;
  double *const own = STATE_IS_SHARED ? state : vectors;
  struct quench_thread t;
  t.task = task;
  t.warp = t.first_tile = (int)threadIdx.x / L2H_WARP;
  t.slot = lane % L2H_TILE_ATOMS;
  t.part = lane / L2H_TILE_ATOMS;
  t.v.position = own;
  t.v.gradient = own + n;
  t.v.trial = own + 2 * n;
  t.v.direction = own + 3 * n;
  t.v.told = own + 4 * n;
  t.v.s = vectors + L2H_QUENCH_VECTORS * n;
  t.v.y = t.v.s + L2H_LBFGS_VECTORS * n;
  t.position = state + (STATE_IS_SHARED ? L2H_QUENCH_VECTORS * n : 0);
  t.gradient = t.position + 3 * stride;
  t.pull = t.gradient + 3 * stride;
  t.atom_energy = t.pull + 3 * stride;
  t.field = t.atom_energy + 3 * stride;
  t.few = few;
  return t;
}

/* Their vectors lie in what the forces leave to them until the next answer, and after the potential's fields. */
static __device__ __forceinline__ struct block_springs springs_of(const struct quench_thread *t)
{
  const struct l2h_quench_shape *shape = &t->task->shape;
  struct block_springs springs;
  springs.shape = shape;
  springs.place = t->v.position;
  springs.vector = t->gradient;
  springs.guide = t->field + shape->fields * shape->stride;
  springs.heap = t->task->heap + (size_t)blockIdx.x * (size_t)shape->heap;
  springs.list = springs.heap;
  springs.room = 0;
  return springs;
}

/* ---- an answer ---- */

/* The first warp: where the atoms of the trial lie. */
static __device__ __forceinline__ void set_positions(const struct quench_thread *t, const struct l2h_quench_job *job)
{
  L2H_EACH(k, 3 * t->task->shape.atoms)
  t->position[k % 3 * t->task->shape.stride + k / 3] = job->origin[k % 3] + job->length * t->v.trial[k];
}

/* The penalty of search/compress.c on the pairs of the lane's atom. */
static __device__ __forceinline__ void penalty_tile(const struct quench_thread *t, const struct l2h_quench_job *job,
                                                    int tile)
{
  const struct l2h_quench_shape *shape = &t->task->shape;
  const int i = tile * L2H_TILE_ATOMS + t->slot, here = i < shape->atoms ? i : 0;
  const double *const x = t->v.trial + 3 * here;
  double energy = 0, pull[3] = {0, 0, 0};
  for (int j = t->part; j < shape->atoms; j += L2H_TILE_PARTS) {
    double d[3];
    for (int c = 0; c < 3; c++)
      d[c] = x[c] - t->v.trial[3 * j + c];
    const double excess = real_max(d[0] * d[0] + d[1] * d[1] + d[2] * d[2] - job->diameter2, 0);
    energy += excess * excess;
    for (int c = 0; c < 3; c++)
      pull[c] += excess * d[c];
  }
  store_energy(t, i, 2, over_parts(energy));
  for (int c = 0; c < 3; c++) {
    const double sum = over_parts(pull[c]);
    if (t->part == 0)
      t->pull[c * shape->stride + i] = 4 * job->strength * sum;
  }
}

/* The first warp: energy and gradient of the trial in scales, the latter into v.told. */
template <int KIND>
static __device__ __forceinline__ double hear(const struct quench_thread *t, const struct l2h_quench_job *job)
{
  const int atoms = t->task->shape.atoms, stride = t->task->shape.stride;
  const double factor = job->length / job->energy;
  const bool penalty = job->strength > 0;
  double part = 0, penalties = 0;
  L2H_EACH(k, 3 * atoms)
  {
    const int at = k % 3 * stride + k / 3;
    const double gradient = t->gradient[at] * factor;
    t->v.told[k] = penalty ? gradient + t->pull[at] : gradient;
  }
  L2H_EACH(i, atoms)
  {
    part += KIND == L2H_GUPTA ? t->atom_energy[i] + t->atom_energy[stride + i] : t->atom_energy[i];
    if (penalty)
      penalties += t->atom_energy[2 * stride + i];
  }
  const double energy = l2h_parts_sum(part) / job->energy;
  return penalty ? energy + 0.5 * job->strength * l2h_parts_sum(penalties) : energy;
}

/* ---- a quench ---- */

/* Vectors and constants come in; atoms after the last lie at 0. */
template <bool STATE_IS_SHARED>
static __device__ __forceinline__ void begin(const struct quench_thread *t, const double *vectors)
{
  const struct l2h_quench_task *task = t->task;
  const struct l2h_quench_shape *shape = &task->shape;
  for (int k = (int)threadIdx.x; STATE_IS_SHARED && k < L2H_QUENCH_VECTORS * shape->vector; k += shape->threads)
    t->v.position[k] = vectors[k];
  for (int k = (int)threadIdx.x; k < 3 * shape->stride; k += shape->threads)
    t->position[k] = 0;
  if (task->landscape.kind == L2H_GUPTA && threadIdx.x < L2H_MAX_SPECIES * L2H_MAX_SPECIES) {
    const int own = (int)threadIdx.x / L2H_MAX_SPECIES, kind = (int)threadIdx.x % L2H_MAX_SPECIES;
    if (own < task->landscape.species && kind < task->landscape.species)
      ((struct l2h_gupta_bond *)(t->few + L2H_QUENCH_BOND))[threadIdx.x] =
        l2h_gupta_bond_of(&task->landscape.gupta[own][kind]);
  }
  __syncthreads();
}

template <bool STATE_IS_SHARED>
static __device__ __forceinline__ void finish(const struct quench_thread *t, double *vectors)
{
  const struct l2h_quench_shape *shape = &t->task->shape;
  for (int k = (int)threadIdx.x; STATE_IS_SHARED && k < L2H_QUENCH_VECTORS * shape->vector; k += shape->threads)
    vectors[k] = t->v.position[k];
}

/* Energy and gradient of the trial, of all pairs. */
template <int KIND>
static __device__ __forceinline__ void evaluate(const struct quench_thread *t, const struct l2h_quench_job *job)
{
  forces<KIND, true, false>(t);
  if (job->strength > 0)
    for (int tile = t->first_tile; tile < t->task->shape.tiles; tile += t->task->shape.workers)
      penalty_tile(t, job, tile);
}

/* The first warp: the answer, and where it asks for a new direction, how that begins. Returns whether it does. */
template <int KIND>
static __device__ __forceinline__ bool take(const struct quench_thread *t, const struct l2h_quench_job *job,
                                            struct l2h_lbfgs *run, struct l2h_lbfgs_way *way)
{
  const struct l2h_quench_shape *shape = &t->task->shape;
  double curvature;
  if (!l2h_lbfgs_take(run, &t->v, 3 * shape->atoms, job->guided, hear<KIND>(t, job), &curvature))
    return false;
  l2h_lbfgs_back(run, &t->v, shape->vector, curvature, way);
  return true;
}

/* All warps: v.direction becomes the springs' answer to it. `way` is the first warp's. Long sums stand beside what the
   other warps do. */
static __device__ __forceinline__ void guide(const struct quench_thread *t, const struct l2h_lbfgs_way *way)
{
  struct block_springs springs = springs_of(t);
  const struct l2h_quench_shape *shape = &t->task->shape;
  const int n = 3 * shape->atoms, last = shape->workers - 1;
  const int64_t kept = (int64_t)t->few[L2H_QUENCH_KEPT];
  const int pairs = l2h_lbfgs_spring_pairs(kept);
  const double *moves[2] = {t->v.position, t->v.position}; /* of no account where there is no pair */
  make_springs(&springs);
  for (int k = 0; k < pairs; k++) {
    moves[k] = t->v.s + l2h_lbfgs_slot(kept - 1 - k, shape->vector);
    work_terms(&springs, moves[k], terms_of(&springs, k));
  }
  if (t->warp == 0)
    EACH_OF_WARP(k, n)
    {
      left_of(&springs)[k] = t->v.direction[k];
      move_of(&springs)[k] = 0;
    }
  __syncthreads();
  if (t->warp == last && pairs > 0)
    sum_work(&springs, moves[0], moves[1], t->few + L2H_QUENCH_WORK);
  if (t->warp < last || last == 0)
    make_blocks(&springs, (int)threadIdx.x, last == 0 ? shape->threads : shape->threads - L2H_WARP);
  __syncthreads();
  first_way(&springs);
  __syncthreads();
  double scale = 0, worth = 0; /* the first warp's */
  if (t->warp == 0) {
    scale = l2h_lbfgs_spring_scale(way, t->few + L2H_QUENCH_WORK);
    worth = sum_products(&springs);
  }
  for (int round = 0; round < L2H_SPRING_ROUNDS; round++) {
    if (threadIdx.x == 0)
      t->few[L2H_QUENCH_ROUND] = worth > 0 ? 1 : 0;
    __syncthreads();
    if (!(t->few[L2H_QUENCH_ROUND] > 0))
      break;
    pull_terms(&springs);
    __syncthreads();
    sum_pulls(&springs);
    __syncthreads();
    if (t->warp == 0) {
      const double step = worth / sum_pulled(&springs);
      if (threadIdx.x == 0) {
        t->few[L2H_QUENCH_STEP] = step;
        t->few[L2H_QUENCH_MOVED] = step * scale;
      }
    }
    __syncthreads();
    go_way(&springs, t->few[L2H_QUENCH_STEP], t->few[L2H_QUENCH_MOVED]);
    __syncthreads();
    if (t->warp == 0) {
      const double before = worth;
      worth = sum_products(&springs);
      if (threadIdx.x == 0)
        t->few[L2H_QUENCH_SHARE] = worth / before;
    }
    __syncthreads();
    next_way(&springs, t->few[L2H_QUENCH_SHARE]);
  }
  __syncthreads();
  if (t->warp == 0) {
    EACH_OF_WARP(k, n)
    t->v.direction[k] = move_of(&springs)[k];
    __syncwarp();
  }
}

/* Of the largest on a multiprocessor: silicon's moments want more registers, and gold is held up by arithmetic. */
#define LEAST_BLOCKS(KIND) ((KIND) == L2H_SW ? 2 : (KIND) == L2H_GUPTA ? 3 : 4)

template <int KIND, bool STATE_IS_SHARED>
static __global__ void __launch_bounds__(L2H_QUENCH_THREADS, LEAST_BLOCKS(KIND))
  quench(const __grid_constant__ struct l2h_quench_task task)
{
  static_assert(sizeof(struct l2h_gupta_bond) == L2H_QUENCH_BONDS * sizeof(double), "room for bonds");
  L2H_SHARED_MEMORY(double, memory);
  double *const vectors = task.vectors + (size_t)blockIdx.x * task.shape.vectors;
  double *const state = STATE_IS_SHARED ? memory + L2H_QUENCH_FEW : task.state + (size_t)blockIdx.x * task.shape.state;
  const struct quench_thread t = quench_thread_of<STATE_IS_SHARED>(&task, memory, state, vectors);
  struct l2h_quench_job *const job = &task.job[blockIdx.x];
  struct l2h_lbfgs run = job->run; /* of the first warp alone, each lane with a copy, as are `way` and `aims` */
  struct l2h_lbfgs_way way;
  const bool guided = job->guided;
  double answers = 0;
  begin<STATE_IS_SHARED>(&t, vectors);
  if (t.warp == 0)
    set_positions(&t, job);
  __syncthreads();
  do {
    bool aims = false;
    evaluate<KIND>(&t, job);
    __syncthreads();
    if (t.warp == 0) {
      answers++;
      aims = take<KIND>(&t, job, &run, &way);
      if (threadIdx.x == 0) {
        t.few[L2H_QUENCH_AIMS] = aims ? 1 : 0;
        t.few[L2H_QUENCH_KEPT] = (double)run.kept;
      }
    }
    if (guided) {
      __syncthreads();
      if (t.few[L2H_QUENCH_AIMS] > 0)
        guide(&t, &way);
    }
    if (t.warp == 0) {
      if (aims)
        l2h_lbfgs_aim(&run, &t.v, task.shape.vector, &way, guided);
      set_positions(&t, job);
      if (threadIdx.x == 0)
        t.few[L2H_QUENCH_GOES_ON] = run.status == L2H_LBFGS_RUNNING && answers < job->most ? 1 : 0;
    }
    __syncthreads();
  } while (t.few[L2H_QUENCH_GOES_ON] > 0);
  finish<STATE_IS_SHARED>(&t, vectors);
  if (threadIdx.x == 0) {
    job->run = run;
    job->answers = answers;
  }
}

/* ---- host ---- */

namespace l2h_cuda
{

template <int KIND> static void launch(const struct l2h_quench_task *task, cudaStream_t stream)
{
  const struct l2h_quench_shape *shape = &task->shape;
  if (shape->state_is_shared)
    L2H_LAUNCH((quench<KIND, true>), task->jobs, shape->threads, shape->shared, stream, *task);
  else
    L2H_LAUNCH((quench<KIND, false>), task->jobs, shape->threads, shape->shared, stream, *task);
  L2H_CHECK(cudaGetLastError());
}

void run_quenches(const struct l2h_quench_task *task, cudaStream_t stream)
{
  with_kind(task->landscape.kind, [=](auto kind) { launch<decltype(kind)::value>(task, stream); });
}

template <int KIND> static void allow(int bytes)
{
  const cudaFuncAttribute most = cudaFuncAttributeMaxDynamicSharedMemorySize;
  L2H_CHECK(cudaFuncSetAttribute(quench<KIND, true>, most, bytes));
  L2H_CHECK(cudaFuncSetAttribute(quench<KIND, false>, most, bytes));
}

void prepare_quenches(int bytes)
{
  with_each_kind([=](auto kind) { allow<decltype(kind)::value>(bytes); });
}

} // namespace l2h_cuda
