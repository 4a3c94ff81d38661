/* SPDX-License-Identifier: GPL-2.0-only */
#include "loop/deadline.h"

#include <math.h>

void l2h_deadline_add_update(struct l2h_deadline *deadline, double seconds)
{
  deadline->update[deadline->updates++ % L2H_DEADLINE_MEMORY] = seconds;
}

void l2h_deadline_add_validation(struct l2h_deadline *deadline, double seconds)
{
  deadline->validation = seconds;
}

bool l2h_deadline_is_near(const struct l2h_deadline *deadline, double elapsed, bool validates)
{
  double longest = 0;
  for (int i = 0; i < L2H_DEADLINE_MEMORY; i++)
    longest = fmax(longest, deadline->update[i]);
  return deadline->limit > 0 && elapsed + longest + (validates ? deadline->validation : 0) > deadline->limit;
}
