#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mobile routers and the nodes that ride in them reproduce the closed forms to
the nanosecond (doc/closed-forms.md).

The graphs, nodes and packets of test-closed-forms.py, under nemo: a mobile
router's flows fare as those of a mobile node of mipv6.  In it ride a seat, which
has no protocol, and a mobile router whose home agent is anywhere in the graph:
the fate of each of their packets follows from the delays, by one home agent and
one tunnel for the seat, by two and two for the router within.  Prints TAP."""

import bisect
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from tap import Tap, skip_if_sanitized  # noqa: E402 - in the folder above

spec = importlib.util.spec_from_file_location(
    "closed_forms", os.path.join(HERE, "test-closed-forms.py"))
base = importlib.util.module_from_spec(spec)
spec.loader.exec_module(base)

HEADER = base.TUNNEL_HEADER
START = 3_500_000_000  # ns: all have registered, with 1 s at two home agents


class Ride:
    """What rides in "mn", and where its flow goes."""

    def __init__(self, case, want, home, link):
        self.case, self.want, self.home, self.link = case, want, home, link
        self.d, self.h = case.graph.delay, case.graph.hops

    def ways(self):
        """Nodes by which a packet comes to the home agent of "mn"."""
        return [self.case.cn, *self.home, self.case.centre]

    def before(self, table):
        ways = self.ways()
        return sum(table[a][b] for a, b in zip(ways, ways[1:]))

    def fate(self, sent):
        """(stay it is delivered in, None), (None, instant of the drop), or
        (None, None) when under way at the end."""
        case, c = self.case, self.case.centre
        x = sent + self.before(self.d)
        serving = max([0] + [j for j, at in self.want.instants.items()
                             if at[c][0] <= x])
        y = x + self.d[c][case.stays[serving]]
        ready = self.want.instants[serving][c][1] if serving else 0
        last = serving + 1 == len(case.stays)
        gone = 10**15 if last else case.t_dead(serving + 1)
        if y < ready or y >= gone:
            return (None, y) if y <= case.duration() else (None, None)
        if y + case.radio >= gone:
            return None, y + case.radio
        if y + case.radio + self.link > case.duration():
            return None, None
        return serving, None

    def tunnel(self, s):
        """Octets times links of one packet to the router @s."""
        c = self.case.centre
        outer = 0 if s == c else HEADER * (self.h[c][s] + 1)
        if not self.home:
            return outer
        inner = self.h[self.home[0]][c] + self.h[c][s] + 1 + 1
        return outer + HEADER * inner

    def row(self):
        case, cn = self.case, self.case.cn
        dead = [case.t_dead(j) for j in range(1, len(case.stays))]
        row = {"sent": 0, "delivered": 0, "tunnel": 0, "hops": [],
               "delay": [], "oneway": [], "lost": [0] * len(case.stays)}
        for t in range(START, case.duration(), case.interval):
            row["sent"] += 1
            stay, dropped = self.fate(t)
            if stay is not None:
                s, c = case.stays[stay], case.centre
                row["delivered"] += 1
                row["tunnel"] += self.tunnel(s)
                wired = self.before(self.d) + self.d[c][s]
                row["oneway"].append(wired + case.radio + self.link)
                if self.h[cn][s]:
                    hops = self.before(self.h) + self.h[c][s]
                    row["hops"].append(hops / self.h[cn][s])
                    row["delay"].append(wired / self.d[cn][s])
            elif dropped is not None:
                row["lost"][bisect.bisect_right(dead, dropped)] += 1
        return row


def scenario(case, keys, home, link):
    made = case.scenario({"name": "nemo", "addressing": "instant",
                          "network": {"delay": base.microseconds(link)},
                          "routers": ["inner"],
                          "homes": [{"nodes": "inner", "anchor": f"r{home}"}],
                          **keys})
    for name in ("seat", "inner"):
        made["mobile_nodes"].append(
            {"name": name, "motion": {"model": "ride", "in": "mn"}})
        flow = case.flow(name, name, 0, [f"r{i}" for i in range(case.graph.n)])
        made["traffic"].append({**flow, "start": base.microseconds(START)})
    return made


def compare_flow(same, got, want):
    row = want.row()
    same(f"sent to {got['name']}", int(got["sent"]), row["sent"])
    same(f"delivered to {got['name']}", int(got["delivered"]),
         row["delivered"])
    same(f"lost to {got['name']}", int(got["lost"]), sum(row["lost"]))
    same(f"tunnel byte-hops to {got['name']}", int(got["tunnel_byte_hops"]),
         row["tunnel"])
    same(f"mean delay to {got['name']}", float(got["delay_mean"]) * 1e9,
         sum(row["oneway"]) / len(row["oneway"]), 0.5)
    for column, key in (("stretch_hops", "hops"), ("stretch_delay", "delay")):
        if row[key]:
            same(f"{column} to {got['name']}", float(got[column]),
                 sum(row[key]) / len(row[key]), 1e-9)


def compare(case, home, link, folder):
    """Differences between a result folder and the closed forms, as text."""
    want = base.Prediction(case, "mipv6")
    wrong = base.compare(case, "mipv6", folder)

    def same(what, got, expected, tolerance=0):
        if abs(got - expected) > tolerance:
            wrong.append(f"{what}: got {got}, closed form {expected}")

    flows = {r["node"]: r for r in base.rows(folder, "flows.csv")}
    compare_flow(same, flows["seat"], Ride(case, want, [], link))
    compare_flow(same, flows["inner"], Ride(case, want, [home], link))
    moved = [r["node"] for r in base.rows(folder, "handovers.csv")]
    same("handovers of riders", moved.count("seat") + moved.count("inner"), 0)
    # "mn" and "ahead" register at each stay, a first one at home needs not;
    # "inner" does once.
    each = len(case.stays) - (case.stays[0] == case.centre)
    sent = sum(int(r["sent"]) for r in base.rows(folder, "signaling.csv")
               if r["message"] in ("BU", "BA"))
    same("messages", sent, 2 * (2 * each + 1))
    return wrong


def examine(case, keys, home, link):
    with tempfile.TemporaryDirectory() as folder:
        path, out = (os.path.join(folder, n) for n in ("case.json", "out"))
        with open(path, "w") as f:
            json.dump(scenario(case, keys, home, link), f, indent=1)
        run = subprocess.run([base.DMMSIM, "run", path, "-o", out],
                             capture_output=True, text=True)
        if run.returncode:
            return [f"exit {run.returncode}", *run.stderr.splitlines()]
        return compare(case, home, link, out)


def main():
    skip_if_sanitized("the plain build follows the same packets")
    tap = Tap()
    print(f"# seed {base.SEED}")
    for g in range(base.GRAPHS):
        rng = random.Random(base.SEED + g)
        case = base.Case(rng)
        home = rng.randrange(case.graph.n)
        link = rng.choice([0, rng.randint(1, 3_000_000)])
        for keys in ({"mode": "explicit"}, {"mode": "implicit"}):
            wrong = examine(case, keys, home, link)
            tap.ok(not wrong, f"graph {g}, {len(case.stays)} stays, "
                   f"{keys['mode']}: recovery, loss, messages, stretch, "
                   "tunnels; of a seat and a router within, too", *wrong)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
