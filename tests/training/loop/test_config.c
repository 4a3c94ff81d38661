/* SPDX-License-Identifier: GPL-2.0-only */
#include "tests/training/testing.h"

#include <glob.h>

#include "loop/config.h"
#include "core/safe_file.h"

static const char good[] = "seed: 7\n"                                              /* line 1 */
                           "systems:\n"                                             /* 2 */
                           "  - {name: lj:13, weight: 3}\n"                         /* 3 */
                           "  - name: lj:19\n"                                      /* 4 */
                           "estimator: esmc\n"                                      /* 5 */
                           "horizon: 5000\n"                                        /* 6 */
                           "starts: 40\n"                                           /* 7 */
                           "updates: 300\n"                                         /* 8 */
                           "sigma: 0.03\n"                                          /* 9 */
                           "learning_rate: 0.003\n"                                 /* 10 */
                           "decay: {factor: 0.98, every: 10}\n"                     /* 11 */
                           "inputs: [gradients, decays, progress]\n"                /* 12 */
                           "initialization: {method: warm_start, magnitude: 2.5}\n" /* 13 */
                           "average: 0.98\n"                                        /* 14 */
                           "validate: {every: 10, starts: 100}\n"                   /* 15 */
                           "checkpoint: {seconds: 30}\n"                            /* 16 */
                           "contributor: someone\n";                                /* 17 */

static struct l2h_config config;
static struct l2h_error error;

static int parse(const char *text)
{
  return l2h_config_parse("some/where/a.yaml", text, strlen(text), &config, &error);
}

/* The good configuration with one string replaced. */
static int parse_with(const char *old, const char *new)
{
  char text[2048];
  const char *at = strstr(good, old);
  assert_non_null(at);
  snprintf(text, sizeof text, "%.*s%s%s", (int)(at - good), good, new, at + strlen(old));
  return parse(text);
}

static void a_good_one_is_read(void **state)
{
  (void)state;
  assert_int_equal(parse(good), 0);
  assert_string_equal(config.name, "a");
  assert_int_equal(config.seed, 7);
  assert_int_equal(config.systems, 2);
  assert_string_equal(config.system[1].name, "lj:19");
  assert_near(config.weight[0], 1.5, 1e-15); /* of mean 1 */
  assert_near(config.weight[1], 0.5, 1e-15);
  assert_int_equal(config.horizon, 5000);
  assert_int_equal(config.settings.starts, 40);
  assert_int_equal(config.updates, 300);
  assert_near(config.sigma, 0.03, 0);
  assert_near(config.decay.factor, 0.98, 0);
  assert_int_equal(config.decay.every, 10);
  assert_near(config.sigma_decay.factor, 1, 0);
  assert_int_equal(config.model.groups, 1u << L2H_GROUP_GRADIENTS | 1u << L2H_GROUP_DECAYS | 1u << L2H_GROUP_PROGRESS);
  assert_int_equal(config.initialization, L2H_FROM_WARM_START);
  assert_near(config.warm_start.magnitude, 2.5, 0);
  assert_near(config.warm_start.magnitude_fall, 3, 0);
  assert_near(config.alpha, 0.1, 0);
  assert_near(config.step_limit, 0.5, 0);
  assert_int_equal(config.validate_every, 10);
  assert_near(config.checkpoint_seconds, 30, 0);
  assert_string_equal(config.contributor, "someone");
}

static void systems_decide_species_and_scales(void **state)
{
  (void)state;
  assert_int_equal(parse_with("lj:19", "gupta:Ag10Au28"), 0);
  assert_int_equal(config.model.species, 2);
  assert_near(config.system[1].length, (2.8921 + 2.885) / 2, 1e-12);
  char natural[17];
  strcpy(natural, config.hash);
  assert_int_equal(parse_with("lj:19\n", "gupta:Ag10Au28\nscales: paper\n"), 0);
  assert_near(config.system[1].length, 1, 0);
  assert_near(config.system[1].energy, 1, 0);
  assert_string_not_equal(config.hash, natural);
  assert_int_equal(parse_with("estimator", "scales: raw\nestimator"), -1);
  assert_says(error.text, "a.yaml:5: scales");
  assert_says(error.text, "natural paper");
}

