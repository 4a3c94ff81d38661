/* SPDX-License-Identifier: GPL-2.0-only */
#include "estimators/estimator.h"

#include <stddef.h>

/* In the order of enum l2h_estimator_kind. */
static const struct l2h_estimator *const estimators[] = {&l2h_estimator_esmc, &l2h_estimator_es, &l2h_estimator_ga,
                                                         &l2h_estimator_snes};
#define ESTIMATORS ((int)(sizeof estimators / sizeof estimators[0]))

const struct l2h_estimator *l2h_estimator_at(int number)
{
  return number < ESTIMATORS ? estimators[number] : NULL;
}

const struct l2h_estimator *l2h_estimator_of(const struct l2h_config *config)
{
  return estimators[config->estimator];
}
