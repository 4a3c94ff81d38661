#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The learned step of Lennard-Jones clusters in JAX, for a ratio beside tests/gpu/bench.c on the same card.

    jax_steps.py --weights potentials/lj13.learned --starts DIR [--atoms 13,38,75] [--batches 1,10,100,1000]

Written for XLA by hand, in single precision: all pairs at once, forces by their formula, one logarithm for all of a
coordinate's inputs, one matrix product a layer; vmap over the batch and fori_loop over the steps, in one jit. `autodiff`
takes the forces from jax.grad of the energy instead, as most would write it. Times are the difference of a long run
and one of a fifth of it, the best of three, as the bench has them.

DIR/ATOMS/start-K.data are starts of `learn2hop starts`. That this is the same optimizer shows in what it finds: for
each size, how many of the starts end below the energy of the global minimum plus a bound for what lies in its basin
after a run of 5000 steps, beside `learn2hop eval` of the same weights.
"""
import argparse
import glob
import math
import os
import time

import jax
import jax.numpy as jnp
import numpy as np

DECAYS = (0.5, 0.9, 0.99, 0.999, 0.9999)
ETAS = (0.0009, 0.01, 0.02, 0.035, 0.06, 0.1, 0.2, 0.4)
CUTOFF, LOG_RANGE, EPSILON = 2.5, 10.0, 1e-8
KNOWN = {13: -44.326801, 38: -173.928427, 75: -397.492331}  # Wales and Doye 1997
LONG_RUN, HORIZON = 0.5, 5000
REAL = jnp.float32


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", required=True, help="a weights file with the inputs of lj13.learned")
    parser.add_argument("--starts", required=True, metavar="DIR", help="a folder for each size, of `learn2hop starts`")
    parser.add_argument("--atoms", default="13,38,75")
    parser.add_argument("--batches", default="1,10,100,1000")
    return parser.parse_args()


# ---- files ----

def read_weights(path):
    """Header words, and the rows of numbers by their names."""
    head, rows = {}, {}
    with open(path) as file:
        for line in file:
            name, *words = line.split("#")[0].split() or [""]
            try:
                numbers = [float(word) for word in words]
            except ValueError:
                numbers = []
            if name and numbers:
                rows[name] = np.array(numbers)
            elif name:
                head[name] = words
    return head, rows


def read_data(path):
    """Positions [atoms, 3] of a LAMMPS data file of atom style atomic, in the order of the atoms' numbers."""
    with open(path) as file:
        text = file.read().split("Atoms", 1)[1].split("\n", 1)[1]
    atoms = sorted([float(word) for word in line.split()[:5]] for line in text.split("\n") if line.strip())
    return np.array(atoms)[:, 2:5]


# ---- the optimizer ----

def matrices(rows):
    """The layers, rows in the order in which step() makes the inputs."""
    def stack(*names):
        return jnp.asarray(np.stack([rows[name] for name in names]), REAL)

    coordinate = ["gradient.1", "position.1"] + [
        f"{name}.{k}" for name in ("first_moment", "second_moment", "inverse_norm", "adam_direction") for k in range(1, 6)]
    halves = ("log", "sign")
    return {
        "step": stack("particle_count.1.log", "particle_count.1.sign", "progress.1", "progress.2"),
        "atom": stack(*[f"radial.{k}.{half}" for half in halves for k in range(1, 9)]),
        "species": jnp.asarray(rows["species.1"], REAL),
        "coordinate": stack(*[f"{name}.{half}" for half in halves for name in coordinate]),
        "first_bias": jnp.asarray(rows["first_bias"], REAL),
        "second": stack(*[f"second.{k}" for k in range(1, 33)]),
        "second_bias": jnp.asarray(rows["second_bias"], REAL),
        "output": stack(*[f"output.{k}" for k in range(1, 33)]),
        "output_bias": jnp.asarray(rows["output_bias"], REAL),
        **{name: float(rows[name][0]) for name in ("alpha", "beta", "gamma", "step_limit")},
    }


def encode(x):
    """All logarithms, then all signs (docs/weights-file.md)."""
    logs = jnp.log(jnp.maximum(jnp.abs(x), 1.2e-38)) / LOG_RANGE
    return jnp.concatenate([jnp.maximum(logs, -1), jnp.clip(x * math.exp(LOG_RANGE), -1, 1)], -1)


def squares(x):
    """Differences [N, N, 3], and their squares, an atom far away from itself."""
    d = x[:, None] - x[None]
    return d, (d * d).sum(-1) + 1e6 * jnp.eye(x.shape[0], dtype=REAL)


def energy(x):
    s6 = squares(x)[1] ** -3
    return 0.5 * (s6 * (s6 - 2)).sum()


