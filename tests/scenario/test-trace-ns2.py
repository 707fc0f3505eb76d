#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nodes of ns-2 movement files are where ns-2 would have them.

Another interpreter reads the same file.  A grid of cells is laid over it: at
the instant of each handover of the run the node must be on the border of the
two cells, at a thousand instants in between in the cell that serves it, and
there are no handovers while it is away.  The interpreter itself is held to the
positions in facts.json.  Prints TAP."""

import bisect
import csv
import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap, skip_all  # noqa: E402 - in the folder above

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
DATA = os.path.abspath(os.path.join(os.environ.get("top_srcdir", "."),
                                    "..", "shared", "data"))
# Trace, activity file, rows and columns of cells, their distance in metres.
TRACES = [
    ("highway.ns2.tcl", "highway.ns2activity.tcl", 1, 100, 100),
    ("manhattan.ns2.tcl", "manhattan.ns2activity.tcl", 10, 10, 100),
    ("manhattan.ns2.tcl", None, 10, 10, 97),
    ("zurich-unterstrass-99.ns2.tcl", None, 16, 24, 200),
    ("ns3-default.ns2.tcl", None, 8, 12, 20),
    ("ns3-bonnmotion.ns2.tcl", None, 10, 20, 20),
]
SET = re.compile(r"^\$node_\((\d+)\) set ([XY])_ (\S+)")
SETDEST = re.compile(r'^\$ns_ at (\S+) "\$node_\((\d+)\) setdest'
                     r' (\S+) (\S+) (\S+)"')
SWITCH = re.compile(r'^\$ns_ at (\S+) "\$\w+\((\d+)\) '
                    r"(?:switch )?(ON|OFF|start|stop)\"")
DURATION = 600
SAMPLES = 1000


class Node:
    """Legs (time, from, to, speed) and the spans it is in the area for."""

    def __init__(self):
        self.begin = {}
        self.orders, self.switches = [], []

    def finish(self):
        x, y = self.begin["X"], self.begin["Y"]
        self.legs = [(0.0, x, y, x, y, 0.0)]
        for t, to_x, to_y, speed in sorted(self.orders, key=lambda o: o[0]):
            self.legs.append((t, *self.position(t, self.legs[-1]), to_x, to_y,
                              speed))
        self.times = [leg[0] for leg in self.legs]
        self.spans, since = [], 0.0
        switches = sorted(self.switches, key=lambda s: s[0])
        if switches and switches[0][1]:
            since = None
        for t, on in switches:
            if on and since is None:
                since = t
            elif not on and since is not None:
                self.spans.append((since, t))
                since = None
        if since is not None:
            self.spans.append((since, math.inf))

    def position(self, t, leg=None):
        if leg is None:
            leg = self.legs[bisect.bisect_right(self.times, t) - 1]
        t0, x0, y0, x1, y1, speed = leg
        length = math.dist((x0, y0), (x1, y1))
        gone = min(speed * (t - t0), length)
        if length == 0 or gone == 0:
            return x0, y0
        return x0 + gone / length * (x1 - x0), y0 + gone / length * (y1 - y0)

    def inside(self, t):
        return any(a <= t <= b for a, b in self.spans)

    def away_between(self, t0, t1):
        return any(t0 <= edge <= t1 for span in self.spans for edge in span)


def interpret(path, activity):
    nodes = {}
    for file in filter(None, (path, activity)):
        with open(file) as f:
            for line in f:
                if m := SET.match(line):
                    node = nodes.setdefault(int(m[1]), Node())
                    node.begin[m[2]] = float(m[3])
                elif m := SETDEST.match(line):
                    nodes.setdefault(int(m[2]), Node()).orders.append(
                        tuple(map(float, (m[1], m[3], m[4], m[5]))))
                elif m := SWITCH.match(line):
                    nodes.setdefault(int(m[2]), Node()).switches.append(
                        (float(m[1]), m[3] in ("ON", "start")))
    for node in nodes.values():
        node.finish()
    return [nodes[n] for n in sorted(nodes)]


def run(path, activity, rows, columns, spacing, folder):
    """Handovers (t, from, to) by node, routers as (column, row)."""
    motion = {"model": "ns2", "file": path}
    if activity:
        motion["activity"] = activity
    scenario = {
        "duration": DURATION, "architecture": "ipv6",
        "topology": {"generate": {"grid": {
            "rows": rows, "columns": columns, "spacing": spacing}}},
        "sites": {"access": "all"}, "access": {"l2_handover": 0},
        "mobile_nodes": [{"name": "v", "motion": motion}],
    }
    with open(folder + "/scenario.json", "w") as f:
        json.dump(scenario, f)
    subprocess.run([DMMSIM, "run", folder + "/scenario.json", "-o",
                    folder + "/run"], check=True, capture_output=True)
    found = {}
    with open(folder + "/run/handovers.csv", newline="") as f:
        for row in csv.DictReader(f):
            cells = [divmod(int(row[end][1:]) - 1, columns)[::-1]
                     for end in ("from", "to")]
            found.setdefault(row["node"], []).append(
                (float(row["t_dead"]), *cells))
    return found


def names_of(nodes, path, activity):
    """As the run calls them: SUMO's names, or by number."""
    numbers = sorted({int(m) for m in re.findall(r"\$node_\((\d+)\)",
                                                 open(path).read())})
    names = {n: f"node-{n}" for n in numbers}
    if activity:
        for number, name in re.findall(r"\$g\((\d+)\).*SUMO-ID: (\S+)",
                                       open(activity).read()):
            names[int(number)] = name
    return dict(zip([names[n] for n in numbers], nodes))


