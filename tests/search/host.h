/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests of the search share: a host with a Lennard-Jones potential, written out plainly, that counts. */
#ifndef L2H_TEST_HOST_H
#define L2H_TEST_HOST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "search/walker.h"

#define MOST 64

struct host {
  int atoms;
  double length, energy; /* of a pair, in the host's units */
  double cell;           /* edge of a cubic cell, nearest images; 0: none */
  const int *kind;       /* bonds of unlike kinds are 1.2 times as deep; NULL: all alike */
  long evaluations;
  double gradient[3 * MOST], atom_energies[MOST];
};

static inline double host_evaluate(struct host *host, const double *x)
{
  double energy = 0;
  memset(host->gradient, 0, sizeof host->gradient);
  memset(host->atom_energies, 0, sizeof host->atom_energies);
  host->evaluations++;
  for (int i = 0; i < host->atoms; i++)
    for (int j = i + 1; j < host->atoms; j++) {
      double d[3], r2 = 0;
      for (int c = 0; c < 3; c++) {
        d[c] = x[3 * i + c] - x[3 * j + c];
        if (host->cell > 0)
          d[c] -= host->cell * rint(d[c] / host->cell);
        r2 += d[c] * d[c];
      }
      const double depth = host->energy * (host->kind && host->kind[i] != host->kind[j] ? 1.2 : 1);
      const double s6 = pow(host->length * host->length / r2, 3), pair = depth * s6 * (s6 - 2);
      const double f = 12 * depth * s6 * (s6 - 1) / r2;
      for (int c = 0; c < 3; c++) {
        host->gradient[3 * i + c] -= f * d[c];
        host->gradient[3 * j + c] += f * d[c];
      }
      host->atom_energies[i] += pair / 2;
      host->atom_energies[j] += pair / 2;
      energy += pair;
    }
  return energy;
}

/* One question and its answer. */
static inline unsigned host_step(struct host *host, struct l2h_walker *walker)
{
  const double energy = host_evaluate(host, l2h_walker_ask(walker));
  return l2h_walker_tell(walker, energy, host->gradient,
                         l2h_walker_wants_atom_energies(walker) ? host->atom_energies : NULL);
}

static inline struct l2h_walker_options standard_options(uint64_t seed, double evaluations)
{
  struct l2h_walker_options options = {.stop = {.evaluations = evaluations}, .seed = seed};
  l2h_search_numbers_standard(&options.numbers);
  return options;
}

static inline struct l2h_walker *create(const struct l2h_search_problem *problem,
                                        const struct l2h_walker_options *options)
{
  struct l2h_error error;
  struct l2h_walker *walker = l2h_walker_create(problem, options, &error);
  if (!walker)
    fail_msg("%s", error.text);
  return walker;
}

/* Uniform in [0, 1), by a linear congruence (Knuth's MMIX constants). */
static inline double sample(uint64_t *state)
{
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (double)(*state >> 11) / 9007199254740992.0;
}

#endif
