#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""dmmsim compare: what is a regression, how it is told, how it is blessed."""
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "tests"))
from tap import Tap  # noqa: E402

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SCENARIOS = os.path.join(os.environ.get("top_srcdir", "."), "scenarios")
SMALL = os.path.join(SCENARIOS, "single-handover.json")
MODES = os.path.join(SCENARIOS, "mode-comparison.json")
T_0975_2 = 4.302653  # Student, two degrees of freedom, from tables

tap = Tap()


def dmmsim(*words):
    return subprocess.run([DMMSIM, *words], capture_output=True, text=True,
                          check=False)


def run(scenario, folder, *words):
    done = dmmsim("run", scenario, "-o", folder, *words)
    assert done.returncode == 0, done.stderr
    return folder


def compare(status, name, *words, says=None):
    """Compares and expects a status, and a line that holds some words."""
    done = dmmsim("compare", *words)
    good = done.returncode == status
    if says is not None:
        good = good and any(all(word in line for word in says)
                            for line in (done.stdout + done.stderr).splitlines())
    tap.ok(good, name, "" if good else
           f"status {done.returncode}\n{done.stdout[:2000]}{done.stderr}")
    return done.stdout


def spoilt(folder, copy, name, change):
    """A copy of a result folder with one JSON file changed."""
    shutil.copytree(folder, copy)
    path = os.path.join(copy, name)
    with open(path, encoding="utf-8") as file:
        content = json.load(file)
    change(content)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file)
    return copy


def metrics(folder):
    with open(os.path.join(folder, "summary.json"), encoding="utf-8") as file:
        return json.load(file)["metrics"]


def single_runs():
    base = run(SMALL, "base")
    compare(0, "a run is equal to itself", base, base, says=["0 failed"])
    slow = run(SMALL, "slow", "--set", 'access.l2_handover="60 ms"')
    compare(1, "a changed constant of the scenario fails and names the metric",
            base, slow, says=["differs: handover.interruption:"])
    dmm = run(SMALL, "dmm", "-a", "dmm")
    later = run(SMALL, "later", "-a", "dmm", "--set",
                'protocol.binding_lifetime="8 s"')
    compare(1, "a changed constant of the protocol fails and names the metric",
            dmm, later, says=["differs: signaling.messages:"])
    compare(0, "what is asked for alone is compared", base, slow,
            "--metric", "handover.recovery", says=["1 compared: 1 equal"])
    compare(0, "what is to be ignored is", base, slow, "--metric",
            "handover.i*", "--ignore", "handover.interruption*", "--metric",
            "handover.recovery", says=["1 compared"])
    compare(1, "nothing to compare is no success", base, slow, "--metric",
            "failover.time", says=["nothing to compare"])
    compare(1, "--exact asks for equal digests", base, slow, "--exact", "-m",
            "handover.recovery", says=["digest differs", "run digest"])
    return base, slow


def tolerances(base, slow):
    old = metrics(base)["handover.interruption"]["mean"]
    new = metrics(slow)["handover.interruption"]["mean"]
    only = ["--metric", "handover.interruption"]
    relative = (new - old) / old
    for factor, status in ((1.001, 0), (0.999, 1)):
        compare(status, f"relative tolerance of {factor} times the difference",
                base, slow, *only, "--tolerance",
                f"handover.interruption={relative * factor}")
        compare(status, f"absolute tolerance of {factor} times the difference",
                base, slow, *only, "--absolute",
                f"handover.interruption={(new - old) * factor}")
    compare(0, "both add up", base, slow, *only, "--absolute",
            f"handover.interruption={(new - old) / 2}", "--tolerance",
            f"handover.interruption={relative * 0.501}")
    compare(0, "a tolerance holds for a pattern", base, slow, "--tolerance",
            "*=3")
    for wrong in ("handover.interuption=1", "handover.flow=x",
                  "handover.flow=-1", "handover.flow=nan", "=1", "handover.flow",
                  "handover.x*=1"):
        compare(2, f"--tolerance {wrong} is bad usage", base, slow,
                "--tolerance", wrong)


