#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""handover.ping_pong and handover.l2 against what a timetable and a walk past
two cells say."""

import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "tests"))
from tap import Tap  # noqa: E402

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
tap = Tap()


def scenario(attach, access=None, nodes=None):
    """Two routers 1 km apart; motion by a timetable unless stated."""
    motion = {"model": "schedule", "attach": attach}
    return {
        "duration": "60 s",
        "architecture": "pmipv6",
        "topology": {
            "nodes": ["cn", {"name": "ar1", "position": [0, 0]},
                      {"name": "ar2", "position": [1000, 0]}],
            "links": [{"between": ["cn", "ar1"], "delay": "1 ms"},
                      {"between": ["cn", "ar2"], "delay": "1 ms"}]},
        "sites": {"access": ["ar1", "ar2"], "anchor": "cn",
                  "correspondents": ["cn"]},
        "access": access or {},
        "mobile_nodes": nodes or [{"name": "mn", "motion": motion}],
    }


def metrics(text, *options):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "s.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(text, file)
        run = subprocess.run(
            [DMMSIM, "run", path, "-o", os.path.join(folder, "out"), *options],
            capture_output=True, text=True)
        if run.returncode != 0:
            raise RuntimeError(run.stderr)
        with open(os.path.join(folder, "out", "summary.json"),
                  encoding="utf-8") as file:
            summary = json.load(file)["metrics"]
    return {name: value["mean"] for name, value in summary.items()}


# Up at ar2 from 10.05 s to 10.5 s, at ar1 to 20 s, at ar2 from 20.05 to 25 s.
TABLE = [["0 s", "ar1"], ["10 s", "ar2"], ["10.5 s", "ar1"], ["20 s", "ar2"],
         ["25 s", "ar1"]]
for window, count in [("1 s", 1), ("0.45 s", 0), ("0.450000001 s", 1),
                      ("4.96 s", 2), ("10 s", 3)]:
    got = metrics(scenario(TABLE), "--set", f"record.ping_pong={window}")
    tap.ok(got["handover.ping_pong"] == count,
           f"stays shorter than {window}: {count}",
           f"got {got['handover.ping_pong']}")
    tap.ok(got["handover.count"] == 4, "all four are handovers")

# A shuttle of 40 m across the border of the cells at 500 m: the hysteresis
# of the cells holds it on one side, and so does a time to trigger above the 4 s of a visit.
SHUTTLE = [{"name": "mn", "motion": {
    "model": "highway", "start": [480, 0], "length": "40 m",
    "speed": "10 m/s", "at_end": "bounce"}}]
plain = metrics(scenario(None, nodes=SHUTTLE), "--set",
                "record.ping_pong=5 s")
tap.ok(plain["handover.ping_pong"] == plain["handover.count"] - 1 == 14,
       "a shuttle across the border: every handover but the first undoes one",
       f"{plain['handover.count']}, {plain['handover.ping_pong']}")
for attach in [{"hysteresis": "50 m"}, {"time_to_trigger": "4.1 s"}]:
    held = metrics(scenario(None, {"attach": attach}, SHUTTLE))
    tap.ok(held["handover.count"] == 0, f"none with {attach}",
           f"got {held['handover.count']}")
late = metrics(scenario(None, {"attach": {"time_to_trigger": "3.9 s"}},
                        SHUTTLE))
tap.ok(late["handover.count"] > 0, "3.9 s is shorter than a visit")

# Past three cells of one router and one of another.
CELLS = {"cells": [{"router": "ar1", "position": [x, 0]}
                   for x in (0, 100, 200)]
         + [{"router": "ar2", "position": [300, 0]}]}
WALK = [{"name": "mn", "motion": {
    "model": "highway", "start": [0, 0], "length": "300 m",
    "speed": "10 m/s", "at_end": "stop"}}]
walked = metrics(scenario(None, CELLS, WALK))
tap.ok(walked["handover.l2"] == 2 and walked["handover.count"] == 1,
       "cells of one router: layer 2 only",
       f"{walked['handover.l2']}, {walked['handover.count']}")
sys.exit(tap.done())
