#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A soak: one run of very many events, whose memory must not grow.

The resident size of the process is read each second; the last tenth of the run
may not have more than the second tenth, but for a MiB.  Prints one JSON object;
status 1 if memory grew.  SOAK_EVENTS: how many (10^9)."""
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
EVENTS = os.environ.get("SOAK_EVENTS", "1000000000")


def resident(pid):
    """Octets, None when the process is gone."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")
    except (OSError, IndexError):
        return None


def sizes(process):
    """Resident sizes while it runs, one a second."""
    result = []
    while process.poll() is None:
        size = resident(process.pid)
        if size:
            result.append(size)
        time.sleep(1)
    return result


def main():
    with tempfile.TemporaryDirectory() as folder:
        results = os.path.join(folder, "results")
        with subprocess.Popen(
                [DMMSIM, "run", os.path.join(HERE, "soak.json"), "-o", results,
                 "--max-events", EVENTS], stdout=subprocess.DEVNULL) as process:
            memory = sizes(process)
        with open(os.path.join(results, "manifest.json"),
                  encoding="utf-8") as file:
            manifest = json.load(file)
    if process.returncode != 3 or manifest["stopped"] != "max-events":
        sys.exit(f"soak: status {process.returncode}")
    tenth = max(1, len(memory) // 10)
    begin, end = max(memory[tenth:2 * tenth] or memory), max(memory[-tenth:])
    print(json.dumps({"name": "soak", "events": manifest["events"],
                      "simulated_time": manifest["simulated_time"],
                      "wall_time": manifest["wall_time"], "memory_begin": begin,
                      "memory_end": end, "run_digest": manifest["run_digest"]}))
    return int(end > begin + (1 << 20))


if __name__ == "__main__":
    sys.exit(main())
