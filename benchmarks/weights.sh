#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the shipped weights reach on held-out starts, each landscape with its own, beside the start that their training
# began from, at equal steps and from the same starts.
#
#     benchmarks/weights.sh FOLDER [STEPS] [STARTS] [NAME...]      default: 50000 steps, 150 starts, all that there are
#
# The last column is the gain in the mean energy, in standard errors of the difference. Leaves a JSON for each system in
# FOLDER, and does not measure again what has one.
set -euo pipefail
# shellcheck source=benchmarks/usage.sh
. "$(dirname "$0")/usage.sh"
needs 1 "$@"
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
folder=$1 steps=${2:-50000} starts=${3:-150}
shift $(($# < 3 ? $# : 3))
names=("$@")
[ $# -gt 0 ] || names=(lj lj38 au55 agau38 si64)
learn2hop=${LEARN2HOP:-$root/build/learn2hop}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

systems_of() { # NAME
  case $1 in
    lj13*) echo lj:13 ;;
    lj) echo lj:13 lj:19 lj:31 lj:38 lj:55 lj:75 ;;
    lj38) echo lj:38 ;;
    au55) echo gupta:Au55 ;;
    agau38) echo gupta:Ag35Au3 gupta:Ag31Au7 gupta:Ag23Au15 gupta:Ag16Au22 gupta:Ag8Au30 gupta:Ag0Au38 ;;
    si64) echo sw:Si64 ;;
  esac
}
quietly() { # COMMAND: what it says is shown only if it fails
  "$@" >"$folder/said" 2>&1 || { cat "$folder/said" >&2; exit 1; }
}
make_start() { # NAME: what the training began from, as weights: a training of no updates
  [ ! -e "$folder/$1.start" ] || return 0
  rm -rf "$folder/start"
  sed 's/^updates:.*/updates: 0/; /^validate:/d' "$root/examples/training/$1.yaml" >"$folder/$1.yaml"
  LAMMPS_POTENTIALS=$root/potentials quietly "$learn2hop" train "$folder/$1.yaml" --output "$folder/start"
  mv "$folder/start/$1.learned" "$folder/$1.start"
  rm -r "$folder/start" "$folder/$1.yaml"
}
measure() { # WEIGHTS SYSTEM JSON
  [ -e "$3" ] || quietly "$learn2hop" eval --weights "$1" --system "$2" --steps "$steps" --starts "$starts" --device cpu \
    --json "$3"
}

echo "weights | system | steps | starts | mean | lowest | hits | untrained: mean | hits | gain, errors"
for name in "${names[@]}"; do
  make_start "$name"
  for system in $(systems_of "$name"); do
    json=$folder/$name-${system/:/-}-$steps
    measure "$root/potentials/$name.learned" "$system" "$json.json"
    measure "$folder/$name.start" "$system" "$json-start.json"
    python3 - "$name" "$json.json" "$json-start.json" <<'PY'
import json, math, sys
trained, start = (json.load(open(path)) for path in sys.argv[2:])
mean, hits = (lambda r: f'{r["mean"]:.3f} +- {r["mean_error"]:.3f}'), (lambda r: "-" if r["hits"] is None else r["hits"])
error = math.hypot(trained["mean_error"], start["mean_error"])
gain = f'{(start["mean"] - trained["mean"]) / error:.1f}' if error else "-"
print(sys.argv[1], trained["system"], trained["steps"], trained["starts"], mean(trained), f'{trained["min"]:.4f}',
      hits(trained), mean(start), hits(start), gain, sep=" | ")
PY
  done
done
