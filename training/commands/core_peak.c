/* SPDX-License-Identifier: GPL-2.0-only */
#include "commands/core_peak.h"

#define REGISTERS 12 /* two units of a latency of four to six cycles are busy with fewer */

/* One instruction set's loop. */
#define PEAK(name, width, set)                                                          \
  set static double name(long rounds, float *sink)                                      \
  {                                                                                     \
    typedef float reg __attribute__((vector_size(4 * (width))));                        \
    const reg x = *sink - (reg){0}, y = 1e-7f - (reg){0};                               \
    reg a[REGISTERS];                                                                   \
    for (int t = 0; t < REGISTERS; t++)                                                 \
      a[t] = (float)t - (reg){0};                                                       \
    for (long round = 0; round < rounds; round++)                                       \
      _Pragma("GCC unroll 12") for (int t = 0; t < REGISTERS; t++) a[t] = a[t] * x + y; \
    for (int t = 0; t < REGISTERS; t++)                                                 \
      *sink += a[t][0];                                                                 \
    return (double)REGISTERS * (width) * (double)rounds;                                \
  }

#if defined(__x86_64__)
PEAK(peak_avx512, 16, __attribute__((target("avx512f,fma"))))
PEAK(peak_avx2, 8, __attribute__((target("avx2,fma"))))
#endif
PEAK(peak_portable, 4, )

double l2h_core_peak(int width, long rounds, float *sink)
{
#if defined(__x86_64__)
  if (width == 16)
    return peak_avx512(rounds, sink);
  if (width == 8)
    return peak_avx2(rounds, sink);
#endif
  (void)width;
  return peak_portable(rounds, sink);
}
