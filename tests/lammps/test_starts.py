# SPDX-License-Identifier: GPL-2.0-only
"""`learn2hop starts`: LAMMPS begins with the atoms of an eval run."""

import os
import subprocess

import harness

SYSTEMS = {
    "lj:13": ("lj", "s s s", "lj/hop", "* * 1.0 1.0"),
    "gupta:Ag10Au28": ("metal", "s s s", "gupta/hop", "* * {folder}/AgAu.gupta Ag Au"),
    "sw:Si64": ("metal", "p p p", "sw/hop", "* * {folder}/Si-paper.sw Si"),
}


class StartsTest(harness.LammpsTest):
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
