#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""INET 4.7's PMIPv6 showcase, measured there, repeated here.

Where both models have a term the figures agree; doc/validation.md says where
they cannot.  Prints TAP."""

import csv
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
SCENARIO = os.path.join(os.environ.get("top_srcdir", "."),
                        "scenarios/inet-pmipv6.json")
# Measured with INET (seed set 1).
SENT, ANSWERED, LOST, UNDER_WAY = 1041, 1020, 20, 1
DELIVERED_WITHOUT_MOBILITY = 446
INTERRUPTION = 1.0506  # s
PROPAGATION = 2 * 5e-3  # of the registration, s
ROUND_TRIP_VIA_ANCHOR = 20.361e-3  # s, with 802.11 on the last hop
RADIO_OVERHEAD = 0.3e-3  # s, contention and acknowledgements of the above


def run(folder, architecture):
    subprocess.run([DMMSIM, "run", SCENARIO, "-o", folder, "--set",
                    f"architecture={architecture}", "--set", "expect={}"],
                   check=True, capture_output=True)
    with open(os.path.join(folder, "summary.json")) as f:
        metrics = json.load(f)["metrics"]
    with open(os.path.join(folder, "flows.csv"), newline="") as f:
        return metrics, {r["direction"]: r for r in csv.DictReader(f)}


def frames(path):
    """Next headers of the packets in a capture, outermost first."""
    found = []
    with open(path, "rb") as f:
        f.seek(24)
        while header := f.read(16):
            data = f.read(struct.unpack("<4I", header)[2])
            found.append((data[6], data[46] if data[6] == 41 else None))
    return found


def counts(row):
    return tuple(int(row[c]) for c in ("sent", "delivered", "lost", "inflight"))


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        pmip = os.path.join(folder, "pmipv6")
        metrics, flows = run(pmip, "pmipv6")
        for way, row in flows.items():
            tap.ok(counts(row) == (SENT, ANSWERED, LOST, UNDER_WAY),
                   f"{way}: sent, delivered, lost and under way as in INET",
                   str(counts(row)))
        registration = metrics["handover.signaling"]["mean"]
        tap.ok(PROPAGATION < registration < PROPAGATION + 50e-6,
               "registration is 2 x 5 ms and serialisation", str(registration))
        gap = metrics["handover.interruption"]["mean"]
        tap.ok(abs(gap - INTERRUPTION) < 1e-3, "service interruption", str(gap))
        trip = sum(float(r["delay_mean"]) for r in flows.values())
        tap.ok(0 < ROUND_TRIP_VIA_ANCHOR - trip < RADIO_OVERHEAD,
               "round trip via the anchor, but for the radio", str(trip))
        tap.ok(metrics["stretch.hops"]["mean"] == 2, "hop stretch 2")
        at_cn = frames(os.path.join(pmip, "cn.pcap"))
        tap.ok(len(at_cn) == SENT + ANSWERED,
               "frames on the correspondent's link: probes sent and received",
               str(len(at_cn)))
        at_anchor = frames(os.path.join(pmip, "anchor.pcap"))
        outside = sum(f == (17, None) for f in at_anchor)
        inside = sum(f == (41, 17) for f in at_anchor)
        crossing = SENT - UNDER_WAY + ANSWERED
        tap.ok(outside == crossing and inside == crossing,
               "frames on the anchor's link: each probe once bare, once "
               "tunnelled",
               f"{outside} bare, {inside} tunnelled, {len(at_anchor)} in all")
        _, flows = run(os.path.join(folder, "ipv6"), "ipv6")
        got = int(flows["down"]["delivered"])
        tap.ok(got == DELIVERED_WITHOUT_MOBILITY,
               "without mobility support as many arrive as in INET", str(got))
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
