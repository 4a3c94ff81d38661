# SPDX-License-Identifier: GPL-2.0-only
"""However far the atoms move at once, no neighbor list lacks a pair, though LAMMPS counts "dangerous builds"."""

import re

import harness

MINIMIZE = {"learned": "min_modify weights {lj38} horizon 300 quench lbfgs\nminimize 0 1e-8 400 100000\n",
            "hops": "min_modify hops yes length_scale 1 energy_scale 1\nminimize 0 1e-8 400 100000\n"}


class ListsTest(harness.LammpsTest):
    def energies(self, text):
        return {int(step): float(energy) for step, energy in re.findall(r"^\s+(\d+)\s+(-?\d\S*)\s*$", text, re.MULTILINE)}

    def test_no_pair_is_missed(self):
        """LAMMPS computes each step's energy once more from the places alone (rerun), with a list of its own. The skin is
        a fifth of the default's, so that nearly every step goes farther than half of it."""
        self.data("data", harness.cluster(108, 5, box=5.0, closest=0.85), (0.0, 6.5))
        for boundary, ranks in (("p p p", 1), ("p p p", 2), ("s s s", 2)):
            for name, minimize in MINIMIZE.items():
                with self.subTest(boundary=boundary, ranks=ranks, search=name):
                    run = self.lammps(
                        f"units lj\nboundary {boundary}\natom_modify map array\nneighbor 0.1 bin\nread_data data\n"
                        "pair_style lj/cut 2.5\npair_coeff * * 1 0.89\nmin_style learned\nmin_modify skin 0.1\nthermo 1\n"
                        "thermo_style custom step pe\nthermo_modify norm no format float %.17g\n"
                        "dump 1 all custom 1 places id x y z\ndump_modify 1 sort id format float %.17g\n"
                        + minimize.format(lj38=self.potential("lj38.learned"))
                        + 'undump 1\nprint "once more:"\nrerun places dump x y z\n', ranks=ranks)
                    as_it_ran, once_more = map(self.energies, run.text.split("\nonce more:\n"))
                    self.assertGreater(int(re.search(r"Dangerous builds = (\d+)", run.text)[1]), 0)
                    self.assertGreater(len(as_it_ran), 300)
                    for step, energy in as_it_ran.items():
                        # sums in another order
                        self.assertNear(energy, once_more[step], relative=1e-12, absolute=1e-9, what=f"step {step}")


if __name__ == "__main__":
    harness.main()
