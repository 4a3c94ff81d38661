# SPDX-License-Identifier: GPL-2.0-only
"""The two scales that a search measures everything in, taken from a calculator.

Of an element they are those of its crystal: the length scale is the distance of nearest neighbours, the energy scale the
cohesive energy an atom over half the number of neighbours, that is, the energy of a bond. The crystal is the one that
ASE knows for the element (fcc, hcp as fcc, bcc, diamond; any other as fcc), with the distance at which this calculator
gives it the lowest energy. Of several elements they are the means, each atom counting once.
"""
import math

import numpy as np
from ase import Atoms
from ase.build import bulk
from ase.data import atomic_numbers, reference_states

NEIGHBOURS = {"fcc": (12, math.sqrt(1 / 2)), "bcc": (8, math.sqrt(3 / 4)), "diamond": (4, math.sqrt(3 / 16))}
LIKE = {"hcp": "fcc"}  # as dense, with as many neighbours at the same distance
SHORTEST, LONGEST, RATIO = 0.8, 6.0, 1.05  # distances tried, in Angstrom (or what the calculator takes for it)
PRECISION = 1e-4


class ScalesError(ValueError):
    pass


def structure_of(element):
    reference = reference_states[atomic_numbers[element]] or {}
    structure = LIKE.get(reference.get("symmetry"), reference.get("symmetry"))
    return structure if structure in NEIGHBOURS else "fcc"


def _energy(atoms, calculator):
    atoms.calc = calculator
    energy = float(atoms.get_potential_energy())
    return energy if math.isfinite(energy) else math.inf


def _lowest(energy_at, alone):
    """Distance and energy of the deepest well: a scan inwards until atoms repel each other, then a golden section. Farther in
    many potentials fall without end, and neighbours are costly."""
    distances, energies = [], []
    distance = LONGEST
    while distance > SHORTEST:
        distances.append(distance)
        energies.append(energy_at(distance))
        if energies[-1] > alone and min(energies) < alone:
            break
        distance /= RATIO
    wells = [k for k in range(1, len(distances) - 1) if energies[k] < energies[k + 1] and energies[k] <= energies[k - 1]]
    if not wells:
        return None
    best = min(wells, key=lambda k: energies[k])
    low, high = distances[best + 1], distances[best - 1]
    golden = (math.sqrt(5) - 1) / 2
    left, right = high - golden * (high - low), low + golden * (high - low)
    at_left, at_right = energy_at(left), energy_at(right)
    while high - low > PRECISION * low:
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - golden * (high - low)
            at_left = energy_at(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + golden * (high - low)
            at_right = energy_at(right)
    return (left, at_left) if at_left < at_right else (right, at_right)


def of_element(element, calculator):
    """Length and energy scale of one element: some 60 energies of a crystal of one or two atoms, and one of an atom."""
    structure = structure_of(element)
    neighbours, share = NEIGHBOURS[structure]

    def energy_at(distance):
        crystal = bulk(element, structure, a=distance / share)
        return _energy(crystal, calculator) / len(crystal)

    mend = "give length= (distance of nearest neighbours) and energy= (energy of a bond)"
    try:
        alone = _energy(Atoms(element, cell=[4 * LONGEST] * 3, pbc=False), calculator)
        lowest = _lowest(energy_at, alone)
    except Exception as error:  # whatever a calculator raises that cannot do crystals
        raise ScalesError(f"no scales for {element}: its {structure} crystal has no energy by this calculator ({error}); "
                          + mend) from error
    if lowest is None:
        raise ScalesError(f"no scales for {element}: by this calculator its {structure} crystal has no lowest energy at "
                          f"any distance of neighbours from {SHORTEST} to {LONGEST}; {mend}")
    distance, energy = lowest
    if not alone - energy > 0:
        raise ScalesError(f"no scales for {element}: by this calculator its {structure} crystal is not bound; {mend}")
    return float(distance), float((alone - energy) / (neighbours / 2))


def from_calculator(symbols, calculator):
    """Length and energy scale of atoms of these elements."""
    if calculator is None:
        raise ScalesError("no scales: the atoms have no calculator to take them from")
    scales = {element: of_element(element, calculator) for element in sorted(set(symbols))}
    mean = np.mean([scales[element] for element in symbols], axis=0)
    return float(mean[0]), float(mean[1])
