#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where centralized anchoring begins to win, found by simulation.

On networks where the way by the central anchor is D links longer than the
direct one, what a packet costs under dmm grows with r, the mean number of
handovers per flow.  Break-even r* is where it costs what it does under pmipv6:
r is changed by a constant factor until the two change places, then false
position closes in.  Each seed has a root of its own (the same draws for every
r), the interval is over the seeds; beside it stands what doc/closed-forms.md 7
says.  Costs are links, octets times links, and the latter with signalling: its
curves cross once, the earlier the less is sent.

D = 1 and ten runs; CROSSOVER_SLACK=1,2,3 and VEHICULAR_RUNS=20 ask for more
(make vehicular).  Prints TAP, and a table as comments."""

import math
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
from tap import Tap, skip_if_sanitized  # noqa: E402 - in the folder above
from vehicular import (  # noqa: E402 - beside this file
    Scenario, interval, ring, torus, walk)

RUNS = int(os.environ.get("VEHICULAR_RUNS", "10"))
SLACK = [int(d) for d in os.environ.get("CROSSOVER_SLACK", "1").split(",")]
FLOW, LIVE, NODES = 100, 4, 30  # s, live flows per node
PACKET, HEADER = 148, 40  # octets: 100 of payload
DIRECT = ANCHORED = 2  # links: correspondent - router, anchor - router
CLOSE = 0.01  # links or their worth: a difference that is none

# Routers by slack (so many that nobody comes round), next, the law of r*.
MOTIONS = {
    "straight on": (lambda d: ring(40 * d), "line", lambda d: d),
    "Manhattan": (lambda d: torus(8 * d + 3), "neighbour",
                  lambda d: (d * d + d * math.sqrt(d * d + 4)) / 2),
    "to and fro": (lambda d: ring(20 * d + 10), "neighbour",
                   lambda d: d * d + d * math.sqrt(d * d + 1)),
}


# ---- what a packet costs, in links' worth -----------------------------------

def links(result):
    return result.mean("detour.hops")


def octets(result):
    return (DIRECT + links(result)
            + result.mean("tunnel.byte_hops") / PACKET)


def all_octets(rate):
    """With signalling, at @rate packets per second and live flow."""
    def cost(result):
        signaling = result.mean("signaling.byte_hops.rate")
        return octets(result) + signaling / (rate * LIVE * NODES * PACKET)
    return cost


def octets_law(slack):
    """r* straight on by octets: PACKET (r - D) + HEADER (r - ANCHORED) = 0."""
    return (PACKET * slack + HEADER * ANCHORED) / (PACKET + HEADER)


# ---- break-even -------------------------------------------------------------

class Comparison:
    """dmm beside pmipv6 on one network, for any r and seed."""

    def __init__(self, motion, slack):
        edges, self.following, _ = MOTIONS[motion]
        self.edges, self.slack = edges(slack), slack
        self.known = {}

    def run(self, architecture, r, seed):
        document = walk(self.edges, FLOW / r, self.following,
                        slack=self.slack, nodes=NODES, warmup=500,
                        duration=2000, architecture=architecture,
                        flows=(FLOW / LIVE, FLOW, FLOW / 4))
        return Scenario(document).run(seed)

    def cost(self, cost, architecture, r, seed):
        """Without signalling pmipv6 costs the same for every r."""
        if architecture == "pmipv6" and cost in (links, octets):
            r = seed = 1
        key = cost, architecture, r, seed
        if key not in self.known:
            self.known[key] = cost(self.run(architecture, r, seed))
        return self.known[key]

    def excess(self, cost, r, seed):
        return (self.cost(cost, "dmm", r, seed)
                - self.cost(cost, "pmipv6", r, seed))

    def bracket(self, cost, seed, near):
        """(log r, excess) on either side of break-even."""
        at = math.log(near)
        here = self.excess(cost, near, seed)
        step = math.copysign(math.log(1.4), -here)
        while True:
            there = self.excess(cost, math.exp(at + step), seed)
            if (there < 0) != (here < 0):
                return (at, here), (at + step, there)
            at, here = at + step, there

    def root(self, cost, seed, near):
        (a, at_a), (b, at_b) = self.bracket(cost, seed, near)
        while True:
            middle = (a * at_b - b * at_a) / (at_b - at_a)
            found = self.excess(cost, math.exp(middle), seed)
            if abs(found) < CLOSE or abs(a - b) < CLOSE:
                return math.exp(middle)
            if (found < 0) == (at_a < 0):
                a, at_a = middle, found
            else:
                b, at_b = middle, found

    def break_even(self, cost):
        """The root of each seed."""
        roots = [1]
        for seed in range(1, RUNS + 1):
            roots.append(self.root(cost, seed, roots[-1]))
        return roots[1:]


def against_law(tap, table, motion, slack, cost, law):
    comparison = Comparison(motion, slack)
    way = comparison.cost(links, "pmipv6", 1, 1)
    tap.ok(way == slack, f"by the central anchor {slack} links more", way)
    mean, half = interval(comparison.break_even(cost))
    name = f"{motion}, D {slack}, {cost.__name__}"
    tap.ok(abs(mean - law) <= half, f"{name}: break-even where the law says",
           f"{mean:.4f} +- {half:.4f}, law {law:.4f}")
    table.append(f"{name:32} {law:9.3f} {mean:9.3f} +- {half:.3f}")


def with_signaling(tap, table):
    """The curves cross once.  Idle nodes pay for signalling only."""
    comparison = Comparison("straight on", 1)
    ratios = [0.25, 0.5, 1, 2, 4]
    signs = [comparison.excess(all_octets(1), r, 1) < 0 for r in ratios]
    tap.ok(signs == sorted(signs, reverse=True) and len(set(signs)) == 2,
           "straight on, D 1, signalling included: the curves cross once",
           *(f"r {r}: {'dmm' if sign else 'pmipv6'} is cheaper"
             for r, sign in zip(ratios, signs)))
    if RUNS == 10:
        return
    rates = (0.05, 0.5, 50)
    found = [comparison.break_even(all_octets(rate)) for rate in rates]
    for rate, roots in zip(rates, found):
        mean, half = interval(roots)
        name = f"with signalling, {rate} packets/s"
        table.append(f"{name:32} {'':9} {mean:9.3f} +- {half:.3f}")
    for less, more in zip(found, found[1:]):
        mean, half = interval([b - a for a, b in zip(less, more)])
        tap.ok(mean > half, "the less is sent, the earlier centralized "
               "anchoring wins", f"{mean:.4f} +- {half:.4f}, seed by seed")


def main():
    skip_if_sanitized("the plain build is held to the laws")
    tap = Tap()
    table = []
    for slack in SLACK:
        for motion, (_, _, law) in MOTIONS.items():
            against_law(tap, table, motion, slack, links, law(slack))
    if RUNS > 10:
        against_law(tap, table, "straight on", 1, octets, octets_law(1))
    with_signaling(tap, table)
    print(f"# {'break-even r*':32} predicted simulated, 99 %")
    for line in table:
        print("#", line)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
