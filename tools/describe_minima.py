#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Writes point group and motif of the clusters in a minima database into it, and prints them.

    tools/describe_minima.py FILE.db [--lowest N] [--system NAME] [--again] [--print-only]

`learn2hop minima list` shows them from then on, and `export` and `merge` take them along. Point groups are found by
libmsym, motifs by OVITO, each from PyPI and each optional: `pip install libmsym ovito`. What a missing one would find is
left out.

The motif goes by the atoms inside, those with twelve neighbours or more, and the common neighbours along their bonds
(Honeycutt and Andersen, J. Phys. Chem. 91, 4950, 1987):

    12 x 555                the centre of an icosahedron
    2 x 555, 10 x 422       on a five-fold axis
    12 x 421                fcc
    6 x 421, 6 x 422        hcp

Where fewer than half of them are any of these, the cluster is `disordered`. Else it is `icosahedral` with a centre of an
icosahedron, `decahedral` with a five-fold axis alone, and otherwise `fcc` or `hcp`, whichever has more atoms; `small`
without an atom inside. Periodic structures are left out.
"""
import argparse
import collections
import sqlite3
import sys

APPLICATION = 0x4C32484D  # "L2HM"
SCHEMA = 1
# Neighbours are nearer than the middle between the first shell of a close packing and its second.
NEIGHBOURS = (1 + 2**0.5) / 2
# In nearest-neighbour distances: how far an image under inversion may lie from an atom.
SAME_PLACE = 1e-2
SPECIES = ("Ar", "Kr", "Xe", "Ne")  # libmsym needs elements, and only which are alike matters

try:
    import libmsym
except ImportError:
    libmsym = None
try:
    import ovito.data
    import ovito.modifiers
    import ovito.pipeline
except ImportError:
    ovito = None
try:
    import numpy
except ImportError:
    numpy = None


def nearest_distance(positions):
    """Median over the atoms of the distance to the nearest other."""
    apart = numpy.linalg.norm(positions[:, None] - positions[None], axis=2)
    numpy.fill_diagonal(apart, numpy.inf)
    return float(numpy.median(apart.min(axis=1)))


# ---- point groups ----

def has_inversion(species, positions):
    centred = positions - positions.mean(axis=0)
    apart = numpy.linalg.norm(centred[:, None] + centred[None], axis=2)
    apart[species[:, None] != species[None]] = numpy.inf
    return bool((apart.min(axis=1) < SAME_PLACE * nearest_distance(positions)).all())


def point_group(species, positions):
    elements = [libmsym.Element(name=SPECIES[s], coordinates=tuple(p))
                for s, p in zip(species, positions / nearest_distance(positions))]
    try:
        with libmsym.Context(elements=elements) as context:
            return context.find_symmetry()
    except libmsym.Error:  # without an axis or a mirror it finds none
        return "Ci" if has_inversion(species, positions) else "C1"


# ---- motifs ----

KINDS = {
    ((5, 5, 5),) * 12: "centre",
    tuple(sorted([(5, 5, 5)] * 2 + [(4, 2, 2)] * 10)): "axis",
    ((4, 2, 1),) * 12: "fcc",
    tuple(sorted([(4, 2, 1)] * 6 + [(4, 2, 2)] * 6)): "hcp",
}


def bond_signatures(positions):
    """Of each atom, the sorted signatures of its bonds."""
    data = ovito.data.DataCollection()
    particles = data.create_particles(count=len(positions))
    particles.create_property("Position", data=positions)
    data.create_cell(numpy.eye(3) * (numpy.ptp(positions, axis=0).max() + 10), pbc=(False, False, False))
    cutoff = NEIGHBOURS * nearest_distance(positions)
    data.apply(ovito.modifiers.CreateBondsModifier(cutoff=cutoff))
    analysis = ovito.modifiers.CommonNeighborAnalysisModifier
    data.apply(analysis(mode=analysis.Mode.BondBased))
    signatures = collections.defaultdict(list)
    bonds = data.particles.bonds
    for (i, j), indices in zip(bonds.topology, bonds["CNA Indices"]):
        for atom in (i, j):
            signatures[int(atom)].append(tuple(int(k) for k in indices))
    return [tuple(sorted(bonds)) for bonds in signatures.values()]


def motif(positions):
    inside = [KINDS.get(bonds, "other") for bonds in bond_signatures(positions) if len(bonds) >= 12]
    count = collections.Counter(inside)
    if not inside:
        return "small"
    if 2 * count["other"] > len(inside):
        return "disordered"
    if count["centre"]:
        return "icosahedral"
    if count["axis"]:
        return "decahedral"
    return "fcc" if count["fcc"] >= count["hcp"] else "hcp"


# ---- the database ----

def fail(message):
    sys.exit(f"describe_minima: {message}")


def open_database(path):
    try:
        base = sqlite3.connect(f"file:{path}?mode=rw", uri=True, timeout=60, isolation_level=None)
        application, = base.execute("PRAGMA application_id").fetchone()
        schema, = base.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as error:
        fail(f"{path}: cannot be read: {error}; name a file that learn2hop --minima FILE.db has made")
    if application != APPLICATION:
        fail(f"{path}: is another application's database, not one of learn2hop's minima")
    if schema != SCHEMA:
        fail(f"{path}: has schema version {schema}, and this knows version {SCHEMA}: take the one of the learn2hop that "
             "wrote it")
    return base


def species_of(elements):
    """Of each atom, from "Ag 10 Au 28"."""
    words = elements.split()
    return numpy.repeat(numpy.arange(len(words) // 2), [int(n) for n in words[1::2]])


def describe(base, system, arguments):
    """Rows of (point group, motif, minimum), and prints them."""
    number, name, elements, cell = system
    if cell > 0:
        print(f"{name}: periodic, left out")
        return []
    species, rows = species_of(elements), []
    if species.max() >= len(SPECIES):
        fail(f"{name}: has more than {len(SPECIES)} species")
    print(f"{name}\n{'rank':>6} {'energy':>16}  group  motif")
    found = base.execute("SELECT id, energy, positions, point_group, motif FROM minimum WHERE system = ?"
                         " ORDER BY energy, id LIMIT ?", (number, arguments.lowest)).fetchall()
    for rank, (minimum, energy, places, group, shape) in enumerate(found, 1):
        positions = numpy.frombuffer(places, dtype="<f8").reshape(-1, 3)
        if libmsym and (arguments.again or not group):
            group = point_group(species, positions)
        if ovito and (arguments.again or not shape):
            shape = motif(positions)
        rows.append((group, shape, minimum))
        print(f"{rank:6} {energy:16.6f}  {group or '-':<6} {shape or '-'}")
    return rows


def take_arguments():
    parser = argparse.ArgumentParser(description="Point groups and motifs of the clusters in a minima database.")
    parser.add_argument("database", metavar="FILE.db", help="what learn2hop search --minima FILE.db has made")
    parser.add_argument("--lowest", metavar="N", type=int, default=-1, help="the N lowest of each system (default: all)")
    parser.add_argument("--system", metavar="NAME", help="this system alone")
    parser.add_argument("--again", action="store_true", help="also those that the database has already")
    parser.add_argument("--print-only", action="store_true", help="leave the database as it is")
    return parser.parse_args()


def main():
    arguments = take_arguments()
    if not numpy or not (libmsym or ovito):
        fail("needs NumPy, and libmsym for point groups or OVITO for motifs: pip install numpy libmsym ovito")
    if not libmsym:
        print("note: without libmsym no point groups (pip install libmsym)", file=sys.stderr)
    if not ovito:
        print("note: without OVITO no motifs (pip install ovito)", file=sys.stderr)
    base = open_database(arguments.database)
    systems = [system for system in base.execute("SELECT id, name, elements, cell FROM system ORDER BY name").fetchall()
               if arguments.system in (None, system[1])]
    if not systems:
        fail(f"{arguments.database}: has no system {arguments.system or ''}")
    for system in systems:
        rows = describe(base, system, arguments)
        if arguments.print_only:
            continue
        try:
            base.execute("BEGIN IMMEDIATE")
            base.executemany("UPDATE minimum SET point_group = ?, motif = ? WHERE id = ?", rows)
            base.execute("COMMIT")
        except sqlite3.Error as error:
            fail(f"{arguments.database}: cannot be written: {error}; --print-only prints alone")


if __name__ == "__main__":
    main()
