#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fast handover beside what else pmipv6 can do: nothing gets lost unseen.

Nodes cross the grid of peer-to-peer.json fast and talk to each other, so that
handovers of both ends overlap, predictions come late or are wrong, and localized
routing begins and ends between them.  Whatever goes together, every packet is
in the books once and every flow's row adds up.  Prints TAP."""

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
SCENARIO = os.path.join(HERE, "..", "..", "scenarios", "peer-to-peer.json")

LATE = {"mode": "predictive", "lead": "30 ms", "wrong_prediction": 0.5}
TOGETHER = {
    "localized and local routing, copies, a buffer": {
        "fast_handover": "reactive", "buffering": "gateway",
        "localized_routing": True, "local_routing": True,
        "bicasting": "300 ms"},
    "several LMAs and copies": {
        "fast_handover": "predictive", "bicasting": "500 ms",
        "lmas": ["n3", "n20"], "lma_assignment": "least-loaded"},
    "several LMAs behind one address, localized routing, wrong predictions": {
        "fast_handover": {**LATE, "forward": "on-attachment"},
        "buffering": "gateway", "localized_routing": True,
        "lmas": ["n3", "n20"], "lma_assignment": "fixed",
        "lma_loopback": True},
    "localized routing, forwarding on departures, wrong predictions": {
        "fast_handover": {**LATE, "forward": "on-departure"},
        "localized_routing": True, "bicasting": "100 ms"},
}


def scenario(architecture):
    with open(SCENARIO) as file:
        scenario = json.load(file)
    del scenario["expect"]
    scenario["duration"] = "6 s"
    scenario["architecture"] = {"name": "pmipv6", **architecture}
    scenario["access"]["detach_notice"] = True
    for nodes in scenario["mobile_nodes"][:2]:
        nodes["count"] = 8
        nodes["motion"] = {
            "model": "random-waypoint",
            "speed": {"uniform": ["200 m/s", "400 m/s"]}}
    for entry in scenario["traffic"]:
        entry["stop"] = "5 s"
    return scenario


def run(folder, architecture):
    """The run's status, metrics, and rows of flows."""
    source = os.path.join(folder, "scenario.json")
    results = os.path.join(folder, "results")
    with open(source, "w") as file:
        json.dump(scenario(architecture), file)
    done = subprocess.run([DMMSIM, "run", source, "-o", results],
                          stdout=subprocess.DEVNULL)
    if done.returncode != 0:
        return done.returncode, {}, []
    with open(os.path.join(results, "summary.json")) as file:
        metrics = json.load(file)["metrics"]
    with open(os.path.join(results, "flows.csv"), newline="") as file:
        return 0, metrics, list(csv.DictReader(file))


def unbalanced(metrics, rows):
    """Classes and flows that do not add up."""
    def books(what, kind):
        return metrics[f"packets.{what}{{class={kind}}}"]["mean"]

    ends = "delivered", "consumed", "dropped", "inflight"
    wrong = [kind for kind in ("data", "signaling", "nd", "other")
             if books("sent", kind) != sum(books(end, kind) for end in ends)]
    wrong += [row["flow"] for row in rows
              if int(row["sent"]) != sum(int(row[what]) for what in
                                         ("delivered", "lost", "inflight"))]
    got = sum(int(row["delivered"]) + int(row["duplicates"]) for row in rows)
    if got != books("delivered", "data"):
        wrong.append("flows and books")
    return wrong


def main():
    tap = Tap()
    for name, architecture in TOGETHER.items():
        with tempfile.TemporaryDirectory() as folder:
            status, metrics, rows = run(folder, architecture)
        wrong = unbalanced(metrics, rows) if status == 0 else [status]
        tap.ok(not wrong, f"{name}: books balance", wrong)
        duplicates = sum(int(row["duplicates"]) for row in rows)
        tap.ok(status == 0 and metrics["handover.count"]["mean"] > 20
               and (duplicates > 0) == ("bicasting" in architecture),
               f"{name}: many handovers, duplicates only of copies",
               duplicates)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
