# SPDX-License-Identifier: GPL-2.0-only
"""min_style learned against the scalar reference step by step, and what its keywords promise."""

import os
import re
import subprocess

import harness

# The reference works in double and the engine in single precision: positions agree to some 1e-7 after a step and to
# 1e-6 after twenty. One thing multiplies that: an input's sign code has a slope of exp(10) around 0, so where a moving
# average comes within 5e-5 of 0 its rounding moves the atom by 1e-4. The starts below (the seeds) have no such event.
STEPS = 20
ROUNDING = 5e-6

FREE = "units lj\nboundary f f f\nread_data data\npair_style lj/hop\npair_coeff * * 1 1\n"
DUMP = "dump 1 all custom 1 dump id xu yu zu\ndump_modify 1 sort id format float %.17g\n"


def minimize(steps, weights="test.learned", keywords="quench none keep last", allowed=None):
    return (f"thermo_modify norm no\nmin_style learned\nmin_modify weights {weights} horizon {steps} {keywords}\n"
            f"minimize 0 0 {allowed or steps} 1000000\n")


def center(atoms):
    return [sum(x) / len(atoms) for x in zip(*atoms.values())]


def difference(one, other):
    return [a - b for a, b in zip(one, other)]


def relative(atoms):
    """Positions relative to their center."""
    return {i: difference(place, center(atoms)) for i, place in atoms.items()}


def moves(frames):
    """The largest move of a coordinate in each step, less the shift that takes the center back to the first one."""
    moved = []
    for before, after in zip(frames, frames[1:]):
        shift = difference(center(before), center(frames[0]))
        moved.append(harness.largest_difference({i: difference(place, shift) for i, place in before.items()}, after))
    return moved


