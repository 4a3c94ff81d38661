/* SPDX-License-Identifier: GPL-2.0-only */
/* The table of everything the network sees (Table 1), and the functions that make it.

   Who adds a feature adds a line here and its value in the function of its scope below; the weights file, the trainer,
   LAMMPS and the ablation follow the table.

   Two groups go beyond Table 1. PROGRESS is how much of its run is left, so one weights file serves any
   horizon. SINE gives the sines of STEP as they are; the paper's text sends every feature through the log-magnitude
   code (STEP here), which flattens a sine to its sign. A model takes STEP or SINE, as its training configuration says.
 */
#ifndef L2H_FEATURES_H
#define L2H_FEATURES_H

#include "core/radial.h"
#include "core/real.h"
#include "core/species.h"

/* clang-format off */
#define L2H_DECAYS 5                                      /* moving averages of gradient and squared gradient */
#define L2H_DECAY_VALUES {0.5, 0.9, 0.99, 0.999, 0.9999}  /* the paper names none: those of Metz et al. 2019 */
#define L2H_SINES 9                                       /* sin(t / tau), section 5.3 */
#define L2H_SINE_TIMES {1, 3, 10, 30, 100, 300, 1000, 3000, 10000}
#define L2H_NORM_EPSILON 1e-8 /* in 1/sqrt(v + epsilon): below a force of 1e-4 Adam's direction fades out */
#define L2H_LOG_RANGE 10.0 /* p of the log-magnitude code */

/* name, group, scope, count, whether the count is per species, inputs a value takes: 1 as it is, 2 log-magnitude code.
   Scopes stand in the order step, atom, coordinate: the first layer multiplies each once for all that share it. */
#define L2H_FEATURE_TABLE(X)                                   \
  X(particle_count, SINGULAR, STEP, 1, 0, 2)                   \
  X(sine_log, STEP, STEP, L2H_SINES, 0, 2)                     \
  X(sine, SINE, STEP, L2H_SINES, 0, 1)                         \
  X(progress, PROGRESS, STEP, 2, 0, 1)                         \
  X(species, SPECIES, ATOM, 1, 1, 1)                           \
  X(radial, RADIAL, ATOM, L2H_RADIALS, 1, 2)                   \
  X(gradient, GRADIENTS, COORDINATE, 1, 0, 2)                  \
  X(position, POSITIONS, COORDINATE, 1, 0, 2)                  \
  X(first_moment, DECAYS, COORDINATE, L2H_DECAYS, 0, 2)        \
  X(second_moment, DECAYS, COORDINATE, L2H_DECAYS, 0, 2)       \
  X(inverse_norm, ADAM_LIKE, COORDINATE, L2H_DECAYS, 0, 2)     \
  X(adam_direction, ADAM_LIKE, COORDINATE, L2H_DECAYS, 0, 2)

#define L2H_GROUP_TABLE(X)                                                                              \
  X(GRADIENTS, "gradients") X(POSITIONS, "positions") X(DECAYS, "decays") X(ADAM_LIKE, "adam_like")     \
  X(SINGULAR, "singular") X(SPECIES, "species") X(STEP, "step") X(RADIAL, "radial") X(SINE, "sine")     \
  X(PROGRESS, "progress")
/* clang-format on */

enum l2h_group {
#define L2H_ROW(group, name) L2H_GROUP_##group,
  L2H_GROUP_TABLE(L2H_ROW)
#undef L2H_ROW
    L2H_GROUPS
};

enum l2h_scope { L2H_SCOPE_STEP, L2H_SCOPE_ATOM, L2H_SCOPE_COORDINATE };

