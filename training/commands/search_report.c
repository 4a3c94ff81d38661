/* SPDX-License-Identifier: GPL-2.0-only */
#include "commands/search_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands/search_options.h"

static void print_time(FILE *stream, double seconds)
{
  const long s = (long)(seconds + 0.5);
  if (s >= 3600)
    fprintf(stream, "%ld h %02ld min", s / 3600, s / 60 % 60);
  else if (s >= 60)
    fprintf(stream, "%ld min %02ld s", s / 60, s % 60);
  else
    fprintf(stream, "%ld s", s);
}

static double budget_of(const struct l2h_team *team)
{
  return (double)team->options.walkers * team->options.job.stop.evaluations;
}

/* Evaluations until the end, at the most; where walkers stop when they have found what they look for, about as many as
   those that did have needed. */
static double evaluations_left(const struct l2h_team *team)
{
  const double done = l2h_team_evaluations(team), most = budget_of(team) - done;
  const int found = l2h_team_found(team);
  return found > 0 ? fmin(most, l2h_team_active(team) * done / found) : most;
}

#define TIMES_SIZE 32

static const char *times(long count, char text[TIMES_SIZE])
{
  snprintf(text, TIMES_SIZE, "%ld time%s", count, count == 1 ? "" : "s");
  return text;
}

void l2h_search_progress(FILE *stream, const struct l2h_team *team, double begun, double seconds)
{
  char met[TIMES_SIZE];
  const double done = l2h_team_evaluations(team), pace = done > begun ? seconds / (done - begun) : 0;
  const bool looks = team->options.job.stop.has_energy;
  const bool limited = team->options.job.stop.evaluations < L2H_SEARCH_NO_LIMIT;
  fprintf(stream, "%.0f ", done);
  if (limited)
    fprintf(stream, "of at most %.0f ", budget_of(team));
  fprintf(stream, "evaluations, lowest %.6f", l2h_team_lowest(team));
  if (looks)
    fprintf(stream, ", found by %d of %d", l2h_team_found(team), team->options.walkers);
  else
    fprintf(stream, " (met %s)", times(l2h_team_meetings(team), met));
  if (team->collection)
    fprintf(stream, ", %d minima", team->collection->count);
  if (limited || l2h_team_found(team) > 0) { /* else nobody knows */
    fprintf(stream, ", %s", looks || team->options.confirm > 0 ? "at most " : "");
    print_time(stream, pace * evaluations_left(team));
    fprintf(stream, " left");
  }
  fputc('\n', stream);
}

/* ---- at the end ---- */

static struct l2h_walker_report sum(const struct l2h_team *team)
{
  struct l2h_walker_report all;
  memset(&all, 0, sizeof all);
  for (int k = 0; k < team->options.walkers; k++) {
    const struct l2h_walker_report *one = &team->report[k];
    all.counts.evaluations += one->counts.evaluations;
    all.counts.probes += one->counts.probes;
    all.counts.total += one->counts.total;
    all.hops += one->hops;
    all.restarts += one->restarts;
    all.failures += one->failures;
    for (int m = 0; m < L2H_MOVES; m++) {
      all.moves[m].tried += one->moves[m].tried;
      all.moves[m].accepted += one->moves[m].accepted;
      all.moves[m].gains += one->moves[m].gains;
      all.moves[m].evaluations += one->moves[m].evaluations;
    }
  }
  return all;
}

void l2h_search_print_moves(const struct l2h_team *team)
{
  const struct l2h_walker_report all = sum(team);
  char met[TIMES_SIZE];
  printf("  lowest       met %s, each from a new start\n", times(l2h_team_meetings(team), met));
  printf("  hops         %.0f from %.0f starts; %.0f gave no minimum\n", all.hops, all.restarts + team->options.walkers,
         all.failures);
  printf("  site probes  %.1f %% of the evaluations\n",
         all.counts.total > 0 ? 100 * all.counts.probes / all.counts.total : 0);
  printf("  move             tried   accepted      gains   evaluations\n");
  for (int m = 0; m < L2H_MOVES; m++)
    if (all.moves[m].tried > 0)
      printf("    %-10s %10.0f %10.0f %10.0f  %12.0f\n", l2h_move_name((enum l2h_move_kind)m), all.moves[m].tried,
             all.moves[m].accepted, all.moves[m].gains, all.moves[m].evaluations);
  if (team->collection)
    printf("  minima       %d kept, quenched tightly in %.0f evaluations of their own\n", team->collection->count,
           team->quenches);
}

char *l2h_search_members(const struct l2h_team *team, const char *weights)
{
  const struct l2h_walker_report all = sum(team);
  struct l2h_search_numbers numbers = team->options.job.numbers;
  char *text = NULL;
  size_t size;
  FILE *stream = open_memstream(&text, &size);
  if (!stream)
    return NULL;
  fprintf(stream, "\"weights\": ");
  if (weights)
    l2h_json_string(stream, weights);
  else
    fprintf(stream, "null");
  fprintf(stream, ", \"met\": %ld, \"hops\": %.0f, \"restarts\": %.0f, \"failures\": %.0f, \"probes\": %.12g",
          l2h_team_meetings(team), all.hops, all.restarts, all.failures, all.counts.probes);
  if (team->collection)
    fprintf(stream, ", \"minima\": %d, \"minima_evaluations\": %.0f", team->collection->count, team->quenches);
  fprintf(stream, ", \"moves\": {");
  for (int m = 0; m < L2H_MOVES; m++)
    fprintf(stream, "%s\"%s\": {\"tried\": %.0f, \"accepted\": %.0f, \"gains\": %.0f, \"evaluations\": %.0f}",
            m ? ", " : "", l2h_move_name((enum l2h_move_kind)m), all.moves[m].tried, all.moves[m].accepted,
            all.moves[m].gains, all.moves[m].evaluations);
  fprintf(stream, "}, \"numbers\": {");
  for (int row = 0; row < L2H_SEARCH_NUMBERS; row++)
    fprintf(stream, "%s\"%s\": %.9g", row ? ", " : "", l2h_search_number_at(row)->name,
            *l2h_search_number_value(&numbers, row));
  fprintf(stream, "}");
  if (fclose(stream) == 0)
    return text;
  free(text);
  return NULL;
}
