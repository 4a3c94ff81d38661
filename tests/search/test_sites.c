/* SPDX-License-Identifier: GPL-2.0-only */
/* Cells and lists against every triplet and every pair. */
#include "host.h"

#include "search/kernels.h"
#include "search/sites.h"

static double distance2(const double *a, const double *b)
{
  return (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]);
}

static struct l2h_sites make_sites(int atoms, int free, void **memory)
{
  struct l2h_sites sites;
  struct l2h_room room = {NULL, 0};
  l2h_sites_place(&sites, &room, atoms, free);
  room.memory = *memory = aligned_alloc(64, room.used);
  assert_non_null(*memory);
  memset(*memory, 0, room.used);
  room.used = 0;
  l2h_sites_place(&sites, &room, atoms, free);
  return sites;
}

/* Some kinds of structure: a piece of an fcc lattice, shaken; a layer (flat, one cell thick); a chain with far ends. */
static void make_structure(int which, int atoms, struct l2h_sites *sites)
{
  uint64_t seed = 11 + (uint64_t)which;
  for (int i = 0; i < atoms; i++) {
    double *x = sites->place + 3 * i;
    const int side = which == 0 ? 4 : which == 1 ? 8 : 2;
    const int a = i % side, b = i / side % side, c = i / side / side;
    x[0] = a + 0.5 * (b % 2) + 0.5 * (c % 2);
    x[1] = 0.866 * b + 0.289 * (c % 2);
    x[2] = 0.816 * c;
    if (which == 2 && i > atoms - 4)
      x[0] += 40;
    for (int k = 0; k < 3; k++)
      x[k] += 0.05 * (sample(&seed) - 0.5);
    sites->present[i] = sample(&seed) > 0.05;
  }
}

static double pair_energy(const struct l2h_sites *sites, const double *p, int self)
{
  double energy = 0;
  for (int j = 0; j < sites->atoms; j++) {
    const double r2 = distance2(p, sites->place + 3 * j);
    if (sites->present[j] && j != self && r2 < L2H_SITE_REACH * L2H_SITE_REACH)
      energy += pow(r2, -6) - 2 * pow(r2, -3);
  }
  return energy;
}

/* The place at distance h from three atoms on the side `up` of their plane, by solving |p - x_k|^2 = h^2: along the
   plane by two linear equations, and out of it by what is left. */
static bool cap(const double *x, const double *y, const double *z, int up, double *p)
{
  double a[3], b[3], n[3];
  for (int c = 0; c < 3; c++) {
    a[c] = y[c] - x[c];
    b[c] = z[c] - x[c];
  }
  for (int c = 0; c < 3; c++)
    n[c] = a[(c + 1) % 3] * b[(c + 2) % 3] - a[(c + 2) % 3] * b[(c + 1) % 3];
  const double aa = distance2(y, x), bb = distance2(z, x), ab = a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const double det = aa * bb - ab * ab;
  if (det < 4e-7)
    return false;
  const double u = (0.5 * aa * bb - 0.5 * bb * ab) / det, v = (0.5 * bb * aa - 0.5 * aa * ab) / det;
  double r2 = 0, nn = 0;
  for (int c = 0; c < 3; c++) {
    p[c] = u * a[c] + v * b[c];
    r2 += p[c] * p[c];
    nn += n[c] * n[c];
  }
  const double height2 = L2H_SITE_HEIGHT * L2H_SITE_HEIGHT - r2;
  if (height2 < 0.016)
    return false;
  for (int c = 0; c < 3; c++)
    p[c] += x[c] + (up ? 1 : -1) * sqrt(height2 / nn) * n[c];
  return true;
}

static bool is_place(const struct l2h_sites *sites, const double *p, int known, double (*site)[3])
{
  for (int j = 0; j < sites->atoms; j++)
    if (sites->present[j] && distance2(p, sites->place + 3 * j) < L2H_SITE_CLASH * L2H_SITE_CLASH)
      return false;
  for (int q = 0; q < known; q++)
    if (distance2(p, site[q]) < L2H_SITE_APART * L2H_SITE_APART)
      return false;
  return true;
}

/* Every triplet, none left out. */
static int all_sites(const struct l2h_sites *sites, double (*site)[3])
{
  const double bond2 = L2H_SITE_BOND * L2H_SITE_BOND, long2 = L2H_SITE_LONG_BOND * L2H_SITE_LONG_BOND;
  int count = 0;
  for (int i = 0; i < sites->free; i++)
    for (int j = i + 1; j < sites->atoms; j++)
      for (int k = j + 1; k < sites->atoms; k++) {
        const double *x = sites->place + 3 * i, *y = sites->place + 3 * j, *z = sites->place + 3 * k;
        if (distance2(x, y) > long2)
          break;
        const double edges[3] = {distance2(x, y), distance2(x, z), distance2(y, z)};
        int long_ones = 0;
        bool bound = sites->present[i] && sites->present[j] && sites->present[k];
        for (int e = 0; e < 3; e++) {
          bound = bound && edges[e] <= long2;
          long_ones += edges[e] > bond2;
        }
        for (int up = 0; bound && long_ones <= 1 && up < 2; up++)
          if (cap(x, y, z, up, site[count]) && is_place(sites, site[count], count, site))
            count++;
      }
  return count;
}