/* Eq. 2 by hand for Lennard-Jones: 0.1 sigmoid(c0 - 3) = 0.036, 0.1 sigmoid(c0 - c1 - 3) = 0.029. */
static void a_rule_holds_the_landscapes_amplitude(void **state)
{
  (void)state;
  assert_int_equal(parse_with("magnitude: 2.5", "rule: hold"), 0);
  assert_near(0.1 / (1 + exp(3 - config.warm_start.magnitude)), 0.036, 1e-7);
  assert_near(0.1 / (1 + exp(3 - config.warm_start.magnitude + config.warm_start.magnitude_fall)), 0.029, 1e-7);
  char hash[17];
  strcpy(hash, config.hash);
  assert_int_equal(parse_with("magnitude: 2.5", "rule: hold, amplitude: 0.035"), 0);
  assert_near(0.1 / (1 + exp(3 - config.warm_start.magnitude)), 0.035, 1e-7);
  assert_string_not_equal(config.hash, hash);
  assert_int_equal(parse_with("magnitude: 2.5", "rule: anneal, magnitude: 2.5"), 0);
  strcpy(hash, config.hash);
  assert_int_equal(parse(good), 0);
  assert_string_equal(config.hash, hash);
}

/* Landscapes of two kinds have no window in common. */
static void a_mix_names_its_amplitudes(void **state)
{
  (void)state;
  char text[2048];
  for (int named = 0; named < 2; named++) {
    const char *at = strstr(good, "lj:19"), *rule = strstr(good, "magnitude: 2.5");
    snprintf(text, sizeof text, "%.*sgupta:Au38%.*srule: hold%s%s", (int)(at - good), good, (int)(rule - at - 5),
             at + 5, named ? ", memory: 0.5, amplitude: 0.02, amplitude_end: 0.01" : "",
             rule + strlen("magnitude: 2.5"));
    assert_int_equal(parse(text), named - 1);
    if (!named)
      assert_says(error.text, "a.yaml:13: initialization.rule: landscapes of several kinds");
  }
}

static void optional_keys_have_defaults(void **state)
{
  (void)state;
  char text[2048];
  snprintf(text, sizeof text, "%.*s", (int)(strstr(good, "average") - good), good);
  assert_int_equal(parse(text), 0);
  assert_near(config.average, 0, 0);
  assert_int_equal(config.validate_every, 0);
  assert_near(config.checkpoint_seconds, 0, 0);
  assert_string_equal(config.contributor, "learn2hop " L2H_VERSION);
}

