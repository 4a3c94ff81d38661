/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/journal.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/standard_output.h"
#include "core/safe_file.h"

static const char training_header[] = "update,seconds,loss_mean,loss_best,gradient_norm,learning_rate,alpha,beta,gamma,"
                                      "validation_hits,validation_starts,validation_score,horizon,rollouts,evaluations,"
                                      "sigma,busy,utilisation,cpu_seconds\n";
static const char validation_header[] = "update,seconds,system,starts,hits,mean,min,score,evaluations\n";

static int table_failed(const struct l2h_table *table, struct l2h_error *error)
{
  return l2h_fail(error, "%s: cannot be written: %s; the last checkpoint is whole: make room and go on with --resume",
                  table->path, strerror(errno));
}

/* How many of the table's bytes are rows whole to their ends, where it has `bytes` of them or fewer. -1 with a
   message. */
static long whole_rows(const struct l2h_table *table, long bytes, struct l2h_error *error)
{
  size_t length;
  char *text = l2h_file_contents(table->path, &length, error);
  if (!text)
    return -1;
  size_t whole = length < (size_t)bytes ? length : (size_t)bytes;
  while (whole > 0 && text[whole - 1] != '\n')
    whole--;
  free(text);
  return (long)whole;
}

/* The table as the checkpoint knows it, `bytes` long: rows of updates that are made again are cut off. Rows that are
   missing, after a power cut or a change by hand, end no training. */
static int take_back(struct l2h_journal *journal, const struct l2h_table *table, long bytes, struct l2h_error *error)
{
  if (access(table->path, F_OK) != 0) {
    l2h_journal_say(journal, "note: %s is no longer there: it begins again with the next row", table->path);
    return 0;
  }
  const long whole = whole_rows(table, bytes, error);
  if (whole < 0)
    return -1;
  if (whole != bytes)
    l2h_journal_say(journal, "note: %s has %ld bytes of the %ld that the checkpoint knows of: rows are missing in it",
                    table->path, whole, bytes);
  return truncate(table->path, whole) == 0 ? 0 : table_failed(table, error);
}

/* A new file with its header, or the old one. */
static int open_table(struct l2h_journal *journal, struct l2h_table *table, const char *header, long bytes,
                      struct l2h_error *error)
{
  if (bytes > 0 && take_back(journal, table, bytes, error) != 0)
    return -1;
  table->file = fopen(table->path, bytes > 0 ? "a" : "w");
  if (!table->file || fseek(table->file, 0, SEEK_END) != 0 ||
      (ftell(table->file) == 0 && fputs(header, table->file) < 0) || fflush(table->file) != 0)
    return table_failed(table, error);
  return 0;
}

/* What was printed into a table goes to its file, whose length is then *bytes. */
static int settle_table(struct l2h_table *table, long *bytes, struct l2h_error *error)
{
  errno = 0;
  if (fflush(table->file) != 0 || ferror(table->file))
    return table_failed(table, error);
  *bytes = ftell(table->file);
  return 0;
}

static const char training_table[] = "training.csv", validation_table[] = "validation.csv";

static bool is_longer(const char *path, size_t bytes)
{
  struct stat found;
  return stat(path, &found) == 0 && found.st_size > (off_t)bytes;
}

int l2h_journal_is_new(const char *folder, struct l2h_error *error)
{
  char training[4200], validation[4200];
  snprintf(training, sizeof training, "%s/%s", folder, training_table);
  snprintf(validation, sizeof validation, "%s/%s", folder, validation_table);
  const bool in_training = is_longer(training, strlen(training_header));
  if (!in_training && !is_longer(validation, strlen(validation_header)))
    return 0;
  return l2h_fail(error,
                  "%s has rows of an earlier training, and there is no checkpoint to go on from: move it away, "
                  "or take another folder (--output DIR)",
                  in_training ? training : validation);
}