static void cells_find_what_triplets_find(void **state)
{
  (void)state;
  static double site[8000][3];
  static const struct {
    int which, atoms;
  } of[] = {{0, 64}, {1, 64}, {2, 40}, {1, 300}, {1, 1100}}; /* the last: by cells, too many to look at all */
  for (int k = 0; k < 5; k++)
    for (int frozen = 0; frozen < 30; frozen += 29) {
      const int which = of[k].which, atoms = of[k].atoms;
      void *memory;
      struct l2h_sites sites = make_sites(atoms, atoms - frozen, &memory);
      make_structure(which, atoms, &sites);
      l2h_sites_find(&sites);
      const int count = all_sites(&sites, site);
      assert_true(count > 5);
      assert_int_equal(sites.count, count);
      for (int q = 0; q < count; q++) {
        assert_true(distance2(site[q], sites.site[q]) < 1e-20);
        assert_true(fabs(sites.energy[q] - pair_energy(&sites, site[q], -1)) < 1e-9);
      }
      free(memory);
    }
}

static void bindings_are_pair_energies(void **state)
{
  (void)state;
  for (int which = 0; which < 3; which++) {
    void *memory;
    double binding[64];
    struct l2h_sites sites = make_sites(64, 60, &memory);
    make_structure(which, 64, &sites);
    l2h_sites_bindings(&sites, binding);
    for (int i = 0; i < 60; i++)
      if (sites.present[i])
        assert_true(fabs(binding[i] - pair_energy(&sites, sites.place + 3 * i, i)) < 1e-9);
    free(memory);
  }
}

/* The best site of an icosahedron of 13 that lacks a vertex is that vertex. */
static void a_hole_is_the_best_site(void **state)
{
  (void)state;
  const double golden = 1.618033988749895, scale = 0.96 / sqrt(1 + golden * golden);
  void *memory;
  struct l2h_sites sites = make_sites(13, 13, &memory);
  int at = 1;
  for (int c = 0; c < 3; c++)
    for (int sign = 0; sign < 4; sign++, at++) {
      sites.place[3 * at + (c + 1) % 3] = (sign & 1 ? 1 : -1) * scale;
      sites.place[3 * at + (c + 2) % 3] = (sign & 2 ? 1 : -1) * scale * golden;
    }
  for (int i = 0; i < 12; i++)
    sites.present[i] = true;
  l2h_sites_find(&sites);
  int best = 0;
  for (int q = 1; q < sites.count; q++)
    if (sites.energy[q] < sites.energy[best])
      best = q;
  assert_true(sites.count > 12);
  assert_true(distance2(sites.site[best], sites.place + 36) < 0.04);
  free(memory);
}

static void instruction_sets_agree_bit_for_bit(void **state)
{
  (void)state;
  const struct l2h_search_kernels *kernels;
  for (int atoms = 64; atoms <= 300; atoms += 236) {
    void *memory, *memory_of_other;
    struct l2h_sites sites = make_sites(atoms, atoms, &memory), other = make_sites(atoms, atoms, &memory_of_other);
    double bindings[300], other_bindings[300];
    make_structure(1, atoms, &sites);
    make_structure(1, atoms, &other);
    l2h_sites_bindings(&sites, bindings);
    l2h_sites_find(&sites);
    for (int k = 1; (kernels = l2h_search_kernels_at(k)); k++) {
      other.kernels = kernels;
      l2h_sites_bindings(&other, other_bindings);
      l2h_sites_find(&other);
      assert_memory_equal(bindings, other_bindings, sizeof(double) * (size_t)atoms);
      assert_int_equal(sites.count, other.count);
      assert_memory_equal(sites.site, other.site, sizeof *sites.site * (size_t)sites.count);
      assert_memory_equal(sites.energy, other.energy, sizeof(double) * (size_t)sites.count);
    }
    free(memory);
    free(memory_of_other);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(cells_find_what_triplets_find),
    cmocka_unit_test(bindings_are_pair_energies),
    cmocka_unit_test(a_hole_is_the_best_site),
    cmocka_unit_test(instruction_sets_agree_bit_for_bit),
  };
  return cmocka_run_group_tests_name("sites", tests, NULL, NULL);
}
