/* SPDX-License-Identifier: GPL-2.0-only */
#include "rollouts/runner.h"

#include <stdlib.h>

struct l2h_runner {
  const struct l2h_backend *backend;
  int room;
  void *own; /* the backend's */
};

struct l2h_runner *l2h_runner_create(const struct l2h_device *device, int starts, int atoms, int species,
                                     struct l2h_error *error)
{
  struct l2h_runner *runner = calloc(1, sizeof *runner);
  if (!runner) {
    l2h_fail(error, "no memory for rollouts");
    return NULL;
  }
  runner->backend = device->backend;
  runner->room = 3 * atoms;
  runner->own = device->backend->create(device, starts, atoms, species, error);
  if (runner->own)
    return runner;
  free(runner);
  return NULL;
}

void l2h_runner_free(struct l2h_runner *runner)
{
  if (runner)
    runner->backend->destroy(runner->own);
  free(runner);
}

int l2h_runner_room(const struct l2h_runner *runner)
{
  return runner->room;
}

void l2h_runner_run(struct l2h_runner *runner, const struct l2h_rollout_batch *batch)
{
  runner->backend->run(runner->own, batch);
}
