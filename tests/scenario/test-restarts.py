#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Restarts without state where several entities keep some (doc/models/
restart.md): packets of a constant flow lost, to the packet, from when each
entity hears of the node again.  Prints TAP."""

import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from tap import Tap, skip_if_sanitized  # noqa: E402 - in the folder above

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
ROUTERS = ("ar1", "ar2", "ar3")
DOWN, UP, END = 20.05, 20.051, 100.0
WAY = 0.010  # cn to core; 3 ms more to the centre, 2 ms to a router
SCENARIO = {
    "duration": "100 s",
    "topology": {
        "nodes": ["cn", "core", "centre", *ROUTERS],
        "links": [{"between": ["cn", "core"], "delay": "10 ms"},
                  {"between": ["core", "centre"], "delay": "3 ms"},
                  *({"between": ["core", router], "delay": "2 ms"}
                    for router in ROUTERS)]},
    "sites": {"access": ROUTERS, "anchor": "centre", "controller": "centre",
              "correspondents": ["cn"]},
    "access": {"radio": {"delay": "1 ms"}, "l2_handover": "0 s"},
    "processing": {"gateway": 0, "central": 0, "previous": 0},
    "protocol": {"binding_lifetime": "60 s"},
    "mobile_nodes": [{"name": "mn", "motion": {
        "model": "schedule", "attach": [["0 s", "ar1"], ["5 s", "ar2"]]}}],
    "traffic": [{"name": "voice", "nodes": "mn", "correspondent": "cn",
                 "direction": "down", "start": "1 s",
                 "pattern": {"cbr": {"interval": "100 ms", "size": "160 B"}}}],
    "expect": {}}


def passing(way, first, last):
    """Packets 1 s + i 100 ms that pass a place, @way from cn, in [first,
    last)."""
    return math.ceil((last - 1 - way) * 10 - 1e-9) - math.ceil(
        (first - 1 - way) * 10 - 1e-9)


# Architecture, what restarts, packets lost, why.
CASES = [
    ({"name": "hierarchical", "sgws": ["core"]}, "centre",
     passing(WAY + 0.003, DOWN, 30.003),
     "P-GW: until the S-GW's refresh, 30 s after its registration"),
    # granted at 5.002 s: what is left of 60 s, in units of 4 s, 52; its half
    ({"name": "hierarchical", "sgws": ["core"]}, "core",
     passing(WAY, DOWN, 31.0),
     "S-GW: until the access router's refresh"),
    ({"name": "hierarchical", "sgws": ["core"]}, "ar2", 0,
     "access router: registers at once"),
    ("dmm-distributed", "ar1", passing(WAY + 0.002, DOWN, END),
     "anchor: the prefix of the flow is gone"),
    ("dmm-distributed", "ar2", 0, "serving MAAR: finds the anchor again"),
    # it is one of those in charge of the node
    ({"name": "dmm-distributed", "lookup": "dht"}, "ar2", 0,
     "the same, by the copy of the record that it has lost"),
    ({"name": "dmm-distributed", "lookup": "dht", "replication": 1}, "ar2",
     passing(WAY + 0.006, DOWN, END), "the same without a copy: never"),
    ({"name": "coexistence", "mags": ["ar1", "ar2"]}, "centre",
     passing(WAY + 0.003, DOWN, 35.005),
     "LMA: until the MAG's refresh"),
    ({"name": "coexistence", "mags": ["ar1", "ar2"]}, "ar2", 0,
     "MAG: registers at once"),
    ({"name": "coexistence"}, "ar1",
     passing(WAY + 0.002, DOWN, END), "MAAR as anchor: the prefix of the flow is gone"),
    ({"name": "anycast-ha", "home_agents": ["centre", "core"]}, "centre", 0,
     "a home agent that is not on the way"),
    ({"name": "anycast-ha", "home_agents": ["centre", "core"]}, "core",
     # handed over at 5 s, DAD of 1 s, refreshed half a lifetime later
     passing(WAY, DOWN, 36.01), "the primary home agent: until the host's "
     "refresh"),
]


def lost(folder, architecture, node):
    """Packets sent from 20 s on that did not arrive; the instant of the last
    one."""
    fault = {"at": f"{DOWN} s", "for": "1 ms", "restart": node, "state": "lost"}
    scenario = os.path.join(folder, "scenario.json")
    pathlib.Path(scenario).write_text(json.dumps(
        {**SCENARIO, "architecture": architecture, "warmup": "20 s",
         "faults": [fault]}), encoding="utf-8")
    subprocess.run([DMMSIM, "run", scenario, "--check-invariants", "1", "-o",
                    os.path.join(folder, "out")], check=True,
                   capture_output=True)
    summary = pathlib.Path(folder, "out", "summary.json")
    ratio = json.loads(summary.read_text(encoding="utf-8"))["metrics"][
        "loss.ratio"]
    return round(ratio["mean"] * ratio["n"])


def main():
    skip_if_sanitized("make chaos restarts everything")
    tap = Tap()
    for architecture, node, law, why in CASES:
        with tempfile.TemporaryDirectory() as folder:
            count = lost(folder, architecture, node)
        name = architecture if isinstance(architecture, str) else architecture[
            "name"]
        tap.ok(count == law, f"{name}, {node}: {why}", f"{count}, law {law}")
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
