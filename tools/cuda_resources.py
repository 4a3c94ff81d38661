#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Registers, stack, spills and shared memory of every kernel of cuda/, from the assembler's own words, and how many
blocks of each system fit on a multiprocessor. Fails where a kernel exceeds the bounds below.

    tools/cuda_resources.py --nvcc NVCC --model build/tests/gpu_model [--include DIR]... [--system DIR]... -- FILE.cu [FLAGS] [-- FILE.cu ...]
"""
import argparse
import re
import subprocess
import sys
import tempfile

# Two blocks of twelve warps, the largest, are to fit on a multiprocessor, six warps in each of its
# quarters (65536 / 4 / (32 * 6) = 85, in eights 80); of kernels whose state lies in global memory one (168).
MOST_REGISTERS, MOST_REGISTERS_GLOBAL = 80, 168
# Bytes of stores and loads: eight registers of the kernel that needs most. On an H100 these cost less than the occupancy
# that they buy brings in (docs/gpu-results.md).
MOST_SPILLED = 92
# The stack is slow memory. What there is holds the periods of the sines (72 bytes) and the double-precision sine's own
# array (40), both before the first step, and what is spilled.
MOST_STACK = 128
# Quenches: four of the largest blocks, of eight warps, on a multiprocessor, three of gold's, two of silicon's; on the
# stack the numbers of L-BFGS (400 bytes), which are looked up by place.
MOST_OF_QUENCHES = {"lj": 64, "gupta": 80, "sw": 128}
MOST_STACK_OF_QUENCHES, MOST_SPILLED_OF_QUENCHES = 560, 400
WANTED = [70, 75, 80, 90]
PTX = 90

# a multiprocessor: registers, bytes of shared memory for blocks, threads, blocks
MULTIPROCESSORS = {
    70: (65536, 96 * 1024, 2048, 32),
    75: (65536, 64 * 1024, 1024, 16),
    80: (65536, 163 * 1024, 2048, 32),
    90: (65536, 227 * 1024, 2048, 32),
}
KINDS = ["lj", "gupta", "sw"]


def run(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def entries(text):
    """(name, architecture, registers, stack, spilled bytes, static shared memory) of each entry function in what
    ptxas -v says."""
    found = []
    for part in text.split("Compiling entry function '")[1:]:
        name, arch = re.match(r"([^']*)' for 'sm_(\d+)", part).groups()
        stack, stores, loads = map(int, re.search(
            r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads", part).groups())
        registers = int(re.search(r"Used (\d+) registers", part).group(1))
        shared = re.search(r"(\d+) bytes smem", part)
        found.append((name, int(arch), registers, stack, stores + loads, int(shared.group(1)) if shared else 0))
    return found


def kernels(text):
    """(readable name, registers, stack, spilled bytes) of each."""
    return [(readable(name), registers, stack, spilled) for name, _, registers, stack, spilled, _ in entries(text)]


def readable(name):
    kernel = re.search(r"7rolloutILi(\d)ELb(\d)ELb(\d)E", name)
    if kernel:
        return f"rollout {KINDS[int(kernel[1])]}, {'shared' if kernel[2] == '1' else 'global'} state{', watched' if kernel[3] == '1' else ''}"
    kernel = re.search(r"6quenchILi(\d)ELb(\d)E", name)
    if kernel:
        return f"quench {KINDS[int(kernel[1])]}, {'shared' if kernel[2] == '1' else 'global'} state"
    return next((known for known in ("starts", "perturbations") if known + "_kernel" in name), name)


def bounds(name):
    """The most registers, bytes of stack and spilled bytes of a kernel."""
    if name.startswith("quench"):
        return MOST_OF_QUENCHES[name.split()[1].rstrip(",")], MOST_STACK_OF_QUENCHES, MOST_SPILLED_OF_QUENCHES
    return MOST_REGISTERS_GLOBAL if "global state" in name else MOST_REGISTERS, MOST_STACK, MOST_SPILLED


def blocks(arch, registers, threads, shared):
    """Blocks that a multiprocessor holds: each of its quarters has registers for whole warps, which come to a warp in
    units of 256; shared memory with 1 KB more."""
    all_registers, all_shared, all_threads, most = MULTIPROCESSORS[arch]
    of_a_warp = (registers * 32 + 255) // 256 * 256
    warps = 4 * (all_registers // 4 // of_a_warp)
    return min(warps // (threads // 32), all_shared // (shared + 1024), all_threads // threads, most)


def compile_all(options, archs):
    table = {}
    with tempfile.TemporaryDirectory() as folder:
        for file, *flags in options.jobs:
            common = [options.nvcc, "-std=c++17", *options.flags, *flags, file]
            for arch in archs:
                text = run([*common, f"-arch=sm_{arch}", "-cubin", "-Xptxas=-v", "-o", f"{folder}/x"])
                table.setdefault(arch, []).extend(kernels(text))
            run([*common, f"-arch=compute_{PTX}", "-ptx", "-o", f"{folder}/x"])
            with open(f"{folder}/x") as ptx:
                if "--fmad=false" in flags and re.search(r"\bfma\.|\.approx", ptx.read()):
                    sys.exit(f"{file}: fused or approximate arithmetic, where bits are to be the CPU's")
    return table


def print_occupancy(arch, table, shapes):
    registers = {name: number for name, number, _, _ in table}
    for line in shapes:
        kernel, system, threads, shared = line.split()
        number = registers[f"{kernel} {system.split(':')[0]}, shared state"]
        fit = blocks(arch, number, int(threads), int(shared))
        share = 100 * fit * int(threads) / MULTIPROCESSORS[arch][2]
        note = "" if fit else "  (takes fewer warps there)"
        print(f"  sm_{arch}  {kernel:7}  {system:10}  {threads:>4} threads  {int(shared) / 1024:6.1f} KB shared  "
              f"{fit:2} blocks a multiprocessor, {share:3.0f} % of its threads{note}")


def main():
    words = sys.argv[1:]
    cut = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nvcc", default="nvcc")
    parser.add_argument("--model", required=True, help="the program gpu_model, for the shapes of blocks")
    parser.add_argument("--include", action="append", default=[])
    parser.add_argument("--system", action="append", default=[], help="folders of others' headers")
    options = parser.parse_args(words[:cut])
    options.jobs = [job.split("\n") for job in "\n".join(words[cut + 1:]).split("\n--\n")]
    options.flags = ["-Werror=all-warnings", "-Xcompiler=-Wall,-Wextra"]
    options.flags += [f"-I{folder}" for folder in options.include] + [f"-isystem={folder}" for folder in options.system]

    known = run([options.nvcc, "--list-gpu-code"])
    archs = [arch for arch in WANTED if f"sm_{arch}" in known.split()]
    for arch in sorted(set(WANTED) - set(archs)):
        print(f"sm_{arch}: this nvcc no longer makes code for it")
    table = compile_all(options, archs)
    shapes = run([options.model, "--shapes"]).splitlines()
    wrong = []
    for arch in archs:
        for name, registers, stack, spilled in table[arch]:
            print(f"sm_{arch}  {name:37}  {registers:3} registers  {stack:4} bytes of stack  {spilled:3} spilled")
            if any(number > most for number, most in zip((registers, stack, spilled), bounds(name))):
                wrong.append(f"sm_{arch} {name}")
        print_occupancy(arch, table[arch], shapes)
    if not all(any(kernel in name for arch in archs for name, *_ in table[arch]) for kernel in ("rollout", "quench")):
        wrong.append("no kernel was found in what the assembler says")
    if wrong:
        sys.exit(f"beyond the bounds of registers, stack and spills in tools/cuda_resources.py: {'; '.join(wrong)}")
    print(f"PTX for compute_{PTX} as well; all within the bounds")


if __name__ == "__main__":
    main()
