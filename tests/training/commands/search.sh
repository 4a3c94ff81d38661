# SPDX-License-Identifier: GPL-2.0-only
# learn2hop search: ranks and threads change no bit, nor does being killed; minima, numbers, structures, bad input.
. "$(dirname "$0")/driver.sh"

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
ranks() { # COUNT THREADS COMMAND...
  local count=$1 threads=$2
  shift 2
  OMP_NUM_THREADS=$threads mpirun -n "$count" --bind-to none --oversubscribe "$@"
}
result() { sed 's/"seconds": [0-9.]*//' "$1"; }
same_search() { # JSON XYZ: as those of the whole search
  cmp -s <(result whole.json) <(result "$1") || fail "$1 is not whole.json: $(diff <(result whole.json) <(result "$1"))"
  cmp -s whole.xyz "$2" || fail "$2 is not whole.xyz"
}

# five walkers: no number of ranks divides them but one and five; with more ranks than walkers, too
search="search --system lj:38 --starts 5 --seed 3 --evaluations 4000 --keep 40"
OMP_NUM_THREADS=1 expect 0 "site probes" "$learn2hop" $search --json whole.json --minima whole.xyz
for count in 1 2 4 7; do
  for threads in 1 2; do
    expect 0 "lowest" ranks $count $threads "$learn2hop" $search --json out.json --minima out.xyz
    same_search out.json out.xyz
    rm out.json out.xyz
  done
done
[ "$(grep -c Properties= whole.xyz)" = 40 ] || fail "$(grep -c Properties= whole.xyz) minima kept instead of 40"

# until the global minimum, and until K have met it
until_found() { # JSON KEY: a figure of the report
  grep -o "\"$2\": [^,}]*" "$1" | cut -d' ' -f2
}
expect 0 "by 8 of 8 seeds" "$learn2hop" search --system lj:13 --starts 8 --until-global-minimum --json one.json
expect 0 "by 8 of 8 seeds" ranks 3 1 "$learn2hop" search --system lj:13 --starts 8 --until-global-minimum --json out.json
cmp -s <(result one.json) <(result out.json) || fail "first encounters on 3 ranks differ"
[ "$(until_found one.json found)" = 8 ] || fail "found: $(cat one.json)"
for key in mean_first_encounter mean_first_encounter_low mean_first_encounter_high median_first_encounter mean min hits \
  steps starts seed evaluations seconds; do
  [ -n "$(until_found one.json $key)" ] || fail "no $key: $(cat one.json)"
done
expect 0 "encounter" "$learn2hop" search --system lj:13 --starts 8 --until-energy -44
expect 0 "8 starts without a limit" "$learn2hop" search --system lj:13 --starts 8 --confirm 3
expect 0 "each from a new start" "$learn2hop" search --system lj:13 --starts 30 --confirm 12
# the baseline is the same search; its evaluations are whole, so each seed may have up to one more
expect 0 "by 8 of 8 seeds" "$learn2hop" baseline hops-by-hand --system lj:13 --starts 8 --until-global-minimum \
  --json out.json
awk -v a="$(until_found one.json mean_first_encounter)" -v b="$(until_found out.json mean_first_encounter)" \
  'BEGIN {exit !(b >= a - 1e-6 && b < a + 1)}' || fail "hops-by-hand is another search: $(cat one.json out.json)"

# ---- kill -9 at moments that differ from run to run ----
kills=0
resume=
until [ -e killed.json ]; do
  "$learn2hop" $search --output killed --checkpoint 0 --json killed.json $resume >output.txt 2>&1 &
  pid=$!
  wait=$((50 + RANDOM % 400 + 10 * kills)) # milliseconds: longer and longer, so that a busy machine comes to its end, too
  sleep "$(printf '%d.%03d' $((wait / 1000)) $((wait % 1000)))"
  kill -9 $pid 2>/dev/null && kills=$((kills + 1))
  wait $pid 2>/dev/null
  [ -e killed/search.checkpoint ] && resume=--resume
  [ $kills -gt 200 ] && fail "no progress after $kills kills: $(tail -3 output.txt)" && break
