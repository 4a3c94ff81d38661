#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The paper's Table 3: what each group of inputs adds. Trains every row of examples/training/ablation with SEEDS seeds,
# runs the weights from STARTS held-out starts of 75 Lennard-Jones atoms, and prints the median over the seeds of the
# lowest and of the mean energy, less Adam's from the same starts. A second call with
# the same numbers goes on where the first was stopped.
#   benchmarks/ablation.sh FOLDER [UPDATES]       about 100 core hours with the 650 updates of the files
#   SEEDS=3 STARTS=150 ROWS="1-gradients 8-radial" ... HORIZON=5000
#   ESTIMATOR=ga                                 the table's other column: the genetic algorithm, 80 children, 4 starts
# With ROWS="single-lj13 single-lj75 six-sizes" it trains those of Fig. 8.
set -eu
top=$(dirname "$0")/..
learn2hop=$top/build/learn2hop
folder=${1:?which folder shall take the results?}
updates=${2:-650}
estimator=${ESTIMATOR:-esmc} # in a folder of its own
seeds=${SEEDS:-3} starts=${STARTS:-150} horizon=${HORIZON:-5000}
rows=${ROWS:-$(cd "$top/examples/training/ablation" && printf "%s\n" [1-8]-*.yaml | sed 's/\.yaml$//')}
mkdir -p "$folder"

configure() { # ROW: its configuration, with these updates and this horizon, validated as often over its course
  every=$((updates < 52 ? 1 : updates / 26))
  sed "s/^updates:.*/updates: $updates/; s/^horizon:.*/horizon: $horizon/; s/every: 25,/every: $every,/" \
    "$top/examples/training/ablation/$1.yaml" |
    if [ "$estimator" = ga ]; then
      sed "s/^estimator:.*/estimator: ga/; s/^starts:.*/starts: 4\npopulation: 80/; /^decay:/d"
    else
      cat
    fi
}
train() { # ROW SEED
  out=$folder/$1-s$2
  resume=
  [ ! -e "$out/checkpoint" ] || resume=--resume
  "$learn2hop" train "$folder/$1.yaml" --seed "$2" --output "$out" $resume >"$out.log" 2>&1 ||
    { tail -3 "$out.log" >&2; exit 1; }
  "$learn2hop" eval --weights "$out/$1.learned" --system lj:75 --starts "$starts" --steps "$horizon" \
    --json "$out.json" >>"$out.log" 2>&1
}
value() { # KEY FILE
  sed -n "s/.*\"$1\": \([-0-9.e+]*\).*/\1/p" "$2"
}
median() { # numbers, one a line, on standard input
  sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}
difference() { # KEY ROW: the median over its seeds, less Adam's
  for seed in $(seq "$seeds"); do value "$1" "$folder/$2-s$seed.json"; done | median |
    awk -v adam="$(value "$1" "$folder/adam.json")" '{ printf "%+.2f", $1 - adam }'
}

"$learn2hop" baseline adam --system lj:75 --starts "$starts" --steps "$horizon" --json "$folder/adam.json" >/dev/null
for row in $rows; do
  configure "$row" >"$folder/$row.yaml"
  for seed in $(seq "$seeds"); do train "$row" "$seed"; done
done
echo "| lj:75, $updates updates, $seeds seeds, $starts starts of $horizon steps | lowest | mean |"
echo "| --- | --- | --- |"
echo "| Adam | $(value min "$folder/adam.json") | $(value mean "$folder/adam.json") |"
for row in $rows; do
  echo "| $row | $(difference min "$row") | $(difference mean "$row") |"
done
