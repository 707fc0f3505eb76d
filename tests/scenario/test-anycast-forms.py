#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Home agents at several sites, too, reproduce the closed forms to the
nanosecond (doc/closed-forms.md).

The graphs, nodes and packets of test-closed-forms.py, under anycast-ha with
home agents at random nodes.  Synchronised, the instants at which each home
agent learns of a registration follow from the delays; from them the fate of
each packet, and apart from that the interval W in which packets are lost.  With
central location, who asks when depends on the packets: these are followed one
by one, with the questions and notices they cause.  Prints TAP."""

import bisect
import heapq
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

SCHEMES = {
    "primary": {},
    "primary, sent once": {"synchronisation": "unacknowledged"},
    "direct": {"forwarding": "direct"},
    "stays primary": {"migrate": False},
    "stays primary, direct": {"migrate": False, "forwarding": "direct"},
    "central": {"location": "central", "cache_lifetime": "3600 s"},
    "central, direct": {"location": "central", "forwarding": "direct",
                        "cache_lifetime": "3600 s"},
    "central, dropped meanwhile": {"location": "central", "miss": "drop",
                                   "cache_lifetime": "3600 s"},
    "central, not told": {"location": "central", "notify": False,
                          "cache_lifetime": "3600 s"},
    "central, kept for 50 ms": {"location": "central",
                                "cache_lifetime": "50 ms"},
}
NEVER = 10**15


class Net:
    """What all schemes have in common: who is nearest, who accepts when."""

    def __init__(self, case, keys, agents):
        self.case, self.keys, self.agents = case, keys, agents
        self.d = case.graph.delay
        self.hops = case.graph.hops
        self.entry = self.nearest(case.cn)
        self.accepting = [self.nearest(s) for s in case.stays]
        self.accepted = [self.accept(j) for j in range(len(case.stays))]

    def nearest(self, node):
        return min(self.agents, key=lambda a: self.d[node][a])

    def accept(self, j):
        """RA, BU; no address is verified."""
        case = self.case
        return (case.t_up(j) + 2 * case.radio
                + self.d[case.stays[j]][self.accepting[j]] + case.p_c)

    def registration(self, j):
        case = self.case
        way = case.radio + self.d[case.stays[j]][self.accepting[j]]
        return 2 * way + case.p_c

    def at_router(self, y, j):
        """Of a packet for the address of stay @j at its router: (arrives,
        instant it does or is dropped); arrives is None under way at the
        end."""
        case = self.case
        end = case.duration()
        gone = case.t_dead(j + 1) if j + 1 < len(case.stays) else end + 10**12
        if y > end:
            return None, y
        if y < case.t_up(j) or y >= gone:
            return False, y
        y += case.radio
        if y >= gone:
            return False, y
        return (None, y) if y > end else (True, y)


class Synchronised(Net):
    """Each home agent learns of registration j at told[j][agent]."""

    def __init__(self, case, keys, agents):
        super().__init__(case, keys, agents)
        self.told, self.primary = [], []
        for j in range(len(case.stays)):
            self.tell(j)

    def tell(self, j):
        d, p_c = self.d, self.case.p_c
        r, t = self.accepting[j], self.accepted[j]
        teller, told = r, {r: t}
        if not self.keys.get("migrate", True) and self.primary:
            teller = self.primary[0]
            told[teller] = t if teller == r else t + d[r][teller] + p_c
        for a in self.agents:
            told.setdefault(a, told[teller] + d[teller][a] + p_c)
        self.told.append(told)
        self.primary.append(teller)

    def step(self, agent, t):
        """Next home agent, or None, and the registration that says so."""
        known = [j for j, told in enumerate(self.told) if told[agent] <= t]
        if not known:
            return None, None
        j = known[-1]
        there = agent in (self.accepting[j], self.primary[j])
        if there or self.keys.get("forwarding") == "direct":
            return None, j
        return self.primary[j], j

    def follow(self, sent):
        """(arrives, when, path, stay)."""
        case = self.case
        path, t = [case.cn, self.entry], sent + self.d[case.cn][self.entry]
        while True:
            agent, j = self.step(path[-1], t)
            if agent is None:
                break
            t += self.d[path[-1]][agent]
            path.append(agent)
        router = case.stays[j]
        arrives, at = self.at_router(t + self.d[path[-1]][router], j)
        return arrives, at, path + [router], j

    def messages(self, _):
        once = self.keys.get("synchronisation") == "unacknowledged"
        return 2 + (1 if once else 2) * (len(self.agents) - 1)

    def window(self, j):
        """What leaves the correspondent from the first instant on and before
        the second one is lost.  It passes the entry x, the home agent nearest
        to the correspondent, and is sent to the old care-of address by the
        gate, the one that was primary (direct: x itself).  That ends when the
        gate knows, or before when x does and passes it by."""
        case, d = self.case, self.d
        old, x, told = case.stays[j - 1], self.entry, self.told[j]
        gate, _ = self.step(x, self.told[j - 1][x])
        gate = x if gate is None else gate
        way = d[case.cn][x] + d[x][gate]
        opens = case.t_dead(j) - case.radio - d[gate][old] - way
        return opens, min(told[gate] - way, told[x] - d[case.cn][x])


class Central(Net):
    """Packets one after the other, and what they make home agents ask."""

    def __init__(self, case, keys, agents):
        super().__init__(case, keys, agents)
        self.manager = case.centre
        self.keep = (50_000_000 if keys["cache_lifetime"] == "50 ms"
                     else 3600 * 10**9)
        self.state = {a: ("unknown", None, None) for a in agents}
        self.asked = {a: 0 for a in agents}  # number of the last question
        self.kept = {a: 0 for a in agents}
        self.count, self.events, self.fates = 0, [], {}
        for j, t in enumerate(self.accepted):
            self.at(t, self.take, self.accepting[j], j)
        self.last = None  # registration the manager knows

    def at(self, t, what, *arguments):
        self.count += 1
        heapq.heappush(self.events, (t, self.count, what, arguments))

    def run(self, packets):
        for key, sent in packets:
            self.at(sent + self.d[self.case.cn][self.entry], self.arrive,
                    self.entry, key, [self.case.cn, self.entry])
        while self.events:
            t, _, what, arguments = heapq.heappop(self.events)
            what(t, *arguments)

    def know(self, t, agent, j, until):
        self.state[agent] = ("known", j, until)
        if agent == self.manager:
            self.record(t, j)

    def record(self, t, j):
        """The manager: whom it tells that what they know is over."""
        before = None if self.last is None else self.accepting[self.last]
        self.last = j
        for a in self.agents:
            tell = a == before or (self.keys.get("notify", True)
                                   and self.kept[a] > t)
            if a in (self.manager, self.accepting[j]) or not tell:
                continue
            self.kept[a] = 0
            self.at(t + self.d[self.manager][a] + self.case.p_c,
                    self.outdated, a, j)

    def take(self, t, agent, j):
        self.know(t, agent, j, NEVER)
        if agent != self.manager:
            self.at(t + self.d[agent][self.manager] + self.case.p_c,
                    self.know, self.manager, j, NEVER)

    def outdated(self, t, agent, j):
        kind, known, until = self.state[agent]
        if kind == "known" and (until != NEVER or known < j):
            self.state[agent] = ("unknown", None, None)
        elif kind == "asking":
            self.ask(t, agent)

    def ask(self, t, agent):
        self.asked[agent] += 1
        self.state[agent] = ("asking", None, None)
        self.at(t + self.d[agent][self.manager] + self.case.p_c, self.answer,
                agent, self.asked[agent])

    def answer(self, t, agent, number):
        j = self.last
        if j is not None:
            self.kept[agent] = t + self.keep
        self.at(t + self.d[self.manager][agent] + self.case.p_c, self.hear,
                agent, number, j)

    def hear(self, t, agent, number, j):
        if self.state[agent][0] == "asking" and number == self.asked[agent]:
            self.know(t, agent, j, t + self.keep)

    def arrive(self, t, agent, key, path):
        kind, j, until = self.state[agent]
        if kind == "known" and until <= t:
            kind, j = "unknown", None
        if kind == "unknown":
            self.ask(t, agent)
        if kind != "known":
            if self.keys.get("miss") == "drop":
                self.fates[key] = (False, t, path, None)
                return
            target = self.manager
        else:
            r = self.accepting[j]
            if agent == r or self.keys.get("forwarding") == "direct":
                router = self.case.stays[j]
                arrives, at = self.at_router(t + self.d[agent][router], j)
                self.fates[key] = (arrives, at, path + [router], j)
                return
            target = r
        self.at(t + self.d[agent][target], self.arrive, target, key,
                path + [target])

    def messages(self, j):
        """Without notices, which hang on who asked."""
        return 2 if self.accepting[j] == self.manager else 4


def packets_of(case, flow):
    t = case.t_dead(flow) + case.phase[flow]
    while t < case.duration():
        yield t
        t += case.interval


def follow_all(case, net):
    """Fates by (flow, instant)."""
    keys = [((f, t), t) for f in range(len(case.stays))
            for t in packets_of(case, f)]
    if isinstance(net, Central):
        net.run(keys)
        return net.fates
    return {key: net.follow(t) for key, t in keys}


def flow_row(case, net, fates, flow):
    dead = [case.t_dead(j) for j in range(1, len(case.stays))]
    row = {"sent": 0, "delivered": 0, "tunnel": 0, "hops": [], "delay": [],
           "lost": [0] * len(case.stays)}
    for t in packets_of(case, flow):
        arrives, at, path, _ = fates[flow, t]
        row["sent"] += 1
        if arrives:
            legs = list(zip(path, path[1:]))
            h = [net.hops[a][b] for a, b in legs]
            row["delivered"] += 1
            row["tunnel"] += base.TUNNEL_HEADER * (sum(h[1:]) + 1)
            s = (case.cn, path[-1])
            if net.hops[s[0]][s[1]]:
                row["hops"].append(sum(h) / net.hops[s[0]][s[1]])
                row["delay"].append(sum(net.d[a][b] for a, b in legs)
                                    / net.d[s[0]][s[1]])
        elif arrives is False:
            row["lost"][bisect.bisect_right(dead, at)] += 1
    return row


def compare(case, net, folder):
    wrong = []

    def same(what, got, expected, tolerance=0):
        if got is None or abs(got - expected) > tolerance:
            wrong.append(f"{what}: got {got}, closed form {expected}")

    central = isinstance(net, Central)
    fates = follow_all(case, net)
    for j, r in enumerate((r for r in base.rows(folder, "handovers.csv")
                           if r["node"] == "mn"), 1):
        if not central:
            same(f"messages of handover {j}", int(r["messages"]),
                 net.messages(j))
        elif int(r["messages"]) < net.messages(j):
            wrong.append(f"messages of handover {j}: {r['messages']}")
        same(f"registration at handover {j}",
             base.nanoseconds(r["signaling"]), net.registration(j))
    flows = {r["name"]: r for r in base.rows(folder, "flows.csv")
             if r["node"] == "mn"}
    names = {r["flow"]: int(r["name"][1:]) for r in flows.values()}
    predicted = {f: flow_row(case, net, fates, f)
                 for f in range(len(case.stays))}
    seen = 0
    for r in base.rows(folder, "handover_flows.csv"):
        f, j = names.get(r["flow"]), int(r["handover"])
        if r["node"] != "mn" or j <= f:
            continue
        seen += 1
        same(f"lost of flow {f} at handover {j}", int(r["lost"]),
             predicted[f]["lost"][j])
        first = [at for (g, _), (arrives, at, _, stay) in fates.items()
                 if g == f and arrives and stay >= j]
        same(f"first packet of flow {f} after handover {j}",
             base.nanoseconds(r["t_first"]), min(first))
        if not central:
            opens, closes = net.window(j)
            same(f"W of flow {f} at handover {j}", int(r["lost"]),
                 sum(opens <= t < closes for t in packets_of(case, f)))
    same("rows of handover_flows.csv", seen,
         len(case.stays) * (len(case.stays) - 1) // 2)
    for f, p in predicted.items():
        r = flows[f"f{f}"]
        same(f"sent of flow {f}", int(r["sent"]), p["sent"])
        same(f"delivered of flow {f}", int(r["delivered"]), p["delivered"])
        same(f"tunnel byte-hops of flow {f}", int(r["tunnel_byte_hops"]),
             p["tunnel"])
        for column, key in (("stretch_hops", "hops"),
                            ("stretch_delay", "delay")):
            if p[key]:
                same(f"{column} of flow {f}", float(r[column]),
                     sum(p[key]) / len(p[key]), 1e-9)
    return wrong


def examine(case, agents, keys, folder):
    names = [f"r{a}" for a in agents]
    architecture = {"name": "anycast-ha", "home_agents": names,
                    "addressing": "instant", "home_agent_dad": False, **keys}
    path, out = (os.path.join(folder, name) for name in ("case.json", "out"))
    with open(path, "w") as f:
        json.dump(case.scenario(architecture), f, indent=1)
    run = subprocess.run([base.DMMSIM, "run", path, "-o", out],
                         capture_output=True, text=True)
    if run.returncode:
        return [f"exit {run.returncode}", *run.stderr.splitlines()]
    central = keys.get("location") == "central"
    net = (Central if central else Synchronised)(case, keys, agents)
    return compare(case, net, out)


def main():
    skip_if_sanitized("the plain build follows the same packets")
    tap = Tap()
    print(f"# seed {base.SEED}")
    for g in range(base.GRAPHS):
        rng = random.Random(base.SEED + g)
        case = base.Case(rng)
        others = [v for v in range(case.graph.n) if v != case.centre]
        agents = [case.centre] + rng.sample(others, rng.randint(1, 4))
        rng.shuffle(agents)
        for scheme, keys in SCHEMES.items():
            with tempfile.TemporaryDirectory() as folder:
                wrong = examine(case, agents, keys, folder)
            tap.ok(not wrong, f"graph {g}, {len(case.stays)} stays, "
                   f"{len(agents)} home agents, {scheme}: registration, loss, "
                   "stretch, tunnels" + ("" if "central" in scheme
                                         else ", messages, W"), *wrong)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
