/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/divergence.h"

#include <math.h>

#include "rollouts/parameters.h"

/* The first of `count` numbers that is not finite; 0 where all are. */
static double first_bad(size_t count, const double *number)
{
  for (size_t k = 0; k < count; k++)
    if (!isfinite(number[k]))
      return number[k];
  return 0;
}

/* As the weights of an optimizer have them, in single precision: alpha is an exponential and overflows first. */
static double first_bad_weight(const struct l2h_config *config, const double *theta)
{
  struct l2h_network network;
  const float *number = (const float *)&network;
  if (config->episode == L2H_OF_SEARCHES)
    return 0; /* a policy holds its numbers within bounds */
  l2h_parameters_to_network(&config->model, theta, &network);
  for (size_t k = 0; k < sizeof network / sizeof *number; k++)
    if (!isfinite(number[k]))
      return (double)number[k];
  return 0;
}

int l2h_check_divergence(const struct l2h_config *config, const struct l2h_state *state, struct l2h_error *error)
{
  const struct {
    const char *what;
    double bad;
  } checks[] = {
    {"the loss", isfinite(state->progress.loss_mean) ? 0 : state->progress.loss_mean},
    {"the gradient", isfinite(state->progress.gradient_norm) ? 0 : state->progress.gradient_norm},
    {"a parameter", first_bad(state->numbers, state->vectors)},
    {"a weight", first_bad_weight(config, state->theta)},
    {"a weight of the average", first_bad_weight(config, state->average)},
  };
  for (size_t k = 0; k < sizeof checks / sizeof checks[0]; k++)
    if (checks[k].bad != 0)
      return l2h_fail(error, "update %ld: the training has diverged: %s is %g", state->update, checks[k].what,
                      checks[k].bad);
  return 0;
}
