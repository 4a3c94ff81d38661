/* SPDX-License-Identifier: GPL-2.0-only */
/* What an answer of a quench costs an H100, by arithmetic from quench_block.h and estimates of what the inline
   functions come to; and how many walkers a card wants before it is full. */
#include "quench_model.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "quench_block.h"

/* clang-format off */
/* Instructions of a warp for one pair, and how many of them are in double. A root and a division are a dozen each, an
   exponential 45. */
struct pair_cost { double all, in_double; };
static const struct pair_cost VISIT = {17, 8}, IMAGE = {15, 15}, LJ = {31, 27}, GUPTA_DENSITY = {65, 52},
                              GUPTA_FORCE = {141, 115}, SW_MOMENTS = {190, 150}, SW_TRIPLETS = {200, 160};
#define CLOSE 11.0         /* atoms in silicon's reach */
/* L-BFGS: passes over a vector and sums over the lanes of one answer with all differences kept, and a pass's
   instructions for 16 numbers. */
#define PASSES (9 + 2 * L2H_LBFGS_VECTORS)
#define SUMS (5 + 2 * L2H_LBFGS_VECTORS)
static const struct pair_cost ROW = {10, 4.5}, SUM = {18, 5};
/* Springs, of a thread: an atom's pair that is looked at; counts of an earlier atom; a spring that is listed, made stiff,
   works, pulls; one in a number of a block, or in a coordinate's pull; an atom's block; and of a warp's long sums a product,
   or a number that is there. */
static const struct pair_cost LOOK = {15, 8}, COUNT = {3, 0}, LIST = {22, 0}, STIFFEN = {45, 30}, WORK = {48, 22},
                              PULL = {50, 24}, IN_BLOCK = {13, 5}, IN_PULL = {4, 1}, BLOCK = {40, 15},
                              PRODUCT = {4.5, 2}, ADDED = {2.5, 1};
#define SPRINGS 4.0        /* of an atom, each counted once */
#define BOTH_SIDES 12.0    /* of the atom that has most */
#define ONE_SIDE 8.0       /* to later or earlier atoms alone */
#define WORKS 2.0          /* pairs of differences whose work is asked for */
#define ROUNDS 6.0         /* of conjugate gradients */
#define BARRIERS (9 + 6 * ROUNDS)

#define MULTIPROCESSORS 132
#define GIGAHERTZ 1.98
#define DOUBLE_LANES 16    /* in each of a multiprocessor's four quarters */
#define REGISTERS 65536
#define SHARED_BYTES (227 * 1024)
/* Clocks from an instruction to the first that needs it, at best and at worst. */
static const double pair_latency[2] = {120, 240}, row_latency[2] = {12, 25}, pass_latency[2] = {40, 250},
                    sum_latency[2] = {6 * 30, 6 * 45}, rest_latency[2] = {600, 1200}, spring_latency[2] = {60, 120},
                    added_latency[2] = {8, 16}, barrier_latency[2] = {25, 50};
/* clang-format on */

static const struct sample {
  const char *name;
  enum l2h_potential_kind kind;
  int atoms;
  bool guided; /* by springs */
} samples[] = {{"lj:38", L2H_LJ, 38, true},         {"lj:75", L2H_LJ, 75, true},
               {"gupta:Au55", L2H_GUPTA, 55, true}, {"lj:38, plain", L2H_LJ, 38, false},
               {"lj:75, plain", L2H_LJ, 75, false}, {"Au55, plain", L2H_GUPTA, 55, false},
               {"sw:Si64", L2H_SW, 64, false}};
enum { SAMPLES = 7 };

static const int batches[] = {1, 10, 100, 1000, 10000};
enum { BATCHES = 5 };

/* Of one answer of one quench. */
struct cost {
  struct l2h_quench_shape shape;
  double all, in_double;          /* instructions */
  double forces, lbfgs, springs;  /* shares of `all` */
  double alone_quick, alone_slow; /* clocks */
  int blocks;                     /* on a multiprocessor */
};

/* The registers that tools/cuda_resources.py lets the kernels have. */
static int registers_of(enum l2h_potential_kind kind)
{
  return kind == L2H_SW ? 128 : kind == L2H_GUPTA ? 80 : 64;
}

