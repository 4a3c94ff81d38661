/* SPDX-License-Identifier: GPL-2.0-only */
/* Random numbers that any rank, thread or device makes again from where they stand, a block of Philox 4x32 with 10
   rounds at a time (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011; library Random123). Inline,
   for the CPU and for each thread of a GPU. Compiled without fused multiply-adds (portable.h says why). */
#ifndef L2H_PHILOX_H
#define L2H_PHILOX_H

#include <stdint.h>
#include <string.h>

#include <Random123/philox.h>

#include "core/portable.h"

/* One stream of numbers; position 0, 1, 2 ... within it. The seed is the key and the rest the counter: for one key the
   generator is a one-to-one map of its counter, so no two streams ever share a number. */
struct l2h_stream {
  uint64_t seed;
  uint32_t purpose; /* what the numbers are for */
  uint32_t update;  /* of the training; 0 outside it */
  uint32_t member;  /* which start, or which perturbation */
};

L2H_FN void l2h_philox_words(const struct l2h_stream *stream, uint32_t block, uint32_t word[4])
{
  const philox4x32_ctr_t counter = {{block, stream->member, stream->update, stream->purpose}};
  const philox4x32_key_t key = {{(uint32_t)stream->seed, (uint32_t)(stream->seed >> 32)}};
  const philox4x32_ctr_t random = philox4x32(counter, key);
  memcpy(word, random.v, sizeof random.v);
}

L2H_FN double l2h_philox_uniform53(uint32_t high, uint32_t low)
{
  const uint64_t bits = ((uint64_t)high << 32 | low) >> 11;
  return ((double)bits + 0.5) * 1.1102230246251565404e-16; /* 2^-53 */
}

/* Numbers 2 `block` and 2 `block` + 1 of a stream of uniform ones. */
L2H_FN void l2h_philox_uniform_pair(const struct l2h_stream *stream, uint32_t block, double pair[2])
{
  uint32_t word[4];
  l2h_philox_words(stream, block, word);
  pair[0] = l2h_philox_uniform53(word[0], word[1]);
  pair[1] = l2h_philox_uniform53(word[2], word[3]);
}

L2H_FN void l2h_philox_normal_pair(uint32_t a, uint32_t b, double pair[2])
{
  const double unit = 2.3283064365386962891e-10; /* 2^-32 */
  const double radius = sqrt(-2 * l2h_portable_log((a + 0.5) * unit));
  double sine, cosine;
  l2h_portable_turn(b * unit, &sine, &cosine);
  pair[0] = radius * cosine;
  pair[1] = radius * sine;
}

/* Numbers 4 `block` to 4 `block` + 3 of a stream of normal ones. */
L2H_FN void l2h_philox_normal_four(const struct l2h_stream *stream, uint32_t block, double four[4])
{
  uint32_t word[4];
  l2h_philox_words(stream, block, word);
  l2h_philox_normal_pair(word[0], word[1], four);
  l2h_philox_normal_pair(word[2], word[3], four + 2);
}

#endif
