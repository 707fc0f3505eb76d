#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What loss of signalling costs a handover (S11): simulations against section
9 of doc/closed-forms.md, which lost_signaling.py computes, and that against the
table of the field.  Each share of handovers with a certain delay, and each
mean, lies within an interval of 99 % for all of them together.  Prints TAP."""

import collections
import csv
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
import lost_signaling as law  # noqa: E402 - in the folders above
from tap import Tap, skip_if_sanitized  # noqa: E402

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SCENARIO = os.path.join(os.path.dirname(os.path.dirname(HERE)), "scenarios",
                        "lost-answers.json")
RARE = 10  # observations expected; outcomes with fewer are taken together
TESTS = 120  # not less than are made: each share, each mean
Z = statistics.NormalDist().inv_cdf(1 - 0.005 / TESTS)

# Extra seconds per handover, T0 = 1 s: PMIPv6, relay with k = 1, 3, 5.
TABLE = {0.001: (0.002007, 0.004026, 0.008101, 0.012226),
         0.01: (0.020725, 0.042775, 0.091373, 0.147023),
         0.05: (0.121118, 0.294897, 1.029796, 5.694238)}


def dmmsim(verb, p, k, *options, words=()):
    """A verb on the scenario with k previous MAARs."""
    leaves = ",".join(f'"leaf{i + 1}"' for i in range(k + 1))
    settings = [f"topology.generate.star.loss={p}", f"sites.access=[{leaves}]",
                "expect={}", *options]
    done = subprocess.run(
        [DMMSIM, verb, SCENARIO, *words,
         *(word for option in settings for word in ("--set", option))],
        capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def run(folder, p, k, *options):
    """The results' folder of one run."""
    out = tempfile.mkdtemp(dir=folder)
    dmmsim("run", p, k, *options, words=("-o", out))
    return out


def ok(tap, good, name, *why):
    """What was found is told of failures alone."""
    tap.ok(good, name, *(() if good else why))


