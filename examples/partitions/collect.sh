#!/bin/sh
# The distinct ones of the minima that in.partitions left in this folder, into the database lj38.db, each quenched once more.
set -eu
learn2hop minima add --into lj38.db --system lj:38 minimum.*.xyz
learn2hop minima list lj38.db
