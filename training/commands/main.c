/* SPDX-License-Identifier: GPL-2.0-only */
/* learn2hop: the trainer's one executable, and its sub-commands. */
#include <mpi.h>
#include <stdio.h>
#include <string.h>

#include "base/meant.h"
#include "base/options.h"
#include "base/standard_output.h"
#include "commands/commands.h"
#include "systems/lammps/lammps_instance.h"
#ifdef L2H_HAVE_CUDA
#include "cuda/rollouts_cuda.h"
#include "rollouts/device.h"
#endif

static const struct subcommand {
  const char *name, *summary, *help;
  l2h_command *run;
  bool parallel;                                     /* over MPI ranks */
  void (*list)(void);                                /* prints the rest of its help text; NULL: that is all */
  const char *(*topic)(int count, char **arguments); /* its help text where its words choose one; NULL: help */
} subcommands[] = {
  {"train", "train an optimizer from a configuration", l2h_train_help, l2h_train, true, NULL, NULL},
  {"search", "find the lowest minima of a system by hopping from one to the next", l2h_search_help, l2h_search, true,
   NULL, NULL},
  {"eval", "measure trained weights on starts that no training saw", l2h_eval_help, l2h_eval, true, NULL, NULL},
  {"baseline", "measure a method that is not learned on the same starts", l2h_baseline_help, l2h_baseline, true,
   l2h_baseline_list, NULL},
  {"tune", "find such a method's parameters for a system", l2h_tune_help, l2h_tune, true, l2h_baseline_list, NULL},
  {"trace", "write energy and step size along runs of trained weights", l2h_trace_help, l2h_trace, true, NULL, NULL},
  {"starts", "write the starts of eval and baseline as LAMMPS data files", l2h_starts_help, l2h_starts, false, NULL,
   NULL},
  {"minima", "list, export, fill, merge and compare databases of minima", l2h_minima_help, l2h_minima, false, NULL,
   l2h_minima_topic},
  {"bench", "time a learned step on one core", l2h_bench_help, l2h_bench, false, NULL, NULL},
  {"info", "say what a weights file holds", l2h_info_help, l2h_info, false, NULL, NULL},
};
#define SUBCOMMANDS ((int)(sizeof subcommands / sizeof subcommands[0]))

static void print_help(FILE *stream)
{
  fprintf(stream,
          "NAME\n    learn2hop - find the lowest-energy atomic structures, and train and measure what finds them\n\n"
          "SYNOPSIS\n    learn2hop COMMAND [OPTIONS]\n    learn2hop --version\n\nCOMMANDS\n");
  for (int i = 0; i < SUBCOMMANDS; i++)
    fprintf(stream, "    %-8s  %s\n", subcommands[i].name, subcommands[i].summary);
  fprintf(
    stream,
    "\n    learn2hop COMMAND --help says more of each. train, search, eval, baseline, tune and trace share their work "
    "over all "
    "cores\n"
    "    (OMP_NUM_THREADS) and, started by mpirun, over ranks.\n\n"
    "EXIT STATUS\n    0 on success, 1 when the work failed, 2 when the command line makes no sense.\n");
}

static const struct subcommand *find(const char *name)
{
  for (int i = 0; i < SUBCOMMANDS; i++)
    if (strcmp(name, subcommands[i].name) == 0)
      return &subcommands[i];
  return NULL;
}

static bool is_help(const char *word)
{
  return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static bool asks_for_help(int count, char **arguments)
{
  for (int i = 0; i < count; i++)
    if (is_help(arguments[i]))
      return true;
  return false;
}

/* name NULL: none was given. */
static int refuse_command(const char *name)
{
  struct l2h_meant meant = {.word = name ? name : ""};
  for (int i = 0; i < SUBCOMMANDS; i++)
    l2h_meant_try(&meant, subcommands[i].name);
  if (name)
    fprintf(stderr, "learn2hop: unknown command '%s'%s\nTry 'learn2hop --help'.\n", name, meant.hint);
  else
    print_help(stderr);
  return L2H_USAGE_STATUS;
}

static int help_with(const struct subcommand *command, int count, char **arguments)
{
  fputs(command->topic ? command->topic(count, arguments) : command->help, stdout);
  if (command->list)
    command->list();
  return 0;
}

/* `help` alone, or with a command: as the command's --help. */
static int help(int count, char **arguments)
{
  if (count > 0 && !find(arguments[0]))
    return refuse_command(arguments[0]);
  if (count > 0)
    return help_with(find(arguments[0]), count - 1, arguments + 1);
  print_help(stdout);
  return 0;
}

static int report(const struct subcommand *command, int status, const struct l2h_error *error)
{
  if (status != 0)
    fprintf(stderr, "learn2hop %s: %s\n", command->name, error->text);
  if (status == L2H_USAGE_STATUS)
    fprintf(stderr, "Try 'learn2hop %s --help'.\n", command->name);
  return status;
}

static int run_parallel(const struct subcommand *command, int count, char **arguments)
{
  struct l2h_world world;
  struct l2h_error error = {"failed"};
  int thread_support; /* lammps_potential.c does with less */
  MPI_Init_thread(&count, &arguments, MPI_THREAD_MULTIPLE, &thread_support);
  int status = l2h_world_open(&world, &error) == 0 ? command->run(&world, count, arguments, &error) : 1;
  if (world.rank == 0)
    report(command, status, &error);
  l2h_lammps_close_all();
  l2h_world_close(&world);
  MPI_Finalize();
  return status;
}

/* A result that standard output did not take (a full disk after a >) is a failure, too. */
static int flush(int status)
{
  const char *reason;
  if (l2h_output_end(&reason) != 0 && status == 0) {
    fprintf(stderr, "learn2hop: standard output: %s\n", reason);
    return 1;
  }
  return status;
}

int main(int count, char **arguments)
{
#ifdef L2H_HAVE_CUDA
  l2h_device_offer_gpu(&l2h_rollouts_cuda);
#endif
  const char *word = count > 1 ? arguments[1] : NULL;
  if (word && (is_help(word) || strcmp(word, "help") == 0))
    return flush(help(count - 2, arguments + 2));
  if (word && strcmp(word, "--version") == 0) {
    printf("learn2hop %s\n", L2H_VERSION);
    return flush(0);
  }
  const struct subcommand *command = word ? find(word) : NULL;
  if (!command)
    return refuse_command(word);
  if (asks_for_help(count - 2, arguments + 2))
    return flush(help_with(command, count - 2, arguments + 2));
  if (command->parallel)
    return flush(run_parallel(command, count - 1, arguments + 1));
  struct l2h_error error = {"failed"};
  return flush(report(command, command->run(NULL, count - 1, arguments + 1, &error), &error));
}
