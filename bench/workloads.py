# SPDX-License-Identifier: GPL-3.0-or-later
"""The rows of the benchmark table: what is measured, by which program of ours and
of each peer, and what the project's design allows.

A cell is a function of get(command, key, where): the median over all
repetitions of what that command's JSON line says under key, the line for which
the members of where are so.  So cells say at once what to run and what to make
of it; what several need runs once.

Programs of commands: a path below the build folder, built there or by run.py
(ns-3's); with .py, below bench/.  In arguments {folder} is one to write into,
{scenarios} that of the sources.  "process_cpu_s" is the CPU time of any.
"""
from dataclasses import dataclass, field
from typing import Callable, Optional

Cell = Callable[[Callable], float]


@dataclass(frozen=True)
class Row:
    name: str
    unit: str
    ours: Cell
    budget: Optional[float] = None
    limit: Optional[Cell] = None            # bare C
    peers: dict = field(default_factory=dict)       # name: cell
    recorded: Optional[float] = None    # ns-3, optimised (see RECORDED)
    more_is_better: bool = False
    group: str = ""
    quick: bool = True                  # also part of --quick
    readme: bool = True


# An ns-3 that was built optimised, with the fastest of its schedulers: the
# packaged one is slower by up to two times where packets are forwarded.  These
# figures were taken once, on another machine with two cores of 2.5 GHz, where
# the limit of the hold model took 43, 93 and 192 ns at 10^3, 10^5 and 10^6.
RECORDED = {10**3: 212, 10**5: 479, 10**6: 826}
POWERS = {10**3: "10^3", 10**4: "10^4", 10**5: "10^5", 10**6: "10^6",
          10**7: "10^7"}


NS3_EVENTS, NS3_NETWORK = "bench/peers/ns3_events", "bench/peers/ns3_network"


def cell(*command, key="ns_median", **where):
    command = tuple(str(word) for word in command)
    return lambda get: get(command, key, where)


# ---- events -----------------------------------------------------------------

def hold_windows(pending):
    """Windows and operations of each."""
    return ("3", "1000000") if pending > 10**6 else ("5", "500000")


