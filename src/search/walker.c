/* SPDX-License-Identifier: GPL-2.0-only */
/* The walker: a hop as stages, each of which ends in the next or in a question.

     change -> [compress] -> quench [-> tighten] -> repair -> quench [-> tighten] -> repair ... -> accept or not

   A hop's minimum so far is walker->minimum, its energy state->found. */
#include "search/walker.h"

#include <math.h>
#include <string.h>

#include "search/lent_quench.h"
#include "search/moves.h"

#define HELPS 1e-3      /* energy scales by which a repair lowers the energy, or it is not kept */
#define NEAR_LOWEST 0.1 /* of the tight margin: how far above the lowest a loose quench of the same minimum may end */

/* ---- positions for the host ---- */

static void to_host(const struct l2h_walker *walker, const double *position, double *out)
{
  walker->kernels->to_host(walker->free, walker->order, walker->origin, walker->length, position, out);
}

static bool is_change(const struct l2h_walker *walker)
{
  return walker->state->stage == L2H_STAGE_CHANGE;
}

static void show_lowest(struct l2h_walker *walker)
{
  to_host(walker, walker->best, walker->answer + 3 * walker->atoms);
}

void l2h_walker_restored(struct l2h_walker *walker)
{
  walker->event = (struct l2h_walker_event){.energy = NAN};
  if (walker->has_head)
    l2h_policy_numbers(&walker->policy, walker->state->feature, &walker->numbers);
  show_lowest(walker);
  l2h_walker_show(walker);
}

void l2h_walker_show(struct l2h_walker *walker)
{
  to_host(walker, is_change(walker) ? walker->working : l2h_lbfgs_place(walker->quench, 3 * walker->free).trial,
          walker->question);
}

const double *l2h_walker_ask(const struct l2h_walker *walker)
{
  return walker->state->stop == L2H_GOING_ON ? walker->question : NULL;
}

bool l2h_walker_wants_atom_energies(const struct l2h_walker *walker)
{
  return walker->state->repairable && !is_change(walker) && walker->state->stage != L2H_STAGE_COMPRESS;
}

/* Whether compressed quenches serve this hop: in alloys after symmetric starts, where a shape is all that is sought. */
static bool may_compress(const struct l2h_walker *walker)
{
  const struct l2h_walker_state *state = walker->state;
  const bool shape = state->fresh && state->symmetric && l2h_may_order(walker);
  const unsigned has = walker->has | (shape ? L2H_NEEDS_ALIKE : 0);
  return l2h_change_of(state->change)->compress && (has & L2H_COMPRESS_NEEDS) == L2H_COMPRESS_NEEDS;
}

/* ---- quenches ---- */

static bool has_springs(const struct l2h_walker *walker)
{
  return walker->numbers.springs > 0 && walker->centred;
}

/* Those that guide its quenches, or NULL. */
static struct l2h_springs *springs_of(struct l2h_walker *walker)
{
  return has_springs(walker) ? &walker->springs : NULL;
}

static void quench_from(struct l2h_walker *walker, enum l2h_stage stage, const double *position, double gradient_rms,
                        double steps)
{
  walker->state->stage = stage;
  l2h_lbfgs_begin(&walker->state->run, walker->quench, 3 * walker->free, position, gradient_rms, steps);
}

/* After the change. */
static void begin_quench(struct l2h_walker *walker)
{
  const struct l2h_search_numbers *numbers = &walker->numbers;
  struct l2h_walker_state *state = walker->state;
  state->compressed = may_compress(walker) && numbers->compress > 0 && l2h_draw(walker) < l2h_feedback_compress(walker);
  if (!state->compressed) {
    quench_from(walker, L2H_STAGE_QUENCH, walker->working, l2h_feedback_looseness(walker), numbers->quench_steps);
    return;
  }
  l2h_compress_begin(walker, state->fresh ? walker->working : walker->from);
  state->moves[L2H_MOVE_compress].tried++;
  quench_from(walker, L2H_STAGE_COMPRESS, walker->working, numbers->compress_gradient, numbers->compress_steps);
}

/* From the end of the compressed quench, whose energy and gradient less the penalty are known, to the plain one. */
static enum l2h_lbfgs_status release(struct l2h_walker *walker)
{
  const struct l2h_search_numbers *numbers = &walker->numbers;
  struct l2h_lbfgs *run = &walker->state->run;
  const struct l2h_lbfgs_vectors v = l2h_lbfgs_place(walker->quench, 3 * walker->free);
  run->energy -= l2h_compress_penalty(walker, v.position, -1, v.gradient);
  walker->state->stage = L2H_STAGE_QUENCH;
  return l2h_lbfgs_go_on(run, walker->quench, 3 * walker->free, springs_of(walker), l2h_feedback_looseness(walker),
                         numbers->quench_steps, true);
}

