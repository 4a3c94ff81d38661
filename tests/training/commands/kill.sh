# SPDX-License-Identifier: GPL-2.0-only
# A training that is killed, stopped or runs out of disk, again and again, ends with the bits of one that never was.
. "$(dirname "$0")/driver.sh"

small_config run 's/horizon: 60/horizon: 400/; s/updates: 12/updates: 24/'
expect 0 "done" "$learn2hop" train run.yaml --output whole

# ---- kill -9 at moments that differ from run to run: most after an update or two, some while it starts ----
wait_for() { # TEXT PID: until output.txt holds it, or the process is gone
  until grep -q "$1" output.txt || ! kill -0 "$2" 2>/dev/null; do
    sleep 0.01
  done
}

kills=0
kill_until_done() { # FOLDER: once there were twenty kills, it is let come to its end, however slow the machine
  local pid status
  until grep -q done "$1/training.log" 2>/dev/null; do
    : >output.txt
    "$learn2hop" train run.yaml --output "$1" --resume >output.txt 2>&1 &
    pid=$!
    if [ $kills -lt 20 ]; then
      [ $((kills % 4)) = 3 ] || wait_for "update [1-9]" $pid
      sleep "$(printf '0.%03d' $((RANDOM % 50 * (kills % 20))))"
      kill -9 $pid 2>/dev/null && kills=$((kills + 1))
    fi
    wait $pid 2>/dev/null
    status=$?
    [ $status = 0 ] || [ $status = 137 ] || { fail "status $status after $kills kills: $(tail -3 output.txt)" && return; }
  done
  same_training whole "$1"
  [ "$(ls "$1" | wc -l)" -le 7 ] || fail "kill -9 leaves things lying about: $(ls "$1")"
}
round=0
while [ $kills -lt 20 ] && [ $round -lt 20 ]; do # one training after the other, until it were enough
  kill_until_done "killed-$round"
  round=$((round + 1))
done
[ $kills -ge 20 ] || fail "only $kills kills in $round trainings"
echo "$kills kills"

# ---- signals: a checkpoint, status 0, and on it goes, on another number of threads; it has no other checkpoints ----
small_config seldom 's/horizon: 60/horizon: 400/; s/updates: 12/updates: 24/' '$a checkpoint: {seconds: 1000}'
go_on() { # FOLDER SIGNAL
  tail -n 1 "$1/training.log" | grep -q "stopped by a signal" || fail "no word of SIG$2: $(tail -2 "$1/training.log")"
  OMP_NUM_THREADS=1 expect 0 "done" "$learn2hop" train seldom.yaml --output "$1" --resume
  grep -q "from update 0" output.txt && fail "SIG$2 lost all updates: $(cat output.txt)"
  same_training whole "$1"
}
stop_with() { # SIGNAL FOLDER
  : >output.txt
  "$learn2hop" train seldom.yaml --output "$2" >output.txt 2>&1 &
  local pid=$!
  wait_for "update 5/" $pid
  kill "-$1" $pid
  wait $pid
  local status=$?
  [ $status = 0 ] || fail "status $status after SIG$1"
  go_on "$2" "$1"
}
stop_with TERM terminated
stop_with HUP hung-up
stop_with XCPU out-of-processor-time
set -m # without job control a script's background jobs ignore SIGINT
stop_with INT interrupted
set +m

# nobody reads what it says any more: output is lost, updates are not
mkfifo said
"$learn2hop" train seldom.yaml --output unread >said 2>errors.txt &
pid=$!
grep -m 1 "update 5/" said >output.txt
wait $pid && fail "status 0 although output was lost"
grep -q "standard output: Broken pipe" errors.txt || fail "no word of the lost output: $(cat errors.txt)"
go_on unread PIPE

# nohup: it goes on
: >output.txt
(trap '' HUP; exec "$learn2hop" train seldom.yaml --output nohup >output.txt 2>&1) &
pid=$!
wait_for "update 5/" $pid
kill -HUP $pid
wait $pid || fail "SIGHUP stopped a training under nohup"
same_training whole nohup

# ---- a limit of time, which falls between two updates, and again and again within one ----
small_config limited 's/horizon: 60/horizon: 400/' 's/updates: 12/updates: 100000/'
expect 0 "stopped by --time-limit after update" "$learn2hop" train limited.yaml --time-limit 2
last=$(tail -1 limited/training.csv | cut -d, -f1)
sed -i "s/updates: 100000/updates: $((last + 3))/" limited.yaml
expect 0 "done" "$learn2hop" train limited.yaml --resume --time-limit 1:00:00
expect 0 "done" "$learn2hop" train limited.yaml --output unlimited
same_training limited unlimited
small_config long 's/horizon: 60/horizon: 400000/'
expect 0 "stopped by --time-limit after update 0" timeout 600 "$learn2hop" train long.yaml --time-limit 00:01

# ---- a disk that fills up in the middle ----
mkdir small
if mount -t tmpfs -o size=400k none small 2>/dev/null; then
  trap 'umount "$folder/small"; rm -rf "$folder"' EXIT
  dd if=/dev/zero of=small/ballast bs=1k count=160 status=none
  small_config full 's/updates: 12/updates: 2000/'
  expect 1 "No space left" "$learn2hop" train full.yaml --output small/out
  [ -e small/out/full.learned ] && ! "$learn2hop" info small/out/full.learned >/dev/null 2>&1 && fail "broken weights"
  rm -f small/ballast
  sed -i 's/updates: 2000/updates: 100/' full.yaml
  last=$(tail -1 small/out/training.csv 2>/dev/null | cut -d, -f1)
  if [ -e small/out/checkpoint ]; then
    sed -i "s/updates: 100/updates: $((${last:-0} + 20))/" full.yaml
    expect 0 "done" "$learn2hop" train full.yaml --output small/out --resume
    expect 0 "done" "$learn2hop" train full.yaml --output full
    same_training small/out full
  fi
else
  echo "no right to mount a small disk here: left out"
fi

finish
