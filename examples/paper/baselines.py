# SPDX-License-Identifier: GPL-2.0-only
"""The methods that are not learned, as the figures compare them: {name: measurement}.

The paper's three are in raw units (angstrom, eV), as in the paper, with a learning rate of 0.01 (appendix C: tuning moves
their means by less than their errors); the step of its basin hopping is the best of appendix C's grid. L-BFGS basin hopping,
which the paper left out, is in the system's scales, its temperature the best of five. Both are chosen on other starts.
"""
STEPS = [0.2, 0.4, 0.6, 0.8]
TEMPERATURES = [0.05, 0.1, 0.2, 0.4, 0.8]


def plain(measure, system, **amount):
    return {
        "Adam": measure.baseline("adam", system, scales="paper", **amount),
        "FIRE": measure.baseline("fire", system, scales="paper", **amount),
    }


def hopping(measure, system, chosen_on=None, **amount):
    """chosen_on: the system whose best step and temperature serve, where a figure has many."""
    step = measure.choose("basin-hopping", chosen_on or system, "step", STEPS, "paper")
    temperature = measure.choose("basin-hopping-lbfgs", chosen_on or system, "temperature", TEMPERATURES)
    return {
        "basin hopping": measure.baseline("basin-hopping", system, [step], "paper", **amount),
        "basin hopping, L-BFGS": measure.baseline("basin-hopping-lbfgs", system, [temperature], **amount),
    }


def all_of(measure, system, chosen_on=None, **amount):
    return {**plain(measure, system, **amount), **hopping(measure, system, chosen_on, **amount)}