/* Whether a loosely quenched energy may be the one looked for, or a new lowest. */
static bool is_worth_tightening(const struct l2h_walker *walker, double energy)
{
  const struct l2h_walker_state *state = walker->state;
  const double margin = walker->numbers.tight_margin;
  if (state->has_energy && energy < state->energy + margin)
    return true;
  if (state->has_energy && state->confirm == 0)
    return false;
  const bool known = state->met && energy > state->lowest - state->tolerance &&
    energy < state->lowest + state->tolerance + NEAR_LOWEST * 0.3;
  return energy < state->lowest + NEAR_LOWEST * margin && !known;
}

/* ---- minima ---- */

/* The end of a quench is the hop's minimum so far. */
static void note_minimum(struct l2h_walker *walker, bool tight)
{
  struct l2h_walker_state *state = walker->state;
  const struct l2h_lbfgs_vectors v = l2h_lbfgs_place(walker->quench, 3 * walker->free);
  state->found = state->run.energy;
  state->found_tight = tight;
  memcpy(walker->minimum, v.position, l2h_vector_bytes(walker));

  const bool first = !isfinite(state->lowest);
  if (first || state->found < state->lowest - state->tolerance) {
    state->meetings = 1;
    state->met = true;
    state->hop_lowest = true;
    state->hop_met = false;
  } else if (state->found <= state->lowest + state->tolerance && !state->met) {
    state->meetings++;
    state->met = true;
    state->hop_met = true;
  }
  const bool better_known = tight && !state->lowest_tight && state->found <= state->lowest + state->tolerance;
  if (first || state->found < state->lowest || better_known) {
    state->lowest = state->found;
    state->lowest_tight = tight;
    memcpy(walker->best, walker->minimum, l2h_vector_bytes(walker));
    show_lowest(walker);
  }
}

/* ---- hops ---- */

/* What the policy says of the hop that begins. */
static void ask_policy(struct l2h_walker *walker)
{
  if (!walker->has_head)
    return;
  l2h_context_look(walker, walker->state->feature);
  l2h_policy_numbers(&walker->policy, walker->state->feature, &walker->numbers);
}

void l2h_walker_begin_hop(struct l2h_walker *walker)
{
  struct l2h_walker_state *state = walker->state;
  ask_policy(walker);
  const struct l2h_change *change = state->fresh ? l2h_change_of(L2H_MOVE_start) : l2h_change_draw(walker);
  state->change = change->kind;
  state->repairs = state->round = 0;
  state->hop_lowest = state->hop_met = false;
  state->moves[change->kind].tried++;
  state->repairable =
    change->repair && (walker->has & L2H_REPAIR_NEEDS) == L2H_REPAIR_NEEDS && l2h_draw(walker) < walker->numbers.repair;
  if (!state->fresh)
    memcpy(walker->working, walker->from, l2h_vector_bytes(walker));
  state->stage = L2H_STAGE_CHANGE;
  if (!change->begin(walker))
    begin_quench(walker);
}

static void count_hop(struct l2h_walker *walker, unsigned flags)
{
  struct l2h_walker_state *state = walker->state;
  struct l2h_move_counts *change = &state->moves[state->change], *compress = &state->moves[L2H_MOVE_compress];
  const bool accepted = flags & L2H_ACCEPTED, gained = flags & L2H_GAINED;
  change->accepted += accepted;
  change->gains += gained;
  compress->accepted += state->compressed && accepted;
  compress->gains += state->compressed && gained;
  state->moves[L2H_MOVE_repair].gains += state->repairs > 0 && gained;
}

/* All that learns from a hop that ended in a minimum and was no start. */
static void remember(struct l2h_walker *walker, double rise, bool accepted)
{
  l2h_context_remember(walker, rise, accepted);
  l2h_feedback_take(walker, accepted);
  if (walker->state->change == L2H_MOVE_exchange)
    l2h_exchange_learn(walker, rise);
}

