/* SPDX-License-Identifier: GPL-2.0-only */
/* The numbers of a search: what a hop does, how far, how often, and when it is accepted. One table, which options,
   weights files and training follow. Lengths in length scales, energies in energy scales.

   The defaults were found by hand and a few minutes of SNES on Lennard-Jones clusters of 19, 31, 38 and 55 atoms, those
   of symmetric starts on 26, 38, 50, 69 and 75: one set for every size. docs/search.md says what they reach. A hop is
   one change (displace, burst, exchange or inward, drawn by their weights among those that the problem allows); after
   all but exchange, with the chance `compress`, a compressed quench; the quench; and with the chance `repair`,
   repairs. */
#ifndef L2H_SEARCH_NUMBERS_H
#define L2H_SEARCH_NUMBERS_H

#include "core/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How training moves a number (l2h_search_number_shifted()); say it in the table. */
enum l2h_number_training {
  L2H_TRAIN_FIXED,  /* not at all: what a search costs or reports, not how it goes */
  L2H_TRAIN_LINEAR, /* as it is: it may be negative */
  L2H_TRAIN_LOG,    /* by its logarithm: it stays above 0 (one of 0 counts as 1e-6) */
  L2H_TRAIN_WEIGHT, /* by the logarithm of it and a little: it may reach 0, and leave it */
  L2H_TRAIN_SHARE,  /* a chance or a share of 1: by its logit, stretched so that 0 and 1 are within reach */
};

/* name, default, least, most, how it is trained, meaning */
/* clang-format off */
#define L2H_SEARCH_NUMBER_TABLE(X)                                                                                     \
  X(displace, 1, 0, 1e6, WEIGHT, "weight of kicks among the changes")                                                  \
  X(kick, 0.388, 0, 10, LOG, "greatest kick of a coordinate, drawn evenly from -kick to kick; length scales")          \
  X(adapt, 0.05, 0, 1, LOG, "by how much, in the logarithm, a hop changes the length of kicks and bursts; 0: not at all")\
  X(accepted, 0.65, 0, 1, SHARE, "share of accepted hops that the length of kicks and bursts is adapted to")            \
  X(temperature, 0.2, 0, 1e6, LOG, "of Metropolis after a kick; energy scales")                                        \
  X(burst, 0, 0, 1e6, WEIGHT, "weight of bursts of learned steps among the changes; needs weights")                    \
  X(burst_kick, 0.1, 0, 10, LOG, "kick ahead of a burst; length scales")                                               \
  X(burst_steps, 60, 1, 1e6, LOG, "learned steps of a burst")                                                          \
  X(burst_from, 0.43, 0, 1, SHARE, "progress t/T that a burst begins at")                                              \
  X(burst_to, 0.43, 0, 1, SHARE, "progress that it ends at; the same: one amplitude, held")                            \
  X(burst_temperature, 0.2, 0, 1e6, LOG, "of Metropolis after a burst; energy scales")                                 \
  X(exchange, 1, 0, 1e6, WEIGHT, "weight of exchanges of two species among the changes; needs two species")            \
  X(exchange_temperature, 0.1, 0, 1e6, LOG, "of Metropolis after an exchange; energy scales")                          \
  X(exchange_candidates, 6, 1, 1e6, LOG, "pairs at random that the exchange scored best is taken of")                  \
  X(inward, 4, 0, 1e6, WEIGHT, "weight of moves of weak atoms to the middle; needs a free cluster of one species")     \
  X(inward_most, 3, 1, 100, LOG, "atoms that it moves: 1 to this many")                                                \
  X(compress, 0.63, 0, 1, SHARE, "chance of a compressed quench ahead of the quench; needs a free cluster")            \
  X(compress_fade, 100, 1e-3, 1e15, LOG, "hops since a start that halve that chance")                                  \
  X(compress_strength, 2.762, 0, 1e6, LOG, "of the penalty on pairs farther apart than D; energy over length^4")       \
  X(compress_least, 0.52, 0, 1, SHARE, "D is the diameter times a number drawn evenly from this to 1")                 \
  X(compress_steps, 60, 1, 1e6, LOG, "iterations of the compressed quench at most")                                    \
  X(compress_gradient, 0.4, 1e-12, 1e6, LOG, "RMS of the gradient that ends it; energy over length")                   \
  X(repair, 1, 0, 1, SHARE, "chance that a hop ends in repairs; needs a free cluster")                                 \
  X(repair_rounds, 10, 1, 1e6, LOG, "repairs in a row at most, each while the last one helped")                        \
  X(repair_most, 2, 1, 100, LOG, "atoms that a repair moves: 1 to this many")                                          \
  X(site_temperature, 0.26, 0, 1e6, LOG, "noise of the choice of atoms and sites, halved, after the first repair of a hop")\
  X(patience, 30, 1, 1e15, LOG, "hops from the lowest minimum since a start, without a gain, that end in a new start") \
  X(patience_long, 1000, 1, 1e15, LOG, "the same in alloys and in periodic systems, which are glasses more than funnels")\
  X(symmetric, 0.8, 0, 1, SHARE, "share of the hops that symmetric starts have; needs a free cluster or a box, none frozen")\
  X(symmetric_alloy, 0.5, 0, 1, SHARE, "the same in clusters of two species, from when the first walk's patience is owed") \
  X(symmetric_patience, 10, 0, 1e15, LOG, "patience with a symmetric start that has come near the lowest")             \
  X(promise, 1, 0, 1e6, LOG, "how far above the lowest that is; others end at once; energy scales")                    \
  X(order_patience, 100, 1, 1e15, LOG, "exchanges without a gain that end a symmetric start of an alloy that is lowest")\
  X(order_promise, 0.01, 1e-6, 1e6, LOG, "how far above the lowest the patience is half of that; energy scales")       \
  X(pack, 0, 0, 1, SHARE, "chance that a start of a free cluster is packed as soft spheres ahead of its quench")      \
  X(whole, 0, 0, 1, SHARE, "chance that orbits of a symmetric start of a cluster are drawn anew where they leave atoms over")\
  X(group_none, 1, 0, 1e6, WEIGHT, "weight of point groups without an axis, C1, Cs and Ci, among those that symmetric starts draw")\
  X(group_two, 1, 0, 1e6, WEIGHT, "of those with two-fold axes at most: C2, C2v, C2h, D2, D2d")                        \
  X(group_three, 1, 0, 1e6, WEIGHT, "of those with a three-fold axis: C3, C3v, D3, D3d, D3h")                          \
  X(group_four, 1, 0, 1e6, WEIGHT, "with a four-fold one: C4, C4v, D4")                                                \
  X(group_five, 1, 0, 1e6, WEIGHT, "with a five-fold one: C5, C5v, D5, D5d, D5h")                                      \
  X(group_six, 1, 0, 1e6, WEIGHT, "with a six-fold one: C6, C6v, D6")                                                  \
  X(group_cubic, 1, 0, 1e6, WEIGHT, "of T, Td and O")                                                                  \
  X(group_mirror, 1, 0, 1e6, WEIGHT, "times that where mirrors or inversion belong to the group")                      \
  X(loose_gradient, 0.1, 1e-12, 1e6, LOG, "RMS of the gradient that ends the quench of a hop; energy over length")     \
  X(loose_rise, 1, 0, 1e6, LOG, "mean energy change of hops below which it shrinks, as the square; energy scales")     \
  X(springs, 1, 0, 1, FIXED, "whether quenches are guided by springs between neighbours; needs a free cluster")        \
  X(tight_gradient, 1.12e-4, 1e-12, 1e6, FIXED, "RMS of the gradient of a minimum that is reported; energy over length")\
  X(quench_steps, 400, 1, 1e9, FIXED, "iterations of a quench at most")                                                \
  X(tight_margin, 0.3, 0, 1e6, FIXED, "minima are quenched tightly from this far above the energy looked for; energy scales")
