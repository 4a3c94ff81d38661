# SPDX-License-Identifier: GPL-2.0-only
"""examples/paper: every table and figure at the scale of seconds, and what is computed in Python.

    test_paper.py LEARN2HOP SOURCE_TREE        with a Python that has matplotlib
"""
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest

LEARN2HOP, SOURCE = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
PAPER = SOURCE / "examples" / "paper"
sys.path.insert(0, str(PAPER))

import figure6  # noqa: E402
import figure7  # noqa: E402
import hull  # noqa: E402
import measure  # noqa: E402
import pictures  # noqa: E402
import scales  # noqa: E402
import tables  # noqa: E402
import training  # noqa: E402


def run(*words):
    environment = {**os.environ, "LEARN2HOP": str(LEARN2HOP)}
    return subprocess.run([sys.executable, PAPER / "run", *words], env=environment, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)


class Hulls(unittest.TestCase):
    def test_corners_are_those_below_every_chord(self):
        points = {0: 0.0, 1: -1.0, 2: -0.5, 3: -2.0, 4: 0.0}
        self.assertEqual(hull.lower_hull(points), [(0, 0.0), (1, -1.0), (3, -2.0), (4, 0.0)])

    def test_points_on_a_line_leave_its_ends(self):
        self.assertEqual(hull.lower_hull({0: 0.0, 1: 1.0, 2: 2.0, 3: 3.0}), [(0, 0.0), (3, 3.0)])

    def test_no_point_lies_below(self):
        points = {x: (x * 7919 % 31) / 31 for x in range(20)}
        corners = hull.lower_hull(points)
        for x, y in points.items():
            self.assertGreaterEqual(y, hull.height(corners, x) - 1e-12)

    def test_formation_energy_of_a_mixture_without_gain_is_0(self):
        energies = {m: -100 - 2 * m for m in (0, 7, 38)}
        for value in hull.formation(energies, -100, -176).values():
            self.assertAlmostEqual(value, 0, 12)


class Pictures(unittest.TestCase):
    def test_no_two_methods_look_alike(self):
        for learned in (["trained on 13", "trained on 75", "trained on six sizes"],
                        ["learned (lj)", "ESMC, paper's recipe", "GA, paper's recipe"]):
            methods = ["Adam", "FIRE", "basin hopping", "basin hopping, L-BFGS", "basin hopping, 10x", *learned]
            colors = pictures.colors(methods)
            self.assertEqual(list(colors), methods)
            self.assertEqual(len(set(colors.values())), len(methods), colors)


class Settings(unittest.TestCase):
    def test_every_figure_has_every_scale(self):
        for name, its_scales in scales.FIGURE.items():
            self.assertEqual(set(its_scales), set(scales.EVERY), name)

    def test_every_composition_is_in_the_hulls(self):
        for name in ("small", "full"):
            self.assertEqual(scales.scale_of("figure7", name).compositions, list(range(39)), name)

    def test_full_is_the_papers(self):
        scale = scales.scale_of("table3", "full")
        self.assertEqual((scale.starts, scale.steps, scale.horizon, scale.updates, scale.seeds, scale.copies),
                         (150, 50000, 50000, 650, 10, 80))
        recipe = training.paper_recipe(scale, training.SIX_SIZES, "esmc")
        self.assertEqual((recipe["starts"], recipe["sigma"], recipe["learning_rate"]), (78, 0.1, 0.01))
        self.assertEqual(scales.scale_of("figure3", "full").updates, 900)

    def test_seeds_that_choose_are_not_those_that_report(self):
        self.assertNotEqual(scales.HELD_OUT_SEED, scales.CHOICE_SEED)

    def test_yaml_of_one_line(self):
        self.assertEqual(training.flow({"factor": 0.98, "names": ["a", "b"]}), "{factor: 0.98, names: [a, b]}")


