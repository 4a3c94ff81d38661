#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Trains hops.learned in two stages from examples/training/hops.yaml, and its rival at equal cost: FOLDER/numbers, the
# numbers alone; then side by side FOLDER/hops, which goes on from there with a head, and FOLDER/rival, which goes on with
# the numbers alone. Every call goes on where the last one ended; stop it with a limit of time.
#   benchmarks/hops_training.sh numbers FOLDER TIME    on all cores
#   benchmarks/hops_training.sh both FOLDER TIME       hops and rival, on half of the cores each
#   benchmarks/hops_training.sh hops FOLDER TIME       hops alone, on all cores
#   benchmarks/hops_training.sh network FOLDER         FOLDER/hops.learned: that policy with the network of si64.learned,
#                                                      whose bursts take the place of kicks in periodic systems: two rows
#                                                      set by hand, since no training with bursts was made. Needs xxhsum.
set -eu
top=$(cd "$(dirname "$0")/.." && pwd)
stage=${1:?numbers, both, hops or network?} folder=${2:?which folder?} time=${3:-}
[ "$stage" = network ] || [ -n "$time" ] || { echo "for how long?" >&2; exit 1; }
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
  network)
    cat >joined.yaml <<END
seed: 1
episode: search
systems: [{name: "lj:13", budget: 500}]
horizon: 5000
train: [numbers, head]
network: si64.learned
initialization: {method: weights, file: $PWD/hops/hops.learned}
estimator: snes
population: 4
starts: 1
updates: 0
sigma: 0.2
learning_rate: 1
END
    rm -rf joined
    "$top/build/learn2hop" train joined.yaml --output joined
    rows=$(sed -n 's/^policy //p' joined/joined.learned)
    # whose training it was, scales of any units, and the two rows
    sed "/^checksum/d; s/UNITS: metal/UNITS: lj/; s/^\(length\|energy\)_scale .*/\1_scale 1/
      s/^configuration .*/$(grep ^configuration hops/hops.learned)/; s/^updates .*/$(grep ^updates hops/hops.learned)/
      s/^policy .*/policy $((rows + 2))/
      0,/^shift/s/^shift/shift displace periodic -10\nshift burst periodic 3.2\n&/" joined/joined.learned >hops.learned
    echo "checksum $(xxhsum -H3 hops.learned | sed 's/.*= //')" >>hops.learned
    ;;
  *) echo "$stage: numbers, both, hops or network?" >&2; exit 1 ;;
esac
