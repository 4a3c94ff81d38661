/* SPDX-License-Identifier: GPL-2.0-only */
#include "rollouts/parameters.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* What follows the rows of inputs, in theta's order: where in the network, and how many numbers. */
static const struct {
  size_t at;
  int count;
} parts[] = {
  {offsetof(struct l2h_network, first_bias), L2H_HIDDEN},
  {offsetof(struct l2h_network, second), L2H_HIDDEN *L2H_HIDDEN},
  {offsetof(struct l2h_network, second_bias), L2H_HIDDEN},
  {offsetof(struct l2h_network, output), L2H_HIDDEN *L2H_OUTPUTS},
  {offsetof(struct l2h_network, output_bias), L2H_OUTPUTS},
};
#define PARTS (sizeof parts / sizeof parts[0])

static const double *take(const double *theta, int count, float *values)
{
  for (int k = 0; k < count; k++)
    values[k] = (float)theta[k];
  return theta + count;
}

static double *give(double *theta, int count, const float *values)
{
  for (int k = 0; k < count; k++)
    theta[k] = values[k];
  return theta + count;
}

void l2h_parameters_to_network(const struct l2h_model *model, const double *theta, struct l2h_network *network)
{
  memset(network, 0, sizeof *network);
  for (int row = 0; row < l2h_inputs(model); row++)
    if (l2h_input_active(model, row))
      theta = take(theta, L2H_HIDDEN, network->first[row]);
  for (size_t k = 0; k < PARTS; k++)
    theta = take(theta, parts[k].count, (float *)((char *)network + parts[k].at));
  network->alpha = l2h_parameter_alpha(theta[0]);
  network->beta = (float)theta[1];
  network->gamma = (float)theta[2];
}

void l2h_parameters_from_network(const struct l2h_model *model, const struct l2h_network *network, double *theta)
{
  for (int row = 0; row < l2h_inputs(model); row++)
    if (l2h_input_active(model, row))
      theta = give(theta, L2H_HIDDEN, network->first[row]);
  for (size_t k = 0; k < PARTS; k++)
    theta = give(theta, parts[k].count, (const float *)((const char *)network + parts[k].at));
  theta[0] = log(network->alpha);
  theta[1] = network->beta;
  theta[2] = network->gamma;
}
