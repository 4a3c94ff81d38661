/* SPDX-License-Identifier: GPL-2.0-only */
#include "base/random.h"

void l2h_uniform(const struct l2h_stream *stream, uint32_t from, int count, double *values)
{
  for (int i = 0; i < count; i += 2) {
    double pair[2];
    l2h_philox_uniform_pair(stream, (from + (uint32_t)i) / 2, pair);
    values[i] = pair[0];
    if (i + 1 < count)
      values[i + 1] = pair[1];
  }
}

void l2h_normal(const struct l2h_stream *stream, uint32_t from, int count, double *values)
{
  for (int i = 0; i < count; i += 4) {
    double four[4];
    l2h_philox_normal_four(stream, (from + (uint32_t)i) / 4, four);
    memcpy(values + i, four, sizeof(double) * (size_t)(count - i < 4 ? count - i : 4));
  }
}
