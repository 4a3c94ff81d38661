# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154   # build and cache are set by bootstrap
# Messages, and long steps that show that they are alive.

program=${0##*/}
program=${program%.sh}
say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "$program" "$*" >&2; exit 1; }

free_mb() { df -Pm "$1" 2>/dev/null | awk 'NR == 2 { print $4 }'; }

# need_space DIR MB WHY MEND: stop early rather than half way through.
need_space() {
    local free
    free=$(free_mb "$1")
    if [ -n "$free" ] && [ "$free" -lt "$2" ]; then
        die "$3 needs $2 MB in $1, where $free MB are free: $4"
    fi
}

# step LOG WHAT COMMAND...: runs the command with its output in LOG. On failure
# shows the end of LOG and $step_help, and exits. $step_file is a file whose size
# says how far the command is.
step() {
    local log=$1 what=$2 status=0 free
    shift 2
    true >"$log" || die "cannot write $log: is the disk full, or the folder not yours?"
    watch_step "$log" "$what" 8>&- 9>&- &   # it holds no lock
    watcher=$!
    "$@" >>"$log" 2>&1 </dev/null || status=$?
    stop_watcher
    [ "$status" -eq 0 ] && return
    {
        printf '%s: %s failed (exit status %s). The end of %s:\n' "$program" "$what" "$status" "$log"
        tail -n 30 "$log" | sed 's/^/    /'
        for dir in "$build" "$cache"; do
            free=$(free_mb "$dir")
            if [ -n "$free" ] && [ "$free" -lt 20 ]; then
                step_help="The disk that holds $dir is full: make room there and start again"
            fi
        done
        printf '%s: %s\n' "$program" "${step_help:-The whole output is in $log}"
    } >&2
    exit 1
}

# One line that is rewritten on a terminal, else a new line every 15 seconds.
watch_step() {
    local start=$SECONDS line seconds
    while sleep 1 >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
        seconds=$((SECONDS - start))
        [ -t 1 ] || [ $((seconds % 15)) -eq 0 ] || continue
        line=$(tail -c 300 "$1" | tr '\r' '\n' | tail -n 1 | tr -cd '[:print:]')
        [[ $line =~ ^\[[0-9]+/[0-9]+\] ]] && line=${BASH_REMATCH[0]}   # ninja's count
        if [ -n "${step_file:-}" ] && [ -e "$step_file" ]; then
            line="$(($(stat -c %s "$step_file") / 1000000)) MB"
        fi
        if [ -t 1 ]; then
            printf '\r\033[K%s: %s s  %.50s' "$2" "$seconds" "$line"
        else
            printf '%s: %s s  %.50s\n' "$2" "$seconds" "$line"
        fi
    done
}

stop_watcher() {
    [ -n "${watcher:-}" ] || return 0
    kill "$watcher" 2>/dev/null || true
    wait "$watcher" 2>/dev/null || true
    watcher=
    [ ! -t 1 ] || printf '\r\033[K'
}

# lock FD WHAT: waits for the exclusive lock of an open file.
lock() {
    flock -n "$1" && return
    say "Another bootstrap is at work in $2: waiting for it"
    until flock -w 15 "$1"; do say "still waiting for the other bootstrap in $2"; done
}
