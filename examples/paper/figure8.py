# SPDX-License-Identifier: GPL-2.0-only
"""Fig. 8: trained on one size of Lennard-Jones clusters against trained on six, by the paper's recipe; where the scale trains
little, beside the shipped weights of one size and of six."""
import baselines
import sizes
import tables
from measure import POTENTIALS, median_of
from training import SIX_SIZES, paper_recipe

TRAINED_ON = {"trained on 13": ("lj13", ["lj:13"]), "trained on 75": ("lj75", ["lj:75"]),
              "trained on six sizes": ("lj", SIX_SIZES)}  # at full scale the last is Table 2's, too
SHIPPED = {"shipped, trained on 13": "lj13", "shipped, trained on 38": "lj38", "shipped, trained on six": "lj"}


def weights(scale, trainings):
    """{label: weights of each seed}."""
    trained = {}
    for label, (name, systems) in TRAINED_ON.items():
        recipe = paper_recipe(scale, systems, scale.estimator)
        trained[label] = [trainings.weights(f"{name}-{scale.estimator}", recipe, seed) for seed in range(1, scale.seeds + 1)]
    if not scale.retrain:
        trained.update({label: [POTENTIALS / f"{name}.learned"] for label, name in SHIPPED.items()})
    return trained


def make(folder, scale, measure, trainings):
    optimizers = weights(scale, trainings)
    rows = []
    for atoms in scale.sizes:
        results = baselines.plain(measure, f"lj:{atoms}")
        results.update({label: median_of([measure.learned(path, f"lj:{atoms}") for path in seeds])
                        for label, seeds in optimizers.items()})
        rows += sizes.rows_of(atoms, results)
    amount = (f"{scale.population} children of {max(4, len(SIX_SIZES))} starts (one size: 4)" if scale.estimator == "ga"
              else f"{scale.copies} starts")
    caption = (f"Fig. 8: Lennard-Jones clusters, {scale.estimator.upper()} by the paper's recipe, {scale.updates} updates of {amount} "
               f"at a horizon of {scale.horizon} steps, median of {scale.seeds} seed(s); {scale.starts} starts a size (seed 1) of "
               f"{scale.steps} force evaluations and a quench.")
    if not scale.retrain:
        caption += " Dashed: shipped weights, trained from the warm start; those of 38 atoms began as those of six sizes."
    tables.write(folder, "figure8", scale, caption, rows, tables.PAPER["figure8"], sizes.table(rows, "mean"))
    sizes.draw(folder / "figure8.png", rows, tables.PAPER["figure4"]["trained on"], caption, dashed=SHIPPED)
