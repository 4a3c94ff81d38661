/* SPDX-License-Identifier: GPL-2.0-only */
/* The weights that training starts from.

   The paper's (section D.3): hidden layers LeCun normal, truncated at two standard deviations and rescaled as FLAX does
   it, biases 0, output layer 0, alpha 0.1, beta 1, gamma -3. Such an optimizer does not move at all.

   The warm start, which the paper does not have: a rule of two numbers is written into the same network, so that
   training begins where a zero output layer arrives after hundreds of updates. The rule is annealed sign-momentum,
     x -= e(t) sign(EMA_0.9 of the gradient),  e(t) = alpha K sigmoid(beta (c0 - c1 t/T) + gamma).
   Its sign is an input (first_moment.2.sign, or that of another memory) and its t/T another (progress.1). Hidden units
   1 and 2 carry the sign's positive and negative part through both layers to d = -K sign, unit 3 carries t/T to m = c0
   - c1 t/T; they listen to nothing else. All other units keep their random weights, with an output of 0, for training
   to find. */
#ifndef L2H_INITIALIZATION_H
#define L2H_INITIALIZATION_H

#include "core/landscape.h"
#include "core/weights.h"

struct l2h_warm_start {
  double direction;      /* K */
  double magnitude;      /* c0 */
  double magnitude_fall; /* c1 */
  double memory;         /* decay of the averaged gradient whose sign it takes: one of L2H_DECAY_VALUES */
};

/* e(t) falls from 0.040 to 0.003. Starts of 0.035 to 0.045 work: a cluster boils above. */
#define L2H_WARM_START_DEFAULT \
  {                            \
    1.0, 2.6, 3.0, 0.9         \
  }

/* The other rule: the same form, with e(t) falling in nearly a straight line through a window of amplitudes, from just
   below where clusters boil to where they freeze, and never to 0; the quench after a run stills it. Where the window
   lies depends on the landscape, and on the memory: a shorter one damps more. */
struct l2h_hold {
  double memory;
  double from, to; /* amplitudes, in length scales */
};

/* What serves a landscape of this kind, measured (docs/training-notes.md). */
struct l2h_hold l2h_hold_of(enum l2h_potential_kind kind);

/* The rule's numbers for e(0) = from and e(T) = to, by Eq. 2 with these three (K = 1). 0, or -1 with a message where no
   numbers give that: the amplitudes must be above 0 and below alpha, beta not 0. */
int l2h_hold(const struct l2h_hold *hold, double alpha, double beta, double gamma, struct l2h_warm_start *rule,
             struct l2h_error *error);

/* The paper's start, the same on every machine for a seed. */
void l2h_initialize(const struct l2h_model *model, uint64_t seed, struct l2h_network *network);

/* Writes the rule over it. 0, or -1 with a message where the model lacks the inputs. */
int l2h_warm_start(const struct l2h_model *model, const struct l2h_warm_start *rule, struct l2h_network *network,
                   struct l2h_error *error);

/* The network of trained weights for a model that has all of their inputs, and maybe more: those begin with no effect.
   Where the model distinguishes more species, all begin as the weights' first. 0, or -1 with a message. */
int l2h_continue_from(const struct l2h_weights *weights, const struct l2h_model *model, struct l2h_network *network,
                      struct l2h_error *error);

#endif
