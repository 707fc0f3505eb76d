#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random small scenarios keep the promises every scenario must keep.

Each case draws an architecture with its options, a graph, sites that may
coincide, motion with ping-pong and stays shorter than a handover, flows of
every kind, delays down to zero, losses, narrow links, short bindings.  Nodes
come to rest (or leave the area) well before the end, so that from the result
files alone one can tell:

- the run ends well and its books balance; twice the same digest;
- every handover has an outcome, and without losses one fails only because its
  node moved on;
- without losses no packet is lost once the nodes are at rest; with losses
  every flow still comes through again (RFC 5213 6.9.4, RFC 8885 3.6);
- the state held at rest is what nodes and live flows justify, and none is left
  of nodes that have gone;
- handovers far apart cost the messages that the formulas say.

Seed and number of cases: STRESS_SEED, STRESS_CASES.  STRESS_ONLY=N runs case N
alone and prints where its files are.  Prints TAP."""

import csv
import json
import os
import random
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap  # noqa: E402 - in the folder above

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SEED = int(os.environ.get("STRESS_SEED", "20261122"))
CASES = int(os.environ.get("STRESS_CASES", "210"))
WITH_DATABASE = 160  # cases before; those after are of dmm-distributed
ONLY = os.environ.get("STRESS_ONLY")
REST = 20  # s: nodes move before
SETTLE = 6  # s: until all is in order without losses
END = 75
OUTCOMES = {"completed", "abandoned", "failed", "left", "pending"}


def architecture(rng):
    name = rng.choice(["ipv6", "pmipv6", "pmipv6", "dmm", "dmm", "dmm", "dmm"])
    result = {"name": name}
    if name == "pmipv6":
        for key in ("deregister", "handoff_known", "binding_hold"):
            result[key] = rng.random() < 0.6
    if name == "dmm":
        result["mode"] = rng.choice(["relay", "locator", "proxy"])
        result["aggregate"] = rng.random() < 0.5
        result["release"] = rng.choice(["flow", "flow", "lifetime",
                                        "registered"])
        result["prefix_lifetime"] = f"{rng.choice([5, 3600])} s"
        if rng.random() < 0.3:
            result["pacing"] = {"rate": rng.choice([20, 200]),
                                "burst": rng.randint(1, 3)}
    return result


def distributed(rng):
    return {"name": "dmm-distributed",
            "lookup": rng.choice(["hint", "dht", "flood"]),
            "replication": rng.randint(1, 3),
            "flood_timeout": "400 ms",
            "release": rng.choice(["flow", "flow", "lifetime", "registered"]),
            "prefix_lifetime": f"{rng.choice([5, 3600])} s"}


class Case:
    """A random scenario and what is known of it."""

    def __init__(self, number):
        rng = random.Random(f"{SEED}-{number}")
        self.rng = rng
        self.architecture = (architecture(rng) if number < WITH_DATABASE
                             else distributed(rng))
        self.lossy = rng.random() < 0.35
        self.narrow = rng.random() < 0.2
        self.spaced = not self.lossy and rng.random() < 0.3
        self.short = not self.spaced and rng.random() < 0.6
        self.refresh = not self.short or rng.random() < 0.9
        self.motion = rng.choice(["schedule"] * 6 + ["markov"] + ["highway"] * 2)
        if self.spaced:
            self.motion = "schedule"
        self.n = rng.randint(3, 7)
        self.names = [f"r{i}" for i in range(self.n)]
        self.access = rng.sample(self.names, rng.randint(2, self.n))
        self.correspondents = rng.sample(self.names, rng.randint(1, 2))
        self.rs = rng.random() < 0.3
        self.visits = []
        self.document = self.compose()

    def delay(self, greatest):
        rng = self.rng
        if rng.random() < 0.2:
            return 0
        return f"{rng.randint(1, greatest * 1000)} us"

    def loss(self):
        return round(self.rng.uniform(0, 0.3), 3) if self.lossy else 0

    def link(self, a, b):
        result = {"between": [self.names[a], self.names[b]],
                  "delay": self.delay(10), "loss": self.loss()}
        if self.narrow:
            result.update(rate=f"{self.rng.choice([100, 1000])} kbps",
                          queue=f"{self.rng.randint(1, 20)} packets")
        if self.rng.random() < 0.2:
            result["jitter"] = "2 ms"
        return result

    def topology(self):
        rng = self.rng
        links = [self.link(rng.randrange(v), v) for v in range(1, self.n)]
        links += [self.link(*rng.sample(range(self.n), 2))
                  for _ in range(rng.randint(0, 3))]
        pairs = {}
        for one in links:
            pairs.setdefault(frozenset(one["between"]), one)
        return {"nodes": self.names, "links": list(pairs.values())}

    def schedule(self):
        """Stays of milliseconds, of seconds; back and forth."""
        rng, attach, t = self.rng, [], 0.0
        for _ in range(rng.randint(2, 9)):
            others = [a for a in self.access
                      if not attach or a != attach[-1][1]]
            back = len(attach) > 1 and rng.random() < 0.4
            attach.append([round(t, 6),
                           attach[-2][1] if back else rng.choice(others)])
            t += (rng.uniform(4, 5) if self.spaced else
                  rng.choice([rng.uniform(0.0001, 0.03),
                              rng.uniform(0.03, 0.3), rng.uniform(1, 4)]))
            if t >= REST:
                break
        self.visits.append(attach)
        return {"model": "schedule", "attach": attach}

    def moving(self):
        rng = self.rng
        if self.motion == "schedule":
            return self.schedule()
        if self.motion == "markov":
            return {"model": "markov", "next": "uniform",
                    "residence": {"exponential": f"{rng.choice([0.1, 3])} s"}}
        return {"model": "highway", "at_end": "leave",
                "speed": f"{rng.choice([100, 400])} m/s"}

    def traffic(self, i, mn):
        rng = self.rng
        start = rng.uniform(0, REST / 2)
        if self.spaced:
            start = rng.randrange(4) * 4 + 2
        result = {"name": f"f{i}", "nodes": mn,
                  "correspondent": rng.choice(self.correspondents),
                  "direction": rng.choice(["down", "down", "up", "both"]),
                  "pattern": {"cbr": {"interval": f"{rng.randint(30, 60)} ms",
                                      "size": f"{rng.randint(0, 300)} B"}},
                  "start": f"{start:.6f} s",
                  "mobility": rng.choice(["required"] * 3 + ["none"])}
        if self.motion == "highway":
            result["stop"] = "40 s"
        elif rng.random() < 0.2 and not self.spaced:
            result["stop"] = f"{start + rng.uniform(0.01, REST):.6f} s"
        return result

    def protocol(self):
        rng = self.rng
        self.lifetime = rng.choice([4, 8]) if self.short else 3600
        if self.motion == "highway":
            self.lifetime = 8
        return {"binding_lifetime": f"{self.lifetime} s",
                "refresh": self.refresh,
                "timestamps": rng.random() < 0.7,
                "min_delay_before_bce_delete": f"{rng.choice([1, 10])} s",
                "retransmit": {"initial": "250 ms" if self.lossy else "1 s",
                               "max": "1 s", "limit": 40}}

    def compose(self):
        rng, names = self.rng, self.names
        nodes = [{"name": f"mn{i}", "count": rng.randint(1, 2),
                  "prefixes": rng.choice([1, 1, 2, 3]),
                  "motion": self.moving()} for i in range(rng.randint(1, 2))]
        result = {
            "title": "stress", "duration": END, "seed": rng.randint(1, 10**6),
            "architecture": self.architecture,
            "topology": self.topology(),
            "sites": {"access": self.access, "anchor": rng.choice(names),
                      "controller": rng.choice(names),
                      "correspondents": self.correspondents},
            "access": {"radio": {"delay": self.delay(5), "rate": "inf",
                                 "loss": self.loss()},
                       "l2_handover": ("50 ms" if self.spaced
                                       else self.delay(100)),
                       "loss_detection": self.delay(20),
                       "detection": "rs" if self.rs else "trigger",
                       "detach_notice": rng.random() < 0.5},
            "processing": {key: self.delay(1) for key in
                           ("gateway", "previous", "central")},
            "mobile_nodes": nodes,
            "traffic": [self.traffic(i, rng.choice(nodes)["name"])
                        for i in range(rng.randint(1, 4))],
            "protocol": self.protocol(),
            "record": {"series": "1 s"},
        }
        if self.motion == "highway":
            result["access"]["cells"] = [
                {"router": r, "position": [500 * i, 0]}
                for i, r in enumerate(self.access)]
        return result

    def __str__(self):
        what = self.architecture
        words = [what["name"], self.motion]
        if what["name"] == "dmm-distributed":
            words[1:1] = [what["lookup"], what["release"]]
        if what["name"] == "dmm":
            words[1:1] = [what["mode"], what["release"]]
        words += [word for word in ("lossy", "narrow", "spaced", "short", "rs")
                  if getattr(self, word)]
        return ", ".join(words)


class Results:
    """The result files of a run, and what is wrong with them."""

    def __init__(self, case, folder):
        self.case, self.folder, self.wrong = case, folder, []
        self.handovers = {}
        for row in self.rows("handovers.csv"):
            self.handovers.setdefault(row["node"], []).append(row)
        self.flows = {row["flow"]: row for row in self.rows("flows.csv")}
        self.series = [{key: float(value or 0) for key, value in row.items()}
                       for row in self.rows("series.csv")]

    def rows(self, name):
        with open(os.path.join(self.folder, name), newline="") as f:
            return list(csv.DictReader(f))

    def expect(self, good, what):
        if not good:
            self.wrong.append(what)

    # At rest: since when, and whether data must get through.

    def data_gets_through(self):
        """Nobody lets the prefix of a flow expire."""
        case = self.case
        if case.motion != "schedule" or case.narrow or not case.refresh:
            return False
        if case.lossy and (case.short or case.architecture.get("mode")
                           == "locator"):
            return False  # a binding runs out, a direct PBA has no copies
        if (case.architecture["name"] == "dmm-distributed"
                and not self.distributed_finds_all()):
            return False
        if (case.architecture["name"] in ("dmm", "dmm-distributed")
                and case.architecture["release"] == "lifetime"
                and case.architecture["prefix_lifetime"] == "5 s"):
            return False
        return case.architecture["name"] != "ipv6"

    def distributed_finds_all(self):
        """Sequence numbers of several MAARs have no order; a lost HI is not
        noticed, and MAARs in charge may miss what others know."""
        case = self.case
        return (case.document["protocol"]["timestamps"]
                and (not case.lossy or case.architecture["lookup"] == "hint"))

    def check_outcomes(self):
        for node, rows in self.handovers.items():
            for i, row in enumerate(rows):
                name = f"{node}, handover {row['handover']}: {row['outcome']}"
                last = i + 1 == len(rows)
                self.expect(row["outcome"] in OUTCOMES, name)
                if row["outcome"] == "pending":
                    self.expect(last and (self.case.motion == "markov"
                                          or self.case.narrow
                                          or self.case.lossy), name)
                if row["outcome"] in ("failed", "abandoned"):
                    self.expect(not last or self.case.lossy
                                or self.case.narrow, name + ", not moved on")

    def check_rest(self):
        case = self.case
        if not self.data_gets_through():
            return
        since = max(v[-1][0] for v in case.visits) + SETTLE
        if not case.lossy:
            ends = [float(f["end"]) for f in self.flows.values()]
            lost = [r["time"] for r in self.series
                    if r["time"] > since + 1 and r["lost"]
                    and not any(r["time"] - 2 < end <= r["time"]
                                for end in ends)]
            self.expect(not lost, f"lost at rest, at {lost[:5]}")
            return
        last = {node: rows[-1]["handover"]
                for node, rows in self.handovers.items()}
        copes = {t["name"] for t in case.document["traffic"]
                 if t["mobility"] == "none"}  # may wait for a lost RA
        for row in self.rows("handover_flows.csv"):
            flow = self.flows[row["flow"]]
            if (row["handover"] == last[row["node"]]
                    and row["direction"] == "down"
                    and row["name"] not in copes and float(flow["end"]) == END):
                self.expect(row["t_first"] != "",
                            f"flow {row['flow']} never heard of again")

    def check_state(self):
        case, entries = self.case, self.series[-1]["state_entries"]
        if case.motion == "highway":
            if case.lossy and case.architecture["name"] == "dmm":
                return  # a lifetime-0 PBU may be given up
            self.expect(entries == 0, f"{entries:g} entries left by nobody")
            return
        if case.motion != "schedule" or case.lossy or case.narrow:
            return
        if not case.short or not case.refresh:
            return
        want = self.justified()
        self.expect(want is None or entries == want,
                    f"{entries:g} entries at rest, {want} justified")

    def justified(self):
        """Entries at rest: two per node, three more per previous anchor."""
        case, document = self.case, self.case.document
        if any(m["prefixes"] > 1 for m in document["mobile_nodes"]):
            return None
        nodes = {f"{m['name']}-{i + 1}" if m["count"] > 1 else m["name"]:
                 m["motion"]["attach"][-1][1]
                 for m in document["mobile_nodes"] for i in range(m["count"])}
        if case.architecture["name"] == "ipv6":
            return 0
        if case.architecture["name"] == "pmipv6":
            return 2 * len(nodes)
        if case.architecture["name"] == "dmm-distributed":
            return self.justified_distributed(nodes)
        if case.architecture["release"] == "flow":
            if any(t["mobility"] == "none" for t in document["traffic"]):
                return None
            return 2 * len(nodes) + 3 * len(self.live_anchors(nodes))
        if (case.architecture["release"] == "lifetime"
                and case.architecture["prefix_lifetime"] == "5 s"):
            return 2 * len(nodes)
        return None

    def live_anchors(self, nodes):
        return {(f["node"], f["anchor"]) for f in self.flows.values()
                if float(f["end"]) == END
                and f["anchor"] != nodes.get(f["node"])}

    def justified_distributed(self, nodes):
        """One per node, two more per previous anchor; and both once more in
        each record."""
        case, own = self.case, self.case.architecture
        if not self.distributed_finds_all():
            return None
        records = (min(own["replication"], len(case.access))
                   if own["lookup"] == "dht" else 0)
        if own["release"] == "flow":
            if any(t["mobility"] == "none" for t in case.document["traffic"]):
                return None
            anchors = len(self.live_anchors(nodes))
        elif own["release"] == "lifetime" and own["prefix_lifetime"] == "5 s":
            anchors = 0
        else:
            return None
        return (1 + records) * len(nodes) + (2 + records) * anchors

    def check_messages(self):
        case = self.case
        if (not case.spaced or case.narrow
                or case.architecture.get("prefix_lifetime") == "5 s"):
            return
        for node, rows in self.handovers.items():
            for row in rows:
                want = self.messages(int(row["previous_anchors"] or 0))
                self.expect(want is None or int(row["messages"]) == want,
                            f"{node}, handover {row['handover']}: "
                            f"{row['messages']} messages, not {want}")

    def messages(self, k):
        """Of one handover.  A MAAR does not know the node's sequence number
        and has to be told (status 135, RFC 6275 9.5.1)."""
        case = self.case
        what = case.architecture
        asked = 2 if not case.document["protocol"]["timestamps"] else 0
        if what["name"] == "ipv6":
            return 0
        if what["name"] == "pmipv6":
            told = case.document["access"]["detach_notice"]
            return 4 if told and what["deregister"] else 2
        if what["name"] == "dmm-distributed":
            if asked or what["lookup"] == "dht":
                return None  # depends on who is in charge
            return (2 * k if what["lookup"] == "hint"
                    else 3 * k + len(case.access) - 1)
        if k == 0 or what["mode"] == "proxy":
            return asked + 2 + 2 * k
        if what["mode"] == "relay" and what["aggregate"]:
            return asked + 2 + 2 * k
        return asked + 1 + 3 * k

    def digest(self):
        with open(os.path.join(self.folder, "manifest.json")) as f:
            return json.load(f)["run_digest"]

    def check(self):
        self.check_outcomes()
        self.check_rest()
        self.check_state()
        self.check_messages()


def run(case, folder, name):
    """Results, or the reason why there are none."""
    path, out = (os.path.join(folder, n) for n in ("case.json", name))
    with open(path, "w") as f:
        json.dump(case.document, f, indent=1)
    process = subprocess.run([DMMSIM, "run", path, "-o", out],
                             capture_output=True, text=True)
    if process.returncode:
        return None, [f"exit {process.returncode}",
                      *process.stderr.splitlines()[:20]]
    return Results(case, out), []


def examine(number, folder):
    case = Case(number)
    results, wrong = run(case, folder, "out")
    if results:
        results.check()
        wrong = results.wrong
        again, failure = run(case, folder, "again")
        if not again or again.digest() != results.digest():
            wrong += ["second run differs", *failure]
    return case, wrong


def main():
    numbers = [int(ONLY)] if ONLY else range(CASES)
    tap = Tap()
    print(f"# seed {SEED}")
    for number in numbers:
        with tempfile.TemporaryDirectory() as folder:
            if ONLY:
                folder = tempfile.mkdtemp()
                print(f"# {folder}")
            case, wrong = examine(number, folder)
        tap.ok(not wrong, f"case {number}: {case}", *wrong)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
