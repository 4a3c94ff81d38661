# SPDX-License-Identifier: GPL-2.0-only
# tools/completion/learn2hop.bash: what bash would offer.
. "$(dirname "$0")/driver.sh"
. "$source_tree/tools/completion/learn2hop.bash"

offers() { # WORDS that must be offered, separated by spaces; then the words on the line
  local expected=$1
  shift
  COMP_WORDS=("$learn2hop" "$@")
  COMP_CWORD=$#
  _learn2hop
  [ "${COMPREPLY[*]}" = "$expected" ] || fail "after '$*' bash offers '${COMPREPLY[*]}', not '$expected'"
}

offers "search" se
offers "train tune trace" t
offers "--evaluations" search --ev
offers "hops-by-hand" baseline hop
offers "cpu cuda" eval --device c
offers "" search nothing
offers "add" minima a

finish