def hold_peers(pending):
    peers = {}
    if pending <= 10**6:
        peers["ns-3"] = cell(NS3_EVENTS, "hold", pending, "3",
                             max(200000, pending // 2), "PriorityQueue")
    if pending <= 10**5:
        peers["coroutines"] = cell("bench/peers/process_hold", pending, "5",
                                  "300000")
        peers["SimPy"] = cell("peers/simpy_hold.py", pending)
    return peers


def hold_rows():
    budgets = {10**3: 65, 10**5: 130, 10**6: 270}
    for pending, power in POWERS.items():
        windows = hold_windows(pending)
        yield Row(f"event, {power} pending", "ns", group="events",
                  ours=cell("bench/hold", pending, *windows, "exponential"),
                  limit=cell("bench/peers/limit_hold", pending, *windows),
                  peers=hold_peers(pending), budget=budgets.get(pending),
                  recorded=RECORDED.get(pending), quick=pending <= 10**5)


def event_rows():
    yield from hold_rows()
    yield Row("memory per pending event, 10^6", "B", group="events", budget=48,
              ours=cell("bench/hold", 10**6, *hold_windows(10**6),
                        "exponential", key="bytes_per_event"),
              peers={"ns-3": cell(NS3_EVENTS, "hold", 10**6, "3",
                                  500000, "PriorityQueue",
                                  key="bytes_per_event")}, quick=False)
    yield Row("timer set again, 10^4 of 300 s", "ns", group="events",
              ours=cell("bench/timers", 10**4, "5", "500000"), budget=120,
              peers={"ns-3": cell(NS3_EVENTS, "timers", 10**4)},
              recorded=465)
    yield Row("random delay, exponential", "ns", group="events",
              ours=cell("bench/draw", "5", "500000", "exponential"), budget=40,
              peers={"ns-3": cell(NS3_EVENTS, "draw", "5")},
              recorded=200)


# ---- network ----------------------------------------------------------------

def hop(way, budget, **more):
    return Row(f"packet-hop{', in a tunnel' if way == 'tunnel' else ''}", "ns",
               group="packets", budget=budget,
               ours=cell("bench/forward", "1000", "5", "100000", way),
               limit=cell("bench/peers/limit_hop", "1000", "5", "800000", way),
               **more)


def network_rows():
    yield hop("plain", 300, recorded=6500,
              peers={"ns-3": cell(NS3_NETWORK, "forward", 1000, "3")})
    yield hop("tunnel", 500)
    yield Row("set-up per addressed router", "ns", group="set-up", budget=5000,
              ours=cell("bench/setup", 10**4, "router"), recorded=455000,
              peers={"ns-3": cell(NS3_NETWORK, "nodes", 10**4)})
    yield Row("memory per addressed router", "B", group="memory", budget=2560,
              ours=cell("bench/setup", 10**4, "router", key="bytes_per_node"),
              recorded=24000,
              peers={"ns-3": cell(NS3_NETWORK, "nodes", 10**4,
                                  key="bytes_per_node")})


# ---- models -----------------------------------------------------------------

NODES = 10**5


def nodes(what, key):
    return cell("bench/nodes", NODES, 1000, what, key=key)


def binding(architecture):
    """What registering adds to a node that is attached without."""
    return lambda get: (nodes(architecture, "total_bytes")(get)
                        - nodes("ipv6", "total_bytes")(get))


def model_rows():
    for architecture in ("pmipv6", "dmm"):
        run = ("bench/handovers", 10**4, "5", architecture)
        yield Row(f"signalling messages/s, {architecture}", "1/s",
                  ours=cell(*run, key="messages_per_s"), budget=200000,
                  more_is_better=True, group="signalling")
        yield Row(f"handovers/s, {architecture}", "1/s", readme=False,
                  ours=cell(*run, key="handovers_per_s"), more_is_better=True,
                  group="signalling")
    for message in ("PBU with six options", "PBA with three Previous MAAR"):
        for what in ("decode", "encode"):
            yield Row(f"{what} a {message}", "ns", group="codec",
                      budget=200 if what == "decode" else None,
                      ours=cell("bench/codec", 5, 100000, message=message,
                                what=what), readme=message.startswith("PBU"))
    yield Row("memory per idle mobile node", "B", budget=1024, group="memory",
              ours=nodes("ipv6", "domain_bytes"), recorded=24000)
    for architecture in ("pmipv6", "dmm"):
        yield Row(f"memory per binding, {architecture}", "B", group="memory",
                  ours=binding(architecture))
    yield Row("set-up per mobile node", "ns", group="set-up", budget=5000,
              ours=lambda get: 1e3 * nodes("ipv6", "domain_us")(get),
              recorded=455000)


# ---- the whole program -------------------------------------------------------

def set_up(count):
    """A run that ends as it begins."""
    return cell("dmmsim", "run", "{scenarios}/scaling.json",
                "-o", "{folder}/run", "--set", f"mobile_nodes.0.count={count}",
                "--set", "traffic=[]", "--set", "topology.generate.tree.depth=3",
                "--set", "warmup=0", "--set", "expect={}",
                "--set", "duration=0.000000001", key="process_cpu_s")


def program_rows():
    for count, budget in (10**5, 2), (10**6, 20):
        yield Row(f"scenario set-up, {POWERS[count]} nodes, 1000 routers", "s",
                  ours=set_up(count), group="set-up", budget=budget,
                  quick=count <= 10**5)
    yield Row("study: speed of two processes over one, wall clock", "x",
              ours=cell("sweep.py", key="speedup", way="-j2"), budget=1.9,
              more_is_better=True, group="study", quick=False)
    yield Row("study: CPU time of two processes over one", "x",
              ours=cell("sweep.py", key="overhead", way="-j2"),
              budget=1.05, group="study", quick=False)
    trace = "{folder}/fcd.xml"
    yield Row("FCD records/s read", "1/s", more_is_better=True,
              ours=cell("bench/traces", 1000, 100, trace, what="fcd",
                        key="records_per_s"),
              limit=cell("bench/peers/limit_fcd", trace, key="records_per_s"),
              peers={"Python's expat": cell("peers/python_fcd.py", trace,
                                            key="records_per_s"),
                     "SUMO (writes)": cell("peers/sumo_fcd.py", "{folder}",
                                           key="records_per_s")},
              group="traces")


def rows():
    return [*event_rows(), *network_rows(), *model_rows(), *program_rows()]
