/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/parse.h"

#include <string.h>

#include "systems/forms.h"

static const struct {
  const char *prefix;
  l2h_system_form *make;
} forms[] = {
  {"lj:", l2h_lj_system},
  {"gupta:", l2h_gupta_system},
  {"sw:", l2h_sw_system},
  {L2H_LAMMPS_PREFIX, l2h_lammps_system},
};

int l2h_system_parse_for_search(const char *text, struct l2h_system *system, struct l2h_error *error)
{
  memset(system, 0, sizeof *system);
  if (strlen(text) >= sizeof system->name)
    return l2h_fail(error, "system '%.40s...' has more than %zu characters", text, sizeof system->name - 1);
  for (size_t k = 0; k < sizeof forms / sizeof forms[0]; k++)
    if (strncmp(text, forms[k].prefix, strlen(forms[k].prefix)) == 0)
      return forms[k].make(text, system, error);
  return l2h_fail(error, "unknown system '%s': write " L2H_SYSTEM_FORMS, text);
}

int l2h_system_parse(const char *text, struct l2h_system *system, struct l2h_error *error)
{
  if (l2h_system_parse_for_search(text, system, error) != 0)
    return -1;
  if (system->frozen > 0)
    return l2h_fail(
      error,
      "%s: freezes %d of %d atoms (fix setforce), which only `learn2hop search`, and min_style learned in "
      "LAMMPS itself, keep in place: use one of those, or take the fix out",
      system->file, system->frozen, system->atoms);
  return 0;
}
