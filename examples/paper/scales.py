# SPDX-License-Identifier: GPL-2.0-only
"""How much work a figure is: the one place where starts, steps, updates and seeds are set.

`full` is the paper's. `small` is what two cores bear in some hours: short trainings, and the shipped weights where the
paper trained for GPU days. `smoke` takes seconds and means nothing: it is what the tests run.
"""
from types import SimpleNamespace

SIZES = [10, 13, 16, 19, 25, 31, 38, 46, 55, 65, 75, 88, 100]  # of Lennard-Jones clusters, at small scale
COPIES = 80  # rollouts an update, shared by the systems (D.1)

EVERY = {  # what holds for all figures of a scale
    "smoke": dict(starts=4, steps=40, horizon=40, updates=3, population=4, seeds=1, validation=4, normalization="known",
                  retrain=True, choice_starts=2, grid=2, copies=6),
    "small": dict(starts=150, steps=50000, horizon=1000, updates=900, population=80, seeds=1, validation=100,
                  normalization="known", retrain=False, choice_starts=24, grid=None,
                  copies=COPIES),
    "full": dict(starts=150, steps=50000, horizon=50000, updates=1000, population=80, seeds=3, validation=100,
                 normalization="adam", retrain=True, choice_starts=24, grid=None, copies=COPIES),
}

FIGURE = {  # what a figure has besides, or instead
    "figure3": {"smoke": {}, "small": dict(copies=12, population=12, validation=50), "full": dict(updates=900)},
    "figure4": {
        "smoke": dict(sizes=[6, 13]),
        "small": dict(starts=20, steps=10000, sizes=SIZES),
        "full": dict(sizes=list(range(10, 101))),
    },
    "figure5": {"smoke": {}, "small": dict(starts=30), "full": {}},
    "figure6": {"smoke": dict(every=10), "small": dict(steps=5000, every=5), "full": dict(every=50)},
    "figure7": {
        "smoke": dict(starts=2, compositions=[0, 3, 38], transfer=dict(compositions=[3], starts=2, steps=40)),
        "small": dict(starts=4, steps=5000, compositions=list(range(39)),
                      transfer=dict(compositions=[7, 22, 30], starts=30, steps=50000)),
        "full": dict(compositions=list(range(39)), transfer=dict(compositions=list(range(39)), starts=150, steps=50000)),
    },
    "figure8": {
        "smoke": dict(sizes=[6, 13], estimator="esmc"),
        "small": dict(estimator="ga", updates=200, population=8, validation=24, starts=40, steps=1000, sizes=SIZES),
        "full": dict(sizes=list(range(10, 101)), estimator="esmc", seeds=1),
    },
    "table2": {"smoke": {}, "small": dict(starts=30), "full": {}},
    "table3": {
        "smoke": dict(rows=[1, 8]),
        "small": dict(updates=20, copies=6, population=6, validation=4, starts=20, steps=1000,
                      seeds=3, rows=list(range(1, 9))),
        "full": dict(updates=650, seeds=10, rows=list(range(1, 9))),
    },
    "table6": {"smoke": {}, "small": dict(starts=10), "full": {}},
    "appendix-c": {
        "smoke": dict(tune_updates=1, tune_starts=2, systems=["lj:13"]),
        "small": dict(tune_updates=10, tune_starts=4, starts=50, steps=10000, systems=["lj:13"]),
        "full": dict(tune_updates=100, tune_starts=80, systems=["lj:13", "lj:75", "gupta:Au55", "sw:Si64"]),
    },
}

HELD_OUT_SEED = 1  # of the starts that are reported; none of them chose anything
CHOICE_SEED = 99  # of the starts on which a baseline's step or temperature is chosen


def scale_of(figure, name):
    return SimpleNamespace(name=name, **{**EVERY[name], **FIGURE[figure][name]})
