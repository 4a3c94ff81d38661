/* SPDX-License-Identifier: GPL-2.0-only */
#include "search/context.h"

#include <string.h>

static const struct {
  const char *name, *meaning;
} table[L2H_CONTEXTS] = {
#define L2H_ROW(name, meaning) {#name, meaning},
  L2H_CONTEXT_TABLE(L2H_ROW)
#undef L2H_ROW
};

const char *l2h_context_name(int feature)
{
  return table[feature].name;
}

const char *l2h_context_meaning(int feature)
{
  return table[feature].meaning;
}

int l2h_context_named(const char *name)
{
  for (int k = 0; k < L2H_CONTEXTS; k++)
    if (strcmp(name, table[k].name) == 0)
      return k;
  return -1;
}
