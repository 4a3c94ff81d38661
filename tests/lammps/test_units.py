# SPDX-License-Identifier: GPL-2.0-only
"""A cluster of argon-like atoms is the same cluster in every unit system: the same steps, and a quench that converges."""

import re

import harness

# length and energy of a pair's well; time and mass mean nothing to a minimization
UNITS = {"lj": (1.0, 1.0), "real": (3.8, 0.24), "metal": (3.8, 0.0104), "si": (3.8e-10, 1.67e-21), "cgs": (3.8e-8, 1.67e-14),
         "electron": (7.22, 3.8e-4), "micro": (3.8e-4, 1.67e-6), "nano": (0.38, 1.67)}

# The global minimum of 13 atoms (icosahedron), in units of the well's depth.
MINIMUM = -44.326801


class UnitsTest(harness.LammpsTest):
    def minimize(self, units, quench, tolerances, atoms=13, norm="no"):
        length, energy = UNITS[units]
        self.data("data", [[length * x for x in place] for place in harness.cluster(atoms, 16, closest=0.95)],
                  (-2.0 * length, 5.0 * length))
        etol, ftol = tolerances
        return self.lammps(f"units {units}\nboundary s s s\nneighbor {0.3 * length} nsq\nread_data data\npair_style lj/hop\n"
                           f"pair_coeff * * {energy} {length}\nthermo_modify norm {norm}\nmin_style learned\n"
                           f"min_modify weights {self.potential('lj13.learned')} length_scale {length} energy_scale {energy} "
                           f"quench {quench} horizon 1600\nminimize {etol} {ftol * energy / length} 2600 10000\n"
                           f'print "energy = $(pe*{atoms if norm == "yes" else 1}/{energy}:%.15g)"\n'
                           f'print "force = $(fmax*{length}/{energy}:%.15g)"\n')

    def test_the_same_quench_in_all_units(self):
        steps = set()
        for units in UNITS:
            for norm in ("no", "yes"):
                with self.subTest(units=units, norm=norm):
                    # the norm of the force over all coordinates is what the tolerance bounds, so the largest is below it
                    run = self.minimize(units, "lbfgs", (0, 1e-7), norm=norm)
                    self.assertIn("stopped by force tolerance", run.text)
                    self.assertLess(run.value("force"), 1e-7)
                    self.assertNear(run.value("energy"), MINIMUM, absolute=1e-6)
                    steps.add(int(re.search(r"quench: (\d+) steps", run.text)[1]))
        # the learned steps agree to rounding in single precision, and the quench with them
        self.assertLess(max(steps) - min(steps), 6, steps)

    def test_energy_tolerance_in_all_units(self):
        """LAMMPS takes 1e-8 of any unit for the least energy that etol is relative to, which is 6e12 wells in joule."""
        for units in UNITS:
            for quench in ("lbfgs", "gd 1000"):
                with self.subTest(units=units, quench=quench):
                    run = self.minimize(units, quench, (1e-9, 0))
                    self.assertIn("stopped by energy tolerance", run.text)
                    self.assertNear(run.value("energy"), MINIMUM, absolute=1e-3)

    def test_one_evaluation_a_step(self):
        run = self.minimize("lj", "lbfgs", (0, 1e-7))
        steps, evaluations = map(int, re.search(r"quench: (\d+) steps, (\d+) force evaluations", run.text).groups())
        self.assertLessEqual(evaluations, 1.2 * steps)
        conjugate = self.minimize("lj", "cg", (0, 1e-7))
        self.assertLess(evaluations, int(re.search(r"quench: \d+ steps, (\d+) force", conjugate.text)[1]))
        self.assertNear(conjugate.value("energy"), run.value("energy"), absolute=1e-6)

    def test_limits_of_the_quench(self):
        """Iterations and evaluations are kept, and what stopped it is said."""
        length = UNITS["lj"][0]
        self.data("data", harness.cluster(38, 12, box=4.5 * length, closest=0.8), (-2.0, 7.0))
        text = ("units lj\nboundary s s s\nneighbor 0.3 nsq\nread_data data\npair_style lj/hop\npair_coeff * * 1 1\nmin_style learned\n"
                f"min_modify weights {self.potential('lj38.learned')} horizon 100\nminimize 0 1e-8 {{}} {{}}\n")
        self.assertIn("quench: 10 steps, 10 force evaluations", self.lammps(text.format(110, 1000)).text)
        run = self.lammps(text.format(1000, 120))
        self.assertRegex(run.text, r"quench: 1\d steps, 1\d force evaluations, energy \S+, stopped by max force evaluations")
        self.assertRegex(run.text, r"Iterations, force evaluations = 1[12]\d 1[12]\d\n")

    def test_bounded_steps(self):
        """dmax bounds every coordinate of the quench, too."""
        self.data("data", harness.cluster(13, 16, closest=0.95), (-2.0, 5.0))
        run = self.lammps("units lj\nboundary s s s\nread_data data\npair_style lj/hop\npair_coeff * * 1 1\n"
                          "dump 1 all custom 1 dump id xu yu zu\ndump_modify 1 sort id format float %.17g\nmin_style learned\n"
                          f"min_modify weights {self.potential('lj13.learned')} horizon 1 dmax 0.01\nminimize 0 1e-6 500 1000\n")
        frames = [atoms for _, atoms in run.dump()][1:]
        moved = [harness.largest_difference(a, b) for a, b in zip(frames, frames[1:])]
        self.assertNear(max(moved), 0.01, relative=1e-9)
        self.assertIn("stopped by force tolerance", run.text)


if __name__ == "__main__":
    harness.main()
