# SPDX-License-Identifier: GPL-2.0-only
"""examples/lj38/in.lj38.batch: every cluster is a run of its own, with an energy of its own in energies.txt."""

import os

import harness

EXAMPLE = os.path.join(harness.SOURCE, "examples", "lj38", "in.lj38.batch")


class BatchTest(harness.LammpsTest):
    options = ()

    def test_clusters(self):
        with open(EXAMPLE) as file:
            script = file.read()
        run = self.lammps(script + "write_dump all custom dump id mol xu yu zu modify format float %.17g\n"
                          'print "pe = $(pe:%.17g)"\n',
                          options=(*self.options, "-var", "clusters", "5", "-var", "steps", "400", "-var", "out", self.folder),
                          environment={"LAMMPS_POTENTIALS": os.path.join(harness.SOURCE, "potentials")})
        with open(self.path("energies.txt")) as file:
            rows = [line.split() for line in file if not line.startswith("#")]
        self.assertEqual(rows[0][1], "5")
        energies = {int(cluster): float(energy) for cluster, energy in rows[1:]}
        self.assertEqual(sorted(energies), [1, 2, 3, 4, 5])

        # as lj:38 has it: a sum over pairs in plain double precision
        (_, atoms), = run.dump()
        for cluster, energy in energies.items():
            places = [columns[1:] for columns in atoms.values() if columns[0] == cluster]
            self.assertEqual(len(places), 38)
            squares = (sum((a - b) ** 2 for a, b in zip(p, q)) for k, p in enumerate(places) for q in places[:k])
            self.assertNear(sum(r2 ** -6 - 2 * r2 ** -3 for r2 in squares), energy, relative=1e-6, what=f"cluster {cluster}")
            # annealed for 400 steps: well below what quenches of random starts reach, above the global minimum
            self.assertLess(energy, -155)
            self.assertGreater(energy, -173.9285)
        self.assertNear(run.value("pe"), sum(energies.values()), relative=1e-7)
        self.assertEqual(len(set(energies.values())), 5)


if __name__ == "__main__":
    harness.main()
