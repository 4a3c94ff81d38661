# SPDX-License-Identifier: GPL-2.0-only
"""The methods that are not learned, as the figures compare them: {name: measurement}.

The paper's three are in raw units (angstrom, eV), as in the paper, with a learning rate of 0.01 (appendix C: tuning moves
their means by less than their errors); the step of its basin hopping is the best of appendix C's grid. L-BFGS basin hopping,
which the paper left out, is in the system's scales, its temperature the best of five. Both are chosen on other starts.
"""
STEPS = [0.2, 0.4, 0.6, 0.8]
TEMPERATURES = [0.05, 0.1, 0.2, 0.4, 0.8]


def plain(measure, system):
    return {"Adam": measure.baseline("adam", system, scales="paper"),
            "FIRE": measure.baseline("fire", system, scales="paper")}


def papers_hopping(measure, system, chosen_on=None, **amount):
    """chosen_on: the system whose best step serves, where a figure has many."""
    step = measure.choose("basin-hopping", chosen_on or system, "step", STEPS, "paper")
    return measure.baseline("basin-hopping", system, [step], "paper", **amount)


def lbfgs_hopping(measure, system, chosen_on=None, steps=None, **amount):
    """chosen_on: the system whose best temperature serves, where a figure has many."""
    temperature = measure.choose("basin-hopping-lbfgs", chosen_on or system, "temperature", TEMPERATURES, steps=steps)
    return measure.baseline("basin-hopping-lbfgs", system, [temperature], steps=steps, **amount)


def all_of(measure, system, chosen_on=None):
    return {**plain(measure, system), "basin hopping": papers_hopping(measure, system, chosen_on),
            "basin hopping, L-BFGS": lbfgs_hopping(measure, system, chosen_on)}
