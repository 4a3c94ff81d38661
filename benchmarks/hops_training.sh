#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Trains hops.learned in two stages from examples/training/hops.yaml, and its rival at equal cost: FOLDER/numbers, the
# numbers alone; then side by side FOLDER/hops, which goes on from there with a head, and FOLDER/rival, which goes on with
# the numbers alone. Every call goes on where the last one ended; stop it with a limit of time.
#   benchmarks/hops_training.sh numbers FOLDER TIME    on all cores
#   benchmarks/hops_training.sh both FOLDER TIME       hops and rival, on half of the cores each
#   benchmarks/hops_training.sh hops FOLDER TIME       hops alone, on all cores
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
stage=${1:?numbers, both or hops?} folder=${2:?which folder?} time=${3:?for how long?}
cores=${OMP_NUM_THREADS:-$(nproc)}
mkdir -p "$folder"
cd "$folder"

without_head() {
  sed 's/^train:.*/train: [numbers]/; /^shifts:/d; /^features:/d; s/^average:.*/average: 0.8/'
}
from_numbers() {
  sed 's/{method: by_hand}/{method: weights, file: numbers.learned}/; s/^sigma:.*/sigma: 0.2/'
}
train() { # NAME THREADS
  OMP_NUM_THREADS=$2 "$top/build/learn2hop" train "$1.yaml" --output "$1" --resume --time-limit "$time"
}
case $stage in
  numbers)
    without_head <"$top/examples/training/hops.yaml" >numbers.yaml
    train numbers "$cores"
    ;;
  both | hops)
    [ -e numbers.learned ] || cp numbers/numbers.learned .
    from_numbers <"$top/examples/training/hops.yaml" >hops.yaml
    from_numbers <"$top/examples/training/hops.yaml" | without_head >rival.yaml
    [ "$stage" = hops ] || train rival $((cores / 2)) >rival.log 2>&1 &
    [ "$stage" = hops ] || cores=$((cores / 2))
    train hops "$cores"
    wait
    ;;
  *) echo "$stage: numbers, both or hops?" >&2; exit 1 ;;
esac