done
[ $kills -ge 1 ] || fail "never killed"
echo "$kills kills"
same_search killed.json killed/minima.xyz
rm -f killed/*.unfinished-*
[ "$(ls killed | wc -l)" = 2 ] || fail "kill -9 leaves things lying about: $(ls killed)"

# ---- SIGTERM and SIGINT: a checkpoint, a report, status 0, and on it goes, on other ranks and threads ----
stop_with() { # SIGNAL FOLDER
  "$learn2hop" $search --output "$2" --checkpoint 0 >output.txt 2>&1 &
  local pid=$!
  until [ -e "$2/search.checkpoint" ] || ! kill -0 $pid 2>/dev/null; do
    sleep 0.01
  done
  kill "-$1" $pid 2>/dev/null
  wait $pid
  local status=$?
  [ $status = 0 ] || fail "status $status after SIG$1"
  grep -q "  lowest" output.txt || fail "no report after SIG$1: $(tail -2 output.txt)"
  expect 0 "lowest" ranks 2 1 "$learn2hop" $search --output "$2" --resume --json out.json
  same_search out.json "$2/minima.xyz"
}
stop_with TERM terminated
set -m # without job control a script's background jobs ignore SIGINT
stop_with INT interrupted
set +m
long="search --system lj:38 --starts 3 --seed 4 --evaluations 100000000"
"$learn2hop" $long --output long >output.txt 2>&1 &
pid=$!
sleep 2
kill -TERM $pid
wait $pid || fail "status $? after SIGTERM"
grep -qF "stopped by a signal; go on with --output long --resume" output.txt || fail "no word of SIGTERM: $(cat output.txt)"

# a larger budget goes on where the smaller one ended
small=${search/4000/1500}
expect 0 "lowest" "$learn2hop" $small --output grown
expect 0 "lowest" "$learn2hop" $search --output grown --resume --json out.json
cmp -s <(until_found whole.json min) <(until_found out.json min) || fail "a budget that grew has another lowest energy"
[ "$(until_found whole.json hops)" = "$(until_found out.json hops)" ] || fail "a budget that grew has other hops"

# what does not fit
expect 1 "holds a search; --resume goes on" "$learn2hop" $search --output grown
expect 1 "with --seed 3, not 5" "$learn2hop" ${search/seed 3/seed 5} --output grown --resume
expect 1 "has 5 walkers, not 6" "$learn2hop" ${search/starts 5/starts 6} --output grown --resume
expect 1 "is of a search of lj:38" "$learn2hop" ${search/lj:38/lj:37} --output grown --resume
expect 1 "give the same structure, numbers" "$learn2hop" $search --output grown --resume --set kick=0.3
expect 0 "there is no checkpoint in none to resume from: it begins from the start" "$learn2hop" $small --output none --resume
head -c 3000 grown/search.checkpoint >cut && mv cut grown/search.checkpoint
expect 1 "checkpoint is damaged" "$learn2hop" $search --output grown --resume

# ---- structures of the user's ----
expect 0 "by 3 of 3 seeds" "$learn2hop" search --system lj:38 --from whole.xyz --starts 3 --until-global-minimum \
  --json out.json
awk -v mean="$(until_found out.json mean_first_encounter)" 'BEGIN {exit !(mean > 0)}' || fail "$(cat out.json)"
expect 0 "lowest" ranks 2 1 "$learn2hop" search --system lj:38 --from whole.xyz --starts 3 --until-global-minimum \
  --json two.json
cmp -s <(result out.json) <(result two.json) || fail "from structures, two ranks differ"
expect 1 "whole.xyz:1: a structure of 38 atoms, and lj:37 has 37" "$learn2hop" search --system lj:37 --from whole.xyz
expect 1 "missing.xyz: cannot be read" ranks 2 1 "$learn2hop" search --system lj:38 --from missing.xyz

# ---- alloys and crystals; weights ----
expect 0 "exchange" "$learn2hop" search --system gupta:Ag5Au8 --starts 2 --evaluations 1500 --set exchange=1 \
  --minima alloy.xyz
grep -q "^Ag " alloy.xyz && grep -q "^Au " alloy.xyz || fail "no silver and gold in $(head -4 alloy.xyz)"
expect 0 "displace" "$learn2hop" search --system sw:Si8 --starts 2 --evaluations 500 --minima crystal.xyz
grep -q 'pbc="T T T"' crystal.xyz || fail "no cell in $(head -2 crystal.xyz)"
expect 0 "lowest" "$learn2hop" search --system sw:Si8 --from crystal.xyz --starts 1 --evaluations 200
expect 0 "burst" "$learn2hop" search --system lj:13 --weights "$source_tree/potentials/lj13.learned" --starts 2 \
  --evaluations 1500 --json out.json
grep -q '"weights": "[^"]*lj13.learned"' out.json || fail "no weights in $(cat out.json)"
expect 1 "weights tell 1 species apart" "$learn2hop" search --system gupta:Ag5Au8 \
  --weights "$source_tree/potentials/lj13.learned"

# ---- a policy ----
small_search_config policy 's/updates: 6/updates: 0/'
expect 0 "done: policy/policy.learned" "$learn2hop" train policy.yaml
by_policy="search --system lj:38 --starts 3 --seed 3 --evaluations 1500"
expect 0 "lowest" "$learn2hop" $by_policy --json one.json
expect 0 "lowest" "$learn2hop" $by_policy --json out.json --weights policy/policy.learned
cmp -s <(result one.json | sed 's/"weights": [^,]*//') <(result out.json | sed 's/"weights": [^,]*//') ||
  fail "a policy before its first update is not the search by hand"