def nearest(x, y, rows, columns, spacing):
    return (min(max(round(x / spacing), 0), columns - 1),
            min(max(round(y / spacing), 0), rows - 1))


def distance(x, y, cell, spacing):
    return math.hypot(x - cell[0] * spacing, y - cell[1] * spacing)


def off_the_border(node, handovers, grid):
    """Greatest difference of the distances to old and new cell, and to the new
    and the nearest; and handovers while away."""
    worst, away = 0.0, 0
    for t, old, new in handovers:
        x, y = node.position(t)
        d = distance(x, y, new, grid[2])
        least = distance(x, y, nearest(x, y, *grid), grid[2])
        worst = max(worst, abs(distance(x, y, old, grid[2]) - d), d - least)
        away += not node.inside(t)
    return worst, away


def misplaced(node, handovers, grid, draw):
    """Instants at which another cell serves the node than its nearest."""
    wrong = []
    tried = 0
    for _ in range(SAMPLES // 10 if handovers else 0):
        t = draw.uniform(0, DURATION)
        i = bisect.bisect([h[0] for h in handovers], t)
        if not node.inside(t):
            continue
        if i > 0 and not node.away_between(handovers[i - 1][0], t):
            cell = handovers[i - 1][2]
        elif i < len(handovers) and not node.away_between(t, handovers[i][0]):
            cell = handovers[i][1]
        else:
            continue
        tried += 1
        x, y = node.position(t)
        best = nearest(x, y, *grid)
        if (distance(x, y, cell, grid[2])
                > distance(x, y, best, grid[2]) + 1e-5):
            wrong.append((t, (x, y), cell, best))
    return tried, wrong


def check_trace(tap, name, activity, *grid):
    path = os.path.join(DATA, "traces", name)
    activity = activity and os.path.join(DATA, "traces", activity)
    title = f"{name}{' with activity' if activity else ''}"
    nodes = names_of(interpret(path, activity), path, activity)
    with tempfile.TemporaryDirectory() as folder:
        found = run(path, activity, *grid, folder)
    tap.ok(set(found) <= set(nodes), f"{title}: names of nodes",
           *sorted(set(found) - set(nodes))[:5])
    draw, worst, away, tried, wrong = random.Random(name), 0, 0, 0, []
    for key, node in nodes.items():
        off, out = off_the_border(node, found.get(key, []), grid)
        n, bad = misplaced(node, found.get(key, []), grid, draw)
        worst, away, tried = max(worst, off), away + out, tried + n
        wrong += bad
    total = sum(map(len, found.values()))
    tap.ok(total > 0 and worst < 1e-5,
           f"{title}: {total} handovers on the border, within {worst:.1e} m")
    tap.ok(away == 0, f"{title}: none while away ({away})")
    tap.ok(tried > 0 and not wrong,
           f"{title}: {tried} instants in the serving cell", *wrong[:5])


def check_facts(tap):
    with open(os.path.join(DATA, "facts.json")) as f:
        facts = json.load(f)
    for key, fact in facts.items():
        if fact["kind"] != "ns2":
            continue
        nodes = interpret(os.path.join(DATA, key), None)
        tap.ok(len(nodes) == fact["nodes"], f"{key}: {len(nodes)} nodes")
        wrong = [(s, nodes[s["node"]].position(s["t"]))
                 for s in fact["samples"]
                 if math.dist(nodes[s["node"]].position(s["t"]),
                              (s["x"], s["y"])) > 0.001]
        tap.ok(not wrong, f"{key}: the other interpreter is right", *wrong)


def main():
    tap = Tap()
    if not os.path.exists(os.path.join(DATA, "facts.json")):
        skip_all("no facts.json beside the source tree")
    check_facts(tap)
    for trace in TRACES:
        check_trace(tap, *trace)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
