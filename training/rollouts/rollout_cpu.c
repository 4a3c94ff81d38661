/* SPDX-License-Identifier: GPL-2.0-only */
/* Rollouts on the CPU engine, one trajectory a thread. */
#include <omp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "rollouts/backend.h"
#include "rollouts/energy_limit.h"
#include "rollouts/parameters.h"
#include "base/seconds.h"
#include "rollouts/trajectory.h"

struct workspace { /* of one thread */
  struct l2h_trajectory trajectory;
  struct l2h_weights weights;       /* of a perturbed rollout */
  double theta[L2H_MAX_PARAMETERS]; /* likewise */
  double *gradient;                 /* [room]: for the start */
};

struct rollouts {
  int threads, room;
  struct workspace *workspace; /* [threads] */
  int *place;                  /* [starts]: where in position[] a start of the batch is; -1: nowhere */
  double *position;            /* [starts][room] */
};

static void destroy(void *own)
{
  struct rollouts *rollouts = own;
  if (!rollouts)
    return;
  for (int t = 0; rollouts->workspace && t < rollouts->threads; t++) {
    free(rollouts->workspace[t].gradient);
    l2h_trajectory_free(&rollouts->workspace[t].trajectory);
  }
  free(rollouts->workspace);
  free(rollouts->place);
  free(rollouts->position);
  free(rollouts);
}

static void *create(const struct l2h_device *device, int starts, int atoms, int species, struct l2h_error *error)
{
  struct rollouts *rollouts = calloc(1, sizeof *rollouts);
  bool ok = rollouts;
  if (ok) {
    rollouts->threads = omp_get_max_threads();
    rollouts->room = 3 * atoms;
    rollouts->place = calloc((size_t)starts, sizeof(int));
    rollouts->position = calloc((size_t)starts * (size_t)rollouts->room, sizeof(double));
    rollouts->workspace = calloc((size_t)rollouts->threads, sizeof *rollouts->workspace);
    ok = rollouts->place && rollouts->position && rollouts->workspace;
  }
  for (int t = 0; ok && t < rollouts->threads; t++) {
    struct workspace *workspace = &rollouts->workspace[t];
    workspace->gradient = calloc((size_t)rollouts->room, sizeof(double));
    ok =
      workspace->gradient && l2h_trajectory_create(&workspace->trajectory, device->kernels, atoms, species, error) == 0;
  }
  if (ok)
    return rollouts;
  l2h_fail(error, "no memory for rollouts of %d starts of %d atoms", starts, atoms);
  destroy(rollouts);
  return NULL;
}

static bool stopped(const struct l2h_rollout_batch *batch)
{
  return batch->stop && *batch->stop;
}

/* A whole trajectory: learned steps, the quench if there is one, and the energy at its end. */
static double follow(const struct l2h_weights *weights, const struct l2h_rollout_batch *batch, long horizon,
                     struct l2h_trajectory *trajectory)
{
  struct l2h_clock clock;
  l2h_clock_start(&clock, horizon);
  while (clock.step < horizon && !stopped(batch))
    if (batch->best)
      l2h_trajectory_step_keeping_lowest(trajectory, weights, &clock);
    else
      l2h_trajectory_step(trajectory, weights, &clock);
  if (batch->best)
    l2h_trajectory_to_lowest(trajectory);
  for (long step = 0; step < batch->quench; step++)
    l2h_trajectory_descend(trajectory);
  return l2h_energy_reported(l2h_trajectory_energy(trajectory));
}

/* The weights of a rollout: the batch's own, or perturbed ones made in the workspace. */
static const struct l2h_weights *weights_of(const struct l2h_rollout_batch *batch, const struct l2h_rollout *rollout,
                                            struct workspace *workspace)
{
  const struct l2h_weights *whole = batch->weights;
  const struct l2h_model *model = &whole->model;
  if (rollout->sign == 0)
    return whole;
  l2h_perturbed(batch->perturbations, rollout->member, rollout->sign, l2h_parameter_count(model), batch->theta,
                workspace->theta);
  workspace->weights.model = *model;
  workspace->weights.step_limit = whole->step_limit;
  memcpy(workspace->weights.units, whole->units, sizeof whole->units);
  workspace->weights.length_scale = whole->length_scale;
  workspace->weights.energy_scale = whole->energy_scale;
  l2h_parameters_to_network(model, workspace->theta, &workspace->weights.network);
  return &workspace->weights;
}

static double *start_of(const struct rollouts *rollouts, int start)
{
  return rollouts->position + (size_t)rollouts->place[start] * (size_t)rollouts->room;
}

static void run_one(const struct rollouts *rollouts, const struct l2h_rollout_batch *batch, int j,
                    struct workspace *workspace)
{
  const struct l2h_rollout *rollout = &batch->rollout[j];
  struct l2h_trajectory *trajectory = &workspace->trajectory;
  const double since = batch->seconds ? l2h_thread_seconds() : 0;
  const struct l2h_weights *weights = weights_of(batch, rollout, workspace);
  l2h_trajectory_begin(trajectory, weights, batch->start[rollout->start].system, start_of(rollouts, rollout->start));
  batch->energy[j] = follow(weights, batch, rollout->horizon, trajectory);
  if (batch->position)
    l2h_trajectory_positions(trajectory, batch->position + (size_t)j * (size_t)rollouts->room);
  if (batch->seconds)
    batch->seconds[j] = l2h_thread_seconds() - since;
}

static void run(void *own, const struct l2h_rollout_batch *batch)
{
  struct rollouts *rollouts = own;
  l2h_batch_places(batch, rollouts->place);
#pragma omp parallel num_threads(rollouts->threads)
  {
    struct workspace *workspace = &rollouts->workspace[omp_get_thread_num()];
#pragma omp for schedule(dynamic)
    for (int s = 0; s < batch->starts; s++)
      if (rollouts->place[s] >= 0)
        l2h_start_positions(&batch->start[s], start_of(rollouts, s), workspace->gradient);
#pragma omp for schedule(dynamic)
    for (int k = 0; k < batch->count; k++)
      if (!stopped(batch))
        run_one(rollouts, batch, l2h_batch_rollout(batch, k), workspace);
  }
}

const struct l2h_backend l2h_rollouts_cpu = {.name = "cpu", .create = create, .destroy = destroy, .run = run};
