/* SPDX-License-Identifier: GPL-2.0-only */
/* Compiled for each instruction set from CMakeLists.txt. A slice of atoms is a few registers, worked on one after
   another; each atom's sums go over its neighbours by their numbers, so the width of the registers does not show. */
#include "search/springs.h"

#include <stddef.h>

#include "search/vectors.h"

#include "search/spring_formulas.h"

#define SHORTER 0.9 /* the next reach of a heap */
#define SKIN 0.1    /* how much farther than the reach pairs are listed that may come within it */
#define MOVED 0.049 /* how far an atom may have moved for the list to hold: less than half of that */
#define FAR 1e100   /* where lanes are that have no atom */

#define LANES L2H_SPRING_LANES
#define SLICE (3 * LANES)                                           /* numbers of a slice in a vector */
#define EACH_PART(at) for (int at = 0; at < LANES; at += L2H_WIDTH) /* registers of a slice */

/* Where x of an atom lies. */
L2H_FN int spot(int atom)
{
  return atom / LANES * SLICE + atom % LANES;
}

L2H_FN void to_lanes(const struct l2h_springs *springs, const double *vector, double *lanes)
{
  for (int i = 0; i < springs->atoms; i++)
    for (int c = 0; c < 3; c++)
      lanes[spot(i) + c * LANES] = vector[3 * i + c];
}

L2H_FN void from_lanes(const struct l2h_springs *springs, const double *lanes, double *vector)
{
  for (int i = 0; i < springs->atoms; i++)
    for (int c = 0; c < 3; c++)
      vector[3 * i + c] = lanes[spot(i) + c * LANES];
}

/* Lanes that have no atom. */
L2H_FN void fill_up(const struct l2h_springs *springs, double *lanes, double value)
{
  for (int i = springs->atoms; i < springs->slices * LANES; i++)
    for (int c = 0; c < 3; c++)
      lanes[spot(i) + c * LANES] = value;
}

/* ---- making them ---- */

/* 0 but where `near` is set. Of two atoms in one place it has no direction, and there is none. */
L2H_FN real stiffness(real r2, real_mask near)
{
  const real s2 = 1 / real_max(r2, real_of(L2H_SPRING_CORE * L2H_SPRING_CORE)), whole = l2h_spring_stiffness(s2);
  const real_mask beyond = r2 > L2H_SPRING_CORE * L2H_SPRING_CORE;
  real stiff = whole * s2;
  if (real_bits(near & ~beyond))
    stiff = real_select(beyond, stiff, whole / r2);
  return real_unless(~near, stiff);
}

/* Vectors as fours. But for the last atom, the fourth number is the next atom's first. */
L2H_FN void to_fours(const struct l2h_springs *springs, const double *vector, double *fours)
{
  typedef double four __attribute__((vector_size(32), aligned(8), may_alias));
  const int last = springs->atoms - 1;
  for (int i = 0; i < last; i++)
    *(four *)(fours + L2H_FOUR * i) = *(const four *)(vector + 3 * i);
  for (int c = 0; c < 3; c++)
    fours[L2H_FOUR * last + c] = vector[3 * last + c];
}

/* Writes the numbers from `first` on whose bits are set to to[0], to[1] ...; what follows these, up to a register full,
   may be overwritten. */
