/* SPDX-License-Identifier: GPL-2.0-only */
/* What the benches of this folder do alike: every system with every size of a batch, on the GPU. */
#ifndef L2H_TESTS_GPU_BATCHES_H
#define L2H_TESTS_GPU_BATCHES_H

#include <stdio.h>
#include <stdlib.h>

#include "base/options.h"
#include "cuda/rollouts_cuda.h"
#include "rollouts/device.h"

struct batches {
  struct l2h_texts systems, sizes;
  long most;           /* that a size may be */
  const void *options; /* of `time` */
  int (*time)(const struct l2h_device *device, const void *options, const char *system, int size,
              struct l2h_error *error);
};

static int time_batches(const struct l2h_device *device, const struct batches *batches, struct l2h_error *error)
{
  for (int s = 0; s < batches->systems.count; s++)
    for (int b = 0; b < batches->sizes.count; b++) {
      char *end;
      const long size = strtol(batches->sizes.text[b], &end, 10);
      if (*end || size < 1 || size > batches->most)
        return l2h_fail(error, "--batch %s: a whole number from 1 to %ld", batches->sizes.text[b], batches->most);
      if (batches->time(device, batches->options, batches->systems.text[s], (int)size, error) != 0)
        return -1;
    }
  return 0;
}

/* The GPU for `work`, with what was found; false where there is none, which is said on standard output. */
static bool find_gpu(const char *work, struct l2h_device *device, char found[200])
{
  const struct l2h_world world = {.rank = 0, .ranks = 1};
  struct l2h_error error;
  l2h_device_offer_gpu(&l2h_rollouts_cuda);
  if (l2h_device_choose(&world, L2H_DEVICE_CUDA, work, 0, NULL, NULL, device, found, &error) == 0)
    return true;
  printf("skipped: %s\n", error.text);
  return false;
}

#endif
