/* SPDX-License-Identifier: GPL-2.0-only */
/* Which inputs an optimizer has: the feature table (features.h) as rows of the network's first layer. */
#ifndef L2H_MODEL_H
#define L2H_MODEL_H

#include "core/features.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Which inputs a model has: groups as bits (1 << enum l2h_group), and the number of species it distinguishes. */
struct l2h_model {
  unsigned groups;
  int species; /* 1 to L2H_MAX_SPECIES */
};

/* Rows of the first layer: all that a number of species gives, whether the model uses them or not. */
int l2h_inputs(const struct l2h_model *model);
/* Whether the model has input `row`, and its name ("gradient.1.log"). */
int l2h_input_active(const struct l2h_model *model, int row);
void l2h_input_name(const struct l2h_model *model, int row, char name[48]);
/* Inputs in use. */
int l2h_active_inputs(const struct l2h_model *model);
/* Group of that name, or -1; and the name of a group. */
int l2h_group_of(const char *name);
const char *l2h_group_name(enum l2h_group group);
/* Whether the model is told its progress, so that it serves any horizon. */
int l2h_serves_any_horizon(const struct l2h_model *model);

/* Multiply-adds of one network step of `atoms` atoms, unpadded: step inputs once, atom inputs once an atom. */
double l2h_network_operations(const struct l2h_model *model, int atoms);

#ifdef __cplusplus
}
#endif
#endif
