/* SPDX-License-Identifier: GPL-2.0-only */
/* Space groups of periodic boxes, starts that have them, and the turns that they and a walk take. */
#include "host.h"

#include "search/cell_symmetry.h"
#include "search/moves.h"

#define APART 0.7

/* Edges in length scales; `order`: the most operations that draws can find where there is one cell. */
static const struct box {
  const char *name;
  double edge[3][3];
  int order;
} boxes[] = {
  {"cubic", {{4, 0, 0}, {0, 4, 0}, {0, 0, 4}}, 48},
  {"tetragonal", {{4, 0, 0}, {0, 4, 0}, {0, 0, 5}}, 16},
  {"orthorhombic", {{3.5, 0, 0}, {0, 4, 0}, {0, 0, 5}}, 8},
  {"hexagonal", {{4, 0, 0}, {-2, 3.4641016151377544, 0}, {0, 0, 5}}, 24},
  {"primitive face-centred", {{0, 3, 3}, {3, 0, 3}, {3, 3, 0}}, 48},
  {"monoclinic", {{3.5, 0, 0}, {0, 4, 0}, {1.2, 0, 4.5}}, 4},
  {"triclinic", {{4, 0, 0}, {0.7, 3.8, 0}, {0.9, 0.4, 4.4}}, 2},
  {"triclinic with far tilts", {{4, 0, 0}, {8.7, 3.8, 0}, {-3.1, 4.2, 4.4}}, 2},
  {"slab", {{4, 0, 0}, {0, 4, 0}, {0, 0, 0}}, 16},
  {"skewed slab", {{4, 0, 0}, {0, 0, 0}, {1.1, 0.3, 4.5}}, 4},
  {"wire", {{0, 0, 0}, {0, 5, 0}, {0, 0, 0}}, 16},
};
enum { BOXES = sizeof boxes / sizeof *boxes };

static struct l2h_walker *walker_in(const struct box *box, int atoms, double symmetric)
{
  struct l2h_search_problem problem = {.atoms = atoms, .species = 1, .length = 1, .energy = 1};
  struct l2h_walker_options options = standard_options(11, 1e6);
  memcpy(problem.cell, box->edge, sizeof problem.cell);
  options.numbers.symmetric = symmetric;
  return create(&problem, &options);
}

static void shares_of(const struct l2h_box *box, const double *x, double *share)
{
  for (int k = 0; k < 3; k++)
    share[k] = x[0] * box->inverse[0][k] + x[1] * box->inverse[1][k] + x[2] * box->inverse[2][k];
}

static void place_of(const struct l2h_box *box, const double *share, double *x)
{
  for (int c = 0; c < 3; c++)
    x[c] = share[0] * box->edge[0][c] + share[1] * box->edge[1][c] + share[2] * box->edge[2][c];
}

/* Whether x leads from a point to an image of it. */
static bool is_translation(const struct l2h_box *box, const double *x)
{
  double share[3];
  shares_of(box, x, share);
  for (int k = 0; k < 3; k++)
    if (fabs(share[k] - (box->periodic[k] ? rint(share[k]) : 0)) > 1e-9)
      return false;
  return true;
}

static void cells_divide_the_box(void **state)
{
  (void)state;
  static const int copies[] = {1, 2, 3, 4, 5, 6, 8, 12, 16, 27};
  for (int b = 0; b < BOXES; b++)
    for (size_t n = 0; n < sizeof copies / sizeof *copies; n++) {
      struct l2h_walker *walker = walker_in(&boxes[b], 12, 1);
      for (int time = 0; time < 20; time++) {
        static struct l2h_cell_symmetry symmetry;
        if (!l2h_cell_symmetry_draw(walker, copies[n], 0.1, &symmetry))
          fail_msg("%s: no %d cells", boxes[b].name, copies[n]);
        const struct l2h_box *const cell = &symmetry.cell;
        assert_true(fabs(cell->volume * copies[n] - walker->box.volume) < 1e-9 * walker->box.volume);
        double by[27][3], d[3];
        for (int k = 0; k < 3; k++)
          assert_true(!walker->box.periodic[k] || is_translation(cell, walker->box.edge[k]));
        for (int m = 0; m < copies[n]; m++) {
          l2h_cell_division_copy(&symmetry.division, m, by[m]);
          assert_true(is_translation(cell, by[m]));
          for (int i = 0; i < m; i++) {
            for (int c = 0; c < 3; c++)
              d[c] = by[m][c] - by[i][c];
            assert_false(is_translation(&walker->box, d));
          }
        }
      }
      l2h_walker_free(walker);
    }
}

