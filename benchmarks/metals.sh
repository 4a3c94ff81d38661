#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Nickel and aluminium clusters by EAM potentials that come with LAMMPS: force evaluations until the lowest energy known.
#   benchmarks/metals.sh FOLDER [SEEDS]        default: 20 searches a cell
# LAMMPS_POTENTIALS names LAMMPS's folder of potentials (. build/env). first_encounter.sh has the rest: SEED, MOST, METHODS,
# and what FOLDER keeps. The energies are the lowest that any search here has met, most walkers of each independently.
set -eu
# shellcheck source=benchmarks/usage.sh
. "$(dirname "$0")/usage.sh"
needs 1 "$@"
folder=$1
mkdir -p "$folder"

script() { # NAME ELEMENT POTENTIAL ATOMS LENGTH ENERGY: what learn2hop search --system lammps: takes; the scales are
  # those that learn2hop info --scales prints for it
  cat >"$folder/$1" <<END
units        metal
boundary     s s s
atom_modify  map array
region       ball sphere 0 0 0 8
region       box block -9 9 -9 9 -9 9
create_box   1 box
create_atoms 1 random $4 1 ball
pair_style   eam/alloy
pair_coeff   * * $3 $2
variable     l2h_length equal $5
variable     l2h_energy equal $6
variable     l2h_elements string "$2"
END
}

cells=()
cell() { # NAME ELEMENT POTENTIAL ATOMS LENGTH ENERGY LOWEST
  script "${@:1:6}"
  cells+=("lammps:$folder/$1=$7")
}
cell ni38 Ni NiAlH_jea.eam.alloy 38 2.489 0.74167 -127.973995
cell al38 Al Al_zhou.eam.alloy 38 2.8862 0.59667 -113.080096
cell ni55 Ni NiAlH_jea.eam.alloy 55 2.489 0.74167 -193.408904
cell al55 Al Al_zhou.eam.alloy 55 2.8862 0.59667 -167.574423

METHODS=${METHODS:-hops-by-hand hops basin-hopping-lbfgs} "$(dirname "$0")/first_encounter.sh" "$folder" "${2:-20}" "${cells[@]}"
