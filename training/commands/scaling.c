/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop scaling: what an update costs here, and what it would on many ranks. */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "commands/commands.h"
#include "core/safe_file.h"
#include "commands/costs.h"
#include "commands/forecast.h"
#include "rollouts/common_kernels.h"
#include "base/options.h"
#include "loop/plan.h"
#include "rollouts/parameters.h"
#include "evaluation/report.h"

const char l2h_scaling_help[] =
  "NAME\n"
  "    learn2hop scaling - forecast how fast a training would be on many ranks\n"
  "\n"
  "SYNOPSIS\n"
  "    learn2hop scaling CONFIG.yaml [--ranks N] [--threads N] [--starts N] [--rollouts K] [--steps T]\n"
  "                      [--latency SECONDS] [--bandwidth BYTES_PER_SECOND] [--json FILE]\n"
  "\n"
  "DESCRIPTION\n"
  "    Measures on this machine's CPU what the parts of an update of CONFIG.yaml cost, and plays updates on 1, 2, 4 "
  "...\n"
  "    ranks: rollouts shared longest first, their seconds drawn from those measured, then what every rank repeats, "
  "what\n"
  "    the ranks tell each other, and the checkpoint. Prints seconds an update, speed-up over one thread of one rank,\n"
  "    efficiency (speed-up / threads of all ranks) and utilisation (what part of the time between the first rollout "
  "and\n"
  "    the last is work). docs/scaling.md says more. Writes a checkpoint into the working directory, and removes it.\n"
  "\n"
  "OPTIONS\n"
  "    --ranks N        most ranks to forecast (default 1024)\n"
  "    --threads N      of each rank, and that many rollouts are measured at once (default: OMP_NUM_THREADS, else all\n"
  "                     cores)\n"
  "    --starts N       an update has, a multiple of the number of systems (default: the configuration's)\n"
  "    --rollouts K     measured of each system (default 16)\n"
  "    --steps T        learned steps to run of each; a longer horizon is scaled (default 5000)\n"
  "    --latency S      of a message between ranks (default 5e-6: some microseconds more than a cluster's fabric "
  "takes)\n"
  "    --bandwidth B    between ranks (default 1e9: ten-gigabit Ethernet)\n"
  "    --json FILE      all of it as one object; tools/plot_scaling.py plots it\n"
  "    --help           this text\n";

#define UPDATES 50 /* played for each number of ranks */
#define MOST_COUNTS 24
/* An update has three: whether any rank was stopped, the losses, whether the journal failed. */
#define COLLECTIVES 3

struct options {
  const char *config, *json;
  long ranks, threads, starts, rollouts, steps;
  double latency, bandwidth;
};

struct line {
  struct l2h_forecast forecast;
  double speed_up, efficiency;
};

struct study {
  struct l2h_config config;
  const char *kernels;
  struct options options;
  struct l2h_costs costs;
  struct l2h_update_model model;
  int *system; /* [model.rollouts] */
  double work; /* seconds an update on one thread of one rank */
  int lines;
  struct line line[MOST_COUNTS];
};

/* ---- the command line ---- */

static int check(const struct options *options, struct l2h_error *error)
{
  if (!(options->latency >= 0))
    return l2h_fail(error, "--latency: must not be below 0");
  if (!(options->bandwidth > 0))
    return l2h_fail(error, "--bandwidth: must be above 0");
  return 0;
}

static int parse(int count, char **arguments, struct options *options, struct l2h_error *error)
{
  const struct l2h_option known[] = {
    {"ranks", L2H_WHOLE, &options->ranks, 1, 1 << 20, NULL},
    {"threads", L2H_WHOLE, &options->threads, 1, 1024, NULL},
    {"starts", L2H_WHOLE, &options->starts, 1, 1000000, NULL},
    {"rollouts", L2H_WHOLE, &options->rollouts, 1, 100000, NULL},
    {"steps", L2H_WHOLE, &options->steps, 1, 1000000000, NULL},
    {"latency", L2H_NUMBER, &options->latency, 0, 0, NULL},
    {"bandwidth", L2H_NUMBER, &options->bandwidth, 0, 0, NULL},
    {"json", L2H_TEXT, &options->json, 0, 0, NULL},
    {NULL},
  };
  const char *word[2];
  if (l2h_options_take(count, arguments, known, 2, word, error) != 0 || check(options, error) != 0)
    return -1;
  if (!word[0] || word[1])
    return l2h_fail(error,
                    word[0] ? "one configuration at a time"
                            : "which configuration? Name a YAML file, as "
                              "examples/training/lj.yaml");
  options->config = word[0];
  return 0;
}

