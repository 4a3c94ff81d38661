# SPDX-License-Identifier: GPL-2.0-only
"""What the tests of gupta/hop and sw/hop share: a report of everything a pair style computes, held to another one's."""

import os
import random

import harness

POTENTIALS = os.path.join(harness.SOURCE, "potentials")

REPORT = """
compute energy all pe/atom
compute sums all reduce sum c_energy
thermo_style custom step pe c_sums press pxx pyy pzz pxy pxz pyz
thermo_modify norm no
dump 1 all custom 1 {name} id fx fy fz c_energy
dump_modify 1 sort id format float %.17g
run 0
print "pe = $(pe:%.17g)"
print "sum = $(c_sums:%.17g)"
"""
PRESSURES = ("press", "pxx", "pyy", "pzz", "pxy", "pxz", "pyz")
REPORT += "".join(f'print "{p} = $({p}:%.17g)"\n' for p in PRESSURES)

# Two codes add the same terms in another order: 1e-16 of the largest term each, of which an atom has some hundreds.
ROUNDING = 1e-12


class ManyBodyTest(harness.LammpsTest):
    def compare(self, setup, ours, theirs, ranks=1, newton="on", rounding=ROUNDING):
        """Two pair styles on the atoms of `setup`: energies, forces and virial. theirs: with newton on."""
        found = {}
        for name, pair in (("ours", ours), ("theirs", theirs)):
            settings = f"newton {newton if name == 'ours' else 'on'}\n"
            found[name] = self.lammps(settings + setup + pair + REPORT.format(name=name),
                                      ranks=ranks if name == "ours" else 1)
        (_, one), = found["ours"].dump("ours")
        (_, other), = found["theirs"].dump("theirs")
        size = max(abs(x) for columns in other.values() for x in columns)
        self.assertGreater(size, 0.1)
        self.assertLess(harness.largest_difference(one, other), rounding * size)
        for quantity in ("pe", "sum"):
            self.assertNear(found["ours"].value(quantity), found["theirs"].value("pe"), rounding, what=quantity)
        largest = max(abs(found["theirs"].value(p)) for p in PRESSURES)
        for quantity in PRESSURES:
            self.assertNear(found["ours"].value(quantity), found["theirs"].value(quantity), absolute=rounding * largest,
                            what=quantity)

    def virials_agree(self, setup, pair, newton="on"):
        """The sum over atoms of compute stress/atom is the pressure, and so is that of the list without fdotr."""
        run = self.lammps(f"newton {newton}\n{setup}{pair}\ncompute stress all stress/atom NULL virial\n"
                          "compute sums all reduce sum c_stress[1] c_stress[2] c_stress[3] c_stress[4] c_stress[5] c_stress[6]\n"
                          "thermo_style custom step pe c_sums[*] vol pxx pyy pzz pxy pxz pyz\nrun 0\n" +
                          "".join(f'print "s{n} = $(-c_sums[{n + 1}]/vol:%.17g)"\n' for n in range(6)) +
                          "".join(f'print "{p} = $({p}:%.17g)"\n' for p in PRESSURES[1:]))
        largest = max(abs(run.value(p)) for p in PRESSURES[1:])
        for n, pressure in enumerate(PRESSURES[1:]):
            self.assertNear(run.value(f"s{n}"), run.value(pressure), absolute=1e-12 * largest, what=pressure)

    def gradient(self, setup, pair, atoms):
        """Central differences at h = 1e-4: the error is h^2/6 times the third derivative, here some hundred eV/A^3."""
        moves = [(atom, axis) for atom in atoms for axis in range(3)]
        script = setup + pair + "thermo_modify norm no\nrun 0\n"
        script += "".join(f'print "f{a}{c} = $(f{"xyz"[c]}[{a}]:%.17g)"\n' for a, c in moves)
        for a, c in moves:
            script += f"group one id {a}\n"
            for name, sign in (("plus", 1), ("minus", -2), ("back", 1)):
                step = [sign * 1e-4 if k == c else 0.0 for k in range(3)]
                script += "displace_atoms one move {} {} {} units box\n".format(*step)
                if name != "back":
                    script += f'run 0 post no\nprint "{name}{a}{c} = $(pe:%.17g)"\n'
            script += "group one clear\n"
        run = self.lammps("atom_modify map array\n" + script)
        for a, c in moves:
            slope = (run.value(f"plus{a}{c}") - run.value(f"minus{a}{c}")) / 2e-4
            self.assertNear(-slope, run.value(f"f{a}{c}"), relative=1e-5, absolute=1e-5, what=f"force {a} {c}")


def shaken(sites, edge, cells, by, seed):
    """A crystal of `sites` (fractions of a cubic cell and a type), each atom moved by up to `by`: positions, types."""
    numbers = random.Random(seed)
    positions, types = [], []
    for x in range(cells):
        for y in range(cells):
            for z in range(cells):
                for *site, kind in sites:
                    positions.append([edge * (c + s) + numbers.uniform(-by, by) for c, s in zip((x, y, z), site)])
                    types.append(kind)
    return positions, types
