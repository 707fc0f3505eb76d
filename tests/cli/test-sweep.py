#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A study is the same to the octet however it is made: by how many workers, in
how many shards, killed how often.  Axes, zip and exclude give the points that
a few lines of Python give.  Prints TAP."""

import contextlib
import csv
import itertools
import json
import os
import pathlib
import random
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap, skip_all  # noqa: E402 - in the folder above

from spoilt import PROGRAM  # noqa: E402 - beside this file
from studies import (  # noqa: E402
    AXES, children, contents, dmmsim, scenario, sweep)

SEED = 20261122
ROUNDS = 20


def points(run):
    """(replication, values of the axes) of each line of a dry run."""
    rows = [line.split("\t") for line in run.stdout.splitlines()[1:]]
    return [(int(row[2]), *row[3:]) for row in rows]


def test_points(tap, folder):
    path = folder / "points.json"
    labels = [[v if isinstance(v, str) else json.dumps(v, separators=(",", ":"))
               for v in values] for values in AXES.values()]
    run = sweep(scenario(path, AXES, replications=2), "-n")
    wanted = [(r, *p) for r in range(2) for p in itertools.product(*labels)]
    tap.ok(points(run) == wanted,
           "points: the cross product, last axis fastest, replications "
           "outermost", run.stderr)

    three = {"seed": [1, 2, 3], "access.attach": ["nearest"],
             "duration": ["6 s", "7 s", "8 s"]}
    run = sweep(scenario(path, {**three, "zip": [["seed", "duration"]]}), "-n")
    tap.ok(points(run) == [(0, "1", "nearest", "6 s"), (0, "2", "nearest", "7 s"),
                           (0, "3", "nearest", "8 s")],
           "points: zipped axes go together", run.stdout, run.stderr)

    run = sweep(scenario(path, {**AXES, "exclude": [
        {"architecture": "ipv6"},
        {"architecture": "pmipv6", "access.l2_handover": "50 ms"}]}), "-n")
    wanted = [p for p in itertools.product(*labels)
              if p[0] != "ipv6" and p != ("pmipv6", "50 ms")]
    tap.ok([p[1:] for p in points(run)] == wanted,
           "points: what is excluded is left out", run.stderr)

    run = sweep(scenario(path, {}, replications=3), "-n")
    tap.ok(points(run) == [(0,), (1,), (2,)],
           "points: without axes one, the scenario itself")

    run = sweep(scenario(path, {"mobile_nodes.0.motion.attach.1.0":
                                ["4 s", "5 s"]}), "-n")
    tap.ok(points(run) == [(0, "4 s"), (0, "5 s")],
           "points: elements of lists by number", run.stderr)


BAD_POINTS = [
    ("a value that its key refuses", {"access.l2_handover": ["5 ms", "5 mss"]},
     "/sweep/access.l2_handover/1:", "expected a time"),
    ("a value of another kind", {"duration": ["5 s", [1]]},
     "/sweep/duration/1:", "at /duration: expected a time"),
    ("an unknown key", {"acess.l2_handover": ["5 ms"]},
     "/sweep/acess.l2_handover/0:", 'did you mean "access"?'),
    ("an unknown key further down", {"access.l2_handovr": ["5 ms"]},
     "/sweep/access.l2_handovr/0:", 'did you mean "l2_handover"?'),
    ("an unknown architecture", {"architecture": ["pmipv6", "dmn"]},
     "/sweep/architecture/1:", 'did you mean "dmm"?'),
    ("a parameter of another architecture",
     {"architecture": ["dmm", "ipv6"], "architecture.mode": ["relay"]},
     "/sweep/architecture.mode/0:", 'unknown key "mode"'),
    ("an element that is not there", {"mobile_nodes.1.prefixes": [1, 2]},
     "/sweep/mobile_nodes.1.prefixes/0:", 'no "1" to look into'),
    ("an element by name", {"topology.links.core.delay": ["1 ms"]},
     "/sweep/topology.links.core.delay/0:", 'no "core" to look into'),
    ("a key below a number", {"seed.low": [1]},
     "/sweep/seed.low/0:", "at /seed: expected an integer"),
    ("a node that is not there", {"sites.anchor": ["core", "cor"]},
     "/sweep/sites.anchor/1:", 'did you mean "core"?'),
    ("what takes two keys to be wrong", {"warmup": ["1 s"],
                                         "duration": ["5 s", "0.5 s"]},
     "/sweep", 'warmup = "1 s", duration = "0.5 s"'),
    ("a probability above one", {"access.radio.loss": [0, 2]},
     "/sweep/access.radio.loss/1:", "from 0 to 1"),
    ("a file that is not there", {"topology.file": ["none.graphml"]},
     "/sweep/topology.file/0:", "none.graphml"),
    ("nothing", {"seed": [1, 2], "exclude": [{"seed": 1}, {"seed": 2}]},
     "/sweep/exclude:", "leaves no point"),
    ("a fraction where a whole number stands", {"mobile_nodes.0.count": [1.5]},
     "/sweep/mobile_nodes.0.count/0:", "integer"),
]


def test_bad_points(tap, folder):
    path, out = folder / "bad.json", folder / "bad-out"
    for name, axes, place, words in BAD_POINTS:
        scenario(path, axes)
        runs = [dmmsim("validate", path), sweep(path, "-o", out)]
        tap.ok(all(run.returncode == 2 and f"{path}: at {place}" in run.stderr
                   and words in run.stderr for run in runs)
               and not out.exists(),
               f"refused before anything runs: {name}", runs[0].stderr)
    scenario(path, AXES)
    for arguments in (["-j", "-1"], ["-j", "x"], ["--shard", "3/2"],
                      ["--shard", "1"], ["--shard", "0/0"], ["-o", ""],
                      ["--merge"], ["--merge", "-o", out]):
        run = sweep(path if arguments[0] != "--merge" else "--", *arguments)
        tap.ok(run.returncode == 2 and run.stderr, f"refused: {arguments}")
    other = folder / "other"
    other.mkdir()
    (other / "thesis.tex").write_text("")
    run = sweep(path, "-o", other)
    tap.ok(run.returncode == 2 and sorted(os.listdir(other)) == ["thesis.tex"],
           "a folder of something else is not written into", run.stderr)


def test_identity(tap, folder, path, wanted):
    for jobs in (2, 3):
        out = folder / f"j{jobs}"
        run = sweep(path, "-o", out, f"-j{jobs}")
        tap.ok(run.returncode == 0 and contents(out) == wanted,
               f"the same to the octet with {jobs} workers", run.stderr)
    for shards in (2, 5):
        out = folder / f"shards{shards}"
        for shard in random.sample(range(shards), shards):
            run = sweep(path, "-o", out, "--shard", f"{shard}/{shards}")
        tap.ok(run.returncode == 0 and contents(out) == wanted,
               f"the same to the octet in {shards} shards", run.stderr)
    apart = [folder / f"apart{shard}" for shard in (1, 2, 3)]
    for shard, out in enumerate(apart, 1):
        sweep(path, "-o", out, "--shard", f"{shard}/3")
    run = sweep("--merge", "-o", folder / "merged", *apart)
    tap.ok(run.returncode == 0 and contents(folder / "merged") == wanted,
           "shards in folders of their own, merged, are the same", run.stderr)
    for name in list(wanted):
        if name.startswith("runs/"):
            spoilt = json.loads((folder / "merged" / name).read_text())
            spoilt["run_digest"] = "0" * 32
            (folder / "merged" / name).write_text(json.dumps(spoilt))
    run = sweep("--merge", "-o", folder / "merged", *apart)
    tap.ok(run.returncode == 2 and "for the same run" in run.stderr,
           "records that contradict each other are not merged", run.stderr)


def test_slurm(tap, folder, path, wanted):
    """The scripts under a shell that plays the array."""
    out = folder / "slurm of mine"
    run = sweep(path, "-o", out, "-j3", "--emit-slurm", "--set", "title=A b")
    tap.ok(run.returncode == 0 and "afterany" in run.stdout
           and "--array=0-2" in (out / "array.sbatch").read_text(),
           "--emit-slurm: an array and a merge job", run.stderr)
    for task in (2, 0, 1):
        subprocess.run(["sh", out / "array.sbatch"], cwd="/", check=False,
                       env={**os.environ, "SLURM_ARRAY_TASK_ID": str(task)})
    (out / "results.csv").unlink()
    status = subprocess.run(["sh", out / "merge.sbatch"], cwd="/",
                            check=False).returncode
    made = contents(out)
    tap.ok(status == 0 and all(made.get(name) == text
                               for name, text in wanted.items()
                               if name != "study.json"),
           "which make the study", (out / "merge.log").read_text())


def test_records(tap, path, wanted):
    study = json.loads(wanted["study.json"])
    records = {name[5:-5]: json.loads(text) for name, text in wanted.items()
               if name.startswith("runs/")}
    tap.ok(sorted(study["runs"]) == sorted(records)
           and all(r["digest"] == d for d, r in records.items()),
           "a record for each run, named by its digest")
    rows = list(csv.DictReader(wanted["results.csv"].decode().splitlines()))
    told = {}
    for row in rows:
        key = (row["architecture"], row["access.l2_handover"],
               int(row["replication"]))
        told.setdefault(key, {})[row["metric"]] = row
    tap.ok(len(told) == len(study["runs"])
           and {k[1] for k in told} == {"0.005", "0.05"},
           "results.csv: a row per run and metric, axes in SI units")
    order = [study["runs"][i] for i in range(len(study["runs"]))]
    good = True
    for digest, rows in zip(order, told.values()):
        for name, metric in records[digest]["metrics"].items():
            mean = rows[name]["mean"]
            good &= (metric["mean"] is None) == (mean == "")
            good &= mean == "" or float(mean) == metric["mean"]
    tap.ok(good, "results.csv says what the records say, in canonical order")
    record = records[order[3]]
    setting = [f"--set={key}={json.dumps(value)}"
               for key, value in record["axes"].items()]
    with tempfile.TemporaryDirectory() as name:
        out = os.path.join(name, "out")
        dmmsim("run", path, "-o", out, "--replication", record["replication"],
               *setting)
        summary = json.loads(pathlib.Path(out, "summary.json").read_text())
        manifest = json.loads(pathlib.Path(out, "manifest.json").read_text())
    tap.ok(manifest["run_digest"] == record["run_digest"]
           and summary["metrics"] == record["metrics"],
           "a run alone is the run of the study")


def test_growth(tap, folder, wanted):
    path, out = folder / "grown.json", folder / "grown"
    axes = {**AXES, "access.l2_handover": ["5 ms"]}
    sweep(scenario(path, axes, replications=1), "-o", out)
    before = {name: os.stat(out / name).st_mtime_ns for name in contents(out)
              if name.startswith("runs/")}
    path = scenario(path, AXES, replications=2)
    states = sweep(path, "-o", out, "-n").stdout.count("\theld\t")
    run = sweep(path, "-o", out)
    tap.ok(run.returncode == 0 and states == 3
           and "9 runs made, 3 held before" in run.stderr
           and all(os.stat(out / n).st_mtime_ns == t for n, t in before.items()),
           "growth: more values and replications run what is missing",
           run.stderr)
    grown = contents(out)
    # The name in study.json is that of the file.
    tap.ok({n: t for n, t in grown.items() if n != "study.json"}
           == {n: t for n, t in wanted.items() if n != "study.json"},
           "and give what the whole study gives at once")
    record = next(n for n in grown if n.startswith("runs/"))
    (out / record).write_bytes(grown[record][:100])
    run = sweep(path, "-o", out)
    tap.ok(run.returncode == 0 and contents(out) == grown,
           "a record that is cut is made again", run.stderr)
    spoilt = json.loads(grown[record])
    spoilt["version"] = "0.0"
    (out / record).write_text(json.dumps(spoilt))
    run = sweep(path, "-o", out)
    tap.ok(run.returncode == 2 and "another version" in run.stderr
           and sweep(path, "-o", out, "--allow-mixed").returncode == 0,
           "records of another version are refused unless asked for")


def test_failure(tap, folder):
    (folder / "no.xml").write_text("this is no trace")
    still = {"model": "static", "at": "ar1"}
    path = scenario(folder / "failing.json", {"mobile_nodes.0.motion": [
        still, {"model": "fcd", "file": "no.xml"}, {**still, "at": "ar2"}]})
    out = folder / "failing"
    run = sweep(path, "-o", out, "-j1")
    again = [line for line in run.stderr.splitlines() if "see it again" in line]
    tap.ok(run.returncode == 4 and len(list((out / "runs").iterdir())) == 2,
           "a run that fails does not stop the rest; exit status 4", run.stderr)
    tap.ok("no.xml" in run.stderr and len(again) == 1,
           "what it said is told, and how to see it again")
    words = shlex.split(again[0].partition("again: dmmsim ")[2])
    alone = dmmsim(*words, "-o", folder / "alone")
    tap.ok(alone.returncode == 2 and "no.xml" in alone.stderr,
           "which that does", alone.stderr)
    held = sweep(path, "-o", out)
    retried = sweep(path, "-o", out, "--retry-failed")
    tap.ok(held.returncode == 4 and "0 runs made, 2 held before, 1 failed"
           in held.stderr and "see it again" not in held.stderr,
           "it is not made again by itself", held.stderr)
    tap.ok(retried.returncode == 4 and "see it again" in retried.stderr,
           "but by --retry-failed", retried.stderr)


def a_worker(process):
    """One of its worker processes, as soon as there is one; None if it ended."""
    while process.poll() is None:
        workers = children(process.pid)
        if workers:
            return workers[-1]
    return None


def hit(process, moment, worker):
    """Kills a worker or all of it when so many runs are recorded and a little
    more time has passed."""
    records, delay, folder = moment
    while process.poll() is None and len(list(folder.glob("*.json"))) < records:
        time.sleep(0.0005)
    time.sleep(delay)
    if not worker:
        process.kill()
    elif pid := a_worker(process):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def test_kills(tap, folder, path, wanted):
    """Moments are counted in records, as machines differ in speed.  One that
    the sweep's status does not tell of came too late: another is tried."""
    chance = random.Random(SEED)
    out, bad, hits, tries = folder / "killed", [], [0, 0], 0
    while min(hits) < ROUNDS // 2 and tries < 10 * ROUNDS:
        worker = hits[1] < hits[0]
        shutil.rmtree(out, ignore_errors=True)
        with subprocess.Popen([PROGRAM, "sweep", path, "-o", out, "-j2"],
                              stderr=subprocess.DEVNULL) as process:
            moment = chance.randrange(10), chance.uniform(0, 0.01), out / "runs"
            hit(process, moment, worker)
            status = process.wait()
        hits[worker] += status == (4 if worker else -9)
        run = sweep(path, "-o", out, "-j2")
        if (status not in (-9, 0, 4) or run.returncode != 0
                or contents(out) != wanted):
            bad.append((tries, status, run.returncode, run.stderr))
        tries += 1
    tap.ok(not bad and min(hits) >= ROUNDS // 2,
           f"kill -9 at {ROUNDS} random moments, resumed each time: "
           "the union is an undisturbed study",
           f"seed {SEED}; sweeps, workers killed: {hits} in {tries} tries", *bad)


