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

from spoilt import CASES, GOOD, PROGRAM, merge


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
        print("1..0 # SKIP the program is not built")
        return 0
    print(f"1..{len(CASES) + 1}")
    failures = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        path = folder / "good-scenario.json"
        path.write_text(json.dumps(GOOD))
        run = subprocess.run([PROGRAM, "validate", str(path)],
                             capture_output=True, text=True)
        print("ok 1" if run.returncode == 0 else "not ok 1", "- the good file")
        failures += run.returncode != 0
        if run.returncode:
            print("#", run.stderr)
        for number, case in enumerate(CASES, 2):
            fault = refusal(case, folder)
            print("not ok" if fault else "ok", number, "-", case["name"])
            if fault:
                failures += 1
                print("#", fault.replace("\n", "\n# "))
    return 1 if failures else 0


sys.exit(main())
