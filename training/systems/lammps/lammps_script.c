/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/lammps/lammps_script.h"

#include <omp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "systems/lammps/lammps_files.h"

/* Before the script. Atoms keep their order in memory, so that sums over them keep theirs. */
static const char *const before[] = {"atom_modify map yes sort 0 0.0", NULL};

/* After it. Every evaluation makes new neighbor lists, without a skin, so that none remembers where atoms
   were; nothing but the energy is computed, no time passes, and nothing is written. */
static const char *const after[] = {"neigh_modify every 1 delay 0 check no one 10000 page 100000",
                                    "thermo_style custom pe",
                                    "thermo 0",
                                    "timestep 0",
                                    "restart 0",
                                    NULL};

/* A cluster's box goes with its atoms, so that none is ever lost, and has no bins, of which a wide box would have too
   many: lists are made from all pairs. */
static const char *const cluster[] = {"change_box all boundary s s s", "neighbor 0.0 nsq", NULL};
static const char *const crystal[] = {"neighbor 0.0 bin", NULL};

/* ---- scripts that end the program ---- */

/* The script that a LAMMPS reads now; one thread at a time opens one. */
static const char *reading;

static void end_with_reason(void)
{
  int ranks = 1, over = 1;
  fprintf(stderr, "learn2hop: %s: the script ends the program (quit): take that out\n", reading);
  MPI_Finalized(&over);
  if (!over)
    MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  if (ranks > 1)
    MPI_Abort(MPI_COMM_WORLD, 1); /* or the others would wait */
  _exit(1);
}

/* LAMMPS's quit ends MPI and then the process, with status 0. The first thing that MPI does then is to delete what
   hangs on MPI_COMM_SELF. */
static int mpi_ends(MPI_Comm communicator, int key, void *value, void *unused)
{
  (void)communicator, (void)key, (void)value, (void)unused;
  if (reading)
    end_with_reason();
  return MPI_SUCCESS;
}

static void process_ends(void)
{
  if (reading)
    end_with_reason();
}

static void watch_for_the_end(void)
{
  static bool watched;
  int key;
  if (watched)
    return;
  watched = true;
  MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, mpi_ends, &key, NULL);
  MPI_Comm_set_attr(MPI_COMM_SELF, key, NULL);
  atexit(process_ends);
}

static void read_script(struct l2h_lammps *lammps, const char *script)
{
  watch_for_the_end();
  reading = script;
  lammps->library->file(lammps->handle, script);
  reading = NULL;
}

static void finalize(void)
{
  int over;
  MPI_Finalized(&over);
  if (!over)
    MPI_Finalize();
}

/* Commands that are not parallel have no MPI so far, and LAMMPS needs it. */
static void begin_mpi(void)
{
  int begun, level;
  MPI_Initialized(&begun);
  if (begun)
    return;
  MPI_Init_thread(NULL, NULL, MPI_THREAD_MULTIPLE, &level);
  atexit(finalize);
}

int l2h_lammps_failed(struct l2h_lammps *lammps, struct l2h_error *error)
{
  char text[sizeof error->text];
  if (!lammps->library->has_error(lammps->handle))
    return 0;
  lammps->library->get_last_error_message(lammps->handle, text, sizeof text);
  for (char *end = text + strlen(text); end > text && strchr(" \n", end[-1]);)
    *--end = 0;
  for (char *c = text; *c; c++)
    if (*c == '\n')
      *c = ' ';
  return l2h_fail(error, "%s", text);
}

int l2h_lammps_command(struct l2h_lammps *lammps, const char *command, struct l2h_error *error)
{
  lammps->library->command(lammps->handle, command);
  return l2h_lammps_failed(lammps, error);
}

static int run_commands(struct l2h_lammps *lammps, const char *const *command, struct l2h_error *error)
{
  for (; *command; command++)
    if (l2h_lammps_command(lammps, *command, error) != 0)
      return -1;
  return 0;
}

