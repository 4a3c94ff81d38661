/* SPDX-License-Identifier: GPL-2.0-only */
/* The quenches of walkers (training/rollouts/quench_backend.h) on a GPU: numbers and vectors of a batch go there and
   come back whole, on a stream of its own, so that one batch runs while the host works on the walkers of another. */
#include <stdlib.h>

#include "device_quench.h"
#include "mirror.h"
#include "rollouts_cuda.h"

namespace
{

using namespace l2h_cuda;

struct quenches {
  int number;                       /* of the device */
  int room;                         /* quenches */
  struct l2h_quench_shape shape[2]; /* of batches without guided quenches, and with such */
  struct l2h_quench_task task;
  struct mirror<struct l2h_quench_job> job; /* [room] */
  struct mirror<double> vectors;            /* [room][shape->vectors] */
  cudaStream_t stream;
};

void destroy(void *own)
{
  struct quenches *const q = (struct quenches *)own;
  if (!q)
    return;
  free_mirror(&q->job);
  free_mirror(&q->vectors);
  cudaFree(q->task.state);
  cudaFree(q->task.heap);
  cudaStreamDestroy(q->stream);
  free(q);
}

/* For guided quenches, which need no less than others. */
bool take_memory(struct quenches *q)
{
  const struct l2h_quench_shape *const shape = &q->shape[1];
  const size_t room = (size_t)q->room, vectors = room * (size_t)shape->vectors;
  const size_t state = shape->state_is_shared ? 0 : room * (size_t)shape->state;
  if (!allocate_mirror(&q->job, room, room) || !allocate_mirror(&q->vectors, vectors, vectors) ||
      !allocate(&q->task.state, state) || !allocate(&q->task.heap, room * (size_t)shape->heap))
    return false;
  q->task.job = q->job.device;
  q->task.vectors = q->vectors.device;
  return true;
}

void *create(const struct l2h_device *device, const struct l2h_system *system, int count, struct l2h_error *error)
{
  struct quenches *const q = (struct quenches *)calloc(1, sizeof *q);
  int most;
  if (!q) {
    l2h_fail(error, "no memory for quenches");
    return NULL;
  }
  L2H_CHECK(cudaSetDevice(device->number));
  L2H_CHECK(cudaDeviceGetAttribute(&most, cudaDevAttrMaxSharedMemoryPerBlockOptin, device->number));
  prepare_quenches(most);
  q->number = device->number;
  q->room = count;
  for (int guided = 0; guided < 2; guided++)
    q->shape[guided] = l2h_quench_shape_within(system->landscape.kind, system->atoms, guided, most);
  q->task.landscape = system->landscape;
  memcpy(q->task.first, system->first, sizeof q->task.first);
  L2H_CHECK(cudaStreamCreateWithFlags(&q->stream, cudaStreamNonBlocking));
  if (take_memory(q))
    return q;
  l2h_fail(error,
           "the GPU has no memory for quenches of %d walkers of %d atoms; fewer walkers, or more ranks with a GPU "
           "each, need less",
           count, system->atoms);
  destroy(q);
  return NULL;
}

struct l2h_quench_job *job_of(void *own, int k)
{
  return &((struct quenches *)own)->job.host[k];
}

double *vectors_of(void *own, int k)
{
  const struct quenches *const q = (struct quenches *)own;
  return q->vectors.host + (size_t)k * (size_t)q->shape->vectors;
}

void begin(void *own, int count)
{
  struct quenches *const q = (struct quenches *)own;
  const size_t vectors = (size_t)count * (size_t)q->shape->vectors;
  bool guided = false;
  if (count == 0)
    return;
  for (int k = 0; k < count; k++)
    guided = guided || q->job.host[k].guided;
  L2H_CHECK(cudaSetDevice(q->number));
  q->task.jobs = count;
  q->task.shape = q->shape[guided];
  send(&q->job, (size_t)count, q->stream);
  send(&q->vectors, vectors, q->stream);
  run_quenches(&q->task, q->stream);
  fetch(&q->job, (size_t)count, q->stream);
  fetch(&q->vectors, vectors, q->stream);
}

void end(void *own)
{
  const struct quenches *const q = (struct quenches *)own;
  L2H_CHECK(cudaStreamSynchronize(q->stream));
}

} // namespace

const struct l2h_quench_backend l2h_quenches_cuda = {create, destroy, job_of, vectors_of, begin, end};
