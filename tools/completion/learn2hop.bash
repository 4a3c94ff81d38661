# SPDX-License-Identifier: GPL-2.0-only
# Completion of learn2hop's commands and options in bash: source this file, or put it into
# /usr/share/bash-completion/completions/learn2hop. It asks --help, so it knows what the executable knows.

_learn2hop() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} program=${COMP_WORDS[0]} words
    COMPREPLY=()
    if [ "$COMP_CWORD" = 1 ]; then
        words="$("$program" --help 2>/dev/null | sed -n '/^COMMANDS/,/^ *learn2hop/s/^    \([a-z]*\)  .*/\1/p') --help --version"
    elif [ "$before" = --device ]; then
        words='cpu cuda auto'
    elif [ "$before" = --quench ]; then
        words='lbfgs gd'
    elif [ "$COMP_CWORD" = 2 ] && [[ ${COMP_WORDS[1]} = baseline || ${COMP_WORDS[1]} = tune ]]; then
        words=$("$program" "${COMP_WORDS[1]}" --help 2>/dev/null | sed -n '/^METHODS/,$s/^    \([a-z-]*\)  .*/\1/p')
    elif [ "$COMP_CWORD" = 2 ] && [ "${COMP_WORDS[1]}" = minima ]; then
        words=$("$program" minima --help 2>/dev/null | sed -n '/^VERBS/,$s/^    \([a-z]*\)  .*/\1/p')
    elif [[ $word = -* && ${COMP_WORDS[1]} = minima ]]; then
        words=$("$program" minima "${COMP_WORDS[2]}" --help 2>/dev/null | grep -o -e '--[a-z][a-z-]*' | sort -u)
    elif [[ $word = -* ]]; then
        words=$("$program" "${COMP_WORDS[1]}" --help 2>/dev/null | grep -o -e '--[a-z][a-z-]*' | sort -u)
    else
        return # files: bash's own
    fi
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o default -F _learn2hop learn2hop