class Readings(unittest.TestCase):
    def test_several_seeds_as_one_measurement(self):
        seeds = [{"starts": 4, "min": low, "mean": mean, "mean_error": 0.1, "hits": hits}
                 for low, mean, hits in ((-9, -5, 0), (-8, -7, 2), (-12, -6, 3))]
        self.assertEqual(measure.median_of(seeds), {"starts": 4, "min": -9, "mean": -6, "mean_error": 0.1, "hits": 2})
        self.assertEqual(measure.median_of(seeds[:1]), seeds[0])

    def test_a_row_of_the_hulls_table_is_a_composition(self):
        rows = [{"alloy": "PdPt", "m": m, "method": method, "mean": m + place, "min": -1}
                for m in (0, 3) for place, method in enumerate(("Adam", "FIRE"))]
        self.assertEqual(figure7.by_composition(rows),
                         [{"alloy": "PdPt", "m": 0, "Adam": "0.00 / -1.00", "FIRE": "1.00 / -1.00"},
                          {"alloy": "PdPt", "m": 3, "Adam": "3.00 / -1.00", "FIRE": "4.00 / -1.00"}])

    def test_means_of_the_hulls_are_counted_against_basin_hopping(self):
        means = {figure7.RIVAL: (-5, -6, -7), "learned": (-5.1, -5.9, -7.2)}
        rows = [{"alloy": "PdPt", "m": m, "method": method, "mean": mean[m], "min": -8, "hull": -m, "above the lowest of all": m}
                for method, mean in means.items() for m in range(3)]
        counts = [row[f"mean below that of {figure7.RIVAL}, at"] for row in figure7.summary(rows)]
        self.assertEqual(counts, [None, "2 of 3"])

    def test_what_tune_tried(self):
        text = (SOURCE / "examples" / "baselines" / "basin-hopping-lbfgs-lj13.yaml").read_text()
        tried = measure.read_tuned(text)
        self.assertEqual(len(tried), 4)
        self.assertEqual(tried[1][:2], ("grid", -44.326801))
        self.assertEqual(tried[1][2]["step"], 0.4)

    def test_hops_of_a_run(self):
        run_of = [measure.Moment(step, 0, 0, quenched) for step, quenched in enumerate([-40, -40, -41, -40, -40.0001])]
        self.assertEqual(figure6.hops(run_of), 2)

    def test_runs_are_parted_by_where_adam_ends(self):
        parts = figure6.parted(["a", "b", "c"], {"known_minimum": -44, "energies": [-44, -43, -44.0005]})
        self.assertEqual(parts, {"lucky": ["a", "c"], "unlucky": ["b"]})


