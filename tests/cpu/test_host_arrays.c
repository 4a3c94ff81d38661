/* SPDX-License-Identifier: GPL-2.0-only */
/* The loops over a host's arrays, of each instruction set, against what they are said to do. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "cpu/engine.h"
#include "cpu/host_arrays.h"

enum { MOST = 70 };

static double sample(uint64_t *seed)
{
  *seed = *seed * 6364136223846793005u + 1442695040888963407u;
  return (double)(*seed >> 11) / 9007199254740992.0;
}

static void relative_places(void **state)
{
  (void)state;
  const struct l2h_host_kernels *host;
  double place[MOST + L2H_PAST];
  float to[MOST + L2H_PAST + 1];
  uint64_t seed = 3;
  for (int j = 0; j < MOST + L2H_PAST; j++)
    place[j] = 100 + sample(&seed);
  for (int k = 0; (host = l2h_host_kernels_at(k)); k++)
    for (int count = 0; count < MOST; count++) {
      memset(to, 0, sizeof to);
      host->relative(count, place, 100.5, 0.25, to);
      for (int j = 0; j < count; j++)
        assert_true(to[j] == (float)((place[j] - 100.5) * 0.25));
      assert_true(to[count + L2H_PAST] == 0);
    }
}

static void rows_there_and_back(void **state)
{
  (void)state;
  enum { STRIDE = 80 };
  const struct l2h_host_kernels *host;
  double from[3 * MOST], back[3 * MOST + 1];
  float rows[3 * STRIDE];
  uint64_t seed = 5;
  for (int j = 0; j < 3 * MOST; j++)
    from[j] = (float)sample(&seed);
  for (int k = 0; (host = l2h_host_kernels_at(k)); k++)
    for (int count = 0; count <= MOST; count++) {
      memset(rows, 0, sizeof rows);
      memset(back, 0, sizeof back);
      host->to_rows(count, from, STRIDE, rows);
      host->from_rows(count, rows, STRIDE, back);
      for (int c = 0; c < 3; c++)
        for (int a = 0; a < STRIDE; a++)
          assert_true(rows[c * STRIDE + a] == (a < count ? (float)from[3 * a + c] : 0));
      assert_memory_equal(from, back, (size_t)(3 * count) * sizeof from[0]);
      assert_true(back[3 * count] == 0);
    }
}

static void near_entries_in_their_order(void **state)
{
  (void)state;
  enum { NUMBER = 0xff, OTHERS = 0x40000000, PAST = 16 };
  const struct l2h_host_kernels *host;
  enum { UNITS = 1 << 29 }; /* of a length: floats would lose the last digits of a place */
  const int at[3] = {UNITS / 2, UNITS / 5 * 2, -UNITS / 10 * 3};
  const float reach2 = 0.9f * UNITS * UNITS;
  int place[MOST][4];
  int list[MOST];
  uint64_t seed = 7;
  for (int j = 0; j < MOST; j++) {
    for (int c = 0; c < 4; c++)
      place[j][c] = (int)((2 * sample(&seed) - 1) * UNITS);
    list[j] = (MOST - 1 - j) | (j % 3 == 0 ? OTHERS : 0);
  }
  for (int c = 0; c < 3; c++)
    place[11][c] = at[c] + 3 + c; /* very near */
  for (int k = 0; (host = l2h_host_kernels_at(k)); k++)
    for (int count = 0; count <= MOST; count++) {
      int to[MOST + PAST + 1] = {0}, again[MOST + PAST + 1], expected = 0;
      float squares[MOST + PAST + 1] = {0};
      const int found = host->pick_near((const int(*)[4])place, NUMBER, at, reach2, count, list, to, squares);
      assert_int_equal(host->pick_near((const int(*)[4])place, NUMBER, at, reach2, count, list, again, NULL), found);
      assert_memory_equal(again, to, (size_t)found * sizeof to[0]);
      for (int n = 0; n < count; n++) {
        double r2 = 0;
        for (int c = 0; c < 3; c++)
          r2 += pow((double)place[list[n] & NUMBER][c] - at[c], 2);
        if (r2 < (double)reach2) {
          assert_int_equal(to[expected], list[n]);
          assert_true(fabs(squares[expected] - r2) < 4e-7 * r2); /* six roundings of a float */
          expected++;
        }
      }
      assert_int_equal(found, expected);
      assert_int_equal(to[count + PAST], 0);
      assert_true(squares[count + PAST] == 0);
      assert_true(count < MOST || (found > MOST / 4 && found < MOST - MOST / 4));

      int row[3][MOST];
      for (int n = 0; n < count; n++)
        for (int c = 0; c < 3; c++)
          row[c][n] = place[list[n] & NUMBER][c];
      memset(again, 0, sizeof again);
      assert_int_equal(host->pick_row((const int *[]){row[0], row[1], row[2]}, at, reach2, count, list, again), found);
      assert_memory_equal(again, to, (size_t)found * sizeof to[0]);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(relative_places),
    cmocka_unit_test(rows_there_and_back),
    cmocka_unit_test(near_entries_in_their_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
