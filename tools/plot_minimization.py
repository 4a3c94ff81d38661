#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Energy against step of a minimization, from a LAMMPS log: the course itself and the best so far.

The last thermo table of the log is drawn, and the known minimum where the log or --known names one. With --mark, which
names a number of force evaluations, the steps are drawn on a logarithmic axis that reaches to it.
"""

import argparse
import collections
import re

import picture

ENERGIES = ("PotEng", "E_pair", "TotEng")  # the first of these columns that the table has
UNITS = {"lj": "epsilon", "metal": "eV", "real": "kcal/mol", "electron": "Hartree", "nano": "ag nm²/ns²"}
NUMBER = r"[-+]?\d+\.?\d*(?:[eE][-+]?\d+)?"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("log", metavar="LOG", help="log file of LAMMPS (thermo_style one or custom, with step and an energy)")
    parser.add_argument("png", metavar="PNG", help="picture to write")
    parser.add_argument("--known", type=float, metavar="E", help="energy of the known minimum, drawn as a line")
    parser.add_argument("--mark", nargs=2, metavar=("EVALUATIONS", "WHAT"), help="number of evaluations to mark, and what it is")
    parser.add_argument("--title", help="heading of the picture")
    return parser.parse_args()


def tables(lines):
    """Every thermo table of the log: (names of the columns, rows of numbers)."""
    found, columns = [], None
    for line in lines:
        words = line.split()
        if words and words[0] == "Step":
            columns = words
            found.append((columns, []))
        elif columns and len(words) == len(columns) and all(re.fullmatch(NUMBER, word) for word in words):
            found[-1][1].append([float(word) for word in words])
        elif line.startswith("Loop time"):
            columns = None
    return [table for table in found if table[1]]


# steps and energies of the table; end: step at which the learned steps or hops ended, and known: minimum, or None; label of the energies
Course = collections.namedtuple("Course", "steps energies end known label")


def course(path):
    """The Course of a log."""
    with open(path) as log:
        text = log.read()
    found = tables(text.splitlines())
    if not found:
        picture.fail(f"{path} holds no thermo table; a log of LAMMPS with steps and energies is wanted")
    columns, rows = found[-1]
    energy = next((columns.index(name) for name in ENERGIES if name in columns), None)
    if energy is None:
        picture.fail(f"the table in {path} has none of the columns {', '.join(ENERGIES)}; "
                     "add pe to thermo_style custom")
    steps = [row[columns.index("Step")] for row in rows]
    learned = re.findall(r"^(?:Learned optimizer|Hops): (\d+) ", text, re.MULTILINE)
    known = re.findall(rf"known global minimum:\s*({NUMBER})", text)
    units = re.findall(r"^\s*units\s+(\w+)", text, re.MULTILINE)
    unit = UNITS.get(units[-1]) if units else None
    return Course(steps, [row[energy] for row in rows], steps[0] + int(learned[-1]) if learned else None,
                  float(known[-1]) if known else None, f"energy [{unit}]" if unit else "energy")


def draw(course, known, mark, title, png):
    steps, energies, learned_end = course.steps, course.energies, course.end
    best = [min(energies[:i + 1]) for i in range(len(energies))]
    figure, axes = picture.pyplot().subplots(figsize=(8, 4.5), layout="constrained")
    axes.plot(steps, energies, color="#9db7d1", linewidth=1, label="energy")
    axes.plot(steps, best, color="#1f4e79", linewidth=2, drawstyle="steps-post", label="best so far")
    if known is not None:
        axes.axhline(known, color="#c0392b", linestyle="--", linewidth=1.2, label=f"known minimum {known:.6f}")
    if learned_end is not None and learned_end < steps[-1]:
        axes.axvline(learned_end, color="gray", linestyle=":", linewidth=1, label="quench begins")

    # a start full of clashes would flatten all that follows, and so would the kicks of hops
    lowest = min(best[-1], known if known is not None else best[-1])
    highest = sorted(energies)[int(0.98 * (len(energies) - 1))]
    if mark:
        highest = min(highest, lowest + 0.15 * abs(lowest))
    margin = 0.05 * max(highest - lowest, 1e-6)
    axes.set_ylim(lowest - margin, highest + margin)
    if mark:
        evaluations, what = mark
        axes.axvline(evaluations, color="#2e7d32", linestyle="-.", linewidth=1.2, label=what)
        axes.set_xscale("log")
        axes.set_xlim(max(steps[0], 10), 1.5 * max(steps[-1], evaluations))
        axes.set_xlabel("step, that is force evaluation")
    else:
        axes.set_xlim(steps[0], steps[-1])
        axes.set_xlabel("step")
    axes.set_ylabel(course.label)
    axes.set_title(title or f"lowest energy {best[-1]:.6f}")
    axes.legend(loc="upper right", frameon=bool(mark))
    picture.save(figure, png)


def main():
    options = arguments()
    try:
        found = course(options.log)
    except OSError as problem:
        picture.fail(f"cannot read {options.log}: {problem.strerror}")
    try:
        mark = options.mark and (float(options.mark[0]), options.mark[1])
    except ValueError:
        picture.fail(f"--mark takes a number of evaluations first, not '{options.mark[0]}'")
    draw(found, found.known if options.known is None else options.known, mark, options.title, options.png)


if __name__ == "__main__":
    main()
