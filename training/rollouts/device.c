/* SPDX-License-Identifier: GPL-2.0-only */
#include "rollouts/device.h"

#include <stdio.h>

#include "rollouts/common_kernels.h"
#include "systems/system.h"

const char *const l2h_device_choices[] = {"auto", "cpu", "cuda", NULL};

static const struct l2h_backend *gpu; /* NULL: built without */

void l2h_device_offer_gpu(const struct l2h_backend *offered)
{
  gpu = offered;
}

struct l2h_device l2h_device_cpu(const struct l2h_kernels *kernels)
{
  return (struct l2h_device){&l2h_rollouts_cpu, kernels, 0};
}

/* GPUs that this process sees; none: why. */
static int count_gpus(char why[200])
{
  if (gpu)
    return gpu->devices(why);
  snprintf(why, 200, "this learn2hop was built without CUDA");
  return 0;
}

static void take_gpu(const struct l2h_world *world, int gpus, const char *work, struct l2h_device *device,
                     char why[200])
{
  char name[128];
  device->backend = gpu;
  device->number = l2h_world_local_rank(world) % gpus;
  gpu->device_name(device->number, name);
  snprintf(why, 200, "%.20s on the GPU: %s, device %d of %d", work, name, device->number, gpus);
}

int l2h_device_choose(const struct l2h_world *world, enum l2h_device_choice choice, const char *work, int systems,
                      const struct l2h_system *system, const char *unasked, struct l2h_device *device, char why[200],
                      struct l2h_error *error)
{
  const struct l2h_system *on_cpu = l2h_system_on_cpu(systems, system);
  const char *cpu_only = on_cpu ? on_cpu->name : choice == L2H_DEVICE_AUTO ? unasked : NULL;
  char found[200] = "";
  *device = l2h_device_cpu(l2h_world_kernels(world));
  if (cpu_only && choice == L2H_DEVICE_CUDA)
    return l2h_fail(error, "--device cuda: %s runs on the CPU alone: take --device cpu, or auto", cpu_only);
  if (cpu_only && choice == L2H_DEVICE_AUTO) {
    snprintf(why, 200, "%.20s on the CPU: no GPU does %.100s", work, cpu_only);
    return 0;
  }
  if (choice == L2H_DEVICE_CPU) {
    snprintf(why, 200, "%.20s on the CPU", work);
    return 0;
  }
  const int gpus = count_gpus(found);
  if (l2h_world_least(world, gpus) > 0) {
    take_gpu(world, gpus, work, device, why);
    return 0;
  }
  if (gpus > 0)
    snprintf(found, sizeof found, "another rank finds no GPU");
  if (choice == L2H_DEVICE_CUDA)
    return l2h_fail(error, "--device cuda: %s; --device cpu, or auto, runs without one", found);
  snprintf(why, 200, "%.20s on the CPU: %.150s", work, found);
  return 0;
}

const char *l2h_device_arithmetic(const struct l2h_device *device)
{
  return device->backend == &l2h_rollouts_cpu ? device->kernels->name : device->backend->name;
}
