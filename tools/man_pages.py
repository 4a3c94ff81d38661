#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Manual pages from what learn2hop --help prints, one for the program, for each command and each verb of one.

    tools/man_pages.py PROGRAM FOLDER

The help texts have the sections of a manual page already; this writes them down as roff.
"""
import pathlib
import re
import subprocess
import sys


def ask(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def escaped(line):
    line = line.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + line if line[:1] in (".", "'") else line


def sections(text):
    """(Title, lines) of each section: titles stand at the margin, texts four columns in."""
    found = []
    for line in text.splitlines():
        if re.match(r"[A-Z][A-Z ]*$", line):
            found.append((line, []))
        elif found:
            found[-1][1].append(line[4:] if line.startswith("    ") else line)
    return found


def page(name, version, text):
    found = sections(text)
    if not found or found[0][0] != "NAME":
        sys.exit(f"man_pages: the help of {name} does not begin with NAME")
    lines = [f'.TH "{name.upper()}" 1 "" "{version}" "learn2hop"']
    for title, body in found:
        lines.append(f".SH {title}")
        if title == "NAME":  # as man's own index needs it
            lines.append(f"{escaped(name)} \\- {escaped(' '.join(body).split(' - ', 1)[1].strip())}")
        else:
            while body and not body[-1].strip():
                body.pop()
            lines += [".nf", *map(escaped, body), ".fi"]
    return "\n".join(lines) + "\n"


def write(folder, name, version, text):
    (folder / f"{name}.1").write_text(page(name, version, text))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    version, text = ask(program, "--version").strip(), ask(program, "--help")
    commands = [line.split()[0] for line in dict(sections(text))["COMMANDS"] if re.match(r"[a-z]+ ", line)]
    for command in commands:
        text_of = ask(program, command, "--help")
        write(folder, f"learn2hop-{command}", version, text_of)
        verbs = [line.split()[0] for line in dict(sections(text_of)).get("VERBS", []) if re.match(r"[a-z]+ ", line)]
        for verb in verbs:
            write(folder, f"learn2hop-{command}-{verb}", version, ask(program, command, verb, "--help"))
    write(folder, "learn2hop", version, text)  # last: the build looks at it


if __name__ == "__main__":
    main()
