#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two levels of anchors on random graphs, to the nanosecond.

The graphs, nodes and flows of test-closed-forms.py under hierarchical, S-GWs on
random nodes, that of the P-GW and access sites among them.  From the delays
alone: when a handover is complete, by how many messages, and which packets
arrive.  Prints TAP."""

import csv
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from tap import Tap, skip_if_sanitized  # noqa: E402 - in the folder above

spec = importlib.util.spec_from_file_location(
    "forms", os.path.join(HERE, "test-closed-forms.py"))
forms = importlib.util.module_from_spec(spec)
spec.loader.exec_module(forms)


class Core:
    """What the delays say of a case with these S-GWs."""

    def __init__(self, case, sgws):
        self.case, self.d = case, case.graph.delay
        # An access router's S-GW: the nearest, of equal ones the first.
        self.sgw = [min(sgws, key=lambda s, r=r: self.d[r][s])
                    for r in case.stays]

    def inner(self, j):
        """Attachment @j is news to the P-GW."""
        return j == 0 or self.sgw[j] != self.sgw[j - 1]

    def switch(self, j):
        """PBU acted on: by the P-GW, or by the S-GW alone."""
        c, s = self.case, self.sgw[j]
        at = c.t_up(j) + self.d[c.stays[j]][s] + c.p_s
        return at + self.d[s][c.centre] + c.p_c if self.inner(j) else at

    def bound(self, j):
        """The S-GW sends to the access router of attachment @j."""
        c, s = self.case, self.sgw[j]
        back = self.d[s][c.centre] + c.p_s if self.inner(j) else 0
        return self.switch(j) + back

    def ready(self, j):
        c = self.case
        return self.bound(j) + self.d[c.stays[j]][self.sgw[j]] + c.p_s

    def messages(self, j):
        """PBU and PBA once or twice, BRI and BRA."""
        return 6 if self.inner(j) else 2

    def latest(self, instant, at, only=lambda j: True):
        found = [j for j in range(len(self.case.stays))
                 if only(j) and instant(j) <= at]
        return found[-1] if found else None

    def arrival(self, sent):
        """At the node, or None: lost."""
        c = self.case
        at = sent + self.d[c.cn][c.centre]
        j = self.latest(self.switch, at, self.inner)
        s = self.sgw[j]
        at += self.d[c.centre][s]
        j = self.latest(self.bound, at, lambda i: self.sgw[i] == s)
        if j is None:
            return None
        at += self.d[s][c.stays[j]]
        leaves = c.t_dead(j + 1) if j + 1 < len(c.stays) else c.duration() * 2
        if at < self.ready(j) or at + c.radio > leaves:
            return None
        return at + c.radio


def run(scenario):
    with tempfile.TemporaryDirectory() as folder:
        path, out = os.path.join(folder, "s.json"), os.path.join(folder, "o")
        with open(path, "w") as f:
            json.dump(scenario, f)
        result = subprocess.run([forms.DMMSIM, "run", path, "-o", out],
                                capture_output=True, text=True, check=False)
        if result.returncode:
            raise RuntimeError(result.stderr)
        tables = []
        for name in ("handovers", "handover_flows", "flows"):
            with open(f"{out}/{name}.csv", newline="") as f:
                tables.append([r for r in csv.DictReader(f)
                               if r["node"] == "mn"])
        return tables


def ns(text):
    return round(float(text) * 1e9)


def check_handovers(core, rows):
    wrong = []
    for row in rows:
        j = int(row["handover"])
        if j == 0:
            continue
        c = core.case
        for what, got, wanted in (
                ("ready", ns(row["t_ready"]), core.ready(j)),
                ("signaling", ns(row["signaling"]),
                 core.ready(j) - c.p_s - c.t_up(j)),
                ("messages", int(row["messages"]), core.messages(j))):
            if got != wanted:
                wrong.append(f"handover {j}: {what} {got}, wanted {wanted}")
    return wrong


def check_recovery(core, rows):
    wrong = []
    for row in rows:
        j = int(row["handover"])
        wanted = core.ready(j) + core.case.radio - core.case.t_up(j)
        if row["recovery"] and ns(row["recovery"]) != wanted:
            wrong.append(f"{row['name']} at {j}: {row['recovery']}, {wanted}")
    if not any(row["recovery"] for row in rows):
        wrong.append("no recovery at all")
    return wrong


def check_packets(core, rows):
    """Each packet's fate, summed up per flow."""
    wrong = []
    for row in rows:
        j, c = int(row["name"][1:]), core.case
        start = c.t_dead(j) + c.phase[j]
        instants = [core.arrival(t)
                    for t in range(start, c.duration(), c.interval)]
        delivered = sum(t is not None and t <= c.duration() for t in instants)
        if (int(row["sent"]), int(row["delivered"])) \
                != (len(instants), delivered):
            wrong.append(f"{row['name']}: {row['delivered']} of {row['sent']}, "
                         f"wanted {delivered} of {len(instants)}")
    return wrong