L2H_FN void pack_numbers(unsigned bits, int first, int *to)
{
#if L2H_BYTES == 64 && defined(__AVX512VL__)
  const __m256i numbers = _mm256_add_epi32(_mm256_set1_epi32(first), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  _mm256_storeu_si256((__m256i *)to, _mm256_maskz_compress_epi32((__mmask8)bits, numbers));
#else
  for (; bits; bits &= bits - 1)
    *to++ = first + __builtin_ctz(bits);
#endif
}

/* Lists all pairs at listed_at that are nearer than the root of reach2: those of atom i with later ones from start[i]
   on. Returns false where there may be more than `most`. */
L2H_FN bool list_pairs(struct l2h_springs *springs, double reach2, int most)
{
  int count = 0, *const other = springs->other;
  for (int i = 0; i < springs->atoms; i++) {
    const double *const here = springs->listed_at + spot(i), x = here[0], y = here[LANES], z = here[2 * LANES];
    unsigned after = -2u << i % LANES; /* lanes of later atoms */
    springs->start[i] = count;
    if (count + springs->atoms > most)
      return false;
    for (int s = i / LANES; s < springs->slices; s++, after = -1u)
      EACH_PART(lane)
      {
        const double *const there = springs->listed_at + s * SLICE + lane;
        const real dx = x - real_load(there), dy = y - real_load(there + LANES), dz = z - real_load(there + 2 * LANES);
        const unsigned bits = real_bits_below(dx * dx + dy * dy + dz * dz, reach2) & after >> lane;
        pack_numbers(bits, s * LANES + lane, other + count);
        count += __builtin_popcount(bits);
      }
  }
  springs->start[springs->atoms] = count;
  return true;
}

/* Lays out rows for the pairs; false where they don't fit. next[i] becomes the row of the first earlier atom of
   atom i. */
L2H_FN bool lay_out(struct l2h_springs *springs)
{
  int row = 0, *const next = springs->next, *const start = springs->start;
  for (int i = 0; i < springs->slices * LANES; i++)
    next[i] = 0;
  for (int k = 0; k < start[springs->atoms]; k++)
    next[springs->other[k]]++;
  for (int s = 0; s < springs->slices; s++) {
    int earlier = 0, later = 0;
    for (int i = s * LANES; i < (s + 1) * LANES; i++) {
      const int after = i < springs->atoms ? start[i + 1] - start[i] : 0;
      earlier = next[i] > earlier ? next[i] : earlier;
      later = after > later ? after : later;
      next[i] = row;
    }
    springs->first[s] = row;
    springs->later[s] = row + earlier;
    row += earlier + later;
    if (row > L2H_SPRING_ROWS(springs->slices, springs->atoms))
      return false;
    for (int k = springs->first[s]; k < row; k++)
      for (int lane = 0; lane < LANES; lane++)
        springs->to[k][lane] = (s * LANES + lane) * L2H_FOUR;
  }
  springs->first[springs->slices] = row;
  return true;
}

/* Makes the rows of the pairs at listed_at that are so near. */
L2H_FN bool list_rows(struct l2h_springs *springs, double reach)
{
  const int most = LANES * L2H_SPRING_ROWS(springs->slices, springs->atoms);
  const int *const start = springs->start;
  if (!list_pairs(springs, reach * reach, most) || !lay_out(springs))
    return false;
  for (int i = 0; i < springs->atoms; i++) {
    int *const to = springs->to[springs->later[i / LANES]] + i % LANES;
    for (int k = start[i], at = 0; k < start[i + 1]; k++, at += LANES) {
      const int j = springs->other[k];
      to[at] = j * L2H_FOUR;
      springs->to[springs->next[j]++][j % LANES] = i * L2H_FOUR;
      springs->order[k] = at + i % LANES;
    }
  }
  return true;
}

L2H_FN bool list_holds(const struct l2h_springs *springs)
{
  const unsigned all = (1u << L2H_WIDTH) - 1;
  bool holds = springs->listed;
  for (int i = 0; i < springs->slices * LANES && holds; i += L2H_WIDTH) {
    real place[3], r2 = {0};
    l2h_turn_next(springs->place + i * L2H_FOUR, place);
    for (int c = 0; c < 3; c++) {
      const real d = place[c] - real_load(springs->listed_at + spot(i) + c * LANES);
      r2 += d * d;
    }
    holds = real_bits_below(r2, MOVED * MOVED) == all;
  }
  return holds;
}

/* Lists rows anew, and returns how far springs reach. */
L2H_FN double list_anew(struct l2h_springs *springs)
{
  double reach = L2H_SPRING_REACH;
  for (int i = 0; i < springs->slices * LANES; i += L2H_WIDTH) {
    real place[3];
    l2h_turn_next(springs->place + i * L2H_FOUR, place);
    for (int c = 0; c < 3; c++)
      real_store(springs->listed_at + spot(i) + c * LANES, place[c]);
  }
  springs->listed = list_rows(springs, L2H_SPRING_REACH + SKIN);
  if (!springs->listed)
    while (!list_rows(springs, reach))
      reach *= SHORTER;
  return reach;
}

/* The springs of the rows of a slice, and the atoms' blocks. */
L2H_FN void make_slice(struct l2h_springs *springs, int s, double reach2)
{
  EACH_PART(lane)
  {
    real block[6], here[3];
    l2h_turn_next(springs->place + (s * LANES + lane) * L2H_FOUR, here);
    for (int k = 0; k < 6; k++)
      block[k] = real_of(k == 0 || k == 3 || k == 5 ? L2H_SPRING_FLOOR : 0);
    const double *const place = springs->place;
    const int *to = springs->to[springs->first[s]] + lane;
    double *spring = springs->spring[springs->first[s]][0] + lane;
    for (int rows = springs->first[s + 1] - springs->first[s]; rows > 0; rows--) {
      real d[3];
      l2h_turn_any(place, to, d);
      for (int c = 0; c < 3; c++) {
        d[c] = here[c] - d[c];
        real_store(spring + (1 + c) * LANES, d[c]);
      }
      const real r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2], stiff = stiffness(r2, (r2 < reach2) & (r2 > 0));
      real_store(spring, stiff);
      l2h_spring_add_to_block(block, stiff, d);
      to += LANES;
      spring += 4 * LANES;
    }
    l2h_spring_invert(block);
    for (int k = 0; k < 6; k++)
      real_store(springs->block[s][k] + lane, block[k]);
  }
}

