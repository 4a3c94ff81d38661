# SPDX-License-Identifier: GPL-2.0-only
"""One Kokkos for LAMMPS and the plugin: loading, leaving and exit are clean."""

import os
import re
import subprocess

import device
import harness

PLUGIN = os.path.join(os.environ["LAMMPS_PLUGIN_PATH"], "learn2hopplugin.so")
ON = device.on(2)
RUN = "units lj\nboundary s s s\nread_data data\npair_style lj/hop/kk\npair_coeff * * 1 1\nrun 0\n"


class PluginKokkosTest(harness.LammpsTest):
    def setUp(self):
        super().setUp()
        self.data("data", harness.cluster(13, 16, closest=0.95), (-2.0, 5.0))

    def test_use_clear_and_use_again(self):
        for ranks in (1, 2):
            run = self.lammps(RUN + "clear\n" + RUN + "plugin clear\nplugin list\n", options=ON, ranks=ranks)
            self.assertIn("Currently loaded plugins: 0", run.text)
            self.assertIn("Total wall time", run.text)

    def test_exit_in_use(self):
        self.assertIn("Total wall time", self.lammps(RUN, options=ON).text)

    def test_load_without_kokkos_switched_on(self):
        """The host styles are there, and the kk ones refuse as LAMMPS's own do."""
        self.assertIn("Total wall time", self.lammps(RUN.replace("lj/hop/kk", "lj/hop")).text)
        self.refused(RUN, "without enabling KOKKOS")

    def test_no_second_copy_of_kokkos(self):
        """Globals of Kokkos, of the core's at least, stand in one library, which LAMMPS and the plugin both name."""
        def nm(what):
            return subprocess.run(["nm", "-D", "-C", what, PLUGIN], stdout=subprocess.PIPE, text=True, check=True).stdout

        self.assertEqual([line.split()[-1] for line in nm("--defined-only").splitlines()], ["lammpsplugin_init"])
        self.assertRegex(nm("--undefined-only"), r"U Kokkos::")
        every = subprocess.run(["nm", "-C", "--defined-only", PLUGIN], stdout=subprocess.PIPE, text=True, check=True).stdout
        core = [line for line in every.splitlines() if re.search(r" [BDbd] Kokkos::Impl::(g_|OpenMPInternal|ExecSpaceManager)", line)]
        self.assertEqual(core, [])

    def needed(self, file):
        lines = subprocess.run(["readelf", "-d", file], stdout=subprocess.PIPE, text=True, check=True).stdout
        return re.findall(r"NEEDED.*\[(libkokkoscore[^]]*)\]", lines)

    def test_the_same_library_as_the_host(self):
        host = os.path.join(os.path.dirname(os.path.realpath(os.environ["LMP"])), "liblammps.so")
        self.assertEqual(len(self.needed(host)), 1)
        self.assertEqual(self.needed(PLUGIN), self.needed(host))


if __name__ == "__main__":
    harness.main()
