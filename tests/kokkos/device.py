# SPDX-License-Identifier: GPL-2.0-only
"""Where the kk styles of the tests run: on threads of the processor or, with L2H_GPUS=1 in the environment and a LAMMPS
with Kokkos for CUDA, on a GPU."""

import os

GPUS = os.environ.get("L2H_GPUS")


def on(threads=1, *package):
    """LAMMPS's words for all of it, with lists as they are on threads where `package` does not say otherwise."""
    if not GPUS:
        return ("-k", "on", "t", str(threads), "-sf", "kk", *package)
    return ("-k", "on", "g", GPUS, "-sf", "kk", *(package or HALF))


HALF = ("-pk", "kokkos", "newton", "on", "neigh", "half")
FULL = ("-pk", "kokkos", "newton", "off", "neigh", "full")
