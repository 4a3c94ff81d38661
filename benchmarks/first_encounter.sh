#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Force evaluations until the global minimum is met, by basin hopping with L-BFGS quenches: 100 seeds each.
#   benchmarks/first_encounter.sh FOLDER           about a quarter of an hour on one core
set -eu
learn2hop=$(dirname "$0")/../build/learn2hop
folder=${1:?which folder shall take the results?}
mkdir -p "$folder"
run() {
  "$learn2hop" baseline basin-hopping-lbfgs --until-global-minimum --starts 100 --seed 1 --system "$@" \
    --json "$folder/$(echo "$1" | tr : -).json"
}
run lj:13
run lj:19
run lj:38
# of two minima that are both -181.89, as in Table 2, the one above: the other one is far dearer
run gupta:Au55 --until-energy -181.889582 --set temperature=0.2
