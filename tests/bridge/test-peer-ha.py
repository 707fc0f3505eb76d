#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A home agent made with scapy, independent of our codec, for a simulated
Mobile IPv6 node: it registers, sends again, refreshes, moves, is tunnelled to
and tunnels back; what is damaged, late or of nobody's asking changes nothing,
a refusal is heeded."""
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
HA, HOME = "2001:db8:2::2", "2001:db8:2:1:0:5eff:fe00:0"
LINK = {"ar1": "2001:db8:3:1:", "ar2": "2001:db8:4:1:"}
CN = "2001:db8:5::1"
SCENARIO = {
    "title": "mobile node", "duration": "40 s",
    "architecture": {"name": "mipv6"},
    "topology": {"nodes": ["core", "ha", "ar1", "ar2", "cn"], "links": [
        {"between": ["core", n], "delay": "1 ms"}
        for n in ("ha", "ar1", "ar2", "cn")]},
    "sites": {"access": ["ar1", "ar2"], "anchor": "ha",
              "correspondents": ["cn"]},
    "protocol": {"retransmit": {"initial": "0.3 s"}},
    "mobile_nodes": [{"name": "mn", "motion": {
        "model": "schedule", "attach": [["0.2 s", "ar1"], ["8 s", "ar2"],
                                        ["9.5 s", "ar1"]]}}],
    "traffic": [{"name": way, "nodes": "mn", "correspondent": "cn",
                 "direction": way, "start": "2 s", "stop": "9.4 s",
                 "pattern": {"cbr": {"interval": "50 ms", "size": "100 B"}}}
                for way in ("up", "down")]}
PATIENCE = 10  # s, for a message that comes
SILENCE = 1.5  # s, in which one that must not come would have come
ATTEMPTS = 3   # the node's moves do not wait for a machine that stands still


class HomeAgent:
    """The scapy HA, and what it found."""

    def __init__(self, end):
        self.end = end
        self.found = []  # (good, name, what came)
        self.care_of = None
        self.last = None  # update

    def note(self, good, name, arrival=None):
        self.found.append((bool(good), name, "nothing" if arrival is None else
                           f"{arrival.packet.summary()} "
                           f"{bytes(arrival.packet).hex()}"))

    def next(self, seconds, wanted):
        packet = self.end.receive_packet(
            seconds, lambda p: wanted(wire.Arrival(p)))
        return None if packet is None else wire.Arrival(packet)

    def await_update(self, name, link, lifetime=15):
        """The next BU, which must be as RFC 6275 11.7.1 has it."""
        bu = self.next(PATIENCE, lambda a: a.message)
        alternate = bu and bu.message.option(wire.AlternateCareOf)
        self.note(
            bu and not bu.faults and not bu.message.faults
            and bu.message.kind == peer.BU and bu.destination == HA
            and bu.home_source == HOME and bu.source.startswith(LINK[link])
            and bu.message.flags == wire.A | wire.H | wire.L
            and alternate and alternate.address == bu.source
            and bu.message.lifetime == lifetime
            and self.is_newer(bu), name, bu)
        if bu is None:
            raise TimeoutError(name)
        self.last, self.care_of = bu, bu.source
        return bu

    def is_newer(self, bu):
        return self.last is None or 0 < (
            bu.message.sequence - self.last.message.sequence) % 65536 < 32768

    def answer(self, bu, status=0, lifetime=15, shift=0, sequence=None,
               good_checksum=True, options=()):
        octets = peer.acknowledgement(
            (bu.message.sequence + shift) % 65536 if sequence is None
            else sequence, list(options), status,
            0 if status >= 128 else lifetime, 0)
        packet = wire.to_home(octets, HA, bu.source, HOME, good_checksum)
        self.end.send_packet(packet)
        return packet


def attach(ha):
    """Returns the answer, for a replay."""
    bu = ha.await_update("registers", "ar1")
    ha.answer(bu, good_checksum=False)
    ha.answer(bu, shift=7)
    bu = ha.await_update("a damaged answer is none, nor one to another update: "
                         "asks again", "ar1")
    ha.answer(bu, status=135, sequence=4000)
    bu = ha.await_update("status 135: goes on from the number it is told",
                         "ar1")
    ha.note(bu.message.sequence == 4001, "and from no other", bu)
    return ha.answer(bu, options=[wire.RefreshAdvice(interval=1)])  # 4 s


def from_node(arrival):
    """The packet in a reverse tunnel (RFC 6275 10.4.5), or None."""
    if arrival is None or arrival.kind != wire.TUNNEL:
        return None
    return wire.IPv6(arrival.octets)


def is_flow(packet, source, destination):
    return packet is not None and packet.nh == 17 and (
        packet.src, packet.dst) == (source, destination)


def relay(ha, name):
    """What a home agent does (10.4.2, 10.4.5), once each way."""
    up = ha.next(PATIENCE, lambda a: is_flow(from_node(a), HOME, CN))
    ha.note(up and (up.source, up.destination) == (ha.care_of, HA),
            f"{name}: tunnels back to the home agent", up)
    if up:
        ha.end.send_packet(from_node(up))
    down = ha.next(PATIENCE, lambda a: is_flow(a.packet, CN, HOME))
    ha.note(down, f"{name}: what is for it comes to its home agent", down)
    if down:
        ha.end.send_packet(wire.IPv6(src=HA, dst=ha.care_of, nh=41)
                           / bytes(down.packet))


def refresh(ha, first_answer):
    bu = ha.await_update("refreshes when it is advised to", "ar1")
    ha.end.send_packet(first_answer)
    bu = ha.await_update("a replayed answer is none: asks again", "ar1")
    ha.answer(bu)
    ha.end.send_packet(wire.to_home(peer.mobility_header(
        wire.BRR, bytes(2), []), HA, ha.care_of, HOME))
    bu = ha.await_update("and when it is requested to", "ar1")
    ha.answer(bu)


def hand_over(ha):
    ha.answer(ha.await_update("moves", "ar2"))
    relay(ha, "ar2")


def refuse(ha):
    ha.answer(ha.await_update("comes back", "ar1"), status=129)
    bu = ha.next(SILENCE, lambda a: a.message)
    ha.note(bu is None, "status 129: does not ask again", bu)


def check_results(ha, folder):
    def rows(name):
        with open(os.path.join(folder, name), newline="") as file:
            return list(csv.DictReader(file))

    outcomes = [row["outcome"] for row in rows("handovers.csv")]
    ha.found.append((outcomes == ["completed", "failed"],
                     "one handover completes, the refused one fails",
                     outcomes))
    outside = {row["role"]: row["outside"] for row in rows("entities.csv")}
    ha.found.append((outside.get("HA") == "1" and outside.get("AR") == "0",
                     "the home agent is marked as outside", outside))
    delivered = {row["name"]: row["delivered"] for row in rows("flows.csv")}
    ha.found.append((delivered == {"up": "2", "down": "2"},
                     "what the home agent relayed arrives", delivered))


def attempt(folder):
    a, b = netns.pair()
    path = os.path.join(folder, "mn.json")
    results = os.path.join(folder, "results")
    with open(path, "w") as file:
        json.dump(SCENARIO, file)
    ha = HomeAgent(peer.Peer(a.socket("v")))
    program = netns.Program(
        [DMMSIM, "bridge", path, "-o", results,
         f"--attach=ha=packet:v,netns={b.name}"], "ha: entity",
        os.path.join(folder, "messages"))
    try:
        answer = attach(ha)
        relay(ha, "ar1")
        refresh(ha, answer)
        hand_over(ha)
        refuse(ha)
    except TimeoutError:
        pass
    status = program.stop(signal.SIGINT)
    ha.found.append((status == 130, "the node's run ends well",
                     program.said()))
    check_results(ha, results)
    return ha.found


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
import mipv6_peer as wire  # noqa: E402
import peer  # noqa: E402
sys.exit(main())
