#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Plots learning curves from the training.csv files that `learn2hop train` leaves.

    tools/plot_training.py DIR_OR_CSV... [--output FILE.png] [--x updates|minutes]

Above, the meta-loss of every update with its moving average (-1: every rollout ends at the known minimum, unquenched);
below, the share of validation starts that end at the known global minimum.
"""
import argparse
import csv
import pathlib
import sys

WINDOW = 20  # updates that the moving average of the loss looks back on


def read(path):
    """Name and columns of one training; an empty cell is None."""
    path = pathlib.Path(path)
    name = path.resolve().name if path.is_dir() else path.stem
    if path.is_dir():
        path = path / "training.csv"
    try:
        with open(path, newline="") as stream:
            rows = list(csv.DictReader(stream))
    except OSError as error:
        sys.exit(f"plot_training: {path}: {error.strerror}")
    if not rows or "loss_mean" not in rows[0]:
        sys.exit(f"plot_training: {path}: not a training.csv of learn2hop train, or without a row")
    number = lambda text: float(text) if text else None
    columns = {key: [number(row[key]) for row in rows] for key in rows[0]}
    return name, columns


def moving_average(values):
    return [sum(values[max(0, i - WINDOW + 1) : i + 1]) / len(values[max(0, i - WINDOW + 1) : i + 1])
            for i in range(len(values))]


def plot_one(axes, name, columns, x_key):
    x = [value / 60 if x_key == "seconds" else value for value in columns[x_key]]
    loss = [(a, b) for a, b in zip(x, columns["loss_mean"]) if b is not None]
    hits = [(a, 100 * h / n) for a, h, n in zip(x, columns["validation_hits"], columns["validation_starts"]) if n]
    (line,) = axes[0].plot([a for a, _ in loss], moving_average([b for _, b in loss]), label=name)
    axes[0].plot(*zip(*loss), color=line.get_color(), alpha=0.25, linewidth=0.7)
    if hits:
        axes[1].plot(*zip(*hits), marker="o", markersize=3, color=line.get_color(), label=name)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trainings", nargs="+", metavar="DIR_OR_CSV")
    parser.add_argument("--output", default="training.png", help="picture to write (default: training.png)")
    parser.add_argument("--x", choices=["updates", "minutes"], default="updates", help="what runs along the bottom")
    options = parser.parse_args()
    try:
        import matplotlib
    except ImportError:
        sys.exit("plot_training: needs matplotlib (Debian: apt install python3-matplotlib)")
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(2, 1, sharex=True, figsize=(8, 7), constrained_layout=True)
    for path in options.trainings:
        name, columns = read(path)
        plot_one(axes, name, columns, "update" if options.x == "updates" else "seconds")
    axes[0].set_ylabel("meta-loss (energy / |known minimum|)")
    axes[0].legend()
    axes[1].set_ylabel("validation starts at the minimum, %")
    axes[1].set_xlabel("update" if options.x == "updates" else "minutes")
    axes[1].set_ylim(0, 101)
    for axis in axes:
        axis.grid(alpha=0.3)
    try:
        figure.savefig(options.output, dpi=150)
    except OSError as error:
        sys.exit(f"plot_training: {options.output}: {error.strerror}")
    print(options.output)


if __name__ == "__main__":
    main()
