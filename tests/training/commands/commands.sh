# SPDX-License-Identifier: GPL-2.0-only
# The command line as users meet it: what goes right, and every mistake with its message and exit status.
. "$(dirname "$0")/driver.sh"

# ---- the words of a command line ----
expect 2 "COMMANDS" "$learn2hop"
expect 0 "COMMANDS" "$learn2hop" --help
version=$(sed -n 's/^project(learn2hop VERSION \([0-9.]*\) .*/\1/p' "$source_tree/CMakeLists.txt") # the one place
[ -n "$version" ] || fail "CMakeLists.txt names no version"
expect 0 "learn2hop $version" "$learn2hop" --version
grep -q "^## $version " "$source_tree/CHANGELOG.md" || fail "CHANGELOG.md has nothing of $version"
expect 0 "basin-hopping-lbfgs " "$learn2hop" baseline --help
expect 0 "basin-hopping-lbfgs " "$learn2hop" tune --help
expect 2 "unknown command 'yield'" "$learn2hop" yield
expect 2 "unknown command 'serch'; did you mean 'search'?" "$learn2hop" serch
expect 0 "COMMANDS" "$learn2hop" help
expect 2 "unknown command 'serch'; did you mean 'search'?" "$learn2hop" help serch
for command in train search eval baseline tune trace starts minima bench info; do
  expect 0 "learn2hop $command" "$learn2hop" $command --help
  expect 0 "SYNOPSIS" "$learn2hop" $command --help
  mv output.txt help.txt
  expect 0 "SYNOPSIS" "$learn2hop" help $command
  cmp -s output.txt help.txt || fail "help $command is not $command --help"
done
expect 0 "learn2hop minima merge" "$learn2hop" help minima merge

# ---- misspelt words, in every command: what was meant, where that can be told ----
for command in train search eval baseline tune trace starts bench info "minima list" "minima export" "minima merge" "minima compare"; do
  # shellcheck disable=SC2086  # words
  expect 2 "unknown option '--nothing'" "$learn2hop" $command --nothing
done
for command in train search eval baseline tune trace starts; do
  expect 2 "unknown option '--sed'; did you mean '--seed'?" "$learn2hop" $command --sed 1
done
expect 2 "unknown option '--sytem=lj:13'; did you mean '--system'?" "$learn2hop" search --sytem=lj:13
expect 2 "unknown option '-system'; did you mean '--system'?" "$learn2hop" search -system lj:13
expect 2 "unknown option '-n'" "$learn2hop" search --system lj:13 -n
expect 2 "option '--s' may be one of" "$learn2hop" search --s lj:13
expect 2 "there is no 'lst'; did you mean 'list'?" "$learn2hop" minima lst
expect 2 "there is no 'weed'; it is list, export, add, merge or compare" "$learn2hop" minima weed
expect 2 "a search has no number 'kik'; did you mean 'kick'?" "$learn2hop" search --system lj:13 --set kik=0.3
expect 2 "a search has no number 'width'; it has displace kick" "$learn2hop" search --system lj:13 --set width=0.3
expect 2 "no method 'basinhopping'; did you mean 'basin-hopping'?" "$learn2hop" baseline basinhopping --system lj:13
expect 2 "METHOD is missing; there is adam fire" "$learn2hop" tune --system lj:13
expect 2 "system 'lj:x': N in lj:N is a whole number from 2 to 1000" "$learn2hop" search --system lj:x
expect 2 "system 'lammps:' names no script" "$learn2hop" search --system lammps:
expect 2 "option '--seed' needs a value" "$learn2hop" eval --seed
expect 2 "'--any-horizon=3' takes no value" "$learn2hop" eval --any-horizon=3
expect 2 "--weights FILE is missing" "$learn2hop" eval --system lj:13
expect 2 "--system SYSTEM is missing" "$learn2hop" eval --weights x
expect 2 "--starts: 'ten' is not a whole number" "$learn2hop" eval --weights x --system lj:13 --starts ten
expect 2 "--starts: '0' is not a whole number from 1" "$learn2hop" eval --weights x --system lj:13 --starts 0
expect 2 "--steps: '-5' is not" "$learn2hop" eval --weights x --system lj:13 --steps -5
expect 2 "--seed: '1.5' is not" "$learn2hop" eval --weights x --system lj:13 --seed 1.5
expect 2 "--quench: 'fire' is unknown; it is lbfgs or gd" "$learn2hop" eval --weights x --system lj:13 --quench fire
expect 2 "write lj:N" "$learn2hop" eval --weights x --system water
expect 2 "from 2 to 1000" "$learn2hop" eval --weights x --system lj:1001
expect 2 "'more' is no option: write --NAME VALUE" "$learn2hop" eval --weights x --system lj:13 more
expect 2 "no kernels 'sse'" "$learn2hop" bench --kernels sse
expect 2 "which configuration?" "$learn2hop" train
expect 2 "one configuration at a time" "$learn2hop" train a b
expect 2 "which weights file?" "$learn2hop" info
for time in 0 -5 1:5 1:60 1:00:00:00 5m 1. : 12345678; do
  expect 2 "--time-limit: '$time' is no time: write seconds, MM:SS or H:MM:SS" "$learn2hop" train a --time-limit=$time
