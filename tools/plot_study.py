#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Draws some rows of the first table of docs/training-study.md: hits at first and at the best validation, each seed a dot.

    tools/plot_study.py docs/training-study.md NAME... [--output FILE.png]
"""
import argparse
import pathlib

import picture

STARTS = 150  # of a validation, as the page says


def rows_of(path):
    """{configuration: (what is changed, hits at first, best hits)}, of the first table with these columns."""
    try:
        lines = pathlib.Path(path).read_text().splitlines()
    except OSError as error:
        picture.fail(f"{path}: {error.strerror}")
    rows = {}
    for line in lines:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) >= 4 and all(word.isdigit() for word in (cells[2] + cells[3]).split()):
            first, best = ([int(word) for word in cell.split()] for cell in cells[2:4])
            rows[cells[0].strip("`")] = cells[1].replace("`", ""), first, best
        elif rows:
            break
    if not rows:
        picture.fail(f"{path}: has no table of hits at first and best")
    return rows


def draw(axis, rows, names):
    for place, name in enumerate(names):
        _, first, best = rows[name]
        axis.plot([sum(first) / len(first), sum(best) / len(best)], [place, place], color="tab:gray", linewidth=1)
        axis.plot(first, [place] * len(first), "o", color="tab:gray", markerfacecolor="white", markersize=5,
                  label="before training" if place == 0 else None)
        axis.plot(best, [place] * len(best), "o", color="tab:blue", markersize=5,
                  label="best validation" if place == 0 else None)
    axis.set_yticks(range(len(names)), [f"{name}\n{rows[name][0]}" for name in names], fontsize=8)
    axis.invert_yaxis()
    axis.set_xlim(0, STARTS)
    axis.set_xlabel(f"validation starts at the global minimum, of {STARTS}")
    axis.grid(alpha=0.3)
    axis.legend(loc="lower center", fontsize=8)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", help="docs/training-study.md")
    parser.add_argument("names", nargs="+", metavar="NAME", help="configurations, from top to bottom")
    parser.add_argument("--output", default="study.png", help="picture to write (default: study.png)")
    options = parser.parse_args()
    rows = rows_of(options.page)
    unknown = [name for name in options.names if name not in rows]
    if unknown:
        picture.fail(f"{options.page}: has no row {unknown[0]}; it has {', '.join(rows)}")
    figure, axis = picture.pyplot().subplots(figsize=(8, 0.5 * len(options.names) + 1), constrained_layout=True)
    draw(axis, rows, options.names)
    picture.save(figure, options.output, dpi=110)
    print(options.output)


if __name__ == "__main__":
    main()