int l2h_journal_open(struct l2h_journal *journal, const char *folder, const struct l2h_config *config,
                     const struct l2h_state *state, struct l2h_error *error)
{
  char path[4200];
  /* mpirun gives its ranks a terminal of its own making as standard output, but not as standard error */
  const bool terminal = isatty(STDOUT_FILENO) && isatty(STDERR_FILENO);
  *journal = (struct l2h_journal){.terminal = terminal, .first = state->update, .start = l2h_seconds()};
  snprintf(journal->training.path, sizeof journal->training.path, "%s/%s", folder, training_table);
  snprintf(journal->validation.path, sizeof journal->validation.path, "%s/%s", folder, validation_table);
  snprintf(path, sizeof path, "%s/training.log", folder);
  journal->log = fopen(path, "a");
  if (!journal->log)
    return l2h_fail(error, "%s: cannot be written: %s", path, strerror(errno));
  if (flock(fileno(journal->log), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    return l2h_fail(
      error, "%s: another learn2hop is training in this folder; wait for it, or take another (--output DIR)", path);
  if (open_table(journal, &journal->training, training_header, state->journal_bytes, error) != 0)
    return -1;
  if (!config->validate_every)
    return 0;
  return open_table(journal, &journal->validation, validation_header, state->validation_bytes, error);
}

int l2h_journal_sync(struct l2h_journal *journal, struct l2h_error *error)
{
  struct l2h_table *const tables[] = {&journal->training, &journal->validation};
  for (int k = 0; k < 2; k++)
    if (tables[k]->file && l2h_stream_sync(tables[k]->file) != 0)
      return table_failed(tables[k], error);
  return 0;
}

void l2h_journal_close(struct l2h_journal *journal)
{
  if (journal->training.file)
    fclose(journal->training.file);
  if (journal->validation.file)
    fclose(journal->validation.file);
  if (journal->log)
    fclose(journal->log);
}

void l2h_journal_say(struct l2h_journal *journal, const char *format, ...)
{
  char line[8192], date[32];
  const time_t now = time(NULL);
  struct tm parts;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  if (journal->terminal && journal->drawn)
    l2h_output("\r%*s\r", journal->drawn, "");
  journal->drawn = 0;
  l2h_output("%s\n", line);
  strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S", localtime_r(&now, &parts));
  fprintf(journal->log, "%s %s\n", date,
          line); /* a log that the disk has no room for stops no training: the csv does */
  fflush(journal->log);
}

static void print_time(double seconds, char text[32])
{
  const long s = (long)(seconds + 0.5);
  if (s >= 3600)
    snprintf(text, 32, "%ld h %02ld min", s / 3600, s / 60 % 60);
  else if (s >= 60)
    snprintf(text, 32, "%ld min %02ld s", s / 60, s % 60);
  else
    snprintf(text, 32, "%ld s", s);
}

/* Until the last update, at the pace of this run so far. */
static void print_time_left(const struct l2h_journal *journal, const struct l2h_config *config,
                            const struct l2h_state *state, char text[32])
{
  const long done = state->update - journal->first;
  const double pace = done ? (l2h_seconds() - journal->start) / (double)done : 0;
  print_time(pace * (double)(config->updates - state->update), text);
}

/* [=====>     ] 120/300 loss -0.98123, 12 min 03 s left */
static void draw(struct l2h_journal *journal, const struct l2h_config *config, const struct l2h_state *state)
{
  char bar[33], left[32];
  const int filled = (int)(32 * state->update / config->updates);
  memset(bar, ' ', sizeof bar - 1);
  memset(bar, '=', (size_t)(filled > 32 ? 32 : filled));
  bar[32] = 0;
  print_time_left(journal, config, state, left);
  if (journal->drawn)
    l2h_output("\r%*s", journal->drawn, "");
  journal->drawn = l2h_output("\r[%s] %ld/%ld  loss %.5f  %s left", bar, state->update, config->updates,
                              state->progress.loss_mean, left);
}

/* The first updates of a run each get a line, which shows that it moves and how fast; later ones that follow each other
   quickly do not, so that a log stays one that can be read. training.csv has them all. */
#define FIRST_LINES 30
#define SECONDS_A_LINE 5

static void say_update(struct l2h_journal *journal, const struct l2h_config *config, const struct l2h_state *state)
{
  char left[32];
  const double now = l2h_seconds();
  if (state->update - journal->first > FIRST_LINES && state->update < config->updates &&
      now - journal->last_progress < SECONDS_A_LINE)
    return;
  journal->last_progress = now;
  print_time_left(journal, config, state, left);
  l2h_journal_say(journal, "update %ld/%ld  loss %.5f  gradient %.3f  %s left", state->update, config->updates,
                  state->progress.loss_mean, state->progress.gradient_norm, left);
}

/* "; lj:13 58/60, lj:151 mean -883.20", for the systems of a mix. */
static void print_systems(const struct l2h_config *config, const struct l2h_validation *validation, char *text,
                          size_t size)
{
  size_t length = 0;
  text[0] = 0;
  for (int s = 0; s < config->systems && config->systems > 1 && length < size; s++) {
    const struct l2h_summary *summary = &validation->system[s];
    length += (size_t)snprintf(text + length, size - length, "%s %s ", s ? "," : ";", config->system[s].name);
    if (length >= size)
      return;
    if (summary->hits >= 0)
      length += (size_t)snprintf(text + length, size - length, "%d/%d", summary->hits, config->validate_starts);
    else
      length += (size_t)snprintf(text + length, size - length, "mean %.2f", summary->mean);
  }
}

static void say_validation(struct l2h_journal *journal, const struct l2h_config *config, const struct l2h_state *state,
                           const struct l2h_validation *validation)
{
  char systems[7000];
  print_systems(config, validation, systems, sizeof systems);
  l2h_journal_say(journal, "update %ld/%ld  validation: %d of %d starts at the known minimum, mean %.5f%s%s",
                  state->update, config->updates, validation->hits, validation->starts, validation->score,
                  state->best_update == state->update ? ", the best yet" : "", systems);
}

static void show(struct l2h_journal *journal, const struct l2h_config *config, const struct l2h_state *state,
                 const struct l2h_validation *validation)
{
  if (!journal->terminal && state->update > 0)
    say_update(journal, config, state);
  if (validation)
    say_validation(journal, config, state, validation);
  if (journal->terminal)
    draw(journal, config, state);
}

static void print_update(FILE *csv, const struct l2h_config *config, const struct l2h_state *state,
                         const struct l2h_validation *validation)
{
  const double *last = state->theta + state->parameters - 3; /* ln alpha, beta, gamma */
  const struct l2h_progress *progress = &state->progress;
  fprintf(csv, "%ld,%.3f,", state->update, state->seconds);
  if (state->update > 0)
    fprintf(csv, "%.9g,%.9g,%.9g,%.9g", progress->loss_mean, progress->loss_best, progress->gradient_norm,
            progress->learning_rate);
  else
    fprintf(csv, ",,,");
  if (config->episode == L2H_OF_ROLLOUTS)
    fprintf(csv, ",%.9g,%.9g,%.9g,", exp(last[0]), last[1], last[2]);
  else
    fprintf(csv, ",,,,");
  if (validation)
    fprintf(csv, "%d,%d,%.9g,", validation->hits, validation->starts, validation->score);
  else
    fprintf(csv, ",,,");
  if (state->update > 0)
    fprintf(csv, "%.0f,%.0f,%.0f,%.9g,%.3f,%.3f", progress->horizon, progress->rollouts, progress->evaluations,
            progress->sigma, progress->busy, progress->utilisation);
  else
    fprintf(csv, ",,,,,");
  fprintf(csv, ",%.3f\n", state->cpu_seconds);
}

/* Names are quoted: one that holds a parameter file's path may have a comma. */
static void print_validation(FILE *csv, const struct l2h_config *config, const struct l2h_state *state,
                             const struct l2h_validation *validation)
{
  for (int s = 0; s < config->systems; s++) {
    const struct l2h_summary *summary = &validation->system[s];
    fprintf(csv, "%ld,%.3f,\"%s\",%d,", state->update, state->seconds, config->system[s].name, config->validate_starts);
    if (summary->hits >= 0)
      fprintf(csv, "%d", summary->hits);
    fprintf(csv, ",%.9g,%.9g,%.9g,%.9g\n", summary->mean, summary->min, validation->system_score[s],
            summary->evaluations / config->validate_starts);
  }
}

int l2h_journal_row(struct l2h_journal *journal, const struct l2h_config *config, struct l2h_state *state,
                    const struct l2h_validation *validation, struct l2h_error *error)
{
  print_update(journal->training.file, config, state, validation);
  if (settle_table(&journal->training, &state->journal_bytes, error) != 0)
    return -1;
  if (validation) {
    print_validation(journal->validation.file, config, state, validation);
    if (settle_table(&journal->validation, &state->validation_bytes, error) != 0)
      return -1;
  }
  show(journal, config, state, validation);
  if (state->update == journal->first) /* the validation before the first update is no part of the pace */
    journal->start = l2h_seconds();
  return 0;
}
