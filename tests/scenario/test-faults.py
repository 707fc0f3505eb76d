#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults against what is known of them: the packets that an outage takes from
a constant flow, recovery and blast radius by hand, and the share of time that
alternating exponential times take, within 99 %.  Prints TAP."""

import csv
import json
import math
import os
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import one_run  # noqa: E402 - beside this
from tap import Tap  # noqa: E402 - in the folder above

NODES = ["cn", "core", "cmd", "ar1", "ar2"]
LINKS = [("cn", "core", 10), ("core", "cmd", 3), ("core", "ar1", 2),
         ("core", "ar2", 2)]


def scenario(faults, **more):
    """One node at each router; packets leave cn at 1 s + i 20 ms, are at core
    10 ms later, at the routers 12 ms later, at the nodes 14 ms later."""
    base = {
        "duration": "20 s", "architecture": "dmm",
        "topology": {"nodes": NODES,
                     "links": [{"between": [a, b], "delay": f"{d} ms"}
                               for a, b, d in LINKS]},
        "sites": {"access": ["ar1", "ar2"], "anchor": "core",
                  "controller": "cmd", "correspondents": ["cn"]},
        "access": {"radio": {"delay": "2 ms"}},
        "mobile_nodes": [{"name": f"mn{i}", "motion": {
            "model": "schedule", "attach": [["0 s", f"ar{i}"]]}}
            for i in (1, 2)],
        "traffic": [{"name": "voice", "correspondent": "cn",
                     "pattern": {"cbr": {"interval": "20 ms"}},
                     "start": "1 s"}],
        "faults": faults}
    return dict(base, **more)


def run(folder, what):
    """Metrics and rows of faults.csv."""
    metrics, out = one_run.run(folder, what)
    with open(os.path.join(out, "faults.csv"), encoding="utf-8") as file:
        return metrics, list(csv.DictReader(file))


def mean(metrics, name):
    return metrics[name]["mean"]


def dropped(metrics, reason):
    return mean(metrics, f"packets.dropped{{reason={reason}}}")


# What fails from 5.003 s to 7.003 s, the delay from cn to it in ms, the reason,
# and how many of the two flows it breaks.
OUTAGES = [("ar1", 12, "node_down", 1), ("core", 10, "node_down", 2),
           ("anchor", 10, "node_down", 2), ("cmd", None, "node_down", 0),
           ({"link": ["core", "ar2"]}, None, "link_down", 1),
           ({"partition": ["ar1", "ar2"]}, None, "link_down", 2)]


def check_outages(tap, folder):
    for fail, _, reason, broken in OUTAGES:
        name = fail if isinstance(fail, str) else json.dumps(fail)
        metrics, rows = run(folder, scenario(
            [{"at": "5.003 s", "for": "2 s", "fail": fail}]))
        # 2 s hold 100 gaps of 20 ms; none of the instants is at an edge, but of
        # a link also the packet on it at its beginning is lost: none is, at
        # 5.003 s, between 5.00 + 0.01 and 5.00 + 0.012.
        lost = dropped(metrics, reason)
        tap.ok(lost == 100 * broken, f"{name}: loses 100 packets of each flow",
               f"{lost} of {reason}, expected {100 * broken}")
        blast = mean(metrics, "fault.blast")
        tap.ok(blast == broken / 2 and int(rows[0]["flows_broken"]) == broken,
               f"{name}: blast radius", f"{blast}, {rows[0]}")
        if not broken:
            continue
        # Of the packets that leave at 1 s + i 20 ms, the first that is at the
        # failed place after 7.003 s.
        delay = {"node_down": 12 if fail == "ar1" else 10}.get(reason, 10)
        first = math.ceil((7.003 - 1 - delay / 1000) / 0.02)
        due = 1 + first * 0.02 + 0.014 - 7.003
        found = mean(metrics, "fault.recovery")
        tap.ok(abs(found - due) < 1e-9, f"{name}: recovery",
               f"{found}, expected {due}")


def check_restart(tap, folder):
    """State kept: as a failure."""
    one, _ = run(folder, scenario(
        [{"at": "5.003 s", "for": "2 s", "restart": "ar1"}]))
    tap.ok(dropped(one, "node_down") == 100
           and mean(one, "fault.count{kind=restart}") == 1,
           "a restart takes what a failure takes",
           dropped(one, "node_down"))


def check_random_times(tap, folder):
    """Availability of an alternating renewal process over T: its share of
    time down has mean MTTR / (MTBF + MTTR) and, both times exponential with
    means a and b, variance 2 (a b)^2 / (a + b)^3 / T (Takacs 1957)."""
    a, b, duration = 10.0, 2.0, 40000.0
    what = scenario([{"every": {"exponential": f"{a} s"},
                      "for": {"exponential": f"{b} s"}, "fail": "cmd"}],
                    duration=f"{duration} s", traffic=[])
    metrics, rows = run(folder, what)
    share = mean(metrics, "fault.downtime") / duration
    deviation = math.sqrt(2 * (a * b) ** 2 / (a + b) ** 3 / duration)
    tap.ok(abs(share - b / (a + b)) < 2.5758 * deviation,
           "the share of time out of service is MTTR / (MTBF + MTTR)",
           f"{share}, expected {b / (a + b)} +- {2.5758 * deviation}")
    again, same = run(folder, what)
    tap.ok(rows == same, "random times repeat")
    what["faults"].insert(0, {"at": "1 s", "for": "1 s", "fail": "ar2"})
    _, more = run(folder, what)
    tap.ok([r["begin"] for r in more[1:]] == [r["begin"] for r in rows],
           "another entry does not move them")


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        check_outages(tap, folder)
        check_restart(tap, folder)
        check_random_times(tap, folder)
    return tap.done()


sys.exit(main())
