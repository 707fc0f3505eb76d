#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""predict says what the field's laws say, and the simulator agrees.

Oracles: the random graphs of test-closed-forms.py, whose delays this computes
outside of the program; figures worked out by others; numerical integration
here; and simulations, within an interval of 99.9 %.  Prints TAP."""

import importlib.util
import itertools
import json
import math
import os
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
from tap import Tap, skip_if_sanitized  # noqa: E402 - in the folder above

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SCENARIOS = os.path.join(os.path.dirname(os.path.dirname(HERE)), "scenarios")
SEED = 20261122
GRAPHS = 8



def load(name):
    spec = importlib.util.spec_from_file_location(
        name.replace("-", "_"), os.path.join(HERE, f"test-{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


closed_forms = load("closed-forms")
hmipv6_forms = load("hmipv6-forms")
hierarchical_forms = load("hierarchical-forms")


def ok(tap, good, name, *why):
    """What was found is told of failures alone."""
    tap.ok(good, name, *(() if good else why))


def dmmsim(*words):
    return subprocess.run([DMMSIM, *words], capture_output=True, text=True)


def predict(*words):
    """{case: {metric: the first law of it that applies}} and {(case, law,
    metric): reason}."""
    run = dmmsim("predict", "--all", "--format", "json", *words)
    if run.returncode:
        raise RuntimeError(run.stderr)
    found, refused = {}, {}
    for case in json.loads(run.stdout):
        found[case["case"]] = {}
        for law in case["laws"]:
            if law["predicted"] is None:
                refused[case["case"], law["law"], law["metric"]] = \
                    law["why_not"]
            else:
                found[case["case"]].setdefault(law["metric"], law)
    return found, refused


def predicted(path, metric, *words):
    """Values of a metric, case by case."""
    return [laws[metric]["predicted"]
            for laws in predict(path, *words)[0].values()]


def shipped(name):
    return os.path.join(SCENARIOS, name + ".json")


def near(got, want, relative=1e-9):
    return got is not None and abs(got - want) <= relative * max(1e-9,
                                                                 abs(want))


def mean(values):
    values = list(values)
    return sum(values) / len(values)


# ---- delays and messages, on random graphs ---------------------------------
def graph_says(case, scheme):
    """Means over the handovers of a node, by the other test's arithmetic."""
    want = closed_forms.Prediction(case, scheme)
    moves = range(1, len(case.stays))
    says = {"signaling.messages.per_handover":
            mean(want.messages(j) for j in moves)}
    if scheme == "ipv6" or case.centre in case.stays and scheme.startswith("mipv6"):
        return {}  # no signalling; a node that comes home
    says["handover.recovery"] = mean(
        want.recovery(f, j) / 1e9 for j in moves for f in range(j))
    if scheme.startswith("mipv6"):
        return says
    if scheme.startswith("host"):
        return {**says, "handover.previous_anchors":
                mean(want.previous(j) for j in moves)}
    says["handover.gateway"] = mean(
        (max(ready for _, ready in want.instants[j].values())
         - case.t_up(j)) / 1e9 for j in moves)
    if scheme != "pmipv6":
        says["handover.previous_anchors"] = mean(
            want.previous(j) for j in moves)
    return says


def test_graphs(tap, folder):
    path = os.path.join(folder, "graph.json")
    for g in range(GRAPHS):
        case = closed_forms.Case(random.Random(SEED + g))
        for scheme, architecture in closed_forms.ARCHITECTURES.items():
            with open(path, "w") as file:
                json.dump(case.scenario(architecture), file)
            laws = predict(path)[0][""]
            wrong = [f"{m}: {laws.get(m, {}).get('predicted')}, not {want}"
                     for m, want in graph_says(case, scheme).items()
                     if not near(laws.get(m, {}).get("predicted"), want)]
            ok(tap, not wrong, f"graph {g}, {scheme}: delays and messages",
                   *wrong)


