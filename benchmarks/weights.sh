#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the shipped weights reach on held-out starts, each landscape with its own.
#
#     benchmarks/weights.sh FOLDER [STEPS] [STARTS] [NAME...]      default: 50000 steps, 150 starts, all that there are
#
# Leaves a JSON for each system in FOLDER, and does not measure again what has one.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ $# -ge 1 ] || { sed -n '3,7s/^# \{0,1\}//p' "$0"; exit 2; }
folder=$1 steps=${2:-50000} starts=${3:-150}
shift $(($# < 3 ? $# : 3))
names=("$@")
[ $# -gt 0 ] || names=(lj au55 agau38 si64)
learn2hop=${LEARN2HOP:-$root/build/learn2hop}
mkdir -p "$folder"

systems_of() { # NAME
  case $1 in
    lj13*) echo lj:13 ;;
    lj) echo lj:13 lj:19 lj:31 lj:38 lj:55 lj:75 ;;
    au55) echo gupta:Au55 ;;
    agau38) echo gupta:Ag35Au3 gupta:Ag31Au7 gupta:Ag23Au15 gupta:Ag16Au22 gupta:Ag8Au30 gupta:Ag0Au38 ;;
    si64) echo sw:Si64 ;;
  esac
}

echo "weights | system | steps | starts | mean | lowest | hits"
for name in "${names[@]}"; do
  for system in $(systems_of "$name"); do
    json=$folder/$name-${system/:/-}-$steps.json
    [ -e "$json" ] || "$learn2hop" eval --weights "$root/potentials/$name.learned" --system "$system" --steps "$steps" \
      --starts "$starts" --device cpu --json "$json" >/dev/null 2>&1
    python3 - "$name" "$json" <<'PY'
import json, sys
r = json.load(open(sys.argv[2]))
hits = "-" if r["hits"] is None else r["hits"]
print(f'{sys.argv[1]} | {r["system"]} | {r["steps"]} | {r["starts"]} | {r["mean"]:.4f} | {r["min"]:.4f} | {hits}')
PY
  done
done
