# SPDX-License-Identifier: GPL-2.0-only
"""Fig. 4: mean and lowest energy of Lennard-Jones clusters of up to 100 atoms, sizes never trained on among them."""
import baselines
import sizes
import tables
from table2 import trained_by
from training import SIX_SIZES


def make(folder, scale, measure, trainings):
    learned = trainings.learned("lj", "lj", SIX_SIZES)
    rows = []
    for atoms in scale.sizes:
        results = baselines.all_of(measure, f"lj:{atoms}", chosen_on="lj:38")
        results.update({label: measure.learned(weights, f"lj:{atoms}") for label, weights in learned.items()})
        rows += sizes.rows_of(atoms, results, papers=True)
    caption = (f"Fig. 4: Lennard-Jones clusters, {scale.starts} starts a size (seed 1) of {scale.steps} force evaluations and "
               "a quench; the paper's values are of 150 starts of 50 000. Step and temperature of basin hopping chosen on 38 "
               "atoms, other starts. " + trained_by(scale))
    tables.write(folder, "figure4", scale, caption, rows, tables.PAPER["figure4"], sizes.table(rows, "mean"))
    sizes.draw(folder / "figure4.png", rows, tables.PAPER["figure4"]["trained on"], caption)
