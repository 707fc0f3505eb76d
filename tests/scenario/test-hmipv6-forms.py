#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hierarchical Mobile IPv6 reproduces its closed forms to the nanosecond.

The graphs, nodes and packets of test-closed-forms.py with two mobility anchor
points on them, so that moves stay with one or change it.  From the delays alone
this file computes when each MAP and the home agent switch, which way each
packet goes by what they knew when it passed, and its fate.  Prints TAP."""

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

GRAPHS = int(os.environ.get("CLOSED_FORMS_GRAPHS", "5"))
HEADER = 40
SCHEMES = {
    "nothing forwarded": {"forwarding": "0 s"},
    "forwarding": {},
    "forwarding, RCoA verified": {"map_dad": True},
    "forwarding, LCoA verified": {"addressing": "dad"},
}


class Case(base.Case):
    """Never at home; two MAPs, each router's is the nearer one."""

    def __init__(self, rng):
        super().__init__(rng)
        away = [n for n in range(self.graph.n) if n not in self.stays]
        if away:
            self.centre = rng.choice(away)
        self.never_home = bool(away)
        self.maps = rng.sample(range(self.graph.n), 2)

    def map_of(self, router):
        return min(self.maps, key=lambda m: (self.graph.delay[router][m],
                                             self.maps.index(m)))

    def inter_moves(self):
        return sum(self.map_of(a) != self.map_of(b)
                   for a, b in zip(self.stays, self.stays[1:]))

    def architecture(self, own):
        return {"name": "hmipv6", "addressing": "instant",
                "home_agent_dad": False, "map_dad": False,
                "forwarding": "3600 s",
                "maps": [f"r{m}" for m in self.maps], **own}


def latest(bindings, at):
    """What was bound last at the instant."""
    i = bisect.bisect_right([t for t, _ in bindings], at)
    return bindings[i - 1][1] if i else None


class Prediction:
    """All instants of a node that goes the case's way."""

    def __init__(self, case, own):
        self.case, self.own = case, own
        self.forwards = own.get("forwarding") != "0 s"
        self.at_map = {m: [] for m in case.maps}  # (instant, router)
        self.at_home = []                         # (instant, MAP)
        self.moves = [self.move(j) for j in range(len(case.stays))]

    def up(self, s, m):
        return self.case.radio + self.case.graph.delay[s][m]

    def verified(self, m):
        first = not self.at_map[m]
        return base.DAD if self.own.get("map_dad") and first else 0

    def move(self, j):
        """Messages, registration, instant of the last acknowledgement, and of
        the switch by which the first packet can come."""
        case, d = self.case, self.case.graph.delay
        s, m, c = case.stays[j], case.map_of(case.stays[j]), case.centre
        usable = case.t_up(j) + case.radio
        if self.own.get("addressing") == "dad":
            usable += base.DAD
        left = case.map_of(case.stays[j - 1]) if j else None
        switches = []
        if left not in (None, m) and self.forwards:
            told = usable + self.up(s, left) + case.p_c
            self.at_map[left].append((told, s))
            switches.append((told, d[left][s]))
        bound = usable + self.up(s, m) + case.p_c + self.verified(m)
        self.at_map[m].append((bound, s))
        acknowledged = bound + self.up(s, m)
        if left == m:
            return {"messages": 2, "registration": acknowledged - usable,
                    "ready": acknowledged, "switch": (bound, d[m][s])}
        way = self.up(s, m) + d[m][c]
        home = acknowledged + way + case.p_c
        self.at_home.append((home, m))
        switches.append((home, d[c][m] + d[m][s]))
        return {"messages": 6 if self.forwards else 4,
                "registration": 2 * way + case.p_c, "ready": home + way,
                "switch": min(switches)}

    def recovery(self, j):
        at, way = self.moves[j]["switch"]
        return at + way + self.case.radio - self.case.t_up(j)

    def fate(self, sent):
        """(MAP, stay) of delivery, or the instant of the drop, or None."""
        case, d = self.case, self.case.graph.delay
        at_home = sent + d[case.cn][case.centre]
        m = latest(self.at_home, at_home)
        at_map = at_home + d[case.centre][m]
        s = latest(self.at_map[m], at_map)
        j = case.stays.index(s)
        y = at_map + d[m][s]
        gone = (case.t_dead(j + 1) if j + 1 < len(case.stays)
                else case.duration() + 10**12)
        if y > case.duration() or (y < gone
                                   and y + case.radio > case.duration()
                                   and y + case.radio < gone):
            return None
        if y >= gone:
            return y
        return y + case.radio if y + case.radio >= gone else (m, j)

    def flow_row(self, flow):
        case, d, h = self.case, self.case.graph.delay, self.case.graph.hops
        cn, c = case.cn, case.centre
        dead = [case.t_dead(j) for j in range(1, len(case.stays))]
        row = {"sent": 0, "delivered": 0, "tunnel": 0, "hops": [],
               "delay": [], "lost": [0] * len(case.stays)}
        t = case.t_dead(flow) + case.phase[flow]
        while t < case.duration():
            row["sent"] += 1
            fate = self.fate(t)
            t += case.interval
            if fate is None:
                continue
            if not isinstance(fate, tuple):
                row["lost"][bisect.bisect_right(dead, fate)] += 1
                continue
            m, s = fate[0], case.stays[fate[1]]
            row["delivered"] += 1
            row["tunnel"] += HEADER * (h[c][m] + 2 * (h[m][s] + 1))
            if h[cn][s]:
                row["hops"].append((h[cn][c] + h[c][m] + h[m][s]) / h[cn][s])
                row["delay"].append((d[cn][c] + d[c][m] + d[m][s])
                                    / d[cn][s])
        return row


