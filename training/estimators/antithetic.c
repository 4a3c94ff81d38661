/* SPDX-License-Identifier: GPL-2.0-only */
/* ES, evolution strategies (Eq. 3; Salimans et al. 2017), and ESMC, with meta-loss clipping (Eq. 4). A start has two
   rollouts with opposite perturbations, and in ESMC a third with theta itself; Adam goes down

     1/n sum over i of  w_i (min(L_i, L_i+) - min(L_i, L_i-)) / (2 sigma) epsilon_i,

   in ES without the min, with weights w_i of mean 1. Both rollouts of a pair begin at the same start (common random
   numbers).

   Where most starts already end in the minimum, ESMC learns from the few whose centre fails and ES from every pair that
   differs, so ES has far less noise; the trainer bounds losses from above, which is the protection against explosions
   that ES lacks in the paper.

   Beyond the paper: `members` perturbations may be shared by more starts. */
#include "estimators/antithetic.h"

#include <math.h>

#include "estimators/adam_update.h"
#include "estimators/estimator.h"

double l2h_antithetic(double sigma, bool clipped, const struct l2h_trio *loss)
{
  if (!clipped)
    return (loss->plus - loss->minus) / (2 * sigma);
  return (fmin(loss->centre, loss->plus) - fmin(loss->centre, loss->minus)) / (2 * sigma);
}

enum { MEMBERS }; /* the one key */

/* Rollouts of a start: plus, minus, and the centre of ESMC. */
enum { PAIR = 2, TRIO = 3 };

static const char *refuse(const struct l2h_estimator_settings *settings, struct l2h_error *why)
{
  const long members = settings->value[MEMBERS];
  if (settings->starts % members == 0)
    return NULL;
  l2h_fail(why, "%ld members do not divide %d starts", members, settings->starts);
  return "members";
}

/* Neighbouring starts share a member, so that each member meets as many of each system. */
static uint32_t member_of(const struct l2h_estimator_settings *settings, int start)
{
  return (uint32_t)((long)start * settings->value[MEMBERS] / settings->starts);
}

static void plan_each(const struct l2h_estimator_settings *settings, int each, struct l2h_plan *plan)
{
  static const int sign[] = {1, -1, 0};
  for (int i = 0; i < plan->starts; i++)
    for (int k = 0; k < each; k++)
      l2h_plan_add(plan, i, sign[k], member_of(settings, i));
}

static void learn_each(const struct l2h_update_input *input, int each, double *theta, double *kept)
{
  const int starts = input->plan->starts;
  const struct l2h_adam adam = {.mean = kept, .square = kept + input->parameters};
  for (int i = 0; i < starts; i++) {
    const double *loss = input->loss + each * i;
    const struct l2h_trio trio = {each == TRIO ? loss[2] : 0, loss[0], loss[1]};
    input->direction[i] =
      (struct l2h_direction){input->weight[i] * l2h_antithetic(input->perturbations->sigma, each == TRIO, &trio),
                             member_of(input->settings, i)};
  }
  l2h_combine(input->perturbations, starts, input->direction, starts, input->parameters, input->gradient);
  l2h_adam(input->parameters, input->update, input->learning_rate, input->gradient, &adam, theta);
}

/* ---- ES ---- */

static int rollouts_of_es(const struct l2h_estimator_settings *settings)
{
  return PAIR * settings->starts;
}

static void plan_es(const struct l2h_estimator_settings *settings, struct l2h_plan *plan)
{
  plan_each(settings, PAIR, plan);
}

static void learn_es(const struct l2h_update_input *input, double *theta, double *kept)
{
  learn_each(input, PAIR, theta, kept);
}

const struct l2h_estimator l2h_estimator_es = {.name = "es",
                                               .key = {[MEMBERS] = {"members", 1, 100000, 0}},
                                               .vectors = L2H_ADAM_VECTORS,
                                               .refuse = refuse,
                                               .rollouts = rollouts_of_es,
                                               .plan = plan_es,
                                               .learn = learn_es};

/* ---- ESMC ---- */

static int rollouts_of_esmc(const struct l2h_estimator_settings *settings)
{
  return TRIO * settings->starts;
}

static void plan_esmc(const struct l2h_estimator_settings *settings, struct l2h_plan *plan)
{
  plan_each(settings, TRIO, plan);
}

static void learn_esmc(const struct l2h_update_input *input, double *theta, double *kept)
{
  learn_each(input, TRIO, theta, kept);
}

const struct l2h_estimator l2h_estimator_esmc = {.name = "esmc",
                                                 .key = {[MEMBERS] = {"members", 1, 100000, 0}},
                                                 .vectors = L2H_ADAM_VECTORS,
                                                 .refuse = refuse,
                                                 .rollouts = rollouts_of_esmc,
                                                 .plan = plan_esmc,
                                                 .learn = learn_esmc};
