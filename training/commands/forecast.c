/* SPDX-License-Identifier: GPL-2.0-only */
#include "commands/forecast.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "base/schedule.h"

struct play { /* of updates on so many ranks */
  const struct l2h_update_model *model;
  int ranks, threads;
  struct l2h_schedule *schedule;
  double *expected, *actual; /* [rollouts]: seconds */
  int *order, *owner;        /* [rollouts] */
  double *load;              /* [ranks][threads]: seconds */
};

double l2h_collective_seconds(const struct l2h_update_model *model, int ranks)
{
  const double rounds = ceil(log2(ranks));
  return model->collectives * rounds * (model->latency + model->bytes / model->bandwidth);
}

static double mean_of(const struct l2h_update_model *model, int system)
{
  double sum = 0;
  for (int k = 0; k < model->samples; k++)
    sum += model->sample[(size_t)system * (size_t)model->samples + (size_t)k];
  return sum / model->samples;
}

static void draw(struct play *play, int update)
{
  const struct l2h_update_model *model = play->model;
  const struct l2h_stream stream = {1, L2H_RESAMPLING, (uint32_t)update, 0};
  l2h_uniform(&stream, 0, model->rollouts, play->actual);
  for (int i = 0; i < model->rollouts; i++) {
    const size_t which = (size_t)(play->actual[i] * model->samples);
    play->actual[i] = model->sample[(size_t)model->system[i] * (size_t)model->samples + which];
  }
}

/* The thread of a rank that is free first takes what is dearest of what is left. Returns when the last is done. */
static double play_update(struct play *play)
{
  const int threads = play->threads;
  double last = 0;
  for (int w = 0; w < play->ranks * threads; w++)
    play->load[w] = 0;
  for (int i = 0; i < play->model->rollouts; i++) {
    const int piece = play->order[i];
    double *load = play->load + (size_t)play->owner[piece] * (size_t)threads;
    int thread = 0;
    for (int t = 1; t < threads; t++)
      thread = load[t] < load[thread] ? t : thread;
    load[thread] += play->actual[piece];
    last = fmax(last, load[thread]);
  }
  return last;
}

static void share_out(struct play *play)
{
  const struct l2h_update_model *model = play->model;
  for (int i = 0; i < model->rollouts; i++)
    play->expected[i] = mean_of(model, model->system[i]);
  l2h_schedule_order(play->schedule, model->rollouts, play->expected, play->order);
  l2h_schedule_share_ranks(play->schedule, model->rollouts, play->expected, play->ranks, play->threads, play->owner);
}

static void foresee(struct play *play, int updates, struct l2h_forecast *forecast)
{
  const struct l2h_update_model *model = play->model;
  double work = 0;
  *forecast = (struct l2h_forecast){.ranks = play->ranks, .threads = play->threads};
  share_out(play);
  for (int update = 0; update < updates; update++) {
    draw(play, update);
    forecast->rolling += play_update(play) / updates;
    for (int i = 0; i < model->rollouts; i++)
      work += play->actual[i] / updates;
  }
  forecast->utilisation = work / (forecast->rolling * play->ranks * play->threads);
  forecast->collectives = l2h_collective_seconds(model, play->ranks);
  forecast->seconds = forecast->rolling + model->serial + forecast->collectives;
}

int l2h_forecast(const struct l2h_update_model *model, int ranks, int threads, int updates,
                 struct l2h_forecast *forecast, struct l2h_error *error)
{
  const size_t rollouts = (size_t)model->rollouts, workers = (size_t)ranks * (size_t)threads;
  struct play play = {.model = model, .ranks = ranks, .threads = threads};
  double *numbers = calloc(2 * rollouts + workers, sizeof *numbers);
  int *places = calloc(2 * rollouts, sizeof *places);
  int result = -1;
  play.schedule = l2h_schedule_create(model->rollouts, ranks * threads, error);
  if (numbers && places && play.schedule) {
    play.expected = numbers;
    play.actual = numbers + rollouts;
    play.load = numbers + 2 * rollouts;
    play.order = places;
    play.owner = places + rollouts;
    foresee(&play, updates, forecast);
    result = 0;
  } else
    l2h_fail(error, "no memory for a forecast of %d ranks of %d threads", ranks, threads);
  l2h_schedule_free(play.schedule);
  free(numbers);
  free(places);
  return result;
}
