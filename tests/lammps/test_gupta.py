# SPDX-License-Identifier: GPL-2.0-only
"""pair_style gupta/hop against LAMMPS's stock smatb, by hand, finite differences, and its own rules.

smatb is the same potential with a smooth end between two cutoffs. With all bonds below the inner one, or none between the
two, the numbers are the same."""

import math
import os

import harness
import many_body
from many_body import POTENTIALS

# r0 p q A xi, in the order that smatb takes them, from the paper's Table 4
AU = (2.96, 10.15, 4.13, 0.204525, 1.727)
AG_AG = (2.8921, 10.85, 3.18, 0.1031, 1.1895)
AG_AU = (2.8885, 10.494, 3.607, 0.1488, 1.4874)
AU_AU = (2.885, 10.139, 4.033, 0.2096, 1.8153)

FREE = "units metal\nboundary {boundary}\nread_data data\n"
GOLD = f"pair_coeff * * {POTENTIALS}/Au.gupta Au\n"
ALLOY = f"pair_coeff * * {POTENTIALS}/AgAu.gupta Ag Au\n"


def smatb(inner, *rows):
    """smatb, smooth from `inner` to `inner` + 0.1; rows: types and numbers."""
    lines = ["pair_style smatb"]
    for types, row in rows:
        lines.append(f"pair_coeff {types} " + " ".join(map(repr, row)) + f" {inner} {inner + 0.1}")
    return "\n".join(lines) + "\n"


def hop(cutoff="", coeff=GOLD):
    return f"pair_style gupta/hop {cutoff}\n{coeff}"


