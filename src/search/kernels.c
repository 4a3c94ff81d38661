/* SPDX-License-Identifier: GPL-2.0-only */
#include "search/kernels.h"

#include <stddef.h>

extern const struct l2h_search_kernels l2h_search_kernels_portable;
#ifdef L2H_HAVE_X86
extern const struct l2h_search_kernels l2h_search_kernels_avx2, l2h_search_kernels_avx512;
#endif

const struct l2h_search_kernels *l2h_search_kernels_at(int i)
{
  const struct l2h_search_kernels *runnable[4] = {NULL};
  int count = 0;
#ifdef L2H_HAVE_X86
  if (__builtin_cpu_supports("x86-64-v4"))
    runnable[count++] = &l2h_search_kernels_avx512;
  if (__builtin_cpu_supports("x86-64-v3"))
    runnable[count++] = &l2h_search_kernels_avx2;
#endif
  runnable[count++] = &l2h_search_kernels_portable;
  return i < count ? runnable[i] : NULL;
}
