# SPDX-License-Identifier: GPL-2.0-only
"""What the styles need of LAMMPS, they set by themselves, and give back at the end and after an error."""

import ctypes
import os
import re

import harness

CLUSTER = "units lj\nboundary s s s\natom_modify map array\nneighbor 0.3 nsq\nread_data data\n"
PAIR = "pair_style lj/hop\npair_coeff * * 1 1\n"


def crystal(atoms_file, units, lattice, cells, pair, mass, shake):
    return (f"units {units}\nlattice {lattice}\nregion box block 0 {cells} 0 {cells} 0 {cells}\ncreate_box 1 box\ncreate_atoms 1 box\n"
            f"mass 1 {mass}\ndisplace_atoms all random {shake} {shake} {shake} 5\npair_style {pair}\npair_coeff * * {atoms_file}\n")


class Library:
    """LAMMPS as a library: an error is an exception there, and the program goes on."""

    def __init__(self):
        folder = os.path.dirname(os.path.realpath(os.environ["LMP"]))
        self.lib = ctypes.CDLL(os.path.join(folder, "liblammps.so"), ctypes.RTLD_GLOBAL)
        self.lib.lammps_open_no_mpi.restype = ctypes.c_void_p
        self.lib.lammps_get_last_error_message.restype = ctypes.c_int
        self.lib.lammps_extract_global.restype = ctypes.c_void_p
        words = [b"lammps", b"-screen", b"none", b"-log", b"none", b"-nocite"]
        self.handle = ctypes.c_void_p(self.lib.lammps_open_no_mpi(len(words), (ctypes.c_char_p * len(words))(*words), None))

    def commands(self, text):
        """The error message, or an empty one."""
        for line in text.splitlines():
            self.lib.lammps_command(self.handle, line.encode())
            if self.lib.lammps_has_error(self.handle):
                message = ctypes.create_string_buffer(2000)
                self.lib.lammps_get_last_error_message(self.handle, message, 2000)
                return message.value.decode()
        return ""

    def skin(self):
        place = self.lib.lammps_extract_global(self.handle, b"neigh_skin")
        return ctypes.cast(place, ctypes.POINTER(ctypes.c_double))[0]

    def close(self):
        self.lib.lammps_close(self.handle)


