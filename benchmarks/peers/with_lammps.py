# SPDX-License-Identifier: GPL-2.0-only
"""What people write in LAMMPS's own language, one program a run, whose log is read as it comes.

A minimization costs the force evaluations that LAMMPS prints and one for its setup; a step of molecular dynamics costs one. The
energies that count are those of minima, so a run is over with the minimization that met what is looked for.
"""
import re
import subprocess
import tempfile

from host import BUILD, environment
from meter import Meter, Over
from systems import HERE, ROOT

MELT = ROOT / "examples/asi216-tersoff/in.melt"
LAST_QUENCH = 1500  # evaluations kept for what in.melt minimizes before and after the melt
GRADIENT = 0.01     # RMS over all coordinates that ends a minimization, in bonds over nearest neighbours


def follow(script, system, most, variables):
    """Runs the script until it ends by itself or the meter says so."""
    meter = Meter(system.until, most)
    words = [str(BUILD / "lmp"), "-in", str(script), "-log", "none", "-nocite"]
    for name, value in (*system.variables, *variables.items()):
        words += ["-var", name, str(value)]
    with subprocess.Popen(words, cwd=system.script.parent, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True) as process:
        tail = []
        try:
            read(process.stdout, meter, tail)
        except Over:
            process.kill()
        else:
            if process.wait() != 0:
                raise RuntimeError(f"{' '.join(words)}:\n{''.join(tail[-15:])}")
    return meter


def read(lines, meter, tail):
    energy = None
    for line in lines:
        tail.append(line)
        del tail[:-15]
        if line.startswith("  Energy initial, next-to-last, final"):
            energy = float(next(lines).split()[-1])
        elif found := re.match(r"  Iterations, force evaluations = \d+ (\d+)", line):
            meter.note(energy, int(found[1]) + 1)
        elif found := re.match(r"Loop time of \S+ on \d+ procs for (\d+) steps", line):
            steps = int(found[1])
        elif line.startswith("Performance:"):  # of dynamics alone
            meter.note(float("inf"), steps)


def force(system):
    return GRADIENT * (3 * system.atoms) ** 0.5 * system.energy / system.length


def restarts(style):
    def run(system, seed, most):
        return follow(HERE / "in.restarts", system, most, {"system": system.script.name, "style": style, "first": 10000 * seed,
                                                           "force": force(system)})
    return run


def displace(system, seed, most):
    return follow(HERE / "in.displace", system, most, {"system": system.script.name, "seed": seed, "force": force(system),
                                                       "step": system.kick * system.length})


def melt(system, seed, most):
    if system.script.parent != MELT.parent:
        return None
    with tempfile.TemporaryDirectory() as folder:
        return follow(MELT, system, most, {"seed": seed, "steps": most - LAST_QUENCH, "out": folder})


METHODS = {"lammps-cg": restarts("cg"), "lammps-fire": restarts("fire"), "lammps-displace": displace, "lammps-melt": melt}
