# SPDX-License-Identifier: GPL-2.0-only
"""Force loops of min_style learned see the near part of LAMMPS's list alone: no pair within reach may be missing."""

import re

from harness import SOURCE, LammpsTest, main

COLUMNS = "dump all all custom 1 dump id x y z\ndump_modify all sort id format float %.17g\n"

LENNARD_JONES = """units lj
atom_style atomic
lattice fcc 0.8442
region box block 0 6 0 6 0 6
create_box 2 box
create_atoms 1 box
set group all type/fraction 2 0.3 4711
mass * 1.0
pair_style lj/cut 2.5
pair_coeff 1 1 1.0 1.0 2.5
pair_coeff 1 2 1.0 1.0 2.2
pair_coeff 2 2 1.0 1.0 1.9
displace_atoms all random 0.1 0.1 0.1 87287
thermo 1
thermo_style custom step pe
thermo_modify format float %.17g norm no
"""

SILICON = """units metal
atom_style atomic
lattice diamond 5.43
region box block 0 4 0 4 0 4
create_box 1 box
create_atoms 1 box
mass * 28.0855
pair_style sw
pair_coeff * * Si-paper.sw Si
displace_atoms all random 0.4 0.4 0.4 87287
thermo 1
thermo_style custom step pe
thermo_modify format float %.17g norm no
"""


def energies(run):
    """The energy of each step, as the last table of the run has it."""
    table = run.text.rsplit("PotEng", 1)[1]
    return {int(step): float(energy) for step, energy in re.findall(r"^ *(\d+) +(-?\d\S*) *$", table, re.MULTILINE)}


class Near(LammpsTest):
    OPTIONS = ()
    BY_PAIRS = True    # whether radial functions are summed over near pairs, where they can be
    ORDER = ""         # what leaves the neighbors of an atom in one order, the same in all runs

    def check(self, system, weights, species="", ranks=1, steps=40):
        """The energies of a hot run's steps, and those that its structures have with a list made for each."""
        there = {"LAMMPS_POTENTIALS": f"{SOURCE}/potentials"}
        learned = f"min_style learned\nmin_modify weights {weights} {species} horizon {steps} quench lbfgs keep last\n"
        run = self.lammps(system + COLUMNS + learned + f"minimize 0 0 {steps + 10} 1000\n", ranks=ranks, options=self.OPTIONS,
                          environment=there)
        found = energies(run)
        again = energies(self.lammps(system + f"rerun {self.path('dump')} dump x y z\n", environment=there))
        self.assertEqual(found.keys(), again.keys())
        self.assertGreaterEqual(len(found), steps)
        self.assertGreater(max(found.values()) - min(found.values()), 0.01 * abs(found[0]))
        for step, energy in found.items():
            self.assertNear(energy, again[step], relative=1e-12, what=f"energy at step {step}")
        return run

    def test_no_pair_is_missing(self):
        self.check(LENNARD_JONES, "lj.learned", "species 1 1")

    def test_no_pair_is_missing_on_two_ranks(self):
        self.check(LENNARD_JONES, "lj.learned", "species 1 1", ranks=2)

    def test_no_pair_of_a_full_list_is_missing(self):
        self.check(SILICON, "si64.learned")

    def check_radial(self, ranks=1, before=""):
        """Steps by radial functions of near pairs are those by functions from cells, which a list that may lack pairs leads to."""
        one_reach = re.sub("pair_coeff 1 2.*\npair_coeff 2 2.*\n", "pair_coeff * * 1.0 1.0 2.5\n", LENNARD_JONES)
        one_reach = one_reach.replace("set group all type/fraction 2 0.3 4711\n", "") + self.ORDER
        learned = f"min_style learned\nmin_modify weights {SOURCE}/potentials/lj.learned species 1 1 horizon 7 quench none keep last\n"
        runs = [energies(self.lammps(before + one_reach + exclude + learned + "minimize 0 0 7 100\n", ranks=ranks, options=self.OPTIONS))
                for exclude in ("", "neigh_modify exclude type 1 2\n")]    # there is no atom of type 2
        self.assertEqual(len(runs[0]), 8)
        for step, energy in runs[0].items():    # a float's rounding at first, and some ten times more every other step
            self.assertNear(energy, runs[1][step], relative=1e-6, what=f"energy at step {step}")
        self.assertEqual(runs[0] != runs[1], self.BY_PAIRS)    # the same to the bit where both went one way

    def test_radial_functions_of_near_pairs(self):
        self.check_radial()

    def test_radial_functions_of_near_pairs_on_two_ranks(self):
        self.check_radial(ranks=2)

    def test_radial_functions_of_near_pairs_that_ranks_share(self):
        self.check_radial(ranks=2, before="newton off\n")

    def check_lists(self, system=LENNARD_JONES, weights="lj.learned", skin=0.5, ranks=1):
        """Lists that the vector kernels make have LAMMPS's own pairs in the same order: energies are the same to the bit."""
        there = {"LAMMPS_POTENTIALS": f"{SOURCE}/potentials"}
        three = re.sub("create_box .", "create_box 3", system).replace("pair_coeff 2 2", "pair_coeff * 3 1.0 1.0 1.9\npair_coeff 2 2")
        three = three.replace("paper.sw Si", "paper.sw Si Si Si")
        learned = f"min_style learned\nmin_modify weights {SOURCE}/potentials/{weights} species 1 1 1 horizon 20 quench none keep last " \
                  f"skin {skin}\n"
        runs = [self.lammps(three + self.ORDER + exclude + learned + "minimize 0 0 20 100\n", ranks=ranks, options=self.OPTIONS,
                            environment=there)
                for exclude in ("", "neigh_modify exclude type 1 3\n")]    # there is no atom of type 3, but LAMMPS makes the lists
        for run in runs:
            self.assertGreater(int(re.search(r"Neighbor list builds = (\d+)", run.text).group(1)), 2)
        self.assertEqual(energies(runs[0]), energies(runs[1]))

    def test_lists_of_the_kernels(self):
        self.check_lists()

    def test_lists_of_the_kernels_on_two_ranks(self):
        self.check_lists(ranks=2)

    def test_full_lists_of_the_kernels(self):
        self.check_lists(SILICON, "si64.learned", skin=0.8)

    def test_lists_of_the_kernels_in_a_box_with_ends(self):
        self.check_lists("boundary s p f\n" + LENNARD_JONES.replace("0 6 0 6 0 6", "0 6 0 6 -2 8")
                         .replace("create_atoms 1 box", "region some block 0 6 0 6 0 6\ncreate_atoms 1 region some"))

    def test_the_whole_list_comes_back(self):
        """The list that is left after steps without a rebuild is that of the start."""
        learned = f"min_style learned\nmin_modify weights {SOURCE}/potentials/lj.learned species 1 1 horizon 1000 quench none keep last skin 3.0\n"
        run = self.lammps(LENNARD_JONES + "neighbor 3.0 bin\n" + learned + "minimize 0 0 3 1000\n", options=self.OPTIONS)
        total = r"Total # of neighbors = (\d+)"
        self.assertIn("Neighbor list builds = 0", run.text)
        self.assertEqual(re.findall(total, run.text),
                         re.findall(total, self.lammps(LENNARD_JONES + "neighbor 3.0 bin\nrun 0\n", options=self.OPTIONS).text))


if __name__ == "__main__":
    main()