done
expect 2 "--seed: '-1' is not" "$learn2hop" train a --seed=-1

# ---- train ----
small_config good
expect 0 "done: good/good.learned" "$learn2hop" train good.yaml
for file in good.learned good.latest training.csv validation.csv training.log checkpoint; do
  [ -s good/$file ] || fail "no good/$file"
done
[ "$(ls good | wc -l)" = 6 ] || fail "something is left over: $(ls good)"
[ "$(wc -l <good/training.csv)" = 14 ] || fail "training.csv has $(wc -l <good/training.csv) lines"
[ "$(wc -l <good/validation.csv)" = 5 ] || fail "validation.csv has $(wc -l <good/validation.csv) lines"
[ "$(head -1 good/training.csv | tr , '\n' | wc -l)" = "$(tail -1 good/training.csv | tr , '\n' | wc -l)" ] ||
  fail "a row of training.csv has not the columns of its header"
grep -q "update 3/12 .* left" good/training.log || fail "no time left in $(cat good/training.log)"
expect 0 "12 updates, seed 5" "$learn2hop" info good/good.latest
expect 0 "mean" "$learn2hop" eval --weights good/good.latest --system lj:13 --starts 1
expect 0 "done" "$learn2hop" train good.yaml --output again
same_training good again

small_config nothing 's/updates: 12/updates: 0/'
expect 0 "done: nothing/nothing.learned" "$learn2hop" train nothing.yaml
expect 0 " 0 updates, seed 5" "$learn2hop" info nothing/nothing.learned
[ "$(tail -1 nothing/training.csv)" = "$(sed -n 2p good/training.csv)" ] || fail "a training of none has another start"

