# SPDX-License-Identifier: GPL-2.0-only
"""Table 6: optimizers trained on Lennard-Jones clusters run on silicon, and the reverse."""
import baselines
import pictures
import tables
from table2 import trained_by
from training import SIX_SIZES

SYSTEMS = ["lj:13", "lj:75", "sw:Si64"]
TRAINED_ON = {"trained on Lennard-Jones": ("lj", "lj", SIX_SIZES), "trained on silicon": ("si64", "si64", ["sw:Si64"])}


def make(folder, scale, measure, trainings):
    measured = {system: baselines.plain(measure, system) for system in SYSTEMS}
    for trained, (shipped, name, systems) in TRAINED_ON.items():
        for label, weights in trainings.learned(shipped, name, systems).items():
            for system in SYSTEMS:
                measured[system][f"{trained}: {label}"] = measure.learned(weights, system)
    paper = tables.PAPER["table6"]["rows"]
    rows = []
    for method in measured[SYSTEMS[0]]:
        row = {"method": method}
        for system in SYSTEMS:
            result = measured[system][method]
            row.update({f"{system}: mean": result["mean"], f"{system}: error": result["mean_error"],
                        f"{system}: paper": paper[method.split(":")[0]][system]})
        rows.append(row)
    caption = (f"Table 6: mean of {scale.starts} starts (seed 1) of {scale.steps} force evaluations and a quench; where weights "
               "meet a landscape in other units, they see it in its own length and energy scale. " + trained_by(scale))
    tables.write(folder, "table6", scale, caption, rows, tables.PAPER["table6"])
    draw(folder / "table6.png", rows, caption)


def draw(path, rows, caption):
    figure, axes = pictures.panels(1, len(SYSTEMS), width=10, height=2.4)
    for axis, system in zip(axes.flat, SYSTEMS):
        for place, row in enumerate(rows):
            axis.errorbar(row[f"{system}: mean"], place, xerr=row[f"{system}: error"], fmt="o", color="tab:blue")
            axis.plot(row[f"{system}: paper"], place - 0.2, "x", color="black")
        axis.set_yticks(range(len(rows)), [row["method"] for row in rows] if axis is axes[0, 0] else [], fontsize=8)
        axis.set_ylim(len(rows) - 0.5, -0.5)
        axis.locator_params(axis="x", nbins=4)
        axis.set_title(system, fontsize=10)
        axis.set_xlabel("mean [epsilon]" if system.startswith("lj") else "mean [eV]", fontsize=9)
    pictures.save(figure, path, caption + " Dots: here; crosses: the paper.")
