#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# wheel.sh WHEEL: installs a wheel of this project and what it needs into a new virtual environment and uses it from
# there, with no variable that says where it is. Not among CTest's tests: a wheel is a build of its own, and pip needs
# the network. Made by pip wheel . --no-deps.
set -euo pipefail
[ $# -eq 1 ] || { sed -n '3,5s/^# //p' "$0" >&2; exit 2; }
wheel=$(realpath "$1")
unset LAMMPS_POTENTIALS LAMMPS_PLUGIN_PATH LD_LIBRARY_PATH PYTHONPATH

fail() { printf 'wheel: %s\n' "$*" >&2; exit 1; }

work=$(mktemp -d)
trap '/bin/rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" -q install "$wheel"
cd "$work"
export PATH=$work/venv/bin:/nowhere OMP_NUM_THREADS=1     # no compiler, no mpirun

package=$(python -c 'import learn2hop; print(learn2hop.__path__[0])')
version=$(python -c 'import learn2hop; print(learn2hop.__version__)')
[ "$(learn2hop --version)" = "learn2hop $version" ] || fail "the command and the library have two versions"
case $wheel in */learn2hop-"$version"-*) ;; *) fail "the library is $version, in $wheel" ;; esac

learn2hop info lj13.learned >/dev/null
learn2hop search --system lj:13 --starts 2 --until-global-minimum
for file in "$package/bin/learn2hop" "$package"/lib/*.so*; do
    for needed in $(/usr/bin/ldd "$file" | while read -r name _; do echo "$name"; done); do
        case $needed in
            linux-vdso.so.* | libc.so.* | libm.so.* | */ld-linux*) ;;
            *) fail "${file##*/} needs $needed of the system's" ;;
        esac
    done
done

python - <<'END'
from importlib.metadata import entry_points
from ase.cluster import Octahedron
from ase.calculators.emt import EMT
from learn2hop.ase import HopSearch, LearnedOptimizer

atoms = Octahedron("Cu", 4, 1)
atoms.calc = EMT()
octahedron = atoms.get_potential_energy()
lowest = HopSearch(atoms, random_start=True, logfile=None).run(evaluations=1000)[0].get_potential_energy()
print("38 copper atoms by EMT:", lowest)
assert lowest < octahedron, "from random places to something below the truncated octahedron"
LearnedOptimizer(atoms, "lj13", length=2.5, energy=0.6, logfile=None).run(fmax=0, steps=5)
try:
    (entry,) = entry_points(group="lammps.plugins")
except TypeError:  # Python 3.9
    (entry,) = entry_points()["lammps.plugins"]
print("plugins in", entry.load()())
END
printf 'wheel: %s works\n' "${wheel##*/}"
