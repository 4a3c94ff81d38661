/* SPDX-License-Identifier: GPL-2.0-only */
/* The quench's door: where its vectors lie, how a run begins, and which instruction set's lbfgs.c goes on with it. */
#include <string.h>

#include "search/kernels.h"
#include "search/lbfgs.h"

size_t l2h_lbfgs_doubles(int coordinates)
{
  return L2H_PADDED((size_t)coordinates) * (5 + 2 * L2H_LBFGS_VECTORS);
}

struct l2h_lbfgs_vectors l2h_lbfgs_place(double *array, int coordinates)
{
  const size_t n = L2H_PADDED((size_t)coordinates);
  return (struct l2h_lbfgs_vectors){.position = array,
                                    .gradient = array + n,
                                    .trial = array + 2 * n,
                                    .direction = array + 3 * n,
                                    .told = array + 4 * n,
                                    .s = array + 5 * n,
                                    .y = array + (5 + L2H_LBFGS_VECTORS) * n};
}

void l2h_lbfgs_begin(struct l2h_lbfgs *run, double *array, int coordinates, const double *start, double gradient_rms,
                     double iterations)
{
  const struct l2h_lbfgs_vectors v = l2h_lbfgs_place(array, coordinates);
  const size_t bytes = sizeof(double) * (size_t)coordinates;
  memset(run, 0, sizeof *run);
  run->gradient_rms = gradient_rms;
  run->iterations_left = iterations;
  memmove(v.position, start, bytes);
  memcpy(v.trial, v.position, bytes);
}

enum l2h_lbfgs_status l2h_lbfgs_go_on(struct l2h_lbfgs *run, double *array, int coordinates,
                                      struct l2h_springs *springs, double gradient_rms, double iterations, bool forget)
{
  return l2h_search_kernels_at(0)->lbfgs_go_on(run, array, coordinates, springs, gradient_rms, iterations, forget);
}

enum l2h_lbfgs_status l2h_lbfgs_tell(struct l2h_lbfgs *run, double *array, int coordinates, struct l2h_springs *springs,
                                     double energy, const double *gradient)
{
  return l2h_search_kernels_at(0)->lbfgs_tell(run, array, coordinates, springs, energy, gradient);
}
