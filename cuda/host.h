/* SPDX-License-Identifier: GPL-2.0-only */
/* The few words that nvcc and a host compiler do not share. Under a host compiler the shim of the tests, given on the
   command line with L2H_CUDA_SHIM, stands for the CUDA runtime: the same files then run on a CPU. */
#ifndef L2H_CUDA_HOST_H
#define L2H_CUDA_HOST_H

#ifdef L2H_CUDA_SHIM
#include L2H_CUDA_SHIM
#else

#include <cuda_runtime.h>

/* Starts a kernel on a stream. */
#define L2H_LAUNCH(kernel, blocks, threads, shared, stream, ...) \
  kernel<<<blocks, threads, shared, stream>>>(__VA_ARGS__)
/* The block's dynamic shared memory, as an array of `type`. */
#define L2H_SHARED_MEMORY(type, name) extern __shared__ type name[]

#endif

/* Every call of the runtime goes through this: a device that fails leaves nothing to go on with, so the program ends
   (MPI's own policy for its calls), and the checkpoint on disk is whole. */
#define L2H_CHECK(call) l2h_cuda::check(call, __FILE__, __LINE__)
namespace l2h_cuda
{
void check(cudaError_t status, const char *file, int line);
}

#endif
