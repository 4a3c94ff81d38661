# SPDX-License-Identifier: GPL-2.0-only
"""For ASE: from learn2hop.ase import HopSearch, LearnedOptimizer"""
from learn2hop.hops import HopSearch
from learn2hop.optimizer import LearnedOptimizer

__all__ = ["HopSearch", "LearnedOptimizer"]
