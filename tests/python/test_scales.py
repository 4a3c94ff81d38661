# SPDX-License-Identifier: GPL-2.0-only
"""Scales from a calculator: those of the crystal, worked out by hand, or an error that says what to give."""
import pytest
from ase import Atoms
from ase.calculators.calculator import Calculator
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones

from learn2hop.scales import ScalesError, from_calculator, of_element


def test_lennard_jones_fcc():
    """Without a cutoff the fcc crystal of wells of depth 1 at distance 1 has its neighbours at 0.9712 and 8.61 an atom; cut at
    2.5 sigma (and shifted) it is a little wider and less bound."""
    length, energy = of_element("Ar", LennardJones(sigma=3.4, epsilon=0.0104, rc=8.5))
    assert length == pytest.approx(3.4 * 2 ** (1 / 6) * 0.9712, rel=0.01)
    assert energy == pytest.approx(0.0104 * 8.61 / 6, rel=0.25)


def test_an_alloy_has_the_mean_of_its_atoms():
    gold, silver = of_element("Au", EMT()), of_element("Ag", EMT())
    assert gold[0] == pytest.approx(2.87, abs=0.02)  # EMT: a = 4.06 A
    mixed = from_calculator(["Au", "Ag", "Ag", "Ag"], EMT())
    assert mixed == pytest.approx([(a + 3 * b) / 4 for a, b in zip(gold, silver)])


class Flat(Calculator):
    implemented_properties = ["energy", "forces"]

    def calculate(self, *arguments):
        super().calculate(*arguments)
        self.results = {"energy": 0.0, "forces": 0 * self.atoms.positions}


@pytest.mark.parametrize("element, calculator, words", [
    ("Cu", Flat(), "no lowest energy at any distance"), ("Si", EMT(), "by this calculator"), ("Cu", None, "no calculator")])
def test_an_error_says_what_to_give(element, calculator, words):
    with pytest.raises(ScalesError, match=words):
        from_calculator([element], calculator)


def test_atoms_keep_their_calculator():
    calculator = EMT()
    atoms = Atoms("Cu2", positions=[[0, 0, 0], [0, 0, 2.3]], calculator=calculator)
    before = atoms.get_potential_energy()
    of_element("Cu", calculator)
    assert atoms.get_potential_energy() == before