# ---- two levels, mobile routers --------------------------------------------
def hmipv6_says(case, own):
    want = hmipv6_forms.Prediction(case, own)
    moves = range(1, len(case.stays))
    return {"signaling.messages.per_handover":
            mean(want.moves[j]["messages"] for j in moves),
            "handover.recovery": mean(want.recovery(j) / 1e9
                                      for j in moves for _ in range(j))}


def hierarchical_says(case, sgws):
    want = hierarchical_forms.Core(case, sgws)
    moves = range(1, len(case.stays))
    ready = {j: want.ready(j) - case.t_up(j) for j in moves}
    return {"signaling.messages.per_handover":
            mean(want.messages(j) for j in moves),
            "handover.recovery": mean((ready[j] + case.radio) / 1e9
                                      for j in moves for _ in range(j)),
            "handover.gateway": mean(ready[j] / 1e9 for j in moves),
            "handover.signaling": mean((ready[j] - case.p_s) / 1e9
                                       for j in moves)}


def differing(case, architecture, says, path):
    with open(path, "w") as file:
        json.dump(case.scenario(architecture), file)
    laws = predict(path)[0][""]
    return [f"{architecture}: {m}: {laws.get(m, {}).get('predicted')}, not "
            f"{want}" for m, want in says.items()
            if not near(laws.get(m, {}).get("predicted"), want)]


def test_levels(tap, folder):
    path, wrong = os.path.join(folder, "levels.json"), {}
    rng, inner, outer = random.Random(SEED), 0, 0
    for _, case in zip(range(GRAPHS), hmipv6_forms.cases()):
        outer += case.inter_moves()
        inner += len(case.stays) - 1 - case.inter_moves()
        for name, own in hmipv6_forms.SCHEMES.items():
            if "map_dad" not in own:
                wrong.setdefault("hmipv6, " + name, []).extend(differing(
                    case, case.architecture(own), hmipv6_says(case, own),
                    path))
        sgws = rng.sample(range(case.graph.n), 2)
        wrong.setdefault("hierarchical", []).extend(differing(
            case, {"name": "hierarchical", "sgws": [f"r{s}" for s in sgws]},
            hierarchical_says(case, sgws), path))
        wrong.setdefault("nemo", []).extend(differing(
            case, {"name": "nemo", "addressing": "instant"},
            graph_says(case, "mipv6"), path))
    for name, found in wrong.items():
        ok(tap, not found, f"{name}: delays and messages", *found)
    ok(tap, inner > 2 and outer > 2,
       f"{inner} moves within the domain of a MAP, {outer} between two")


# ---- previous anchors ------------------------------------------------------
# Worked out elsewhere (and there confirmed by Monte Carlo), cut after six
# digits: E[K] by r and rho.
TABLE = {0.1: (0.040576, 0.073184, 0.157402, 0.273687),
         0.3: (0.104007, 0.189204, 0.417213, 0.750895),
         1: (0.230781, 0.428720, 1.005614, 1.979800),
         3: (0.357239, 0.682522, 1.744596, 3.955402),
         10: (0.445312, 0.873056, 2.431548, 6.568514),
         30: (0.480128, 0.952920, 2.774874, 8.415921)}
RHO = (0.5, 1, 3, 10)
CURRENT = {0.1: 0.587497, 0.3: 0.516389, 1: 0.367879, 3: 0.207277,
           10: 0.083877, 30: 0.031280}


def previous_series(r, rho):
    """r sum (-1)^(n+1) rho^n / n! B(r+1, n): another form of the integral."""
    return r * sum((-1) ** (n + 1) * math.exp(
        n * math.log(rho) - math.lgamma(n + 1) + math.lgamma(r + 1)
        + math.lgamma(n) - math.lgamma(r + 1 + n)) for n in range(1, 120))


def crossover(r, rho):
    """Options that make flows of 90 s have this r and rho."""
    return ["--set", f"mobile_nodes.0.motion.residence={{\"exponential\": "
            f"{90 / r}}}",
            "--set", f"traffic.0.sessions.arrivals={{\"exponential\": "
            f"{90 / rho}}}"]


