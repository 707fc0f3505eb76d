# SPDX-License-Identifier: GPL-3.0-or-later
"""The good scenario and the ways to spoil it, for the tests beside."""
import json
import os
import pathlib

HERE = pathlib.Path(__file__).resolve().parent
PROGRAM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
GOOD = json.loads((HERE / "good-scenario.json").read_text())
CASES = json.loads((HERE / "bad-scenarios.json").read_text())


def merge(target, patch):
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    target = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            target.pop(key, None)
        else:
            target[key] = merge(target.get(key), value)
    return target
