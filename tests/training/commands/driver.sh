# SPDX-License-Identifier: GPL-2.0-only
# What the scripts share. Sourced with the executable and the source tree as arguments; works in a folder of its own.
set -u
learn2hop=$1
source_tree=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
export OMP_NUM_THREADS=2
export ASAN_OPTIONS=detect_leaks=0 # in a sanitizer build: OpenMPI leaks; the unit tests, without MPI, look for leaks
failures=0

fail() {
  echo "FAILED: $*"
  failures=$((failures + 1))
}

finish() {
  if [ "$failures" -gt 0 ]; then
    echo "$failures failed"
    exit 1
  fi
  echo "all passed"
  exit 0
}

# expect STATUS TEXT COMMAND...: its exit status, and what its output must hold
expect() {
  local status=$1 text=$2
  shift 2
  "$@" >output.txt 2>&1
  local got=$?
  [ "$got" = "$status" ] || fail "exit status $got instead of $status: $*: $(tail -3 output.txt)"
  grep -qF -- "$text" output.txt || fail "'$text' is not said by: $*: $(tail -3 output.txt)"
}

# edit FILE [sed expression...]
edit() {
  local file=$1 expression
  shift
  for expression in "$@"; do
    sed -i "$expression" "$file"
  done
}

# A training of a fraction of a second: small_config NAME [sed expression...]
small_config() {
  cat >"$1.yaml" <<'YAML'
seed: 5
systems:
  - name: lj:13
estimator: esmc
horizon: 60
starts: 8
updates: 12
sigma: 0.03
learning_rate: 0.005
inputs: [gradients, decays, radial, progress]
initialization: {method: warm_start}
average: 0.8
validate: {every: 4, starts: 10}
YAML
  edit "$1.yaml" "${@:2}"
}

# A training of a policy, of a fraction of a second: small_search_config NAME [sed expression...]
small_search_config() {
  cat >"$1.yaml" <<'YAML'
seed: 5
episode: search
systems:
  - {name: lj:13, budget: 200}
  - {name: gupta:Ag3Au4}
horizon: 80
train: [numbers, head]
numbers: [kick, temperature, exchange]
shifts: [kick, compress]
features: [size, stall, returns]
initialization: {method: by_hand}
estimator: snes
population: 4
starts: 4
updates: 6
sigma: 0.3
learning_rate: 1
average: 0.5
validate: {every: 2, starts: 5}
YAML
  edit "$1.yaml" "${@:2}"
}

# Weights without their first line, which has a date, and their last, the checksum of all.
rows_of() {
  sed '1d; $d' "$1"
}

# What two trainings must share: weights, and rows of the csv without their times.
same_training() {
  cmp -s <(rows_of "$1"/*.learned) <(rows_of "$2"/*.learned) || fail "weights of $1 and $2 differ"
  cmp -s <(rows_of "$1"/*.latest) <(rows_of "$2"/*.latest) || fail "latest weights of $1 and $2 differ"
  # seconds is the second column, busy and utilisation are the last
  cmp -s <(cut -d, -f1,3-16 "$1/training.csv") <(cut -d, -f1,3-16 "$2/training.csv") ||
    fail "training.csv of $1 and $2 differ"
  cmp -s <(cut -d, -f1,3- "$1/validation.csv") <(cut -d, -f1,3- "$2/validation.csv") ||
    fail "validation.csv of $1 and $2 differ"
}
