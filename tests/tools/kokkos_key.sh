# SPDX-License-Identifier: GPL-2.0-only
# kokkos_key.sh SOURCE_TREE: the name that the LAMMPS with Kokkos is kept under. A build takes ten minutes, so it changes only
# with what the build is made of.
set -eu
export LC_ALL=C
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
. "$1/tools/bootstrap/lammps.sh"
. "$1/tools/bootstrap/kokkos.sh"
kokkos_enter=()

lammps_build=$folder/lammps-user-one
mkdir "$lammps_build" "$folder/lammps-user-two"
echo library >"$lammps_build/liblammps.so"
key=$(kokkos_key)
same() { [ "$(kokkos_key)" = "$key" ] || { echo "FAILED: another key after $1"; exit 1; }; }
other() { [ "$(kokkos_key)" != "$key" ] || { echo "FAILED: the same key after $1"; exit 1; }; }

[ ${#key} = 12 ] || { echo "FAILED: '$key' is no key"; exit 1; }
ln "$lammps_build/liblammps.so" "$folder/backup"
same "a hard link to the library"
touch -d '1 year ago' "$lammps_build/liblammps.so"
same "another time of the library"
mkdir "$folder/elsewhere"
cp -r "$lammps_build" "$folder/elsewhere"
lammps_build=$folder/elsewhere/lammps-user-one
same "a copy of the cache"
lammps_build=$folder/lammps-user-two
other "other sources"
lammps_build=$folder/lammps-user-one
kokkos_lammps_options+=(-D PKG_EXTRA=ON)
other "another option"
echo "all passed"
