#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What a step of min_style learned costs beside one of min_style fire: 4000 atoms, lj/cut at 2.5, one core.

--cells 20 takes 32000 atoms, --melt 300 a liquid instead of a perturbed crystal.

Runs in.lj4000, where the two take turns in one process, and prints milliseconds a step and the ratio of each round and
their medians. Machines are noisy: it is the ratio within a round that means something. Milliseconds are the processor's,
so that a machine with other work to do serves as well.

With --ranks N, what a step of min_style learned costs on one rank beside N, which need as many idle cores: by the clock.

With --kokkos, what learned/kk costs beside learned: two processes of one LAMMPS take turns. For the LAMMPS that
./bootstrap test builds: build/kokkos/enter python3 benchmarks/lj4000.py --build build/kokkos --kokkos 1
"""

import argparse
import os
import re
import statistics
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=os.path.join(ROOT, "build"), metavar="DIR", help="holds lmp and the plugin (build)")
    parser.add_argument("--weights", default="lj13.learned", metavar="FILE", help="weights (potentials/lj13.learned)")
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="turns of each style (7)")
    parser.add_argument("--skin", default="0.3", metavar="S", help="neighbor skin, for both (0.3)")
    parser.add_argument("--kokkos", type=int, metavar="THREADS", help="learned/kk on so many threads, beside learned")
    parser.add_argument("--cells", type=int, default=10, metavar="N", help="fcc cells along an edge, of four atoms each (10)")
    parser.add_argument("--melt", type=int, default=0, metavar="N", help="steps of hot dynamics before each turn (0)")
    parser.add_argument("--ranks", type=int, metavar="N", help="learned on one rank, beside N ranks")
    parser.add_argument("--steps", type=int, default=200, metavar="N", help="steps a turn (200)")
    return parser.parse_args()


def loop_times(options, rounds, *words, ranks=1, by_clock=False):
    """Seconds a step of every minimize of a run, in order: of the processor for one rank, else by the clock."""
    environment = {**os.environ, "LAMMPS_PLUGIN_PATH": options.build, "OMP_NUM_THREADS": "1", "OMP_PROC_BIND": "false",
                   "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
                   "LAMMPS_POTENTIALS": os.environ.get("LAMMPS_POTENTIALS", os.path.join(ROOT, "potentials"))}
    launcher = ["mpirun", "-n", str(ranks)] if ranks > 1 else []
    command = [*launcher, os.path.join(options.build, "lmp"), "-in", os.path.join(ROOT, "benchmarks", "in.lj4000"), "-log", "none",
               "-var", "weights", options.weights, "-var", "rounds", str(rounds), "-var", "steps", str(options.steps),
               "-var", "skin", options.skin, "-var", "cells", str(options.cells), "-var", "melt", str(options.melt), *words]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f"lj4000: LAMMPS failed:\n{done.stdout[-2000:]}")
    times = [float(seconds) / int(steps) * (1.0 if by_clock or ranks > 1 else float(use) / 100)
             for seconds, steps, use in re.findall(r"^Loop time of (\S+) on \d+ procs for (\d+) steps.*?^(\S+)% CPU use", done.stdout,
                                                   re.MULTILINE | re.DOTALL)]
    return times[1::2] if options.melt else times    # each minimize follows dynamics


def table(first, other, names):
    """Milliseconds a step of two styles, and how many times the first the other takes."""
    ratios = [b / a for a, b in zip(first, other)]
    print("round  {:>12s} ms/step  {:>12s} ms/step  ratio".format(*names))
    for number, (a, b, ratio) in enumerate(zip(first, other, ratios), 1):
        print(f"{number:5d}  {1e3 * a:20.3f}  {1e3 * b:20.3f}  {ratio:5.2f}")
    print(f"median {1e3 * statistics.median(first):20.3f}  {1e3 * statistics.median(other):20.3f}  {statistics.median(ratios):5.2f}")


def main():
    options = arguments()
    if options.kokkos is None and options.ranks is None:
        times = loop_times(options, options.rounds)
        table(times[0::2], times[1::2], ("fire", "learned"))
        return
    if options.ranks is not None:
        one, many = [], []
        for _ in range(options.rounds):
            many.append(loop_times(options, 1, ranks=options.ranks)[1])
            one.append(loop_times(options, 1, by_clock=True)[1])
        table(many, one, (f"{options.ranks} ranks", "1 rank"))
        return
    host, kokkos = [], []
    for _ in range(options.rounds):
        host.append(loop_times(options, 1, by_clock=options.kokkos > 1)[1])
        kokkos.append(loop_times(options, 1, "-k", "on", "t", str(options.kokkos), "-sf", "kk", "-pk", "kokkos", "newton", "on",
                                 "neigh", "half", by_clock=options.kokkos > 1)[1])
    table(host, kokkos, ("learned", "learned/kk"))


if __name__ == "__main__":
    main()
