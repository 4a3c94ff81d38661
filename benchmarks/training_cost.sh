#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What an update of a training costs, part by part, and what share of more processors' time it would fill.
#   benchmarks/training_cost.sh [CONFIG.yaml [UPDATES]]      hops.yaml and 3: a minute or two of a core
# One thread for the parts, in processor time, and for what that foresees; then 2 threads and 2 ranks by the clock, which
# means something on two idle cores. Threads take the next search when they are free: where another program holds one of
# them up, it has less.
set -eu
# shellcheck source=benchmarks/usage.sh
. "$(dirname "$0")/usage.sh"
needs 0 "$@"
root=$(cd "$(dirname "$0")/.." && pwd)
config=$(realpath "${1:-$root/examples/training/hops.yaml}")
updates=${2:-3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMP_WAIT_POLICY=passive
export LAMMPS_POTENTIALS=${LAMMPS_POTENTIALS:+$LAMMPS_POTENTIALS:}$root/potentials

measure() { # RANKS THREADS
  OMP_NUM_THREADS=$2 mpirun -n "$1" --bind-to none --oversubscribe --mca mpi_yield_when_idle 1 \
    "$root/build/tests/update_cost" "$config" "$folder/$1x$2" "$updates" | grep -v '^update [0-9]'
}

echo "load average $(cut -d' ' -f1 /proc/loadavg) before"
measure 1 1
measure 1 2 | tail -n 2
measure 2 1 | tail -n 2