static struct pair_cost lane_pairs(const struct sample *sample, double visits)
{
  const double close = fmin(visits, ceil(CLOSE / L2H_TILE_PARTS) + 2); /* of the lane that has most */
  struct pair_cost cost = {0, 0};
  switch (sample->kind) {
  case L2H_LJ:
    return (struct pair_cost){visits * (VISIT.all + LJ.all), visits * (VISIT.in_double + LJ.in_double)};
  case L2H_GUPTA:
    cost.all = visits * (2 * VISIT.all + GUPTA_DENSITY.all + GUPTA_FORCE.all);
    cost.in_double = visits * (2 * VISIT.in_double + GUPTA_DENSITY.in_double + GUPTA_FORCE.in_double);
    return cost;
  case L2H_SW:
    cost.all = 2 * visits * (VISIT.all + IMAGE.all) + close * (SW_MOMENTS.all + SW_TRIPLETS.all);
    cost.in_double =
      2 * visits * (VISIT.in_double + IMAGE.in_double) + close * (SW_MOMENTS.in_double + SW_TRIPLETS.in_double);
    return cost;
  case L2H_LAMMPS:
    break;
  }
  abort(); /* no GPU does it */
}

/* How often threads take their turn where so many tasks are handed out to so many. */
static double turns(double tasks, int threads)
{
  return ceil(tasks / threads);
}

/* What springs add: instructions, and those in double. */
static void add_springs(struct cost *cost)
{
  const double n = cost->shape.atoms, springs = SPRINGS * n;
  const double atoms = turns(n, L2H_WARP), lists = turns(springs, L2H_WARP), coordinates = turns(3 * n, L2H_WARP);
  const struct {
    double times;
    struct pair_cost each;
  } part[] = {
    {turns(n * ceil(n / 8), L2H_WARP) * 8, LOOK},
    {atoms * n / 2, COUNT},
    {turns(2 * n, L2H_WARP) * ONE_SIDE, LIST},
    {lists, STIFFEN},
    {WORKS * lists, WORK},
    {3 * n / 4, PRODUCT}, /* of both pairs at once, as is their sum */
    {springs, ADDED},
    {turns(6 * n, L2H_WARP) * BOTH_SIDES, IN_BLOCK},
    {ROUNDS * lists, PULL},
    {ROUNDS * coordinates * BOTH_SIDES, IN_PULL},
    {ROUNDS * 3 * n / 4 + (ROUNDS + 1) * n, ADDED},
    {ROUNDS * 3 * coordinates, ROW},
    {(ROUNDS + 1) * atoms, BLOCK},
  };
  for (size_t k = 0; k < sizeof part / sizeof *part; k++) {
    cost->springs += part[k].times * part[k].each.all;
    cost->in_double += part[k].times * part[k].each.in_double;
  }
  cost->all += cost->springs;
}

/* And clocks, of a quench alone. */
static double springs_alone(const struct l2h_quench_shape *shape, int k)
{
  const double n = shape->atoms, springs = SPRINGS * n, spring = spring_latency[k], added = added_latency[k];
  const double lists = turns(springs, shape->threads), coordinates = turns(3 * n, shape->threads);
  const double find = turns(n * ceil(n / 8), shape->threads) * 2 * spring + n / 4 * added +
    turns(2 * n, shape->threads) * ONE_SIDE * spring;
  const double sums = (3 * n / 4 + springs) * added, blocks = turns(6 * n, shape->threads) * BOTH_SIDES / 2 * spring;
  const double pull = lists * 2 * spring + coordinates * (2 * spring + BOTH_SIDES * added);
  const double answer = turns(n, shape->threads) * 3 * spring + n * added, way = coordinates * pass_latency[k];
  return find + (1 + WORKS) * lists * 2 * spring + fmax(sums, blocks) + answer +
    ROUNDS * (pull + 3 * n / 4 * added + answer + way) + BARRIERS * barrier_latency[k];
}

