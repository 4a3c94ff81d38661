#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Force evaluations until the global minimum is met, 100 seeds each: basin hopping with L-BFGS quenches, and learned
# optimizers that start anew after so many steps and a quench.
#   benchmarks/first_encounter.sh FOLDER           about half an hour on one core
# Leaves a JSON of each in FOLDER, and does not measure again what has one.
set -eu
root=$(dirname "$0")/..
learn2hop=$root/build/learn2hop
folder=${1:?which folder shall take the results?}
mkdir -p "$folder"
hop() { # SYSTEM [OPTIONS]
  json=$folder/$(echo "$1" | tr : -).json
  [ -e "$json" ] || "$learn2hop" baseline basin-hopping-lbfgs --until-global-minimum --starts 100 --seed 1 --system "$@" \
    --json "$json"
}
learned() { # WEIGHTS SYSTEM STEPS
  json=$folder/$1-$(echo "$2" | tr : -)-$3.json
  [ -e "$json" ] || "$learn2hop" eval --weights "$root/potentials/$1.learned" --until-global-minimum --starts 100 \
    --seed 1 --device cpu --system "$2" --steps "$3" --json "$json"
}
hop lj:13
learned lj13-fast lj:13 150
hop lj:19
learned lj lj:19 2500
hop lj:31
learned lj lj:31 2500
hop lj:38
learned lj38 lj:38 2500
hop lj:55
learned lj lj:55 2500
# of two minima that are both -181.89, as in Table 2, the one above: the other one is far dearer
hop gupta:Au55 --until-energy -181.889582 --set temperature=0.2
