# SPDX-License-Identifier: GPL-2.0-only
"""LearnedOptimizer: ASE's manners around the C library's steps, which tests/library holds to the scalar reference."""
import numpy as np
import pytest
from ase.constraints import FixAtoms
from ase.io import read
from ase.optimize import BFGS
from pairs import SCALES, cluster

from learn2hop.ase import LearnedOptimizer
from learn2hop.library import Error

LJ13 = -44.326801


def lowest_after(steps, seed, trajectory):
    """The lowest energy that a run from there met, quenched."""
    atoms = cluster(13, seed)
    optimizer = LearnedOptimizer(atoms, "lj13", trajectory=trajectory, **SCALES)
    optimizer.run(fmax=0, steps=steps)
    assert optimizer.nsteps == steps
    assert len(read(trajectory, ":")) == steps + 1
    lowest = optimizer.lowest
    lowest.calc = atoms.calc
    assert lowest.get_potential_energy() == optimizer.lowest_energy <= atoms.get_potential_energy()
    BFGS(lowest, logfile=None).run(fmax=1e-3, steps=500)
    return lowest.get_potential_energy()


def test_finds_lj13_and_leaves_a_trajectory(tmp_path):
    """lj13.learned meets it from 443 of 450 starts in 5000 steps; in 2000 from most, of which last digits decide."""
    for seed in (3, 4, 5):
        energy = lowest_after(2000, seed, str(tmp_path / f"run{seed}.traj"))
        assert energy > LJ13 - 1e-3
        if energy < LJ13 + 1e-3:
            return
    pytest.fail("not from three starts")


def test_restart_goes_on_bit_for_bit(tmp_path):
    whole = cluster(13)
    LearnedOptimizer(whole, "lj13", **SCALES).run(fmax=0, steps=120)
    restart = str(tmp_path / "run.json")
    first = LearnedOptimizer(cluster(13), "lj13", restart=restart, **SCALES)
    first.save_every = 0
    with pytest.raises(KeyboardInterrupt):
        first.attach(interrupt, interval=50, optimizer=first)
        first.run(fmax=0, steps=120)
    atoms = cluster(13, seed=9)  # wherever it stands
    again = LearnedOptimizer(atoms, "lj13", restart=restart, **SCALES)
    again.run(fmax=0, steps=120)
    assert again.nsteps == 120
    assert (atoms.positions == whole.positions).all()
    with pytest.raises(Error, match="120 steps"):
        LearnedOptimizer(atoms, "lj13", restart=restart, **SCALES).run(steps=300)


def interrupt(optimizer):
    if optimizer.nsteps == 50:
        raise KeyboardInterrupt


def test_fixed_atoms_stay_and_forces_end_a_run():
    atoms = cluster(13)
    BFGS(atoms, logfile=None).run(fmax=1e-4, steps=1000)
    atoms.rattle(0.05, seed=1)
    held = atoms.positions[:5].copy()
    atoms.set_constraint(FixAtoms(range(5)))
    assert LearnedOptimizer(atoms, "lj13", **SCALES).run(fmax=1e9, steps=100)
    optimizer = LearnedOptimizer(atoms, "lj13", **SCALES)
    optimizer.run(fmax=0, steps=30)
    assert (atoms.positions[:5] == held).all() and np.abs(atoms.positions[5:]).max() > 0
    assert optimizer.nsteps == 30


def test_what_makes_no_sense_is_refused():
    with pytest.raises(Error, match="1 species"):
        atoms = cluster(13)
        atoms.symbols[:3] = "Kr"
        LearnedOptimizer(atoms, "lj13", **SCALES).run(steps=3)
    with pytest.raises(FileNotFoundError):
        LearnedOptimizer(cluster(13), "nothing", **SCALES)
