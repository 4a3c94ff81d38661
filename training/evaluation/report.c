/* SPDX-License-Identifier: GPL-2.0-only */
#include "evaluation/report.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/safe_file.h"

/* Ends that something is wrong with. */
static void print_doubts(const struct l2h_report *report)
{
  const struct l2h_summary *summary = &report->summary;
  if (summary->below > 0)
    printf("  below        %d of %ld lie more than %g below the known global minimum, and are no hits: is %s what it "
           "should be, or has the potential a hole?\n",
           summary->below, report->starts, L2H_HIT_BELOW,
           *report->system->file ? report->system->file : "the potential");
  if (summary->unbound > 0)
    printf("  unbound      %d of %ld ended without a minimum: for want of evaluations, or where the energy cannot be "
           "computed, which counts as 1e12\n",
           summary->unbound, report->starts);
}

static void print_first_encounter(const struct l2h_first_encounter *encounter)
{
  printf("  found        by %d of %d seeds\n", encounter->found, encounter->seeds);
  if (encounter->found)
    printf("  encounter    after %.0f evaluations in the mean, 95 %% interval %.0f to %.0f, median %.0f\n",
           encounter->mean, encounter->low, encounter->high, encounter->median);
}

void l2h_report_print(const struct l2h_report *report, const char *who)
{
  const struct l2h_summary *summary = &report->summary;
  printf("%s: %ld start%s ", who, report->starts, report->starts == 1 ? "" : "s");
  if (report->steps > 0)
    printf("of %ld steps, ", report->steps);
  else
    printf("without a limit, ");
  printf("seed %" PRIu64 "\n", report->seed);
  if (*report->system->file)
    printf("  potential    %s\n", report->system->file);
  printf("  mean         %.6f", summary->mean);
  if (isfinite(summary->error))
    printf(" +- %.6f", summary->error);
  printf("\n  min          %.6f\n", summary->min);
  if (summary->hits >= 0)
    printf("  hits         %d of %ld (%.1f %%) at the known global minimum %.6f\n", summary->hits, report->starts,
           100.0 * summary->hits / (double)report->starts, report->system->known_minimum);
  else
    printf("  hits         no global minimum is known\n");
  print_doubts(report);
  if (report->until_found)
    print_first_encounter(&report->first_encounter);
  printf("  evaluations  %.0f\n  seconds      %.1f\n", summary->evaluations, report->seconds);
}

/* JSON has no infinity. */
static void number_or_null(FILE *stream, const char *key, double value)
{
  if (isfinite(value))
    fprintf(stream, ", \"%s\": %.12g", key, value);
  else
    fprintf(stream, ", \"%s\": null", key);
}

/* To the digits that tell minima apart. */
static void print_energies(FILE *stream, long starts, const struct l2h_outcome *outcome)
{
  for (long i = 0; i < starts; i++)
    fprintf(stream, "%s%.9g", i ? ", " : ", \"energies\": [", outcome[i].energy);
  fprintf(stream, "]");
}

/* A system's name may hold a path. */
void l2h_json_string(FILE *stream, const char *text)
{
  fputc('"', stream);
  for (; *text; text++) {
    if (strchr("\"\\", *text))
      fputc('\\', stream);
    if ((unsigned char)*text >= ' ')
      fputc(*text, stream);
  }
  fputc('"', stream);
}

int l2h_report_json(const struct l2h_report *report, const char *path, struct l2h_error *error)
{
  const struct l2h_summary *summary = &report->summary;
  struct l2h_safe_file file;
  if (l2h_safe_file_open(&file, path, error) != 0)
    return -1;
  fprintf(file.stream, "{\"system\": ");
  l2h_json_string(file.stream, report->system->name);
  fprintf(file.stream, ", \"starts\": %ld", report->starts);
  number_or_null(file.stream, "steps", report->steps > 0 ? (double)report->steps : INFINITY);
  fprintf(file.stream, ", \"seed\": %" PRIu64 ", \"version\": \"" L2H_VERSION "\"", report->seed);
  number_or_null(file.stream, "mean", summary->mean);
  number_or_null(file.stream, "mean_error", summary->error);
  number_or_null(file.stream, "min", summary->min);
  number_or_null(file.stream, "hits", summary->hits >= 0 ? summary->hits : INFINITY);
  number_or_null(file.stream, "known_minimum", report->system->known_minimum);
  if (*report->system->file) {
    fprintf(file.stream, ", \"potential\": ");
    l2h_json_string(file.stream, report->system->file);
  }
  if (summary->below > 0 || summary->unbound > 0)
    fprintf(file.stream, ", \"below\": %d, \"unbound\": %d", summary->below, summary->unbound);
  fprintf(file.stream, ", \"evaluations\": %.0f, \"seconds\": %.3f", summary->evaluations, report->seconds);
  if (report->until_found) {
    fprintf(file.stream, ", \"found\": %d", report->first_encounter.found);
    number_or_null(file.stream, "mean_first_encounter", report->first_encounter.mean);
    number_or_null(file.stream, "mean_first_encounter_low", report->first_encounter.low);
    number_or_null(file.stream, "mean_first_encounter_high", report->first_encounter.high);
    number_or_null(file.stream, "median_first_encounter", report->first_encounter.median);
  }
  if (report->more)
    fprintf(file.stream, ", %s", report->more);
  if (report->outcome)
    print_energies(file.stream, report->starts, report->outcome);
  fprintf(file.stream, "}\n");
  return l2h_safe_file_commit(&file, error);
}
