/* SPDX-License-Identifier: GPL-2.0-only */
/* A rollout is a search with a budget of evaluations; theta is its policy.

   Where the configuration names a network, bursts use it, and theta may go on with the network's parameters, as
   differences from those that it begins with.

   The loss is log(evaluations / budget) where the goal is met, which is what a user waits for, and else above 0 by how
   far the lowest minimum lies from it; or that of the mean first encounter (encounter_rate.h), where enough searches
   have met the goal for it. The goal is the known global minimum, or the energy that the configuration names, or the
   lowest that the training has met so far, over all of its searches. All members of a population get the same
   searches: the same starts, and the same random numbers as long as they decide alike.

   Each search is advanced by a thread of its own, or, where a GPU quenches, with the others of its system (crew.h). */
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/seconds.h"
#include "core/hash.h"
#include "loop/episode.h"
#include "rollouts/parameters.h"
#include "loop/plan.h"
#include "searches/job.h"
#include "searches/job_queue.h"

#define CHUNK 256    /* evaluations between two looks at whether to stop */
#define FARTHEST 1e3 /* energy scales above the goal that still count, so that no loss is infinite */

#define MOST_SEATS 4096 /* of a system's searches at once, on a GPU */

#define NETWORK_SCALE 0.1 /* of a network's parameters in theta, whose other steps are wider */

struct workspace {            /* of one thread */
  double *theta;              /* [parameters] */
  double *gradient;           /* [most atoms][3] */
  struct l2h_weights weights; /* of bursts, where they are trained */
};

struct searches {
  const struct l2h_world *world;
  const struct l2h_config *config;
  const volatile sig_atomic_t *stop;
  int threads;
  struct workspace *workspace; /* [threads] */
  struct l2h_job_queue *queue; /* where a GPU quenches; else NULL */
  struct l2h_weights *burst; /* [systems][seats] of the queue: networks that its searches use, where they are trained */
};

static int parameters(const struct l2h_config *config)
{
  return l2h_policy_parameters(&config->search.policy) +
    (config->search.trains_network ? l2h_parameter_count(&config->search.bursts.model) : 0);
}

/* The network that theta stands for. */
static void network_of(const struct l2h_config *config, const double *theta, struct l2h_network *network)
{
  double own[L2H_MAX_PARAMETERS];
  const struct l2h_weights *begin = &config->search.bursts;
  const double *moved = theta + l2h_policy_parameters(&config->search.policy);
  const int count = l2h_parameter_count(&begin->model);
  l2h_parameters_from_network(&begin->model, &begin->network, own);
  for (int k = 0; k < count; k++)
    own[k] += NETWORK_SCALE * moved[k];
  l2h_parameters_to_network(&begin->model, own, network);
}

static int initial(const struct l2h_config *config, double *theta, struct l2h_error *error)
{
  (void)error;
  memset(theta, 0, sizeof(double) * (size_t)parameters(config));
  return 0;
}

static void describe_network(const struct l2h_config *config, const double *theta, struct l2h_weights *weights)
{
  const struct l2h_weights *begin = &config->search.bursts;
  strcpy(weights->units, begin->units);
  weights->model = begin->model;
  weights->length_scale = begin->length_scale;
  weights->energy_scale = begin->energy_scale;
  weights->step_limit = begin->step_limit;
  weights->horizon = begin->horizon;
  weights->network = begin->network;
  if (config->search.trains_network)
    network_of(config, theta, &weights->network);
}

/* Dimensionless, as a policy is, where there is no network. */
static void describe(const struct l2h_config *config, const double *theta, struct l2h_weights *weights)
{
  struct l2h_policy policy;
  struct l2h_error error;
  weights->alone = config->search.bursts.alone;
  if (weights->alone)
    strcpy(weights->units, "lj");
  else
    describe_network(config, theta, weights);
  l2h_policy_at(&config->search.policy, theta, &policy);
  if (l2h_policy_to_weights(&policy, weights, &error) != 0) /* the configuration was checked for it */
    abort();
}

/* ---- one search ---- */

static uint64_t seed_of(uint64_t seed, uint64_t purpose, uint64_t update)
{
  const uint64_t name[] = {seed, purpose, update};
  return l2h_hash(0, name, sizeof name);
}

/* bursts: whose network they use where it distinguishes the system's species. */
static struct l2h_search_job job_of(const struct l2h_system *system, double goal, double budget, uint64_t seed,
                                    uint32_t number, const struct l2h_policy *policy, const struct l2h_weights *bursts)
{
  struct l2h_search_job job = {.system = system, .seed = seed, .number = number, .policy = policy};
  if (!bursts->alone && bursts->model.species >= system->species)
    job.weights = bursts;
  job.stop = (struct l2h_stop){.evaluations = budget, .tolerance = L2H_HIT_ABOVE};
  if (isfinite(goal)) {
    job.stop.has_energy = true;
    job.stop.energy = goal;
  }
  return job;
}