/* The books of a hop that ended in a minimum, or failed; then the next. Returns the event's flags. */
static unsigned end_hop(struct l2h_walker *walker, bool failed)
{
  struct l2h_walker_state *state = walker->state;
  const struct l2h_change *change = l2h_change_of(state->change);
  unsigned flags = 0;
  if (failed) {
    flags = L2H_FAILED;
    state->failures++;
    state->stale++;
    state->unlucky++;
    state->failed_starts = state->fresh ? state->failed_starts + 1 : 0;
  } else {
    const bool greedy = change->temperature < 0 || l2h_is_ordering(walker);
    const double temperature = greedy ? 0 : *l2h_search_number_value(&walker->numbers, change->temperature);
    const double rise = state->found - state->current;
    const bool was_start = state->fresh;
    flags = L2H_HOP_ENDED | l2h_accept(walker, temperature);
    if (!was_start)
      remember(walker, rise, flags & L2H_ACCEPTED);
    count_hop(walker, flags);
    state->failed_starts = 0;
    flags |= state->hop_lowest ? L2H_LOWEST : 0;
    flags |= state->hop_met ? L2H_MET_AGAIN : 0;
    flags |= state->found_tight ? L2H_TIGHT : 0;
    flags |=
      state->has_energy && state->found_tight && state->found <= state->energy + state->tolerance ? L2H_MET_ENERGY : 0;
    to_host(walker, walker->minimum, walker->answer);
  }
  walker->event = (struct l2h_walker_event){.energy = failed ? NAN : state->found * walker->energy,
                                            .positions = failed ? NULL : walker->answer,
                                            .move = change->kind,
                                            .compressed = state->compressed,
                                            .repairs = (long)state->repairs,
                                            .hop = (long)state->hops,
                                            .evaluations = state->counts.total};
  state->hops++;
  state->fresh = l2h_turn_ends(walker, (failed && state->fresh) || l2h_is_stale(walker));
  if (state->fresh) {
    flags |= L2H_RESTARTS;
    state->restarts++;
    state->met = false;
    state->memory.since_start = 0;
  }
  l2h_walker_begin_hop(walker);
  return flags;
}

/* After a minimum: the next repair, or the end of the hop. */
static unsigned repair_or_end(struct l2h_walker *walker)
{
  const struct l2h_search_numbers *numbers = &walker->numbers;
  struct l2h_walker_state *state = walker->state;
  const bool over = l2h_stop_reason_of(state) == L2H_STOP_ENERGY;
  if (over || !state->repairable || state->round >= (int64_t)numbers->repair_rounds)
    return end_hop(walker, false);
  const double temperature = state->round == 0 ? 0 : numbers->site_temperature / 2;
  state->round++;
  const bool moved = l2h_repair(walker, temperature, walker->told_energies);
  if (!moved)
    return end_hop(walker, false);
  state->moves[L2H_MOVE_repair].tried++;
  quench_from(walker, L2H_STAGE_REPAIR, walker->working, l2h_feedback_looseness(walker), numbers->quench_steps);
  return 0;
}

/* ---- answers ---- */

/* A quench has ended: tighten it, or take it for the minimum it is. */
static unsigned end_quench(struct l2h_walker *walker, enum l2h_lbfgs_status status)
{
  const struct l2h_search_numbers *numbers = &walker->numbers;
  struct l2h_walker_state *state = walker->state;
  const bool repair = state->stage == L2H_STAGE_REPAIR || state->stage == L2H_STAGE_REPAIR_TIGHTEN;
  bool tight = state->stage == L2H_STAGE_TIGHTEN || state->stage == L2H_STAGE_REPAIR_TIGHTEN;
  if (status == L2H_LBFGS_FAILED)
    return end_hop(walker, !repair);
  if (!tight && is_worth_tightening(walker, state->run.energy)) {
    state->stage = repair ? L2H_STAGE_REPAIR_TIGHTEN : L2H_STAGE_TIGHTEN;
    status = l2h_lbfgs_go_on(&state->run, walker->quench, 3 * walker->free, springs_of(walker), numbers->tight_gradient,
                             numbers->quench_steps, false);
    if (status == L2H_LBFGS_RUNNING)
      return 0;
    tight = true;
  }
  if (repair && !(state->run.energy < state->found - HELPS))
    return end_hop(walker, false);
  if (repair) {
    state->repairs++;
    state->moves[L2H_MOVE_repair].accepted++;
  }
  note_minimum(walker, tight && status == L2H_LBFGS_CONVERGED);
  return repair_or_end(walker);
}

/* A quench has taken an answer. */
static unsigned go_on(struct l2h_walker *walker, enum l2h_lbfgs_status status)
{
  if (walker->state->stage == L2H_STAGE_COMPRESS && (status == L2H_LBFGS_CONVERGED || status == L2H_LBFGS_EXHAUSTED))
    status = release(walker);
  return status == L2H_LBFGS_RUNNING ? 0 : end_quench(walker, status);
}

