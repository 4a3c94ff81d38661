/* SPDX-License-Identifier: GPL-2.0-only */
/* A system that an optimizer is trained on or measured with: a landscape and a number of atoms, written as `lj:13`.
   Everything in the trainer is in reduced units (LJ: epsilon = d0 = 1). */
#ifndef L2H_SYSTEM_H
#define L2H_SYSTEM_H

#include <stdbool.h>

#include "core/error.h"

#define L2H_SYSTEM_MIN_ATOMS 2
#define L2H_SYSTEM_MAX_ATOMS 1000
#define L2H_HIT_TOLERANCE 1e-3 /* a quenched energy this near the known minimum is the minimum */

struct l2h_system {
  char name[32]; /* as the user writes it */
  int atoms, species;
  double box;           /* edge of the box that starts are drawn in, in d0 (D.2) */
  double sphere;        /* soft-sphere diameter that spreads them, in d0 */
  double known_minimum; /* energy of the known global minimum, NaN where none is known */
  double loss_scale;    /* energies are divided by it in the meta-loss, > 0 */
};

/* `lj:N`, N from 2 to 1000. 0, or -1 with a message that names the forms known. */
int l2h_system_parse(const char *text, struct l2h_system *system, struct l2h_error *error);

/* Whether a quenched energy is the known global minimum; false where none is known. */
bool l2h_system_hit(const struct l2h_system *system, double energy);

#endif
