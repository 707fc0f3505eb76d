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

try:
    import jsonschema
except ImportError:
    print("1..0 # SKIP python3-jsonschema is not installed")
    sys.exit(0)

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
        print("1..0 # SKIP the program is not built")
        return 0
    schema = json.loads(output("schema"))
    jsonschema.Draft202012Validator.check_schema(schema)
    results = list(verdicts(jsonschema.Draft202012Validator(schema)))
    print(f"1..{len(results)}")
    for number, (name, valid, wanted) in enumerate(results, 1):
        print("ok" if valid == wanted else "not ok", number, "-", name,
              "valid" if wanted else "invalid")
    return 0 if all(valid == wanted for _, valid, wanted in results) else 1


sys.exit(main())
