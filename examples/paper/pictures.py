# SPDX-License-Identifier: GPL-2.0-only
"""How the figures look: one colour and one name for a method everywhere, captions under the panels."""
import pathlib
import sys
import textwrap

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import picture  # noqa: E402

COLORS = {"Adam": "tab:gray", "FIRE": "tab:olive", "basin hopping": "tab:orange", "basin hopping, L-BFGS": "tab:red",
          "basin hopping, 10x": "tab:brown", "ESMC, paper's recipe": "tab:green", "GA, paper's recipe": "tab:purple",
          "trained on 13": "tab:blue", "trained on 75": "tab:cyan", "trained on six sizes": "tab:green",
          "shipped, trained on 13": "tab:blue", "shipped, trained on 38": "tab:purple", "shipped, trained on six": "tab:green"}


def colors(methods):
    """{method: its colour}: what has none of its own takes the next of those that are left, so that no two look alike."""
    methods = list(dict.fromkeys(methods))
    left = iter(color for color in ("tab:blue", "tab:green", "tab:purple", "tab:cyan", "tab:pink")
                if color not in [COLORS.get(method) for method in methods])
    return {method: COLORS.get(method) or next(left) for method in methods}


def ready():
    """Ends with a word on it where matplotlib is missing: before hours of measuring, not after."""
    picture.pyplot()


def panels(rows, columns=1, width=8.0, height=3.2, **options):
    plt = picture.pyplot()
    plt.rcParams.update({"axes.grid": True, "grid.alpha": 0.3, "axes.axisbelow": True})
    return plt.subplots(rows, columns, figsize=(width, height * rows + 0.5), squeeze=False, **options)


def save(figure, path, caption):
    """With the caption beneath, in lines that fit."""
    width, height = figure.get_size_inches()
    lines = textwrap.wrap(caption, int(width * 15.5))
    share = (0.17 * len(lines) + 0.1) / height
    figure.set_layout_engine("constrained", rect=(0, share, 1, 1 - share))
    figure.text(0.01, 0.08 / height, "\n".join(lines), fontsize=8, va="bottom")
    picture.save(figure, path, dpi=110)
    shrink(path)
    print(path)


def shrink(path):
    """To 96 colours, which halves the file. matplotlib brings Pillow."""
    from PIL import Image
    with Image.open(path) as image:
        small = image.convert("RGB").quantize(96)
    small.save(path, optimize=True)