/* Runs it to its end, or until `stop`. */
static void search(const struct searches *searches, const struct l2h_search_job *job, double *gradient, double *energy,
                   double *evaluations)
{
  struct l2h_error error;
  struct l2h_walker_report report;
  struct l2h_walker *walker = l2h_job_walker(job, &error);
  if (!walker) { /* it could be made when the training began: no memory, and no other search would have any */
    fprintf(stderr, "learn2hop: train: %s\n", error.text);
    exit(1);
  }
  while (!*searches->stop && l2h_job_advance(walker, job->system, CHUNK, gradient, NULL, NULL) == CHUNK)
    ;
  l2h_walker_make_report(walker, &report);
  l2h_walker_free(walker);
  *energy = report.lowest;
  *evaluations = report.counts.total;
}

/* ---- beginning and end ---- */

static void destroy(void *own)
{
  struct searches *searches = own;
  if (!searches)
    return;
  for (int t = 0; searches->workspace && t < searches->threads; t++) {
    free(searches->workspace[t].theta);
    free(searches->workspace[t].gradient);
  }
  free(searches->workspace);
  l2h_job_queue_free(searches->queue);
  free(searches->burst);
  free(searches);
}

static int take_memory(struct searches *searches, struct l2h_error *error)
{
  const struct l2h_config *config = searches->config;
  int atoms = 0;
  for (int s = 0; s < config->systems; s++)
    atoms = config->system[s].atoms > atoms ? config->system[s].atoms : atoms;
  searches->threads = omp_get_max_threads();
  searches->workspace = calloc((size_t)searches->threads, sizeof *searches->workspace);
  for (int t = 0; searches->workspace && t < searches->threads; t++) {
    struct workspace *workspace = &searches->workspace[t];
    workspace->weights = config->search.bursts;
    workspace->theta = calloc((size_t)parameters(config) + 1, sizeof(double));
    workspace->gradient = calloc(3 * (size_t)atoms, sizeof(double));
    if (!workspace->theta || !workspace->gradient)
      return l2h_fail(error, "no memory for searches of %d atoms", atoms);
  }
  return searches->workspace ? 0 : l2h_fail(error, "no memory for %d threads", searches->threads);
}

/* Each system has a search. */
static int try_searches(const struct l2h_config *config, struct l2h_error *error)
{
  for (int s = 0; s < config->systems; s++) {
    const struct l2h_search_job job =
      job_of(&config->system[s], NAN, 1, 0, 0, &config->search.policy.begin, &config->search.bursts);
    struct l2h_error why;
    struct l2h_walker *walker = l2h_job_walker(&job, &why);
    if (!walker)
      return l2h_fail(error, "%s: %s", config->system[s].name, why.text);
    l2h_walker_free(walker);
  }
  return 0;
}

/* Seats for this rank's share of whichever is more, an update or a validation. */
static int make_queue(struct searches *searches, const struct l2h_device *device, struct l2h_error *error)
{
  const struct l2h_config *config = searches->config;
  const int ranks = searches->world->ranks, update = l2h_plan_most_rollouts(config) / config->systems / ranks + 1;
  const int validation = config->validate_starts / ranks + 1, most = update > validation ? update : validation;
  const int seats = most < MOST_SEATS ? most : MOST_SEATS;
  const size_t all = (size_t)config->systems * (size_t)seats;
  if (config->search.trains_network) {
    searches->burst = calloc(all, sizeof *searches->burst);
    if (!searches->burst)
      return l2h_fail(error, "no memory for the networks of %zu searches at once", all);
    for (size_t k = 0; k < all; k++)
      searches->burst[k] = config->search.bursts;
  }
  searches->queue = l2h_job_queue_create(device, config->systems, config->system, seats, error);
  return searches->queue ? 0 : -1;
}

static void *create(const struct l2h_world *world, const struct l2h_config *config, const struct l2h_device *device,
                    const volatile sig_atomic_t *stop, struct l2h_error *error)
{
  struct searches *searches = calloc(1, sizeof *searches);
  if (!searches) {
    l2h_fail(error, "no memory for searches");
    return NULL;
  }
  searches->world = world;
  searches->config = config;
  searches->stop = stop;
  if (take_memory(searches, error) == 0 && try_searches(config, error) == 0 &&
      (!l2h_device_has_crews(device) || make_queue(searches, device, error) == 0))
    return searches;
  destroy(searches);
  return NULL;
}

/* ---- an update ---- */

/* The policy of theta, and the weights that its bursts use: `own` where they are trained. */
static const struct l2h_weights *stand_for(const struct searches *searches, const double *theta,
                                           struct l2h_weights *own, struct l2h_policy *policy)
{
  const struct l2h_config *config = searches->config;
  l2h_policy_at(&config->search.policy, theta, policy);
  if (!config->search.trains_network)
    return &config->search.bursts;
  network_of(config, theta, &own->network);
  return own;
}

