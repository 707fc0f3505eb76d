#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""dmmsim replay: a run made again from its own record is the same run."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "tests"))
from tap import Tap  # noqa: E402

DMMSIM = os.path.abspath(
    os.path.join(os.environ.get("top_builddir", "."), "dmmsim"))
SCENARIOS = os.path.abspath(
    os.path.join(os.environ.get("top_srcdir", "."), "scenarios"))
MODES = os.path.join(SCENARIOS, "mode-comparison.json")

tap = Tap()


def dmmsim(*words):
    return subprocess.run([DMMSIM, *words], capture_output=True, text=True,
                          check=False)


def run(folder, *words):
    done = dmmsim("run", MODES, "-o", folder, *words, "--set",
                  'access.l2_handover={"uniform":["10 ms","30 ms"]}')
    assert done.returncode == 0, done.stderr


def replay(status, name, *words, says=()):
    done = dmmsim("replay", *words)
    said = done.stdout + done.stderr
    good = done.returncode == status and all(word in said for word in says)
    tap.ok(good, name, "" if good else f"status {done.returncode}\n{said}")
    return done.stdout


def change(folder, name, edit):
    path = os.path.join(folder, name)
    with open(path, encoding="utf-8") as file:
        content = json.load(file)
    edit(content)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file)


def tables(folder):
    """Every file but the manifest, which tells time and memory."""
    content = {}
    for name in sorted(os.listdir(folder)):
        if name != "manifest.json":
            with open(os.path.join(folder, name), "rb") as file:
                content[name] = file.read()
    return content


def main():
    run("one", "--seed", "18446744073709551615")
    replay(0, "a run is the same again", "one", says=["same: one"])
    replay(0, "and written", "one", "-o", "again")
    tap.ok(tables("one") == tables("again"), "to the octet")
    replay(0, "what was written can be replayed", "again")
    os.mkdir("elsewhere")
    shutil.move("again", "elsewhere/again")
    replay(0, "wherever it lies", "elsewhere/again")

    run("many", "-a", "pmipv6,dmm", "--set", "replications=3")
    said = replay(0, "a group of replications", "many")
    tap.ok(said.count("same: ") == 6 and "recorded" not in said,
           "each of them, and of nothing that changed", said)
    digests = {line.split()[-1] for line in said.splitlines()}
    tap.ok(len(digests) == 6, "which are different runs", said)
    replay(0, "the last replication alone", "many/dmm/replication-2",
           says=["replication 2"])
    with open("study.json", "w", encoding="utf-8") as file:
        json.dump({"extends": MODES, "expect": {},
                   "sweep": {"architecture": ["pmipv6", "dmm"]}}, file)
    dmmsim("sweep", "study.json", "-o", "study")
    said = replay(0, "the records of a study", "study")
    tap.ok(said.count("same: ") == 2 and "recorded" not in said,
           "of which nothing has changed", said)
    replay(2, "several runs have no one folder to go to", "many", "-o", "x",
           says=["holds 6 runs"])

    shutil.copytree("one", "edited")
    change("edited", "scenario.json",
           lambda s: s["access"].update(l2_handover="21 ms"))
    replay(1, "another scenario makes another run", "edited",
           says=["differs: edited", "scenario, or the files it names"])
    shutil.copytree("one", "older")
    change("older", "manifest.json",
           lambda m: m.update(version="0.0.9", run_digest="0" * 32))
    replay(1, "another digest differs and versions are told", "older",
           says=["differs: older", "0" * 32, "version: recorded 0.0.9, now "])
    shutil.copytree("one", "cut")
    change("cut", "manifest.json", lambda m: m.update(complete=False))
    replay(1, "a run that was cut short cannot be confirmed", "cut",
           says=["cut short"])
    replay(2, "a folder that is not there is bad input", "nowhere")
    shutil.copytree("one", "damaged")
    with open("damaged/scenario.json", "w", encoding="utf-8") as file:
        file.write("{")
    replay(2, "a damaged scenario is bad input", "damaged")
    replay(2, "no run is bad usage")
    tap.ok(not [name for name in os.listdir(".") if ".part" in name],
           "nothing is left behind", os.listdir("."))


with tempfile.TemporaryDirectory() as scratch:
    os.chdir(scratch)
    main()
    os.chdir("/")
sys.exit(tap.done())
