#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a study scales over processes and ranks: a JSON object per line.

seconds: wall clock; speedup: that of one process over it; cpu: user and system
time of everything; overhead: that over one process's.  On a machine that others
use, too, speedup says how much they left us, and cores / overhead what it would
be alone.  Each is the best of ROUNDS, taken in turns."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.abspath(os.path.join(os.environ.get("top_builddir", "."),
                                       "dmmsim"))
SOURCE = pathlib.Path(os.environ.get("top_srcdir", "."))
ROUNDS = int(os.environ.get("ROUNDS", "3"))
MPI = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
       "OMPI_MCA_btl": "self,vader"}


def measure(launcher, options):
    """Wall and CPU seconds of a study made from nothing."""
    with tempfile.TemporaryDirectory() as folder:
        began, before = time.monotonic(), os.times()
        subprocess.run(
            [*launcher, PROGRAM, "sweep", *options,
             str(SOURCE / "scenarios/studies/highway-speed.json"),
             "-o", folder + "/study", "--set", "replications=2",
             "--set", "duration=600 s"],
            env={**os.environ, **MPI}, check=True, stderr=subprocess.DEVNULL)
        after = os.times()
        return (time.monotonic() - began,
                after.children_user + after.children_system
                - before.children_user - before.children_system)


def ways():
    yield "-j1", 1, [], ["-j1"]
    yield "-j2", 2, [], ["-j2"]
    if (shutil.which("mpirun")
            and b"MPI_Ibcast" in pathlib.Path(PROGRAM).read_bytes()):
        yield "mpirun -np 2", 2, ["mpirun", "-np", "2"], []


def main():
    found = {}
    for _ in range(ROUNDS):
        for name, cores, launcher, options in ways():
            times = found.setdefault(name, (cores, []))[1]
            times.append(measure(launcher, options))
    one = [min(column) for column in zip(*found["-j1"][1])]
    for name, (cores, times) in found.items():
        seconds, cpu = (min(column) for column in zip(*times))
        print(json.dumps({"bench": "sweep", "way": name, "cores": cores,
                          "seconds": round(seconds, 2),
                          "speedup": round(one[0] / seconds, 2),
                          "cpu": round(cpu, 2),
                          "overhead": round(cpu / one[1], 3)}))


sys.exit(main())