def moves(**changes):
    """hierarchy-moves.json: within an area at 10 s and 30 s, out of it at
    20 s, on the same address all the time."""
    path = os.path.join(os.path.dirname(os.path.dirname(HERE)), "scenarios",
                        "hierarchy-moves.json")
    with open(path) as f:
        scenario = json.load(f)
    scenario["architecture"].update(changes)
    scenario.pop("$schema")
    return scenario


def lives(rows, direction):
    """After which handovers the flow has packets."""
    return [bool(r["t_first"]) for r in rows if r["direction"] == direction]


def test_breakout(tap):
    """A flow on the access router's prefix ends with the first move, one on the
    S-GW's with the first to another S-GW; what is not to break out goes on."""
    for kind, to, wanted, anchor in (
            ("off", [], [True, True, True], "n1"),
            ("lipa", [], [True, True, True], "n1"),
            ("lipa", ["internet"], [False, False, False], "n8"),
            ("sipto", ["internet"], [True, False, False], "n2")):
        _, at, flows = run(moves(breakout=kind, breakout_to=to))
        got = [lives(at, "down"), lives(at, "up")]
        where = {row["anchor"] for row in flows}
        tap.ok(got == [wanted, wanted] and where == {anchor},
               f"breakout {kind} to {to or 'no correspondent'}: lives on "
               f"after its moves: {wanted}", f"{got}, anchored at {where}")


def test_applications(tap):
    """One that copes with a new address breaks out wherever it is."""
    for kind in ("lipa", "sipto"):
        scenario = moves(breakout=kind, breakout_to=["internet"])
        scenario["traffic"][0]["mobility"] = "none"
        _, at, _ = run(scenario)
        got = lives(at, "down"), lives(at, "up")
        tap.ok(got == ([True] * 3, [True] * 3),
               f"breakout {kind}: an application that copes goes on", str(got))


def test_states(tap):
    """What the S-GWs hold, and say to each other by way of the P-GW."""
    for revocation, notice in ((True, False), (False, False), (False, True),
                               (True, True)):
        scenario = moves(revocation=revocation)
        scenario["access"]["detach_notice"] = notice
        scenario["mobile_nodes"][0]["motion"]["attach"].pop()
        scenario["duration"] = "29 s"
        handovers, _, _ = run(scenario)
        messages = [int(r["messages"]) for r in handovers
                    if r["handover"] != "0"]
        released = 2 if notice else 0  # the old access router's, answered
        wanted = [2 + released, 4 + 2 * revocation + released]
        tap.ok(messages == wanted, f"revocation {revocation}, notice {notice}: "
               f"{wanted} messages", str(messages))


def test_refusal(tap):
    """The P-GW's 130 reaches the access router, by way of the S-GW."""
    scenario = moves(capacity=1)
    first = scenario["mobile_nodes"][0]
    scenario["mobile_nodes"].insert(0, dict(first, name="early"))
    first["motion"] = {"model": "schedule", "attach": [["1 s", "n8"],
                                                       ["10 s", "n9"]]}
    handovers, _, _ = run(scenario)
    tap.ok([r["outcome"] for r in handovers] == ["failed"],
           "no room at the P-GW: refused after a move as well",
           str([r["outcome"] for r in handovers]))


def main():
    skip_if_sanitized("runs whole scenarios")
    tap, rng = Tap(), random.Random(forms.SEED + 7)
    kinds = set()
    for i in range(10):
        case = forms.Case(rng)
        sgws = rng.sample(range(case.graph.n), rng.randint(1, 3))
        core = Core(case, sgws)
        kinds |= {core.inner(j) for j in range(1, len(case.stays))}
        handovers, flows_at, flows = run(case.scenario(
            {"name": "hierarchical", "sgws": [f"r{s}" for s in sgws]}))
        wrong = check_handovers(core, handovers)
        wrong += check_recovery(core, flows_at)
        wrong += check_packets(core, flows)
        tap.ok(not wrong, f"graph {i}, {len(sgws)} S-GWs: delay, messages, "
               "fate of every packet", *wrong)
    tap.ok(kinds == {True, False}, "moves within and between areas were among "
           "them")
    test_breakout(tap)
    test_applications(tap)
    test_states(tap)
    test_refusal(tap)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
