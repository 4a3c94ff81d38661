# SPDX-License-Identifier: GPL-2.0-only
"""ASE's atoms as the problem of the C library, and their energies as its answers."""
import base64
import math
import os
import tempfile

import numpy as np
from ase.calculators.calculator import CalculationFailed
from ase.constraints import FixAtoms
from ase.io.jsonio import read_json, write_json

from learn2hop.library import Error, ffi
from learn2hop.scales import from_calculator


def pointer(array, kind="double[]"):
    """The array's memory for the library; the array must live as long as the library reads it."""
    return ffi.from_buffer(kind, array)


def view(positions, atoms):
    """Memory of the library's, [atoms][3], as a copy of numpy's."""
    return np.frombuffer(ffi.buffer(positions, 24 * atoms)).reshape(atoms, 3).copy()


def frozen_of(atoms):
    """[atoms], true where FixAtoms holds an atom; other constraints are refused."""
    frozen = np.zeros(len(atoms), bool)
    for constraint in atoms.constraints:
        if not isinstance(constraint, FixAtoms):
            raise Error(f"the atoms have a constraint {type(constraint).__name__}: of ASE's constraints FixAtoms alone is "
                        "known; take the others away")
        frozen[constraint.index] = True
    return frozen


def species_of(atoms, species):
    """[atoms], the place of each atom's element in `species`, by default its elements in the order of the alphabet."""
    symbols = atoms.get_chemical_symbols()
    order = list(species) if species is not None else sorted(set(symbols))
    missing = sorted(set(symbols) - set(order))
    if missing:
        raise Error(f"species={order} lacks {', '.join(missing)}, which the atoms have")
    return np.array([order.index(symbol) for symbol in symbols], np.intc), len(order)


def scales_of(atoms, weights, length, energy):
    """As given; of weights in eV and Angstrom their own; else from the calculator."""
    if length is not None and energy is not None:
        return float(length), float(energy)
    if weights is not None and weights.facts.network and weights.units == "metal":
        own = weights.facts.length, weights.facts.energy
    else:
        own = from_calculator(atoms.get_chemical_symbols(), atoms.calc)
    return float(length if length is not None else own[0]), float(energy if energy is not None else own[1])


class Problem:
    """What a walker or a learned optimizer is made from; `c` is the library's struct, and this keeps what it points to."""

    def __init__(self, atoms, length, energy, species=None, start=None):
        self.start = np.array(atoms.get_positions() if start is None else start, float, order="C")
        self.kind, kinds = species_of(atoms, species)
        self.frozen = frozen_of(atoms)
        self.c = ffi.new("struct l2h_search_problem *")
        self.c.atoms, self.c.species = len(atoms), kinds
        self.c.species_of = pointer(self.kind, "int[]")
        self.c.frozen = pointer(self.frozen, "bool[]")
        self.c.start = pointer(self.start)
        self.c.length, self.c.energy = length, energy
        cell, periodic = np.array(atoms.get_cell()), atoms.get_pbc()
        if not cell[periodic].any(axis=1).all():
            raise Error("the atoms are periodic (pbc) in a direction in which their cell has no length: set one, atoms.set_cell(...), "
                        "or atoms.pbc = False")
        for k in range(3):
            self.c.cell[k] = list(cell[k] if periodic[k] else np.zeros(3))


class Answers:
    """Energies and gradients of positions, by the calculator of the atoms, counted."""

    def __init__(self, atoms, atom_energies=False):
        if atoms.calc is None:
            raise Error("the atoms have no calculator: set atoms.calc first")
        self.atoms = atoms
        self.atom_energies = atom_energies

    def _energy(self):
        # The energy that forces are the gradient of, where a calculator smears electrons.
        if "free_energy" in getattr(self.atoms.calc, "implemented_properties", ()):
            return self.atoms.get_potential_energy(force_consistent=True)
        return self.atoms.get_potential_energy()

    def at(self, positions, wants_atom_energies=False):
        """Energy, gradient and energies of atoms (or None) there. A calculation that fails is an energy that is none."""
        self.atoms.set_positions(positions, apply_constraint=False)
        try:
            energy = float(self._energy())
            gradient = -np.array(self.atoms.get_forces(apply_constraint=False), float, order="C")
            shares = None
            if wants_atom_energies and self.atom_energies:
                shares = np.array(self.atoms.get_potential_energies(), float, order="C")
        except CalculationFailed:
            energy, gradient, shares = math.nan, np.full((len(self.atoms), 3), math.nan), None
        return energy, gradient, shares


# ---- restart files ----

def write_whole(path, data):
    """JSON, whole or not at all."""
    folder = os.path.dirname(os.path.abspath(path))
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=os.path.basename(path) + ".")
    os.close(handle)
    try:
        write_json(temporary, data)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def read_whole(path, kind):
    try:
        data = read_json(path)
    except (OSError, ValueError) as error:
        raise Error(f"{path}: cannot be read as a restart file ({error}): take another name, or away the file") from error
    if not isinstance(data, dict) or data.get("kind") != kind:
        raise Error(f"{path}: is no restart file of a {kind}: take another name")
    return data


def save_state(bytes_of, save, handle):
    room = ffi.new("char[]", bytes_of(handle))
    save(handle, room)
    return base64.b64encode(ffi.buffer(room)).decode()


def load_state(data):
    return base64.b64decode(data)
