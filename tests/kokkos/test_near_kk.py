# SPDX-License-Identifier: GPL-2.0-only
"""What tests/lammps/test_near.py says of force loops over the near part of a list, of the lists of Kokkos styles: half and
full ones, where the vector kernels pick. The kernels of a GPU leave lists alone."""

import os
import re
import unittest

import device
import test_near
from harness import main

COPIES = os.environ["L2H_COUNT_COPIES"]    # names views, too


@unittest.skipIf(device.GPUS, "a GPU picks no near pairs")
class HalfLists(test_near.Near):
    OPTIONS = device.on(2, *device.HALF)
    BY_PAIRS = False    # two threads
    # Threads of LAMMPS's NBinKokkos put atoms into bins side by side, and atoms of a bin are neighbors in the order they came in. So
    # forces have other last bits from run to run, without learn2hop, too; not so where no bin holds two atoms.
    ORDER = "neigh_modify binsize 0.45\n"
    test_radial_functions_of_near_pairs_that_ranks_share = None    # OPTIONS say what newton is

    def test_near_lists_are_made(self):
        learned = "min_style learned\nmin_modify weights lj.learned species 1 1 horizon 5 quench none keep last kernels {}\nminimize 0 0 5 100\n"
        for kernels, made in (("auto", True), ("vector", True), ("kokkos", False)):
            run = self.lammps(test_near.LENNARD_JONES + learned.format(kernels), options=self.OPTIONS,
                              environment={"KOKKOS_TOOLS_LIBS": COPIES, "LAMMPS_POTENTIALS": f"{test_near.SOURCE}/potentials"})
            self.assertIn("copies counted", run.text)
            self.assertEqual(bool(re.search("views named learn2hop:near:", run.text)), made, kernels)


class FullLists(HalfLists):
    OPTIONS = device.on(2, *device.FULL)
    # silicon's list is full in any case, and wants newton on
    test_no_pair_of_a_full_list_is_missing = test_full_lists_of_the_kernels = None


class OneThread(HalfLists):
    OPTIONS = device.on(1, *device.HALF)
    BY_PAIRS = True


if __name__ == "__main__":
    main()
