#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where anchors, servers and peers stand: the scenarios peer-to-peer,
hierarchy, flat-edge, content-servers and static-users, as they ship and with
other sizes, under every architecture.

Ways are counted on the graph that the scenario's file describes, by this file:
through the anchor, or straight.  From them follow stretch by either estimator,
detour, delay and tunnel octets.  Prints TAP."""

import copy
import heapq
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap  # noqa: E402 - in the folder above

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SCENARIOS = pathlib.Path(
    os.environ.get("top_srcdir",
                   pathlib.Path(__file__).parents[2])) / "scenarios"
RADIO = 2  # ms, of all these scenarios
ARCHITECTURES = {
    "ipv6": {"name": "ipv6"},
    "pmipv6": {"name": "pmipv6"},
    "pmipv6, local routing": {"name": "pmipv6", "local_routing": True},
    "dmm": {"name": "dmm", "mode": "proxy"},
}


def load(name):
    scenario = json.loads((SCENARIOS / f"{name}.json").read_text())
    parent = scenario.pop("extends", None)
    return merge(load(parent.removesuffix(".json")), scenario) \
        if parent else scenario


def merge(target, patch):
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    target = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        else:
            target[key] = merge(target.get(key), value)
    return target


def milliseconds(text):
    number, unit = text.split()
    assert unit == "ms"
    return float(number)


def generated(shape, keys):
    """Links of a generated graph, between node numbers from 1."""
    if shape == "grid":
        rows, columns = keys["rows"], keys["columns"]
        for i in range(rows * columns):
            if (i + 1) % columns:
                yield i + 1, i + 2
            if i + columns < rows * columns:
                yield i + 1, i + columns + 1
    elif shape == "ring":
        for i in range(keys["count"]):
            yield i + 1, (i + 1) % keys["count"] + 1
    else:
        inner = sum(keys["fanout"] ** k for k in range(keys["depth"]))
        for i in range(inner * keys["fanout"]):
            yield i // keys["fanout"] + 1, i + 2


class Graph:
    """Hops and delay (ms) of the way with the least delay, then hops."""

    def __init__(self, topology):
        self.links = {}
        for shape, keys in topology.get("generate", {}).items():
            for a, b in generated(shape, keys):
                self.add(f"n{a}", f"n{b}", milliseconds(keys["delay"]))
        for link in topology.get("links", []):
            self.add(*link["between"], milliseconds(link["delay"]))
        self.known = {}

    def add(self, a, b, delay):
        self.links.setdefault(a, {})[b] = delay
        self.links.setdefault(b, {})[a] = delay

    def way(self, *nodes):
        """(hops, delay) from node to node."""
        legs = [self.leg(a, b) for a, b in zip(nodes, nodes[1:])]
        return sum(h for h, _ in legs), sum(d for _, d in legs)

    def leg(self, a, b):
        if a not in self.known:
            best, queue = {a: (0, 0)}, [(0, 0, a)]
            while queue:
                d, h, v = heapq.heappop(queue)
                for u, delay in self.links[v].items():
                    if u not in best or (d + delay, h + 1) < best[u]:
                        best[u] = (d + delay, h + 1)
                        heapq.heappush(queue, (d + delay, h + 1, u))
            self.known[a] = {v: (h, d) for v, (d, h) in best.items()}
        return self.known[a][b]


def through(scheme, graph, anchor, a, b, mobile):
    """Way from @a to @b, of which @mobile many are access routers of mobile
    nodes (1: @b), and the hops of it in a tunnel."""
    if "pmipv6" not in scheme or ("local" in scheme and a == b):
        return graph.way(a, b), 0
    tunnel = graph.way(anchor, b)[0]
    if mobile == 2:
        tunnel += graph.way(a, anchor)[0]
    return graph.way(a, anchor, b), tunnel


def predict(scheme, graph, anchor, pairs, mobile):
    """What flows with equally many packets between @pairs have on average."""
    ways = [(*through(scheme, graph, anchor, a, b, mobile), graph.way(a, b))
            for a, b in pairs]
    n, radio = len(ways), mobile * RADIO
    ratios = [w[0] / s[0] for w, _, s in ways if s[0]]
    shortest = sum(s[0] for _, _, s in ways)
    taken = sum(w[0] for w, _, _ in ways)
    found = {
        "detour.hops": (taken - shortest) / n,
        "stretch.hops.e2e": sum((w[0] + mobile) / (s[0] + mobile)
                                for w, _, s in ways) / n,
        "stretch.delay.e2e": sum((w[1] + radio) / (s[1] + radio)
                                 for w, _, s in ways) / n,
        "delay.oneway": sum(w[1] + radio for w, _, _ in ways) / n / 1000,
        "tunnel.byte_hops": 40 * sum(t for _, t, _ in ways) / n,
        "loss.ratio": 0}
    if shortest:
        found["stretch.hops"] = sum(ratios) / len(ratios)
        found["stretch.hops.sum"] = taken / shortest
    return found


def metrics(scenario, architecture):
    scenario = dict(scenario, architecture=architecture, expect={})
    scenario.pop("$schema", None)
    with tempfile.TemporaryDirectory() as folder:
        path, out = os.path.join(folder, "s.json"), os.path.join(folder, "o")
        with open(path, "w") as f:
            json.dump(scenario, f)
        run = subprocess.run([DMMSIM, "run", path, "-o", out],
                             capture_output=True, text=True)
        if run.returncode:
            raise RuntimeError(run.stderr)
        with open(os.path.join(out, "summary.json")) as f:
            return json.load(f)["metrics"]


def compare(found, label, wanted):
    """Differences of metrics from what is wanted, as text."""
    wrong = []
    for name, value in wanted.items():
        metric = found[name + label]
        got = metric["mean"] if metric["n"] else None
        if got is None or abs(got - value) > 1e-9:
            wrong.append(f"{name}{label}: {got}, closed form {value}")
    return wrong


def routers_of(scenario):
    access = scenario["sites"]["access"]
    grid = scenario["topology"].get("generate", {}).get("grid")
    return [f"n{i + 1}" for i in range(grid["rows"] * grid["columns"])] \
        if access == "all" else access


# ---- the scenarios ---------------------------------------------------

def grid_of(side):
    scenario = load("peer-to-peer")
    grid = scenario["topology"]["generate"]["grid"]
    grid["rows"] = grid["columns"] = side
    for entry in scenario["mobile_nodes"][:2]:
        entry["count"] = side * side
    centre = f"n{(side * side + 1) // 2}"
    scenario["sites"].update(anchor=centre, correspondents=[centre])
    return scenario


def test_grid(tap, side, scheme):
    scenario = grid_of(side)
    graph, routers = Graph(scenario["topology"]), routers_of(scenario)
    anchor = scenario["sites"]["anchor"]
    found = metrics(scenario, ARCHITECTURES[scheme])
    pairs = [(a, b) for a in routers for b in routers]
    wrong = []
    for name, of in (("anywhere", pairs), ("adjacent", [("n1", "n2")]),
                     ("same-router", [(r, r) for r in routers])):
        wrong += compare(found, f"{{flow={name}}}",
                         predict(scheme, graph, anchor, of, 2))
    if scheme == "pmipv6":
        wrong += compare(found, "{flow=anywhere}", {"stretch.hops.sum": 1.5})
    tap.ok(not wrong, f"grid of {side} x {side}, {scheme}: any pair, "
           "neighbours, one router", *wrong)


def tree_of(depth, fanout):
    scenario = load("hierarchy")
    scenario["topology"]["generate"]["tree"].update(depth=depth, fanout=fanout)
    inner = sum(fanout ** k for k in range(depth))
    leaves = [f"n{inner + i + 1}" for i in range(fanout ** depth)]
    scenario["sites"]["access"] = leaves
    scenario["mobile_nodes"][0]["count"] = len(leaves)
    return scenario


def test_tree(tap, name, scenario, scheme, law=(), architecture=None):
    graph, leaves = Graph(scenario["topology"]), routers_of(scenario)
    found = metrics(scenario, architecture or ARCHITECTURES[scheme])
    wrong = []
    for flow, pairs, mobile in (
            ("remote", [("internet", r) for r in leaves], 1),
            ("peers", [(a, b) for a in leaves for b in leaves if a != b], 2),
            ("edge", [(r, r) for r in leaves], 1)):
        wrong += compare(found, f"{{flow={flow}}}",
                         predict(scheme, graph, "n1", pairs, mobile))
    wrong += compare(found, "{flow=peers}", dict(law))
    tap.ok(not wrong, f"{name}, {scheme}: Internet, peers, own leaf", *wrong)


def content(depth, local):
    """LMA @depth ms behind the core; @local share of the packets is from the
    edge, the rest from the remote site, to nodes that stay."""
    scenario = load("content-servers")
    scenario["topology"]["links"][2]["delay"] = f"{depth} ms"
    scenario["mobile_nodes"] = scenario["mobile_nodes"][1:]
    scenario["duration"] = "11 s"
    scenario["traffic"] = traffic = [
        dict(e, stop="8.2 s") for e in scenario["traffic"]
        if e["name"] in ("remote", "edge")]
    for entry, share in zip(traffic, (1 - local, local)):
        entry["pattern"] = {"cbr": {"interval": 0.012 / share if share else 1,
                                    "size": "1000 B"}}
    scenario["traffic"] = [e for e, share in zip(traffic, (1 - local, local))
                           if share]
    return scenario


def test_content(tap, depth, local, scheme):
    scenario = content(depth, local)
    graph, routers = Graph(scenario["topology"]), routers_of(scenario)
    found = metrics(scenario, ARCHITECTURES[scheme])
    remote = predict(scheme, graph, "centre", [("cn", r) for r in routers], 1)
    edge = predict(scheme, graph, "centre", [(r, r) for r in routers], 1)
    wrong = compare(found, "{flow=remote}", remote) if local < 1 else []
    wrong += compare(found, "{flow=edge}", edge) if local else []
    wrong += compare(found, "", {
        name: (1 - local) * remote[name] + local * edge[name]
        for name in ("delay.oneway", "detour.hops", "tunnel.byte_hops")})
    if scheme == "pmipv6" and local < 1:  # (h_CL + h_LS) / h_CS, in delays
        wrong += compare(found, "{flow=remote}", {
            "stretch.delay": (10 + 2 * depth + 4) / 14,
            "stretch.hops": (2 + 2) / 2})
    tap.ok(not wrong, f"LMA {depth} ms away, {local:.0%} local, {scheme}: "
           "stretch of the remote, detour of the local", *wrong)


def walker(stay):
    """The walker alone, measured in one of its stays."""
    scenario = load("content-servers")
    begin = 1 + 10 * stay
    scenario["mobile_nodes"] = scenario["mobile_nodes"][:1]
    scenario["traffic"] = [e for e in scenario["traffic"]
                           if "old" in e["name"]]
    return dict(scenario, warmup=f"{begin + 2} s", duration=f"{begin + 9} s")


def test_walker(tap, stay, scheme):
    scenario = walker(stay)
    graph, here = Graph(scenario["topology"]), f"ar{stay + 1}"
    found = metrics(scenario, ARCHITECTURES[scheme])
    anchor = "centre" if "pmipv6" in scheme else "ar1"
    wrong = []
    for flow, server in (("old", "cn"), ("old-edge", "ar1")):
        hops, delay = graph.way(server, anchor, here)
        straight = graph.way(server, here)
        if "local" in scheme and server == here:
            hops, delay = 0, 0
        wrong += compare(found, f"{{flow={flow}}}", {
            "detour.hops": hops - straight[0], "loss.ratio": 0,
            "delay.oneway": (delay + RADIO) / 1000,
            "detour.delay": (delay - straight[1]) / 1000})
    tap.ok(not wrong, f"old flows {stay} routers on, {scheme}", *wrong)


def residents(count, lifetime):
    scenario = load("static-users")
    scenario["mobile_nodes"] = scenario["mobile_nodes"][:1]
    scenario["mobile_nodes"][0]["count"] = count
    scenario["traffic"] = scenario["traffic"][:2]
    scenario["protocol"]["binding_lifetime"] = f"{lifetime} s"
    return scenario


def test_residents(tap, count, lifetime, scheme, release="flow"):
    architecture = copy.copy(ARCHITECTURES[scheme])
    if scheme == "dmm":
        architecture["release"] = release
    found = metrics(residents(count, lifetime), architecture)
    central = scheme == "pmipv6"
    period = lifetime // 2
    refreshes = 2 * count * len(range(50 // period * period + period, 350,
                                      period))
    wrong = []
    for flow in ("resident-web", "resident-call"):
        wrong += compare(found, f"{{flow={flow}}}", {
            "tunnel.byte_hops": 80 if central else 0,
            "tunnel.share": central, "detour.hops": 2 if central else 0,
            "stretch.hops": 2 if central else 1, "loss.ratio": 0})
    wrong += compare(found, "", {
        "anchors.previous": 0, "handover.count": 0, "state.stale": 0,
        "signaling.messages": refreshes,
        "signaling.messages{class=refresh}": refreshes})
    wrong += compare(found, "{role=LMA}" if central else "{role=CMD}",
                     {"state.entries": count})
    tap.ok(not wrong, f"{count} static nodes, refreshed every "
           f"{lifetime // 2} s, {scheme} {release if not central else ''}: no "
           "previous anchor, refreshes only", *wrong)


def test_waste(tap):
    """Prefixes are held as long as flows need them, or longer."""
    stale = {}
    for release in ("flow", "lifetime", "registered"):
        found = metrics(load("static-users"),
                        dict(ARCHITECTURES["dmm"], release=release,
                             **({"prefix_lifetime": "60 s"}
                                if release == "lifetime" else {})))
        stale[release] = found["state.stale{role=MAAR}"]["mean"]
    tap.ok(stale["flow"] < 0.01 < stale["lifetime"] < stale["registered"],
           f"state without a live flow, by release: {stale}")


def main():
    tap = Tap()
    for scheme in ARCHITECTURES:
        for side in (3, 5, 7):
            test_grid(tap, side, scheme)
        central = scheme == "pmipv6"
        test_tree(tap, "binary tree of depth 3", load("hierarchy"), scheme,
                  {"stretch.hops": 10 / 7, "stretch.hops.sum": 42 / 34}
                  if central else ())
        test_tree(tap, "tree of depth 2, fan-out 3", tree_of(2, 3), scheme)
        test_tree(tap, "the leaves as a ring", load("flat-edge"), scheme)
        for depth, local in ((3, 0), (3, 0.5), (20, 0.75), (0.5, 1)):
            test_content(tap, depth, local, scheme)
        for stay in range(6 if scheme != "ipv6" else 1):
            test_walker(tap, stay, scheme)
    # S-GWs on the way to the root change nothing; at the root or at a leaf,
    # neither, where those of all leaves are on the way.
    for sgws in (["n2", "n3"], ["n4", "n5", "n6", "n7"], ["n1"]):
        test_tree(tap, f"binary tree, S-GWs at {', '.join(sgws)}",
                  load("hierarchy"), "pmipv6",
                  {"stretch.hops": 10 / 7, "stretch.hops.sum": 42 / 34},
                  {"name": "hierarchical", "sgws": sgws})
    test_residents(tap, 90, 60, "pmipv6")
    test_residents(tap, 90, 60, "dmm")
    test_residents(tap, 40, 120, "dmm", "registered")
    test_waste(tap)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
