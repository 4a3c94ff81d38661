# SPDX-License-Identifier: GPL-2.0-only
"""Runs learn2hop and keeps what it printed: what has been measured once is read again, never run again.

A measurement is a JSON file in FOLDER/measured, named after all that it depends on (weights by their contents).
"""
import csv
import hashlib
import json
import os
import pathlib
import subprocess
import sys
from collections import namedtuple
from statistics import median

from scales import CHOICE_SEED, HELD_OUT_SEED

ROOT = pathlib.Path(__file__).resolve().parents[2]
POTENTIALS = ROOT / "potentials"


def learn2hop():
    path = pathlib.Path(os.environ.get("LEARN2HOP", ROOT / "build" / "learn2hop"))
    if not path.is_file():
        sys.exit(f"{path} is not there: build it (cmake --build build), or name one in LEARN2HOP")
    return str(path)


def run(words):
    """Runs learn2hop; what it says is shown only if it fails."""
    words = [str(word) for word in words]
    print("learn2hop", *words, flush=True)
    environment = {**os.environ, "LAMMPS_POTENTIALS": os.environ.get("LAMMPS_POTENTIALS", str(POTENTIALS))}
    with subprocess.Popen([learn2hop(), *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          env=environment) as process:
        try:
            said, _ = process.communicate()
        except KeyboardInterrupt:  # it has got the signal, too, and writes its checkpoint
            process.wait()
            sys.exit("stopped; the same command goes on")
        except SystemExit:  # SIGTERM, which only this program has got
            process.terminate()
            process.wait()
            raise
    if process.returncode != 0:
        sys.exit(f"{said[-2000:]}\nlearn2hop {' '.join(words)}: ended with status {process.returncode}")
    return said


def fingerprint(path):
    return hashlib.sha1(pathlib.Path(path).read_bytes()).hexdigest()[:10]


def median_of(results):
    """The measurements of one system with the weights of several seeds as one: medians of their figures."""
    return {**results[0], **{key: median(result[key] for result in results) for key in ("min", "mean", "mean_error", "hits")}}


Moment = namedtuple("Moment", "step energy move quenched")  # what a row of `trace` has; None where it has nothing


class Measurements:
    """Measurements at one scale, in one folder."""

    def __init__(self, folder, scale):
        self.folder = pathlib.Path(folder) / "measured"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.scale = scale

    def _kept(self, name, suffix, make):
        """The file of that name, made by make(path) where it is not there yet: learn2hop writes files whole or not at all."""
        path = self.folder / f"{name.replace(':', '-').replace('/', '-')}{suffix}"
        if not path.exists():
            make(path)
        return path

    def _json(self, name, words):
        path = self._kept(name, ".json", lambda path: run([*words, "--json", path]))
        return json.loads(path.read_text())

    def _amount(self, starts=None, steps=None, seed=HELD_OUT_SEED):
        starts, steps = starts or self.scale.starts, steps or self.scale.steps
        return f"{starts}x{steps}-seed{seed}", ["--starts", starts, "--steps", steps, "--seed", seed]

    def learned(self, weights, system, **amount):
        """eval of a weights file."""
        name, words = self._amount(**amount)
        return self._json(f"{weights.stem}-{fingerprint(weights)}-{system}-{name}",
                          ["eval", "--weights", weights, "--system", system, *words])

    def baseline(self, method, system, settings=(), scales="natural", **amount):
        """A method that is not learned; settings are NAME=VALUE."""
        name, words = self._amount(**amount)
        chosen = "".join(f"-{setting}" for setting in settings)
        return self._json(f"{method}-{scales}{chosen}-{system}-{name}",
                          ["baseline", method, "--system", system, "--scales", scales, *words,
                           *(word for setting in settings for word in ("--set", setting))])

    def choose(self, method, system, parameter, values, scales="natural", steps=None):
        """The value with the lowest mean on starts that are never reported, as NAME=VALUE."""
        def mean(value):
            return self.baseline(method, system, [f"{parameter}={value}"], scales, starts=self.scale.choice_starts,
                                 steps=steps, seed=CHOICE_SEED)["mean"]
        return f"{parameter}={min(values[:self.scale.grid], key=mean)}"

    def _trace(self, name, words):
        """The moments of every run, as `trace` writes them."""
        path = self._kept(f"trace-{name}", ".csv", lambda path: run(["trace", *words, "--output", path]))
        runs = {}
        with open(path, newline="") as stream:
            for row in csv.DictReader(stream):
                runs.setdefault(row["start"], []).append(Moment(
                    int(row["step"]), float(row["energy"]), *(float(row[key]) if row[key] else None
                                                             for key in ("move", "quenched"))))
        return list(runs.values())

    def trace(self, weights, system, starts, every):
        """Runs from held-out starts, with the minima below: [[Moment]]."""
        name, words = self._amount(starts)
        return self._trace(f"{weights.stem}-{fingerprint(weights)}-{system}-{name}-every{every}",
                           ["--weights", weights, "--system", system, *words, "--every", every, "--quenched"])

    def pinned(self, weights, system, every):
        """One run with the atoms pinned at the global minimum: [Moment]."""
        return self._trace(f"{weights.stem}-{fingerprint(weights)}-{system}-pinned-{self.scale.steps}-every{every}",
                           ["--weights", weights, "--system", system, "--steps", self.scale.steps, "--every", every,
                            "--from", self.minimum(system), "--starts", 1, "--pinned"])[0]

    def minimum(self, system):
        """A file whose first structure is the lowest minimum that L-BFGS basin hopping finds."""
        return self._kept(f"minimum-{system}", ".xyz", lambda path: run(
            ["baseline", "basin-hopping-lbfgs", "--system", system, "--starts", 4, "--steps", 20000, "--seed", CHOICE_SEED,
             "--minima", path]))

    def tuned(self, method, system, scales):
        """What `tune` tried and found: [(stage, mean, {parameter: value})], in its order."""
        scale = self.scale
        path = self._kept(
            f"tuned-{method}-{scales}-{system}-{scale.tune_starts}x{scale.steps}-updates{scale.tune_updates}", ".yaml",
            lambda path: run(["tune", method, "--system", system, "--scales", scales, "--steps", scale.steps,
                              "--starts", scale.tune_starts, "--updates", scale.tune_updates, "--output", path]))
        return read_tuned(path.read_text())


def read_tuned(text):
    """Lines `# grid  mean -44.3  step=0.2 ...` of a file of `tune`."""
    tried = []
    for line in text.splitlines():
        words = line.split()
        if words[:1] == ["#"] and words[1:2] in (["grid"], ["learned"]) and words[2] == "mean":
            tried.append((words[1], float(words[3]), {k: float(v) for k, v in (word.split("=") for word in words[4:])}))
    return tried
