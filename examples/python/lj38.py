#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Hops from several random starts, by LAMMPS's Python module: the lowest minimum of 38 Lennard-Jones atoms.

LAMMPS loads learn2hopplugin.so from LAMMPS_PLUGIN_PATH. Writes the lowest structure to lj38.xyz.
"""

import argparse

from lammps import lammps

CLUSTER = """
units        lj
atom_modify  map array
boundary     s s s
neighbor     0.3 nsq
region       ball sphere 0 0 0 2.4
region       box block -3 3 -3 3 -3 3
create_box   1 box
create_atoms 1 random 38 {seed} ball
mass         1 1.0
pair_style   lj/hop
pair_coeff   1 1 1.0 1.0
thermo_modify norm no
"""

HOPS = """
min_style    learned
min_modify   hops yes horizon {steps} seed {seed} length_scale 1.0 energy_scale 1.0
minimize     0.0 1.0e-8 {iterations} {evaluations}
"""


def search(lmp, seed, steps):
    """Energy and places of the lowest minimum that `steps` force evaluations meet."""
    lmp.command("clear")
    lmp.commands_string(CLUSTER.format(seed=seed))
    lmp.commands_string(HOPS.format(seed=seed, steps=steps, iterations=steps + 1000, evaluations=10 * steps + 10000))
    x = lmp.gather_atoms("x", 1, 3)
    return lmp.get_thermo("pe"), [x[3 * i:3 * i + 3] for i in range(lmp.get_natoms())]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=5, metavar="N", help="random starts (5)")
    parser.add_argument("--steps", type=int, default=1500, metavar="N", help="force evaluations from each (1500)")
    options = parser.parse_args()

    lmp = lammps(cmdargs=["-log", "none", "-screen", "none"])
    found = []
    for seed in range(1, options.starts + 1):
        energy, places = search(lmp, seed, options.steps)
        print(f"seed {seed}: {energy:.6f}")
        found.append((energy, places))
    lmp.close()

    energy, places = min(found)
    with open("lj38.xyz", "w") as file:
        file.write(f"{len(places)}\nenergy={energy:.6f}\n")
        file.writelines(f"Ar {x:.10f} {y:.10f} {z:.10f}\n" for x, y, z in places)
    print(f"energy found: {energy:.6f}   known global minimum: -173.928427")


if __name__ == "__main__":
    main()
