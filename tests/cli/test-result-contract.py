#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users' scripts rely on: metric names with their units, CSV columns in
their order, and no number in a result file that JSON or a spreadsheet could
not read.  The lists are the contract: nothing in them may change, more may
follow.  Prints TAP."""

import csv
import glob
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap  # noqa: E402

TOP = os.environ.get("top_srcdir", ".")
DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")

METRICS = {
    "1": """handover.count handover.failed handover.previous_anchors
        anchors.previous loss.ratio reorder.ratio stretch.hops
        stretch.hops.e2e stretch.hops.sum stretch.delay stretch.delay.e2e
        stretch.delay.sum detour.hops tunnel.share signaling.messages
        signaling.messages.per_handover signaling.peak anchor.share
        anchor.jain anchor.gini state.entries state.peak state.stale
        availability packets.sent packets.delivered packets.dropped
        packets.inflight""",
    "s": """handover.signaling handover.gateway handover.recovery
        handover.flow handover.interruption delay.oneway delay.jitter
        delay.inorder detour.delay""",
    "packets": "handover.loss",
    "1/s": "signaling.messages.rate",
    "B": "signaling.bytes",
    "B.hop": "tunnel.byte_hops signaling.byte_hops",
}
COLUMNS = {
    "handovers": "node,handover,from,to,previous_anchors,t_dead,t_down,t_up,"
                 "t_trigger,t_ready,t_ra,signaling,gateway,messages,bytes,"
                 "byte_hops,outcome",
    "handover_flows": "node,handover,flow,name,anchor,t_last,t_first,t_switch,"
                      "t_ready,recovery,flow_recovery,interruption,lost",
    "flows": "flow,name,node,correspondent,anchor,start,end,sent,delivered,"
             "lost,inflight,delay_mean,delay_p95,jitter,reordered,"
             "stretch_hops,stretch_delay,tunnel_byte_hops",
    "signaling": "entity,role,class,message,sent,received,bytes,byte_hops",
    "entities": "entity,role,site,state_mean,state_peak,anchored_bytes,"
                "served_bytes,transit_bytes,messages_in,messages_out",
}
STATISTICS = {"unit", "n", "mean", "min", "max", "p50", "p95", "p99", "ci95"}
NO_NUMBERS = {"nan", "inf", "infinity"}


def run(*arguments):
    return subprocess.run([DMMSIM, *arguments], check=True, text=True,
                          capture_output=True).stdout


def check_names(tap):
    listed = {}
    for line in run("list", "metrics").splitlines():
        name, unit = line.split()[:2]
        listed[name] = unit
    for unit, names in METRICS.items():
        for name in names.split():
            tap.ok(listed.get(name) == unit, f"{name} is in {unit}",
                   f"listed in {listed.get(name)}")


def refuse_constant(word):
    raise ValueError(f"{word} is no JSON")


def strange(cell):
    return cell.strip().lower().lstrip("+-") in NO_NUMBERS


def check_tables(tap, folder, name):
    for table, columns in COLUMNS.items():
        with open(f"{folder}/{table}.csv", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        tap.ok(",".join(rows[0]).startswith(columns),
               f"{name}: the columns of {table}.csv stand", ",".join(rows[0]))
    for path in sorted(glob.glob(f"{folder}/*.csv")):
        with open(path, encoding="utf-8") as file:
            rows = list(csv.reader(file))
        bad = [row for row in rows if any(map(strange, row))
               or len(row) != len(rows[0])]
        tap.ok(not bad, f"{name}: {os.path.basename(path)} is all numbers and "
               "names, as wide as its head", *bad[:3])


def check_summary(tap, folder, name):
    with open(f"{folder}/summary.json", encoding="utf-8") as file:
        metrics = json.load(file, parse_constant=refuse_constant)["metrics"]
    wrong = [key for key, value in metrics.items() if set(value) < STATISTICS]
    tap.ok(not wrong, f"{name}: every metric has all statistics", *wrong[:5])
    empty = [key for key, value in metrics.items() if value["n"] == 0
             and any(value[s] is not None
                     for s in ("mean", "min", "max", "p50", "p95", "p99"))]
    tap.ok(not empty, f"{name}: without observations null, never 0",
           *empty[:5])
    with open(f"{folder}/manifest.json", encoding="utf-8") as file:
        manifest = json.load(file, parse_constant=refuse_constant)
    tap.ok(manifest["complete"] is True, f"{name}: the manifest says complete")


def cases():
    """Runs full of numbers, and runs in which most have no value."""
    single = f"{TOP}/scenarios/single-handover.json"
    yield "a handover", [single, "--set", "record.series=1 s"]
    yield "no traffic", [single, "--set", "traffic=[]"]
    yield "all of it warm-up", [single, "--set", "warmup=39.999 s"]
    yield "all packets lost", [single, "--set", "access.radio.loss=1"]
    yield "no mobility support", [single, "-a", "ipv6"]


def main():
    tap = Tap()
    check_names(tap)
    for name, arguments in cases():
        with tempfile.TemporaryDirectory() as folder:
            run("run", *arguments, "--set", "expect={}", "-o", folder)
            check_tables(tap, folder, name)
            check_summary(tap, folder, name)
    return tap.done()


sys.exit(main())
