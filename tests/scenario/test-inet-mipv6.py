#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""INET 4.7's MIPv6 showcase, measured there, repeated here: the median run's
first handover by its parts, then route optimization.

Where both models have a term the figures agree; doc/models/mipv6.md says where
they cannot.  Prints TAP."""

import csv
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import mobility_capture as capture  # noqa: E402 - in this folder
from tap import Tap  # noqa: E402 - in the folder above

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SCENARIO = os.path.join(os.environ.get("top_srcdir", "."),
                        "scenarios/inet-mipv6.json")
# Measured with INET, s: the median of five seeds.
INTERRUPTION = 4.010
LOSS_DETECTION, SCAN, DISCOVERY, ADDRESS, REGISTRATION = (
    0.347, 0.651, 0.396, 1.509, 1.107)
HELD = 1.0  # the acknowledgement, by the home agent
UPDATE, ACKNOWLEDGEMENT = 5.086e-3, 5.061e-3
UNANSWERED = 39
DIRECT, AT_HOME, TUNNELLED = 301.9e-6, 10278.3e-6, 20347.3e-6  # round trips
SAVING = 20045.4e-6
CARE_OF_TEST, HOME_TEST, BOUND = 0.765e-3, 20.742e-3, 20.960e-3
STUB = 5e-3  # one way to the home agent
RADIO = 0.3e-3  # s, contention and acknowledgements of 802.11 per round trip
PROBE = 0.1  # s between probes


def run(folder, *settings):
    subprocess.run([DMMSIM, "run", SCENARIO, "-o", folder, "--set", "expect={}",
                    "--pcap", "mn", *settings], check=True, capture_output=True)
    with open(os.path.join(folder, "handovers.csv"), newline="") as f:
        handover = next(csv.DictReader(f))
    with open(os.path.join(folder, "handover_flows.csv"), newline="") as f:
        flows = {r["direction"]: r for r in csv.DictReader(f)}
    return {k: float(v) for k, v in handover.items()
            if k.startswith("t_") and v}, flows


def near(tap, name, got, expected, tolerance):
    tap.ok(abs(got - expected) <= tolerance, f"{name}: {got * 1e3:.3f} ms",
           f"INET {expected * 1e3:.3f} ms, within {tolerance * 1e3} ms")


def at(found, name):
    return next(m.at for m in found if m.name == name)


def check_handover(tap, folder):
    h, flows = run(folder)
    at_mn = capture.messages(os.path.join(folder, "mn.pcap"))
    at_home = capture.messages(os.path.join(folder, "home.pcap"))
    near(tap, "loss detection", h["t_down"] - h["t_dead"], LOSS_DETECTION, 1e-6)
    near(tap, "scan and association", h["t_up"] - h["t_down"], SCAN, 1e-6)
    near(tap, "router discovery", h["t_ra"] - h["t_up"], DISCOVERY, 50e-6)
    near(tap, "address configuration", at(at_mn, "BU") - h["t_ra"], ADDRESS,
         50e-6)
    near(tap, "binding update on its way",
         at(at_home, "BU") - at(at_mn, "BU"), UPDATE, RADIO / 2)
    near(tap, "acknowledgement held by the home agent",
         at(at_home, "BA") - at(at_home, "BU"), HELD, 1e-6)
    near(tap, "acknowledgement on its way",
         at(at_mn, "BA") - at(at_home, "BA"), ACKNOWLEDGEMENT, RADIO / 2)
    resumed = float(flows["down"]["t_first"])
    near(tap, "home registration, and the wait for the next probe",
         resumed - at(at_mn, "BU"), REGISTRATION, PROBE)
    gap = sum(float(r["interruption"]) for r in flows.values()) - (
        UNANSWERED + 1) * PROBE
    near(tap, "interruption of the round trip", gap, INTERRUPTION, RADIO)
    tap.ok({r["lost"] for r in flows.values()} == {str(UNANSWERED)},
           f"{UNANSWERED} probes and {UNANSWERED} answers lost",
           str({k: r["lost"] for k, r in flows.items()}))
    sent = [m.name for m in at_mn if m.name in ("BU", "BA")]
    tap.ok(sent == ["BU", "BA"], "one update, answered; INET's 1 s in place of "
           "1.5 s makes it send two", str(sent))


def check_round_trips(tap, folder):
    """Delays of the packets of one phase each: before, and after the move."""
    for name, expected, settings in (
            ("at home", AT_HOME, ["--set", "duration=20"]),
            ("tunnelled", TUNNELLED, ["--set", "duration=45"])):
        out = os.path.join(folder, name.replace(" ", "-"))
        subprocess.run([DMMSIM, "run", SCENARIO, "-o", out, "--set",
                        "expect={}", *settings], check=True,
                       capture_output=True)
        with open(os.path.join(out, "flows.csv"), newline="") as f:
            trip = sum(float(r["delay_p95"]) for r in csv.DictReader(f))
        tap.ok(0 <= expected - trip < RADIO + 50e-6,
               f"round trip {name}: {trip * 1e3:.3f} ms, INET's but for the "
               "radio", f"INET {expected * 1e3:.3f} ms")


def check_optimization(tap, folder):
    run(folder, "--set", "architecture.route_optimization=true")
    found = [m for m in capture.messages(os.path.join(folder, "mn.pcap"))
             if m.at > 20]
    at_cn = [m for m in capture.messages(os.path.join(folder, "cn.pcap"))
             if m.at > 20]
    begun = at(found, "HoTI")
    care_of = at(found, "CoT") - begun
    home = at(found, "HoT") - begun
    bound = at(at_cn, "BU") - begun
    tap.ok(0 < care_of < CARE_OF_TEST, f"care-of test {care_of * 1e3:.3f} ms: "
           "no stub, INET's but for the radio")
    tap.ok(0 < HOME_TEST - home < 2 * RADIO + 0.2e-3 and home > 4 * STUB,
           f"home test {home * 1e3:.3f} ms: four times the stub")
    tap.ok(0 < BOUND - bound < 3 * RADIO, f"bound at {bound * 1e3:.3f} ms")
    tap.ok(abs(bound - (1.5 * care_of + 4 * STUB)) < 50e-6,
           "1.5 direct round trips and four times the stub",
           f"{bound} {care_of}")
    with open(os.path.join(folder, "summary.json")) as f:
        metrics = json.load(f)["metrics"]
    tap.ok(metrics["signaling.messages.per_handover"]["mean"] == 8,
           "2 messages and 6 for the correspondent")
    with open(os.path.join(folder, "flows.csv"), newline="") as f:
        rows = list(csv.DictReader(f))
    tap.ok(all(float(r["tunnel_byte_hops"]) > 0 for r in rows),
           "extension headers are accounted")


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        check_handover(tap, os.path.join(folder, "tunnel"))
        check_round_trips(tap, folder)
        check_optimization(tap, os.path.join(folder, "direct"))
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