def test_anchors(tap):
    path, wrong = shipped(os.path.join("paper", "speed")), []
    # So long a ring that no flow comes round.
    long = ["--set", "topology.generate.ring.count=300",
            "--set", "architecture.mode=proxy", "--set", "sweep={}",
            "--set", "figures=[]", "--set",
            'traffic.0.sessions.duration={"exponential": 90}']
    for (r, row), (i, rho) in itertools.product(TABLE.items(),
                                                enumerate(RHO)):
        laws = predict(path, *long, *crossover(r, rho))[0][""]
        got = laws["anchors.previous"]["predicted"]
        updated = laws["handover.previous_anchors"]["predicted"]
        if abs(got - row[i]) > 1e-6:
            wrong.append(f"r {r} rho {rho}: {got}, not {row[i]}")
        if not near(got, previous_series(r, rho), 1e-8):
            wrong.append(f"r {r} rho {rho}: {got}, by the series "
                         f"{previous_series(r, rho)}")
        if rho == 1 and abs(updated - got - CURRENT[r]) > 1e-6:
            wrong.append(f"r {r}: P_cur {updated - got}, not {CURRENT[r]}")
    ok(tap, not wrong, "previous anchors, exponential stays: 24 known values",
           *wrong)


def previous_constant(stay, arrivals, life, steps=20000):
    """Time average over a stay of the routers left behind that have a live
    flow, by Simpson's rule."""
    rho, x = life / arrivals, math.exp(-stay / life)

    def at(u):
        sum_, left = 0.0, rho * (1 - x) * math.exp(-u / life)
        while left > 1e-15:
            sum_ += -math.expm1(-left)
            left *= x
        return sum_

    h = stay / steps
    return (at(0) + at(stay) + sum((4 if i % 2 else 2) * at(i * h)
                                   for i in range(1, steps))) * h / 3 / stay


def test_highway(tap):
    path = shipped("highway")
    by_speed = [predicted(path, "handover.previous_anchors", "--set",
                          f"mobile_nodes.0.motion.speed={v}")[0]
                for v in (10, 20, 30, 40)]
    ok(tap, [round(k, 3) for k in by_speed] == [1.651, 2.111, 2.341, 2.477],
           "highway at four speeds: anchors updated", by_speed)
    # On a road that is longer than the longest flows.
    by_life = [predicted(path, "handover.previous_anchors",
                         "--set", "topology.generate.chain.count=400",
                         "--set",
                         "traffic.0.sessions.duration="
                         f"{{\"exponential\": {d}}}")[0]
               for d in (30, 90, 300, 900)]
    ok(tap, [float(f"{k:.{n}g}") for k, n in zip(by_life, (3, 4, 4, 4))]
           == [0.792, 2.341, 7.789, 23.36],
           "highway, four durations of flows: anchors updated", by_life)
    got = predicted(path, "anchors.previous")[0]
    want = previous_constant(1000 / 30, 30, 90, 400)
    ok(tap, near(got, want, 1e-6), "highway: previous anchors in time",
           f"{got}, not {want}")


def test_lifetime(tap):
    path = shipped("lifetime-residence-crossover")
    keep = ["--set", "architecture.release=lifetime",
            "--set", 'architecture.prefix_lifetime="200 s"',
            "--set", 'traffic.0.sessions.duration={"exponential": "60 s"}']
    laws = predict(path, *keep)[0][""]
    ok(tap, near(laws["anchors.previous"]["predicted"], 200 / 90)
           and near(laws["handover.previous_anchors"]["predicted"],
                    1 + 200 / 90), "release by lifetime, by Little's law")
    laws = predict(path, *keep, "--set",
                   "mobile_nodes.0.motion.next=uniform")[0][""]
    want = 39 * (1 - math.exp(-200 / 90 / 39))
    ok(tap, near(laws["anchors.previous"]["predicted"], want),
           "and with jumps, which revisit")


