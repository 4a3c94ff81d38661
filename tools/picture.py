# SPDX-License-Identifier: GPL-2.0-only
"""What the plotting tools share: matplotlib without a screen, a picture saved, and errors named after the tool."""
import pathlib
import sys


def fail(message):
    sys.exit(f"{pathlib.Path(sys.argv[0]).stem}: {message}")


def pyplot():
    """matplotlib.pyplot; ends with a word on how to get it where it is missing."""
    try:
        import matplotlib
    except ImportError:
        fail("needs matplotlib (Debian: apt install python3-matplotlib)")
    matplotlib.use("Agg")
    import matplotlib.pyplot
    return matplotlib.pyplot


def save(figure, path, dpi=150):
    try:
        figure.savefig(path, dpi=dpi)
    except OSError as error:
        fail(f"cannot write {path}: {error.strerror}")