class MinTest(harness.LammpsTest):
    def reference(self, positions, horizon, steps=STEPS, weights="test.learned", system=None):
        """Positions and energy of each step from 0, by the reference: [(energy, {id: position})]."""
        text = "\n".join(" ".join(repr(x) for x in p) for p in positions)
        system = system or f"lj:{len(positions)}"
        lines = subprocess.run([os.environ["L2H_REFERENCE_RUN"], self.path(weights), system, str(horizon), str(steps)],
                               input=text, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
        frames, atoms = [], len(positions)
        for step in range(steps + 1):
            block = lines[step * (atoms + 1):(step + 1) * (atoms + 1)]
            frames.append((float(block[0].split()[1]),
                           {i + 1: [float(x) for x in line.split()] for i, line in enumerate(block[1:])}))
        return frames

    def follows(self, run, frames, scale=1.0, first=1):
        """The dump of `run` has the reference's positions at each step, relative to the center of the atoms. The center
        goes by the last step's share alone, for each step takes back that of the step before."""
        found = run.dump()
        self.assertEqual(len(found), len(frames))
        ours = [{i: [x / scale for x in atoms[i + first - 1]] for i in frames[0][1]} for _, atoms in found]
        expected = [atoms for _, atoms in frames]
        for step, (one, other) in enumerate(zip(ours, expected)):
            self.assertLess(harness.largest_difference(relative(one), relative(other)), ROUNDING, f"step {step}")
            gone = difference(center(one), center(ours[0]))
            share = difference(center(other), center(expected[max(step - 1, 0)]))
            self.assertLess(max(map(abs, difference(gone, share))), ROUNDING, f"center at step {step}")
        gone = harness.largest_difference(expected[0], expected[-1])
        self.assertGreater(gone, 0.2, "the atoms hardly moved: nothing was tested")

    def start(self, atoms=13, seed=16, room=3.0):
        positions = harness.cluster(atoms, seed, box=room, closest=0.95)
        self.data("data", positions, (-2.0, room + 2.0))
        return positions

    def test_steps_of_a_free_cluster(self):
        positions = self.start()
        self.weights()
        run = self.lammps(FREE + DUMP + minimize(200, allowed=STEPS))
        self.follows(run, self.reference(positions, 200))

    def test_steps_with_every_kind_of_input(self):
        """Large random shares of all inputs; without radial inputs; without progress."""
        for options in (("random", 0.2), ("random", 0.1, "radial", 0), ("random", 0.1, "progress", 0, "horizon", 30)):
            positions = self.start(38, 12, room=4.5)
            self.weights("test.learned", *options)
            run = self.lammps(FREE + DUMP + minimize(30, allowed=STEPS))
            self.follows(run, self.reference(positions, 30))

    def test_steps_with_stock_lj_cut(self):
        positions = self.start()
        self.weights()
        run = self.lammps("units lj\nboundary f f f\nread_data data\npair_style lj/cut 20\n"
                          f"pair_coeff * * 1 {2 ** (-1 / 6):.17g}\n" + DUMP + minimize(200, allowed=STEPS))
        self.follows(run, self.reference(positions, 200))

    def test_steps_across_a_periodic_boundary(self):
        """The cluster straddles the boundary: positions are relative to the center of unwrapped ones."""
        positions = self.start()
        self.data("data", [[x - 1.5 for x in p] for p in positions], (0.0, 25.0))
        self.weights()
        run = self.lammps("units lj\nread_data data\npair_style lj/cut 10\n"
                          f"pair_coeff * * 1 {2 ** (-1 / 6):.17g}\n" + DUMP + minimize(200, allowed=STEPS))
        self.follows(run, self.reference(positions, 200))

    def test_steps_in_other_units(self):
        """Gold-like scales in metal units: the same run, times the length scale."""
        positions = self.start()
        self.data("data", [[2.9 * x for x in p] for p in positions], (-6.0, 15.0))
        self.weights()
        run = self.lammps("units metal\nboundary f f f\nread_data data\npair_style lj/hop\npair_coeff * * 0.4 2.9\n" + DUMP +
                          minimize(200, keywords="length_scale 2.9 energy_scale 0.4 quench none keep last", allowed=STEPS))
        self.follows(run, self.reference(positions, 200), scale=2.9)

    def test_steps_of_an_alloy(self):
        """pair_style gupta/hop with two species, scales from the weights."""
        positions = [[2.9 * x for x in p] for p in harness.cluster(13, 31, closest=0.95)]
        self.data("data", positions, (-6.0, 15.0), types=[1] * 5 + [2] * 8)
        self.weights("test.learned", "species", 2, "random", 0.1, "units", "metal", "length", 2.8885, "energy", 0.5)
        run = self.lammps("units metal\nboundary f f f\nread_data data\npair_style gupta/hop\n"
                          f"pair_coeff * * {self.potential('AgAu.gupta')} Ag Au\n" + DUMP + minimize(200, allowed=STEPS))
        self.follows(run, self.reference(positions, 200, system="gupta:Ag5Au8"))

    def test_steps_of_silicon(self):
        """pair_style sw/hop in a periodic cell; in the smaller one, atoms meet several images of a neighbor. The radial
        inputs reach further than the potential, and the ghost atoms with them."""
        for atoms, seed in ((8, 3), (64, 4)):
            edge = 5.482 * (atoms / 8) ** (1 / 3)
            positions = harness.cluster(atoms, seed, box=edge, closest=1.5, period=edge)
            self.data("data", positions, (0.0, edge))
            self.weights("test.learned", "random", 0.1, "units", "metal", "length", 2.0951, "energy", 2.16826)
            run = self.lammps("units metal\nread_data data\npair_style sw/hop\n"
                              f"pair_coeff * * {self.potential('Si-paper.sw')} Si\n" + DUMP +
                              minimize(200, allowed=STEPS))
            self.follows(run, self.reference(positions, 200, system=f"sw:Si{atoms}"))

    def test_molecules_are_systems_of_their_own(self):
        """Two clusters in one box, each told its own size and center."""
        one, two = harness.cluster(13, 21, closest=0.95), harness.cluster(7, 22, closest=0.95)
        self.data("data", one + [[x + 30.0 for x in p] for p in two], (-5.0, 40.0))
        self.weights("test.learned", "random", 0.2)
        run = self.lammps("units lj\nboundary f f f\nfix mol all property/atom mol\nread_data data\n"
                          "set atom 1*13 mol 2\nset atom 14*20 mol 1\n"
                          f"pair_style lj/cut 10\npair_coeff * * 1 {2 ** (-1 / 6):.17g}\n" + DUMP +
                          minimize(100, keywords="quench none keep last natoms molecule", allowed=STEPS))
        self.follows(run, self.reference(one, 100))
        self.follows(run, self.reference(two, 100), first=14)

    def test_species(self):
        """Weights that know two species move a cluster by its types, as the keyword or the types themselves say."""
        positions = harness.cluster(13, 11, closest=0.95)
        self.weights("two.learned", "species", 2, "random", 0.2)

        def last(types, keywords):
            self.data("data", positions, (-2.0, 5.0), types=types)
            return self.lammps(FREE + DUMP + minimize(STEPS, "two.learned", "quench none keep last " + keywords)).dump()[-1][1]

        plain = last([1] * 13, "")
        mixed = last([1] * 6 + [2] * 7, "")
        self.assertGreater(harness.largest_difference(plain, mixed), 1e-3)
        self.assertLess(harness.largest_difference(plain, last([1] * 6 + [2] * 7, "species 1 1")), 1e-12)
        self.assertLess(harness.largest_difference(mixed, last([2] * 6 + [1] * 7, "species 2 1")), 1e-12)

    def test_a_new_minimize_starts_anew(self):
        """Twice in one process, or the second time in a fresh one: the moments of the first run are gone."""
        self.start()
        self.weights("test.learned", "random", 0.1)
        half = minimize(10)
        twice = self.lammps(FREE + half + "write_dump all custom between id type x y z modify sort id format float %.17g\n"
                            + half + "write_dump all custom dump id x y z modify sort id format float %.17g\n")
        (_, between), = twice.dump("between")
        self.data("data", [columns[1:] for _, columns in sorted(between.items())], (-2.0, 5.0))
        fresh = self.lammps(FREE + half + "write_dump all custom fresh id x y z modify sort id format float %.17g\n")
        self.assertLess(harness.largest_difference(twice.dump()[0][1], fresh.dump("fresh")[0][1]), 1e-6)

    def test_best_structure_is_kept_and_quenched(self):
        """A hot run ends far above its best: that comes back, and the quench goes down from it to ftol."""
        self.start()
        self.weights("hot.learned", "size", 1.4, "random", 0)
        values = 'print "pe = $(pe:%.17g)"\n'
        free = FREE.replace("f f f", "s s s")
        kept = self.lammps(free + minimize(500, "hot.learned", "quench none", allowed=300) + values)
        last = self.lammps(free + minimize(500, "hot.learned", "quench none keep last", allowed=300) + values)
        best = float(re.search(r"best energy (\S+) at step", kept.text)[1])
        self.assertNear(kept.value("pe"), best, relative=1e-9)
        self.assertGreater(last.value("pe"), best + 0.1)
        quenched = self.lammps(free + minimize(300, "hot.learned", "quench cg", allowed=1300).replace("minimize 0 0", "minimize 0 1e-8")
                               + 'print "pe = $(pe:%.17g)"\nprint "fnorm = $(fnorm:%.17g)"\n')
        self.assertLess(quenched.value("fnorm"), 1e-8)
        self.assertLess(quenched.value("pe"), best)
        self.assertIn("Stopping criterion = force tolerance", quenched.text)

    def test_gradient_descent_quench(self):
        """From a minimum pushed a little, the paper's 1000 steps at 1e-3 come back to it."""
        self.start()
        self.weights("test.learned", "random", 0)
        run = self.lammps(FREE + minimize(2000, keywords="quench gd 1000", allowed=3000) + 'print "fnorm = $(fnorm:%.17g)"\n'
                          'print "step = $(step)"\n')
        self.assertLess(run.value("fnorm"), 1e-2)
        self.assertEqual(run.value("step"), 3000)
        self.assertIn("quench: 1000 steps, 1000 force evaluations", run.text)

    def test_automatic_horizon_and_limits(self):
        """horizon auto leaves the quench a fifth, at most 1000; max iterations and evaluations are kept."""
        self.start()
        self.weights("test.learned", "random", 0)
        text = FREE + "min_style learned\nmin_modify weights test.learned {}\nminimize 0 1e-8 {} {}\n"
        for keywords, iterations, evaluations, horizon in (("", 6000, 100000, 5000), ("", 500, 100000, 400),
                                                           ("quench gd 50", 500, 100000, 450),
                                                           ("quench none", 500, 100000, 500), ("", 100000, 1000, 800)):
            run = self.lammps(text.format(keywords, iterations, evaluations))
            self.assertIn(f"horizon {horizon},", run.text)
            used = re.search(r"Iterations, force evaluations = (\d+) (\d+)", run.text)
            self.assertLessEqual(int(used[1]), iterations)
            # a line search of the quench finishes what it has begun
            self.assertLessEqual(int(used[2]), evaluations + 20)
        run = self.lammps(text.format("horizon 400", 1000, 50))
        self.assertIn("Stopping criterion = max force evaluations", run.text)
        self.assertRegex(run.text, r"Iterations, force evaluations = (49|50) (49|50)\n")
        self.lammps(text.format("", 0, 0))

    def test_output_and_counting_of_steps(self):
        self.start()
        self.weights()
        run = self.lammps(FREE + "thermo 7\nthermo_style custom step pe\nreset_timestep 100\n" + minimize(30, allowed=40))
        printed = [int(step) for step in re.findall(r"^\s+(\d+)\s+-?\d+\.\d+\s*$", run.text, re.MULTILINE)]
        self.assertEqual(printed, [100, 105, 112, 119, 126, 130])
        self.assertIn("Stopping criterion = end of the learned steps", run.text)
        self.assertIn("30 of 30 steps, 30 force evaluations", run.text)

    def test_frozen_atoms_stay(self):
        self.start()
        self.weights("test.learned", "random", 0.2)
        run = self.lammps(FREE + "group frozen id 3 5\nfix 1 frozen setforce 0 0 0\ngroup halt id 7\nfix 2 halt setforce NULL NULL 0\n"
                          + DUMP + minimize(20))
        (_, first), (_, last) = run.dump()[0], run.dump()[-1]
        self.assertEqual(first[3], last[3])
        self.assertEqual(first[5], last[5])
        self.assertEqual(first[7][2], last[7][2])
        self.assertNotEqual(first[7][0], last[7][0])
        self.assertNotEqual(first[1], last[1])

    def test_the_skin_is_widened_and_comes_back(self):
        """A length scale at least, the keyword's value where it is given, and the user's own after the run."""
        self.start()
        self.weights()
        for keyword, skin in (("", "1"), ("skin 0.2", "0.2"), ("length_scale 1.2", "1.2")):
            run = self.lammps(FREE.replace("lj/hop", "lj/hop 4.0") + minimize(5, keywords="quench none keep last " + keyword) + "run 0\ninfo comm\n")
            self.assertIn(f"Switching to a neighbor skin of {skin} during minimization", run.text)
            self.assertIn(f"master list distance cutoff = {4 + float(skin):g}\n", run.text)
            self.assertRegex(run.text, r"(?i)communication cutoff\s*=\s*4\.3\b")
        run = self.lammps(FREE + "neighbor 1.0 bin\n" + minimize(5, keywords="quench none keep last"))
        self.assertNotIn("neighbor skin of", run.text)

    def test_dmax_bounds_moves(self):
        self.start()
        self.weights()
        run = self.lammps(FREE + DUMP + minimize(20, keywords="quench none keep last dmax 0.01"))
        frames = [atoms for _, atoms in run.dump()]
        moved = moves(frames)
        self.assertNear(max(moved), 0.01, relative=1e-6)
        self.assertRegex(run.text, r"\b[1-9]\d* moves bounded")

    def test_an_exploding_optimizer_is_bounded_and_counted(self):
        """Weights a thousand times too large, from a start with atoms at 0.05 d0: no NaN, and it says what it did."""
        positions = self.start()
        positions[1] = [positions[0][0] + 0.05, *positions[0][1:]]
        self.data("data", positions, (-1000.0, 1000.0))
        self.weights("wild.learned", "size", 1000.0)
        run = self.lammps(FREE.replace("read_data", "neighbor 0.3 nsq\nread_data") + DUMP +
                          minimize(200, "wild.learned", "quench none") + 'print "pe = $(pe:%.17g)"\n')
        self.assertRegex(run.text, r"\b[1-9]\d* moves bounded")
        self.assertLess(run.value("pe"), 1e12)
        frames = [atoms for _, atoms in run.dump()]
        moved = moves(frames[:-1])
        self.assertLessEqual(max(moved), 0.5 + 1e-6)

    def test_a_free_cluster_stays_in_a_fixed_box(self):
        """Through a whole run of trained weights, which would move it by some 5 d0; not where an outside force moves it."""
        self.start()
        self.data("data", [[x - 1.5 for x in place] for place in harness.cluster(13, 16, closest=0.95)], (-5.0, 5.0))
        script = FREE.replace("read_data", "neighbor 0.3 nsq\nread_data") + "{}" + minimize(3000, self.potential("lj13.learned")) + (
            'variable x equal xcm(all,x)\nprint "x = $(v_x:%.17g)"\n')
        # no more than one step's own share, which the next would take back
        self.assertNear(self.lammps(script.format("")).value("x"), self.mean_x(), absolute=0.3)
        pulled = "fix 1 all addforce 1.0 0 0\nfix 2 all indent 100.0 plane x 3.0 hi\n"
        self.assertGreater(self.lammps(script.format(pulled)).value("x"), self.mean_x() + 0.5)

    def mean_x(self):
        with open(self.path("data")) as file:
            rows = [line.split() for line in file.read().split("Atoms")[1].split("\n") if len(line.split()) == 5]
        return sum(float(row[2]) for row in rows) / len(rows)

    def test_wall_time_limit(self):
        self.start()
        self.weights("test.learned", "size", 0.3, "random", 0)
        run = self.lammps(FREE.replace("f f f", "s s s") + "timer timeout 0:00:01 every 100\n" + minimize(100000000, keywords="quench none"))
        self.assertIn("Stopping criterion = walltime limit reached", run.text)


if __name__ == "__main__":
    harness.main()
