#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Load of central entities against queueing theory (doc/models/control-load.md):
M/D/1 waits, the burst of a train with and without pacing, Erlang's B for a
table that only timeouts empty, the ramp until it is full, quotas.  Everything
expected is computed here."""

import csv
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "tests"))
from tap import Tap, skip_if_sanitized  # noqa: E402

skip_if_sanitized("some forty runs")
DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SCENARIOS = os.path.join(os.environ.get("top_srcdir", "."), "scenarios")
tap = Tap()
# Student's t, two-sided 99 %, by degrees of freedom
T99 = {7: 3.499, 9: 3.250, 11: 3.106}


class Run:
    """Metrics and tables of one run of @scenario, a dict or a name."""

    def __init__(self, scenario, *settings):
        self.folder = tempfile.TemporaryDirectory()
        path = os.path.join(SCENARIOS, f"{scenario}.json") \
            if isinstance(scenario, str) \
            else os.path.join(self.folder.name, "s.json")
        if not isinstance(scenario, str):
            with open(path, "w", encoding="utf-8") as file:
                json.dump(scenario, file)
        out = os.path.join(self.folder.name, "out")
        options = [word for s in settings for word in ("--set", s)]
        run = subprocess.run([DMMSIM, "run", path, "-o", out, *options],
                             capture_output=True, text=True)
        if run.returncode != 0:
            raise RuntimeError(run.stderr)
        self.out = out
        with open(os.path.join(out, "summary.json"), encoding="utf-8") as file:
            self.metrics = json.load(file)["metrics"]

    def __getitem__(self, name):
        return self.metrics[name]["mean"] if name in self.metrics else 0

    def table(self, name):
        with open(os.path.join(self.out, name), encoding="utf-8") as file:
            return list(csv.DictReader(file))


def interval99(values):
    """Mean and half the width of its 99 % interval."""
    half = T99[len(values) - 1] * statistics.stdev(values) \
        / math.sqrt(len(values))
    return statistics.mean(values), half


def holds(values, expected, name):
    mean, half = interval99(values)
    tap.ok(abs(mean - expected) <= half, name,
           f"{mean:.5g} +- {half:.3g}, expected {expected:.5g}")


# ---- M/D/1 -----------------------------------------------------------

def registrations(service, rate):
    """Nodes that pass by, one registration each: Poisson arrivals."""
    return {
        "duration": "100 s", "warmup": "5 s",
        "architecture": {"name": "pmipv6", "deregister": False},
        "topology": {
            "nodes": ["lma", {"name": "ar", "position": [0, 0]}],
            "links": [{"between": ["lma", "ar"], "delay": "1 ms"}]},
        "sites": {"access": ["ar"], "anchor": "lma"},
        "processing": {"gateway": "0 s", "previous": "0 s",
                       "central": f"{service:.9f} s", "model": "queue"},
        "protocol": {"refresh": False, "binding_lifetime": "1000 s"},
        "mobile_nodes": [{"name": "mn", "count": round(rate * 100), "motion": {
            "model": "highway", "start": [0, 0], "length": "10 m",
            "speed": "10 m/s", "headway": {"exponential": f"{1 / rate:.9f} s"}}}]}


RATE = 60
for load in (0.3, 0.7):
    runs = [Run(registrations(load / RATE, RATE), f"seed={seed}")
            for seed in range(1, 9)]
    holds([r["queue.wait{role=LMA}"] for r in runs],
          load / RATE * load / (2 * (1 - load)),
          f"M/D/1 at load {load}: u s / (2 (1 - u))")
    holds([r["queue.utilization{role=LMA}"] for r in runs], load,
          f"M/D/1 at load {load}: it serves that share of the time")

# ---- the burst of a train -------------------------------------------

NODES, PREVIOUS = 200, 8
EPSILON = NODES * 1.5e-3 / 30  # from the first node's handover to the last's
QUEUE_LINK, LINK_RATE = 250, 10e6

paced = Run("cmd-burst")
UNPACED = ('architecture={"name":"dmm","mode":"relay","release":"registered",'
           '"aggregation_timeout":"inf"}')
unpaced = Run("cmd-burst", UNPACED)
tap.ok(paced["signaling.amplification{class=handover}"] == PREVIOUS + 1,
       "the CMD sends k + 1 messages per PBU",
       paced["signaling.amplification{class=handover}"])


def octets(run, message, role):
    rows = [r for r in run.table("signaling.csv") if r["role"] == role
            and r["message"] == message and r["class"] == "handover"]
    return sum(int(r["bytes"]) for r in rows)


gain = (octets(paced, "PBU", "CMD") + octets(paced, "PBA", "CMD")) \
    / octets(paced, "PBU", "MAAR")
tap.ok(abs(paced["signaling.amplification.bytes{class=handover}"] - gain)
       < 1e-9, f"and {gain:.3f} octets per octet")


END = 260


def finish(run):
    """From the first handover's PBU to the last tunnel of all nodes, ns; those
    that have none when the run ends have it then."""
    rows = run.table("handovers.csv")
    return round(1e9 * max(float(r["t_ready"] or END) for r in rows)) \
        - round(1e9 * min(float(r["t_trigger"]) for r in rows))


# Serving router n9, CMD beside n5, previous MAARs n1 to n8 in this order; ms.
TO_CMD = 5
FROM_CMD = [1 + abs(5 - i) for i in range(1, PREVIOUS + 1)]
ORACLE = ["topology.links.0.forward.rate=inf", "processing.central=0 s"]
for rate in (5000, 2500, 1000):
    gap = 10**9 // rate
    run = Run("cmd-burst", f"architecture.pacing.rate={rate}", *ORACLE)
    last = max(((NODES - 1) * PREVIOUS + i) * gap + 2 * b * 10**6
               for i, b in enumerate(FROM_CMD))
    expected = last + 2 * TO_CMD * 10**6
    tap.ok(finish(run) == expected,
           f"paced at {rate}/s the last node is served after 2 a + max of its "
           "turn and 2 b, to the nanosecond", finish(run), expected)
    tap.ok(run["packets.dropped"] == 0, "and nothing is lost")
    # in and out within 10 ms: n PBUs, one each gap, and one PBA back for each
    tap.ok(run["signaling.peak{window=10ms}"] <= NODES + 2 * (rate // 100 + 1),
           "the peak falls to 1 / theta beside the PBUs that come in",
           run["signaling.peak{window=10ms}"])
burst = Run("cmd-burst", UNPACED, *ORACLE)
tap.ok(burst["signaling.peak{window=10ms}"] > NODES * PREVIOUS / 2
       and burst["packets.dropped"] == 0,
       "unpaced without a bound most of n k leave in one window",
       burst["signaling.peak{window=10ms}"])

# Unpaced all 1600 leave the CMD within the 10 ms of the train; the link sends
# one in 8 L / C meanwhile and keeps 250.
size = octets(paced, "PBU", "CMD") / (NODES * PREVIOUS)


def messages(run, column, role, message, of):
    return sum(int(r[column]) for r in run.table("signaling.csv")
               if (r["role"], r["message"], r["class"]) == (role, message, of))


lost = messages(unpaced, "sent", "CMD", "PBU", "handover") \
    - messages(unpaced, "received", "MAAR", "PBU", "handover")
expected = NODES * PREVIOUS - QUEUE_LINK - EPSILON * LINK_RATE / (8 * size)
tap.ok(abs(lost - expected) < 0.01 * expected,
       "unpaced what the queue and the link do not take is lost",
       f"{lost}, n k - Q - epsilon C / 8 L = {expected:.0f}")
again = messages(unpaced, "sent", "CMD", "PBU", "retransmission")
tap.ok(again >= lost, "and sent again", again)
tap.ok(finish(unpaced) > 10**9 + finish(paced),
       "which takes longer than to wait for one's turn",
       f"{finish(unpaced) / 1e9:.3f} s, {finish(paced) / 1e9:.3f} s")

# No loss: as many as the queue holds.
small = Run("cmd-burst", UNPACED, "mobile_nodes.0.count=28")
tap.ok(small["packets.dropped"] == 0, "n k = 224 fit in a queue of 250")
means = {rate: Run("cmd-burst", f"architecture.pacing.rate={rate}")
         ["handover.gateway"] for rate in (20000, 5000, 1000)}
tap.ok(means[5000] < means[20000] and means[5000] < means[1000],
       "there is a best pace: below what the link takes, C / 8 L",
       f"{LINK_RATE / 8 / size:.0f}/s; mean delays {means}")

# Fewer places at the CMD itself: all but one in service and those waiting.
tight = Run("cmd-burst", 'architecture={"name":"pmipv6","deregister":false}',
            "processing.queue=50", "processing.central=10 ms",
            "duration=250.5 s", "mobile_nodes.0.motion.spacing=0 m")
tap.ok(tight["queue.lost{role=LMA}"] == NODES - 1 - 50,
       "n - 1 - Q PBUs of a train at once find no room at an LMA",
       tight["queue.lost{role=LMA}"])
tap.ok(tight["queue.peak{role=LMA}"] == 50, "and Q wait")

# ---- state that only timeouts remove --------------------------------


def erlang_b(servers, offered):
    b = 1.0
    for c in range(1, servers + 1):
        b = offered * b / (c + offered * b)
    return b


tap.ok(abs(erlang_b(5, 2) - 0.036697) < 1e-6, "B(5, 2) = 0.036697")
ARCHITECTURES = {
    "dmm": "architecture.capacity.bindings=5",
    "pmipv6": 'architecture={"name":"pmipv6","deregister":false,"capacity":5}',
}
for name, setting in ARCHITECTURES.items():
    role = "CMD" if name == "dmm" else "LMA"
    runs = [Run("state-exhaustion", setting, "replications=1", f"seed={seed}")
            for seed in range(1, 13)]
    b = erlang_b(5, 2)
    shares = []
    for r in runs:
        came = sum(int(row["received"]) for row in r.table("signaling.csv")
                   if row["role"] == role and row["message"] == "PBU")
        shares.append(r[f"state.refused{{role={role}}}"] / came)
    holds(shares, b, f"{name}: refused is Erlang's B(5, 2)")
    holds([r[f"state.entries{{role={role}}}"] for r in runs], 2 * (1 - b),
          f"{name}: entries are A (1 - B)")
runs = [Run("state-exhaustion", "architecture.capacity.bindings=0",
            "replications=1", f"seed={seed}") for seed in range(1, 9)]
holds([r["state.entries{role=CMD}"] for r in runs], 2,
      "without a bound entries are alpha L")

# One node every 2 s for ever: alpha t up to C, full after C / alpha.
ramp = Run("state-exhaustion", "architecture.capacity.bindings=20",
           "protocol.binding_lifetime=1000 s", "replications=1",
           "duration=100 s", "warmup=0 s", "record.series=1 s",
           "mobile_nodes.0.motion.headway=2 s")
rows = [(float(r["time"]), int(r["state_entries"]))
        for r in ramp.table("series.csv")]
# Each node has an entry at its MAAR and one at the CMD; a MAAR keeps none of
# those that were refused.
tap.ok(all(n == 2 * min(20, math.ceil(t / 2)) for t, n in rows),
       "entries grow as alpha t until the table is full at C / alpha = 40 s",
       [r for r in rows if r[1] != 2 * min(20, math.ceil(r[0] / 2))][:5])

# ---- real nodes that roam -------------------------------------------

N, M, STAY, MOVES = 20, 10, 60, 10
growth = Run("state-growth")
for row in growth.table("series.csv"):
    t = float(row["time"])
    if t % STAY == 0:
        continue
    visited = min(int(t // STAY), M - 1)
    if int(row["previous_anchors"]) != N * visited:
        tap.ok(False, f"previous MAARs at {t} s", row["previous_anchors"])
        break
else:
    tap.ok(True, "previous MAARs grow by N each stay, up to N (M - 1)")
bounded = Run("state-growth", "architecture.capacity.per_node=3")
tap.ok(bounded["state.peak{role=CMD}"] == N * 4
       and bounded["state.evicted{role=CMD}"] == N * (MOVES - 3),
       "a bound of 3 per node holds the CMD at N (1 + 3), one is ended per "
       "move beyond",
       bounded["state.peak{role=CMD}"], bounded["state.evicted{role=CMD}"])
tap.ok(bounded["handover.failed"] == 0, "and every node is served")
full = Run("state-growth", "architecture.capacity.bindings=100")
tap.ok(full["handover.failed"] == N
       and full["state.refused{role=CMD}"] >= N,
       "a table of 100 = N (1 + 4) without it refuses all at the fifth move",
       full["handover.failed"])
both = Run("state-growth", "architecture.capacity.bindings=100",
           "architecture.capacity.per_node=4")
tap.ok(both["handover.failed"] == 0 and both["state.refused"] == 0,
       "with 4 per node the same table serves all")
short = Run("state-growth", "architecture.capacity.bindings=100",
            "architecture.release=lifetime",
            "architecture.prefix_lifetime=200 s")
tap.ok(short["handover.failed"] == 0,
       "so does a lifetime of 200 s for prefixes left: 3 or 4 at a time")

# ---- the same by predict ---------------------------------------------


def predicted(metric, scenario, *settings):
    """What predict says of @metric; the first law that applies."""
    words = [word for s in settings for word in ("--set", s)]
    run = subprocess.run(
        [DMMSIM, "predict", "--all", "--format", "json", *words, scenario],
        capture_output=True, text=True)
    if run.returncode != 0:
        raise RuntimeError(run.stderr)
    values = [p["predicted"] for p in json.loads(run.stdout)[0]["laws"]
              if p["metric"] == metric and p["predicted"] is not None]
    return values[0] if values else math.nan


def near(value, expected, name):
    tap.ok(abs(value - expected) < 1e-9 * expected, f"predict: {name}",
           f"{value}, expected {expected}")


TABLE = os.path.join(SCENARIOS, "state-exhaustion.json")
near(predicted("state.refused", TABLE), 2000 * erlang_b(5, 2),
     "refusals, alpha t B")
near(predicted("state.entries{role=CMD}", TABLE), 2 * (1 - erlang_b(5, 2)),
     "entries at the CMD")
near(predicted("state.entries{role=LMA}", TABLE,
               ARCHITECTURES["pmipv6"].replace(":5}", ":3}"),
               "protocol.binding_lifetime=10 s"),
     4 * (1 - erlang_b(3, 4)), "entries at an LMA, lifetime in units of 4 s")
tap.ok(math.isnan(predicted("state.refused", TABLE, "protocol.refresh=true")),
       "predict: nothing where bindings are refreshed")
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "walk.json")
    walk = registrations(0.01, 10)
    walk["topology"]["nodes"].append("other")
    walk["topology"]["links"].append({"between": ["lma", "other"], "delay": "1 ms"})
    walk["sites"]["access"].append("other")
    walk["mobile_nodes"] = [{"name": "mn", "count": 300, "motion": {
        "model": "markov", "residence": {"exponential": "10 s"}}}]
    with open(path, "w", encoding="utf-8") as file:
        json.dump(walk, file)
    near(predicted("queue.wait{role=LMA}", path), 0.3 * 0.01 / (2 * 0.7),
         "M/D/1")
    tap.ok(math.isnan(predicted(
        "queue.wait{role=LMA}", path,
        'security={"signaling": "esp", "verification": "1 ms"}')),
           "predict: no waiting where verification takes time, too")
    tap.ok(math.isnan(predicted("handover.recovery", path)),
           "predict: no delay of propagation alone where messages wait")
sys.exit(tap.done())
