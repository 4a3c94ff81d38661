/* SPDX-License-Identifier: GPL-2.0-only */
/* All that liblearn2hop_search.so shows: the search and the learned optimizer, both by ask and tell. Python's
   declarations are made from this header when the library is built. */
#ifndef LEARN2HOP_H
#define LEARN2HOP_H

#include "library/optimizer.h"
#include "search/walker.h"

#endif
