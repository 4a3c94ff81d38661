# SPDX-License-Identifier: GPL-2.0-only
"""Fig. 8: trained on one size of Lennard-Jones clusters against trained on six, by the paper's recipe."""
import baselines
import sizes
import tables
from training import SIX_SIZES, paper_recipe

TRAINED_ON = {"trained on 13": ("lj13-esmc", ["lj:13"]), "trained on 75": ("lj75-esmc", ["lj:75"]),
              "trained on six sizes": ("lj-esmc", SIX_SIZES)}  # the last is Table 2's, too


def make(folder, scale, measure, trainings):
    learned = {label: trainings.weights(name, paper_recipe(scale, systems, "esmc"))
               for label, (name, systems) in TRAINED_ON.items()}
    rows = []
    for atoms in scale.sizes:
        results = baselines.plain(measure, f"lj:{atoms}")
        results.update({label: measure.learned(weights, f"lj:{atoms}") for label, weights in learned.items()})
        rows += sizes.rows_of(atoms, results)
    caption = (f"Fig. 8: Lennard-Jones clusters, ESMC by the paper's recipe, {scale.updates} updates of {scale.copies} starts at "
               f"a horizon of {scale.horizon}, 1 seed; {scale.starts} starts a size (seed 1) of {scale.steps} force "
               "evaluations and a quench.")
    tables.write(folder, "figure8", scale, caption, rows, tables.PAPER["figure8"], sizes.table(rows, "mean"))
    sizes.draw(folder / "figure8.png", rows, tables.PAPER["figure4"]["trained on"], caption)
