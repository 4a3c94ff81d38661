# SPDX-License-Identifier: GPL-2.0-only
# usage.sh SOURCE_TREE: programs of tools/ and benchmarks/ that are asked for help say how they are called, and do nothing.
set -u
tree=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }

asked() { # INTERPRETER FILE
  timeout 100 "$1" "$2" --help >help.txt 2>&1 || fail "$2 --help: exit status $?: $(tail -2 help.txt)"
  grep -q "$(basename "$2")" help.txt || fail "$2 --help does not say how it is called: $(head -3 help.txt)"
  rm -f help.txt
  [ -z "$(ls)" ] || fail "$2 --help leaves $(ls)"
}
for file in "$tree"/tools/*.sh "$tree"/benchmarks/*.sh; do
  [ "$(basename "$file")" = usage.sh ] && continue # a part of the others
  asked bash "$file"
done
for file in "$tree"/benchmarks/*.sh; do
  grep -q '^needs [1-9]' "$file" || continue
  bash "$file" >help.txt 2>&1
  status=$?
  [ $status = 2 ] || fail "$file without words: exit status $status"
  grep -q "$(basename "$file") " help.txt || fail "$file without words does not say which it needs"
  rm -f help.txt
done
[ $failures = 0 ] && echo "all passed"
exit $((failures > 0))
