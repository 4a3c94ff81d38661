#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The energy along hops from minimum to minimum, from the log of a LAMMPS minimization whose thermo output is of every step.

A quench is known by its end: the energy has not risen for --settled evaluations, has fallen by less than --flat in the last, and then
rises by more than --rise, since the next hop begins. Those that end lower than all before them are gains. Says when the lowest was met,
and how often more.
"""
import argparse

import picture
import plot_minimization


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log", metavar="LOG", help="log file of LAMMPS, with `thermo 1`")
    parser.add_argument("png", metavar="PNG", help="picture to write")
    parser.add_argument("--rise", type=float, default=1.0, metavar="E", help="energy that a hop rises by (1)")
    parser.add_argument("--flat", type=float, default=0.3, metavar="E", help="last fall of a quench (0.3)")
    parser.add_argument("--settled", type=int, default=4, metavar="N", help="evaluations of it that fell (4)")
    parser.add_argument("--until", type=int, metavar="N", help="evaluations to draw")
    parser.add_argument("--title", help="heading of the picture")
    return parser.parse_args()


def quenches(energies, rise, flat, settled):
    """Where quenches ended, and which of them ended lower than all before."""
    ends, gains, lowest = [], [], float("inf")
    for i in range(settled, len(energies) - 1):
        falls = [energies[j - 1] - energies[j] for j in range(i - settled + 1, i + 1)]
        if energies[i + 1] - energies[i] > rise and min(falls) > -0.01 and falls[-1] < flat:
            ends.append(i)
            if energies[i] < lowest - 0.02:
                lowest = energies[i]
                gains.append(i)
    return ends, gains


def main():
    options = arguments()
    try:
        steps, energies, end, known, label = plot_minimization.course(options.log)
    except OSError as problem:
        picture.fail(f"cannot read {options.log}: {problem.strerror}")
    if any(b - a != 1 for a, b in zip(steps, steps[1:-1])):
        picture.fail(f"{options.log} has not every step; use `thermo 1`")
    last = min(options.until or len(steps), len(steps), int(end or len(steps)))
    steps, energies = steps[:last], energies[:last]
    ends, gains = quenches(energies, options.rise, options.flat, options.settled)

    if gains:
        again = sum(energies[i] - energies[gains[-1]] < 0.02 for i in ends if i > gains[-1])
        print(f"{len(ends)} quenches; {energies[gains[-1]]:.3f} after {steps[gains[-1]]:.0f} evaluations, met {again} times more")

    figure, axes = picture.pyplot().subplots(figsize=(9, 4.5), layout="constrained")
    axes.plot(steps, energies, color="#9db7d1", linewidth=0.8, label="energy of an evaluation")
    axes.plot([steps[i] for i in ends], [energies[i] for i in ends], "o", color="#1f4e79", markersize=3,
              label=f"end of a quench, the next hop begins ({len(ends)})")
    axes.plot([steps[i] for i in gains], [energies[i] for i in gains], "o", color="#c0392b", markersize=6,
              label=f"lowest so far ({len(gains)})")
    if known is not None:
        axes.axhline(known, color="#c0392b", linestyle="--", linewidth=1, label=f"known minimum {known:.3f}")
    lowest = min(energies)
    axes.set_ylim(lowest + 0.01 * lowest, lowest - 0.12 * lowest)
    axes.set_xlim(steps[0], steps[-1])
    axes.set_xlabel("force evaluations")
    axes.set_ylabel(label)
    axes.set_title(options.title or f"hops: lowest energy {lowest:.6f} after {len(steps)} evaluations")
    axes.legend(loc="upper right", fontsize=8)
    picture.save(figure, options.png)


if __name__ == "__main__":
    main()
