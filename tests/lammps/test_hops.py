# SPDX-License-Identifier: GPL-2.0-only
"""min_modify hops yes: the hop search of src/search over LAMMPS's atoms."""

import os
import re
import subprocess

import harness

LJ13 = -44.326801
LJ38 = -173.928427

CLUSTER = """
units        lj
atom_style   atomic
atom_modify  map array
boundary     s s s
read_data    {data}
pair_style   lj/hop
pair_coeff   * * 1.0 1.0
thermo_style custom step pe
thermo_modify norm no
thermo       1
min_style    learned
min_modify   hops yes length_scale 1.0 energy_scale 1.0 seed {seed} {more}
minimize     0.0 1.0e-8 {steps} 100000
variable     e equal pe
print        "energy = ${{e}}"
"""

SILICON = """
units        metal
atom_modify  map array
read_data    {data}
pair_style   sw/hop
pair_coeff   * * {potential} Si
thermo_style custom step pe
thermo_modify norm no
thermo       1
min_style    learned
min_modify   hops yes length_scale 2.0951 energy_scale 2.16826 seed 3 {more}
minimize     0.0 0.0 {steps} 100000
"""

RANDOM = """
units        lj
atom_modify  map array
boundary     s s s
region       box block -4 4 -4 4 -4 4
create_box   1 box
region       ball sphere 0 0 0 {radius}
create_atoms 1 random {atoms} {seed} ball
mass         1 1.0
pair_style   lj/hop
pair_coeff   * * 1.0 1.0
thermo_modify norm no
min_style    learned
min_modify   hops yes length_scale 1.0 energy_scale 1.0
minimize     0.0 1.0e-8 {steps} 100000
variable     e equal pe
print        "energy = ${{e}}"
"""


DUMP = "write_dump all custom dump id x y z modify format float %.17g\n"


def energies(run):
    """Those of the steps of the hop search, from 1."""
    table = run.text.split("Per MPI rank memory")[1].split("Hops:")[0]
    return [float(pe) for step, pe in re.findall(r"^ +(\d+) +(\S+) *$", table, re.MULTILINE) if step != "0"]


