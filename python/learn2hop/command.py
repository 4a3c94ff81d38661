# SPDX-License-Identifier: GPL-2.0-only
"""The command learn2hop of an installed package: runs the executable that came with it."""
import os
import pathlib
import sys


def main():
    program = pathlib.Path(__file__).resolve().parent / "bin" / "learn2hop"
    if not program.exists():
        sys.exit(f"learn2hop: {program} is missing: this package was built without the executable (L2H_TRAINER=OFF)")
    os.execv(program, [str(program), *sys.argv[1:]])
