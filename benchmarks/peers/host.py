# SPDX-License-Identifier: GPL-2.0-only
"""Where the programs are, and the environment that they run in."""
import os
import pathlib

from systems import ROOT

BUILD = pathlib.Path(os.environ.get("LEARN2HOP_BUILD", ROOT / "build"))


def environment():
    """In which LAMMPS finds the plugin, its own potentials and the project's, and runs alone."""
    known = os.environ.get("LAMMPS_POTENTIALS", "")
    folders = [known, str(ROOT / "potentials")] if known else [str(ROOT / "potentials")]
    return {**os.environ, "LAMMPS_PLUGIN_PATH": str(BUILD), "LAMMPS_POTENTIALS": os.pathsep.join(folders), "OMP_NUM_THREADS": "1",
            "OMPI_MCA_ess_singleton_isolated": "1", "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}
