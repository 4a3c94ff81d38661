#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The lowest energies of silver-gold clusters of 38 atoms (Fig. 7): three independent basin hoppings each.
#   benchmarks/agau38.sh FOLDER [EVALUATIONS]
set -eu
learn2hop=$(dirname "$0")/../build/learn2hop
folder=${1:?which folder shall take the results?}
mkdir -p "$folder"
for gold in 3 7 15 22 30; do
  system=gupta:Ag$((38 - gold))Au$gold
  "$learn2hop" baseline basin-hopping-lbfgs --system "$system" --starts 3 --steps "${2:-3000000}" \
    --set temperature=0.1 --json "$folder/$gold.json" --minima "$folder/$gold.xyz"
  grep -o "energy=.* count=[0-9]*" "$folder/$gold.xyz"
done