before=$(cat good/* | cksum)
expect 1 "good/checkpoint is there already" "$learn2hop" train good.yaml
expect 1 "another configuration" "$learn2hop" train <(sed 's/0.005/0.006/' good.yaml) --output good --resume
[ "$before" = "$(cat good/* | cksum)" ] || fail "a refused training touched an earlier one"

small_config longer 's/updates: 12/updates: 16/'
mv longer.yaml good.yaml
expect 0 "from update 12 to 16" "$learn2hop" train good.yaml --resume
expect 0 "done" "$learn2hop" train good.yaml --output whole
same_training good whole
sed -i 's/updates: 16/updates: 15/' good.yaml
expect 1 "raise updates there" "$learn2hop" train good.yaml --resume
sed -i 's/updates: 15/updates: 16/' good.yaml
printf '\377' | dd of=good/checkpoint bs=1 seek=3000 conv=notrunc status=none
expect 1 "the checkpoint is damaged" "$learn2hop" train good.yaml --resume
truncate -s $(($(stat -c %s good/checkpoint) / 2)) good/checkpoint
expect 1 "the checkpoint is damaged" "$learn2hop" train good.yaml --resume

# ---- seeds ----
cp good.yaml whole.yaml
expect 0 "seed 6, hash" "$learn2hop" train whole.yaml --seed 6
sed 's/seed: 5/seed: 6/' whole.yaml >sixth.yaml
expect 0 "done" "$learn2hop" train sixth.yaml
same_training whole-s6 sixth
expect 0 "seed 6" "$learn2hop" info whole-s6/whole.learned
expect 1 "its seed is 6, not 5; go on with --seed 6" "$learn2hop" train whole.yaml --output whole-s6 --resume
expect 0 "done" "$learn2hop" train whole.yaml --seed 6 --resume

# ---- stopping early: nothing gains 10, so the second validation without a gain is that of update 8 ----
small_config early 's/updates: 12/updates: 1000/' '$astop: {validations: 2, gain: 10}'
expect 0 "stopping early after update 8: the last 2 validations brought no gain of more than 10" "$learn2hop" train early.yaml
grep -q "done: early/early.learned" output.txt || fail "no word of the weights: $(cat output.txt)"
expect 0 "stopping early after update 8" "$learn2hop" train early.yaml --resume
small_config parts 's/updates: 12/updates: 6/' '$astop: {validations: 2, gain: 10}'
expect 0 "done" "$learn2hop" train parts.yaml
sed -i 's/updates: 6/updates: 1000/' parts.yaml
expect 0 "stopping early after update 8" "$learn2hop" train parts.yaml --resume
same_training early parts
sed -i 's/validations: 2/validations: 3/' parts.yaml
expect 0 "stopping early after update 12" "$learn2hop" train parts.yaml --resume

# ---- two at once ----
small_config twice 's/updates: 12/updates: 100000/'
"$learn2hop" train twice.yaml >twice.txt 2>&1 &
pid=$!
until grep -q "update 2/" twice.txt || ! kill -0 $pid 2>/dev/null; do sleep 0.02; done
expect 1 "another learn2hop is training in this folder" "$learn2hop" train twice.yaml --resume
kill -TERM $pid
wait $pid || fail "the first training did not end well: $(tail -1 twice.txt)"

# ---- configurations (test_config.c has the rest) ----
mistake() {
  small_config bad "$1"
  expect 1 "$2" "$learn2hop" train bad.yaml
  [ -e bad ] && fail "a bad configuration made a folder"
}
mistake 's/horizon: 60/horizon: 0/' "bad.yaml:5: horizon: 0 is out of range"
mistake 's/horizon: 60/horison: 60/' "bad.yaml:5: horison: there is no such key; did you mean 'horizon'?"
mistake 's/every: 4/evry: 4/' "evry: there is no such key; did you mean 'every'?"
mistake 's/horizon: 60/quickly: 60/' "bad.yaml:5: quickly: there is no such key; docs/trainer.md lists those there are"
mistake 's/horizon: 60/horizon: long/' "bad.yaml:5: horizon: 'long' is not a whole number"
mistake '/horizon/d' "the key 'horizon' is missing"
mistake 's/sigma: 0.03/sigma: -1/' "bad.yaml:8: sigma: -1 is out of range"
mistake 's/progress]/progres]/' "bad.yaml:10: inputs: unknown 'progres'"
mistake 's/lj:13/xe:13/' "bad.yaml:3: systems.name: unknown system 'xe:13'"
mistake 's/esmc/[/' "bad.yaml:"
expect 1 "nowhere.yaml: cannot be read: No such file" "$learn2hop" train nowhere.yaml

# ---- output that cannot be written ----
expect 1 "/dev/null/out: cannot be made" "$learn2hop" train whole.yaml --output /dev/null/out
expect 1 "/proc" "$learn2hop" train whole.yaml --output /proc

# ---- eval and info ----
weights=whole/good.learned
head -n 1 $weights | grep -qF "CONTRIBUTOR: learn2hop $version CITATION:" || fail "not by this version: $(head -n 1 $weights)"
expect 0 "mean" "$learn2hop" eval --weights $weights --system lj:13 --starts 5 --json out.json
for key in '"system": "lj:13"' '"starts": 5' '"steps": 60' '"seed": 1' '"mean": -' '"mean_error": ' '"min": -' '"hits": ' \
  '"evaluations": ' '"seconds": ' '"version": "'"$version"'"'; do
  grep -qF "$key" out.json || fail "no $key in $(cat out.json)"
done
expect 0 "no global minimum is known" "$learn2hop" eval --weights $weights --system lj:151 --starts 1 --steps 5 --json out.json
grep -qF '"hits": null' out.json || fail "hits is not null in $(cat out.json)"
grep -qF '"known_minimum": null' out.json || fail "a known minimum of 151 atoms in $(cat out.json)"
result() { sed 's/"seconds".*//' out.json; }
expect 0 "" "$learn2hop" eval --weights $weights --system lj:13 --starts 7 --seed 3 --json out.json
one=$(result)
OMP_NUM_THREADS=1 expect 0 "" "$learn2hop" eval --weights $weights --system lj:13 --starts 7 --seed 3 --json out.json
[ "$one" = "$(result)" ] || fail "eval differs between numbers of threads: $one $(result)"
expect 0 "" "$learn2hop" eval --weights $weights --system lj:13 --starts 7 --seed 4 --json out.json
[ "$one" != "$(result)" ] || fail "eval does not look at its seed"
expect 0 "" "$learn2hop" eval --weights $weights --system lj:13 --starts 7 --seed 3 --quench gd --json out.json
grep -qF '"evaluations": 7427' out.json || fail "7 starts of 60 steps and 1001 evaluations: $(cat out.json)"
expect 0 "updates, seed 5" "$learn2hop" info whole/good.learned
expect 0 "serves any other" "$learn2hop" info whole/good.learned

damage() { # NAME SED MESSAGE
  sed "$2" $weights >"$1"
  expect 1 "$3" "$learn2hop" eval --weights "$1" --system lj:13 --starts 1
  expect 1 "$1" "$learn2hop" info "$1"
}
expect 1 "cannot read missing.learned, neither as named" "$learn2hop" eval --weights missing.learned --system lj:13
damage version.learned 's/learn2hop-weights 1/learn2hop-weights 9/' "version.learned:2: weights of version 9"
damage cut.learned '30,$d' "cut.learned:"
damage nan.learned 's/^beta .*/beta nan/' "not finite"
damage word.learned 's/^beta .*/beta beta/' "'beta' is not a number"
damage row.learned 's/^second_bias [^ ]*/second_bias/' "some are missing"
damage magic.learned '2d' "not a weights file"
expect 1 "not a weights file" "$learn2hop" info "$source_tree/LICENSE"

small_config fixed 's/radial, progress/radial/; s/warm_start/paper/; s/updates: 12/updates: 1/'
expect 0 "done" "$learn2hop" train fixed.yaml
expect 1 "take --steps 60, or --any-horizon" "$learn2hop" eval --weights fixed/fixed.learned --system lj:13 --starts 1 --steps 80
expect 0 "mean" "$learn2hop" eval --weights fixed/fixed.learned --system lj:13 --starts 1 --steps 80 --any-horizon
expect 0 "and no other" "$learn2hop" info fixed/fixed.learned

# ---- every start's energy: their mean and lowest are the report's ----
expect 0 "mean" "$learn2hop" eval --weights $weights --system lj:13 --starts 5 --json out.json
expect 0 "" "$learn2hop" baseline fire --system lj:13 --starts 3 --steps 50 --json fire.json
for file in out.json fire.json; do
  grep -qF '"known_minimum": -44.326801' $file || fail "no known minimum in $(cat $file)"
  sed 's/.*"starts": \([0-9]*\),.*"mean": \([-0-9.e]*\),.*"min": \([-0-9.e]*\),.*"energies": \[\(.*\)\].*/\1 \2 \3 \4/; s/,//g' $file |
    awk '{ low = $4; for (i = 4; i <= NF; i++) { sum += $i; if ($i < low) low = $i }
           d = sum / (NF - 3) - $2; exit !(NF - 3 == $1 && d * d < 1e-12 && (low - $3) ^ 2 < 1e-12) }' ||
    fail "the energies in $(cat $file) are not those of its mean and min"
