# SPDX-License-Identifier: GPL-2.0-only
# The pages as HTML: cmake --build build --target docs, or sphinx-build -W docs FOLDER.
import pathlib
import re

root = pathlib.Path(__file__).resolve().parent.parent
project = "learn2hop"
copyright = author = "the learn2hop developers"
release = version = re.search(r"project\(learn2hop VERSION (\S+)", (root / "CMakeLists.txt").read_text()).group(1)
extensions = ["myst_parser"]
myst_heading_anchors = 4  # links like results.md#mean-first-encounter
exclude_patterns = ["man"]
html_theme = "alabaster"
html_theme_options = {"page_width": "1100px", "description": "low-energy structures by learned hops"}
html_show_sphinx = False