# ---- ways of packets -------------------------------------------------------
def test_ways(tap):
    path = shipped("lifetime-residence-crossover")
    wrong = []
    for r in (0.2, 1, 2.5):
        for rule, hops in (("line", r), ("neighbour",
                                         r / math.sqrt(1 + 2 * r))):
            laws = predict(path, *crossover(r, 1), "--set",
                           f"mobile_nodes.0.motion.next={rule}")[0][""]
            got = laws["detour.hops"]["predicted"]
            # The ring closes after 40 routers, core is 2 links from any.
            if rule == "neighbour" and r < 2 and not near(got, hops, 0.15):
                wrong.append(f"{rule} r {r}: {got}, about {hops}")
            share = laws["tunnel.share"]["predicted"]
            known = (r / (1 + r) if rule == "line"
                     else 1 - 1 / math.sqrt(1 + 2 * r))
            if not near(share, known, 1e-6):
                wrong.append(f"{rule} r {r}: share {share}, not {known}")
    ok(tap, not wrong, "share tunnelled straight on and to and fro", *wrong)
    got = predicted(shipped("manhattan"), "detour.hops")[0]
    ok(tap, near(got, 1.439, 4e-4), "Manhattan by enumeration", got)


# ---- what does not apply ---------------------------------------------------
def test_refusals(tap):
    path = shipped("lifetime-residence-crossover")
    reasons = [
        ("messages are lost", ["--set", "access.radio.loss=0.01"],
         "handover delay", "handover.recovery"),
        ("come back", ["--set", "mobile_nodes.0.motion.next=neighbour"],
         "previous anchors, by flow", "anchors.previous"),
        ("been at all routers", crossover(30, 1),
         "previous anchors, by flow", "anchors.previous"),
        ("no previous anchors", ["--set", "architecture=pmipv6"],
         "previous anchors, by flow", "anchors.previous"),
        ("not released with their last flow",
         ["--set", "architecture.release=registered"],
         "previous anchors, by flow", "anchors.previous"),
        ("at random with an exponential duration",
         ["--set", 'traffic.0.sessions.duration={"constant": "9 s"}'],
         "anchors updated, by flow", "handover.previous_anchors"),
        ("no law here",
         ["--set", 'architecture={"name": "mipv6", "route_optimization": true}'],
         "handover delay", "handover.recovery"),
        ("no law here", ["--set", "architecture=dmm-host"],
         "handover delay", "handover.recovery"),
        ("no law here", ["--set", "architecture=hierarchical"],
         "messages", "signaling.messages.per_handover"),
        ("no law here",
         ["--set", 'architecture={"name": "pmipv6", "fast_handover": '
          '"predictive"}'], "handover delay", "handover.recovery"),
        ("no law here",
         ["--set", 'architecture={"name": "pmipv6", "bicasting": "1 s"}'],
         "loss", "handover.loss"),
        ("as they are random", ["--set", "architecture.mode=relay"],
         "gateway delay", "handover.gateway"),
    ]
    wrong = []
    for text, words, law, metric in reasons:
        why = predict(path, *words)[1].get(("", law, metric))
        if why is None or text not in why:
            wrong.append(f"{law} under {words}: {why}")
    ok(tap, not wrong, "laws that do not apply are refused, with the reason",
           *wrong)
    laws = predict(shipped("city-highway-trace"))[0][""]
    ok(tap, not laws, "nothing is said of a trace", list(laws))
    bad = dmmsim("predict", shipped("highway"), os.devnull)
    ok(tap, bad.returncode == 2 and not bad.stdout and bad.stderr,
           "results that cannot be read are bad input", bad)


# ---- beside the simulation -------------------------------------------------
SMALL = ["--set", "duration=\"1510 s\"", "--set", "warmup=\"500 s\"",
         "--set", "mobile_nodes.0.count=40", "--set", "replications=8"]