static int read_config(struct study *study, struct l2h_error *error)
{
  const struct options *options = &study->options;
  size_t length;
  char *text = l2h_file_contents(options->config, &length, error);
  if (!text)
    return -1;
  const int result = l2h_config_parse(options->config, text, length, &study->config, error);
  free(text);
  if (result != 0 || !options->starts)
    return result;
  if (options->starts % study->config.systems != 0)
    return l2h_fail(error, "--starts: %ld is not a multiple of the %d systems of %s", options->starts,
                    study->config.systems, options->config);
  study->config.starts = (int)options->starts;
  return 0;
}

/* ---- the forecast ---- */

/* The rollouts of an update in the trainer's order. */
static int list_rollouts(struct study *study, struct l2h_error *error)
{
  const struct l2h_config *config = &study->config;
  struct l2h_plan plan;
  int result = l2h_plan_create(&plan, config, error);
  if (result == 0) {
    l2h_plan_make(config, config->updates, &plan);
    study->model.rollouts = plan.trials;
    study->system = calloc((size_t)plan.trials, sizeof *study->system);
    if (!study->system)
      result = l2h_fail(error, "no memory for %d rollouts", plan.trials);
    for (int j = 0; j < plan.trials && study->system; j++)
      study->system[j] = plan.start[plan.trial[j].start].system;
  }
  l2h_plan_free(&plan);
  return result;
}

static int make_model(struct study *study, struct l2h_error *error)
{
  const struct l2h_costs *costs = &study->costs;
  if (list_rollouts(study, error) != 0)
    return -1;
  study->model.systems = costs->systems;
  study->model.system = study->system;
  study->model.samples = costs->rollouts;
  study->model.sample = costs->rollout;
  study->model.collectives = COLLECTIVES;
  study->model.bytes = sizeof(double) * study->model.rollouts / COLLECTIVES; /* the other two move next to nothing */
  study->model.latency = study->options.latency;
  study->model.bandwidth = study->options.bandwidth;
  return 0;
}

/* Checkpoints are written when so many seconds have passed, or after every update. */
static void add_checkpoints(const struct study *study, struct l2h_forecast *forecast)
{
  const double apart = study->config.checkpoint_seconds;
  forecast->seconds += study->costs.checkpoint * (apart > 0 ? fmin(1, forecast->seconds / apart) : 1);
}

static int foresee(struct study *study, int ranks, int threads, struct l2h_forecast *forecast, struct l2h_error *error)
{
  study->model.serial = threads == 1 ? study->costs.serial_one : study->costs.serial;
  if (l2h_forecast(&study->model, ranks, threads, UPDATES, forecast, error) != 0)
    return -1;
  add_checkpoints(study, forecast);
  return 0;
}

static int foresee_all(struct study *study, struct l2h_error *error)
{
  const int threads = (int)study->options.threads;
  struct l2h_forecast one;
  if (foresee(study, 1, 1, &one, error) != 0)
    return -1;
  study->work = one.seconds;
  for (long ranks = 1; ranks <= study->options.ranks; ranks *= 2) {
    struct line *line = &study->line[study->lines++];
    if (foresee(study, (int)ranks, threads, &line->forecast, error) != 0)
      return -1;
    line->speed_up = study->work / line->forecast.seconds;
    line->efficiency = line->speed_up / (double)(ranks * threads);
  }
  return 0;
}

/* ---- what comes of it ---- */

static double sample(const struct l2h_costs *costs, int system, double quantile)
{
  return costs->rollout[system * costs->rollouts + (int)(quantile * (costs->rollouts - 1))];
}

static void print_costs(const struct study *study)
{
  const struct l2h_costs *costs = &study->costs;
  printf("%s: %d rollouts an update, %s kernels; %d rollouts of each system measured on %d thread%s\n",
         study->config.name, study->model.rollouts, study->kernels, costs->rollouts, costs->threads,
         costs->threads > 1 ? "s" : "");
  printf("%-12s  %10s  %10s  %10s  %10s  %10s\n", "milliseconds", "least", "median", "mean", "most", "a start");
  for (int s = 0; s < costs->systems; s++)
    printf("%-12s  %10.3f  %10.3f  %10.3f  %10.3f  %10.3f\n", study->config.system[s].name, 1e3 * sample(costs, s, 0),
           1e3 * sample(costs, s, 0.5), 1e3 * l2h_costs_mean(costs, s), 1e3 * sample(costs, s, 1),
           1e3 * costs->start[s]);
  printf("every rank: gradient and Adam %.3f (on one thread %.3f); rank 0: checkpoint %.3f\n\n", 1e3 * costs->serial,
         1e3 * costs->serial_one, 1e3 * costs->checkpoint);
}

