/* SPDX-License-Identifier: GPL-2.0-only */
/* Messages of any size: MPI's functions are replaced by ones that look at what they are given, since 2 GiB are more
   than a test should send. The memory is promised and never touched. */
#include "tests/training/testing.h"

#include <mpi.h>
#include <sys/mman.h>

#include "base/world.h"

#define HUGE_BYTES ((size_t)10 << 30)
#define RANKS 3

static char *memory, *next; /* where the next message has to begin */
static size_t piece_bytes;
static int counts[RANKS], displacements[RANKS];
static const struct l2h_world world = {.rank = 1, .ranks = RANKS, .counts = counts, .displacements = displacements};

static size_t bytes_of(MPI_Datatype type)
{
  return type == MPI_BYTE || type == MPI_CHAR ? 1 : type == MPI_DOUBLE ? sizeof(double) : piece_bytes;
}

static int take_message(void *bytes, int count, MPI_Datatype type)
{
  assert_true(count > 0);
  assert_ptr_equal(bytes, next);
  next += (size_t)count * bytes_of(type);
  return MPI_SUCCESS;
}

int __wrap_MPI_Bcast(void *bytes, int count, MPI_Datatype type, int root, MPI_Comm world_of_it);
int __wrap_MPI_Bcast(void *bytes, int count, MPI_Datatype type, int root, MPI_Comm world_of_it)
{
  (void)root;
  (void)world_of_it;
  return take_message(bytes, count, type);
}

int __wrap_MPI_Allreduce(const void *from, void *to, int count, MPI_Datatype type, MPI_Op operation,
                         MPI_Comm world_of_it);
int __wrap_MPI_Allreduce(const void *from, void *to, int count, MPI_Datatype type, MPI_Op operation,
                         MPI_Comm world_of_it)
{
  assert_ptr_equal(from, MPI_IN_PLACE);
  (void)operation;
  (void)world_of_it;
  return take_message(to, count, type);
}

int __wrap_MPI_Type_contiguous(int count, MPI_Datatype type, MPI_Datatype *made);
int __wrap_MPI_Type_contiguous(int count, MPI_Datatype type, MPI_Datatype *made)
{
  assert_true(count > 0);
  piece_bytes = (size_t)count * bytes_of(type);
  *made = MPI_DATATYPE_NULL;
  return MPI_SUCCESS;
}

int __wrap_MPI_Type_commit(MPI_Datatype *type);
int __wrap_MPI_Type_commit(MPI_Datatype *type)
{
  (void)type;
  return MPI_SUCCESS;
}

int __wrap_MPI_Type_free(MPI_Datatype *type);
int __wrap_MPI_Type_free(MPI_Datatype *type)
{
  (void)type;
  return MPI_SUCCESS;
}

/* Each rank's place, one after the other. */
int __wrap_MPI_Allgatherv(const void *from, int own, MPI_Datatype own_type, void *to, const int *count,
                          const int *displacement, MPI_Datatype type, MPI_Comm world_of_it);
int __wrap_MPI_Allgatherv(const void *from, int own, MPI_Datatype own_type, void *to, const int *count,
                          const int *displacement, MPI_Datatype type, MPI_Comm world_of_it)
{
  (void)from, (void)own, (void)own_type, (void)world_of_it;
  for (int rank = 0; rank < RANKS; rank++) {
    assert_true(displacement[rank] >= 0);
    take_message((char *)to + (size_t)displacement[rank] * bytes_of(type), count[rank], type);
  }
  return MPI_SUCCESS;
}

static int set_up(void **state)
{
  (void)state;
  memory = mmap(NULL, HUGE_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  next = memory;
  return memory == MAP_FAILED ? -1 : 0;
}

static int tear_down(void **state)
{
  (void)state;
  return munmap(memory, HUGE_BYTES);
}

static void all_of_it_went(size_t size)
{
  assert_int_equal((size_t)(next - memory), size);
}

static void copies_go_whole(void **state)
{
  (void)state;
  const size_t sizes[] = {1, ((size_t)1 << 31) - 1, (size_t)1 << 31, 2328141248u, ((size_t)1 << 32) + 8, HUGE_BYTES};
  for (int k = 0; k < 6; k++) {
    next = memory;
    l2h_world_copy(&world, memory, sizes[k]);
    all_of_it_went(sizes[k]);
  }
}

static void merges_go_whole(void **state)
{
  (void)state;
  l2h_world_merge(&world, memory, HUGE_BYTES - 5);
  all_of_it_went(HUGE_BYTES - 5);
}

static void sums_go_whole(void **state)
{
  (void)state;
  l2h_world_sum(&world, HUGE_BYTES / sizeof(double), (double *)(void *)memory);
  all_of_it_went(HUGE_BYTES);
}

/* 1000 atoms and 400000 starts: more numbers than an int counts. */
static void gathers_go_whole(void **state)
{
  (void)state;
  l2h_world_gather(&world, 400001, 3000, (double *)(void *)memory);
  all_of_it_went(sizeof(double) * 400001 * 3000);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(copies_go_whole, set_up, tear_down),
    cmocka_unit_test_setup_teardown(merges_go_whole, set_up, tear_down),
    cmocka_unit_test_setup_teardown(sums_go_whole, set_up, tear_down),
    cmocka_unit_test_setup_teardown(gathers_go_whole, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
