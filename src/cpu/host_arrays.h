/* SPDX-License-Identifier: GPL-2.0-only */
/* Loops over what LAMMPS keeps, doubles of one atom after another and lists of neighbours, compiled for each
   instruction set as the engine is. */
#ifndef L2H_HOST_ARRAYS_H
#define L2H_HOST_ARRAYS_H

#ifdef __cplusplus
extern "C" {
#endif

#define L2H_PAST 7

struct l2h_host_kernels {
  /* to[] = (place[] - origin) * scale, in whole registers: up to L2H_PAST numbers past the last are read and written.
   */
  void (*relative)(int count, const double *place, double origin, double scale, float *to);
  /* to[c * stride + a] = from[3 a + c] for `count` atoms, and back. */
  void (*to_rows)(int count, const double *from, int stride, float *to);
  void (*from_rows)(int count, const float *from, int stride, double *to);
  /* Writes those of list[count] that are nearer to the place `at` than the root of reach2 to to[], in their order, and
     their squared distances to r2[] unless that is NULL, and returns how many. An entry of the list is an atom's number
     in the bits of `number` and others' business in the rest; place[]: of that atom, and a number that is not used.
     Places are whole numbers, of which differences below 2^31 are exact. Up to 16 entries past the last may be
     overwritten. */
  int (*pick_near)(const int (*place)[4], int number, const int at[3], float reach2, int count, const int *list,
                   int *to, float *r2);
  /* The same of atoms[count] whose places stand in three rows, at place[c][n], and without distances. */
  int (*pick_row)(const int *const place[3], const int at[3], float reach2, int count, const int *atoms, int *to);
};

/* Those of l2h_kernels_best(), and of the i-th of l2h_kernels_at(). */
const struct l2h_host_kernels *l2h_host_kernels_best(void);
const struct l2h_host_kernels *l2h_host_kernels_at(int i);

#ifdef __cplusplus
}
#endif
#endif
