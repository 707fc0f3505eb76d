#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's handovers are those of the vehicle trace.

Reads the trace with another reader, follows each vehicle along its straight
segments in small steps, applies the attach rule (nearest cell, hysteresis), and
compares node, routers and instant of every handover.  Prints TAP."""

import csv
import gzip
import json
import math
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap  # noqa: E402 - in the folder above

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
FOLDER = os.path.join(os.environ.get("top_srcdir", "."), "scenarios")
SCENARIO = os.path.join(FOLDER, "city-highway-trace.json")
STEP = 0.01  # s


def vehicles(path, wanted):
    """Samples (t, x, y) of the first vehicles, in order of appearance."""
    found = {}
    with gzip.open(path) as f:
        for _, element in ElementTree.iterparse(f):
            if element.tag != "timestep":
                continue
            t = float(element.get("time"))
            for v in element.iter("vehicle"):
                if v.get("id") in found or len(found) < wanted:
                    found.setdefault(v.get("id"), []).append(
                        (t, float(v.get("x")), float(v.get("y"))))
            element.clear()
    return list(found.values())


def handovers(samples, cells, hysteresis, warmup):
    """(t, from, to) of a vehicle's changes of cell."""
    def distances(x, y):
        return {n: math.hypot(x - cx, y - cy) for n, (cx, cy) in cells.items()}

    found, current = [], None
    for (t0, x0, y0), (t1, x1, y1) in zip(samples, samples[1:]):
        for i in range(round((t1 - t0) / STEP)):
            s = i * STEP / (t1 - t0)
            d = distances(x0 + s * (x1 - x0), y0 + s * (y1 - y0))
            best = min(d, key=d.get)
            if current is None:
                current = best
            elif d[best] <= d[current] - hysteresis and best != current:
                if t0 + i * STEP >= warmup:
                    found.append((t0 + i * STEP, current, best))
                current = best
    return found


def main():
    tap = Tap()
    with open(SCENARIO) as f:
        scenario = json.load(f)
    cells = {n["name"]: n["position"] for n in scenario["topology"]["nodes"]
             if isinstance(n, dict)}
    entry = scenario["mobile_nodes"][0]
    traces = vehicles(os.path.join(FOLDER, entry["motion"]["file"]),
                      entry["count"])
    tap.ok(len(traces) == entry["count"],
           "as many vehicles as the scenario asks")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([DMMSIM, "run", SCENARIO, "-o", folder + "/run", "--set",
                        "architecture=ipv6", "--set", "traffic=[]", "--set",
                        "expect={}"], check=True, capture_output=True)
        with open(folder + "/run/handovers.csv", newline="") as f:
            rows = list(csv.DictReader(f))
    total, wrong = 0, []
    for i, samples in enumerate(traces, 1):
        got = [(float(r["t_dead"]), r["from"], r["to"]) for r in rows
               if r["node"] == f"{entry['name']}-{i}"]
        want = handovers(samples, cells, 20, 30)
        total += len(want)
        same = len(got) == len(want) and all(
            g[1:] == w[1:] and abs(g[0] - w[0]) <= STEP
            for g, w in zip(got, want))
        if not same:
            wrong.append(f"{entry['name']}-{i}: {got} but the trace has {want}")
    tap.ok(not wrong, f"routers and instants of {total} handovers", *wrong[:5])
    tap.ok(len(rows) == total, f"no other handovers ({len(rows)})")
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
