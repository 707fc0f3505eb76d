#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Peers beside correspondents: another mobile node, a server at the access
router.

Random graphs; two nodes move in turn between random access routers and start,
after each move, flows with each other and with the server that is nearest then.
When the last move is over, hops, delay and tunnel octets of every flow, old and
new, are computed from the delays alone.  What happens to a flow at handovers
does not depend on which of its ends the scenario names first.  Who pairs with
whom follows the rule, and is the same under every architecture.  Prints TAP."""

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
SEED = int(os.environ.get("PEERS_SEED", "20261123"))
GRAPHS = int(os.environ.get("PEERS_GRAPHS", "8"))
EPOCHS = 5
EPOCH = 3_000_000_000  # ns; "a" moves when an odd one begins, "b" an even one
ARCHITECTURES = {
    "ipv6": {"name": "ipv6"},
    "pmipv6": {"name": "pmipv6"},
    "pmipv6, local routing": {"name": "pmipv6", "local_routing": True},
    "dmm": {"name": "dmm", "mode": "proxy"},
}


class Case:
    def __init__(self, rng):
        self.graph = closed.Graph(rng)
        n = self.graph.n
        access = rng.sample(range(n), min(n, 5))
        a, b = rng.sample(access, 3), rng.sample(access, 3)
        # where they are in each epoch
        self.a = [a[0], a[1], a[1], a[2], a[2]]
        self.b = [b[0], b[0], b[1], b[1], b[2]]
        self.access = access
        self.centre = rng.randrange(n)
        self.radio = rng.randint(100_000, 5_000_000)
        self.names = [f"r{i}" for i in range(n)]

    def moves(self, name, stays):
        attach = [[e * EPOCH / 1e9, self.names[r]]
                  for e, r in enumerate(stays) if e == 0 or r != stays[e - 1]]
        return {"name": name,
                "motion": {"model": "schedule", "attach": attach}}

    def entry(self, name, e, **keys):
        entry = {"name": name, "nodes": "a", "direction": "both",
                 "pattern": {"cbr": {"interval": "7 ms", "size": "100 B"}},
                 "start": (e * EPOCH + EPOCH // 2) / 1e9}
        entry.update(keys)
        return entry

    def scenario(self, architecture, traffic, **keys):
        scenario = {
            "title": "peers", "duration": (EPOCHS * EPOCH) / 1e9,
            "architecture": architecture,
            "topology": {
                "nodes": self.names,
                "links": [{"between": [self.names[x], self.names[y]],
                           "delay": closed.microseconds(d)}
                          for (x, y), d in self.graph.links.items()]},
            "sites": {"access": [self.names[i] for i in self.access],
                      "anchor": self.names[self.centre],
                      "correspondents": [self.names[0]]},
            "access": {"radio": {"delay": closed.microseconds(self.radio),
                                 "rate": "inf"}},
            "mobile_nodes": [self.moves("a", self.a),
                             self.moves("b", self.b)],
            "traffic": traffic,
            "protocol": {"binding_lifetime": "3600 s"}}
        scenario.update(keys)
        return scenario


PEER_B = {"mobile-node": {"nodes": "b"}}


def legs_between(case, scheme, e, source, target):
    """Way of a packet between two nodes (their routers by epoch) on a flow that
    began in epoch @e: [(from, to, tunnelled)]; None: it is lost."""
    s, t = source[-1], target[-1]
    ps, pt = source[e], target[e]
    if scheme == "ipv6":
        return [(s, t, False)] if (ps, pt) == (s, t) else None
    if scheme == "dmm":
        if ps != s and ps == t:  # out of the tunnel onto the access link
            return [(s, ps, True)]
        return [(s, ps, True), (ps, pt, False), (pt, t, True)]
    if "local" in scheme and s == t:
        return []
    return [(s, case.centre, True), (case.centre, t, True)]


def legs_to_server(case, scheme, e):
    s, server = case.a[-1], case.a[e]
    if scheme == "ipv6":
        return [(s, s, False)] if server == s else None
    if scheme == "dmm":
        return [(s, server, True)]
    if "local" in scheme and s == server:
        return []
    return [(s, case.centre, True), (case.centre, server, False)]


def expected(case, scheme, row):
    """(legs or None, shortest path's ends, radio links) of a flow."""
    kind, e = row["name"][0], int(row["name"][1:])
    if kind == "s":
        return (legs_to_server(case, scheme, e), (case.a[-1], case.a[e]), 1)
    ends = (case.a, case.b) if row["direction"] == "up" else (case.b, case.a)
    return (legs_between(case, scheme, e, *ends), (case.a[-1], case.b[-1]), 2)


def compare_flow(case, scheme, row):
    legs, (x, y), radios = expected(case, scheme, row)
    d, h = case.graph.delay, case.graph.hops
    name = f"{row['name']} {row['direction']}"
    delivered = int(row["delivered"])
    if legs is None:
        return [] if delivered == 0 else [f"{name}: {delivered} delivered"]
    hops = sum(h[u][v] for u, v, _ in legs)
    delay = sum(d[u][v] for u, v, _ in legs) + radios * case.radio
    tunnel = 40 * sum(h[u][v] for u, v, tunnelled in legs if tunnelled)
    want = {"lost": 0, "tunnel_byte_hops": tunnel * delivered,
            "delay_mean": delay / 1e9}
    wrong = [f"{name}: {key} {row[key]}, closed form {value}"
             for key, value in want.items()
             if not abs(float(row[key] or "nan") - value) <= 1e-9]
    stretch = f"{hops / h[x][y]:.9f}" if h[x][y] else ""
    found = row["stretch_hops"] and f"{float(row['stretch_hops']):.9f}"
    if found != stretch or delivered == 0:
        wrong.append(f"{name}: stretch {found}, closed form {stretch}; "
                     f"{delivered} delivered")
    return wrong


def simulate(folder, scenario):
    """Rows of flows.csv and handover_flows.csv."""
    path, out = (os.path.join(folder, x) for x in ("case.json", "out"))
    with open(path, "w") as f:
        json.dump(scenario, f, indent=1)
    run = subprocess.run([DMMSIM, "run", path, "-o", out],
                         capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError(run.stderr)
    tables = []
    for name in ("flows.csv", "handover_flows.csv"):
        with open(os.path.join(out, name), newline="") as f:
            tables.append(list(csv.DictReader(f)))
    return tables


def test_paths(tap, g, case, scheme, folder):
    traffic = [case.entry(f"p{e}", e, peer=PEER_B) for e in range(EPOCHS)]
    traffic += [case.entry(f"s{e}", e, peer="access-router")
                for e in range(EPOCHS)]
    settled = ((EPOCHS - 1) * EPOCH + EPOCH // 2) / 1e9
    flows, _ = simulate(folder, case.scenario(
        ARCHITECTURES[scheme], traffic, warmup=settled))
    wrong = [text for row in flows for text in compare_flow(case, scheme, row)]
    servers = [r["correspondent"] for r in flows if r["name"][0] == "s"]
    if servers != [case.names[case.a[e]] for e in range(EPOCHS)
                   for _ in range(2)]:
        wrong.append(f"servers {servers}")
    if len(flows) != 4 * EPOCHS:
        wrong.append(f"{len(flows)} flows")
    tap.ok(not wrong, f"graph {g}, {scheme}: paths, delays, tunnels of flows "
           "with mobile nodes and servers", *wrong)


def test_ends(tap, g, case, scheme, folder):
    traffic = [case.entry("ab", 0, peer=PEER_B, direction="up"),
               case.entry("ba", 0, nodes="b", direction="down",
                          peer={"mobile-node": {"nodes": "a"}})]
    flows, rows = simulate(folder, case.scenario(ARCHITECTURES[scheme],
                                                 traffic))
    same = {n: [tuple(v for k, v in r.items() if k not in ("flow", "name"))
                for r in sorted(rows, key=lambda r: (r["node"],
                                                     int(r["handover"])))
                if r["name"] == n] for n in ("ab", "ba")}
    lost = {n: sum(int(r["lost"]) for r in rows if r["name"] == n)
            for n in same}
    wrong = [] if same["ab"] == same["ba"] else ["rows differ", same]
    if len(same["ab"]) != 4:
        wrong.append(f"{len(same['ab'])} rows for 2 handovers of each node")
    for r in flows:
        if int(r["lost"]) != lost[r["name"]] or not int(r["delivered"]):
            wrong.append(f"{r['name']}: {r['lost']} lost, {lost} in the rows, "
                         f"{r['delivered']} delivered")
    tap.ok(not wrong, f"graph {g}, {scheme}: handovers of both ends, whichever "
           "is named first; each loss once", *wrong)


def test_coping(tap, g, case, scheme, folder):
    """Both move at once, and the applications find each other again."""
    case.b = [case.a[1], case.a[0], case.a[0], case.a[1], case.a[1]]
    traffic = [case.entry("none", 0, peer=PEER_B, mobility="none"),
               case.entry("new", EPOCHS - 1, peer=PEER_B, start=
                          (EPOCHS - 1) * EPOCH / 1e9 + 1.6)]
    flows, _ = simulate(folder, case.scenario(
        ARCHITECTURES[scheme], traffic,
        warmup=(EPOCHS - 1) * EPOCH / 1e9 + 1.6))
    wrong = [dict(r) for r in flows
             if int(r["lost"]) or int(r["tunnelled"]) or
             float(r["delay_mean"]) != float(flows[-1]["delay_mean"])]
    tap.ok(not wrong and len(flows) == 4, f"graph {g}, {scheme}: applications "
           "that cope are never tunnelled", *wrong)


def pairs(folder, architecture, n, traffic):
    flows, _ = simulate(folder, {
        "duration": "2 s", "architecture": architecture,
        "topology": {"generate": {"ring": {"count": 5, "delay": "1 ms"}}},
        "sites": {"access": "all"},
        "mobile_nodes": [{"name": "u", "count": n, "motion": "static"},
                         {"name": "v", "count": n, "motion": "static"}],
        "traffic": [dict({"name": "t", "nodes": "u", "pattern": "cbr"},
                         **traffic)]})
    return [(r["node"], r["correspondent"]) for r in flows]


def test_pairing(tap, folder):
    n = 12
    u, v = ([f"{x}-{i + 1}" for i in range(n)] for x in "uv")

    def of(nodes, pairing, architecture="ipv6"):
        return pairs(folder, architecture, n, {
            "peer": {"mobile-node": {"nodes": nodes, "pairing": pairing}}})

    tap.ok(sorted(of("v", "index")) == sorted(zip(u, v)),
           "index: the first with the first")
    tap.ok(sorted(of("u", "all")) == sorted((x, y) for x in u for y in u
                                            if x != y),
           "all: each with each other one")
    drawn = sorted(of("u", "random"))
    tap.ok([x for x, _ in drawn] == sorted(u)
           and all(y in u and x != y for x, y in drawn)
           and len({y for _, y in drawn}) > 1,
           "random: each has a peer, never itself")
    tap.ok(all(sorted(of("u", "random", a)) == drawn
               for a in ("pmipv6", "dmm")),
           "random pairs are the same under every architecture")


def main():
    tap = Tap()
    print(f"# seed {SEED}")
    for g in range(GRAPHS):
        case = Case(random.Random(SEED + g))
        for scheme in ARCHITECTURES:
            with tempfile.TemporaryDirectory() as folder:
                test_paths(tap, g, case, scheme, folder)
                if scheme != "ipv6":
                    test_ends(tap, g, case, scheme, folder)
    case = Case(random.Random(SEED))
    with tempfile.TemporaryDirectory() as folder:
        for scheme in ("ipv6", "dmm"):
            test_coping(tap, 0, case, scheme, folder)
        test_pairing(tap, folder)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
