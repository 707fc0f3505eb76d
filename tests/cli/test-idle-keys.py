#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys that another key leaves without effect: dmmsim validate tells them, and
a run with them is the run without them.  Prints TAP."""
import glob
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from tap import Tap, skip_if_sanitized  # noqa: E402 - in the folder above

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SCENARIOS = os.path.join(os.path.dirname(os.path.dirname(HERE)), "scenarios")
SINGLE = os.path.join(SCENARIOS, "single-handover.json")
QUEUE = {"processing": {"model": "queue"}}
ESP = {"security": {"signaling": "esp"}}
RELAY, PROXY = ({"architecture": {"name": "dmm", "mode": mode}}
                for mode in ("relay", "proxy"))
CASES = [  # section, key, value, where it has no effect, and where it has
    ("processing", "queue", 3, {"processing": {}}, QUEUE),
    ("processing", "sending", True, {"processing": {}}, QUEUE),
    ("security", "integrity", "hmac-sha1-96",
     {"security": {"signaling": "authentication"}}, ESP),
    ("security", "verification", "5 ms", {}, ESP),
    ("security", "associations", "central", {}, ESP),
    ("security", "setup", "ikev2", {}, ESP),
    ("security", "setup", "ikev2",
     {"security": {"rate_limit": {"rate": 100}}}, ESP),
    ("security", "setup_processing", "5 ms", ESP,
     {"security": {"signaling": "esp", "setup": "ikev2"}}),
    ("architecture", "aggregate", False, PROXY, RELAY),
    ("architecture", "aggregation_timeout", "1 ms", PROXY, RELAY)]


def options(keys):
    for section, value in {"architecture": {"name": "dmm"}, **keys}.items():
        yield "--set"
        yield f"{section}={json.dumps(value)}"


def stated(keys, section, key, value):
    return {**keys, section: {**keys.get(section, {}), key: value}}


def dmmsim(*words):
    done = subprocess.run([DMMSIM, *words], capture_output=True, text=True,
                          check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done


def told(keys):
    return dmmsim("validate", SINGLE, *options(keys)).stderr


def digest(folder, keys):
    out = tempfile.mkdtemp(dir=folder)
    dmmsim("run", SINGLE, "-o", os.path.join(out, "r"),
           *options(keys))
    with open(os.path.join(out, "r", "manifest.json"),
              encoding="utf-8") as file:
        return json.load(file)["run_digest"]


def check(tap, folder, section, key, value, idle, used):
    words = told(stated(idle, section, key, value))
    tap.ok(f"{section}.{key} has no effect" in words,
           f"{section}.{key}: told where it has no effect", words)
    pair = [digest(folder, keys)
            for keys in (idle, stated(idle, section, key, value))]
    tap.ok(pair[0] == pair[1], f"{section}.{key}: and it has none", pair)
    words = told(stated(used, section, key, value))
    tap.ok(words == "", f"{section}.{key}: not told where it has", words)


def main():
    skip_if_sanitized("many runs")
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            check(tap, folder, *case)
        path = os.path.join(folder, "all.json")
        with open(path, "w", encoding="utf-8") as file:
            file.write(dmmsim("show", SINGLE).stdout)
        words = dmmsim("validate", path).stderr
        tap.ok(words == "", "defaults that are written out are not told", words)
    for path in sorted(glob.glob(os.path.join(SCENARIOS, "*.json"))):
        words = dmmsim("validate", path).stderr
        tap.ok("no effect" not in words,
               f"{os.path.basename(path)}: all keys have an effect", words)
    return tap.done()


sys.exit(main())
