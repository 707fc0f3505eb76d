# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing an FCD trace: records per second of SUMO's CPU time, traffic on a grid
of streets included, and what the same run takes without a trace.

    sumo_fcd.py FOLDER [VEHICLES [SECONDS]]
"""
import json
import os
import resource
import subprocess
import sys

folder = sys.argv[1]
VEHICLES = int(sys.argv[2]) if len(sys.argv) > 2 else 500
SECONDS = int(sys.argv[3]) if len(sys.argv) > 3 else 200


def path(name):
    return os.path.join(folder, name)


def call(*command):
    """CPU seconds of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime + after.ru_stime
            - before.ru_utime - before.ru_stime)


def write_trips():
    """From one corner to the other, all in the first fifth of the time."""
    with open(path("trips.xml"), "w", encoding="utf-8") as file:
        print("<routes>", file=file)
        for i in range(VEHICLES):
            print(f'<trip id="v{i}" depart="{i * SECONDS / 5 / VEHICLES:.2f}" '
                  f'from="A{i % 9}B{i % 9}" to="I{8 - i % 9}H{8 - i % 9}"/>',
                  file=file)
        print("</routes>", file=file)


def main():
    call("netgenerate", "--grid", "--grid.number", "9", "--grid.length", "200",
         "-o", path("grid.net.xml"))
    write_trips()
    run = ["sumo", "-n", path("grid.net.xml"), "-r", path("trips.xml"),
           "--end", str(SECONDS), "--no-step-log"]
    without = call(*run)
    cpu = call(*run, "--fcd-output", path("sumo.fcd.xml"))
    with open(path("sumo.fcd.xml"), encoding="utf-8") as file:
        records = sum("<vehicle " in line for line in file)
    print(json.dumps({"bench": "sumo_fcd", "records": records,
                      "records_per_s": round(records / cpu),
                      "cpu_s": round(cpu, 2),
                      "cpu_without_s": round(without, 2)}))


main()
