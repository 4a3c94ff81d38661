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

#include "learned_optimizer.h"
#include "potential_text.h"

#include "comm.h"
#include "error.h"
#include "pointers.h"

using namespace LAMMPS_NS;

/* ---------------------------------------------------------------------- */

LearnedOptimizer::LearnedOptimizer() : weights(), policy(), kernels(l2h_kernels_best()), clock()
{
  l2h_policy_standard(&policy);
}

/* ---------------------------------------------------------------------- */

void LearnedOptimizer::read(LAMMPS *lmp, const std::string &file)
{
  const std::string text = potential_text(lmp, "min_modify weights", file);
  l2h_error problem = {};
  if (l2h_weights_parse(file.c_str(), text.data(), text.size(), &weights, &problem) != 0 ||
      l2h_policy_from_weights(file.c_str(), &weights, &policy, &problem) != 0)
    lmp->error->all(FLERR, "min_modify weights: {}", problem.text);

  name = file;
  const std::string trained = weights.alone ? fmt::format("a policy of hops after {} updates", weights.updates) :
      fmt::format("trained over {} steps{}", weights.horizon, has_policy() ? ", with a policy of hops" : "");
  if (lmp->comm->me == 0)
    utils::logmesg(lmp, "Reading weights file {} with DATE: {}, {}{}\n", name, weights.date,
                   trained, weights.checked ? "" : " (it has no checksum, so damage may go unseen)");
}