done

# ---- trace: energy and step on the way ----
trace() { "$learn2hop" trace --weights $weights --output trace.csv "$@"; }
lowest_quenched() { awk -F, 'NR > 1 && $5 != "" { n++; if ($5 < low) low = $5 } END { print n, low }' trace.csv; }
expect 2 "--output FILE.csv is missing" "$learn2hop" trace --weights $weights --system lj:13
expect 2 "--system SYSTEM is missing" trace
expect 2 "--every: '0' is not a whole number from 1" trace --system lj:13 --every 0
expect 1 "nowhere/t.csv" "$learn2hop" trace --weights $weights --system lj:13 --output nowhere/t.csv
expect 0 "3 starts of lj:13, 10 rows each, in trace.csv" trace --system lj:13 --starts 3 --every 7 # 60 steps
[ "$(cut -d, -f1,2 trace.csv | sed -n '10,12p' | tr '\n' ' ')" = "0,56 0,60 1,0 " ] ||
  fail "not the steps 56 and 60, then the next start: $(cat trace.csv)"
[ "$(awk -F, 'NR > 1 && ($4 == "") != ($2 == 60)' trace.csv)" = "" ] || fail "moves where there are none: $(cat trace.csv)"
[ "$(awk -F, 'NR > 1 && $3 < -20' trace.csv | wc -l)" -gt 9 ] || fail "no descent in $(cat trace.csv)"
cp trace.csv two.csv
OMP_NUM_THREADS=1 expect 0 "10 rows" trace --system lj:13 --starts 3 --every 7
cmp -s trace.csv two.csv || fail "trace differs between numbers of threads"
expect 0 "" "$learn2hop" baseline basin-hopping-lbfgs --system lj:13 --starts 2 --steps 2000 --minima pin.xyz
expect 0 "1 start of lj:13, 61 rows each" trace --system lj:13 --from pin.xyz --starts 1 --pinned
[ "$(awk -F, 'NR > 1 { print $3 }' trace.csv | sort -u | wc -l)" = 1 ] || fail "pinned atoms moved: $(cat trace.csv)"
expect 0 "" trace --system lj:13 --from pin.xyz --starts 1 --pinned --quenched
case $(lowest_quenched) in "61 -44.3268"*) ;; *) fail "the minimum is no minimum: $(cat trace.csv)" ;; esac
expect 0 "" trace --system lj:13 --from pin.xyz --starts 1
[ "$(lowest_quenched)" = " " ] || fail "quenched without being asked: $(cat trace.csv)"
[ "$(awk -F, 'NR > 1 { print $3 }' trace.csv | sort -u | wc -l)" -gt 30 ] || fail "free atoms stayed: $(cat trace.csv)"
expect 1 "--starts 9: pin.xyz has" trace --system lj:13 --from pin.xyz --starts 9
expect 1 "pin.xyz" trace --system lj:14 --from pin.xyz

