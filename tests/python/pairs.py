# SPDX-License-Identifier: GPL-2.0-only
"""What the tests share: a Lennard-Jones calculator in the form of `lj:N` that remembers nothing, and starts."""
import numpy as np
from ase import Atoms
from ase.calculators.calculator import Calculator, all_changes


class Pairs(Calculator):
    """Well depth 1 at distance 1, all pairs, nearest images where there is a cell: the same positions, the same bits."""
    implemented_properties = ["energy", "forces", "energies"]
    calls = 0

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        self.calls += 1
        x = self.atoms.positions
        d = x[:, None] - x[None]
        for c in range(3):
            if self.atoms.pbc[c]:
                d[..., c] -= self.atoms.cell[c, c] * np.rint(d[..., c] / self.atoms.cell[c, c])
        r2 = (d ** 2).sum(-1)
        np.fill_diagonal(r2, np.inf)
        s6 = r2 ** -3
        shares = 0.5 * (s6 * (s6 - 2)).sum(1)
        forces = ((12 * s6 * (s6 - 1) / r2)[..., None] * d).sum(1)
        self.results = {"energy": shares.sum(), "energies": shares, "forces": forces}


def cluster(n, seed=3, calculator=None):
    """Atoms at random places, of as many digits as a file holds."""
    edge = n ** (1 / 3)
    positions = np.round(np.random.default_rng(seed).uniform(-edge / 2, edge / 2, (n, 3)), 8)
    atoms = Atoms(f"Ar{n}", positions=positions)
    atoms.calc = calculator or Pairs()
    return atoms


SCALES = {"length": 1, "energy": 1, "logfile": None}
