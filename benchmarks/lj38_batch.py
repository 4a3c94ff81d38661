#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Clusters side by side in one box (examples/lj38/in.lj38.batch) beside runs of their own from the same starts.

Prints the spread of the final energies of both, the seconds of their learned steps and quenches by LAMMPS's clock (of the
runs: their sum), and the Kolmogorov-Smirnov distance between the two samples with the one that two samples of one
distribution exceed in 5 of 100 cases. About two minutes, twice as long with --kokkos or --gpu.
"""

import argparse
import bisect
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
    parser.add_argument("--clusters", type=int, default=150, metavar="N", help="clusters, and runs (150)")
    parser.add_argument("--steps", type=int, default=5000, metavar="N", help="learned steps (5000)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of the first cluster (1)")
    parser.add_argument("--kokkos", type=int, metavar="THREADS", help="the batch through Kokkos, too (see lj4000.py)")
    parser.add_argument("--gpu", action="store_true", help="the same on a GPU, for a Kokkos that was built for it")
    return parser.parse_args()


def results(options, clusters, seed, words=()):
    """Energies in rising order, and seconds."""
    environment = {**os.environ, "LAMMPS_PLUGIN_PATH": options.build, "OMP_NUM_THREADS": "1", "OMP_PROC_BIND": "false",
                   "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
                   "LAMMPS_POTENTIALS": os.path.join(ROOT, "potentials")}
    with tempfile.TemporaryDirectory() as folder:
        script = os.path.join(ROOT, "examples", "lj38", "in.lj38.batch")
        variables = {"clusters": clusters, "seed": seed, "steps": options.steps, "out": folder}
        command = [os.path.join(options.build, "lmp"), "-in", script, "-log", "none", *words]
        for name, value in variables.items():
            command += ["-var", name, str(value)]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            sys.exit(f"lj38_batch: LAMMPS failed:\n{done.stdout[-2000:]}")
        seconds = re.findall(r"^Loop time of (\S+)", done.stdout, re.MULTILINE)[1]    # the first pushes atoms apart
        with open(os.path.join(folder, "energies.txt")) as file:
            return sorted([float(line.split()[1]) for line in file if not line.startswith("#")][-clusters:]), float(seconds)


def main():
    options = arguments()
    n = options.clusters
    samples = {"side by side": results(options, n, options.seed)}
    if options.kokkos or options.gpu:
        device = ("g", "1") if options.gpu else ("t", str(options.kokkos))
        words = ("-k", "on", *device, "-sf", "kk", "-pk", "kokkos", "newton", "on", "neigh", "half")
        samples["through Kokkos"] = results(options, n, options.seed, words)
    runs = [results(options, 1, options.seed + k) for k in range(n)]
    alone = sorted(energy for (energy,), _ in runs)
    samples["alone"] = alone, sum(seconds for _, seconds in runs)
    print("                    lowest       mean  deviation     median    seconds")
    for name, (sample, seconds) in samples.items():
        print(f"{name:14s} {min(sample):11.4f} {statistics.mean(sample):10.4f} {statistics.stdev(sample):10.4f} {statistics.median(sample):10.4f} {seconds:10.3f}")
    for name, (sample, _) in samples.items():
        distance = max(abs(bisect.bisect_right(sample, e) - bisect.bisect_right(alone, e)) / n for e in sample + alone)
        if name != "alone":
            print(f"distance {name}: {distance:.3f}, of 5 % of pairs of one distribution above {1.358 * (2 / n) ** 0.5:.3f}")


if __name__ == "__main__":
    main()