int l2h_lammps_take_out(struct l2h_lammps *lammps, const char *kind, const char *command, struct l2h_error *error)
{
  char id[128], line[256];
  for (int k = lammps->library->id_count(lammps->handle, kind) - 1; k >= 0; k--) {
    if (!lammps->library->id_name(lammps->handle, kind, k, id, sizeof id))
      continue;
    snprintf(line, sizeof line, "%s %s", command, id);
    if (l2h_lammps_command(lammps, line, error) != 0)
      return -1;
  }
  return 0;
}

static int refuse(const char *script, const struct l2h_error *why, struct l2h_error *error)
{
  const char *folders = getenv("LAMMPS_POTENTIALS");
  if (!strstr(why->text, "annot open") || !strstr(why->text, "potential file"))
    return l2h_fail(error, "%.400s: LAMMPS says: %.600s", script, why->text);
  return l2h_fail(error,
                  "%.400s: LAMMPS says: %.400s: export LAMMPS_POTENTIALS=FOLDER, where LAMMPS's own potentials lie "
                  "(now %.200s)",
                  script, why->text, folders && *folders ? folders : "not set");
}

/* LAMMPS sets the number of OpenMP threads to its own when it begins. */
static void *open_silently(const struct l2h_lammps_library *library)
{
  char *arguments[] = {"lammps", "-screen", "none", "-log", "none", "-nocite", NULL};
  const int threads = omp_get_max_threads();
#ifdef L2H_NO_MPI
  void *handle = library->open_no_mpi(6, arguments, NULL);
#else
  void *handle = library->open(6, arguments, MPI_COMM_SELF, NULL);
#endif
  omp_set_num_threads(threads);
  return handle;
}

int l2h_lammps_begin(const char *script, struct l2h_lammps *lammps, struct l2h_error *error)
{
  struct l2h_error why;
  memset(lammps, 0, sizeof *lammps);
  if (l2h_lammps_runs_nothing(script, error) != 0)
    return -1;
  lammps->library = l2h_lammps_library(&why);
  if (!lammps->library)
    return l2h_fail(error, "%.400s: %.600s", script, why.text);
  begin_mpi();
  lammps->handle = open_silently(lammps->library);
  if (!lammps->handle)
    return l2h_fail(error, "%.400s: LAMMPS does not start", script);
  if (run_commands(lammps, before, &why) == 0)
    return 0;
  l2h_lammps_close(lammps);
  return refuse(script, &why, error);
}

int l2h_lammps_read(const char *script, struct l2h_lammps *lammps, struct l2h_error *error)
{
  struct l2h_error why;
  read_script(lammps, script);
  if (l2h_lammps_failed(lammps, &why) == 0)
    return 0;
  l2h_lammps_close(lammps);
  return refuse(script, &why, error);
}

int l2h_lammps_open(const char *script, struct l2h_lammps *lammps, struct l2h_error *error)
{
  return l2h_lammps_begin(script, lammps, error) == 0 ? l2h_lammps_read(script, lammps, error) : -1;
}

void l2h_lammps_close(struct l2h_lammps *lammps)
{
  if (lammps->handle)
    lammps->library->close(lammps->handle);
  lammps->handle = NULL;
}

int l2h_lammps_settle(const char *script, struct l2h_lammps *lammps, struct l2h_error *error)
{
  struct l2h_error why;
  int periodic[3] = {0};
  lammps->library->extract_box(lammps->handle, NULL, NULL, NULL, NULL, NULL, periodic, NULL);
  if (l2h_lammps_take_out(lammps, "dump", "undump", &why) != 0 || run_commands(lammps, after, &why) != 0 ||
      run_commands(lammps, periodic[0] ? crystal : cluster, &why) != 0 ||
      l2h_lammps_command(lammps, "run 0 post no", &why) != 0)
    return refuse(script, &why, error);
  return 0;
}
