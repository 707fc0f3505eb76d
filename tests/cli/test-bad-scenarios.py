#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad scenario files are refused: exit status 2, the path of the fault and what
would be right on stderr, nothing else left behind.

bad-scenarios.json holds them: a text of its own, or what spoils
good-scenario.json in one place (a merge patch), with the path and the words
that the message must contain.  Prints TAP."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap, skip_all  # noqa: E402 - in the folder above

from spoilt import CASES, GOOD, PROGRAM, merge  # noqa: E402 - beside this file


def refusal(case, folder):
    """What is wrong with how the program takes the case, or ""."""
    path = folder / "case.json"
    text = case.get("text")
    if text is None:
        text = json.dumps(merge(GOOD, case["patch"]))
    path.write_bytes(text.encode())
    for arguments in (["validate", str(path)],
                      ["run", "-o", str(folder / "out"), str(path)]):
        run = subprocess.run([PROGRAM] + arguments, capture_output=True,
                             text=True, cwd=folder, timeout=60)
        if run.returncode != 2:
            return f"{arguments[0]}: exit status {run.returncode}: {run.stderr}"
        for wanted in (str(path), case["path"], case["words"]):
            if wanted not in run.stderr:
                return f"{arguments[0]}: no {wanted!r} in {run.stderr!r}"
    left = sorted(p.name for p in folder.iterdir())
    return "" if left == ["case.json", "good-scenario.json"] else f"left {left}"


def main():
    if not os.access(PROGRAM, os.X_OK):
        skip_all("the program is not built")
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        path = folder / "good-scenario.json"
        path.write_text(json.dumps(GOOD))
        run = subprocess.run([PROGRAM, "validate", str(path)],
                             capture_output=True, text=True)
        tap.ok(run.returncode == 0, "the good file", run.stderr)
        for case in CASES:
            fault = refusal(case, folder)
            tap.ok(not fault, case["name"], fault)
    return tap.done()


sys.exit(main())
