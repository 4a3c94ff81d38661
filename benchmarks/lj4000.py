#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""What a step of min_style learned costs beside one of min_style fire: 4000 atoms, lj/cut at 2.5, one core.

--cells 20 takes 32000 atoms, --melt 300 a liquid instead of a perturbed crystal.

Runs in.lj4000, where the two take turns in one process, and prints milliseconds a step and the ratio of each round and
their medians, and the least of each style. Machines are noisy: it is the ratio within a round that means something, and on a
machine with much other work that of the least. Milliseconds are the processor's.

With --ranks N, what a step of min_style learned costs on one rank beside N, which need as many idle cores: by the clock.
With --busy beside it, on a machine with other work: seconds of the processor outside MPI, where ranks wait for each other,
of the rank that has the most, as perf sees them.

With --kokkos, what learned/kk costs beside learned and beside fire/kk: two processes of one LAMMPS take turns. For the LAMMPS that
./bootstrap test builds: build/kokkos/enter python3 benchmarks/lj4000.py --build build/kokkos --kokkos 1. With --gpu, both kk
styles on a GPU and learned on one core, by the clock.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=os.path.join(ROOT, "build"), metavar="DIR", help="holds lmp and the plugin (build)")
    parser.add_argument("--weights", default="lj13.learned", metavar="FILE", help="weights (potentials/lj13.learned)")
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="turns of each style (7)")
    parser.add_argument("--skin", default="0.3", metavar="S", help="neighbor skin, for both (0.3)")
    parser.add_argument("--kokkos", type=int, metavar="THREADS", help="learned/kk on so many threads, beside learned")
    parser.add_argument("--gpu", action="store_true", help="learned/kk on a GPU, beside learned")
    parser.add_argument("--cells", type=int, default=10, metavar="N", help="fcc cells along an edge, of four atoms each (10)")
    parser.add_argument("--melt", type=int, default=0, metavar="N", help="steps of hot dynamics before each turn (0)")
    parser.add_argument("--ranks", type=int, metavar="N", help="learned on one rank, beside N ranks")
    parser.add_argument("--busy", action="store_true", help="with --ranks: processor time outside MPI, by perf")
    parser.add_argument("--steps", type=int, default=200, metavar="N", help="steps a turn (200)")
    return parser.parse_args()


def environment_of(options):
    return {**os.environ, "LAMMPS_PLUGIN_PATH": options.build, "OMP_NUM_THREADS": "1", "OMP_PROC_BIND": "false",
            "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
            "LAMMPS_POTENTIALS": os.environ.get("LAMMPS_POTENTIALS", os.path.join(ROOT, "potentials"))}


def command_of(options, rounds, ranks, *words):
    launcher = ["mpirun", "-n", str(ranks)] if ranks > 1 else []
    return [*launcher, os.path.join(options.build, "lmp"), "-in", os.path.join(ROOT, "benchmarks", "in.lj4000"), "-log", "none",
            "-var", "weights", options.weights, "-var", "rounds", str(rounds), "-var", "steps", str(options.steps),
            "-var", "skin", options.skin, "-var", "cells", str(options.cells), "-var", "melt", str(options.melt), *words]


def loop_times(options, rounds, *words, ranks=1, by_clock=False):
    """Seconds a step of every minimize of a run, in order: of the processor for one rank, else by the clock."""
    done = subprocess.run(command_of(options, rounds, ranks, *words), env=environment_of(options), stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f"lj4000: LAMMPS failed:\n{done.stdout[-2000:]}")
    times = [float(seconds) / int(steps) * (1.0 if by_clock or ranks > 1 else float(use) / 100)
             for seconds, steps, use in re.findall(r"^Loop time of (\S+) on \d+ procs for (\d+) steps.*?^(\S+)% CPU use", done.stdout,
                                                   re.MULTILINE | re.DOTALL)]
    return times[1::2] if options.melt else times    # each minimize follows dynamics


def busy_time(options, ranks):
    """Seconds a step of min_style learned that the busiest of some ranks has outside MPI."""
    with tempfile.TemporaryDirectory() as folder:
        record = os.path.join(folder, "perf.data")
        perf = ["perf", "--buildid-dir", folder]
        subprocess.run([*perf, "record", "-q", "-F", "800", "-e", "cpu-clock", "-o", record, "--", *command_of(options, 1, ranks, "-var", "fire", "no")],
                       env=environment_of(options), stdout=subprocess.DEVNULL, check=True)
        report = subprocess.run([*perf, "report", "-i", record, "--stdio", "-t", ";", "--sort", "pid,dso", "--show-nr-samples"],
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout
    samples = {}
    for count, rank, library in re.findall(r"^ *\S+ *; *(\d+) *; *(\d+:lmp) *; *(\S+)", report, re.MULTILINE):
        if not re.match(r"libmpi|libopen|mca_|\[kernel|ld-linux|\[vdso", library):
            samples[rank] = samples.get(rank, 0) + int(count)
    return max(samples.values()) / 800 / options.steps


def table(first, other, names):
    """Milliseconds a step of two styles, and how many times the first the other takes."""
    ratios = [b / a for a, b in zip(first, other)]
    print("round  {:>12s} ms/step  {:>12s} ms/step  ratio".format(*names))
    for number, (a, b, ratio) in enumerate(zip(first, other, ratios), 1):
        print(f"{number:5d}  {1e3 * a:20.3f}  {1e3 * b:20.3f}  {ratio:5.2f}")
    print(f"median {1e3 * statistics.median(first):20.3f}  {1e3 * statistics.median(other):20.3f}  {statistics.median(ratios):5.2f}")
    print(f"least  {1e3 * min(first):20.3f}  {1e3 * min(other):20.3f}  {min(other) / min(first):5.2f}")


def main():
    options = arguments()
    if options.kokkos is None and options.ranks is None and not options.gpu:
        times = loop_times(options, options.rounds)
        table(times[0::2], times[1::2], ("fire", "learned"))
        return
    if options.ranks is not None:
        one, many = [], []
        for _ in range(options.rounds):
            if options.busy:
                many.append(busy_time(options, options.ranks))
                one.append(busy_time(options, 1))
            else:
                many.append(loop_times(options, 1, ranks=options.ranks)[1])
                one.append(loop_times(options, 1, by_clock=True)[1])
        table(many, one, (f"{options.ranks} ranks", "1 rank"))
        return
    host, fire, kokkos = [], [], []
    device = ("g", "1") if options.gpu else ("t", str(options.kokkos))
    by_clock = device != ("t", "1")
    for _ in range(options.rounds):
        host.append(loop_times(options, 1, by_clock=by_clock)[1])
        both = loop_times(options, 1, "-k", "on", *device, "-sf", "kk", "-pk", "kokkos", "newton", "on", "neigh", "half",
                          by_clock=by_clock)
        fire.append(both[0])
        kokkos.append(both[1])
    table(host, kokkos, ("learned", "learned/kk"))
    table(fire, kokkos, ("fire/kk", "learned/kk"))


if __name__ == "__main__":
    main()
