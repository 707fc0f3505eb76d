#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The centre fails (S12): simulations against section 11 of
doc/closed-forms.md, computed here.  A flow counts as broken by the packets it
lost, not by what the program says of it.  Shares lie within intervals of 99 %
for all of them together.  Prints TAP."""

import collections
import csv
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
from tap import Tap, skip_if_sanitized  # noqa: E402 - in the folders above

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SCENARIO = os.path.join(os.path.dirname(os.path.dirname(HERE)), "scenarios",
                        "central-failure.json")
AT, STAY, CALL, M, START = 60.0, 60.0, 120.0, 10, 1.0
INTERVAL = 0.4
GAP = 2  # packets in a row: an ordinary handover loses one at most
TESTS = 16  # not less than are made
Z = statistics.NormalDist().inv_cdf(1 - 0.005 / TESTS)


def run(folder, *options):
    out = tempfile.mkdtemp(dir=folder)
    done = subprocess.run(
        [DMMSIM, "run", SCENARIO, "-o", out, "--set", "expect={}",
         *(word for option in options for word in ("--set", option))],
        capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return out


def nodes(n):
    return f"mobile_nodes.0.count={n}"


def fault(**members):
    return "faults=" + json.dumps([members])


def rows(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return list(csv.DictReader(file))


def metric(folder, name):
    with open(os.path.join(folder, "summary.json"), encoding="utf-8") as file:
        return json.load(file)["metrics"][name]


def live_flows(folder, at=AT):
    """One of each node that has any: they are independent of each other."""
    first = {}
    for row in rows(folder, "flows.csv"):
        if float(row["start"]) < at < float(row["end"] or "inf"):
            first.setdefault(row["node"], row)
    return list(first.values())


def begun(folder, length):
    """Handovers begun in the outage."""
    return [row for row in rows(folder, "handovers.csv")
            if AT <= float(row["t_dead"]) < AT + length]


def ok(tap, good, name, *why):
    """What was found is told of failures alone."""
    tap.ok(good, name, *(() if good else why))


def hold(tap, name, hits, n, share):
    """As often as the law says, and not fewer than can tell."""
    slack = Z * math.sqrt(share * (1 - share) / n)
    ok(tap, abs(hits / n - share) <= slack, f"{name}: {share:.4f}",
           f"{hits} of {n}, {hits / n:.4f}, law {share:.4f} +- {slack:.4f}")


# ---- laws ------------------------------------------------------------------
def broken(length):
    mu, delta = 1 / STAY, 1 / CALL
    return mu / (mu + delta) * (1 - math.exp(-(mu + delta) * length))


def away(age, m=M):
    """P (not at the router where the flow began), among m that a node goes
    round at random."""
    return (m - 1) / m * (1 - math.exp(-age / STAY * m / (m - 1)))


def mean_away(m=M, oldest=AT - START, steps=2000):
    """Of the flows that live at a time, which began at any time before it."""
    ages = [(i + 0.5) * oldest / steps for i in range(steps)]
    weights = [math.exp(-age / CALL) for age in ages]
    return (sum(w * away(age, m) for w, age in zip(weights, ages))
            / sum(weights))


def test_laws(tap):
    for length, share in ((30, 0.351756), (300, 0.666298)):
        ok(tap, abs(broken(length) - share) < 1e-6,
               f"the field's figure for {length} s: {share}")
    r = CALL / STAY
    limit = mean_away(10 ** 9, 60 * CALL, 200000)
    ok(tap, abs(limit - r / (1 + r)) < 1e-5,
           "of flows that last, among many routers: r / (1 + r)", limit)


def broken_of_all(length, steps=20000):
    """Of the flows that live at some time of the outage."""
    mu, delta = 1 / STAY, 1 / CALL
    times = [(i + 0.5) * length / steps for i in range(steps)]
    later = sum(math.exp(-mu * u) * broken(length - u) + 1 - math.exp(-mu * u)
                for u in times) * length / steps
    return (broken(length) + delta * later) / (1 + delta * length)


def predicted(*options):
    done = subprocess.run(
        [DMMSIM, "predict", SCENARIO, "--all", "--format", "json",
         *(word for option in options for word in ("--set", option))],
        capture_output=True, text=True, check=True)
    return {law["metric"]: law["predicted"]
            for law in json.loads(done.stdout)[0]["laws"]
            if law["section"] == "11"}["fault.broken"]


def test_predict(tap):
    for length in (1, 30, 300):
        got = predicted(fault(**{"at": "60 s", "for": f"{length} s",
                                 "fail": "controller"}))
        ok(tap, got and abs(got - broken_of_all(length)) < 1e-6,
           f"predict, {length} s: {got}", broken_of_all(length))
    ok(tap, predicted("architecture=pmipv6") == 1, "predict, pmipv6: all")
    ok(tap, predicted(fault(**{"at": "60 s", "for": "1 s", "fail": "leaf1"}))
       is None, "predict has no law of an access router")


# ---- CMD -------------------------------------------------------------------
def test_cmd(tap, folder):
    n = 1500
    for mode, length in (("relay", 30), ("proxy", 10)):
        out = run(folder, nodes(n), f"architecture.mode={mode}",
                  f"duration={AT + length + 35} s",
                  fault(**{"at": "60 s", "for": f"{length} s",
                           "fail": "centre"}))
        handovers = begun(out, length)
        hold(tap, f"{mode}, {length} s: nodes that hand over",
             len({row["node"] for row in handovers}), n,
             1 - math.exp(-length / STAY))
        flows = live_flows(out)
        hold(tap, f"{mode}, {length} s: live flows broken",
             sum(int(row["longest_loss_run"]) >= GAP for row in flows),
             len(flows), broken(length))
        test_recovery(tap, f"{mode}, {length} s", handovers, length)


def test_recovery(tap, name, handovers, length):
    """The copies of a PBU leave 1, 3, 7, 15, 31 s after it: the first that
    finds the CMD in service is answered, if the node still waits for it."""
    counts = collections.Counter(
        round(float(row["t_ready"]) - float(row["t_trigger"]))
        for row in handovers if row["outcome"] == "completed")
    before, expected = 0, {}
    for copy in (1, 3, 7, 15, 31):
        share = max(0, min(copy, length) - before) / length
        expected[copy] = share * math.exp(-copy / STAY)
        before = copy
    ok(tap, set(counts) <= set(expected),
           f"{name}: every registration missed waits for a copy", counts)
    wrong = [f"{copy} s: {counts[copy]}, law {len(handovers) * share:.1f}"
             for copy, share in expected.items()
             if abs(counts[copy] - len(handovers) * share) > 1 + 1.3 * Z
             * math.sqrt(len(handovers) * share * (1 - share))]
    ok(tap, not wrong, f"{name}: recovery times as often as the law says",
           *wrong)


# ---- one box in the way of all data ----------------------------------------
def dead(row, length):
    """Packets of the outage that the flow was to send, and lost in a row."""
    end = min(float(row["end"] or "inf"), AT + length)
    due = math.floor((end - AT) / INTERVAL)
    return due, int(row["longest_loss_run"])


def test_anchors(tap, folder):
    for name in ("pmipv6", "mipv6", "hmipv6", "hierarchical"):
        out = run(folder, nodes(200), f"architecture={name}")
        flows = live_flows(out)
        alive = [row["flow"] for row in flows
                 if dead(row, 30)[1] < dead(row, 30)[0]]
        ok(tap, len(flows) > 50 and not alive,
               f"{name}: every flow that lives is dead for the outage", alive)
    for name in ("dmm-distributed", "dmm-host"):
        out = run(folder, nodes(200), f"architecture={name}")
        hit = [row["flow"] for row in live_flows(out)
               if int(row["longest_loss_run"]) >= GAP]
        ok(tap, not hit, f"{name}: there is no centre that could fail", hit)


# ---- one MAAR --------------------------------------------------------------
def test_maar(tap, folder):
    out = run(folder, nodes(2500), "duration=62 s",
              fault(**{"at": "60 s", "for": "1 s", "fail": "leaf1"}))
    flows = live_flows(out)
    hold(tap, "a MAAR: flows served or anchored there",
         sum(int(row["longest_loss_run"]) >= GAP for row in flows),
         len(flows), (1 + mean_away()) / M)


# ---- storms ----------------------------------------------------------------
def test_storm(tap, folder):
    n = 300
    for name, central in (("pmipv6", "LMA"), ("dmm", "CMD")):
        out = run(folder, nodes(n), "duration=95 s",
                  'architecture={"name": "%s", "heartbeat": '
                  '{"interval": "5 s", "missing": 3}}' % name,
                  "mobile_nodes.0.motion=static",
                  'sites.access=["leaf1"]',
                  fault(**{"at": "60 s", "for": "1 s", "restart": "centre",
                           "state": "lost"}))
        received = sum(
            int(row["received"]) for row in rows(out, "signaling.csv")
            if row["role"] == central and row["message"] == "PBU"
            and row["class"] == "refresh")
        ok(tap, received == n, f"{name}: who restarts hears of every node once",
               received)
        peak = metric(out, "signaling.peak{window=1s}")["max"]
        ok(tap, peak >= 2 * n, f"{name}: within a second", peak)
        ok(tap, metric(out, "handover.failed")["n"] in (0, 1)
               and not metric(out, "handover.failed")["mean"],
               f"{name}: nobody lost")


def main():
    skip_if_sanitized("runs of thousands of nodes")
    tap = Tap()
    test_laws(tap)
    test_predict(tap)
    with tempfile.TemporaryDirectory() as folder:
        test_cmd(tap, folder)
        test_anchors(tap, folder)
        test_maar(tap, folder)
        test_storm(tap, folder)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
