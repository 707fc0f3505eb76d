#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What bicasting makes arrive twice is told from what a flow delivers.

One handover of single-handover.json.  From its delays this file computes which
packets pass the LMA while it sends to both MAGs; with fast handover the former
MAG passes its copies on, and every one of them is a duplicate.  Without, all
copies are dropped and none is a loss.  Either way the flow fares as it does
without copies.  Prints TAP."""

import csv
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from tap import Tap  # noqa: E402 - in the folder above

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SCENARIO = os.path.join(HERE, "..", "..", "scenarios", "single-handover.json")

# Of the scenario, in ms.
START, STOP, INTERVAL = 8_000, 40_000, 50
HANDOVER, L2 = 20_000, 50
CN_TO_LMA, MAG_TO_LMA, MAG_TO_MAG = 15, 6, 2
PATHS = ("loss.ratio", "goodput", "delay.oneway", "delay.inorder",
         "reorder.ratio", "availability", "handover.loss",
         "handover.interruption", "tunnel.byte_hops", "stretch.hops")


def run(folder, fast, bicasting):
    """Metrics and the row of the flow."""
    architecture = {"name": "pmipv6", "fast_handover": fast,
                    "bicasting": f"{bicasting} ms"}
    subprocess.run([DMMSIM, "run", SCENARIO, "-o", folder, "--set",
                    f"architecture={json.dumps(architecture)}"],
                   check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(folder, "summary.json")) as file:
        metrics = json.load(file)["metrics"]
    with open(os.path.join(folder, "flows.csv"), newline="") as file:
        return metrics, next(csv.DictReader(file))


def copied(fast, bicasting):
    """Packets that pass the LMA from its switch on, for so long."""
    switch = HANDOVER + L2 + MAG_TO_LMA
    if fast == "reactive":
        switch += 2 * MAG_TO_MAG  # the MAG asks before it registers
    return sum(switch <= t + CN_TO_LMA < switch + bicasting
               for t in range(START, STOP, INTERVAL))


def balanced(metrics, flow, n):
    books = {what: metrics[f"packets.{what}{{class=data}}"]["mean"]
             for what in ("sent", "delivered", "dropped", "inflight")}
    row = {what: int(flow[what])
           for what in ("sent", "delivered", "lost", "inflight", "duplicates")}
    return (books["sent"] == row["sent"] + n
            and books["sent"] == books["delivered"] + books["dropped"]
            + books["inflight"]
            and row["sent"] == row["delivered"] + row["lost"] + row["inflight"]
            and books["delivered"] == row["delivered"] + row["duplicates"])


def same(metrics, plain):
    return [name for name in PATHS
            if metrics[name]["n"] != plain[name]["n"]
            or metrics[name]["mean"] != plain[name]["mean"]]


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        for fast in "reactive", "off":
            plain, _ = run(os.path.join(folder, fast), fast, 0)
            for bicasting in 180, 1_000:
                metrics, flow = run(os.path.join(folder, f"{fast}{bicasting}"),
                                    fast, bicasting)
                n = copied(fast, bicasting)
                found = metrics["duplicate.packets"]["mean"]
                name = f"fast handover {fast}, {bicasting} ms of copies: "
                expected = n if fast == "reactive" else 0
                tap.ok(n > 0 and found == expected,
                       name + "duplicates are the copies that are passed on",
                       f"{found}, should be {expected} of {n}")
                tap.ok(balanced(metrics, flow, n), name + "books balance", flow)
                worse = same(metrics, plain)
                tap.ok(not worse, name + "flow fares as without", worse)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
