#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fluid flows against packets on every shipped scenario: each metric and each
row is the same to the last digit; so are those in fluid/, where they once were
not.  The long ones are cut short here; with
DMMSIM_FLUID=whole (make check-fluid) they run in full."""

import glob
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "tests"))
from tap import Tap, skip_if_sanitized  # noqa: E402

skip_if_sanitized("two runs of each shipped scenario")

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SCENARIOS = os.path.join(os.environ.get("top_srcdir", "."), "scenarios")
HERE = os.path.dirname(os.path.abspath(__file__))
WHOLE = os.environ.get("DMMSIM_FLUID") == "whole"
tap = Tap()

# What takes over a second in full: so long here.
CUT = {
    "all-architectures/static": "120 s",
    "all-architectures/vehicular": "120 s",
    "city-highway-trace": "120 s",
    "central-failure": "300 s",
    "forged-registration": "100 s",
    "highway": "600 s",
    "lifetime-residence-crossover": "300 s",
    "scaling": "60 s",
    "studies/highway-speed": "300 s",
}
# Architectures beside its own that a scenario is run under.
OTHERS = {
    "single-handover": ["ipv6", "mipv6", "hmipv6", "nemo", "pmipv6", "dmm",
                        "dmm-distributed", "dmm-host", "anycast-ha",
                        "hierarchical"],
    "highway": ["ipv6", "pmipv6"],
    "lte-and-wlan": ["pmipv6", "mipv6"],
    "ping-pong": ["ipv6", "dmm-distributed"],
}
# At least this share of packets needs no event there.
SHARES = {"single-handover": 0.99, "highway": 0.95, "ping-pong": 0.9,
          "mode-comparison": 0.9, "content-servers": 0.99}


def run(path, folder, options):
    done = subprocess.run([DMMSIM, "run", path, "-o", folder, *options],
                          capture_output=True, text=True)
    if done.returncode not in (0, 1):  # 1: an expectation of the whole run
        raise RuntimeError(done.stderr)
    files = {}
    for name in glob.glob(os.path.join(folder, "**", "*.csv"),
                          recursive=True):  # replications have folders
        with open(name, encoding="utf-8") as file:
            files[os.path.relpath(name, folder)] = file.read()
    with open(os.path.join(folder, "summary.json"), encoding="utf-8") as file:
        return json.load(file)["metrics"], files


def entries(folder):
    with open(os.path.join(folder, "scenario.json"), encoding="utf-8") as file:
        return len(json.load(file).get("traffic", []))


def differences(packets, fluid):
    """Of metrics, then of files."""
    return ([f"{name}: {packets[0].get(name)} but {value}"
             for name, value in fluid[0].items()
             if not name.startswith("fluid.")
             and value != packets[0].get(name)]
            + [f"{name}: missing" for name in packets[0]
               if name not in fluid[0]]
            + [f"{name} differs" for name, text in packets[1].items()
               if text != fluid[1].get(name)]
            + [f"{name}: missing" for name in fluid[1]
               if name not in packets[1]])


def compare(name, options):
    """None: it has no traffic.  Else what differs, and the share settled."""
    path = os.path.join(SCENARIOS, name + ".json")
    if not WHOLE and name in CUT:
        options = [*options, "--set", f"duration={CUT[name]}",
                   "--set", "warmup=20 s"]
    with tempfile.TemporaryDirectory() as folder:
        folders = [os.path.join(folder, each) for each in ("packets", "fluid")]
        packets = run(path, folders[0], options)
        n = entries(folders[0])
        if n == 0:
            return None
        for i in range(n):
            options = [*options, "--set", f"traffic.{i}.fidelity=fluid"]
        fluid = run(path, folders[1], options)
    if any(key.startswith("fluid.") and value["n"] > 0
           for key, value in packets[0].items()):
        return ["packets have metrics of fluid flows"], 0
    return (differences(packets, fluid),
            fluid[0]["fluid.share"]["mean"] or 0)


def hold(name, label, options):
    result = compare(name, options)
    if result is None:
        return
    differing, share = result
    least = SHARES.get(name, 0) if label == name else 0
    tap.ok(not differing and share >= least,
           f"{label}: fluid is as packets, {100 * share:.1f} % without events",
           *differing[:5])


def shipped():
    """Names of all, those in folders last."""
    return [os.path.relpath(path, SCENARIOS)[:-len(".json")]
            for pattern in ("*.json", os.path.join("*", "*.json"))
            for path in sorted(glob.glob(os.path.join(SCENARIOS, pattern)))]


for case in sorted(glob.glob(os.path.join(HERE, "fluid", "*.json"))):
    hold(os.path.abspath(case)[:-len(".json")],
         os.path.basename(case)[:-len(".json")], [])
for stem in shipped():
    hold(stem, stem, [])
    for architecture in OTHERS.get(stem, []):
        hold(stem, f"{stem} under {architecture}",
             ["--set", 'architecture={"name": "%s"}' % architecture])
sys.exit(tap.done())
