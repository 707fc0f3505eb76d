#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several paths between MAG and LMA: closed forms of a constant-rate flow over
two paths without serialisation, and the call flow of RFC 8278 figure 2.

The fate of every packet is worked out here from delays alone, and the messages
are decoded here from the capture: neither asks the simulator.  Prints TAP."""

import ipaddress
import json
import os
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap  # noqa: E402 - in the folder above

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
MS = 1_000_000  # ns
CN_LMA, RADIO = 10 * MS, 1 * MS
PATHS = [
    {"via": "lte", "technology": "lte", "label": 11, "bid": 1},
    {"via": "wlan", "technology": "wlan", "label": 9, "bid": 2},
]
PBU, PBA, LMA_ADDRESS_END = 5, 6, bytes(7) + b"\x02"
HNP, DMNP, MMB, MAG_ID, ALTERNATE_COA = 22, 55, 63, 64, 3


def scenario(slow, fast, interval, count, **changes):
    """One CBR flow down; slow and fast: ns from LMA to MAG."""
    s = {
        "duration": "80 s",
        "architecture": {"name": "pmipv6-multihomed", "paths": PATHS,
                         "distribution": "per-packet"},
        "topology": {
            "nodes": ["cn", "lma", "lte", "wlan", "mag"],
            "links": [
                {"between": ["cn", "lma"], "delay": "10 ms"},
                {"between": ["lma", "lte"], "delay": "1 ms"},
                {"between": ["lte", "mag"], "delay": f"{slow - MS} ns"},
                {"between": ["lma", "wlan"], "delay": "1 ms"},
                {"between": ["wlan", "mag"], "delay": f"{fast - MS} ns"},
            ]},
        "sites": {"access": ["mag"], "anchor": "lma",
                  "correspondents": ["cn"]},
        "access": {"radio": {"delay": "1 ms"}},
        "processing": {"gateway": "0 s", "previous": "0 s", "central": "0 s"},
        "mobile_nodes": [
            {"name": "mn", "motion": {"model": "static", "at": "mag"}}],
        "traffic": [
            {"name": "f", "nodes": "mn", "correspondent": "cn",
             "pattern": {"cbr": {"interval": f"{interval} ns",
                                 "size": "160 B"}},
             "start": "1 s", "stop": f"{1_000_000_000 + count * interval} ns"}],
    }
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(s.get(key), dict):
            s[key] = {**s[key], **value}
        else:
            s[key] = value
    return s


def run(folder, s, pcap=None):
    path = os.path.join(folder, "s.json")
    out = os.path.join(folder, "out")
    with open(path, "w", encoding="utf-8") as f:
        json.dump(s, f)
    command = [DMMSIM, "run", path, "-o", out]
    if pcap:
        command += ["--pcap", pcap]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    with open(os.path.join(out, "summary.json"), encoding="utf-8") as f:
        metrics = json.load(f)["metrics"]
    return metrics, os.path.join(out, f"{pcap}.pcap")


def mean(metrics, name):
    return metrics[name]["mean"]


# ---- the fate of packets ---------------------------------------------------

def order(arrivals):
    """Reordered ratio and extents (RFC 4737 3.3, 4.2) and in-order delays of
    (sent, received) in order of sending; received None: lost."""
    got = sorted((r, i) for i, (_, r) in enumerate(arrivals) if r is not None)
    highest, late, extents = -1, 0, []
    for at, (_, i) in enumerate(got):
        if i < highest:
            late += 1
            earliest = next(j for j in range(at) if got[j][1] > i)
            extents.append(at - earliest)
        highest = max(highest, i)
    delays, release = [], 0
    for sent, received in arrivals:
        if received is not None:
            release = max(release, received)
            delays.append(release - sent)
    return late / len(got), extents, delays


def near(a, b, tolerance=1e-12):
    return a is not None and abs(a - b) <= tolerance * max(1, abs(b))


def round_robin(t, folder):
    for slow, fast, tau in ((50, 15, 20), (50, 15, 34), (50, 15, 36),
                            (90, 15, 10), (21, 20, 2)):
        d = [slow * MS, fast * MS]
        n = 2000
        metrics, _ = run(folder, scenario(*d, tau * MS, n))
        fixed = CN_LMA + RADIO
        arrivals = [(i * tau * MS, i * tau * MS + fixed + d[i % 2])
                    for i in range(n)]
        ratio, extents, delays = order(arrivals)
        name = f"round robin, {slow} and {fast} ms, every {tau} ms"
        law = 0.5 if slow - fast > tau else 0
        # The last packets are overtaken by none: within one in a thousand.
        t.ok(near(mean(metrics, "reorder.ratio"), ratio)
             and abs(ratio - law) < 1e-2,
             f"{name}: a half is late if the difference exceeds the period",
             mean(metrics, "reorder.ratio"), ratio, law)
        t.ok(metrics["reorder.extent"]["n"] == len(extents)
             and (not extents or near(mean(metrics, "reorder.extent"),
                                      sum(extents) / len(extents))),
             f"{name}: extent of RFC 4737 4.2",
             metrics["reorder.extent"], len(extents))
        t.ok(near(mean(metrics, "delay.oneway"),
                  (fixed + sum(d) / 2) / 1e9), f"{name}: mean delay")
        inorder = metrics["delay.inorder"]
        t.ok(near(inorder["mean"], sum(delays) / n / 1e9)
             and near(inorder["max"], (fixed + d[0]) / 1e9)
             and near(inorder["p50"],
                      (fixed + max(d[1], d[0] - tau * MS)) / 1e9),
             f"{name}: in order, d2 and max (d1, d2 - tau)", inorder)


def weighted(t, folder):
    paths = [{**PATHS[0], "weight": 2}, {**PATHS[1], "weight": 5}]
    metrics, _ = run(folder, scenario(50 * MS, 15 * MS, 5 * MS, 7000,
                                      architecture={"paths": paths}))
    t.ok(mean(metrics, "path.packets{path=lte}") == 2000
         and mean(metrics, "path.packets{path=wlan}") == 5000,
         "weighted 2:5 sends two and five of seven")
    t.ok(mean(metrics, "reorder.ratio") > 0.2,
         "weighting by capacity does not remove reordering",
         mean(metrics, "reorder.ratio"))
    metrics, _ = run(folder, scenario(50 * MS, 15 * MS, 5 * MS, 7000,
                                      architecture={"paths": paths,
                                                    "schedule": "load"}))
    t.ok(abs(mean(metrics, "path.bytes{path=lte}") * 5
             - mean(metrics, "path.bytes{path=wlan}") * 2) <= 7 * 208,
         "by load, octets go by the weights")


def at_random(t, folder):
    slow, fast, tau, n = 50 * MS, 15 * MS, 10 * MS, 5000
    m = -(-(slow - fast) // tau) - 1
    for weight in (1, 3):
        paths = [PATHS[0], {**PATHS[1], "weight": weight}]
        metrics, _ = run(folder, scenario(
            slow, fast, tau, n, architecture={"paths": paths,
                                              "schedule": "random"}))
        x = 1 / (1 + weight)
        law = x * (1 - x ** m)
        # Lateness of packets more than m apart is independent.
        bound = 4 * (law * (1 - law) * (2 * m + 1) / n) ** 0.5
        t.ok(abs(mean(metrics, "reorder.ratio") - law) < bound,
             f"random 1:{weight}: x (1 - x^m) are late",
             mean(metrics, "reorder.ratio"), law, bound)


# ---- an outage -------------------------------------------------------------

def failover(t, folder):
    """WLAN is down from 20.003 s to 25.003 s; the LMA hears of it over LTE."""
    slow, fast, tau, n = 50 * MS, 15 * MS, 20 * MS, 2000
    down, up = 20_003 * MS, 25_003 * MS
    fault = [{"at": "20003 ms", "for": "5 s", "fail": {"link": ["wlan", "mag"]}}]
    told = down + slow
    again = up + 2 * fast  # PBU and PBA over WLAN; the LMA binds at + fast
    for scheme, pinned in (("per-packet", None), ("per-flow", "wlan"),
                           ("per-flow", "lte")):
        paths = [{**p, "weight": 1_000_000 if p["via"] == pinned else 1}
                 for p in PATHS]
        metrics, _ = run(folder, scenario(
            slow, fast, tau, n, faults=fault,
            architecture={"distribution": scheme, "paths": paths}))
        turn, lost, recovered = 0, [], None
        for i in range(n):
            at_lma = 1000 * MS + i * tau + CN_LMA
            bound = not told <= at_lma < again - fast
            if scheme == "per-packet":
                by_wlan = bound and turn % 2 == 1
                turn += bound
            else:
                by_wlan = bound and pinned == "wlan"
            # Over the link wlan - mag from at_lma + 1 ms until + fast.
            if by_wlan and at_lma + fast > down and at_lma + MS < up:
                lost.append(i)
            elif lost and i > lost[-1] and recovered is None:
                arrival = at_lma + (fast if by_wlan else slow) + RADIO
                recovered = arrival - down
        if pinned != "lte":
            t.ok(mean(metrics, "failover.loss") == len(lost),
                 f"{scheme}: lost is what was sent until the LMA knew",
                 mean(metrics, "failover.loss"), len(lost))
        else:
            t.ok(metrics["failover.loss"]["n"] == 0,
                 f"{scheme}: a flow on the other path loses nothing")
        if pinned == "wlan":
            t.ok(near(mean(metrics, "failover.time"), recovered / 1e9),
                 f"{scheme}: the flow goes on over the other path",
                 mean(metrics, "failover.time"), recovered)


def heartbeats(t, folder):
    """The link behind the access network fails: only heartbeats tell.  The
    request after the last one allowed to be missed finds it out (RFC 5847
    3.1)."""
    slow, fast, tau, n = 50 * MS, 15 * MS, 20 * MS, 2000
    down, interval = 20_107 * MS, 500 * MS
    fault = [{"at": "20107 ms", "for": "10 s",
              "fail": {"link": ["lma", "wlan"]}}]
    for allowed in (0, 2):
        metrics, path = run(folder, scenario(
            slow, fast, tau, n, faults=fault,
            architecture={"heartbeat": {"interval": "500 ms",
                                        "missing": allowed}}), pcap="mag")
        first_missed = -(-down // interval) * interval
        dead = first_missed + (allowed + 1) * interval
        at_lma = [1000 * MS + i * tau + CN_LMA for i in range(n)]
        lost = [i for i in range(n)
                if i % 2 and at_lma[i] + MS > down and at_lma[i] < dead]
        t.ok(mean(metrics, "failover.loss") == len(lost),
             f"heartbeats: dead after {allowed + 1} without an answer",
             mean(metrics, "failover.loss"), len(lost))
        hb = [p for _, p in packets(path) if p[6] == 135 and p[42] == 13]
        t.ok(any(p[47] & 1 for p in hb)
             and all((28 in options(p[52:])) == bool(p[47] & 1) for p in hb),
             "heartbeats: answers carry the restart counter, requests not",
             len(hb))


# ---- the call flow ---------------------------------------------------------

def packets(path):
    with open(path, "rb") as f:
        data = f.read()
    order_, unit = {0xA1B2C3D4: ("<", 1000), 0xA1B23C4D: ("<", 1)}[
        struct.unpack("<I", data[:4])[0]]
    at = 24
    while at < len(data):
        s, fraction, length, _ = struct.unpack(order_ + "4I",
                                               data[at:at + 16])
        yield s * 1_000_000_000 + fraction * unit, data[at + 16:
                                                         at + 16 + length]
        at += 16 + length


def options(octets):
    """RFC 6275 6.2: type to list of data."""
    found, at = {}, 0
    while at < len(octets):
        kind = octets[at]
        if kind == 0:
            at += 1
            continue
        length = octets[at + 1]
        if kind != 1:
            found.setdefault(kind, []).append(octets[at + 2:at + 2 + length])
        at += 2 + length
    return found


def messages(path):
    """The PBUs and PBAs of a capture."""
    for when, p in packets(path):
        if p[6] != 135:
            continue
        mh = p[40:40 + 8 * (p[41] + 1)]
        yield {"at": when, "source": p[8:24], "destination": p[24:40],
               "type": mh[2], "options": options(mh[12:]),
               "flags": struct.unpack("!H", mh[8:10])[0] if mh[2] == PBU
               else mh[7],
               "status": mh[6] if mh[2] == PBA else None,
               "lifetime": struct.unpack("!H", mh[10:12])[0]}


def mmb(message):
    option = message["options"][MMB][0]
    return {"att": option[0], "label": option[1], "bid": option[2],
            "bulk": option[3] >> 7, "overwrite": option[3] >> 6 & 1}


def call_flow(t, folder):
    """Steps 3 to 8 of figure 2; step 3 is by LTE, which is listed first."""
    slow, fast = 50 * MS, 15 * MS
    _, path = run(folder, scenario(slow, fast, 20 * MS, 10), pcap="mag")
    first = [m for m in messages(path) if m["at"] < 1000 * MS]
    t.ok([m["type"] for m in first] == [PBU, PBA, PBU, PBA],
         "figure 2: PBU, PBA by one path, then PBU, PBA by the other")
    pbu, pba, pbu2, pba2 = first
    t.ok([m["at"] for m in first]
         == [0, 2 * slow, 2 * slow, 2 * slow + 2 * fast],
         "figure 2: the second path follows the first one's answer",
         *[m["at"] for m in first])
    t.ok(mmb(pbu) == {"att": 8, "label": 11, "bid": 1, "bulk": 0,
                      "overwrite": 0}
         and mmb(pbu2) == {"att": 4, "label": 9, "bid": 2, "bulk": 0,
                           "overwrite": 0},
         "4.1: If-ATT, If-Label and BID of each path, no flags")
    t.ok(all(m["options"][MAG_ID] == [b"\x01\x00mag"] for m in (pbu, pbu2))
         and all(m["flags"] == 0x8200 for m in (pbu, pbu2)),
         "4.4: MAG Identifier in every PBU, flags A and P")
    t.ok(mmb(pba) == mmb(pbu) and mmb(pba2) == mmb(pbu2)
         and not any(MAG_ID in m["options"] for m in (pba, pba2))
         and pba["status"] == pba2["status"] == 0,
         "4.4: the PBA has the option and no MAG Identifier")
    t.ok(pbu["options"][HNP][0][1:] == bytes(17)
         and pbu2["options"][HNP] == pba["options"][HNP]
         and pba["options"][HNP][0][1:] != bytes(17)
         and pba2["options"][HNP] == pba["options"][HNP],
         "3.1: the second PBU asks for the prefix that the first one got")
    t.ok(pbu["source"] != pbu2["source"]
         and pba["destination"] == pbu["source"]
         and pba2["destination"] == pbu2["source"],
         "3.1: a Proxy-CoA for each path, answers where questions came from")


def support(t, folder):
    slow, fast = 50 * MS, 15 * MS
    _, path = run(folder, scenario(slow, fast, 20 * MS, 2000,
                                   architecture={"anchor": "legacy"}),
                  pcap="mag")
    said = list(messages(path))
    t.ok([m["type"] for m in said if m["at"] < 1000 * MS] == [PBU, PBA]
         and MMB in said[0]["options"] and MMB not in said[1]["options"]
         and all(MMB not in m["options"] for m in said[2:])
         and len({m["source"] for m in said if m["type"] == PBU}) == 1,
         "4.4: a legacy LMA's answer ends multipath")
    metrics, path = run(folder, scenario(slow, fast, 20 * MS, 2000,
                                         architecture={"anchor": "refused"}),
                        pcap="mag")
    said = [m for m in messages(path) if m["at"] < 1000 * MS]
    t.ok([(m["type"], m["status"]) for m in said]
         == [(PBU, None), (PBA, 180), (PBU, None), (PBA, 0)]
         and mmb(said[1])["bid"] == 1 and MAG_ID not in said[1]["options"]
         and MMB not in said[2]["options"],
         "4.4: status 180 echoes the option; registered again without it",
         *[(m["type"], m["status"]) for m in said])
    t.ok(mean(metrics, "path.packets{path=wlan}") == 0
         and mean(metrics, "loss.ratio") == 0,
         "4.4: refused, all goes by the one path")


def bulk(t, folder):
    slow, fast = 50 * MS, 15 * MS
    for wanted, n in ((True, 1), (False, 2)):
        metrics, path = run(folder, scenario(
            slow, fast, 20 * MS, 2000, architecture={"bulk": wanted}),
            pcap="lma")
        said = [m for m in messages(path)
                if m["type"] == PBU and 25_000 * MS < m["at"] < 35_000 * MS]
        t.ok(len(said) == n and all(mmb(m)["bulk"] == wanted for m in said)
             and all(mmb(m)["overwrite"] == 0 for m in said)
             and mean(metrics, "loss.ratio") == 0
             and mean(metrics, "state.peak{role=LMA}") == 2,
             f"4.1: bulk {wanted}: {n} PBU to extend two bindings", len(said))


def selectors(t, folder):
    """A rule binds the flows of one correspondent to WLAN, while it is down to
    LTE; all others are spread."""
    slow, fast, tau, n = 50 * MS, 15 * MS, 20 * MS, 2000
    s = scenario(slow, fast, tau, n,
                 architecture={"flows": [
                     {"correspondent": "cn", "label": 9, "otherwise": 11}]},
                 faults=[{"at": "20003 ms", "for": "5 s",
                          "fail": {"link": ["wlan", "mag"]}}])
    s["topology"]["nodes"].append("cn2")
    s["topology"]["links"].append({"between": ["cn2", "lma"],
                                   "delay": "10 ms"})
    s["sites"]["correspondents"].append("cn2")
    s["traffic"][0]["direction"] = "both"
    s["traffic"].append({**s["traffic"][0], "name": "g",
                         "correspondent": "cn2"})
    metrics, path = run(folder, s, pcap="lma")
    said = [(m, [flow_rule(o) for o in m["options"].get(45, [])])
            for m in messages(path)]
    asked = [(m["lifetime"] > 0, rules) for m, rules in said
             if m["type"] == PBU and rules]
    t.ok([[r["bid"] for r in rules] for _, rules in asked]
         == [[1], [2], [1], [2]] and all(alive for alive, _ in asked),
         "RFC 6089: the flow is bound to LTE, WLAN, LTE, WLAN", asked)
    cn = next(p for _, p in packets(path) if p[6] == 17)[8:24]
    t.ok(all(r == {"id": 1, "priority": 1, "status": 0, "bid": r["bid"],
                   "format": 2, "flags": 0x8000, "fields": cn}
             for _, rules in asked for r in rules),
         "RFC 6088: an IPv6 selector of the correspondent's address")
    answered = [rules for m, rules in said if m["type"] == PBA and rules]
    t.ok(len(answered) == 4
         and all(r["status"] == 0 and r["id"] == 1
                 for rules in answered for r in rules),
         "RFC 6089: each comes back accepted", answered)
    moved = -(-(slow - fast) // tau)
    t.ok(mean(metrics, "reorder.ratio{flow=f}") * 2 * n <= 2 * moved
         and mean(metrics, "reorder.ratio{flow=g}") > 0.4,
         "the flow is reordered when it moves, the others all the time",
         mean(metrics, "reorder.ratio{flow=f}"),
         mean(metrics, "reorder.ratio{flow=g}"))
    before = [i for i in range(n)
              if 1000 * MS + i * tau + CN_LMA + fast < 20_003 * MS]
    t.ok(mean(metrics, "path.packets{path=wlan}") > 2 * len(before),
         "both directions of the flow go by WLAN while it is there")


def udp_sum(packet):
    """RFC 8200 8.1 over the outer header's UDP datagram; 0xffff if right."""
    data = packet[8:40] + struct.pack("!2I", len(packet) - 40, 17) \
        + packet[40:]
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return total


