/* SPDX-License-Identifier: GPL-2.0-only */
/* One search: a walker (search/walker.h) whose questions a system of the trainer's answers. Whoever runs many of them,
   a team or a training, makes each from a job and advances it from any thread. */
#ifndef L2H_SEARCH_JOB_H
#define L2H_SEARCH_JOB_H

#include "search/walker.h"
#include "systems/system.h"

/* All that a search depends on: the same job, the same questions. Positions and energies in the system's units. */
struct l2h_search_job {
  const struct l2h_system *system;
  const struct l2h_weights *weights; /* of bursts, or NULL: none */
  struct l2h_search_numbers numbers;
  struct l2h_stop stop;
  const double *start; /* [atoms][3] to begin from, or NULL: at random; where atoms are frozen, as the script has them,
                          and every new start, too, kicked */
  uint64_t seed;
  uint32_t number;                 /* of the walker: the same seed and another number is another search */
  const struct l2h_policy *policy; /* in place of `numbers`; NULL: the numbers alone */
};

/* Its walker before the first question, in the scales of the system; without a policy, in those of the weights where
   they are in the system's units. NULL with a message. */
struct l2h_walker *l2h_job_walker(const struct l2h_search_job *job, struct l2h_error *error);

/* A rule that ends a search where the system's known minimum (or the energy that stands in its place) is met, within
   the tolerance of a hit, or after so many evaluations. */
struct l2h_stop l2h_job_until_found(const struct l2h_system *system, double evaluations);

/* Called at every hop's end, by the thread that advances. */
typedef void l2h_job_hop_ended(void *context, const struct l2h_walker_event *event);

/* Answers the next question; there is one. gradient[atoms][3] is room. `hop_ended` may be NULL. */
void l2h_job_answer(struct l2h_walker *walker, const struct l2h_system *system, double *gradient,
                    l2h_job_hop_ended *hop_ended, void *context);

/* Answers up to `most` questions, fewer where the search ends before. Returns how many. */
long l2h_job_advance(struct l2h_walker *walker, const struct l2h_system *system, long most, double *gradient,
                     l2h_job_hop_ended *hop_ended, void *context);

#endif
