/* SPDX-License-Identifier: GPL-2.0-only */
#include "journal.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

static const char header[] = "update,seconds,loss_mean,loss_best,gradient_norm,learning_rate,alpha,beta,gamma,"
                             "validation_hits,validation_starts,validation_score\n";

static int csv_failed(const struct l2h_journal *journal, struct l2h_error *error)
{
  return l2h_fail(error, "%s: cannot be written: %s; the last checkpoint is whole: make room and go on with --resume",
                  journal->csv_path, strerror(errno));
}

/* A new file with its header, or the old one cut behind the last row of the checkpoint. */
static int open_csv(struct l2h_journal *journal, const struct l2h_state *state, struct l2h_error *error)
{
  if (state->journal_bytes > 0 && truncate(journal->csv_path, state->journal_bytes) == 0)
    journal->csv = fopen(journal->csv_path, "a");
  else
    journal->csv = fopen(journal->csv_path, "w");
  if (!journal->csv || fseek(journal->csv, 0, SEEK_END) != 0 ||
      (ftell(journal->csv) == 0 && fputs(header, journal->csv) < 0) || fflush(journal->csv) != 0)
    return csv_failed(journal, error);
  return 0;
}

int l2h_journal_open(struct l2h_journal *journal, const char *folder, const struct l2h_state *state,
                     struct l2h_error *error)
{
  char path[4200];
  /* mpirun gives its ranks a terminal of its own making as standard output, but not as standard error */
  const bool terminal = isatty(STDOUT_FILENO) && isatty(STDERR_FILENO);
  *journal = (struct l2h_journal){.terminal = terminal, .first = state->update, .start = l2h_seconds()};
  snprintf(journal->csv_path, sizeof journal->csv_path, "%s/training.csv", folder);
  snprintf(path, sizeof path, "%s/training.log", folder);
  journal->log = fopen(path, "a");
  if (!journal->log)
    return l2h_fail(error, "%s: cannot be written: %s", path, strerror(errno));
  if (flock(fileno(journal->log), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    return l2h_fail(
      error, "%s: another learn2hop is training in this folder; wait for it, or take another (--output DIR)", path);
  return open_csv(journal, state, error);
}

void l2h_journal_close(struct l2h_journal *journal)
{
  if (journal->csv)
    fclose(journal->csv);
  if (journal->log)
    fclose(journal->log);
}

void l2h_journal_say(struct l2h_journal *journal, const char *format, ...)
{
  char line[1024], date[32];
  const time_t now = time(NULL);
  struct tm parts;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  if (journal->terminal && journal->drawn)
    printf("\r%*s\r", journal->drawn, "");
  journal->drawn = 0;
  printf("%s\n", line);
  fflush(stdout);
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

/* [=====>     ] 120/300 loss -0.98123, 12 min 03 s left */
static void draw(struct l2h_journal *journal, const struct l2h_config *config, const struct l2h_state *state)
{
  char bar[33], left[32];
  const long done = state->update - journal->first;
  const int filled = (int)(32 * state->update / config->updates);
  memset(bar, ' ', sizeof bar - 1);
  memset(bar, '=', (size_t)(filled > 32 ? 32 : filled));
  bar[32] = 0;
  print_time(done ? (l2h_seconds() - journal->start) / (double)done * (double)(config->updates - state->update) : 0,
             left);
  if (journal->drawn)
    printf("\r%*s", journal->drawn, "");
  journal->drawn =
    printf("\r[%s] %ld/%ld  loss %.5f  %s left", bar, state->update, config->updates, state->progress.loss_mean, left);
  fflush(stdout);
}

static void show(struct l2h_journal *journal, const struct l2h_config *config, const struct l2h_state *state,
                 const struct l2h_validation *validation)
{
  if (!journal->terminal && state->update > 0)
    l2h_journal_say(journal, "update %ld/%ld  loss %.5f  gradient %.3f", state->update, config->updates,
                    state->progress.loss_mean, state->progress.gradient_norm);
  if (validation)
    l2h_journal_say(journal, "update %ld/%ld  validation: %d of %d starts at the known minimum, mean %.5f%s",
                    state->update, config->updates, validation->hits, validation->starts, validation->score,
                    state->best_update == state->update ? ", the best yet" : "");
  if (journal->terminal)
    draw(journal, config, state);
}

int l2h_journal_row(struct l2h_journal *journal, const struct l2h_config *config, struct l2h_state *state,
                    const struct l2h_validation *validation, struct l2h_error *error)
{
  const double *last = state->theta + state->parameters - 3; /* ln alpha, beta, gamma */
  FILE *csv = journal->csv;
  fprintf(csv, "%ld,%.3f,", state->update, state->seconds);
  if (state->update > 0)
    fprintf(csv, "%.9g,%.9g,%.9g,%.9g", state->progress.loss_mean, state->progress.loss_best,
            state->progress.gradient_norm, state->progress.learning_rate);
  else
    fprintf(csv, ",,,");
  fprintf(csv, ",%.9g,%.9g,%.9g,", exp(last[0]), last[1], last[2]);
  if (validation)
    fprintf(csv, "%d,%d,%.9g\n", validation->hits, validation->starts, validation->score);
  else
    fprintf(csv, ",,\n");
  errno = 0;
  if (fflush(csv) != 0 || ferror(csv))
    return csv_failed(journal, error);
  state->journal_bytes = ftell(csv);
  show(journal, config, state, validation);
  return 0;
}
