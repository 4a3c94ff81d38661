#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Force evaluations until the global minimum is met, for every Lennard-Jones cluster from FIRST to LAST atoms, none left out.
#   benchmarks/every_cluster.sh FOLDER [SEEDS [FIRST LAST]]
# SEEDS searches a size (default 16), FIRST to LAST 13 to 110; seed, budget and methods as benchmarks/first_encounter.sh has
# them from SEED (90100), MOST (1e6) and METHODS, here hops-by-hand alone where none are given. PYTHON (python3) has matplotlib.
# Leaves FOLDER/first_encounter.csv, its picture FOLDER/every_cluster.png, and says how many sizes were met.
set -eu
# shellcheck source=benchmarks/usage.sh
. "$(dirname "$0")/usage.sh"
needs 1 "$@"
root=$(dirname "$0")/..
folder=$1
export METHODS=${METHODS:-hops-by-hand}
systems=$(seq -f lj:%g "${3:-13}" "${4:-110}")
# shellcheck disable=SC2086
"$root/benchmarks/first_encounter.sh" "$folder" "${2:-16}" $systems >"$folder.log"
awk -F, 'NR > 1 {
    sizes[$1]++; met[$1] += $5 > 0; always[$1] += $5 == $4
    if ($5 == 0) never[$1] = never[$1] " " $2
    if ($6 != "") mean[$1, ++means[$1]] = $6
  }
  END {
    for (m in sizes) {
      n = means[m]
      for (i = 1; i <= n; i++) for (j = i; j > 1 && mean[m, j] + 0 < mean[m, j - 1] + 0; j--) {
        t = mean[m, j]; mean[m, j] = mean[m, j - 1]; mean[m, j - 1] = t }
      printf "%s: of %d sizes %d were met, %d by every search; median of the means %.0f evaluations; not met:%s\n",
        m, sizes[m], met[m], always[m], (mean[m, int((n + 1) / 2)] + mean[m, int(n / 2) + 1]) / 2, never[m] ? never[m] : " none"
    }
  }' "$folder/first_encounter.csv"
"${PYTHON:-python3}" "$root/tools/plot_first_encounter.py" "$folder/first_encounter.csv" --output "$folder/every_cluster.png"
