#!/bin/sh
# The same with `learn2hop search`, which keeps all that in.restart.read begins afresh: its checkpoint holds the whole search,
# and goes on, evaluation by evaluation, as a search that never stopped.
set -eu
learn2hop search --system lj:38 --starts 4 --evaluations 500 --output search               # ends after 500 evaluations each
learn2hop search --system lj:38 --starts 4 --evaluations 5000 --output search --resume     # goes on to 5000
learn2hop search --system lj:38 --starts 4 --evaluations 5000 --output whole               # in one go
grep -h energy= search/minima.xyz >search.txt
grep -h energy= whole/minima.xyz | diff search.txt -
echo "resumed and in one go: the same $(wc -l <search.txt) minima, met as often"