/* The copies of a cubic box's cells that are the most compact are the face-centred lattice. */
static void compact_cells_are_drawn_often(void **state)
{
  (void)state;
  struct l2h_walker *walker = walker_in(&boxes[0], 32, 1);
  int compact = 0;
  for (int time = 0; time < 200; time++) {
    struct l2h_cell_symmetry symmetry;
    assert_true(l2h_cell_symmetry_draw(walker, 32, 0.1, &symmetry));
    double shortest = INFINITY;
    for (int k = 0; k < 3; k++)
      shortest = fmin(
        shortest,
        sqrt(pow(symmetry.cell.edge[k][0], 2) + pow(symmetry.cell.edge[k][1], 2) + pow(symmetry.cell.edge[k][2], 2)));
    compact += fabs(shortest - sqrt(2)) < 1e-9;
  }
  assert_true(compact > 10 && compact < 190);
  l2h_walker_free(walker);
}

static void check_group(const char *name, const struct l2h_walker *walker, const struct l2h_cell_symmetry *symmetry)
{
  const struct l2h_box *const cell = &symmetry->cell;
  for (int a = 0; a < symmetry->order; a++) {
    const int(*const p)[3] = symmetry->operation[a];
    double image[3][3];
    for (int k = 0; k < 3; k++) { /* lengths and angles */
      place_of(cell, (const double[]){p[0][k], p[1][k], p[2][k]}, image[k]);
      assert_true(cell->periodic[k] || symmetry->shift[a][k] == 0);
      for (int m = 0; m <= k; m++) {
        double is = 0, was = 0;
        for (int c = 0; c < 3; c++) {
          is += image[k][c] * image[m][c];
          was += cell->edge[k][c] * cell->edge[m][c];
        }
        if (fabs(is - was) > 1e-9)
          fail_msg("%s: an operation changes the cell", name);
      }
    }
    for (int k = 0; k < 3; k++) { /* the box goes onto itself */
      double share[3], moved[3], x[3];
      shares_of(cell, walker->box.edge[k], share);
      for (int i = 0; i < 3; i++)
        moved[i] = p[i][0] * share[0] + p[i][1] * share[1] + p[i][2] * share[2];
      place_of(cell, moved, x);
      assert_true(!walker->box.periodic[k] || is_translation(&walker->box, x));
    }
    for (int b = 0; b < symmetry->order; b++) { /* two in a row are one */
      int alike = 0;
      for (int one = 0; one < symmetry->order; one++) {
        bool same = true;
        for (int i = 0; i < 3; i++) {
          int shift = symmetry->shift[a][i];
          for (int j = 0; j < 3; j++) {
            const int(*const q)[3] = symmetry->operation[b];
            same = same && symmetry->operation[one][i][j] == p[i][0] * q[0][j] + p[i][1] * q[1][j] + p[i][2] * q[2][j];
            shift += p[i][j] * symmetry->shift[b][j];
          }
          same = same && (shift - symmetry->shift[one][i]) % L2H_CELL_PARTS == 0;
        }
        alike += same;
      }
      assert_int_equal(alike, 1);
    }
  }
}

