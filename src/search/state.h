/* SPDX-License-Identifier: GPL-2.0-only */
/* The inside of a walker. Everything that changes from one question to the next, and that further questions depend on,
   is in `state` and the arrays after it, one block of bytes without a pointer: saving is a copy. All else is constant
   or room to work in. Lengths and energies are in the two scales, positions relative to `origin`. */
#ifndef L2H_SEARCH_STATE_H
#define L2H_SEARCH_STATE_H

#include "core/weights.h"
#include "cpu/engine.h"
#include "search/box.h"
#include "search/kernels.h"
#include "search/lbfgs.h"
#include "search/policy.h"
#include "search/sites.h"
#include "search/springs.h"
#include "search/walker.h"

enum l2h_stage {
  L2H_STAGE_CHANGE,   /* a burst on its way */
  L2H_STAGE_COMPRESS, /* the compressed quench */
  L2H_STAGE_QUENCH,   /* the quench after a change */
  L2H_STAGE_TIGHTEN,  /* the same, on to a tight gradient */
  L2H_STAGE_REPAIR,   /* the quench after a repair */
  L2H_STAGE_REPAIR_TIGHTEN,
};

/* What exchanges of two species cost, as a linear function of the surroundings, by recursive least squares. exchange.c
 */
#define L2H_EXCHANGE_FEATURES 3
#define L2H_EXCHANGE_PAIRS (L2H_MAX_SPECIES * (L2H_MAX_SPECIES - 1) / 2)
struct l2h_exchange_score {
  double weight[L2H_EXCHANGE_FEATURES];
  double inverse[L2H_EXCHANGE_FEATURES][L2H_EXCHANGE_FEATURES]; /* of the weighted sum of products of features */
};

/* A walk that another start has interrupted; its minimum is walker->paused. turns.c */
struct l2h_walk {
  double current, start_lowest, stale;
  int64_t met;
  struct l2h_memory memory;
  double amplitude[L2H_MOVES];
};

/* Numbers of eight bytes alone, so that there is no padding between them. */
struct l2h_walker_state {
  uint64_t draws;              /* random numbers drawn */
  int64_t stage;               /* enum l2h_stage */
  int64_t stop;                /* enum l2h_stop_reason */
  int64_t fresh;               /* whether the hop is a start */
  int64_t has_start;           /* whether the next start is the structure given */
  int64_t symmetric;           /* whether the last start was drawn symmetric */
  int64_t group;               /* the point group that the last symmetric start of a cluster drew */
  int64_t change;              /* enum l2h_move_kind of the hop */
  int64_t compressed, repairs; /* of the hop */
  int64_t round;               /* repairs tried in the hop */
  int64_t repairable;          /* whether the hop ends in repairs */
  int64_t burst_step;
  struct l2h_clock clock;     /* of the burst */
  double diameter2, strength; /* D^2 and the strength of the penalty */
  struct l2h_lbfgs run;
  /* minima: of the hop so far, the one that it began from, and the lowest */
  double found, current, lowest;
  int64_t found_tight, lowest_tight;
  int64_t hop_lowest, hop_met; /* whether the hop has met a new lowest one; the lowest again, from a new start */
  double start_lowest;         /* accepted since the last start */
  double start_hop;            /* hops at the last start */
  double plain_hops;           /* from starts that are not symmetric on to the next, up to the last start */
  int64_t is_paused;           /* whether `walk` is to go on */
  struct l2h_walk walk;
  double unlucky;        /* hops since the last gain, wherever they began */
  int64_t series;        /* exchanges in a row of the last exchange. order.c */
  int64_t series_failed; /* whether the minimum that hops begin from has seen one that was not accepted */
  double stale;          /* hops without a gain */
  int64_t meetings, met; /* starts that met the lowest; whether this one did */
  double failed_starts;  /* in a row */
  double hops, restarts, failures;
  struct l2h_search_counts counts;
  struct l2h_move_counts moves[L2H_MOVES];
  struct l2h_memory memory;
  double amplitude[L2H_MOVES]; /* what the length of each change is multiplied by. feedback.c */
  struct l2h_exchange_score exchange_score[L2H_EXCHANGE_PAIRS];
  int64_t exchange_pair;                          /* of species, that the hop's exchange is of */
  double exchange_feature[L2H_EXCHANGE_FEATURES]; /* and what the score was told of it */
  double feature[L2H_CONTEXTS];                   /* that the head was shown for this hop */
  /* stop rules, in scales */
  double most_evaluations, energy, tolerance;
  int64_t has_energy, confirm;
};

struct l2h_walker {
  /* the problem */
  int atoms, free, species;
  int *host_index;  /* [atoms]: free atoms in the host's order, then frozen ones */
  const int *order; /* that, or NULL where it is 0, 1, 2 ... */
  int *kind;        /* [atoms], species in that order */
  double *fixed;    /* [atoms - free][3], the frozen atoms */
  double *start;    /* [free][3], or NULL */
  double length, energy, origin[3];
  bool restart_from_start, centred; /* free clusters keep their centre at the origin */
  struct l2h_box box;
  struct l2h_policy policy;
  bool has_head;
  struct l2h_search_numbers numbers; /* of this hop: what the policy says for state->feature */
  const struct l2h_weights *weights;
  const struct l2h_search_kernels *kernels;
  uint64_t seed;
  uint32_t number;
  unsigned has; /* L2H_NEEDS_... that the problem fulfils */

