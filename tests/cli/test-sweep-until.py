#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""sweep --until: the rule of doc/statistics.md as a few lines of Python and
printed tables of Student's t have it; the same to the octet however it is made.
Prints TAP."""

import csv
import json
import math
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap, skip_all, skip_if_sanitized  # noqa: E402

from spoilt import PROGRAM  # noqa: E402 - beside this file
from studies import contents, scenario, sweep  # noqa: E402

# Two-sided 95 %, by degrees of freedom from 1 on, as tables print it.
STUDENT = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    2.040, 2.037, 2.035, 2.032, 2.030, 2.028, 2.026, 2.024, 2.023, 2.021)

BLOCK, LIMIT, PART = 4, 40, 0.17
METRIC = "handover.interruption"
UNTIL = ["--until", f"{METRIC}={PART:%}", "--block", BLOCK, "--limit", LIMIT]

# Interruptions last until the first packet: they vary from run to run.
POISSON = [{"name": "voice", "nodes": "mn", "direction": "down",
            "pattern": {"poisson": {"interval": "20 ms", "size": "160 B"}}}]
AXES = {"architecture": ["pmipv6", "ipv6"],
        "access.l2_handover": ["5 ms", "80 ms"]}


def half_width(deviation, n):
    return STUDENT[n - 2] * deviation / math.sqrt(n)


def whole_blocks(n):
    return math.ceil(n / BLOCK) * BLOCK


def next_number(values):
    """The three rules of the page, of one point."""
    n, deviation = len(values), statistics.stdev(values)
    wanted = PART * statistics.mean(values)
    if half_width(deviation, n) <= wanted or n >= LIMIT:
        return n
    needed = next((m for m in range(2, LIMIT)
                   if half_width(deviation, m) <= wanted), LIMIT)
    return min(max(whole_blocks(min(needed, 2 * n)), n + BLOCK), LIMIT)


def observed(folder):
    """METRIC by (value of the axes), replication."""
    values = {}
    for path in (folder / "runs").glob("*.json"):
        record = json.loads(path.read_text())
        point = tuple(record["axes"].values())
        values.setdefault(point, {})[record["replication"]] = \
            record["metrics"][METRIC]["mean"]
    return values


def course(values):
    """Replications at each look, from more of them than it takes."""
    looks = [2 * BLOCK]
    while True:
        now = [[of[r] for r in range(looks[-1])] for of in values.values()]
        going = max(next_number(x) for x in now if x[0] is not None)
        if going == looks[-1]:
            return looks
        looks.append(going)


def looks_told(folder):
    rows = list(csv.DictReader((folder / "stopping.csv").open()))
    return sorted({int(row["replications"]) for row in rows}), rows


def test_rule(tap, folder, path):
    sweep(path, "-o", folder / "all", f"--set=replications={LIMIT}")
    values = observed(folder / "all")
    wanted = course(values)
    run = sweep(path, "-o", folder / "j1", "-j1", *UNTIL)
    looks, rows = looks_told(folder / "j1")
    tap.ok(run.returncode == 0 and looks == wanted and len(looks) > 2,
           "goes on and stops as the rule says", wanted, looks, run.stderr)
    last = [row for row in rows if int(row["replications"]) == looks[-1]
            and row["n"] != "0"]
    good = len(last) == 2
    for row, (point, of) in zip(last, sorted(
            (item for item in values.items() if item[1][0] is not None),
            key=lambda item: len(item[0][1]))):
        x = [of[r] for r in range(looks[-1])]
        good &= math.isclose(float(row["mean"]), statistics.mean(x),
                             rel_tol=1e-9)
        good &= math.isclose(float(row["half_width"]), half_width(
            statistics.stdev(x), len(x)), rel_tol=5e-4)
        good &= math.isclose(float(row["wanted"]), PART * statistics.mean(x),
                             rel_tol=1e-9)
    tap.ok(good, "stopping.csv has each interval at each look", *last)
    sweep(path, "-o", folder / "plain", f"--set=replications={looks[-1]}")
    made = contents(folder / "j1")
    told = made.pop("stopping.csv")
    tap.ok(made == contents(folder / "plain"),
           "the study is the one with that many replications")
    tap.ok(f"{looks[0]} replications are not enough" in run.stderr
           and "without observations" in run.stderr,
           "each look is told, and what has no observations", run.stderr)
    return {**made, "stopping.csv": told}, looks[1] + 1


def test_limit(tap, folder, path, limit):
    run = sweep(path, "-o", folder / "limit", *UNTIL[:-1], limit)
    looks, _ = looks_told(folder / "limit")
    tap.ok(run.returncode == 0 and looks[-1] == limit
           and "the limit" in run.stderr, "stops at --limit and says so",
           looks, run.stderr)
    run = sweep(path, "-o", folder / "wide", "--until", f"{METRIC}=10",
                "--block", BLOCK, "--set=replications=9")
    looks, _ = looks_told(folder / "wide")
    tap.ok(run.returncode == 0 and looks == [12],
           "begins with the scenario's replications, in whole blocks",
           looks, run.stderr)


def test_identity(tap, folder, path, wanted):
    run = sweep(path, "-o", folder / "j3", "-j3", *UNTIL)
    tap.ok(run.returncode == 0 and contents(folder / "j3") == wanted,
           "the same to the octet with 3 workers", run.stderr)
    again = sweep(path, "-o", folder / "j3", *UNTIL)
    tap.ok(again.returncode == 0 and "0 runs made" in again.stderr
           and contents(folder / "j3") == wanted,
           "again: nothing is made, the same is told", again.stderr)
    out = folder / "killed"
    for records in (5, 30, 60):
        with subprocess.Popen([PROGRAM, "sweep", path, "-o", out, "-j2",
                               *map(str, UNTIL)],
                              stderr=subprocess.DEVNULL) as process:
            while (process.poll() is None
                   and len(list(out.glob("runs/*.json"))) < records):
                time.sleep(0.0005)
            process.kill()
    run = sweep(path, "-o", out, *UNTIL)
    (out / ".stopping.csv.part").unlink(missing_ok=True)
    (out / ".results.csv.part").unlink(missing_ok=True)
    tap.ok(run.returncode == 0 and contents(out) == wanted,
           "killed thrice and resumed: the same to the octet", run.stderr)
    if b"MPI_Ibcast" not in pathlib.Path(PROGRAM).read_bytes() \
            or not shutil.which("mpirun"):
        tap.skip("the same to the octet with 3 ranks", "no MPI")
        return
    run = subprocess.run(
        ["mpirun", "-np", "3", "--oversubscribe", "--mca", "btl", "self,vader",
         "--mca", "plm", "isolated", PROGRAM, "sweep", path, "-o",
         folder / "np3", *map(str, UNTIL)], check=False, text=True, timeout=120,
        capture_output=True, env={**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1",
                                  "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"})
    tap.ok(run.returncode == 0 and contents(folder / "np3") == wanted,
           "the same to the octet with 3 ranks", run.stderr)


def test_refusals(tap, folder, path):
    for arguments, words in (
            (["--until", "handover.interuption=5%"], "no such metric"),
            (["--until", METRIC], "METRIC=HALF-WIDTH"),
            (["--until", f"{METRIC}=0"], "above 0"),
            (["--until", f"{METRIC}=5 %"], "METRIC=HALF-WIDTH"),
            (["--until", f"{METRIC}:p94=5%"], "p95"),
            ([*UNTIL, "--shard", "1/2"], "one of them"),
            ([*UNTIL, "--emit-slurm"], "one of them"),
            (["--until", f"{METRIC}=5%", "--block", "0"], "at least 1"),
            (["--block", "5"], "--until"),
            (["--jobs", "0"], "1 to 4096"),
            (["--until", f"{METRIC}=5%", "--confidence", "100"], "between")):
        run = sweep(path, "-o", folder / "no", *arguments)
        tap.ok(run.returncode == 2 and words in run.stderr
               and not (folder / "no").exists(),
               f"refused: {' '.join(map(str, arguments[1:]))}", run.stderr)


def main():
    if not os.access(PROGRAM, os.X_OK):
        skip_all("the program is not built")
    skip_if_sanitized("a thousand small runs")
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        path = scenario(folder / "study.json", AXES, traffic=POISSON)
        wanted, limit = test_rule(tap, folder, path)
        test_limit(tap, folder, path, limit)
        test_identity(tap, folder, path, wanted)
        test_refusals(tap, folder, path)
    return tap.done()


sys.exit(main())