class SettingsTest(harness.LammpsTest):
    def ghosts(self, text):
        """The communication cutoff of each run, as info has it."""
        return [float(x) for x in re.findall(r"(?i)communication cutoff\s*=\s*(\S+)", text)]

    def test_periodic_potentials_of_lammps_start(self):
        """EAM, Stillinger-Weber and Tersoff reach less far than the radial inputs: nothing has to be said of that."""
        for potential, *crystal_of in (("Cu_u3.eam", "metal", "fcc 3.615", 3, "eam", 63.5, 0.3),
                                       ("Si.sw Si", "metal", "diamond 5.431", 2, "sw", 28.0, 0.3),
                                       ("Si.tersoff Si", "metal", "diamond 5.431", 2, "tersoff", 28.0, 0.3)):
            folder = os.path.join(os.environ["LAMMPS_SOURCE_DIR"], "potentials")
            if not os.path.exists(os.path.join(folder, potential.split()[0])):
                self.skipTest(f"this LAMMPS source has no potentials/{potential.split()[0]}")
            for scale in ("2.1234567", "3.3333333"):
                with self.subTest(potential=potential, scale=scale):
                    run = self.lammps(crystal(f"{folder}/{potential}", *crystal_of) + "run 0\ninfo communication\nmin_style learned\n"
                                      f"min_modify weights {self.potential('si64.learned')} length_scale {scale}\n"
                                      "minimize 0 1e-5 50 1000\nrun 0\ninfo communication\n")
                    self.assertIn("Learned optimizer:", run.text)
                    before, after = self.ghosts(run.text)
                    self.assertEqual(before, after)
                    if 2.5 * float(scale) > 6.5:
                        self.assertIn(f"communication cutoff of {2.5 * float(scale) + max(2.0, float(scale)):.6g} during minimization", run.text)

    def test_no_ghosts_are_asked_for_where_there_are_none(self):
        """A free cluster on one rank; on two ranks the other's atoms are ghosts."""
        self.data("data", harness.cluster(13, 16, closest=0.95), (-2.0, 5.0))
        self.weights()
        script = CLUSTER + ("pair_style lj/cut 2.5\npair_coeff * * 1 1\nmin_style learned\n"
                            "min_modify weights test.learned length_scale 1.122462\nminimize 0 1e-8 50 1000\n")
        self.assertNotIn("communication cutoff of", self.lammps(script).text)
        self.assertIn("communication cutoff of 3.92862 during minimization", self.lammps(script, ranks=2).text)

    def test_the_users_own_cutoff_stays(self):
        self.data("data", harness.cluster(30, 2, box=5.0, closest=0.8), (0.0, 5.0))
        self.weights()
        script = ("units lj\nread_data data\npair_style lj/cut 1.5\npair_coeff * * 1 0.8\ncomm_modify cutoff {}\nmin_style learned\n"
                  "min_modify weights test.learned\nminimize 0 1e-8 50 1000\ninfo communication\n")
        for given in ("2.5", "3.25"):
            self.assertEqual(self.ghosts(self.lammps(script.format(given)).text)[-1], float(given))

    def test_multi_mode_is_refused_where_it_falls_short(self):
        self.data("data", harness.cluster(30, 2, box=5.0, closest=0.8), (0.0, 5.0))
        self.weights()
        script = ("units lj\nneighbor 0.3 multi\nread_data data\ncomm_modify mode {}\npair_style lj/cut 1.5\npair_coeff * * 1 0.8\n"
                  "min_style learned\nmin_modify weights test.learned\nminimize 0 1e-8 50 1000\n")
        self.refused(script.format("multi"), "needs ghost atoms", "comm_modify mode single")
        self.lammps(script.format("single"))

    def test_skin_comes_back_after_an_error(self):
        """In setup (atoms on top of each other), in the run (a fix halts it), and before either (a pair style refuses)."""
        good = harness.cluster(13, 16, closest=0.95)
        self.data("good", good, (-2.0, 5.0))
        bad = [list(place) for place in good]
        bad[1] = bad[0]
        self.data("bad", bad, (-2.0, 5.0))
        self.weights()
        os.chdir(self.folder)
        start = "clear\nunits lj\nboundary s s s\nneighbor 0.3 nsq\nread_data {}\n" + PAIR
        learned = "min_style learned\nmin_modify weights test.learned\nminimize 0 1e-8 100 1000\n"
        library = Library()
        self.addCleanup(library.close)
        self.assertEqual(library.commands(start.format("good") + learned), "")
        self.assertEqual(library.skin(), 0.3)
        self.assertIn("on top of each other", library.commands(start.format("bad") + learned))
        self.assertEqual(library.skin(), 0.3)
        halt = "variable step equal step\nfix stop all halt 1 v_step >= 5 error hard\n"
        self.assertIn("halt condition", library.commands(start.format("good") + halt + learned))
        self.assertEqual(library.skin(), 0.3)
        # an error between the style's own part and that of the pair style; the next minimize begins with the user's skin
        self.assertIn("pair", library.commands(start.format("good") + "pair_style lj/cut 2.5\n" + learned).lower())
        self.assertEqual(library.commands("pair_coeff * * 1 0.89\nminimize 0 1e-8 100 1000\n"), "")
        self.assertEqual(library.skin(), 0.3)

    def test_large_skin(self):
        """Room for the cluster to grow does not depend on the skin."""
        self.data("data", harness.cluster(13, 16, closest=0.95), (-2.0, 5.0))
        self.weights()
        self.lammps(CLUSTER + PAIR + "min_style learned\nmin_modify weights test.learned skin 1e10\nminimize 0 1e-8 100 1000\n")


if __name__ == "__main__":
    harness.main()
