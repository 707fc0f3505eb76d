#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A run that writes no rows of handovers, or every tenth, forgets handovers as
it goes; its metrics are those of the run that keeps all, and so are its rows.
Prints TAP."""

import csv
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from tap import Tap  # noqa: E402 - in the folder above

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SCENARIO = os.path.join(HERE, "..", "..", "scenarios",
                        "city-highway-trace.json")
TABLES = ("handovers.csv", "handover_flows.csv")


def run(folder, architecture, rows):
    """Tables of a run by name, and its metrics."""
    subprocess.run([DMMSIM, "run", SCENARIO, "--architectures", architecture,
                    "--set", f"record.handovers={json.dumps(rows)}",
                    "--set", 'duration="150 s"', "-o", folder],
                   check=True, capture_output=True)
    with open(os.path.join(folder, "summary.json")) as file:
        result = {"metrics": json.load(file)["metrics"]}
    for name in TABLES:
        path = os.path.join(folder, name)
        if os.path.exists(path):
            with open(path) as file:
                result[name] = list(csv.DictReader(file))
    return result


def is_of(handovers, row):
    return (row["node"], row["handover"]) in {
        (h["node"], h["handover"]) for h in handovers}


def check(tap, folder, architecture):
    full, none, tenth = (
        run(os.path.join(folder, name), architecture, rows)
        for name, rows in (("full", True), ("none", False),
                           ("tenth", {"every": 10})))
    every = full["handovers.csv"][::10]
    flows = [row for row in full["handover_flows.csv"] if is_of(every, row)]

    tap.ok(none["metrics"] == full["metrics"] == tenth["metrics"],
           f"{architecture}: the same metrics whatever is written")
    tap.ok(not any(name in none for name in TABLES),
           f"{architecture}: no tables where none are wanted")
    tap.ok(len(every) > 5 and tenth["handovers.csv"] == every,
           f"{architecture}: every tenth row of handovers.csv", len(every))
    tap.ok(len(flows) > 10 and tenth["handover_flows.csv"] == flows,
           f"{architecture}: and their rows of handover_flows.csv", len(flows))


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        for architecture in ("dmm", "pmipv6"):
            check(tap, os.path.join(folder, architecture), architecture)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
