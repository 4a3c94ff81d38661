# SPDX-License-Identifier: GPL-2.0-only
"""Trainings of the figures: their configurations, and training what is missing.

A training has a folder of its own in FOLDER/trained; one that was stopped goes on from its checkpoint.
"""
import pathlib

from measure import POTENTIALS, run

PAPER_INPUTS = ["gradients", "positions", "decays", "adam_like", "singular", "species", "step", "radial"]
OWN_INPUTS = ["gradients", "positions", "decays", "adam_like", "singular", "species", "radial", "progress"]

SIX_SIZES = ["lj:13", "lj:19", "lj:31", "lj:38", "lj:55", "lj:75"]
COMPOSITIONS = [(35, 3), (31, 7), (23, 15), (16, 22), (8, 30), (0, 38)]  # of section 6


def alloys(*pairs):
    return [f"gupta:{a}{n}{b}{m}" for a, b in pairs for n, m in COMPOSITIONS]


def paper_recipe(scale, systems, estimator, inputs=PAPER_INPUTS):
    """Sections 3.2, 3.3 and D: zero output, sigma 0.1, Adam at 0.01 decaying by 0.98 every 10 updates, 80 rollouts."""
    recipe = {"estimator": estimator, "horizon": scale.horizon, "updates": scale.updates, "sigma": 0.1,
              "learning_rate": 0.01, "normalization": scale.normalization, "inputs": inputs,
              "initialization": {"method": "paper", "alpha": 0.1, "beta": 1, "gamma": -3}}
    if estimator == "ga":  # the paper does not say from how many starts a child is measured: four, or one a system
        recipe.update(population=scale.population, starts=max(4, len(systems)))
    else:
        recipe.update(starts=max(1, scale.copies // len(systems)) * len(systems), decay={"factor": 0.98, "every": 10})
    return {"systems": systems, **recipe}


def warm_recipe(scale, systems):
    """The project's: plain ES from the warm start that holds its amplitude, judged by the best structure met."""
    return {"systems": systems, "estimator": "es", "loss": "best", "quench": 500, "horizon": scale.horizon,
            "updates": scale.updates, "starts": max(1, scale.copies // len(systems)) * len(systems), "sigma": 0.03,
            "learning_rate": 0.003, "decay": {"factor": 0.9, "every": 100}, "inputs": OWN_INPUTS,
            "initialization": {"method": "warm_start", "rule": "hold"}, "average": 0.9}


def flow(value):
    """A value as YAML of one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return str(value)


def configuration(recipe, scale):
    """The text of a configuration; validated some twenty-five times over its course, on starts shared by its systems."""
    starts = max(min(10, scale.validation), scale.validation // len(recipe["systems"]))
    recipe = {**recipe, "validate": {"every": max(1, recipe["updates"] // 25), "starts": starts},
              "checkpoint": {"seconds": 30}}
    systems = "".join(f"  - name: {system}\n" for system in recipe.pop("systems"))
    rest = "".join(f"{key}: {flow(value)}\n" for key, value in recipe.items())
    return f"seed: 1\nsystems:\n{systems}{rest}"


class Trainings:
    """Trainings at one scale, in one folder."""

    def __init__(self, folder, scale, device="cpu"):
        self.folder = pathlib.Path(folder) / "trained"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.scale = scale
        self.device = device

    def train(self, name, recipe, seed=1):
        """The folder of a training, finished: what is missing is trained, what was begun goes on."""
        text = configuration(recipe, self.scale)
        file = self.folder / f"{name}.yaml"
        folder = self.folder / f"{name}-s{seed}"
        if file.exists() and file.read_text() != text and any(self.folder.glob(f"{name}-s*")):
            raise SystemExit(f"{file}: is of other settings than the training asked for now: take another --output, or "
                             f"remove it with {name}-s*")
        file.write_text(text)
        done = folder / "done"
        if not done.exists():
            said = run(["train", file, "--seed", seed, "--output", folder, "--resume", "--device", self.device])
            if "done: " not in said:  # a signal or a time limit: status 0, and a checkpoint
                raise SystemExit(f"{folder}: the training was stopped; the same command goes on with it")
            done.touch()
        return folder

    def weights(self, name, recipe, seed=1):
        return self.train(name, recipe, seed) / f"{name}.learned"

    def learned(self, shipped, name, systems):
        """The learned optimizers of a figure, {label: weights}: the shipped one, and where the scale trains as the paper
        did, ESMC and GA by its recipe."""
        optimizers = {f"learned ({shipped})": POTENTIALS / f"{shipped}.learned"}
        if self.scale.retrain:
            for estimator in ("esmc", "ga"):
                recipe = paper_recipe(self.scale, systems, estimator)
                optimizers[f"{estimator.upper()}, paper's recipe"] = self.weights(f"{name}-{estimator}", recipe)
        return optimizers
