/* SPDX-License-Identifier: GPL-2.0-only */
/* Arrays that lie on the host and on the device, and travel between the two. */
#ifndef L2H_CUDA_MIRROR_H
#define L2H_CUDA_MIRROR_H

#include <stddef.h>

#include "host.h"

namespace l2h_cuda
{

/* An array on the host, which the device's copies come from and go to, and one on the device. */
template <class T> struct mirror {
  T *host, *device;
  size_t count;
};

template <class T> static bool allocate(T **memory, size_t count)
{
  *memory = NULL;
  const bool ok = count == 0 || cudaMalloc((void **)memory, count * sizeof(T)) == cudaSuccess;
  if (!ok)
    cudaGetLastError(); /* forgotten: the caller has a message of its own */
  return ok;
}

template <class T> static bool allocate_mirror(struct mirror<T> *mirror, size_t host, size_t device)
{
  mirror->count = host;
  mirror->host = NULL;
  mirror->device = NULL;
  return cudaHostAlloc((void **)&mirror->host, host * sizeof(T), cudaHostAllocMapped) == cudaSuccess &&
    allocate(&mirror->device, device);
}

template <class T> static void free_mirror(struct mirror<T> *mirror)
{
  cudaFreeHost(mirror->host);
  cudaFree(mirror->device);
}

template <class T> static void send(const struct mirror<T> *mirror, size_t count, cudaStream_t stream)
{
  L2H_CHECK(cudaMemcpyAsync(mirror->device, mirror->host, count * sizeof(T), cudaMemcpyHostToDevice, stream));
}

template <class T> static void fetch(const struct mirror<T> *mirror, size_t count, cudaStream_t stream)
{
  L2H_CHECK(cudaMemcpyAsync(mirror->host, mirror->device, count * sizeof(T), cudaMemcpyDeviceToHost, stream));
}

} // namespace l2h_cuda

#endif
