# SPDX-License-Identifier: GPL-2.0-only
"""Starts with overlapping atoms: the cluster stays whole, and what leaves it is brought back or named."""

import os
import re

import harness

CUBE = "units lj\nboundary s s s\nregion cube block 0 3 0 3 0 3\ncreate_box 1 cube\n"
HOP = "pair_style lj/hop\npair_coeff * * 1 1\n"
CUT = f"pair_style lj/cut 4.0\npair_coeff * * 1 {2 ** (-1 / 6):.17g}\n"
END = ("compute near all coord/atom cutoff 1.6\ncompute fewest all reduce min c_near\nthermo_style custom step pe c_fewest\n"
       "thermo_modify norm no\nrun 0 post no\nprint \"pe = $(pe:%.17g)\"\nprint \"fewest = $(c_fewest)\"\n")


def learned(weights, steps=3000):
    return (f"mass 1 1\nneighbor 0.3 nsq\nmin_style learned\nmin_modify weights {weights}\nthermo_modify norm no\n"
            f"thermo 0\nminimize 0 1e-8 {steps} 200000\n")


class OverlapTest(harness.LammpsTest):
    def test_random_starts(self):
        """Of these, some ended in an error or with an atom on its own before atoms were parted; benchmarks/random_starts.py
        runs more of them."""
        minima = {14: -47.845157, 38: -173.928427}
        for atoms, seeds in ((14, range(101, 109)), (38, range(101, 113))):
            for pair in (HOP, CUT):
                for seed in seeds:
                    with self.subTest(atoms=atoms, pair=pair, seed=seed):
                        run = self.lammps(f"{CUBE}create_atoms 1 random {atoms} {seed} cube\n{pair}"
                                          + learned(self.potential("lj.learned")) + END)
                        self.assertGreaterEqual(run.value("fewest"), 1)
                        # the global minimum of atoms whose pairs beyond 4.0 do not count lies up to 1 epsilon higher
                        self.assertGreater(run.value("pe"), minima[atoms] - 1e-4)
                        self.assertLess(run.value("pe"), 0.95 * minima[atoms])

    def test_two_atoms_close_together(self):
        """However close: the rest of the cluster is the same, and so is the minimum that the cluster ends in."""
        for gap in (0.01, 0.1, 0.3, 0.5):
            run = self.lammps(f"{CUBE}create_atoms 1 random 12 77 cube\ncreate_atoms 1 single 1.5 1.5 1.5\n"
                              f"create_atoms 1 single 1.5 1.5 {1.5 + gap}\n{HOP}" + learned(self.potential("lj.learned")) + END)
            self.assertRegex(run.text, r"before them, [1-9]\d* steps of gradient descent that part overlapping atoms")
            self.assertNear(run.value("pe"), -47.845157, absolute=1e-5, what=f"gap {gap}")

    def test_parting_takes_its_share_of_the_steps(self):
        run = self.lammps(f"{CUBE}create_atoms 1 random 38 101 cube\n{HOP}" + learned(self.potential("lj.learned"), 1000))
        parted = int(re.search(r"before them, (\d+) steps", run.text)[1])
        self.assertIn(f"Learned optimizer: {800 - parted} of {800 - parted} steps", run.text)
        self.assertLessEqual(int(re.search(r"Iterations, force evaluations = (\d+) ", run.text)[1]), 1000)

    def test_an_atom_that_leaves_comes_back(self):
        """Within the pair style's cutoff at first, so it has been moved, and far from all others later."""
        positions = harness.cluster(12, 16, closest=0.95)
        self.data("data", positions + [[8.2, 1.5, 1.5]], (-2.0, 12.0))
        # weights that move nothing: the atom comes by itself
        self.weights("still.learned", "size", 0, "random", 0)
        run = self.lammps("units lj\nboundary s s s\nread_data data\npair_style lj/cut 8.0\npair_coeff * * 1 0.89\n"
                          "dump 1 all custom 1 dump id xu\ndump_modify 1 sort id format float %.17g\nmin_style learned\n"
                          "min_modify weights still.learned horizon 100 quench none keep last\nminimize 0 0 100 1000\n")
        places = [atoms[13][0] - sum(place[0] for place in atoms.values()) / 13 for _, atoms in run.dump()]
        self.assertGreater(places[0], 5.0)
        self.assertLess(places[-1], 4.5)
        for before, after in zip(places[2:20], places[3:21]):
            self.assertNear(before - after, 0.1 * 12 / 13, absolute=0.02)
        self.assertNotIn("have no neighbor", run.text)

    def test_an_atom_on_its_own_is_named(self):
        """Nothing acts on it, so it cannot be told from a frozen one, which must stay."""
        self.data("data", harness.cluster(12, 16, closest=0.95) + [[20.0, 1.5, 1.5]], (-2.0, 25.0))
        self.weights()
        run = self.lammps(f"units lj\nboundary s s s\nread_data data\n{CUT}min_style learned\n"
                          "min_modify weights test.learned\nminimize 0 1e-8 100 1000\n")
        self.assertRegex(re.sub(r"\s+", " ", run.text), "1 atoms, atom 13 first, have no neighbor within 2.5 .* left the cluster")

    def test_frozen_atoms_stay_while_others_part(self):
        positions = harness.cluster(12, 16, closest=0.95)
        self.data("data", positions + [[x + 0.1 for x in positions[0]]], (-2.0, 5.0))
        self.weights()
        run = self.lammps(f"units lj\nboundary s s s\nread_data data\n{HOP}group frozen id 1 5\nfix 1 frozen setforce 0 0 0\n"
                          "dump 1 all custom 50 dump id xu yu zu\ndump_modify 1 sort id format float %.17g\n"
                          "min_style learned\nmin_modify weights test.learned\nminimize 0 1e-8 200 1000\n")
        (_, first), (_, last) = run.dump()[0], run.dump()[-1]
        for i in (1, 5):
            self.assertEqual(first[i], last[i])
        self.assertNotEqual(first[13], last[13])


if __name__ == "__main__":
    harness.main()
