# SPDX-License-Identifier: GPL-2.0-only
"""What error messages advise, followed: the same script with the advice in it works."""

import re

import harness

START = "units lj\nboundary s s s\nneighbor 0.3 nsq\nread_data data\n"
HOP = "pair_style lj/hop\npair_coeff * * 1 1\n"
CUT = f"pair_style lj/cut 4.0\npair_coeff * * 1 {2 ** (-1 / 6):.17g}\n"
LEARNED = "min_style learned\nmin_modify weights test.learned\n"
MINIMIZE = "minimize 0 1e-8 500 5000\n"


class AdviceTest(harness.LammpsTest):
    def setUp(self):
        super().setUp()
        self.positions = harness.cluster(13, 16, closest=0.95)
        self.data("data", self.positions, (-2.0, 5.0))
        self.weights()

    def flat(self, run):
        """The output in one line, since LAMMPS breaks long ones."""
        return re.sub(r"\s+", " ", run.text)

    def test_an_atom_that_leaves_the_cluster(self):
        flight = "group one id 1\nvelocity one set 30.0 0 0\nfix 1 all nve\ntimestep 0.001\nrun 2000\n"
        self.refused(START + HOP + flight, "leaving the cluster", "fix ID all indent K sphere X Y Z R side in",
                     "give pair_style lj/hop a cutoff")
        self.lammps(START + HOP + "fix hold all indent 50.0 sphere 1.5 1.5 1.5 4.0 side in\n" + flight)
        self.lammps(START + HOP.replace("lj/hop", "lj/hop 3.0") + flight)

    def test_a_force_that_pulls_an_atom_away(self):
        """LAMMPS leaves fix wall/reflect out of minimizations; the learned optimizer brings the atom back by itself."""
        pull = "group one id 1\nfix 1 one addforce 500.0 0 0\n" + LEARNED + "minimize 0 1e-8 3000 10000\n"
        hold = "fix hold all indent 50.0 sphere 1.5 1.5 1.5 4.0 side in\n"
        for fix in ("", hold):
            self.assertIn("Learned optimizer: 2400 of 2400 steps", self.lammps(START + HOP + fix + pull).text)

    def test_atoms_on_top_of_each_other(self):
        self.data("data", self.positions + [self.positions[4]], (-2.0, 5.0))
        for pair in (HOP, CUT):
            for advice, found in (("delete_atoms overlap 0.3 all all\n", 13),
                                  ("group one id 14\ndisplace_atoms one move 0.1 0.2 0.1\n", 14)):
                with self.subTest(pair=pair, advice=advice):
                    self.refused(START + pair + LEARNED + MINIMIZE, "on top of each other", "delete_atoms overlap",
                                 "displace_atoms ID move")
                    run = self.lammps(START + pair + advice + LEARNED + MINIMIZE + 'print "atoms = $(atoms)"\n')
                    self.assertEqual(run.value("atoms"), found)

    def test_atoms_that_leave_the_box(self):
        box = ("units lj\nboundary {0} {0} {0}\nneighbor 0.3 nsq\nread_data data\nthermo_modify lost ignore\n" + HOP +
               "group one id 1\nfix 1 one addforce 50.0 0 0\nfix 2 all indent 50.0 sphere 1.5 1.5 1.5 12.0 side in\n" + LEARNED +
               MINIMIZE)
        self.refused(box.format("f"), "have left the box", "larger box", "boundary s s s")
        self.lammps(box.format("s"))
        self.data("data", self.positions, (-20.0, 20.0))
        self.lammps(box.format("f"))

    def test_long_lists(self):
        """A list of all pairs of more atoms than neigh_modify one: refused before LAMMPS's list overflows."""
        crystal = ("units lj\nboundary {} {} {}\nneighbor 0.3 nsq\nlattice fcc 1.3\nregion box block -9 9 -9 9 -9 9\n"
                   "region ball sphere 0 0 0 5.2\ncreate_box 1 box\ncreate_atoms 1 region ball\nmass 1 1\n")
        for style, coefficients in (("lj/hop", "* * 1 1"), ("gupta/hop", f"* * {self.potential('Au.gupta')} Au")):
            with self.subTest(style=style):
                units = "lj" if style == "lj/hop" else "metal"
                script = crystal.format("s", "s", "s").replace("units lj", f"units {units}").replace(
                    "lattice fcc 1.3", "lattice fcc 1.3" if units == "lj" else "lattice fcc 4.08") + "{}pair_style " + style + " {}\npair_coeff " + coefficients + "\nrun 0\n"
                run = self.refused(script.format("", ""), "without a cutoff lists up to", "give pair_style " + style + " a cutoff")
                self.assertNotIn("overflow", run.text)
                advice = re.search(r"'(neigh_modify one \d+ page \d+)'", self.flat(run))[1]
                self.lammps(script.format(advice + "\n", ""))
                self.lammps(script.format("", "4.0" if units == "lj" else "8.0"))

    def test_many_clusters_in_one_box_have_short_lists(self):
        """More atoms than a list has room for are no matter where most pairs are excluded."""
        molecule = harness.cluster(7, 22, closest=0.95)
        places = [[x + 8.0 * c for x, c in zip(place, (k % 7, k // 7 % 7, k // 49))] for k in range(300) for place in molecule]
        self.data("data", places, (-2.0, 60.0))
        self.lammps("units lj\nboundary s s s\nneighbor 0.3 bin\nfix mol all property/atom mol\nread_data data\n"
                    + "".join(f"set atom {7 * k + 1}*{7 * k + 7} mol {k + 1}\n" for k in range(300)) + "neigh_modify exclude molecule/inter all\n"
                    + HOP + "run 0\n")

    def test_the_quench_takes_all_iterations(self):
        script = START + HOP + LEARNED + "min_modify quench gd {}\nminimize 0 1e-8 {} 5000\n"
        self.refused(script.format(100, 100), "allow more than 100", "shorten min_modify quench gd")
        self.lammps(script.format(100, 101))
        self.lammps(script.format(50, 100))

    def test_other_units(self):
        metal = START.replace("units lj", "units metal") + HOP + LEARNED
        self.refused(metal + MINIMIZE, "give both scales in this run's units", "min_modify length_scale L energy_scale E")
        self.lammps(metal + "min_modify length_scale 1 energy_scale 1\n" + MINIMIZE)

    def test_weights_of_another_length_scale(self):
        """Copper with gold's weights ends far above the minimum; so does any scale that is a good deal off."""
        run = self.lammps(START + HOP + LEARNED + "min_modify length_scale 1.3\n" + MINIMIZE)
        self.assertRegex(self.flat(run), "Weights test.learned may not fit: nearest neighbors are")
        advised = float(re.search(r"Try min_modify length_scale (\S+)", self.flat(run))[1])
        self.assertNear(advised, 1.0, absolute=0.08)
        self.assertNotIn("may not fit", self.lammps(START + HOP + LEARNED + f"min_modify length_scale {advised}\n" + MINIMIZE).text)
        self.assertNotIn("may not fit", self.lammps(START + HOP + LEARNED + MINIMIZE).text)

    def test_a_run_cut_short_says_that_nothing_was_quenched(self):
        halt = "variable step equal step\nfix stop all halt 1 v_step >= {} error {}\n"
        for kind in ("soft", "continue"):
            run = self.lammps(START + HOP + halt.format(20, kind) + LEARNED + MINIMIZE)
            self.assertRegex(run.text, r"Learned optimizer: (19|20|21) of 400 steps")
            self.assertIn("no quench: stopped before it by walltime limit reached", run.text)
        # the advice of the page: more time, and a run that is all quench
        run = self.lammps(START + HOP + halt.format(20, "soft") + LEARNED + MINIMIZE + "unfix stop\ntimer timeout off\n"
                          "min_modify horizon 1\n" + MINIMIZE + 'print "force = $(fmax:%.17g)"\n')
        self.assertIn("stopped by force tolerance", run.text)
        self.assertLess(run.value("force"), 1e-8)
        run = self.lammps(START + HOP + halt.format(403, "soft") + LEARNED + MINIMIZE)
        self.assertRegex(run.text, r"quench: \d steps, .* stopped by walltime limit reached")
        run = self.lammps(START + HOP + LEARNED + "min_modify horizon 400\nminimize 0 1e-8 1000 50\n")
        self.assertIn("no quench: stopped before it by max force evaluations", run.text)
        run = self.lammps(START + HOP + LEARNED + "min_modify quench none\n" + MINIMIZE)
        self.assertNotIn("no quench", run.text)


if __name__ == "__main__":
    harness.main()
