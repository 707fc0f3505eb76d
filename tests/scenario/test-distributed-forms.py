#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Without a CMD, too, oracle mode reproduces the closed forms to the nanosecond.

The graphs, nodes and packets of test-closed-forms.py, under dmm-distributed
with each kind of look-up.  Who keeps a node's record in the hash table is
computed here, from SHA-256 of its identifier and of the MAARs' addresses.
Prints TAP."""

import bisect
import hashlib
import importlib.util
import ipaddress
import json
import os
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from tap import Tap  # noqa: E402 - in the folder above

spec = importlib.util.spec_from_file_location(
    "closed_forms", os.path.join(HERE, "test-closed-forms.py"))
base = importlib.util.module_from_spec(spec)
spec.loader.exec_module(base)

POINTS = 4
SCHEMES = {
    "hint": {"lookup": "hint"},
    "dht, one copy": {"lookup": "dht", "replication": 1, "points": POINTS},
    "dht, three copies": {"lookup": "dht", "replication": 3, "points": POINTS},
    "flood": {"lookup": "flood", "flood_timeout": "1 s"},
}


def place(octets):
    return int.from_bytes(hashlib.sha256(octets).digest()[:8], "big")


def in_charge(case, node, copies):
    """Routers that keep the record of @node, the first one first."""
    points = []
    for i, router in enumerate(case.stays):
        address = ipaddress.IPv6Address(f"2001:db8:{router + 1:x}::1").packed
        points += [(place(address + number.to_bytes(2, "big")), i, router)
                   for number in range(POINTS)]
    points.sort()
    at = bisect.bisect_left(points, (place(f"{node}@example.net".encode()),))
    found = []
    for _, _, router in points[at:] + points[:at]:
        if router not in found:
            found.append(router)
    return found[:copies]


class Prediction(base.Prediction):
    """2 c_i + p_p + p_s + w after the look-up."""

    def __init__(self, case, scheme):
        self.own = SCHEMES[scheme]
        self.members = in_charge(case, "mn", self.own.get("replication", 1))
        super().__init__(case, scheme)

    def lookup(self, s, p):
        """Until the MAAR at @s knows that @p is a previous one."""
        case, d = self.case, self.d
        if self.own["lookup"] == "hint":
            return 0
        asked = self.members[0] if self.own["lookup"] == "dht" else p
        return 0 if asked == s else 2 * d[s][asked] + case.p_p + case.p_s

    def handover(self, j):
        case, d = self.case, self.d
        s = case.stays[j]
        instants = {}
        for p in case.stays[:j]:
            switched = case.t_up(j) + self.lookup(s, p) + d[s][p] + case.p_p
            instants[p] = (switched, switched + d[p][s] + case.p_s)
        return instants

    def previous(self, j):
        return j

    def messages(self, j):
        others = len([m for m in self.members if m != self.case.stays[j]])
        return 2 * j + {"hint": 0, "dht": 2 * others,
                        "flood": len(self.case.stays) - 1 + j}[
                            self.own["lookup"]]


base.Prediction = Prediction


def examine(case, scheme, folder):
    """What is wrong, as text."""
    architecture = {"name": "dmm-distributed", "release": case.release,
                    **SCHEMES[scheme]}
    path, out = (os.path.join(folder, name) for name in ("case.json", "out"))
    with open(path, "w") as f:
        json.dump(case.scenario(architecture), f, indent=1)
    run = subprocess.run([base.DMMSIM, "run", path, "-o", out],
                         capture_output=True, text=True)
    if run.returncode:
        return [f"exit {run.returncode}", *run.stderr.splitlines()]
    return base.compare(case, scheme, out)


def main():
    tap = Tap()
    print(f"# seed {base.SEED}")
    for g in range(base.GRAPHS):
        case = base.Case(random.Random(base.SEED + g))
        for scheme in SCHEMES:
            with tempfile.TemporaryDirectory() as folder:
                wrong = examine(case, scheme, folder)
            tap.ok(not wrong, f"graph {g}, {len(case.stays)} stays, {scheme}: "
                   "recovery, loss, messages, stretch, tunnels", *wrong)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
