#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bursts of loss and damaged octets in whole scenarios: the share of a constant
flow that they take against closed forms, within 99 %; damaged signalling, which
is sent again.  Prints TAP."""

import math
import os
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.dirname(HERE))
import one_run  # noqa: E402 - beside this
from tap import Tap, skip_if_sanitized  # noqa: E402 - in the folder above

QUANTILE = 2.5758  # of the normal law, two sides, 99 %
STEP = 0.01  # s, between packets
OCTETS = 100  # of a packet: 52 of data


def scenario(first, radio=None, **more):
    """cn - core - ar1, mn on the radio of ar1: a packet each 10 ms from 1 s on.
    @first: keys of the first link."""
    base = {
        "duration": "1001 s", "architecture": "ipv6",
        "topology": {"nodes": ["cn", "core", "ar1", "ar2"],
                     "links": [dict({"between": ["cn", "core"],
                                     "delay": "5 ms"}, **first),
                               {"between": ["core", "ar1"], "delay": "2 ms"},
                               {"between": ["core", "ar2"], "delay": "2 ms"}]},
        "sites": {"access": ["ar1", "ar2"], "anchor": "core",
                  "correspondents": ["cn"]},
        "access": {"radio": dict({"delay": "2 ms"}, **(radio or {}))},
        "mobile_nodes": [{"name": "mn", "motion": {
            "model": "schedule", "attach": [["0 s", "ar1"]]}}],
        "traffic": [{"name": "down", "correspondent": "cn", "start": "1 s",
                     "pattern": {"cbr": {"interval": "10 ms",
                                         "size": "52 B"}}}]}
    return dict(base, **more)


def mean(metrics, name):
    return metrics[name]["mean"]


def dropped(metrics, reason):
    return mean(metrics, f"packets.dropped{{reason={reason}}}")


def near(tap, name, found, expected, deviation):
    tap.ok(abs(found - expected) < QUANTILE * deviation, name,
           f"{found}, expected {expected} +- {QUANTILE * deviation}")


def bursts(good, bad, loss_good=0, loss_bad=1):
    """Exponential stays of these means, s."""
    return {"gilbert_elliott": {
        "good": {"exponential": f"{good} s"},
        "bad": {"exponential": f"{bad} s"},
        "loss_good": loss_good, "loss_bad": loss_bad}}


def share_deviation(a, b, duration):
    """Of the share of time that an alternating process of exponential stays of
    means a and b spends in one of them (Takacs 1957)."""
    return math.sqrt(2 * (a * b) ** 2 / (a + b) ** 3 / duration)


def check_ratio(tap, folder):
    """pi_good loss_good + pi_bad loss_bad, on the link and on the radio."""
    good, bad, lower, upper = 0.4, 0.1, 0.02, 0.5
    share = bad / (good + bad)
    due = share * upper + (1 - share) * lower
    keys = bursts(good, bad, lower, upper)
    for place, reason, what in (
            ("a link", "link_loss", scenario(keys)),
            ("a direction", "link_loss",
             scenario({"loss": 0.9, "forward": keys, "backward": {"loss": 0}})),
            ("the radio", "radio_loss", scenario({}, keys)),
            ("a change", "link_loss", scenario({}, faults=[
                {"at": "0 s", "change": {"link": ["core", "cn"],
                                         "backward": keys}}]))):
        metrics, _ = one_run.run(folder, what)
        sent = mean(metrics, "packets.sent{class=data}")
        lost = dropped(metrics, reason) / sent
        deviation = math.hypot(
            (upper - lower) * share_deviation(good, bad, sent * STEP),
            math.sqrt(due * (1 - due) / sent))
        near(tap, f"{place}: loss in the long run", lost, due, deviation)


def check_damage(tap, folder):
    """No checksum covers the traffic class, the flow label and the hop limit;
    all other octets must be whole."""
    p = 0.002
    for place, what in (
            ("a link", scenario({"corruption": p})),
            ("the radio", scenario({}, {"corruption": p}))):
        metrics, _ = one_run.run(folder, what)
        sent = mean(metrics, "packets.sent{class=data}")
        whole = (1 - p) ** (OCTETS - 5) * (1 - p + p * 15 / 255)
        got = mean(metrics, "packets.delivered{class=data}") / sent
        near(tap, f"{place}: share that arrives whole", got, whole,
             math.sqrt(whole * (1 - whole) / sent))
        tap.ok(dropped(metrics, "checksum") > 0
               and dropped(metrics, "malformed") > 0,
               f"{place}: damage is told by the checksum or the header",
               {r: dropped(metrics, r) for r in ("checksum", "malformed")})


def check_signalling(tap, folder):
    """All is damaged until 0.5 s; the router repeats its PBU after 1 s, and that
    is answered."""
    metrics, _ = one_run.run(folder, scenario(
        {}, architecture="pmipv6", duration="5 s", faults=[
            {"at": "0 s", "for": "0.5 s", "change": {
                "link": ["ar1", "core"], "forward": {"corruption": 1}}}]))
    again = mean(metrics, "signaling.messages{class=retransmission}")
    tap.ok(again == 2 and mean(metrics, "packets.delivered{class=data}") > 0,
           "a damaged PBU is sent again", f"{again} messages, expected PBU and PBA")


def check_books(tap, folder):
    """Damage everywhere in each architecture: what is sent is somewhere."""
    for architecture in ("pmipv6", "dmm", "mipv6", "hmipv6", "dmm-host"):
        what = scenario({"corruption": 0.002}, {"corruption": 0.001},
                        architecture=architecture, duration="61 s")
        what["mobile_nodes"][0]["motion"]["attach"] = [
            [f"{10 * i} s", f"ar{i % 2 + 1}"] for i in range(6)]
        metrics, _ = one_run.run(folder, what)
        ends = [mean(metrics, f"packets.{n}") for n in (
            "delivered", "consumed", "dropped", "inflight")]
        tap.ok(mean(metrics, "packets.sent") == sum(ends),
               f"{architecture}: books balance", ends)


def main():
    skip_if_sanitized("many runs; test-damage is not")
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        check_ratio(tap, folder)
        check_damage(tap, folder)
        check_signalling(tap, folder)
        check_books(tap, folder)
    return tap.done()


sys.exit(main())
