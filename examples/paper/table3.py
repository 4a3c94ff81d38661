# SPDX-License-Identifier: GPL-2.0-only
"""Table 3: what each group of inputs adds, trained on 75 Lennard-Jones atoms by the paper's recipe."""
import pictures
import tables
from measure import median_of
from training import PAPER_INPUTS, paper_recipe

SYSTEM = "lj:75"
LABELS = ["gradients", "positions", "decays", "Adam-like", "singular", "species", "sine", "radial"]


def row_of(number, scale, measure, trainings, adam):
    """Row `number`, 1 to 8: inputs up to that group; medians over seeds of the lowest and the mean energy, less Adam's."""
    paper = tables.PAPER["table3"]["rows"][PAPER_INPUTS[number - 1]]
    row = {"inputs": f"({number}) {LABELS[number - 1]}"}
    for estimator in ("esmc", "ga"):
        name = f"{SYSTEM.replace(':', '')}-{estimator}-row{number}"
        recipe = paper_recipe(scale, [SYSTEM], estimator, PAPER_INPUTS[:number])
        result = median_of([measure.learned(trainings.weights(name, recipe, seed), SYSTEM)
                            for seed in range(1, scale.seeds + 1)])
        for key in ("min", "mean"):
            row[f"{estimator.upper()}: {key}"] = round(result[key] - adam[key], 3)
        row[f"{estimator.upper()}: paper, min"] = paper[estimator.upper()]
    return row


def draw(path, rows, caption):
    figure, axes = pictures.panels(1, 2, width=9.5, height=3.4, sharey=True)
    for axis, estimator in zip(axes.flat, ("ESMC", "GA")):
        places = range(len(rows))
        axis.barh([place - 0.25 for place in places], [row[f"{estimator}: min"] for row in rows], 0.25, color="tab:blue",
                  label="lowest")
        axis.barh(places, [row[f"{estimator}: mean"] for row in rows], 0.25, color="tab:cyan", label="mean")
        axis.barh([place + 0.25 for place in places], [row[f"{estimator}: paper, min"] for row in rows], 0.25, color="black",
                  label="lowest, paper")
        axis.set_yticks(places, [row["inputs"] for row in rows])
        axis.axvline(0, color="black", linewidth=0.8)
        axis.set_title(estimator, fontsize=10)
        axis.set_xlabel("energy less Adam's [epsilon]")
    axes[0, 0].invert_yaxis()
    axes[0, 1].legend(fontsize=8, loc="upper left", bbox_to_anchor=(1.01, 1))
    pictures.save(figure, path, caption)


def make(folder, scale, measure, trainings):
    adam = measure.baseline("adam", SYSTEM, scales="paper")
    rows = [row_of(number, scale, measure, trainings, adam) for number in scale.rows]
    caption = (f"Table 3: 75 Lennard-Jones atoms, {scale.updates} updates at a horizon of {scale.horizon} steps, "
               f"{scale.copies} starts an update (GA: {scale.population} children of 4 starts), {tables.seeds(scale.seeds)}; "
               f"{scale.starts} held-out starts (seed 1) of {scale.steps} steps and a quench. Energies less Adam's of as many "
               f"steps: lowest {adam['min']:.2f}, mean {adam['mean']:.2f} epsilon. Row (7), sine, is the group STEP of Table 1.")
    tables.write(folder, "table3", scale, caption, rows, tables.PAPER["table3"])
    draw(folder / "table3.png", rows, caption)
