#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Where a search's time goes, against the number of atoms: Lennard-Jones clusters without an energy to meet, one core,
# quenches without springs and with them.
#   benchmarks/search_cost.sh [ENCOUNTER ...]
# ENCOUNTER is build/tests/encounter, or those of builds to compare, which take turns; middles of TURNS (3) of them.
set -eu
# shellcheck source=benchmarks/usage.sh
. "$(dirname "$0")/usage.sh"
needs 0 "$@"
[ $# -gt 0 ] || set -- "$(dirname "$0")/../build/tests/encounter"
middle() { sort -g | awk '{ line[NR] = $0 } END { print line[int((NR + 1) / 2)] }'; }
echo "springs  atoms  us an evaluation  of it in forces  elsewhere, us an atom  encounter"
for springs in 0 1; do
  for run in 38:2:4000 100:2:1000 300:2:300 1000:1:150; do
    IFS=: read -r atoms runs budget <<<"$run"
    said=$(for _ in $(seq "${TURNS:-3}"); do
      for encounter; do
        TIMED=1 "$encounter" "$atoms" -1e9 "$runs" 6611 "$budget" springs="$springs" |
          awk -v of="$encounter" '/us an evaluation/ { print of, $1, $1 * $5 / 100 }'
      done
    done)
    for encounter; do
      of() { awk -v of="$encounter" -v field="$1" '$1 == of { print $field }' <<<"$said" | middle; }
      awk -v s="$springs" -v n="$atoms" -v all="$(of 2)" -v forces="$(of 3)" -v name="$encounter" 'BEGIN {
        printf "%7d  %5d  %16.1f  %13.0f %%  %21.3f  %s\n", s, n, all, 100 * forces / all, (all - forces) / n, name }'
    done
  done
done
