/* SPDX-License-Identifier: GPL-2.0-only */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/safe_file.h"
#include "core/text_reader.h"
#include "core/weights.h"
#include "core/weights_rows.h"

/* Nine digits bring every float back bit for bit. */
static int write_row(void *with, const char *label, int count, float *values)
{
  FILE *const stream = with;
  fprintf(stream, "%s", label);
  for (int i = 0; i < count; i++)
    fprintf(stream, " %.9g", (double)values[i]);
  fprintf(stream, "\n");
  return 0;
}

static void write_network_header(FILE *stream, const struct l2h_weights *weights)
{
  fprintf(stream, "groups");
  for (int group = 0; group < L2H_GROUPS; group++)
    if (weights->model.groups >> group & 1)
      fprintf(stream, " %s", l2h_group_name(group));
  fprintf(stream, "\nspecies %d\nhidden %d %d\n", weights->model.species, L2H_HIDDEN, L2H_HIDDEN);
  fprintf(stream, "length_scale %.17g\nenergy_scale %.17g\nstep_limit %.17g\n", weights->length_scale,
          weights->energy_scale, weights->step_limit);
  fprintf(stream, "horizon %ld\n", weights->horizon);
}

static void write_header(FILE *stream, const struct l2h_weights *weights)
{
  fprintf(stream, "# DATE: %s UNITS: %s CONTRIBUTOR: %s CITATION: %s\n", weights->date, weights->units,
          weights->contributor, weights->citation);
  fprintf(stream, "%s %d\n", L2H_WEIGHTS_MAGIC, weights->policy_rows > 0 ? L2H_WEIGHTS_VERSION : 1);
  if (weights->policy_rows > 0)
    fprintf(stream, "holds policy%s\n", weights->alone ? "" : " network");
  if (!weights->alone)
    write_network_header(stream, weights);
  fprintf(stream, "configuration %s\nseed %" PRIu64 "\nupdates %ld\n", weights->configuration, weights->seed,
          weights->updates);
}

static void write_policy(FILE *stream, const struct l2h_weights *weights)
{
  if (weights->policy_rows > 0)
    fprintf(stream, "policy %d\n", weights->policy_rows);
  for (int k = 0; k < weights->policy_rows; k++) {
    const struct l2h_policy_row *row = &weights->policy[k];
    fprintf(stream, "%s %s%s%s %.17g\n", row->kind, row->name, *row->feature ? " " : "", row->feature, row->value);
  }
}

/* The whole file but its checksum; free() it. NULL when memory is short. */
static char *compose(const struct l2h_weights *weights, size_t *length)
{
  char *text = NULL;
  FILE *stream = open_memstream(&text, length);
  if (!stream)
    return NULL;
  write_header(stream, weights);
  write_policy(stream, weights);
  struct l2h_network network = weights->network; /* visits may change what they see, though these do not */
  if (!weights->alone)
    l2h_visit_rows(&weights->model, &network, write_row, stream);
  const int failed = ferror(stream);
  if ((fclose(stream) != 0) | failed) {
    free(text);
    return NULL;
  }
  return text;
}

/* What could not be read back is not written. */
static int check_provenance(const char *path, const struct l2h_weights *weights, struct l2h_error *error)
{
  const char *const values[] = {weights->date, weights->units, weights->contributor, weights->citation};
  for (int k = 0; k < 4; k++) {
    const char *fault = l2h_provenance_fault(values[k]);
    if (fault)
      return l2h_fail(error, "%s: cannot be written with the provenance '%s': it %s", path, values[k], fault);
  }
  return 0;
}

int l2h_weights_write(const char *path, const struct l2h_weights *weights, struct l2h_error *error)
{
  struct l2h_safe_file file;
  size_t length;
  char line[32];
  if (check_provenance(path, weights, error) != 0)
    return -1;
  char *text = compose(weights, &length);
  if (!text)
    return l2h_fail(error, "%s: cannot be written: no memory", path);
  int result = l2h_safe_file_open(&file, path, error);
  if (result == 0) {
    l2h_checksum_line(line, text, length);
    fwrite(text, 1, length, file.stream); /* commit() looks for errors */
    fputs(line, file.stream);
    result = l2h_safe_file_commit(&file, error);
  }
  free(text);
  return result;
}
