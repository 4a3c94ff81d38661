# SPDX-License-Identifier: GPL-2.0-only
"""ASE's two global optimizers, each beginning at the atoms that the system's script makes.

BasinHopping: temperature and steps of the system, quenches by ASE's LBFGS to 0.1 bonds over nearest neighbours. MinimaHopping:
ASE's own numbers where energies are eV; for Lennard-Jones, T0 = 0.5 and Ediff0 = 0.3 depths of the well, mass 1, time steps of 0.03.
"""
import os
import tempfile

import numpy as np
from ase import Atoms, units
from ase.calculators.calculator import Calculator, all_changes
from ase.optimize import LBFGS
from ase.optimize.basin import BasinHopping
from ase.optimize.minimahopping import MinimaHopping

from engine import Engine
from meter import Meter, Over


class Counted(Calculator):
    """The engine's energies and forces. ASE asks again only where atoms have moved."""

    implemented_properties = ["energy", "forces"]

    def __init__(self, engine, meter):
        super().__init__()
        self.engine, self.meter = engine, meter

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        energy, forces = self.engine.compute(self.atoms.positions)
        self.results = {"energy": energy, "forces": forces}
        self.meter.note(energy)


def basin_hopping(system, atoms):
    BasinHopping(atoms, temperature=system.temperature * system.energy, dr=system.kick * system.length, optimizer=LBFGS,
                 fmax=0.1 * system.energy / system.length, logfile=None, optimizer_logfile=None, trajectory=None,
                 local_minima_trajectory=None).run(10 ** 9)


def minima_hopping(system, atoms):
    settings = {}
    if system.energy == 1:
        atoms.set_masses([1.0] * len(atoms))
        settings = {"T0": 0.5 / units.kB, "Ediff0": 0.3, "fmax": 0.1, "timestep": 0.03 / units.fs}
    MinimaHopping(atoms, logfile="log", minima_traj="minima.traj", **settings)(totalsteps=10 ** 9)


def hops(system, atoms):
    """The project's search by its class for ASE: the same hops as the command's, counted from outside."""
    from learn2hop.ase import HopSearch
    HopSearch(atoms, seed=atoms.info["seed"], length=system.length, energy=system.energy, logfile=None, random_start=not atoms.pbc.any()).run(
        evaluations=10 ** 9)


def run(method, system, seed, most):
    engine, meter = Engine(system, seed), Meter(system.until, most)
    atoms = Atoms(system.symbols(), positions=engine.start, cell=[engine.cell] * 3 if engine.periodic else None, pbc=engine.periodic,
                  info={"seed": seed})
    atoms.calc = Counted(engine, meter)
    np.random.seed(seed)
    with tempfile.TemporaryDirectory() as folder:
        before = os.getcwd()
        os.chdir(folder)  # MinimaHopping leaves files
        try:
            method(system, atoms)
        except Over:
            pass
        finally:
            os.chdir(before)
            engine.close()
    return meter


def method(search):
    return lambda system, seed, most: run(search, system, seed, most)


METHODS = {"ase-basin-hopping": method(basin_hopping), "ase-minima-hopping": method(minima_hopping), "ase-hops": method(hops)}
