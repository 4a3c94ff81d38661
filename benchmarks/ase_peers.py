#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""HopSearch beside ASE's BasinHopping and MinimaHopping: evaluations until the known global minimum, from the same random starts.

    PYTHONPATH=build/python benchmarks/ase_peers.py [--atoms 13] [--starts 10] [--most 20000] [--methods ...]

Every calculation of energy and forces counts as one, whoever asks for it, and HopSearch's looks at single sites at their share.
ASE's two take their settings for Lennard-Jones from their pages: BasinHopping steps of 0.4 at kT 0.8 (Wales and Doye's
temperature) and quenches by LBFGS; MinimaHopping begins at T0 = 0.5 epsilon and Ediff0 = 0.3, with masses, time step and
quenches scaled to such units. A start that has not met the minimum within --most evaluations counts with those, so its method's
mean is a lower bound.
"""
import argparse
import os
import pathlib
import statistics
import sys
import tempfile

import numpy as np
from ase import Atoms, units
from ase.optimize import LBFGS
from ase.optimize.basin import BasinHopping
from ase.optimize.minimahopping import MinimaHopping

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests" / "python"))
from pairs import Pairs  # noqa: E402

from learn2hop.ase import HopSearch  # noqa: E402

KNOWN = {7: -16.505384, 13: -44.326801, 19: -72.659782, 38: -173.928427}
CLOSE = 1e-3


class Met(Exception):
    pass


class Counted(Pairs):
    """Counts, and ends the method that asks: at the known minimum, or at the budget."""

    def __init__(self, known, most):
        super().__init__()
        self.known, self.most = known, most

    def calculate(self, *arguments, **named):
        super().calculate(*arguments, **named)
        if self.results["energy"] < self.known + CLOSE or self.calls >= self.most:
            raise Met


def start_of(count, seed):
    """At random in a sphere of one atom to a cubic length scale; no closer than 0.7, so that all methods survive the start."""
    random = np.random.default_rng(seed)
    radius = (3 * count / (4 * np.pi)) ** (1 / 3)
    placed = []
    while len(placed) < count:
        x = random.uniform(-radius, radius, 3)
        if x @ x < radius ** 2 and all(np.linalg.norm(x - y) > 0.7 for y in placed):
            placed.append(x)
    return Atoms(f"Ar{count}", positions=placed)


def hop_search(atoms, seed):
    search = HopSearch(atoms, seed=seed, length=1, energy=1, logfile=None)
    atoms.calc.probes = lambda: search.report.counts.probes
    search.run(until=atoms.calc.known, evaluations=atoms.calc.most)


def basin_hopping(atoms, seed):
    np.random.seed(seed)
    BasinHopping(atoms, temperature=0.8, dr=0.4, optimizer=LBFGS, fmax=0.1, logfile=None, optimizer_logfile=None, trajectory=None,
                 local_minima_trajectory=None).run(10 ** 9)


def minima_hopping(atoms, seed):
    np.random.seed(seed)
    atoms.set_masses([1.0] * len(atoms))
    MinimaHopping(atoms, T0=0.5 / units.kB, Ediff0=0.3, fmax=0.1, timestep=0.03 / units.fs, logfile="log",
                  minima_traj="minima.traj")(totalsteps=10 ** 9)


METHODS = {"HopSearch": hop_search, "BasinHopping": basin_hopping, "MinimaHopping": minima_hopping}


def evaluations(method, arguments, seed):
    atoms = start_of(arguments.atoms, seed)
    atoms.calc = calculator = Counted(KNOWN[arguments.atoms], arguments.most)
    calculator.probes = lambda: 0
    with tempfile.TemporaryDirectory() as folder:
        before = os.getcwd()
        os.chdir(folder)  # MinimaHopping leaves files
        try:
            METHODS[method](atoms, seed)
        except Met:
            pass
        finally:
            os.chdir(before)
    return calculator.calls + calculator.probes(), calculator.calls < calculator.most


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--atoms", type=int, default=13, choices=KNOWN)
    parser.add_argument("--starts", type=int, default=10)
    parser.add_argument("--most", type=int, default=20000)
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    arguments = parser.parse_args()
    print(f"LJ{arguments.atoms}, evaluations until {KNOWN[arguments.atoms]}, {arguments.starts} starts")
    for method in arguments.methods:
        runs = [evaluations(method, arguments, seed) for seed in range(1, arguments.starts + 1)]
        spent = [count for count, _ in runs]
        met = sum(found for _, found in runs)
        error = statistics.stdev(spent) / len(spent) ** 0.5 if len(spent) > 1 else float("nan")
        print(f"  {method:<14} met {met:3d} of {len(runs)}   mean {statistics.mean(spent):9.1f} +- {error:.1f}   "
              f"median {statistics.median(spent):9.1f}", flush=True)


if __name__ == "__main__":
    main()