class HopsTest(harness.LammpsTest):
    options = ()

    def lammps(self, script, **more):
        return super().lammps(script, options=self.options, **more)

    def reference(self, system, seed, evaluations, positions):
        if "L2H_REFERENCE_SEARCH" not in os.environ:
            self.skipTest("built without the trainer")
        text = "\n".join(" ".join(f"{x:.17g}" for x in place) for place in positions)
        done = subprocess.run([os.environ["L2H_REFERENCE_SEARCH"], system, str(seed), str(evaluations)], input=text,
                              stdout=subprocess.PIPE, text=True, check=True)
        return [float(line) for line in done.stdout.split()]

    def minimum(self, seed):
        """Places of 13 atoms in a minimum other than the lowest, for a search that begins with a hop."""
        self.data("start", harness.cluster(13, seed), (-20, 20))
        script = CLUSTER.format(data="start", seed=1, more="", steps=300).replace("hops yes", "hops no")
        script = re.sub(r"(?m)^min_(style|modify).*\n", "", script)
        return [place for _, place in sorted(self.lammps(script + DUMP).dump()[-1][1].items())]

    def assertSameStart(self, found, expected, evaluations, what):
        """Sums run in another order, and a quench doubles what they differ by every few evaluations."""
        self.assertGreaterEqual(min(len(found), len(expected)), evaluations)
        for k in range(evaluations):
            self.assertNear(found[k], expected[k], relative=1e-6, what=f"{what}, evaluation {k + 1}")

    def test_same_evaluations_as_the_trainer(self):
        """Kick, compressed quench, quench and repair of the first hops, evaluation by evaluation."""
        places = self.minimum(5)
        self.data("start", places, (-20, 20))
        for seed, ranks in ((11, 1), (12, 1), (13, 2), (14, 4)):
            expected = self.reference("lj:13", seed, 100, places)
            run = self.lammps(CLUSTER.format(data="start", seed=seed, more="", steps=200), ranks=ranks)
            self.assertSameStart(energies(run), expected, 60, f"seed {seed}, {ranks} ranks")

    def test_periodic(self):
        cell = 10.964
        places = harness.cluster(64, 4, box=cell, closest=1.9, period=cell)
        self.data("start", places, (0, cell))
        expected = self.reference("sw:Si64", 3, 100, places)
        script = SILICON.format(data="start", potential=self.potential("Si-paper.sw"), steps=150, more="")
        for ranks in (1, 2):
            self.assertSameStart(energies(self.lammps(script, ranks=ranks)), expected, 60, f"{ranks} ranks")

    def test_symmetric_starts_of_a_periodic_system(self):
        """Only where they are asked for: a periodic system keeps to its first structure."""
        cell = 10.964
        self.data("start", harness.cluster(64, 4, box=cell, closest=1.9, period=cell), (0, cell))
        for more, least, most in (("", 1, 1), ("hop symmetric 0.8", 5, 100), ("hop symmetric 0.8 hop symmetric 0", 1, 1)):
            script = SILICON.format(data="start", potential=self.potential("Si-paper.sw"), steps=600, more=more)
            starts = int(re.search(r"(?m)^ +start +(\d+)", self.lammps(script).text).group(1))
            self.assertTrue(least <= starts <= most, f"{starts} starts with '{more}'")

    def test_finds_global_minima(self):
        """From places where atoms overlap: 13 atoms need some 150 evaluations in the mean, 38 some 1700."""
        for seed in range(301, 306):
            run = self.lammps(RANDOM.format(atoms=13, seed=seed, radius=1.5, steps=3000))
            self.assertNear(run.value("energy"), LJ13, absolute=1e-5, what=f"13 atoms, start {seed}")
        run = self.lammps(RANDOM.format(atoms=38, seed=301, radius=2.3, steps=40000))
        self.assertNear(run.value("energy"), LJ38, absolute=1e-5, what="38 atoms")
        self.assertRegex(run.text, r"repair +\d+ +\d+ +\d+ +\d+")

    def test_molecules(self):
        """The first of three clusters in one box takes the evaluations that it takes alone."""
        alone = [harness.cluster(13, seed) for seed in (5, 6, 7)]
        places = [[x + 30 * k, y, z] for k, one in enumerate(alone) for x, y, z in one]
        self.data("start", places, (-20, 100))
        script = """
            units lj
            atom_modify map array
            boundary s s s
            fix molecule all property/atom mol ghost yes
            read_data start
            set atom 1*13 mol 1
            set atom 14*26 mol 2
            set atom 27*39 mol 3
            pair_style lj/hop 6.0
            pair_coeff * * 1.0 1.0
            neigh_modify exclude molecule/inter all
            compute e all pe/atom
            group one molecule 1
            compute one one reduce sum c_e
            thermo_style custom step c_one
            thermo_modify norm no
            thermo 1
            min_style learned
            min_modify hops yes length_scale 1.0 energy_scale 1.0 seed 11 natoms molecule
            minimize 0.0 1.0e-8 1500 100000
            compute c all chunk/atom molecule
            compute each all reduce/chunk c sum c_e
            variable lowest equal min(c_each)
            variable highest equal max(c_each)
            thermo_style custom step v_lowest v_highest
            run 0
            print "lowest = ${lowest}"
            print "highest = ${highest}"
            """
        expected = self.reference("lj:13", 11, 200, alone[0])
        for ranks in (1, 2):
            run = self.lammps(script, ranks=ranks)
            self.assertSameStart(energies(run), expected, 60, f"{ranks} ranks")
            self.assertNear(run.value("lowest"), LJ13, absolute=1e-5, what="lowest")
            self.assertNear(run.value("highest"), LJ13, absolute=1e-5, what="highest")

    def test_frozen_atoms_stay(self):
        places = harness.cluster(19, 8)
        self.data("start", places, (-20, 20))
        for ranks in (1, 2):
            run = self.lammps(CLUSTER.format(data="start", seed=1, more="", steps=500).replace(
                "min_style", "group held id 3 7 11\nfix held held setforce 0 0 0\nmin_style").replace(
                "print", DUMP + "print"), ranks=ranks)
            after = run.dump()[-1][1]
            for atom in (3, 7, 11):
                self.assertEqual(after[atom], places[atom - 1], f"atom {atom}, {ranks} ranks")
            self.assertGreater(max(abs(a - b) for a, b in zip(after[1], places[0])), 1e-3)

    def test_random_start(self):
        """Where the atoms are given does not matter, but for the middle of them; ranks do not, either."""
        given, runs = [], []
        for name, seed in (("one", 5), ("two", 6)):
            self.data(name, [[x + seed for x in place] for place in harness.cluster(13, seed)], (-20, 20))
            given.append(energies(self.lammps(CLUSTER.format(data=name, seed=4, more="", steps=60))))
            for ranks in (1, 2):
                runs.append(energies(self.lammps(CLUSTER.format(data=name, seed=4, more="random_start yes", steps=60), ranks=ranks)))
        self.assertGreater(abs(given[0][0] - given[1][0]), 1e-3)
        self.assertGreater(abs(given[0][0] - runs[0][0]), 1e-3)
        for run in runs[1:]:
            self.assertSameStart(run, runs[0], 20, "another place, other ranks")
        held = "group held id 3\nfix held held setforce 0 0 0\nmin_style"
        self.refused(CLUSTER.format(data="one", seed=4, more="random_start yes", steps=60).replace("min_style", held, 1),
                     "random_start yes needs atoms that no fix holds")

    def test_refuses(self):
        self.data("start", harness.cluster(13, 5), (-20, 20))
        run = CLUSTER.format(data="start", seed=1, more="", steps=50)
        self.refused(run.replace("length_scale 1.0", ""), "needs both scales", "length_scale L energy_scale E",
                     "learn2hop info --scales lammps:SCRIPT")
        self.refused(run.replace("hops yes", "hop yes"), "did you mean hops yes")
        self.refused(run.replace("seed 1", "seed 0"), "seed must be a whole number from 1")
        self.refused(run.replace("seed 1", "confirm -1"), "confirm must be a number of starts")
        self.refused(run.replace("seed 1", "hop kicks 1"), "Unknown number kicks", "temperature")
        self.refused(run.replace("seed 1", "hop kick -1"), "kick")
        self.refused(run.replace("hops yes", "hops no"), "no weights", "hops yes")

    def test_a_scale_of_another_potential(self):
        """Nearest neighbors in clusters of Lennard-Jones atoms lie about d0 apart."""
        for scale, warns in (("1.0", False), ("2.0", True), ("0.5", True)):
            run = self.lammps(RANDOM.format(atoms=13, seed=301, radius=1.5, steps=500).replace("length_scale 1.0", f"length_scale {scale}"))
            warned = re.search(r"Min_modify hops: nearest neighbors are (\S+) apart, which is (\S+) length scales", run.text)
            self.assertEqual(bool(warned), warns, run.text[-3000:])
            if warned:
                self.assertNear(float(warned[1]), 0.975, absolute=0.03, what="distance")
                self.assertNear(float(warned[2]), float(warned[1]) / float(scale), relative=5e-3, what="length scales")

    def test_confirm(self):
        """Hops end when starts enough have led to the lowest minimum."""
        run = self.lammps(RANDOM.format(atoms=13, seed=301, radius=1.5, steps=20000).replace(
            "hops yes", "hops yes confirm 3"))
        self.assertNear(run.value("energy"), LJ13, absolute=1e-5)
        self.assertIn("3 of all starts led to the lowest", run.text)
        self.assertLess(int(re.search(r"^Hops: (\d+) force evaluations", run.text, re.MULTILINE)[1]), 16000)

    def test_numbers_and_weights(self):
        """A search can be set, and bursts of weights join it."""
        self.weights()
        self.data("start", harness.cluster(13, 5), (-20, 20))
        run = self.lammps(CLUSTER.format(data="start", seed=1, steps=400, more="hop compress 0 hop repair 0"))
        self.assertNotRegex(run.text, r"(?m)^ +(compress|repair) ")
        run = self.lammps(CLUSTER.format(data="start", seed=1, steps=400, more="weights test.learned hop burst 1 hop displace 0"))
        self.assertRegex(run.text, r"(?m)^ +burst +[1-9]")

    def policy(self, name, *rows):
        """A weights file that holds a policy alone."""
        self.write(name, "# DATE: 2026-11-27 UNITS: lj CONTRIBUTOR: test CITATION: none\nlearn2hop-weights 2\n"
                   "holds policy\nconfiguration 0123456789abcdef\nseed 1\nupdates 0\n"
                   f"policy {len(rows)}\n" + "".join(row + "\n" for row in rows))

    def test_policy(self):
        """The policy of a weights file leads the hops; min_modify hop fixes a number whatever it says."""
        self.data("start", harness.cluster(13, 5), (-20, 20))

        def run(more, ranks=1):
            return energies(self.lammps(CLUSTER.format(data="start", seed=1, steps=400, more=more), ranks=ranks))
        by_hand = run("")
        self.policy("hand.learned", "number kick 0.388")
        self.assertSameStart(run("weights hand.learned"), by_hand, 60, "by hand")
        self.policy("led.learned", "number kick 0.3", "shift kick returns 0.5", "shift loose_gradient size 1")
        led = run("weights led.learned")
        self.assertNotEqual(led, by_hand)
        self.assertNotEqual(run("weights led.learned hop kick 0.388"), by_hand)
        self.assertSameStart(run("weights led.learned hop kick 0.388 hop loose_gradient 0.1"), by_hand, 60, "by hand")
        self.assertSameStart(run("hop kick 0.388 hop loose_gradient 0.1 weights led.learned"), by_hand, 60, "by hand")
        for ranks in (2, 4):
            self.assertSameStart(run("weights led.learned", ranks), led, 60, f"{ranks} ranks")

    def test_policies_are_refused(self):
        self.data("start", harness.cluster(13, 5), (-20, 20))
        script = CLUSTER.format(data="start", seed=1, steps=50, more="weights p.learned")
        self.policy("p.learned", "number kick 0.3", "number kicks 0.3")
        self.refused(script, "p.learned:9: unknown number of a search 'kicks'")
        self.policy("p.learned", "number kick 30")
        self.refused(script, "p.learned:8: kick is 30")
        self.policy("p.learned", "number kick 0.3")
        self.refused(script.replace("hops yes", "hops no"), "holds a policy of searches and no optimizer", "hops yes")
        self.refused(script.replace("length_scale 1.0", ""), "needs both scales")


if __name__ == "__main__":
    harness.main()