def step(w, autodiff, horizon, state, t):
    """One learned step of one cluster."""
    x, first, second = state
    atoms = x.shape[0]
    decay = jnp.asarray(DECAYS, REAL)
    d, r2 = squares(x)
    if autodiff:
        gradient = jax.grad(energy)(x)
    else:
        s2 = 1 / r2
        s6 = s2 * s2 * s2
        gradient = -((12 * s2 * s6 * (s6 - 1))[..., None] * d).sum(1)
    window = jnp.where(r2 < CUTOFF**2, 0.5 * (jnp.cos(math.pi / CUTOFF * jnp.sqrt(r2)) + 1), 0)
    radial = (jnp.exp(-jnp.asarray(ETAS, REAL) * r2[..., None]) * window[..., None]).sum(1)

    first = decay * first + (1 - decay) * gradient[..., None]
    second = decay * second + (1 - decay) * (gradient * gradient)[..., None]
    correction = 1 / (1 - decay ** (t.astype(REAL) + 1))
    norm = jax.lax.rsqrt(second * correction + EPSILON)
    values = jnp.concatenate([gradient[..., None], (x - x.mean(0))[..., None], first, second, norm,
                              first * correction * norm], -1)
    progress = t.astype(REAL) / horizon
    shared = jnp.stack([jnp.asarray(math.log(atoms) / LOG_RANGE, REAL), jnp.asarray(1, REAL), progress, 1 - progress])
    layer = shared @ w["step"] + w["first_bias"] + w["species"] + encode(radial) @ w["atom"]
    hidden = jax.nn.relu(layer[:, None] + encode(values) @ w["coordinate"])
    hidden = jax.nn.relu(hidden @ w["second"] + w["second_bias"])
    out = hidden @ w["output"] + w["output_bias"]
    move = w["alpha"] * out[..., 1] * jax.nn.sigmoid(w["beta"] * out[..., 0] + w["gamma"])
    return x + jnp.clip(move, -w["step_limit"], w["step_limit"]), first, second


def descend(x, steps):
    """Gradient descent after a run: into the basin's floor, as far as 1e-3 a step goes."""
    return jax.lax.fori_loop(0, steps, lambda _, x: x - jnp.clip(1e-3 * jax.grad(energy)(x), -0.05, 0.05), x)


def runner(w, autodiff):
    @jax.jit
    def run(x, steps, horizon):
        zeros = jnp.zeros(x.shape + (len(DECAYS),), REAL)
        one = lambda t, state: jax.vmap(lambda s: step(w, autodiff, horizon, s, t))(state)
        return jax.lax.fori_loop(0, steps, one, (x, zeros, zeros))[0]

    return lambda x, steps, horizon: jax.block_until_ready(run(x, steps, REAL(horizon)))


# ---- what is printed ----

def seconds(run, x, steps, repeats):
    best = math.inf
    for _ in range(repeats):
        begin = time.perf_counter()
        run(x, steps, steps)
        best = min(best, time.perf_counter() - begin)
    return best


def time_batch(run, x):
    """Seconds of a step of the batch."""
    seconds(run, x, 20, 1)
    steps = max(20, round(LONG_RUN / (seconds(run, x, 20, 1) / 20)))
    return (seconds(run, x, steps, 3) - seconds(run, x, steps // 5, 3)) / (steps - steps // 5)


def print_found(atoms, starts, run):
    ends = descend_all(run(starts, HORIZON, HORIZON))
    energies = np.asarray(jax.vmap(energy)(ends))
    found = int((energies < KNOWN[atoms] + 0.01).sum())
    print(f"{atoms} atoms: {found} of {len(starts)} starts end in the global minimum after {HORIZON} steps, "
          f"mean {energies.mean():.4f}, lowest {energies.min():.4f}", flush=True)


descend_all = jax.jit(lambda x: jax.vmap(lambda one: descend(one, 2000))(x))


def main():
    options = arguments()
    w = matrices(read_weights(options.weights)[1])
    sizes = [int(word) for word in options.atoms.split(",")]
    print(f"jax {jax.__version__}, {jax.devices()[0].device_kind}", flush=True)
    starts = {}
    for atoms in sizes:
        files = sorted(glob.glob(os.path.join(options.starts, str(atoms), "start-*.data")))
        starts[atoms] = jnp.asarray(np.stack([read_data(file) for file in files]), REAL)
        print_found(atoms, starts[atoms], runner(w, False))
    print(f"{'atoms':>5}  {'forces':10}  {'rollouts':>8}  {'us a step of all':>16}  {'million steps a second':>22}", flush=True)
    for atoms in sizes:
        for batch in [int(word) for word in options.batches.split(",")]:
            x = starts[atoms][jnp.arange(batch) % len(starts[atoms])]
            for autodiff in (False, True):
                each = time_batch(runner(w, autodiff), x)
                print(f"{atoms:5}  {'autodiff' if autodiff else 'by hand':10}  {batch:8}  {1e6 * each:16.3f}  "
                      f"{1e-6 * batch / each:22.3f}", flush=True)


if __name__ == "__main__":
    main()
