# SPDX-License-Identifier: GPL-2.0-only
"""min_style learned/kk against learned on the host, which other tests hold to the reference: the vector kernels shared
out among threads, and the kernels that a GPU runs (min_modify kernels kokkos). One LAMMPS takes all cases in turn."""

import math
import os
import re

import device
import harness
from test_ranks import crystal

# Positions after 20 steps: one float's rounding, and what a sign code makes of it now and then (see test_min.py).
STEPS = 20
ROUNDING = 1e-5
KERNELS = ("vector", "kokkos")
COPIES = os.environ["L2H_COUNT_COPIES"]

LJ = "pair_style lj/hop{}\npair_coeff * * 1 1\n"
CUT = "pair_style lj/cut{} 2.5\npair_coeff * * 1 1\n"


def learned(steps=STEPS, maximum=None, keywords="quench none keep last", weights="test.learned", tolerance="0"):
    return (f"thermo_modify norm no\nmin_style learned\nmin_modify weights {weights} horizon {steps} {keywords} kernels {{kernels}}\n"
            f"minimize 0 {tolerance} {maximum or steps} 1000000\n")


class MinKokkosTest(harness.LammpsTest):
    def setUp(self):
        super().setUp()
        self.weights("test.learned", "random", 0.1)
        self.cases = {}

    def add(self, name, setup, pair, run):
        self.cases[name] = (setup, pair, run)

    def script(self, name, label, kernels, suffix=""):
        setup, pair, run = self.cases[name]
        dump = (f"dump 1 all custom 1 {label} id xu yu zu proc\ndump_modify 1 sort id format float %.17g\n"
                if "minimize" in run else "")
        return "clear\n" + setup + pair.format(suffix) + dump + run.format(kernels=kernels) + f'print "{label}.pe = $(pe:%.17g)"\n'

    def host(self):
        return self.lammps("".join(self.script(name, f"host_{name}", "auto") for name in self.cases))

    def kokkos(self, threads=1, ranks=1):
        return self.lammps("".join(self.script(name, f"{kernels}_{name}", kernels, "/kk") for name in self.cases for kernels in KERNELS),
                           ranks=ranks, options=device.on(threads))

    @staticmethod
    def positions(frames):
        return [{i: columns[:3] for i, columns in atoms.items()} for _, atoms in frames]

    def follows(self, run, host, name, kernels):
        found, expected = self.positions(run.dump(f"{kernels}_{name}")), self.positions(host.dump(f"host_{name}"))
        self.assertEqual(len(found), len(expected))
        for step, (ours, theirs) in enumerate(zip(found, expected)):
            self.assertLess(harness.largest_difference(ours, theirs), ROUNDING, f"step {step}")
        self.assertGreater(harness.largest_difference(expected[0], expected[-1]), 0.1, "the atoms hardly moved")

    def test_steps(self):
        """Free clusters of one and two species, of molecules, with atoms that overlap and one far away, a periodic crystal,
        silicon, LAMMPS's own kk styles."""
        self.data("lj", harness.cluster(38, 12, box=4.5, closest=0.95), (-2.0, 6.5))
        self.add("lj", "units lj\nboundary s s s\nread_data lj\n", LJ, learned(200, STEPS))
        self.add("cut", "units lj\nboundary s s s\nread_data lj\n", "pair_style lj/cut{} 10\npair_coeff * * 1 0.89\n", learned(200, STEPS))

        self.data("alloy", [[2.9 * x for x in p] for p in harness.cluster(13, 31, closest=0.95)], (-6.0, 15.0), types=[1] * 5 + [2] * 8)
        self.weights("alloy.learned", "species", 2, "random", 0.1, "units", "metal", "length", 2.8885, "energy", 0.5)
        self.add("alloy", "units metal\nboundary s s s\nread_data alloy\n",
                 f"pair_style gupta/hop{{}}\npair_coeff * * {self.potential('AgAu.gupta')} Ag Au\n",
                 learned(200, STEPS, weights="alloy.learned"))

        edge = 5.482 * 2
        self.data("silicon", harness.cluster(64, 4, box=edge, closest=1.5, period=edge), (0.0, edge))
        self.weights("silicon.learned", "random", 0.1, "units", "metal", "length", 2.0951, "energy", 2.16826)
        for style in ("sw/hop", "sw"):
            self.add(style.replace("/", "_"), "units metal\nread_data silicon\n",
                     f"pair_style {style}{{}}\npair_coeff * * {self.potential('Si-paper.sw')} Si\n",
                     learned(200, STEPS, weights="silicon.learned"))

        clusters = [(13, 21), (7, 22), (13, 23)]
        self.data("molecules", [[x + 12.0 * k for x in p] for k, (atoms, seed) in enumerate(clusters)
                                for p in harness.cluster(atoms, seed, closest=0.95)], (-5.0, 32.0))
        self.add("molecules", "units lj\nboundary s s s\nfix mol all property/atom mol\nread_data molecules\n"
                 "set atom 1*13 mol 2\nset atom 14*20 mol 3\nset atom 21*33 mol 1\n",
                 "pair_style lj/cut{} 5\npair_coeff * * 1 0.89\n", learned(100, STEPS, "quench none keep last natoms molecule"))

        close = harness.cluster(13, 16, closest=0.95)
        self.data("close", close + [[x + 0.1 for x in close[3]]], (-2.0, 5.0))
        self.add("close", "units lj\nboundary s s s\nread_data close\n", LJ, learned(200, STEPS))
        self.data("far", close + [[8.2, 1.5, 1.5]], (-2.0, 10.0))
        self.add("far", "units lj\nboundary s s s\nread_data far\n", "pair_style lj/cut{} 8\npair_coeff * * 1 0.89\n", learned(200, STEPS))

        host = self.host()
        for threads, ranks in ((1, 1), (1, 2), (1, 4)) if device.GPUS else ((1, 1), (2, 1), (1, 2), (2, 2), (1, 4)):
            run = self.kokkos(threads, ranks)
            for name in self.cases:
                for kernels in KERNELS:
                    with self.subTest(threads=threads, ranks=ranks, case=name, kernels=kernels):
                        self.follows(run, host, name, kernels)

    def test_atoms_that_change_ranks(self):
        """Reneighboring, migration and sorting at nearly every step: state has to stay with its atom."""
        self.data("crystal", *crystal(3))
        self.weights("test.learned", "random", 0.05)
        self.add("crystal", "units lj\natom_modify sort 1 1.0\nneighbor 0.1 bin\nread_data crystal\n", CUT,
                 learned(60, STEPS, "quench none keep last skin 0.1"))
        host = self.host()
        for ranks in (2, 4):
            run = self.kokkos(ranks=ranks)
            for kernels in KERNELS:
                with self.subTest(ranks=ranks, kernels=kernels):
                    self.follows(run, host, "crystal", kernels)
                    homes = [{i: columns[3] for i, columns in atoms.items()} for _, atoms in run.dump(f"{kernels}_crystal")]
                    moved = [k for k, (one, two) in enumerate(zip(homes, homes[1:])) for i in one if one[i] != two[i]]
                    self.assertTrue(any(k < STEPS - 5 for k in moved), "no atom changed its rank: nothing was tested")

    def test_best_structure_and_quenches(self):
        """A hot run ends far above its best: that comes back on every number of ranks, and the quenches go down from it."""
        self.data("data", harness.cluster(13, 16, closest=0.95), (-2.0, 5.0))
        self.weights("hot.learned", "size", 1.4, "random", 0)
        setup = "units lj\nboundary s s s\nread_data data\n"
        for name, keywords, maximum in (("kept", "quench none", 300), ("lbfgs", "quench lbfgs", 1300),
                                        ("cg", "quench cg", 1300), ("gd", "quench gd 200", 500)):
            self.add(name, setup, LJ, learned(300, maximum, keywords, "hot.learned", "1e-8"))
        for ranks, threads in ((1, 2), (2, 1)):
            run = self.kokkos(threads, ranks)
            best = [float(energy) for energy in re.findall(r"best energy (\S+) at step", run.text)]
            self.assertEqual(len(best), 8)
            for k, kernels in enumerate(KERNELS):
                with self.subTest(ranks=ranks, kernels=kernels):
                    self.assertNear(run.value(f"{kernels}_kept.pe"), best[k], relative=1e-9)
                    self.assertLess(run.value(f"{kernels}_lbfgs.pe"), best[2 + k] - 0.01)
                    self.assertNear(run.value(f"{kernels}_cg.pe"), run.value(f"{kernels}_lbfgs.pe"), absolute=1e-6)
                    self.assertLess(run.value(f"{kernels}_gd.pe"), best[6 + k] - 0.01)
            self.assertEqual(len(re.findall("quench: 200 steps, 200 force evaluations", run.text)), 2)
            self.assertEqual(run.text.count("stopped by force tolerance"), 4)

    def test_frozen_atoms_stay(self):
        self.data("data", harness.cluster(13, 16, closest=0.95), (-2.0, 5.0))
        self.add("frozen", "units lj\nboundary s s s\nread_data data\n", LJ + "group frozen id 3 5\nfix 1 frozen setforce 0 0 0\n", learned())
        run = self.kokkos()
        for kernels in KERNELS:
            first, *_, last = self.positions(run.dump(f"{kernels}_frozen"))
            self.assertEqual([first[3], first[5]], [last[3], last[5]])
            self.assertNotEqual(first[1], last[1])

    def test_an_explosion_is_bounded_and_a_missing_force_is_an_error(self):
        positions = harness.cluster(13, 16, closest=0.95)
        self.data("data", positions, (-2.0, 5.0))
        self.add("wild", "units lj\nboundary s s s\nread_data data\n", LJ, learned(50, keywords="quench none dmax 0.01"))
        self.assertEqual(len(re.findall(r"\b[1-9]\d* moves bounded", self.kokkos().text)), 2)
        positions[3] = positions[4]
        self.data("data", positions, (-2.0, 5.0))
        for kernels in KERNELS:
            self.refused(self.script("wild", "none", kernels, "/kk"), "is not a number at step", options=device.on())

    def test_kernels_keyword(self):
        self.data("data", harness.cluster(13, 16, closest=0.95), (-2.0, 5.0))
        self.add("one", "units lj\nboundary s s s\nread_data data\n", LJ, learned(5))
        self.refused(self.script("one", "none", "kokkos"), "needs min_style learned/kk")
        self.refused(self.script("one", "none", "none"), "must be auto, vector or kokkos")

    def test_compute_radial(self):
        self.data("crystal", *crystal(3))
        setup = "units lj\nread_data crystal\n" + CUT.format("") + "compute 1 all radial/hop/atom length 0.9\nrun 0\n"
        write = "write_dump all custom {} id c_1[*] modify sort id format float %.9g\n"
        host = self.lammps(setup + write.format("dump"))
        (_, expected), = host.dump()
        for threads, ranks in ((2, 1), (1, 2)):
            run = self.lammps(setup + write.format("kk"), ranks=ranks, options=device.on(threads))
            (_, found), = run.dump("kk")
            self.assertLess(harness.largest_difference(found, expected), 1e-5)
        self.assertGreater(max(columns[0] for columns in expected.values()), 1)

    def test_no_copies_in_the_loop(self):
        """What Kokkos copies between memories a step, by its own hook: the sums of the systems and what is made of them,
        never atoms."""
        self.data("data", *crystal(3))
        self.add("copies", "units lj\nread_data data\n", CUT, learned(400, keywords="quench none keep last natoms all"))
        largest = {}
        for steps in (100, 200):
            for kernels in KERNELS:
                script = self.script("copies", "copies", kernels, "/kk").replace("dump", "#dump").replace("400", str(steps))
                run = self.lammps(script, options=device.on(), environment={"KOKKOS_TOOLS_LIBS": COPIES})
                largest[steps, kernels] = {name: int(count) for name, count in re.findall(r"^copies of (\S+): (\d+)$", run.text, re.MULTILINE)}
                self.assertIn("copies counted", run.text)
        for kernels in KERNELS:
            more, less = largest[200, kernels], largest[100, kernels]
            grown = {name for name, count in more.items() if count - less.get(name, 0) >= 50}
            ours = {"learn2hop:places", "learn2hop:share"} if kernels == "kokkos" else set()
            if device.GPUS:    # where LAMMPS has copies of its own, and steps on the host take the atoms along
                self.assertLessEqual(ours, grown)
                atoms = {name for name in grown if re.match("atom:|minimize:", name)}
                self.assertEqual(bool(atoms), kernels == "vector", f"{kernels}: {grown}")
            else:
                self.assertEqual(grown, ours)


if __name__ == "__main__":
    harness.main()