class Figures(unittest.TestCase):
    def test_all_of_them_and_again_from_what_is_kept(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            done = run("all", "--scale", "smoke", "--output", str(folder))
            self.assertEqual(done.returncode, 0, done.stdout)
            for name in scales.FIGURE:
                self.look_at(folder, name)
            with open(folder / "figure7-transfer.csv", newline="") as stream:
                self.assertEqual([row["system"] for row in csv.DictReader(stream)], 3 * ["gupta:Pd35Pt3"])
            before = {path: path.read_bytes() for path in folder.glob("*.csv")}
            again = run("all", "--scale", "smoke", "--output", str(folder))
            self.assertEqual(again.returncode, 0, again.stdout)
            self.assertNotIn("\nlearn2hop ", again.stdout, "something was measured or trained twice")
            self.assertEqual(before, {path: path.read_bytes() for path in folder.glob("*.csv")})
            self.another_recipe_is_refused(folder)

    def look_at(self, folder, name):
        with open(folder / f"{name}.csv", newline="") as stream:
            rows = list(csv.DictReader(stream))
        record = json.loads((folder / f"{name}.json").read_text())
        self.assertGreater(len(rows), 1, name)
        self.assertEqual(len(record["rows"]), len(rows), name)
        self.assertEqual(record["paper"], tables.PAPER[name])
        self.assertIn("seed", record["caption"])
        self.assertIn("start", record["caption"])
        page = (folder / f"{name}.md").read_text()
        self.assertIn(record["caption"], page)
        picture = (folder / f"{name}.png").read_bytes()
        self.assertTrue(picture.startswith(b"\x89PNG"))
        self.assertLess(len(picture), 200_000, name)

    def another_recipe_is_refused(self, folder):
        """A folder trained with other settings is not gone on with in silence."""
        file = folder / "trained" / "figure3-es.yaml"
        file.write_text(file.read_text().replace("sigma: 0.1", "sigma: 0.2"))
        done = run("figure3", "--scale", "smoke", "--output", str(folder))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("is of other settings", done.stdout)


class Stopped(unittest.TestCase):
    def test_a_training_that_was_stopped_is_not_done_and_goes_on(self):
        with tempfile.TemporaryDirectory() as folder:
            hurried = pathlib.Path(folder) / "learn2hop"
            hurried.write_text(f'#!/bin/sh\nexec "{LEARN2HOP}" "$@" --time-limit 2\n')
            hurried.chmod(0o755)
            os.environ["LEARN2HOP"] = str(hurried)
            scale = scales.scale_of("figure3", "smoke")
            scale.updates = 100000
            trainings = training.Trainings(folder, scale)
            updates = [0]
            for _ in range(2):
                with self.assertRaises(SystemExit) as raised:
                    trainings.train("slow", training.paper_recipe(scale, ["lj:13"], "es"))
                self.assertIn("goes on with it", str(raised.exception))
                updates.append(len((trainings.folder / "slow-s1" / "training.csv").read_text().splitlines()))
            self.assertTrue(updates[0] < updates[1] < updates[2], updates)


    def test_sigterm_ends_a_training_with_its_checkpoint(self):
        with tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder) / "trained" / "figure3-es-s1" / "training.log"
            with subprocess.Popen([sys.executable, PAPER / "run", "figure3", "--output", folder], text=True,
                                  env={**os.environ, "LEARN2HOP": str(LEARN2HOP)}, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT) as process:
                while process.poll() is None and not (log.exists() and re.search(r"update [1-9]", log.read_text())):
                    time.sleep(0.1)
                process.terminate()
                said, _ = process.communicate()
            self.assertEqual(process.returncode, 1, said)
            self.assertIn("the same command goes on", said)
            self.assertIn("stopped by a signal", log.read_text())
            self.assertTrue((log.parent / "checkpoint").exists())


class Mistakes(unittest.TestCase):
    def test_unknown_names_are_refused(self):
        for word, said in (("figure9", "did you mean figure"), ("tabel2", "did you mean table2?"), ("x", "there are figure3")):
            done = run(word)
            self.assertEqual(done.returncode, 2)
            self.assertIn(said, done.stdout)
            self.assertIn("figure8", done.stdout)

    def test_numbers_of_starts_that_are_none_are_refused(self):
        for word in ("0", "-3", "many", "1"):
            done = run("figure5", f"--starts={word}")
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"{word} is no number of starts", done.stdout)
        self.assertIn("0 is no number of seeds", run("figure3", "--seeds", "0").stdout)

    def test_a_folder_that_cannot_be_made_is_named(self):
        with tempfile.NamedTemporaryFile() as file:
            done = run("figure5", "--output", file.name)
            self.assertEqual(done.returncode, 1)
            self.assertIn(f"{file.name} cannot be made", done.stdout)
            self.assertNotIn("Traceback", done.stdout)

    def test_without_matplotlib_nothing_is_begun(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "matplotlib.py").write_text("raise ImportError\n")
            os.environ["PYTHONPATH"] = str(folder)
            try:
                done = run("figure5", "--scale", "smoke", "--output", str(folder / "out"))
            finally:
                del os.environ["PYTHONPATH"]
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn("needs matplotlib", done.stdout)
            self.assertFalse((folder / "out").exists())

    def test_a_failure_of_learn2hop_ends_it_and_leaves_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            scale = scales.scale_of("table2", "smoke")
            os.environ["LEARN2HOP"] = str(LEARN2HOP)
            measured = measure.Measurements(folder, scale)
            with self.assertRaises(SystemExit) as raised:
                measured.baseline("adam", "lj:9999")
            self.assertIn("status 2", str(raised.exception))
            self.assertEqual(list(measured.folder.iterdir()), [])


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
