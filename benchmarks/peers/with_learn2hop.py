# SPDX-License-Identifier: GPL-2.0-only
"""The project's own, by its command, one search a run. It counts by itself, looks at single sites at their share. Of a glass it looks
for glasses, as a melt-quench does, and not for crystals, which starts with a space group would find."""
import json
import os
import subprocess
import tempfile

from host import BUILD, environment
from meter import Meter
from systems import ROOT


def script_of(system, folder):
    """The system's name for learn2hop. A script that needs variables goes into one that sets them."""
    path = os.path.join(folder, "in.system")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(f"variable {name} index {value}\n" for name, value in system.variables)
        file.write(f"include {system.script}\n")
    return system.learn2hop.replace("SCRIPT", path)


def command(*words, stops_alone=True):
    def run(system, seed, most):
        with tempfile.TemporaryDirectory() as folder:
            report = os.path.join(folder, "report.json")
            limit = ["--evaluations", str(most)] if stops_alone or system.known is not None else ["--steps", str(most)]
            goal = [] if system.known is None else ["--until-energy", str(system.known)]
            crystal = ["--set", "symmetric=0"] if system.glass and words[0] == "search" else []
            subprocess.run([str(BUILD / "learn2hop"), *words, "--system", script_of(system, folder), "--starts", "1", "--seed",
                            str(seed), "--json", report, *limit, *goal, *crystal], env=environment(), check=True, stdout=subprocess.DEVNULL)
            with open(report, encoding="utf-8") as file:
                found = json.load(file)
        met = system.known is not None and found["found"] == 1
        return Meter(system.until, most, found["evaluations"], found["min"], met)
    return run


def basin_hopping(system, seed, most):
    words = ["baseline", "basin-hopping-lbfgs", "--set", f"temperature={system.temperature}"]
    return command(*words, stops_alone=False)(system, seed, most)


METHODS = {"hops": command("search"), "hops.learned": command("search", "--weights", str(ROOT / "potentials/hops.learned")),
           "basin-hopping-lbfgs": basin_hopping}
