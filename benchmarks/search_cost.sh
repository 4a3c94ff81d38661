#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Where a search's time goes, against the number of atoms, without springs and with them: Lennard-Jones clusters without
# an energy to meet, one core.
#   benchmarks/search_cost.sh [ENCOUNTER]
# ENCOUNTER is build/tests/encounter, or that of another build to compare with.
set -eu
# shellcheck source=benchmarks/usage.sh
. "$(dirname "$0")/usage.sh"
needs 0 "$@"
encounter=${1:-$(dirname "$0")/../build/tests/encounter}
for springs in 0 1; do
  echo "springs=$springs"
  echo "atoms  us an evaluation  of it in forces  elsewhere, us an atom"
  for run in 13:20:3000 38:20:5000 75:10:2000 100:20:1000 300:20:300 1000:3:300; do
    IFS=: read -r atoms runs budget <<<"$run"
    TIMED=1 "$encounter" "$atoms" -1e9 "$runs" 1 "$budget" springs="$springs" | awk -v n="$atoms" '/us an evaluation/ {
      forces = $5 / 100; printf "%5d  %16.1f  %13.0f %%  %21.3f\n", n, $1, 100 * forces, $1 * (1 - forces) / n }'
  done
done
