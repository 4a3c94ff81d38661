# SPDX-License-Identifier: GPL-2.0-only
"""The shared library of the search, loaded by cffi.

What it declares is in `declarations.h` beside this file, which the build makes from the library's own C headers
(src/library/learn2hop.h): no layout is written twice.
"""
import os
import pathlib

import cffi

# Not resolved: in a build tree this folder is made of links.
PREFIX = pathlib.Path(os.path.abspath(__file__)).parent


class Error(ValueError):
    """What the library says is wrong, and how to mend it."""


def _declarations():
    path = PREFIX / "declarations.h"
    try:
        return path.read_text()
    except OSError as error:
        raise ImportError(f"{path} is missing: this folder is no installed learn2hop. Install it by `pip install .`, or "
                          "put build/python of a build by CMake in PYTHONPATH") from error


def _library():
    found = [path for folder in ("lib", "lib64") for path in sorted((PREFIX / folder).glob("liblearn2hop_search.so*"))]
    if not found:
        raise ImportError(f"{PREFIX}/lib holds no liblearn2hop_search.so: install learn2hop again")
    return found[0]


ffi = cffi.FFI()
ffi.cdef(_declarations())
lib = ffi.dlopen(str(_library()))


def text(pointer):
    return ffi.string(pointer).decode()


def version():
    """Version of the library, the only place where the package has one."""
    return text(lib.l2h_library_version())


def checked(call, *arguments):
    """Calls a function that takes an error last: its result, or Error with the message where that is NULL or -1."""
    error = ffi.new("struct l2h_error *")
    result = call(*arguments, error)
    failed = result != 0 if isinstance(result, int) else result == ffi.NULL
    if failed:
        raise Error(text(error.text))
    return result


def find_file(name):
    """Path of a weights file: as named, or in a folder of LAMMPS_POTENTIALS, or among those that came with this package;
    `lj13` stands for `lj13.learned`."""
    name = os.fspath(name)
    shipped = PREFIX / "share" / "learn2hop" / "potentials"
    folders = ["", *filter(None, os.environ.get("LAMMPS_POTENTIALS", "").split(os.pathsep)), shipped]
    for folder in folders:
        for ending in ("", ".learned"):
            path = os.path.join(folder, name + ending)
            if os.path.isfile(path):
                return path
    known = ", ".join(sorted(path.stem for path in shipped.glob("*.learned")))
    raise FileNotFoundError(f"no weights {name}, neither as named nor in LAMMPS_POTENTIALS nor among those that came with "
                            f"learn2hop: {known}")


class Weights:
    """A weights file: handle for the library, and facts (units, length, energy, horizon, any_horizon, species)."""

    def __init__(self, name):
        self.path = find_file(name)
        self.handle = ffi.gc(checked(lib.l2h_weights_open, os.fsencode(self.path)), lib.l2h_weights_close)
        self.facts = ffi.new("struct l2h_weights_facts *")
        lib.l2h_weights_tell_facts(self.handle, self.facts)

    @property
    def units(self):
        return text(self.facts.units)