def test_interrupt(tap, folder):
    path = scenario(folder / "long.json", {"seed": list(range(200))},
                    duration="20000 s")
    out = folder / "long"
    with subprocess.Popen([PROGRAM, "sweep", path, "-o", out, "-j2"],
                          stderr=subprocess.PIPE, text=True) as process:
        while not list(out.glob("runs/*.json")):
            time.sleep(0.01)
        second = sweep(path, "-o", out)
        process.send_signal(signal.SIGINT)
        said = process.communicate()[1]
    held = sweep(path, "-o", out, "-n").stdout.count("\theld\t")
    tap.ok(process.returncode == 130 and 0 < held < 200
           and (out / "results.csv").exists(),
           "SIGINT: what was made is saved, exit status 130", said, held)
    tap.ok(second.returncode == 2 and "another sweep" in second.stderr,
           "a second sweep of a folder at the same time is refused",
           second.stderr)


def main():
    if not os.access(PROGRAM, os.X_OK):
        skip_all("the program is not built")
    tap = Tap()
    random.seed(SEED)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        test_points(tap, folder)
        test_bad_points(tap, folder)
        path = scenario(folder / "study.json", AXES, replications=2)
        run = sweep(path, "-o", folder / "j1", "-j", "1")
        wanted = contents(folder / "j1")
        tap.ok(run.returncode == 0 and run.stdout == "" and len(wanted) == 14,
               "a study: 12 records, study.json, results.csv", run.stderr)
        test_identity(tap, folder, path, wanted)
        test_slurm(tap, folder, path, wanted)
        test_records(tap, path, wanted)
        test_growth(tap, folder, wanted)
        test_failure(tap, folder)
        test_kills(tap, folder, path, wanted)
        test_interrupt(tap, folder)
    return tap.done()


sys.exit(main())
