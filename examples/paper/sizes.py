# SPDX-License-Identifier: GPL-2.0-only
"""Lennard-Jones clusters of many sizes (Figs. 4 and 8): gaps to the global minimum in percent, so that sizes share an axis."""
import pictures
import tables


PAPERS = [(("paper's Adam", "paper's FIRE", "paper's basin hopping"), "x", "paper's baselines"),
          (("paper's ESMC", "paper's GA"), "*", "paper's learned")]


def rows_of(atoms, results, papers=False):
    """papers: with what the paper's Table 2 says of that size, in rows of its own."""
    minimum = next(iter(results.values()))["known_minimum"]
    rows = [{"atoms": atoms, "method": method, "mean": result["mean"], "error of mean": result["mean_error"],
             "min": result["min"], "hits": result["hits"], "global minimum": minimum} for method, result in results.items()]
    paper = tables.PAPER["table2"]["systems"].get(f"lj:{atoms}") if papers else None
    for method in paper["mean"] if paper else []:
        rows.append({"atoms": atoms, "method": f"paper's {method}", "mean": paper["mean"][method], "error of mean": None,
                     "min": paper["min"][method], "hits": None, "global minimum": minimum})
    return rows


def gap(row, key):
    return 100 * (1 - row[key] / row["global minimum"])


def draw(path, rows, trained, caption, dashed=()):
    """trained: sizes that are marked as trained on; dashed: methods whose lines are."""
    figure, axes = pictures.panels(2, sharex=True)
    methods = [method for method in dict.fromkeys(row["method"] for row in rows) if not method.startswith("paper's")]
    color = pictures.colors(methods)
    for axis, key in zip(axes.flat, ("mean", "min")):
        for method in methods:
            here = [row for row in rows if row["method"] == method]
            axis.plot([row["atoms"] for row in here], [gap(row, key) for row in here], "o--" if method in dashed else "o-",
                      markersize=3, linewidth=1.2, color=color[method], label=method)
        for methods_there, marker, label in PAPERS:
            there = [row for row in rows if row["method"] in methods_there]
            if there:
                axis.plot([row["atoms"] for row in there], [gap(row, key) for row in there], marker, color="black",
                          label=label)
        for atoms in trained:
            axis.axvline(atoms, color="black", linestyle="--", linewidth=0.6, alpha=0.6)
    axes[0, 0].set_ylabel("mean above the global minimum [%]")
    axes[1, 0].set_ylabel("lowest above it [%]")
    axes[1, 0].set_xlabel("atoms N of the Lennard-Jones cluster (vertical lines: trained on)")
    axes[0, 0].legend(fontsize=7, ncol=2, loc="upper right")
    pictures.save(figure, path, caption)


def table(rows, key):
    """Sizes down, methods across."""
    methods = [method for method in dict.fromkeys(row["method"] for row in rows) if not method.startswith("paper's")]
    sizes = dict.fromkeys(row["atoms"] for row in rows)
    value = {(row["atoms"], row["method"]): row[key] for row in rows}
    minimum = {row["atoms"]: row["global minimum"] for row in rows}
    return [{"N": atoms, "global minimum": minimum[atoms], **{method: value[atoms, method] for method in methods}}
            for atoms in sizes]
