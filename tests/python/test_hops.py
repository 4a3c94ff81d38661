# SPDX-License-Identifier: GPL-2.0-only
"""HopSearch: the executable's own hops, over calculators of ASE's."""
import io
import json
import os
import subprocess

import numpy as np
import pytest
from ase.calculators.calculator import CalculationFailed
from ase.calculators.emt import EMT
from ase.calculators.lj import LennardJones
from ase.cluster import Octahedron
from ase.constraints import FixAtoms, FixBondLength
from ase.io import read, write
from ase.optimize import BFGS
from pairs import SCALES, Pairs, cluster

from learn2hop.ase import HopSearch
from learn2hop.library import Error, lib

LJ13, LJ38 = -44.326801, -173.928427  # known global minima


def executable(tmp_path, system, atoms, *options):
    """Report of `learn2hop search` from these atoms."""
    start, report = tmp_path / "start.xyz", tmp_path / "report.json"
    write(start, atoms)
    subprocess.run([os.environ["L2H_TRAINER"], "search", "--system", system, "--from", start, "--starts", "1", "--json", report,
                    "--minima", tmp_path / "minima.xyz", *options], check=True, stdout=subprocess.DEVNULL, timeout=300)
    return json.loads(report.read_text())


def moves_of(report, wanted):
    """Both sides' moves, name by name, as (tried, accepted, gains, evaluations)."""
    for place, (name, move) in enumerate(wanted["moves"].items()):
        got = report.moves[place]
        yield name, (got.tried, got.accepted, got.gains, got.evaluations), tuple(
            move[key] for key in ("tried", "accepted", "gains", "evaluations"))


def test_hops_are_those_of_the_executable(tmp_path):
    """The same decisions in every hop, so the same counts. Energies agree to rounding alone: the engine sums pairs in registers and
    this calculator in NumPy, and what a sum rounds off grows from hop to hop. In 450 evaluations there are seven hops or so. Of 13
    atoms, whose lowest minimum comes soon, rounding would choose among the twelve that are alike."""
    search = HopSearch(cluster(17), seed=2, **SCALES)
    search.run(evaluations=450)
    wanted = executable(tmp_path, "lj:17", cluster(17), "--seed", "2", "--evaluations", "450")
    report = search.report
    assert wanted["hops"] > 5
    assert (report.hops, report.restarts, report.failures) == (wanted["hops"], wanted["restarts"], wanted["failures"])
    assert report.counts.evaluations + report.counts.probes == pytest.approx(report.counts.total)
    assert report.counts.probes == pytest.approx(wanted["probes"], abs=1e-9)
    for name, ours, theirs in moves_of(report, wanted):
        assert (name, ours) == (name, theirs)
    assert search.tighten()[0].get_potential_energy() == pytest.approx(wanted["min"], abs=1e-6)


def test_bursts_are_those_of_the_executable(tmp_path):
    """Learned steps are in single precision: after a burst of sixty both stand in the same basin, to 1e-3, and a quench may take an
    iteration more or less. So the moves of three bursts are the same, and their evaluations to a twentieth."""
    search = HopSearch(cluster(13), weights="lj13", seed=2, numbers={"displace": 0, "inward": 0}, **SCALES)
    search.run(evaluations=250)
    wanted = executable(tmp_path, "lj:13", cluster(13), "--seed", "2", "--evaluations", "250", "--weights", "lj13.learned", "--set",
                        "displace=0", "--set", "inward=0")
    assert wanted["moves"]["burst"]["tried"] > 2
    for name, ours, theirs in moves_of(search.report, wanted):
        assert (name, ours[0]) == (name, theirs[0])
        assert ours[3] == pytest.approx(theirs[3], rel=0.05, abs=3)


def test_lj38_until_its_global_minimum():
    search = HopSearch(cluster(38), seed=1, **SCALES)
    minima = search.run(until=LJ38 + 1e-4, evaluations=30000)
    assert search.stopped == "energy"
    assert minima[0].get_potential_energy() == pytest.approx(LJ38, abs=1e-5)
    assert search.atoms.get_potential_energy() == pytest.approx(LJ38, abs=1e-5)
    energies = [atoms.get_potential_energy() for atoms in minima]
    assert energies == sorted(energies) and 1 < len(minima) <= 10
    assert min(np.diff(energies)) > 0


