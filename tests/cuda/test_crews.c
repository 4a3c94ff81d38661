/* SPDX-License-Identifier: GPL-2.0-only */
/* Searches whose quenches run on a GPU: the same whoever else searches, however answers are dealt out, and beside the
   CPU's as far as last bits let them be. */
#include "tests/training/testing.h"

#include "cuda/rollouts_cuda.h"
#include "probe.h"
#include "rollouts/common_kernels.h"
#include "rollouts/device.h"
#include "searches/job_queue.h"
#include "searches/team.h"

enum { WALKERS = 5, ATOMS = 38 };

static const struct l2h_world world = ONE_RANK;
static struct l2h_device device;
static struct l2h_error error;

static struct l2h_search_job job_of(const struct l2h_system *system, double springs, double evaluations,
                                    uint32_t number)
{
  struct l2h_search_job job = {.system = system, .stop = {.evaluations = evaluations}, .seed = 3, .number = number};
  l2h_search_numbers_standard(&job.numbers);
  job.numbers.springs = springs;
  return job;
}

/* Walkers 0 to WALKERS - 1 of a system, those with numbers from `numbers`, advanced by `most` answers at a time to
   their ends. Their states into state[number]. */
static void search(const struct l2h_search_job *job, int walkers, const int *number, long most, char **state,
                   struct l2h_walker_report *report)
{
  static double gradient[WALKERS][3 * ATOMS];
  struct l2h_crew_seat seat[WALKERS] = {{NULL}};
  for (int k = 0; k < walkers; k++) {
    struct l2h_search_job own = *job;
    own.number = (uint32_t)number[k];
    seat[k].walker = l2h_job_walker(&own, &error);
    seat[k].gradient = gradient[k];
    if (!seat[k].walker)
      fail_msg("%s", error.text);
  }
  struct l2h_crew *crew = l2h_crew_create(&device, job->system, walkers, seat, &error);
  if (!crew)
    fail_msg("%s", error.text);
  for (bool some = true; some;) {
    some = false;
    l2h_crews_advance(1, &crew, most);
    for (int k = 0; k < walkers; k++)
      some = some || l2h_walker_ask(seat[k].walker);
  }
  for (int k = 0; k < walkers; k++) {
    free(state[number[k]]);
    state[number[k]] = calloc(1, l2h_walker_bytes(seat[k].walker));
    assert_non_null(state[number[k]]);
    l2h_walker_save(seat[k].walker, state[number[k]]);
    l2h_walker_make_report(seat[k].walker, &report[number[k]]);
    l2h_walker_free(seat[k].walker);
  }
  l2h_crew_free(crew);
}

static void check_searches(const struct l2h_system *system, const struct l2h_weights *weights, double springs,
                           double evaluations)
{
  static const int all[WALKERS] = {0, 1, 2, 3, 4}, some[] = {4, 1};
  struct l2h_search_job job = job_of(system, springs, evaluations, 0);
  struct l2h_walker_report together[WALKERS], apart[WALKERS];
  char *one[WALKERS] = {NULL}, *two[WALKERS] = {NULL};
  job.weights = weights;
  if (weights) {
    job.numbers.displace = job.numbers.inward = 0;
    job.numbers.burst = 1;
    job.numbers.burst_steps = 9;
  }
  struct l2h_walker *walker = l2h_job_walker(&job, &error);
  const size_t bytes = l2h_walker_bytes(walker);
  l2h_walker_free(walker);
  search(&job, WALKERS, all, 1000000, one, together);
  search(&job, 2, some, 7, two, apart); /* others, elsewhere, in pieces */
  search(&job, 1, &all[2], 1, two, apart);
  for (int k = 0; k < WALKERS; k++) {
    assert_true(together[k].counts.evaluations > evaluations / 2 && together[k].counts.total <= evaluations + ATOMS);
    assert_int_equal(together[k].stop, L2H_STOP_EVALUATIONS);
    assert_true((together[k].moves[L2H_MOVE_burst].evaluations > 0) == (weights != NULL));
    if (k == 1 || k == 2 || k == 4)
      assert_memory_equal(one[k], two[k], bytes);
    for (int other = 0; other < k; other++)
      assert_memory_not_equal(one[k], one[other], bytes);
    assert_true(together[k].hops > 1);
  }
  for (int k = 0; k < WALKERS; k++) {
    free(one[k]);
    free(two[k]);
  }
}

