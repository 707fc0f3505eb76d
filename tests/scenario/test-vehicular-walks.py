#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random walks, with and without revisits, make tunnels as long, flows hand
over as often and prefixes as many as the laws say.

The laws are those of doc/closed-forms.md; each case says how it meets their
assumptions.  Where a scenario that ships meets them, that file runs.  Means
over runs with different seeds lie in a 99 % Student interval that covers the
law; what has no chance in it is exact.  Ten runs per case, VEHICULAR_RUNS (10,
20 or 40) if set.  Prints TAP."""

import itertools
import math
import os
import sys
from collections import Counter

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.dirname(HERE)]
from tap import Tap, skip_if_sanitized  # noqa: E402 - in the folder above
from vehicular import (  # noqa: E402 - beside this file
    Scenario, hold, interval, ring, torus, walk)

RUNS = int(os.environ.get("VEHICULAR_RUNS", "10"))
FLOW = 100  # mean duration of the flows of walk(), in s
NODES = 50
RATIOS = (1,) if RUNS == 10 else (0.3, 1, 3)


# ---- exponential residence: walks over routers ------------------------------

WALKS = {  # routers, next, tunnel hops, share of packets tunnelled
    "straight": (ring(60), "line", lambda r: r, lambda r: r / (1 + r)),
    "to and fro": (ring(60), "neighbour", lambda r: r / math.sqrt(1 + 2 * r),
                   lambda r: 1 - 1 / math.sqrt(1 + 2 * r)),
    "Manhattan": (torus(15), "neighbour", lambda r: r / math.sqrt(1 + r),
                  None),
}


def tunnel_length(tap):
    """Residences are exponential draws.  The networks have no border; to come
    round them takes more steps than one flow in a thousand sees.  Neighbours
    are one link apart: g = 1."""
    for (name, (edges, following, hops, share)), r in itertools.product(
            WALKS.items(), RATIOS):
        scenario = Scenario(walk(edges, FLOW / r, following, nodes=NODES,
                                 flows=(FLOW / 3, FLOW, FLOW / 5)))
        measures = [lambda x: x.mean("detour.hops"),
                    lambda x: x.mean("tunnel.share")]
        if following == "line":
            measures.append(handovers_per_flow)
        found = zip(*scenario.sample(lambda x: [f(x) for f in measures], RUNS))
        hold(tap, f"{name}, r {r}: tunnel hops", next(found), hops(r))
        if share:
            hold(tap, f"{name}, r {r}: share tunnelled", next(found), share(r))
        if following == "line":
            geometric(tap, r, next(found))


def handovers_per_flow(result):
    """Shares of the flows by handovers, among those that begin after warm-up
    and ten durations before the end."""
    flows = {row["flow"] for row in result.rows("flows.csv")
             if 800 <= float(row["start"]) <= 3800 - 10 * FLOW}
    seen = Counter(row["flow"] for row in result.rows("handover_flows.csv"))
    counts = Counter(seen[flow] for flow in flows)
    return [counts[n] / len(flows) for n in range(4)]


def geometric(tap, r, shares):
    """Exponential durations and residences: the next handover comes before
    the end of the flow with probability r / (1 + r), again and again."""
    for n, found in enumerate(zip(*shares)):
        hold(tap, f"r {r}: share of flows with {n} handovers", found,
             (r / (1 + r))**n / (1 + r))


# ---- the Manhattan grid that ships ------------------------------------------

def grid_steps(side):
    """To where the walk may go from each crossing; nothing leads outside."""
    inside = range(side)
    return {(i, j): [(x, y) for x, y in ((i + 1, j), (i - 1, j), (i, j + 1),
                                         (i, j - 1))
                     if x in inside and y in inside]
            for i in inside for j in inside}


def spread(steps, at):
    """Distribution of the walk one step after the distribution @at."""
    after = Counter()
    for place, chance in at.items():
        for neighbour in steps[place]:
            after[neighbour] += chance / len(steps[place])
    return after


def stationary(steps):
    ends = sum(map(len, steps.values()))
    return {place: len(ways) / ends for place, ways in steps.items()}


def distance_after(steps, n):
    """E[distance] of the stationary walk from where it was, for 0 .. n - 1
    steps."""
    total = [0.0] * n
    for start, weight in stationary(steps).items():
        at = {start: 1.0}
        for step in range(n):
            total[step] += weight * sum(
                chance * (abs(x - start[0]) + abs(y - start[1]))
                for (x, y), chance in at.items())
            at = spread(steps, at)
    return total


def manhattan(tap):
    """Blocks of 200 m at 10 m/s: 20 s in each cell, flows of 60 s.  Distance
    of a random packet's anchor: age of its flow is exponential, phase in the
    cell uniform, steps of the walk enumerated."""
    r = 3
    chances = [1 - r * -math.expm1(-1 / r)]
    chances += [r * math.expm1(-1 / r)**2 * math.exp(-(n - 1) / r)
                for n in range(1, 60)]
    hops = sum(chance * distance for chance, distance in zip(
        chances, distance_after(grid_steps(7), 60)))
    values = Scenario("manhattan.json").sample(
        lambda x: x.mean("detour.hops"), RUNS)
    hold(tap, "manhattan.json: tunnel hops", values, hops)


def others_visited(steps, n):
    """E[places other than the last that the stationary walk was at] for 0 ..
    n - 1 steps.  Seen backwards, a place counts at its last visit: the sum
    over k steps of the chance not to have come back by then."""
    away = [0.0] * n
    for start, weight in stationary(steps).items():
        at = {start: 1.0}
        for step in range(1, n):
            at = spread(steps, at)
            at.pop(start, None)
            away[step] += weight * sum(at.values())
    return list(itertools.accumulate(away))


def saturation(mean_steps, routers):
    """Model L, uniform jumps with exponential residence."""
    return (routers - 1) * -math.expm1(-mean_steps / (routers - 1))


def revisits(tap):
    """Release by lifetime where nodes come back."""
    lifetime = {"name": "dmm", "release": "lifetime", "prefix_lifetime": 300}
    steps = 300 / 60

    def previous(result):
        return result.mean("anchors.previous")
    values = Scenario(walk(ring(20), 60, "uniform", architecture=lifetime,
                           nodes=40)).sample(previous, RUNS)
    hold(tap, "uniform jumps among 20 routers, release after 5 residences",
         values, saturation(steps, 20))
    visited = others_visited(grid_steps(7), 60)
    lifetime["prefix_lifetime"] = 150
    # 150 s are 7.5 residences of 20 s: seven or eight steps.
    law = (visited[7] + visited[8]) / 2
    values = Scenario("manhattan.json", architecture=lifetime,
                      traffic=[]).sample(previous, RUNS)
    hold(tap, "manhattan.json, release after 7.5 residences", values, law)
    mean, half = interval(values)
    tap.ok(mean + half < saturation(7.5, 49),
           "it comes back more often than by uniform jumps",
           f"{mean + half:.5f} below {saturation(7.5, 49):.5f}")


def main():
    skip_if_sanitized("the plain build is held to the laws")
    tap = Tap()
    for cases in (tunnel_length, manhattan, revisits):
        cases(tap)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
