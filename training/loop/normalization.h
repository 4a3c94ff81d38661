/* SPDX-License-Identifier: GPL-2.0-only */
/* What the energies of a system are divided by in the meta-loss (section 3.3): the magnitude of the known global
   minimum, or, as in the paper, that of the best minimum which Adam finds from 150 random starts.

   Adam's minimum belongs to the system and not to a training: its starts have a purpose and a seed of their own, and
   the value is kept in a file (energy_cache.h) for every training to come. The paper says nothing of Adam's learning
   rate or its steps here; these are section 4's 50 000 and the rate that appendix C's grid finds best. */
#ifndef L2H_NORMALIZATION_H
#define L2H_NORMALIZATION_H

#include "loop/config.h"
#include "loop/journal.h"
#include "base/world.h"

struct l2h_adam_effort {
  int starts;
  long steps;  /* of each, before its end is quenched */
  double rate; /* in length scales */
};

#define L2H_PAPER_ADAM_EFFORT \
  {                           \
    150, 50000, 0.01          \
  }

struct l2h_adam_minimum {
  double energy;      /* in the potential's units, below 0 */
  double evaluations; /* of the forces, that finding it took now; 0: the cache had it */
  char warning[1024]; /* why it could not be kept; "" if nothing was wrong */
};

/* Everything but the system's name that its minimum by Adam depends on, as the cache's key. */
#define L2H_NORMALIZATION_KEY 1024
void l2h_normalization_key(const struct l2h_system *system, const struct l2h_adam_effort *effort,
                           char key[L2H_NORMALIZATION_KEY]);

/* All ranks call it, and all get the same, for any number of ranks and threads: from rank 0's cache, else computed by
   all and kept there. 0, or -1 with a message when memory is short, or no run ended below 0. */
int l2h_adam_minimum(const struct l2h_world *world, const struct l2h_system *system,
                     const struct l2h_adam_effort *effort, struct l2h_adam_minimum *minimum, struct l2h_error *error);

/* Sets loss_scale of all systems as config->normalization asks. All ranks call it; rank 0 says into its journal what it
   found and what it could not write. 0, or -1 with a message. */
int l2h_normalize(const struct l2h_world *world, struct l2h_config *config, struct l2h_journal *journal,
                  struct l2h_error *error);

#endif
