#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Compiles the package for NVIDIA GPUs as nvcc_wrapper would, and keeps what each kernel takes under the bounds below.

No GPU and no Kokkos for CUDA are needed, only the headers of any Kokkos: their configuration is written once more, with
CUDA and Serial switched on. Nothing is linked. Only files that have changed, or a header of theirs, are compiled again.

    cuda_compile.py --nvcc NVCC --work FOLDER [--kokkos FILE] [--include DIR...] [--define NAME...] -- FILE.cpp...
"""
import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))
import cuda_resources

ARCHS = [80, 90]
# At 128 registers two blocks of 256 threads fit on a multiprocessor (65536 registers), a quarter of its threads; the
# pair loops of LAMMPS with energy and virial take 118. No kernel may spill.
MOST_REGISTERS = 128
# The stack is slow memory; 8 bytes are those of LAMMPS's own loops over teams.
MOST_STACK = 16
# Beyond that, arrays that a kernel indexes, in bytes: SWFields has ten moments and a square for each of eight elements,
# MoveCoordinate its inputs, moments and a hidden layer, StartAtom the inputs of up to four species and a hidden layer.
MOST_STACK_OF = {"SWFields": 704, "MoveCoordinate": 336, "StartAtom": 416}
# What the compiler knows of, for reductions within a team; Kokkos asks for more at a launch.
MOST_SHARED = 1024

# As Kokkos for CUDA asks of every user. Warnings are errors, but not in headers of others, nor for pragmas of GCC.
FLAGS = ["--threads=2", "-x", "cu", "-std=c++20", "-O3", "-extended-lambda", "-Wext-lambda-captures-this", "-Xptxas=-v",
         "-Werror=all-warnings", "-diag-suppress=1675", "-Xcompiler=-Wall,-Wextra,-Werror,-fPIC",
         "-DDESUL_ATOMICS_ENABLE_CUDA"]
OLDEST_NVCC = (12, 2)       # for Kokkos 5


def skip(why):
    print(f"kokkos.cuda_compile is skipped: {why}")
    sys.exit(77)


def nvcc_version(nvcc):
    if not nvcc or not os.access(nvcc, os.X_OK):
        skip("there is no nvcc. To run it, put the one of CUDA 12.2 or newer into PATH and configure this build again")
    text = cuda_resources.run([nvcc, "--version"])
    version = re.search(r"release (\d+)\.(\d+)", text)
    if not version:
        sys.exit(f"{nvcc} --version names no release:\n{text}")
    if tuple(map(int, version.groups())) < OLDEST_NVCC:
        skip(f"{nvcc} is of CUDA {version[1]}.{version[2]}, and Kokkos 5 takes 12.2 or newer")
    return text


def kokkos_headers(options):
    """The folder of a Kokkos's headers: the host's, or the one whose prefix is written in the file --kokkos."""
    places = list(options.include)
    if options.kokkos and os.path.exists(options.kokkos):
        with open(options.kokkos, encoding="utf-8") as file:
            prefix = file.read().strip()
        places += [os.path.join(prefix, "include", "kokkos"), os.path.join(prefix, "include")]
    for place in places:
        if os.path.exists(os.path.join(place, "KokkosCore_config.h")):
            return place
    skip("there are no headers of Kokkos. To get them, start ./bootstrap test, or build against a LAMMPS with KOKKOS")
    return None


def write_if_new(path, text):
    if not os.path.exists(path) or open(path, encoding="utf-8").read() != text:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


def configure(headers, folder):
    """Kokkos's generated headers once more, in folder, for CUDA; Serial, on the host, must come first."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(headers, "KokkosCore_config.h"), encoding="utf-8") as file:
        text = file.read()
    text = re.sub(r"^#define (KOKKOS_ENABLE_(?:OPENMP|THREADS|HPX|HIP|SYCL|OPENACC)|KOKKOS_ARCH_\w+)$",
                  r"/* #undef \1 */", text, flags=re.M)
    for name in ("KOKKOS_ENABLE_SERIAL", "KOKKOS_ENABLE_CUDA", "KOKKOS_ARCH_AMPERE", f"KOKKOS_ARCH_AMPERE{ARCHS[0]}"):
        text, found = re.subn(rf"^(/\* #undef {name} \*/|#define {name})$", f"#define {name}", text, flags=re.M)
        if found != 1:
            sys.exit(f"{headers}/KokkosCore_config.h does not speak of {name}: does cuda_compile.py know this Kokkos?")
    write_if_new(os.path.join(folder, "KokkosCore_config.h"), text)
    for name, lines in (("Setup", ["setup/Kokkos_Setup_Cuda"]),
                        ("Fwd", ["fwd/Kokkos_Fwd_SERIAL", "fwd/Kokkos_Fwd_CUDA"]),
                        ("Declare", ["decl/Kokkos_Declare_SERIAL", "decl/Kokkos_Declare_CUDA"])):
        write_if_new(os.path.join(folder, f"KokkosCore_Config_{name}Backend.hpp"),
                     "".join(f"#include <{line}.hpp>\n" for line in lines))


