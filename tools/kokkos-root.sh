#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs a command inside the Debian root that holds Kokkos. See --help.
set -euo pipefail

usage() {
    cat <<'END'
Usage: tools/kokkos-root.sh ROOT FOLDER... -- COMMAND...
   e.g. tools/kokkos-root.sh ~/.cache/learn2hop/debian-kokkos-KEY ~/.cache/learn2hop -- g++ --version

As root: runs COMMAND inside ROOT, a Debian made by ./bootstrap test, in the present
folder. This checkout, /tmp and each FOLDER are there at their own paths; so is /dev.
Mounts and processes live in namespaces of their own and end with the command, whose
exit status this has.
END
}

case ${1:-} in -h | --help) usage; exit 0 ;; esac
die() { printf 'kokkos-root: %s\n' "$*" >&2; exit 1; }
[ $# -ge 3 ] || { usage >&2; exit 2; }
[ "$(id -u)" -eq 0 ] || die "only root can do this"
[ -x "$1/usr/bin/env" ] || die "$1 is no Debian root: ./bootstrap test makes one"

if [ -z "${KOKKOS_ROOT_INSIDE:-}" ]; then
    KOKKOS_ROOT_INSIDE=yes exec unshare --mount --propagation unchanged --pid --fork --kill-child "$0" "$@"
fi

root=$(cd "$1" && pwd)
shift
at_own_path() {
    mkdir -p "$root$1"
    mount --rbind "$1" "$root$1"
}
tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mount --make-rprivate / 2>/dev/null || true     # it fails in a chroot, whose maker has seen to it
mount -t proc proc "$root/proc"
for folder in /sys /dev /tmp "$tree"; do at_own_path "$folder"; done
while [ $# -gt 0 ] && [ "$1" != -- ]; do
    [ -d "$1" ] || die "$1 is no folder"
    at_own_path "$(cd "$1" && pwd)"
    shift
done
[ $# -gt 1 ] || die "no command after --"
shift

# shellcheck disable=SC2016   # for the inner shell
exec chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C TERM="${TERM:-dumb}" \
    /bin/sh -c 'cd "$1" && shift && exec "$@"' kokkos-root "$PWD" "$@"
