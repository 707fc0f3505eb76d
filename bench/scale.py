#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scale: scenarios/scaling.json on 1000 access routers with 10^4, 10^5 and 10^6
nodes, signalling message by message, rows of handovers left out.

    scale.py [NODES...]

One JSON object per run: CPU time and memory of the process, its collectors and
result files included; set-up is CPU time of the same run ended at once.
"times_fewest": time per event over that of the same architecture with the first
of NODES.  "beyond": which of the limits below the run does not keep."""

import json
import os
import subprocess
import sys
import tempfile

SOURCE = os.environ.get("top_srcdir", ".")
DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SCENARIO = os.path.join(SOURCE, "scenarios", "scaling.json")
ARCHITECTURES = ("pmipv6", "dmm")
DURATION = "600 s"
# Of a million nodes: s of set-up, octets, slower per event than 10^4 nodes.
LIMITS = {"setup_s": 20, "resident": 4 << 30, "times_fewest": 2}


def run(architecture, nodes, duration, folder):
    """CPU seconds and greatest resident set of a run, in octets."""
    settings = {"architecture": {"name": architecture}, "duration": duration,
                "warmup": "0 s", "topology.generate.tree.depth": 3,
                "mobile_nodes.0.count": nodes, "traffic": [],
                "record.handovers": False}
    command = [DMMSIM, "run", SCENARIO, "-o", folder]
    for key, value in settings.items():
        command += ["--set", f"{key}={json.dumps(value)}"]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status != 0:
        raise SystemExit(f"{' '.join(command)}: status {status}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def read(folder, name):
    with open(os.path.join(folder, name)) as file:
        return json.load(file)


def measure(architecture, nodes):
    with tempfile.TemporaryDirectory() as folder:
        setup, _ = run(architecture, nodes, "1 ns", os.path.join(folder, "a"))
        whole = os.path.join(folder, "b")
        cpu, resident = run(architecture, nodes, DURATION, whole)
        events = read(whole, "manifest.json")["events"]
        metrics = read(whole, "summary.json")["metrics"]
    messages = metrics["signaling.messages"]["mean"]
    return {"bench": "scale", "architecture": architecture, "nodes": nodes,
            "setup_s": round(setup, 2), "cpu_s": round(cpu, 1),
            "events": events, "ns_per_event": round((cpu - setup) / events
                                                    * 1e9),
            "handovers": metrics["handover.count"]["mean"],
            "messages": messages,
            "messages_per_s": round(messages / (cpu - setup)),
            "resident": resident, "bytes_per_node": round(resident / nodes)}


def judge(line, fewest):
    """Beside the run with the fewest nodes, and beside the limits."""
    line["times_fewest"] = round(line["ns_per_event"]
                                 / fewest["ns_per_event"], 2)
    line["beyond"] = [key for key, limit in LIMITS.items() if line[key] > limit]
    return line


def main():
    fewest = {}
    for nodes in [int(n) for n in sys.argv[1:]] or [10**4, 10**5, 10**6]:
        for architecture in ARCHITECTURES:
            line = measure(architecture, nodes)
            judge(line, fewest.setdefault(architecture, line))
            print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
