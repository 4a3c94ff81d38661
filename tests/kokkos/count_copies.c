/* SPDX-License-Identifier: GPL-2.0-only */
/* A tool for Kokkos (KOKKOS_TOOLS_LIBS=this library): counts its copies between views by the name of the view that is
   written, and the views that it makes by theirs, and prints them at the end. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define MOST_NAMES 1024

struct space {
  char name[64];
};

static struct {
  char name[128];
  long copies, made;
} counts[MOST_NAMES];
static int names;

/* The row of a name; a last one stands for those that there is no more room for. */
static int row(const char *name)
{
  int k = 0;
  while (k < names && strcmp(counts[k].name, name) != 0)
    k++;
  if (k == names && names < MOST_NAMES - 1)
    snprintf(counts[names++].name, sizeof counts[0].name, "%s", name);
  return k;
}

void kokkosp_init_library(int loads, uint64_t version, uint32_t devices, void *info)
{
  (void)loads, (void)version, (void)devices, (void)info;
}

void kokkosp_begin_deep_copy(struct space to_space, const char *to, const void *to_place, struct space from_space,
                             const char *from, const void *from_place, uint64_t bytes)
{
  (void)to_space, (void)to_place, (void)from_space, (void)from, (void)from_place, (void)bytes;
  counts[row(to)].copies++;
}

void kokkosp_allocate_data(struct space in, const char *name, const void *place, uint64_t bytes)
{
  (void)in, (void)place, (void)bytes;
  counts[row(name)].made++;
}

void kokkosp_finalize_library(void)
{
  for (int k = 0; k < names; k++) {
    if (counts[k].copies)
      printf("copies of %s: %ld\n", counts[k].name, counts[k].copies);
    if (counts[k].made)
      printf("views named %s: %ld\n", counts[k].name, counts[k].made);
  }
  printf("copies counted\n");
  fflush(stdout);
}