echo earlier >kept.json
expect 1 "cannot be written" "$learn2hop" eval --weights $weights --system lj:13 --starts 1 --json nowhere/out.json
expect 1 "standard output" sh -c "'$learn2hop' eval --weights $weights --system lj:13 --starts 1 >/dev/full"
expect 1 "standard output" sh -c "'$learn2hop' info $weights >/dev/full"
expect 1 "missing.learned" "$learn2hop" eval --weights missing.learned --system lj:13 --json kept.json
[ "$(cat kept.json)" = earlier ] || fail "a failed eval touched an earlier result"

expect 2 "no global minimum of lj:200 is known" "$learn2hop" eval --weights $weights --system lj:200 --until-global-minimum
expect 0 "by 4 of 4 seeds" "$learn2hop" eval --weights $weights --system lj:5 --starts 4 --steps 60 --until-global-minimum \
  --json first.json
grep -qF '"mean_first_encounter": ' first.json || fail "no mean first encounter in $(cat first.json)"
grep -q energies first.json && fail "energies of ends that are no ends: $(cat first.json)"

# ---- weights on systems that they were not made for ----
sed 's/^Au Au.*/Au Au 10.15 4.13 2.556 0.2 1.5/' "$source_tree/potentials/Au.gupta" >small.gupta
gold=$source_tree/potentials/au55.learned
other() { "$learn2hop" eval --weights "$1" --system "$2" --starts 2 --steps 20 --json out.json "${@:3}"; }
expect 0 "length scale of 2.96" other "$gold" gupta:Au6@small.gupta
grep -qF -- "try --length-scale 2.556 --energy-scale" output.txt || fail "no advice: $(cat output.txt)"
expect 0 "mean" other "$gold" gupta:Au6@small.gupta --length-scale 2.556 --energy-scale 0.466
grep -q warning output.txt && fail "a warning for scales that fit: $(cat output.txt)"
expect 0 "mean" other "$gold" gupta:Au6
grep -q warning output.txt && fail "a warning for gold on gold: $(cat output.txt)"
expect 1 "--length-scale and --energy-scale are above 0" other "$gold" gupta:Au6 --length-scale -1
alloy=$source_tree/potentials/agau38.learned
expect 0 "mean" other "$alloy" gupta:Ag2Au4
as_they_are=$(result)
expect 0 "mean" other "$alloy" gupta:Ag2Au4 --species 1,2
[ "$as_they_are" = "$(result)" ] || fail "--species 1,2 is not what stands there without it"
expect 0 "mean" other "$alloy" gupta:Ag2Au4 --species 2,1
[ "$as_they_are" != "$(result)" ] || fail "--species 2,1 changes nothing"
expect 1 "--species: 3 is out of range: the weights know species 1 to 2" other "$alloy" gupta:Ag2Au4 --species 1,3
expect 1 "--species: 1 stands twice" other "$alloy" gupta:Ag2Au4 --species 1,1
expect 1 "--species: gupta:Ag2Au4 has 2 species: give as many numbers" other "$alloy" gupta:Ag2Au4 --species 1
expect 1 "is no list of whole numbers" other "$alloy" gupta:Ag2Au4 --species 1+2

