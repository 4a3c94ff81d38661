/* ----------------------------------------------------------------------
   LAMMPS - Large-scale Atomic/Molecular Massively Parallel Simulator
   https://www.lammps.org/, Sandia National Laboratories
   LAMMPS development team: developers@lammps.org

   Copyright (2003) Sandia Corporation.  Under the terms of Contract
   DE-AC04-94AL85000 with Sandia Corporation, the U.S. Government retains
   certain rights in this software.  This software is distributed under
   the GNU General Public License.

   See the README file in the top-level LAMMPS directory.
------------------------------------------------------------------------- */

#include "learned_settings.h"

#include "atom.h"
#include "comm.h"
#include "domain.h"
#include "error.h"
#include "neighbor.h"
#include "update.h"

#include <cstring>

using namespace LAMMPS_NS;

// The quench's share of the iterations that minimize allows, with horizon auto: conjugate gradients from a structure
// that the optimizer has cooled take some tens, from a hot one some hundreds.
static constexpr bigint CG_SHARE = 1000;
static constexpr bigint CG_FRACTION = 5;

// The largest move of a coordinate where no weights say it, in length scales.
static constexpr double STEP_LIMIT = 0.1;

// A learned step moves an atom by a tenth of a length scale: with the 0.3 of lj units, neighbor lists were rebuilt every
// second or third step, for a quarter of the run's time. Force loops see little of so wide a skin (near_list.h).
static constexpr double LEAST_SKIN = 1.0;

/* ---------------------------------------------------------------------- */

LearnedSettings::LearnedSettings(LAMMPS *_lmp) :
    Pointers(_lmp), reach(_lmp), systems(_lmp), quench(LBFGS), gd_steps(0), keep_best(true), kernels(AUTO), hops(false), seed(1), confirm(0),
    random_start(false), length(1.0), energy(1.0), move_limit(0.0), horizon(0), steps(0), radial(false), vector(true), any_horizon(false),
    natoms_mode(ALL), natoms_given(0), horizon_given(0), length_given(0.0), energy_given(0.0), skin_given(0.0)
{
  l2h_policy_standard(&policy);
}

/* ---------------------------------------------------------------------- */

int LearnedSettings::modify_param(int narg, char **arg)
{
  static constexpr char KNOWN[] = "weights, horizon, quench, keep, natoms, species, length_scale, energy_scale, skin, "
                                  "anyhorizon, kernels, hops, hop, seed, confirm, random_start";
  const std::string word = arg[0];
  if (fmt::format(", {},", KNOWN).find(fmt::format(", {},", word)) == std::string::npos)
    error->all(FLERR, "Unknown min_modify keyword {} for min_style learned, which knows {}, and dmax, line and norm", word,
               KNOWN);
  if (narg < 2) utils::missing_cmd_args(FLERR, "min_modify " + word, error);
  const std::string value = arg[1];

  if (word == "quench") return modify_quench(narg, arg);
  if (word == "species") return modify_species(narg, arg);
  if (word == "hop") return modify_hop(narg, arg);

  if (word == "weights") optimizer.read(lmp, value);
  if (word == "horizon") modify_horizon(value);
  if (word == "natoms") modify_natoms(value);
  if (word == "kernels") modify_kernels(value);
  if (word == "length_scale") length_given = positive(word, value);
  if (word == "energy_scale") energy_given = positive(word, value);
  if (word == "skin") skin_given = value == "auto" ? 0.0 : positive(word, value);
  if (word == "anyhorizon") any_horizon = utils::logical(FLERR, value, false, lmp) != 0;
  if (word == "hops") hops = utils::logical(FLERR, value, false, lmp) != 0;
  if (word == "seed") modify_seed(value);
  if (word == "confirm") modify_confirm(value);
  if (word == "random_start") random_start = utils::logical(FLERR, value, false, lmp) != 0;
  if (word == "keep") {
    if (value != "best" && value != "last") error->all(FLERR, "min_modify keep must be best or last, not {}", value);
    keep_best = value == "best";
  }
  return 2;
}

/* ---------------------------------------------------------------------- */

double LearnedSettings::positive(const std::string &word, const std::string &value) const
{
  const double number = utils::numeric(FLERR, value, false, lmp);
  if (!(number > 0.0)) error->all(FLERR, "min_modify {} must be above 0, not {}", word, value);
  return number;
}

/* ---------------------------------------------------------------------- */

void LearnedSettings::modify_horizon(const std::string &value)
{
  horizon_given = 0;
  if (value == "auto") return;
  horizon_given = utils::bnumeric(FLERR, value, false, lmp);
  if (horizon_given < 1) error->all(FLERR, "min_modify horizon must be auto or a number of steps from 1, not {}", value);
}