/* clang-format on */

struct l2h_search_numbers {
#define L2H_ROW(name, standard, least, most, trained, meaning) double name;
  L2H_SEARCH_NUMBER_TABLE(L2H_ROW)
#undef L2H_ROW
};

enum {
#define L2H_ROW(name, standard, least, most, trained, meaning) L2H_SEARCH_NUMBER_##name,
  L2H_SEARCH_NUMBER_TABLE(L2H_ROW)
#undef L2H_ROW
    L2H_SEARCH_NUMBERS
};

struct l2h_search_number {
  const char *name, *meaning;
  double standard, least, most;
  enum l2h_number_training trained;
};

/* The defaults. */
void l2h_search_numbers_standard(struct l2h_search_numbers *numbers);
/* Row 0 to L2H_SEARCH_NUMBERS - 1 of the table. */
const struct l2h_search_number *l2h_search_number_at(int row);
/* The row of that name, or -1. */
int l2h_search_number_named(const char *name);
/* The value of a row, to read and to set: numbers by their place in the table. */
double *l2h_search_number_value(struct l2h_search_numbers *numbers, int row);
/* The unbounded line that training moves numbers on: where `value` of a row stands on it, and the value (within least
   and most) that stands `shift` from there. A shift of 0 gives the very value back, to the last bit, so that a policy
   which shifts nothing is the numbers. A fixed number never moves. Shifts of 0.1 to 1 are felt in any row. */
double l2h_search_number_place(int row, double value);
double l2h_search_number_shifted(int row, double value, double shift);
/* 0, or -1 with the number that is out of its range, and the range. */
int l2h_search_numbers_check(const struct l2h_search_numbers *numbers, struct l2h_error *error);

#ifdef __cplusplus
}
#endif
#endif
