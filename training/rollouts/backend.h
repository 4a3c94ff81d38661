/* SPDX-License-Identifier: GPL-2.0-only */
/* What runs rollouts implements this: the CPU (rollout_cpu.c), and a GPU (cuda/backend.cu). */
#ifndef L2H_BACKEND_H
#define L2H_BACKEND_H

#include <signal.h>
#include <stdbool.h>

#include "core/weights.h"
#include "cpu/engine.h"
#include "rollouts/perturbation.h"
#include "rollouts/rollout.h"
#include "systems/starts.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Rollouts that run side by side, over all threads. */
struct l2h_rollout_batch {
  const struct l2h_weights *weights;             /* model, step limit, and the network of the rollouts with sign 0 */
  const double *theta;                           /* the network's parameters, where some sign is not 0 */
  const struct l2h_perturbations *perturbations; /* likewise */
  int starts;
  const struct l2h_start *start;     /* [starts] */
  const struct l2h_start *next;      /* [starts] of the batch that will probably follow: a GPU makes them meanwhile; or
                                        NULL */
  const struct l2h_rollout *rollout; /* [...]: those of the batch, and maybe others */
  int count;                         /* of the batch */
  const int *order;                  /* [count]: which of rollout[] they are; NULL: the first `count` */
  long quench;                       /* steps of gradient descent after the learned ones (descent.h) */
  bool best; /* end at the lowest structure met (trajectory.h), where the quench begins, instead of at the last */
  const volatile sig_atomic_t *stop; /* once set, rollouts end early and the batch is void; may be NULL */
  double *energy;                    /* of rollout[j] at its end, in energy[j] */
  double *seconds;  /* likewise: processor time that it took, where the device knows; NULL: not asked for */
  double *position; /* likewise, l2h_runner_room() numbers each: [atoms][3] at the end; NULL: not asked for */
};

/* Which of rollout[] the k-th of the batch is. */
static inline int l2h_batch_rollout(const struct l2h_rollout_batch *batch, int k)
{
  return batch->order ? batch->order[k] : k;
}

/* place[starts]: numbers 0, 1 ... for the starts that rollouts of the batch begin at, in their order, and -1 for the
   others. Returns how many begin. */
static inline int l2h_batch_places(const struct l2h_rollout_batch *batch, int *place)
{
  int places = 0;
  for (int s = 0; s < batch->starts; s++)
    place[s] = -1;
  for (int k = 0; k < batch->count; k++)
    place[batch->rollout[l2h_batch_rollout(batch, k)].start] = 0;
  for (int s = 0; s < batch->starts; s++)
    if (place[s] == 0)
      place[s] = places++;
  return places;
}

/* What rollouts run on: the CPU's cores, or a GPU of this rank's own. */
struct l2h_device {
  const struct l2h_backend *backend;
  const struct l2h_kernels *kernels; /* of the CPU's cores */
  int number;                        /* of the GPU among the node's; 0 for the CPU */
};

struct l2h_backend {
  const char *name;
  /* As l2h_runner_create(), _free() and _run() (runner.h). run() of a GPU that fails ends the program. */
  void *(*create)(const struct l2h_device *device, int starts, int atoms, int species, struct l2h_error *error);
  void (*destroy)(void *own); /* own may be NULL */
  void (*run)(void *own, const struct l2h_rollout_batch *batch);
  /* GPUs alone: how many this process sees (none: why), and the name of one. */
  int (*devices)(char why[200]);
  void (*device_name)(int number, char name[128]);
  const struct l2h_quench_backend *quenches; /* of walkers (quench_backend.h); NULL: of each by its own thread */
};

extern const struct l2h_backend l2h_rollouts_cpu;

#ifdef __cplusplus
}
#endif
#endif
