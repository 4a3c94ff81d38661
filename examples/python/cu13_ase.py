#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Hops with a calculator of ASE's: 13 copper atoms by effective medium theory (EMT), from random places.

Writes every minimum that was met to cu13.traj, which `ase gui` opens.
"""

from ase import Atoms
from ase.calculators.emt import EMT
from learn2hop.ase import HopSearch

atoms = Atoms("Cu13", positions=[(2.5 * i, 0, 0) for i in range(13)], calculator=EMT())
search = HopSearch(atoms, seed=1, random_start=True, logfile=None, trajectory="cu13.traj")
search.run(evaluations=250)

for k, minimum in enumerate(search.minima[:5], 1):
    print(f"minimum {k}: {minimum.get_potential_energy():.6f} eV")
print(f"energy found: {search.minima[0].get_potential_energy():.6f} eV after {search.evaluations:.0f} evaluations")
