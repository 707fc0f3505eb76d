#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Localized routing (RFC 6705) takes the shortest way as soon as the closed
form says.

Random graphs, two nodes at random MAGs, one or two of them, random delays and
processing times, infinite rates.  From the delays alone this file computes when
the LMA sees the first packet, when its LRI is acted upon at each MAG, and so the
mean delay and the detour of all packets each way; and how many messages there
are.  Prints TAP."""

import csv
import importlib
import json
import os
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.dirname(HERE), HERE]
from tap import Tap  # noqa: E402 - in the folder above

closed = importlib.import_module("test-closed-forms")

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SEED = int(os.environ.get("LOCALIZED_SEED", "20261123"))
GRAPHS = int(os.environ.get("LOCALIZED_GRAPHS", "6"))
START, STOP = 1_000_000_000, 2_000_000_000  # ns


class Case:
    def __init__(self, rng, together):
        self.graph = closed.Graph(rng)
        n = self.graph.n
        self.mags = rng.sample(range(n), 2)
        if together:
            self.mags[1] = self.mags[0]
        self.lma = rng.randrange(n)
        self.radio = rng.randint(100_000, 5_000_000)
        self.gateway = rng.randint(1, 3_000_000)
        self.interval = rng.randint(2_000_000, 7_000_000)
        self.names = [f"r{i}" for i in range(n)]

    def scenario(self):
        delay = closed.microseconds
        return {
            "title": "localized", "duration": "3 s",
            "architecture": {"name": "pmipv6", "localized_routing": True},
            "topology": {
                "nodes": self.names,
                "links": [{"between": [self.names[x], self.names[y]],
                           "delay": delay(d)}
                          for (x, y), d in self.graph.links.items()]},
            "sites": {"access": "all", "anchor": self.names[self.lma],
                      "correspondents": [self.names[0]]},
            "access": {"radio": {"delay": delay(self.radio), "rate": "inf"}},
            "processing": {"gateway": delay(self.gateway), "central": 0},
            "mobile_nodes": [
                {"name": name, "motion": {
                    "model": "schedule",
                    "attach": [["0 s", self.names[self.mags[i]]]]}}
                for i, name in enumerate("ab")],
            "traffic": [{
                "name": "talk", "nodes": "a", "direction": "both",
                "peer": {"mobile-node": {"nodes": "b"}},
                "pattern": {"cbr": {"interval": delay(self.interval),
                                    "size": "100 B"}},
                "start": START / 1e9, "stop": STOP / 1e9}]}

    def expected(self, source):
        """Of what the node at MAG number @source sends: mean delay in ns, mean
        detour in hops, number of packets."""
        here, there = self.mags[source], self.mags[1 - source]
        delay, hops = self.graph.delay, self.graph.hops
        seen = START + self.radio + min(delay[m][self.lma] for m in self.mags)
        acted = seen + delay[self.lma][here] + self.gateway
        total = detour = n = 0
        for sent in range(START, STOP, self.interval):
            n += 1
            if sent + self.radio >= acted:
                total += delay[here][there] + 2 * self.radio
                continue
            total += (delay[here][self.lma] + delay[self.lma][there]
                      + 2 * self.radio)
            detour += (hops[here][self.lma] + hops[self.lma][there]
                       - hops[here][there])
        return total / n, detour, n


def read_csv(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as f:
        return list(csv.DictReader(f))


def run(case):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "scenario.json")
        out = os.path.join(folder, "out")
        with open(path, "w", encoding="utf-8") as f:
            json.dump(case.scenario(), f)
        subprocess.run([DMMSIM, "run", path, "-o", out], check=True,
                       capture_output=True)
        with open(os.path.join(out, "summary.json"), encoding="utf-8") as f:
            metrics = json.load(f)["metrics"]
        return (read_csv(out, "flows.csv"), read_csv(out, "signaling.csv"),
                metrics)


def check(case):
    """What is wrong, or an empty list."""
    flows, signaling, metrics = run(case)
    wrong, detours, packets = [], 0, 0
    want = {}
    for source in (0, 1):
        mean, detour, n = case.expected(source)
        want[round(mean)] = n
        detours, packets = detours + detour, packets + n
    means = sorted(round(float(f["delay_mean"]) * 1e9) for f in flows)
    if any(abs(a - b) > 1 for a, b in zip(means, sorted(
            round(case.expected(s)[0]) for s in (0, 1)))):
        wrong.append(f"delays {means}, expected {sorted(want)}")
    detour = metrics["detour.hops"]["mean"]
    if abs(detour - detours / packets) > 1e-9:
        wrong.append(f"detour {detour}, expected {detours / packets}")
    lost = sum(int(f["lost"]) for f in flows)
    if lost or sum(int(f["delivered"]) for f in flows) != packets:
        wrong.append(f"{lost} lost, {packets} expected")
    for name in ("LRI", "LRA"):
        sent = sum(int(row["sent"]) for row in signaling
                   if row["message"] == name)
        if sent != len(set(case.mags)):
            wrong.append(f"{sent} {name}")
    return wrong


def main():
    tap = Tap()
    print(f"# seed {SEED}")
    rng = random.Random(SEED)
    for together in (True, False):
        for i in range(GRAPHS):
            case = Case(rng, together)
            where = "one MAG" if together else "two MAGs"
            wrong = check(case)
            tap.ok(not wrong, f"{where}, graph {i}", *wrong)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
