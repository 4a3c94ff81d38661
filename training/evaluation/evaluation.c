/* SPDX-License-Identifier: GPL-2.0-only */
#include "evaluation/evaluation.h"

#include <stdlib.h>
#include <string.h>

#include "evaluation/until_found.h"

struct l2h_evaluator {
  const struct l2h_world *world;
  struct l2h_runner *runner;
  struct l2h_start *start;     /* [share of the starts] */
  struct l2h_rollout *rollout; /* [share] */
  double *energy;              /* [share] */
  double *position;            /* [share][room] */
};

struct l2h_evaluator *l2h_evaluator_create(const struct l2h_world *world, const struct l2h_device *device, int starts,
                                           int atoms, int species, struct l2h_error *error)
{
  struct l2h_evaluator *evaluator = calloc(1, sizeof *evaluator);
  const int share = starts / world->ranks + 1;
  l2h_fail(error, "no memory to evaluate %d starts of %d atoms", starts, atoms); /* unless rollouts say more */
  if (evaluator) {
    evaluator->world = world;
    evaluator->start = calloc((size_t)share, sizeof *evaluator->start);
    evaluator->rollout = calloc((size_t)share, sizeof *evaluator->rollout);
    evaluator->energy = calloc((size_t)share, sizeof(double));
    evaluator->position = calloc((size_t)share * 3 * (size_t)atoms, sizeof(double));
    evaluator->runner = l2h_runner_create(device, share, atoms, species, error);
  }
  const bool room = evaluator && evaluator->start && evaluator->rollout && evaluator->energy && evaluator->position;
  if (room && evaluator->runner)
    return evaluator;
  l2h_evaluator_free(evaluator);
  return NULL;
}

void l2h_evaluator_free(struct l2h_evaluator *evaluator)
{
  if (!evaluator)
    return;
  l2h_runner_free(evaluator->runner);
  free(evaluator->start);
  free(evaluator->rollout);
  free(evaluator->energy);
  free(evaluator->position);
  free(evaluator);
}

static void roll(struct l2h_evaluator *evaluator, const struct l2h_weights *weights,
                 const struct l2h_evaluation *evaluation, int first, int size)
{
  for (int i = 0; i < size; i++) {
    const uint32_t number = evaluation->number ? evaluation->number[first + i] : (uint32_t)(first + i);
    evaluator->start[i] = (struct l2h_start){evaluation->system, evaluation->seed, evaluation->purpose, 0, number};
    evaluator->rollout[i] = (struct l2h_rollout){.start = i, .horizon = evaluation->steps};
  }
  const struct l2h_rollout_batch batch = {
    .weights = weights,
    .starts = size,
    .start = evaluator->start,
    .count = size,
    .rollout = evaluator->rollout,
    .energy = evaluator->energy,
    .position = evaluator->position,
    .stop = evaluation->stop,
  };
  l2h_runner_run(evaluator->runner, &batch);
}

/* The ends of all ranks' shares, without the room between them. */
static void hand_positions(struct l2h_evaluator *evaluator, const struct l2h_evaluation *evaluation, int first,
                           int size)
{
  const size_t room = (size_t)l2h_runner_room(evaluator->runner), numbers = 3 * (size_t)evaluation->system->atoms;
  for (int i = 0; i < size; i++)
    memcpy(evaluation->position + numbers * (size_t)(first + i), evaluator->position + room * (size_t)i,
           numbers * sizeof(double));
  l2h_world_gather(evaluator->world, evaluation->starts, numbers, evaluation->position);
}

void l2h_evaluate(struct l2h_evaluator *evaluator, const struct l2h_weights *weights,
                  const struct l2h_evaluation *evaluation, struct l2h_outcome *outcome)
{
  const size_t room = (size_t)l2h_runner_room(evaluator->runner);
  int first, size;
  l2h_world_share(evaluator->world, evaluation->starts, &first, &size);
  roll(evaluator, weights, evaluation, first, size);
#pragma omp parallel for schedule(dynamic)
  for (int i = 0; i < size; i++) {
    if (evaluation->stop && *evaluation->stop)
      continue;
    const struct l2h_quenched end =
      l2h_quench(evaluation->system, evaluation->quench, evaluator->position + (size_t)i * room);
    outcome[first + i] = (struct l2h_outcome){end.energy, (double)(evaluation->steps + end.evaluations)};
  }
  l2h_world_gather(evaluator->world, evaluation->starts, 2, (double *)outcome);
  if (evaluation->position)
    hand_positions(evaluator, evaluation, first, size);
}

struct round {
  struct l2h_evaluator *evaluator;
  const struct l2h_weights *weights;
  struct l2h_evaluation evaluation;
};

static int run_round(void *context, int starts, const uint32_t *number, struct l2h_outcome *outcome,
                     struct l2h_error *error)
{
  struct round *round = context;
  (void)error;
  round->evaluation.starts = starts;
  round->evaluation.number = number;
  l2h_evaluate(round->evaluator, round->weights, &round->evaluation, outcome);
  return 0;
}

int l2h_evaluate_until_found(struct l2h_evaluator *evaluator, const struct l2h_weights *weights,
                             const struct l2h_evaluation *evaluation, double most, struct l2h_outcome *outcome,
                             struct l2h_error *error)
{
  struct round round = {evaluator, weights, *evaluation};
  round.evaluation.position = NULL;
  return l2h_until_found(evaluator->world, evaluation->system, evaluation->starts, most, run_round, &round, outcome,
                         error);
}