def tunnels(t, folder):
    slow, fast = 50 * MS, 15 * MS
    for kind, header in (("gre", 47), ("udp", 17)):
        paths = [PATHS[0], {**PATHS[1], "tunnel": kind}]
        s = scenario(slow, fast, 20 * MS, 100, architecture={"paths": paths})
        s["traffic"][0].update({"direction": "both",
                                "pattern": {"cbr": {"interval": "20 ms",
                                                    "size": "0 B"}}})
        metrics, path = run(folder, s, pcap="mag")
        inside = [p for _, p in packets(path)
                  if p[6] == header and len(p) == 40 + 8 + 48]
        t.ok(len(inside) == 100 and mean(metrics, "loss.ratio") == 0
             and mean(metrics, "tunnel.byte_hops") == 40 + 48,
             f"{kind}: half of the packets with 48 octets, the others with 40",
             len(inside), mean(metrics, "tunnel.byte_hops"))
        if kind == "udp":
            t.ok(all(p[40:44] == struct.pack("!2H", 5437, 5437)
                     and udp_sum(p) == 0xffff for p in inside),
                 "udp: port 5437 (RFC 5844 4), checksum right")
            continue
        keys = {}
        for m in messages(path):
            for option in m["options"].get(33, []):
                keys.setdefault(m["type"], set()).add(option[2:])
        down = {p[44:48] for p in inside if p[8:24].endswith(LMA_ADDRESS_END)}
        up = {p[44:48] for p in inside} - down
        t.ok(all(p[40:44] == b"\x20\x00\x86\xdd" for p in inside)
             and keys == {PBU: down, PBA: up} and len(down) == len(up) == 1,
             "gre: the PBU's key downlink, the PBA's uplink (RFC 5845 3.3.1)",
             keys, down, up)


