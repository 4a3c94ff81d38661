#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Runs a command on this tree as on a fresh minimal Debian 12. See --help.
set -euo pipefail

usage() {
    cat <<'END'
Usage: tools/fresh-root.sh FOLDER COMMAND...
   e.g. tools/fresh-root.sh /tmp/fresh ./bootstrap test

For developers, as root: makes a minimal Debian 12 in FOLDER with debootstrap, from
the mirror that this machine's apt uses, copies this checkout (with what is not
committed, without what git ignores) to /root/learn2hop in it, and runs COMMAND there.
A FOLDER that an earlier call made is used again, with all that it has installed and
built, and gets the checkout's present files; remove it with rm -rf to begin again.

Mounts and processes live in namespaces of their own and end with the command.
The exit status is the command's.
END
}

case ${1:-} in -h | --help) usage; exit 0 ;; esac
[ $# -ge 2 ] || { usage >&2; exit 2; }
die() { printf 'fresh-root: %s\n' "$*" >&2; exit 1; }
[ "$(id -u)" -eq 0 ] || die "only root can do this"

if [ -z "${FRESH_ROOT_INSIDE:-}" ]; then
    for tool in debootstrap git unshare; do
        command -v $tool >/dev/null || die "$tool is missing: apt-get install debootstrap git util-linux"
    done
    FRESH_ROOT_INSIDE=yes exec unshare --mount --pid --fork --kill-child "$0" "$@"
fi

tree=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
root=$(realpath -m "$1")
shift

if [ ! -e "$root/.learn2hop-fresh-root" ]; then
    [ ! -e "$root" ] || [ -z "$(ls -A "$root")" ] || die "$root is not empty, and not one that this script made"
    # shellcheck disable=SC2016   # apt replaces $(SITE)
    site=$(apt-get indextargets --no-release-info --format '$(SITE)' 'Created-By: Packages' | sed -n 1p)
    [ -n "$site" ] || die "apt knows of no mirror"
    start=$SECONDS
    debootstrap --variant=minbase bookworm "$root" "$site" >"$root.log" 2>&1 ||
        { tail "$root.log" >&2; die "debootstrap failed: see $root.log"; }
    rm "$root.log"
    # How apt reaches the mirror from here: proxies and certificates.
    apt-config dump | grep -E '^Acquire::(http|https)::' >"$root/etc/apt/apt.conf.d/99host" || true
    if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
        mkdir -p "$root/etc/ssl/certs"
        cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
    fi
    touch "$root/.learn2hop-fresh-root"
    echo "fresh-root: Debian $(cat "$root/etc/debian_version") made in $root in $((SECONDS - start)) s"
fi

cp -L /etc/resolv.conf "$root/etc/resolv.conf"
# pip's certificates: Debian's, once installed, have taken the place of this machine's.
certificates=
if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
    certificates=/etc/ssl/host-certificates.crt
    mkdir -p "$root/etc/ssl"
    cp -L /etc/ssl/certs/ca-certificates.crt "$root$certificates"
fi
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"

mkdir -p "$root/root/learn2hop"
find "$root/root/learn2hop" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
git -C "$tree" ls-files -coz --exclude-standard |
    tar -C "$tree" --null --files-from=- --ignore-failed-read -cf - | tar -C "$root/root/learn2hop" -xf -

# shellcheck disable=SC2016   # for the inner shell
chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM="${TERM:-dumb}" \
    http_proxy="${http_proxy:-}" https_proxy="${https_proxy:-}" no_proxy="${no_proxy:-}" \
    ${certificates:+PIP_CERT=$certificates} \
    /bin/bash -c 'cd /root/learn2hop && exec "$@"' fresh-root "$@"
