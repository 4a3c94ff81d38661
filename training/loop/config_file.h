/* SPDX-License-Identifier: GPL-2.0-only */
/* A configuration's YAML as it stands in the file: which keys there are, and how to complain about one. config.c makes
   values of it.

   The schema is libcyaml's, except that numbers are taken as text: libcyaml would read 10.5 as the whole number 10. */
#ifndef L2H_CONFIG_FILE_H
#define L2H_CONFIG_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "core/error.h"

#define L2H_MAX_SYSTEMS 64
#define L2H_MAX_HORIZONS 16
#define L2H_MAX_WORDS 64          /* of a list */
#define L2H_MAX_ESTIMATOR_KEYS 16 /* that all estimators have together */

/* NULL stands for an optional key that the file does not have. */
struct l2h_file_system {
  char *name, *weight, *budget, *energy;
};

struct l2h_file_decay {
  char *factor, *every;
};

struct l2h_file_initialization {
  char *method, *file, *share;
  char *alpha, *beta, *gamma;
  char *direction, *magnitude, *magnitude_fall;
  char *rule, *memory, *amplitude, *amplitude_end;
};

struct l2h_file_validate {
  char *every, *starts;
};

struct l2h_file_checkpoint {
  char *seconds;
};

struct l2h_file_stop {
  char *validations, *gain;
};

struct l2h_file {
  char *seed, *estimator, *horizon, *starts, *updates, *sigma, *learning_rate;
  char *step_limit, *average, *quench, *scales, *balance, *contributor;
  char *loss, *shaping, *episode, *network;
  char **train, **numbers, **shifts, **features;
  uint32_t train_count, numbers_count, shifts_count, features_count;
  char *estimator_key[L2H_MAX_ESTIMATOR_KEYS]; /* in the order of l2h_estimator_key_name() */
  char **horizons;
  uint32_t horizons_count;
  char *normalization;
  struct l2h_file_system *systems;
  uint32_t systems_count;
  char **inputs;
  uint32_t inputs_count;
  struct l2h_file_initialization initialization;
  struct l2h_file_decay *decay, *sigma_decay;
  struct l2h_file_validate *validate;
  struct l2h_file_checkpoint *checkpoint;
  struct l2h_file_stop *stop;
};

struct l2h_config_source {
  const char *path, *text; /* the text ends in a 0 byte */
  size_t length;
  struct l2h_error *error;
};

/* NULL with "FILE:LINE: what; remedy". */
struct l2h_file *l2h_file_load(const struct l2h_config_source *source);
void l2h_file_free(struct l2h_file *file);

/* Writes "FILE:LINE: key: message" and returns -1. key as in "decay.factor"; of keys in a list, the entry's (from 0).
 */
int l2h_config_refuse(const struct l2h_config_source *source, const char *key, int entry, const char *format, ...)
  __attribute__((format(printf, 4, 5)));

#endif
