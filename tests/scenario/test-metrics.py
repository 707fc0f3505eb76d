#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every metric can be found again in the captures.

Runs scenarios with a capture at every node and follows each packet from
capture to capture: routes come from the delays, queues and serialisation are
replayed link by link, so that a packet is recognised where it arrives by the
exact nanosecond.  From what is seen this file computes, by the definitions of
doc/metrics.md and without the simulator, what summary.json and the
tables must say: delay, jitter, order, loss, availability, stretch, detour,
tunnels, signalling by entity, class and handover, peaks, anchors,
interruption.  Prints TAP."""

import importlib.machinery
import json
import math
import os
import random
import subprocess
import sys
import tempfile
from collections import defaultdict

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
from packet_follower import (  # noqa: E402 - beside this file
    HEADER, MH, SECOND, UDP, Follower, capture, owner)
from tap import Tap  # noqa: E402 - in the folder above

closed = importlib.machinery.SourceFileLoader(
    "closed_forms", os.path.join(HERE, "test-closed-forms.py")).load_module()
DMMSIM = closed.DMMSIM
SEED = int(os.environ.get("METRICS_SEED", "20261122"))
WINDOWS = {"10ms": SECOND // 100, "100ms": SECOND // 10, "1s": SECOND}
EXACT = 1e-9          # relative, of means: sums of doubles
MERGED = 2.0**-12     # relative, of percentiles of many different values


# ---- the scenario -----------------------------------------------------------

class Case:
    """A random graph with finite rates, losses and queues; two nodes that
    visit the same routers at different times; flows both ways."""

    LOSS = 0.01

    def __init__(self, rng, lossy):
        self.graph = closed.Graph(rng)
        n = self.graph.n
        picked = rng.sample(range(n), min(6, n))
        self.centre, self.cn, self.stays = picked[0], picked[1], picked[2:]
        self.radio = rng.randint(100_000, 5_000_000)
        self.radio_rate = rng.randint(2_000_000, 4_000_000)
        self.detect, self.l2 = rng.randint(0, 30_000_000), 50_000_000
        self.p_s, self.p_p, self.p_c = (rng.randint(1, 2_000_000)
                                        for _ in range(3))
        self.lossy = lossy
        slow = 1_000_000 if lossy else 4_000_000
        self.rates = {link: rng.randint(slow, 2 * slow)
                      for link in self.graph.links}
        self.stay = 5 * SECOND
        self.offsets = [0, 2_300_000_000]
        self.warmup = 3 * SECOND + rng.randint(0, SECOND)
        self.duration = self.stay * (len(self.stays) + 1) + 123_456_789
        self.flows = self.make_flows(rng)

    def make_flows(self, rng):
        flows, port = [], 49152
        plan = [("down", 0, "required"), ("both", 1, "required"),
                ("up", 0, "required"), ("down", 1, "none"),
                ("down", 0, "required"), ("up", 1, "none")]
        for i, (direction, mn, mobility) in enumerate(plan):
            entry = {"name": f"f{i}", "mn": mn, "mobility": mobility,
                     "direction": direction,
                     "start": (i + 1) * 1_100_000_000 + rng.randint(0, 10**8),
                     "interval": rng.randint(15_000_000, 40_000_000),
                     "size": rng.randint(60, 1200)}
            for way in ("down", "up") if direction == "both" else (direction,):
                flows.append(dict(entry, way=way, port=port))
                port += 1
        return flows

    def attachments(self, mn):
        """[(t_dead, t_up, router)] of a node."""
        order = self.stays[mn:] + self.stays[:mn]
        found = []
        for j, router in enumerate(order):
            dead = j * self.stay + (self.offsets[mn] if j else 0)
            found.append((dead, dead + (self.detect + self.l2 if j else 0),
                          router))
        return found

    def router(self, mn, t):
        """Router at t, None between two.  At the very instant of t_dead the
        link is gone."""
        at = None
        for dead, up, router in self.attachments(mn):
            if t >= dead:
                at = router if t >= up else None
        return at

    def link(self, a, b):
        return (min(a, b), max(a, b))

    def next_hop(self, a, b):
        """Neighbour of a on the shortest path to b."""
        d = self.graph.delay
        for x, y in self.graph.links:
            for u, v in ((x, y), (y, x)):
                if u == a and (self.graph.links[x, y] + d[v][b] == d[a][b]):
                    return v
        raise AssertionError("no path")

    def scenario(self, architecture):
        us = closed.microseconds
        names = [f"r{i}" for i in range(self.graph.n)]
        loss = self.LOSS if self.lossy else 0
        entries = {f["name"]: f for f in self.flows}
        return {
            "title": "metrics", "duration": self.duration / 1e9,
            "warmup": us(self.warmup), "architecture": architecture,
            "topology": {"nodes": names, "links": [
                {"between": [names[a], names[b]], "delay": us(d),
                 "rate": self.rates[a, b], "loss": loss,
                 "queue": "4 packets" if self.lossy else "inf"}
                for (a, b), d in self.graph.links.items()]},
            "sites": {"access": [names[i] for i in self.stays],
                      "anchor": names[self.centre],
                      "controller": names[self.centre],
                      "correspondents": [names[self.cn]]},
            "access": {"radio": {"delay": us(self.radio),
                                 "rate": self.radio_rate},
                       "l2_handover": us(self.l2),
                       "loss_detection": us(self.detect)},
            "processing": {"gateway": us(self.p_s), "previous": us(self.p_p),
                           "central": us(self.p_c)},
            "mobile_nodes": [
                {"name": f"mn{m}", "motion": {
                    "model": "schedule",
                    "attach": [[us(dead), names[r]]
                               for dead, _, r in self.attachments(m)]}}
                for m in range(2)],
            "traffic": [
                {"name": e["name"], "nodes": f"mn{e['mn']}",
                 "correspondent": names[self.cn], "mobility": e["mobility"],
                 "direction": e["direction"], "start": us(e["start"]),
                 "pattern": {"cbr": {"interval": us(e["interval"]),
                                     "size": f"{e['size']} B"}}}
                for e in entries.values()],
            "protocol": {"binding_lifetime": "3600 s"},
            "record": {"series": "10 ms", "pcap": names},
        }


# ---- what is seen of one flow -------------------------------------------------

class Sent:
    """A packet of a flow with its fate."""

    def __init__(self, t, packet):
        self.t, self.packet = t, packet
        self.received = None
        self.inflight = False


def flow_packets(case, flow, follower):
    """Every packet of a flow in the order sent, those that no capture saw
    (lost on the first link, or no link) included."""
    def mine(p):
        r = p.record
        return (r.proto == UDP
                and r.ports[flow["way"] == "down"] == flow["port"])
    seen = {p.sent: p for p in follower.packets if mine(p)}
    all_, t = [], flow["start"]
    while t < case.duration:
        sent = Sent(t, seen.pop(t, None))
        p = sent.packet
        if p is not None and p.done is not None:
            goal = f"mn{flow['mn']}" if flow["way"] == "down" else case.cn
            if p.done[0] == goal:
                sent.received = p.done[1]
        elif p is not None and p.air:
            sent.inflight = p.until > case.duration
        all_.append(sent)
        t += flow["interval"]
    assert not seen, f"{flow['name']}: packets at unexpected instants"
    return all_


# ---- statistics -----------------------------------------------------------------

def nearest_rank(values, p):
    return values[max(math.ceil(p * len(values)), 1) - 1]


class Checker:
    """Collects differences between summary.json and what was seen."""

    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, "summary.json")) as f:
            self.metrics = defaultdict(
                lambda: defaultdict(lambda: "missing"),
                json.load(f)["metrics"])
        self.wrong = []
        self.checked = 0

    def same(self, what, got, want, tolerance=EXACT):
        self.checked += 1
        if want is None or got is None or got == "missing":
            good = got is None and want is None
        else:
            good = abs(got - want) <= tolerance * max(abs(want), 1e-9)
        if not good:
            self.wrong.append(f"{what}: got {got}, seen {want}")

    def ratio(self, name, part, whole):
        """A ratio of counts: each unit of the whole is an observation."""
        self.value(name, ratio(part, whole), whole)

    def value(self, name, want, n=1):
        m = self.metrics[name]
        self.same(f"{name} n", m["n"], 0 if want is None else n)
        for key in ("mean", "min", "max", "p50", "p95", "p99"):
            self.same(f"{name} {key}", m[key], want)

    def samples(self, name, values, scale=1.0):
        m = self.metrics[name]
        values = sorted(values)
        self.same(f"{name} n", m["n"], len(values))
        if not values:
            for key in ("mean", "min", "max", "p50", "p95", "p99"):
                self.same(f"{name} {key}", m[key], None)
            return
        self.same(f"{name} mean", m["mean"],
                  math.fsum(values) / len(values) * scale)
        self.same(f"{name} min", m["min"], values[0] * scale)
        self.same(f"{name} max", m["max"], values[-1] * scale)
        merged = len(set(values)) > 4096
        for key, p in (("p50", .5), ("p95", .95), ("p99", .99)):
            self.same(f"{name} {key}", m[key],
                      nearest_rank(values, p) * scale,
                      MERGED if merged else EXACT)

    def rows(self, name):
        return closed.rows(self.folder, name)


def ratio(part, whole):
    return part / whole if whole else None


class FlowSeen:
    """The measures of one flow, packets sent after warm-up."""

    def __init__(self, case, flow, follower):
        self.case, self.flow = case, flow
        self.all = flow_packets(case, flow, follower)
        self.sent = [s for s in self.all if s.t >= case.warmup]
        self.delivered = sorted((s for s in self.sent if s.received is not None),
                                key=lambda s: s.received)
        self.inflight = sum(s.inflight for s in self.sent)
        self.lost = len(self.sent) - len(self.delivered) - self.inflight
        self.delays = [s.received - s.t for s in self.delivered]
        self.variation()
        self.order()
        self.time()
        self.paths()

    def variation(self):
        self.ipdv = [abs(b - a) for a, b in zip(self.delays, self.delays[1:])]
        j, self.jitters = 0.0, []
        for change in self.ipdv:
            j += (change - j) / 16
            self.jitters.append(j)

    def order(self):
        self.reordered, highest = 0, -1
        for s in self.delivered:
            if s.t < highest:
                self.reordered += 1
            highest = max(highest, s.t)
        released, self.inorder = 0, []
        for s in self.sent:
            if s.received is not None:
                released = max(released, s.received)
                self.inorder.append(released - s.t)

    def time(self):
        """Offered and delivered time, in the order sent, as long as the fate
        of a packet and of the next is known."""
        self.offered = self.served = 0
        known = self.sent
        if any(s.inflight for s in known):
            known = known[:[s.inflight for s in known].index(True)]
        ends = [s.t for s in known[1:]]
        if len(known) == len(self.sent):
            ends.append(self.case.duration)
        for s, end in zip(known, ends):
            self.offered += end - s.t
            if s.received is not None:
                self.served += end - s.t

    def anchor(self, s):
        source, destination = s.packet.record.addresses[-1]
        return owner(destination if self.flow["way"] == "down" else source)

    def paths(self):
        case, graph = self.case, self.case.graph
        self.pairs, self.anchored, self.remote = [], defaultdict(int), 0
        for s in self.delivered:
            size = s.packet.record.length - HEADER * s.packet.record.depth
            router = case.router(self.flow["mn"],
                                 s.received if self.flow["way"] == "down"
                                 else s.t)
            self.anchored[self.anchor(s)] += size
            if router is None:
                continue
            if self.anchor(s) != router:
                self.remote += size
            p = s.packet
            self.pairs.append((p.hops, graph.hops[case.cn][router],
                               p.delay, graph.delay[case.cn][router],
                               p.radio_hops))


def check_flows(c, case, flows, suffix):
    """Metrics over some flows."""
    def all_(attribute):
        return [x for f in flows for x in getattr(f, attribute)]

    def total(attribute):
        return sum(getattr(f, attribute) for f in flows)

    def packets(attribute):
        return sum(getattr(s.packet, attribute)
                   for f in flows for s in f.delivered)

    n = sum(len(f.delivered) for f in flows)
    c.samples("delay.oneway" + suffix, all_("delays"), 1e-9)
    c.samples("delay.ipdv" + suffix, all_("ipdv"), 1e-9)
    c.samples("delay.inorder" + suffix, all_("inorder"), 1e-9)
    c.samples("delay.jitter" + suffix,
              [math.fsum(f.jitters) / len(f.jitters)
               for f in flows if f.jitters], 1e-9)
    c.ratio("loss.ratio" + suffix, total("lost"), total("lost") + n)
    c.ratio("reorder.ratio" + suffix, total("reordered"), n)
    c.value("availability" + suffix, ratio(total("served"), total("offered")))
    c.ratio("tunnel.byte_hops" + suffix, packets("tunnel"), n)
    c.ratio("tunnel.byte_hops.radio" + suffix, packets("radio_tunnel"), n)
    c.ratio("tunnel.share" + suffix, packets("tunnelled"), n)
    check_stretch(c, case, all_("pairs"), suffix)


def check_stretch(c, case, pairs, suffix):
    radio = case.radio
    ways = {
        "stretch.hops": [(h, s) for h, s, _, _, _ in pairs if s],
        "stretch.delay": [(d, s) for _, _, d, s, _ in pairs if s],
        "stretch.hops.e2e": [(h + r, s + 1) for h, s, _, _, r in pairs],
        "stretch.delay.e2e": [(d + r * radio, s + radio)
                              for _, _, d, s, r in pairs]}
    for name, taken in ways.items():
        c.samples(name + suffix, [a / b for a, b in taken])
        c.value(name + ".sum" + suffix,
                ratio(sum(a for a, _ in taken), sum(b for _, b in taken)))
    c.samples("detour.hops" + suffix, [h - s for h, s, _, _, _ in pairs])
    c.samples("detour.delay" + suffix, [d - s for _, _, d, s, _ in pairs],
              1e-9)


def check_flow_rows(c, flows):
    rows = {(r["name"], r["direction"]): r for r in c.rows("flows.csv")}
    for f in flows:
        name = f.flow["name"], f.flow["way"]
        r = rows.pop(name)
        for column, want in (
                ("sent", len(f.sent)), ("delivered", len(f.delivered)),
                ("lost", f.lost), ("inflight", f.inflight),
                ("reordered", f.reordered),
                ("tunnel_byte_hops",
                 sum(s.packet.tunnel for s in f.delivered)),
                ("tunnelled", sum(s.packet.tunnelled for s in f.delivered)),
                ("delivered_bytes", sum(f.anchored.values())),
                ("offered_time", f.offered / 1e9),
                ("delivered_time", f.served / 1e9),
                ("delay_mean", ratio(sum(f.delays) / 1e9, len(f.delays))),
                ("jitter", ratio(math.fsum(f.jitters) / 1e9,
                                 len(f.jitters)))):
            c.same(f"flows.csv {name} {column}",
                   float(r[column]) if r[column] else None, want)
        hops = [h / s for h, s, _, _, _ in f.pairs if s]
        c.same(f"flows.csv {name} stretch_hops",
               float(r["stretch_hops"]) if r["stretch_hops"] else None,
               ratio(math.fsum(hops), len(hops)))
    for name in rows:
        c.wrong.append(f"flows.csv {name}: no such flow")


# ---- anchors --------------------------------------------------------------------

def check_anchors(c, case, flows, scheme):
    octets = defaultdict(int)
    for f in flows:
        for anchor, size in f.anchored.items():
            octets[anchor] += size
    anchors = [case.centre] if scheme == "pmipv6" else case.stays
    values = sorted(octets.get(a, 0) for a in anchors)
    n, all_ = len(values), sum(octets.values())
    c.same("all anchors known", sum(values), all_)
    c.value("anchor.share", values[-1] / all_)
    c.value("anchor.jain", all_**2 / (n * sum(v * v for v in values)))
    c.value("anchor.gini", sum(abs(x - y) for x in values for y in values)
            / (2 * n * all_))
    c.value("anchor.remote", sum(f.remote for f in flows) / all_)
    for r in c.rows("entities.csv"):
        if r["anchored_bytes"] != "":
            c.same(f"anchored at {r['entity']}", int(r["anchored_bytes"]),
                   octets.get(int(r["site"][1:]), 0))


# ---- handovers --------------------------------------------------------------------

def check_interruption(c, case, flows):
    """t_last, t_first of downlink flows from the packets the node got."""
    table = {(r["node"], int(r["handover"]), r["name"], r["direction"]): r
             for r in c.rows("handover_flows.csv")}
    gaps, recovery = defaultdict(list), defaultdict(list)
    for f in flows:
        moves = case.attachments(f.flow["mn"])
        for j in range(1, len(moves)):
            dead, up, _ = moves[j]
            after = (moves[j + 1][0] if j + 1 < len(moves)
                     else case.duration + 1)
            if f.flow["start"] >= up or dead < case.warmup:
                continue
            got = [s for s in f.all if s.received is not None]
            if f.flow["way"] == "down":
                before = [s.received for s in got if s.received <= dead]
                later = [s.received for s in got if dead < s.received <= after]
            else:
                later = [s.received for s in got
                         if s.t > dead and s.received < after]
                before = [s.received for s in got if s.t < dead
                          and s.received < min(later, default=after)]
            last, first = max(before, default=None), min(later, default=None)
            r = table.pop((f"mn{f.flow['mn']}", j, f.flow["name"],
                           f.flow["way"]))
            where = f"handover {j} of {f.flow['name']}"
            way = f.flow["way"]
            c.same(f"{where} {way} t_last", closed.nanoseconds(r["t_last"]), last)
            c.same(f"{where} {way} t_first", closed.nanoseconds(r["t_first"]),
                   first)
            if first is not None:
                recovery[way].append(first - up)
                if last is not None:
                    gaps[way].append(first - last)
    for key in table:
        c.wrong.append(f"handover_flows.csv {key}: no such handover")
    c.samples("handover.interruption", gaps["down"], 1e-9)
    c.samples("handover.flow", recovery["down"], 1e-9)
    for way in ("down", "up"):
        c.samples(f"handover.interruption{{direction={way}}}", gaps[way], 1e-9)
        c.samples(f"handover.flow{{direction={way}}}", recovery[way], 1e-9)


# ---- signalling --------------------------------------------------------------------

def check_signaling(c, case, follower, scheme):
    own = [p for p in follower.packets
           if p.record.proto == MH and p.sent >= case.warmup]
    span = (case.duration - case.warmup) / 1e9

    def counts(messages, label):
        totals = (len(messages), sum(p.record.length for p in messages),
                  sum(p.record.length * (p.hops + p.radio_hops)
                      for p in messages if not on_the_way(p, case)))
        for what, total in zip(("messages", "bytes", "byte_hops"), totals):
            c.value(f"signaling.{what}{label}", total)
            c.value(f"signaling.{what}.rate{label}", total / span)

    if not case.lossy:  # what the first link loses, no capture shows
        counts(own, "")
    entities = {int(r["site"][1:]): r for r in c.rows("entities.csv")
                if r["role"] in ("MAG", "MAAR", "LMA", "CMD")}
    for site, r in entities.items() if not case.lossy else ():
        counts([p for p in own if p.node == site],
               f"{{entity={r['entity']}}}")
    peaks = {w: 0 for w in WINDOWS}
    for site, r in entities.items():
        out = [p.sent for p in own if p.node == site]
        in_ = [p.done[1] for p in own if p.done and p.done[0] == site
               and owner(p.record.addresses[0][1]) == site]
        c.same(f"messages into {site}", int(r["messages_in"]), len(in_))
        if case.lossy:
            continue
        c.same(f"messages out of {site}", int(r["messages_out"]), len(out))
        for w, length in WINDOWS.items():
            windows = defaultdict(int)
            for t in out + in_:
                windows[t // length] += 1
            peak = max(windows.values(), default=0)
            peaks[w] = max(peaks[w], peak)
            c.same(f"peak {w} of {site}", int(r[f"peak_{w}"]), peak)
    if not case.lossy:
        for w, peak in peaks.items():
            c.value(f"signaling.peak{{window={w}}}", peak)


def on_the_way(p, case):
    return p.air and p.until > case.duration


def check_classes(c, case, follower):
    """Without losses a message is an attachment's or a handover's: which, the
    instant tells, as handovers are far apart."""
    begun = {}
    for m in range(2):
        moves = case.attachments(m)
        for j, (dead, up, _) in enumerate(moves):
            begun[m, j] = (dead, up)
    rows = {(int(r["node"][2:]), int(r["handover"])): r
            for r in c.rows("handovers.csv")}
    charged, attach, handover = defaultdict(list), 0, 0
    for p in follower.packets:
        if p.record.proto != MH:
            continue
        mj = max((k for k in begun if begun[k][1] <= p.sent),
                 key=lambda k: (begun[k][1], k[1]))
        charged[mj].append(p)
        if p.sent >= case.warmup:
            attach += mj[1] == 0
            handover += mj[1] > 0
    c.value("signaling.messages{class=attach}", attach)
    c.value("signaling.messages{class=handover}", handover)
    for other in ("refresh", "deregistration", "retransmission", "error"):
        c.value(f"signaling.messages{{class={other}}}", 0)
    counted = [k for k in begun if k[1] > 0 and begun[k][0] >= case.warmup]
    c.value("handover.count", len(counted))
    c.same("rows of handovers.csv", len(rows), len(counted))
    sums = {"messages": [], "bytes": [], "byte_hops": []}
    for key in counted:
        mine = charged[key]
        want = {"messages": len(mine),
                "bytes": sum(p.record.length for p in mine),
                "byte_hops": sum(p.record.length * (p.hops + p.radio_hops)
                                 for p in mine)}
        for column, total in want.items():
            sums[column].append(total)
            c.same(f"handovers.csv {key} {column}", int(rows[key][column]),
                   total)
    for column, totals in sums.items():
        c.samples(f"signaling.{column}.per_handover", totals)


# ---- state ---------------------------------------------------------------------

def check_state(c, case):
    """Time averages are those of the samples, but for what changes between
    two samples."""
    step = 0.01
    rows = [r for r in c.rows("series.csv")
            if float(r["time"]) >= case.warmup / 1e9]
    span = (case.duration - case.warmup) / 1e9
    entities = [r for r in c.rows("entities.csv") if r["state_mean"] != ""]
    k = c.metrics["anchors.previous"]
    for column, total in (
            ("state_entries", sum(float(r["state_mean"]) for r in entities)),
            ("state_stale", sum(float(r["stale_mean"]) for r in entities)),
            ("previous_anchors", k["mean"] * k["n"])):
        values = [int(r[column]) for r in rows]
        changes = sum(abs(a - b) for a, b in zip(values, values[1:]))
        seen = sum(values) * step / span
        slack = (changes + 2 * max(values)) * step / span
        c.checked += 1
        if abs(total - seen) > slack:
            c.wrong.append(f"{column}: time average {total}, samples {seen} "
                           f"within {slack}")
    c.samples("state.entries", [float(r["state_mean"]) for r in entities])
    c.samples("state.stale", [float(r["stale_mean"]) for r in entities])
    c.samples("state.peak", [int(r["state_peak"]) for r in entities])


def check_books(c):
    total = {}
    for what in ("sent", "delivered", "consumed", "dropped", "inflight"):
        base = f"packets.{what}"
        total[what] = c.metrics[base]["mean"] if base in c.metrics else 0
    c.value("packets.sent", total["delivered"] + total["consumed"]
            + total["dropped"] + total["inflight"])
    c.value("packets.dropped", sum(
        m["mean"] for name, m in c.metrics.items()
        if name.startswith("packets.dropped{reason=")))


# ---- cases ---------------------------------------------------------------------

ARCHITECTURES = {
    "ipv6": {"name": "ipv6"},
    "pmipv6": {"name": "pmipv6"},
    "dmm relay": {"name": "dmm", "mode": "relay", "release": "flow"},
    "dmm proxy": {"name": "dmm", "mode": "proxy", "release": "registered"},
}


def run(scenario, folder, nodes):
    path, out = os.path.join(folder, "case.json"), os.path.join(folder, "out")
    with open(path, "w") as f:
        json.dump(scenario, f, indent=1)
    more = [x for n in nodes for x in ("--pcap", n)]
    done = subprocess.run([DMMSIM, "run", path, "-o", out, *more],
                          capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return out


def check_case(case, scheme, folder):
    out = run(case.scenario(ARCHITECTURES[scheme]), folder, ["mn0", "mn1"])
    captures = {i: capture(os.path.join(out, f"r{i}.pcap"))
                for i in range(case.graph.n)}
    for m in ("mn0", "mn1"):
        captures[m] = capture(os.path.join(out, f"{m}.pcap"))
    follower = Follower(case, captures)
    flows = [FlowSeen(case, f, follower) for f in case.flows]
    c = Checker(out)
    check_flows(c, case, flows, "")
    for name in {f.flow["name"] for f in flows}:
        check_flows(c, case, [f for f in flows if f.flow["name"] == name],
                    f"{{flow={name}}}")
    for way in ("down", "up"):
        check_flows(c, case, [f for f in flows if f.flow["way"] == way],
                    f"{{direction={way}}}")
    check_flow_rows(c, flows)
    check_anchors(c, case, flows, scheme)
    check_interruption(c, case, flows)
    check_signaling(c, case, follower, scheme)
    if not case.lossy:
        check_classes(c, case, follower)
    check_state(c, case)
    check_books(c)
    return c


def main():
    tap = Tap()
    print(f"# seed {SEED}")
    for lossy in (False, True):
        case = Case(random.Random(SEED + lossy), lossy)
        for scheme in ARCHITECTURES:
            name = (f"{'losses and queues' if lossy else 'no loss'}, {scheme}: "
                    "every metric found again in the captures")
            with tempfile.TemporaryDirectory() as folder:
                try:
                    c = check_case(case, scheme, folder)
                except RuntimeError as e:
                    tap.ok(False, name, *str(e).splitlines())
                    continue
            tap.ok(not c.wrong, name, *c.wrong[:40])
            print(f"# {c.checked} figures")
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
