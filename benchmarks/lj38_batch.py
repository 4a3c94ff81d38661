#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Clusters side by side in one box (examples/lj38/in.lj38.batch) beside runs of their own from the same starts.

Prints the spread of the final energies of both, and the Kolmogorov-Smirnov distance between them with the one that two
samples of one distribution exceed in 5 of 100 cases. About two minutes.
"""

import argparse
import bisect
import os
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
    parser.add_argument("--kokkos", type=int, metavar="THREADS", help="the batch through Kokkos (see lj4000.py)")
    return parser.parse_args()


def energies(options, clusters, seed, words=()):
    environment = {**os.environ, "LAMMPS_PLUGIN_PATH": options.build, "OMP_NUM_THREADS": "1", "OMP_PROC_BIND": "false",
                   "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
                   "LAMMPS_POTENTIALS": os.path.join(ROOT, "potentials")}
    with tempfile.TemporaryDirectory() as folder:
        script = os.path.join(ROOT, "examples", "lj38", "in.lj38.batch")
        done = subprocess.run([os.path.join(options.build, "lmp"), "-in", script, "-var", "clusters", str(clusters), "-var",
                               "seed", str(seed), "-var", "steps", str(options.steps), "-var", "out", folder, *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            sys.exit(f"lj38_batch: LAMMPS failed:\n{done.stdout[-2000:]}")
        with open(os.path.join(folder, "energies.txt")) as file:
            return [float(line.split()[1]) for line in file if not line.startswith("#")][-clusters:]


def main():
    options = arguments()
    n = options.clusters
    words = ("-k", "on", "t", str(options.kokkos), "-sf", "kk", "-pk", "kokkos", "newton", "on", "neigh", "half") if options.kokkos else ()
    batch = sorted(energies(options, n, options.seed, words))
    alone = sorted(energies(options, 1, options.seed + k)[0] for k in range(n))
    print("              lowest       mean  deviation     median")
    for name, sample in (("side by side", batch), ("alone", alone)):
        print(f"{name:12s} {min(sample):10.4f} {statistics.mean(sample):10.4f} {statistics.stdev(sample):10.4f} {statistics.median(sample):10.4f}")
    distance = max(abs(bisect.bisect_right(batch, e) - bisect.bisect_right(alone, e)) / n for e in batch + alone)
    print(f"distance {distance:.3f}, of 5 % of pairs of one distribution above {1.358 * (2 / n) ** 0.5:.3f}")


if __name__ == "__main__":
    main()
