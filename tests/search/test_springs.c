/* SPDX-License-Identifier: GPL-2.0-only */
#include "host.h"

#include "scalar_springs.h"
#include "search/kernels.h"
#include "made_springs.h"

#define LONG SCALAR_LONG

struct sample {
  struct l2h_springs springs;
  double position[LONG];
  void *memory;
};

static struct sample sample_of(int atoms)
{
  struct sample made = {.memory = NULL};
  made.memory = make_springs(&made.springs, atoms);
  return made;
}

/* The product of one move with the model times it. */
static double work_of(struct l2h_springs *springs, const double *move)
{
  double work;
  l2h_springs_works(springs, 1, &move, &work);
  return work;
}

static struct sample random_sample(int atoms, double edge, uint64_t seed)
{
  struct sample made = sample_of(atoms);
  for (int k = 0; k < 3 * atoms; k++)
    made.position[k] = edge * sample(&seed);
  return made;
}

/* The whole model, from what springs.h says of it. */
static void plain_model(int atoms, const double *x, double (*model)[3 * MOST])
{
  for (int a = 0; a < 3 * atoms; a++)
    for (int b = 0; b < 3 * atoms; b++)
      model[a][b] = a == b ? 0.07 : 0;
  for (int i = 0; i < atoms; i++)
    for (int j = 0; j < i; j++) {
      double d[3], r2;
      for (int c = 0; c < 3; c++)
        d[c] = x[3 * i + c] - x[3 * j + c];
      r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
      if (r2 == 0 || r2 >= 1.3 * 1.3)
        continue;
      const double stiff = pow(fmax(sqrt(r2), 0.8), -12) / r2;
      for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) {
          const double one = stiff * d[a] * d[b];
          model[3 * i + a][3 * i + b] += one;
          model[3 * j + a][3 * j + b] += one;
          model[3 * i + a][3 * j + b] -= one;
          model[3 * j + a][3 * i + b] -= one;
        }
    }
}

/* Rounding alone, of sums of some dozen terms of up to 15. */
static void pulls_are_those_of_the_whole_model(void **state)
{
  (void)state;
  static double model[3 * MOST][3 * MOST];
  for (int atoms = 1; atoms <= 41; atoms += 10) {
    struct sample of = random_sample(atoms, 3, 3 + (uint64_t)atoms);
    double move[LONG] = {0}, pull[LONG], work = 0;
    uint64_t seed = 8;
    if (atoms > 2)
      memcpy(of.position + 3, of.position, sizeof(double) * 3); /* two in one place */
    for (int k = 0; k < 3 * atoms; k++)
      move[k] = sample(&seed) - 0.5;
    plain_model(atoms, of.position, model);
    l2h_springs_make(&of.springs, of.position);
    l2h_springs_pull(&of.springs, move, pull);
    for (int a = 0; a < 3 * atoms; a++) {
      double sum = 0;
      for (int b = 0; b < 3 * atoms; b++)
        sum += model[a][b] * move[b];
      assert_true(fabs(pull[a] - sum) < 1e-11);
      work += sum * move[a];
    }
    assert_true(fabs(work_of(&of.springs, move) - work) < 1e-10);
    free(of.memory);
  }
}

/* Two atoms a bond apart along x, pushed together: along the spring each yields 1 / (0.07 + 2), across it 1 / 0.07, of
   opposite forces. Conjugate gradients are there after as many rounds as the model has different answers, three. */
static void a_pair_yields_as_by_hand(void **state)
{
  (void)state;
  struct sample of = sample_of(2);
  double force[LONG] = {3, 1, 0, -3, 2, 0};
  const double scale = 0.5, expected[6] = {3 / 2.07, 1 / 0.07, 0, -3 / 2.07, 2 / 0.07, 0};
  of.position[0] = 1;
  l2h_springs_make(&of.springs, of.position);
  l2h_springs_yield(&of.springs, scale, force);
  for (int k = 0; k < 6; k++)
    assert_true(fabs(force[k] - scale * expected[k]) < 1e-12);
  free(of.memory);
}

/* Of all multiples of its answer the answer itself is the lowest in the model's energy: what is left of the force does
   no work on it. And it goes down the force. */
static void answers_are_the_best_along_themselves(void **state)
{
  (void)state;
  for (uint64_t seed = 1; seed < 20; seed++) {
    struct sample of = random_sample(38, 3.4, seed);
    double force[LONG] = {0}, move[LONG] = {0}, pull[LONG], along = 0, stored = 0;
    uint64_t other = seed + 100;
    for (int k = 0; k < 114; k++)
      move[k] = force[k] = sample(&other) - 0.5;
    l2h_springs_make(&of.springs, of.position);
    l2h_springs_yield(&of.springs, 1, move);
    l2h_springs_pull(&of.springs, move, pull);
    for (int k = 0; k < 114; k++) {
      along += move[k] * force[k];
      stored += move[k] * pull[k];
    }
    assert_true(along > 0);
    assert_true(fabs(along - stored) < 1e-9 * along);
    free(of.memory);
  }
}

