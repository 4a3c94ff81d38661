# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034   # root, build, cache, logs and lammps_* are set by bootstrap, step_help read by step
# A second LAMMPS, with KOKKOS, for the tests of the kk styles, and this project built for it in build/kokkos.
#
# Debian 12 has no Kokkos that LAMMPS takes, and Debian sid's, which is shared as plugins need it, runs on a newer C
# library. So unless the user has a Kokkos (see --help), LAMMPS is built in a root folder of its own, made from sid:
#   debian-kokkos-KEY            the root folder; KEY stands for its packages
#   kokkos-KEY                   a shared Kokkos, built from the one inside LAMMPS_SOURCE_DIR
#   lammps-kokkos-VERSION-KEY    the LAMMPS built with either
# As in lammps.sh, each is made under the name tmp and renamed when whole.

kokkos_packages=(g++ cmake ninja-build make python3 libopenmpi-dev openmpi-bin libkokkos-dev
    librandom123-dev libxxhash-dev)
kokkos_lammps_options=("${lammps_options[@]}" -D CMAKE_CXX_STANDARD=20 -D PKG_KOKKOS=ON -D EXTERNAL_KOKKOS=ON)
kokkos_how="start ./bootstrap test as root on Debian, with the network there, or give a shared Kokkos 5.1 or newer that \
has OpenMP in Kokkos_ROOT, or a LAMMPS that holds lib/kokkos in LAMMPS_SOURCE_DIR"

# Sets kokkos_lammps and the command that enters its world, kokkos_enter; or kokkos_missing, the reason why not.
# kokkos_prefix is where Kokkos's own headers are, as seen from outside.
prepare_kokkos() {
    local start=$SECONDS log=$logs/lammps-kokkos.log found=reused
    kokkos_enter=() kokkos_lammps='' kokkos_missing='' kokkos_prefix=''
    if [ "${LEARN2HOP_KOKKOS:-yes}" = no ]; then
        kokkos_missing="LEARN2HOP_KOKKOS=no"
    elif ! find_kokkos; then
        kokkos_missing=${kokkos_missing:-"it could not be made, see above and $logs"}
    else
        kokkos_lammps=$cache/lammps-kokkos-$(version_number "$lammps_source")-$(kokkos_key)
        if [ ! -d "$kokkos_lammps" ]; then
            lock_cache
            if [ ! -d "$kokkos_lammps" ]; then
                found=built
                (inside=("${kokkos_enter[@]}")
                 build_lammps "$(version_name "$lammps_source") with Kokkos" "$kokkos_lammps" "$log" \
                     "${kokkos_lammps_options[@]}") ||
                    kokkos_missing="LAMMPS could not be built with it, see above and $log"
            fi
            unlock_cache
        fi
    fi
    if [ -n "$kokkos_missing" ]; then
        say "Kokkos: its tests will be skipped: $kokkos_missing"
    elif [ $found = built ]; then
        say "LAMMPS with Kokkos: built in $((SECONDS - start)) s, kept in $kokkos_lammps"
    else
        say "LAMMPS with Kokkos: reused from $kokkos_lammps"
    fi
}

# What the LAMMPS with Kokkos is made of: options, compiler and, in the name of the plain LAMMPS's folder, the sources.
kokkos_key() {
    { printf '%s\n' "${kokkos_lammps_options[@]}" "${lammps_build##*/}"
      "${kokkos_enter[@]}" "${CXX:-c++}" --version; } | short_hash
}

# The user's own Kokkos first. A failure costs the Kokkos tests and nothing else, so it ends a subshell.
find_kokkos() {
    if [ -n "${Kokkos_ROOT:-}" ]; then
        [ -d "$Kokkos_ROOT" ] || die "Kokkos_ROOT=$Kokkos_ROOT is no folder: give the one that Kokkos was installed in"
        kokkos_prefix=$(cd "$Kokkos_ROOT" && pwd)
        kokkos_lammps_options+=(-D "Kokkos_ROOT=$kokkos_prefix")
    elif [ -e "$lammps_source/lib/kokkos/CMakeLists.txt" ]; then
        find_bundled_kokkos
    else
        find_kokkos_root
    fi
}

# LAMMPS would link it into its own library; shared, a plugin can use the same one.
find_bundled_kokkos() {
    local source=$lammps_source/lib/kokkos folder
    folder=$cache/kokkos-$({ find "$source" -type f -printf '%p %s %T@\n' | sort; "${CXX:-c++}" --version; } | short_hash)
    if [ ! -d "$folder" ]; then
        lock_cache
        [ -d "$folder" ] || (build_bundled_kokkos "$source" "$folder") || { unlock_cache; return 1; }
        unlock_cache
    fi
    kokkos_prefix=$folder
    kokkos_lammps_options+=(-D "Kokkos_ROOT=$folder")
}

