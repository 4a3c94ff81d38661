# SPDX-License-Identifier: GPL-2.0-only
"""benchmarks/peers/run with few evaluations: what it counts, keeps and goes on from."""

import json
import os
import subprocess
import sys

import harness

PEERS = os.path.join(harness.SOURCE, "benchmarks", "peers")
sys.path.insert(0, PEERS)

import meter  # noqa: E402
import table  # noqa: E402
import with_lammps  # noqa: E402

LOG = """\
Minimization stats:
  Stopping criterion = force tolerance
  Energy initial, next-to-last, final =
        86.391944183205  -44.3265606030931  -40.5
  Iterations, force evaluations = 155 367
Loop time of 0.3 on 1 procs for 400 steps with 13 atoms

Performance: 161.717 ns/day, 0.148 hours/ns
Loop time of 0.001 on 1 procs for 20 steps with 13 atoms
  Energy initial, next-to-last, final =
        -40.5  -44.3  -44.3268
  Iterations, force evaluations = 20 31
"""


class PeersTest(harness.LammpsTest):
    def run_peers(self, *words, python=sys.executable, fails=False):
        """What it prints, on either stream."""
        potentials = os.path.join(os.environ["LAMMPS_SOURCE_DIR"], "potentials")
        build = os.path.dirname(os.environ["LMP"])
        done = subprocess.run([python, os.path.join(PEERS, "run"), self.folder, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=harness.HANGS,
                              env={**os.environ, "LAMMPS_POTENTIALS": potentials, "LEARN2HOP_BUILD": build})
        self.assertEqual(done.returncode != 0, fails, done.stdout[-3000:])
        return done.stdout

    def results(self, system, method):
        with open(self.path(f"{system}-{method}.json")) as file:
            return json.load(file)

    def test_reads_the_log(self):
        # two minimizations with their setups, and 400 steps of dynamics
        counted = meter.Meter(until=-44.326, most=10000)
        with self.assertRaises(meter.Over):
            with_lammps.read(iter(LOG.splitlines(keepends=True)), counted, [])
        self.assertEqual((counted.evaluations, counted.lowest, counted.met), (368 + 400 + 32, -44.3268, True))

    def test_what_comes_too_late_is_not_met(self):
        counted = meter.Meter(until=-44.326, most=100)
        with self.assertRaises(meter.Over):
            counted.note(-44.3268, evaluations=101)
        self.assertFalse(counted.met)

    def test_sums_up(self):
        runs = [{"evaluations": 100, "met": True, "lowest": -2.0}, {"evaluations": 500, "met": False, "lowest": -1.0}]
        self.assertEqual(table.first_encounter(runs)[0], 600)
        self.assertRegex(table.cell(-2.0, 4, {"runs": runs}), r"^600 \(100 to -\), 1 of 2$")
        self.assertEqual(table.cell(None, 4, {"runs": runs}), "-0.3750 ± 0.1250 (2)")

    def test_goes_on(self):
        methods = ["hops", "hops.learned", "basin-hopping-lbfgs", "lammps-displace", "lammps-cg", "lammps-fire"]
        words = ["--systems", "lj13", "--evaluations", "1500", "--methods", *methods, "--seeds"]
        self.run_peers(*words, "1")
        first = {method: self.results("lj13", method) for method in methods}
        printed = self.run_peers(*words, "2")
        with open(self.path("table.md")) as file:
            self.assertTrue(printed.endswith(file.read()))
        for method in methods:
            results = self.results("lj13", method)
            self.assertEqual([run["seed"] for run in results["runs"]], [90310, 90311])
            self.assertEqual(results["runs"][:1], first[method]["runs"])
            self.assertIn(f"| {method} | ", printed)
            for run in results["runs"]:
                self.assertGreater(run["lowest"], -44.326802)      # the potential is this one, and its energy not an atom's
                self.assertLess(run["lowest"], -37)
                self.assertEqual(run["met"], run["lowest"] < -44.3258)
                self.assertGreater(run["evaluations"], 4)    # a start may lead to it
        self.assertTrue(all(run["met"] for run in self.results("lj13", "hops")["runs"]))
        self.assertIn("1500 evaluations, not 100", self.run_peers("--systems", "lj13", "--evaluations", "100", fails=True))

    def test_other_systems(self):
        self.run_peers("--systems", "cu38", "ag31au7", "--seeds", "1", "--evaluations", "400", "--methods", "hops", "lammps-displace")
        self.run_peers("--systems", "asi216", "--seeds", "1", "--evaluations", "2000", "--methods", "hops", "lammps-melt")
        for system, known, above in (("cu38", -108.578950, 6), ("ag31au7", -106.189367, 6), ("asi216", -4.63 * 216, 90)):
            for method in ("hops", "lammps-melt" if system == "asi216" else "lammps-displace"):
                lowest = self.results(system, method)["runs"][0]["lowest"]
                self.assertTrue(known - 1e-4 < lowest < known + above, (system, method, lowest))

    def test_methods_in_python(self):
        """With any Python here that has ASE; with none they are left out, and named."""
        words = ["--systems", "lj13", "--seeds", "1", "--evaluations", "200", "--methods", "ase-basin-hopping", "ase-minima-hopping"]
        for python in (sys.executable, "/usr/bin/python3"):
            if os.path.exists(python) and subprocess.run([python, "-c", "import ase"], stderr=subprocess.DEVNULL).returncode == 0:
                self.run_peers(*words, python=python)
                for method in words[-2:]:
                    run = self.results("lj13", method)["runs"][0]
                    self.assertTrue(run["met"] or run["evaluations"] == 200, run)
                    self.assertTrue(-44.326802 < run["lowest"] < -20, run)
                return
        self.assertIn("ase-basin-hopping left out: No module named", self.run_peers(*words))


if __name__ == "__main__":
    harness.main()
