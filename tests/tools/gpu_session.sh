# SPDX-License-Identifier: GPL-2.0-only
# gpu_session.sh SOURCE_TREE: tools/gpu-session.sh as far as it goes without a network, a GPU and a Kokkos: what it refuses,
# what it says is missing, what it packs of sources that stand in for LAMMPS and Kokkos, and how it calls CMake for them.
set -u
export LC_ALL=C
tree=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
unset LAMMPS_SOURCE_DIR KOKKOS_SOURCE Kokkos_ROOT ARCHITECTURES SECONDS_A_PART
export XDG_CACHE_HOME=$folder/cache
failures=0
fail() { echo "FAILED: $*"; failures=$((failures + 1)); }

# session STATUS WORDS...: what it says goes to said.txt
session() {
    local expected=$1 status=0
    shift
    bash "$tree/tools/gpu-session.sh" "$@" >said.txt 2>&1 || status=$?
    [ $status = "$expected" ] || fail "$*: exit status $status for $expected: $(tail -n 3 said.txt)"
}
says() { grep -q -e "$1" "${2:-said.txt}" || fail "no '$1' in: $(tail -n 5 "${2:-said.txt}")"; }

session 2
session 2 pack
session 2 run pack
session 1 run pack out biuld
says 'no part biuld'

# ---- a machine whose CMake says how it was called, and makes nothing ----
mkdir bin pack
export PATH=$folder/bin:$PATH
printf '#!/bin/sh\necho "release 13.0"\n' >bin/nvcc
printf '#!/bin/sh\nprintf "<%%s> " "$@"\necho\n[ "$1" != -S ] || sleep "${CMAKE_SLEEPS:-0}"\n' >bin/cmake
printf '#!/bin/sh\n[ "$1" = --query-gpu=compute_cap ] && echo 9.0\nexit 0\n' >bin/nvidia-smi
chmod +x bin/*

session 1 run pack out kokkos
says 'has no libraries.tar.gz'
tar -czf pack/libraries.tar.gz -T /dev/null

session 1 run pack out kokkos
says '^kokkos_library: failed (exit status 1): .*/pack has no kokkos.tar.gz' out/summary.log
says 'KOKKOS_SOURCE' out/summary.log
says '^kokkos_lammps: failed (exit status 1): no Kokkos in .*/out/kokkos/installed: run kokkos_library' out/summary.log
says '^kokkos_plugin: failed (exit status 1): no LAMMPS in' out/summary.log
for part in tests batch sanitize; do
    says "^kokkos_$part: failed (exit status 1): no plugin in" out/summary.log
done

# ---- sources ----
mkdir -p lammps/{python/__pycache__,cmake/packaging,src/{KOKKOS,MANYBODY,PLUGIN,STUBS,INTEL}}
touch lammps/python/{install.py,__pycache__/install.pyc} lammps/cmake/{CMakeLists.txt,packaging/picture} lammps/src/{main.cpp,pair.h,PLUGIN/plugin.cpp,INTEL/pair_intel.cpp} \
    lammps/src/MANYBODY/pair_{sw,eam}.{cpp,h} \
    lammps/src/KOKKOS/{kokkos,atom_vec_kokkos,pair_lj_cut_kokkos,pair_morse_kokkos,min_kokkos,angle_charmm_kokkos,fix_nh_kokkos,fix_nvt_kokkos}.cpp \
    lammps/src/KOKKOS/{kokkos_type,pair_kokkos,pair_morse_kokkos,npair_skip_kokkos}.h
echo '#define LAMMPS_VERSION "4 Jul 2026"' >lammps/src/version.h
kokkos() { # FOLDER MAJOR MINOR
    mkdir -p "$1"/{bin,cmake}
    printf 'set(Kokkos_VERSION_MAJOR %s)\nset(Kokkos_VERSION_MINOR %s)\nset(Kokkos_VERSION_PATCH 2)\n' "$2" "$3" >"$1/CMakeLists.txt"
    echo 'declare_and_check_host_arch(HOPPER90 "GPU" "NVIDIA Hopper generation CC 9.0")' >"$1/cmake/kokkos_arch.cmake"
    touch "$1/bin/nvcc_wrapper"
    chmod +x "$1/bin/nvcc_wrapper"
}
kokkos new/kokkos-5.2.2 5 2
tar -czf new.tar.gz -C new kokkos-5.2.2
kokkos old 4 7
kokkos cut 5 2
rm cut/bin/nvcc_wrapper
mkdir empty

