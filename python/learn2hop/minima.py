# SPDX-License-Identifier: GPL-2.0-only
"""The lowest minima of a search: few, distinct, lowest first."""
import numpy as np

# Two ends of quenches are one minimum within these, in the two scales, in energy and, in the mean square, in sorted
# distances: turned, mirrored and permuted structures are one. Loose quenches of one minimum end so far apart.
ENERGY, DISTANCE = 5e-2, 3e-2


def sorted_distances(atoms, positions, kinds):
    """Distances of all pairs, sorted, pair of species by pair of species; nearest images where there is a cell."""
    other = atoms.copy()
    other.set_constraint()
    other.positions = positions
    distance = other.get_all_distances(mic=bool(other.pbc.any()))
    i, j = np.triu_indices(len(other), 1)
    low, high = np.minimum(kinds[i], kinds[j]), np.maximum(kinds[i], kinds[j])
    order = np.lexsort((distance[i, j], high, low))
    return distance[i, j][order]


class Minimum:
    def __init__(self, energy, positions, hop, evaluations, tight):
        self.energy, self.hop, self.evaluations, self.tight = float(energy), int(hop), float(evaluations), bool(tight)
        self.positions = np.array(positions, float)
        self.distances = None

    def todict(self):
        return {"energy": self.energy, "positions": self.positions, "hop": self.hop, "evaluations": self.evaluations,
                "tight": self.tight}


class Minima:
    """At most `most` of them."""

    def __init__(self, most, atoms, kinds, length, energy):
        self.most, self.atoms, self.kinds = most, atoms, kinds
        self.closest_energy, self.closest = ENERGY * energy, DISTANCE * length
        self.kept = []

    def _same(self, a, b):
        if abs(a.energy - b.energy) > self.closest_energy:
            return False
        for one in (a, b):
            if one.distances is None:
                one.distances = sorted_distances(self.atoms, one.positions, self.kinds)
        if len(a.distances) == 0:
            return True
        return np.sqrt(np.mean((a.distances - b.distances) ** 2)) <= self.closest

    def add(self, minimum):
        """Keeps it where it is low enough and new; of the same minimum met twice the lower end stays."""
        if len(self.kept) == self.most and minimum.energy >= self.kept[-1].energy:
            return
        for k, known in enumerate(self.kept):
            if self._same(known, minimum):
                if minimum.energy >= known.energy:
                    return
                del self.kept[k]
                break
        self.kept.append(minimum)
        self.kept.sort(key=lambda one: one.energy)
        del self.kept[self.most:]
