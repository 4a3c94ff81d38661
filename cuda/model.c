/* SPDX-License-Identifier: GPL-2.0-only */
/* gpu_model: what a rollout step costs a GPU, by arithmetic from the kernels' own constants (block.h, the feature
   table). docs/gpu-model.md holds its output, and a test holds the two together. Needs no GPU and no CUDA.

   gpu_model          the tables
   gpu_model --shapes one line a kernel and system: their names, threads and bytes of shared memory of a block
   (tools/cuda_resources.py)
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "block.h"
#include "quench_model.h"

#include "core/weights.h"

/* ---- what is counted, in instructions of a warp ---- */

/* clang-format off */
/* Estimates, by reading the inline functions: instructions of one call. */
#define ENCODE 9        /* l2h_encode: |x|, max, log2, two products, max; product, min, max */
#define NORM 12         /* second moment to 1/sqrt: multiply-add, root, reciprocal, two products */
#define MOMENT 8        /* one decay of both moments: loads, four multiply-adds, stores */
#define RADIAL 30       /* l2h_radial_add */
#define VISIT 13        /* three loads, differences, square, index, whether it is the atom itself */
#define IMAGE 9         /* nearest image in a cell */
#define LJ 20           /* l2h_lj_pair, and its push on the gradient */
#define GUPTA_DENSITY 11
#define GUPTA_FORCE 35
#define SW_MOMENTS 60
#define SW_TRIPLETS 110
#define SHUFFLES 4      /* of one number over an atom's four lanes: two, and two sums */

/* Clocks from an instruction to the first that needs it, roughly, of all these GPUs. */
#define LOAD_LATENCY 30
#define PAIR_LATENCY 90
#define ENCODE_LATENCY 60
#define SHUFFLE_LATENCY 60
#define BARRIER_LATENCY 40
/* clang-format on */

struct gpu {
  const char *name;
  int multiprocessors;
  double clock; /* GHz, boost: what its makers' TFLOPS are made of */
  int lanes;    /* multiply-adds a clock in each of the four quarters of a multiprocessor */
};

static const struct gpu gpus[] = {{"H100", 132, 1.98, 32}, {"V100", 80, 1.53, 16}};
enum { GPUS = 2 };

struct sample {
  const char *name;
  enum l2h_potential_kind kind;
  int atoms;
};

static const struct sample samples[] = {{"lj:13", L2H_LJ, 13},         {"lj:19", L2H_LJ, 19},  {"lj:31", L2H_LJ, 31},
                                        {"lj:38", L2H_LJ, 38},         {"lj:55", L2H_LJ, 55},  {"lj:75", L2H_LJ, 75},
                                        {"gupta:Au55", L2H_GUPTA, 55}, {"sw:Si64", L2H_SW, 64}};
enum { LJ_SAMPLES = 6, SAMPLES = 8 };

/* Of one step of one rollout. */
struct cost {
  struct l2h_block_shape shape;
  double multiply_adds; /* of the network, padded to whole tiles */
  double tile;          /* instructions of a warp for one tile */
  double clock_warp;    /* and of warp 0 */
  double wide, narrow;  /* reads of shared memory for one tile: 16 bytes a lane, 4 bytes a lane */
  double path;          /* clocks that one tile takes for itself, dependent instruction after instruction */
};

static double pair_instructions(enum l2h_potential_kind kind)
{
  switch (kind) {
  case L2H_LJ:
    return VISIT + LJ + RADIAL;
  case L2H_GUPTA:
    return 2 * VISIT + RADIAL + GUPTA_DENSITY + GUPTA_FORCE;
  case L2H_SW:
    return 2 * (VISIT + IMAGE) + RADIAL + SW_MOMENTS + SW_TRIPLETS;
  case L2H_LAMMPS:
    break;
  }
  abort(); /* no GPU does it */
}

