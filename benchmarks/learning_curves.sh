#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Learning curves at equal cost: trains configurations of examples/training/study with three seeds each until their
# rollouts have cost so much processor time, each on one core, as many at once as there are cores, and plots them.
#
#     benchmarks/learning_curves.sh FOLDER TIME NAME...      e.g. /tmp/curves 1:30 es es-ranks esmc
#
# Goes on where it was stopped. FOLDER/curves.png is the plot, FOLDER/table.txt the validation at the end of each.
set -euo pipefail
# shellcheck source=benchmarks/usage.sh
. "$(dirname "$0")/usage.sh"
needs 3 "$@"
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$1 time=$2
shift 2
learn2hop=${LEARN2HOP:-$root/build/learn2hop}
mkdir -p "$folder"

train() { # NAME SEED
  local output=$folder/$1-s$2
  grep -q "done:" "$output/training.log" 2>/dev/null && return
  LAMMPS_POTENTIALS=$root/potentials OMP_NUM_THREADS=1 "$learn2hop" train "$root/examples/training/study/$1.yaml" \
    --seed "$2" --output "$output" --cpu-limit "$time" $([ ! -e "$output/checkpoint" ] || echo --resume) >/dev/null
}
export -f train
export root folder time learn2hop
for seed in 1 2 3; do printf '%s\n' "$@" | sed "s/$/ $seed/"; done |
  xargs -P "$(nproc)" -L 1 bash -c 'train "$@"' train

{
  echo "name seed update cpu_seconds hits starts score (best validation, and the last)"
  for name in "$@"; do
    for seed in 1 2 3; do
      # columns 10 to 12 are the validation's, the last is the processor time
      awk -F, -v name="$name" -v seed=$seed '$12 != "" && NR > 1 {
          if (best == "" || $12 < score) { score = $12; best = $1 " " $NF " " $10 " " $11 " " $12 }
          last = $1 " " $NF " " $10 " " $11 " " $12 }
        END { print name, seed, best, "  last:", last }' "$folder/$name-s$seed/training.csv"
    done
  done
} | tee "$folder/table.txt"
python3=/usr/bin/python3 # the one that apt gave matplotlib
[ -x $python3 ] || python3=python3
$python3 "$root/tools/plot_training.py" --group --x cpu --output "$folder/curves.png" \
  $(for name in "$@"; do for seed in 1 2 3; do echo "$folder/$name-s$seed"; done; done)
