#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Runs one test of the build folder that ./bootstrap test made for a LAMMPS with KOKKOS, or says how to get one.
build=$1 name=$2
if [ ! -x "$build/enter" ]; then
    echo "$name is skipped: there is no LAMMPS with KOKKOS."
    cat "$build/missing" 2>/dev/null || echo "To get it, start ./bootstrap test"
    exit 77
fi
exec "$build/enter" ctest --test-dir "$build" --no-tests=error --output-on-failure -R "^$name\$"