static void operations_are_groups_that_keep_cell_and_box(void **state)
{
  (void)state;
  for (int b = 0; b < BOXES; b++) {
    struct l2h_walker *walker = walker_in(&boxes[b], 12, 1);
    int most = 0;
    bool glides = false;
    for (int time = 0; time < 1000; time++) {
      static struct l2h_cell_symmetry symmetry;
      const int copies = time % 2 == 0 ? 1 : 1 + time % 7;
      assert_true(l2h_cell_symmetry_draw(walker, copies, 0.1, &symmetry));
      check_group(boxes[b].name, walker, &symmetry);
      most = copies == 1 && symmetry.order > most ? symmetry.order : most;
      for (int k = 1; k < symmetry.order; k++)
        glides = glides || symmetry.shift[k][0] + symmetry.shift[k][1] + symmetry.shift[k][2] > 0;
    }
    if (most != boxes[b].order)
      fail_msg("%s: up to %d operations and not %d", boxes[b].name, most, boxes[b].order);
    assert_true(glides);
    l2h_walker_free(walker);
  }
}

static void orbits_are_whole_and_apart(void **state)
{
  (void)state;
  uint64_t seed = 5;
  for (int b = 0; b < BOXES; b++) {
    struct l2h_walker *walker = walker_in(&boxes[b], 12, 1);
    int merged = 0, general = 0, none = 0, times = 0;
    for (int draw = 0; draw < 60; draw++) {
      static struct l2h_cell_symmetry symmetry;
      assert_true(l2h_cell_symmetry_draw(walker, 1 + draw % 4, APART, &symmetry));
      for (int time = 0; time < 20; time++, times++) {
        double x[3], orbit[L2H_CELL_OPERATIONS][3];
        for (int c = 0; c < 3; c++)
          x[c] = 2 * sample(&seed) - 1;
        const int count = l2h_cell_symmetry_orbit(&symmetry, APART, x, orbit);
        none += count == 0;
        if (count == 0)
          continue;
        assert_int_equal(symmetry.order % count, 0);
        merged += count < symmetry.order;
        general += count == symmetry.order && count > 1;
        for (int i = 0; i < count; i++)
          for (int j = 0; j < i; j++)
            assert_true(l2h_cell_distance2(&symmetry.cell, APART, orbit[i], orbit[j]) >= APART * APART);
        for (int k = 0; k < symmetry.order; k++)
          for (int i = 0; i < count; i++) {
            double y[3], least = INFINITY;
            for (int m = 0; m < 3; m++) {
              const int *const row = symmetry.operation[k][m];
              y[m] = row[0] * orbit[i][0] + row[1] * orbit[i][1] + row[2] * orbit[i][2] +
                symmetry.shift[k][m] / (double)L2H_CELL_PARTS;
            }
            for (int j = 0; j < count; j++)
              least = fmin(least, l2h_cell_distance2(&symmetry.cell, APART, y, orbit[j]));
            assert_true(least < 1e-10);
          }
      }
    }
    assert_true(merged > 0 && general > 0 && none < times / 4);
    l2h_walker_free(walker);
  }
}

/* ---- starts ---- */

static double nearest(const struct l2h_box *box, const double *a, const double *b)
{
  double least = INFINITY;
  for (int i = -2; i <= 2; i++)
    for (int j = -2; j <= 2; j++)
      for (int k = -2; k <= 2; k++) {
        const double share[3] = {i * box->periodic[0], j * box->periodic[1], k * box->periodic[2]};
        double by[3], r2 = 0;
        place_of(box, share, by);
        for (int c = 0; c < 3; c++)
          r2 += pow(a[c] - b[c] + by[c], 2);
        if (a != b || r2 > 0)
          least = fmin(least, r2);
      }
  return sqrt(least);
}

/* Any number of atoms, in any box: all of them are in it, and none overlaps another. */
static void starts_fill_the_box(void **state)
{
  (void)state;
  for (int b = 0; b < BOXES; b++)
    for (int atoms = 1; atoms <= 40; atoms += 1 + atoms / 8) {
      struct l2h_walker *walker = walker_in(&boxes[b], atoms, 1);
      for (int time = 0; time < 8; time++) {
        memset(walker->working, 0xff, sizeof(double) * 3 * (size_t)atoms); /* not a number */
        l2h_fill_cell_symmetric(walker);
        for (int i = 0; i < atoms; i++) {
          double share[3];
          shares_of(&walker->box, walker->working + 3 * i, share);
          for (int k = 0; k < 3; k++)
            assert_true(walker->box.periodic[k] ? share[k] > -1e-9 && share[k] < 1 + 1e-9 : isfinite(share[k]));
        }
        l2h_part(walker);
        for (int i = 0; i < atoms && boxes[b].edge[1][0] < 8; i++)
          for (int j = 0; j < i; j++)
            assert_true(nearest(&walker->box, walker->working + 3 * i, walker->working + 3 * j) > 0.49);
      }
      l2h_walker_free(walker);
    }
}