void L2H_KERNEL(l2h_springs_make)(struct l2h_springs *springs, const double *position)
{
  double reach = L2H_SPRING_REACH;
  to_fours(springs, position, springs->place);
  for (int k = springs->atoms * L2H_FOUR; k < springs->slices * LANES * L2H_FOUR; k++)
    springs->place[k] = FAR;
  if (!list_holds(springs))
    reach = list_anew(springs);
  for (int s = 0; s < springs->slices; s++)
    make_slice(springs, s, reach * reach);
}

/* ---- the model and its inverse ---- */

/* What the springs of a row pull by over their lengths, where these lanes have moved as `here`, and other atoms as in
   `fours`; the way along each; and by how much it is stretched, times its length. */
L2H_FN real stretched(const struct l2h_springs *springs, int row, int lane, const real here[3], const double *fours,
                      real d[3], real *stretch)
{
  real parts[3];
  l2h_turn_any(fours, springs->to[row] + lane, parts);
  for (int c = 0; c < 3; c++) {
    parts[c] = here[c] - parts[c];
    d[c] = real_load(springs->spring[row][1 + c] + lane);
  }
  *stretch = l2h_spring_stretch(d, parts);
  return real_load(springs->spring[row][0] + lane) * *stretch;
}

/* The pulls on a slice, which moves as in `fours`. Those of earlier atoms are summed apart from those of later ones. */
L2H_FN void slice_pull(const struct l2h_springs *springs, const double *move, const double *fours, int s, double *pull)
{
  EACH_PART(lane)
  {
    real here[3], d[3], stretch, sum[2][3] = {0};
    for (int c = 0; c < 3; c++) {
      here[c] = real_load(move + s * SLICE + c * LANES + lane);
      sum[0][c] = L2H_SPRING_FLOOR * here[c];
    }
    for (int row = springs->first[s]; row < springs->later[s]; row++) {
      const real pulls = stretched(springs, row, lane, here, fours, d, &stretch);
      for (int c = 0; c < 3; c++)
        sum[0][c] += pulls * d[c];
    }
    for (int row = springs->later[s]; row < springs->first[s + 1]; row++) {
      const real pulls = stretched(springs, row, lane, here, fours, d, &stretch);
      for (int c = 0; c < 3; c++)
        sum[1][c] += pulls * d[c];
    }
    for (int c = 0; c < 3; c++)
      real_store(pull + s * SLICE + c * LANES + lane, sum[0][c] + sum[1][c]);
  }
}

void L2H_KERNEL(l2h_springs_pull)(struct l2h_springs *springs, const double *move, double *pull)
{
  to_lanes(springs, move, springs->way);
  to_fours(springs, move, springs->fours[0]);
  for (int s = 0; s < springs->slices; s++)
    slice_pull(springs, springs->way, springs->fours[0], s, springs->pulled);
  from_lanes(springs, springs->pulled, pull);
}

/* Adds the products of a slice of two vectors to four sums, each of every fourth coordinate: an addition waits for none
   before it. */
L2H_FN void add_products(const double *a, const double *b, double sum[4])
{
  double product[SLICE];
  for (int at = 0; at < SLICE; at += L2H_WIDTH)
    real_store(product + at, real_load(a + at) * real_load(b + at));
#pragma GCC unroll 24
  for (int k = 0; k < SLICE; k++)
    sum[k % 4] += product[k % 3 * LANES + k / 3];
}

/* The works of the springs of a slice with later atoms. */
L2H_FN void slice_works(const struct l2h_springs *springs, int moves, int s)
{
  EACH_PART(lane)
  {
    real here[2][3], d[3], stretch;
    for (int k = 0; k < moves; k++)
      l2h_turn_next(springs->fours[k] + (s * LANES + lane) * L2H_FOUR, here[k]);
    for (int row = springs->later[s], at = lane; row < springs->first[s + 1]; row++, at += LANES)
      for (int k = 0; k < moves; k++) {
        const real pulls = stretched(springs, row, lane, here[k], springs->fours[k], d, &stretch);
        real_store(springs->works[k] + at, pulls * stretch);
      }
  }
}