/* Atoms in a heap, more pairs than there is room for, and forces of nothing: no NaN. */
static void heaps_and_no_forces_are_borne(void **state)
{
  (void)state;
  struct sample of = sample_of(MOST);
  double force[LONG] = {0};
  l2h_springs_make(&of.springs, of.position);
  l2h_springs_yield(&of.springs, 1, force);
  for (int k = 0; k < 3 * MOST; k++) {
    assert_true(force[k] == 0);
    of.position[k] = 1e-3 * k;
    force[k] = k % 7 - 3;
  }
  l2h_springs_make(&of.springs, of.position);
  assert_true(of.springs.first[of.springs.slices] <= L2H_SPRING_ROWS(of.springs.slices, MOST));
  l2h_springs_yield(&of.springs, 1, force);
  for (int k = 0; k < 3 * MOST; k++)
    assert_true(isfinite(force[k]));
  free(of.memory);
}

/* More atoms in a heap than there are rows for all of their pairs: the nearest have springs, whatever the instruction
   set, and as many as fit. */
static void heaps_beyond_the_room_keep_their_nearest(void **state)
{
  (void)state;
  enum { HEAP = 150 };
  double force[3 * HEAP + L2H_LANES], first[3 * HEAP];
  const struct l2h_search_kernels *kernels;
  for (int set = 0; (kernels = l2h_search_kernels_at(set)); set++) {
    struct sample of = sample_of(HEAP);
    double position[3 * HEAP + L2H_LANES] = {0};
    of.springs.kernels = kernels;
    for (int k = 0; k < 3 * HEAP; k++) {
      position[k] = 1e-3 * (k * k % 997);
      force[k] = k % 7 - 3;
    }
    l2h_springs_make(&of.springs, position);
    const int rows = of.springs.first[of.springs.slices], room = L2H_SPRING_ROWS(of.springs.slices, HEAP);
    assert_true(rows > room / 2 && rows <= room);
    l2h_springs_yield(&of.springs, 1, force);
    for (int k = 0; k < 3 * HEAP; k++)
      assert_true(isfinite(force[k]));
    if (set == 0)
      memcpy(first, force, sizeof first);
    assert_memory_equal(force, first, sizeof first);
    free(of.memory);
  }
}

/* Every instruction set to the last bit as one number at a time: made anew, after atoms moved a little, and far. Sizes
   are about the ends of registers and slices. */
static void instruction_sets_agree_with_scalars(void **state)
{
  (void)state;
  static struct scalar_springs scalar;
  const int sizes[] = {1, 2, 3, 8, 9, 17, 38, 110};
  const struct l2h_search_kernels *kernels;
  for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
    for (int set = 0; (kernels = l2h_search_kernels_at(set)); set++) {
      const int n = sizes[k];
      struct sample of = random_sample(n, cbrt(n), 5 + (uint64_t)n);
      uint64_t seed = 9;
      of.springs.kernels = kernels;
      for (int turn = 0; turn < 4; turn++) {
        double force[LONG] = {0}, expected[LONG] = {0}, pull[LONG] = {0}, expected_pull[LONG];
        for (int i = 0; i < 3 * n; i++) {
          of.position[i] += (turn < 3 ? 0.1 : 1) * turn * (sample(&seed) - 0.5);
          force[i] = expected[i] = sample(&seed) - 0.5;
        }
        scalar_make(&scalar, n, of.position);
        l2h_springs_make(&of.springs, of.position);
        scalar_pull(&scalar, force, expected_pull);
        l2h_springs_pull(&of.springs, force, pull);
        assert_memory_equal(pull, expected_pull, sizeof(double) * 3 * (size_t)n);
        assert_true(work_of(&of.springs, force) == scalar_work(&scalar, force));
        scalar_yield(&scalar, 0.3, expected);
        l2h_springs_yield(&of.springs, 0.3, force);
        assert_memory_equal(force, expected, sizeof(double) * 3 * (size_t)n);
      }
      free(of.memory);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(pulls_are_those_of_the_whole_model),    cmocka_unit_test(a_pair_yields_as_by_hand),
    cmocka_unit_test(answers_are_the_best_along_themselves), cmocka_unit_test(instruction_sets_agree_with_scalars),
    cmocka_unit_test(heaps_and_no_forces_are_borne),         cmocka_unit_test(heaps_beyond_the_room_keep_their_nearest),
  };
  return cmocka_run_group_tests_name("springs", tests, NULL, NULL);
}
