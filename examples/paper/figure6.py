# SPDX-License-Identifier: GPL-2.0-only
"""Fig. 6: energy along runs of 13 atoms and the minima below it, the step with the atoms pinned at the global minimum, and
starts that Adam alone would bring there (lucky) against the others."""
from statistics import mean

import pictures
import tables
from table2 import trained_by
from training import SIX_SIZES

SYSTEM = "lj:13"
SAME = 1e-3  # energies of one minimum
DRAWN = 30  # runs that the picture has
COLORS = ["tab:blue", "tab:green", "tab:purple"]


def parted(runs, adam):
    """Runs from starts that Adam alone brings to the global minimum, and the others."""
    lucky = [energy < adam["known_minimum"] + SAME for energy in adam["energies"]]
    return {"lucky": [run for run, is_so in zip(runs, lucky) if is_so],
            "unlucky": [run for run, is_so in zip(runs, lucky) if not is_so]}


def share_below(runs, minimum):
    """[(step, percent of the runs whose structure lies in the basin of the global minimum)]."""
    return [(moments[0].step, 100 * mean(moment.quenched < minimum + SAME for moment in moments)) for moments in zip(*runs)]


def hops(run):
    """Times that the basin is another one than a moment before."""
    return sum(abs(after.quenched - before.quenched) > SAME for before, after in zip(run, run[1:]))


def rows_of(label, runs, pinned, parts, minimum):
    rows = [{"optimizer": label, "what": "pinned at the global minimum", "step": moment.step, "energy": moment.energy,
             "quenched": None, "move": moment.move, "percent": None} for moment in pinned[:-1]]
    for what, part in parts.items():
        rows += [{"optimizer": label, "what": f"{what} starts in the basin of the global minimum", "step": step,
                  "energy": None, "quenched": None, "move": None, "percent": percent}
                 for step, percent in (share_below(part, minimum) if part else [])]
    return rows + [{"optimizer": label, "what": "start 0", "step": moment.step, "energy": moment.energy,
                    "quenched": moment.quenched, "move": moment.move, "percent": None} for moment in runs[0]]


def row_of(label, runs, pinned, parts, minimum):
    moves = [moment.move for moment in pinned[:-1]]
    first = [next((moment.step for moment in run if moment.quenched < minimum + SAME), None) for run in runs]
    met = [step for step in first if step is not None]
    return {"optimizer": label, "runs": len(runs), "lucky": len(parts["lucky"]), "hops a run, mean":
            mean(hops(run) for run in runs), "met the global minimum": len(met), "after steps, mean":
            mean(met) if met else None, "in it at the end": sum(run[-1].quenched < minimum + SAME for run in runs),
            "pinned step [d0] at first": moves[0], "in the middle": moves[len(moves) // 2], "last": moves[-1]}


def draw(path, shown, minimum, caption):
    figure, axes = pictures.panels(3, height=2.5, sharex=True)
    for color, (label, (runs, pinned, parts)) in zip(COLORS, shown.items()):
        for run in runs[:DRAWN]:
            axes[0, 0].plot([m.step for m in run], [m.energy for m in run], color=color, alpha=0.04, linewidth=0.7)
        axes[0, 0].plot([m.step for m in runs[0]], [m.energy for m in runs[0]], color=color, linewidth=0.4,
                        label=f"{label}: one run")
        axes[0, 0].step([m.step for m in runs[0]], [m.quenched for m in runs[0]], color="black", linewidth=0.8,
                        label="the minima below it" if color == COLORS[0] else None)
        axes[1, 0].plot([m.step for m in pinned[:-1]], [m.move for m in pinned[:-1]], color=color, linewidth=0.9, label=label)
        for (name, part), style in zip(parts.items(), ("--", "-")):
            if part:
                axes[2, 0].plot(*zip(*share_below(part, minimum)), style, color=color, linewidth=1.1,
                                label=f"{label}: {len(part)} {name} starts")
    axes[0, 0].axhline(minimum, color="black", linestyle=":", linewidth=1)
    axes[0, 0].set_ylim(minimum - 1, minimum + 16)
    axes[0, 0].set_ylabel("energy [epsilon]")
    axes[1, 0].set_ylabel("step of an atom [d0],\npinned at the minimum")
    axes[1, 0].set_ylim(bottom=0)
    axes[2, 0].set_ylabel("in the basin of the\nglobal minimum [%]")
    axes[2, 0].set_ylim(-2, 102)
    axes[2, 0].set_xlabel("step")
    for axis, place in zip(axes.flat, ("upper right", "lower left", "lower right")):
        axis.legend(fontsize=7, loc=place)
    pictures.save(figure, path, caption)


def make(folder, scale, measure, trainings):
    adam = measure.baseline("adam", SYSTEM, scales="paper")
    minimum = adam["known_minimum"]
    rows, table, shown = [], [], {}
    for label, weights in trainings.learned("lj", "lj", SIX_SIZES).items():
        runs = measure.trace(weights, SYSTEM, scale.starts, scale.every)
        pinned = measure.pinned(weights, SYSTEM, scale.every)
        parts = parted(runs, adam)
        shown[label] = runs, pinned, parts
        rows += rows_of(label, runs, pinned, parts, minimum)
        table.append(row_of(label, runs, pinned, parts, minimum))
    caption = (f"Fig. 6: 13 Lennard-Jones atoms, {scale.starts} runs (seed 1) of {scale.steps} steps, looked at every "
               f"{scale.every}. Top: energies of {min(DRAWN, scale.starts)} runs, faint, and of one; black, the minima in whose "
               "basins it is; dotted, the global minimum. Middle: root mean square step of an atom while all are pinned at the "
               "global minimum. Bottom: starts that Adam alone would bring to the global minimum in as many steps (lucky) and the "
               "others. " + trained_by(scale))
    tables.write(folder, "figure6", scale, caption, rows, tables.PAPER["figure6"], table)
    draw(folder / "figure6.png", shown, minimum, caption)
