#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""How runs of min_style learned end that start from overlapping atoms (create_atoms random in a cube of edge 3 d0).

Prints, for each pair style and number of atoms, how many runs ended in an error, how many with an atom that has no
neighbor within 1.6 d0, and the energies. Exit status 1 if any did.
"""

import argparse
import concurrent.futures
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
    parser.add_argument("--weights", default="lj.learned", metavar="FILE", help="weights (potentials/lj.learned)")
    parser.add_argument("--starts", type=int, default=200, metavar="N", help="starts of each kind (200)")
    parser.add_argument("--atoms", type=int, nargs="+", default=[14, 38, 100], metavar="N", help="sizes (14 38 100)")
    parser.add_argument("--pairs", nargs="+", default=["lj/hop", "lj/cut"], metavar="STYLE", help="pair styles (lj/hop lj/cut)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="runs side by side (2)")
    return parser.parse_args()


def run(options, pair, atoms, seed):
    """The energy and the fewest neighbors that an atom has in the end; None where LAMMPS failed."""
    environment = {**os.environ, "LAMMPS_PLUGIN_PATH": os.path.abspath(options.build), "OMP_NUM_THREADS": "1",
                   "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_ess_singleton_isolated": "1",
                   "LAMMPS_POTENTIALS": os.environ.get("LAMMPS_POTENTIALS", os.path.join(ROOT, "potentials"))}
    command = [os.path.join(options.build, "lmp"), "-in", os.path.join(ROOT, "benchmarks", "in.random_starts"), "-log", "none",
               "-var", "weights", options.weights, "-var", "pair", pair, "-var", "atoms", str(atoms), "-var", "seed", str(seed)]
    with tempfile.TemporaryDirectory() as folder:    # Open MPI's, which runs side by side must not share
        environment["OMPI_MCA_orte_tmpdir_base"] = folder
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    found = re.search(r"^energy = (\S+) fewest neighbors = (\S+)$", done.stdout, re.MULTILINE)
    if done.returncode != 0 or not found:
        print(f"{pair}, {atoms} atoms, seed {seed} failed: {done.stdout[-400:]}", file=sys.stderr)
        return None
    return float(found[1]), float(found[2])


def main():
    options = arguments()
    bad = 0
    print(f"{'pair':8s} {'atoms':>5s} {'starts':>6s} {'errors':>6s} {'lone':>5s} {'mean energy':>12s} {'lowest':>10s} {'highest':>10s}")
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for pair in options.pairs:
            for atoms in options.atoms:
                ends = list(pool.map(lambda seed: run(options, pair, atoms, seed), range(101, 101 + options.starts)))
                good = [end for end in ends if end]
                lone = sum(neighbors < 1 for _, neighbors in good)
                bad += len(ends) - len(good) + lone
                energies = [energy for energy, _ in good] or [float("nan")]
                print(f"{pair:8s} {atoms:5d} {len(ends):6d} {len(ends) - len(good):6d} {lone:5d} "
                      f"{statistics.mean(energies):12.4f} {min(energies):10.4f} {max(energies):10.4f}", flush=True)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