def handover(t, folder):
    """A node moves between two such MAGs: O replaces the bindings of the old
    one, whichever of its messages are still to come."""
    s = scenario(50 * MS, 15 * MS, 20 * MS, 2000)
    s["topology"]["nodes"].append("mag2")
    s["topology"]["links"] += [
        {"between": ["lte", "mag2"], "delay": "49 ms"},
        {"between": ["wlan", "mag2"], "delay": "14 ms"}]
    s["sites"]["access"].append("mag2")
    s["mobile_nodes"][0]["motion"] = {
        "model": "schedule", "attach": [["0 s", "mag"], ["20 s", "mag2"]]}
    for notice in (False, True):
        s["access"]["detach_notice"] = notice
        metrics, path = run(folder, s, pcap="lma")
        said = [m for m in messages(path)
                if m["type"] == PBU and 20_000 * MS <= m["at"] < 21_000 * MS]
        new = [m for m in said if m["lifetime"] > 0]
        t.ok([(mmb(m)["bid"], mmb(m)["overwrite"]) for m in new]
             == [(1, 1), (2, 0)] and mean(metrics, "handover.failed") == 0
             and mean(metrics, "state.peak{role=LMA}") == 2,
             f"4.1: a handover overwrites the old MAG's bindings"
             f"{', which has given them up' if notice else ''}", new)
        old = [m for m in said if m["lifetime"] == 0]
        t.ok(len(old) == notice
             and all(mmb(m)["bulk"] and not mmb(m)["overwrite"] for m in old),
             "4.1: one de-registration ends all bindings" if notice
             else "no de-registration without notice", old)