/* The product of a vector with itself, in the parts of add_products(). */
L2H_FN double square(int n, const double *x)
{
  double part[4] = {0};
  int k = 0;
  for (; k + 4 <= n; k += 4)
    for (int c = 0; c < 4; c++)
      part[c] += x[k + c] * x[k + c];
  for (int c = 0; k + c < n; c++)
    part[c] += x[k + c] * x[k + c];
  return (part[0] + part[1]) + (part[2] + part[3]);
}

/* Spring by spring, each with its first atom; each move's sum waits for itself alone. */
L2H_FN void works_of(struct l2h_springs *springs, int moves, const double *const *move, double *work)
{
  const int *const start = springs->start;
  for (int k = 0; k < moves; k++) {
    work[k] = L2H_SPRING_FLOOR * square(3 * springs->atoms, move[k]);
    to_fours(springs, move[k], springs->fours[k]);
  }
  for (int s = 0; s < springs->slices; s++) {
    const int begin = s * LANES, end = begin + LANES < springs->atoms ? begin + LANES : springs->atoms;
    slice_works(springs, moves, s);
    for (int at = start[begin]; at < start[end]; at++)
      for (int k = 0; k < moves; k++)
        work[k] += springs->works[k][springs->order[at]];
  }
}

void L2H_KERNEL(l2h_springs_works)(struct l2h_springs *springs, int moves, const double *const *move, double *work)
{
  if (moves == 2)
    works_of(springs, 2, move, work);
  else if (moves == 1)
    works_of(springs, 1, move, work);
}

/* What each atom's block alone answers, and its product with the force, added to `sum` atom by atom. */
L2H_FN double slice_guess(const struct l2h_springs *springs, int s, const double *force, double *move, double sum)
{
  double product[LANES];
  EACH_PART(lane)
  {
    const int at = s * SLICE + lane;
    real f[3], m[3], b[6];
    for (int c = 0; c < 3; c++)
      f[c] = real_load(force + at + c * LANES);
    for (int k = 0; k < 6; k++)
      b[k] = real_load(springs->block[s][k] + lane);
    real_store(product + lane, l2h_spring_answer(b, f, m));
    for (int c = 0; c < 3; c++)
      real_store(move + at + c * LANES, m[c]);
  }
  for (int lane = 0; lane < LANES; lane++)
    sum += product[lane];
  return sum;
}

/* y += factor x, over a slice. */
L2H_FN void add_slice(double factor, const double *x, double *y)
{
  for (int at = 0; at < SLICE; at += L2H_WIDTH)
    real_store(y + at, real_load(y + at) + factor * real_load(x + at));
}

/* The product of `way` with the pull on it, which is worked out. */
L2H_FN double pull_way(struct l2h_springs *springs)
{
  double sum[4] = {0};
  for (int s = 0; s < springs->slices; s++) {
    slice_pull(springs, springs->way, springs->fours[0], s, springs->pulled);
    add_products(springs->way + s * SLICE, springs->pulled + s * SLICE, sum);
  }
  return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

/* The way as fours, too. */
L2H_FN void turn_way(struct l2h_springs *springs)
{
  for (int i = 0; i < springs->slices * LANES; i += L2H_WIDTH) {
    real way[3];
    for (int c = 0; c < 3; c++)
      way[c] = real_load(springs->way + spot(i) + c * LANES);
    l2h_turn_back(way, springs->fours[0] + i * L2H_FOUR);
  }
}

void L2H_KERNEL(l2h_springs_yield)(struct l2h_springs *springs, double scale, double *force)
{
  const int slices = springs->slices;
  double *const left = springs->left, *const way = springs->way, worth = 0;
  to_lanes(springs, force, left);
  fill_up(springs, left, 0);
  for (int s = 0; s < slices; s++)
    worth = slice_guess(springs, s, left, way, worth);
  for (int k = 0; k < slices * SLICE; k++)
    springs->move[k] = 0;
  for (int round = 0; round < L2H_SPRING_ROUNDS && worth > 0; round++) {
    turn_way(springs);
    const double step = worth / pull_way(springs), before = worth;
    for (int k = 0; k < slices * SLICE; k += L2H_WIDTH)
      real_store(springs->move + k, real_load(springs->move + k) + step * scale * real_load(way + k));
    if (round == L2H_SPRING_ROUNDS - 1)
      break;
    worth = 0;
    for (int s = 0; s < slices; s++) {
      add_slice(-step, springs->pulled + s * SLICE, left + s * SLICE);
      worth = slice_guess(springs, s, left, springs->guess, worth);
    }
    const double share = worth / before;
    for (int k = 0; k < slices * SLICE; k += L2H_WIDTH)
      real_store(way + k, real_load(springs->guess + k) + share * real_load(way + k));
  }
  from_lanes(springs, springs->move, force);
}
