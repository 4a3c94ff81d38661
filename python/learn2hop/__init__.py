# SPDX-License-Identifier: GPL-2.0-only
"""learn2hop: learned optimizers that find low-energy atomic structures.

`learn2hop.ase` has the search and the learned optimizer for ASE, over any of its calculators.
"""
from learn2hop.library import version

__version__ = version()
__all__ = ["version"]