  /* what is saved */
  struct l2h_walker_state *state;
  double *working; /* [free][3], what a change works on */
  double *minimum; /* [free][3], of the hop so far: energy `found` */
  double *from;    /* [free][3], the minimum that hops begin from: energy `current` */
  double *best;    /* [free][3]: energy `lowest` */
  double *quench;  /* l2h_lbfgs_doubles(3 free) */
  double *paused;  /* [free][3], the minimum of the walk that is paused; NULL where there are no turns */
  float *moments;  /* of a burst; NULL without weights */
  size_t state_bytes;

  /* room to work in */
  double *question;            /* [atoms][3] for the host */
  double *gradient;            /* [free][3] */
  double *answer;              /* [atoms][3] minimum of the event, [atoms][3] lowest structure, for the host */
  const double *told_energies; /* of atoms, while an answer is worked on */
  double *pairs;               /* of compress.c: [3] positions, [3] gradients, each L2H_PADDED(free); of start.c */
  double *uniform, *gumbel;    /* of l2h_draw_gumbels() */
  uint64_t drawn_block;        /* the last block of random numbers that was made */
  double drawn[2];
  struct l2h_sites sites;
  struct l2h_springs springs;
  struct l2h_atoms atoms_of_burst; /* without moments of its own */
  float *squares;                  /* squared distances, [L2H_SQUARES] */
  struct l2h_walker_event event;
  void *memory;
};

/* The purpose of its stream of random numbers, among those of training/base/random.h. */
#define L2H_SEARCH_STREAM 9

/* Uniform in (0, 1): the next number of this walker's stream. */
double l2h_draw(struct l2h_walker *walker);
/* Uniform among 0 to count - 1; count is at least 1. */
int l2h_draw_below(struct l2h_walker *walker, int count);
/* Uniform in the ball of radius 1. */
void l2h_draw_in_ball(struct l2h_walker *walker, double x[3]);
/* `count` Gumbel numbers (the greatest of log weights plus such is drawn in proportion to the weights), times `scale`,
   at most one a site; 0, and none drawn, where scale is 0. Valid until the next call. */
const double *l2h_draw_gumbels(struct l2h_walker *walker, int count, double scale);

/* Sets the question, for the host, from the state. walker.c */
void l2h_walker_show(struct l2h_walker *walker);
/* Sets all that is shown, after a change of the whole state. */
void l2h_walker_restored(struct l2h_walker *walker);

/* Fills in the next start: random places, or the given structure. start.c */
void l2h_start(struct l2h_walker *walker);
/* Moves the atoms so that their centre is the origin. */
void l2h_centre(const struct l2h_walker *walker, double *position);

/* acceptance.c: what Metropolis says of the hop's minimum, and the books of gains: L2H_ACCEPTED, L2H_GAINED. */
unsigned l2h_accept(struct l2h_walker *walker, double temperature);
bool l2h_is_stale(const struct l2h_walker *walker);

/* turns.c: symmetric starts and a plain walk that take turns. */
bool l2h_may_take_turns(const struct l2h_walker *walker);
/* Whether symmetric starts are owed a turn. */
bool l2h_turn_is_symmetric(const struct l2h_walker *walker);
/* Whether an alloy's walk from the host's structure has had the hops that a plain walk is owed, and is to make room for
   symmetric starts; it would go on for as many hops as a whole search of those takes. */
bool l2h_leaves_start(const struct l2h_walker *walker);
/* At the end of a hop, which may have been the last of its start: whether the next is a start. */
bool l2h_turn_ends(struct l2h_walker *walker, bool over);

/* feedback.c: what a walk finds out about its own landscape. */
void l2h_feedback_begin(struct l2h_walker *walker);
/* Takes whether a hop that is no start was accepted. */
void l2h_feedback_take(struct l2h_walker *walker, bool accepted);
/* The chance of a compressed quench. */
double l2h_feedback_compress(const struct l2h_walker *walker);
/* The RMS of the gradient that ends a loose quench. */
double l2h_feedback_looseness(const struct l2h_walker *walker);

/* exchange.c: takes the rise of the last exchange. */
void l2h_exchange_begin(struct l2h_walker *walker);
void l2h_exchange_learn(struct l2h_walker *walker, double rise);

/* observe.c. Takes a hop that ended in a minimum, `rise` above the one that it began from; not a start. */
void l2h_context_remember(struct l2h_walker *walker, double rise, bool accepted);
/* feature[L2H_CONTEXTS] of the hop that is about to begin. */
void l2h_context_look(const struct l2h_walker *walker, double *feature);

/* stop.c */
int l2h_stop_check(const struct l2h_stop *stop, struct l2h_error *error);
enum l2h_stop_reason l2h_stop_reason_of(const struct l2h_walker_state *state);
void l2h_stop_set(struct l2h_walker *walker, const struct l2h_stop *stop);
/* Answers of a quench until its budget is spent. */
double l2h_stop_answers_left(const struct l2h_walker_state *state);

/* Bytes of the free atoms' positions. */
static inline size_t l2h_vector_bytes(const struct l2h_walker *walker)
{
  return sizeof(double) * 3 * (size_t)walker->free;
}

/* The next hop's change, or start; walker.c. */
void l2h_walker_begin_hop(struct l2h_walker *walker);

#endif
