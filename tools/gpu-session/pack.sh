# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# shellcheck disable=SC2034,SC2154   # logs, build and cache are for tools/bootstrap, root is set by gpu-session.sh
# What is carried to a machine that has a GPU and no network: libraries, and the sources of LAMMPS and Kokkos.

# shellcheck source=tools/bootstrap/common.sh
. "$root/tools/bootstrap/common.sh"
# shellcheck source=tools/bootstrap/sid.sh
. "$root/tools/bootstrap/sid.sh"
# shellcheck source=tools/bootstrap/lammps.sh
. "$root/tools/bootstrap/lammps.sh"

most_bytes=$((64 << 20))
kokkos_oldest=5.1             # that LAMMPS and cmake/LammpsHost.cmake ask for
kokkos_mend="give a Kokkos $kokkos_oldest or newer, the folder or the archive that it is published as, in \
KOKKOS_SOURCE and pack again"

# What the build needs, and of Open MPI what processes on one machine without a network do.
packages=(
    libcyaml-dev libcyaml1 libyaml-dev libyaml-0-2 librandom123-dev liblbfgs-dev liblbfgs0 libxxhash-dev libcmocka-dev libcmocka0
    libsqlite3-dev libsqlite3-0
    libopenmpi-dev libopenmpi3 openmpi-common openmpi-bin libpmix2 libmunge2 libhwloc15 libudev1 libevent-core-2.1-7 libevent-pthreads-2.1-7 zlib1g
    pkgconf-bin libpkgconf3
)

# Of the styles with a Kokkos form those that the tests, the examples and the benchmarks use: nvcc takes a minute for each file.
kokkos_kept=(
    atom_vec min min_linesearch pair fix_nh fix_nh_sphere    # bases, and what LAMMPS builds in any case
    atom_vec_atomic compute_temp fix_minimize fix_nve fix_property_atom fix_setforce min_cg min_fire
    pair_lj_cut pair_soft pair_sw region_block region_sphere
)
kokkos_styles='^((angle|atom_vec|bond|compute|dihedral|fix|improper|min|pair|region)(_.*)?)_kokkos'

pack() {
    mkdir -p "$1"
    folder=$(mktemp -d)
    logs=$folder build=$folder
    cache=${XDG_CACHE_HOME:-${HOME:-~}/.cache}/learn2hop
    trap 'stop_watcher; unlock_cache; rm -rf "$folder"' EXIT
    rm -f "$1"/{libraries,lammps,kokkos}.tar.gz
    pack_libraries "$1/libraries.tar.gz"
    pack_lammps "$1/lammps.tar.gz"
    pack_kokkos "$1/kokkos.tar.gz"
    check_size "$1"
}

pack_libraries() {
    local file
    command -v apt-get dpkg-deb >/dev/null || die "pack needs apt-get and dpkg-deb"
    (cd "$folder" && apt-get -qq -o APT::Sandbox::User=root download "${packages[@]}") ||
        die "the packages cannot be had: try apt-get update"
    for file in "$folder"/*.deb; do
        dpkg-deb -x "$file" "$folder/prefix" || die "$file cannot be unpacked"
    done
    rm -rf "$folder"/prefix/usr/share/{doc,man,lintian,bug}
    tar -czf "$1" -C "$folder/prefix" .
}

pack_lammps() {
    prepare_source
    unlock_cache
    (cd "$lammps_source" && lammps_files) >"$folder/files"
    tar -czf "$1" -C "$lammps_source" --owner=0 --group=0 -T "$folder/files"
}

# Of LAMMPS's source, in the present folder, what is compiled there and how.
lammps_files() {
    local file
    for file in LICENSE README cmake python third_party src/fmt src/nlohmann src/PLUGIN src/STUBS; do
        [ ! -e $file ] || find $file \( -path cmake/packaging -o -name __pycache__ \) -prune -o -type f -print
    done
    ls src/*.cpp src/*.h src/MANYBODY/pair_sw.*
    for file in src/KOKKOS/*.cpp src/KOKKOS/*.h; do
        [[ ${file##*/} =~ $kokkos_styles && " ${kokkos_kept[*]} " != *" ${BASH_REMATCH[1]} "* ]] || echo "$file"
    done
}

# The user's Kokkos, or the one inside the user's LAMMPS, or Debian's.
pack_kokkos() {
    local source=${KOKKOS_SOURCE:-} top version
    if [ -z "$source" ]; then
        source=$lammps_source/lib/kokkos
        if [ ! -e "$source" ]; then
            source=$folder/kokkos.tar.gz
            lock_cache
            if ! (fetch_from_sid kokkos Kokkos "$source" "$kokkos_mend"); then
                unlock_cache
                say "NO KOKKOS in $(dirname "$1"), so its parts cannot be run: $kokkos_mend"
                return
            fi
            unlock_cache
        fi
    fi
    if [ -f "$source" ]; then
        mkdir "$folder/kokkos"
        tar -xf "$source" -C "$folder/kokkos" || die "$source is no archive that tar can unpack: $kokkos_mend"
        source=$folder/kokkos
    fi
    [ -d "$source" ] || die "there is no $source: $kokkos_mend"
    top=$(kokkos_top "$source")
    [ -n "$top" ] || die "$source holds no Kokkos (no CMakeLists.txt that sets Kokkos_VERSION_MAJOR): $kokkos_mend"
    version=$(kokkos_version "$top")
    printf '%s\n' "$kokkos_oldest" "$version" | sort -V -C || die "$source is Kokkos $version: $kokkos_mend"
    [ -e "$top/bin/nvcc_wrapper" ] || die "$source has no bin/nvcc_wrapper, so it is not the whole of Kokkos: $kokkos_mend"
    tar -czf "$1" -C "$top" --owner=0 --group=0 --exclude-vcs .
    say "Kokkos $version"
}

# Archives have a folder above it, or none.
kokkos_top() {
    local file
    file=$(find "$1" -maxdepth 2 -name CMakeLists.txt -exec grep -il 'set *( *Kokkos_VERSION_MAJOR ' {} + | sed -n 1p)
    [ -z "$file" ] || dirname "$file"
}

kokkos_version() {
    sed -n 's/^ *set *( *Kokkos_VERSION_\(MAJOR\|MINOR\|PATCH\) *\([0-9]*\).*/\1 \2/Ip' "$1/CMakeLists.txt" |
        sort -u | awk '{ printf "%s%s", dot, $2; dot = "." }'
}

check_size() {
    local files bytes
    files=("$1"/*.tar.gz)
    bytes=$(cat "${files[@]}" | wc -c)
    du -k "${files[@]}" | awk '{ print $2 ": " $1 " KB" }'
    [ "$bytes" -le "$most_bytes" ] || die "$1 has $bytes bytes, more than the $most_bytes that can be carried"
}
