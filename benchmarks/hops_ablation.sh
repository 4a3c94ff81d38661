#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What each part of a search's policy is worth, at equal training cost: mean evaluations to the first encounter with the
# numbers by hand, with trained numbers and a head, and with each part taken away from what is trained. Every row is trained
# by hops_training.sh with as many updates, and measured on the same validation starts. Prints a table in Markdown, whose last
# column is the geometric mean of the ratios to the numbers by hand. A second call goes on where the first was stopped.
#   benchmarks/hops_ablation.sh FOLDER UPDATES [PART...]     parts that a row each is without: head compress symmetric inward
#                                                            repair, or what hops_training.sh calls a part
#   STARTS=400 SEED=6101 SYSTEMS="lj:13 gupta:Au32=-104.118591 ..."     the searches that measure
set -eu
# shellcheck source=benchmarks/usage.sh
. "$(dirname "$0")/usage.sh"
needs 2 "$@"
training=$(dirname "$0")/hops_training.sh
folder=$1
export UPDATES="$2" STARTS="${STARTS:-400}" SEED="${SEED:-6101}"
export SYSTEMS="${SYSTEMS:-lj:13 lj:19 lj:26 lj:31 lj:38 lj:50 lj:55 gupta:Au32=-104.118591 gupta:Ag38Au0=-97.136951
  gupta:Pd38Au0=-131.748941}"
shift 2
[ $# -gt 0 ] || set -- head compress symmetric inward repair

steps() { # FOLDER SHARES [PART]
  "$training" train "$1" 10:00:00 ${3:+"$3"} || return
  [ "$(tail -1 "$1/hops/training.csv" | cut -d, -f1)" = "$UPDATES" ] || # one that is stopped has no error
    { echo "$1/hops was stopped before update $UPDATES" && return 1; }
  # shellcheck disable=SC2086 # several words
  "$training" choose "$1" && "$training" shares "$1" $2
}
row() { # FOLDER SHARES [PART]: trained, and measured where it is not yet
  [ -e "$1/shares.csv" ] && return
  mkdir -p "$1"
  steps "$@" >"$1/log" 2>&1 || { tail -3 "$1/log" >&2; exit 1; }
}
line() { # NAME SHARE FOLDER
  awk -F, -v name="$1" -v share="$2" -v seconds="$(tail -1 "$3/hops/training.csv" | sed 's/.*,//')" '
    FNR == 1 { file++; next }
    file == 1 && $1 == 0 { hand[$2] = $5; met[$2] = $4 }
    file == 2 && $1 == share {
      cells = cells sprintf("| %.0f ", $5)
      sum += log($5 / hand[$2]); error += 1 / met[$2] + 1 / $4; n++
    }
    END {
      mean = exp(sum / n)
      printf "| %s %s", name, cells
      if (share == 0) print "| 1 | |"
      else printf "| %.3f +- %.3f | %.0f |\n", mean, mean * sqrt(error) / n, seconds
    }' "$folder/all/shares.csv" "$3/shares.csv"
}

row "$folder/all" "0 1"
for part in "$@"; do row "$folder/without-$part" 1 "$part"; done
names=$(for system in $SYSTEMS; do printf "| %s " "${system%%=*}"; done)
echo "| $STARTS starts of seed $SEED, after $UPDATES updates $names| over by hand | core seconds |"
echo "| --- |$(for _ in $SYSTEMS; do printf " --- |"; done) --- | --- |"
line "by hand" 0 "$folder/all"
line "numbers and head" 1 "$folder/all"
for part in "$@"; do line "without $part" 1 "$folder/without-$part"; done
