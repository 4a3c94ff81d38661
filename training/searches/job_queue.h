/* SPDX-License-Identifier: GPL-2.0-only */
/* Many searches through the crews (crew.h) of a device, one crew a system: as many at once as there are seats, the
   others as seats fall free. */
#ifndef L2H_JOB_QUEUE_H
#define L2H_JOB_QUEUE_H

#include <signal.h>

#include "searches/crew.h"

struct l2h_job_queue;

/* Seats of each system, whose array lasts as long as the queue. NULL with a message when memory is short. */
struct l2h_job_queue *l2h_job_queue_create(const struct l2h_device *device, int systems,
                                           const struct l2h_system *system, int seats, struct l2h_error *error);
void l2h_job_queue_free(struct l2h_job_queue *queue); /* NULL is fine */

/* Jobs 0 to jobs - 1, in that order but for their systems. All functions are called by one thread. */
struct l2h_queued_jobs {
  int jobs;
  void *context;
  int (*system)(const void *context, int job); /* its number */
  /* The job for a seat, 0 to systems times seats - 1: what it points to lasts until this is called again, but its
     weights until that is for the same seat. */
  struct l2h_search_job (*make)(void *context, int job, int seat);
  void (*end)(void *context, int job, const struct l2h_walker_report *report);
};

/* Until all have ended, or `stop`: then some never end. A job that cannot begin for want of memory ends the program. */
void l2h_job_queue_run(struct l2h_job_queue *queue, const struct l2h_queued_jobs *jobs,
                       const volatile sig_atomic_t *stop);

#endif
