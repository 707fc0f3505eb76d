# SPDX-License-Identifier: GPL-3.0-or-later
"""Small studies and what sweeps leave of them, for the tests of sweep."""

import json
import pathlib
import subprocess

from spoilt import GOOD, PROGRAM

AXES = {"architecture": ["pmipv6", {"name": "dmm", "mode": "proxy"}, "ipv6"],
        "access.l2_handover": ["5 ms", "50 ms"]}


def scenario(path, sweep, **keys):
    """The good scenario without its expectation, with a sweep."""
    document = {**GOOD, "expect": {}, "record": {}, "sweep": sweep, **keys}
    path.write_text(json.dumps(document))
    return str(path)


def dmmsim(*arguments, **options):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True,
                          text=True, timeout=120, **options)


def sweep(*arguments, **options):
    return dmmsim("sweep", *arguments, **options)


def contents(folder):
    """Every file below, octet by octet."""
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def children(pid):
    try:
        return [int(word) for word in pathlib.Path(
            f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
