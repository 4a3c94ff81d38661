# SPDX-License-Identifier: GPL-2.0-only
"""LearnedOptimizer: the learned optimizer of this project as one of ASE's."""
import inspect
import math
import time

import numpy as np
from ase import Atoms
from ase.optimize.optimize import Dynamics, Optimizer

from learn2hop import host
from learn2hop.library import Error, Weights, checked, ffi, lib


class LearnedOptimizer(Optimizer):
    """An optimizer whose step a small network has learned: it goes over barriers before it comes to rest.

    run(fmax, steps) is one run over that many steps (by default as many as the weights were trained for): the more steps, the
    slower and better the search. Its end is near a minimum, not in it: quench `lowest` with an optimizer of ASE's.

    atoms, restart, logfile, trajectory, master and append_trajectory are as in ASE's optimizers.

    weights: str
        A weights file by name ('lj13', 'au55') or path.
    length, energy, species: see HopSearch.
    """

    save_every = 5  # seconds, at the least, between two writings of the restart file

    def __init__(self, atoms, weights, restart=None, logfile="-", trajectory=None, master=None, append_trajectory=False,
                 length=None, energy=None, species=None):
        if not isinstance(atoms, Atoms):
            raise Error(f"a learned optimizer moves Atoms, not {type(atoms).__name__}: it knows no change of the cell")
        self._weights = Weights(weights)
        self._scales, self._species = (length, energy), species
        self._run = self._past = None
        self._saved = time.monotonic()
        self.lowest_energy, self._lowest = math.inf, None
        super().__init__(atoms, restart, logfile, trajectory, master=master, append_trajectory=append_trajectory)
        self._answers = host.Answers(atoms)

    def initialize(self):
        """Called by ASE where there is no restart file."""

    def read(self):
        """Called by ASE where there is one: the next run() goes on with it."""
        self._past = host.read_whole(self.restart, "learned optimizer")
        self._scales = self._past["length"], self._past["energy"]

    def run(self, fmax=0.05, steps=None):
        """One run of the learned optimizer over `steps` steps, ended earlier where no force is above fmax (0: never)."""
        self._begin(steps)
        self.nsteps = lib.l2h_optimizer_steps(self._run)
        self._saved = time.monotonic()
        converged = super().run(fmax=fmax, steps=lib.l2h_optimizer_horizon(self._run) - self.nsteps * self._counts_on())
        self._save()
        return converged

    @staticmethod
    def _counts_on():
        """Whether ASE's run takes the steps left; until 3.22 it takes the number of the step that ends it."""
        return "steps" in inspect.signature(Dynamics.irun).parameters

    def _begin(self, steps):
        past, self._past = self._past, None
        self.length, self.energy = host.scales_of(self.atoms, self._weights, *self._scales)
        self._problem = host.Problem(self.atoms, self.length, self.energy, self._species, past and past["start"])
        horizon = past["horizon"] if past is not None else steps or 0
        if past is not None and steps not in (None, horizon):
            raise Error(f"{self.restart}: is of a run over {horizon} steps, which goes on over as many: give steps={horizon}, or "
                        "take away the file")
        self._run = ffi.gc(checked(lib.l2h_optimizer_create, self._problem.c, self._weights.handle, horizon),
                           lib.l2h_optimizer_free)
        self.lowest_energy, self._lowest = math.inf, None
        if past is not None:
            state = host.load_state(past["state"])
            checked(lib.l2h_optimizer_restore, self._run, state, len(state))
            self.lowest_energy, self._lowest = past["lowest_energy"], past["lowest"]
            self._show()

    def _show(self):
        positions = lib.l2h_optimizer_positions(self._run)
        self.atoms.set_positions(host.view(positions, len(self.atoms)), apply_constraint=False)

    def step(self, forces=None):
        if self._run is None:
            self._begin(None)
        energy, gradient, _ = self._answers.at(self.atoms.get_positions())
        if energy < self.lowest_energy:
            self.lowest_energy, self._lowest = energy, self.atoms.get_positions()
        if lib.l2h_optimizer_ask(self._run) == ffi.NULL:
            raise Error("this run is over: run() begins another one")
        checked(lib.l2h_optimizer_tell, self._run, host.pointer(gradient))
        self._show()
        if time.monotonic() - self._saved >= self.save_every:
            self._save()

    @property
    def lowest(self):
        """A copy of the atoms at the lowest energy that a step of this run was taken from; None before the first step."""
        if self._lowest is None:
            return None
        atoms = self.atoms.copy()
        atoms.set_positions(np.asarray(self._lowest), apply_constraint=False)
        return atoms

    def _save(self):
        self._saved = time.monotonic()
        if self.restart is None:
            return
        host.write_whole(self.restart, {
            "kind": "learned optimizer", "length": self.length, "energy": self.energy, "start": self._problem.start,
            "horizon": lib.l2h_optimizer_horizon(self._run), "lowest_energy": self.lowest_energy, "lowest": self._lowest,
            "state": host.save_state(lib.l2h_optimizer_bytes, lib.l2h_optimizer_save, self._run)})