/* The translations, each some eighths or twelfths of the edges, that leave the start as it is. */
static int translations_of(const struct l2h_walker *walker)
{
  int count = 0;
  for (int number = 1; number < 12 * 12 * 12; number++) {
    const double share[3] = {number % 12 / 12., number / 12 % 12 / 12., number / 144 / 12.};
    double by[3];
    bool all = true;
    place_of(&walker->box, share, by);
    for (int i = 0; i < walker->free && all; i++) {
      bool found = false;
      for (int j = 0; j < walker->free && !found; j++) {
        double d[3];
        for (int c = 0; c < 3; c++)
          d[c] = walker->working[3 * i + c] + by[c] - walker->working[3 * j + c];
        l2h_box_fold(&walker->box, d);
        found = walker->kind[i] == walker->kind[j] && fabs(d[0]) + fabs(d[1]) + fabs(d[2]) < 1e-6;
      }
      all = found;
    }
    count += all;
  }
  return count;
}

static void starts_repeat_where_the_number_says_so(void **state)
{
  (void)state;
  enum { TIMES = 100 };
  for (int symmetric = 0; symmetric < 2; symmetric++)
    for (int b = 0; b < BOXES; b += 6) { /* cubic, triclinic */
      struct l2h_walker *walker = walker_in(&boxes[b], 36, symmetric);
      int repeat = 0;
      for (int time = 0; time < TIMES; time++) {
        walker->state->symmetric = false;
        l2h_start(walker);
        assert_int_equal(walker->state->symmetric, symmetric);
        const int translations = translations_of(walker);
        assert_true(translations == 0 || 36 % (translations + 1) == 0);
        repeat += translations > 0;
      }
      assert_true(symmetric ? repeat > TIMES / 3 : repeat == 0);
      l2h_walker_free(walker);
    }
}

/* 31 atoms are a crystal of 32 that lacks one, 33 one with an atom too many. */
static void crystals_may_lack_an_atom_or_have_one_more(void **state)
{
  (void)state;
  for (int atoms = 31; atoms <= 33; atoms += 2) {
    struct l2h_walker *walker = walker_in(&boxes[0], atoms, 1);
    int nearly = 0;
    for (int time = 0; time < 300; time++) {
      l2h_fill_cell_symmetric(walker);
      /* an atom of a body-centred box of half the edge, or of a finer one, has another half an edge away */
      int pairs = 0;
      for (int i = 0; i < atoms; i++)
        for (int j = 0; j < i; j++) {
          double d[3];
          for (int c = 0; c < 3; c++)
            d[c] = walker->working[3 * i + c] - walker->working[3 * j + c] + 2 * (c == 0);
          l2h_box_fold(&walker->box, d);
          pairs += fabs(d[0]) + fabs(d[1]) + fabs(d[2]) < 1e-9;
        }
      nearly += pairs == (atoms == 31 ? 15 : 16);
    }
    assert_true(nearly > 10);
    l2h_walker_free(walker);
  }
}

