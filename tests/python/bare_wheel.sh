#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# bare_wheel.sh FOLDER [WHEEL]: builds a wheel here, or takes WHEEL, and uses it on a minimal Debian in FOLDER (made by
# tools/fresh-root.sh) that has Python and no compiler: what wheel.sh does. For developers, as root; pip needs the network.
set -euo pipefail
case $# in 1 | 2) ;; *) sed -n '3,4s/^# //p' "$0" >&2; exit 2 ;; esac
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$1 wheel=${2:-}
work=$(mktemp -d)
trap '/bin/rm -rf "$work"' EXIT

if [ -z "$wheel" ]; then
    pip -q wheel "$here/../.." --no-deps -w "$work"
    wheel=$(echo "$work"/learn2hop-*.whl)
fi
"$here/../../tools/fresh-root.sh" "$root" sh -c 'apt-get -q update && apt-get -qy install --no-install-recommends python3-venv'
rm -f "$root"/root/*.whl
cp "$wheel" "$root/root/"
# shellcheck disable=SC2016   # for the inner shell
"$here/../../tools/fresh-root.sh" "$root" sh -c '
    for tool in cc gcc c99 tcc clang mpirun; do
        if command -v $tool; then echo "bare_wheel: the root has a compiler or MPI" >&2; exit 1; fi
    done
    exec tests/python/wheel.sh /root/learn2hop-*.whl'
