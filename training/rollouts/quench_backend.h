/* SPDX-License-Identifier: GPL-2.0-only */
/* What quenches walkers' structures implements this: a GPU (cuda/quench_backend.cu). The quench is the walker's own,
   search/lent_quench.h, with energies in double: on any device, and over the shim of the tests, the same bits, whatever
   else is in the batch. */
#ifndef L2H_QUENCH_BACKEND_H
#define L2H_QUENCH_BACKEND_H

#include "core/error.h"
#include "search/lent_quench.h"
#include "systems/system.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The numbers of a quench, as they go to the device and come back; its vectors go beside it. */
struct l2h_quench_job {
  struct l2h_lbfgs run;
  double length, energy, origin[3], diameter2, strength; /* as lent */
  double most;                                           /* answers, at least 1 */
  double answers;                                        /* that it took */
  int64_t guided;                                        /* as lent */
};

struct l2h_device; /* rollouts/backend.h */

struct l2h_quench_backend {
  /* Room for so many quenches of a system at once. All memory that batches need is taken here. NULL with a message. */
  void *(*create)(const struct l2h_device *device, const struct l2h_system *system, int quenches,
                  struct l2h_error *error);
  void (*destroy)(void *own); /* own may be NULL */
  /* Where the k-th quench of a batch is put before begin() and lies after end(): its numbers, and its vectors,
     [l2h_lbfgs_doubles(3 atoms)]. */
  struct l2h_quench_job *(*job)(void *own, int k);
  double *(*vectors)(void *own, int k);
  /* begin() lets the first `count` run until each is no longer L2H_LBFGS_RUNNING or has its answers; end() waits for
     them. Between the two the host is free. A GPU that fails ends the program. */
  void (*begin)(void *own, int count);
  void (*end)(void *own);
};

#ifdef __cplusplus
}
#endif
#endif
