/* SPDX-License-Identifier: GPL-2.0-only */
/* Streams of random numbers (core/philox.h), and what the trainer takes them for. No two purposes ever share a number:
   whatever seed an evaluation takes, its starts are not those of a training run with the same seed, and validation's
   are neither's. */
#ifndef L2H_RANDOM_H
#define L2H_RANDOM_H

#include "core/philox.h"

enum l2h_purpose { /* never renumber: every published result hangs on these */
                   L2H_TRAINING_STARTS = 1,
                   L2H_HELD_OUT_STARTS = 2,
                   L2H_VALIDATION_STARTS = 3,
                   L2H_PERTURBATIONS = 4,
                   L2H_INITIAL_WEIGHTS = 5,
                   L2H_BASELINE_NUMBERS = 6, /* kicks and noise of the methods that are not learned */
                   L2H_RESAMPLING = 7,
                   L2H_NORMALIZATION_STARTS = 8, /* of the Adam runs that losses are measured by */
                   /* 9: L2H_SEARCH_STREAM, the starts and hops of src/search */
};

/* Uniform in (0, 1), 53 bits: values[i] is number from + i of the stream; `from` is even. */
void l2h_uniform(const struct l2h_stream *stream, uint32_t from, int count, double *values);
/* Normal, mean 0, variance 1 (Box and Muller, 32 bits, hence within +-6.8); `from` is a multiple of 4. */
void l2h_normal(const struct l2h_stream *stream, uint32_t from, int count, double *values);

#endif