def rows(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return list(csv.DictReader(file))


def shares(distribution, n):
    """The outcomes expected often enough to be counted, the rest as one."""
    often = {x: w for x, w in distribution.items() if w * n >= RARE}
    rest = 1 - sum(often.values())
    return often, rest


def hold_shares(tap, name, distribution, observed):
    """Each outcome as often as it should be; nothing else but rarities."""
    n = len(observed)
    often, rest = shares(distribution, n)
    counts = collections.Counter(x if x in often else None for x in observed)
    why = []
    for x, weight in [*often.items(), (None, rest)]:
        slack = Z * math.sqrt(n * weight * (1 - weight)) + 1
        if abs(counts[x] - n * weight) > slack:
            why.append(f"{x}: {counts[x]} of {n}, expected {n * weight:.1f} "
                       f"+- {slack:.1f}")
    ok(tap, not why, f"{name}: {len(often)} delays, each as often as the law "
       "says", *why)
    known = set(distribution)
    strange = [x for x in observed if x not in known]
    ok(tap, not strange, f"{name}: no delay that the law does not know",
       *strange[:5])


def hold_mean(tap, name, distribution, observed):
    got, want = statistics.fmean(observed), law.mean(distribution)
    slack = (Z * law.deviation(distribution)
             / math.sqrt(len(observed)))
    ok(tap, abs(got - want) <= slack, f"{name}: mean delay",
       f"{got:.5f} s, law {want:.5f} +- {slack:.5f}")


def registrations(out):
    return [round(float(row["signaling"]), 9)
            for row in rows(out, "handovers.csv")
            if row["outcome"] == "completed"]


# ---- the field's table -----------------------------------------------------
def test_table(tap):
    for p, values in TABLE.items():
        for k, value in zip((0, 1, 3, 5), values):
            got = law.mean_wait((1 - p) ** law.messages(k))
            ok(tap, abs(got - value) < 1e-6, f"p = {p}, k = {k}: {value} s",
               f"got {got}")


# ---- predict ---------------------------------------------------------------
def predicted(p, k, *options):
    laws = json.loads(dmmsim("predict", p, k, *options,
                             words=("--all", "--format", "json")))[0]["laws"]
    return {law["metric"]: (law["predicted"], law["why_not"])
            for law in laws if law["section"] == "9"}


def test_predict(tap):
    relay, proxy = "architecture.mode=relay", "architecture.mode=proxy"
    for p, k in ((0.001, 1), (0.01, 5), (0.3, 3)):
        course = law.Course(p, k)
        alone = law.Course(p, 0)
        for option, want in ((relay, course.rounds()),
                             (proxy, course.proxied()),
                             ('architecture="pmipv6"', alone.rounds())):
            got = predicted(p, k, option, "protocol.retransmit.limit=1000000")
            ok(tap, len(got) == 2 and all(
                value and abs(value - law.mean(want)) < 1e-8 * law.mean(want)
                for value, _ in got.values()),
               f"predict, {option}, p = {p}, k = {k}", got, law.mean(want))
    for option, why in (
            ("architecture.retransmit_updates=true", "CMD retransmits"),
            ("architecture.aggregation_timeout=1 s", "answers in part"),
            ("architecture.mode=locator", "no law here"),
            ("topology.generate.star.loss=0", "nothing is lost"),
            ("access.radio.loss=0.1", "the radio loses")):
        got = predicted(0.01, 3, option)
        ok(tap, len(got) == 2 and all(value is None and why in reason
                                      for value, reason in got.values()),
           f"predict has no law: {why}", got)


# ---- waits -----------------------------------------------------------------
def test_rounds(tap, folder):
    """The serving MAAR alone, or the MAG, retransmits."""
    for p, k in ((0.01, 0), (0.05, 0), (0.01, 1), (0.01, 3), (0.05, 3),
                 (0.05, 5)):
        options = ['architecture="pmipv6"']
        name = f"pmipv6, p = {p}"
        if k:
            options = []
            name = f"relayed once, p = {p}, k = {k}"
        out = run(folder, p, max(k, 1), *options)
        want = law.Course(p, k).rounds()
        got = registrations(out)
        hold_shares(tap, name, want, got)
        hold_mean(tap, name, want, got)


def test_other_modes(tap, folder):
    for mode, law_of in (("proxy", law.Course.proxied),
                         ("locator", lambda it: it.located(0.004))):
        want = law_of(law.Course(0.05, 3))
        got = registrations(run(folder, 0.05, 3, f'architecture.mode="{mode}"'))
        hold_shares(tap, f"{mode}, relayed once", want, got)
        hold_mean(tap, f"{mode}, relayed once", want, got)


def test_repeated(tap, folder):
    """The CMD retransmits each leg, at the same times or at its own."""
    for p, k, central in ((0.01, 3, 1.0), (0.05, 1, 1.0), (0.05, 5, 1.0),
                          (0.05, 5, 0.1)):
        out = run(folder, p, k, "architecture.retransmit_updates=true",
                  'architecture.update_retransmit={"initial":"%g s",'
                  '"max":"32 s","limit":30}' % central)
        want = law.Course(p, k, central=central).repeated()
        got = registrations(out)
        name = f"the CMD retransmits after {central} s, p = {p}, k = {k}"
        hold_shares(tap, name, want, got)
        hold_mean(tap, name, want, got)


# ---- the aggregation timeout -----------------------------------------------
def recoveries(out):
    """Of the flow anchored elsewhere than at the new router."""
    to = {(row["node"], row["handover"]): row["to"]
          for row in rows(out, "handovers.csv")}
    return [float(row["recovery"]) if row["recovery"] else math.inf
            for row in rows(out, "handover_flows.csv")
            if row["anchor"] != to[row["node"], row["handover"]]]


def test_aggregation(tap, folder):
    """All late becomes one late: what is lost for another previous MAAR costs a
    flow the timeout of the CMD, not that of a retransmission."""
    p, k, timeout, w, a = 0.05, 3, 0.1, 0.001, 0.006
    leg, answered = (1 - p) ** 2, (1 - p) ** 2
    for limit, want in (
            ("100 ms", {4 * a + w: answered * leg ** k,
                       2 * a + timeout + w:
                       answered * leg * (1 - leg ** (k - 1)),
                       math.inf: 1 - answered * leg}),
            ("inf", {4 * a + w: answered * leg ** k, 2 * a + timeout + w: 0,
                     math.inf: 1 - answered * leg ** k})):
        got = recoveries(run(
            folder, p, k, "architecture.retransmit_updates=true",
            f"architecture.aggregation_timeout={limit}"))
        n = len(got)
        counts = collections.Counter(
            round(x, 9) if x < 1 else math.inf for x in got)
        ok(tap, sum(counts[round(x, 9)] for x in want) == n > 3000,
               f"aggregation timeout {limit}: {n} delays, all of them known",
           counts)
        for (delay, weight), what in zip(
                want.items(), ("at once", "after the timeout", "over 1 s")):
            slack = Z * math.sqrt(n * weight * (1 - weight))
            ok(tap, abs(counts[round(delay, 9)] - n * weight) <= slack,
               f"aggregation timeout {limit}: so many flows go on {what}",
               f"{counts[round(delay, 9)]} of {n}, expected "
               f"{n * weight:.1f} +- {slack:.1f}")


# ---- nobody answers --------------------------------------------------------
# Who is silent; architecture; who repeats its message, how often in each
# exchange, how many exchanges in 340 s (copies after 1, 2, 4, 8, 16 s and 32 s
# until it is given up make 63 s); outcome of the handover.
HUB, ANCHOR = "hub", "leaf1"
SILENT = [
    (HUB, {"name": "pmipv6"}, "MAG@leaf2", "PBU", 1, "failed"),
    (HUB, {"name": "hierarchical", "sgws": ["hub"]}, "MAG@leaf2", "PBU", 1,
     "failed"),
    (HUB, {"name": "mipv6"}, "MN@*", "BU", 4, "failed"),
    (HUB, {"name": "nemo"}, "MN@*", "BU", 4, "failed"),
    (HUB, {"name": "hmipv6", "maps": ["hub"]}, "MN@*", "BU", 4, "failed"),
    (HUB, {"name": "anycast-ha", "home_agents": ["hub"]}, "MN@*", "BU", 4,
     "failed"),
    (ANCHOR, {"name": "anycast-ha", "home_agents": ["leaf1", "leaf2"]},
     "HA@leaf2", "PBU", 1, "completed"),
    (ANCHOR, {"name": "dmm-host"}, "MN@*", "BU", 4, "failed"),
    (ANCHOR, {"name": "dmm-distributed"}, "MAAR@leaf2", "PBU", 1, "failed"),
    (ANCHOR, {"name": "dmm-distributed", "lookup": "dht"}, "MAAR@leaf2", "PBU",
     1, "failed"),
    (ANCHOR, {"name": "dmm-distributed", "lookup": "flood"}, None, None, 0,
     "completed"),
    (HUB, {"name": "dmm", "mode": "relay"}, "MAAR@leaf2", "PBU", 1, "failed"),
    (HUB, {"name": "dmm", "mode": "locator"}, "MAAR@leaf2", "PBU", 1,
     "failed"),
    (HUB, {"name": "dmm", "mode": "proxy"}, "MAAR@leaf2", "PBU", 1, "failed"),
    (ANCHOR, {"name": "dmm", "mode": "relay"}, "CMD@hub", "PBU", 1, "failed"),
    (ANCHOR, {"name": "dmm", "mode": "locator"}, "CMD@hub", "PBU", 1,
     "failed"),
    (ANCHOR, {"name": "dmm", "mode": "proxy"}, "CMD@hub", "PBU", 1,
     "completed"),
    (ANCHOR, {"name": "dmm", "retransmit_updates": False}, None, None, 0,
     "pending"),
    (ANCHOR, {"name": "dmm", "retransmit_updates": False,
              "aggregation_timeout": "inf"}, "MAAR@leaf2", "PBU", 1, "failed"),
]


def silent_scenario(architecture, silent):
    """A node with a flow from each of leaf1 and leaf3 comes to leaf2 at 60 s;
    no link to the silent one works any more."""
    with open(SCENARIO, encoding="utf-8") as file:
        scenario = json.load(file)
    others = ["core", *(f"leaf{i + 1}" for i in range(6))]
    scenario["topology"]["generate"]["star"]["loss"] = 0
    flow = {**scenario["traffic"][0],
            "pattern": {"cbr": {"interval": "10 s", "size": "160 B"}}}
    scenario.update({
        "duration": "400 s", "warmup": "0 s", "expect": {},
        "architecture": architecture,
        "sites": {**scenario["sites"], "access": ["leaf1", "leaf2", "leaf3"]},
        "protocol": {"binding_lifetime": "1000 s"},
        "mobile_nodes": [{"name": "mn", "motion": {
            "model": "schedule",
            "attach": [["0 s", "leaf1"], ["20 s", "leaf3"],
                       ["60 s", "leaf2"]]}}],
        "traffic": [{**flow, "name": "one", "start": "5 s"},
                    {**flow, "name": "two", "start": "25 s"}],
        "faults": [{"at": "50 s", "fail": {"link": [silent, other]}}
                   for other in (others if silent == HUB else ["hub", "core"])]
    })
    del scenario["$schema"]
    return scenario


def test_silence(tap, folder):
    path = os.path.join(folder, "silent.json")
    for silent, architecture, who, message, exchanges, outcome in SILENT:
        with open(path, "w", encoding="utf-8") as file:
            json.dump(silent_scenario(architecture, silent), file)
        out = tempfile.mkdtemp(dir=folder)
        subprocess.run([DMMSIM, "run", path, "-o", out], check=True,
                       capture_output=True)
        copies = {(row["entity"], row["message"]): int(row["sent"])
                  for row in rows(out, "signaling.csv")
                  if row["class"] == "retransmission" and row["sent"] != "0"}
        want = {(who, message): 5 * exchanges} if who else {}
        end = rows(out, "handovers.csv")[-1]["outcome"]
        ok(tap, copies == want and end == outcome,
           f"{silent} silent, {architecture}: {who or 'nobody'} repeats, "
           f"{outcome}", copies, end)


def main():
    skip_if_sanitized("runs of a thousand handovers")
    tap = Tap()
    test_table(tap)
    test_predict(tap)
    with tempfile.TemporaryDirectory() as folder:
        test_rounds(tap, folder)
        test_other_modes(tap, folder)
        test_repeated(tap, folder)
        test_aggregation(tap, folder)
        test_silence(tap, folder)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
