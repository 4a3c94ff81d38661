# SPDX-License-Identifier: GPL-2.0-only
# Searches, and trainings of them, whose quenches run on a GPU, for which the shim stands in.
. "$(dirname "$0")/../training/commands/driver.sh"

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
search="search --system lj:13 --starts 4 --seed 3 --evaluations 500"
rest_of() { sed 's/"seconds": [0-9.]*//' "$1"; }

# one thread and two, one rank and two with a device each: one search
OMP_NUM_THREADS=1 expect 0 "quenches on the GPU: shim, device 0 of 1" \
  "$learn2hop" $search --device cuda --json whole.json --minima whole.xyz
grep -q -- "-44.3268" whole.xyz || fail "four walkers do not find the global minimum"
expect 0 "quenches on the GPU" "$learn2hop" $search --device auto --json out.json --minima out.xyz
[ "$(rest_of whole.json)" = "$(rest_of out.json)" ] || fail "two threads make another search"
cmp whole.xyz out.xyz || fail "two threads find other minima"
expect 0 "shim: device 0" mpirun -n 2 --bind-to none --oversubscribe -x L2H_SHIM_DEVICES=2 -x L2H_SHIM_TELL=1 \
  "$learn2hop" $search --device cuda --json out.json --minima out.xyz
grep -q "shim: device 1" output.txt || fail "the second rank does not take the second device"
[ "$(rest_of whole.json)" = "$(rest_of out.json)" ] || fail "two ranks make another search"
cmp whole.xyz out.xyz || fail "two ranks find other minima"

# stopped and resumed: the same; on the other device it says so
expect 0 "site probes" "$learn2hop" ${search/500/200} --device cuda --output parts
cp -r parts others
expect 0 "site probes" "$learn2hop" $search --device cuda --output parts --resume --json out.json
[ "$(rest_of whole.json)" = "$(rest_of out.json)" ] || fail "resumed it is another search"
expect 0 "was computed with cuda kernels" "$learn2hop" $search --output others --resume --json cpu.json

# without being asked it stays on the CPU, whose last bits are others
expect 0 "site probes" "$learn2hop" $search --json cpu.json
grep -q "on the GPU" output.txt && fail "the GPU was taken unasked"
[ "$(rest_of whole.json)" = "$(rest_of cpu.json)" ] && fail "CPU and GPU agree to the last bit: was the GPU used?"

# trainings of searches
small_search_config run 's/updates: 6/updates: 2/' 's/budget: 200/budget: 120/' 's/every: 2, starts: 5/every: 1, starts: 2/'
expect 0 "rollouts on the GPU: shim" "$learn2hop" train run.yaml --device cuda --output gpu
grep -q "cuda kernels" gpu/training.log || fail "the log does not name the arithmetic"
expect 0 "rollouts on the GPU" mpirun -n 2 --bind-to none --oversubscribe "$learn2hop" train run.yaml --device cuda --output two
same_training gpu two
expect 0 "rollouts on the CPU: no GPU does a search unasked" "$learn2hop" train run.yaml --output cpu
# without springs short searches are the same on both, but for last bits
small_search_config by_hand 's/updates: 6/updates: 0/'
expect 0 "" "$learn2hop" train by_hand.yaml --output by_hand
sed '/^checksum/d; s/^number springs .*/number springs 0/' by_hand/by_hand.learned >plain.learned
small_search_config plain 's/{method: by_hand}/{method: weights, file: plain.learned}/' 's/updates: 6/updates: 1/' \
  's/budget: 200/budget: 120/' 's/every: 2, starts: 5/every: 1, starts: 2/'
expect 0 "rollouts on the GPU" "$learn2hop" train plain.yaml --device cuda --output plain_gpu
expect 0 "rollouts on the CPU" "$learn2hop" train plain.yaml --output plain_cpu
first_loss() { sed -n 3p "$1/training.csv" | cut -d, -f3 | sed 's/\(\.[0-9]\{3\}\)[0-9]*/\1/g'; }
[ -n "$(first_loss plain_cpu)" ] && [ "$(first_loss plain_cpu)" = "$(first_loss plain_gpu)" ] ||
  fail "the first losses differ: $(first_loss plain_cpu) $(first_loss plain_gpu)"
# and of the network of their bursts, of which each search has its own
small_search_config bursts 's/updates: 6/updates: 2/' 's/budget: 200/budget: 120/' 's/every: 2, starts: 5/every: 1, starts: 2/' \
  's/^numbers: .*/numbers: [burst, kick]/' "s|^train: .*|train: [numbers, head, network]\nnetwork: $source_tree/potentials/lj13.learned|"
expect 0 "rollouts on the GPU" "$learn2hop" train bursts.yaml --device cuda --output bursts
expect 0 "rollouts on the GPU" mpirun -n 2 --bind-to none --oversubscribe \
  "$learn2hop" train bursts.yaml --device cuda --output bursts_two
same_training bursts bursts_two

# without springs, too
expect 0 "quenches on the GPU" "$learn2hop" $search --set springs=0 --device cuda --json plain.json
[ "$(rest_of whole.json)" = "$(rest_of plain.json)" ] && fail "springs change nothing"

# no device
export L2H_SHIM_DEVICES=0
expect 1 "--device cuda: no GPU found (no device); --device cpu, or auto, runs without one" \
  "$learn2hop" $search --device cuda --output none
[ -e none ] && fail "a refused search made a folder"
expect 0 "quenches on the CPU: no GPU found" "$learn2hop" $search --device auto
expect 1 "--device cuda: no GPU found" "$learn2hop" train run.yaml --device cuda --output none

finish