/* The j-th rollout of a plan. Its policy comes into *policy, its network into *own where that is trained; theta is
   room. */
static struct l2h_search_job rollout_job(const struct searches *searches, const struct l2h_episode_batch *batch, int j,
                                         double *theta, struct l2h_weights *own, struct l2h_policy *policy)
{
  const struct l2h_config *config = searches->config;
  const struct l2h_rollout *rollout = &batch->plan->rollout[j];
  const struct l2h_start *start = &batch->plan->start[rollout->start];
  if (rollout->sign != 0)
    l2h_perturbed(batch->perturbations, rollout->member, rollout->sign, parameters(config), batch->theta, theta);
  const struct l2h_weights *bursts = stand_for(searches, rollout->sign != 0 ? theta : batch->theta, own, policy);
  return job_of(start->system, batch->goal[start->system - config->system], (double)rollout->horizon,
                seed_of(start->seed, start->purpose, start->update), start->number, policy, bursts);
}

static void run_one(const struct searches *searches, const struct l2h_episode_batch *batch, int j,
                    struct workspace *workspace)
{
  const double since = l2h_thread_seconds();
  struct l2h_policy policy;
  const struct l2h_search_job job = rollout_job(searches, batch, j, workspace->theta, &workspace->weights, &policy);
  search(searches, &job, workspace->gradient, &batch->energy[j], &batch->evaluations[j]);
  batch->seconds[j] = l2h_thread_seconds() - since;
}

/* ---- an update on a GPU ---- */

struct queued_batch {
  const struct searches *searches;
  const struct l2h_episode_batch *batch;
  struct l2h_policy policy; /* of the job that is made */
};

static int system_of_batch(const void *context, int k)
{
  const struct queued_batch *queued = context;
  const struct l2h_plan *plan = queued->batch->plan;
  return (int)(plan->start[plan->rollout[queued->batch->order[k]].start].system - queued->searches->config->system);
}

static struct l2h_search_job make_of_batch(void *context, int k, int seat)
{
  struct queued_batch *queued = context;
  const struct searches *searches = queued->searches;
  struct l2h_weights *own = searches->burst ? &searches->burst[seat] : NULL;
  return rollout_job(searches, queued->batch, queued->batch->order[k], searches->workspace[0].theta, own,
                     &queued->policy);
}

static void end_of_batch(void *context, int k, const struct l2h_walker_report *report)
{
  const struct queued_batch *queued = context;
  const int j = queued->batch->order[k];
  queued->batch->energy[j] = report->lowest;
  queued->batch->evaluations[j] = report->counts.total;
}

static void run(void *own, const struct l2h_episode_batch *batch)
{
  const struct searches *searches = own;
  struct queued_batch queued = {.searches = searches, .batch = batch};
  const struct l2h_queued_jobs jobs = {batch->count, &queued, system_of_batch, make_of_batch, end_of_batch};
  if (searches->queue) {
    l2h_job_queue_run(searches->queue, &jobs, searches->stop);
    return;
  }
#pragma omp parallel for schedule(dynamic) num_threads(searches->threads)
  for (int k = 0; k < batch->count; k++)
    if (!*searches->stop)
      run_one(searches, batch, batch->order[k], &searches->workspace[omp_get_thread_num()]);
}

static double gap_of(double energy, double goal)
{
  return energy - goal - L2H_HIT_ABOVE;
}

static double loss_of_evaluations(const struct l2h_system *system, double goal, const struct l2h_result *result)
{
  const double gap = gap_of(result->energy, goal);
  if (gap <= 0)
    return log(fmin(fmax(result->evaluations, 1), result->horizon) / result->horizon);
  return log1p(fmin(gap / system->energy, FARTHEST)); /* of an infinite gap, too */
}

static double loss(const struct l2h_config *config, int system, double goal, const struct l2h_encounters *encounters,
                   const struct l2h_result *result)
{
  if (config->search.loss == L2H_LOSS_ENCOUNTER_RATE && l2h_encounters_enough(encounters))
    return l2h_encounter_loss(encounters, result->evaluations, gap_of(result->energy, goal) <= 0);
  return loss_of_evaluations(&config->system[system], goal, result);
}

/* A known energy stays the goal. */
static bool meet(const struct l2h_system *system, double energy, double *goal)
{
  const bool lower = isnan(system->known_minimum) && energy < *goal - L2H_HIT_ABOVE;
  if (lower)
    *goal = energy;
  return lower;
}

static double first_goal(const struct l2h_system *system)
{
  return isnan(system->known_minimum) ? INFINITY : system->known_minimum;
}

/* ---- validation ---- */

