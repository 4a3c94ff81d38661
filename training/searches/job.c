/* SPDX-License-Identifier: GPL-2.0-only */
#include "searches/job.h"

#include <stdlib.h>

#include "systems/potential.h"
#include "systems/scales.h"

static int *species_of(const struct l2h_system *system)
{
  int *species = malloc(sizeof(int) * (size_t)system->atoms);
  for (int s = 0; species && s < system->species; s++)
    for (int i = system->first[s]; i < system->first[s + 1]; i++)
      species[i] = s;
  return species;
}

struct l2h_walker *l2h_job_walker(const struct l2h_search_job *job, struct l2h_error *error)
{
  const struct l2h_system *system = job->system;
  const struct l2h_walker_options options = {job->numbers, job->stop,   job->weights,
                                             job->seed,    job->number, job->policy};
  const bool *frozen;
  const double *place;
  l2h_system_frozen(system, &frozen, &place);
  int *species = species_of(system);
  struct l2h_search_problem problem = {
    .atoms = system->atoms,
    .species = system->species,
    .species_of = species,
    .frozen = frozen,
    .start = job->start ? job->start : place,
    .restart_from_start = frozen != NULL,
    .length = system->length,
    .energy = system->energy,
  };
  struct l2h_walker *walker = NULL;
  if (job->weights && !job->policy) /* a policy is for any system, in its own scales */
    l2h_scales_of(job->weights, system, &problem.length, &problem.energy);
  for (int c = 0; c < 3; c++)
    problem.cell[c][c] = system->landscape.cell;
  if (species)
    walker = l2h_walker_create(&problem, &options, error);
  else
    l2h_fail(error, "no memory for %d atoms", system->atoms);
  free(species);
  return walker;
}

struct l2h_stop l2h_job_until_found(const struct l2h_system *system, double evaluations)
{
  return (struct l2h_stop){
    .evaluations = evaluations, .has_energy = true, .energy = system->known_minimum, .tolerance = L2H_HIT_ABOVE};
}

void l2h_job_answer(struct l2h_walker *walker, const struct l2h_system *system, double *gradient,
                    l2h_job_hop_ended *hop_ended, void *context)
{
  const double energy = l2h_potential(system, l2h_walker_ask(walker), gradient);
  const unsigned ended = l2h_walker_tell(walker, energy, gradient, NULL);
  if (ended && hop_ended)
    hop_ended(context, l2h_walker_last_event(walker));
}

long l2h_job_advance(struct l2h_walker *walker, const struct l2h_system *system, long most, double *gradient,
                     l2h_job_hop_ended *hop_ended, void *context)
{
  long answered = 0;
  for (; answered < most && l2h_walker_ask(walker); answered++)
    l2h_job_answer(walker, system, gradient, hop_ended, context);
  return answered;
}
