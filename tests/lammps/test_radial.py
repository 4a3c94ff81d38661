# SPDX-License-Identifier: GPL-2.0-only
"""compute radial/hop/atom against the formula of section 3.1, summed directly."""

import itertools
import math
import re

import harness

ETAS = (0.0009, 0.01, 0.02, 0.035, 0.06, 0.1, 0.2, 0.4)
REACH = 2.5


def direct(positions, types, i, length=1.0, period=None):
    """The columns of atom i: eight functions for each type."""
    columns = [0.0] * (8 * max(types))
    shifts = list(itertools.product((-period, 0.0, period), repeat=3)) if period else [(0.0, 0.0, 0.0)]
    for j, position in enumerate(positions):
        if period and period > 2 * REACH:  # the nearest image alone counts
            shifts = [[period * round((a - b) / period) for a, b in zip(positions[i], position)]]
        for shift in shifts:
            d = math.dist(positions[i], [x + s for x, s in zip(position, shift)]) / length
            if d >= REACH or d == 0.0:
                continue
            cutoff = 0.5 * (math.cos(math.pi * d / REACH) + 1)
            for k, eta in enumerate(ETAS):
                columns[8 * (types[j] - 1) + k] += math.exp(-eta * d * d) * cutoff
    return columns


class RadialTest(harness.LammpsTest):
    def check(self, script, positions, types, **formula):
        """2e-6 of the sum: single precision, and polynomials good to 1e-7 a neighbor."""
        columns = " ".join(f"c_radial[{k + 1}]" for k in range(8 * max(types)))
        run = self.lammps(f"units lj\n{script}\ndump 1 all custom 1 dump id {columns}\n"
                          "dump_modify 1 sort id format float %.17g\nrun 0\n")
        (_, found), = run.dump()
        largest = 0.0
        for i in range(len(positions)):
            for value, expected in zip(found[i + 1], direct(positions, types, i, **formula)):
                self.assertNear(value, expected, relative=2e-6, absolute=2e-6, what=f"atom {i + 1}")
                largest = max(largest, expected)
        self.assertGreater(largest, 1.0)

    def test_free_cluster(self):
        positions = harness.cluster(38, 5)
        self.data("data", positions, (-1.0, 4.0))
        self.check("boundary s s s\nread_data data\npair_style lj/hop\npair_coeff * * 1 1\n"
                   "compute radial all radial/hop/atom", positions, [1] * 38)

    def test_two_types_in_a_periodic_box_that_the_functions_span(self):
        """The box is smaller than the reach: atoms see several images of each other, and of themselves."""
        positions = harness.cluster(8, 6, box=2.2, closest=0.7)
        types = [1, 2] * 4
        self.data("data", positions, (0.0, 2.2), types=types)
        for newton in ("on", "off"):
            self.check(f"newton {newton}\nread_data data\npair_style lj/cut 2.5\npair_coeff * * 1 0.7\n"
                       "compute radial all radial/hop/atom", positions, types, period=2.2)

    def test_length_scale(self):
        positions = [[2.0 * x for x in p] for p in harness.cluster(13, 7)]
        self.data("data", positions, (-1.0, 8.0))
        self.check("boundary f f f\nread_data data\npair_style lj/cut 6.0\npair_coeff * * 1 2\n"
                   "compute radial all radial/hop/atom length 2.0", positions, [1] * 13, length=2.0)

    def test_clusters_far_apart(self):
        """Single precision would be lost at such coordinates, and cells as small as elsewhere would fill the memory."""
        near = harness.cluster(13, 7)
        positions = near + [[x + 20000.0 for x in p] for p in near]
        self.data("data", positions, (-1.0, 20004.0))
        self.check("boundary f f f\natom_modify sort 0 0\nneighbor 0.3 nsq\nread_data data\npair_style lj/cut 3.0\npair_coeff * * 1 1\n"
                   "compute radial all radial/hop/atom", positions, [1] * 26)

    def test_crystal(self):
        """More cells than one in each direction."""
        edge = 1.6796
        sites = [(0, 0, 0), (0.5, 0.5, 0), (0.5, 0, 0.5), (0, 0.5, 0.5)]
        positions = [[edge * (c + s) + 0.05 * math.sin(7 * c + 3 * k + 11 * s) for k, (c, s) in enumerate(zip(cell, site))]
                     for cell in itertools.product(range(5), repeat=3) for site in sites]
        self.data("data", positions, (0.0, 5 * edge))
        self.check("read_data data\npair_style lj/cut 2.5\npair_coeff * * 1 1\n"
                   "compute radial all radial/hop/atom", positions, [1] * 500, period=5 * edge)

    def test_group_and_later_steps(self):
        """Atoms outside the group get zeros; after steps that rebuild no list the values are those of the moment."""
        positions = harness.cluster(13, 9, closest=0.95)
        self.data("data", positions, (-1.0, 4.0))
        run = self.lammps("units lj\nboundary f f f\nread_data data\npair_style lj/hop\npair_coeff * * 1 1\n"
                          "group some id 1:6\ncompute radial some radial/hop/atom\nfix 1 all nve\ntimestep 0.001\n"
                          "dump 1 all custom 3 dump id x y z c_radial[1] c_radial[8]\n"
                          "dump_modify 1 sort id format float %.17g\nrun 9\n")
        for _, atoms in run.dump():
            moved = [columns[:3] for _, columns in sorted(atoms.items())]
            for i, columns in atoms.items():
                expected = direct(moved, [1] * 13, i - 1) if i <= 6 else [0.0] * 8
                self.assertNear(columns[3], expected[0], relative=2e-6, what=f"atom {i}")
                self.assertNear(columns[4], expected[7], relative=2e-6, what=f"atom {i}")

    def test_ghosts_reach(self):
        """The compute extends the ghost cutoff by itself, as long as it lives."""
        positions = harness.cluster(20, 2, box=5.0)
        self.data("data", positions, (0.0, 5.0))
        short = "read_data data\npair_style lj/cut 1.5\npair_coeff * * 1 0.8\n"
        self.check(short + "compute radial all radial/hop/atom", positions, [1] * 20, period=5.0)
        run = self.lammps("units lj\n" + short + "run 0\ninfo communication\ncompute radial all radial/hop/atom\nrun 0\n"
                          "info communication\nuncompute radial\nrun 0\ninfo communication\n")
        found = [float(x) for x in re.findall(r"(?i)communication cutoff\s*=\s*(\S+)", run.text)]
        self.assertEqual(found, [1.8, 2.8, 1.8])

    def test_arguments(self):
        self.data("data", harness.cluster(5, 2), (0.0, 5.0))
        start = "units lj\nread_data data\npair_style lj/cut 2.5\npair_coeff * * 1 1\ncompute radial all radial/hop/atom "
        self.refused(start + "lenght 2\n", "Unknown compute radial/hop/atom keyword lenght", "knows length")
        self.refused(start + "length\n", "length", "missing argument")
        self.refused(start + "length 0\n", "must be above 0")


if __name__ == "__main__":
    harness.main()
