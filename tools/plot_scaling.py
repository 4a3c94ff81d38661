#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Plots what `learn2hop scaling --json FILE` forecasts.

    tools/plot_scaling.py FILE.json... [--output FILE.png]

Left, the speed-up over one thread of one rank, against the threads of all ranks; right, the efficiency.
"""
import argparse
import json

import picture


def read(path):
    """Label, threads of all ranks, speed-ups and efficiencies of one forecast."""
    try:
        with open(path) as stream:
            study = json.load(stream)
        lines = study["forecast"]
        label = f"{study['configuration']}, {study['rollouts']} rollouts an update"
        return (label, [line["ranks"] * line["threads"] for line in lines], [line["speed_up"] for line in lines],
                [100 * line["efficiency"] for line in lines])
    except OSError as error:
        picture.fail(f"{path}: {error.strerror}")
    except (ValueError, KeyError, TypeError):
        picture.fail(f"{path}: not what `learn2hop scaling --json` writes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("forecasts", nargs="+", metavar="FILE.json")
    parser.add_argument("--output", default="scaling.png", help="picture to write (default: scaling.png)")
    options = parser.parse_args()
    forecasts = [read(path) for path in options.forecasts]
    plt = picture.pyplot()
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8), constrained_layout=True)
    most = max(max(threads) for _, threads, _, _ in forecasts)
    left.plot([1, most], [1, most], color="grey", linewidth=0.8, linestyle="--", label="ideal")
    for label, threads, speed_ups, efficiencies in forecasts:
        left.plot(threads, speed_ups, marker="o", markersize=3, label=label)
        right.plot(threads, efficiencies, marker="o", markersize=3, label=label)
    left.set_yscale("log", base=2)
    left.set_ylabel("speed-up over one thread")
    left.legend(fontsize=7)
    right.set_ylabel("efficiency, %")
    right.set_ylim(0, 101)
    for axis in (left, right):
        axis.set_xscale("log", base=2)
        axis.set_xlabel("threads of all ranks")
        axis.grid(alpha=0.3)
    picture.save(figure, options.output, dpi=110)
    print(options.output)


if __name__ == "__main__":
    main()