def flow_rule(option):
    """RFC 6089 4.2: FID, priority, status, binding and selector."""
    rule = dict(zip(("id", "priority"), struct.unpack("!2H", option[:4])))
    rule["status"] = option[5]
    for kind, data in options(option[6:]).items():
        if kind == 2:
            rule["bid"] = struct.unpack("!H", data[0])[0]
        if kind == 3:
            rule["format"] = data[0][0]
            rule["flags"] = struct.unpack("!H", data[0][2:4])[0]
            rule["fields"] = data[0][6:]
    return rule


def release(t, folder):
    """The path that fails is given up by the other one."""
    slow, fast = 50 * MS, 15 * MS
    fault = [{"at": "20 s", "for": "5 s", "fail": {"link": ["wlan", "mag"]}}]
    _, path = run(folder, scenario(slow, fast, 20 * MS, 2000, faults=fault),
                  pcap="lma")
    said = [m for m in messages(path)
            if 19_000 * MS < m["at"] < 26_000 * MS]
    first = [m for m in messages(path) if m["type"] == PBU][:2]
    gone, _, back, _ = said
    t.ok(gone["at"] == 20_000 * MS + slow and gone["lifetime"] == 0
         and gone["source"] == first[0]["source"] and mmb(gone)["bid"] == 2
         and mmb(gone)["overwrite"] == 0
         and gone["options"][ALTERNATE_COA] == [first[1]["source"]],
         "de-registration of one path, by the other", gone)
    t.ok(back["at"] == 25_000 * MS + fast and back["lifetime"] > 0
         and back["source"] == first[1]["source"] and mmb(back)["bid"] == 2
         and [m["status"] for m in said if m["type"] == PBA] == [0, 0],
         "it is bound again when it comes back", back)


