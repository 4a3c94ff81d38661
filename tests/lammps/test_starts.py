# SPDX-License-Identifier: GPL-2.0-only
"""`learn2hop starts`: LAMMPS begins with the atoms of an eval run."""

import json
import os
import struct
import subprocess

import harness

SYSTEMS = {
    "lj:13": ("lj", "s s s", "lj/hop", "* * 1.0 1.0"),
    "gupta:Ag10Au28": ("metal", "s s s", "gupta/hop", "* * {folder}/AgAu.gupta Ag Au"),
    "sw:Si64": ("metal", "p p p", "sw/hop", "* * {folder}/Si-paper.sw Si"),
}


def descended(places, steps=1000, rate=1e-3):
    """The Lennard-Jones energy (epsilon = d0 = 1) after eval's --quench gd, written out once more."""
    for step in range(steps + 1):
        energy, gradient = 0.0, [[0.0] * 3 for _ in places]
        for i, one in enumerate(places):
            for j in range(i):
                apart = [a - b for a, b in zip(one, places[j])]
                inverse = 1 / sum(d * d for d in apart)
                energy += inverse**6 - 2 * inverse**3
                slope = 12 * inverse * (inverse**3 - inverse**6)
                for c in range(3):
                    gradient[i][c] += slope * apart[c]
                    gradient[j][c] -= slope * apart[c]
        if step < steps:
            places = [[x - rate * g for x, g in zip(*both)] for both in zip(places, gradient)]
    return energy


class StartsTest(harness.LammpsTest):
    def test_eval_begins_there(self):
        """Weights that move nothing leave eval with its start and a plain descent, which a few lines repeat."""
        trainer = os.environ["L2H_TRAINER"]
        self.weights("still.learned", "size", 0, "random", 0)
        for seed in ("7", "8"):
            subprocess.run([trainer, "starts", "--system", "lj:13", "--seed", seed, "--output", self.path("starts")],
                           check=True, stdout=subprocess.DEVNULL)
            subprocess.run([trainer, "eval", "--weights", self.path("still.learned"), "--system", "lj:13", "--seed", seed,
                            "--starts", "1", "--steps", "1", "--any-horizon", "--quench", "gd",
                            "--json", self.path("eval.json")], check=True, stdout=subprocess.DEVNULL)
            with open(self.path("starts/start-0.data")) as file:
                atoms = file.read().split("Atoms # atomic")[1].split()
            # a rollout of eval is in single precision, and so is what it begins with
            places = [struct.unpack("3f", struct.pack("3f", *map(float, atoms[k + 2:k + 5]))) for k in range(0, len(atoms), 5)]
            with open(self.path("eval.json")) as file:
                energy = json.load(file)["mean"]
            # eval.json has 12 digits; sums in another order differ less
            self.assertNear(descended(places), energy, relative=1e-11, what=f"seed {seed}")

    def test_energy_of_a_start(self):
        """The same energy to 1e-12, from LAMMPS and from the trainer's reference program."""
        folder = os.path.dirname(self.potential("AgAu.gupta"))
        for system, (units, boundary, style, coefficients) in SYSTEMS.items():
            subprocess.run([os.environ["L2H_TRAINER"], "starts", "--system", system, "--seed", "7", "--starts", "3",
                            "--output", self.path("starts")], check=True, stdout=subprocess.DEVNULL)
            run = self.lammps(f"units {units}\nboundary {boundary}\nread_data starts/start-2.data\npair_style {style}\n"
                              f"pair_coeff {coefficients.format(folder=folder)}\nthermo_modify norm no\nrun 0\n"
                              'print "pe = $(pe:%.17g)"\n')
            with open(self.path("starts/start-2.data")) as file:
                atoms = file.read().split("Atoms # atomic")[1].split()
            places = [" ".join(atoms[k + 2:k + 5]) for k in range(0, len(atoms), 5)]
            units_of_weights = ("units", units) if units == "metal" else ()
            self.weights("scales.learned", "species", 2 if "Ag" in system else 1, *units_of_weights)
            energy = subprocess.run([os.environ["L2H_REFERENCE_RUN"], self.path("scales.learned"), system, "1", "0"],
                                    input="\n".join(places), stdout=subprocess.PIPE, text=True, check=True).stdout.split()[1]
            self.assertNear(run.value("pe"), float(energy), relative=1e-12, what=system)


if __name__ == "__main__":
    harness.main()