def broken_values(base):
    name = "handover.recovery"

    def missing(summary):
        del summary["metrics"][name]

    def empty(summary):
        summary["metrics"][name].update(
            n=0, mean=None, min=None, max=None, p50=None, p95=None, p99=None)

    def null(summary):
        summary["metrics"][name]["mean"] = None

    def foreign(summary):
        summary["metrics"]["handover.joy"] = summary["metrics"][name]

    for change, verdict in ((missing, "missing"), (empty, "missing"),
                            (null, "no number"), (foreign, "unknown")):
        copy = spoilt(base, "spoilt-" + change.__name__, "summary.json", change)
        what = "handover.joy" if change is foreign else name
        compare(1, f"{change.__name__} in NEW is a failure", base, copy,
                says=[verdict + ":", what])
        compare(1, f"{change.__name__} is so whatever the tolerance", base,
                copy, "--tolerance", "*=1000", says=[verdict + ":", what])
    compare(1, "what appears is a failure", "spoilt-empty", base,
            says=["appeared: " + name])
    compare(1, "no number in BASE is a failure", "spoilt-null", base,
            says=["no number: " + name])
    compare(0, "unless it is allowed to", "spoilt-empty", base, "--allow-new",
            says=["new: " + name])
    cut = spoilt(base, "cut", "manifest.json",
                 lambda manifest: manifest.update(complete=False))
    compare(1, "a run that was cut short is a failure", base, cut,
            says=["incomplete: run"])
    compare(2, "a folder that is none is bad input", base, "nowhere")
    os.mkdir("other")
    compare(2, "a folder without results is bad input", base, "other")


def replications():
    some = ["-a", "pmipv6,dmm", "--set", "replications=3"]
    law = '{"uniform":["10 ms","30 ms"]}'
    base = run(MODES, "many", *some, "--set", f"access.l2_handover={law}")
    more = run(MODES, "more", *some, "--set", f"access.l2_handover={law}",
               "--set", 'access.radio.delay="1.5 ms"')
    compare(1, "replications: the paired interval decides", base, more,
            says=["differs: delay.oneway (architecture=dmm)",
                  "paired difference", "excludes 0"])
    wide = run(MODES, "wide", *some, "--set",
               'access.l2_handover={"uniform":["10 ms","50 ms"]}')
    report = json.loads(dmmsim("compare", base, wide, "--json").stdout)
    for item in report["items"]:
        if (item["case"], item["metric"]) == ("architecture=dmm",
                                              "handover.interruption"):
            break
    pairs = [[metrics(f"{folder}/dmm/replication-{i}")["handover.interruption"]
              ["mean"] for i in range(3)] for folder in (base, wide)]
    differences = [new - old for old, new in zip(*pairs)]
    mean = statistics.mean(differences)
    half = T_0975_2 * statistics.stdev(differences) / 3 ** 0.5
    tap.ok(half > 0 and abs(item["low"] - (mean - half)) < 1e-6 * half
           and abs(item["high"] - (mean + half)) < 1e-6 * half,
           "the bounds are Student's", f"{item} {mean} {half}")
    other = run(MODES, "other-seed", *some, "--seed", "99", "--set",
                f"access.l2_handover={law}")
    compare(0, "other seeds are not paired, nor significant", base, other,
            "-m", "handover.interruption", "--confidence", "99.9",
            says=["0 failed"])
    report = json.loads(compare(0, "unpaired is told", base, other, "--json",
                                "-m", "handover.interruption",
                                "--confidence", "99.9"))
    tap.ok(all("unpaired" in item["why"] for item in report["items"]),
           "in each item", report)
    fewer = run(MODES, "fewer", "-a", "pmipv6,dmm", "--set", "replications=2",
                "--set", f"access.l2_handover={law}")
    compare(1, "a replication that is missing is a failure", base, fewer,
            says=["missing: runs (architecture=dmm)", "replication 2"])
    lone = run(MODES, "lone", "-a", "pmipv6,ipv6", "--set", "replications=3",
               "--set", f"access.l2_handover={law}")
    compare(1, "a case that is missing is a failure", base, lone,
            says=["missing: runs (architecture=dmm)", "no such case"])


