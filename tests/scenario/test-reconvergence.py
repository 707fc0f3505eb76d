#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes that follow failures after routing.reconvergence: what a constant flow
loses, and by which way the rest comes, packet by packet.  Prints TAP."""

import os
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import one_run  # noqa: E402 - beside this
from tap import Tap, skip_if_sanitized  # noqa: E402 - in the folder above

# Times are ms; what is sent comes to the fork at fractions of none of these.
FIRST, STEP, LAST = 1000.25, 1, 9000
TO_FORK, HOP, RADIO = 5, 4, 2
DETOUR = 20.05  # no packet of one way arrives with one of the other
FAIL, LASTS = 3000, 2000


def scenario(fault, **more):
    """cn - fork, then by near to ar1, or by far, which takes longer."""
    def link(a, b, delay):
        return {"between": [a, b], "delay": f"{delay} ms"}
    base = {
        "duration": "10 s", "architecture": "ipv6",
        "topology": {"nodes": ["cn", "fork", "near", "far", "ar1", "ar2"],
                     "links": [link("cn", "fork", TO_FORK),
                               link("fork", "near", HOP),
                               link("near", "ar1", HOP),
                               link("fork", "far", DETOUR),
                               link("far", "ar1", DETOUR),
                               link("fork", "ar2", HOP)]},
        "sites": {"access": ["ar1", "ar2"], "anchor": "fork",
                  "correspondents": ["cn"]},
        "access": {"radio": {"delay": f"{RADIO} ms"}},
        "faults": [dict(fault, at=f"{FAIL} ms", **{"for": f"{LASTS} ms"})],
        "mobile_nodes": [{"name": "mn", "motion": {
            "model": "schedule", "attach": [["0 s", "ar1"]]}}],
        "traffic": [{"name": "down", "correspondent": "cn",
                     "start": f"{FIRST} ms", "stop": f"{LAST} ms",
                     "pattern": {"cbr": {"interval": f"{STEP} ms",
                                         "size": "52 B"}}}]}
    return dict(base, **more)


def expected(wait, router):
    """Packets lost, and the mean way of the others: what is on its way to near
    when that fails, or is sent there before the routes know, is lost, but for
    what is on its way to a router when that is back; what comes to the fork
    until they know of the return takes the detour."""
    lost, ways, at = 0, [], FIRST
    back = LASTS - (HOP if router else 0)
    while at < LAST:
        fork = at + TO_FORK
        if FAIL - HOP < fork < FAIL + min(wait, back):
            lost += 1
        else:
            away = FAIL + wait < fork < FAIL + LASTS + wait
            ways.append(TO_FORK + 2 * (DETOUR if away else HOP) + RADIO)
        at += STEP
    return lost, sum(ways) / len(ways) / 1e3


def check(tap, folder, name, what, wait, reason):
    metrics = one_run.run(folder, what)[0]
    lost, way = expected(wait, reason == "node_down")
    found = metrics.get(f"packets.dropped{{reason={reason}}}", {}).get("mean")
    delay = metrics["delay.oneway"]["mean"]
    tap.ok(found == lost, f"{name}: packets lost",
           f"{found}, expected {lost}")
    tap.ok(abs(delay - way) < 1e-9, f"{name}: mean delay of the others",
           f"{delay}, expected {way}")


def check_fluid(tap, folder, name, what):
    """Fluid flows follow the routes, too: the same to the last digit."""
    packets = one_run.run(folder, what)[0]
    what["traffic"][0]["fidelity"] = "fluid"
    fluid = one_run.run(folder, what)[0]
    share = fluid["fluid.share"]["mean"]
    differing = [key for key, value in packets.items()
                 if not key.startswith("fluid.") and fluid.get(key) != value]
    tap.ok(not differing and share > 0.7, f"{name}: fluid is as packets",
           f"share {share}", *differing[:5])


LINK = {"fail": {"link": ["fork", "near"]}}
NODE = {"fail": "near"}
NEVER = 10 ** 9


def main():
    skip_if_sanitized("several runs; tests/unit/test-routing is not")
    tap = Tap()
    soon = {"routing": {"reconvergence": "300 ms"}}
    with tempfile.TemporaryDirectory() as folder:
        for name, what, wait, reason in (
                ("a link fails", scenario(LINK, **soon), 300, "link_down"),
                ("a router fails", scenario(NODE, **soon), 300, "node_down"),
                ("at once", scenario(LINK, routing={"reconvergence": "0 s"}),
                 0, "link_down"),
                ("not in time", scenario(LINK, routing={
                    "reconvergence": "2500 ms"}), 2500, "link_down"),
                ("routes stay", scenario(LINK), NEVER, "link_down"),
                ("routes stay beside a router", scenario(NODE), NEVER,
                 "node_down"),
                ("in a tunnel", scenario(LINK, architecture="pmipv6", **soon),
                 300, "link_down")):
            check(tap, folder, name, what, wait, reason)
            check_fluid(tap, folder, name, what)
    return tap.done()


sys.exit(main())
