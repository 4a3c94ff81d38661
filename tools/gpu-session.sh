#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Builds, tests and measures cuda/ and the kk styles on a machine that has a GPU, CUDA and nothing else. See --help.
set -euo pipefail
export LC_ALL=C

usage() {
    cat <<'END'
Usage: tools/gpu-session.sh pack DIR                   on a Debian 12 with a network
       tools/gpu-session.sh run DIR OUT [PART...]      on the machine with the GPU

pack puts the libraries that this project is built with (8 MB of Debian's packages) and
the sources of LAMMPS and Kokkos (4 MB) into DIR; carry DIR and the checkout to the
machine. There run needs nvcc, a C++ compiler, CMake, Ninja and Python 3, no network and
no root; it builds in OUT and leaves a log of each part in OUT. The parts, by default
all of these:

  build       the trainer, the tests of the label gpu, the bench
  test        ctest -L gpu, without the sanitizers and the bench
  sanitize    the same tests under compute-sanitizer: memcheck, synccheck, initcheck
              side by side, and racecheck of steps and quenches
  use         examples/training/lj13.yaml trained on the card, and shipped weights evaluated
              on it and on the CPU, from the same starts
  cpu         learn2hop bench: a learned step on one core of this machine
  bench       learned steps a second of LJ13, 38, 75, Au55, Si64, batches of 1 to 10 000
  profile     Nsight Compute on the kernels that bench spends most in
  quenches    million answers a second of quenches and searches of LJ38, 75, Au55, Si64, batches of
              1 to 10 000, beside the threads of this machine; a search with --device cuda
              and one without
  jax         the same step in JAX on the same card, where python3 has a JAX for it

and by the word kokkos, or one by one, LAMMPS with Kokkos on the card:

  kokkos_library    Kokkos for CUDA, shared
  kokkos_lammps     LAMMPS with PLUGIN and KOKKOS, and of its styles those that are used here
  kokkos_plugin     the plugin with its kk styles, and their tests
  kokkos_tests      ctest -L kokkos on the card
  kokkos_batch      examples/lj38/in.lj38.batch and 32 000 atoms on the card, beside one core
  kokkos_sanitize   a short in.lj38.batch under compute-sanitizer: memcheck, synccheck, initcheck

A part that fails does not keep the others from running; the exit status says whether one did.
A build that is out of time goes on where it was when it is run again. Environment:
  SECONDS_A_PART   the most that one part may take (400)
  ARCHITECTURES    what CMAKE_CUDA_ARCHITECTURES is to be (native)
  CLUSTERS         how many LJ38 of kokkos_batch lie side by side (150)
  Kokkos_ROOT      for run: an installed, shared Kokkos 5.1 or newer to use instead of
                   building one; without CUDA in it, the tests run on processors
  KOKKOS_SOURCE, LAMMPS_SOURCE_DIR   for pack: folders (or Kokkos's archive) to take
                   instead of what Debian has
END
}

die() { printf 'gpu-session: %s\n' "$*" >&2; exit 1; }
say() { printf 'gpu-session: %s\n' "$*"; }

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
libraries=usr/lib/x86_64-linux-gnu
rollout_parts=(build test sanitize use cpu bench quenches profile jax)
kokkos_parts=(kokkos_library kokkos_lammps kokkos_plugin kokkos_tests kokkos_batch kokkos_sanitize)

# ---- run ----

# The carried libraries, as CMake, pkg-config, the loader and Open MPI find them.
unpack() {
    [ -e "$pack/libraries.tar.gz" ] || die "$pack has no libraries.tar.gz: make it with tools/gpu-session.sh pack"
    prefix=$out/prefix
    mkdir -p "$prefix"
    tar -xzf "$pack/libraries.tar.gz" -C "$prefix"
    export LD_LIBRARY_PATH=$prefix/$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
    export PKG_CONFIG_LIBDIR=$prefix/$libraries/pkgconfig PKG_CONFIG_SYSROOT_DIR=$prefix
    # Open MPI where it was not installed, for single processes, without the networks that it was built for
    export OPAL_PKGDATADIR=$prefix/usr/share/openmpi OMPI_MCA_ess_singleton_isolated=1 OMPI_MCA_btl=self
    export OMPI_MCA_mca_base_component_path=$prefix/$libraries/openmpi/lib/openmpi3
    export OMPI_MCA_mca_base_component_show_load_errors=0 HWLOC_COMPONENTS=-gl
    nvcc=$(command -v nvcc || echo /usr/local/cuda/bin/nvcc)
    [ -x "$nvcc" ] || [ -n "${Kokkos_ROOT:-}" ] || die "no nvcc: put it into PATH"
    PATH=$PATH:$(dirname "$nvcc")
}

describe() {
    say "$(date -u '+%F %T') UTC, $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)"
    nvidia-smi --query-gpu=name,driver_version,memory.total,clocks.max.sm,clocks.max.mem,power.limit --format=csv || true
    "$nvcc" --version | tail -n 2 || true
    "${CXX:-c++}" --version | head -n 1
    cmake --version | head -n 1
    git -C "$root" log -1 --format='commit %h %s' 2>/dev/null || true
}

# How CMake finds the carried libraries, one option a line.
carried_options() {
    local mpi=$prefix/$libraries/openmpi
    printf -- '-D\n%s\n' "CMAKE_PREFIX_PATH=$prefix/usr" \
        "PKG_CONFIG_EXECUTABLE=$(command -v pkg-config || echo "$prefix/usr/bin/pkgconf")" \
        MPI_SKIP_COMPILER_WRAPPER=ON MPI_ASSUME_NO_BUILTIN_MPI=ON MPI_CXX_SKIP_MPICXX=ON \
        "MPI_C_HEADER_DIR=$mpi/include" "MPI_CXX_HEADER_DIR=$mpi/include" MPI_C_LIB_NAMES=mpi MPI_CXX_LIB_NAMES=mpi \
        "MPI_mpi_LIBRARY=$mpi/lib/libmpi.so" "MPIEXEC_EXECUTABLE=$prefix/usr/bin/mpirun.openmpi"
}

build() {
    local carried
    mapfile -t carried < <(carried_options)
    cmake -S "$root" -B "$out/build" -G Ninja -D CMAKE_BUILD_TYPE=Release -D L2H_CUDA=ON \
        -D CMAKE_CUDA_COMPILER="$nvcc" -D CMAKE_CUDA_ARCHITECTURES="${ARCHITECTURES:-native}" \
        -D CMAKE_CUDA_FLAGS=-lineinfo "${carried[@]}"
    cmake --build "$out/build" --target learn2hop test_gpu_steps test_gpu_rollouts test_gpu_quenches \
        test_gpu_crews gpu_bench gpu_quench_bench gpu_model
}

tests() {
    ctest --test-dir "$out/build" -L gpu -E 'check|bench' --no-tests=error --output-on-failure
}

# One log each; they share the card.
sanitize() {
    local tool program more status=0 names=() jobs=()
    for program in steps rollouts quenches; do
        for tool in memcheck synccheck initcheck racecheck; do
            # with hundreds of blocks it takes an hour
            [ $tool.$program != racecheck.rollouts ] || continue
            names+=("$tool.$program")
            # rows of positions are copied whole, also after their last atom: no read of a kernel's
            case $tool in memcheck) more=(--leak-check full) ;; initcheck) more=(--check-api-memory-access no) ;; *) more=() ;; esac
            compute-sanitizer --tool $tool "${more[@]}" --error-exitcode 1 \
                "$out/build/tests/test_gpu_$program" >"$out/sanitize.$tool.$program.log" 2>&1 &
            jobs+=($!)
        done
    done
    for k in "${!jobs[@]}"; do
        wait "${jobs[$k]}" || status=1
        echo "${names[$k]}: $(grep -h -E 'SUMMARY|PASSED|FAILED' "$out/sanitize.${names[$k]}.log" | tr '\n' ' ')"
    done
    return $status
}

