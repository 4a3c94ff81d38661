/* SPDX-License-Identifier: GPL-2.0-only */
/* Double precision, compiled without fused multiply-adds, and every sum in the CPU's order: the numbers of
   training/systems/starts.c and training/rollouts/perturbation.c bit for bit. */
#include "prepare.h"

#include "core/cell.h"
#include "core/soft_sphere.h"
#include "rollouts/parameters.h"
#include "core/philox.h"

#define START_THREADS 128
#define PERTURB_THREADS 128

namespace l2h_cuda
{

/* ---- starts ---- */

/* Gradient of the soft spheres by atom a's place, and whether it overlaps with any. l2h_soft_spheres() meets the pairs
   of an atom in the order of the other, and takes d from the lower to the higher one. */
static __device__ bool soft_sphere_gradient(const struct device_start *start, const double *position, int a,
                                            double gradient[3])
{
  const double reach2 = start->sphere * start->sphere;
  bool overlap = false;
  gradient[0] = gradient[1] = gradient[2] = 0;
  for (int b = 0; b < start->atoms; b++) {
    const int low = a < b ? a : b, high = a < b ? b : a;
    double d[3], energy;
    for (int c = 0; c < 3; c++)
      d[c] = position[3 * low + c] - position[3 * high + c];
    if (start->cell > 0)
      l2h_minimum_image(d, start->cell);
    const double r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
    if (a == b || r2 >= reach2 || r2 == 0)
      continue;
    const double f = l2h_soft_sphere_pair(sqrt(r2), start->sphere, &energy);
    for (int c = 0; c < 3; c++)
      if (a < b)
        gradient[c] -= f * d[c];
      else
        gradient[c] += f * d[c];
    overlap = overlap || energy > 0;
  }
  return overlap;
}

static __device__ void draw(const struct device_start *start, double *position)
{
  const struct l2h_stream stream = l2h_start_stream(&start->start);
  for (int block = (int)threadIdx.x; 2 * block < 3 * start->atoms; block += START_THREADS) {
    double pair[2];
    l2h_philox_uniform_pair(&stream, (uint32_t)block, pair);
    for (int k = 0; k < 2 && 2 * block + k < 3 * start->atoms; k++)
      position[2 * block + k] = l2h_start_coordinate(pair[k], start->cell > 0, start->box);
  }
}

/* A block a start. Each step reads one copy of the positions and writes the other. */
static __global__ void __launch_bounds__(START_THREADS)
  starts_kernel(const struct device_start *starts, double *position_out, int room)
{
  L2H_SHARED_MEMORY(double, memory);
  const struct device_start *start = &starts[blockIdx.x];
  const int numbers = 3 * start->atoms;
  double *here = memory, *next = memory + numbers;
  draw(start, here);
  __syncthreads();
  for (int step = 0; step < L2H_START_STEPS; step++) {
    bool overlap = false;
    for (int a = (int)threadIdx.x; a < start->atoms; a += START_THREADS) {
      double gradient[3];
      overlap = soft_sphere_gradient(start, here, a, gradient) || overlap;
      for (int c = 0; c < 3; c++)
        next[3 * a + c] = here[3 * a + c] - L2H_START_RATE * gradient[c];
    }
    if (!__syncthreads_or(overlap))
      break;
    double *const before = here;
    here = next;
    next = before;
  }
  for (int k = (int)threadIdx.x; k < numbers; k += START_THREADS)
    position_out[(long)blockIdx.x * room + k] = here[k];
}

void make_starts(int count, const struct device_start *start, double *position, int room, cudaStream_t stream)
{
  if (count == 0)
    return;
  L2H_LAUNCH((starts_kernel), count, START_THREADS, 2 * room * (int)sizeof(double), stream, start, position, room);
  L2H_CHECK(cudaGetLastError());
}

void prepare_starts(int atoms)
{
  L2H_CHECK(cudaFuncSetAttribute(starts_kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                 2 * 3 * atoms * (int)sizeof(double)));
}

/* ---- perturbations ---- */

/* A block a job; each thread four parameters at a time, which is one block of Philox. */
static __global__ void __launch_bounds__(PERTURB_THREADS) perturbations_kernel(const struct perturbations wanted)
{
  const struct perturbations *p = &wanted;
  const int sign = p->sign[blockIdx.x];
  const struct l2h_stream stream = {p->made_from.seed, L2H_PERTURBATIONS, p->made_from.update, p->member[blockIdx.x]};
  float *const network = p->network + (long)p->job[blockIdx.x].network * p->network_stride;
  const int active = p->active * L2H_HIDDEN, all = p->rows * L2H_HIDDEN;
  for (int k = (int)threadIdx.x; sign != 0 && active < all && k < all; k += PERTURB_THREADS)
    network[k] = 0;
  __syncthreads();
  for (int block = (int)threadIdx.x; sign != 0 && 4 * block < p->parameters; block += PERTURB_THREADS) {
    double epsilon[4];
    l2h_philox_normal_four(&stream, (uint32_t)block, epsilon);
    for (int n = 0; n < 4 && 4 * block + n < p->parameters; n++) {
      const int k = 4 * block + n;
      const double theta = l2h_perturbed_value(l2h_deviation(&p->made_from, k), sign, p->theta[k], epsilon[n]);
      network[l2h_task_place(k, p->active, p->row, p->rows)] =
        k == p->parameters - 3 ? l2h_parameter_alpha(theta) : (float)theta;
    }
  }
}

void perturb(const struct perturbations *wanted, cudaStream_t stream)
{
  if (wanted->jobs == 0)
    return;
  L2H_LAUNCH((perturbations_kernel), wanted->jobs, PERTURB_THREADS, 0, stream, *wanted);
  L2H_CHECK(cudaGetLastError());
}

} // namespace l2h_cuda
