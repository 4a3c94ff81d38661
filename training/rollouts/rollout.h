/* SPDX-License-Identifier: GPL-2.0-only */
/* The one interface to rollouts: a batch of runs of a learned optimizer, each from a start of its own, with weights as
   they are or perturbed. The CPU implements it (rollout_cpu.c), and so does a GPU (cuda/backend.cu).

   A job names its start and its perturbation by the numbers that make them, never by their contents, so that a device
   makes both for itself. */
#ifndef L2H_ROLLOUT_H
#define L2H_ROLLOUT_H

#include <signal.h>
#include <stdbool.h>

#include "rollouts/ceiling.h"
#include "rollouts/device.h"
#include "rollouts/perturbation.h"
#include "systems/starts.h"

#ifdef __cplusplus
extern "C" {
#endif

struct l2h_rollout_job {
  int start;       /* index into the batch's starts */
  int sign;        /* 0: the batch's weights as they are; +1, -1: perturbed */
  uint32_t member; /* whose perturbation */
};

struct l2h_rollout_batch {
  const struct l2h_weights *weights; /* model, step limit, and the network of the jobs with sign 0 */
  const double *theta;               /* the network's parameters, where some sign is not 0 */
  const struct l2h_search *search;   /* how they are perturbed, likewise */
  long horizon;                      /* T, learned steps */
  const long *horizons;              /* [starts]: a T for each start; NULL: the same for all */
  int starts;
  const struct l2h_start *start;
  int jobs;
  const struct l2h_rollout_job *job;
  double *energy;                    /* [jobs]: at the end */
  double *position;                  /* [jobs][l2h_rollouts_room()]: at the end, [atoms][3] each; NULL: not wanted */
  const volatile sig_atomic_t *stop; /* once set, jobs end early and the batch is void; may be NULL */
  long quench;                       /* steps of gradient descent behind the learned ones (l2h_trajectory_descend) */
  const struct l2h_start
    *next;         /* [starts] of the batch that will probably follow: a GPU makes them meanwhile; or NULL */
  double *seconds; /* [jobs]: processor time that each took, where the device can tell; NULL: not wanted */
  bool best;       /* end at the lowest structure met (trajectory.h), where the quench begins, instead of at the last */
};

struct l2h_rollouts;

/* Room for batches of up to `starts` starts of up to `atoms` atoms, with weights of `species` species. All memory that
   run() needs is taken here. NULL with a message when memory is short. */
struct l2h_rollouts *l2h_rollouts_create(const struct l2h_device *device, int starts, int atoms, int species,
                                         struct l2h_error *error);
void l2h_rollouts_free(struct l2h_rollouts *rollouts);
/* Doubles that one job's positions take. */
int l2h_rollouts_room(const struct l2h_rollouts *rollouts);

/* Runs a batch over all threads. A job's result depends on nothing but the job and the kind of device. */
void l2h_rollouts_run(struct l2h_rollouts *rollouts, const struct l2h_rollout_batch *batch);

/* What a kind of device implements. create() and run() are as above; run() of a GPU that fails ends the program. */
struct l2h_rollout_backend {
  const char *name;
  void *(*create)(const struct l2h_device *device, int starts, int atoms, int species, struct l2h_error *error);
  void (*destroy)(void *own); /* own may be NULL */
  void (*run)(void *own, const struct l2h_rollout_batch *batch);
  int (*devices)(char why[200]); /* how many this process sees; none: why. GPUs alone */
  void (*device_name)(int number, char name[128]);
};

extern const struct l2h_rollout_backend l2h_rollouts_cpu;
extern const struct l2h_rollout_backend l2h_rollouts_cuda; /* where built with L2H_CUDA */

#ifdef __cplusplus
}
#endif
#endif
