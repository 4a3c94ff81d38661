#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The lowest energies of silver-gold clusters of 38 atoms (Fig. 7): three independent basin hoppings each.
#   benchmarks/agau38.sh FOLDER           about half an hour on one core
set -eu
# shellcheck source=benchmarks/usage.sh
. "$(dirname "$0")/usage.sh"
needs 1 "$@"
learn2hop=$(dirname "$0")/../build/learn2hop
folder=$1
mkdir -p "$folder"
run() { # GOLD TEMPERATURE EVALUATIONS EXCHANGE
  system=gupta:Ag$((38 - $1))Au$1
  "$learn2hop" baseline basin-hopping-lbfgs --system "$system" --starts 3 --seed 1 --steps "$3" \
    --set temperature="$2" --set exchange="$4" --json "$folder/$1.json" --minima "$folder/$1.xyz"
  grep -o "energy=.* count=[0-9]*" "$folder/$1.xyz"
}
# the more ways to mix, the colder, the longer, and the more exchanges of atoms
run 3 0.1 3000000 0.5
run 7 0.1 3000000 0.5
run 15 0.06 20000000 0.5
run 22 0.06 20000000 0.8
run 30 0.06 6000000 0.5
