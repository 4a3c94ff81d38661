# SPDX-License-Identifier: GPL-2.0-only
"""What a figure leaves: NAME.csv, NAME.json and NAME.md in its folder."""
import csv
import json
import pathlib

PAPER = json.loads((pathlib.Path(__file__).parent / "paper.json").read_text())


def seeds(count):
    return "one seed" if count == 1 else f"median of {count} seeds"


def text_of(value):
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.3g}" if abs(value) < 1 else f"{value:.3f}"
    return str(value)


def markdown(rows):
    """Rows (dicts with the same keys) as a table."""
    heads = list(rows[0])
    lines = [heads, ["---"] * len(heads)] + [[text_of(row[head]) for head in heads] for row in rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def write_csv(path, rows):
    with open(path, "w", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write(folder, name, scale, caption, rows, paper, *shown):
    """rows: everything, for the CSV; shown: the tables that a reader sees, on the page and standard output (default: rows)."""
    folder = pathlib.Path(folder)
    write_csv(folder / f"{name}.csv", rows)
    record = {"name": name, "scale": vars(scale), "caption": caption, "rows": rows, "paper": paper}
    (folder / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n")
    page = f"{chr(10).join(map(markdown, shown or [rows]))}\n{caption}\n\nThe paper: {paper['source']}\n"
    (folder / f"{name}.md").write_text(page)
    print(f"\n{page}\nin {folder}: {name}.csv, {name}.json, {name}.md")
