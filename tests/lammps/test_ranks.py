# SPDX-License-Identifier: GPL-2.0-only
"""1, 2 and 4 MPI ranks: the same first steps to rounding, the same minima, state that follows its atom."""

import itertools
import random
import re

import harness

RANKS = (1, 2, 4)
DUMP = "dump 1 all custom 1 dump id xu yu zu\ndump_modify 1 sort id format float %.17g\n"

# Sums over atoms are added in another order: 1e-16 in forces and centers. Now and then that turns the last bit of a
# float (6e-8), or of a sign code (see test_min.py), which twenty steps carry on.
ROUNDING = 1e-5


PAIR = "pair_style lj/cut 2.5\npair_coeff * * 1 1\n"


def crystal(cells):
    """A perturbed fcc crystal of density 0.8442, and its box. (create_atoms numbers atoms by rank.)"""
    edge, numbers = (4 / 0.8442) ** (1 / 3), random.Random(3)
    sites = [(0, 0, 0), (0.5, 0.5, 0), (0.5, 0, 0.5), (0, 0.5, 0.5)]
    return [[edge * (c + s) + 0.1 + numbers.uniform(-0.1, 0.1) for c, s in zip(cell, site)]
            for cell in itertools.product(range(cells), repeat=3) for site in sites], (0.0, edge * cells)


def learned(steps, keywords, maximum=None):
    return (f"thermo_modify norm no\nmin_style learned\nmin_modify weights test.learned horizon {steps} {keywords}\n"
            f"minimize 0 1e-8 {maximum or steps} 100000\n")


class RanksTest(harness.LammpsTest):
    def same_steps(self, script, least=0.1):
        frames = {ranks: self.lammps(script, ranks=ranks).dump() for ranks in RANKS}
        for ranks in RANKS[1:]:
            self.assertEqual(len(frames[1]), len(frames[ranks]))
            for (step, one), (_, more) in zip(frames[1], frames[ranks]):
                self.assertLess(harness.largest_difference(one, more), ROUNDING, f"{ranks} ranks, step {step}")
        self.assertGreater(harness.largest_difference(frames[1][0][1], frames[1][-1][1]), least)

    def test_steps_of_a_free_cluster(self):
        self.data("data", harness.cluster(38, 12, box=4.5, closest=0.95), (-2.0, 6.5))
        self.weights()
        self.same_steps("units lj\nboundary s s s\nneighbor 0.3 nsq\nread_data data\npair_style lj/hop\npair_coeff * * 1 1\n" + DUMP +
                        learned(200, "quench none keep last", 20))

    def test_steps_of_a_periodic_crystal_with_sorting(self):
        """Reneighboring, migration and sorting at nearly every step: state has to stay with its atom."""
        self.data("data", *crystal(3))
        self.weights("test.learned", "random", 0.05)
        self.same_steps("units lj\natom_modify sort 1 1.0\nneighbor 0.1 bin\nread_data data\n" + PAIR + DUMP +
                        learned(60, "quench none keep last skin 0.1", 20))

    def test_molecules(self):
        clusters = harness.cluster(13, 21, closest=0.95) + [[x + 12.0 for x in p] for p in harness.cluster(7, 22, closest=0.95)]
        self.data("data", clusters, (-5.0, 20.0))
        self.weights()
        self.same_steps("units lj\nboundary s s s\nfix mol all property/atom mol\nread_data data\n"
                        "set atom 1*13 mol 1\nset atom 14*20 mol 2\npair_style lj/cut 5.0\npair_coeff * * 1 0.89\n" + DUMP +
                        learned(60, "quench none keep last natoms molecule", 20))

    def test_same_minimum(self):
        """With small moves, which only fall into the next minimum, a whole run and its quench end at the same energy."""
        self.data("data", harness.cluster(13, 16, closest=0.95), (-2.0, 5.0))
        self.weights("test.learned", "size", 0.3, "random", 0)
        energies = []
        for ranks in RANKS:
            run = self.lammps("units lj\nboundary s s s\nneighbor 0.3 nsq\nread_data data\npair_style lj/hop\npair_coeff * * 1 1\n" +
                              learned(1000, "", 2000) + 'print "pe = $(pe:%.17g)"\n', ranks=ranks)
            self.assertIn("Stopping criterion = force tolerance", run.text)
            energies.append(run.value("pe"))
        self.assertLess(energies[0], -35.0)
        for energy in energies[1:]:
            self.assertNear(energy, energies[0], relative=1e-8)

    def test_best_structure_comes_back_across_ranks(self):
        """After a hot run the atoms of the best structure belong to ranks far away, or to other images of the box."""
        self.data("data", *crystal(2))
        self.weights("test.learned", "size", 3.0, "random", 0.02)
        for boundary in ("p p p", "s s s"):
            for ranks in RANKS[::2]:
                run = self.lammps(f"units lj\nboundary {boundary}\nprocessors {ranks} 1 1\nread_data data\n" + PAIR +
                                  learned(400, "quench none keep best", 200) + 'print "pe = $(pe:%.17g)"\n', ranks=ranks)
                best, step = re.search(r"best energy (\S+) at step (\d+)", run.text).groups()
                self.assertLess(int(step), 150, "nothing had to come back")
                self.assertNear(run.value("pe"), float(best), relative=1e-9, what=f"{ranks} ranks")
                self.assertIn("with 32 atoms", run.text)


if __name__ == "__main__":
    harness.main()
