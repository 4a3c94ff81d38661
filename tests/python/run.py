# SPDX-License-Identifier: GPL-2.0-only
"""Runs one file of tests, or says which module is missing (exit status 77, CTest's skip)."""
import importlib
import os
import sys

for module in ("numpy", "ase", "cffi", "pytest"):
    try:
        importlib.import_module(module)
    except ImportError as error:
        print(f"skipped: {sys.executable} has no {module} ({error}); on Debian, apt-get install python3-{module}")
        sys.exit(77)

import pytest  # noqa: E402

here = os.path.dirname(os.path.abspath(__file__))
sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "--rootdir", here, os.path.join(here, sys.argv[1])]))
