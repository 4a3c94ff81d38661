#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Seconds an update of real trainings on 1 and 2 cores.
#   benchmarks/strong_scaling.sh [CONFIG.yaml [UPDATES]]      lj13.yaml and 5: under a minute on two idle cores
# The least of three rounds counts, since other programs can only make an update slower.
set -eu
# shellcheck source=benchmarks/usage.sh
. "$(dirname "$0")/usage.sh"
needs 0 "$@"
root=$(cd "$(dirname "$0")/.." && pwd)
learn2hop=$root/build/learn2hop
config=$(realpath "${1:-$root/examples/training/lj13.yaml}")
updates=${2:-5}
name=$(basename "$config" .yaml)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export LAMMPS_POTENTIALS=${LAMMPS_POTENTIALS:+$LAMMPS_POTENTIALS:}$root/potentials
cd "$folder"
# the updates alone: validations are left out
sed -e "s/^updates:.*/updates: $updates/" -e '/^validate:/d' "$config" >"$name.yaml"

# seconds an update of one training; those before the first update do not count
measure() { # RANKS THREADS
  rm -rf out
  OMP_NUM_THREADS=$2 mpirun -n "$1" --bind-to none --oversubscribe "$learn2hop" train "$name.yaml" --output out \
    --device cpu >train.txt 2>&1 || { cat train.txt >&2; exit 1; }
  tail -n 1 out/training.csv | awk -F, '{ print $2 / $1 }'
}

least() { sort -g | head -n 1; }

for _ in 1 2 3; do
  for run in "1 1" "1 2" "2 1"; do
    # shellcheck disable=SC2086 # two words
    measure $run >>"seconds-${run/ /x}"
  done
done
alone=$(least <seconds-1x1)
echo "$name, $updates updates, load average $(cut -d' ' -f1 /proc/loadavg)"
printf '%6s %8s %12s %12s\n' ranks threads measured speed-up
for run in "1 1" "1 2" "2 1"; do
  # shellcheck disable=SC2086 # two words
  set -- $run
  echo "$1 $2 $(least <"seconds-$1x$2")" | awk -v a="$alone" '{ printf "%6d %8d %10.3f s %12.2f\n", $1, $2, $3, a / $3 }'
done
