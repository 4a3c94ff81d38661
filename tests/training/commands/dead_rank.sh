# SPDX-License-Identifier: GPL-2.0-only
# A rank that dies ends the training soon, with a message that names it and the last checkpoint whole; it goes on, on
# another number of ranks, to the bits of one that never stopped.
. "$(dirname "$0")/driver.sh"

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
PATIENCE=600 # seconds that mpirun may take to end, against a hang alone; it takes about one

small_config run 's/horizon: 60/horizon: 400/; s/updates: 12/updates: 24/'
expect 0 "done" "$learn2hop" train run.yaml --output whole

rank_of() { # PID: its rank
  tr '\0' '\n' <"/proc/$1/environ" 2>/dev/null | sed -n 's/^OMPI_COMM_WORLD_RANK=//p'
}

# the process of a rank among the children of mpirun
process_of() { # RANK MPIRUN
  local pid
  for pid in $(cat "/proc/$2/task/"*/children); do
    [ "$(rank_of "$pid")" = "$1" ] && echo "$pid" && return
  done
}

ends_in_time() { # MPIRUN: its status, in $status
  local waited=0
  while kill -0 "$1" 2>/dev/null && [ "$(sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -c1)" != Z ]; do
    sleep 0.1
    waited=$((waited + 1))
    if [ $waited -gt $((10 * PATIENCE)) ]; then
      fail "mpirun still runs $PATIENCE seconds after a rank died"
      kill -9 "$1"
    fi
  done
  wait "$1"
  status=$?
}

lose() { # RANK FOLDER
  local waited=0 victim
  OMP_NUM_THREADS=1 mpirun -n 3 --bind-to none --oversubscribe "$learn2hop" train run.yaml --output "$2" \
    >"$2.txt" 2>&1 &
  local mpirun=$!
  until grep -q "update [2-9]/" "$2.txt" || [ $waited -gt 12000 ]; do
    sleep 0.05
    waited=$((waited + 1))
  done
  victim=$(process_of "$1" $mpirun)
  [ -n "$victim" ] || fail "rank $1 is not there: $(tail -3 "$2.txt")"
  sleep "0.0$((RANDOM % 90 + 10))"
  kill -9 "$victim" || fail "rank $1 ended before it could be killed: $(tail -3 "$2.txt")"
  ends_in_time $mpirun
  [ "$status" != 0 ] || fail "mpirun ends with status 0 although rank $1 died"
  grep -q "rank $1 .*signal 9" "$2.txt" || fail "rank $1 is not named: $(tail -5 "$2.txt")"
  grep -q "done" "$2/training.log" && fail "rank $1 was killed when all was done"
  [ "$(ls "$2" | wc -l)" -le 7 ] || fail "things lie about: $(ls "$2")"
}

go_on() { # FOLDER RANKS THREADS
  OMP_NUM_THREADS=$3 expect 0 "done" mpirun -n "$2" --bind-to none --oversubscribe "$learn2hop" train run.yaml \
    --output "$1" --resume
  same_training whole "$1"
}

lose 2 second
go_on second 2 1
lose 1 first
go_on first 4 1
lose 0 root
go_on root 1 2

finish
