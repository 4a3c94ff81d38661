#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# sanitizer.sh COMPUTE-SANITIZER TOOL PROGRAM: a test on a device under a tool of compute-sanitizer; 77 where either
# is missing.
set -u
if [ ! -x "$1" ]; then
  echo "skipped: no compute-sanitizer"
  exit 77
fi
"$3" >/dev/null 2>&1
[ $? = 77 ] && echo "skipped: no CUDA device" && exit 77
exec "$1" --tool "$2" --error-exitcode 1 "$3"
