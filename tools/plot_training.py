#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Plots learning curves from the csv files that `learn2hop train` leaves.

    tools/plot_training.py DIR_OR_CSV... [--output FILE.png] [--x updates|minutes|evaluations|cpu] [--group]

Above, the meta-loss of every update with its moving average (-1: every rollout ends at the known minimum, unquenched);
below, the share of validation starts that end at the known global minimum, and their score (the mean of quenched energy over
loss scale, which picks the weights); and where a training of several systems left a validation.csv, a panel with that share
for each system. With --group, trainings named NAME-s1, NAME-s2 ... (seeds of one configuration) become one curve, their mean,
in a band from the lowest to the highest.
"""
import argparse
import csv
import pathlib
import re

import picture

WINDOW = 20  # updates that the moving average of the loss looks back on
LABELS = {"updates": "update", "minutes": "minutes", "evaluations": "force evaluations in training",
          "cpu": "processor minutes of rollouts"}


def rows_of(path):
    try:
        with open(path, newline="") as stream:
            return list(csv.DictReader(stream))
    except OSError as error:
        picture.fail(f"{path}: {error.strerror}")


def place(path, rows, x):
    """Where each row of a training.csv lies along the bottom."""
    if x == "updates":
        return [float(row["update"]) for row in rows]
    if x == "minutes":
        return [float(row["seconds"]) / 60 for row in rows]
    column = "evaluations" if x == "evaluations" else "cpu_seconds"
    if column not in rows[0]:
        picture.fail(f"{path}: an older file, which does not count {column}: --x updates or minutes")
    if x == "cpu":
        return [float(row[column]) / 60 for row in rows]
    total, places = 0, []
    for row in rows:
        total += float(row["evaluations"] or 0)
        places.append(total)
    return places


def share(row, hits="hits", starts="starts"):
    """Percent of the starts; None where nothing was validated or no minimum is known."""
    return 100 * float(row[hits]) / float(row[starts]) if row[hits] and float(row[starts] or 0) > 0 else None


def read(path, x):
    """One training: its name, and curves [(x, y)]: loss, hits, systems {name: hits}."""
    path = pathlib.Path(path)
    name = path.resolve().name if path.is_dir() else path.stem
    table = path / "training.csv" if path.is_dir() else path
    rows = rows_of(table)
    if not rows or "loss_mean" not in rows[0]:
        picture.fail(f"{table}: not a training.csv of learn2hop train, or without a row")
    places = place(table, rows, x)
    at = {row["update"]: where for row, where in zip(rows, places)}
    hits = [(where, share(row, "validation_hits", "validation_starts")) for row, where in zip(rows, places)]
    systems = {}
    if path.is_dir() and (path / "validation.csv").exists():
        for row in rows_of(path / "validation.csv"):
            if row["update"] in at and share(row) is not None:
                systems.setdefault(row["system"], []).append((at[row["update"]], share(row)))
    return {
        "name": name,
        "loss": [(where, float(row["loss_mean"])) for row, where in zip(rows, places) if row["loss_mean"]],
        "hits": [point for point in hits if point[1] is not None],
        "score": [(where, float(row["validation_score"])) for row, where in zip(rows, places)
                  if row["validation_score"]],
        "systems": systems if len(systems) > 1 else {},
    }


def smooth(curve):
    """The curve's moving average."""
    values = [y for _, y in curve]
    windows = [values[max(0, i - WINDOW + 1) : i + 1] for i in range(len(values))]
    return [(x, sum(window) / len(window)) for (x, _), window in zip(curve, windows)]


def band(curves):
    """Mean, lowest and highest of curves, point by point, as far as all of them go. Clocks differ: x is the mean."""
    points = [list(zip(*column)) for column in zip(*curves)]
    mean = [(sum(x) / len(x), sum(y) / len(y)) for x, y in points]
    return mean, [min(y) for _, y in points], [max(y) for _, y in points]


def draw(axis, curves, label, color=None, marker=None):
    """One curve as it is; several as their mean within their band. Returns the colour."""
    curves = [curve for curve in curves if curve]
    if not curves:
        return color
    mean, low, high = band(curves)
    (line,) = axis.plot(*zip(*mean), label=label, color=color, marker=marker, markersize=3)
    if len(curves) > 1:
        axis.fill_between([x for x, _ in mean], low, high, color=line.get_color(), alpha=0.2, linewidth=0)
    return line.get_color()


def groups_of(trainings, together):
    groups = {}
    for training in trainings:
        name = re.sub(r"-s\d+$", "", training["name"]) if together else training["name"]
        while not together and name in groups:  # two folders of the same name
            name += "'"
        groups.setdefault(name, []).append(training)
    return groups


def plot(axes, groups):
    panels = iter(axes[3:])
    for name, trainings in groups.items():
        label = f"{name} ({len(trainings)} seeds)" if len(trainings) > 1 else name
        color = draw(axes[0], [smooth(training["loss"]) for training in trainings], label)
        if len(trainings) == 1 and trainings[0]["loss"]:
            axes[0].plot(*zip(*trainings[0]["loss"]), color=color, linestyle="-", alpha=0.25, linewidth=0.7)
        draw(axes[1], [training["hits"] for training in trainings], label, color, marker="o")
        draw(axes[2], [training["score"] for training in trainings], label, color, marker="o")
        if trainings[0]["systems"]:
            panel = next(panels)
            panel.set_title(f"{label}: each system", fontsize="medium")
            for system in trainings[0]["systems"]:
                draw(panel, [training["systems"].get(system, []) for training in trainings], system, marker="o")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trainings", nargs="+", metavar="DIR_OR_CSV")
    parser.add_argument("--output", default="training.png", help="picture to write (default: training.png)")
    parser.add_argument("--x", choices=list(LABELS), default="updates", help="what runs along the bottom")
    parser.add_argument("--group", action="store_true", help="NAME-s1, NAME-s2 ... as one curve with a band")
    options = parser.parse_args()
    plt = picture.pyplot()
    groups = groups_of([read(path, options.x) for path in options.trainings], options.group)
    count = 3 + sum(1 for trainings in groups.values() if trainings[0]["systems"])
    figure, axes = plt.subplots(count, 1, sharex=True, figsize=(10, 3.5 * count), constrained_layout=True)
    colors = plt.get_cmap("tab10" if len(groups) <= 10 else "tab20").colors
    for axis in axes:
        axis.set_prop_cycle(color=2 * colors, linestyle=len(colors) * ["-"] + len(colors) * ["--"])
    plot(axes, groups)
    axes[0].set_ylabel("meta-loss (energy / |known minimum|)")
    axes[-1].set_xlabel(LABELS[options.x])
    axes[2].set_ylabel("validation score (quenched)")
    for axis in [axes[1], *axes[3:]]:
        axis.set_ylabel("validation starts at the minimum, %")
        axis.set_ylim(0, 101)
    for axis in axes:
        axis.grid(alpha=0.3)
    # the first three have the same curves in the same colours, and all of them are in the first: one legend does
    for axis in [axes[0], *axes[3:]]:
        axis.legend(loc="center left", bbox_to_anchor=(1, 0.5), fontsize="small" if len(groups) <= 12 else 6)
    picture.save(figure, options.output)
    print(options.output)


if __name__ == "__main__":
    main()
