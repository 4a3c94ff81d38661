# SPDX-License-Identifier: GPL-2.0-only
"""What users get wrong: each is refused with words that say what and how to mend it, and a non-zero exit status."""

import os

import harness

START = "units lj\nboundary s s s\nread_data data\n"
PAIR = "pair_style lj/hop\npair_coeff * * 1 1\n"
LEARNED = START + PAIR + "min_style learned\n"
MINIMIZE = "minimize 0 1e-8 100 1000\n"


class ErrorTest(harness.LammpsTest):
    def setUp(self):
        super().setUp()
        self.data("data", harness.cluster(13, 16, closest=0.95), (-2.0, 5.0))
        self.weights()

    def changed(self, old, new):
        """The weights with `old` replaced, as changed.learned."""
        with open(self.path("test.learned")) as file:
            text = file.read()
        self.assertIn(old, text)
        self.write("changed.learned", text.replace(old, new, 1))

    def test_no_weights(self):
        self.refused(LEARNED + MINIMIZE, "no weights", "min_modify weights FILE")

    def test_weights_that_cannot_be_read(self):
        self.refused(LEARNED + "min_modify weights\n", "min_modify weights", "missing argument")
        self.refused(LEARNED + "min_modify weights none.learned\n", "cannot read none.learned", "LAMMPS_POTENTIALS")
        os.mkdir(self.path("folder.learned"))
        self.refused(LEARNED + "min_modify weights folder.learned\n", "folder.learned")

    def test_weights_in_the_potentials_folder(self):
        os.mkdir(self.path("potentials"))
        os.rename(self.path("test.learned"), self.path("potentials/test.learned"))
        self.lammps(LEARNED + "min_modify weights test.learned\n" + MINIMIZE,
                    environment={"LAMMPS_POTENTIALS": self.path("potentials")})

    def test_damaged_weights(self):
        use = LEARNED + "min_modify weights changed.learned\n"
        with open(self.path("test.learned")) as file:
            lines = file.read().splitlines(keepends=True)
        self.write("changed.learned", "".join(lines[:60]))
        self.refused(use, "changed.learned:60:", "truncated")
        self.write("changed.learned", "".join(lines[:60]) + lines[60][:100])
        self.refused(use, "changed.learned:61:", "some are missing")
        self.write("changed.learned", "".join(lines) + lines[-1])
        self.refused(use, f"changed.learned:{len(lines) + 1}:", "surplus")
        self.write("changed.learned", "")
        self.refused(use, "changed.learned: the file is empty")
        self.changed("beta 1", "beta nan")
        self.refused(use, "changed.learned:14:", "not finite")
        self.changed("gradient.1.log", "gardient.1.log")
        self.refused(use, "changed.learned:", "expected the row 'gradient.1.log' and found 'gardient.1.log'")
        self.changed("learn2hop-weights 1", "learn2hop-weights 7")
        self.refused(use, "changed.learned:2:", "version 7", "reads versions 1 to 2")
        self.write("changed.learned", "not\0text")
        self.refused(use, "changed.learned:1:", "not a weights file")

    def test_damaged_weights_on_two_ranks(self):
        self.changed("beta 1", "beta nan")
        self.refused(LEARNED + "min_modify weights changed.learned\n", "changed.learned:14:", ranks=2)
        self.refused(LEARNED + "min_modify weights none.learned\n", "cannot read none.learned", ranks=2)

    def test_weights_in_other_units(self):
        use = "min_modify weights metal.learned\n"
        self.weights("metal.learned", "units", "metal")
        self.refused(LEARNED + use + MINIMIZE, "metal.learned are in metal units and this run is in lj units",
                     "min_modify length_scale L energy_scale E")
        self.refused(LEARNED + use + "min_modify length_scale 1\n" + MINIMIZE, "this run is in lj units")
        self.lammps(LEARNED + use + "min_modify length_scale 1 energy_scale 1\n" + MINIMIZE)

    def test_horizon_that_weights_were_not_trained_for(self):
        use = LEARNED + "min_modify weights fixed.learned {}\n" + MINIMIZE
        self.weights("fixed.learned", "progress", 0, "horizon", 60)
        self.refused(use.format(""), "trained over 60 steps", "this run has 80", "min_modify horizon 60", "anyhorizon yes")
        self.lammps(use.format("horizon 60"))
        self.lammps(use.format("anyhorizon yes"))

    def test_keywords(self):
        use = LEARNED + "min_modify weights test.learned {}\n"
        for words, *expected in (("wieghts x", "Unknown min_modify keyword wieghts", "knows weights, horizon"),
                                 ("horizon 0", "horizon must be auto or", "not 0"), ("horizon -5", "horizon must be auto or"),
                                 ("horizon soon", "soon"), ("horizon", "min_modify horizon", "missing argument"),
                                 ("quench fire", "quench must be lbfgs, cg, gd N or none, not fire"), ("quench gd 0", "from 1, not 0"),
                                 ("quench gd", "min_modify quench gd", "missing argument"), ("keep both", "keep must be best or last, not both"),
                                 ("natoms 0", "natoms must be all, molecule or a number from 1, not 0"),
                                 ("species 0", "species must be from 1"), ("species", "missing argument"),
                                 ("length_scale 0", "length_scale must be above 0"), ("energy_scale -1", "energy_scale must be above 0"),
                                 ("anyhorizon maybe", "maybe")):
            with self.subTest(words=words):
                self.refused(use.format(words), *expected)

    def test_plans_that_do_not_work_out(self):
        use = LEARNED + "min_modify weights test.learned {}\n" + MINIMIZE
        self.refused(use.format("quench gd 100"), "quench of min_style learned takes all", "allow more than 100")
        self.refused(use.format("natoms molecule"), "natoms molecule needs an atom_style with molecule IDs")
        self.refused(use.format("species 2"), "gives atom type 1 species 2", "know 1")
        self.refused("units lj\nread_data data\npair_style lj/cut 2.5\npair_coeff * * 1 1\nfix 1 all box/relax iso 0.0\nmin_style learned\n"
                     "min_modify weights test.learned\n" + MINIMIZE, "Cannot use min_style learned with fix box/relax")

    def test_more_types_than_species(self):
        self.data("data", harness.cluster(12, 16, closest=0.95), (-2.0, 5.0), types=[1, 2] * 6)
        use = LEARNED + "min_modify weights test.learned {}\n" + MINIMIZE
        self.refused(use.format(""), "know 1 species and there are 2 atom types", "min_modify species followed by 2 numbers")
        self.refused(use.format("species 1"), "one number for each of the 2 atom types")
        self.lammps(use.format("species 1 1"))

    def test_atoms_on_top_of_each_other(self):
        positions = harness.cluster(13, 16, closest=0.95)
        positions[8] = positions[3]
        self.data("data", positions, (-2.0, 5.0))
        self.refused(LEARNED + "min_modify weights test.learned\n" + MINIMIZE, "atoms", "4", "9", "on top of each other", "delete_atoms overlap")
        self.refused(START + "pair_style lj/cut 5\npair_coeff * * 1 1\nmin_style learned\nmin_modify weights test.learned\n" + MINIMIZE,
                     "is not a number", "atom 4 first", "on top of each other")

    def test_nan_start(self):
        positions = harness.cluster(13, 16, closest=0.95)
        positions[8] = [float("nan"), 0.0, 0.0]
        self.data("data", positions, (-2.0, 5.0))
        self.refused(LEARNED + "min_modify weights test.learned\n" + MINIMIZE)

    def test_atoms_that_leave_a_fixed_box(self):
        self.data("data", [[0.01, 1.0, 1.0], [1.1, 1.0, 1.0]], (0.0, 2.0))
        self.weights("long.learned", "size", 5.0)
        self.refused("units lj\nboundary f f f\nread_data data\nthermo_modify lost ignore\nneighbor 0.1 nsq\npair_style lj/hop\npair_coeff * * 1 1\n"
                     "min_style learned\nmin_modify weights long.learned\nminimize 0 0 1000 1000\n", "have left the box", "boundary s s s")

    def test_pair_arguments(self):
        for style, words in (("pair_style lj/hop 2.5 3\n", "one argument at most"), ("pair_style lj/hop 0\n", "cutoff must be above 0"),
                             ("pair_style lj/hop far\n", "far"), ("pair_style lj/hop\npair_coeff 1 1 1\n", "pair_coeff takes I J epsilon d0"),
                             ("pair_style lj/hop\npair_coeff 1 1 1 0\n", "d0 must be above 0"),
                             ("pair_style lj/hop 2\npair_modify tail yes\npair_coeff 1 1 1 1\nrun 0\n", "no tail correction")):
            with self.subTest(style=style):
                self.refused(START + style, words)


if __name__ == "__main__":
    harness.main()