def reports(base, slow):
    asked = ["--metric", "handover.*"]
    report = json.loads(compare(1, "--json", base, slow, "--json", *asked))
    failed = {item["metric"] for item in report["items"] if not item["ok"]}
    suite = ElementTree.fromstring(
        compare(1, "--junit", base, slow, "--junit", *asked)).find("testsuite")
    cases = suite.findall("testcase")
    tap.ok(suite.get("tests") == str(len(cases)) == str(report["compared"]),
           "JUnit and JSON have every metric")
    tap.ok({case.get("name") for case in cases
            if case.find("failure") is not None} == failed != set(),
           "and the same failures", failed)
    tap.ok(suite.get("failures") == str(len(failed)) == str(report["failed"]),
           "and count them")
    text = compare(1, "--tap", base, slow, "--tap", *asked)
    lines = text.splitlines()
    tap.ok(lines[-1] == f"1..{report['compared']}"
           and sum(line.startswith("not ok ") for line in lines) == len(failed),
           "TAP has a plan and the same failures", text)
    if shutil.which("prove"):
        with open("passes.tap", "w", encoding="utf-8") as file:
            file.write(compare(0, "--tap of equals", base, base, "--tap"))
        with open("fails.tap", "w", encoding="utf-8") as file:
            file.write(text)
        for name, status in (("passes", 0), ("fails", 1)):
            done = subprocess.run(["prove", "--exec", "cat", name + ".tap"],
                                  capture_output=True, text=True, check=False)
            tap.ok(done.returncode == status, f"prove says {name}", done.stdout)
    else:
        tap.ok(True, "prove agrees # SKIP prove is not installed")
    compare(2, "two formats are bad usage", base, slow, "--tap", "--json")


def blessing(base, slow):
    compare(0, "--bless makes a first BASE", "kept/it", base, "--bless",
            "as measured for the paper")
    compare(0, "which is then BASE", "kept/it", base, says=["0 failed"])
    compare(0, "--bless with a reason replaces it", "kept/it/", slow, "--bless",
            "slower radio")
    compare(0, "as a whole", "kept/it", slow, "--exact", says=["0 failed"])
    with open("kept/it/blessed.json", encoding="utf-8") as file:
        history = json.load(file)["history"]
    tap.ok([entry["reason"] for entry in history]
           == ["as measured for the paper", "slower radio"],
           "reasons are kept", history)
    tap.ok(any("handover.interruption" in line
               for line in history[1]["changes"]), "with what changed")
    tap.ok(os.listdir("kept") == ["it"], "nothing is left beside it",
           os.listdir("kept"))
    compare(2, "an empty reason is none", "kept/it", base, "--bless", " ")
    compare(1, "what was cut short is not blessed", "kept/it", "cut", "--bless",
            "why not", says=["not blessed"])
    compare(0, "and BASE stays", "kept/it", slow, "--exact")
    os.mkdir("mine")
    with open("mine/file", "w", encoding="utf-8") as file:
        file.write("precious")
    compare(2, "a folder of something else is not replaced", "mine", base,
            "--bless", "by mistake")
    tap.ok(os.listdir("mine") == ["file"], "and not touched")


def main():
    base, slow = single_runs()
    tolerances(base, slow)
    broken_values(base)
    replications()
    reports(base, slow)
    blessing(base, slow)


with tempfile.TemporaryDirectory() as scratch:
    DMMSIM, SMALL, MODES = map(os.path.abspath, (DMMSIM, SMALL, MODES))
    os.chdir(scratch)
    main()
    os.chdir("/")
sys.exit(tap.done())
