#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An LMA made with scapy, independent of our codec, for simulated MAGs: they
register, send again, refresh, hand over and de-register by RFC 5213; what is
damaged, late or of nobody's asking changes nothing, a refusal is heeded."""
import csv
import json
import os
import signal
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "tests"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import netns  # noqa: E402
from tap import Tap, skip_all  # noqa: E402

DMMSIM = os.path.abspath(
    os.path.join(os.environ.get("top_builddir", "."), "dmmsim"))
LMA, AR1, AR2 = "2001:db8:2::2", "2001:db8:3::1", "2001:db8:4::1"
SCENARIO = {
    "title": "MAGs", "duration": "40 s", "architecture": {"name": "pmipv6"},
    "topology": {"nodes": ["core", "lma", "ar1", "ar2", "cn"], "links": [
        {"between": ["core", n], "delay": "1 ms"}
        for n in ("lma", "ar1", "ar2", "cn")]},
    "sites": {"access": ["ar1", "ar2"], "anchor": "lma",
              "correspondents": ["cn"]},
    "access": {"detach_notice": True},
    "protocol": {"retransmit": {"initial": "0.3 s"}},
    "mobile_nodes": [{"name": "mn", "motion": {
        "model": "schedule", "attach": [["0.2 s", "ar1"], ["5 s", "ar2"],
                                        ["6 s", "ar1"]]}}]}
NODE = b"mn@example.net"
PREFIX = "2001:db8:2:5::"
PATIENCE = 10  # s, for a message that comes
SILENCE = 1.5  # s, in which one that must not come would have come
NEW, BETWEEN_MAGS, UNKNOWN, NO_CHANGE = 1, 3, 4, 5
ATTEMPTS = 3  # the node's moves do not wait for a machine that stands still


class Anchor:
    """The scapy LMA, and what it found."""

    def __init__(self, end):
        self.end = end
        self.found = []  # (good, name, what came)

    def note(self, good, name, message=None):
        self.found.append((good, name, "nothing" if message is None else
                           f"{message.source} {message.fixed.hex()} "
                           f"{message.faults} {message.options}"))

    def await_update(self, name, source, handoff, prefix, lifetime=None):
        """The next PBU, which must be as RFC 5213 6.9.1 has it."""
        pbu = self.end.receive(PATIENCE)
        self.note(
            pbu is not None and pbu.kind == peer.BU and not pbu.faults
            and pbu.source == source and pbu.destination == LMA
            and pbu.flags == peer.A | peer.P
            and pbu.option(peer.MnIdentifier).id == NODE
            and [o.prefix for o in pbu.options
                 if isinstance(o, peer.HomeNetworkPrefix)] == [prefix]
            and pbu.option(peer.HandoffIndicator).value == handoff
            and pbu.option(peer.AccessTechnology).value == 4
            and len(pbu.option(peer.LinkLayerIdentifier).id) == 6
            and abs(pbu.option(peer.Timestamp).value - peer.now())
            < PATIENCE * 65536
            and (lifetime is None or pbu.lifetime == lifetime), name, pbu)
        if pbu is None:
            raise TimeoutError(name)
        return pbu

    def options(self, pbu, status):
        """What the PBA mirrors (RFC 5213 5.3.6)."""
        stamp = pbu.option(peer.Timestamp)
        return [pbu.option(peer.MnIdentifier),
                peer.HomeNetworkPrefix(prefix=PREFIX, plen=64),
                pbu.option(peer.HandoffIndicator),
                pbu.option(peer.AccessTechnology),
                pbu.option(peer.LinkLayerIdentifier),
                peer.Timestamp(value=peer.now()) if status == 157 else stamp]

    def answer(self, pbu, status=0, lifetime=15, shift=0, good_checksum=True):
        octets = peer.acknowledgement(
            (pbu.sequence + shift) % 65536, self.options(pbu, status), status,
            0 if status >= 128 else min(lifetime, pbu.lifetime))
        return self.end.send(LMA, pbu.source, octets, good_checksum)


def is_newer(second, first):
    return (0 < (second.sequence - first.sequence) % 65536 < 32768
            and second.option(peer.Timestamp).value
            > first.option(peer.Timestamp).value)


def attach(lma):
    """Returns the answer, for a replay."""
    first = lma.await_update("registers", AR1, NEW, "::", 15)
    lma.answer(first, good_checksum=False)
    second = lma.await_update("a damaged answer is none: asks again", AR1, NEW,
                              "::", 15)
    lma.note(is_newer(second, first),
             "with a new sequence number and timestamp", second)
    lma.answer(second, shift=7)
    third = lma.await_update("an answer to another message is none", AR1, NEW,
                             "::")
    return lma.answer(third, lifetime=1)  # 4 s


def refresh(lma, first_answer):
    pbu = lma.await_update("refreshes, with the prefix", AR1, NO_CHANGE, PREFIX)
    lma.end.send(LMA, AR1, first_answer)
    again = lma.await_update("a replayed answer is none", AR1, NO_CHANGE,
                             PREFIX)
    lma.note(is_newer(again, pbu), "and asks again")
    lma.answer(again)


def hand_over(lma):
    pbu = lma.await_update("de-registers", AR1, UNKNOWN, PREFIX, 0)
    lma.answer(pbu)
    pbu = lma.await_update("registers elsewhere", AR2, BETWEEN_MAGS, "::", 15)
    lma.answer(pbu, status=157)
    pbu = lma.await_update("status 157: asserts its presence", AR2,
                           BETWEEN_MAGS, "::", 15)
    lma.answer(pbu)


def refuse(lma):
    pbu = lma.await_update("de-registers there", AR2, UNKNOWN, PREFIX, 0)
    lma.answer(pbu)
    pbu = lma.await_update("comes back", AR1, BETWEEN_MAGS, "::", 15)
    lma.answer(pbu, status=130)
    pbu = lma.end.receive(SILENCE)
    lma.note(pbu is None, "status 130: does not ask again", pbu)


def check_results(lma, folder):
    with open(os.path.join(folder, "handovers.csv"), newline="") as file:
        outcomes = [row["outcome"] for row in csv.DictReader(file)]
    lma.found.append((outcomes == ["completed", "failed"],
                      "one handover completes, the refused one fails",
                      outcomes))


def attempt(folder):
    a, b = netns.pair()
    path = os.path.join(folder, "mags.json")
    results = os.path.join(folder, "results")
    with open(path, "w") as file:
        json.dump(SCENARIO, file)
    lma = Anchor(peer.Peer(a.socket("v")))
    mags = netns.Program(
        [DMMSIM, "bridge", path, "-o", results,
         f"--attach=lma=packet:v,netns={b.name}"], "lma: entity",
        os.path.join(folder, "messages"))
    try:
        answer = attach(lma)
        refresh(lma, answer)
        hand_over(lma)
        refuse(lma)
    except TimeoutError:
        pass
    status = mags.stop(signal.SIGINT)
    lma.found.append((status == 130, "the MAGs end well", mags.said()))
    check_results(lma, results)
    return lma.found


def main():
    why = netns.missing()
    if why:
        skip_all(why)
    for _ in range(ATTEMPTS):
        with tempfile.TemporaryDirectory() as folder:
            found = attempt(folder)
        if all(good for good, _, _ in found):
            break
    tap = Tap()
    for good, name, what in found:
        tap.ok(good, name, *(() if good else (what,)))
    return tap.done()


if not netns.with_scapy():
    skip_all("no scapy (python3-scapy)")
import peer  # noqa: E402
sys.exit(main())
