/* SPDX-License-Identifier: GPL-2.0-only */
/* An MPI call that fails ends all ranks (MPI_ERRORS_ARE_FATAL, MPI's default), so no call's status is looked at. */
#include "base/world.h"

#include <mpi.h>
#include <stdlib.h>
#include <string.h>

int l2h_world_open(struct l2h_world *world, struct l2h_error *error)
{
  MPI_Comm_rank(MPI_COMM_WORLD, &world->rank);
  MPI_Comm_size(MPI_COMM_WORLD, &world->ranks);
  world->counts = malloc(2 * sizeof(int) * (size_t)world->ranks);
  const int result = world->counts ? 0 : l2h_fail(error, "no memory for %d ranks", world->ranks);
  if (l2h_world_failed(world, result, error))
    return -1;
  world->displacements = world->counts + world->ranks;
  return 0;
}

void l2h_world_close(struct l2h_world *world)
{
  free(world->counts);
  world->counts = NULL;
}

static int share_first(int rank, int ranks, int count)
{
  return (int)((long)count * rank / ranks);
}

void l2h_world_share(const struct l2h_world *world, int count, int *first, int *size)
{
  *first = share_first(world->rank, world->ranks, count);
  *size = share_first(world->rank + 1, world->ranks, count) - *first;
}

/* MPI counts in int, so a piece of work counts as one, however wide it is. */
void l2h_world_gather(const struct l2h_world *world, int count, size_t width, double *values)
{
  MPI_Datatype piece;
  if (world->ranks == 1)
    return;
  for (int rank = 0; rank < world->ranks; rank++) {
    world->displacements[rank] = share_first(rank, world->ranks, count);
    world->counts[rank] = share_first(rank + 1, world->ranks, count) - world->displacements[rank];
  }
  MPI_Type_contiguous((int)width, MPI_DOUBLE, &piece);
  MPI_Type_commit(&piece);
  MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, values, world->counts, world->displacements, piece,
                 MPI_COMM_WORLD);
  MPI_Type_free(&piece);
}

/* counts[ranks] and displacements[ranks] of what each rank has; returns the sum. */
static int lay_out(const struct l2h_world *world, int count)
{
  int total = 0;
  MPI_Allgather(&count, 1, MPI_INT, world->counts, 1, MPI_INT, MPI_COMM_WORLD);
  for (int rank = 0; rank < world->ranks; rank++) {
    world->displacements[rank] = total;
    total += world->counts[rank];
  }
  return total;
}

int l2h_world_collect(const struct l2h_world *world, int count, size_t width, const double *own, double **rows,
                      int *total, struct l2h_error *error)
{
  MPI_Datatype row;
  *total = world->ranks > 1 ? lay_out(world, count) : count;
  *rows = malloc(sizeof(double) * width * (size_t)*total + 1);
  if (l2h_world_failed(world, *rows ? 0 : l2h_fail(error, "no memory for %d times %zu numbers", *total, width),
                       error)) {
    free(*rows);
    *rows = NULL;
    return -1;
  }
  if (world->ranks == 1) {
    memcpy(*rows, own, sizeof(double) * width * (size_t)count);
    return 0;
  }
  MPI_Type_contiguous((int)width, MPI_DOUBLE, &row);
  MPI_Type_commit(&row);
  MPI_Allgatherv(own, count, row, *rows, world->counts, world->displacements, row, MPI_COMM_WORLD);
  MPI_Type_free(&row);
  return 0;
}

/* How much goes into one call: below INT_MAX, which is all that MPI's counts hold. A test has less. */
#ifndef MOST_BYTES
#define MOST_BYTES ((size_t)1 << 30)
#endif

static size_t portion(size_t left, size_t most)
{
  return left < most ? left : most;
}

void l2h_world_sum(const struct l2h_world *world, size_t count, double *values)
{
  const size_t most = MOST_BYTES / sizeof *values;
  for (size_t from = 0; world->ranks > 1 && from < count; from += most)
    MPI_Allreduce(MPI_IN_PLACE, values + from, (int)portion(count - from, most), MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}

void l2h_world_merge(const struct l2h_world *world, void *bytes, size_t size)
{
  for (size_t from = 0; world->ranks > 1 && from < size; from += MOST_BYTES)
    MPI_Allreduce(MPI_IN_PLACE, (char *)bytes + from, (int)portion(size - from, MOST_BYTES), MPI_BYTE, MPI_BOR,
                  MPI_COMM_WORLD);
}

void l2h_world_copy(const struct l2h_world *world, void *bytes, size_t size)
{
  for (size_t from = 0; world->ranks > 1 && from < size; from += MOST_BYTES)
    MPI_Bcast((char *)bytes + from, (int)portion(size - from, MOST_BYTES), MPI_BYTE, 0, MPI_COMM_WORLD);
}

bool l2h_world_any(const struct l2h_world *world, bool here)
{
  int any = here;
  if (world->ranks > 1)
    MPI_Allreduce(MPI_IN_PLACE, &any, 1, MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  return any != 0;
}

int l2h_world_least(const struct l2h_world *world, int here)
{
  int least = here;
  if (world->ranks > 1)
    MPI_Allreduce(MPI_IN_PLACE, &least, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  return least;
}

int l2h_world_local_rank(const struct l2h_world *world)
{
  MPI_Comm node;
  int rank = 0;
  if (world->ranks == 1)
    return 0;
  MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, world->rank, MPI_INFO_NULL, &node);
  MPI_Comm_rank(node, &rank);
  MPI_Comm_free(&node);
  return rank;
}

bool l2h_world_failed(const struct l2h_world *world, int result, struct l2h_error *error)
{
  int lowest = result != 0 ? world->rank : world->ranks;
  if (world->ranks == 1)
    return result != 0;
  MPI_Allreduce(MPI_IN_PLACE, &lowest, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
  if (lowest == world->ranks)
    return false;
  MPI_Bcast(error->text, sizeof error->text, MPI_CHAR, lowest, MPI_COMM_WORLD);
  return true;
}
