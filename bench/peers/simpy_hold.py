# SPDX-License-Identifier: GPL-3.0-or-later
"""SimPy under the load of bench/hold: N processes that hold for an exponential
delay again and again.

    simpy_hold.py PENDING [WINDOWS [OPERATIONS]]
"""
import json
import random
import resource
import statistics
import sys
import time

import simpy


def holder(env, delays, count):
    while True:
        yield env.timeout(next(delays))
        count[0] += 1


def draws():
    """From a table, so that drawing weighs little."""
    generator = random.Random(42)
    table = [generator.expovariate(1) for _ in range(65536)]
    while True:
        yield from table


def window(env, count, ops):
    """CPU ns per operation."""
    end, began = count[0] + ops, time.process_time_ns()
    while count[0] < end:
        env.step()
    return (time.process_time_ns() - began) / ops


def main():
    given = [int(word) for word in sys.argv[1:]]
    pending, windows, ops = given + [1000, 5, 30000][len(given):]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    env, count, delays = simpy.Environment(), [0], draws()
    for _ in range(pending):
        env.process(holder(env, delays, count))
    window(env, count, max(ops, pending))   # settle
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    times = [window(env, count, ops) for _ in range(windows)]
    print(json.dumps({"bench": "simpy_hold", "pending": pending,
                      "bytes_per_event": round(grown * 1024 / pending, 1),
                      "ns_median": round(statistics.median(times), 2)}))


main()