/* 18 atoms of one species and 12 of another, in any order: each species repeats by itself. */
static void species_have_orbits_of_their_own(void **state)
{
  (void)state;
  enum { ATOMS = 30 };
  int kinds[ATOMS], repeat = 0;
  for (int i = 0; i < ATOMS; i++)
    kinds[i] = i % 5 < 2;
  struct l2h_search_problem problem = {.atoms = ATOMS, .species = 2, .length = 1, .energy = 1, .species_of = kinds};
  const struct l2h_walker_options options = standard_options(3, 1e6);
  memcpy(problem.cell, boxes[0].edge, sizeof problem.cell);
  struct l2h_walker *walker = create(&problem, &options);
  for (int time = 0; time < 60; time++) {
    memset(walker->working, 0xff, sizeof(double) * 3 * ATOMS);
    l2h_fill_cell_symmetric(walker);
    for (int k = 0; k < 3 * ATOMS; k++)
      assert_true(isfinite(walker->working[k]));
    const int translations = translations_of(walker);
    assert_true(6 % (translations + 1) == 0); /* the common divisor */
    repeat += translations > 0;
  }
  assert_true(repeat > 20);
  l2h_walker_free(walker);
}

static void symmetric_starts_need_free_atoms(void **state)
{
  (void)state;
  const bool frozen[6] = {true, false, false, false, false, false};
  const int kinds[6] = {0, 1, 0, 0, 0, 0};
  double start[18];
  for (int k = 0; k < 18; k++)
    start[k] = 1.1 * (k / 3) * (k % 3 == 0);
  for (int what = 0; what < 4; what++) {
    struct l2h_search_problem problem = {.atoms = 6, .species = 1, .length = 1, .energy = 1};
    struct l2h_walker_options options = standard_options(3, 1e6);
    for (int k = 0; k < 3; k++)
      problem.cell[k][k] = 7;
    if (what == 1) {
      problem.frozen = frozen;
    } else if (what == 2) {
      problem.species = 2;
      problem.species_of = kinds;
    }
    problem.start = what == 1 || what == 3 ? start : NULL;
    problem.restart_from_start = what == 3;
    struct l2h_walker *walker = create(&problem, &options);
    walker->state->has_start = false;
    l2h_start(walker);
    assert_int_equal(walker->state->symmetric, what == 0 || what == 2);
    l2h_walker_free(walker);
  }
}

/* ---- turns ---- */

struct search {
  struct host host;
  struct l2h_search_problem problem;
  struct l2h_walker_options options;
};

/* 32 atoms in the cube that the face-centred crystal fills. */
static struct search search_of_crystal(uint64_t seed, double evaluations)
{
  struct search search = {.host = {.atoms = 32, .length = 1, .energy = 1, .cell = 2 * sqrt(2)},
                          .problem = {.atoms = 32, .species = 1, .length = 1, .energy = 1},
                          .options = standard_options(seed, evaluations)};
  for (int k = 0; k < 3; k++)
    search.problem.cell[k][k] = search.host.cell;
  return search;
}

/* The walk goes on from the minimum that it had come to, whatever starts were in between, and starts have their share.
 */
static void a_walk_and_symmetric_starts_take_turns(void **state)
{
  (void)state;
  struct search search = search_of_crystal(5, 20000);
  struct l2h_walker *walker = create(&search.problem, &search.options);
  double paused[3 * MOST], current = 0, hops = 0, symmetric = 0;
  int pauses = 0;
  bool was_symmetric = walker->state->symmetric, waits = false;
  assert_true(was_symmetric);
  while (l2h_walker_ask(walker)) {
    const unsigned flags = host_step(&search.host, walker);
    const struct l2h_walker_state *const now = walker->state;
    if (!(flags & (L2H_HOP_ENDED | L2H_FAILED)))
      continue;
    hops++;
    symmetric += was_symmetric;
    if (!was_symmetric && now->symmetric && now->is_paused) {
      memcpy(paused, walker->paused, sizeof(double) * 96);
      assert_memory_equal(paused, walker->from, sizeof(double) * 96);
      current = now->current;
      waits = true;
      pauses++;
    } else if (waits && !now->symmetric) {
      assert_false(now->fresh);
      assert_true(now->current == current);
      assert_memory_equal(paused, walker->from, sizeof(double) * 96);
      waits = false;
    }
    was_symmetric = now->symmetric;
  }
  assert_true(pauses > 10);
  assert_true(fabs(symmetric / hops - search.options.numbers.symmetric) < 0.1);
  l2h_walker_free(walker);
}

