# SPDX-License-Identifier: GPL-2.0-only
"""Appendix C: baselines tuned by a grid and by learning their parameters, and what that is worth on held-out starts."""
import pictures
import tables

METHODS = {"adam": ("Adam", "learning_rate"), "fire": ("FIRE", "dt"), "basin-hopping": ("basin hopping", "step")}


def rows_of(method, system, measure):
    name, parameter = METHODS[method]
    tried = measure.tuned(method, system, "paper")
    best = {stage: min((point for point in tried if point[0] == stage), key=lambda point: point[1])
            for stage in ("grid", "learned")}
    rows = []
    for stage, (_, mean, parameters) in best.items():
        held_out = measure.baseline(method, system, [f"{key}={value:.9g}" for key, value in parameters.items()], "paper")
        rows.append({"system": system, "method": name, "tuned by": stage, "found": f"{parameter} = "
                     f"{parameters[parameter]:.4g}", "mean of the choice": mean, "held-out mean": held_out["mean"],
                     "error": held_out["mean_error"], "held-out min": held_out["min"]})
    return rows


def draw(path, rows, caption):
    color = pictures.colors(row["method"] for row in rows)
    systems = list(dict.fromkeys(row["system"] for row in rows))
    figure, axes = pictures.panels(1, len(systems), width=max(7, 3.4 * len(systems)), height=2.6)
    for axis, system in zip(axes.flat, systems):
        here = [row for row in rows if row["system"] == system]
        for place, row in enumerate(here):
            axis.errorbar(row["held-out mean"], place, xerr=row["error"], fmt="o", color=color[row["method"]])
        axis.set_yticks(range(len(here)), [f"{row['method']}, {row['tuned by']}" for row in here], fontsize=8)
        axis.invert_yaxis()
        axis.set_title(system, fontsize=10)
        axis.set_xlabel("held-out mean [epsilon]" if system.startswith("lj") else "held-out mean [eV]", fontsize=9)
    pictures.save(figure, path, caption)


def make(folder, scale, measure, trainings):
    rows = [row for system in scale.systems for method in METHODS for row in rows_of(method, system, measure)]
    caption = (f"Appendix C: {scale.steps} force evaluations a start; {scale.tune_updates} updates of {scale.tune_starts} starts "
               f"from each point of the grid; held out: {scale.starts} starts (seed 1), with standard errors. In raw units.")
    tables.write(folder, "appendix-c", scale, caption, rows, tables.PAPER["appendix-c"])
    draw(folder / "appendix-c.png", rows, caption)
