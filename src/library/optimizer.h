/* SPDX-License-Identifier: GPL-2.0-only */
/* A weights file behind a pointer, for hosts that are not compiled with this project, and the learned optimizer that it
   holds run by ask and tell:

       while ((positions = l2h_optimizer_ask(run))) {
         host_evaluates(positions, gradient);
         l2h_optimizer_tell(run, gradient);
       }

   Every step is the one that `learn2hop eval` and LAMMPS's min_style learned take: the CPU engine's, in single
   precision, from positions that are kept in double. Which last bits it has depends on the engine's instruction set. */
#ifndef L2H_LIBRARY_OPTIMIZER_H
#define L2H_LIBRARY_OPTIMIZER_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "search/problem.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- weights ---- */

struct l2h_weights;

/* The weights in that file, to be closed, or NULL with file, line and mend. */
struct l2h_weights *l2h_weights_open(const char *path, struct l2h_error *error);
void l2h_weights_close(struct l2h_weights *weights); /* NULL is fine */

/* What a host must know of weights. */
struct l2h_weights_facts {
  char units[16];        /* LAMMPS units that the scales are in */
  double length, energy; /* the scales that they were trained in */
  double step_limit;     /* greatest move of a coordinate in a step, in length scales */
  long horizon;          /* steps of a run that they were trained for */
  bool any_horizon;      /* whether they serve runs of any other number of steps */
  int species;           /* how many they tell apart */
  bool network, policy;  /* which of the two there are; without a network all of the above but species are 0 */
  bool checked;          /* whether the file has a checksum, which then is right */
};

void l2h_weights_tell_facts(const struct l2h_weights *weights, struct l2h_weights_facts *facts);

/* ---- a run ---- */

struct l2h_optimizer;

/* A run over `horizon` steps (0: as many as the weights were trained for) from problem->start, in problem's scales. It
   copies what it needs of the problem; the weights must outlive it. NULL with a message: what is wrong in the problem,
   no start, more species than the weights know, a horizon that they do not serve, no memory. */
struct l2h_optimizer *l2h_optimizer_create(const struct l2h_search_problem *problem, const struct l2h_weights *weights,
                                           long horizon, struct l2h_error *error);
void l2h_optimizer_free(struct l2h_optimizer *optimizer); /* NULL is fine */

/* The positions whose gradient is wanted, [atoms][3], in the host's units and order; valid until they are told. NULL
   when the horizon is reached: then l2h_optimizer_positions() has the end. */
const double *l2h_optimizer_ask(const struct l2h_optimizer *optimizer);
const double *l2h_optimizer_positions(const struct l2h_optimizer *optimizer);

/* Takes the step that follows on gradient[atoms][3] (of the energy, in the host's units; of frozen atoms it is not
   read). 0, or -1 with a message where the gradient is not finite, and then nothing has changed. */
int l2h_optimizer_tell(struct l2h_optimizer *optimizer, const double *gradient, struct l2h_error *error);

/* Steps taken, and of how many. */
long l2h_optimizer_steps(const struct l2h_optimizer *optimizer);
long l2h_optimizer_horizon(const struct l2h_optimizer *optimizer);

/* Its state between two steps as so many bytes, to go on from, bit for bit, in a run created with the same problem,
   weights and horizon. restore: 0, or -1 with a message where they are no such state. */
size_t l2h_optimizer_bytes(const struct l2h_optimizer *optimizer);
void l2h_optimizer_save(const struct l2h_optimizer *optimizer, void *state);
int l2h_optimizer_restore(struct l2h_optimizer *optimizer, const void *state, size_t bytes, struct l2h_error *error);

/* ---- the library ---- */

/* Its version ("0.1.0"). */
const char *l2h_library_version(void);
/* The instruction set that learned steps and inner loops run on: "avx512", "avx2" or "portable". */
const char *l2h_library_kernels(void);

#ifdef __cplusplus
}
#endif
#endif
