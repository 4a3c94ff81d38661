/* SPDX-License-Identifier: GPL-2.0-only */
#include "commands/fitted_weights.h"

#include <stdio.h>

#include "systems/potential_file.h"

static int check_horizon(const struct l2h_fitted_weights *wanted, const struct l2h_weights *weights, long steps,
                         struct l2h_error *error)
{
  if (steps == weights->horizon || l2h_serves_any_horizon(&weights->model) || wanted->any_horizon)
    return 0;
  return l2h_fail(error,
                  "%s: trained for %ld steps and not told its progress: take --steps %ld, or --any-horizon to "
                  "try %ld all the same",
                  wanted->file, weights->horizon, weights->horizon, steps);
}

static int read_network(const char *path, struct l2h_weights *weights, struct l2h_error *error)
{
  return l2h_find_weights(path, weights, error) == 0 ? l2h_weights_need_network(path, weights, error) : -1;
}

/* Weights are plain memory, so a copy of the bytes is a copy. */
int l2h_fitted_weights_read(const struct l2h_world *world, const struct l2h_fitted_weights *wanted,
                            const struct l2h_system *system, long *steps, struct l2h_weights *weights,
                            struct l2h_error *error)
{
  struct l2h_error doubt;
  if (l2h_world_failed(world, world->rank == 0 ? read_network(wanted->file, weights, error) : 0, error))
    return -1;
  l2h_world_copy(world, weights, sizeof *weights);
  if (!weights->checked && world->rank == 0)
    fprintf(stderr, "note: %s has no checksum, so damage may go unseen\n", wanted->file);
  if (weights->model.species < system->species)
    return l2h_fail(error, "%s: knows %d species and %s has %d", wanted->file, weights->model.species, system->name,
                    system->species);
  if (l2h_fit(&wanted->fit, system, weights, error) != 0)
    return -1;
  if (*steps == 0)
    *steps = weights->horizon;
  if (world->rank == 0 && l2h_fit_is_doubtful(weights, system, &doubt))
    fprintf(stderr, "warning: %s: %s\n", wanted->file, doubt.text);
  return check_horizon(wanted, weights, *steps, error);
}
