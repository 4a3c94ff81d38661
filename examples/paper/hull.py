# SPDX-License-Identifier: GPL-2.0-only
"""Formation energies of two-metal clusters and their lower convex hull."""


def formation(energies, first, last):
    """energies: {m: energy of A(N-m) B(m)}; first and last: those of the pure clusters, m = 0 and m = N."""
    atoms = max(energies)
    return {m: energy - (1 - m / atoms) * first - m / atoms * last for m, energy in energies.items()}


def lower_hull(points):
    """The corners of the lower convex hull of {x: y}, from left to right."""
    hull = []
    for x, y in sorted(points.items()):
        while len(hull) > 1 and (hull[-1][0] - hull[-2][0]) * (y - hull[-2][1]) <= (hull[-1][1] - hull[-2][1]) * (x - hull[-2][0]):
            hull.pop()
        hull.append((x, y))
    return hull


def height(hull, x):
    """The hull's height at x, between its corners."""
    for (left, low), (right, high) in zip(hull, hull[1:]):
        if left <= x <= right:
            return low + (high - low) * (x - left) / (right - left)
    raise ValueError(f"{x} is outside of the hull")