def test_confirmed_by_new_starts():
    search = HopSearch(cluster(13), seed=4, **SCALES)
    search.run(confirm=3)
    assert search.stopped == "confirmed" and search.report.meetings == 3 and search.report.restarts >= 2
    assert search.report.lowest == pytest.approx(LJ13, abs=1e-5)


def test_ases_lennard_jones():
    atoms = cluster(13, calculator=LennardJones(sigma=2 ** (-1 / 6), epsilon=1, rc=50))
    search = HopSearch(atoms, random_start=True, seed=1, **SCALES)
    minima = search.run(until=LJ13 + 1e-3, evaluations=3000)
    assert minima[0].get_potential_energy() == pytest.approx(LJ13, abs=1e-4)


def test_emt_copper_in_its_own_scales(tmp_path):
    """Cu38, short: hops end in minima that ASE agrees on, the lowest of which is at least the truncated octahedron."""
    atoms = Octahedron("Cu", 4, 1)
    assert len(atoms) == 38
    atoms.rattle(0.3, seed=1)
    atoms.calc = EMT()
    trajectory = tmp_path / "minima.traj"
    search = HopSearch(atoms, seed=2, trajectory=str(trajectory), logfile=None)
    assert search.length == pytest.approx(2.54, abs=0.02) and search.energy == pytest.approx(0.585, abs=0.01)  # EMT: 3.51 eV over 6
    search.run(evaluations=150)
    lowest = search.tighten()[0]
    met = read(trajectory, ":")
    assert len(met) == search.nsteps == search.report.hops
    assert min(one.get_potential_energy() for one in met) >= lowest.get_potential_energy() - 1e-9
    known = Octahedron("Cu", 4, 1)
    known.calc = EMT()
    BFGS(known, logfile=None).run(fmax=1e-3, steps=100)
    assert lowest.get_potential_energy() < known.get_potential_energy() + 1e-4
    lowest.calc = EMT()
    # tight_gradient, RMS, over three coordinates and the worst of 38 atoms: some ten times that
    assert np.abs(lowest.get_forces()).max() < 10 * 1.12e-4 * search.energy / search.length


def test_fixed_atoms_stay_bit_for_bit():
    atoms = cluster(20)
    search = HopSearch(atoms, seed=1, **SCALES)
    search.run(steps=1)
    atoms = search.atoms
    atoms.positions[:7] *= 1.1
    held = atoms.positions[:7].copy()
    atoms.set_constraint(FixAtoms(range(7)))
    search = HopSearch(atoms, seed=2, **SCALES)
    minima = search.run(steps=8)
    for one in [*minima, atoms]:
        assert (one.positions[:7] == held).all()
    assert np.abs(minima[-1].positions[7:] - minima[0].positions[7:]).max() > 0.1
    assert np.abs(atoms.get_forces(apply_constraint=False)[:7]).max() > 1e-2  # they are held, not at rest


def test_a_periodic_cell_keeps_its_images():
    atoms = cluster(12)
    atoms.positions += 3
    atoms.set_cell([2.6, 2.6, 2.6])
    atoms.pbc = True
    search = HopSearch(atoms, seed=1, **SCALES)
    minima = search.run(steps=5)
    assert search.report.moves[lib.L2H_MOVE_compress].tried == 0  # compress is for free clusters
    assert np.isfinite(minima[0].get_potential_energy())


@pytest.mark.parametrize("weights", [None, "lj13"])
def test_restart_goes_on_bit_for_bit(tmp_path, weights):
    whole = HopSearch(cluster(13), weights=weights, seed=5, **SCALES)
    whole.run(evaluations=600)
    restart = str(tmp_path / "hops.json")
    first = HopSearch(cluster(13), weights=weights, seed=5, restart=restart, **SCALES)
    first.run(evaluations=217.5)
    again = HopSearch(cluster(13, seed=9), weights=weights, seed=5, restart=restart, **SCALES)  # wherever its atoms stand
    assert again.evaluations == first.evaluations and again.nsteps == first.nsteps
    again.run(evaluations=600 - first.evaluations)
    assert again.evaluations == whole.evaluations
    assert [one.get_potential_energy() for one in again.minima] == [one.get_potential_energy() for one in whole.minima]
    assert all((a.positions == b.positions).all() for a, b in zip(again.minima, whole.minima))


