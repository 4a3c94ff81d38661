/* SPDX-License-Identifier: GPL-2.0-only */
/* 64-bit checksums and fingerprints, the same on every machine: XXH3 of the library xxHash. They tell damage and
   difference, and are no guard against somebody who means to deceive. */
#ifndef L2H_HASH_H
#define L2H_HASH_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Of `size` bytes that come after others of hash `before`; 0 where they are the first, which is plain XXH3_64bits. */
uint64_t l2h_hash(uint64_t before, const void *bytes, size_t size);

#ifdef __cplusplus
}
#endif
#endif