use() {
    local weights system device
    rm -rf "$out/lj13"
    time "$out/build/learn2hop" train "$root/examples/training/lj13.yaml" --device cuda --output "$out/lj13"
    "$out/build/learn2hop" eval --weights "$out"/lj13/*.learned --system lj:13 --starts 150 --seed 7 --device cuda
    while read -r weights system; do
        for device in cuda cpu; do
            "$out/build/learn2hop" eval --weights "$root/potentials/$weights" --system "$system" --starts 150 --seed 1 \
                --device $device
        done
    done <<<'lj13.learned lj:13
lj38.learned lj:38
au55.learned gupta:Au55
si64.learned sw:Si64'
}

cpu() { OMP_NUM_THREADS=1 "$out/build/learn2hop" bench; }

bench() {
    local systems=(--system lj:13 --system lj:38 --system lj:75 --system gupta:Au55 --system sw:Si64)
    "$out/build/tests/gpu_bench"
    "$out/build/tests/gpu_bench" "${systems[@]}" --batch 1 --batch 10 --batch 100 --batch 1000 --batch 10000
    "$out/build/tests/gpu_bench" "${systems[@]}" --best
}

quenches() {
    local device springs
    for springs in 1 0; do
        "$out/build/tests/gpu_quench_bench" --springs $springs --batch 1 --batch 10 --batch 100 --batch 1000 --batch 10000
    done
    for device in cpu cuda; do
        time "$out/build/learn2hop" search --system gupta:Au55 --starts 2000 --evaluations 1000 --seed 1 --device $device
    done
}

# One kernel of a full card for each of these, with the time of each instruction beside it.
profile() {
    local system file
    for system in lj:38 sw:Si64 lj:13; do
        file=$out/profile.${system/:/}
        ncu --set full --import-source no --clock-control none -k regex:rollout --launch-skip 1 --launch-count 1 -f -o "$file" \
            "$out/build/tests/gpu_bench" --system $system --batch 1056 --steps 100 --repeats 1
        ncu --import "$file.ncu-rep" --page details
        ncu --import "$file.ncu-rep" --page source --csv >"$file.csv"
        gzip -f "$file.csv"
    done
}

jax() {
    rm -rf "$out/starts"
    mkdir "$out/starts"
    for atoms in 13 38 75; do
        "$out/build/learn2hop" starts --system lj:$atoms --starts 240 --seed 1 --output "$out/starts/$atoms"
    done
    python3 "$root/benchmarks/jax_steps.py" --weights "$root/potentials/lj13.learned" --starts "$out/starts" \
        --atoms 13,38,75 --batches 1,10,100,1000,10000
}

# run_part NAME: its output goes to a log, its end to the screen.
run_part() {
    local status=0 begin=$SECONDS commands=$1 end=ok
    case $1 in
        test) commands=tests ;;
        kokkos_*) commands=". '$root/tools/gpu-session/kokkos.sh'; $1" ;;
    esac
    say "$1"
    timeout -k 5 "${SECONDS_A_PART:-400}" bash -euo pipefail -c "$commands" >"$out/$1.log" 2>&1 </dev/null || status=$?
    tail -n "${LINES_A_PART:-40}" "$out/$1.log" | cut -c 1-160
    case $status in
        0) ;;
        124 | 137) end="out of time; run it again" ;;
        *) end="failed (exit status $status)$(sed -n 's/^MISSING: /: /p' "$out/$1.log")" ;;
    esac
    results+="$1: $end, $((SECONDS - begin)) s"$'\n'
    [ $status = 0 ]
}

run() {
    local failed=0 results=''
    pack=$(cd "$1" && pwd)
    mkdir -p "$2"
    out=$(cd "$2" && pwd)
    shift 2
    unpack
    export root pack out prefix libraries nvcc PATH
    export -f "${rollout_parts[@]/test/tests}" carried_options
    describe 2>&1 | tee "$out/machine.log"
    for part in "$@"; do
        run_part "$part" || failed=1
    done
    printf '%s' "$results" | tee "$out/summary.log"
    return $failed
}

case ${1:-} in
    -h | --help) usage ;;
    pack)
        [ $# -eq 2 ] || { usage >&2; exit 2; }
        # shellcheck source=tools/gpu-session/pack.sh
        . "$root/tools/gpu-session/pack.sh"
        pack "$2" ;;
    run)
        [ $# -ge 3 ] || { usage >&2; exit 2; }
        parts=()
        for part in "${@:4}"; do
            if [ "$part" = kokkos ]; then
                parts+=("${kokkos_parts[@]}")
            elif [[ " ${rollout_parts[*]} ${kokkos_parts[*]} " == *" $part "* ]]; then
                parts+=("$part")
            else
                die "no part $part, see --help"
            fi
        done
        [ ${#parts[@]} -gt 0 ] || parts=("${rollout_parts[@]}")
        run "$2" "$3" "${parts[@]}" ;;
    *) usage >&2; exit 2 ;;
esac
