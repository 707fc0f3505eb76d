#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The comparison of doc/all-architectures.md: it leaves no architecture out,
and what the page reads out of its tables holds in a shorter run as well.
Prints TAP."""

import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from courses import architectures  # noqa: E402 - in the folder above
from tap import Tap, skip_if_sanitized  # noqa: E402

TOP = os.environ.get("top_srcdir", ".")
DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
FOLDER = f"{TOP}/scenarios/all-architectures"
# Several uplinks at a MAG, routers of several kinds: other questions.
LEFT_OUT = {"pmipv6-multihomed", "coexistence"}
NONE = {"ipv6"}
# One anchor for all, in the core; several, each for its part.  (A flow through
# anycast-ha has no one anchor.)
CENTRAL = {"mipv6", "hmipv6", "nemo", "pmipv6", "hierarchical"}
EDGE = {"dmm", "dmm-distributed", "dmm-host"}
# Nodes tunnel over the radio themselves.
HOST_BASED = {"mipv6", "hmipv6", "nemo", "anycast-ha", "dmm-host"}
SHORT = ("--set", "duration=150", "--set", "warmup=30", "--set",
         "replications=1", "--set", "sweep={}", "--set", "figures=[]")


def points():
    with open(f"{FOLDER}/vehicular.json", encoding="utf-8") as file:
        values = json.load(file)["sweep"]["architecture"]
    return [value if isinstance(value, dict) else {"name": value}
            for value in values]


def means(folder, scenario, architecture):
    """Mean of every metric, by name."""
    out = f"{folder}/run"
    done = subprocess.run(
        [DMMSIM, "run", f"{FOLDER}/{scenario}.json", "-o", out, "--set",
         f"architecture={json.dumps(architecture)}", *SHORT],
        capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None, done.stderr
    with open(f"{out}/summary.json", encoding="utf-8") as file:
        metrics = json.load(file)["metrics"]
    subprocess.run(["rm", "-r", out], check=True)
    return {name: metric.get("mean") for name, metric in metrics.items()}, ""


def check_moving(tap, name, title, m):
    lost = m["loss.ratio"]
    tap.ok(lost > 0.3 if name in NONE else lost < 0.02,
           f"{title}: flows " + ("break" if name in NONE else "go on"), lost)
    tap.ok(m["handover.failed"] == 0, f"{title}: every handover completes",
           m["handover.failed"])
    share = m["anchor.share"]
    tap.ok((share == 1) == (name in CENTRAL)
           and (name not in EDGE or share < 0.3),
           f"{title}: the busiest anchor has {share} of the octets")
    radio = m["tunnel.byte_hops.radio"]
    tap.ok((radio > 0) == (name in HOST_BASED),
           f"{title}: {radio} octets of tunnel on the radio")


def check_static(tap, name, title, m):
    tap.ok(m["loss.ratio"] == 0, f"{title}, nobody moves: nothing is lost",
           m["loss.ratio"])
    if name in EDGE | NONE:
        tap.ok(m["tunnel.byte_hops"] == 0
               and abs(m["stretch.delay.sum"] - 1) < 1e-12,
               f"{title}, nobody moves: no tunnel, no way round",
               m["tunnel.byte_hops"], m["stretch.delay.sum"])
    else:
        tap.ok(m["tunnel.byte_hops"] > 0 and m["stretch.delay.sum"] > 1.05,
               f"{title}, nobody moves: all pay for mobility",
               m["tunnel.byte_hops"], m["stretch.delay.sum"])


def check_figures(tap, folder, scenario):
    """All bars find room: the figures of the study in a run of 3 s."""
    study = f"{folder}/{scenario}"
    done = subprocess.run(
        [DMMSIM, "sweep", f"{FOLDER}/{scenario}.json", "-o", study,
         "--set", "duration=3", "--set", "warmup=1", "--set",
         "replications=1"], capture_output=True, text=True, check=False)
    tap.ok(done.returncode == 0, f"{scenario}: the study runs", done.stderr)
    done = subprocess.run([DMMSIM, "plot", study], capture_output=True,
                          text=True, check=False)
    tap.ok("too many" not in done.stderr,
           f"{scenario}: a figure has room for every architecture",
           done.stderr)


def main():
    skip_if_sanitized("the plain build makes the same runs")
    tap = Tap()
    found = {point["name"] for point in points()}
    tap.ok(found == set(architectures(DMMSIM)) - LEFT_OUT,
           "no architecture is left out", found)
    with tempfile.TemporaryDirectory() as folder:
        for point in points():
            title = " ".join(str(value) for value in point.values())
            for scenario, check in (("vehicular", check_moving),
                                    ("static", check_static)):
                found, why = means(folder, scenario, point)
                tap.ok(found is not None, f"{title}: {scenario} runs", why)
                if found is not None:
                    check(tap, point["name"], title, found)
        for scenario in ("vehicular", "static"):
            check_figures(tap, folder, scenario)
    return tap.done()


sys.exit(main())