/* Inputs of one scope, for a number of species. The compiler folds these where `species` is a constant. */
#define L2H_ROW(name, group, scope, count, per_species, width) \
  +(L2H_SCOPE_##scope == wanted ? (count) * ((per_species) ? species : 1) * (width) : 0)
L2H_FN int l2h_scope_inputs(enum l2h_scope wanted, int species)
{
  return 0 L2H_FEATURE_TABLE(L2H_ROW);
}
#undef L2H_ROW

/* The same as constants, for the sizes of arrays; every atom feature counts once a species. */
#define L2H_ROW(name, group, scope, count, per_species, width) \
  +(L2H_SCOPE_##scope == L2H_WANTED ? (count) * (width) : 0)
enum {
#define L2H_WANTED L2H_SCOPE_STEP
  L2H_STEP_INPUTS = 0 L2H_FEATURE_TABLE(L2H_ROW),
#undef L2H_WANTED
#define L2H_WANTED L2H_SCOPE_ATOM
  L2H_SPECIES_INPUTS = 0 L2H_FEATURE_TABLE(L2H_ROW),
#undef L2H_WANTED
#define L2H_WANTED L2H_SCOPE_COORDINATE
  L2H_COORDINATE_INPUTS = 0 L2H_FEATURE_TABLE(L2H_ROW)
#undef L2H_WANTED
};
#undef L2H_ROW
#define L2H_ATOM_INPUTS(species) ((species)*L2H_SPECIES_INPUTS)
#define L2H_MAX_INPUTS (L2H_STEP_INPUTS + L2H_ATOM_INPUTS(L2H_MAX_SPECIES) + L2H_COORDINATE_INPUTS)

/* Log-magnitude code (section 3.1): (log|x| / p, sign x) where |x| > exp(-p), else (-1, x exp(p)), written without a
   branch. A magnitude of 0 is sent to the smallest normal float before the logarithm. */
L2H_FN void l2h_encode(real x, real code[2])
{
  const real magnitude = real_max(real_abs(x), real_of(REAL(1.2e-38)));
  code[0] = real_max(real_log(magnitude) * REAL(1 / L2H_LOG_RANGE), real_of(-1));
  code[1] = real_max(real_min(x * REAL(22026.465794806718), real_of(1)), real_of(-1)); /* exp(p) */
}

/* What the moving averages of one coordinate need to know of the step: 1 / (1 - decay^(t+1)), Adam's corrections
   (the first and the second moment share their decays, hence their corrections). */
struct l2h_corrections {
  real_scalar value[L2H_DECAYS];
};

/* m_k <- decay_k m_k + (1 - decay_k) g, and v_k likewise with g^2 (DECAYS). g: gradient in energy/length scales.
   What the averages take in is at least L2H_FAINT: those of an atom far from all others would fade into subnormal
   numbers, which cost a processor a hundred cycles each. It changes no g above 1e-22 and no g^2 above 1e-30. */
#define L2H_FAINT 1e-30
L2H_FN void l2h_moments_update(real gradient, real first[L2H_DECAYS], real second[L2H_DECAYS])
{
  const real_scalar decay[L2H_DECAYS] = L2H_DECAY_VALUES;
  const real felt = gradient + REAL(L2H_FAINT);
  const real size = real_max(real_abs(gradient), real_of(REAL(1e-15))), square = size * size;
  for (int k = 0; k < L2H_DECAYS; k++) {
    first[k] = decay[k] * first[k] + (REAL(1) - decay[k]) * felt;
    second[k] = decay[k] * second[k] + (REAL(1) - decay[k]) * square;
  }
}

/* The inputs of one coordinate, in the table's order. gradient and moments in energy/length scales, position relative
   to the centre of the cluster in length scales. */
L2H_FN void l2h_coordinate_inputs(real gradient, real position, const real first[L2H_DECAYS],
                                  const real second[L2H_DECAYS], const struct l2h_corrections *corrections,
                                  real inputs[L2H_COORDINATE_INPUTS])
{
  real *const first_code = inputs + 4;
  real *const second_code = first_code + 2 * L2H_DECAYS;
  real *const norm_code = second_code + 2 * L2H_DECAYS;
  real *const adam_code = norm_code + 2 * L2H_DECAYS;

  l2h_encode(gradient, inputs);
  l2h_encode(position, inputs + 2);
  for (int k = 0; k < L2H_DECAYS; k++) {
    const real_scalar correction = corrections->value[k];
    const real norm = REAL(1) / real_sqrt(second[k] * correction + REAL(L2H_NORM_EPSILON));
    l2h_encode(first[k], first_code + 2 * k);
    l2h_encode(second[k], second_code + 2 * k);
    l2h_encode(norm, norm_code + 2 * k);
    l2h_encode(first[k] * correction * norm, adam_code + 2 * k);
  }
}

/* The inputs of one atom: species as one of `species` (0 based, `is[s]` 1 or 0), then the radial functions of each
   neighbour species, phi[8 s + k]. */
L2H_FN void l2h_atom_inputs(int species, const real *is, const real *phi, real *inputs)
{
  for (int s = 0; s < species; s++)
    inputs[s] = is[s];
  for (int k = 0; k < species * L2H_RADIALS; k++)
    l2h_encode(phi[k], inputs + species + 2 * k);
}

#endif