# sources FUNCTION TARGET: of pack.sh, on which apt has no part here
sources() {
    LAMMPS_SOURCE_DIR=$folder/lammps bash -euo pipefail -c "root='$tree' folder=\$(mktemp -d -p '$folder')
        . '$tree/tools/gpu-session/pack.sh'
        prepare_source
        $*" >said.txt 2>&1
}
sources pack_lammps pack/lammps.tar.gz || fail "pack_lammps: $(tail -n 3 said.txt)"
tar -tzf pack/lammps.tar.gz | sort >packed.txt
sort >expected.txt <<'END'
cmake/CMakeLists.txt
python/install.py
src/KOKKOS/atom_vec_kokkos.cpp
src/KOKKOS/fix_nh_kokkos.cpp
src/KOKKOS/kokkos.cpp
src/KOKKOS/kokkos_type.h
src/KOKKOS/min_kokkos.cpp
src/KOKKOS/npair_skip_kokkos.h
src/KOKKOS/pair_kokkos.h
src/KOKKOS/pair_lj_cut_kokkos.cpp
src/MANYBODY/pair_sw.cpp
src/MANYBODY/pair_sw.h
src/PLUGIN/plugin.cpp
src/main.cpp
src/pair.h
src/version.h
END
cmp -s packed.txt expected.txt || fail "LAMMPS is not packed as it should be: $(diff packed.txt expected.txt)"

KOKKOS_SOURCE=$folder/old sources pack_kokkos pack/kokkos.tar.gz && fail "Kokkos 4.7 was packed"
says 'old is Kokkos 4.7.2: give a Kokkos 5.1 or newer'
KOKKOS_SOURCE=$folder/cut sources pack_kokkos pack/kokkos.tar.gz && fail "a Kokkos without nvcc_wrapper was packed"
says 'no bin/nvcc_wrapper'
KOKKOS_SOURCE=$folder/empty sources pack_kokkos pack/kokkos.tar.gz && fail "an empty folder was packed"
says 'holds no Kokkos'
KOKKOS_SOURCE=$folder/packed.txt sources pack_kokkos pack/kokkos.tar.gz && fail "a text was packed"
says 'is no archive'
KOKKOS_SOURCE=$folder/nowhere sources pack_kokkos pack/kokkos.tar.gz && fail "nothing was packed"
says 'there is no .*nowhere'
[ ! -e pack/kokkos.tar.gz ] || fail "what was refused left an archive"
for source in new.tar.gz new/kokkos-5.2.2; do
    KOKKOS_SOURCE=$folder/$source sources pack_kokkos pack/kokkos.tar.gz || fail "$source: $(tail -n 3 said.txt)"
    says '^Kokkos 5.2.2'
    tar -tzf pack/kokkos.tar.gz | grep -q '^\./bin/nvcc_wrapper$' || fail "$source: $(tar -tzf pack/kokkos.tar.gz)"
    [ $source != new.tar.gz ] || rm pack/kokkos.tar.gz
done
sources check_size pack || fail "check_size: $(tail -n 3 said.txt)"
sources most_bytes=100 '&&' check_size pack && fail "too large a pack passed"
says 'more than the 100 that can be carried'

# ---- what CMake is asked for ----
session 0 run pack out build
says '<L2H_CUDA=ON> .*<CMAKE_PREFIX_PATH=.*/out/prefix/usr> .*<MPI_C_LIB_NAMES=mpi>' out/build.log
session 0 run pack out kokkos_library
says '<CMAKE_CXX_COMPILER=.*/out/kokkos/source/kokkos/bin/nvcc_wrapper>' out/kokkos_library.log
says '<Kokkos_ARCH_HOPPER90=ON>' out/kokkos_library.log
says '<BUILD_SHARED_LIBS=ON>' out/kokkos_library.log
touch out/kokkos/source/kokkos/unpacked
session 0 run pack out kokkos_library
[ -e out/kokkos/source/kokkos/unpacked ] || fail "the same archive was unpacked twice"
ARCHITECTURES=80 session 0 run pack out kokkos_library
grep -q 'Kokkos_ARCH' out/kokkos_library.log && fail "an architecture that this Kokkos does not know was asked for"

CMAKE_SLEEPS=30 SECONDS_A_PART=1 session 1 run pack out kokkos_library
says '^kokkos_library: out of time; run it again' out/summary.log

mkdir -p out/kokkos/installed/{lib,bin,include}
echo '#define KOKKOS_ENABLE_CUDA' >out/kokkos/installed/include/KokkosCore_config.h
session 1 run pack out kokkos_lammps
says 'MISSING: .* is a Kokkos for CUDA without bin/nvcc_wrapper' out/kokkos_lammps.log
cp new/kokkos-5.2.2/bin/nvcc_wrapper out/kokkos/installed/bin
session 1 run pack out kokkos_lammps # nothing was built
says '<CMAKE_CXX_COMPILER=.*/out/kokkos/installed/bin/nvcc_wrapper>' out/kokkos_lammps.log
says '<PKG_PLUGIN=ON>.*<PKG_KOKKOS=ON>.*<EXTERNAL_KOKKOS=ON>' out/kokkos_lammps.log

[ $failures = 0 ] && echo "all passed"
exit $((failures > 0))
