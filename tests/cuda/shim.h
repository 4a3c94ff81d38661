/* SPDX-License-Identifier: GPL-2.0-only */
/* A CUDA for machines without one: what cuda/ uses of the runtime and of the language, over a host compiler. Blocks run
   one after the other; a block's threads are fibers that take turns, and change only where a real block would wait:
   at __syncthreads, __syncwarp and shuffles. Memory of the device is the heap's, in its exact size, so that the address
   sanitizer sees what a real device would let pass; the thread sanitizer is told of fibers and barriers, so it sees
   what two threads do between two of them. */
#ifndef L2H_TEST_SHIM_H
#define L2H_TEST_SHIM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <functional>

/* ---- the language ---- */

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __grid_constant__
#define __launch_bounds__(...)

struct alignas(16) float4 {
  float x, y, z, w;
};
static inline float4 make_float4(float x, float y, float z, float w)
{
  return {x, y, z, w};
}

/* The number of the lowest bit that is set, from 1; 0: none is. */
static inline int __ffs(int bits)
{
  return __builtin_ffs(bits);
}

struct shim_index {
  unsigned x;
};
static inline int __popc(unsigned bits)
{
  return __builtin_popcount(bits);
}

/* Of the fiber that runs. */
const shim_index &shim_thread();
const shim_index &shim_block();
#define threadIdx (shim_thread())
#define blockIdx (shim_block())

void __syncthreads();
int __syncthreads_or(int here);
void __syncwarp();
/* The value that lane `lane ^ apart` of the warp gives. */
float __shfl_xor_sync(unsigned lanes, float value, int apart);
double __shfl_xor_sync(unsigned lanes, double value, int apart);

void *shim_shared_memory();
#define L2H_SHARED_MEMORY(type, name) type *const name = (type *)shim_shared_memory()

/* ---- kernels ---- */

/* A block's threads take their turns forwards, or backwards where the environment has L2H_SHIM_BACKWARDS: nothing may
   depend on it. */
void shim_run(int blocks, int threads, int shared, const std::function<void()> &kernel);
#define L2H_BARE_(...) __VA_ARGS__
#define L2H_LAUNCH(kernel, blocks, threads, shared, stream, ...) \
  ((void)(stream), shim_run(blocks, threads, shared, [&] { L2H_BARE_ kernel(__VA_ARGS__); }))

/* ---- the runtime ---- */

typedef int cudaError_t;
typedef struct shim_stream *cudaStream_t;
enum { cudaSuccess = 0, cudaErrorMemoryAllocation = 2, cudaErrorInsufficientDriver = 35, cudaErrorNotReady = 600 };
enum cudaMemcpyKind { cudaMemcpyHostToDevice, cudaMemcpyDeviceToHost };
enum cudaFuncAttribute { cudaFuncAttributeMaxDynamicSharedMemorySize };
enum { cudaHostAllocMapped, cudaStreamNonBlocking };
enum cudaDeviceAttr { cudaDevAttrMaxSharedMemoryPerBlockOptin };
struct cudaDeviceProp {
  char name[256];
};

/* Devices that the shim has: 1, or what the environment's L2H_SHIM_DEVICES says. */
cudaError_t cudaGetDeviceCount(int *count);
/* Says which, with L2H_SHIM_TELL=1. */
cudaError_t cudaSetDevice(int device);
cudaError_t cudaGetDeviceProperties(cudaDeviceProp *properties, int device);
/* 100 KB, or L2H_SHIM_SHARED bytes. */
cudaError_t cudaDeviceGetAttribute(int *value, cudaDeviceAttr attribute, int device);
cudaError_t cudaMalloc(void **memory, size_t bytes);
cudaError_t cudaFree(void *memory);
cudaError_t cudaHostAlloc(void **memory, size_t bytes, unsigned flags);
cudaError_t cudaFreeHost(void *memory);
cudaError_t cudaMemcpyAsync(void *to, const void *from, size_t bytes, cudaMemcpyKind kind, cudaStream_t stream);
cudaError_t cudaStreamCreateWithFlags(cudaStream_t *stream, unsigned flags);
cudaError_t cudaStreamDestroy(cudaStream_t stream);
cudaError_t cudaStreamQuery(cudaStream_t stream);
cudaError_t cudaStreamSynchronize(cudaStream_t stream);
cudaError_t cudaGetLastError();
const char *cudaGetErrorString(cudaError_t error);
template <class Kernel> static inline cudaError_t cudaFuncSetAttribute(Kernel *, int, int)
{
  return cudaSuccess;
}

#endif
