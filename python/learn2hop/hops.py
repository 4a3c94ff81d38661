# SPDX-License-Identifier: GPL-2.0-only
"""HopSearch: the hop search of this project over any calculator of ASE's."""
import io
import operator
import os
import time

import numpy as np
from ase.calculators.singlepoint import SinglePointCalculator
from ase.io.trajectory import Trajectory
from ase.optimize.optimize import Dynamics
from ase.parallel import world

from learn2hop import host
from learn2hop.library import Error, Weights, checked, ffi, lib, text
from learn2hop.minima import Minima, Minimum

FORMAT = 1


def whole(name, value, bits):
    """`value` as a whole number of so many bits."""
    try:
        number = operator.index(value)
    except TypeError:
        number = -1
    if not 0 <= number < 2 ** bits:
        raise Error(f"{name}={value!r}: not a whole number from 0 to 2**{bits} - 1")
    return number


class HopSearch(Dynamics):
    """Hops from minimum to minimum and keeps the lowest.

    Parameters, of which the first, restart, logfile, trajectory, append_trajectory and master are as in ASE's optimizers:

    atoms: Atoms
        Where the search begins, with a calculator. FixAtoms holds atoms; other constraints are refused. Directions that are not
        periodic (pbc) are free.
    weights: str
        A weights file by name ('lj38') or path. Its policy says what hops do; where it has an optimizer alone, every other hop
        is a burst of its learned steps. None: the policy found by hand.
    length, energy: float
        The two scales: distance of nearest neighbours and energy of a bond, in the calculator's units. By default those of the
        weights where they were trained in eV and Angstrom, else those of the elements' crystals by this calculator.
    seed, number: int
        The same seed and number give the same search; another number is another walker of it.
    restart: str
        A JSON file to go on from, bit for bit, if it is there, and to write while the search runs.
    logfile: file or str
        A line a hop; '-' for standard output.
    trajectory: str or Trajectory
        Every minimum met, in the order of hops, with its energy.
    random_start: bool
        Whether to begin from random places and not from the atoms'.
    restart_from_start: bool
        Whether new starts, after many hops without a gain, are the given structure, kicked, and not random places. By default
        where atoms are fixed or the cell is periodic.
    numbers: dict
        Numbers of the search, as `learn2hop search --list` has them, in the two scales: {'kick': 0.4}.
    species: list of str
        The elements in the order in which the weights know them; by default that of the alphabet.
    keep: int
        How many of the lowest minima to keep.
    atom_energies: bool
        Whether to use the calculator's energies of atoms, where the search has use for them.
    """

    save_every = 5  # seconds, at the least, between two writings of the restart file

    def __init__(self, atoms, weights=None, length=None, energy=None, seed=1, number=0, restart=None, logfile="-",
                 trajectory=None, append_trajectory=False, master=None, random_start=False, restart_from_start=None,
                 numbers=None, species=None, keep=10, atom_energies=False):
        super().__init__(atoms, logfile, None)
        self.restart = restart
        self.master = world.rank == 0 if master is None else master
        self._answers = host.Answers(atoms, atom_energies)
        self._weights = Weights(weights) if weights is not None else None
        past = host.read_whole(restart, "hop search") if restart is not None and os.path.isfile(restart) else None
        if past is not None and length is None and energy is None:
            length, energy = past["length"], past["energy"]  # the crystal need not be computed again
        self.length, self.energy = host.scales_of(atoms, self._weights, length, energy)
        start = past["start"] if past is not None else None  # atoms may stand elsewhere by now
        self._problem = host.Problem(atoms, self.length, self.energy, species, start)
        held = bool(self._problem.frozen.any() or atoms.pbc.any())
        self._problem.c.restart_from_start = held if restart_from_start is None else bool(restart_from_start)
        if random_start:
            if self._problem.frozen.any():
                raise Error("random_start: fixed atoms need a start that says where they are")
            self._problem.c.start = ffi.NULL
            self._problem.c.restart_from_start = False
            self._problem.c.origin = list(np.mean(self._problem.start, axis=0) if not atoms.pbc.any() else np.zeros(3))
        self._options = self._make_options(seed, number, numbers or {})
        self._walker = self._new_walker(self._problem, self._options)
        self._met = Minima(keep, atoms, self._problem.kind, self.length, self.energy)
        self.quenches = 0  # evaluations of tighten(), on top of the search's
        self._saved = time.monotonic()
        if past is not None:
            self._go_on(past)
        self._trajectory = trajectory
        if isinstance(trajectory, str):
            mode = "a" if append_trajectory or past is not None else "w"
            self._trajectory = self.closelater(Trajectory(trajectory, mode=mode, master=self.master))

    # ---- creation ----

    def _make_options(self, seed, number, given):
        self._policy = ffi.new("struct l2h_policy *")
        lib.l2h_policy_standard(self._policy)
        options = ffi.new("struct l2h_walker_options *", {"seed": whole("seed", seed, 64), "number": whole("number", number, 32),
                                                          "policy": self._policy})
        if self._weights is not None:
            checked(lib.l2h_policy_of_bursts, os.fsencode(self._weights.path), self._weights.handle, self._policy)
            options.weights = lib.l2h_policy_network(self._weights.handle, self._problem.c.species)
        for name, value in given.items():
            row = lib.l2h_search_number_named(name.encode())
            if row < 0:
                known = [text(lib.l2h_search_number_at(k).name) for k in range(lib.L2H_SEARCH_NUMBERS)]
                raise Error(f"numbers: a search has no number '{name}'; it has {' '.join(known)}")
            lib.l2h_policy_fix(self._policy, row, value)
        return options

    @staticmethod
    def _new_walker(problem, options):
        return ffi.gc(checked(lib.l2h_walker_create, problem.c, options), lib.l2h_walker_free)

    # ---- the search ----

    def run(self, steps=None, evaluations=None, until=None, confirm=None, tolerance=None):
        """Hops on, until one of these is met; returns the lowest minima, as the attribute minima does.

        steps: hops more
        evaluations: energies with forces more, at most; looks at single sites count at their true share
        until: an energy, met by a minimum of at most until + tolerance (by default a thousandth of the energy scale)
        confirm: how often the lowest minimum has to be met, each time from a new start
        """
        if steps is None and evaluations is None and until is None and confirm is None:
            raise Error("run() has no end: give steps, evaluations, until or confirm")
        self._set_rules(evaluations, until, confirm, tolerance)
        ended = 0
        while (steps is None or ended < steps) and self._advance():
            ended += self._event().flags & lib.L2H_HOP_ENDED != 0
        self._save()
        minima = self.minima
        if minima:
            self.atoms.set_positions(minima[0].positions, apply_constraint=False)
        return minima

    def _set_rules(self, evaluations, until, confirm, tolerance):
        rules = ffi.new("struct l2h_stop *")
        if evaluations is not None:
            rules.evaluations = self.report.counts.total + evaluations
        if until is not None:
            rules.has_energy, rules.energy = True, until
        rules.tolerance = 0 if tolerance is None else tolerance
        rules.confirm = 0 if confirm is None else confirm
        checked(lib.l2h_walker_set_stop, self._walker, rules)

    def _advance(self):
        """One question and its answer. False where the search is over."""
        asked = lib.l2h_walker_ask(self._walker)
        if asked == ffi.NULL:
            return False
        wants = lib.l2h_walker_wants_atom_energies(self._walker)
        energy, gradient, shares = self._answers.at(host.view(asked, len(self.atoms)), wants)
        flags = lib.l2h_walker_tell(self._walker, energy, host.pointer(gradient),
                                    host.pointer(shares) if shares is not None else ffi.NULL)
        if flags & lib.L2H_HOP_ENDED:
            self._hop_ended()
        if time.monotonic() - self._saved >= self.save_every:
            self._save()
        return True

    def _event(self):
        return lib.l2h_walker_last_event(self._walker)

    def _hop_ended(self):
        event = self._event()
        minimum = Minimum(event.energy, host.view(event.positions, len(self.atoms)), event.hop, event.evaluations,
                          event.flags & lib.L2H_TIGHT)
        self._met.add(minimum)
        self.nsteps += 1
        if self._trajectory is not None:
            self._trajectory.write(self._as_atoms(minimum))
        self._log_hop(event)
        self.call_observers()

    def _log_hop(self, event):
        if self.logfile is None:
            return
        name = type(self).__name__
        if self.nsteps == 1:
            self.logfile.write(f"{'':{len(name)}}  {'Hop':>6} {'Time':>8} {'Move':<9} {'Evaluations':>11} {'Energy':>15} "
                               f"{'Lowest':>15}\n")
        mark = "*" if event.flags & lib.L2H_LOWEST else ""
        self.logfile.write(f"{name}: {event.hop:6d} {time.strftime('%H:%M:%S')} {text(lib.l2h_move_name(event.move)):<9} "
                           f"{event.evaluations:11.1f} {event.energy:15.6f} {self.report.lowest:15.6f}{mark}\n")
        if isinstance(self.logfile, io.IOBase):  # ASE's own, from 3.23 on, flush by themselves
            self.logfile.flush()

    # ---- what it has found ----

    @property
    def report(self):
        """The search so far: hops, restarts, failures, lowest, meetings, stop, counts.evaluations, .probes and .total."""
        report = ffi.new("struct l2h_walker_report *")
        lib.l2h_walker_make_report(self._walker, report)
        return report

    @property
    def evaluations(self):
        """All that the search has cost, looks at single sites included; not the quenches of minima kept."""
        return self.report.counts.total

    @property
    def stopped(self):
        """Why the search is over ('evaluations', 'energy', 'confirmed', 'failed'), or None where it would go on."""
        return {lib.L2H_STOP_EVALUATIONS: "evaluations", lib.L2H_STOP_ENERGY: "energy", lib.L2H_STOP_CONFIRMED: "confirmed",
                lib.L2H_STOP_FAILED: "failed"}.get(self.report.stop)

    @property
    def minima(self):
        """The lowest distinct minima, Atoms each with its energy, lowest first, as the search quenched them: to an RMS gradient
        of the number loose_gradient, or tightly where it had a reason to."""
        return [self._as_atoms(minimum) for minimum in self._met.kept]

    def tighten(self, count=1):
        """Quenches the lowest `count` minima tightly (number tight_gradient), counted in quenches; returns minima. Of two that
        turn out to be one the lower stays."""
        for minimum in self._met.kept[:count]:
            if not minimum.tight:
                self._met.kept.remove(minimum)
                self._met.add(self._quench(minimum))
        self._save()
        return self.minima

    def _quench(self, minimum):
        """The first hop of a walker of its own: a tight quench of the structure, without a change and repairs."""
        problem = host.Problem(self.atoms, self.length, self.energy, start=minimum.positions)
        options = ffi.new("struct l2h_walker_options *")
        lib.l2h_search_numbers_standard(ffi.addressof(options, "numbers"))
        options.numbers.loose_gradient = self._policy.numbers.tight_gradient
        options.numbers.quench_steps = self._policy.numbers.quench_steps
        options.numbers.compress = options.numbers.repair = 0
        walker = self._new_walker(problem, options)
        before = self.atoms.get_positions()
        flags = 0
        while not flags:
            asked = host.view(lib.l2h_walker_ask(walker), len(self.atoms))
            energy, gradient, _ = self._answers.at(asked)
            flags = lib.l2h_walker_tell(walker, energy, host.pointer(gradient), ffi.NULL)
            self.quenches += 1
        self.atoms.set_positions(before, apply_constraint=False)
        event = lib.l2h_walker_last_event(walker)
        if not flags & lib.L2H_HOP_ENDED or event.energy > minimum.energy:
            return minimum
        return Minimum(event.energy, host.view(event.positions, len(self.atoms)), minimum.hop, minimum.evaluations, True)

    def _as_atoms(self, minimum):
        atoms = self.atoms.copy()
        atoms.set_positions(minimum.positions, apply_constraint=False)
        atoms.calc = SinglePointCalculator(atoms, energy=minimum.energy)
        atoms.info.update(hop=minimum.hop, evaluations=minimum.evaluations)
        return atoms

    # ---- restart ----

    def _save(self):
        self._saved = time.monotonic()
        if self.restart is None or not self.master:
            return
        host.write_whole(self.restart, {
            "kind": "hop search", "format": FORMAT, "length": self.length, "energy": self.energy, "start": self._problem.start,
            "hops": self.nsteps, "quenches": self.quenches,
            "state": host.save_state(lib.l2h_walker_bytes, lib.l2h_walker_save, self._walker),
            "minima": [minimum.todict() for minimum in self._met.kept]})

    def _go_on(self, past):
        if past.get("format") != FORMAT:
            raise Error(f"{self.restart}: has format {past.get('format')}, and this version reads {FORMAT}: take the version that "
                        "wrote it")
        state = host.load_state(past["state"])
        try:
            checked(lib.l2h_walker_restore, self._walker, state, len(state))
        except Error as error:
            raise Error(f"{self.restart}: {error}") from None
        self.nsteps, self.quenches = past["hops"], past["quenches"]
        self._met.kept = [Minimum(**minimum) for minimum in past["minima"]]

    def todict(self):
        return {"type": "optimization", "optimizer": type(self).__name__, "length": self.length, "energy": self.energy,
                "seed": int(self._options.seed)}