/* ---------------------------------------------------------------------- */

void LearnedSettings::modify_seed(const std::string &value)
{
  const bigint number = utils::bnumeric(FLERR, value, false, lmp);
  if (number < 1) error->all(FLERR, "min_modify seed must be a whole number from 1, not {}", value);
  seed = (uint64_t) number;
}

/* ---------------------------------------------------------------------- */

void LearnedSettings::modify_confirm(const std::string &value)
{
  confirm = utils::inumeric(FLERR, value, false, lmp);
  if (confirm < 0) error->all(FLERR, "min_modify confirm must be a number of starts, or 0 for none, not {}", value);
}

/* ---------------------------------------------------------------------- */

void LearnedSettings::modify_natoms(const std::string &value)
{
  natoms_mode = value == "all" ? ALL : value == "molecule" ? MOLECULE : GIVEN;
  if (natoms_mode != GIVEN) return;
  natoms_given = utils::bnumeric(FLERR, value, false, lmp);
  if (natoms_given < 1) error->all(FLERR, "min_modify natoms must be all, molecule or a number from 1, not {}", value);
}

/* ---------------------------------------------------------------------- */

void LearnedSettings::modify_kernels(const std::string &value)
{
  if (value != "auto" && value != "vector" && value != "kokkos")
    error->all(FLERR, "min_modify kernels must be auto, vector or kokkos, not {}", value);
  kernels = value == "auto" ? AUTO : value == "vector" ? VECTOR : KOKKOS;
}

/* ---------------------------------------------------------------------- */

int LearnedSettings::modify_quench(int narg, char **arg)
{
  const std::string value = arg[1];
  if (value != "lbfgs" && value != "cg" && value != "gd" && value != "none")
    error->all(FLERR, "min_modify quench must be lbfgs, cg, gd N or none, not {}", value);
  quench = value == "lbfgs" ? LBFGS : value == "cg" ? CG : value == "gd" ? GD : NO_QUENCH;
  if (quench != GD) return 2;

  if (narg < 3) utils::missing_cmd_args(FLERR, "min_modify quench gd", error);
  gd_steps = utils::inumeric(FLERR, arg[2], false, lmp);
  if (gd_steps < 1) error->all(FLERR, "min_modify quench gd needs a number of steps from 1, not {}", arg[2]);
  return 3;
}

/* ----------------------------------------------------------------------
   hop NAME VALUE: a number of the search, whatever the policy says
------------------------------------------------------------------------- */

int LearnedSettings::modify_hop(int narg, char **arg)
{
  if (narg < 3) utils::missing_cmd_args(FLERR, "min_modify hop", error);
  const int row = l2h_search_number_named(arg[1]);
  if (row < 0) {
    const std::string value = arg[1];
    if (value == "yes" || value == "no") error->all(FLERR, "Min_modify hop takes the name of a number; did you mean hops {}?", value);
    std::string known;
    for (int k = 0; k < L2H_SEARCH_NUMBERS; k++) known += (k ? ", " : "") + std::string(l2h_search_number_at(k)->name);
    error->all(FLERR, "Unknown number {} of min_modify hop, which knows {}", arg[1], known);
  }
  l2h_search_numbers numbers;
  l2h_search_numbers_standard(&numbers);
  *l2h_search_number_value(&numbers, row) = utils::numeric(FLERR, arg[2], false, lmp);
  l2h_error why = {};
  if (l2h_search_numbers_check(&numbers, &why) != 0) error->all(FLERR, "min_modify hop: {}", why.text);
  numbers_given.emplace_back(row, *l2h_search_number_value(&numbers, row));
  return 3;
}

/* ----------------------------------------------------------------------
   whether min_modify hop has asked for symmetric starts, by which a periodic
   system may leave its first structure
------------------------------------------------------------------------- */

bool LearnedSettings::asked_for_symmetric() const
{
  double share = 0.0;
  for (const auto &[row, value] : numbers_given)
    if (row == L2H_SEARCH_NUMBER_symmetric) share = value;
  return share > 0.0;
}

/* ----------------------------------------------------------------------
   species S1 S2 ...: one species of the weights for each atom type
------------------------------------------------------------------------- */