# ---- another file of the name in this folder: it is said, and what lies far below the known minimum is no hit ----
sed 's/1\.727/2.0724/' "$source_tree/potentials/Au.gupta" >Au.gupta
expect 0 "potential    Au.gupta" other "$gold" gupta:Au55
grep -qF "hits         0 of 2" output.txt && grep -qF "below        2 of 2" output.txt ||
  fail "energies far below the known minimum are hits: $(cat output.txt)"
grep -qF '"hits": 0' out.json && grep -qF '"potential": "Au.gupta"' out.json || fail "they are hits in $(cat out.json)"
rm Au.gupta
expect 0 "/potentials/Au.gupta" other "$gold" gupta:Au55
grep -q "below " output.txt && fail "minima are doubted: $(cat output.txt)"

# ---- results go to files, and what is none is found before the work ----
mkdir -p a-folder
for command in "eval --weights $weights" "baseline fire"; do
  for option in --json --minima; do
    # shellcheck disable=SC2086  # words
    expect 1 "a-folder" timeout 20 "$learn2hop" $command --system lj:13 --starts 1000000 --steps 100000 $option a-folder
  done
done
expect 1 "a-folder" timeout 20 "$learn2hop" tune adam --system lj:13 --updates 1000000 --output a-folder
expect 1 "a-folder" timeout 20 "$learn2hop" bench --json a-folder