static void all_or_none_of_the_hops_may_be_symmetric(void **state)
{
  (void)state;
  for (int all = 0; all < 2; all++) {
    struct search search = search_of_crystal(6, 3000);
    search.options.numbers.symmetric = all;
    struct l2h_walker *walker = create(&search.problem, &search.options);
    do
      assert_int_equal(walker->state->symmetric, all);
    while (l2h_walker_ask(walker) && (host_step(&search.host, walker), true));
    assert_true(walker->state->is_paused == 0);
    l2h_walker_free(walker);
  }
}

/* Saved anywhere, also while the walk is paused, the search goes on bit for bit. */
static void turns_are_saved(void **state)
{
  (void)state;
  struct search search = search_of_crystal(7, 4000);
  struct l2h_walker *whole = create(&search.problem, &search.options);
  struct l2h_walker *other = create(&search.problem, &search.options);
  const size_t bytes = l2h_walker_bytes(whole);
  char *const saved = malloc(bytes);
  struct l2h_error error;
  bool paused = false;
  for (int step = 0; l2h_walker_ask(whole); step++) {
    host_step(&search.host, whole);
    if (step % 50 == 49) {
      paused = paused || whole->state->is_paused;
      l2h_walker_save(whole, saved);
      assert_int_equal(l2h_walker_restore(other, saved, bytes, &error), 0);
      struct l2h_walker *const last = whole;
      whole = other; /* goes on in its place, and must end as one that was never saved */
      other = last;
    }
  }
  struct l2h_walker *never = create(&search.problem, &search.options);
  while (l2h_walker_ask(never))
    host_step(&search.host, never);
  assert_true(paused);
  assert_memory_equal(whole->state, never->state, whole->state_bytes);
  l2h_walker_free(whole);
  l2h_walker_free(other);
  l2h_walker_free(never);
  free(saved);
}

/* The crystal is met in some hundreds of evaluations, where walks from random places end in a glass. */
static void the_crystal_is_met(void **state)
{
  (void)state;
  struct search search = search_of_crystal(8, 4000);
  double crystal[3 * 32];
  for (int i = 0; i < 32; i++)
    for (int c = 0; c < 3; c++) { /* four atoms in each of eight cubes */
      const int cube = i / 4, in = i % 4;
      crystal[3 * i + c] = sqrt(2) * ((cube >> c & 1) + (in > 0 && c != in - 1 ? 0.5 : 0));
    }
  const double energy = host_evaluate(&search.host, crystal);
  double lowest[2];
  for (int symmetric = 0; symmetric < 2; symmetric++) {
    search.options.numbers.symmetric = 0.8 * symmetric;
    struct l2h_walker *walker = create(&search.problem, &search.options);
    struct l2h_walker_report report;
    while (l2h_walker_ask(walker))
      host_step(&search.host, walker);
    l2h_walker_make_report(walker, &report);
    lowest[symmetric] = report.lowest;
    l2h_walker_free(walker);
  }
  assert_true(lowest[1] <= energy + 1e-3);
  assert_true(lowest[1] < lowest[0] + 1e-3);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(cells_divide_the_box),
    cmocka_unit_test(compact_cells_are_drawn_often),
    cmocka_unit_test(operations_are_groups_that_keep_cell_and_box),
    cmocka_unit_test(orbits_are_whole_and_apart),
    cmocka_unit_test(starts_fill_the_box),
    cmocka_unit_test(starts_repeat_where_the_number_says_so),
    cmocka_unit_test(crystals_may_lack_an_atom_or_have_one_more),
    cmocka_unit_test(species_have_orbits_of_their_own),
    cmocka_unit_test(symmetric_starts_need_free_atoms),
    cmocka_unit_test(a_walk_and_symmetric_starts_take_turns),
    cmocka_unit_test(all_or_none_of_the_hops_may_be_symmetric),
    cmocka_unit_test(turns_are_saved),
    cmocka_unit_test(the_crystal_is_met),
  };
  return cmocka_run_group_tests_name("cell_symmetry", tests, NULL, NULL);
}
