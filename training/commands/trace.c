/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop trace: what an optimizer does on the way: energy and step along runs (the paper's Fig. 6). Always on the
   CPU engine, a trajectory a thread. */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

#include "commands/commands.h"
#include "commands/fitted_weights.h"
#include "core/safe_file.h"
#include "evaluation/quench.h"
#include "rollouts/common_kernels.h"
#include "rollouts/trajectory.h"
#include "systems/parse.h"
#include "systems/starts.h"
#include "systems/structures.h"

const char l2h_trace_help[] =
  "NAME\n"
  "    learn2hop trace - energy and step size along runs of trained weights\n"
  "\n"
  "SYNOPSIS\n"
  "    learn2hop trace --weights FILE --system SYSTEM --output FILE.csv [--starts N] [--seed S] [--steps T]\n"
  "                    [--every K] [--from FILE.xyz] [--pinned] [--quenched] [--length-scale L]\n"
  "                    [--energy-scale E] [--species S1,S2...] [--any-horizon]\n"
  "    mpirun -n RANKS --bind-to none learn2hop trace ...\n"
  "\n"
  "DESCRIPTION\n"
  "    Runs the optimizer as eval does, from the same starts, and writes a table with the columns start, step, energy\n"
  "    and move: the energy before that step, and how far the step moves an atom (root mean square over the atoms), "
  "in\n"
  "    the system's units. The last row of a start has the energy at the end and no move.\n"
  "\n"
  "OPTIONS\n"
  "    --weights FILE     what `learn2hop train` left\n"
  "    --system SYSTEM    " L2H_SYSTEM_FORMS "\n"
  "    --output FILE.csv  the table\n"
  "    --starts N         starts (default 10, or all structures of --from)\n"
  "    --seed S           of the starts (default 1)\n"
  "    --steps T          learned steps a start (default: the horizon that the weights were trained for)\n"
  "    --every K          a row every K steps (default 1)\n"
  "    --from FILE.xyz    begins at structures of yours in place of random starts\n"
  "    --pinned           atoms stay where they begin, and steps are computed but not taken: at a minimum, where "
  "there\n"
  "                       is no force, this shows what the optimizer does by itself\n"
  "    --quenched         every row's structure is quenched, beside the run, to the minimum whose basin it is "
  "in\n" L2H_FITTED_WEIGHTS_HELP "    --help             this text\n";

struct options {
  const char *system, *output, *from;
  long starts, steps, every;
  uint64_t seed;
  bool pinned, quenched;
  struct l2h_fitted_weights weights;
};

struct moment {
  double energy, move, quenched;
};

struct trace {
  const struct options *options;
  struct l2h_system system;
  struct l2h_weights weights;
  double *structure; /* [structures][atoms][3]; NULL: random starts */
  int structures;
  int starts;
  long rows;             /* of a start */
  struct moment *moment; /* [starts][rows] */
};

static int parse(int count, char **arguments, struct options *options, struct l2h_error *error)
{
  const struct l2h_option known[] = {
    {"system", L2H_TEXT, &options->system, 0, 0, NULL},
    {"output", L2H_TEXT, &options->output, 0, 0, NULL},
    {"from", L2H_TEXT, &options->from, 0, 0, NULL},
    {"starts", L2H_WHOLE, &options->starts, 1, 1000000, NULL},
    {"steps", L2H_WHOLE, &options->steps, 1, 1000000000, NULL},
    {"every", L2H_WHOLE, &options->every, 1, 1000000000, NULL},
    {"seed", L2H_SEED, &options->seed, 0, 0, NULL},
    {"pinned", L2H_SWITCH, &options->pinned, 0, 0, NULL},
    {"quenched", L2H_SWITCH, &options->quenched, 0, 0, NULL},
    L2H_FITTED_WEIGHTS_OPTIONS(&options->weights),
    {NULL},
  };
  if (l2h_options_take(count, arguments, known, 0, NULL, error) != 0)
    return -1;
  if (!options->weights.file || !options->system || !options->output)
    return l2h_fail(error, "%s is missing",
                    !options->weights.file ? "--weights FILE"
                      : !options->system   ? "--system SYSTEM"
                                           : "--output FILE.csv");
  return 0;
}

/* Each rank reads for itself: no rank has structures that another lacks, or all fail. */
static int begin(struct trace *trace, struct l2h_error *error)
{
  const struct options *options = trace->options;
  if (options->from &&
      l2h_structures_read(options->from, &trace->system, &trace->structures, &trace->structure, error) != 0)
    return -1;
  trace->starts = options->starts ? (int)options->starts : options->from ? trace->structures : 10;
  if (options->from && trace->starts > trace->structures)
    return l2h_fail(error, "--starts %d: %s has %d structures", trace->starts, options->from, trace->structures);
  trace->rows = (options->steps - 1) / options->every + 2;
  trace->moment = calloc((size_t)trace->starts * (size_t)trace->rows, sizeof *trace->moment);
  return trace->moment ? 0 : l2h_fail(error, "no memory for %d starts of %ld rows", trace->starts, trace->rows);
}

static void place(const struct trace *trace, int start, double *position, double *gradient)
{
  const int numbers = 3 * trace->system.atoms;
  const struct l2h_start random = {&trace->system, trace->options->seed, L2H_HELD_OUT_STARTS, 0, (uint32_t)start};
  if (trace->structure)
    for (int k = 0; k < numbers; k++)
      position[k] = trace->structure[(size_t)start * (size_t)numbers + (size_t)k];
  else
    l2h_start_positions(&random, position, gradient);
}

/* Of the structure that the trajectory stands at, which stays; position: room for it. */
static void look(const struct trace *trace, struct l2h_trajectory *trajectory, double *position, struct moment *moment)
{
  moment->energy = l2h_trajectory_energy(trajectory);
  moment->move = moment->quenched = NAN;
  if (!trace->options->quenched)
    return;
  l2h_trajectory_positions(trajectory, position);
  moment->quenched = l2h_quench(&trace->system, L2H_QUENCH_LBFGS, position).energy;
}

static void follow(const struct trace *trace, struct l2h_trajectory *trajectory, double *position,
                   struct moment *moment)
{
  const struct options *options = trace->options;
  struct l2h_clock clock;
  l2h_clock_start(&clock, options->steps);
  for (long step = 0; step < options->steps; step++) {
    const bool kept = step % options->every == 0;
    if (kept)
      look(trace, trajectory, position, moment);
    (options->pinned ? l2h_trajectory_step_pinned : l2h_trajectory_step)(trajectory, &trace->weights, &clock);
    if (kept)
      moment++->move = l2h_trajectory_move(trajectory);
  }
  look(trace, trajectory, position, moment);
}

/* Runs starts first to first + size - 1. */
static int run(const struct trace *trace, const struct l2h_kernels *kernels, int first, int size,
               struct l2h_error *error)
{
  const struct l2h_system *system = &trace->system;
  bool short_of_memory = false;
#pragma omp parallel
  {
    struct l2h_trajectory trajectory = {0};
    struct l2h_error reason;
    double *position = calloc(6 * (size_t)system->atoms, sizeof(double));
    const bool room =
      l2h_trajectory_create(&trajectory, kernels, system->atoms, trace->weights.model.species, &reason) == 0 &&
      position;
    if (!room) {
#pragma omp atomic write
      short_of_memory = true;
    }
#pragma omp for schedule(dynamic)
    for (int i = first; i < first + size; i++)
      if (room) {
        place(trace, i, position, position + 3 * system->atoms);
        l2h_trajectory_begin(&trajectory, &trace->weights, system, position);
        follow(trace, &trajectory, position, trace->moment + (size_t)i * (size_t)trace->rows);
      }
    l2h_trajectory_free(&trajectory);
    free(position);
  }
  return short_of_memory ? l2h_fail(error, "no memory for runs of %d atoms", system->atoms) : 0;
}

/* Nothing where there is no number. */
static void write_number(FILE *stream, double value, char end)
{
  if (isnan(value))
    fprintf(stream, "%c", end);
  else
    fprintf(stream, "%.9g%c", value, end);
}

static int write_table(const struct trace *trace, struct l2h_error *error)
{
  const struct moment *moment = trace->moment;
  struct l2h_safe_file file;
  if (l2h_safe_file_open(&file, trace->options->output, error) != 0)
    return -1;
  fprintf(file.stream, "start,step,energy,move,quenched\n");
  for (int start = 0; start < trace->starts; start++)
    for (long row = 0; row < trace->rows; row++, moment++) {
      fprintf(file.stream, "%d,%ld,%.9g,", start,
              row + 1 < trace->rows ? row * trace->options->every : trace->options->steps, moment->energy);
      write_number(file.stream, moment->move, ',');
      write_number(file.stream, moment->quenched, '\n');
    }
  return l2h_safe_file_commit(&file, error);
}

static int work(const struct l2h_world *world, struct trace *trace, struct l2h_error *error)
{
  int first, size;
  if (l2h_world_failed(world, begin(trace, error), error))
    return -1;
  l2h_world_share(world, trace->starts, &first, &size);
  if (l2h_world_failed(world, run(trace, l2h_world_kernels(world), first, size, error), error))
    return -1;
  l2h_world_gather(world, trace->starts, 3 * (size_t)trace->rows, &trace->moment->energy);
  if (l2h_world_failed(world, world->rank == 0 ? write_table(trace, error) : 0, error))
    return -1;
  if (world->rank == 0)
    printf("%d start%s of %s, %ld rows each, in %s\n", trace->starts, trace->starts > 1 ? "s" : "", trace->system.name,
           trace->rows, trace->options->output);
  return 0;
}

int l2h_trace(const struct l2h_world *world, int count, char **arguments, struct l2h_error *error)
{
  struct options options = {.every = 1, .seed = 1};
  static struct trace trace;
  trace.options = &options;
  if (parse(count, arguments, &options, error) != 0 || l2h_system_parse(options.system, &trace.system, error) != 0)
    return L2H_USAGE_STATUS;
  if (l2h_world_failed(
        world, l2h_fitted_weights_read(world, &options.weights, &trace.system, &options.steps, &trace.weights, error),
        error) ||
      l2h_world_failed(world, world->rank == 0 ? l2h_file_writable(options.output, error) : 0, error))
    return 1;
  const int result = work(world, &trace, error);
  free(trace.structure);
  free(trace.moment);
  return result == 0 ? 0 : 1;
}
