#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Force evaluations until the global minimum is met: the search by hand, the learned one where there are weights for it,
# basin hopping with L-BFGS quenches, and the paper's way, learned runs that start again after so many steps and a quench.
#   benchmarks/first_encounter.sh FOLDER [SEEDS [SYSTEM...]]
# SEEDS searches each (default 100), of seed SEED (default 90100), each with at most MOST evaluations (default 1e6).
# SYSTEM as learn2hop takes it; SYSTEM=ENERGY looks for that energy, SYSTEM/EVALUATIONS for the lowest in so many. Without
# any: the Lennard-Jones clusters that take a few minutes each.
# SET holds options of learn2hop search for hops-by-hand, say SET="--set compress_steps=100", in a FOLDER of their own;
# RIVAL those of basin hopping, say RIVAL="--set temperature=0.1" for alloys.
# METHODS (default: all) is a list of hops-by-hand, hops, basin-hopping-lbfgs, paper; hops are potentials/hops.learned.
# Leaves a JSON of each in FOLDER, and does not measure again what has one; FOLDER/first_encounter.csv sums them up.
set -eu
# shellcheck source=benchmarks/usage.sh
. "$(dirname "$0")/usage.sh"
needs 1 "$@"
root=$(dirname "$0")/..
learn2hop=${LEARN2HOP:-$root/build/learn2hop}
folder=$1
seeds=${2:-100}
seed=${SEED:-90100}
most=${MOST:-1000000}
methods=${METHODS:-hops-by-hand hops basin-hopping-lbfgs paper}
[ $# -gt 2 ] && shift 2 || set -- lj:13 lj:19 lj:31 lj:38 lj:55
mkdir -p "$folder"
csv=$folder/first_encounter.csv

paper() { # SYSTEM: weights and steps of a run, where the project has trained some for it
  case $1 in
    lj:13) echo lj13-fast 150 ;;
    lj:19 | lj:31 | lj:55) echo lj 2500 ;;
    lj:38) echo lj38 2500 ;;
  esac
}

run() { # METHOD SYSTEM JSON GOAL...
  local method=$1 system=$2 json=$3
  shift 3
  set -- --system "$system" --starts "$seeds" --seed "$seed" --json "$json" "$@"
  # shellcheck disable=SC2086 # SET and RIVAL are lists of words
  case $method in
    hops) "$learn2hop" search --weights "$root/potentials/hops.learned" "$@" ;;
    paper)
      local weights steps
      read -r weights steps <<<"$(paper "$system")"
      "$learn2hop" eval --weights "$root/potentials/$weights.learned" --steps "$steps" --device cpu "$@"
      ;;
    hops-by-hand) "$learn2hop" search ${SET:-} "$@" ;;
    *) "$learn2hop" baseline "$method" ${RIVAL:-} "$@" ;;
  esac
}

serves() { # METHOD SYSTEM GOAL
  case $1 in
    hops) [ -e "$root/potentials/hops.learned" ] ;;
    paper) [ "$3" != lowest ] && [ -n "$(paper "$2")" ] ;;
  esac
}

measure() { # METHOD WHAT
  local method=$1 what=$2 goal=minimum system=$2 json
  local -a words=(--until-global-minimum --evaluations "$most")
  json=$folder/$method-$(echo "$what" | tr ':/=' '---').json
  case $what in
    *=*) system=${what%=*} goal=energy words=(--until-energy "${what##*=}" --evaluations "$most") ;;
    lammps:*) ;;
    */*) system=${what%/*} goal=lowest words=(--evaluations "${what##*/}") ;;
  esac
  [ $goal = lowest ] && [ "$method" = basin-hopping-lbfgs ] && words=(--steps "${what##*/}")
  if [ ! -e "$json" ]; then
    serves "$method" "$system" $goal || return 0
    run "$method" "$system" "$json" "${words[@]}"
  fi
  row "$method" "$what" "$json" >>"$csv"
}

value() { # KEY JSON: the first of that name; empty where there is none
  { grep -o "\"$1\": [^,}]*" "$2" || true; } | sed -n '1s/.*: //; 1s/null//; 1p'
}

row() { # METHOD WHAT JSON
  local line=$1,$2
  for key in seed starts found mean_first_encounter mean_first_encounter_low mean_first_encounter_high \
    median_first_encounter evaluations seconds mean mean_error min; do
    line=$line,$(value $key "$3")
  done
  echo "$line"
}

echo "method,system,seed,seeds,found,mean,low,high,median,evaluations,seconds,mean_lowest,mean_lowest_error,lowest" >"$csv"
for what in "$@"; do
  for method in $methods; do
    measure "$method" "$what"
  done
done
column -s, -t "$csv" 2>/dev/null || cat "$csv"
