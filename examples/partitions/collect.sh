#!/bin/sh
# The distinct ones of the minima that in.partitions left in this folder, into the database lj38.db. A walker takes each
# structure, quenches it, without compression and repairs, and ends there: all minima of a cluster lie below 0.
set -eu
cat minimum.*.xyz >minima.xyz
learn2hop search --system lj:38 --from minima.xyz --starts "$(ls minimum.*.xyz | wc -l)" --until-energy 0 \
    --set compress=0 --set repair=0 --minima lj38.db
learn2hop minima list lj38.db
