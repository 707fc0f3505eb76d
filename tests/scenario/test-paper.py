#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The claims of doc/paper.md hold, in a small form: fewer nodes, replications
and points than the studies in scenarios/paper.  Prints TAP."""

import csv
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from tap import Tap, skip_if_sanitized  # noqa: E402 - in the folder above

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SCENARIOS = os.path.join(os.path.dirname(os.path.dirname(HERE)), "scenarios")
STAY = "mobile_nodes.0.motion.residence.exponential"
LIFE = "traffic.0.sessions.duration.exponential"
STUB = "topology.links.1.delay"


def ok(tap, good, name, *why):
    """What was found is told of failures alone."""
    tap.ok(good, name, *(() if good else why))


def small_study(name, folder, changes, sweep):
    """The study with fewer runs; {(architecture, values of the other axes):
    {metric: mean over replications}}, quantities in SI units."""
    path = os.path.join(SCENARIOS, "paper", name + ".json")
    with open(path) as file:
        axes = {axis: [v for v in values if v in sweep.get(axis, values)]
                for axis, values in json.load(file)["sweep"].items()}
    words = [w for key, value in {**changes, "sweep": axes,
                                  "figures": []}.items()
             for w in ("--set", f"{key}={json.dumps(value)}")]
    out = os.path.join(folder, name)
    subprocess.run([DMMSIM, "sweep", path, "-o", out, "-j", "2", *words],
                   check=True, capture_output=True)
    with open(os.path.join(out, "results.csv"), newline="") as file:
        rows = list(csv.DictReader(file))
    sums = {}
    for row in rows:
        if row["mean"] == "":
            continue
        point = tuple(scheme(row[a]) if a.startswith("architecture") and
                      not a.endswith("lifetime") else float(row[a])
                      for a in axes)
        sums.setdefault(point, {}).setdefault(row["metric"], []).append(
            float(row["mean"]))
    return {point: {m: sum(v) / len(v) for m, v in metrics.items()}
            for point, metrics in sums.items()}


def scheme(text):
    """pmipv6, relay, locator, proxy: of an axis over architectures, or over
    modes."""
    if text.startswith("{"):
        return json.loads(text)["mode"]
    return text


def near(got, want, tolerance):
    return got is not None and abs(got - want) <= tolerance


# ---- 1: INET's showcase ----------------------------------------------------
def test_showcase(tap, folder):
    found = small_study("inet-showcase", folder, {}, {})
    at_5_ms = found["pmipv6", 0.005]
    ok(tap, near(at_5_ms["handover.signaling"], 10.0577e-3, 20e-6)
           and at_5_ms["handover.loss"] == 20
           and near(at_5_ms["handover.interruption"], 1.0506, 1e-3)
           and near(at_5_ms["stretch.hops"], 2, 1e-12),
           "INET's figures: registration, packets lost, interruption, stretch",
           at_5_ms)
    wrong = [stub for (what, stub), m in found.items() if what == "pmipv6"
             and not near(m["handover.signaling"], 2 * stub, 50e-6)]
    ok(tap, not wrong, "registration is twice the way to the anchor", wrong)
    ok(tap, all((m["handover.signaling"] > 0.651) == (stub > 0.325)
               for (what, stub), m in found.items() if what == "pmipv6"),
           "and takes longer than layer 2 from half of it on")
    ok(tap, all("handover.interruption" not in m and m["loss.ratio"] > 0.57
               for (what, _), m in found.items() if what == "ipv6"),
           "without mobility support the flow never resumes")
    ok(tap, all(near(m["delay.oneway"], 45e-6, 1e-6)
               for (what, _), m in found.items() if what == "proxy"),
           "distributed anchors keep data off the stub")


# ---- 2: order of messages --------------------------------------------------
def order_at_cmd(folder, mode):
    """What the CMD receives (<) and sends (>) at the third handover: a letter
    each, serving MAAR capital."""
    out = os.path.join(folder, "order-" + mode)
    subprocess.run([DMMSIM, "run", os.path.join(
        SCENARIOS, "mode-comparison.json"), "-o", out, "--pcap", "cmd",
        "--set", f"architecture.mode={mode}", "--set", "expect={}"],
        check=True, capture_output=True)
    lines = subprocess.run(
        [DMMSIM, "decode", "--only=mobility", os.path.join(out, "cmd.pcap")],
        check=True, capture_output=True, text=True).stdout.splitlines()
    order = []
    for line in lines:
        _, time, source, _, peer, kind = line.split()[:6]
        if float(time) < 45:
            continue
        sent = source == "2001:db8:3::2"
        serving = "2001:db8:7::1" in ((peer,) if sent else (source,))
        order.append(("out" if sent else "in") + " " + kind
                     + (" serving" if serving else " previous"))
    return order


def test_order(tap, folder):
    asked, updates, answers = (["in PBU serving"], ["out PBU previous"] * 3,
                               ["in PBA previous"] * 3)
    answered = ["out PBA serving"]
    for mode, want in (("proxy", asked + answered + updates + answers),
                       ("relay", asked + updates + answers + answered),
                       ("locator", asked + updates + answers)):
        got = order_at_cmd(folder, mode)
        ok(tap, got == want, f"{mode}: order of messages at the CMD", got)
    found = small_study("message-order", folder, {}, {})
    recovery = {m[0]: v["handover.recovery"] for m, v in found.items()}
    ok(tap, recovery["proxy"] <= recovery["locator"] <= recovery["relay"],
           "proxy is no slower than locator, locator than relay", recovery)
    messages = {m[0]: v["signaling.messages.per_handover"]
                for m, v in found.items()}
    ok(tap, messages == {"relay": 6, "locator": 7, "proxy": 6},
           "and takes no more messages", messages)


# ---- 3: crossover ----------------------------------------------------------
def test_crossover(tap, folder):
    found = small_study("crossover", folder,
                        {"replications": 2, "mobile_nodes.0.count": 60},
                        {STAY: ["30 s", "90 s", "360 s"]})
    detour = {point: m["detour.hops"] for point, m in found.items()}
    ok(tap, all(near(detour["pmipv6", stay], 1, 1e-9)
               for stay in (30, 90, 360)),
           "the central way is one link longer wherever the node is", detour)
    ok(tap, detour["proxy", 360] < 0.6 and detour["proxy", 30] > 1.8
           and near(detour["proxy", 90], 1, 0.25),
           "distributed anchors win below one handover per flow, lose above",
           detour)


# ---- 4: fast users, long flows ---------------------------------------------
def test_speed(tap, folder):
    found = small_study("speed", folder, {"replications": 2},
                        {STAY: ["100 s", "25 s"]})
    for life in (30, 120):
        of = {point: m for point, m in found.items() if point[2] == life}
        ok(tap, all(of["relay", stay, life]["signaling.messages.per_handover"]
                   > 1.2 * of["pmipv6", stay, life][
                       "signaling.messages.per_handover"]
                   and of["relay", stay, life]["handover.recovery"]
                   > 1.5 * of["pmipv6", stay, life]["handover.recovery"]
                   for stay in (100, 25)),
               f"flows of {life} s: relay signals more and takes longer",
               of.keys())
    for metric in ("signaling.messages.per_handover", "handover.gateway"):
        value = {p[1:]: m[metric] for p, m in found.items()
                 if p[0] == "relay"}
        ok(tap, value[100, 30] < value[100, 120] < value[25, 120],
               f"and more so with long flows and fast users: {metric}", value)
    ok(tap, found["proxy", 25, 120]["handover.gateway"]
           == found["pmipv6", 25, 120]["handover.gateway"],
           "in proxy mode the gateway waits no longer than with PMIPv6")


# ---- 5: prefixes -----------------------------------------------------------
def test_prefixes(tap, folder):
    found = small_study("prefixes", folder, {}, {})
    wrong = []
    for (mode, kept), m in found.items():
        k = 1 + kept // 60
        want = 1 + 3 * k if mode == "locator" else 2 + 2 * k
        if m["handover.previous_anchors"] != k \
                or m["signaling.messages.per_handover"] != want:
            wrong.append(f"{mode}, {kept} s: {m}")
    ok(tap, len(found) == 24 and not wrong,
           "messages grow by two or three with each prefix", *wrong)
    steps = {mode: {found[mode, kept + 60]["signaling.bytes.per_handover"]
                    - found[mode, kept]["signaling.bytes.per_handover"]
                    for kept in (30, 90, 150, 210, 270, 330, 390)}
             for mode in ("relay", "locator", "proxy")}
    ok(tap, all(len(step) == 1 and min(step) > 0 for step in steps.values()),
           "octets grow in proportion", steps)


# ---- 6: single point of failure --------------------------------------------
def test_failure(tap, folder):
    found = small_study("failure", folder,
                        {"replications": 2, "mobile_nodes.0.count": 40},
                        {"faults.0.for": ["10 s", "60 s"]})
    up = {point: m["availability"] for point, m in found.items()}
    ok(tap, all(near(up["pmipv6", f], 1 - f / 800, 0.03)
               and up["pmipv6", f] < 1 - 0.9 * f / 800 for f in (10, 60)),
           "PMIPv6: all flows are down while the LMA is", up)
    ok(tap, all(1 - up["proxy", f] < 0.7 * (1 - up["pmipv6", f])
               for f in (10, 60)),
           "dmm: only those that move meanwhile", up)
    ok(tap, (1 - up["proxy", 60]) / (1 - up["pmipv6", 60])
           > (1 - up["proxy", 10]) / (1 - up["pmipv6", 10]),
           "so that the advantage shrinks with the outage", up)


# ---- 7: stretch ------------------------------------------------------------
def test_stretch(tap, folder):
    found = small_study("stretch", folder, {}, {})
    wrong = [f"{point}: {m['stretch.delay{flow=old}']}, "
             f"{m['stretch.delay{flow=new}']}"
             for point, m in found.items()
             for anchored in ((2 * point[1] * 1e3 + 3) / 3,)
             if not near(m["stretch.delay{flow=old}"], anchored, 1e-9)
             or not near(m["stretch.delay{flow=new}"],
                         anchored if point[0] == "pmipv6" else 1, 1e-9)]
    ok(tap, len(found) == 12 and not wrong,
           "stretch grows with the distance from the anchor, and is 1 for new "
           "flows with distributed ones", *wrong)


# ---- 8: INET's Mobile IPv6 showcase ----------------------------------------
def test_mipv6(tap, folder):
    scenario = os.path.join(SCENARIOS, "paper", "inet-mipv6.json")
    out = os.path.join(folder, "inet-mipv6")
    subprocess.run([DMMSIM, "run", scenario, "-o", out], check=True,
                   capture_output=True)
    with open(os.path.join(out, "handover_flows.csv"), newline="") as file:
        down = [row for row in csv.DictReader(file)
                if row["direction"] == "down"]
    with open(os.path.join(out, "handovers.csv"), newline="") as file:
        signaling = [float(row["signaling"]) for row in csv.DictReader(file)]
    with open(os.path.join(out, "summary.json")) as file:
        delay = json.load(file)["metrics"]["delay.oneway"]
    # Median of five seeds there; a probe each 100 ms cannot tell more.
    ok(tap, near(float(down[0]["interruption"]), 4.010, 0.1)
       and abs(int(down[0]["lost"]) - 39) <= 1,
       "INET's figures: first handover, interruption and requests lost", down)
    # 5.086 ms and 5.061 ms under way, a hold of 1 s at the first alone.
    ok(tap, near(signaling[0], 1 + 10.147e-3, 0.2e-3)
       and near(signaling[1], 10.147e-3, 0.2e-3),
       "registration, with the home agent's hold at the first", signaling)
    ok(tap, near(float(down[0]["interruption"])
                 - float(down[1]["interruption"]), 1, 0.1),
       "so that later handovers are a second shorter", down)
    # Round trips of 10.278 and 20.347 ms with 802.11 on the last link.
    ok(tap, near(2 * delay["min"], 10.278e-3, 0.3e-3)
       and near(2 * delay["max"], 20.347e-3, 0.3e-3),
       "round trips at home and through the tunnel", delay)


def main():
    skip_if_sanitized("the runs of other tests are")
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        for test in (test_showcase, test_order, test_crossover, test_speed,
                     test_prefixes, test_failure, test_stretch,
                     test_mipv6):
            test(tap, folder)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
