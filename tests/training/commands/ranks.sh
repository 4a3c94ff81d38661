# SPDX-License-Identifier: GPL-2.0-only
# Ranks and threads share the work and change no bit of it.
. "$(dirname "$0")/driver.sh"

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
ranks() { # COUNT THREADS COMMAND...
  local count=$1 threads=$2
  shift 2
  OMP_NUM_THREADS=$threads mpirun -n "$count" --bind-to none --oversubscribe "$@"
}

# nine starts: no number of ranks divides them but one and three
small_config run 's/starts: 8/starts: 9/' 's/updates: 12/updates: 6/'
OMP_NUM_THREADS=1 expect 0 "done" "$learn2hop" train run.yaml --output one
for count in 1 2 4; do
  for threads in 1 2; do
    expect 0 "done" ranks $count $threads "$learn2hop" train run.yaml --output "r$count-t$threads"
    same_training one "r$count-t$threads"
  done
done

# begun on one rank, gone on with four, then with two of two threads, and stopped in between
until_update() { sed -i "s/updates: [0-9]*/updates: $1/" run.yaml; }
until_update 2
expect 0 "done" ranks 1 1 "$learn2hop" train run.yaml --output moved
until_update 4
expect 0 "done" ranks 4 1 "$learn2hop" train run.yaml --output moved --resume
until_update 6
expect 0 "2 ranks of 2 threads, " ranks 2 2 "$learn2hop" train run.yaml --output moved --resume
same_training one moved

# losses divided by what Adam finds: computed by any number of ranks, or read
small_config run 's/lj:13/lj:5/' '/^seed/a normalization: adam'
export XDG_CACHE_HOME=$PWD/cache1
OMP_NUM_THREADS=1 expect 0 "(computed now)" "$learn2hop" train run.yaml --output adam1
XDG_CACHE_HOME=$PWD/cache2 expect 0 "(computed now)" ranks 2 1 "$learn2hop" train run.yaml --output adam2
expect 0 "(from the cache)" ranks 2 1 "$learn2hop" train run.yaml --output adam3
same_training adam1 adam2
same_training adam1 adam3
cmp -s cache1/learn2hop/adam/* cache2/learn2hop/adam/* || fail "two ranks keep another energy"

# every estimator: on three ranks, and begun on two and ended on one, as on one
estimator() { # NAME [sed expression...]: of run.yaml
  local name=$1
  shift
  small_config "$name" 's/starts: 8/starts: 6/' 's/updates: 12/updates: 9/' "s/estimator: esmc/estimator: $name/" "$@"
  OMP_NUM_THREADS=1 expect 0 "done" "$learn2hop" train "$name.yaml" --output "$name-1"
  expect 0 "done" ranks 3 1 "$learn2hop" train "$name.yaml" --output "$name-3"
  same_training "$name-1" "$name-3"
  sed -i 's/updates: 9/updates: 5/' "$name.yaml"
  expect 0 "done" ranks 2 1 "$learn2hop" train "$name.yaml" --output "$name-2"
  sed -i 's/updates: 5/updates: 9/' "$name.yaml"
  expect 0 "done" "$learn2hop" train "$name.yaml" --output "$name-2" --resume
  same_training "$name-1" "$name-2"
}
estimator es 's/lj:13/lj:13\n  - name: lj:7/' '$a horizons: [20, 60, 100]' '$a shaping: ranks' '$a members: 3'
estimator esmc '$a quench: 100' '$a loss: best'
estimator ga '$a population: 7'
estimator snes '$a population: 8'

# searches, with a goal that is found on the way: on any ranks and threads, and resumed on others
small_search_config policy
OMP_NUM_THREADS=1 expect 0 "done" "$learn2hop" train policy.yaml --output p1
for count in 2 3; do
  expect 0 "done" ranks $count 2 "$learn2hop" train policy.yaml --output "p$count"
  same_training p1 "p$count"
done
sed -i 's/updates: 6/updates: 3/' policy.yaml
expect 0 "done" ranks 3 1 "$learn2hop" train policy.yaml --output moved-policy
sed -i 's/updates: 3/updates: 6/' policy.yaml
expect 0 "done" "$learn2hop" train policy.yaml --output moved-policy --resume
same_training p1 moved-policy

# eval, with more ranks than starts as well
weights=one/run.learned
result() { sed 's/"seconds".*//' out.json; }
expect 0 "mean" "$learn2hop" eval --weights $weights --system lj:13 --starts 3 --json out.json \
  --minima one.xyz
one=$(result)
for count in 2 4; do
  expect 0 "mean" ranks $count 1 "$learn2hop" eval --weights $weights --system lj:13 --starts 3 --json out.json \
    --minima out.xyz
  cmp -s one.xyz out.xyz || fail "minima of eval on $count ranks differ"
  [ "$one" = "$(result)" ] || fail "eval on $count ranks differs: $one $(result)"
done
fire() { "$@" "$learn2hop" baseline fire --system lj:13 --starts 5 --steps 100 --minima out.xyz; }
expect 0 "mean" fire env
mv out.xyz one.xyz
expect 0 "mean" fire ranks 2 1
cmp -s one.xyz out.xyz || fail "minima of baseline on 2 ranks differ"

expect 0 "3 starts" "$learn2hop" trace --weights $weights --system lj:13 --starts 3 --every 4 --quenched --output one.csv
for count in 2 4; do
  expect 0 "3 starts" ranks $count 1 "$learn2hop" trace --weights $weights --system lj:13 --starts 3 --every 4 --quenched \
    --output out.csv
  cmp -s one.csv out.csv || fail "trace on $count ranks differs"
done

# a mistake ends every rank, and is told once
expect 1 "cannot read missing" ranks 2 1 timeout 600 "$learn2hop" eval --weights missing --system lj:13
[ "$(grep -c 'cannot read missing' output.txt)" = 1 ] || fail "told $(grep -c 'cannot read missing' output.txt) times"
expect 2 "unknown option" ranks 2 1 timeout 600 "$learn2hop" eval --wrong

# a rank that is short of memory: all ranks end with its message, and none is left waiting
starved() { # COMMAND...: with room on the first rank alone
  OMP_NUM_THREADS=1 timeout 600 mpirun --bind-to none --oversubscribe -n 1 "$@" : \
    -n 1 sh -c 'ulimit -v 900000; exec "$@"' starved "$@"
}
small_config large 's/lj:13/lj:38/' 's/validate:.*/validate: {every: 4, starts: 1000000}/'
expect 1 "no memory for rollouts" starved "$learn2hop" train large.yaml
expect 1 "no memory" starved "$learn2hop" eval --weights $weights --system lj:38 --starts 1000000 --minima out.xyz

finish