static struct cost cost_of(const struct sample *sample)
{
  struct cost cost = {.shape = l2h_block_shape_of(sample->kind, sample->atoms, 1, 0, L2H_MAX_WORKERS)};
  const struct l2h_block_shape *shape = &cost.shape;
  const int passes = sample->kind == L2H_LJ ? 1 : 2, visits = (sample->atoms + L2H_TILE_PARTS - 1) / L2H_TILE_PARTS;
  const int inputs = L2H_COORDINATE_INPUTS + L2H_HIDDEN;
  const int codes = L2H_COORDINATE_INPUTS / 2, sums = 3 + L2H_RADIALS + (sample->kind == L2H_SW ? 3 + 10 : 0);
  const double products = L2H_TILE_UNITS * (3 * inputs + shape->atom_inputs + 3 * L2H_OUTPUTS);
  const double features = codes * ENCODE + L2H_DECAYS * (NORM + MOMENT) + L2H_COORDINATE_INPUTS + L2H_RADIALS * ENCODE +
    2 * shape->atom_inputs;
  cost.multiply_adds = L2H_WARP * products * shape->tiles + L2H_STEP_INPUTS * L2H_HIDDEN;
  cost.wide = 3 * inputs + 2 * shape->atom_inputs;
  cost.narrow = shape->atom_inputs + passes * 3 * visits;
  cost.tile = products + cost.wide + shape->atom_inputs + features + visits * pair_instructions(sample->kind) +
    SHUFFLES * (sums + 3 * L2H_OUTPUTS);
  cost.clock_warp = 3 * L2H_STEP_INPUTS + 120 + 3 * (2 * sample->atoms / L2H_WARP + 12);
  cost.path = passes * visits * PAIR_LATENCY + 2 * ENCODE_LATENCY + (inputs + shape->atom_inputs) / 4.0 * LOAD_LATENCY +
    (passes + 1) * (2 * SHUFFLE_LATENCY + BARRIER_LATENCY) + BARRIER_LATENCY;
  return cost;
}

/* ---- clocks of a multiprocessor ---- */

/* Two bounds on what one step of a block asks of its multiprocessor. quick: instructions and reads overlap, a read of
   16 bytes that several lanes share takes a clock. slow: nothing overlaps, it takes four. `alone`: with no other block.
 */
struct clocks {
  double quick, slow;             /* that others cannot use */
  double alone_quick, alone_slow; /* until the next step can begin */
};

static struct clocks clocks_of(const struct gpu *gpu, const struct cost *cost)
{
  const struct l2h_block_shape *shape = &cost->shape;
  const double each = (double)L2H_WARP / gpu->lanes; /* clocks that an instruction keeps its quarter */
  const double issue = each * (cost->tile * shape->tiles + cost->clock_warp) / 4;
  const double quick_reads = shape->tiles * (cost->wide + cost->narrow);
  const double slow_reads = shape->tiles * (4 * cost->wide + cost->narrow);
  const int rounds = (shape->tiles + shape->workers - 1) / shape->workers;
  const double busiest = each * cost->tile * ceil(shape->workers / 4.0) * rounds;
  struct clocks clocks;
  clocks.quick = fmax(issue, quick_reads);
  clocks.slow = issue + slow_reads;
  clocks.alone_quick = fmax(clocks.quick, busiest);
  clocks.alone_slow = busiest + slow_reads + rounds * cost->path;
  return clocks;
}

/* A step of `each` rollouts of each of these systems, in microseconds: the largest first, each to the multiprocessor
   that has least to do, which then takes the sum of its blocks or as long as the slowest of them alone. */
