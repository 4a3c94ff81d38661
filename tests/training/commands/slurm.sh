# SPDX-License-Identifier: GPL-2.0-only
# The batch scripts of examples/slurm, with commands that stand in for SLURM's: srun runs three ranks by mpirun.
. "$(dirname "$0")/driver.sh"

export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export LEARN2HOP=$learn2hop SLURM_SUBMIT_DIR=$source_tree SLURM_CPUS_PER_TASK=2 SLURM_JOB_ID=17
script=$source_tree/examples/slurm/train.sbatch
gpu_script=$source_tree/examples/slurm/train-gpu.sbatch
search_script=$source_tree/examples/slurm/search.sbatch

mkdir bin
cat >bin/srun <<'SRUN'
#!/bin/bash
echo "srun $*" >>srun.txt
while [[ $1 = --* ]]; do shift; done
exec mpirun -n 3 --bind-to none --oversubscribe "$@"
SRUN
printf '#!/bin/bash\necho "scontrol $*" >>scontrol.txt\n' >bin/scontrol
chmod +x bin/*
PATH=$PWD/bin:$PATH

for file in "$script" "$gpu_script" "$search_script"; do
  bash -n "$file" || fail "$file is no bash script"
  if command -v shellcheck >shellcheck.txt; then
    shellcheck "$file" >shellcheck.txt || fail "shellcheck: $(cat shellcheck.txt)"
  fi
done

expect 1 "which configuration?" bash "$script"
expect 1 "which folder?" bash "$script" run.yaml

# ---- searches: a task begins, and submitted again goes on ----
expect 1 "which folder?" bash "$search_script"
for evaluations in 100 300; do
  expect 0 "lowest" env SLURM_ARRAY_TASK_ID=3 bash "$search_script" searches --system lj:7 --starts 3 \
    --evaluations $evaluations
done
[ -s searches/3/minima.xyz ] || fail "no minima of the third task: $(ls searches)"
expect 0 "lowest" "$learn2hop" search --system lj:7 --starts 3 --evaluations 300 --seed 3 --output whole_search
# which of two copies of a minimum is kept depends on where the budgets ended; energies do not
energies() { sed -n 's/.*energy=\(-*[0-9]*\.[0-9]\{4\}\).*/\1/p' "$1"; }
[ -n "$(energies whole_search/minima.xyz)" ] || fail "no energies: $(head -2 whole_search/minima.xyz)"
[ "$(energies whole_search/minima.xyz)" = "$(energies searches/3/minima.xyz)" ] || fail "a task that went on has other minima"

small_config run 's/horizon: 60/horizon: 2000/; s/updates: 12/updates: 60/'
expect 0 "done" "$learn2hop" train run.yaml --output whole

# ---- SLURM signals the ranks: they stop with status 0 and a checkpoint, and the job is put back in line ----
ranks_of() { # FOLDER: the processes of its training; without pgrep, which a bare Debian lacks
  local process words
  for process in /proc/[0-9]*; do
    [ "$process/exe" -ef "$learn2hop" ] && [ "$process/cwd" -ef . ] || continue
    mapfile -d '' -t words <"$process/cmdline"
    [[ "${words[*]} " = *" --output $1 "* ]] && echo "${process#/proc/}"
  done
}

start() { # [NAME=VALUE...]: the job, in the background
  env "$@" bash "$script" run.yaml job >>job.txt 2>&1 &
  job=$!
}

wait_for_update() { # NUMBER
  local waited=0
  until grep -q "^$1," job/training.csv 2>/dev/null || [ $waited -gt 12000 ]; do
    sleep 0.05
    waited=$((waited + 1))
  done
}

stop() { # TARGET...: by SIGTERM; the job's status must be 0
  kill -TERM "$@"
  wait $job
  local status=$?
  [ $status = 0 ] || fail "status $status of a job that was stopped: $(tail -3 job.txt)"
  tail -n 1 job/training.log | grep -q "stopped by a signal" || fail "no word of the signal: $(tail -3 job.txt)"
}

start RESUBMIT=yes
wait_for_update 3
stop $(ranks_of job)
grep -q "no checkpoint in job to resume from: it begins from the start" job.txt || fail "no word of a new training: $(head -5 job.txt)"
grep -qx "scontrol requeue 17" scontrol.txt || fail "the job was not put back in line: $(cat job.txt)"

# ---- this script gets the signal, too: it waits; without RESUBMIT nothing is put back ----
rm scontrol.txt
start
wait_for_update 8
stop $job $(ranks_of job)
grep -q "resuming run" job.txt || fail "the second job did not go on: $(cat job.txt)"
[ -e scontrol.txt ] && fail "put back in line without being asked"

# ---- a rank dies: the status says so, and the next job ends the training ----
start RESUBMIT=yes
wait_for_update 12
kill -9 "$(ranks_of job | tail -n 1)"
wait $job && fail "status 0 after a rank died"
[ -e scontrol.txt ] && fail "a job that failed was put back in line"
RESUBMIT=yes expect 0 "done" bash "$script" run.yaml job
[ -e scontrol.txt ] && fail "a training that is done was put back in line"
same_training whole job

# ---- a time too short for one update does not go round for ever; a GPU for each rank ----
RESUBMIT=yes LEARN2HOP=true expect 1 "not one update" bash "$script" run.yaml nowhere
LEARN2HOP=true bash "$gpu_script" run.yaml gpu || fail "status $? of the script for GPUs"
tail -n 1 srun.txt | grep -q -- "--gpus-per-task=1 .*--device cuda" || fail "no GPU is asked for: $(tail -n 1 srun.txt)"

finish
