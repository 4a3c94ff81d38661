# SPDX-License-Identifier: GPL-2.0-only
"""lj/hop/kk, gupta/hop/kk and sw/hop/kk against their host styles, which other tests hold to LAMMPS's own: energies,
forces and virial, over everything that changes how they are summed. One LAMMPS has all kinds of lists in turn."""

import collections
import itertools

import device
import harness
from many_body import POTENTIALS, PRESSURES, REPORT, ROUNDING

# pair: with a gap for the suffix of the style's name
Case = collections.namedtuple("Case", "setup pair")

LJ = "pair_coeff 1 1 1.3 1.1\npair_coeff 2 2 0.7 0.9\n"
LJ_FREE = Case("units lj\nboundary s s s\nread_data data\n", "pair_style lj/hop{}\npair_modify mix arithmetic\n" + LJ)
LJ_PERIODIC = Case("units lj\nread_data data\n", "pair_style lj/hop{} 2.3\npair_modify shift yes mix sixthpower\n" + LJ)
ALLOY = f"pair_coeff * * {POTENTIALS}/AgAu.gupta Ag Au\n"
GUPTA_FREE = Case("units metal\nboundary s s s\nread_data data\n", "pair_style gupta/hop{}\n" + ALLOY)
GUPTA_PERIODIC = Case("units metal\nread_data data\n", "pair_style gupta/hop{} 6.1\n" + ALLOY)
SILICON = f"pair_style sw/hop{{}}\npair_coeff * * {POTENTIALS}/Si-paper.sw Si\n"
SW_FREE = Case("units metal\nboundary s s s\nread_data data\n", SILICON)
SW_PERIODIC = Case("units metal\nread_data data\n", SILICON)

# LAMMPS refuses full lists with newton on.
LISTS = (("on", "half"), ("off", "half"), ("off", "full"))


class PairKokkosTest(harness.LammpsTest):
    @staticmethod
    def section(case, name, first="", suffix=""):
        """A run that leaves its forces in the file `name` and prints its numbers as `name.pe` and so on."""
        report = REPORT.format(name=name).replace('print "', f'print "{name}.')
        return f"clear\n{first}{case.setup}{case.pair.format(suffix)}{report}"

    def same(self, host, run, name):
        expected, found = (r.dump(n)[0][1] for r, n in ((host, "host"), (run, name)))
        size = max(abs(x) for columns in expected.values() for x in columns)
        self.assertGreater(size, 0.1)
        self.assertLess(harness.largest_difference(found, expected), ROUNDING * size)
        for quantity in ("pe", "sum"):
            self.assertNear(run.value(f"{name}.{quantity}"), host.value("host.pe"), relative=ROUNDING, what=quantity)
        largest = max(abs(host.value(f"host.{p}")) for p in PRESSURES)
        for p in PRESSURES:
            self.assertNear(run.value(f"{name}.{p}"), host.value(f"host.{p}"), absolute=ROUNDING * largest, what=p)

    def matrix(self, case):
        host = self.lammps(self.section(case, "host"))
        for threads, ranks in itertools.product((1,) if device.GPUS else (1, 2), (1, 2, 4)):
            if threads * ranks > 4:
                continue
            sections = {f"{newton}_{neigh}": self.section(case, f"{newton}_{neigh}",
                                                          f"package kokkos newton {newton} neigh {neigh}\n", "/kk")
                        for newton, neigh in LISTS}
            for form in ("device", "host"):
                sections[form] = self.section(case, form, suffix=f"/kk/{form}")
            run = self.lammps("".join(sections.values()), ranks=ranks, options=device.on(threads))
            self.assertIn("KOKKOS mode", run.text)
            for name in sections:
                with self.subTest(threads=threads, ranks=ranks, section=name):
                    self.same(host, run, name)

    def test_lj_free(self):
        self.data("data", harness.cluster(40, 3, box=4.0), (-1.0, 5.0), types=[1, 2] * 20)
        self.matrix(LJ_FREE)

    def test_lj_periodic(self):
        self.data("data", harness.cluster(60, 4, box=5.0, closest=0.75), (0.0, 5.0), types=[1, 2] * 30)
        self.matrix(LJ_PERIODIC)

    def test_gupta_free(self):
        self.data("data", harness.cluster(40, 5, box=10.0, closest=2.3), (-2.0, 13.0), types=[1, 2] * 20)
        self.matrix(GUPTA_FREE)

    def test_gupta_periodic(self):
        self.data("data", harness.cluster(80, 6, box=13.0, closest=2.3, period=13.0), (0.0, 13.0), types=[1, 2] * 40)
        self.matrix(GUPTA_PERIODIC)

    def test_sw_free(self):
        self.data("data", harness.cluster(40, 7, box=8.0, closest=1.7), (-1.0, 9.0))
        self.matrix(SW_FREE)

    def test_sw_periodic(self):
        self.data("data", harness.cluster(100, 2, box=11.0, closest=1.7), (0.0, 11.0))
        self.matrix(SW_PERIODIC)

    def test_many_types(self):
        """More types than the object itself holds: the parameters come from views."""
        self.data("data", harness.cluster(60, 4, box=5.0, closest=0.75), (0.0, 5.0), types=[1 + k % 15 for k in range(60)])
        coefficients = (f"pair_coeff {t} {t} {0.5 + 0.1 * t:.3f} {1.2 - 0.02 * t:.3f}\n" for t in range(1, 16))
        case = Case("units lj\nread_data data\n", "pair_style lj/hop{} 2.3\n" + "".join(coefficients))
        host = self.lammps(self.section(case, "host"))
        run = self.lammps(self.section(case, "many", suffix="/kk"), options=device.on(2))
        self.same(host, run, "many")

    def test_suffix_takes_it(self):
        self.data("data", harness.cluster(13, 3), (-1.0, 4.0))
        run = self.lammps("units lj\nboundary s s s\nread_data data\npair_style lj/hop\npair_coeff * * 1 1\nrun 0\n",
                          options=device.on())
        self.assertIn("pair lj/hop/kk", run.text)


if __name__ == "__main__":
    harness.main()
