#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Plots force evaluations to the global minimum against the number of atoms.

    tools/plot_first_encounter.py FIRST_ENCOUNTER.csv... [--output FILE.png]

The tables are those that benchmarks/first_encounter.sh leaves; of them, the Lennard-Jones clusters. Bars, of long
curves a band, are the 95 % intervals; a hollow point stands where not every seed met the minimum, an arrow where none did, at the evaluations that
all of them spent, below which the mean hardly is.
"""
import argparse
import csv
import re

import picture

LABELS = {"hops": "learned hops", "hops-by-hand": "hops by hand", "basin-hopping-lbfgs": "basin hopping, L-BFGS",
          "paper": "the paper's way"}
COLUMNS = ("method", "system", "seeds", "found", "mean", "low", "high", "evaluations")


def read(path):
    """[(method, atoms, mean or None, low, high, evaluations, whether every seed met it)] of the rows that are first encounters of lj:N."""
    try:
        with open(path, newline="") as stream:
            rows = list(csv.DictReader(stream))
    except OSError as error:
        picture.fail(f"{path}: {error.strerror}")
    if not rows or any(column not in rows[0] for column in COLUMNS):
        picture.fail(f"{path}: is no table of benchmarks/first_encounter.sh")
    points = []
    for row in rows:
        cluster = re.fullmatch(r"lj:(\d+)", row["system"])
        if not cluster or row["found"] == "":
            continue
        mean = float(row["mean"]) if row["mean"] else None
        low, high = (float(row[k]) if row[k] else mean for k in ("low", "high"))
        points.append((row["method"], int(cluster[1]), mean, low, high, float(row["evaluations"]),
                       row["found"] == row["seeds"]))
    return points


def draw(axes, label, points):
    """One method's curve, hollow where some seeds met nothing, and arrows where none met it."""
    met = sorted(p for p in points if p[2] is not None)
    atoms, means, lows, highs = ([p[i] for p in met] for i in (1, 2, 3, 4))
    dense = len(met) > 40
    size = 3.5 if dense else 6
    curve, = axes.plot(atoms, means, marker="o", markersize=size, linewidth=1, label=label)
    color = curve.get_color()
    if dense:
        axes.fill_between(atoms, lows, highs, color=color, alpha=0.2, linewidth=0)
    else:
        axes.vlines(atoms, lows, highs, color=color, linewidth=0.8)
    partly = [p for p in met if not p[6]]
    axes.plot([p[1] for p in partly], [p[2] for p in partly], "o", markersize=size, color=color, markerfacecolor="white",
              zorder=3)
    for point in points:
        if point[2] is None:
            axes.plot(point[1], point[5], marker="^", markersize=9, color=color)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", nargs="+")
    parser.add_argument("--output", default="first_encounter.png")
    arguments = parser.parse_args()
    points = [point for path in arguments.table for point in read(path)]
    if not points:
        picture.fail("no first encounters of lj:N in these tables")
    figure, axes = picture.pyplot().subplots(figsize=(7, 4.5), layout="constrained")
    for method in [*LABELS, *sorted({p[0] for p in points} - set(LABELS))]:
        own = [p for p in points if p[0] == method]
        if own:
            draw(axes, LABELS.get(method, method), own)
    axes.set_yscale("log")
    axes.set_xlabel("atoms (Lennard-Jones)")
    axes.set_ylabel("force evaluations to the global minimum, mean")
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")
    picture.save(figure, arguments.output, dpi=120)


if __name__ == "__main__":
    main()