def hosts(count, **changes):
    """@count hosts that attach at 3 s, 4 s, ... to a MAG with one session."""
    s = scenario(50 * MS, 15 * MS, 20 * MS, 2000, architecture={
        "sessions": "logical", "distribution": "per-flow", **changes})
    s["mobile_nodes"] = [
        {"name": f"mn{i}", "motion": {"model": "schedule",
                                      "attach": [[f"{i + 2} s", "mag"]]}}
        for i in range(1, count + 1)]
    del s["traffic"][0]["nodes"]
    s["traffic"][0]["start"] = f"{count + 3} s"
    return s


def read_again(capture):
    """The capture by `dmmsim decode`: one object per line."""
    text = subprocess.run([DMMSIM, "decode", "--json", "--only=mobility",
                           capture], check=True, stdout=subprocess.PIPE,
                          encoding="utf-8").stdout
    return [json.loads(line) for line in text.splitlines()]


def logical(t, folder):
    """Figure 2 whole: one session of the MAG, then steps 9 and 10."""
    metrics, path = run(folder, hosts(2), pcap="mag")
    said = [m for m in messages(path) if m["at"] < 10_000 * MS]
    t.ok([(m["type"], m["status"]) for m in said]
         == [(PBU, None), (PBA, 0), (PBU, None), (PBA, 0)]
         and [mmb(m)["bid"] for m in said] == [1, 1, 2, 2]
         and said[3]["at"] < 1000 * MS,
         "figure 2: steps 3 to 8 once, none for hosts (steps 9 and 10)",
         *[(m["at"], m["type"]) for m in said])
    pbu, pba, pbu2, pba2 = said
    t.ok(pbu["options"][8] == [b"\x01mag@example.net"]
         and all(m["options"][24] == [b"\x00\x01"] for m in (pbu, pbu2)),
         "3.1: the mobile node is the MAG's own, of virtual access")
    t.ok(pbu["options"][DMNP] == [bytes(18)]
         and pba["options"][DMNP] == pbu2["options"][DMNP]
         == pba2["options"][DMNP]
         and pba["options"][DMNP][0][:2] == b"\x00\x40"
         and pba["options"][DMNP][0][2:] != pba["options"][HNP][0][2:],
         "RFC 7148 5.1.2, 5.2.2: ALL_ZERO asks; the prefix granted is said "
         "again by the other path", pba["options"][DMNP])
    network = pba["options"][DMNP][0][2:10]
    inner = {p[64:80] for _, p in packets(path) if p[6] == 41}
    t.ok(len(inner) == 2 and all(a[:8] == network for a in inner)
         and mean(metrics, "loss.ratio") == 0,
         "figure 2, steps 9 and 10: addresses from the delegated prefix",
         *inner)
    t.ok({r for m in read_again(path) for r in delegated(m)}
         == {"::/0", prefix_text(network)},
         "the same prefixes by dmmsim decode")
    octets = sum(len(p) for _, p in packets(path) if p[6] == 135)
    t.ok(mean(metrics, "signaling.bytes{entity=MAG@mag}")
         + mean(metrics, "signaling.bytes{entity=LMA@lma}") == octets,
         "octets of signalling are those of the capture", octets)


