#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attacks (S13): times and packets redirected, amplification and state against
section 12 of doc/closed-forms.md, computed here; what defenses and return
routability are for; and the table of doc/models/attacks.md as the tool prints
it (DMMSIM_UPDATE_DOC=1 writes it anew).  Prints TAP."""

import csv
import ipaddress
import json
import math
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
TOP = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "tests"))
sys.path.insert(0, str(TOP / "tests" / "scenario"))
from tap import Tap, skip_if_sanitized  # noqa: E402 - in the folder above
import mobility_capture  # noqa: E402 - beside

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
FORGED = TOP / "scenarios" / "forged-registration.json"
THREATS = TOP / "scenarios" / "threats.json"
PAGE = TOP / "doc" / "models" / "attacks.md"
PLACE = re.compile(r"(<!-- threats:.*?-->\n).*?(<!-- end -->)", re.S)
Z = 2.576  # 99 %
VICTIMS = 800
STAY = 60.0


def run(folder, scenario, out=None, **keys):
    """The means of the metrics of one run."""
    capture = ["-p", "anchor"] if out else []
    out = out or tempfile.mkdtemp(dir=folder)
    words = [word for key, value in {**keys, "expect": {}}.items()
             for word in ("--set", f"{key.replace('__', '.')}={json.dumps(value)}")]
    subprocess.run([DMMSIM, "run", str(scenario), "-o", out,
                    *capture, *words], capture_output=True, check=True)
    [summary] = pathlib.Path(out).rglob("summary.json")
    metrics = json.loads(summary.read_text(encoding="utf-8"))["metrics"]
    return {name: m["mean"] for name, m in metrics.items()} | {
        "n": metrics["attack.redirection"]["n"]}


def attack(kind, node="outside", **keys):
    return [{"node": node, "at": "20 s", "victims": "victim", "kind": kind,
             **keys}]


def victims(refresh, fresh, draw):
    """Nodes that attach long before their attack, one after the other, at a
    random point of the period of refreshes or just after one, and hand over
    for the first time an exponential time after it."""
    nodes = []
    for i in range(VICTIMS):
        at = 2 * refresh + i
        phase = 0.1 if fresh else draw.uniform(0, refresh)
        start = at - refresh - phase
        move = at + draw.expovariate(1 / STAY)
        nodes.append({"name": f"mn{i}", "motion": {
            "model": "schedule",
            "attach": [[f"{start:.6f} s", "ar1"], [f"{move:.6f} s", "ar2"]]}})
    return nodes


def redirection_of_phase(tap, folder):
    for refresh, fresh in ((60, False), (60, True), (3600, False)):
        mu, t = 1 / STAY, refresh
        law = ((1 - math.exp(-mu * t)) / mu if fresh else
               1 / mu - (1 - math.exp(-mu * t)) / (mu * mu * t))
        nodes = victims(refresh, fresh, random.Random(13))
        m = run(folder, FORGED, mobile_nodes=nodes, traffic=[], warmup="0 s",
                duration=f"{2 * refresh + VICTIMS + 2000} s",
                protocol={"binding_lifetime": f"{2 * refresh} s"},
                attacks=[{"node": "outside", "at": f"{2 * refresh} s",
                          "every": "1 s", "for": f"{VICTIMS - 0.5} s",
                          "kind": {"forge": {"to": "rogue"}}}])
        mean = m["attack.redirection"]
        wide = Z * law / math.sqrt(VICTIMS)  # the deviation is below the mean
        tap.ok(m["n"] == VICTIMS and abs(mean - law) < wide,
               f"T_ref {refresh} s{', just refreshed' if fresh else ''}: "
               "redirected as long as the law has it",
               f"{mean} s, law {law} +- {wide}, {m['n']} times")


def redirected_packets(tap, folder):
    m = run(folder, FORGED)
    x = 1.0  # mu T_ref
    law = STAY * (1 - math.exp(-x) * (1 + x)) / (1 - math.exp(-x))
    wide = Z * law / math.sqrt(m["n"])  # the deviation is less than the mean
    tap.ok(abs(m["attack.redirection"] - law) < wide,
           "S13: redirected as long as the law has it",
           f"{m['attack.redirection']}, law {law} +- {wide}")
    packets = 0.5 * m["attack.redirection"] * m["n"]
    tap.ok(abs(m["attack.redirected"] - packets) < Z * math.sqrt(packets) + 50,
           "S13: lambda_p times that many packets",
           f"{m['attack.redirected']}, law {packets}")


def protected(tap, folder):
    for kind in ("authentication", "esp"):
        m = run(folder, FORGED, security={"signaling": kind},
                duration="2000 s")
        tap.ok(m["attack.accepted"] == 0 and m["attack.redirected"] == 0
               and m["attack.refused"] == 0 and m["attack.messages"] > 100,
               f"{kind}: nothing redirected, nothing genuine refused",
               str({k: v for k, v in m.items() if k.startswith("attack")}))


def replays(tap, folder):
    again = [{"node": "outside", "tap": "core", "every": "22 s",
              "victims": "victim", "kind": "replay"}]
    for replay in ("checked", "unchecked"):
        m = run(folder, THREATS, attacks=again,
                security={"signaling": "authentication", "replay": replay})
        tap.ok((m["attack.accepted"] > 0) == (replay == "unchecked")
               and (m["attack.redirected"] > 0) == (replay == "unchecked"),
               f"order {replay}: a replay is believed only if it is not",
               f"{m['attack.accepted']} of {m['attack.messages']}, "
               f"{m['attack.redirected']} packets")


def routability(tap, folder):
    mipv6 = {"name": "mipv6", "route_optimization": True}
    for node, forge, works, name in (
            ("outside", {}, False, "off path: no home test"),
            ("anchor", {}, True, "on path: both tests"),
            ("anchor", {"to": "bystander"}, False,
             "a bystander: no care-of test")):
        kind = {"forge": {"target": "correspondent", **forge}}
        m = run(folder, THREATS, architecture=mipv6,
                attacks=attack(kind, node))
        tap.ok((m["attack.redirected"] > 0) == works
               and m["attack.accepted"] == works and m["attack.messages"] == 1,
               f"correspondent, {name}", f"{m['attack.redirected']} packets")


def crossing(capture, entity):
    """Octets, with the IPv6 header, of each update to the entity between 20 s
    and 21 s, and of each message from it."""
    to, out = [], []
    for at, packet in mobility_capture.packets(capture):
        if packet[6] == mobility_capture.MOBILITY and 20 <= at < 21:
            octets = 40 + int.from_bytes(packet[4:6], "big")
            if packet[8:24] == entity:
                out.append(octets)
            elif packet[40 + 2] == 5 and packet[24:40] == entity:
                to.append(octets)
    return to, out


def amplification(tap, folder):
    cmd = ipaddress.ip_address("2001:db8:3::2").packed
    for mode, k, answers in (("relay", 3, 1), ("proxy", 3, 1),
                             ("locator", 3, 0)):
        out = tempfile.mkdtemp(dir=folder)
        m = run(folder, THREATS, out=out,
                architecture={"name": "dmm", "mode": mode},
                attacks=attack({"forge": {"to": "rogue"}}))
        [capture] = pathlib.Path(out).rglob("anchor.pcap")
        to, sent = crossing(capture, cmd)
        tap.ok(len(to) == 1 and len(sent) == k + answers
               and m["attack.amplification"] == k + answers
               and abs(m["attack.amplification.bytes"]
                       - sum(sent) / to[0]) < 1e-9,
               f"{mode}: a CMD with {k} MAARs to tell sends {k + answers} "
               "messages for one, and the octets that the capture has",
               f"{m['attack.amplification']}, "
               f"{m['attack.amplification.bytes']}, captured {to} {sent}")
    m = run(folder, THREATS, attacks=attack(
        "flood_solicitations", "resident", every="100 ms", **{"for": "10 s"}))
    # RFC 4861 4.1, 4.2: RS 40 + 8 + 8, RA 40 + 16 + 8 + 32 for one prefix
    tap.ok(m["attack.amplification"] == 1
           and abs(m["attack.amplification.bytes"] - 96 / 56) < 1e-9,
           "an advertisement for each solicitation",
           f"{m['attack.amplification']}, {m['attack.amplification.bytes']}")


def state(tap, folder):
    """alpha = 2/s, L = 20 s: 40 entries; the variance of the mean over T is
    2 alpha L L / T."""
    base = json.loads(THREATS.read_text(encoding="utf-8"))
    absent = {**base["mobile_nodes"][-1],
              "motion": {"model": "schedule", "attach": [["9000 s", "ar1"]]}}
    run(folder, THREATS, duration="3000 s", warmup="100 s",
            mobile_nodes=[absent], traffic=[],
            protocol={"binding_lifetime": "20 s"},
            attacks=[{"node": "rogue", "every": {"exponential": "500 ms"},
                      "victims": "absent", "kind": "flood_attachments"}])
    [table] = sorted(pathlib.Path(folder).rglob("entities.csv"),
                     key=os.path.getmtime)[-1:]
    with open(table, encoding="utf-8") as file:
        [mean] = [float(row["state_mean"]) for row in csv.DictReader(file)
                  if row["role"] == "LMA"]
    wide = Z * math.sqrt(2 * 40 * 20 / 2900) + 0.5
    tap.ok(abs(mean - 40) < wide, "alpha L entries", f"{mean}, 40 +- {wide}")


def table(tap, _folder):
    page = PAGE.read_text(encoding="utf-8")
    printed = subprocess.run([DMMSIM, "threats", str(THREATS), "-f",
                              "markdown"], capture_output=True, text=True,
                             check=True).stdout
    wanted = PLACE.sub(lambda m: f"{m[1]}\n{printed}\n{m[2]}", page)
    if os.environ.get("DMMSIM_UPDATE_DOC"):
        PAGE.write_text(wanted, encoding="utf-8")
        page = wanted
    tap.ok(page == wanted, "the page has the table as it is printed")


def main():
    skip_if_sanitized("many runs")
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        for test in (redirection_of_phase, redirected_packets, protected,
                     replays, routability, amplification, state, table):
            test(tap, folder)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
