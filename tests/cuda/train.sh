# SPDX-License-Identifier: GPL-2.0-only
# The command line with a GPU, for which the shim stands in: what --device chooses, on one rank and on two.
. "$(dirname "$0")/../training/commands/driver.sh"

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
small_config run 's/horizon: 60/horizon: 5/' 's/starts: 8/starts: 3/' 's/updates: 12/updates: 3/' \
  's/every: 4, starts: 10/every: 2, starts: 2/'
on_cpu="rollouts on the CPU: no GPU found"

expect 0 "rollouts on the GPU: shim, device 0 of 1" "$learn2hop" train run.yaml --device cuda --output gpu
grep -q "cuda kernels" gpu/training.log || fail "the log does not name the arithmetic"
expect 0 "rollouts on the GPU" "$learn2hop" train run.yaml --output auto
same_training gpu auto
expect 0 "shim: device 0" mpirun -n 2 --bind-to none --oversubscribe -x L2H_SHIM_DEVICES=2 -x L2H_SHIM_TELL=1 \
  "$learn2hop" train run.yaml --output two
grep -q "shim: device 1" output.txt || fail "the second rank does not take the second device"
same_training gpu two

# the CPU's training begins alike: losses after five steps are the same as far as it prints them to four digits
expect 0 "rollouts on the CPU" "$learn2hop" train run.yaml --device cpu --output cpu
first_loss() { sed -n 3p "$1/training.csv" | cut -d, -f3 | sed 's/\(\.[0-9]\{3\}\)[0-9]*/\1/g'; }
[ -n "$(first_loss cpu)" ] && [ "$(first_loss cpu)" = "$(first_loss gpu)" ] ||
  fail "the first losses differ: $(first_loss cpu) $(first_loss gpu)"
cmp -s cpu/run.learned gpu/run.learned && fail "CPU and GPU agree to the last bit: was the GPU used?"

# the loss of the lowest structure on both devices
sed 's/^estimator: esmc/&\nloss: best/' run.yaml >best.yaml
expect 0 "rollouts on the GPU" "$learn2hop" train best.yaml --device cuda --output best
expect 0 "rollouts on the CPU" "$learn2hop" train best.yaml --device cpu --output best_cpu
[ -n "$(first_loss best)" ] && [ "$(first_loss best)" = "$(first_loss best_cpu)" ] ||
  fail "the first losses of the lowest structures differ: $(first_loss best) $(first_loss best_cpu)"

# no device
export L2H_SHIM_DEVICES=0
expect 1 "--device cuda: no GPU found (no device); --device cpu, or auto, runs without one" \
  "$learn2hop" train run.yaml --device cuda --output none
[ -e none ] && fail "a refused training made a folder"
expect 1 "no GPU found" "$learn2hop" eval --weights gpu/run.learned --system lj:13 --device cuda
expect 0 "$on_cpu" "$learn2hop" train run.yaml --output none
expect 0 "$on_cpu" "$learn2hop" eval --weights gpu/run.learned --system lj:13 --starts 2 --steps 5 --device auto
sed -i 's/updates: 3/updates: 4/' run.yaml
expect 0 "was computed with cuda kernels" "$learn2hop" train run.yaml --output gpu --resume

finish
