/* SPDX-License-Identifier: GPL-2.0-only */
#include "systems/composition.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int index_of(const struct l2h_composition *composition, const char *element)
{
  for (int e = 0; e < composition->elements; e++)
    if (strcmp(composition->element[e], element) == 0)
      return e;
  return -1;
}

/* Reads one element and its count at *at and moves past them. */
static int take_element(const char *text, const char **at, struct l2h_composition *composition, struct l2h_error *error)
{
  char element[4] = {0}, *end;
  if (!isupper((unsigned char)**at))
    return l2h_fail(error, "system '%s': '%s' does not begin with an element, as Ag10Au28 does", text, *at);
  element[0] = *(*at)++;
  for (int k = 1; k < 3 && islower((unsigned char)**at); k++)
    element[k] = *(*at)++;
  if (!isdigit((unsigned char)**at))
    return l2h_fail(error, "system '%s': say how many atoms of %s, as in %s13", text, element, element);
  const long count = strtol(*at, &end, 10);
  if (count > L2H_SYSTEM_MAX_ATOMS)
    return l2h_fail(error, "system '%s': %d atoms at most", text, L2H_SYSTEM_MAX_ATOMS);
  if (index_of(composition, element) >= 0)
    return l2h_fail(error, "system '%s': %s stands twice", text, element);
  if (composition->elements == L2H_MAX_SPECIES)
    return l2h_fail(error, "system '%s': %d elements at most", text, L2H_MAX_SPECIES);
  strcpy(composition->element[composition->elements], element);
  composition->count[composition->elements++] = (int)count;
  *at = end;
  return 0;
}

int l2h_composition_parse(const char *text, size_t skip, struct l2h_composition *composition, struct l2h_error *error)
{
  const char *at = text + skip;
  long atoms = 0;
  memset(composition, 0, sizeof *composition);
  do {
    if (take_element(text, &at, composition, error) != 0)
      return -1;
  } while (*at && *at != '@');
  if (*at == '@' && !at[1])
    return l2h_fail(error, "system '%s': name a parameter file after the @", text);
  if (*at)
    snprintf(composition->file, sizeof composition->file, "%s", at + 1);
  for (int e = 0; e < composition->elements; e++)
    atoms += composition->count[e];
  if (atoms < L2H_SYSTEM_MIN_ATOMS || atoms > L2H_SYSTEM_MAX_ATOMS)
    return l2h_fail(error, "system '%s' has %ld atoms; from %d to %d make a system", text, atoms, L2H_SYSTEM_MIN_ATOMS,
                    L2H_SYSTEM_MAX_ATOMS);
  return 0;
}

int l2h_composition_bring_forward(struct l2h_composition *composition, const char *element, int place)
{
  const int from = index_of(composition, element);
  if (from < 0)
    return 0;
  const struct l2h_composition old = *composition;
  strcpy(composition->element[place], old.element[from]);
  strcpy(composition->element[from], old.element[place]);
  composition->count[place] = old.count[from];
  composition->count[from] = old.count[place];
  return 1;
}

void l2h_composition_apply(const struct l2h_composition *composition, struct l2h_system *system)
{
  system->species = composition->elements;
  for (int e = 0; e < composition->elements; e++) {
    strcpy(system->element[e], composition->element[e]);
    system->first[e + 1] = system->first[e] + composition->count[e];
  }
  system->atoms = system->first[composition->elements];
}