static void print_forecasts(const struct study *study)
{
  printf("%8s  %8s  %12s  %12s  %10s  %10s  %11s\n", "ranks", "threads", "s an update", "collectives", "speed-up",
         "efficiency", "utilisation");
  for (int i = 0; i < study->lines; i++) {
    const struct line *line = &study->line[i];
    const struct l2h_forecast *forecast = &line->forecast;
    printf("%8d  %8d  %12.4g  %12.3g  %10.2f  %8.1f %%  %9.1f %%\n", forecast->ranks, forecast->threads,
           forecast->seconds, forecast->collectives, line->speed_up, 100 * line->efficiency,
           100 * forecast->utilisation);
  }
}

static void write_costs(FILE *stream, const struct study *study)
{
  const struct l2h_costs *costs = &study->costs;
  fprintf(
    stream,
    " \"threads\": %d, \"serial_seconds\": %.6g, \"serial_seconds_one_thread\": %.6g,\n"
    " \"checkpoint_seconds\": %.6g, \"steps_measured\": %ld, \"latency\": %g, \"bandwidth\": %g,\n \"systems\": [\n",
    costs->threads, costs->serial, costs->serial_one, costs->checkpoint, costs->steps, study->model.latency,
    study->model.bandwidth);
  for (int s = 0; s < costs->systems; s++) {
    fprintf(stream, "  {\"system\": ");
    l2h_json_string(stream, study->config.system[s].name);
    fprintf(stream,
            ", \"rollouts\": %d, \"min\": %.6g, \"median\": %.6g, \"mean\": %.6g, \"max\": %.6g, \"start\": "
            "%.6g}%s\n",
            costs->rollouts, sample(costs, s, 0), sample(costs, s, 0.5), l2h_costs_mean(costs, s), sample(costs, s, 1),
            costs->start[s], s + 1 < costs->systems ? "," : "");
  }
  fprintf(stream, " ],\n");
}

static void write_forecasts(FILE *stream, const struct study *study)
{
  fprintf(stream, " \"forecast\": [\n");
  for (int i = 0; i < study->lines; i++) {
    const struct line *line = &study->line[i];
    fprintf(stream,
            "  {\"ranks\": %d, \"threads\": %d, \"seconds_per_update\": %.6g, \"speed_up\": %.6g, \"efficiency\": "
            "%.6g, \"utilisation\": %.6g}%s\n",
            line->forecast.ranks, line->forecast.threads, line->forecast.seconds, line->speed_up, line->efficiency,
            line->forecast.utilisation, i + 1 < study->lines ? "," : "");
  }
  fprintf(stream, " ]}\n");
}

static int write_json(const struct study *study, struct l2h_error *error)
{
  struct l2h_safe_file file;
  if (l2h_safe_file_open(&file, study->options.json, error) != 0)
    return -1;
  fprintf(file.stream, "{\"configuration\": ");
  l2h_json_string(file.stream, study->config.name);
  fprintf(file.stream, ", \"kernels\": \"%s\", \"starts\": %d, \"rollouts\": %d, \"seconds_on_one_thread\": %.6g,\n",
          study->kernels, study->config.starts, study->model.rollouts, study->work);
  write_costs(file.stream, study);
  write_forecasts(file.stream, study);
  return l2h_safe_file_commit(&file, error);
}

static int run(struct study *study, struct l2h_error *error)
{
  const struct options *options = &study->options;
  const struct l2h_kernels *kernels = l2h_kernels_best();
  study->kernels = kernels->name;
  if (read_config(study, error) != 0 || l2h_report_try(options->json, error) != 0 ||
      l2h_costs_measure(&study->config, kernels, (int)options->threads, (int)options->rollouts, options->steps,
                        &study->costs, error) != 0 ||
      make_model(study, error) != 0 || foresee_all(study, error) != 0)
    return -1;
  print_costs(study);
  print_forecasts(study);
  return options->json ? write_json(study, error) : 0;
}

int l2h_scaling(const struct l2h_world *world, int count, char **arguments, struct l2h_error *error)
{
  struct study *study = calloc(1, sizeof *study);
  (void)world;
  if (!study) {
    l2h_fail(error, "no memory");
    return 1;
  }
  study->options = (struct options){
    .ranks = 1024, .threads = omp_get_max_threads(), .rollouts = 16, .steps = 5000, .latency = 5e-6, .bandwidth = 1e9};
  const int status = parse(count, arguments, &study->options, error) != 0 ? L2H_USAGE_STATUS
    : run(study, error) == 0                                              ? 0
                                                                          : 1;
  l2h_costs_free(&study->costs);
  free(study->system);
  free(study);
  return status;
}
