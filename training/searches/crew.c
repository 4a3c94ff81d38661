/* SPDX-License-Identifier: GPL-2.0-only */
#include "searches/crew.h"

#include <stdlib.h>
#include <string.h>

#define SHIFTS 2

/* Walkers whose quenches are one batch. */
struct shift {
  void *own; /* the backend's; NULL: no walkers */
  int seats, running;
  struct l2h_crew_seat *seat; /* [seats] */
  struct l2h_crew_seat **job; /* [seats]: whose quenches the batch has, `running` of them */
};

struct l2h_crew {
  const struct l2h_quench_backend *backend;
  const struct l2h_system *system;
  struct shift shift[SHIFTS];
};

bool l2h_device_has_crews(const struct l2h_device *device)
{
  return device && device->backend->quenches;
}

/* ---- beginning and end ---- */

static int furnish(struct l2h_crew *crew, const struct l2h_device *device, struct shift *shift, struct l2h_error *error)
{
  if (shift->seats == 0)
    return 0;
  shift->job = calloc((size_t)shift->seats, sizeof *shift->job);
  if (!shift->job)
    return l2h_fail(error, "no memory for quenches of %d walkers", shift->seats);
  shift->own = crew->backend->create(device, crew->system, shift->seats, error);
  return shift->own ? 0 : -1;
}

struct l2h_crew *l2h_crew_create(const struct l2h_device *device, const struct l2h_system *system, int seats,
                                 struct l2h_crew_seat *seat, struct l2h_error *error)
{
  struct l2h_crew *crew = calloc(1, sizeof *crew);
  if (!crew) {
    l2h_fail(error, "no memory for a crew of walkers");
    return NULL;
  }
  crew->backend = device->backend->quenches;
  crew->system = system;
  for (int k = 0, first = 0; k < SHIFTS; k++) {
    struct shift *shift = &crew->shift[k];
    shift->seats = (seats - first) / (SHIFTS - k);
    shift->seat = seat + first;
    first += shift->seats;
    if (furnish(crew, device, shift, error) != 0) {
      l2h_crew_free(crew);
      return NULL;
    }
  }
  return crew;
}

void l2h_crew_free(struct l2h_crew *crew)
{
  for (int k = 0; crew && k < SHIFTS; k++) {
    crew->backend->destroy(crew->shift[k].own);
    free(crew->shift[k].job);
  }
  free(crew);
}

/* ---- a turn of a shift ---- */

/* Answers what is no quench's. Whether the walker waits for a quench then. */
static bool comes_to_quench(const struct l2h_system *system, struct l2h_crew_seat *seat)
{
  for (; seat->left > 0 && l2h_walker_ask(seat->walker); seat->left--) {
    if (l2h_walker_lend(seat->walker, &seat->quench))
      return true;
    l2h_job_answer(seat->walker, system, seat->gradient, seat->hop_ended, seat->context);
  }
  return false;
}

static void pack(const struct l2h_quench_backend *backend, void *own, int k, const struct l2h_crew_seat *seat)
{
  const struct l2h_lent_quench *quench = &seat->quench;
  struct l2h_quench_job *job = backend->job(own, k);
  job->run = *quench->run;
  job->length = quench->length;
  job->energy = quench->energy;
  memcpy(job->origin, quench->origin, sizeof job->origin);
  job->diameter2 = quench->diameter2;
  job->strength = quench->strength;
  job->guided = quench->guided;
  job->most = quench->most < (double)seat->left ? quench->most : (double)seat->left;
  memcpy(backend->vectors(own, k), quench->vectors, sizeof(double) * l2h_lbfgs_doubles(3 * quench->atoms));
}

static void unpack(const struct l2h_quench_backend *backend, void *own, int k, struct l2h_crew_seat *seat)
{
  const struct l2h_lent_quench *quench = &seat->quench;
  const struct l2h_quench_job *job = backend->job(own, k);
  *quench->run = job->run;
  memcpy(quench->vectors, backend->vectors(own, k), sizeof(double) * l2h_lbfgs_doubles(3 * quench->atoms));
  seat->left -= (long)job->answers;
  if (l2h_walker_take_back(seat->walker, job->answers) && seat->hop_ended)
    seat->hop_ended(seat->context, l2h_walker_last_event(seat->walker));
}

/* Its quenches that run come back, and the next ones begin. Whether any did. */
static bool take_turn(const struct l2h_crew *crew, struct shift *shift)
{
  const struct l2h_quench_backend *backend = crew->backend;
  if (shift->running > 0)
    backend->end(shift->own);
#pragma omp parallel for schedule(dynamic)
  for (int k = 0; k < shift->running; k++)
    unpack(backend, shift->own, k, shift->job[k]);
#pragma omp parallel for schedule(dynamic)
  for (int s = 0; s < shift->seats; s++)
    shift->seat[s].waits = shift->seat[s].walker && comes_to_quench(crew->system, &shift->seat[s]);
  shift->running = 0;
  for (int s = 0; s < shift->seats; s++)
    if (shift->seat[s].waits)
      shift->job[shift->running++] = &shift->seat[s];
#pragma omp parallel for schedule(dynamic)
  for (int k = 0; k < shift->running; k++)
    pack(backend, shift->own, k, shift->job[k]);
  if (shift->running > 0)
    backend->begin(shift->own, shift->running);
  return shift->running > 0;
}

void l2h_crews_advance(int crews, struct l2h_crew *const crew[], long most)
{
  for (int c = 0; c < crews; c++)
    for (int k = 0; k < SHIFTS; k++)
      for (int s = 0; s < crew[c]->shift[k].seats; s++)
        crew[c]->shift[k].seat[s].left = most;
  for (bool some = true; some;) {
    some = false;
    for (int c = 0; c < crews; c++)
      for (int k = 0; k < SHIFTS; k++)
        some = take_turn(crew[c], &crew[c]->shift[k]) || some;
  }
}
