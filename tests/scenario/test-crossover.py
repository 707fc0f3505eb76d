#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where centralized anchoring begins to win, found by simulation.

On networks where the way by the central anchor is D links longer than the
direct one, data cross h(pmipv6) and h(dmm, r) links per packet.  The break-even
r* is where they are equal: r, the mean number of handovers per flow, is halved
or doubled until the two change places, then false position closes in.  Each
seed gives a root of its own (the same draws for every r), the interval is over
the seeds; beside it stands what doc/closed-forms.md 7 says.  Then octets times
links of all packets, signalling included: the curves of both cross once.

D = 1 and ten runs; CROSSOVER_SLACK=1,2,3 and VEHICULAR_RUNS=40 ask for more.
Prints TAP, and a table as comments."""

import math
import os
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
from tap import Tap  # noqa: E402 - in the folder above
from vehicular import (  # noqa: E402 - beside this file
    Scenario, interval, ring, torus, walk)

RUNS = int(os.environ.get("VEHICULAR_RUNS", "10"))
SLACK = [int(d) for d in os.environ.get("CROSSOVER_SLACK", "1").split(",")]
FLOW = 100  # mean duration of flows, in s
CLOSE = 0.002  # of a root: relative difference of the two that is none

# Routers by slack (so many that nobody comes round), next, the law of r*.
MOTIONS = {
    "straight on": (lambda d: ring(40 * d), "line", lambda d: d),
    "Manhattan": (lambda d: torus(8 * d + 3), "neighbour",
                  lambda d: (d * d + d * math.sqrt(d * d + 4)) / 2),
    "to and fro": (lambda d: ring(20 * d + 10), "neighbour",
                   lambda d: d * d + d * math.sqrt(d * d + 1)),
}


def drive(edges, following, slack, r, architecture):
    return Scenario(walk(edges, FLOW / r, following, slack=slack, nodes=40,
                         duration=800 + 2000, architecture=architecture,
                         flows=(FLOW / 4, FLOW, FLOW / 4)))


class Break:
    """Search for the break-even of one seed."""

    def __init__(self, edges, following, slack, seed):
        self.case = edges, following, slack
        self.seed = seed
        self.central = self.detour(1, "pmipv6")

    def detour(self, r, architecture):
        scenario = drive(*self.case, r, architecture)
        return scenario.run(self.seed).mean("detour.hops")

    def excess(self, r):
        """Links more than by the central anchor, relative."""
        return self.detour(r, "dmm") / self.central - 1

    def bracket(self):
        """(r, excess) on either side of break-even, a factor of two apart."""
        r, excess = 1, self.excess(1)
        factor = 2 if excess < 0 else 0.5
        while True:
            beyond = self.excess(r * factor)
            if (beyond < 0) != (excess < 0):
                return (r, excess), (r * factor, beyond)
            r, excess = r * factor, beyond

    def root(self):
        """False position on the logarithm of r."""
        (a, at_a), (b, at_b) = self.bracket()
        a, b = math.log(a), math.log(b)
        while True:
            middle = (a * at_b - b * at_a) / (at_b - at_a)
            found = self.excess(math.exp(middle))
            if abs(found) < CLOSE or abs(a - b) < CLOSE:
                return math.exp(middle)
            if (found < 0) == (at_a < 0):
                a, at_a = middle, found
            else:
                b, at_b = middle, found


def break_even(tap, motion, slack):
    edges, following, law = MOTIONS[motion]
    roots = [Break(edges(slack), following, slack, seed).root()
             for seed in range(1, RUNS + 1)]
    mean, half = interval(roots)
    tap.ok(abs(mean - law(slack)) <= half,
           f"{motion}, D {slack}: break-even where the law says")
    return (f"{motion:12} {slack:2} {law(slack):10.3f} "
            f"{mean:10.3f} +- {half:.3f}")


def main():
    tap = Tap()
    table = [break_even(tap, motion, slack)
             for slack in SLACK for motion in MOTIONS]
    print("# motion        D  predicted  simulated")
    for line in table:
        print("#", line)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
