/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/meant.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define LONGEST 47 /* letters; longer words are near none */

/* What a change costs: a letter too many or missing, or two that have changed places, is likelier than a wrong one. */
#define SLIP 2
#define WRONG 3

static int least(int a, int b)
{
  return a < b ? a : b;
}

/* Row by row of the table whose entry [i][j] is for the first i letters of a and the first j of b. */
static int cost_between(const char *a, const char *b)
{
  const int na = (int)strlen(a), nb = (int)strlen(b);
  int row[3][LONGEST + 1];
  if (na > LONGEST || nb > LONGEST)
    return INT_MAX;
  for (int j = 0; j <= nb; j++)
    row[0][j] = SLIP * j;
  for (int i = 1; i <= na; i++) {
    int *const now = row[i % 3];
    const int *const last = row[(i + 2) % 3], *const earlier = row[(i + 1) % 3];
    now[0] = SLIP * i;
    for (int j = 1; j <= nb; j++) {
      now[j] = least(least(last[j], now[j - 1]) + SLIP, last[j - 1] + (a[i - 1] != b[j - 1] ? WRONG : 0));
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        now[j] = least(now[j], earlier[j - 2] + SLIP);
    }
  }
  return row[na % 3][nb];
}

void l2h_meant_try(struct l2h_meant *meant, const char *known)
{
  const int cost = cost_between(meant->word, known), letters = (int)strlen(meant->word);
  const int most = meant->hint[0] ? meant->cost - 1 : WRONG * (1 + (letters - 2) / 4);
  if (letters < 2 || cost > most)
    return;
  meant->cost = cost;
  snprintf(meant->hint, sizeof meant->hint, "; did you mean '%s%s'?", meant->before ? meant->before : "", known);
}
