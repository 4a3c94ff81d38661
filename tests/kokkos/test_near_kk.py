# SPDX-License-Identifier: GPL-2.0-only
"""What tests/lammps/test_near.py says of force loops over the near part of a list, of the lists of Kokkos styles: picked by
the vector kernels, and on the device."""

import test_near
from harness import main


class Vector(test_near.Near):
    KEYWORDS = "kernels vector"
    OPTIONS = ("-k", "on", "t", "2", "-sf", "kk", "-pk", "kokkos", "newton", "on", "neigh", "half")

    def test_no_pair_is_missing_that_two_atoms_see(self):
        self.OPTIONS = ("-k", "on", "t", "2", "-sf", "kk", "-pk", "kokkos", "newton", "off", "neigh", "full")
        self.check(test_near.LENNARD_JONES, "lj.learned", "species 1 1")


class OnDevice(Vector):
    KEYWORDS = "kernels kokkos"


if __name__ == "__main__":
    main()