sed -i 's/updates: 0/updates: 6/' policy.yaml
expect 0 "done" "$learn2hop" train policy.yaml --resume
OMP_NUM_THREADS=1 expect 0 "lowest" "$learn2hop" $by_policy --json one.json --weights policy/policy.latest
cmp -s <(result one.json) <(result out.json) && fail "training changed nothing"
expect 0 "lowest" ranks 2 2 "$learn2hop" $by_policy --json out.json --weights policy/policy.latest
cmp -s <(result one.json) <(result out.json) || fail "by a policy, two ranks differ"
expect 0 "lowest" "$learn2hop" search --system gupta:Ag5Au8 --starts 1 --evaluations 300 --weights policy/policy.latest
# a number that is set holds whatever the policy says
grep -v "kick" policy/policy.latest | sed '/^checksum/d' >without.learned
sed -i "s/^policy .*/policy $(grep -c '^number\|^shift' without.learned)/" without.learned
expect 0 "lowest" "$learn2hop" $by_policy --json one.json --weights policy/policy.latest --set kick=0.3 --set burst_kick=0.1
expect 0 "lowest" "$learn2hop" $by_policy --json out.json --weights without.learned --set kick=0.3
cmp -s <(result one.json | sed 's/"weights": [^,]*//') <(result out.json | sed 's/"weights": [^,]*//') ||
  fail "--set does not fix a number"
expect 0 "a policy of searches" "$learn2hop" info policy/policy.latest
expect 0 "kick " "$learn2hop" info policy/policy.latest
expect 1 "holds a policy of searches and no optimizer" "$learn2hop" eval --weights policy/policy.latest --system lj:13
sed '/^checksum/d; s/^number patience/number patients/' policy/policy.latest >unknown.learned
expect 1 "unknown number of a search 'patients'" "$learn2hop" $by_policy --weights unknown.learned
expect 1 "unknown.learned:$(grep -n patients unknown.learned | cut -d: -f1): " "$learn2hop" info unknown.learned

# ---- mistakes ----
expect 0 "kick " "$learn2hop" search --list
expect 2 "--system SYSTEM is missing" "$learn2hop" search
expect 2 "unknown system 'xx'" "$learn2hop" search --system xx
expect 2 "'0' is not a whole number from 1" "$learn2hop" search --system lj:13 --evaluations 0
expect 2 "'0' is not a whole number from 1" "$learn2hop" search --system lj:13 --starts 0
expect 2 "a search has no number 'kik'; did you mean 'kick'?" "$learn2hop" search --system lj:13 --set kik=1
expect 2 "a search has no number 'strength'; it has " "$learn2hop" search --system lj:13 --set strength=1
expect 2 "'1x' is not a number" "$learn2hop" search --system lj:13 --set kick=1x
expect 2 "sets nothing: write NUMBER=VALUE" "$learn2hop" search --system lj:13 --set kick
expect 2 "number kick is 11" "$learn2hop" search --system lj:13 --set kick=11
expect 2 "give --weights FILE" "$learn2hop" search --system lj:13 --set burst=1
expect 2 "--resume needs --output DIR" "$learn2hop" search --system lj:13 --resume
expect 2 "--confirm 1: whatever is lowest" "$learn2hop" search --system lj:13 --confirm 1
expect 2 "only 4 walkers can meet" "$learn2hop" search --system lj:13 --confirm 5 --starts 4 --until-global-minimum
expect 2 "no global minimum of sw:Si9 is known" "$learn2hop" search --system sw:Si9 --until-global-minimum
expect 1 "cannot be written" "$learn2hop" search --system lj:13 --minima no/such/folder.xyz
expect 1 "cannot be made" "$learn2hop" search --system lj:13 --output no/such/folder
expect 1 "cannot read missing, neither as named" "$learn2hop" search --system lj:13 --weights missing
expect 2 "unknown option" ranks 2 1 timeout 60 "$learn2hop" search --wrong
expect 0 "no structures will be kept" "$learn2hop" search --system lj:5 --starts 1 --evaluations 100

# ---- a disk that fills up: the earlier files stay whole ----
mkdir small
if mount -t tmpfs -o size=1200k none small 2>/dev/null; then
  trap 'umount "$folder/small"; rm -rf "$folder"' EXIT
  expect 0 "lowest" "$learn2hop" $small --output small/out --keep 10
  dd if=/dev/zero of=small/ballast bs=1k status=none 2>/dev/null
  expect 1 "No space left" "$learn2hop" $search --output small/out --keep 10 --resume
  rm small/ballast
  expect 0 "lowest" "$learn2hop" $search --output small/out --keep 10 --resume
else
  echo "no right to mount a small disk here: left out"
fi

finish
