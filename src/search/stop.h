/* SPDX-License-Identifier: GPL-2.0-only */
/* When a search is over, and what it has cost. */
#ifndef L2H_SEARCH_STOP_H
#define L2H_SEARCH_STOP_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

enum l2h_stop_reason {
  L2H_GOING_ON = 0,
  L2H_STOP_EVALUATIONS, /* the budget is spent */
  L2H_STOP_ENERGY,      /* the energy looked for was met */
  L2H_STOP_CONFIRMED,   /* the lowest was met as often as asked, each time from a new start */
  L2H_STOP_FAILED, /* no finite energy from any of L2H_FAILURES starts in a row: the potential or a scale is wrong */
};

#define L2H_FAILURES 100

/* Energies in the host's units. */
struct l2h_stop {
  double evaluations; /* ask nothing that would take the total (l2h_search_counts) past it; 0: no bound. The last
                         answer's quench may end in a look at sites, whose probes count, too */
  bool has_energy;    /* an energy is looked for */
  double energy;      /* met by a tightly quenched energy of at most energy + tolerance */
  double tolerance;   /* energies so close are the same minimum; 0 stands for 1e-3 energy scales */
  long confirm;       /* stop when the lowest was met this many times from new starts; 0: never */
};

/* What a walker's search has cost, exactly. */
struct l2h_search_counts {
  double evaluations; /* energies with gradients that the host was asked for */
  double probes;      /* single sites scored, in evaluations: 1/N each; the bindings of all atoms scored: 1/2 */
  double total;       /* both */
};

#ifdef __cplusplus
}
#endif
#endif