int LearnedSettings::modify_species(int narg, char **arg)
{
  if (!domain->box_exist) error->all(FLERR, "min_modify species must come after the simulation box is defined");
  const int ntypes = atom->ntypes;
  if (narg < 1 + ntypes)
    error->all(FLERR, "min_modify species needs one number for each of the {} atom types", ntypes);
  species_given.assign(ntypes + 1, 0);
  for (int type = 1; type <= ntypes; type++) {
    species_given[type] = utils::inumeric(FLERR, arg[type], false, lmp);
    if (species_given[type] < 1 || species_given[type] > L2H_MAX_SPECIES)
      error->all(FLERR, "min_modify species must be from 1 to {}, not {}", L2H_MAX_SPECIES, arg[type]);
  }
  return 1 + ntypes;
}

/* ---------------------------------------------------------------------- */

void LearnedSettings::init(double dmax)
{
  l2h_error why = {};
  if (!hops && l2h_weights_need_network(optimizer.name.c_str(), &optimizer.weights, &why) != 0)
    error->all(FLERR, "Min_style learned: {}", why.text);
  if (!weights() && !hops)
    error->all(FLERR, "Min_style learned has no weights: name a weights file with 'min_modify weights FILE', after "
               "min_style learned and before minimize, or let it hop without any with 'min_modify hops yes'");
  set_policy();
  set_scales();
  set_skin();
  set_species();
  move_limit = MIN((weights() ? weights()->step_limit : STEP_LIMIT) * length, dmax);
  radial = !hops && (optimizer.weights.model.groups >> L2H_GROUP_RADIAL & 1) != 0;
}

/* ---------------------------------------------------------------------- */

void LearnedSettings::setup()
{
  if (!hops) set_ghosts();    // a burst sums its radial inputs itself
  systems.setup(natoms_mode == MOLECULE, natoms_mode == GIVEN ? natoms_given : atom->natoms);
  set_horizon();
  print();
}

/* ---------------------------------------------------------------------- */

void LearnedSettings::set_policy()
{
  policy = optimizer.policy;
  for (const auto &[row, value] : numbers_given) l2h_policy_fix(&policy, row, value);
}

/* ---------------------------------------------------------------------- */

void LearnedSettings::set_scales()
{
  const bool given = length_given > 0.0 && energy_given > 0.0;
  if (!weights() && !given)
    error->all(FLERR, "Min_modify hops needs both scales where there are no weights of an optimizer, min_modify length_scale L "
               "energy_scale E (the nearest-neighbor distance and the energy of a bond), which `learn2hop info --scales "
               "lammps:SCRIPT` prints for a script that makes these atoms and this potential");
  if (weights() && strcmp(weights()->units, update->unit_style) != 0 && !given)
    error->all(FLERR, "Weights {} are in {} units and this run is in {} units: give both scales in this run's units, "
               "min_modify length_scale L energy_scale E (the nearest-neighbor distance and the depth of a pair's well)",
               optimizer.name, weights()->units, update->unit_style);
  length = length_given > 0.0 ? length_given : weights()->length_scale;
  energy = energy_given > 0.0 ? energy_given : weights()->energy_scale;
}

/* ----------------------------------------------------------------------
   before Neighbor reads the skin
------------------------------------------------------------------------- */

void LearnedSettings::set_skin()
{
  reach.restore();    // what an error may have left
  const double before = neighbor->skin;
  reach.set_skin(skin_given > 0.0 ? skin_given : MAX(before, LEAST_SKIN * length));
  if (comm->me == 0 && neighbor->skin != before)
    utils::logmesg(lmp, "Switching to a neighbor skin of {:.6g} during minimization\n", neighbor->skin);
}

/* ----------------------------------------------------------------------
   before Comm reads the ghost cutoff
------------------------------------------------------------------------- */

void LearnedSettings::set_ghosts()
{
  if (reach.reach(L2H_RADIAL_CUTOFF * length, "Min_style learned") && comm->me == 0)
    utils::logmesg(lmp, "Switching to a communication cutoff of {:.6g} during minimization\n", comm->cutghostuser);
}

/* ---------------------------------------------------------------------- */

void LearnedSettings::set_species()
{
  const bool bound = weights() && !(hops && optimizer.has_policy());    // a policy does without bursts
  const int known = bound ? weights()->model.species : L2H_MAX_SPECIES;
  const std::string who = bound ? "Weights " + optimizer.name : "Hops";
  const int ntypes = atom->ntypes;
  const bool given = !species_given.empty();
  if (!given && ntypes > known)
    error->all(FLERR, "{} know {} species and there are {} atom types: say which species each type is, "
               "min_modify species followed by {} numbers", who, known, ntypes, ntypes);
  if (given && (int) species_given.size() != ntypes + 1)
    error->all(FLERR, "min_modify species was given for {} atom types and there are {} now", species_given.size() - 1,
               ntypes);

  species.assign(ntypes + 1, 0);
  for (int type = 1; type <= ntypes; type++) {
    species[type] = (given ? species_given[type] : type) - 1;
    if (species[type] >= known)
      error->all(FLERR, "min_modify species gives atom type {} species {}: {} know {}", type,
                 species[type] + 1, who, known);
  }
}

