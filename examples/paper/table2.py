# SPDX-License-Identifier: GPL-2.0-only
"""Table 2: lowest and mean energy on four landscapes, with the line that the paper left out: tuned L-BFGS basin hopping."""
import baselines
import pictures
import tables
from training import SIX_SIZES

# system: shipped weights, name of the paper's recipe, what that trains on
LANDSCAPES = {
    "lj:13": ("lj", "lj", SIX_SIZES),
    "lj:75": ("lj", "lj", SIX_SIZES),
    "gupta:Au55": ("au55", "au55", ["gupta:Au55"]),
    "sw:Si64": ("si64", "si64", ["sw:Si64"]),
}
PAPERS_NAME = {"ESMC, paper's recipe": "ESMC", "GA, paper's recipe": "GA"}


def results(measure, trainings, system):
    """{method: measurement} of one landscape."""
    shipped, name, systems = LANDSCAPES[system]
    learned = trainings.learned(shipped, name, systems)
    return {**baselines.all_of(measure, system),
            **{label: measure.learned(weights, system) for label, weights in learned.items()}}


def rows_of(system, results):
    paper = tables.PAPER["table2"]["systems"][system]
    rows = []
    for method, result in results.items():
        name = PAPERS_NAME.get(method, method)
        rows.append({"system": system, "method": method, "min": result["min"], "mean": result["mean"],
                     "error of mean": result["mean_error"], "hits": result["hits"], "evaluations a start":
                     round(result["evaluations"] / result["starts"]), "paper: min": paper["min"].get(name),
                     "paper: mean": paper["mean"].get(name)})
    return rows


def draw(path, rows, caption):
    systems, colors = list(LANDSCAPES), pictures.colors(row["method"] for row in rows)
    figure, axes = pictures.panels(2, 2, width=9.5, height=2.9)
    for axis, system in zip(axes.flat, systems):
        here = [row for row in rows if row["system"] == system]
        for place, row in enumerate(here):
            color = colors[row["method"]]
            axis.errorbar(row["mean"], place, xerr=row["error of mean"], fmt="o", color=color)
            axis.plot(row["min"], place, "|", color=color, markersize=14, markeredgewidth=2)
            if row["paper: mean"] is not None:
                axis.plot(row["paper: mean"], place - 0.25, "x", color="black", markersize=5)
        paper = tables.PAPER["table2"]["systems"][system]
        theirs = [] if any(row["method"] in PAPERS_NAME for row in here) else list(PAPERS_NAME.values())
        for offset, name in enumerate(theirs):
            axis.plot(paper["mean"][name], len(here) + offset, "x", color="black", markersize=5)
        axis.axvline(paper["global minimum"], color="black", linestyle=":", linewidth=1)
        axis.set_yticks(range(len(here) + len(theirs)), [row["method"] for row in here] +
                        [f"paper's {name}" for name in theirs], fontsize=8)
        axis.invert_yaxis()
        axis.set_title(system, fontsize=10)
        axis.set_xlabel("energy [epsilon]" if system.startswith("lj") else "energy [eV]", fontsize=9)
    pictures.save(figure, path, caption)


def make(folder, scale, measure, trainings):
    rows = [row for system in LANDSCAPES for row in rows_of(system, results(measure, trainings, system))]
    caption = (f"Table 2 at equal force evaluations: {scale.starts} starts (seed 1) of {scale.steps} evaluations each and a "
               "quench, which is counted beside. Dots: mean and its standard error; bars: lowest; crosses: the paper's means; "
               "dotted: global minimum. " + trained_by(scale))
    tables.write(folder, "table2", scale, caption, rows, tables.PAPER["table2"])
    draw(folder / "table2.png", rows, caption)


def trained_by(scale):
    if not scale.retrain:
        return "Learned: the shipped weights."
    return f"Paper's recipe: {scale.updates} updates at a horizon of {scale.horizon}, 1 seed; learned: the shipped weights."