/* Each mistake: what is replaced, by what, and what the message must say. */
static void mistakes_are_named(void **state)
{
  (void)state;
  static const char *const mistake[][4] = {
    {"horizon: 5000", "horizon: 0", "a.yaml:6: horizon: 0 is out of range", "from 1 to"},
    {"horizon: 5000", "horison: 5000", "a.yaml:6: horison", "no such key"},
    {"horizon: 5000", "horizon: many", "a.yaml:6: horizon", "'many'"},
    {"horizon: 5000", "horizon: 10.5", "a.yaml:6: horizon", "'10.5' is not a whole number"},
    {"horizon: 5000", "horizon: 99999999999999999999", "a.yaml:6: horizon", "out of range"},
    {"sigma: 0.03", "sigma: 0.03x", "a.yaml:9: sigma", "'0.03x' is not a number"},
    {"horizon: 5000\n", "", "a.yaml:", "'horizon' is missing"},
    {"horizon: 5000", "horizon: 5000\nhorizon: 6000", "a.yaml:", "already seen: horizon"},
    {"sigma: 0.03", "sigma: -0.03", "a.yaml:9: sigma: -0.03 is out of range", "above 0"},
    {"sigma: 0.03", "sigma: nan", "a.yaml:9: sigma", "out of range"},
    {"learning_rate: 0.003", "learning_rate: 0", "a.yaml:10: learning_rate", "above 0"},
    {"seed: 7", "seed: -7", "a.yaml:1: seed", "from 0 to"},
    {"lj:13", "lj:1", "a.yaml:3: systems.name: system 'lj:1'", "lj:13"},
    {"lj:13", "water:3", "a.yaml:3: systems.name: unknown system 'water:3'", "write lj:N"},
    {"weight: 3", "weight: -3", "a.yaml:3: systems.weight", "at least 1e-06"},
    {"weight: 3", "weight: 1e-320", "a.yaml:3: systems.weight", "at least 1e-06"},
    {"lj:19", "lj:1x", "a.yaml:4: systems.name: system 'lj:1x'", ""},
    {"weight: 3", "wait: 3", "a.yaml:3: wait", "no such key"},
    {"starts: 40", "starts: 41", "a.yaml:7: starts: 41 starts do not divide among 2 systems", "multiple of 2"},
    {"progress]", "progres]", "a.yaml:12: inputs: unknown 'progres'", "progress"},
    {"progress]", "progress, decays]", "a.yaml:12: inputs: group 'decays' stands there twice", ""},
    {", progress]", "]", "a.yaml:13: initialization.method", "'progress'"},
    {"warm_start", "warm", "a.yaml:13: initialization.method: unknown 'warm'", "paper warm_start weights"},
    {"warm_start", "paper", "a.yaml:13: initialization.method", "belong to warm_start"},
    {"warm_start, magnitude: 2.5", "weights", "a.yaml:13: initialization.method", "file: lj13.learned"},
    {"warm_start, magnitude: 2.5", "weights, file: nowhere.learned", "a.yaml:13: initialization.file",
     "LAMMPS_POTENTIALS"},
    {"warm_start, magnitude: 2.5", "weights, file: lj13.learned", "a.yaml:13: initialization.file", "'positions'"},
    {"warm_start", "weights, file: lj13.learned", "a.yaml:13: initialization.method", "only file"},
    {"magnitude: 2.5", "file: lj13.learned", "a.yaml:13: initialization.file", "method weights"},
    {"magnitude: 2.5", "rule: keep", "a.yaml:13: initialization.rule: unknown 'keep'", "anneal hold"},
    {"magnitude: 2.5", "rule: hold, magnitude: 2.5", "a.yaml:13: initialization.rule: hold has amplitude", ""},
    {"magnitude: 2.5", "memory: 0.8", "a.yaml:13: initialization.memory", "0.5, 0.9, 0.99"},
    {"magnitude: 2.5", "amplitude: 0.03", "a.yaml:13: initialization.amplitude", "rule: hold"},
    {"magnitude: 2.5", "rule: hold, amplitude: 0.2", "a.yaml:13: initialization.rule", "below alpha (0.1)"},
    {"warm_start, magnitude: 2.5", "paper, rule: hold", "a.yaml:13: initialization.method", "belong to warm_start"},
    {"warm_start, magnitude: 2.5", "weights, file: lj13.learned, rule: hold", "a.yaml:13: initialization.method",
     "only file"},
    {"esmc", "magic", "a.yaml:5: estimator: unknown 'magic'", "esmc"},
    {"factor: 0.98", "factor: 1.5", "a.yaml:11: decay.factor", "at most 1"},
    {"every: 10}\nin", "every: 0}\nin", "a.yaml:11: decay.every", "from 1 to"},
    {"starts: 100", "starts: 0", "a.yaml:15: validate.starts", "from 1 to"},
    {"average: 0.98", "average: 1", "a.yaml:14: average", "at most 0.99999"},
    {"average: 0.98", "average: 0.98\nquench: -1", "a.yaml:15: quench: -1 is out of range", "from 0 to"},
    {"average: 0.98", "average: 0.98\nnormalization: best", "a.yaml:15: normalization: unknown 'best'", "known adam"},
    {"average: 0.98", "average: 0.98\npopulation: 80", "a.yaml:15: population: the estimator esmc has none", ""},
    {"average: 0.98", "average: 0.98\nmembers: 3", "a.yaml:15: members: 3 members do not divide 40 starts", ""},
    {"esmc", "snes\npopulation: 7", "a.yaml:6: population: members of snes come in pairs", "even"},
    {"esmc", "pes", "a.yaml:5: estimator: pes was taken out", "docs/training-study.md): take es or snes"},
    {"esmc", "nres\nwindows: 5", "taken out", "a.yaml:"},
    {"esmc", "es\nwindows: 5", "a.yaml:6: windows: was taken out", "leave it out"},
    {"esmc", "es\nloss: worst", "a.yaml:6: loss: unknown 'worst'", "last best"},
    {"esmc", "es\nshaping: signs", "a.yaml:6: shaping: unknown 'signs'", "none ranks"},
    {"esmc", "es\nabandon: certain", "a.yaml:6: abandon: was taken out", "leave it out"},
    {"esmc", "es\nhorizons: [10, 0]", "a.yaml:6: horizons: 0 is out of range", ""},
    {"esmc", "es\nhorizons: [10, 20, 30]", "a.yaml:6: horizons: 40 starts do not divide", "2 systems of 3 horizons"},
    {"esmc", "es\ncurriculum: {from: 10, factor: 2, every: 3}", "a.yaml:6: curriculum: was taken out", "leave it out"},
    {"seconds: 30", "seconds: -1", "a.yaml:16: checkpoint.seconds", "of at least 0"},
    {"someone", "\"a\\nb\"", "a.yaml:17: contributor: it has a line break", ""},
    {"someone", "\"me UNITS: metal\"", "a.yaml:17: contributor: it has one of the words", "UNITS:"},
    {"someone", "someone\n---\nlearning_rate: 0.5\n", "a.yaml:18: a second document begins here", "take it out"},
    {"someone", "someone\n...\n[", "a.yaml:", "a second document begins here"},
    {"someone", "someone\nstop: {validations: 0}", "a.yaml:18: stop.validations: 0 is out of range", "from 1 to"},
    {"someone", "someone\nstop: {validations: 3, gain: -1}", "a.yaml:18: stop.gain: -1 is out of range", "at least 0"},
    {"validate: {every: 10, starts: 100}", "stop: {validations: 3}", "a.yaml:15: stop", "add validate"},
    {"updates: 300", "updates: [300", "a.yaml:8: updates", "SEQUENCE"},
    {"seed: 7", "\tseed: 7", "a.yaml:1:", "token"},
  };
  for (size_t m = 0; m < sizeof mistake / sizeof mistake[0]; m++) {
    if (parse_with(mistake[m][0], mistake[m][1]) != -1)
      fail_msg("'%s' was taken", mistake[m][1]);
    assert_says(error.text, mistake[m][2]);
    assert_says(error.text, mistake[m][3]);
  }
  assert_int_equal(parse(""), -1);
  assert_says(error.text, "nothing in it");
}