static void a_search_is_its_own(void **state)
{
  (void)state;
  static struct l2h_weights weights;
  static const char *const names[] = {"lj:13", "gupta:Ag5Au8", "sw:Si8"};
  for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
    const struct l2h_system system = a_system(names[k]);
    for (int springs = 0; springs < 2; springs++)
      check_searches(&system, NULL, springs, 250);
  }
  const struct l2h_system system = a_system("lj:13");
  assert_int_equal(l2h_weights_read(L2H_POTENTIALS "/lj13.learned", &weights, &error), 0);
  check_searches(&system, &weights, 1, 250);
}

/* The first minimum of a search, before the last bits that the two round apart have come to much: at most to an
   iteration more or less of each of some quenches. */
static void note_first(void *context, const struct l2h_walker_event *event)
{
  struct l2h_walker_event *first = context;
  if (first->flags == 0)
    *first = *event;
}

static void it_begins_as_on_the_cpu(void **state)
{
  (void)state;
  static const char *const names[] = {"lj:13", "gupta:Ag5Au8", "sw:Si8"}; /* longer quenches part sooner */
  static double gradient[3 * ATOMS];
  for (size_t run = 0; run < 2 * sizeof names / sizeof *names; run++) {
    const size_t k = run / 2, springs = run % 2;
    const struct l2h_system system = a_system(names[k]);
    const struct l2h_search_job job = job_of(&system, (double)springs, 100000, 1);
    struct l2h_walker_event cpu = {0}, gpu = {0};
    struct l2h_walker *walker = l2h_job_walker(&job, &error);
    while (cpu.flags == 0)
      l2h_job_advance(walker, &system, 10, gradient, note_first, &cpu);
    l2h_walker_free(walker);
    struct l2h_crew_seat seat = {
      .walker = l2h_job_walker(&job, &error), .gradient = gradient, .hop_ended = note_first, .context = &gpu};
    struct l2h_crew *crew = l2h_crew_create(&device, &system, 1, &seat, &error);
    assert_non_null(crew);
    while (gpu.flags == 0)
      l2h_crews_advance(1, &crew, 10);
    l2h_crew_free(crew);
    l2h_walker_free(seat.walker);
    assert_true(cpu.flags & L2H_HOP_ENDED);
    if (!(fabs(cpu.evaluations - gpu.evaluations) < 4 && cpu.repairs == gpu.repairs && cpu.flags == gpu.flags))
      fail_msg("%s: the first start took %g evaluations, on the CPU %g; repairs %ld, %ld; flags %u, %u", names[k],
               gpu.evaluations, cpu.evaluations, gpu.repairs, cpu.repairs, gpu.flags, cpu.flags);
    assert_near(cpu.energy, gpu.energy, 1e-7 * fabs(cpu.energy)); /* hundreds of steps have passed on each bit */
  }
}

/* Two systems at once, and empty seats. */
static void crews_go_side_by_side(void **state)
{
  (void)state;
  static double gradient[4][3 * ATOMS];
  const struct l2h_system system[2] = {a_system("lj:13"), a_system("gupta:Au13")};
  struct l2h_crew_seat seat[2][3] = {{{NULL}}};
  struct l2h_crew *crew[2];
  struct l2h_walker_report report;
  for (int c = 0; c < 2; c++) {
    for (uint32_t k = 0; k < 2; k++) {
      const struct l2h_search_job job = job_of(&system[c], 1, 150, k);
      seat[c][k + k].walker = l2h_job_walker(&job, &error);
      seat[c][k + k].gradient = gradient[2 * c + (int)k];
    }
    crew[c] = l2h_crew_create(&device, &system[c], 3, seat[c], &error);
    assert_non_null(crew[c]);
  }
  l2h_crews_advance(2, crew, 200);
  for (int c = 0; c < 2; c++)
    for (int k = 0; k < 3; k += 2) {
      l2h_walker_make_report(seat[c][k].walker, &report);
      assert_int_equal(report.stop, L2H_STOP_EVALUATIONS);
      assert_true(report.counts.evaluations > 75);
      l2h_walker_free(seat[c][k].walker);
    }
  for (int c = 0; c < 2; c++)
    l2h_crew_free(crew[c]);
}

/* ---- queues ---- */

enum { JOBS = 7 };

