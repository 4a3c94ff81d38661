# SPDX-License-Identifier: GPL-2.0-only
"""Runs summed up, and the table of them."""
import math
import random
import statistics

RESAMPLINGS = 10000


def first_encounter(runs):
    """All evaluations over all encounters, and its 95 % interval over resamplings of the runs, as learn2hop prints it."""
    numbers = random.Random(1)
    met = sum(run["met"] for run in runs)
    spent = sum(run["evaluations"] for run in runs)
    means = []
    for _ in range(RESAMPLINGS):
        drawn = numbers.choices(runs, k=len(runs))
        found = sum(run["met"] for run in drawn)
        means.append(sum(run["evaluations"] for run in drawn) / found if found else math.inf)
    means.sort()
    return spent / met, means[int(0.025 * RESAMPLINGS)], means[int(0.975 * RESAMPLINGS) - 1]


def whole(number):
    return "-" if math.isinf(number) else f"{number:,.0f}".replace(",", " ")


def cell(known, atoms, results):
    if not results or not results["runs"]:
        return ""
    runs = results["runs"]
    if known is None:
        each = [run["lowest"] / atoms for run in runs]
        error = statistics.stdev(each) / len(each) ** 0.5 if len(each) > 1 else math.nan
        return f"{statistics.mean(each):.4f} ± {error:.4f} ({len(runs)})"
    met = sum(run["met"] for run in runs)
    if met == 0:
        return f"0 of {len(runs)}, lowest {min(run['lowest'] for run in runs):.3f}"
    mean, low, high = first_encounter(runs)
    return f"{whole(mean)} ({whole(low)} to {whole(high)}), {met} of {len(runs)}"


def markdown(systems, rows, budgets):
    """systems: {name: System}; rows: {method: {system: results}}; budgets: {system: evaluations a run}."""
    lines = ["| method | " + " | ".join(f"{name}, {whole(budgets[name])}" for name in systems) + " |",
             "| --- |" + " --- |" * len(systems)]
    for method, results in rows.items():
        cells = [cell(system.known, system.atoms, results.get(name)) for name, system in systems.items()]
        lines.append(f"| {method} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"
