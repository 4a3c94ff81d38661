# SPDX-License-Identifier: GPL-2.0-only
"""The folders of examples/, each with a short budget, with potentials that come with LAMMPS; and tools/plot_hops.py on what one leaves."""

import os
import re
import subprocess
import sys

import harness

EXAMPLES = os.path.join(harness.SOURCE, "examples")
POTENTIALS = os.pathsep.join((os.path.join(os.environ["LAMMPS_SOURCE_DIR"], "potentials"), os.path.join(harness.SOURCE, "potentials")))


class ExamplesTest(harness.LammpsTest):
    def run_example(self, name, script, *options, text=None):
        """What LAMMPS prints; the script is run in the example's folder, which holds the file that it includes."""
        if text:
            self.write(script, text)
            script = self.path(script)
        done = subprocess.run([os.environ["LMP"], "-in", script, "-log", self.path("log"), "-var", "out", self.folder, *options],
                              cwd=os.path.join(EXAMPLES, name), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env={**os.environ, "LAMMPS_POTENTIALS": POTENTIALS}, timeout=harness.HANGS)
        if done.returncode:
            self.fail(f"exit status {done.returncode}:\n{done.stdout[-4000:]}")
        return done.stdout

    def energy(self, text):
        found = re.findall(r"^energy found: (-\d+\.\d{6}) eV", text, re.MULTILINE)
        self.assertEqual(len(found), 1, text[-2000:])
        return float(found[0])

    def structure(self, name):
        with open(self.path(name)) as file:
            lines = file.read().splitlines()
        self.assertEqual(int(lines[0]), len(lines) - 2)
        return [[float(x) for x in line.split()[1:]] for line in lines[2:]]

    def test_copper_cluster(self):
        energies = [self.energy(self.run_example("cu38-eam", "in.cu38-eam", "-var", "seed", str(seed))) for seed in (1, 2, 3)]
        self.assertNear(min(energies), -108.578950, absolute=1e-5, what="the lowest of three seeds")
        self.assertEqual(len(self.structure("cu38.xyz")), 38)

    def test_surface(self):
        first = self.energy(self.run_example("surface", "in.surface", "-var", "steps", "300"))
        energy = self.energy(self.run_example("surface", "in.surface", "-var", "steps", "2000"))
        self.assertLessEqual(energy, first + 1e-5)
        self.assertGreater(energy, -519.357, "lower than ever: are the frozen atoms frozen?")
        atoms = self.structure("surface.xyz")
        self.assertEqual(len(atoms), 163)
        for atom in atoms[:150]:      # still on the sites of the lattice
            for x in atom:
                self.assertNear(x / 1.8075, round(x / 1.8075), absolute=1e-5, what="a frozen atom")
        quenches = self.run_example("surface", "in.random", "-var", "steps", "200")
        self.assertTrue(re.search(r"^lowest of \d+ quenches, \d+ steps: -51\d\.\d+ eV$", quenches, re.MULTILINE), quenches[-2000:])

    def test_amorphous_silicon(self):
        for script, options in (("in.asi", ()), ("in.asi", ("-var", "moves", "bursts")), ("in.melt", ())):
            energy = self.energy(self.run_example("asi216-tersoff", script, "-var", "steps", "600", *options))
            self.assertTrue(-296.4 < energy < -265, (script, options, energy))     # the crystal, and far above any quench
            self.assertEqual(len(self.structure("asi.xyz" if script == "in.asi" else "melt.xyz")), 64)

    def test_picture_of_hops(self):
        with open(os.path.join(EXAMPLES, "cu38-eam", "in.cu38-eam")) as file:
            script = file.read()
        self.run_example("cu38-eam", "in.every", "-var", "steps", "500", text=re.sub(r"(?m)^thermo  .*$", "thermo 1", script))
        self.plot(fails=False)
        self.run_example("cu38-eam", "in.cu38-eam", "-var", "steps", "2000")
        self.plot(fails=True)    # not every step is there

    def plot(self, fails):
        """With any Python here that has matplotlib."""
        tool = os.path.join(harness.SOURCE, "tools", "plot_hops.py")
        for python in (sys.executable, "/usr/bin/python3"):
            if os.path.exists(python) and subprocess.run([python, "-c", "import matplotlib"], stderr=subprocess.DEVNULL).returncode == 0:
                done = subprocess.run([python, tool, self.path("log"), self.path("hops.png")], stderr=subprocess.PIPE, text=True)
                self.assertEqual(done.returncode != 0, fails, done.stderr)
                if fails:
                    self.assertIn("has not every step", done.stderr)
                else:
                    with open(self.path("hops.png"), "rb") as file:
                        self.assertEqual(file.read(8), b"\x89PNG\r\n\x1a\n")
                return
        print("no matplotlib: the plot was not tried", file=sys.stderr)


if __name__ == "__main__":
    harness.main()