/* ---------------------------------------------------------------------- */

void LearnedSettings::shorten(int spent)
{
  steps = MAX(MIN(steps, update->nsteps - spent), 0);
  if (horizon_given > 0 || !l2h_serves_any_horizon(&optimizer.weights.model)) return;
  horizon = MAX(horizon - spent, 1);
  steps = (int) MIN(horizon, (bigint) steps);
}

/* ----------------------------------------------------------------------
   iterations kept for the quench, of `allowed`
------------------------------------------------------------------------- */

bigint LearnedSettings::quench_share(bigint allowed) const
{
  if (quench == NO_QUENCH) return 0;
  if (quench == GD) return gd_steps;
  return MIN(CG_SHARE, allowed / CG_FRACTION);
}

/* ----------------------------------------------------------------------
   the horizon T: as given, or what minimize allows less the quench's share
   a learned step takes one iteration and one evaluation
------------------------------------------------------------------------- */

void LearnedSettings::set_horizon()
{
  const bigint allowed = MIN(update->nsteps, update->max_eval);
  steps = 0;
  horizon = 1;
  if (allowed < 1) return;

  horizon = horizon_given > 0 ? horizon_given : allowed - quench_share(allowed);
  if (horizon < 1)
    error->all(FLERR, "minimize allows {} iterations or evaluations and the quench of min_style learned takes all: allow "
               "more than {}, or shorten min_modify quench gd", allowed, quench_share(allowed));
  const l2h_weights &w = optimizer.weights;
  if (!hops && !l2h_serves_any_horizon(&w.model) && horizon != w.horizon && !any_horizon)
    error->all(FLERR, "Weights {} were trained over {} steps, are not told their progress, and this run has {}: use "
               "min_modify horizon {}, or min_modify anyhorizon yes to run them so all the same", optimizer.name,
               w.horizon, horizon, w.horizon);

  steps = (int) MIN(horizon, (bigint) update->nsteps);
  if (comm->me != 0 || horizon_given == 0) return;
  if (horizon > allowed)
    error->warning(FLERR, "minimize stops after {} of the {} steps of min_modify horizon: the optimizer is cut off "
                   "before it has settled", allowed, horizon);
  else if (quench != NO_QUENCH && steps == update->nsteps)
    error->warning(FLERR, "minimize ends with the last of the {} steps of min_modify horizon: none is left to quench",
                   horizon);
}

/* ---------------------------------------------------------------------- */

void LearnedSettings::first_layer(std::vector<float> &share) const
{
  share.resize(L2H_HIDDEN * systems.sizes.size());
  for (size_t k = 0; k < systems.sizes.size(); k++)
    optimizer.kernels->step_layer(&optimizer.weights, &optimizer.clock, (long) systems.sizes[k], &share[L2H_HIDDEN * k]);
}

/* ---------------------------------------------------------------------- */

void LearnedSettings::print() const
{
  if (comm->me != 0) return;
  std::string told = natoms_mode == MOLECULE ? "each molecule's" :
      std::to_string(natoms_mode == GIVEN ? natoms_given : atom->natoms);
  static const char *const names[] = {"lbfgs", "cg", "gd", "none"};    // as in Quench
  const std::string after = quench == GD ? fmt::format("gd {}", gd_steps) : names[quench];
  if (hops) {
    utils::logmesg(lmp, "  Parameters for {} of learn2hop " L2H_VERSION ":\n"
                   "    hops with {}, seed {}, {} steps, quench {}, natoms {}\n"
                   "    length scale {:.8g}, energy scale {:.8g}\n",
                   update->minimize_style, optimizer.name.empty() ? "numbers found by hand" : "weights " + optimizer.name, seed, steps, after,
                   told, length, energy);
    return;
  }
  utils::logmesg(lmp, "  Parameters for {} of learn2hop " L2H_VERSION ":\n"
                 "    weights {}, horizon {}, quench {}, keep {}, natoms {}\n"
                 "    length scale {:.8g}, energy scale {:.8g}, largest move of a coordinate {:.6g}, {} kernels\n",
                 update->minimize_style, optimizer.name, horizon, after, keep_best ? "best" : "last", told, length,
                 energy, move_limit, vector ? optimizer.kernels->name : "kokkos");
}