class Comparison:
    def __init__(self):
        self.wrong = []

    def same(self, what, got, expected, tolerance=0):
        if got is None or abs(got - expected) > tolerance:
            self.wrong.append(f"{what}: got {got}, closed form {expected}")


def compare_handovers(found, want, folder):
    for j, r in enumerate((r for r in base.rows(folder, "handovers.csv")
                           if r["node"] == "mn"), 1):
        move = want.moves[j]
        found.same(f"messages of handover {j}", int(r["messages"]),
                   move["messages"])
        found.same(f"registration at handover {j}",
                   base.nanoseconds(r["signaling"]), move["registration"])
        found.same(f"ready at handover {j}", base.nanoseconds(r["t_ready"]),
                   move["ready"])


def compare_flows(found, want, folder):
    stays = want.case.stays
    flows = {r["name"]: r for r in base.rows(folder, "flows.csv")
             if r["node"] == "mn"}
    index = {r["flow"]: int(r["name"][1:]) for r in flows.values()}
    predicted = [want.flow_row(f) for f in range(len(stays))]
    seen = 0
    for r in base.rows(folder, "handover_flows.csv"):
        if r["node"] != "mn" or int(r["handover"]) <= index[r["flow"]]:
            continue
        f, j = index[r["flow"]], int(r["handover"])
        seen += 1
        found.same(f"lost of flow {f} at handover {j}", int(r["lost"]),
                   predicted[f]["lost"][j])
        found.same(f"recovery of flow {f} at handover {j}",
                   base.nanoseconds(r["recovery"]), want.recovery(j))
    found.same("rows of handover_flows.csv", seen,
               len(stays) * (len(stays) - 1) // 2)
    for f, p in enumerate(predicted):
        r = flows[f"f{f}"]
        found.same(f"sent of flow {f}", int(r["sent"]), p["sent"])
        found.same(f"delivered of flow {f}", int(r["delivered"]),
                   p["delivered"])
        found.same(f"lost of flow {f}", int(r["lost"]), sum(p["lost"]))
        found.same(f"tunnel byte-hops of flow {f}",
                   int(r["tunnel_byte_hops"]), p["tunnel"])
        for column, key in (("stretch_hops", "hops"),
                            ("stretch_delay", "delay")):
            if p[key]:
                found.same(f"{column} of flow {f}", float(r[column]),
                           sum(p[key]) / len(p[key]), 1e-9)


def check(tap, case, name, own):
    found = Comparison()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "case.json")
        with open(path, "w") as f:
            json.dump(case.scenario(case.architecture(own)), f, indent=1)
        out = os.path.join(folder, "out")
        run = subprocess.run([base.DMMSIM, "run", path, "-o", out],
                             capture_output=True, text=True)
        if run.returncode:
            found.wrong += run.stderr.splitlines()
        else:
            want = Prediction(case, own)
            compare_handovers(found, want, out)
            compare_flows(found, want, out)
    tap.ok(not found.wrong, name, *found.wrong)


def cases():
    seed = base.SEED
    while True:
        case = Case(random.Random(seed))
        seed += 1
        if case.never_home:
            yield case


def main():
    skip_if_sanitized("plain builds run it")
    tap = Tap()
    print(f"# seed {base.SEED}")
    intra = inter = 0
    for g, case in zip(range(GRAPHS), cases()):
        inter += case.inter_moves()
        intra += len(case.stays) - 1 - case.inter_moves()
        for name, own in SCHEMES.items():
            check(tap, case, f"graph {g}, {len(case.stays)} stays, {name}: "
                  "registration, recovery, loss, messages, stretch, tunnels",
                  own)
    tap.ok(intra > 2 and inter > 2, f"{intra} moves within the domain of a "
           f"MAP, {inter} between two")
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