static struct cost cost_of(const struct sample *sample)
{
  struct cost cost = {.shape = l2h_quench_shape_within(sample->kind, sample->atoms, sample->guided, SHARED_BYTES)};
  const struct l2h_quench_shape *shape = &cost.shape;
  const double visits = ceil((double)sample->atoms / L2H_TILE_PARTS), rows = (double)shape->vector / L2H_LANES;
  const int passes = sample->kind == L2H_LJ ? 1 : 2, rounds = (shape->tiles + shape->workers - 1) / shape->workers;
  const struct pair_cost pairs = lane_pairs(sample, visits);
  cost.forces = shape->tiles * pairs.all;
  cost.lbfgs = PASSES * rows * ROW.all + SUMS * SUM.all;
  cost.all = cost.forces + cost.lbfgs;
  cost.in_double = shape->tiles * pairs.in_double + PASSES * rows * ROW.in_double + SUMS * SUM.in_double;
  double *const alone[2] = {&cost.alone_quick, &cost.alone_slow};
  for (int k = 0; k < 2; k++)
    *alone[k] = rounds * passes * visits * pair_latency[k] + PASSES * (pass_latency[k] + rows * row_latency[k]) +
      SUMS * sum_latency[k] + rest_latency[k];
  if (sample->guided) {
    add_springs(&cost);
    cost.alone_quick += springs_alone(shape, 0);
    cost.alone_slow += springs_alone(shape, 1);
  }
  const int of_a_warp = (registers_of(sample->kind) * L2H_WARP + 255) / 256 * 256;
  const int by_registers = 4 * (REGISTERS / 4 / of_a_warp) / shape->workers;
  const int by_memory = SHARED_BYTES / (shape->shared + 1024);
  cost.blocks = by_registers < by_memory ? by_registers : by_memory;
  return cost;
}

/* Million answers a second of so many quenches: what a multiprocessor has takes as long as one alone, or as the units
   that they share. quick: instructions overlap with those in double, which keep a quarter for two clocks. */
static void rate_of(const struct cost *cost, int count, double *quick, double *slow)
{
  const int each = (count + MULTIPROCESSORS - 1) / MULTIPROCESSORS;
  const double resident = each < cost->blocks ? each : cost->blocks;
  const double in_double = cost->in_double * L2H_WARP / DOUBLE_LANES / 4, issue = cost->all / 4;
  const double blocks = fmin(count, resident * MULTIPROCESSORS);
  *quick = 1e3 * GIGAHERTZ * blocks / fmax(cost->alone_quick, resident * fmax(in_double, issue));
  *slow = 1e3 * GIGAHERTZ * blocks / fmax(cost->alone_slow, resident * (in_double + issue));
}

void l2h_quench_model_print(void)
{
  printf("%-12s  %7s  %9s  %6s  %12s  %9s  %8s  %9s  %10s\n", "quench", "threads", "shared KB", "blocks",
         "instructions", "in double", "L-BFGS %", "springs %", "KB to send");
  for (int s = 0; s < SAMPLES; s++) {
    const struct cost cost = cost_of(&samples[s]);
    printf("%-12s  %7d  %9.1f  %6d  %12.0f  %7.0f %%  %8.0f  %9.0f  %10.1f\n", samples[s].name, cost.shape.threads,
           cost.shape.shared / 1024.0, cost.blocks, cost.all, 100 * cost.in_double / cost.all,
           100 * cost.lbfgs / cost.all, 100 * cost.springs / cost.all, 8 * cost.shape.vectors / 1024.0);
  }
  printf("\n%-12s", "million/s");
  for (int b = 0; b < BATCHES; b++)
    printf("  %14d", batches[b]);
  printf("\n");
  for (int s = 0; s < SAMPLES; s++) {
    const struct cost cost = cost_of(&samples[s]);
    printf("%-12s", samples[s].name);
    for (int b = 0; b < BATCHES; b++) {
      double quick, slow;
      rate_of(&cost, batches[b], &quick, &slow);
      printf("  %5.3g to %5.3g", slow, quick);
    }
    printf("\n");
  }
}

void l2h_quench_model_shapes(void)
{
  for (int s = 0; s < SAMPLES; s++) {
    const struct cost cost = cost_of(&samples[s]);
    if (samples[s].guided || samples[s].kind == L2H_SW) /* the others take less */
      printf("quench %s %d %d\n", samples[s].name, cost.shape.threads, cost.shape.shared);
  }
}