/* The hash is of what decides the weights, and of nothing else. */
static void hash_knows_what_matters(void **state)
{
  (void)state;
  static const char *const same[][2] = {{"updates: 300", "updates: 600"},
                                        {"seconds: 30", "seconds: 5"},
                                        {"someone", "someone else"},
                                        {"average: 0.98", "average: 0.98\nnormalization: known"},
                                        {"someone", "someone\nstop: {validations: 3, gain: 0.01}"},
                                        {"seed: 7", "seed:   7"}};
  static const char *const other[][2] = {{"seed: 7", "seed: 8"},
                                         {"lj:19", "lj:20"},
                                         {"weight: 3", "weight: 2"},
                                         {"horizon: 5000", "horizon: 5001"},
                                         {"starts: 40", "starts: 42"},
                                         {"sigma: 0.03", "sigma: 0.031"},
                                         {"0.003", "0.004"},
                                         {"factor: 0.98", "factor: 0.97"},
                                         {"every: 10}\nin", "every: 11}\nin"},
                                         {"gradients, ", ""},
                                         {"magnitude: 2.5", "magnitude: 2.4"},
                                         {"magnitude: 2.5", "magnitude: 2.5, memory: 0.5"},
                                         {"average: 0.98", "average: 0.9"},
                                         {"starts: 100", "starts: 101"},
                                         {"average: 0.98", "average: 0.98\nquench: 500"},
                                         {"average: 0.98", "average: 0.98\nsigma_decay: {factor: 0.9, every: 10}"},
                                         {"average: 0.98", "average: 0.98\nnormalization: adam"},
                                         {"average: 0.98", "average: 0.98\nstep_limit: 0.4"},
                                         {"esmc", "es"},
                                         {"esmc", "ga"},
                                         {"esmc", "ga\npopulation: 70"},
                                         {"esmc", "esmc\nmembers: 20"},
                                         {"esmc", "esmc\nloss: best"},
                                         {"esmc", "esmc\nshaping: ranks"},
                                         {"esmc", "esmc\nhorizons: [4000]"}};
  char hash[17];
  assert_int_equal(parse(good), 0);
  strcpy(hash, config.hash);
  assert_int_equal(strlen(hash), 16);
  for (size_t i = 0; i < sizeof same / sizeof same[0]; i++) {
    assert_int_equal(parse_with(same[i][0], same[i][1]), 0);
    assert_string_equal(config.hash, hash);
  }
  for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
    assert_int_equal(parse_with(other[i][0], other[i][1]), 0);
    assert_string_not_equal(config.hash, hash);
  }
}

