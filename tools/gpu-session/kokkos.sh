# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154   # root, pack, out, prefix and nvcc are set by gpu-session.sh
# The parts that need LAMMPS with Kokkos for CUDA. Builds may be ended and started again: what is built stays. They lie in
#   OUT/kokkos/source/{kokkos,lammps}    as carried
#   OUT/kokkos/{library,lammps,build}    where Kokkos, LAMMPS and this project are built
#   OUT/kokkos/installed                 Kokkos, shared by both

# shellcheck source=tools/bootstrap/lammps.sh
. "$root/tools/bootstrap/lammps.sh"
# shellcheck source=tools/bootstrap/kokkos.sh
. "$root/tools/bootstrap/kokkos.sh"

place=$out/kokkos
kokkos=${Kokkos_ROOT:-$place/installed}

missing() { echo "MISSING: $*"; exit 1; }

# unpack_source NAME: the carried archive as $place/source/NAME. The same archive is not unpacked again: files would be new.
unpack_source() {
    local archive=$pack/$1.tar.gz folder=$place/source/$1 sum
    [ -e "$archive" ] || missing "$pack has no $1.tar.gz. Where there is a network, give tools/gpu-session.sh pack what it \
then asks for, or put the source into KOKKOS_SOURCE or LAMMPS_SOURCE_DIR, and carry $pack anew$2"
    sum=$(sha256sum <"$archive")
    [ "$(cat "$folder.sum" 2>/dev/null)" != "$sum" ] || return 0
    rm -rf "$folder" "$folder.sum"
    mkdir -p "$folder"
    tar -xzf "$archive" -C "$folder"
    echo "$sum" >"$folder.sum"
}

# Whether the Kokkos there is one for CUDA, from what it says of itself.
for_cuda() { grep -qs '^#define KOKKOS_ENABLE_CUDA$' "$kokkos"/include/KokkosCore_config.h "$kokkos"/include/kokkos/KokkosCore_config.h; }

# Sets `options` for what sees Kokkos: where libraries are, and nvcc in the clothes of g++.
set_options() {
    local wrapper=$kokkos/bin/nvcc_wrapper
    mapfile -t options < <(carried_options)
    for_cuda || return 0
    [ -x "$wrapper" ] || missing "$kokkos is a Kokkos for CUDA without bin/nvcc_wrapper"
    options+=(-D "CMAKE_CXX_COMPILER=$wrapper")
}

# As Kokkos calls the card: HOPPER90 for 9.0, with its own list of names. Nothing where it has to find out itself.
architecture() {
    local number=${ARCHITECTURES:-native}
    [ "$number" != native ] || number=$(nvidia-smi --query-gpu=compute_cap --format=csv,noheader | sed -n '1s/\.//p')
    grep -ohE "(VOLTA|TURING|AMPERE|ADA|HOPPER|BLACKWELL)$number\b" "$1/cmake/kokkos_arch.cmake" | sed -n '1s/.*/-D\nKokkos_ARCH_&=ON/p'
}

kokkos_library() {
    local source=$place/source/kokkos options
    if [ -n "${Kokkos_ROOT:-}" ]; then
        for_cuda || echo "The Kokkos in $Kokkos_ROOT has no CUDA: what follows runs on processors"
        return
    fi
    unpack_source kokkos ", or name an installed shared Kokkos in Kokkos_ROOT"
    mapfile -t options < <(architecture "$source")
    cmake -S "$source" -B "$place/library" -G Ninja -D CMAKE_CXX_COMPILER="$source/bin/nvcc_wrapper" \
        -D CMAKE_BUILD_TYPE=Release -D CMAKE_CXX_STANDARD=20 -D BUILD_SHARED_LIBS=ON \
        -D CMAKE_INSTALL_PREFIX="$place/installed" -D CMAKE_INSTALL_LIBDIR=lib \
        -D Kokkos_ENABLE_CUDA=ON -D Kokkos_ENABLE_SERIAL=ON -D Kokkos_ENABLE_IMPL_VIEW_LEGACY=ON "${options[@]}"
    cmake --build "$place/library"
    cmake --install "$place/library"
}

kokkos_lammps() {
    local options
    [ -d "$kokkos/lib" ] || missing "no Kokkos in $kokkos: run kokkos_library first"
    unpack_source lammps ""
    set_options
    cmake -S "$place/source/lammps/cmake" -B "$place/lammps" -G Ninja "${options[@]}" -D Kokkos_ROOT="$kokkos" \
        "${kokkos_lammps_options[@]}" -D PKG_SMTBQ=OFF
    cmake --build "$place/lammps" --target lmp
    "$place/lammps/lmp" -help | grep -A 4 'KOKKOS package API'
}

kokkos_plugin() {
    local options
    [ -e "$place/lammps/lmp" ] || missing "no LAMMPS in $place/lammps: run kokkos_lammps until it is built"
    set_options
    cmake -S "$root" -B "$place/build" -G Ninja "${options[@]}" -D CMAKE_BUILD_TYPE=Release -D L2H_TRAINER=OFF \
        -D LAMMPS_SOURCE_DIR="$place/source/lammps" -D LAMMPS_BUILD_DIR="$place/lammps"
    cmake --build "$place/build"
}

# For what runs LAMMPS: the plugin, and ranks that reach each other in this machine's memory.
ready() {
    [ -e "$place/build/learn2hopplugin.so" ] || missing "no plugin in $place/build: run kokkos_plugin until it is built"
    export LAMMPS_PLUGIN_PATH=$place/build LAMMPS_POTENTIALS=$root/potentials
    export OMPI_MCA_btl=self,vader PMIX_MCA_pcompress_base_silence_warning=1
    if for_cuda; then export L2H_GPUS=1; fi
}

kokkos_tests() {
    ready
    ctest --test-dir "$place/build" -L kokkos -E cuda_compile --no-tests=error --output-on-failure -j "$(nproc)"
}

kokkos_batch() {
    local where=(--kokkos 2) cells=10 # for the look of it
    ready
    if for_cuda; then where=(--gpu) cells=20; fi
    python3 "$root/benchmarks/lj38_batch.py" --build "$place/build" "${where[@]}" --clusters "${CLUSTERS:-150}"
    python3 "$root/benchmarks/lj4000.py" --build "$place/build" "${where[@]}" --rounds 3 --cells $cells
}

# Three clusters for fifty steps, and their quench.
kokkos_sanitize() {
    local tool status=0
    ready
    for_cuda || { echo "no CUDA in $kokkos, so nothing to look at"; return; }
    for tool in memcheck synccheck initcheck; do
        compute-sanitizer --tool $tool --error-exitcode 1 "$place/build/lmp" -k on g 1 -sf kk -pk kokkos newton on neigh half \
            -in "$root/examples/lj38/in.lj38.batch" -var clusters 3 -var steps 50 -var out "$place/sanitize" \
            >"$out/kokkos_sanitize.$tool.log" 2>&1 || status=1
        echo "$tool: $(grep -h 'SUMMARY' "$out/kokkos_sanitize.$tool.log" || tail -n 1 "$out/kokkos_sanitize.$tool.log")"
    done
    return $status
}