RUNS = [
    ("lifetime-residence-crossover", "ring, proxy", []),
    ("lifetime-residence-crossover", "ring, relay, PBAs apart",
     ["--set", "architecture.mode=relay",
      "--set", "architecture.aggregate=false"]),
    ("lifetime-residence-crossover", "ring, pmipv6",
     ["--set", "architecture=pmipv6"]),
    ("lifetime-residence-crossover", "jumps, released after a lifetime",
     ["--set", "architecture.release=lifetime",
      "--set", "mobile_nodes.0.motion.next=uniform"]),
    ("lifetime-residence-crossover", "at rest",
     ["--set", "mobile_nodes.0.motion=static"]),
    ("manhattan", "Manhattan, proxy", ["--set", "duration=\"900 s\""]),
]


def far_off(laws):
    """Laws whose simulation is beyond its interval, or not measured."""
    for metric, law in laws.items():
        gap, relative = law["deviation"], law["relative"] or 0
        if law["runs"] == 0 or gap is None:
            yield f"{metric}: not measured"
        elif law["half_widths"] is None or law["high"] - law["low"] < \
                1e-9 * abs(law["predicted"]):
            if abs(relative) > 1e-6:
                yield f"{metric}: {law['simulated']}, not {law['predicted']}"
        elif abs(law["half_widths"]) > 1:
            yield (f"{metric}: {law['simulated']}, {law['half_widths']:.2f} "
                   f"half-widths from {law['predicted']}")


def test_simulated(tap, folder):
    for i, (name, what, words) in enumerate(RUNS):
        out = os.path.join(folder, f"run{i}")
        run = dmmsim("run", shipped(name), "-o", out, *SMALL, *words)
        laws = predict(out, "--confidence", "99.9")[0][""] \
            if run.returncode == 0 else {}
        wrong = list(far_off(laws))
        ok(tap, laws and not wrong,
               f"{what}: {len(laws)} metrics within 99.9 %", *wrong,
               run.stderr if run.returncode else "")


# No chance is in these: stated moves, and laws without a phase.
CERTAIN = [
    ("hierarchy-moves", []),
    ("regional-anchors", ["--set", "architecture.map_dad=false"]),
    ("regional-anchors", ["--set", "architecture.map_dad=false",
                          "--set", 'architecture.forwarding="0 s"']),
    ("mode-comparison", ["--set", "architecture=dmm-host"]),
]


def test_certain(tap, folder):
    for i, (name, words) in enumerate(CERTAIN):
        out = os.path.join(folder, f"certain{i}")
        run = dmmsim("run", shipped(name), "-o", out, "--set", "expect={}",
                     *words)
        laws = predict(out)[0][""] if run.returncode == 0 else {}
        wrong = list(far_off(laws))
        ok(tap, "handover.recovery" in laws and not wrong,
           f"{name} {' '.join(words[1::2])}: {len(laws)} metrics exactly",
           *wrong, run.stderr if run.returncode else "")


def test_multihomed(tap, folder):
    out = os.path.join(folder, "paths")
    wrong = []
    for name, want in (("round-robin", 0.5), ("random", 10 / 49)):
        path = shipped("multihoming-" + name)
        dmmsim("run", path, "-o", out, "--set", "faults=[]")
        law = predict(out)[0][""]["reorder.ratio"]
        # x (1 - x^m), 2 of 7 packets on the slow path, one can overtake
        if not near(law["predicted"], want, 1e-9) \
                or abs(law["relative"]) > 0.02:
            wrong.append(f"{name}: {law}, not {want}")
    ok(tap, not wrong, "reordering over two paths", *wrong)


def main():
    skip_if_sanitized("the runs of other tests are")
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        test_graphs(tap, folder)
        test_levels(tap, folder)
        test_anchors(tap)
        test_highway(tap)
        test_lifetime(tap)
        test_ways(tap)
        test_refusals(tap)
        test_simulated(tap, folder)
        test_certain(tap, folder)
        test_multihomed(tap, folder)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