static long cost_of(const struct l2h_config *config, int task)
{
  const int s = task / config->validate_starts;
  return config->search.budget[s] * config->system[s].atoms;
}

/* The costliest first: systems change places until none comes after a cheaper one. */
static void order_tasks(const struct l2h_config *config, int *system)
{
  for (int s = 0; s < config->systems; s++)
    system[s] = s;
  for (int s = 1; s < config->systems; s++)
    for (int k = s; k > 0; k--) {
      const int a = system[k - 1], b = system[k];
      if (cost_of(config, a * config->validate_starts) >= cost_of(config, b * config->validate_starts))
        break;
      system[k - 1] = b;
      system[k] = a;
    }
}

/* Searches that measure theta, in the order of their tasks; ranks take turns. */
struct validation {
  const struct searches *searches;
  const double *goal;
  struct l2h_outcome *outcome;
  struct l2h_policy policy;
  const struct l2h_weights *bursts;
  int system[L2H_MAX_SYSTEMS];
};

static int task_of(const struct validation *validation, int k)
{
  return validation->searches->world->rank + k * validation->searches->world->ranks;
}

static int system_of_task(const void *context, int k)
{
  const struct validation *validation = context;
  return validation->system[task_of(validation, k) / validation->searches->config->validate_starts];
}

static struct l2h_search_job make_task(void *context, int k, int seat)
{
  const struct validation *validation = context;
  const struct l2h_config *config = validation->searches->config;
  const int s = system_of_task(validation, k), i = task_of(validation, k) % config->validate_starts;
  (void)seat; /* all use one network */
  return job_of(&config->system[s], validation->goal[s], (double)config->search.budget[s],
                seed_of(config->seed, L2H_VALIDATION_STARTS, 0), (uint32_t)i, &validation->policy, validation->bursts);
}

static struct l2h_outcome *outcome_of(const struct validation *validation, int k)
{
  const int starts = validation->searches->config->validate_starts;
  return &validation->outcome[system_of_task(validation, k) * starts + task_of(validation, k) % starts];
}

static void end_task(void *context, int k, const struct l2h_walker_report *report)
{
  struct l2h_outcome *outcome = outcome_of(context, k);
  outcome->energy = report->lowest;
  outcome->evaluations = report->counts.total;
}

static bool measure(void *own, const double *theta, const double *goal, struct l2h_outcome *outcome)
{
  const struct searches *searches = own;
  const struct l2h_world *world = searches->world;
  const int tasks = searches->config->systems * searches->config->validate_starts;
  const int count = (tasks - world->rank + world->ranks - 1) / world->ranks;
  struct validation validation = {.searches = searches, .goal = goal, .outcome = outcome};
  const struct l2h_queued_jobs jobs = {count, &validation, system_of_task, make_task, end_task};
  validation.bursts = stand_for(searches, theta, &searches->workspace[0].weights, &validation.policy);
  order_tasks(searches->config, validation.system);
  memset(outcome, 0, sizeof *outcome * (size_t)tasks);
  if (searches->queue)
    l2h_job_queue_run(searches->queue, &jobs, searches->stop);
  else
#pragma omp parallel for schedule(dynamic) num_threads(searches->threads)
    for (int k = 0; k < count; k++) {
      const struct l2h_search_job job = make_task(&validation, k, 0);
      if (!*searches->stop)
        search(searches, &job, searches->workspace[omp_get_thread_num()].gradient, &outcome_of(&validation, k)->energy,
               &outcome_of(&validation, k)->evaluations);
    }
  if (l2h_world_any(world, *searches->stop))
    return false;
  l2h_world_sum(world, 2 * (size_t)tasks, (double *)outcome);
  return true;
}

/* The mean loss, or the logarithm of the mean first encounter. */
static double score(const struct l2h_config *config, int system, double goal, const struct l2h_outcome *outcome,
                    const struct l2h_summary *summary)
{
  double sum = 0, evaluations = 0, met = 0;
  (void)summary;
  for (int i = 0; i < config->validate_starts; i++) {
    const struct l2h_result result = {(double)config->search.budget[system], outcome[i].energy, outcome[i].evaluations};
    sum += loss_of_evaluations(&config->system[system], goal, &result);
    evaluations += result.evaluations;
    met += gap_of(result.energy, goal) <= 0;
  }
  return config->search.loss == L2H_LOSS_ENCOUNTER_RATE ? l2h_encounter_score(evaluations, met)
                                                        : sum / config->validate_starts;
}

const struct l2h_episode l2h_episode_search = {.parameters = parameters,
                                               .initial = initial,
                                               .describe = describe,
                                               .create = create,
                                               .destroy = destroy,
                                               .run = run,
                                               .loss = loss,
                                               .first_goal = first_goal,
                                               .meet = meet,
                                               .measure = measure,
                                               .score = score};
