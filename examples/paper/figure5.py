# SPDX-License-Identifier: GPL-2.0-only
"""Fig. 5: where the starts of 13 and 75 Lennard-Jones atoms end, as a histogram."""
import pictures
import tables
from table2 import results, trained_by

SYSTEMS = ["lj:13", "lj:75"]
SHOWN = 24  # bins


def rows_of(system, results):
    paper = tables.PAPER["figure5"]
    hits, gaps = paper["hits"].get(system, {}), paper["gap"].get(system, {})
    return [{"system": system, "method": method, "hits": result["hits"], "starts": result["starts"],
             "paper: hits of 150": hits.get(method), "lowest above the global minimum":
             max(0.0, result["min"] - result["known_minimum"]), "paper: lowest above": gaps.get(method)}
            for method, result in results.items()]


def bins_of(measurements):
    """From the global minimum to where the highest twentieth of all ends lie, which would squeeze the rest."""
    energies = sorted(energy for result in measurements.values() for energy in result["energies"])
    low, high = energies[0], energies[int(0.95 * (len(energies) - 1))]
    width = max(high - low, 1e-3) / SHOWN
    return [low - width / 2 + width * i for i in range(SHOWN + 2)]


def draw(path, measured, caption):
    figure, axes = pictures.panels(len(measured), height=3.0)
    for axis, (system, results) in zip(axes.flat, measured.items()):
        edges, color = bins_of(results), pictures.colors(results)
        for place, (method, result) in enumerate(results.items()):
            ends = [min(energy, edges[-1] - 1e-9) for energy in result["energies"]]
            width = 1.2 + 0.7 * (len(results) - place)  # so that none hides another
            axis.hist(ends, edges, histtype="step", linewidth=width, color=color[method], label=method)
        axis.axvline(next(iter(results.values()))["known_minimum"], color="black", linestyle=":", linewidth=1)
        axis.set_title(system, fontsize=10)
        axis.set_xlabel("energy after the quench [epsilon]; the last bin holds what lies above")
        axis.set_ylabel("starts")
    axes[0, 0].legend(fontsize=8, loc="upper center")
    pictures.save(figure, path, caption)


def make(folder, scale, measure, trainings):
    measured = {system: results(measure, trainings, system) for system in SYSTEMS}
    rows = [row for system in SYSTEMS for row in rows_of(system, measured[system])]
    caption = (f"Fig. 5: minima that {scale.starts} starts (seed 1) of {scale.steps} force evaluations end in, after a quench. "
               "Dotted: global minimum. " + trained_by(scale))
    tables.write(folder, "figure5", scale, caption, rows, tables.PAPER["figure5"])
    draw(folder / "figure5.png", measured, caption)
