#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The baselines of the paper's Table 2 on its four systems: 150 starts of 50 000 force evaluations each, in raw units as
# the paper has them. Figures on standard output and as JSON in FOLDER.
#   benchmarks/table2.sh FOLDER [METHOD ...]       about 25 core minutes for adam, fire and basin-hopping
set -eu
learn2hop=$(dirname "$0")/../build/learn2hop
folder=${1:?which folder shall take the results?}
shift
mkdir -p "$folder"
[ $# -gt 0 ] || set -- adam fire basin-hopping
step() { # the best of C.2's grid, on 24 starts of another seed
  case $1 in gupta:*) echo 0.4 ;; *) echo 0.2 ;; esac
}
for method in "$@"; do
  for system in lj:13 lj:75 gupta:Au55 sw:Si64; do
    settings=
    [ "$method" != basin-hopping ] || settings="--set step=$(step "$system")"
    # shellcheck disable=SC2086  # words
    "$learn2hop" baseline "$method" --system "$system" --scales paper --starts 150 --seed 1 --steps 50000 $settings \
      --json "$folder/$method-$(echo "$system" | tr : -).json"
  done
done
