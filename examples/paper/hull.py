# SPDX-License-Identifier: GPL-2.0-only
"""Formation energies of two-metal clusters and their lower convex hull."""


def formation(energies, first, last):
    """energies: {m: energy of A(N-m) B(m)}; first and last: those of the pure clusters, m = 0 and m = N."""
    atoms = max(energies)
    return {m: energy - (1 - m / atoms) * first - m / atoms * last for m, energy in energies.items()}


def is_above(point, left, right):
    """Whether a point between two others lies on or above their chord."""
    return (point[0] - left[0]) * (right[1] - left[1]) <= (point[1] - left[1]) * (right[0] - left[0])


def lower_hull(points):
    """The corners of the lower convex hull of {x: y}, from left to right."""
    hull = []
    for point in sorted(points.items()):
        while len(hull) > 1 and is_above(hull[-1], hull[-2], point):
            hull.pop()
        hull.append(point)
    return hull


def height(hull, x):
    """The hull's height at x, between its corners."""
    for (left, low), (right, high) in zip(hull, hull[1:]):
        if left <= x <= right:
            return low + (high - low) * (x - left) / (right - left)
    raise ValueError(f"{x} is outside of the hull")
