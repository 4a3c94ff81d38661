# SPDX-License-Identifier: GPL-2.0-only
"""ASE reads the structures that learn2hop writes, with energies, forces and cells."""
import os
import subprocess

import pytest
from ase.io import read


def minima(folder, system):
    path = folder / "minima.xyz"
    subprocess.run([os.environ["L2H_TRAINER"], "baseline", "basin-hopping-lbfgs", "--system", system, "--starts", "2", "--steps", "300",
                    "--minima", str(path)], check=True, stdout=subprocess.DEVNULL)
    return read(path, index=":")


@pytest.mark.parametrize("system, formula, energy", [("lj:7", {"X": 7}, -16.505384), ("gupta:Ag1Au6", {"Ag": 1, "Au": 6}, None), ("sw:Si8", {"Si": 8}, None)])
def test_minima(tmp_path, system, formula, energy):
    structures = minima(tmp_path, system)
    assert structures
    for atoms in structures:
        assert atoms.symbols.formula.count() == formula
        assert atoms.get_forces() == pytest.approx(0, abs=0.01)
        assert atoms.get_potential_energy() < 0
        assert atoms.pbc.all() == system.startswith("sw:")
    assert structures[0].get_potential_energy() == min(atoms.get_potential_energy() for atoms in structures)
    if energy:
        assert structures[0].get_potential_energy() == pytest.approx(energy, abs=1e-4)