struct queued {
  struct l2h_system system[2];
  struct l2h_walker_report report[JOBS];
  int ended[JOBS], seats, taken;
};

static int system_of(const void *context, int job)
{
  (void)context;
  return job % 3 == 2;
}

static struct l2h_search_job make(void *context, int job, int seat)
{
  struct queued *queued = context;
  assert_true(seat >= 0 && seat < 2 * queued->seats && seat / queued->seats == system_of(context, job));
  queued->taken |= 1 << seat;
  return job_of(&queued->system[system_of(context, job)], 1, 40 + 30 * (job % 4), (uint32_t)job);
}

static void end(void *context, int job, const struct l2h_walker_report *report)
{
  struct queued *queued = context;
  queued->ended[job]++;
  queued->report[job] = *report;
}

static void run_queue(struct queued *queued, int seats, const volatile sig_atomic_t *stop)
{
  const struct l2h_queued_jobs jobs = {JOBS, queued, system_of, make, end};
  *queued = (struct queued){.system = {a_system("lj:13"), a_system("lj:7")}, .seats = seats};
  struct l2h_job_queue *queue = l2h_job_queue_create(&device, 2, queued->system, seats, &error);
  assert_non_null(queue);
  l2h_job_queue_run(queue, &jobs, stop);
  l2h_job_queue_free(queue);
}

/* Jobs that wait for a seat do the same as those that find one; where all is stopped none begins. */
static void a_queue_changes_nothing(void **state)
{
  (void)state;
  static struct queued all, few;
  static volatile sig_atomic_t stop;
  stop = 0;
  run_queue(&all, JOBS, &stop);
  run_queue(&few, 2, &stop);
  assert_int_equal(few.taken, 15);
  for (int job = 0; job < JOBS; job++) {
    assert_int_equal(all.ended[job], 1);
    assert_int_equal(few.ended[job], 1);
    assert_int_equal(all.report[job].stop, L2H_STOP_EVALUATIONS);
    assert_memory_equal(&all.report[job], &few.report[job], sizeof all.report[job]);
  }
  assert_true(all.report[0].counts.total < all.report[1].counts.total);
  stop = 1;
  run_queue(&few, 2, &stop);
  assert_int_equal(few.taken, 0);
}

static struct l2h_team *a_team(const struct l2h_system *system, double evaluations)
{
  struct l2h_team_options options = {
    .job = job_of(system, 1, evaluations, 0), .walkers = 3, .minima = 5, .device = &device};
  struct l2h_team *team = l2h_team_create(&world, &options, &error);
  if (!team)
    fail_msg("%s", error.text);
  return team;
}

/* Cambridge Cluster Database. A team may be saved between two rounds as on the CPU. */
static void teams_find_what_is_known(void **state)
{
  (void)state;
  const struct l2h_system system = a_system("lj:13");
  struct l2h_team *team = a_team(&system, 900), *resumed = a_team(&system, 900);
  char *saved;
  size_t bytes;
  assert_int_equal(l2h_team_advance(team, &error), 0);
  FILE *stream = open_memstream(&saved, &bytes);
  assert_int_equal(l2h_team_save(team, stream, &error), 0);
  fclose(stream);
  assert_int_equal(l2h_team_restore(resumed, saved, bytes, &error), 0);
  for (; !l2h_team_over(team); assert_int_equal(l2h_team_advance(resumed, &error), 0))
    assert_int_equal(l2h_team_advance(team, &error), 0);
  assert_memory_equal(team->report, resumed->report, 3 * sizeof *team->report);
  assert_near(l2h_team_lowest(team), -44.326801, 1e-5);
  assert_int_equal(team->collection->count, 5);
  assert_near(team->collection->minimum[0].met.energy, -44.326801, 1e-6);
  free(saved);
  l2h_team_free(team);
  l2h_team_free(resumed);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_search_is_its_own),      cmocka_unit_test(it_begins_as_on_the_cpu),
    cmocka_unit_test(crews_go_side_by_side),    cmocka_unit_test(a_queue_changes_nothing),
    cmocka_unit_test(teams_find_what_is_known),
  };
  if (!probe_device()) {
    puts("skipped: no CUDA device");
    return 77;
  }
  device = l2h_device_cpu(l2h_kernels_best());
  device.backend = &l2h_rollouts_cuda;
  return cmocka_run_group_tests(tests, NULL, NULL);
}
