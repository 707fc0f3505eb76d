#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chaos: random small scenarios of every architecture, drawn from a seed with
keys of all sections (scenarios.py), and those that once failed (kept/).  Each
is accepted or refused with a message; accepted, it

- ends, with status 0, within bounds of events, memory and time;
- balances its books and holds the models' invariants after every event;
- has the same digest when it is made again from its own record.

CHAOS_SEEDS ("0-299", "17") says which, "make chaos" runs many.  What failed is
left in CHAOS_KEEP, if that is set.  Prints TAP."""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
sys.path.insert(0, HERE)
from tap import Tap, skip_if_sanitized  # noqa: E402 - in the folder above
import scenarios  # noqa: E402 - beside

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SEEDS = os.environ.get("CHAOS_SEEDS", "")
KEEP = os.environ.get("CHAOS_KEEP")
JOBS = int(os.environ.get("CHAOS_JOBS", "1"))
BOUNDS = ["--check-invariants", "1", "--max-events", "2000000",
          "--max-memory", "1 GiB", "--max-wall", "300 s"]


def program(*arguments):
    return subprocess.run([DMMSIM, *arguments], check=False, timeout=900,
                          capture_output=True, text=True)


def seeds():
    """Of a short run; of "0-299"; of "17"."""
    first, _, last = (SEEDS or "0-71").partition("-")
    return range(int(first), int(last or first) + 1)


def verdict(path, folder):
    """What is wrong with a scenario that is accepted, or None."""
    results = os.path.join(folder, "results")
    run = program("run", path, "-o", results, *BOUNDS)
    if run.returncode != 0:
        return f"run: status {run.returncode}\n{run.stderr}"
    again = program("replay", results)
    if again.returncode != 0:
        return f"replay: status {again.returncode}\n{again.stderr}"
    return None


def composed(seed, schema, folder):
    """Path of the seed's scenario."""
    kinds = [kind for kind in schema["properties"]["architecture"]["anyOf"]
             if "properties" in kind]
    path = os.path.join(folder, f"chaos-{seed}.json")
    document = scenarios.compose(seed, schema, kinds[seed % len(kinds)])
    scenarios.settle(DMMSIM, document, path)
    return path


def try_one(make):
    """(name, what is wrong) of the scenario that make() leaves in a folder."""
    with tempfile.TemporaryDirectory() as folder:
        path = "scenario"
        try:
            path = make(folder)
            with open(path, encoding="utf-8") as file:
                kind = json.load(file)["architecture"]
            wrong = verdict(path, folder)
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            return os.path.basename(path), str(error)
        if wrong and KEEP:
            os.makedirs(KEEP, exist_ok=True)
            shutil.copy(path, KEEP)
        name = os.path.basename(path)[:-5]
        return f"{name}: {kind.get('name', kind)}", wrong


def main():
    if not SEEDS:
        skip_if_sanitized("make chaos runs it so")
    schema = json.loads(program("schema").stdout)["$defs"]["scenario"]
    makers = [lambda folder, seed=seed: composed(seed, schema, folder)
              for seed in seeds()]
    makers += [lambda folder, path=path: shutil.copy(path, folder)
               for path in sorted(glob.glob(f"{HERE}/kept/*.json"))]
    tap = Tap()
    with ThreadPoolExecutor(JOBS) as pool:
        for name, wrong in pool.map(try_one, makers):
            tap.ok(wrong is None, name, *([wrong] if wrong else []))
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
