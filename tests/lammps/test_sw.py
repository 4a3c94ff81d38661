# SPDX-License-Identifier: GPL-2.0-only
"""pair_style sw/hop against LAMMPS's stock sw, the paper's energies, finite differences, and its own rules."""

import itertools
import os
import random

import harness
import many_body
from many_body import POTENTIALS

STOCK = os.path.join(os.environ["LAMMPS_SOURCE_DIR"], "potentials")
SI = f"{STOCK}/Si.sw"
PAPER = f"{POTENTIALS}/Si-paper.sw"

PERIODIC = "units metal\nread_data data\n"

# The two fcc lattices of diamond and zincblende, with the types that sit on them.
FCC = [(0, 0, 0), (0.5, 0.5, 0), (0.5, 0, 0.5), (0, 0.5, 0.5)]


def zincblende(one, other):
    """one, other: the types on either lattice, site by site."""
    return ([(*site, kind) for site, kind in zip(FCC, one)] +
            [(*(x + 0.25 for x in site), kind) for site, kind in zip(FCC, other)])


def pair(style, file, *elements):
    return f"pair_style {style}\npair_coeff * * {file} {' '.join(elements)}\n"


class SWTest(many_body.ManyBodyTest):
    def crystal(self, edge, cells=2, by=0.3, one=(1,) * 4, other=(1,) * 4, seed=11):
        positions, types = many_body.shaken(zincblende(one, other), edge, cells, by, seed)
        self.data("data", positions, (0.0, cells * edge), types=types)

    def against_stock(self, file, *elements, setup=PERIODIC, **options):
        self.compare(setup, pair("sw/hop", file, *elements), pair("sw", file, *elements), **options)

    def test_silicon(self):
        self.crystal(5.431)
        self.against_stock(SI, "Si")
        self.against_stock(PAPER, "Si")

    def test_silicon_in_other_boxes(self):
        self.crystal(5.431)
        for setup in ("change_box all boundary f f f\n", "change_box all boundary p f s\n",
                      "change_box all triclinic\nchange_box all xy final 3.1 xz final 1.7 remap\n"):
            self.against_stock(SI, "Si", setup=PERIODIC + setup)

    def test_a_box_smaller_than_the_cutoff(self):
        """One cubic cell, squeezed: an atom meets several images of one neighbour, and its own."""
        self.crystal(3.6, cells=1, by=0.1)
        self.against_stock(SI, "Si")

    def test_random_positions(self):
        """Far from any crystal, up to twenty neighbours: nothing cancels."""
        self.data("data", harness.cluster(100, 2, box=11.0, closest=1.7), (0.0, 11.0))
        self.against_stock(SI, "Si")

    def test_compounds(self):
        self.crystal(4.5, one=(1,) * 4, other=(2,) * 4)
        self.against_stock(f"{STOCK}/GaN.sw", "Ga", "N")
        self.crystal(6.4, one=(1, 1, 1, 2), other=(2, 2, 1, 2))
        self.against_stock(f"{STOCK}/CdTe.sw", "Cd", "Te")

    def test_six_elements(self):
        """This file gives lambda and epsilon with seven digits, and their products for i j k and i k j differ by 8e-7 at
        most. sw takes one or the other, as the neighbor list has it; sw/hop their mean."""
        self.crystal(6.2, one=(1, 2, 3, 4), other=(5, 6, 2, 2))
        self.against_stock(f"{STOCK}/CdTeZnSeHgS0.sw", "Cd", "Te", "Zn", "Se", "Hg", "S", rounding=1e-6)

    def test_types_of_one_element(self):
        self.crystal(4.5, one=(1, 3, 1, 3), other=(2,) * 4)
        self.against_stock(f"{STOCK}/GaN.sw", "Ga", "N", "Ga")

    def test_numbers_of_every_kind(self):
        """Three-body numbers that depend on all three elements, exponents that are no whole numbers, a tol that counts."""
        numbers, names, lines = random.Random(5), ("A", "B"), ["# UNITS: metal\n"]
        two_body = {frozenset(p): (numbers.uniform(5, 8), numbers.uniform(0.6, 0.7), numbers.uniform(2.0, 2.3), numbers.uniform(3.5, 4.5))
                    for p in itertools.combinations_with_replacement(names, 2)}
        strengths = {}
        for i, j, k in itertools.product(names, repeat=3):
            strength, cosine = strengths.setdefault((i, frozenset((j, k))), (numbers.uniform(15, 40), numbers.uniform(-0.5, 0.2)))
            big_a, big_b, sigma, p = two_body[frozenset((i, j))]
            lines.append(f"{i} {j} {k} 1.0 {sigma!r} 1.8 {strength!r} {numbers.uniform(0.9, 1.3)!r} {cosine!r}\n"
                         f"  {big_a!r} {big_b!r} {p!r} 0.25 0.001\n")
        self.write("all.sw", "".join(lines))
        self.crystal(5.3, one=(1, 1, 2, 2), other=(2, 1, 2, 1))
        self.against_stock("all.sw", "A", "B")

    def test_ranks(self):
        self.crystal(4.5, cells=3, one=(1,) * 4, other=(2,) * 4)
        for ranks in (2, 4):
            self.against_stock(f"{STOCK}/GaN.sw", "Ga", "N", ranks=ranks)

    def test_virial_of_atoms(self):
        self.crystal(5.431)
        self.virials_agree(PERIODIC, pair("sw/hop", SI, "Si"))

    def test_forces_are_the_gradient(self):
        self.crystal(4.5, one=(1,) * 4, other=(2,) * 4)
        self.gradient(PERIODIC, pair("sw/hop", f"{STOCK}/GaN.sw", "Ga", "N"), (1, 30, 64))

    def diamond(self, file, edge):
        """Energy of 64 atoms of perfect diamond."""
        self.crystal(edge, by=0.0)
        run = self.lammps(PERIODIC + pair("sw/hop", file, "Si") + many_body.REPORT.format(name="dump"))
        for columns in run.dump()[0][1].values():
            self.assertLess(max(map(abs, columns[:3])), 1e-12)  # by symmetry
        return run.value("pe")

    def test_energies_of_diamond(self):
        """The paper's global minimum (Table 2: -277.22 at a = 5.482), and the numbers that tell its epsilon from Si.sw's;
        given to the digits that stand here."""
        self.assertNear(self.diamond(PAPER, 5.482), -277.2205, absolute=5e-5)
        self.assertNear(self.diamond(PAPER, 5.248), -273.1, absolute=5e-2)
        self.assertNear(self.diamond(PAPER, 5.428) / 64, -4.336503, absolute=5e-7)
        self.assertNear(self.diamond(SI, 5.428) / 64, -4.336583, absolute=5e-7)

    def test_real_units(self):
        """As stock sw: one constant of LAMMPS's converts the energies, and both styles take it."""
        self.crystal(5.431)
        self.against_stock(SI, "Si", setup="units real\nread_data data\n")

    def test_hybrid_leaves_null_types_to_others(self):
        self.crystal(5.431, one=(1,) * 4, other=(1,) * 3 + (2,))
        lj = "pair_coeff 1*2 2 lj/cut 0.1 2.0\n"
        self.compare(PERIODIC, f"pair_style hybrid sw/hop lj/cut 5.0\npair_coeff * * sw/hop {SI} Si NULL\n" + lj,
                     f"pair_style hybrid sw lj/cut 5.0\npair_coeff * * sw {SI} Si NULL\n" + lj)

    def test_wrong_commands(self):
        self.crystal(5.431)
        self.refused(PERIODIC + "pair_style sw/hop threebody off\n", "sw/hop takes no arguments, found threebody")
        style = PERIODIC + "pair_style sw/hop\n"
        self.refused(style + f"pair_coeff * * {SI}\n", "one element or NULL for each of the 1 atom types, found 0")
        self.refused(style + f"pair_coeff * * {SI} Si Si\n", "one element or NULL for each of the 1 atom types, found 2")
        self.refused(style + f"pair_coeff * * {SI} Ge\n", "Si.sw: no entry Ge Ge Ge")
        self.refused(style + "pair_coeff * * none.sw Si\n", "cannot read none.sw", "LAMMPS_POTENTIALS")
        self.refused("newton off\n" + style + f"pair_coeff * * {SI} Si\nrun 0\n", "sw/hop requires newton pair on")
        self.refused("units lj\nread_data data\n" + pair("sw/hop", SI, "Si"), "Si.sw is in metal units and lj units are in use")

    def test_wrong_files(self):
        self.crystal(4.5, one=(1,) * 4, other=(2,) * 4)
        with open(f"{STOCK}/GaN.sw") as file:
            text = file.read()
        use = PERIODIC + pair("sw/hop", "wrong.sw", "Ga", "N")
        for old, new, *words in (("Ga Ga N  1.6136914", "Ga Ga N  1.7", "wrong.sw:", "Ga Ga N and Ga N Ga", "differ in lambda epsilon"),
                                 ("N  Ga Ga 2.1700000", "N  Ga Ga 2.2", "wrong.sw:", "Ga N N and N Ga Ga", "differ in A epsilon"),
                                 ("N  Ga N ", "N  Ga P ", "wrong.sw: no entry N Ga N"),
                                 ("N  Ga N ", "Ga Ga N ", "wrong.sw:", "Ga Ga N stands on line", "keep the entry that is meant"),
                                 ("1.2000000 2.100", "1.2000000 nan", "wrong.sw:16: Ga Ga Ga (line 16), sigma: 'nan' is not finite"),
                                 ("1.2000000 2.100", "1.2000000 -2.1", "wrong.sw:16: Ga Ga Ga (line 16), sigma: '-2.1' is below 0")):
            self.assertIn(old, text)
            self.write("wrong.sw", text.replace(old, new, 1))
            for ranks in (1, 2):
                self.refused(use, *words, ranks=ranks)

    def test_atoms_on_top_of_each_other(self):
        self.data("data", [[0, 0, 0], [3, 0, 0], [3, 0, 0]], (0.0, 10.0))
        self.refused(PERIODIC + pair("sw/hop", SI, "Si") + "run 0\n", "atoms", "2", "3", "on top of each other", "delete_atoms overlap")


if __name__ == "__main__":
    harness.main()
