# SPDX-License-Identifier: GPL-2.0-only
"""Runs LAMMPS on an input given as text and reads back what it wrote. The environment comes from CMakeLists.txt."""

import math
import os
import random
import re
import shutil
import subprocess
import tempfile
import unittest

SOURCE = os.environ["L2H_SOURCE"]

HANGS = 600    # seconds: no run takes so long, however busy the machine is


class Run:
    """A finished LAMMPS: its exit status, all that it printed, and the folder that it ran in."""

    def __init__(self, status, text, folder):
        self.status, self.text, self.folder = status, text, folder

    def value(self, name):
        """The number that the input printed as `NAME = number`."""
        found = re.findall(rf"^{re.escape(name)} = (\S+)$", self.text, re.MULTILINE)
        if not found:
            raise AssertionError(f"no '{name} =' in the output:\n{self.text[-3000:]}")
        return float(found[-1])

    def dump(self, name="dump"):
        """Frames of a custom dump: a list of (timestep, {id: [columns after id]})."""
        frames = []
        with open(os.path.join(self.folder, name)) as lines:
            for line in lines:
                if line.startswith("ITEM: TIMESTEP"):
                    frames.append((int(next(lines)), {}))
                elif line.startswith("ITEM: NUMBER OF ATOMS"):
                    atoms = int(next(lines))
                elif line.startswith("ITEM: ATOMS"):
                    for _ in range(atoms):
                        words = next(lines).split()
                        frames[-1][1][int(words[0])] = [float(word) for word in words[1:]]
        return frames


class LammpsTest(unittest.TestCase):
    """Each test has a folder of its own, thrown away when it passed."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="learn2hop-test-")
        self.addCleanup(shutil.rmtree, self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), "w") as file:
            file.write(text)

    def lammps(self, script, ranks=1, fails=False, options=(), environment=None):
        """Runs `script`; an exit status that is not as `fails` says is an error of the test."""
        self.write("in.test", script)
        command = [os.environ["LMP"], "-in", "in.test", "-log", "none", *options]
        if ranks > 1:
            command = [os.environ["MPIEXEC"], "-n", str(ranks), *command]
        # Open MPI's single ranks all call their folder the same: each test keeps its own, and tests may run side by side.
        own = {"OMPI_MCA_orte_tmpdir_base": self.folder}
        done = subprocess.run(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env={**os.environ, **own, **(environment or {})}, timeout=HANGS)
        if (done.returncode != 0) != fails:
            self.fail(f"LAMMPS {'ended well' if fails else f'failed ({done.returncode})'}:\n{done.stdout[-4000:]}")
        return Run(done.returncode, done.stdout, self.folder)

    def refused(self, script, *words, **options):
        """LAMMPS must stop with an error that holds all of `words`."""
        run = self.lammps(script, fails=True, **options)
        error = re.sub(r"\s+", " ", " ".join(re.findall(r"ERROR.*(?:\n(?!Last|-->|\[|MPI_ABORT|---).*)*", run.text)))
        self.assertIn("ERROR", run.text)
        for word in words:
            self.assertIn(word, error, run.text[-3000:])
        return run

    def weights(self, name="test.learned", *options):
        """Writes untrained weights (see make_weights.c)."""
        subprocess.run([os.environ["L2H_MAKE_WEIGHTS"], self.path(name), *map(str, options)], check=True)
        return name

    def potential(self, name):
        """A parameter file of the project's."""
        return os.path.join(os.environ["L2H_SOURCE"], "potentials", name)

    def data(self, name, positions, box, types=None, molecules=None, image=False):
        """A LAMMPS data file; box is (low, high) of every dimension."""
        types = types or [1] * len(positions)
        lines = ["test", "", f"{len(positions)} atoms", f"{max(types)} atom types", ""]
        lines += [f"{box[0]!r} {box[1]!r} {axis}lo {axis}hi" for axis in "xyz"]
        lines += ["", "Masses", "", *(f"{t + 1} 1.0" for t in range(max(types))), "", "Atoms", ""]
        for i, (kind, position) in enumerate(zip(types, positions)):
            molecule = f"{molecules[i]} " if molecules else ""
            lines.append(f"{i + 1} {molecule}{kind} " + " ".join(f"{x:.17g}" for x in position))
        self.write(name, "\n".join(lines) + "\n")

    def assertNear(self, found, expected, relative=0.0, absolute=0.0, what=""):
        allowed = max(absolute, relative * max(abs(found), abs(expected)))
        if not abs(found - expected) <= allowed:
            self.fail(f"{what}: {found!r} is not {expected!r} to {allowed:.3g} (off by {found - expected:.3g})")


def cluster(atoms, seed, box=3.0, closest=0.85, period=None):
    """Random positions in a box, no two closer than `closest`; across the boundary, too, where it is periodic."""
    def distance(one, other):
        apart = [a - b for a, b in zip(one, other)]
        return math.hypot(*(d - period * round(d / period) if period else d for d in apart))

    numbers = random.Random(seed)
    positions = []
    while len(positions) < atoms:
        place = [numbers.uniform(0, box) for _ in range(3)]
        if all(distance(place, other) >= closest for other in positions):
            positions.append(place)
    return positions


def largest_difference(one, other):
    """Of two {id: columns}."""
    assert one.keys() == other.keys() and one
    return max(abs(a - b) for i in one for a, b in zip(one[i], other[i]))


def main():
    unittest.main(verbosity=2)
