#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Seconds an update of real trainings on 1 and 2 cores, beside what `learn2hop scaling` forecasts for them.
#   benchmarks/strong_scaling.sh [CONFIG.yaml [UPDATES]]      lj13.yaml and 5: under a minute on two idle cores
# The least of three rounds counts, since other programs can only make an update slower.
set -eu
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

forecast() { # RANKS THREADS
  grep -o "\"ranks\": $1, \"threads\": $2, \"seconds_per_update\": [0-9.e+-]*" "t$2.json" | sed 's/.*: //'
}

for threads in 1 2; do
  OMP_NUM_THREADS=$threads "$learn2hop" scaling "$name.yaml" --threads $threads --ranks 2 --json t$threads.json >/dev/null
done
for _ in 1 2 3; do
  for run in "1 1" "1 2" "2 1"; do
    # shellcheck disable=SC2086 # two words
    measure $run >>"seconds-${run/ /x}"
  done
done
alone=$(least <seconds-1x1)
alone_forecast=$(forecast 1 1)
echo "$name, $updates updates, load average $(cut -d' ' -f1 /proc/loadavg)"
printf '%6s %8s %12s %12s %12s %12s\n' ranks threads measured forecast speed-up forecast
for run in "1 1" "1 2" "2 1"; do
  # shellcheck disable=SC2086 # two words
  set -- $run
  echo "$1 $2 $(least <"seconds-$1x$2") $(forecast "$1" "$2")" | awk -v a="$alone" -v f="$alone_forecast" \
    '{ printf "%6d %8d %10.3f s %10.3f s %12.2f %12.2f\n", $1, $2, $3, $4, a / $3, f / $4 }'
done
