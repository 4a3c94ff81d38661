#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Makes the logs of examples/ anew. See --help.
set -euo pipefail

usage() {
    cat <<'END'
Usage: tools/example_logs.sh [FOLDER[/NAME]...]
   e.g. tools/example_logs.sh lj38 surface              # of examples/; all where none is named
        tools/example_logs.sh asi216-tersoff/melt       # of its in.melt alone

For developers, after ./bootstrap build and `. build/env`: runs each script of examples/FOLDER
in a copy, as examples/README.md says, on one rank and on four, and puts the logs in place of
those that are there, under today's date. Scripts that write no log of their own are left out.
On a quiet machine it takes some minutes; where others compute, ranks wait for each other.
END
}

case ${1:-} in -h | --help) usage; exit 0 ;; esac
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
die() { printf 'example_logs: %s\n' "$*" >&2; exit 1; }
[ -e build/learn2hopplugin.so ] || die "build/ has no plugin: run ./bootstrap build first"
[ -n "${LAMMPS_POTENTIALS:-}" ] || die "LAMMPS_POTENTIALS is not set: run '. build/env' first"
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
ln -s "$root/build" "$copy/build" # so that logs show no more of this machine
export LAMMPS_PLUGIN_PATH=../build
today=$(LC_ALL=C date +%d%b%y)

# keep FOLDER NAME RANKS LOG
keep() {
    grep -q '^Total wall time' "$4" || die "$4: the run did not end"
    rm -f "examples/$1"/log.*."$2.g++.$3"
    cp "$4" "examples/$1/log.$today.$2.g++.$3"
    printf '%s %s, %s ranks: %s\n' "$1" "$2" "$3" "$(grep '^energy found' "$4" | tail -1)"
}

run() {
    (cd "$copy/$1" && shift && mpirun -n "$1" ../build/lmp "${@:2}" >screen </dev/null) || { tail -20 "$copy/$1/screen"; die "$1: failed"; }
}

# make FOLDER [NAME]
make() {
    cp -r "examples/$1" "$copy/"
    for script in "$copy/$1"/in.*; do
        name=${script##*/in.}
        if [ "${2:-$name}" != "$name" ] || grep -q '^log  *' "$script"; then continue; fi
        if [ "$name" = partitions ]; then
            for ranks in 8 4; do
                run "$1" $ranks -partition ${ranks}x1 -in "in.$name"
                keep "$1" "$name" $ranks "$copy/$1/log.lammps.0"
            done
        else
            for ranks in 1 4; do
                run "$1" $ranks -in "in.$name" -log log.new
                keep "$1" "$name" $ranks "$copy/$1/log.new"
            done
        fi
    done
}

if [ $# -eq 0 ]; then
    mapfile -t all < <(cd examples && printf '%s\n' */in.* | cut -d/ -f1 | grep -v training | sort -u)
    set -- "${all[@]}"
fi
for folder; do
    one=${folder%%/*}
    [ -d "examples/$one" ] || die "examples/$one: there is no such folder"
    rm -rf "${copy:?}/$one"
    if [ "$one" = "$folder" ]; then make "$one"; else make "$one" "${folder#*/}"; fi
done
