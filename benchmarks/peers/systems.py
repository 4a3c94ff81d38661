# SPDX-License-Identifier: GPL-2.0-only
"""The systems: each a LAMMPS script that makes the atoms, which every method but the project's own takes its forces from."""
import dataclasses
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent


@dataclasses.dataclass(frozen=True)
class System:
    script: pathlib.Path
    atoms: int
    learn2hop: str                # how learn2hop names it; SCRIPT stands for the path of a script that it can read
    length: float                 # nearest neighbours, and the energy of a bond
    energy: float
    known: float = None           # the lowest minimum known; None: the lowest in so many evaluations is what counts
    variables: tuple = ()         # of the script
    elements: tuple = ("Ar",)     # of LAMMPS's types, and how many atoms each has; () for one element
    counts: tuple = ()
    evaluations: int = 20000      # a run has at most, where nothing else is said
    temperature: float = 0.2      # of basin hopping, in bonds
    glass: bool = False           # hops are not to look for a crystal
    kick: float = 0.4             # of basin hopping and of the displacement loop, in nearest neighbours

    @property
    def until(self):
        """What counts as the same minimum: a thousandth of an eV or of a well's depth above, as for learn2hop."""
        return -float("inf") if self.known is None else self.known + 1e-3

    def symbols(self):
        counts = self.counts or (self.atoms,)
        return [element for element, count in zip(self.elements, counts) for _ in range(count)]


def lennard_jones(atoms, known):
    return System(HERE / "system.lj", atoms, f"lj:{atoms}", 1, 1, known, (("atoms", str(atoms)),), temperature=0.8)


SYSTEMS = {
    "lj13": lennard_jones(13, -44.326801),
    "lj38": lennard_jones(38, -173.928427),
    "cu38": System(ROOT / "examples/cu38-eam/system.cu38-eam", 38, "lammps:SCRIPT", 2.556, 0.59, -108.578950, elements=("Cu",)),
    "ag31au7": System(HERE / "system.ag31au7", 38, "gupta:Ag31Au7", 2.885, 0.5, -106.189367, elements=("Ag", "Au"), counts=(31, 7),
                      temperature=0.1),
    "asi216": System(ROOT / "examples/asi216-tersoff/system.asi", 216, "lammps:SCRIPT", 2.352, 2.315, glass=True, variables=(("cells", "3"),),
                     elements=("Si",), evaluations=10000, kick=0.1),
}
