/* SPDX-License-Identifier: GPL-2.0-only */
#include "estimators/estimator.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* One word an estimator. The hash of a configuration has the number of its estimator in this order: new ones go last.
 */
#define ESTIMATORS(_) _(esmc) _(es) _(ga) _(snes)

#define DECLARE(name) extern const struct l2h_estimator l2h_estimator_##name;
#define ADDRESS(name) &l2h_estimator_##name,
ESTIMATORS(DECLARE)
static const struct l2h_estimator *const estimators[] = {ESTIMATORS(ADDRESS) NULL};
#define COUNT ((int)(sizeof estimators / sizeof estimators[0]) - 1)

const struct l2h_estimator *l2h_estimator_at(int number)
{
  return number >= 0 && number < COUNT ? estimators[number] : NULL;
}

/* Key `slot` of estimator e, unless an earlier one has it, or there is none. */
static const char *first_of_its_name(int e, int slot)
{
  const char *name = estimators[e]->key[slot].name;
  for (int k = 0; name && k < e * L2H_ESTIMATOR_KEYS + slot; k++) {
    const char *earlier = estimators[k / L2H_ESTIMATOR_KEYS]->key[k % L2H_ESTIMATOR_KEYS].name;
    if (earlier && strcmp(earlier, name) == 0)
      return NULL;
  }
  return name;
}

const char *l2h_estimator_key_name(int k)
{
  for (int slot = 0; slot < COUNT * L2H_ESTIMATOR_KEYS; slot++) {
    const char *name = first_of_its_name(slot / L2H_ESTIMATOR_KEYS, slot % L2H_ESTIMATOR_KEYS);
    if (name && k-- == 0)
      return name;
  }
  return NULL;
}

void l2h_plan_add(struct l2h_plan *plan, int start, int sign, uint32_t member)
{
  plan->rollout[plan->rollouts++] = (struct l2h_rollout){.start = start, .sign = sign, .member = member};
}
