# SPDX-License-Identifier: GPL-2.0-only
"""Fig. 3: ES, ESMC and GA train an optimizer of 13 atoms from the paper's start; beside them, ES from the warm start."""
import csv

import pictures
import tables
from training import paper_recipe, warm_recipe

SYSTEM = "lj:13"
WINDOW = 20  # updates that the drawn loss is averaged over
COLORS = {"ES": "tab:gray", "ESMC": "tab:green", "GA": "tab:purple", "ES, warm start": "tab:blue"}


def recipes(scale):
    paper = {name: (f"figure3-{name.lower()}", paper_recipe(scale, [SYSTEM], name.lower())) for name in ("ES", "ESMC", "GA")}
    return {**paper, "ES, warm start": ("figure3-warm", warm_recipe(scale, [SYSTEM]))}


def curve_of(folder):
    """[(update, loss or None, share of validation starts that met the global minimum or None)] of a training."""
    with open(folder / "training.csv", newline="") as stream:
        return [(int(row["update"]), float(row["loss_mean"]) if row["loss_mean"] else None,
                 int(row["validation_hits"]) / int(row["validation_starts"]) if row["validation_hits"] else None)
                for row in csv.DictReader(stream)]


def smooth(points):
    losses = [loss for _, loss in points]
    return [(update, sum(losses[max(0, i - WINDOW + 1):i + 1]) / len(losses[max(0, i - WINDOW + 1):i + 1]))
            for i, (update, _) in enumerate(points)]


def draw(path, curves, caption):
    figure, axes = pictures.panels(2, sharex=True)
    for method, seeds in curves.items():
        for number, curve in enumerate(seeds):
            look = {"color": COLORS[method], "label": method if number == 0 else None, "linewidth": 1.3}
            axes[0, 0].plot(*zip(*smooth([(u, loss) for u, loss, _ in curve if loss is not None])), **look)
            axes[1, 0].plot(*zip(*[(u, 100 * share) for u, _, share in curve if share is not None]), "o-", markersize=3, **look)
    axes[0, 0].set_ylabel("meta-loss [energy / global minimum]")
    axes[1, 0].set_ylabel("validation starts at the\nglobal minimum [%]")
    axes[1, 0].set_xlabel("meta-update")
    axes[1, 0].set_ylim(0, 101)
    axes[0, 0].legend(fontsize=8)
    pictures.save(figure, path, caption)


def make(folder, scale, measure, trainings):
    rows, curves = [], {}
    for method, (name, recipe) in recipes(scale).items():
        for seed in range(1, scale.seeds + 1):
            trained = trainings.train(name, recipe, seed)
            curves.setdefault(method, []).append(curve_of(trained))
            shares = [share for _, _, share in curves[method][-1] if share is not None]
            result = measure.learned(trained / f"{name}.learned", SYSTEM, steps=scale.horizon)
            rows.append({"method": method, "seed": seed, "validation hits at first": f"{100 * shares[0]:.0f} %",
                         "most": f"{100 * max(shares):.0f} %", "at the end": f"{100 * shares[-1]:.0f} %",
                         "held-out hits": result["hits"], "of": result["starts"], "held-out mean": result["mean"]})
    warm = ", with the sine inputs replaced by progress"
    caption = (f"Fig. 3: 13 Lennard-Jones atoms, {scale.updates} updates at a horizon of {scale.horizon} steps, {scale.seeds} "
               f"seed(s); {scale.copies} starts an update (GA: {scale.population} children of 4 starts); {scale.validation} "
               f"validation starts, quenched. ES, ESMC and GA: the paper's start, sigma 0.1 and rate 0.01; warm start: sigma "
               f"0.03, rate 0.003{warm}. Held-out: the weights that validated best, {scale.starts} starts (seed 1).")
    tables.write(folder, "figure3", scale, caption, rows, tables.PAPER["figure3"])
    draw(folder / "figure3.png", curves, caption)
