#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What each part of a search's policy is worth, at equal training cost: mean evaluations to the first encounter with the
# numbers by hand, with trained numbers alone, with a head, and with each group of the head's features, and each number
# that it shifts, taken away. Every row is trained from examples/training/hops.yaml for the same core seconds, and
# measured with the same starts. Prints a table in Markdown. A second call goes on where the first was stopped.
#   benchmarks/hops_ablation.sh FOLDER CORE_SECONDS     rows times CORE_SECONDS, and the measurements
#   SYSTEMS="lj:13 gupta:Au55=-181.889582 ..." STARTS=100 SEED=90100 MOST=1000000 ROWS="numbers head ..."
#   LEARNED=FILE NUMBERS=FILE                           trains nothing: a policy that is there, and what it is without each
#                                                       part of its head; NUMBERS: a rival of numbers alone
set -eu
# shellcheck source=benchmarks/usage.sh
. "$(dirname "$0")/usage.sh"
needs 1 "$@"
top=$(dirname "$0")/..
learn2hop=$top/build/learn2hop
folder=$1
seconds=${2:-0}
systems=${SYSTEMS:-lj:13 lj:19 lj:26 lj:31 lj:38 lj:55}
starts=${STARTS:-100} seed=${SEED:-90100} most=${MOST:-1000000}
configuration=${CONFIGURATION:-$top/examples/training/hops.yaml}
rows=${ROWS:-numbers head without-size without-minimum without-memory without-time without-compress without-patience without-kick}
[ -z "${LEARNED:-}" ] || [ -n "${ROWS:-}" ] ||
  rows="${NUMBERS:+numbers} head without-head without-size without-minimum without-memory without-time"
mkdir -p "$folder"

features="size alloy periodic shape binding disorder rise acceptance returns lowered lowered_compressed repaired symmetric stall age effort"
shifts=$(sed -n 's/^shifts: \[\(.*\)\]/\1/p' "$configuration" | tr -d ,)
less() { # LIST WORDS...: the list without the words
  list=$1
  shift
  for word in $list; do
    case " $* " in *" $word "*) ;; *) printf "%s, " "$word" ;; esac
  done | sed 's/, $//'
}
configure() { # ROW: its configuration
  case $1 in
    numbers) sed 's/^train:.*/train: [numbers]/; /^shifts:/d; /^features:/d' "$configuration" ;;
    head) cat "$configuration" ;;
    without-size) see size alloy periodic ;;
    without-minimum) see shape binding disorder ;;
    without-memory) see rise acceptance returns lowered lowered_compressed repaired ;;
    without-time) see symmetric stall age effort ;;
    without-*) sed "s/^shifts:.*/shifts: [$(less "$shifts" "${1#without-}")]/" "$configuration" ;;
    *) echo "no row $1" >&2; exit 1 ;;
  esac
}
cut_out() { # PATTERN: the policy that is there without these lines of its head
  grep -vE "^shift $1 |^checksum|^policy " "$LEARNED" >"$folder/rows"
  awk -v n="$(grep -cE '^(number|shift) ' "$folder/rows")" '{ print } $1 == "updates" { print "policy", n }' "$folder/rows"
}
part() { # ROW: the weights, of a policy that is there
  case $1 in
    head) cat "$LEARNED" ;;
    numbers) cat "$NUMBERS" ;;
    without-head) cut_out '.* .*' ;;
    without-size) cut_out '.* (size|alloy|periodic)' ;;
    without-minimum) cut_out '.* (shape|binding|disorder)' ;;
    without-memory) cut_out '.* (rise|acceptance|returns|lowered|lowered_compressed|repaired)' ;;
    without-time) cut_out '.* (symmetric|stall|age|effort)' ;;
    without-*) cut_out "${1#without-} .*" ;;
    *) echo "no row $1" >&2; exit 1 ;;
  esac
}
see() { # FEATURES...: the configuration whose head does not see them
  sed "/^features:/d; s/^shifts:.*/&\nfeatures: [$(less "$features" "$@")]/" "$configuration"
}
train() { # ROW
  configure "$1" | sed 's/^updates:.*/updates: 1000000/' >"$folder/$1.yaml"
  resume=
  [ ! -e "$folder/$1/checkpoint" ] || resume=--resume
  "$learn2hop" train "$folder/$1.yaml" --output "$folder/$1" --cpu-limit "$seconds" $resume >"$folder/$1.log" 2>&1 ||
    { tail -3 "$folder/$1.log" >&2; exit 1; }
}
result() { # ROW SYSTEM: where it stands
  echo "$folder/$1-$(echo "$2" | tr ': ' -).json"
}
measure() { # ROW SYSTEM[=ENERGY] [OPTION...]
  out=$(result "$1" "$2") system=${2%%=*} energy=${2#*=}
  shift 2
  if [ "$energy" = "$system" ]; then until=--until-global-minimum; else until=--until-energy=$energy; fi
  [ -e "$out" ] || "$learn2hop" search --system "$system" --starts "$starts" --seed "$seed" --evaluations "$most" \
    "$until" "$@" --json "$out" >/dev/null
}
value() { # KEY FILE
  sed -n "s/.*\"$1\": \([-0-9.e+]*\).*/\1/p" "$2"
}
line() { # ROW
  printf "| %s " "$1"
  for system in $systems; do
    file=$(result "$1" "$system")
    awk -v m="$(value mean_first_encounter "$file")" -v l="$(value mean_first_encounter_low "$file")" \
      -v h="$(value mean_first_encounter_high "$file")" -v f="$(value found "$file")" -v n="$starts" \
      'BEGIN { printf "| %.0f (%.0f to %.0f)%s ", m, l, h, f < n ? sprintf(", %d of %d", f, n) : "" }'
  done
  echo "|"
}

for system in $systems; do measure by-hand "$system"; done
for row in $rows; do
  learned=$folder/$row/$row.learned
  if [ -n "${LEARNED:-}" ]; then
    learned=$folder/$row.learned
    part "$row" >"$learned"
  else
    train "$row"
  fi
  for system in $systems; do measure "$row" "$system" --weights "$learned"; done
done
echo "| evaluations to the minimum, $starts starts of seed $seed, $seconds core seconds of training | $(echo "$systems" | sed 's/ / | /g') |"
echo "| --- |$(for system in $systems; do printf " --- |"; done)"
for row in by-hand $rows; do line "$row"; done
