/* SPDX-License-Identifier: GPL-2.0-only */
/* The rollout interface (training/rollouts/backend.h) on a GPU. The host sends numbers that name starts and
   perturbations, and theta; the device makes both, runs the jobs of each system as one kernel on a stream of its own,
   the largest system first, and sends back energies. Meanwhile it makes the starts of the batch that will follow. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "device_rollout.h"
#include "mirror.h"
#include "prepare.h"
#include "rollouts_cuda.h"

#include "rollouts/parameters.h"
#include "systems/scales.h"

#define STREAMS 16     /* systems that run side by side; more share a stream */
#define MOST_JOBS 8192 /* at once; more run in turns */
#define POLL_NANOSECONDS 200000

void l2h_cuda::check(cudaError_t status, const char *file, int line)
{
  if (status == cudaSuccess)
    return;
  fprintf(stderr,
          "learn2hop: the GPU failed: %s (%s:%d); a training goes on from its last checkpoint with --resume, on the "
          "CPU with --device cpu\n",
          cudaGetErrorString(status), file, line);
  exit(1);
}

namespace
{

using namespace l2h_cuda;

/* Starts on the device, and what they were made from. */
struct made_starts {
  struct mirror<struct l2h_cuda::device_start> start;
  double *position; /* [starts][room] */
  int count;        /* made; 0: none */
};

struct rollouts {
  int number, starts, jobs, room, atoms, species;
  int shared_limit; /* bytes a block may have */
  int network_stride;
  struct l2h_task *task;      /* [jobs]: of each system in a batch */
  int *place;                 /* [starts]: which of the made ones a start of the batch is; -1: none */
  struct l2h_start *needed;   /* [starts]: those made, in their order */
  struct made_starts made[2]; /* for this batch, and for the next */
  struct mirror<struct l2h_task_job> job;
  struct mirror<int> sign;
  struct mirror<uint32_t> member;
  struct mirror<double> theta; /* and after it the deviations of its perturbations, if they have some */
  struct mirror<int> row;
  struct mirror<float> network; /* on the host the unperturbed one alone, number 0 */
  struct mirror<double> energy, position;
  float *state; /* [jobs][state_floats], of systems whose state is not shared: room for the largest */
  int state_floats;
  struct mirror<int> stop; /* whether the host asks for an end */
  cudaStream_t main, stream[STREAMS];
};

/* ---- memory ---- */

bool take_memory(struct rollouts *r)
{
  const size_t starts = (size_t)r->starts, jobs = (size_t)r->jobs, room = (size_t)r->room;
  /* of any potential, and watched: what batches will want is not known yet */
  const struct l2h_block_shape largest = l2h_block_shape_within(L2H_SW, r->atoms, r->species, true, r->shared_limit);
  const size_t state = largest.state_is_shared ? 0 : jobs * (size_t)largest.state;
  r->state_floats = largest.state;
  r->task = (struct l2h_task *)calloc(jobs, sizeof *r->task);
  r->place = (int *)calloc(starts, sizeof *r->place);
  r->needed = (struct l2h_start *)calloc(starts, sizeof *r->needed);
  bool ok = r->task && r->place && r->needed;
  for (int k = 0; k < 2; k++)
    ok = ok && allocate_mirror(&r->made[k].start, starts, starts) && allocate(&r->made[k].position, starts * room);
  return ok && allocate_mirror(&r->job, jobs, jobs) && allocate_mirror(&r->sign, jobs, jobs) &&
    allocate_mirror(&r->member, jobs, jobs) &&
    allocate_mirror(&r->theta, 2 * L2H_MAX_PARAMETERS, 2 * L2H_MAX_PARAMETERS) &&
    allocate_mirror(&r->row, L2H_MAX_INPUTS, L2H_MAX_INPUTS) &&
    allocate_mirror(&r->network, (size_t)r->network_stride, (jobs + 1) * (size_t)r->network_stride) &&
    allocate_mirror(&r->energy, jobs, jobs) && allocate_mirror(&r->position, jobs * room, jobs * room) &&
    allocate(&r->state, state) && allocate_mirror(&r->stop, 1, 1);
}

void destroy(void *own)
{
  struct rollouts *const r = (struct rollouts *)own;
  if (!r)
    return;
  for (int k = 0; k < 2; k++) {
    free_mirror(&r->made[k].start);
    cudaFree(r->made[k].position);
  }
  free_mirror(&r->job);
  free_mirror(&r->sign);
  free_mirror(&r->member);
  free_mirror(&r->theta);
  free_mirror(&r->row);
  free_mirror(&r->network);
  free_mirror(&r->energy);
  free_mirror(&r->position);
  cudaFree(r->state);
  free_mirror(&r->stop);
  cudaStreamDestroy(r->main);
  for (int k = 0; k < STREAMS; k++)
    cudaStreamDestroy(r->stream[k]);
  free(r->task);
  free(r->place);
  free(r->needed);
  free(r);
}

void *create(const struct l2h_device *device, int starts, int atoms, int species, struct l2h_error *error)
{
  struct rollouts *const r = (struct rollouts *)calloc(1, sizeof *r);
  if (!r) {
    l2h_fail(error, "no memory for rollouts");
    return NULL;
  }
  L2H_CHECK(cudaSetDevice(device->number));
  r->number = device->number;
  r->starts = starts;
  r->jobs = starts < MOST_JOBS / 3 ? 3 * starts : MOST_JOBS;
  r->room = 3 * atoms;
  r->atoms = atoms;
  r->species = species;
  r->network_stride = l2h_block_shape_of(L2H_LJ, 1, species, false, 1).network;
  L2H_CHECK(cudaDeviceGetAttribute(&r->shared_limit, cudaDevAttrMaxSharedMemoryPerBlockOptin, device->number));
  l2h_cuda::prepare_rollouts(r->shared_limit);
  l2h_cuda::prepare_starts(atoms);
  L2H_CHECK(cudaStreamCreateWithFlags(&r->main, cudaStreamNonBlocking));
  for (int k = 0; k < STREAMS; k++)
    L2H_CHECK(cudaStreamCreateWithFlags(&r->stream[k], cudaStreamNonBlocking));
  if (take_memory(r))
    return r;
  l2h_fail(error,
           "the GPU has no memory for rollouts of %d starts of %d atoms; fewer starts, or more ranks with a GPU "
           "each, need less",
           starts, atoms);
  destroy(r);
  return NULL;
}

/* ---- starts ---- */

bool same_start(const struct l2h_start *a, const struct l2h_start *b)
{
  return a->system == b->system && a->seed == b->seed && a->purpose == b->purpose && a->update == b->update &&
    a->number == b->number;
}

bool are_made(const struct made_starts *made, int count, const struct l2h_start *start)
{
  if (made->count < count)
    return false;
  for (int s = 0; s < count; s++)
    if (!same_start(&made->start.host[s].start, &start[s]))
      return false;
  return true;
}

void make_starts(const struct rollouts *r, struct made_starts *made, int count, const struct l2h_start *start)
{
  for (int s = 0; s < count; s++) {
    const struct l2h_system *system = start[s].system;
    made->start.host[s] = {start[s], system->atoms, system->landscape.cell, system->box, system->sphere};
  }
  made->count = count;
  send(&made->start, count, r->main);
  l2h_cuda::make_starts(count, made->start.device, made->position, r->room, r->main);
}

/* needed[] of the starts that the batch's rollouts begin at. Returns how many. */
int find_needed(struct rollouts *r, const struct l2h_rollout_batch *batch, const struct l2h_start *start)
{
  const int count = l2h_batch_places(batch, r->place);
  for (int s = 0; s < batch->starts; s++)
    if (r->place[s] >= 0)
      r->needed[r->place[s]] = start[s];
  return count;
}

/* made[0] holds the batch's starts: those made ahead, if they are. */
void provide_starts(struct rollouts *r, const struct l2h_rollout_batch *batch)
{
  const int count = find_needed(r, batch, batch->start);
  if (are_made(&r->made[1], count, r->needed)) {
    const struct made_starts ahead = r->made[1];
    r->made[1] = r->made[0];
    r->made[0] = ahead;
  } else {
    make_starts(r, &r->made[0], count, r->needed);
  }
}

/* ---- networks ---- */

void provide_networks(struct rollouts *r, const struct l2h_rollout_batch *batch, int jobs)
{
  const struct l2h_model *model = &batch->weights->model;
  const int rows = l2h_inputs(model);
  struct l2h_cuda::perturbations p = {};
  l2h_task_network(&batch->weights->network, rows, r->network.host);
  send(&r->network, rows * L2H_HIDDEN + L2H_NETWORK_TAIL, r->main);
  if (!batch->perturbations)
    return;
  for (int row = 0; row < rows; row++)
    if (l2h_input_active(model, row))
      r->row.host[p.active++] = row;
  p.made_from = *batch->perturbations;
  p.theta = r->theta.device;
  p.parameters = l2h_parameter_count(model);
  p.row = r->row.device;
  p.rows = rows;
  p.job = r->job.device;
  p.sign = r->sign.device;
  p.member = r->member.device;
  p.jobs = jobs;
  p.network = r->network.device;
  p.network_stride = r->network_stride;
  memcpy(r->theta.host, batch->theta, sizeof(double) * (size_t)p.parameters);
  if (p.made_from.deviation) {
    memcpy(r->theta.host + p.parameters, p.made_from.deviation, sizeof(double) * (size_t)p.parameters);
    p.made_from.deviation = r->theta.device + p.parameters;
  }
  send(&r->theta, (p.made_from.deviation ? 2 : 1) * p.parameters, r->main);
  send(&r->row, p.active, r->main);
  l2h_cuda::perturb(&p, r->main);
}

/* ---- jobs ---- */

/* The k-th rollout of a batch. */
const struct l2h_rollout *rollout_of(const struct l2h_rollout_batch *batch, int k)
{
  return &batch->rollout[l2h_batch_rollout(batch, k)];
}

/* What the jobs of one kernel share. */
struct kind {
  const struct l2h_system *system;
  long horizon;
};

struct kind kind_of(const struct l2h_rollout_batch *batch, int j)
{
  const struct l2h_rollout *rollout = rollout_of(batch, j);
  return {batch->start[rollout->start].system, rollout->horizon};
}

/* Whose jobs come next: those of the largest system, with the longest horizon, not yet placed. No system: all are. */
struct kind next_kind(const struct l2h_rollout_batch *batch, int from, int to, const bool *placed)
{
  struct kind largest = {NULL, 0};
  for (int j = from; j < to; j++) {
    const struct kind kind = kind_of(batch, j);
    if (!placed[j - from] &&
        (!largest.system || kind.system->atoms > largest.system->atoms ||
         (kind.system == largest.system && kind.horizon > largest.horizon)))
      largest = kind;
  }
  return largest;
}

/* A kind's jobs among [from, to), one after the other from job `place` on. Returns how many. */
int place_jobs(struct rollouts *r, const struct l2h_rollout_batch *batch, int from, int to, const struct kind *kind,
               int place, bool *placed)
{
  int count = 0;
  for (int j = from; j < to; j++) {
    const struct l2h_rollout *rollout = rollout_of(batch, j);
    const struct kind other = kind_of(batch, j);
    if (placed[j - from] || other.system != kind->system || other.horizon != kind->horizon)
      continue;
    r->job.host[place + count] = {r->place[rollout->start], rollout->sign ? j - from + 1 : 0, j - from};
    r->sign.host[place + count] = rollout->sign;
    r->member.host[place + count] = rollout->member;
    placed[j - from] = true;
    count++;
  }
  return count;
}

struct l2h_task task_of(const struct rollouts *r, const struct l2h_rollout_batch *batch, const struct kind *kind,
                        int place, int count)
{
  const struct l2h_system *const system = kind->system;
  struct l2h_task task = {};
  task.shape = l2h_block_shape_within(system->landscape.kind, system->atoms, r->species, batch->best, r->shared_limit);
  l2h_scales_of(batch->weights, system, &task.length, &task.energy);
  task.landscape = l2h_landscape_scaled(&system->landscape, task.length, task.energy);
  memcpy(task.first, system->first, sizeof task.first);
  task.step_limit = (float)batch->weights->step_limit;
  task.horizon = task.steps = kind->horizon;
  task.quench = batch->quench;
  task.jobs = count;
  task.job = r->job.device + place;
  task.network = r->network.device;
  task.network_stride = r->network_stride;
  task.start = r->made[0].position;
  task.energy_out = r->energy.device;
  task.position_out = batch->position ? r->position.device : NULL;
  task.room = r->room;
  /* tasks of other sizes run beside this one, each with the places of its jobs */
  task.state = task.shape.state_is_shared ? NULL : r->state + (size_t)place * (size_t)r->state_floats;
  task.stop = r->stop.device;
  return task;
}

/* Sets what the kernels look at. It lies in the device's memory: a look across the bus, by hundreds of blocks at once,
   would take as long as dozens of steps. */
void tell_stop(const struct rollouts *r, int stop)
{
  *r->stop.host = stop;
  send(&r->stop, 1, r->main);
}

/* Until the stream is empty; a request of the host to stop is passed on. */
void wait(const struct rollouts *r, const struct l2h_rollout_batch *batch, cudaStream_t stream)
{
  const struct timespec moment = {0, POLL_NANOSECONDS};
  cudaError_t status;
  while ((status = cudaStreamQuery(stream)) == cudaErrorNotReady) {
    if (batch->stop && *batch->stop && !*r->stop.host)
      tell_stop(r, 1);
    nanosleep(&moment, NULL);
  }
  L2H_CHECK(status);
}

/* Jobs [from, to) of a batch whose starts are there; false: stopped, no results. */
bool run_jobs(struct rollouts *r, const struct l2h_rollout_batch *batch, int from, int to)
{
  bool placed[MOST_JOBS] = {false};
  int tasks = 0, place = 0;
  for (struct kind kind; (kind = next_kind(batch, from, to, placed)).system;) {
    const int count = place_jobs(r, batch, from, to, &kind, place, placed);
    r->task[tasks++] = task_of(r, batch, &kind, place, count);
    place += count;
  }
  send(&r->job, place, r->main);
  send(&r->sign, place, r->main);
  send(&r->member, place, r->main);
  provide_networks(r, batch, place);
  L2H_CHECK(cudaStreamSynchronize(r->main)); /* some milliseconds */
  for (int k = 0; k < tasks; k++)
    l2h_cuda::run_rollouts(&r->task[k], r->stream[k % STREAMS]);
  if (batch->next && to == batch->count) {
    const int count = find_needed(r, batch, batch->next);
    make_starts(r, &r->made[1], count, r->needed);
  }
  for (int k = 0; k < tasks && k < STREAMS; k++)
    wait(r, batch, r->stream[k]);
  return !(batch->stop && *batch->stop);
}

void hand_over(const struct rollouts *r, const struct l2h_rollout_batch *batch, int from, int to)
{
  const size_t count = (size_t)(to - from), room = (size_t)r->room;
  fetch(&r->energy, count, r->main);
  if (batch->position)
    fetch(&r->position, count * room, r->main);
  L2H_CHECK(cudaStreamSynchronize(r->main));
  for (size_t k = 0; k < count; k++) {
    const size_t j = (size_t)l2h_batch_rollout(batch, from + (int)k);
    batch->energy[j] = r->energy.host[k];
    if (batch->position)
      memcpy(batch->position + j * room, r->position.host + k * room, room * sizeof(double));
  }
}

void run(void *own, const struct l2h_rollout_batch *batch)
{
  struct rollouts *const r = (struct rollouts *)own;
  if (batch->stop && *batch->stop)
    return;
  L2H_CHECK(cudaSetDevice(r->number));
  tell_stop(r, 0);
  provide_starts(r, batch);
  for (int from = 0; from < batch->count; from += r->jobs) {
    const int to = from + r->jobs < batch->count ? from + r->jobs : batch->count;
    if (!run_jobs(r, batch, from, to))
      return;
    hand_over(r, batch, from, to);
  }
}

/* ---- devices ---- */

int devices(char why[200])
{
  int count = 0;
  const cudaError_t status = cudaGetDeviceCount(&count);
  if (status == cudaSuccess && count > 0)
    return count;
  snprintf(why, 200, "no GPU found (%s)",
           status == cudaSuccess                     ? "no device"
             : status == cudaErrorInsufficientDriver ? "no NVIDIA driver, or one older than this program's CUDA"
                                                     : cudaGetErrorString(status));
  cudaGetLastError(); /* forgotten: that there is none is no error */
  return 0;
}

void device_name(int number, char name[128])
{
  struct cudaDeviceProp properties;
  L2H_CHECK(cudaGetDeviceProperties(&properties, number));
  snprintf(name, 128, "%.127s", properties.name);
}

} // namespace

const struct l2h_backend l2h_rollouts_cuda = {"cuda", create, destroy, run, devices, device_name, &l2h_quenches_cuda};