# ---- baseline and tune ----
expect 2 "METHOD is missing" "$learn2hop" baseline
expect 2 "no method 'newton'" "$learn2hop" baseline newton --system lj:13
expect 0 "delaystep" "$learn2hop" baseline fire
expect 2 "--system SYSTEM is missing" "$learn2hop" baseline fire --starts 3
expect 2 "no parameter 'beta3'" "$learn2hop" baseline adam --system lj:13 --set beta3=1
expect 2 "out of range" "$learn2hop" baseline adam --system lj:13 --set beta1=2
expect 2 "--scales: 'raw' is unknown; it is natural or paper" "$learn2hop" baseline adam --system lj:13 --scales raw
expect 2 "cannot" "$learn2hop" baseline adam --system lj:13 --parameters nowhere.yaml
expect 0 "hits         3 of 3" "$learn2hop" baseline basin-hopping-lbfgs --system lj:7 --starts 3 --steps 3000 --json b.json
for key in '"method": "basin-hopping-lbfgs"' '"system": "lj:7"' '"starts": 3' '"steps": 3000' '"seed": 1' '"mean": -16.5' \
  '"min": -16.5' '"hits": 3' '"evaluations": ' '"seconds": ' '"temperature": 0.8'; do
  grep -qF "$key" b.json || fail "no $key in $(cat b.json)"
done
for system in gupta:Au6 sw:Si8; do # minima lie closer together than in Lennard-Jones
  expect 0 "mean" "$learn2hop" baseline basin-hopping-lbfgs --system $system --starts 1 --steps 50 --json b.json
  grep -qF '"temperature": 0.2' b.json || fail "no temperature for $system in $(cat b.json)"
done
expect 0 "by 2 of 2 seeds" "$learn2hop" baseline basin-hopping-lbfgs --system lj:7 --starts 2 --until-energy -16
expect 0 "found        by 0 of 2 seeds" "$learn2hop" baseline basin-hopping-lbfgs --system lj:7 --starts 2 --until-energy -17 \
  --evaluations 2000
expect 2 "--until-energy: 'low' is not a number" "$learn2hop" baseline fire --system lj:4 --until-energy low
expect 0 "by 3 of 3 seeds" "$learn2hop" baseline fire --system lj:4 --starts 3 --steps 500 --until-global-minimum
expect 0 "winner" "$learn2hop" tune sign-anneal --system lj:7 --steps 100 --starts 2 --updates 1 --output tuned.yaml
expect 0 "mean" "$learn2hop" baseline sign-anneal --system lj:7 --starts 2 --steps 100 --parameters tuned.yaml
expect 2 "parameters of sign-anneal, not of adam" "$learn2hop" baseline adam --system lj:7 --parameters tuned.yaml
expect 1 "cannot be written" "$learn2hop" tune adam --system lj:7 --output nowhere/tuned.yaml
expect 0 "temperature: 0.3" "$learn2hop" tune hops-by-hand --system lj:7 --steps 200 --starts 1 --updates 0 --grid temperature=0.3 \
  --grid accepted=0.4,0.5,0.6 --output tuned.yaml
[ "$(grep -c '^# grid .* temperature=0.3 ' tuned.yaml)" = 3 ] || fail "not the three points of the grid in $(cat tuned.yaml)"
for value in 0.4 0.5 0.6; do
  grep -q "^# grid .* accepted=$value " tuned.yaml || fail "no accepted=$value in $(cat tuned.yaml)"