/* Takes an answer in scales; working on it ends in the next question. */
static unsigned take(struct l2h_walker *walker, double energy, double *gradient)
{
  struct l2h_walker_state *state = walker->state;
  if (is_change(walker)) {
    if (!l2h_change_of(state->change)->tell(walker, gradient))
      begin_quench(walker);
    return 0;
  }
  if (state->stage == L2H_STAGE_COMPRESS)
    energy += l2h_compress_penalty(walker, l2h_lbfgs_place(walker->quench, 3 * walker->free).trial, 1, gradient);
  return go_on(walker,
               l2h_lbfgs_tell(&state->run, walker->quench, 3 * walker->free, springs_of(walker), energy, gradient));
}

/* The move that is at work, and is counted for an evaluation. */
static enum l2h_move_kind at_work(const struct l2h_walker_state *state)
{
  switch (state->stage) {
  case L2H_STAGE_COMPRESS:
    return L2H_MOVE_compress;
  case L2H_STAGE_REPAIR:
  case L2H_STAGE_REPAIR_TIGHTEN:
    return L2H_MOVE_repair;
  default:
    return (enum l2h_move_kind)state->change;
  }
}

static void count_answers(struct l2h_walker_state *state, double answers)
{
  state->moves[at_work(state)].evaluations += answers;
  state->counts.evaluations += answers;
  state->counts.total = state->counts.evaluations + state->counts.probes;
}

/* The event, and the next question. Returns all that the answer ended. */
static unsigned end_answer(struct l2h_walker *walker, unsigned flags)
{
  struct l2h_walker_state *state = walker->state;
  state->stop = l2h_stop_reason_of(state);
  if (state->stop != L2H_GOING_ON)
    flags |= L2H_STOPPED;
  if (flags & (L2H_HOP_ENDED | L2H_FAILED))
    walker->event.flags = flags;
  else
    walker->event = (struct l2h_walker_event){.flags = flags, .energy = NAN};
  l2h_walker_show(walker);
  return flags;
}

unsigned l2h_walker_tell(struct l2h_walker *walker, double energy, const double *gradient, const double *atom_energies)
{
  if (walker->state->stop != L2H_GOING_ON)
    return 0;
  walker->kernels->from_host(walker->free, walker->order, walker->length / walker->energy, gradient, walker->gradient);
  walker->told_energies = atom_energies;
  count_answers(walker->state, 1);
  const unsigned flags = take(walker, energy / walker->energy, walker->gradient);
  walker->told_energies = NULL;
  return end_answer(walker, flags);
}

/* ---- lent quenches ---- */

bool l2h_walker_lend(const struct l2h_walker *walker, struct l2h_lent_quench *quench)
{
  const struct l2h_walker_state *state = walker->state;
  if (state->stop != L2H_GOING_ON || is_change(walker) || walker->free < walker->atoms || walker->order)
    return false;
  const bool penalty = state->stage == L2H_STAGE_COMPRESS;
  *quench = (struct l2h_lent_quench){.run = &walker->state->run,
                                     .vectors = walker->quench,
                                     .atoms = walker->atoms,
                                     .length = walker->length,
                                     .energy = walker->energy,
                                     .origin = {walker->origin[0], walker->origin[1], walker->origin[2]},
                                     .diameter2 = penalty ? state->diameter2 : 0,
                                     .strength = penalty ? state->strength : 0,
                                     .guided = has_springs(walker),
                                     .most = l2h_stop_answers_left(state)};
  return true;
}

unsigned l2h_walker_take_back(struct l2h_walker *walker, double answers)
{
  count_answers(walker->state, answers);
  return end_answer(walker, go_on(walker, (enum l2h_lbfgs_status)walker->state->run.status));
}

/* ---- reports ---- */

const struct l2h_walker_event *l2h_walker_last_event(const struct l2h_walker *walker)
{
  return &walker->event;
}

void l2h_walker_make_report(const struct l2h_walker *walker, struct l2h_walker_report *report)
{
  const struct l2h_walker_state *state = walker->state;
  *report = (struct l2h_walker_report){.counts = state->counts,
                                       .hops = state->hops,
                                       .restarts = state->restarts,
                                       .failures = state->failures,
                                       .lowest = state->lowest * walker->energy,
                                       .lowest_tight = state->lowest_tight,
                                       .meetings = (long)state->meetings,
                                       .stop = (enum l2h_stop_reason)state->stop};
  memcpy(report->moves, state->moves, sizeof report->moves);
}

const double *l2h_walker_lowest(const struct l2h_walker *walker)
{
  return isfinite(walker->state->lowest) ? walker->answer + 3 * walker->atoms : NULL;
}

int l2h_walker_set_stop(struct l2h_walker *walker, const struct l2h_stop *stop, struct l2h_error *error)
{
  if (l2h_stop_check(stop, error) != 0)
    return -1;
  l2h_stop_set(walker, stop);
  return 0;
}