static void a_seed_can_be_set(void **state)
{
  (void)state;
  char hash[17];
  assert_int_equal(parse_with("seed: 7", "seed: 8"), 0);
  strcpy(hash, config.hash);
  assert_int_equal(parse(good), 0);
  l2h_config_set_seed(&config, 8);
  assert_int_equal(config.seed, 8);
  assert_string_equal(config.hash, hash);
}

static void an_example_is_good(const char *path)
{
  size_t length;
  char *text = l2h_file_contents(path, &length, &error);
  if (!text || l2h_config_parse(path, text, length, &config, &error) != 0)
    fail_msg("%s", error.text);
  const char *base = strrchr(path, '/') + 1;
  assert_int_equal(strncmp(base, config.name, strlen(config.name)), 0);
  assert_string_equal(base + strlen(config.name), ".yaml");
  free(text);
}

/* In the folder and those in it, except those that need a LAMMPS, which lammps.sh trains. lj13.yaml and one of the
 * study must be among them: the pattern does match. */
static void examples_are_good(void **state)
{
  (void)state;
  glob_t found;
  assert_int_equal(glob(EXAMPLES "/*.yaml", 0, NULL, &found), 0);
  assert_int_equal(glob(EXAMPLES "/*/*.yaml", GLOB_APPEND, NULL, &found), 0);
  int known = 0;
  for (size_t i = 0; i < found.gl_pathc; i++) {
    if (strstr(found.gl_pathv[i], "/lammps-"))
      continue;
    an_example_is_good(found.gl_pathv[i]);
    known += strcmp(config.name, "lj13") == 0 || strcmp(config.name, "es-best") == 0;
  }
  globfree(&found);
  assert_int_equal(known, 2);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_good_one_is_read),
    cmocka_unit_test(systems_decide_species_and_scales),
    cmocka_unit_test(a_rule_holds_the_landscapes_amplitude),
    cmocka_unit_test(a_mix_names_its_amplitudes),
    cmocka_unit_test(optional_keys_have_defaults),
    cmocka_unit_test(mistakes_are_named),
    cmocka_unit_test(hash_knows_what_matters),
    cmocka_unit_test(a_seed_can_be_set),
    cmocka_unit_test(examples_are_good),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