done
grep -q '^#   learn2hop tune .* --grid temperature=0.3 --grid accepted=0.4,0.5,0.6$' tuned.yaml || fail "no --grid in $(cat tuned.yaml)"
expect 2 "no parameter 'warmth'" "$learn2hop" tune adam --system lj:7 --grid warmth=1,2
expect 2 "beta1: 2 is out of range" "$learn2hop" tune adam --system lj:7 --grid beta1=0.9,2
expect 2 "beta1: '' is not a number" "$learn2hop" tune adam --system lj:7 --grid beta1=0.9,
expect 2 "names no values" "$learn2hop" tune adam --system lj:7 --grid beta1
expect 2 "of one parameter" "$learn2hop" tune adam --system lj:7 --grid beta1=0.9 --grid beta1=0.8
for file in "$source_tree"/examples/baselines/*.yaml; do
  method=$(sed -n 's/^method: //p' "$file")
  expect 0 "mean" "$learn2hop" baseline "$method" --system lj:3 --starts 1 --steps 10 --parameters "$file"
done

# ---- minima and starts ----
expect 0 "mean" "$learn2hop" eval --weights $weights --system lj:5 --starts 6 --steps 60 --minima minima.xyz
counts=$(sed -n 's/.*count=\([0-9]*\).*/\1/p' minima.xyz | awk '{ sum += $1 } END { print sum }')
[ "$counts" = 6 ] || fail "the counts in minima.xyz add up to $counts, not 6"
expect 0 "mean" "$learn2hop" baseline fire --system lj:4 --starts 2 --steps 500 --minima four.xyz
grep -q "energy=-6\(\.0*\)\? count=2\|energy=-5.99999" four.xyz || fail "no tetrahedron in $(cat four.xyz)"
expect 2 "--minima does not go with" "$learn2hop" eval --weights $weights --system lj:5 --minima x --until-global-minimum
expect 1 "cannot be written" "$learn2hop" eval --weights $weights --system lj:5 --minima nowhere/x.xyz
expect 2 "--output DIR is missing" "$learn2hop" starts --system lj:5
expect 0 "2 starts of gupta:Ag1Au2 in begun" "$learn2hop" starts --system gupta:Ag1Au2 --starts 2 --output begun
grep -q "^1 1 " begun/start-1.data && grep -q "^3 2 " begun/start-1.data || fail "no atoms in $(cat begun/start-1.data)"
expect 0 "1 start of" "$learn2hop" starts --system gupta:Ag1Au2 --output alone # the same whatever their number
cmp -s begun/start-0.data alone/start-0.data || fail "start-0.data depends on --starts"
cmp -s <(tail -n +2 begun/start-0.data) <(tail -n +2 begun/start-1.data) && fail "both starts are the same"
touch file
expect 1 "--output file: cannot be made (File exists)" "$learn2hop" starts --system lj:5 --output file
expect 1 "--output nowhere/begun: cannot be made (No such file" "$learn2hop" starts --system lj:5 --output nowhere/begun
if [ "$(id -u)" != 0 ]; then # root may write anywhere
  mkdir -m 555 closed
  expect 1 "closed/start-0.data: cannot be written: Permission denied" "$learn2hop" starts --system lj:5 --output closed
  expect 1 "cannot be made (Permission denied)" "$learn2hop" starts --system lj:5 --output closed/begun
fi

# ---- bench: its shape, never its speed ----
expect 0 "share of peak" "$learn2hop" bench --system lj:13 --json bench.json
for key in '"system": "lj:13"' '"microseconds_per_step": ' '"network_share_of_peak": 0.' '"version": "'"$version"'"'; do
  grep -qF "$key" bench.json || fail "no $key in $(cat bench.json)"
done

finish
