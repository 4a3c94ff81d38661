/* SPDX-License-Identifier: GPL-2.0-only */
/* What somebody might write who has the installed library alone: three atoms of a Lennard-Jones cluster to their
   minimum, by the search, with weights at hand. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "library/learn2hop.h"

static double energy_of(const double *x, double *gradient)
{
  double energy = 0;
  memset(gradient, 0, 9 * sizeof *gradient);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < i; j++) {
      double d[3], r2 = 0;
      for (int c = 0; c < 3; c++) {
        d[c] = x[3 * i + c] - x[3 * j + c];
        r2 += d[c] * d[c];
      }
      const double s6 = pow(r2, -3), f = -12 * s6 * (s6 - 1) / r2;
      energy += s6 * (s6 - 2);
      for (int c = 0; c < 3; c++) {
        gradient[3 * i + c] += f * d[c];
        gradient[3 * j + c] -= f * d[c];
      }
    }
  return energy;
}

int main(int count, char **arguments)
{
  struct l2h_error error;
  struct l2h_weights *weights = count == 2 ? l2h_weights_open(arguments[1], &error) : NULL;
  struct l2h_search_problem problem = {.atoms = 3, .species = 1, .length = 1, .energy = 1};
  struct l2h_walker_options options = {
    .stop = {.has_energy = true, .energy = -3, .evaluations = 1000}, .weights = weights, .seed = 1};
  l2h_search_numbers_standard(&options.numbers);
  struct l2h_walker *walker = weights ? l2h_walker_create(&problem, &options, &error) : NULL;
  if (!walker) {
    fprintf(stderr, "%s\n", error.text);
    return 1;
  }
  const double *asked;
  while ((asked = l2h_walker_ask(walker))) {
    double gradient[9];
    const double energy = energy_of(asked, gradient);
    l2h_walker_tell(walker, energy, gradient, NULL);
  }
  struct l2h_walker_report report;
  l2h_walker_make_report(walker, &report);
  printf("%f after %g evaluations, learn2hop %s\n", report.lowest, report.counts.total, l2h_library_version());
  l2h_walker_free(walker);
  l2h_weights_close(weights);
  return 0;
}
