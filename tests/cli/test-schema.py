#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON Schema and the loader agree, as far as a schema can tell.

Every shipped scenario, its resolved form and the good file are valid; of
bad-scenarios.json exactly those marked "schema" are not.  The validator is
python3-jsonschema.  Prints TAP."""

import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap, skip_all  # noqa: E402 - in the folder above

try:
    import jsonschema
except ImportError:
    skip_all("python3-jsonschema is not installed")

from spoilt import CASES, GOOD, HERE, PROGRAM, merge


def output(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True,
                          check=True, text=True).stdout


def verdicts(validator):
    """(name, is valid, should be valid) of every file."""
    shipped = sorted(
        path
        for path in HERE.parent.parent.joinpath("scenarios").glob("*.json")
        if not path.name.endswith(".schema.json"))
    for path in shipped + [HERE / "good-scenario.json"]:
        written = json.loads(path.read_text())
        resolved = json.loads(output("show", str(path)))
        yield path.name, validator.is_valid(written), True
        yield path.name + " resolved", validator.is_valid(resolved), True
    for case in CASES:
        if "patch" in case:
            spoilt = merge(GOOD, case["patch"])
            yield case["name"], validator.is_valid(spoilt), not case["schema"]


def main():
    if not os.access(PROGRAM, os.X_OK):
        skip_all("the program is not built")
    schema = json.loads(output("schema"))
    jsonschema.Draft202012Validator.check_schema(schema)
    tap = Tap()
    for name, valid, wanted in verdicts(
            jsonschema.Draft202012Validator(schema)):
        tap.ok(valid == wanted, f"{name} {'valid' if wanted else 'invalid'}")
    return tap.done()


sys.exit(main())