class GuptaTest(many_body.ManyBodyTest):
    def one_species(self):
        self.data("data", harness.cluster(20, 3, box=8.0, closest=2.3), (-2.0, 11.0))

    def two_species(self):
        self.data("data", harness.cluster(20, 5, box=8.0, closest=2.3), (-2.0, 11.0), types=[1, 2] * 10)

    def periodic(self):
        """An alloy on fcc sites, each atom moved by 0.02 A at most along each axis."""
        sites = [(0, 0, 0, 1), (0.5, 0.5, 0, 2), (0.5, 0, 0.5, 1), (0, 0.5, 0.5, 2)]
        positions, types = many_body.shaken(sites, 4.08, 3, 0.02, 7)
        self.data("data", positions, (0.0, 3 * 4.08), types=types)

    INNER = 6.05  # smatb ends at 6.15; shells of the crystal lie at 5.77 and 6.45, give or take 0.07
    MIXED = (("1 1", AG_AG), ("1 2", AG_AU), ("2 2", AU_AU))

    def test_free_cluster(self):
        self.one_species()
        for boundary in ("s s s", "f f f"):
            self.compare(FREE.format(boundary=boundary), hop(), smatb(30.0, ("1 1", AU)))

    def test_free_alloy(self):
        self.two_species()
        self.compare(FREE.format(boundary="s s s"), hop(coeff=ALLOY), smatb(30.0, *self.MIXED))

    def test_newton_off(self):
        self.two_species()
        self.compare(FREE.format(boundary="s s s"), hop(coeff=ALLOY), smatb(30.0, *self.MIXED), newton="off")
        self.periodic()
        self.compare("units metal\nread_data data\n", hop(self.INNER, ALLOY), smatb(self.INNER, *self.MIXED), newton="off")

    def test_periodic(self):
        self.periodic()
        self.compare("units metal\nread_data data\n", hop(self.INNER, ALLOY), smatb(self.INNER, *self.MIXED))
        self.compare("units metal\nread_data data\nchange_box all boundary p f s\n", hop(self.INNER, ALLOY), smatb(self.INNER, *self.MIXED))

    def test_triclinic(self):
        """A box sheared by an edge of the cell is the same crystal: the shells stay where they are."""
        self.periodic()
        setup = "units metal\nread_data data\nchange_box all triclinic\nchange_box all xy final 4.08\n"
        self.compare(setup, hop(self.INNER, ALLOY), smatb(self.INNER, *self.MIXED))

    def test_ranks(self):
        self.two_species()
        for ranks in (2, 4):
            self.compare(FREE.format(boundary="s s s"), hop(coeff=ALLOY), smatb(30.0, *self.MIXED), ranks=ranks)
        self.periodic()
        for ranks in (2, 4):
            for newton in ("on", "off"):
                self.compare("units metal\nread_data data\n", hop(self.INNER, ALLOY), smatb(self.INNER, *self.MIXED),
                             ranks=ranks, newton=newton)

    def test_virial_of_atoms(self):
        self.periodic()
        for newton in ("on", "off"):
            self.virials_agree("units metal\nread_data data\n", hop(self.INNER, ALLOY), newton)

    def test_forces_are_the_gradient(self):
        self.two_species()
        self.gradient("units metal\nboundary f f f\nread_data data\n", hop(coeff=ALLOY), (1, 10, 20))

    def test_three_atoms_by_hand(self):
        """An equilateral triangle of edge r: every atom has two neighbours, so E = 3 [2 A e^(-p x) - sqrt(2) xi e^(-q x)],
        x = r/d0 - 1."""
        d0, p, q, a, xi = AU
        for r in (2.5, 2.96, 3.4):
            self.data("data", [[0, 0, 0], [r, 0, 0], [r / 2, r * math.sqrt(0.75), 0]], (-1.0, 5.0))
            run = self.lammps(FREE.format(boundary="f f f") + hop() + many_body.REPORT.format(name="dump"))
            x = r / d0 - 1
            atom = 2 * a * math.exp(-p * x) - math.sqrt(2) * xi * math.exp(-q * x)
            pull = 2 * a * p / d0 * math.exp(-p * x) - math.sqrt(2) * xi * q / d0 * math.exp(-q * x)  # -dE/dr of an atom
            self.assertNear(run.value("pe"), 3 * atom, relative=1e-14)
            for columns in run.dump()[0][1].values():
                self.assertNear(columns[3], atom, relative=1e-14, what="energy of an atom")
            # E depends on r of three edges: moving atom 1 along the height changes two edges by cos 30 deg each
            self.assertNear(math.hypot(*run.dump()[0][1][1][:3]), abs(pull) * math.sqrt(3), absolute=1e-13)

    def test_an_atom_alone_has_no_energy(self):
        self.data("data", [[0, 0, 0]], (-1.0, 5.0))
        run = self.lammps(FREE.format(boundary="f f f") + hop() + many_body.REPORT.format(name="dump"))
        self.assertEqual(run.value("pe"), 0.0)
        self.assertEqual(run.dump()[0][1][1], [0.0, 0.0, 0.0, 0.0])

    def test_real_units(self):
        """23.06... kcal/mol an eV (LAMMPS's own constant, so this is to the digits that it keeps)."""
        self.two_species()
        energies = {}
        for units in ("metal", "real"):
            script = f"units {units}\nboundary f f f\nread_data data\n" + hop(coeff=ALLOY) + many_body.REPORT.format(name=units)
            run = self.lammps(script)
            energies[units] = run.value("pe")
        self.assertIn("converting", run.text)
        self.assertNear(energies["real"] / energies["metal"], 23.0605, relative=1e-5)

    def test_restart_keeps_the_numbers(self):
        self.two_species()
        end = 'thermo_modify norm no\nrun 0\nprint "pe = $(pe:%.17g)"\n'
        for cutoff in ("", "6.0"):
            energy = self.lammps(FREE.format(boundary="s s s") + hop(cutoff, ALLOY) + end + "write_restart restart\n").value("pe")
            again = self.lammps("read_restart restart\n" + end, ranks=2)
            self.assertNear(again.value("pe"), energy, relative=1e-14)
            self.assertEqual("further apart than the cutoff 6 are left out" in again.text, cutoff == "6.0")

    def test_hybrid_leaves_null_types_to_others(self):
        """Type 2 belongs to lj/cut, whose one pair is too far to count: the gold's energy is that of gold alone."""
        positions = harness.cluster(12, 9, box=6.0, closest=2.3)
        self.data("data", positions, (-2.0, 30.0))
        alone = self.lammps(FREE.format(boundary="f f f") + hop() + many_body.REPORT.format(name="dump")).value("pe")
        self.data("data", positions + [[29.0, 29.0, 29.0]], (-2.0, 30.0), types=[1] * 12 + [2])
        both = self.lammps(FREE.format(boundary="f f f") + "pair_style hybrid gupta/hop lj/cut 5.0\n"
                           f"pair_coeff * * gupta/hop {POTENTIALS}/Au.gupta Au NULL\npair_coeff 1*2 2 lj/cut 0.1 3.0\n" +
                           many_body.REPORT.format(name="dump")).value("pe")
        self.assertNear(both, alone, relative=1e-14)

    def test_found_in_the_potentials_folder(self):
        self.one_species()
        self.lammps(FREE.format(boundary="s s s") + "pair_style gupta/hop\npair_coeff * * Au-bulk.gupta Au\nrun 0\n",
                    environment={"LAMMPS_POTENTIALS": POTENTIALS})

    def test_periodic_without_cutoff_is_half_the_box_and_says_so(self):
        self.periodic()
        run = self.lammps("units metal\nread_data data\n" + hop(coeff=ALLOY) + "run 0\nrun 0\n")
        self.assertEqual(run.text.count("further apart than half its shortest edge, 6.12,"), 1, run.text)

    def test_wrong_commands(self):
        self.two_species()
        start = FREE.format(boundary="s s s")
        self.refused(start + "pair_style gupta/hop 2 3\n", "gupta/hop takes one argument at most")
        self.refused(start + "pair_style gupta/hop -1\n", "cutoff must be above 0")
        style = start + "pair_style gupta/hop\n"
        self.refused(style + f"pair_coeff * * {POTENTIALS}/AgAu.gupta Ag\n", "one element or NULL for each of the 2 atom types, found 1")
        self.refused(style + "pair_coeff * * none.gupta Ag Au\n", "cannot read none.gupta", "LAMMPS_POTENTIALS")
        self.refused(style + f"pair_coeff * * {POTENTIALS}/AgAu.gupta Ag Pt\n", "no row for Ag-Pt", "the file has Ag-Ag, Ag-Au, Au-Au")
        self.refused(style + ALLOY + "pair_modify shift yes\nrun 0\n", "neither a tail correction nor a shift")
        self.refused(style + "run 0\n", "pair")
        self.refused(style + f"pair_coeff * * {POTENTIALS}/AgAu.gupta Ag NULL\nrun 0\n", "1 2: is not set")
        self.refused(start.replace("metal", "lj") + "pair_style gupta/hop\n" + ALLOY, "AgAu.gupta is in metal units and lj units are in use")

    def test_wrong_files(self):
        self.two_species()
        with open(os.path.join(POTENTIALS, "AgAu.gupta")) as file:
            text = file.read()
        style = FREE.format(boundary="s s s") + "pair_style gupta/hop\npair_coeff * * wrong.gupta Ag Au\n"
        for old, new, *words in (("10.494", "10,494", "wrong.gupta:6: p: '10,494' is not a number"),
                                 ("10.494", "nan", "wrong.gupta:6: p: 'nan' is not finite"),
                                 ("UNITS: metal", "", "wrong.gupta:1:", "the first line must read"),
                                 ("Ag Au", "Ag Ag", "wrong.gupta:6: Ag Ag stands in the file before")):
            self.assertIn(old, text)
            self.write("wrong.gupta", text.replace(old, new, 1))
            for ranks in (1, 2):
                self.refused(style, *words, ranks=ranks)

    def test_atoms_on_top_of_each_other(self):
        self.data("data", [[0, 0, 0], [3, 0, 0], [3, 0, 0]], (-2.0, 6.0))
        self.refused(FREE.format(boundary="s s s") + "neighbor 0.3 nsq\n" + hop() + "run 0\n", "atoms", "2", "3", "on top of each other", "delete_atoms overlap")

    def test_atoms_that_leave_are_an_error(self):
        self.data("data", harness.cluster(5, 1, box=5.0, closest=2.3), (-1.0, 7.0))
        self.refused(FREE.format(boundary="s s s") + hop() + "mass * 197\nneighbor 0.3 nsq\ngroup one id 1\n"
                     "velocity one set 1000.0 0 0\nfix 1 all nve\ntimestep 0.001\nrun 2000\n",
                     "Pair gupta/hop: the atoms have spread over", "leaving the cluster", "cutoff")


if __name__ == "__main__":
    harness.main()