def delegated(message):
    """The delegated prefixes of a message that dmmsim decode printed."""
    return [f"{o['value']['prefix']}/{o['value']['plen']}"
            for o in message["options"] if o["type"] == DMNP]


def prefix_text(network):
    return f"{ipaddress.IPv6Address(network + bytes(8))}/64"


def logical_count(t, folder):
    """Signalling does not grow with the hosts; with physical sessions it is
    one binding per host and path."""
    for sessions, bindings in (("logical", lambda n: 2),
                               ("physical", lambda n: 2 * n)):
        for n in (1, 5):
            s = hosts(n, sessions=sessions)
            metrics, path = run(folder, s, pcap="lma")
            pbus = [m for m in messages(path) if m["type"] == PBU
                    and m["at"] < 10_000 * MS]
            t.ok(len(pbus) == bindings(n)
                 and mean(metrics, "state.peak{role=LMA}") == bindings(n),
                 f"{sessions}, {n} hosts: {bindings(n)} PBUs", len(pbus))


def delegation_refused(t, folder):
    for support, statuses in (("unsupported", [0, 0]), ("refused", [177, 0, 0])):
        metrics, path = run(folder, hosts(1, delegation=support), pcap="mag")
        said = [m for m in messages(path) if m["at"] < 1000 * MS]
        t.ok([m["status"] for m in said if m["type"] == PBA] == statuses
             and not any(DMNP in m["options"] for m in said
                         if m["type"] == PBA)
             and mean(metrics, "packets.delivered") == 0,
             f"RFC 7148 5.2.2: {support}: no prefix, no host served", said)
        asked = [DMNP in m["options"] for m in said if m["type"] == PBU]
        t.ok(asked == ([True, True] if support == "unsupported"
                       else [True, False, False]),
             f"RFC 7148 5.1.2: {support}: what is asked again", asked)


