# SPDX-License-Identifier: GPL-2.0-only
"""The folders of examples/, one test each, run as examples/README.md says, in a copy: each with a budget of seconds.

A search is chaotic: another compiler's rounding leads elsewhere. What must be found is found from any of several seeds.
"""

import glob
import os
import re
import shutil
import subprocess
import sys

import harness

EXAMPLES = os.path.join(harness.SOURCE, "examples")
POTENTIALS = os.pathsep.join((os.path.join(os.environ["LAMMPS_SOURCE_DIR"], "potentials"), os.path.join(harness.SOURCE, "potentials")))
PYTHONS = [python for python in dict.fromkeys((sys.executable, "/usr/bin/python3")) if os.path.exists(python)]
NEAR = 1e-5    # of energies, in their units: a quench ends far closer


def has_module(python, name):
    return subprocess.run([python, "-c", f"import {name}"], stderr=subprocess.DEVNULL).returncode == 0


class ExamplesTest(harness.LammpsTest):
    def enter(self, name):
        shutil.copytree(os.path.join(EXAMPLES, name), self.path(name))
        self.folder = self.path(name)

    def run_here(self, *command, environment=None):
        """What a command prints, run in the example's folder."""
        own = {"LAMMPS_POTENTIALS": POTENTIALS, "OMPI_MCA_orte_tmpdir_base": self.folder,
               "PATH": os.pathsep.join((os.path.dirname(os.environ["L2H_TRAINER"]), os.environ["PATH"]))}
        done = subprocess.run(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env={**os.environ, **own, **(environment or {})}, timeout=harness.HANGS)
        if done.returncode:
            self.fail(f"{command}: exit status {done.returncode}:\n{done.stdout[-4000:]}")
        return done.stdout

    def example(self, script, *options, **variables):
        words = [word for name, value in variables.items() for word in ("-var", name, str(value))]
        text = self.run_here(os.environ["LMP"], "-in", script, *options, *words)
        self.assertRegex(text, r"\nTotal wall time: ")
        return text

    def energy(self, text):
        found = re.findall(r"^energy found: (-?\d+\.\d{6})\b", text, re.MULTILINE)
        self.assertEqual(len(found), 1, text[-2000:])
        return float(found[0])

    def lowest(self, script, goal, *runs):
        """Runs the script with each of the variables in turn, until one ends at `goal`. None may end lower."""
        energies = []
        for variables in runs:
            energies.append(self.energy(self.example(script, **variables)))
            self.assertGreater(energies[-1], goal - NEAR, "lower than the lowest known: is the energy right?")
            if energies[-1] < goal + NEAR:
                return
        self.fail(f"{script}: {energies}, and not {goal}")

    def count(self, text, move):
        """How often a move was tried and how often accepted, as the log's table of moves has it."""
        (tried, accepted), = re.findall(rf"^    {move} +(\d+) +(\d+) +\d+ +\d+$", text, re.MULTILINE)
        return int(tried), int(accepted)

    def structure(self, name):
        """Elements and places of an XYZ file of LAMMPS's."""
        with open(self.path(name)) as file:
            lines = file.read().splitlines()
        self.assertEqual(int(lines[0]), len(lines) - 2)
        rows = [line.split() for line in lines[2:]]
        return [row[0] for row in rows], [[float(x) for x in row[1:]] for row in rows]

    # ---- a folder each ----

    def test_lj13(self):
        self.enter("lj13")
        self.lowest("in.lj13", -44.326801, {}, {"seed": 2}, {"seed": 3})
        self.assertEqual(len(self.structure("lj13.xyz")[0]), 13)

    def test_lj38(self):
        self.enter("lj38")
        self.lowest("in.lj38", -173.928427, {}, {"seed": 2}, {"seed": 3})
        self.assertEqual(len(self.structure("lj38.xyz")[0]), 38)
        text = self.example("in.lj38.batch", clusters=4, steps=300)
        self.assertRegex(text, r"\nenergies of 4 clusters: lowest -1[67]\d\.\d+, mean -1[67]\d\.\d+\n")

    def test_lj75(self):
        self.enter("lj75")
        self.lowest("in.lj75", -397.492331, {}, {"seed": 2}, {"seed": 3})
        self.assertEqual(len(self.structure("lj75.xyz")[0]), 75)

    def test_cu38_eam(self):
        self.enter("cu38-eam")
        self.lowest("in.cu38-eam", -108.578950, {}, {"seed": 2}, {"seed": 3})
        self.assertEqual(len(self.structure("cu38.xyz")[0]), 38)

    def test_agau38(self):
        self.enter("agau38")
        text = self.example("in.agau38")
        energy = self.energy(text)
        self.assertTrue(-106.189367 - NEAR < energy < -105.8, energy)    # seeds 1 to 6 end below the latter
        tried, accepted = self.count(text, "exchange")
        self.assertGreater(tried, 50)
        self.assertGreater(accepted, 10)
        elements = self.structure("agau38.xyz")[0]
        self.assertEqual((elements.count("Ag"), elements.count("Au")), (31, 7))

    def test_si64(self):
        self.enter("si64")
        text = self.example("in.si64", steps=6000)
        energy = self.energy(text)
        self.assertTrue(-277.220505 - NEAR < energy < -260, energy)    # the crystal, and above any such run; 300 steps: -258
        self.assertGreater(self.count(text, "burst")[1], 10)
        self.assertEqual(len(self.structure("si64.xyz")[0]), 64)

    def test_asi216_tersoff(self):
        self.enter("asi216-tersoff")
        for script, structure, cells, variables in (("in.asi", "asi.xyz", 3, {}), ("in.asi", "asi.xyz", 2, {"moves": "bursts"}),
                                                    ("in.melt", "melt.xyz", 2, {})):
            energy = self.energy(self.example(script, steps=200, cells=cells, **variables)) / (8 * cells ** 3)
            self.assertTrue(-4.631 < energy < -4.15, (script, variables, energy))    # the crystal, and above any quench
            self.assertEqual(len(self.structure(structure)[0]), 8 * cells ** 3)

    def test_surface(self):
        self.enter("surface")
        first = self.energy(self.example("in.surface", steps=300))
        energy = self.energy(self.example("in.surface", steps=2000))
        self.assertLessEqual(energy, first + NEAR)
        self.assertGreater(energy, -519.357, "lower than ever: are the frozen atoms frozen?")
        places = self.structure("surface.xyz")[1]
        self.assertEqual(len(places), 163)
        for place in places[:150]:      # still on the sites of the lattice
            for x in place:
                self.assertNear(x / 1.8075, round(x / 1.8075), absolute=1e-5, what="a frozen atom")
        quenches = self.example("in.random", steps=200)
        self.assertRegex(quenches, r"\nlowest of \d+ quenches, \d+ steps: -51\d\.\d+ eV\n")

    def test_partitions(self):
        self.enter("partitions")
        searches = 16
        self.run_here(os.environ["MPIEXEC"], "-n", "8", os.environ["LMP"], "-partition", "8x1", "-in", "in.partitions",
                      "-var", "searches", str(searches))
        found = {}
        for k in range(8):
            with open(self.path(f"log.lammps.{k}")) as file:
                text = file.read()
            self.assertRegex(text, r"\nTotal wall time: ")
            found.update({int(seed): float(energy)
                          for energy, seed in re.findall(r"^energy found: (\S+) from seed (\d+)$", text, re.MULTILINE)})
        self.assertEqual(sorted(found), list(range(1, searches + 1)))    # each once, whichever partition took it

        rows = re.findall(r"^ +\d+ +(-\d+\.\d+) +\d+\.\d+ +(\d+) ", self.run_here("./collect.sh"), re.MULTILINE)
        kept = [float(energy) for energy, _ in rows]
        self.assertGreater(len(kept), 1)
        self.assertEqual(sum(int(met) for _, met in rows), searches)
        self.assertNear(kept[0], min(found.values()), absolute=NEAR, what="the lowest")
        for energy in found.values():
            self.assertLess(min(abs(energy - other) for other in kept), NEAR, "a minimum is missing")

    def test_restart(self):
        self.enter("restart")
        before = self.energy(self.example("in.restart"))
        for seed in (3, 4, 5):
            text = self.example("in.restart.read", steps=1, seed=seed)    # no search to speak of
            self.assertLessEqual(self.energy(text), before + NEAR)
            begun = float(re.search(r"^ +Step +PotEng .*\n +\d+ +(-\d+\.\d+) ", text, re.MULTILINE).group(1))
            self.assertNear(begun, before, absolute=NEAR, what="where the restart file leads to")
        self.lowest("in.restart.read", -173.928427, {}, {"seed": 4}, {"seed": 5})
        text = self.run_here("./search.sh")
        self.assertEqual(len(re.findall(r"^search of lj:38: 4 starts", text, re.MULTILINE)), 3)
        self.assertRegex(text, r"\nresumed and in one go: the same [1-9]\d+ minima, met as often\n$")

    def test_python(self):
        self.enter("python")
        text = self.run_here(sys.executable, "lj38.py", environment={
            "PYTHONPATH": os.path.join(os.environ["LAMMPS_SOURCE_DIR"], "python"),
            "LD_LIBRARY_PATH": os.pathsep.join((os.environ["LAMMPS_BUILD_DIR"], os.environ.get("LD_LIBRARY_PATH", "")))})
        self.assertNear(self.energy(text), -173.928427, absolute=NEAR, what="the lowest of five starts")
        self.assertEqual(len(self.structure("lj38.xyz")[0]), 38)
        python = next((python for python in PYTHONS if has_module(python, "ase, cffi")), None)
        if not python:
            print("no ASE: cu13_ase.py was not tried", file=sys.stderr)
            return
        text = self.run_here(python, "cu13_ase.py", environment={"PYTHONPATH": os.environ["L2H_PYTHON"]})
        self.assertNear(self.energy(text), 9.361358, absolute=1e-3, what="the lowest minimum of EMT")
        self.assertTrue(os.path.getsize(self.path("cu13.traj")))

    # ---- what belongs to all of them ----

    def test_logs(self):
        """Each script has its logs, and what they show is the script of today."""
        scripts = [script for script in sorted(glob.glob(os.path.join(EXAMPLES, "*", "in.*"))) if "/training/" not in script]
        self.assertGreater(len(scripts), 10)
        for script in scripts:
            with open(script) as file:
                text = file.read()
            folder, name = os.path.dirname(script), os.path.basename(script)[len("in."):]
            logs = {int(log.rsplit(".", 1)[1]): log for log in glob.glob(os.path.join(folder, f"log.*.{name}.g++.*"))
                    if re.fullmatch(rf"log\.\d\d[A-Z][a-z]{{2}}\d\d\.{re.escape(name)}\.g\+\+\.\d+", os.path.basename(log))}
            if re.search(r"^log +none", text, re.MULTILINE):    # hundreds of minimizations, or clusters
                continue
            self.assertTrue(len(logs) == 2 and 4 in logs, f"{script}: logs on {sorted(logs)} ranks")
            for ranks, log in logs.items():
                with open(log) as file:
                    shown = file.read()
                self.assertRegex(shown, r"\nTotal wall time: ", log)
                self.assertIn(f" on {1 if 'partition' in name else ranks} procs for ", shown, log)
                shown = " ".join(shown.split())
                for line in text.splitlines():
                    self.assertIn(" ".join(line.rstrip("&").split()), shown, f"{log} is of another {script}")

    def test_picture(self):
        """tools/plot_hops.py on what an example leaves."""
        python = next((python for python in PYTHONS if has_module(python, "matplotlib")), None)
        if not python:
            print("no matplotlib: the plot was not tried", file=sys.stderr)
            return
        self.enter("cu38-eam")
        with open(self.path("in.cu38-eam")) as file:
            script = file.read()
        self.write("in.every", re.sub(r"(?m)^thermo  .*$", "thermo 1", script))
        plot = (python, os.path.join(harness.SOURCE, "tools", "plot_hops.py"), "log.lammps", "hops.png")
        self.example("in.every", steps=500)
        self.run_here(*plot)
        with open(self.path("hops.png"), "rb") as file:
            self.assertEqual(file.read(8), b"\x89PNG\r\n\x1a\n")
        self.example("in.cu38-eam", steps=1000)
        done = subprocess.run(plot, cwd=self.folder, stderr=subprocess.PIPE, text=True)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("has not every step", done.stderr)


if __name__ == "__main__":
    harness.main()
