#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many previous anchors: simulation against the laws.

Nodes with independent residences and flows under each release policy of dmm and
of dmm-distributed.
The mean over runs with different seeds must lie in a 99 % Student interval
around which the closed form falls: flow-driven release (Poisson flows,
exponential durations; exponential and constant residence), lifetime-driven
release (Little's law; constant residence; revisits), retention while
registered.  Prints TAP."""

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap, skip_if_sanitized  # noqa: E402 - in the folder above

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
RUNS = 10
STUDENT_99 = 3.249836  # two-sided, RUNS - 1 = 9 degrees of freedom


def integral(f, steps=20000):
    """Of f over (0, 1) by the midpoint rule."""
    return sum(f((i + 0.5) / steps) for i in range(steps)) / steps


def flow_k(r, rho):
    """E[K] with exponential residence, release by flow, no revisits."""
    return r * integral(lambda u: u**r * -math.expm1(-rho * (1 - u)) / (1 - u))


def flow_current(r, rho):
    """P(the current router anchors a live flow)."""
    return 1 - integral(lambda u: r * u**(r - 1) * math.exp(-rho * (1 - u)))


def flow_k_constant(residence, rho, duration):
    """E[k] at a handover with constant residence, release by flow."""
    def active(j):
        return -math.expm1(rho * math.expm1(-residence / duration)
                           * math.exp(-residence * j / duration))
    return sum(active(j) for j in range(2000))


def scenario(residence, release, *, routers=150, motion="line", duration=1500,
             warmup=400, flows=None, nodes=100, lifetime=None):
    architecture = {"name": "dmm", "mode": "proxy", "release": release}
    if lifetime:
        architecture["prefix_lifetime"] = lifetime
    walk = {"model": "markov", "residence": residence, "next": motion}
    if motion == "line":
        walk.update(start="hub", at_end="stop")
    result = {
        "title": "previous anchors",
        "duration": duration, "warmup": warmup,
        "architecture": architecture,
        "topology": {"generate": {"star": {"count": routers - 1,
                                           "delay": "10 us"}}},
        "sites": {"access": "all"},
        "access": {"radio": {"delay": "10 us", "rate": "inf"},
                   "l2_handover": "10 us"},
        "processing": {"gateway": 0, "previous": 0, "central": 0},
        "mobile_nodes": [{"name": "mn", "count": nodes, "motion": walk}],
        "traffic": [],
        "protocol": {"binding_lifetime": "3600 s"},
    }
    if flows:
        gap, length = flows
        result["traffic"] = [{
            "name": "flow", "nodes": "mn", "direction": "down",
            "pattern": {"cbr": {"interval": "1000 s", "size": "1 B"}},
            "sessions": {"arrivals": {"exponential": gap},
                         "duration": {"exponential": length}}}]
    return result


def simulate(document, names):
    """Per name, the means of RUNS runs with seeds 1, 2, ..."""
    values = {name: [] for name in names}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "case.json")
        with open(path, "w") as f:
            json.dump(document, f)
        for seed in range(1, RUNS + 1):
            out = os.path.join(folder, "out")
            subprocess.run([DMMSIM, "run", path, "--seed", str(seed), "-o",
                            out], check=True, capture_output=True)
            with open(os.path.join(out, "summary.json")) as f:
                metrics = json.load(f)["metrics"]
            for name in names:
                values[name].append(metrics[name]["mean"])
    return values


def hold(tap, name, document, **laws):
    """The interval of each metric covers its law."""
    laws = {key.replace("__", "."): value for key, value in laws.items()}
    for metric, values in simulate(document, laws).items():
        mean = statistics.mean(values)
        half = STUDENT_99 * statistics.stdev(values) / math.sqrt(RUNS)
        tap.ok(abs(mean - laws[metric]) <= max(half, 1e-9),
               f"{name}: {metric}",
               f"{mean:.5f} +- {half:.5f}, law {laws[metric]:.5f}")


def once(document):
    """The metrics of one run."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "case.json")
        with open(path, "w") as f:
            json.dump(document, f)
        subprocess.run([DMMSIM, "run", path, "-o", folder + "/out"],
                       check=True, capture_output=True, timeout=60)
        with open(folder + "/out/summary.json") as f:
            return json.load(f)["metrics"]


def crowded(tap):
    """More previous anchors than one message has room for."""
    document = scenario({"constant": 10}, "flow", nodes=1, warmup=0,
                        duration=1005)
    document["traffic"] = [{
        "name": "flow", "nodes": "mn", "direction": "down",
        "pattern": {"cbr": {"interval": "100 s", "size": "1 B"}},
        "sessions": {"arrivals": "9 s", "duration": "10000 s"}}]
    metrics = once(document)
    most = metrics["handover.previous_anchors"]["max"]
    tap.ok(most == 64, "a PBU names at most 64 prefixes in use", str(most))
    messages = metrics["signaling.messages.per_handover"]["max"]
    tap.ok(messages <= 2 + 2 * 64 + 2, "and their messages", str(messages))
    document["mobile_nodes"][0].update(prefixes=16, name="n" * 200)
    document["traffic"] = []
    for mode in ("relay", "locator", "proxy"):
        document["architecture"].update(mode=mode, release="registered")
        metrics = once(document)
        tap.ok(metrics["handover.failed"]["mean"] == 0
               and metrics["handover.previous_anchors"]["max"] == 100,
               f"{mode}: 100 previous anchors with 16 prefixes each")


def distributed(tap):
    """The same laws without a CMD: previous MAARs found by the node's word, by
    the hash table, by asking all."""
    def under(lookup, document):
        own = document["architecture"]
        del own["mode"]
        own.update(name="dmm-distributed", lookup=lookup)
        return document

    hold(tap, "hint, release by flow, r 1, rho 1",
         under("hint", scenario({"exponential": 60}, "flow", flows=(60, 60),
                                warmup=300, nodes=60)),
         anchors__previous=flow_k(1, 1),
         handover__previous_anchors=flow_k(1, 1) + flow_current(1, 1))
    hold(tap, "hint, release by lifetime, constant residence",
         under("hint", scenario({"constant": 30}, "lifetime", lifetime="100 s",
                                nodes=2, warmup=405, duration=1305)),
         anchors__previous=100 / 30, handover__previous_anchors=4)
    hold(tap, "hash table, release by flow, constant residence",
         under("dht", scenario({"constant": 33.333}, "flow", flows=(30, 30),
                               warmup=150, nodes=40)),
         handover__previous_anchors=flow_k_constant(33.333, 1, 30))
    hold(tap, "flood, uniform jumps with revisits",
         under("flood", scenario({"exponential": 60}, "lifetime", nodes=30,
                                 lifetime="150 s", routers=6, motion="uniform",
                                 duration=3000)),
         anchors__previous=5 * -math.expm1(-150 / (60 * 5)))


def main():
    skip_if_sanitized("the plain build is held to the laws")
    tap = Tap()
    for r, rho, residence in ((1, 1, 60), (3, 3, 20), (0.3, 3, 200)):
        length = r * residence
        hold(tap, f"release by flow, r {r}, rho {rho}",
             scenario({"exponential": residence}, "flow",
                      flows=(length / rho, length),
                      duration=1500 if residence < 100 else 4000,
                      warmup=5 * length),
             anchors__previous=flow_k(r, rho),
             handover__previous_anchors=flow_k(r, rho) + flow_current(r, rho))
    for length in (30, 90):
        hold(tap, f"release by flow, constant residence, flows of {length} s",
             scenario({"constant": 33.333}, "flow", flows=(30, length),
                      warmup=5 * length),
             handover__previous_anchors=flow_k_constant(33.333, length / 30,
                                                        length))
    hold(tap, "release by lifetime, exponential residence",
         scenario({"exponential": 60}, "lifetime", lifetime="100 s"),
         anchors__previous=100 / 60)
    hold(tap, "release by lifetime, constant residence",
         scenario({"constant": 30}, "lifetime", lifetime="100 s", nodes=2,
                  warmup=405, duration=1305),
         anchors__previous=100 / 30, handover__previous_anchors=4)
    hold(tap, "release by lifetime, uniform jumps with revisits",
         scenario({"exponential": 60}, "lifetime", lifetime="150 s", routers=6,
                  motion="uniform", duration=3000),
         anchors__previous=5 * -math.expm1(-150 / (60 * 5)))
    distributed(tap)
    crowded(tap)
    moves = 1300 // 30
    hold(tap, "kept while registered: one more at each new router",
         scenario({"constant": 30}, "registered", nodes=1, warmup=0,
                  duration=1315),
         handover__previous_anchors=(moves + 1) / 2)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
