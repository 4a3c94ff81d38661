/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests of training/ share. */
#ifndef L2H_TRAINING_TESTING_H
#define L2H_TRAINING_TESTING_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/weights.h"
#include "systems/parse.h"
#include "systems/system.h"

/* MPI is not up: one rank, which asks nobody. */
#define ONE_RANK          \
  {                       \
    .rank = 0, .ranks = 1 \
  }

static inline struct l2h_system a_system(const char *name)
{
  struct l2h_system system;
  struct l2h_error error;
  assert_int_equal(l2h_system_parse(name, &system, &error), 0);
  return system;
}

static inline void assert_near(double a, double b, double tolerance)
{
  if (!(fabs(a - b) <= tolerance))
    fail_msg("%.17g is not within %g of %.17g", a, tolerance, b);
}

static inline void assert_says(const char *text, const char *part)
{
  if (!strstr(text, part))
    fail_msg("\"%s\" does not say \"%s\"", text, part);
}

/* A file in the test's folder, with these bytes. */
static inline void put_file(const char *path, const void *bytes, size_t size)
{
  FILE *stream = fopen(path, "w");
  assert_non_null(stream);
  assert_int_equal(fwrite(bytes, 1, size, stream), size);
  assert_int_equal(fclose(stream), 0);
}

/* All groups but STEP, one species: the model of examples/training/lj13.yaml. */
static inline struct l2h_model a_model(void)
{
  return (struct l2h_model){((1u << L2H_GROUPS) - 1) & ~(1u << L2H_GROUP_STEP), 1};
}

#endif
