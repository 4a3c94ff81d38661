# SPDX-License-Identifier: GPL-2.0-only
"""pair_style lj/hop against LAMMPS's stock lj/cut, finite differences, and its own rules."""

import harness

SIGMA = 2 ** (-1 / 6)  # lj/cut's sigma for d0 = 1

REPORT = """
compute force_two all reduce sumsq fx fy fz
thermo_style custom step pe press pxx pyy pzz pxy pxz pyz
thermo_modify norm no
dump 1 all custom 1 {dump} id fx fy fz c_energy
dump_modify 1 sort id format float %.17g
run 0
print "pe = $(pe:%.17g)"
print "pxx = $(pxx:%.17g)"
print "pyz = $(pyz:%.17g)"
print "press = $(press:%.17g)"
"""

HOP = "pair_style lj/hop {cut}\n{modify}\npair_coeff 1 1 1.3 1.1\npair_coeff 2 2 0.7 0.9"
CUT = "pair_style lj/cut {cut}\n{modify}\npair_coeff 1 1 1.3 {s1:.17g}\npair_coeff 2 2 0.7 {s2:.17g}"


class PairTest(harness.LammpsTest):
    def compare(self, boundary, hop_cut, cut_cut, newton="on", modify="pair_modify mix arithmetic", setup="", ranks=1):
        """lj/hop and lj/cut on the same two kinds of atoms: everything to 1e-12."""
        found = {}
        for name, pair in (("hop", HOP.format(cut=hop_cut, modify=modify)),
                           ("cut", CUT.format(cut=cut_cut, modify=modify, s1=1.1 * SIGMA, s2=0.9 * SIGMA))):
            script = f"units lj\nboundary {boundary}\nnewton {newton}\nread_data data\n{setup}\n{pair}\n"
            script += "compute energy all pe/atom\n" + REPORT.format(dump=name)
            found[name] = self.lammps(script, ranks=ranks)
        for quantity in ("pe", "pxx", "pyz", "press"):
            scale = abs(found["cut"].value("press")) if quantity.startswith("p") and quantity != "pe" else 0.0
            self.assertNear(found["hop"].value(quantity), found["cut"].value(quantity), relative=1e-12,
                            absolute=1e-12 * scale, what=quantity)
        (_, hop), = found["hop"].dump("hop")
        (_, cut), = found["cut"].dump("cut")
        size = max(abs(x) for columns in cut.values() for x in columns)
        self.assertGreater(size, 0.1)
        self.assertLess(harness.largest_difference(hop, cut), 1e-12 * size)

    def free(self):
        self.data("data", harness.cluster(20, 3), (-1.0, 4.0), types=[1, 2] * 10)

    def periodic(self):
        self.data("data", harness.cluster(60, 4, box=5.0, closest=0.75), (0.0, 5.0), types=[1, 2] * 30)

    def test_free_cluster_without_cutoff(self):
        self.free()
        self.compare("s s s", "", 50.0)

    def test_free_cluster_newton_off(self):
        self.free()
        self.compare("f f f", "", 50.0, newton="off")

    def test_free_cluster_with_cutoff(self):
        self.free()
        self.compare("s s s", 2.0, 2.0)

    def test_periodic_with_cutoff(self):
        self.periodic()
        self.compare("p p p", 2.3, 2.3)
        self.compare("p p p", 2.3, 2.3, newton="off")

    def test_periodic_cutoff_beyond_the_box(self):
        self.periodic()
        self.compare("p p p", 6.0, 6.0)

    def test_mixed_boundaries(self):
        self.periodic()
        self.compare("p f s", 2.3, 2.3)

    def test_shift_and_sixthpower_mixing(self):
        self.periodic()
        self.compare("p p p", 2.3, 2.3, modify="pair_modify shift yes mix sixthpower")

    def test_triclinic(self):
        self.periodic()
        self.compare("p p p", 2.3, 2.3, setup="change_box all triclinic\nchange_box all xy final 0.7 remap")

    def test_periodic_without_cutoff_is_half_the_box_and_says_so(self):
        self.periodic()
        self.compare("p p p", "", 2.5)
        run = self.lammps("units lj\nread_data data\npair_style lj/hop\npair_coeff * * 1 1\nrun 0\nrun 0\n")
        self.assertEqual(run.text.count("further apart than half its shortest edge, 2.5,"), 1, run.text)

    def test_a_cutoff_is_said_once(self):
        self.free()
        run = self.lammps("units lj\nboundary s s s\nread_data data\npair_style lj/hop 2.0\npair_coeff * * 1 1\nrun 0\nrun 0\n")
        self.assertEqual(run.text.count("further apart than the cutoff 2 are left out"), 1, run.text)

    def test_free_without_cutoff_says_nothing(self):
        self.free()
        run = self.lammps("units lj\nboundary s s s\nread_data data\npair_style lj/hop\npair_coeff * * 1 1\nrun 0\n")
        self.assertNotIn("left out", run.text)

    def test_forces_are_the_gradient(self):
        """Central differences at h = 1e-4: the error of the formula is about h^2 times the third derivative."""
        positions = harness.cluster(13, 8)
        self.data("data", positions, (-1.0, 4.0))
        moves = [(atom, axis) for atom in (1, 7, 13) for axis in range(3)]
        script = "units lj\nboundary f f f\nread_data data\npair_style lj/hop\npair_coeff 1 1 1 1\nthermo_modify norm no\n"
        script += "run 0\n" + "".join(f'print "f{a}{c} = $(f{"xyz"[c]}[{a}]:%.17g)"\n' for a, c in moves)
        for a, c in moves:
            step = [1e-4 if k == c else 0.0 for k in range(3)]
            script += f"group one id {a}\n"
            for name, sign in (("plus", 1), ("minus", -2), ("back", 1)):
                script += "displace_atoms one move {} {} {}\n".format(*(sign * s for s in step))
                if name != "back":
                    script += f'run 0 post no\nprint "{name}{a}{c} = $(pe:%.17g)"\n'
            script += "group one clear\n"
        run = self.lammps("atom_modify map array\n" + script)
        for a, c in moves:
            slope = (run.value(f"plus{a}{c}") - run.value(f"minus{a}{c}")) / 2e-4
            force = run.value(f"f{a}{c}")
            self.assertNear(-slope, force, relative=1e-4, absolute=1e-4, what=f"force {a} {c}")

    def test_known_values(self):
        """A pair at d0: energy -epsilon, no force. And compute pair/local, which calls single()."""
        self.data("data", [[0, 0, 0], [1.5, 0, 0], [0, 3.0, 0]], (-1.0, 5.0))
        run = self.lammps("units lj\nboundary f f f\nread_data data\npair_style lj/hop\npair_coeff 1 1 2.5 1.5\n"
                          "compute pairs all pair/local eng force\ncompute deep all reduce min c_pairs[1] inputs local\n"
                          "compute force all reduce max c_pairs[2] inputs local\nthermo_style custom step pe c_deep c_force\n"
                          'run 0\nprint "deep = $(c_deep:%.17g)"\nprint "force = $(c_force:%.17g)"\n'
                          'print "pe = $(pe*atoms:%.17g)"\n')
        self.assertNear(run.value("deep"), -2.5, relative=1e-14)
        self.assertNear(run.value("force"), 0.0, absolute=1e-13)  # at d0; the others attract
        pair = [2.5 * ((1.5 / r) ** 12 - 2 * (1.5 / r) ** 6) for r in (1.5, 3.0, 11.25 ** 0.5)]
        self.assertNear(run.value("pe"), sum(pair), relative=1e-13)

    def test_restart_and_data_keep_the_coefficients(self):
        self.free()
        script = ("units lj\nboundary s s s\nread_data data\npair_style lj/hop 3.1\npair_coeff 1 1 1.3 1.1\n"
                  "pair_coeff 2 2 0.7 0.9\npair_coeff 1 2 0.123456789012 1.0123456789\nthermo_modify norm no\nrun 0\n"
                  'print "pe = $(pe:%.17g)"\nwrite_restart restart\nwrite_data again pair ij\n')
        energy = self.lammps(script).value("pe")
        end = 'thermo_modify norm no\nrun 0\nprint "pe = $(pe:%.17g)"\n'
        restarted = self.lammps("read_restart restart\n" + end)
        self.assertNear(restarted.value("pe"), energy, relative=1e-14)
        reread = self.lammps("units lj\nboundary s s s\npair_style lj/hop 3.1\nread_data again\n" + end)
        self.assertNear(reread.value("pe"), energy, relative=1e-12)

    def test_atoms_that_leave_are_an_error(self):
        self.data("data", harness.cluster(5, 1), (-1.0, 4.0))
        self.refused("units lj\nboundary s s s\nread_data data\npair_style lj/hop\npair_coeff 1 1 1 1\n"
                     "neighbor 0.3 nsq\ngroup one id 1\nvelocity one set 200.0 0 0\nfix 1 all nve\ntimestep 0.001\nrun 2000\n",
                     "atoms have spread over", "leaving the cluster", "cutoff")


if __name__ == "__main__":
    harness.main()
