/* SPDX-License-Identifier: GPL-2.0-only */
#include "searches/job_queue.h"

#include <stdio.h>
#include <stdlib.h>

#define ROUND 200 /* answers between two looks at whose search has ended: some hops */

struct l2h_job_queue {
  int systems, seats;
  struct l2h_crew **crew;     /* [systems] */
  struct l2h_crew_seat *seat; /* [systems][seats]; no walker: it is free */
  int *job;                   /* [systems][seats] */
  int *next;                  /* [systems]: the first job that may still wait */
  double *gradient;
};

static int take_memory(struct l2h_job_queue *queue, const struct l2h_system *system, struct l2h_error *error)
{
  const size_t all = (size_t)queue->systems * (size_t)queue->seats;
  size_t numbers = 0;
  for (int s = 0; s < queue->systems; s++)
    numbers += 3 * (size_t)system[s].atoms * (size_t)queue->seats;
  queue->crew = calloc((size_t)queue->systems, sizeof(void *));
  queue->seat = calloc(all, sizeof *queue->seat);
  queue->job = calloc(all, sizeof *queue->job);
  queue->next = calloc((size_t)queue->systems, sizeof *queue->next);
  queue->gradient = calloc(numbers, sizeof(double));
  if (!queue->crew || !queue->seat || !queue->job || !queue->next || !queue->gradient)
    return l2h_fail(error, "no memory for %d searches at once", (int)all);
  return 0;
}

struct l2h_job_queue *l2h_job_queue_create(const struct l2h_device *device, int systems,
                                           const struct l2h_system *system, int seats, struct l2h_error *error)
{
  struct l2h_job_queue *queue = calloc(1, sizeof *queue);
  if (!queue) {
    l2h_fail(error, "no memory for searches");
    return NULL;
  }
  queue->systems = systems;
  queue->seats = seats;
  int result = take_memory(queue, system, error);
  double *gradient = queue->gradient;
  for (int s = 0; s < systems && result == 0; s++) {
    struct l2h_crew_seat *seat = queue->seat + (size_t)s * (size_t)seats;
    for (int k = 0; k < seats; k++, gradient += 3 * system[s].atoms)
      seat[k].gradient = gradient;
    queue->crew[s] = l2h_crew_create(device, &system[s], seats, seat, error);
    result = queue->crew[s] ? 0 : -1;
  }
  if (result == 0)
    return queue;
  l2h_job_queue_free(queue);
  return NULL;
}

void l2h_job_queue_free(struct l2h_job_queue *queue)
{
  if (!queue)
    return;
  for (int s = 0; queue->crew && s < queue->systems; s++)
    l2h_crew_free(queue->crew[s]);
  free(queue->crew);
  free(queue->seat);
  free(queue->job);
  free(queue->next);
  free(queue->gradient);
  free(queue);
}

/* The next job of a system that waits; `jobs` where none does. */
static int next_job(struct l2h_job_queue *queue, const struct l2h_queued_jobs *jobs, int system)
{
  int *next = &queue->next[system];
  while (*next < jobs->jobs && jobs->system(jobs->context, *next) != system)
    (*next)++;
  return *next < jobs->jobs ? (*next)++ : jobs->jobs;
}

static struct l2h_walker *begin(const struct l2h_queued_jobs *jobs, int job, int seat)
{
  struct l2h_error error;
  const struct l2h_search_job made = jobs->make(jobs->context, job, seat);
  struct l2h_walker *walker = l2h_job_walker(&made, &error);
  if (!walker) { /* one like it could be made before */
    fprintf(stderr, "learn2hop: %s\n", error.text);
    exit(1);
  }
  return walker;
}

/* Whether any seat is taken. */
static bool fill_seats(struct l2h_job_queue *queue, const struct l2h_queued_jobs *jobs)
{
  bool some = false;
  for (int s = 0, k = 0; s < queue->systems; s++)
    for (int n = 0; n < queue->seats; n++, k++) {
      if (!queue->seat[k].walker && (queue->job[k] = next_job(queue, jobs, s)) < jobs->jobs)
        queue->seat[k].walker = begin(jobs, queue->job[k], k);
      some = some || queue->seat[k].walker;
    }
  return some;
}

/* Those whose search is over, or, when all are to go, everybody. */
static void leave_seats(struct l2h_job_queue *queue, const struct l2h_queued_jobs *jobs, bool all)
{
  struct l2h_walker_report report;
  for (int k = 0; k < queue->systems * queue->seats; k++) {
    struct l2h_crew_seat *seat = &queue->seat[k];
    if (!seat->walker || (!all && l2h_walker_ask(seat->walker)))
      continue;
    l2h_walker_make_report(seat->walker, &report);
    l2h_walker_free(seat->walker);
    seat->walker = NULL;
    jobs->end(jobs->context, queue->job[k], &report);
  }
}

void l2h_job_queue_run(struct l2h_job_queue *queue, const struct l2h_queued_jobs *jobs,
                       const volatile sig_atomic_t *stop)
{
  for (int s = 0; s < queue->systems; s++)
    queue->next[s] = 0;
  while (!*stop && fill_seats(queue, jobs)) {
    l2h_crews_advance(queue->systems, queue->crew, ROUND);
    leave_seats(queue, jobs, false);
  }
  leave_seats(queue, jobs, true);
}
