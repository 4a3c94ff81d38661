/* SPDX-License-Identifier: GPL-2.0-only */
#include "probe.h"

#include "cuda/prepare.h"
#include "cuda/device_rollout.h"
#include "rollouts/parameters.h"

namespace
{

/* `count` numbers on the device, with the host's in them. */
template <class T> T *upload(const T *host, size_t count)
{
  T *device;
  L2H_CHECK(cudaMalloc((void **)&device, count * sizeof(T)));
  if (host)
    L2H_CHECK(cudaMemcpyAsync(device, host, count * sizeof(T), cudaMemcpyHostToDevice, 0));
  return device;
}

template <class T> void download(T *device, size_t count, T *host)
{
  if (host)
    L2H_CHECK(cudaMemcpyAsync(host, device, count * sizeof(T), cudaMemcpyDeviceToHost, 0));
  L2H_CHECK(cudaStreamSynchronize(0));
  L2H_CHECK(cudaFree(device));
}

} // namespace

int probe_device(void)
{
  int count = 0;
  return cudaGetDeviceCount(&count) == cudaSuccess && count > 0;
}

int probe_runs_beside_the_host(void)
{
#ifdef L2H_CUDA_SHIM
  return 0;
#else
  return 1;
#endif
}

void probe_starts(int count, const struct l2h_start *start, double *position, int room)
{
  l2h_cuda::device_start *const made = new l2h_cuda::device_start[(size_t)count];
  for (int k = 0; k < count; k++)
    made[k] = {start[k], start[k].system->atoms, start[k].system->landscape.cell, start[k].system->box,
               start[k].system->sphere};
  l2h_cuda::device_start *const there = upload(made, (size_t)count);
  double *const places = upload<double>(NULL, (size_t)(count * room));
  l2h_cuda::prepare_starts(room / 3);
  l2h_cuda::make_starts(count, there, places, room, 0);
  download(places, (size_t)(count * room), position);
  download<l2h_cuda::device_start>(there, (size_t)count, NULL);
  delete[] made;
}

void probe_network(const struct l2h_perturbations *from, uint32_t member, int sign, const struct l2h_model *model,
                   const double *theta, float *network)
{
  const struct l2h_task_job job = {0, 0, 0};
  int row[L2H_MAX_INPUTS];
  struct l2h_cuda::perturbations wanted = {};
  wanted.made_from = *from;
  wanted.rows = l2h_inputs(model);
  for (int k = 0; k < wanted.rows; k++)
    if (l2h_input_active(model, k))
      row[wanted.active++] = k;
  const size_t numbers = (size_t)(wanted.rows * L2H_HIDDEN + L2H_NETWORK_TAIL);
  wanted.parameters = l2h_parameter_count(model);
  double *const there = upload(theta, (size_t)wanted.parameters);
  double *const deviation = from->deviation ? upload(from->deviation, (size_t)wanted.parameters) : NULL;
  int *const rows = upload(row, (size_t)wanted.active);
  struct l2h_task_job *const jobs = upload(&job, 1);
  int *const signs = upload(&sign, 1);
  uint32_t *const members = upload(&member, 1);
  wanted.theta = there;
  wanted.made_from.deviation = deviation;
  wanted.row = rows;
  wanted.job = jobs;
  wanted.sign = signs;
  wanted.member = members;
  wanted.jobs = 1;
  wanted.network = upload<float>(NULL, numbers);
  wanted.network_stride = (int)numbers;
  l2h_cuda::perturb(&wanted, 0);
  download(wanted.network, numbers, network);
  download<double>(there, 0, NULL);
  if (deviation)
    download<double>(deviation, 0, NULL);
  download<int>(rows, 0, NULL);
  download<struct l2h_task_job>(jobs, 0, NULL);
  download<int>(signs, 0, NULL);
  download<uint32_t>(members, 0, NULL);
}

void probe_rollout(const struct l2h_task *host)
{
  const struct l2h_task_job job = {0, 0, 0};
  const int go_on = 0;
  struct l2h_task task = *host;
  const size_t numbers = (size_t)(task.shape.rows * L2H_HIDDEN + L2H_NETWORK_TAIL);
  float *const network = upload(host->network, numbers);
  double *const start = upload(host->start, (size_t)task.room);
  struct l2h_task_job *const jobs = upload(&job, 1);
  int *const stop = upload(&go_on, 1);
  task.jobs = 1;
  task.job = jobs;
  task.network = network;
  task.start = start;
  task.stop = stop;
  task.energy_out = upload<double>(NULL, 1);
  task.position_out = upload<double>(NULL, (size_t)task.room);
  task.state = upload<float>(NULL, (size_t)task.shape.state);
  int most;
  L2H_CHECK(cudaDeviceGetAttribute(&most, cudaDevAttrMaxSharedMemoryPerBlockOptin, 0));
  l2h_cuda::prepare_rollouts(most);
  l2h_cuda::run_rollouts(&task, 0);
  download(task.energy_out, 1, host->energy_out);
  download(task.position_out, (size_t)task.room, host->position_out);
  download<float>(task.state, 0, NULL);
  download<float>(network, 0, NULL);
  download<double>(start, 0, NULL);
  download<struct l2h_task_job>(jobs, 0, NULL);
  download<int>(stop, 0, NULL);
}
