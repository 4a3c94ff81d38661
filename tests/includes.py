#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Checks who includes whom. An error is

- an include against the order of the folders, below;
- a cycle: files that include each other by some way, a header and its .c or .cu being one;
- `../` in an include;
- two headers of one file name.

    tests/includes.py [ROOT]
"""
import collections
import pathlib
import re
import sys

# Each folder may include itself and these. training/ goes on from what stands beneath it.
BENEATH = {
    "src/core": [],
    "src/cpu": ["src/core"],
    "src/search": ["src/core", "src/cpu"],
    "src/library": ["src/core", "src/cpu", "src/search"],
    "src/USER-LEARN2HOP": ["src/core", "src/cpu", "src/search"],
    "training/base/no_mpi": [],
    "training/base": ["src/core", "src/cpu", "src/search"],
    "training/systems": ["training/base"],
    "training/rollouts": ["training/systems"],
    "training/estimators": ["training/rollouts"],
    "training/evaluation": ["training/rollouts"],
    "training/searches": ["training/evaluation"],
    "training/baselines": ["training/estimators", "training/searches"],
    "training/loop": ["training/baselines"],
    "training/commands": ["training/loop", "cuda"],
    "cuda": ["src/core", "training/base", "training/systems", "training/rollouts"],
}
NOT_FOR = {"cuda": ["src/cpu"]}  # what it may not include although something beneath it does
# Files that are one module: a walker is what hosts see of it (walker.h, stop.h, lent_quench.h) and its inside (state.h, moves.h);
# a quench is lbfgs.h, and what is compiled for each of its hosts.
ONE = [["src/search/walker", "src/search/stop", "src/search/state", "src/search/moves", "src/search/lent_quench"],
       ["src/search/lbfgs", "src/search/lbfgs_iteration"]]
ENDINGS = {".c", ".h", ".cpp", ".cu", ".cuh"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*"([^"]+)"', re.MULTILINE)


def folder_of(path):
    return max((folder for folder in BENEATH if path.startswith(folder + "/")), key=len, default=None)


def allowed(folder):
    found, left = set(), [folder]
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += BENEATH[one]
    return found - set(NOT_FOR.get(folder, []))


def read_sources(root):
    """Path -> text, of every source below the folders."""
    return {path.relative_to(root).as_posix(): path.read_text()
            for top in ("src", "training", "cuda") for path in sorted((root / top).rglob("*")) if path.suffix in ENDINGS}


def resolve(name, path, sources):
    """The file that an include means, None for one that is not ours."""
    own = path.rsplit("/", 1)[0]
    roots = [own, "src", "training", "."] + ["src/USER-LEARN2HOP"] * own.startswith("src/USER-LEARN2HOP")
    for base in roots:
        candidate = (pathlib.PurePosixPath(base) / name).as_posix()
        if candidate in sources:
            return candidate
    return None


def module(path):
    name = path.rsplit(".", 1)[0]
    return next((files[0] for files in ONE if name in files), name)


def cycles(graph):
    """The sets of modules that reach each other."""
    def reach(start):
        found, left = set(), list(graph[start])
        while left:
            one = left.pop()
            if one not in found:
                found.add(one)
                left += graph[one]
        return found

    reached = {one: reach(one) for one in list(graph)}
    return sorted({tuple(sorted(two for two in reached if two in reached[one] and one in reached[two]))
                   for one in reached if one in reached[one]})


def check(sources):
    errors, graph = [], collections.defaultdict(set)
    for path, text in sources.items():
        folder = folder_of(path)
        if not folder:
            errors.append(f"{path}: its folder has no place in the order: add it to BENEATH in tests/includes.py")
            continue
        for name in INCLUDE.findall(text):
            if "../" in name:
                errors.append(f'{path}: "{name}": include from the roots src/ and training/, without ../')
                continue
            target = resolve(name, path, sources)
            if not target:
                continue
            if folder_of(target) not in allowed(folder):
                errors.append(f"{path}: {folder} must not include {target}")
            if module(target) != module(path):
                graph[module(path)].add(module(target))
                graph[module(target)] |= set()
    errors += ["a cycle: " + ", ".join(cycle) for cycle in cycles(graph)]
    names = collections.defaultdict(list)
    for path in sources:
        if path.endswith((".h", ".cuh")):
            names[path.rsplit("/", 1)[1]].append(path)
    errors += [f"one name, several headers: {', '.join(paths)}" for paths in names.values() if len(paths) > 1]
    return errors


def test_itself():
    """Each kind of error is seen, and what is allowed is not one."""
    good = {"src/core/a.h": "", "src/cpu/b.h": '#include "core/a.h"\n', "src/cpu/b.c": '#include "cpu/b.h"\n',
            "training/loop/c.c": '#include "cpu/b.h"\n#include <math.h>\n#include "mpi.h"\n',
            "training/base/e.h": '#include "cpu/b.h"\n',
            "cuda/d.cu": '#include "core/a.h"\n#include "base/e.h"\n', "cuda/f.h": "",
            "training/commands/g.c": '#include "cuda/f.h"\n'}
    assert check(good) == [], check(good)
    for path, text, said in [("src/core/a.h", '#include "cpu/b.h"\n', "must not include"),
                             ("training/loop/c.c", '#include "cuda/f.h"\n', "must not include"),
                             ("cuda/d.cu", '#  include "cpu/b.h"\n', "must not include"),
                             ("training/loop/c.c", '#include "../cpu/b.h"\n', "without ../"),
                             ("training/loop/a.h", "", "several headers"),
                             ("training/new/a.c", "", "no place"),
                             ("training/loop/x.h", '#include "loop/y.h"\n', None)]:
        errors = check({**good, "training/loop/y.h": "", "training/loop/y.c": '#include "loop/x.h"\n', "training/loop/x.h": "",
                        path: text})
        assert len(errors) >= 1 and (said or "a cycle") in " ".join(errors), (path, errors)


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
    test_itself()
    sources = read_sources(root)
    errors = check(sources)
    for error in errors:
        print(error)
    print(f"{len(sources)} files, {len(errors)} errors")
    return 1 if errors or len(sources) < 50 else 0


if __name__ == "__main__":
    sys.exit(main())
