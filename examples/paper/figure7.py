# SPDX-License-Identifier: GPL-2.0-only
"""Fig. 7: convex hulls of the formation energy of Ag-Au and Pd-Pt clusters of 38 atoms; no optimizer trained on Pd-Pt."""
import baselines
import hull
import pictures
import tables
from measure import POTENTIALS
from training import alloys, paper_recipe

PAIRS = [("Ag", "Au"), ("Pd", "Pt")]
ATOMS = 38
CHOSEN_ON = "gupta:Ag16Au22"
RIVAL = "basin hopping, L-BFGS"


def learned(scale, trainings):
    """The two optimizers: at full scale by the paper's recipe, else those shipped."""
    one, three = alloys(("Ag", "Au")), alloys(("Ag", "Au"), ("Ag", "Pt"), ("Pd", "Au"))
    if not scale.retrain:
        return {"trained on AgAu": POTENTIALS / "agau38.learned",
                "trained on AgAu, AgPt, PdAu": POTENTIALS / "agau-agpt-pdau.learned"}
    return {"trained on AgAu": trainings.weights("agau-esmc", paper_recipe(scale, one, "esmc")),
            "trained on AgAu, AgPt, PdAu": trainings.weights("agau-agpt-pdau-esmc", paper_recipe(scale, three, "esmc"))}


def system_of(pair, m):
    return f"gupta:{pair[0]}{ATOMS - m}{pair[1]}{m}"


def results(pair, m, scale, measure, weights):
    system = system_of(pair, m)
    found = baselines.all_of(measure, system, chosen_on=CHOSEN_ON)
    found["basin hopping, 10x"] = baselines.papers_hopping(measure, system, CHOSEN_ON, steps=10 * scale.steps)
    found.update({label: measure.learned(path, system) for label, path in weights.items()})
    return found


def rows_of(pair, scale, measure, weights):
    found = {m: results(pair, m, scale, measure, weights) for m in scale.compositions}
    lowest = {m: min(result["min"] for result in here.values()) for m, here in found.items()}
    rows = []
    for method in found[0]:
        energies = hull.formation({m: here[method]["min"] for m, here in found.items()}, lowest[0], lowest[ATOMS])
        corners = hull.lower_hull(energies)
        for m, here in found.items():
            rows.append({"alloy": "".join(pair), "m": m, "method": method, "min": here[method]["min"], "mean": here[method]["mean"],
                         "formation energy": energies[m], "hull": hull.height(corners, m), "above the lowest of all":
                         here[method]["min"] - lowest[m]})
    return rows


def summary(rows):
    """Over all compositions of an alloy: how far a method's lowest and its hull lie above the lowest of all methods, and at
    how many its mean is below that of the strongest rival."""
    rival = {(row["alloy"], row["m"]): row["mean"] for row in rows if row["method"] == RIVAL}
    table = []
    for alloy, method in dict.fromkeys((row["alloy"], row["method"]) for row in rows):
        here = [row for row in rows if (row["alloy"], row["method"]) == (alloy, method)]
        table.append({"alloy": alloy, "method": method, "lowest above the best, mean [eV]":
                      sum(row["above the lowest of all"] for row in here) / len(here), "best of all at":
                      f"{sum(row['above the lowest of all'] < 1e-3 for row in here)} of {len(here)}",
                      f"mean below that of {RIVAL}, at": None if method == RIVAL else
                      f"{sum(row['mean'] < rival[alloy, row['m']] for row in here)} of {len(here)}",
                      "lowest point of the hull [eV]": min(row["hull"] for row in here)})
    return table


def by_composition(rows):
    """What the picture does not show: mean / lowest of every composition, methods across."""
    energies = {}
    for row in rows:
        energies.setdefault((row["alloy"], row["m"]), {})[row["method"]] = f"{row['mean']:.2f} / {row['min']:.2f}"
    return [{"alloy": alloy, "m": m, **methods} for (alloy, m), methods in energies.items()]


def transfer(scale, measure, weights):
    """Longer runs of the alloy that no training saw, beside L-BFGS basin hopping tuned for that length."""
    amount = {key: scale.transfer[key] for key in ("starts", "steps")}
    rows = []
    for m in scale.transfer["compositions"]:
        system = system_of(PAIRS[1], m)
        found = {RIVAL: baselines.lbfgs_hopping(measure, system, CHOSEN_ON, **amount)}
        found.update({label: measure.learned(path, system, **amount) for label, path in weights.items()})
        rows += [{"system": system, "method": method, "mean": result["mean"], "error of mean": result["mean_error"],
                  "min": result["min"]} for method, result in found.items()]
    return rows


def draw(path, rows, caption):
    figure, axes = pictures.panels(2, sharex=True, height=3.4)
    colors = pictures.colors(row["method"] for row in rows)
    for axis, pair in zip(axes.flat, PAIRS):
        here = [row for row in rows if row["alloy"] == "".join(pair)]
        for method in dict.fromkeys(row["method"] for row in here):
            color = colors[method]
            own = [row for row in here if row["method"] == method]
            axis.plot([row["m"] for row in own], [row["hull"] for row in own], color=color, linewidth=1.4, label=method)
            corners = [row for row in own if abs(row["formation energy"] - row["hull"]) < 1e-9]
            axis.plot([row["m"] for row in corners], [row["hull"] for row in corners], "o", color=color, markersize=3)
        axis.set_ylabel(f"formation energy of\n{pair[0]}(38-m){pair[1]}(m) [eV]")
    axes[1, 0].set_xlabel("m, atoms of Au or Pt")
    for axis in axes.flat:
        axis.legend(fontsize=7, ncol=2)
    pictures.save(figure, path, caption)


def make(folder, scale, measure, trainings):
    weights = learned(scale, trainings)
    rows = [row for pair in PAIRS for row in rows_of(pair, scale, measure, weights)]
    recipe = (f"by the paper's recipe: {scale.updates} updates of about {scale.copies} starts at a horizon of {scale.horizon}, "
              "1 seed" if scale.retrain else "as shipped")
    caption = (f"Fig. 7: convex hulls of formation energies, {scale.starts} starts a composition (seed 1) of {scale.steps} force "
               f"evaluations and a quench, basin hopping also of {10 * scale.steps}. Two optimizers, {recipe}, none trained on "
               "Pd-Pt. Formation energies are against the lowest pure clusters of all methods; dots: corners of a hull; basin "
               "hopping tuned on Ag16Au22, other starts.")
    tables.write(folder, "figure7", scale, caption, rows, tables.PAPER["figure7"], summary(rows), by_composition(rows))
    draw(folder / "figure7.png", rows, caption)
    longer = (f"The transfer of Fig. 7 in runs of {scale.transfer['steps']} force evaluations and a quench, "
              f"{scale.transfer['starts']} starts (seed 1); energies in eV; temperature of basin hopping chosen on Ag16Au22, "
              "as many evaluations, other starts.")
    tables.write(folder, "figure7-transfer", scale, longer, transfer(scale, measure, weights), tables.PAPER["figure7"])