static void step_time(const struct gpu *gpu, int count, const struct sample *of, int each, double *quick, double *slow)
{
  static double sum[2][256], longest[2][256];
  memset(sum, 0, sizeof sum);
  memset(longest, 0, sizeof longest);
  for (int s = count - 1; s >= 0; s--) {
    const struct cost cost = cost_of(&of[s]);
    const struct clocks clocks = clocks_of(gpu, &cost);
    for (int k = 0; k < each; k++) {
      int least = 0;
      for (int m = 1; m < gpu->multiprocessors; m++)
        if (sum[0][m] < sum[0][least])
          least = m;
      sum[0][least] += clocks.quick;
      sum[1][least] += clocks.slow;
      longest[0][least] = fmax(longest[0][least], clocks.alone_quick);
      longest[1][least] = fmax(longest[1][least], clocks.alone_slow);
    }
  }
  *quick = *slow = 0;
  for (int m = 0; m < gpu->multiprocessors; m++) {
    *quick = fmax(*quick, fmax(sum[0][m], longest[0][m]) / gpu->clock * 1e-3);
    *slow = fmax(*slow, fmax(sum[1][m], longest[1][m]) / gpu->clock * 1e-3);
  }
}

/* ---- output ---- */

static void print_costs(void)
{
  printf("%-10s  %7s  %9s  %13s  %13s  %12s\n", "system", "threads", "shared KB", "multiply-adds", "instructions",
         "shared reads");
  for (int s = 0; s < SAMPLES; s++) {
    const struct cost cost = cost_of(&samples[s]);
    const double bytes = L2H_WARP * (16 * cost.wide + 4 * cost.narrow) * cost.shape.tiles;
    printf("%-10s  %7d  %9.1f  %13.0f  %13.0f  %9.0f KB\n", samples[s].name, cost.shape.threads,
           cost.shape.shared / 1024.0, cost.multiply_adds, cost.tile * cost.shape.tiles + cost.clock_warp,
           bytes / 1024);
  }
}

static void print_steps(void)
{
  printf("%-10s", "240 of");
  for (int g = 0; g < GPUS; g++)
    printf("  %s, us a step of all  %5s", gpus[g].name, "peak");
  printf("\n");
  for (int s = 0; s < SAMPLES; s++) {
    const struct cost cost = cost_of(&samples[s]);
    printf("%-10s", samples[s].name);
    for (int g = 0; g < GPUS; g++) {
      double quick, slow;
      const double rate = 4.0 * gpus[g].lanes * gpus[g].multiprocessors * gpus[g].clock * 1e3; /* a microsecond */
      step_time(&gpus[g], 1, &samples[s], 240, &quick, &slow);
      printf("      %5.2f to %6.2f      %5.2f", quick, slow, 240 * cost.multiply_adds / rate);
    }
    printf("\n");
  }
}

/* Section 3.3: 1000 meta-updates of 80 / 6 starts of each of six sizes, three rollouts each, of 50000 steps. */
static void print_training(void)
{
  for (int g = 0; g < GPUS; g++) {
    double quick, slow;
    step_time(&gpus[g], LJ_SAMPLES, samples, 3 * (80 / LJ_SAMPLES), &quick, &slow);
    printf("the paper's LJ training on one %s: %.1f to %.1f us a step of all, %.1f to %.1f minutes\n", gpus[g].name,
           quick, slow, quick * 50e6 / 60e6, slow * 50e6 / 60e6);
  }
}

static void print_shapes(void)
{
  for (int s = 0; s < SAMPLES; s++) {
    const struct cost cost = cost_of(&samples[s]);
    printf("rollout %s %d %d\n", samples[s].name, cost.shape.threads, cost.shape.shared);
  }
  l2h_quench_model_shapes();
}

/* The network's multiply-adds here, where tiles are full, and as the weights count them. */
static int counts_agree(void)
{
  struct l2h_model model = {(1u << L2H_GROUPS) - 1, 1};
  const struct cost cost = cost_of(&samples[SAMPLES - 1]);
  return cost.multiply_adds == l2h_network_operations(&model, samples[SAMPLES - 1].atoms);
}

int main(int count, char **arguments)
{
  if (!counts_agree()) {
    fprintf(stderr, "gpu_model: the network's multiply-adds are not those of the weights\n");
    return 1;
  }
  if (count > 1 && strcmp(arguments[1], "--shapes") == 0) {
    print_shapes();
    return 0;
  }
  print_costs();
  printf("\n");
  print_steps();
  printf("\n");
  print_training();
  printf("\n");
  l2h_quench_model_print();
  return 0;
}