def test_restart_files_of_others_are_refused(tmp_path):
    restart = tmp_path / "hops.json"
    HopSearch(cluster(13), seed=5, restart=str(restart), **SCALES).run(steps=2)
    with pytest.raises(Error, match="another search"):
        HopSearch(cluster(13), seed=6, restart=str(restart), **SCALES)
    restart.write_text("{}")
    with pytest.raises(Error, match="no restart file"):
        HopSearch(cluster(13), seed=5, restart=str(restart), **SCALES)
    restart.write_text("{")
    with pytest.raises(Error, match="hops.json"):
        HopSearch(cluster(13), seed=5, restart=str(restart), **SCALES)


def test_every_evaluation_is_counted():
    atoms = cluster(13)
    search = HopSearch(atoms, seed=3, **SCALES)
    search.run(evaluations=300)
    assert atoms.calc.calls == search.report.counts.evaluations <= 300
    search.tighten(3)
    assert atoms.calc.calls == search.report.counts.evaluations + search.quenches


def test_a_failed_calculation_costs_a_hop_and_not_the_search():
    class Fails(Pairs):
        def calculate(self, *arguments, **named):
            super().calculate(*arguments, **named)
            if 150 <= self.calls < 200:
                raise CalculationFailed("not converged")

    search = HopSearch(cluster(13, calculator=Fails()), seed=3, **SCALES)
    search.run(evaluations=500)
    assert search.report.failures > 0 and search.report.hops > 3
    assert search.report.lowest == pytest.approx(LJ13, abs=1e-2)


def test_energies_of_atoms_are_told_where_asked_for():
    class Skewed(Pairs):
        def calculate(self, *arguments, **named):
            super().calculate(*arguments, **named)
            self.results["energies"] = self.results["energies"][::-1].copy()

    spent = []
    for told in (False, True):
        search = HopSearch(cluster(38, calculator=Skewed()), seed=6, atom_energies=told, **SCALES)
        search.run(evaluations=400)
        spent.append([move.evaluations for move in search.report.moves])
    assert spent[0] != spent[1]  # repairs choose other atoms


def test_the_log_has_a_line_a_hop():
    log = io.StringIO()
    search = HopSearch(cluster(13), seed=2, length=1, energy=1, logfile=log)
    heard = []
    search.attach(lambda: heard.append(search.nsteps))
    search.run(steps=4)
    lines = log.getvalue().splitlines()
    assert len(lines) == 5 and lines[0].split() == ["Hop", "Time", "Move", "Evaluations", "Energy", "Lowest"]
    assert lines[1].split()[3] == "start" and heard == [1, 2, 3, 4]


def test_what_makes_no_sense_is_refused():
    for options, words in [({"numbers": {"kik": 1}}, "no number 'kik'; it has .*displace"), ({"numbers": {"kick": -1}}, "kick"),
                           ({"length": -1}, "length scale"), ({"species": ["Xe"]}, "lacks Ar"), ({"seed": -1}, "seed=-1"),
                           ({"seed": 1.5}, "seed=1.5: not a whole number"), ({"number": 2 ** 32}, "number=4294967296")]:
        with pytest.raises(Error, match=words):
            HopSearch(cluster(13), **{**SCALES, **options})
    with pytest.raises(FileNotFoundError, match="lj13.*si64"):
        HopSearch(cluster(13), weights="no-such-weights", **SCALES)
    with pytest.raises(Error, match="no end"):
        HopSearch(cluster(13), **SCALES).run()
    atoms = cluster(13)
    atoms.set_constraint(FixBondLength(0, 1))
    with pytest.raises(Error, match="FixAtoms"):
        HopSearch(atoms, **SCALES)
    atoms = cluster(13)
    atoms.pbc = (False, True, False)
    with pytest.raises(Error, match="periodic"):
        HopSearch(atoms, **SCALES)
    atoms = cluster(13)
    atoms.calc = None
    with pytest.raises(Error, match="calculator"):
        HopSearch(atoms, **SCALES)
