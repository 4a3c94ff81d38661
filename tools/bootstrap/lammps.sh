# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034   # cache and logs are set by bootstrap, step_* read by step
# A real LAMMPS with PLUGIN, from LAMMPS_SOURCE_DIR or from Debian's sources,
# built once into the cache:
#   lammps-VERSION-source        as fetched
#   lammps-VERSION-KEY           built; KEY stands for the options and compiler
#   lammps-user-KEY              built from LAMMPS_SOURCE_DIR
# All are made under the name tmp and renamed when whole, so that what has its
# final name can be trusted.

lammps_oldest=20250722        # the first version that is known to take min styles from plugins

lammps_options=(
    -D CMAKE_BUILD_TYPE=Release
    -D CMAKE_CXX_FLAGS_RELEASE='-O2 -DNDEBUG'
    -D CMAKE_CXX_STANDARD=17
    -D CMAKE_BUILD_RPATH_USE_ORIGIN=ON    # not the temporary name, see build_lammps
    -D BUILD_SHARED_LIBS=ON -D BUILD_MPI=ON -D BUILD_OMP=ON
    -D LAMMPS_SIZES=smallbig
    -D PKG_PLUGIN=ON -D PKG_MANYBODY=ON -D PKG_SMTBQ=ON
    -D FFT=KISS -D WITH_JPEG=OFF -D WITH_PNG=OFF -D WITH_CURL=OFF
)

# Sets lammps_source and lammps_build.
prepare_lammps() {
    local id key version start=$SECONDS inside=()
    key=$({ printf '%s\n' "${lammps_options[@]}"; "${CXX:-c++}" --version; } | short_hash)
    prepare_source
    if [ -n "${LAMMPS_SOURCE_DIR:-}" ]; then
        # Edited sources are another LAMMPS: file times and sizes are part of the key.
        id=user-$({ echo "$lammps_source $key"
                    find "$lammps_source/src" -type f -printf '%p %s %T@\n' | sort; } | short_hash)
    else
        id=$(version_number "$lammps_source")-$key
    fi
    version=$(version_name "$lammps_source")
    lammps_build=$cache/lammps-$id
    if [ ! -d "$lammps_build" ]; then
        lock_cache
        if [ ! -d "$lammps_build" ]; then      # another bootstrap may have made it meanwhile
            build_lammps "$version" "$lammps_build" "$logs/lammps.log" "${lammps_options[@]}"
            say "LAMMPS $version: built in $((SECONDS - start)) s, kept in $lammps_build"
            unlock_cache
            return
        fi
    fi
    unlock_cache
    say "LAMMPS $version: reused from $lammps_build"
}

# Sets lammps_source. The cache stays locked where something was fetched.
prepare_source() {
    if [ -n "${LAMMPS_SOURCE_DIR:-}" ]; then
        check_user_source
    else
        find_source || { lock_cache; find_source || fetch_source; }
    fi
}

short_hash() { sha256sum | cut -c 1-12; }
version_name() { sed -n 's/.*LAMMPS_VERSION "\(.*\)".*/\1/p' "$1/src/version.h"; }
version_number() {
    local name
    name=$(version_name "$1")
    [ -n "$name" ] && date -d "$name" +%Y%m%d
}

check_user_source() {
    lammps_source=$(cd "$LAMMPS_SOURCE_DIR" 2>/dev/null && pwd) ||
        die "LAMMPS_SOURCE_DIR=$LAMMPS_SOURCE_DIR is no folder that can be read"
    for file in src/version.h src/PLUGIN cmake/CMakeLists.txt; do
        [ -e "$lammps_source/$file" ] ||
            die "LAMMPS_SOURCE_DIR=$LAMMPS_SOURCE_DIR has no $file: give the folder of a whole LAMMPS, which holds src/ and cmake/"
    done
    local number
    number=$(version_number "$lammps_source") ||
        die "cannot read the version in $lammps_source/src/version.h"
    [ "$number" -ge "$lammps_oldest" ] ||
        die "LAMMPS_SOURCE_DIR holds LAMMPS $(version_name "$lammps_source"), but 22 Jul 2025 or newer is needed: older ones take no minimizer from a plugin. Unset LAMMPS_SOURCE_DIR to have a fitting one fetched"
}

# One bootstrap at a time works in the cache, and has its folder tmp to itself.
lock_cache() {
    [ -z "${cache_locked:-}" ] || return 0
    if ! { mkdir -p "$cache" && exec 9>>"$cache/lock"; } 2>/dev/null; then
        die "cannot write to the cache $cache: give another place in XDG_CACHE_HOME"
    fi
    lock 9 "$cache"
    cache_locked=yes
    rm -rf "$cache/tmp"                    # what an interrupted run left
    need_space "$cache" 1000 "LAMMPS" "make room, or give another place in XDG_CACHE_HOME"
    mkdir "$cache/tmp" || die "cannot make $cache/tmp"
}

unlock_cache() {
    [ -n "${cache_locked:-}" ] || return 0
    rm -rf "$cache/tmp"
    exec 9>&-
    cache_locked=
}

# The newest source in the cache.
find_source() {
    local found
    found=$(printf '%s\n' "$cache"/lammps-*-source | sort | tail -n 1)
    [ -d "$found" ] && lammps_source=$found
}

# The tarball has no top folder; some parts are large, and not needed to build.
fetch_source() {
    local tmp=$cache/tmp start=$SECONDS
    fetch_from_sid lammps LAMMPS "$tmp/lammps.tar.gz" \
        "give LAMMPS 22 Jul 2025 or newer in LAMMPS_SOURCE_DIR, or look at the network and start again"
    mkdir "$tmp/source"
    step "$logs/fetch.log" "Unpacking LAMMPS" tar -xzf "$tmp/lammps.tar.gz" -C "$tmp/source" --anchored \
        --exclude=bench --exclude=doc --exclude=examples --exclude=tools --exclude=unittest
    lammps_source=$cache/lammps-$(version_number "$tmp/source")-source
    mv "$tmp/source" "$lammps_source" || die "cannot rename $tmp/source to $lammps_source"
    rm -rf "$tmp/apt" "$tmp/lammps.tar.gz" # 230 MB, before LAMMPS is built
    say "LAMMPS $(version_name "$lammps_source"): fetched in $((SECONDS - start)) s"
}

# build_lammps VERSION FOLDER LOG OPTION...: the command in `inside`, if any, enters the world that it is built in.
build_lammps() {
    local tmp=$cache/tmp/build version=$1 folder=$2 log=$3
    shift 3
    say "Building LAMMPS $version, once: this takes some minutes"
    # lmp finds its library beside it, or by the final name where /proc is not mounted.
    step "$log" "Configuring LAMMPS" "${inside[@]}" cmake -S "$lammps_source/cmake" -B "$tmp" -G Ninja \
        -D CMAKE_BUILD_RPATH="$folder" "$@"
    step "$log" "Building LAMMPS" "${inside[@]}" cmake --build "$tmp" --target lmp
    step "$log" "Starting LAMMPS" "${inside[@]}" env LD_LIBRARY_PATH="$tmp" "$tmp/lmp" -help
    rm -rf "$tmp/CMakeFiles"               # object files: large, and of no more use
    mv "$tmp" "$folder" || die "cannot rename $tmp to $folder"
}
