# SPDX-License-Identifier: GPL-2.0-only
"""LAMMPS as the potential of methods in Python: the build's liblammps through its C interface, one instance a run."""
import ctypes
import os

import numpy as np

from host import BUILD, environment

AFTER = ("neigh_modify every 1 delay 0 check no", "thermo_style custom pe", "thermo_modify norm no",
         "thermo 0", "timestep 0")
CLUSTER = ("neighbor 0.0 nsq",)  # no bins, of which a box that has burst would have too many
CRYSTAL = ("neighbor 0.0 bin",)


def library():
    """liblammps, which lies beside the program that build/lmp is."""
    os.environ.update(environment())
    beside = (BUILD / "lmp").resolve().parent
    found = sorted(beside.glob("liblammps.so*"))
    if not found:
        raise SystemExit(f"{beside} has no liblammps.so: build with a LAMMPS of BUILD_SHARED_LIBS=on, or set LEARN2HOP_BUILD")
    c = ctypes.CDLL(str(found[0]), mode=ctypes.RTLD_GLOBAL)
    c.lammps_open_no_mpi.restype = ctypes.c_void_p
    c.lammps_get_thermo.restype = ctypes.c_double
    for name in ("file", "command", "close", "get_thermo", "gather_atoms", "scatter_atoms", "has_error", "get_last_error_message"):
        function = getattr(c, "lammps_" + name)
        function.argtypes = {"close": [ctypes.c_void_p], "has_error": [ctypes.c_void_p],
                             "gather_atoms": [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_int, ctypes.c_void_p],
                             "scatter_atoms": [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_int, ctypes.c_void_p],
                             "get_last_error_message": [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int],
                             }.get(name, [ctypes.c_void_p, ctypes.c_char_p])
    return c


class Engine:
    """The system's atoms as its script makes them with this seed; energies and forces of other places, in its units."""

    c = None

    def __init__(self, system, seed):
        Engine.c = Engine.c or library()
        words = [b"lmp", b"-log", b"none", b"-screen", b"none", b"-nocite"]
        for name, value in (("seed", str(seed)), *system.variables):
            words += [b"-var", name.encode(), value.encode()]
        self.handle = self.c.lammps_open_no_mpi(len(words), (ctypes.c_char_p * len(words))(*words), None)
        before = os.getcwd()
        os.chdir(system.script.parent)
        try:
            self.c.lammps_file(self.handle, str(system.script).encode())
        finally:
            os.chdir(before)
        self.checked()
        self.periodic = system.known is None
        for line in (*AFTER, *(CRYSTAL if self.periodic else CLUSTER)):
            self.command(line)
        self.command("run 0 post no")
        self.atoms = system.atoms
        self.start = self.gather(b"x")
        self.cell = self.c.lammps_get_thermo(self.handle, b"lx") if self.periodic else None

    def checked(self):
        if self.c.lammps_has_error(self.handle):
            message = ctypes.create_string_buffer(1024)
            self.c.lammps_get_last_error_message(self.handle, message, len(message))
            raise RuntimeError("LAMMPS: " + message.value.decode().strip())

    def command(self, line):
        self.c.lammps_command(self.handle, line.encode())
        self.checked()

    def gather(self, name):
        values = np.empty(3 * self.atoms)
        self.c.lammps_gather_atoms(self.handle, name, 1, 3, values.ctypes.data)
        self.checked()
        return values.reshape(-1, 3)

    def compute(self, positions):
        """Energy, and forces [atoms][3], at positions [atoms][3]."""
        x = np.ascontiguousarray(positions, dtype=float)
        self.c.lammps_scatter_atoms(self.handle, b"x", 1, 3, x.ctypes.data)
        self.command("run 1 pre no post no")  # a step of no time: no setup, which would read potential files again
        return self.c.lammps_get_thermo(self.handle, b"pe"), self.gather(b"f")

    def close(self):
        self.c.lammps_close(self.handle)
