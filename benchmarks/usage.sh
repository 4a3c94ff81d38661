# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# needs WORDS "$@": a script of this folder that is asked for help (-h, --help), or lacks some of so many words, prints the
# comment that it begins with, and ends.
needs() {
  least=$1
  shift
  case ${1:-} in -h | --help) usage && exit 0 ;; esac
  [ $# -ge "$least" ] || { usage >&2 && exit 2; }
}

usage() { sed -n '3,${/^#/!q; s/^# \{0,1\}//p;}' "$0"; }
