#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Oracle mode reproduces the closed forms to the nanosecond.

Random graphs with random delays; a node visits random access routers and
starts a flow at each.  Infinite rates, no loss.  Another node goes the same way
half a second ahead, so that every tunnel stands already: it must not change a
thing.  From the delays alone this
file computes, independently of the simulator, when each anchor switches, when
each gateway is ready, the fate of every single packet, and from these what
handover_flows.csv, handovers.csv and flows.csv must say: recovery, lost,
messages, k, stretch, tunnel byte-hops.  Prints TAP."""

import bisect
import csv
import heapq
import json
import os
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap  # noqa: E402 - in the folder above

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SEED = int(os.environ.get("CLOSED_FORMS_SEED", "20261122"))
GRAPHS = int(os.environ.get("CLOSED_FORMS_GRAPHS", "6"))
TUNNEL_HEADER = 40
AHEAD = 500_000_000  # ns, of the node that goes ahead
ARCHITECTURES = {
    "ipv6": {"name": "ipv6"},
    "pmipv6": {"name": "pmipv6"},
    "relay": {"name": "dmm", "mode": "relay"},
    "relay-separate": {"name": "dmm", "mode": "relay", "aggregate": False},
    "locator": {"name": "dmm", "mode": "locator"},
    "proxy": {"name": "dmm", "mode": "proxy"},
    "mipv6": {"name": "mipv6", "addressing": "instant"},
    "mipv6-dad": {"name": "mipv6", "addressing": "dad",
                  "home_agent_dad": False},
    "host": {"name": "dmm-host", "addressing": "instant"},
    "host-dad": {"name": "dmm-host", "addressing": "dad"},
}
DIRECT = {"name": "mipv6", "addressing": "instant", "home_agent_dad": False,
          "route_optimization": True}
HOSTS = ("mipv6", "mipv6-dad", "host", "host-dad")
CENTRAL = ("pmipv6", "mipv6", "mipv6-dad")
DAD = 1_000_000_000  # ns, RFC 4862: one probe, RETRANS_TIMER


def microseconds(ns):
    return f"{ns // 1000}.{ns % 1000:03d} us"


class Graph:
    """A random connected graph; delays in ns, distinct enough that shortest
    paths are unique."""

    def __init__(self, rng):
        self.n = rng.randint(6, 12)
        self.links = {}
        for v in range(1, self.n):
            self.add(rng, rng.randrange(v), v)
        for _ in range(rng.randint(2, self.n)):
            a, b = rng.sample(range(self.n), 2)
            self.add(rng, a, b)
        self.delay, self.hops = [], []
        for v in range(self.n):
            delay, hops = self.from_node(v)
            self.delay.append(delay)
            self.hops.append(hops)

    def add(self, rng, a, b):
        self.links.setdefault((min(a, b), max(a, b)),
                              rng.randint(100_000, 9_999_999))

    def from_node(self, source):
        neighbours = [[] for _ in range(self.n)]
        for (a, b), d in self.links.items():
            neighbours[a].append((b, d))
            neighbours[b].append((a, d))
        best = {source: (0, 0)}
        queue = [(0, 0, source)]
        while queue:
            d, h, v = heapq.heappop(queue)
            if best[v] < (d, h):
                continue
            for u, w in neighbours[v]:
                if u not in best or (d + w, h + 1) < best[u]:
                    best[u] = (d + w, h + 1)
                    heapq.heappush(queue, (d + w, h + 1, u))
        return ([best[v][0] for v in range(self.n)],
                [best[v][1] for v in range(self.n)])


class Case:
    """One random scenario: graph, sites, instants."""

    def __init__(self, rng):
        self.graph = Graph(rng)
        n = self.graph.n
        self.stays = rng.sample(range(n), rng.randint(2, min(5, n)))
        self.centre = rng.randrange(n)
        self.cn = rng.randrange(n)
        self.radio = rng.randint(100_000, 5_000_000)
        self.detect = rng.choice([0, rng.randint(0, 50_000_000)])
        self.l2 = rng.randint(1_000_000, 200_000_000)
        zero = rng.random() < 0.3
        self.p_s, self.p_p, self.p_c = (
            0 if zero else rng.randint(1, 3_000_000) for _ in range(3))
        self.interval = rng.randint(2_000_000, 7_000_000)
        self.stay = 6_000_000_000
        self.phase = [rng.randint(1_500_000_000, 2_500_000_000)
                      for _ in self.stays]
        self.release = rng.choice(["flow", "registered"])

    def t_dead(self, j):
        return j * self.stay

    def t_up(self, j):
        return 0 if j == 0 else self.t_dead(j) + self.detect + self.l2

    def duration(self):
        return self.stay * len(self.stays)

    def scenario(self, architecture):
        names = [f"r{i}" for i in range(self.graph.n)]
        architecture = dict(architecture)
        if architecture["name"] in ("dmm", "dmm-host"):
            architecture["release"] = self.release
        return {
            "title": "closed forms",
            "duration": self.duration() / 1e9,
            "architecture": architecture,
            "topology": {
                "nodes": names,
                "links": [{"between": [names[a], names[b]],
                           "delay": microseconds(d)}
                          for (a, b), d in self.graph.links.items()]},
            "sites": {"access": [names[i] for i in self.stays],
                      "anchor": names[self.centre],
                      "controller": names[self.centre],
                      "correspondents": [names[self.cn]]},
            "access": {"radio": {"delay": microseconds(self.radio),
                                 "rate": "inf"},
                       "l2_handover": microseconds(self.l2),
                       "loss_detection": microseconds(self.detect)},
            "processing": {"gateway": microseconds(self.p_s),
                           "previous": microseconds(self.p_p),
                           "central": microseconds(self.p_c)},
            "mobile_nodes": [self.mobile_node("mn", names, 0),
                             self.mobile_node("ahead", names, AHEAD)],
            "traffic": [self.flow(node, f"{initial}{j}", j, names)
                        for node, initial in (("mn", "f"), ("ahead", "g"))
                        for j in range(len(self.stays))],
            "protocol": {"binding_lifetime": "3600 s"},
        }


    def mobile_node(self, name, routers, ahead):
        return {"name": name, "motion": {
            "model": "schedule",
            "attach": [[max(0, self.t_dead(j) - ahead) / 1e9, routers[r]]
                       for j, r in enumerate(self.stays)]}}

    def flow(self, node, name, j, routers):
        return {"name": name, "nodes": node,
                "correspondent": routers[self.cn], "direction": "down",
                "pattern": {"cbr": {"interval": microseconds(self.interval),
                                    "size": "100 B"}},
                "start": microseconds(self.t_dead(j) + self.phase[j])}


class Prediction:
    """What the closed forms say of a case under one architecture."""

    def __init__(self, case, scheme):
        self.case, self.scheme = case, scheme
        self.d = case.graph.delay
        # per handover j (1..): {anchor: (t_sw, t_rdy)}
        self.instants = {j: self.handover(j)
                         for j in range(1, len(case.stays))}

    def anchors(self, j):
        """Anchors of the flows alive at handover j."""
        if self.scheme in CENTRAL:
            return {self.case.centre}
        return set(self.case.stays[:j])

    def dad(self, j):
        """Verification of the care-of address, and of the home address by a
        home agent that had no binding."""
        at_home = [s == self.case.centre for s in self.case.stays]
        if at_home[j]:
            return 0, 0
        if self.scheme == "mipv6-dad":
            return DAD, 0
        return 0, DAD if j == 0 or at_home[j - 1] else 0

    def registration(self, j):
        """BU sent to BA received, by the mobile node."""
        case = self.case
        way = case.radio + self.d[case.stays[j]][case.centre]
        return 2 * way + case.p_c + self.dad(j)[1]

    def host_handover(self, j):
        """RA, address, BU; the access router is ready at once, but at home
        intercepts until the BU is there."""
        case = self.case
        s, c = case.stays[j], case.centre
        verified, held = self.dad(j)
        t_sw = (case.t_up(j) + 2 * case.radio + verified + self.d[s][c]
                + case.p_c + held)
        return {c: (t_sw, t_sw if s == c else case.t_up(j))}

    def anchors_handover(self, j):
        """RA, address, one BU to each access router that anchors a flow."""
        case, d = self.case, self.d
        sent = (case.t_up(j) + case.radio
                + (DAD if self.scheme == "host-dad" else 0))
        way = {p: case.radio + d[case.stays[j]][p] for p in self.anchors(j)}
        return {p: (sent + way[p] + case.p_p, case.t_up(j)) for p in way}

    def handover(self, j):
        case, d = self.case, self.d
        s, c = case.stays[j], case.centre
        if self.scheme.startswith("mipv6"):
            return self.host_handover(j)
        if self.scheme.startswith("host"):
            return self.anchors_handover(j)
        t0 = case.t_up(j)
        at_centre = t0 + d[s][c] + case.p_c
        if self.scheme == "ipv6":
            return {}
        if self.scheme == "pmipv6":
            return {c: (at_centre, at_centre + d[c][s] + case.p_s)}
        previous = self.anchors(j)
        switched = {p: at_centre + d[c][p] + case.p_p for p in previous}
        answered = {p: switched[p] + d[p][c] + case.p_c for p in previous}
        ready = {}
        for p in previous:
            if self.scheme == "relay":
                ready[p] = max(answered.values()) + d[c][s] + case.p_s
            elif self.scheme == "relay-separate":
                ready[p] = answered[p] + d[c][s] + case.p_s
            elif self.scheme == "locator":
                ready[p] = switched[p] + d[p][s] + case.p_s
            else:
                ready[p] = at_centre + d[c][s] + case.p_s
        return {p: (switched[p], ready[p]) for p in previous}

    def previous(self, j):
        return j if self.scheme not in ("ipv6", *CENTRAL) else 0

    def messages(self, j):
        k = self.previous(j)
        return {"ipv6": 0, "pmipv6": 2, "mipv6": 2, "mipv6-dad": 2,
                "host": 2 * k, "host-dad": 2 * k,
                "relay": 2 + 2 * k,
                "relay-separate": 1 + 3 * k, "locator": 1 + 3 * k,
                "proxy": 2 + 2 * k}[self.scheme]

    def anchor(self, flow):
        case = self.case
        return case.centre if self.scheme in CENTRAL else case.stays[flow]

    def recovery(self, flow, j):
        a, s = self.anchor(flow), self.case.stays[j]
        t_sw, t_rdy = self.instants[j][a]
        return (max(t_sw + self.d[a][s], t_rdy) + self.case.radio
                - self.case.t_up(j))

    def detour(self, anchor, stay, at):
        """Where a host's care-of address is a home address, too, the router of
        the stay that is over forwards what reaches it from another anchor
        since it knows of the next one.  That router, or None."""
        r, after = self.case.stays[stay], stay + 1
        if (not self.scheme.startswith("host") or r == anchor
                or after == len(self.case.stays)
                or at < self.instants[after][r][0]):
            return None
        return r

    def fate(self, flow, sent):
        """(stay it is delivered in, None) or (None, instant of the drop), or
        (None, None) when still under way at the end."""
        case, d = self.case, self.d
        a = self.anchor(flow)
        x = sent + d[case.cn][a]
        serving = flow
        for j in range(flow + 1, len(case.stays)):
            if a in self.instants[j] and self.instants[j][a][0] <= x:
                serving = j
        y = x + d[a][case.stays[serving]]
        self.via = self.detour(a, serving, y)
        if self.via is not None:
            serving += 1
            y += d[self.via][case.stays[serving]]
        if y + case.radio > case.duration():
            # Under way at the end, unless it was dropped before.
            if y > case.duration():
                return None, None
        ready = case.t_up(serving)
        if serving > flow:
            ready = self.instants[serving][a][1]
        gone = (case.t_dead(serving + 1)
                if serving + 1 < len(case.stays) else case.duration() + 10**12)
        if y < ready or y >= gone:
            return None, y
        if y + case.radio >= gone:
            return None, y + case.radio
        if y + case.radio > case.duration():
            return None, None
        return serving, None

    def way(self, table, anchor, serving):
        """From the anchor to the serving router, of the packet that fate() was
        asked about last."""
        if self.via is None:
            return table[anchor][serving]
        return table[anchor][self.via] + table[self.via][serving]

    def tunnel_hops(self, anchor, serving):
        """A host's tunnel ends behind the radio link; there is none at home.
        On a detour there is one in the other."""
        hops = self.case.graph.hops
        radio = self.scheme in HOSTS and serving != anchor
        inner = 0 if self.via is None else hops[self.via][serving] + 1
        return self.way(hops, anchor, serving) + radio + inner

    def flow_row(self, flow):
        """sent, delivered, lost by handover, stretch by hops and delay, tunnel
        byte-hops."""
        case, d, h = self.case, self.d, self.case.graph.hops
        a = self.anchor(flow)
        dead = [case.t_dead(j) for j in range(1, len(case.stays))]
        row = {"sent": 0, "delivered": 0, "tunnel": 0, "hops": [],
               "delay": [], "lost": [0] * len(case.stays)}
        t = case.t_dead(flow) + case.phase[flow]
        while t < case.duration():
            row["sent"] += 1
            stay, dropped = self.fate(flow, t)
            if stay is not None:
                s = case.stays[stay]
                row["delivered"] += 1
                row["tunnel"] += TUNNEL_HEADER * self.tunnel_hops(a, s)
                if h[case.cn][s]:
                    row["hops"].append((h[case.cn][a] + self.way(h, a, s))
                                       / h[case.cn][s])
                    row["delay"].append((d[case.cn][a] + self.way(d, a, s))
                                        / d[case.cn][s])
            elif dropped is not None:
                row["lost"][bisect.bisect_right(dead, dropped)] += 1
            t += case.interval
        return row


def rows(folder, name):
    with open(os.path.join(folder, name), newline="") as f:
        return list(csv.DictReader(f))


def nanoseconds(text):
    return None if text == "" else round(float(text) * 1e9)


def compare(case, scheme, folder):
    """Differences between a result folder and the prediction, as text."""
    want = Prediction(case, scheme)
    wrong = []

    def same(what, got, expected, tolerance=0):
        if got is None or abs(got - expected) > tolerance:
            wrong.append(f"{what}: got {got}, closed form {expected}")

    handovers = [r for r in rows(folder, "handovers.csv") if r["node"] == "mn"]
    same("handovers", len(handovers), len(case.stays) - 1)
    for j, r in enumerate(handovers, 1):
        same(f"messages of handover {j}", int(r["messages"]), want.messages(j))
        same(f"k of handover {j}", int(r["previous_anchors"] or 0),
             want.previous(j))
        same(f"trigger of handover {j}", nanoseconds(r["t_trigger"]),
             case.t_up(j))
        if scheme in CENTRAL and scheme in HOSTS:
            same(f"registration at handover {j}", nanoseconds(r["signaling"]),
                 want.registration(j))
    flows = {r["name"]: r for r in rows(folder, "flows.csv")
             if r["node"] == "mn"}
    index = {r["flow"]: int(r["name"][1:]) for r in flows.values()}
    predicted = {f: want.flow_row(f) for f in range(len(case.stays))}
    seen = 0
    for r in rows(folder, "handover_flows.csv"):
        if r["node"] != "mn":
            continue
        f, j = index[r["flow"]], int(r["handover"])
        if j <= f:
            continue
        seen += 1
        same(f"lost of flow {f} at handover {j}", int(r["lost"]),
             predicted[f]["lost"][j])
        if scheme != "ipv6":
            same(f"recovery of flow {f} at handover {j}",
                 nanoseconds(r["recovery"]), want.recovery(f, j))
    same("rows of handover_flows.csv", seen,
         len(case.stays) * (len(case.stays) - 1) // 2)
    for f in range(len(case.stays)):
        r, p = flows[f"f{f}"], predicted[f]
        same(f"sent of flow {f}", int(r["sent"]), p["sent"])
        same(f"delivered of flow {f}", int(r["delivered"]), p["delivered"])
        same(f"lost of flow {f}", int(r["lost"]), sum(p["lost"]))
        same(f"tunnel byte-hops of flow {f}", int(r["tunnel_byte_hops"]),
             p["tunnel"])
        for column, key in (("stretch_hops", "hops"),
                            ("stretch_delay", "delay")):
            if p[key]:
                same(f"{column} of flow {f}", float(r[column]),
                     sum(p[key]) / len(p[key]), 1e-9)
            elif r[column] != "":
                wrong.append(f"{column} of flow {f}: {r[column]} but the "
                             "shortest path has no hop")
    return wrong


def direct_instants(case, j):
    """When the node is registered and when the correspondent sends to its new
    care-of address: max of the two tests, then an update (RFC 6275 5.2.5)."""
    d, w = case.graph.delay, case.radio
    s, c, cn = case.stays[j], case.centre, case.cn
    registered = case.t_up(j) + w + 2 * (w + d[s][c]) + case.p_c
    home = 2 * (w + d[s][c] + d[c][cn])
    care_of = 2 * (w + d[s][cn])
    return registered, registered + max(home, care_of) + w + d[s][cn]


def direct_row(case, flow, j):
    """t_first and lost of a flow at handover @j: from the death of the old
    radio on, all goes to the old care-of address until the update is there."""
    d, w = case.graph.delay, case.radio
    old, new = case.stays[j - 1], case.stays[j]
    bound = direct_instants(case, j)[1]
    sent = case.t_dead(flow) + case.phase[flow]
    lost = 0
    while sent < bound:
        lost += sent + d[case.cn][old] + w >= case.t_dead(j)
        sent += case.interval
    return sent + d[case.cn][new] + w, lost


def compare_direct(case, folder):
    wrong = []

    def same(what, got, expected):
        if got != expected:
            wrong.append(f"{what}: got {got}, closed form {expected}")

    for j, r in enumerate((r for r in rows(folder, "handovers.csv")
                           if r["node"] == "mn"), 1):
        same(f"messages of handover {j}", int(r["messages"]), 2 + 6)
        same(f"registered at handover {j}", nanoseconds(r["t_ready"]),
             direct_instants(case, j)[0])
    names = {r["flow"]: int(r["name"][1:]) for r in rows(folder, "flows.csv")}
    seen = 0
    for r in rows(folder, "handover_flows.csv"):
        flow, j = names[r["flow"]], int(r["handover"])
        if r["node"] != "mn" or j <= flow:
            continue
        seen += 1
        first, lost = direct_row(case, flow, j)
        same(f"first packet of flow {flow} after handover {j}",
             nanoseconds(r["t_first"]), first)
        same(f"lost of flow {flow} at handover {j}", int(r["lost"]), lost)
    same("rows", seen, len(case.stays) * (len(case.stays) - 1) // 2)
    return wrong


def check_direct(tap, case, name):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "case.json")
        with open(path, "w") as f:
            json.dump(case.scenario(DIRECT), f, indent=1)
        out = os.path.join(folder, "out")
        run = subprocess.run([DMMSIM, "run", path, "-o", out],
                             capture_output=True, text=True)
        wrong = (run.stderr.splitlines() if run.returncode
                 else compare_direct(case, out))
        tap.ok(not wrong, name, *wrong)


def main():
    tap = Tap()
    print(f"# seed {SEED}")
    for g in range(GRAPHS):
        case = Case(random.Random(SEED + g))
        if case.centre not in case.stays:  # always away: nothing is deleted
            check_direct(tap, case, f"graph {g}, {len(case.stays)} stays, "
                         "route optimization: messages, registration, first "
                         "packet, loss")
        for scheme, architecture in ARCHITECTURES.items():
            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "case.json")
                with open(path, "w") as f:
                    json.dump(case.scenario(architecture), f, indent=1)
                out = os.path.join(folder, "out")
                run = subprocess.run([DMMSIM, "run", path, "-o", out],
                                     capture_output=True, text=True)
                name = (f"graph {g}, {len(case.stays)} stays, {scheme}: "
                        "recovery, loss, messages, stretch, tunnels")
                if run.returncode:
                    tap.ok(False, name, *run.stderr.splitlines())
                    continue
                tap.ok(not (wrong := compare(case, scheme, out)), name, *wrong)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
