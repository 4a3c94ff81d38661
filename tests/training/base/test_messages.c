/* SPDX-License-Identifier: GPL-2.0-only */
/* Messages that go in several portions, between real ranks: run by mpirun, with a world.c whose portions are 64 bytes
   and not a gibibyte (test_world looks at what is sent beyond 2 GiB). Sizes are below, at and above whole portions. */
#include "tests/training/testing.h"

#include <mpi.h>

#include "base/world.h"

static const size_t sizes[] = {1, 63, 64, 65, 128, 1000, 64 * 100 + 7};
enum { SIZES = sizeof sizes / sizeof *sizes, ROOM = 64 * 101 };

static struct l2h_world world;

/* A byte of rank 0's, or of the rank whose share it is: no two portions are alike. */
static unsigned char byte_at(size_t k)
{
  return (unsigned char)(k * 31 + k / MOST_BYTES * 7 + 1);
}

static void a_copy_is_rank_0s(void **state)
{
  (void)state;
  unsigned char bytes[ROOM];
  for (int s = 0; s < SIZES; s++) {
    for (size_t k = 0; k < ROOM; k++)
      bytes[k] = world.rank == 0 ? byte_at(k) : 0xee;
    l2h_world_copy(&world, bytes, sizes[s]);
    for (size_t k = 0; k < ROOM; k++)
      assert_int_equal(bytes[k], k < sizes[s] || world.rank == 0 ? byte_at(k) : 0xee);
  }
}

static void a_merge_has_every_ranks_part(void **state)
{
  (void)state;
  unsigned char bytes[ROOM];
  for (int s = 0; s < SIZES; s++) {
    for (size_t k = 0; k < ROOM; k++)
      bytes[k] = k % (size_t)world.ranks == (size_t)world.rank ? byte_at(k) : 0;
    l2h_world_merge(&world, bytes, sizes[s]);
    for (size_t k = 0; k < sizes[s]; k++)
      assert_int_equal(bytes[k], byte_at(k));
  }
}

static void a_sum_is_of_all_ranks(void **state)
{
  (void)state;
  double values[ROOM];
  for (int s = 0; s < SIZES; s++) {
    for (size_t k = 0; k < ROOM; k++)
      values[k] = (double)k + world.rank;
    l2h_world_sum(&world, sizes[s], values);
    for (size_t k = 0; k < ROOM; k++) {
      const double alone = (double)k + world.rank;
      const double sum = world.ranks * (double)k + world.ranks * (world.ranks - 1) / 2;
      assert_true(values[k] == (k < sizes[s] ? sum : alone));
    }
  }
}

int main(int count, char **arguments)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_copy_is_rank_0s),
    cmocka_unit_test(a_merge_has_every_ranks_part),
    cmocka_unit_test(a_sum_is_of_all_ranks),
  };
  struct l2h_error error;
  MPI_Init(&count, &arguments);
  int failed = l2h_world_open(&world, &error);
  if (failed == 0 && world.ranks < 2) {
    fprintf(stderr, "test_messages: one rank sends nothing: run it by mpirun -n 3\n");
    failed = 1;
  }
  if (failed == 0)
    failed = cmocka_run_group_tests(tests, NULL, NULL);
  l2h_world_close(&world);
  MPI_Finalize();
  return failed;
}
