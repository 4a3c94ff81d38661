#!/bin/sh
# The distinct ones of the minima that in.partitions left in this folder, into the database lj38.db. The search does no more
# than to quench each structure: one evaluation, no compression, no repairs.
set -eu
cat minimum.*.xyz >minima.xyz
learn2hop search --system lj:38 --from minima.xyz --starts "$(ls minimum.*.xyz | wc -l)" --evaluations 1 \
    --set compress=0 --set repair=0 --minima lj38.db
learn2hop minima list lj38.db
