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
#include "potential_text.h"

#include "core/installed.h"
#include "core/safe_file.h"

#include "comm.h"
#include "error.h"
#include "update.h"
#include "utils.h"

#include <climits>
#include <cstdlib>
#include <unistd.h>

using namespace LAMMPS_NS;

/* ----------------------------------------------------------------------
   the path of a file as LAMMPS finds potentials, or among those that were installed with this plugin; empty where
   neither has it
------------------------------------------------------------------------- */

static std::string find_potential(const std::string &file)
{
  const std::string path = utils::get_potential_file_path(file);
  const std::string installed = l2h_installed_potentials();
  if (!path.empty() || installed.empty()) return path;
  const std::string beside = installed + "/" + file;
  return access(beside.c_str(), R_OK) == 0 ? beside : "";
}

/* ----------------------------------------------------------------------
   the file's text on rank 0; false with a message when there is none
------------------------------------------------------------------------- */

static bool read_text(const std::string &file, std::string &text, l2h_error &problem)
{
  const std::string path = find_potential(file);
  if (path.empty()) {
    const char *const folders = getenv("LAMMPS_POTENTIALS");
    const char *const installed = l2h_installed_potentials();
    l2h_fail(&problem, "cannot read %s, neither as named nor in LAMMPS_POTENTIALS (%s)%s%s", file.c_str(),
             folders ? folders : "not set", *installed ? " nor in " : "", installed);
    return false;
  }
  size_t length;
  char *const contents = l2h_file_contents(path.c_str(), &length, &problem);
  if (!contents) return false;
  const bool fits = length < INT_MAX;
  if (fits)
    text.assign(contents, length);
  else
    l2h_fail(&problem, "%s is too large for such a file", path.c_str());
  free(contents);
  return fits;
}

/* ---------------------------------------------------------------------- */

std::string LAMMPS_NS::potential_text(LAMMPS *lmp, const char *command, const std::string &file)
{
  std::string text;
  l2h_error problem = {};
  int length = -1;
  if (lmp->comm->me == 0 && read_text(file, text, problem)) length = (int) text.size();
  MPI_Bcast(&length, 1, MPI_INT, 0, lmp->world);
  if (length < 0) {
    MPI_Bcast(problem.text, sizeof problem.text, MPI_CHAR, 0, lmp->world);
    lmp->error->all(FLERR, "{}: {}", command, problem.text);
  }

  text.resize(length);
  MPI_Bcast(&text[0], length, MPI_CHAR, 0, lmp->world);
  return text;
}

/* ---------------------------------------------------------------------- */

double LAMMPS_NS::potential_energy_unit(LAMMPS *lmp, const char *command, const std::string &file,
                                        const std::string &units, int convertible)
{
  const std::string own = lmp->update->unit_style;
  if (units.empty() || units == own) return 1.0;

  int conversion = utils::NOCONVERT;
  if (units == "metal" && own == "real") conversion = utils::METAL2REAL & convertible;
  if (units == "real" && own == "metal") conversion = utils::REAL2METAL & convertible;
  if (conversion == utils::NOCONVERT)
    lmp->error->all(FLERR, "{}: {} is in {} units and {} units are in use: write units {} at the top of the script, or "
                    "take a file in {} units", command, file, units, own, units, own);
  if (lmp->comm->me == 0)
    lmp->error->warning(FLERR, "{}: converting {} from {} to {} units", command, file, units, own);
  return utils::get_conversion_factor(utils::ENERGY, conversion);
}
