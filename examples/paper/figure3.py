# SPDX-License-Identifier: GPL-2.0-only
"""Fig. 3: ES, ESMC and GA train an optimizer of 13 atoms from the paper's start; beside them, ES from the warm start, and the
longest training by the paper's recipe that is kept (examples/training/lj13-paper.yaml)."""
import csv

import pictures
import tables
from measure import ROOT
from training import paper_recipe, warm_recipe

SYSTEM = "lj:13"
WINDOW = 20  # updates that the drawn loss is averaged over
KEPT, KEPT_TABLE = "ESMC, 5000 steps", ROOT / "docs" / "training-notes" / "paper.csv"
COLORS = {"ES": "tab:gray", "ESMC": "tab:green", "GA": "tab:purple", "ES, warm start": "tab:blue", KEPT: "black"}


def recipes(scale):
    paper = {name: (f"figure3-{name.lower()}", paper_recipe(scale, [SYSTEM], name.lower())) for name in ("ES", "ESMC", "GA")}
    return {**paper, "ES, warm start": ("figure3-warm", warm_recipe(scale, [SYSTEM]))}


def curve_of(path):
    """[(update, loss or None, share of validation starts that met the global minimum or None)] of a table of updates."""
    with open(path, newline="") as stream:
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
    for axis in axes.flat:
        axis.axvspan(*tables.PAPER["figure3"]["transition"], color="tab:orange", alpha=0.15,
                     label="the paper's ES and ESMC turn from descent to hopping")
    axes[0, 0].set_ylabel("meta-loss [energy / global minimum]")
    axes[1, 0].set_ylabel("validation starts at the\nglobal minimum [%]")
    axes[1, 0].set_xlabel("meta-update (as its logarithm beyond 20)")
    axes[1, 0].set_xscale("symlog", linthresh=20)
    axes[1, 0].set_xticks([0, 10, 20, 50, 100, 200, 500, 1000], [0, 10, 20, 50, 100, 200, 500, 1000])
    axes[1, 0].set_ylim(0, 101)
    axes[0, 0].legend(fontsize=8)
    pictures.save(figure, path, caption)


def row_of(method, seed, curve, held_out):
    """held_out: the measurement of its weights, or nothing."""
    shares = [share for _, _, share in curve if share is not None]
    return {"method": method, "seed": seed, "updates": curve[-1][0], "validation hits at first": f"{100 * shares[0]:.0f} %",
            "most": f"{100 * max(shares):.0f} %", "at the end": f"{100 * shares[-1]:.0f} %",
            "held-out hits": held_out.get("hits"), "of": held_out.get("starts"), "held-out mean": held_out.get("mean")}


def make(folder, scale, measure, trainings):
    rows, curves = [], {}
    for method, (name, recipe) in recipes(scale).items():
        for seed in range(1, scale.seeds + 1):
            trained = trainings.train(name, recipe, seed)
            curves.setdefault(method, []).append(curve_of(trained / "training.csv"))
            result = measure.learned(trained / f"{name}.learned", SYSTEM, steps=scale.horizon)
            rows.append(row_of(method, seed, curves[method][-1], result))
    curves[KEPT] = [curve_of(KEPT_TABLE)]
    rows.append(row_of(KEPT, 1, curves[KEPT][0], {}))
    warm = ", with the sine inputs replaced by progress"
    caption = (f"Fig. 3: 13 Lennard-Jones atoms, {scale.updates} updates at a horizon of {scale.horizon} steps, "
               f"{tables.seeds(scale.seeds)}; {scale.copies} starts an update (GA: {scale.population} children of 4 starts); {scale.validation} "
               f"validation starts, quenched. ES, ESMC and GA: the paper's start, sigma 0.1 and rate 0.01; warm start: sigma "
               f"0.03, rate 0.003{warm}. Black: lj13-paper.yaml, ESMC of 80 starts at 5000 steps, trained before. Held-out: "
               f"the weights that validated best, {scale.starts} starts (seed 1).")
    tables.write(folder, "figure3", scale, caption, rows, tables.PAPER["figure3"])
    draw(folder / "figure3.png", curves, caption)
