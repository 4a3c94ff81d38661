/* SPDX-License-Identifier: GPL-2.0-only */
/* Energies that take long to compute, kept from one run to the next: a small text file each in
   ${XDG_CACHE_HOME:-~/.cache}/learn2hop/adam/. A file counts only if it is, byte for byte, what would be written for
   the energy that it holds: a damaged one, or one that was computed with other settings, is as good as none. */
#ifndef L2H_ENERGY_CACHE_H
#define L2H_ENERGY_CACHE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"

/* `name` is the system's. `key`, whole lines, is everything else that the energy depends on; a file's name has its
 * hash.
 */
struct l2h_cache_entry {
  const char *name, *key;
};

/* Where the entry lies, or would. 0, or -1 with a message where there is no folder to keep it in. */
int l2h_energy_cache_path(const struct l2h_cache_entry *entry, char *path, size_t size, struct l2h_error *error);

/* Whether the entry is there and whole, and its energy. */
bool l2h_energy_cache_read(const struct l2h_cache_entry *entry, double *energy);

/* Makes the folders that it needs. 0, or -1 with a message. */
int l2h_energy_cache_write(const struct l2h_cache_entry *entry, double energy, struct l2h_error *error);

#endif
