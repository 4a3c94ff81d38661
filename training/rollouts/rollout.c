/* SPDX-License-Identifier: GPL-2.0-only */
#include "rollouts/rollout.h"

#include <stdlib.h>

struct l2h_rollouts {
  const struct l2h_rollout_backend *backend;
  int room;
  void *own; /* the backend's */
};

struct l2h_rollouts *l2h_rollouts_create(const struct l2h_device *device, int starts, int atoms, int species,
                                         struct l2h_error *error)
{
  struct l2h_rollouts *rollouts = calloc(1, sizeof *rollouts);
  if (!rollouts) {
    l2h_fail(error, "no memory for rollouts");
    return NULL;
  }
  rollouts->backend = device->backend;
  rollouts->room = 3 * atoms;
  rollouts->own = device->backend->create(device, starts, atoms, species, error);
  if (rollouts->own)
    return rollouts;
  free(rollouts);
  return NULL;
}

void l2h_rollouts_free(struct l2h_rollouts *rollouts)
{
  if (rollouts)
    rollouts->backend->destroy(rollouts->own);
  free(rollouts);
}

int l2h_rollouts_room(const struct l2h_rollouts *rollouts)
{
  return rollouts->room;
}

void l2h_rollouts_run(struct l2h_rollouts *rollouts, const struct l2h_rollout_batch *batch)
{
  rollouts->backend->run(rollouts->own, batch);
}