def logical_lost(t, folder):
    """All paths are out for longer than the binding lasts: the logical node is
    registered again, its hosts are told the new prefix."""
    s = hosts(1)
    s["protocol"] = {"binding_lifetime": "20 s"}
    s["faults"] = [{"at": "20 s", "for": "40 s",
                    "fail": {"link": [via, "mag"]}} for via in ("lte", "wlan")]
    s["duration"] = "120 s"
    _, path = run(folder, s, pcap="mag")
    granted = [m["options"][DMNP][0] for m in messages(path)
               if m["type"] == PBA]
    back = [m for m in messages(path) if m["at"] > 60_000 * MS]
    t.ok(len(set(granted)) == 2 and back[0]["options"][DMNP] == [bytes(18)],
         "always enabled: registered again when there is a path", granted)


def stations(t, folder):
    """The MAG moves from one LTE station to the next: the same BID under
    another Proxy-CoA, without and with WLAN beside it."""
    lma_mag, gap, tau, n = 20 * MS, 50 * MS, 20 * MS, 2000
    begin, move = 1013 * MS, 20_000 * MS
    lte = {**PATHS[0], "via": "bs1", "name": "lte", "l2_handover": "50 ms",
           "stations": [{"at": "20 s", "via": "bs2"}]}
    for paths in ([lte], [lte, PATHS[1]]):
        s = scenario(lma_mag, 15 * MS, tau, n, architecture={
            "paths": paths, "distribution": "per-flow",
            "flows": [{"correspondent": "cn", "label": 11, "otherwise": 9}]})
        s["topology"]["nodes"] += ["bs1", "bs2"]
        for bs in ("bs1", "bs2"):
            s["topology"]["links"] += [
                {"between": ["lma", bs], "delay": "5 ms"},
                {"between": [bs, "mag"], "delay": "15 ms"}]
        s["traffic"][0]["start"] = "1013 ms"
        metrics, path = run(folder, s, pcap="lma")
        said = [m for m in messages(path) if m["type"] == PBU]
        old = next(m for m in said if mmb(m)["bid"] == 1)
        new = [m for m in said if move < m["at"] < 21_000 * MS
               and mmb(m)["bid"] == 1 and m["lifetime"] > 0
               and m["source"] != old["source"]]
        t.ok(new and new[0]["at"] == move + gap + lma_mag
             and new[0]["options"][HNP] == said[-1]["options"][HNP],
             f"{len(paths)} path(s): BID 1 again, from another Proxy-CoA", new)
        at_lma = [begin + i * tau + CN_LMA for i in range(n)]
        # on the radio when it ends, or sent to an address that is left
        until = move + (gap + lma_mag if len(paths) == 1 else 15 * MS)
        radio = move - 15 * MS
        lost = [x for x in at_lma if radio < x + 5 * MS and x < until]
        sent = mean(metrics, "loss.ratio") * len(at_lma)
        t.ok(near(sent, len(lost), 1e-6),
             f"{len(paths)} path(s): {len(lost)} packets lost", sent)
        t.ok(mean(metrics, "state.peak{role=LMA}") == len(paths),
             "one binding per path, before and after")


