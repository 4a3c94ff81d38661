#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# sanitizer.sh COMPUTE-SANITIZER TOOL PROGRAM...: tests on a device under a tool of compute-sanitizer; 77 where either
# is missing.
set -u
sanitizer=$1
tool=$2
if [ ! -x "$sanitizer" ]; then
  echo "skipped: no compute-sanitizer"
  exit 77
fi
for program in "${@:3}"; do
  "$program" >/dev/null 2>&1
  [ $? = 77 ] && echo "skipped: no CUDA device" && exit 77
  "$sanitizer" --tool "$tool" --error-exitcode 1 "$program" || exit 1
done
