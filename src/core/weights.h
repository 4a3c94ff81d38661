/* SPDX-License-Identifier: GPL-2.0-only */
/* The weights file NAME.learned: a trained optimizer, a search's policy, or both, with provenance, as text.
   docs/weights-file.md describes it; these are the only reader and writer, for the trainer and for LAMMPS. */
#ifndef L2H_WEIGHTS_H
#define L2H_WEIGHTS_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"
#include "core/model.h"
#include "core/network.h"

#ifdef __cplusplus
extern "C" {
#endif

#define L2H_WEIGHTS_MAGIC "learn2hop-weights"
#define L2H_WEIGHTS_VERSION 2 /* with a policy; files without one are still written as version 1 */

/* A line of a policy, as text: `number NAME VALUE`, `shift NAME FEATURE VALUE`. search/policy.h knows the names. */
struct l2h_policy_row {
  char kind[8], name[24], feature[24]; /* feature: empty where the line has none */
  double value;
  int64_t line; /* of the file, for messages; 0 where it comes from none */
};
#define L2H_POLICY_ROWS 640

struct l2h_weights {
  char date[16];         /* YYYY-MM-DD */
  char units[16];        /* LAMMPS units that the scales below are in */
  char contributor[128]; /* who trained it */
  char citation[256];
  struct l2h_model model;
  double length_scale, energy_scale; /* one length scale and one energy scale of the inputs, in `units` */
  double step_limit;                 /* greatest move of a coordinate in a step, in length scales */
  long horizon;                      /* T that it was trained for */
  char configuration[17];            /* hash of the training configuration, 16 hexadecimal digits */
  uint64_t seed;
  long updates; /* meta-updates it has seen */
  int checked;  /* of a file that was read: whether it has a checksum, which then is right */
  struct l2h_network network;
  int alone;       /* 1 where there is a policy and no network: model, scales, step limit, horizon and network are 0 */
  int policy_rows; /* 0: no policy */
  struct l2h_policy_row policy[L2H_POLICY_ROWS];
};

/* The weights in `text` (need not end in a 0 byte); `name` stands in messages. 0, or -1 with file, line and remedy. */
int l2h_weights_parse(const char *name, const char *text, size_t length, struct l2h_weights *weights,
                      struct l2h_error *error);
int l2h_weights_read(const char *path, struct l2h_weights *weights, struct l2h_error *error);
/* 0, or -1 with a message where the file `name` has a policy alone: for those who need a network. */
int l2h_weights_need_network(const char *name, const struct l2h_weights *weights, struct l2h_error *error);
/* Whole or not at all. What comes back from read is equal bit for bit. */
int l2h_weights_write(const char *path, const struct l2h_weights *weights, struct l2h_error *error);

#ifdef __cplusplus
}
#endif
#endif