def changes(t, folder):
    """The delay and the rate of a path change during the run: every packet's
    time on it, before and after."""
    s = scenario(50 * MS, 15 * MS, 20 * MS, 100, architecture={
        "paths": [PATHS[1]]})
    s["faults"] = [{"at": "2 s", "change": {
        "link": ["wlan", "mag"], "delay": "34 ms", "rate": "1 Mbps"}}]
    metrics, path = run(folder, s, pcap="mag")
    arrived = sorted(when for when, p in packets(path)
                     if p[6] == 41 and p[8:24].endswith(LMA_ADDRESS_END))
    expected = []
    for i in range(100):
        there = 1000 * MS + i * 20 * MS + CN_LMA + MS  # at wlan
        octets = 40 + 40 + 8 + 160
        expected.append(there + (14 * MS if there < 2000 * MS else
                                 34 * MS + octets * 8 * 1000))
    t.ok(arrived == expected,
         "change: delay and rate hold from their instant on, to the ns",
         arrived[49:52], expected[49:52])
    t.ok(mean(metrics, "loss.ratio") == 0, "change: nothing is lost")


def main():
    t = Tap()
    with tempfile.TemporaryDirectory() as folder:
        for part in (round_robin, weighted, at_random, failover, heartbeats,
                     call_flow, logical, logical_count, logical_lost, stations, changes,
                     delegation_refused, support, bulk, release, selectors, tunnels,
                     handover):
            part(t, folder)
    return t.done()


if __name__ == "__main__":
    sys.exit(main())
