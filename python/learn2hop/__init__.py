# SPDX-License-Identifier: GPL-2.0-only
"""learn2hop: learned optimizers that find low-energy atomic structures.

`learn2hop.ase` has the search and the learned optimizer for ASE, over any of its calculators.
"""


def __getattr__(name):
    # Read from the library, and only when asked for: the commands need no cffi.
    if name == "__version__":
        from learn2hop.library import version
        return version()
    mend = f": it is learn2hop.ase.{name}" if name in ("HopSearch", "LearnedOptimizer") else ""
    raise AttributeError(f"module 'learn2hop' has no attribute '{name}'{mend}")