build_bundled_kokkos() {
    local tmp=$cache/tmp/kokkos log=$logs/kokkos.log
    step "$log" "Configuring Kokkos" cmake -S "$1" -B "$tmp" -G Ninja -D CMAKE_BUILD_TYPE=Release \
        -D CMAKE_INSTALL_PREFIX="$2" -D CMAKE_INSTALL_LIBDIR=lib -D CMAKE_CXX_STANDARD=20 -D BUILD_SHARED_LIBS=ON \
        -D Kokkos_ENABLE_SERIAL=ON -D Kokkos_ENABLE_OPENMP=ON -D Kokkos_ENABLE_IMPL_VIEW_LEGACY=ON
    step "$log" "Building Kokkos" cmake --build "$tmp"
    step "$log" "Installing Kokkos" env "DESTDIR=$cache/tmp/installed" cmake --install "$tmp"
    mv "$cache/tmp/installed$2" "$2" || die "cannot rename $cache/tmp/installed$2 to $2"
}

find_kokkos_root() {
    local folder packages
    packages=$(IFS=, && echo "${kokkos_packages[*]}")
    folder=$cache/debian-kokkos-$(echo "$packages" | short_hash)
    if [ "$(id -u)" -ne 0 ]; then
        kokkos_missing="only root can make and enter the Debian root that it needs"
        return 1
    fi
    if ! apart true 2>/dev/null; then
        kokkos_missing="this machine does not allow unshare --mount --pid, so no Debian root can be entered"
        return 1
    fi
    if [ ! -d "$folder" ]; then
        lock_cache
        [ -d "$folder" ] || (make_kokkos_root "$folder" "$packages") || { unlock_cache; return 1; }
        unlock_cache
    fi
    kokkos_prefix=$folder/usr
    kokkos_enter=("$root/tools/kokkos-root.sh" "$folder" "$build" "$cache" "$lammps_source" --)
}

# A command in namespaces of its own: what it mounts ends with it, however it ends. (As in tools/kokkos-root.sh.)
apart() {
    # shellcheck disable=SC2016   # for the inner shell
    unshare --mount --propagation unchanged --pid --fork --kill-child \
        sh -c 'mount --make-rprivate / 2>/dev/null; exec "$@"' apart "$@"
}

make_kokkos_root() {
    local tmp=$cache/tmp/root log=$logs/kokkos-root.log site start=$SECONDS
    site=$(debian_site)
    [ -n "$site" ] || die "apt knows of no Debian archive to take Kokkos from"
    need_space "$cache" 4000 "a Debian root with Kokkos" "make room, or give another place in XDG_CACHE_HOME"
    if ! command -v debootstrap >/dev/null; then
        step "$log" "Installing debootstrap" env DEBIAN_FRONTEND=noninteractive apt-get -y \
            -o DPkg::Lock::Timeout=600 --no-install-recommends install debootstrap
    fi
    say "Making a Debian sid with Kokkos from $site, once: this takes some minutes"
    step "$log" "Debian sid" apart \
        debootstrap --variant=minbase --include="$2" sid "$tmp" "$site"
    # Debian's CMake export of Kokkos names two libraries that hold headers alone, and its package lacks them.
    local library
    for library in algorithms simd; do
        library=$(echo "$tmp"/usr/lib/*/libkokkoscore.so | sed "s/core\.so$/$library.a/")
        [ -e "$library" ] || printf '!<arch>\n' >"$library" || die "cannot write $library"
    done
    rm -rf "$tmp"/var/cache/apt/archives/*.deb
    mv "$tmp" "$1" || die "cannot rename $tmp to $1"
    say "Debian sid with Kokkos: made in $((SECONDS - start)) s, kept in $1"
}

# build/kokkos/include names the prefix of Kokkos's headers, for the test that compiles with nvcc, out here.
# build/kokkos/enter is what CTest runs the tests of build/kokkos through; without it they are skipped.
build_kokkos() {
    local start=$SECONDS folder=$build/kokkos options log=$logs/kokkos-build.log
    mkdir -p "$folder"
    rm -f "$folder/enter" "$folder/include"
    [ -z "$kokkos_prefix" ] || echo "$kokkos_prefix" >"$folder/include"
    echo "${kokkos_missing:+$kokkos_missing. To get it, $kokkos_how}" >"$folder/missing"
    [ -z "$kokkos_missing" ] || return 0

    options=(-G Ninja -D "LAMMPS_SOURCE_DIR=$lammps_source" -D "LAMMPS_BUILD_DIR=$kokkos_lammps" -D L2H_TRAINER=OFF)
    if [ ! -e "$folder/build.ninja" ] || [ "${options[*]}" != "$(cat "$folder/options" 2>/dev/null)" ]; then
        rm -rf "$folder/CMakeCache.txt" "$folder/CMakeFiles"      # another compiler, maybe
        step "$logs/kokkos-configure.log" "Configuring learn2hop with Kokkos" \
            "${kokkos_enter[@]}" cmake -S "$root" -B "$folder" "${options[@]}"
        printf '%s' "${options[*]}" >"$folder/options"
    fi
    step "$log" "Building learn2hop with Kokkos" "${kokkos_enter[@]}" cmake --build "$folder"
    printf '#!/bin/sh\nexec %s"$@"\n' "$([ ${#kokkos_enter[@]} -eq 0 ] || printf '%q ' "${kokkos_enter[@]}")" >"$folder/enter"
    chmod +x "$folder/enter"
    if grep -q 'no work to do' "$log"; then
        say "learn2hop with Kokkos: up to date in $folder"
    else
        say "learn2hop with Kokkos: built in $((SECONDS - start)) s in $folder"
    fi
}