class Compiler:
    """Compiles a file, or remembers what was said of it."""

    def __init__(self, command, version, work):
        self.command, self.version, self.work = command, version, work
        self.digests = {}

    def digest(self, path):
        if path not in self.digests:
            with open(path, "rb") as file:
                self.digests[path] = hashlib.sha256(file.read()).hexdigest()
        return self.digests[path]

    def remembered(self, stamp, key):
        try:
            with open(stamp, encoding="utf-8") as file:
                known = json.load(file)
            if known["key"] == key and all(self.digest(path) == was for path, was in known["files"].items()):
                return known
        except (OSError, ValueError, KeyError):
            pass
        return None

    def __call__(self, source):
        """(what the compiler said, seconds, whether that was now)"""
        base = os.path.join(self.work, os.path.basename(source))
        command = [*self.command, "-MD", "-MF", base + ".d", "-c", source, "-o", base + ".o"]
        key = [self.version, command]
        known = self.remembered(base + ".json", key)
        if known:
            return known["said"], known["seconds"], False
        start = time.monotonic()
        said = cuda_resources.run(command)
        with open(base + ".d", encoding="utf-8") as file:
            depends = file.read().replace("\\\n", " ").split(":", 1)[1].split()
        known = {"key": key, "said": said, "seconds": time.monotonic() - start,
                 "files": {path: self.digest(path) for path in depends}}
        with open(base + ".json", "w", encoding="utf-8") as file:
            json.dump(known, file)
        os.remove(base + ".o")
        return known["said"], known["seconds"], True


def first_argument(text):
    """The first of what a < has opened."""
    depth = 0
    for at, letter in enumerate(text):
        if depth == 0 and letter in ",>":
            return text[:at]
        depth += (letter in "<({") - (letter in ">)}")
    return text


def functor_of(name):
    """The functor that a kernel of Kokkos runs, without devices and numbers; None for a kernel of other libraries."""
    launch = re.search(r"::Parallel(?:For|Reduce|Scan)\w*<(?:Kokkos::Impl::CombinedFunctorReducer<)?", name)
    if not launch:
        return None
    functor = first_argument(name[launch.end():])
    tag = re.search(r"\bTag\w+(?:<[^<>]*>)?", name[launch.end() + len(functor):])
    functor = re.sub(r"\([^()]*\)(?=::\{lambda)", "", functor)
    functor = re.sub(r"<Kokkos::Cuda>|, (?:\d+|true|false|void)\b|LAMMPS_NS::|\(anonymous namespace\)::|\(\w+\)(?=#)",
                     "", functor)
    return functor.strip() + (f", {tag[0]}" if tag else "")


def is_ours(functor):
    """Not what the compiler makes of the headers of Kokkos and LAMMPS by the way."""
    return functor is not None and not re.match(r"Kokkos::|GetMaxNeighs|PairVirialFDotRCompute", functor)


def sums(said):
    """{(functor, architecture): [kernels, most registers, stack, spilled bytes, shared memory]}; None stands for all
    kernels of others."""
    found = cuda_resources.entries(said)
    names = subprocess.run(["c++filt"], input="\n".join(entry[0] for entry in found), capture_output=True, text=True,
                           check=True).stdout.splitlines()
    table = {}
    for name, (_, arch, *numbers) in zip(names, found):
        functor = functor_of(name)
        row = table.setdefault((functor if is_ours(functor) else None, arch), [0, 0, 0, 0, 0])
        row[:] = [row[0] + 1, *map(max, row[1:], numbers)]
    return table


def within(functor, registers, stack, spilled, shared):
    return (registers <= MOST_REGISTERS and stack <= MOST_STACK_OF.get(functor, MOST_STACK) and spilled == 0
            and shared <= MOST_SHARED)


def report(source, said, wrong):
    table = sums(said)
    ours = sorted(key for key in table if key[0])
    for functor, arch in ours:
        kernels, registers, stack, spilled, shared = table[functor, arch]
        warps = 8 * cuda_resources.blocks(arch, registers, 256, shared)
        print(f"  sm_{arch}  {registers:3} registers  {stack:3} bytes of stack  {spilled:3} spilled  {shared:3} shared"
              f"  {warps:2} of 64 warps  {functor}{f', the most of {kernels} kernels' if kernels > 1 else ''}")
        if not within(functor, registers, stack, spilled, shared):
            wrong.append(f"sm_{arch} {functor}")
    with open(source, encoding="utf-8") as file:
        launches = re.search(r"Kokkos::parallel_|pair_compute<", file.read())
    if launches:
        wrong += [f"no kernel for sm_{arch} in {os.path.basename(source)}" for arch in ARCHS
                  if arch not in [known for _, known in ours]]


def main():
    words = sys.argv[1:]
    cut = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nvcc", default="")
    parser.add_argument("--work", required=True, help="where to write")
    parser.add_argument("--kokkos", help="a file that names the prefix of a Kokkos")
    parser.add_argument("--include", nargs="*", default=[], help="folders of others' headers")
    parser.add_argument("--define", nargs="*", default=[])
    options = parser.parse_args(words[:cut])

    version = nvcc_version(options.nvcc)
    headers = kokkos_headers(options)
    folder = os.path.join(options.work, "kokkos")
    configure(headers, folder)
    command = [options.nvcc, *FLAGS, *(f"-gencode=arch=compute_{arch},code=sm_{arch}" for arch in ARCHS),
               *(f"-D{name}" for name in options.define)]
    for place in dict.fromkeys([folder, headers, *options.include]):
        command += ["-isystem", place]

    compiler = Compiler(command, version, options.work)
    wrong = []
    for source in words[cut + 1:]:
        said, seconds, now = compiler(source)
        print(f"{os.path.basename(source)}  ({seconds:.0f} s{'' if now else ' at its last change'})", flush=True)
        report(source, said, wrong)
    more = "".join(f", {most} in {functor}" for functor, most in MOST_STACK_OF.items())
    bounds = (f"{MOST_REGISTERS} registers, {MOST_STACK} bytes of stack{more}, no spills, "
              f"{MOST_SHARED} bytes of shared memory")
    if wrong:
        sys.exit(f"beyond the bounds ({bounds}): {'; '.join(wrong)}")
    print(f"all within the bounds: {bounds}")


if __name__ == "__main__":
    main()
