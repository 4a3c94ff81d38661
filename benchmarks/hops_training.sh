#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Trains hops.learned from examples/training/hops.yaml. Every training goes on where the last call ended.
#   benchmarks/hops_training.sh train FOLDER TIME [PART...] FOLDER/hops, for so long (or UPDATES updates), from
#                                                        FOLDER/start.learned: where there is none, the policy by hand, but
#                                                        with repairs of up to 4 atoms. Without the parts named: `head`, or
#                                                        numbers such as compress and symmetric, which are 0 and stay so,
#                                                        or what is said, as with patience=30
#   benchmarks/hops_training.sh choose FOLDER [NUMBER...] FOLDER/chosen.learned: the training's last policy, but with these
#                                                        numbers as by hand
#   benchmarks/hops_training.sh shares FOLDER [SHARE...] FOLDER/shares.csv: mean first encounters, on validation starts over
#                                                        more landscapes, of the policy that is such a share of the way from
#                                                        the one by hand to FOLDER/chosen.learned (0 0.5 1).
#     STARTS=32 SEED=1 MOST=20000 SYSTEMS="lj:13 gupta:Au32=-104.118591 ..."     searches of a system, their seed and budget
#   benchmarks/hops_training.sh finish FOLDER            FOLDER/hops.learned: the chosen policy, with starts packed, which
#                                                        the training has not, but in alloys; and its checksum. Needs
#                                                        xxhsum.
# The policy that is shipped: a copy of examples/training/hops-start.learned as FOLDER/start.learned; train FOLDER TIME head,
# then choose FOLDER, then finish FOLDER.
set -eu
# shellcheck source=benchmarks/usage.sh
. "$(dirname "$0")/usage.sh"
needs 2 "$@"
top=$(cd "$(dirname "$0")/.." && pwd)
learn2hop=${LEARN2HOP:-$top/build/learn2hop}
yaml=$top/examples/training/hops.yaml
stage=$1 folder=$2
shift 2
mkdir -p "$folder"
cd "$folder"

measured() { # INITIALIZATION SYSTEMS STARTS: a configuration that trains nothing
  cat <<END
seed: ${SEED:-1}
episode: search
systems: [$2]
horizon: ${MOST:-20000}
loss: encounter_rate
train: [numbers, head]
initialization: $1
estimator: snes
population: 2
starts: $3
updates: 0
sigma: 0.3
learning_rate: 1
END
}
# lines of the policy, without those of a number, which then is as by hand
without() { # NUMBER
  value=$("$learn2hop" info chosen.learned | awk -v name="$1" '$1 == name { print $5 + 0; exit }')
  [ -n "$value" ] || { echo "$1 is no number of a search" >&2; exit 1; }
  rows=$(($(sed -n 's/^policy //p' chosen.learned) - $(grep -c "^shift $1 " chosen.learned || true)))
  sed -i "s/^policy .*/policy $rows/; s/^number $1 .*/number $1 $value/; /^shift $1 /d" chosen.learned
}
# start.learned and hops.yaml without a part
leave_out() { # PART
  number=${1%%=*} value=0
  case $1 in
    head) sed -i '/^\(shifts\|features\):/d; s/^train:.*/train: [numbers]/' hops.yaml && return ;;
    *=*) value=${1#*=} ;;
  esac
  grep -q "^number $number " start.learned || { echo "$number is neither head nor a number of a search" >&2; exit 1; }
  sed -i "s/^number $number .*/number $number $value/" start.learned
  sed -i "/^\(numbers\|shifts\):/{s/\([[ ]\)$number, /\1/; s/, $number\]/]/}" hops.yaml
}
case $stage in
  train)
    time=${1:?for how long?}
    shift
    if [ ! -e start.learned ]; then
      measured "{method: by_hand}" '{name: "lj:13"}' 1 >start.yaml
      "$learn2hop" train start.yaml --output start
      sed 's/^number repair_most .*/number repair_most 4/; /^checksum/d' start/start.learned >start.learned
    fi
    sed "s/{method: by_hand}/{method: weights, file: start.learned}/; s/^updates:.*/updates: ${UPDATES:-40}/" "$yaml" >hops.yaml
    for part in "$@"; do leave_out "$part"; done
    "$learn2hop" train hops.yaml --output hops --resume --time-limit "$time"
    ;;
  choose)
    sed '/^checksum/d' hops/hops.latest >chosen.learned
    for number in "$@"; do without "$number"; done
    ;;
  shares)
    [ $# -gt 0 ] || set -- 0 0.5 1
    systems=${SYSTEMS:-lj:13 lj:31 lj:38 lj:55 lj:75 lj:102 gupta:Au32=-104.118591 gupta:Au55=-181.889582
      gupta:Ag38Au0=-97.136951 gupta:Ag31Au7=-106.189367}
    list=$(for system in $systems; do
      case $system in
        *=*) echo "{name: \"${system%=*}\", energy: ${system#*=}}," ;;
        *) echo "{name: \"$system\"}," ;;
      esac
    done)
    echo "share,system,searches,met,mean_first_encounter" >shares.csv
    for share in "$@"; do
      measured "{method: weights, file: chosen.learned, share: $share}" "${list%,}" "$(echo "$systems" | wc -w)" >share.yaml
      echo "validate: {every: 1, starts: ${STARTS:-32}}" >>share.yaml
      "$learn2hop" train share.yaml --output "share-$share"
      awk -F, -v share="$share" 'NR > 1 { print share "," $3 "," $4 "," $5 "," exp($8) }' "share-$share/validation.csv" >>shares.csv
    done
    ;;
  finish)
    sed "s/^policy .*/policy $(($(sed -n 's/^policy //p' chosen.learned) + 1))/; s/^number pack .*/number pack 0.95/
      \$a shift pack alloy -5.4" chosen.learned >hops.learned
    echo "checksum $(xxhsum -H3 hops.learned | sed 's/.*= //')" >>hops.learned
    ;;
  *) echo "$stage: train, choose, shares or finish?" >&2; exit 1 ;;
esac
