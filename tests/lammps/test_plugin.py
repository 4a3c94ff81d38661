# SPDX-License-Identifier: GPL-2.0-only
"""Loading and leaving: the plugin comes and goes cleanly, and refuses a LAMMPS that it was not built for."""

import os
import re
import shutil
import subprocess

import harness

RUN = ("units lj\nboundary s s s\nread_data data\npair_style lj/hop\npair_coeff * * 1 1\ncompute radial all radial/hop/atom\n"
       "compute sum all reduce sum c_radial[1]\nthermo_style custom step pe c_sum\n"
       "min_style learned\nmin_modify weights test.learned\nminimize 0 1e-8 50 1000\n")


def plugin():
    folder = os.environ["LAMMPS_PLUGIN_PATH"]
    return os.path.join(folder, "learn2hopplugin.so")


class PluginTest(harness.LammpsTest):
    def setUp(self):
        super().setUp()
        self.data("data", harness.cluster(13, 16, closest=0.95), (-2.0, 5.0))
        self.weights()

    def test_load_by_name_use_clear_and_use_again(self):
        run = self.lammps(f"plugin load {plugin()}\nplugin list\n" + RUN + "clear\n" + RUN + "plugin clear\nplugin list\n",
                          environment={"LAMMPS_PLUGIN_PATH": ""})
        for style in ("pair style plugin lj/hop", "pair style plugin gupta/hop", "pair style plugin sw/hop",
                      "compute style plugin radial/hop/atom", "min style plugin learned"):
            self.assertIn(style, run.text)
        self.assertIn("Currently loaded plugins: 0", run.text)
        self.assertEqual(run.text.count("Learned optimizer:"), 2)
        with open(os.path.join(harness.SOURCE, "CMakeLists.txt")) as file:
            version = re.search(r"^project\(learn2hop VERSION ([\d.]+) ", file.read(), re.MULTILINE).group(1)
        self.assertEqual(run.text.count(f"  Parameters for learned of learn2hop {version}:\n"), 2)
        self.assertIn("Total wall time", run.text)

    def test_unload_while_in_use(self):
        run = self.lammps(RUN + "plugin unload min learned\nplugin unload compute radial/hop/atom\nplugin unload pair lj/hop\n"
                          "plugin unload pair gupta/hop\nplugin unload pair sw/hop\nplugin list\n"
                          "thermo_style one\nuncompute sum\npair_style zero 2.5\npair_coeff * *\nthermo_style one\nrun 0\n")
        self.assertIn("Currently loaded plugins: 0", run.text)
        self.refused(RUN + "plugin clear\npair_style lj/hop\n", "Unrecognized pair style 'lj/hop'")

    def test_exit_with_everything_in_use(self):
        self.assertIn("Total wall time", self.lammps(RUN).text)

    def test_another_version_is_refused(self):
        run = self.refused(f"plugin load {os.environ['L2H_OTHER_VERSION']}\n", "was built for LAMMPS 1 Apr 2020 and this is LAMMPS",
                           "build it against this LAMMPS", environment={"LAMMPS_PLUGIN_PATH": ""})
        self.assertIn(run.text.splitlines()[0].strip("LAMPS ()"), run.text.split("this is LAMMPS")[1])

    def test_another_version_in_the_plugin_path_is_refused(self):
        shutil.copy(os.environ["L2H_OTHER_VERSION"], self.path("otherplugin.so"))
        self.refused("plugin list\n", "was built for LAMMPS 1 Apr 2020", environment={"LAMMPS_PLUGIN_PATH": self.folder})

    def test_other_versions_can_load_it_to_be_refused(self):
        """A function that a version lacks is an error of the loader's, which names neither version."""
        if not shutil.which("nm"):
            self.skipTest("no nm here")
        with open(os.path.join(harness.SOURCE, "tests", "lammps", "symbols_22Jul2025.txt")) as file:
            known = {line.strip() for line in file if not line.startswith("#")}
        lines = subprocess.run(["nm", "-D", "--undefined-only", plugin()], stdout=subprocess.PIPE, text=True, check=True).stdout
        needed = {line.split()[-1] for line in lines.splitlines() if "LAMMPS_NS" in line or " lammps_" in line}
        if any("Kokkos" in name for name in needed):
            self.skipTest("the list is for a plugin without Kokkos styles")
        self.assertGreater(len(needed), 50)
        self.assertEqual(needed - known, set())

    def test_only_the_entry_is_exported(self):
        """A symbol of the engine's that met one of another plugin's would be taken for it."""
        if not shutil.which("nm"):
            self.skipTest("no nm here")
        lines = subprocess.run(["nm", "-D", "--defined-only", plugin()], stdout=subprocess.PIPE, text=True, check=True).stdout
        self.assertEqual([line.split()[-1] for line in lines.splitlines()], ["lammpsplugin_init"])


if __name__ == "__main__":
    harness.main()
