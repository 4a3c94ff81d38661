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

#include "../core/safe_file.h"

#include "comm.h"
#include "error.h"
#include "pointers.h"

#include <climits>
#include <cstdlib>

using namespace LAMMPS_NS;

/* ---------------------------------------------------------------------- */

LearnedOptimizer::LearnedOptimizer() : weights(), kernels(l2h_kernels_best()), clock(), chunk(), shared() {}

/* ---------------------------------------------------------------------- */

LearnedOptimizer::~LearnedOptimizer()
{
  l2h_atoms_free(&chunk);
}

/* ----------------------------------------------------------------------
   the file's text on rank 0; false with a message when there is none
------------------------------------------------------------------------- */

static bool read_text(const std::string &file, std::string &text, l2h_error &problem)
{
  const std::string path = utils::get_potential_file_path(file);
  if (path.empty()) {
    const char *const folders = getenv("LAMMPS_POTENTIALS");
    l2h_fail(&problem, "cannot read %s, neither as named nor in LAMMPS_POTENTIALS (%s)", file.c_str(),
             folders ? folders : "not set");
    return false;
  }
  size_t length;
  char *const contents = l2h_file_contents(path.c_str(), &length, &problem);
  if (!contents) return false;
  const bool fits = length < INT_MAX;
  if (fits)
    text.assign(contents, length);
  else
    l2h_fail(&problem, "%s is too large for a weights file", path.c_str());
  free(contents);
  return fits;
}

/* ---------------------------------------------------------------------- */

void LearnedOptimizer::read(LAMMPS *lmp, const std::string &file)
{
  std::string text;
  l2h_error problem = {};
  int length = -1;
  if (lmp->comm->me == 0 && read_text(file, text, problem)) length = (int) text.size();
  MPI_Bcast(&length, 1, MPI_INT, 0, lmp->world);
  if (length < 0) {
    MPI_Bcast(problem.text, sizeof problem.text, MPI_CHAR, 0, lmp->world);
    lmp->error->all(FLERR, "min_modify weights: {}", problem.text);
  }

  text.resize(length);
  MPI_Bcast(&text[0], length, MPI_CHAR, 0, lmp->world);
  if (l2h_weights_parse(file.c_str(), text.data(), text.size(), &weights, &problem) != 0)
    lmp->error->all(FLERR, "min_modify weights: {}", problem.text);

  l2h_atoms_free(&chunk);
  if (l2h_atoms_allocate(&chunk, CHUNK, weights.model.species, &problem) != 0)
    lmp->error->one(FLERR, "min_style learned: {}", problem.text);

  name = file;
  if (lmp->comm->me == 0)
    utils::logmesg(lmp, "Reading weights file {} with DATE: {}, trained over {} steps\n", name, weights.date,
                   weights.horizon);
}
