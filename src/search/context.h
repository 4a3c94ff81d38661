/* SPDX-License-Identifier: GPL-2.0-only */
/* What a walker knows of its own search without asking anything: the features that a policy's head reads, once a hop.
   All are dimensionless, made of numbers in the two scales, and held to +-2. */
#ifndef L2H_SEARCH_CONTEXT_H
#define L2H_SEARCH_CONTEXT_H

#ifdef __cplusplus
extern "C" {
#endif

/* name, meaning. "Share of hops": a running mean over the last 16 or so; 0 as long as there are none. The four of the
   last minimum are 0 at a start. */
/* clang-format off */
#define L2H_CONTEXT_TABLE(X)                                                                                  \
  X(size, "log(N / 38), N the free atoms")                                                                    \
  X(alloy, "1 where free atoms are of two species or more")                                                   \
  X(periodic, "1 where there is a periodic direction")                                                        \
  X(shape, "twice the asphericity of the last minimum: 0 of a ball, 2 of a rod; free clusters")               \
  X(binding, "of the last minimum: -energy / N / 2 - 2, an atom's half bonds beside four")                    \
  X(disorder, "of the last minimum: ten times the spread of its bonds, relative to their mean, less 0.5")     \
  X(rise, "a third of the logarithm of the mean |energy change| of a hop")                                    \
  X(acceptance, "twice the share of hops accepted, less one")                                                 \
  X(returns, "twice the share of hops back to the minimum that they began from, less one")                    \
  X(lowered, "five times the share of plain hops that ended lower than they began, less one")                 \
  X(lowered_compressed, "the same of compressed hops")                                                        \
  X(repaired, "twice the share of hops in which a repair helped, less one")                                   \
  X(symmetric, "1 where hops go on from a symmetric start")                                                   \
  X(stall, "hops without a gain, over the patience")                                                          \
  X(age, "log(1 + hops since the start) / 4")                                                                 \
  X(effort, "log(1 + hops of all starts) / 4 - 1")
/* clang-format on */

enum {
#define L2H_ROW(name, meaning) L2H_CONTEXT_##name,
  L2H_CONTEXT_TABLE(L2H_ROW)
#undef L2H_ROW
    L2H_CONTEXTS
};

/* Its name ("size") and meaning; the feature of that name, or -1. */
const char *l2h_context_name(int feature);
const char *l2h_context_meaning(int feature);
int l2h_context_named(const char *name);

/* A running mean over the last L2H_MEMORY values or so, and of how many. */
struct l2h_running {
  double mean, count;
};

/* What a walker remembers of its hops; part of its saved state. */
struct l2h_memory {
  struct l2h_running rise, accepted, returned, lowered[2], repaired; /* lowered: of plain hops, of compressed ones */
  double since_start;                                                /* hops since the last start */
};

#ifdef __cplusplus
}
#endif
#endif
