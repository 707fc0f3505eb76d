#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mobile IPv6 nodes made with scapy, independent of our codec, at a simulated
home agent: they register from one foreign link and another, refresh, talk with
a correspondent through the tunnel, de-register, and are refused what RFC 6275
refuses."""
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
SCENARIO = {
    "title": "home agent", "duration": "120 s",
    "architecture": {"name": "mipv6", "capacity": 1, "discovery": True,
                     "route_optimization": True,
                     "refresh_advice": "20 s"},
    "topology": {"nodes": ["core", "ha", "ar1", "ar2", "cn", "peer"], "links": [
        {"between": ["core", n], "delay": "1 ms"}
        for n in ("ha", "ar1", "ar2", "cn", "peer")]},
    "sites": {"access": ["ar1", "ar2"], "anchor": "ha",
              "correspondents": ["cn", "peer"]},
    "mobile_nodes": [{"name": "mn", "count": 2, "motion": {
        "model": "schedule", "attach": [["0 s", "ar1"]]}}]}
HA = "2001:db8:2::2"  # the second node's block
HOME = "2001:db8:2:1:0:5eff:fe00:0"  # the first node on the home link
OTHER_HOME = "2001:db8:2:1:0:5eff:fe00:1"
ANYCAST = "2001:db8:2:1:fdff:ffff:ffff:fffe"  # RFC 2526
CARE_OF = {"ar1": "2001:db8:3:1::77", "ar2": "2001:db8:4:1::77"}
CN = "2001:db8:5:1::2"
NO_HOME_AGENT = "2001:db8:6::1"  # a correspondent of the simulation
PATIENCE = 10  # s, for what comes
SILENCE = 0.3  # s, in which what must not come would have come
UNITS = 15     # of 4 s

tap = Tap()


class Node:
    """The mobile nodes' end of the access links."""

    def __init__(self, access, correspondent):
        self.access, self.correspondent = access, correspondent
        self.sequence = 100
        self.acknowledgements = 0

    def update(self, lifetime=UNITS, flags=None, alternate=None, step=1):
        self.sequence += step
        options = [wire.AlternateCareOf(address=alternate)] if alternate else []
        return peer.binding_update(
            self.sequence, options, lifetime,
            wire.A | wire.H | wire.L if flags is None else flags)

    def next(self, seconds, wanted=lambda arrival: True):
        packet = self.access.receive_packet(
            seconds, lambda p: wanted(wire.Arrival(p)))
        return None if packet is None else wire.Arrival(packet)

    def ask(self, link, octets, home=HOME, seconds=PATIENCE, **how):
        """The answer to the octets sent from a foreign link."""
        self.access.send_packet(wire.from_home(
            octets, CARE_OF.get(link, link), home, HA, **how))
        answer = self.next(seconds, lambda a: a.message)
        self.acknowledgements += (answer is not None
                                  and answer.message.kind == peer.BA)
        return answer

    def try_(self, link, home=HOME, **how):
        return self.ask(link, self.update(**how), home)


def is_answer(node, answer, link, status=0, lifetime=UNITS, home=HOME,
              sequence=None, source=HA):
    """RFC 6275 9.5.4: by a type 2 routing header to the care-of address."""
    return (answer is not None and not answer.faults and answer.message
            and not answer.message.faults
            and answer.source == source
            and answer.destination == CARE_OF[link]
            and answer.home_destination == home and not answer.home_source
            and answer.message.kind == peer.BA
            and answer.message.status == status
            and answer.message.sequence == (sequence or node.sequence)
            and answer.message.lifetime == (lifetime if status < 128 else 0))


def ok(good, name, answer=None):
    """What came instead is shown when it is wrong."""
    tap.ok(bool(good), name, *(() if good else (
        "nothing came" if answer is None else answer.packet.summary(),
        bytes(answer.packet).hex() if answer else "")))


def check_discovery(n):
    """RFC 6275 10.5, 11.4.1."""
    n.access.send_packet(wire.IPv6(src=CARE_OF["ar1"], dst=ANYCAST, hlim=64)
                         / wire.ICMPv6HAADRequest(id=4711))
    answer = n.next(PATIENCE, lambda a: a.kind == wire.ICMP)
    reply = answer and answer.packet.getlayer(wire.ICMPv6HAADReply)
    ok(reply and reply.id == 4711 and reply.addresses == [HA]
       and answer.destination == CARE_OF["ar1"]
       and wire.in6_chksum(wire.ICMP, answer.packet, answer.octets) == 0,
       "the home agent is discovered", answer)


def check_refusals_before(n):
    """What can be had against a first registration."""
    answer = n.try_("ar1", flags=wire.H)
    ok(is_answer(n, answer, "ar1", 128), "without A: 128", answer)
    stranger = "2001:db8:2:1::1234"
    answer = n.try_("ar1", home=stranger)
    ok(is_answer(n, answer, "ar1", 133, home=stranger),
       "a home address of nobody's: 133", answer)
    elsewhere = "2001:db8:5:1::77"
    answer = n.try_("ar1", home=elsewhere)
    ok(is_answer(n, answer, "ar1", 132, home=elsewhere),
       "a home address of no home subnet: 132", answer)
    n.access.send_packet(wire.from_home(n.update(), CARE_OF["ar1"], HOME,
                                        NO_HOME_AGENT))
    answer = n.next(PATIENCE, lambda a: a.message)
    ok(is_answer(n, answer, "ar1", 131, source=NO_HOME_AGENT),
       "a home registration at a correspondent: 131", answer)
    answer = n.try_("ar1", home=ANYCAST)
    ok(is_answer(n, answer, "ar1", 134, home=ANYCAST),
       "a home address that is in use on the home link: 134", answer)
    answer = n.try_("ar1", alternate="fe80::7")
    ok(is_answer(n, answer, "ar1", 174), "a care-of address of one link: 174",
       answer)
    answer = n.try_("ar1", lifetime=0)
    ok(is_answer(n, answer, "ar1", 133), "nothing to de-register: 133", answer)


def check_registration(n):
    answer = n.try_("ar1")
    ok(is_answer(n, answer, "ar1"), "registers", answer)
    advice = answer.message.option(wire.RefreshAdvice)
    ok(advice and advice.interval == 5, "is advised when to refresh", answer)
    answer = n.try_("ar1", alternate=CARE_OF["ar1"])
    ok(is_answer(n, answer, "ar1"), "refreshes", answer)
    answer = n.try_("ar1", lifetime=65535)
    ok(is_answer(n, answer, "ar1"), "a lifetime too long is cut", answer)


def check_refusals(n):
    last = n.sequence
    answer = n.ask("ar1", n.update(step=0))
    ok(is_answer(n, answer, "ar1", 135), "a replay: 135", answer)
    n.sequence -= 40
    answer = n.try_("ar1")
    ok(is_answer(n, answer, "ar1", 135, sequence=last),
       "an older number: 135, with the last one", answer)
    n.sequence = last
    answer = n.try_("ar1", flags=wire.A)
    ok(is_answer(n, answer, "ar1", 139), "another kind of registration: 139",
       answer)
    answer = n.try_("ar1", home=OTHER_HOME)
    ok(is_answer(n, answer, "ar1", 130, home=OTHER_HOME),
       "a second node has no room: 130", answer)


def check_silence(n):
    answer = n.ask("ar1", n.update(), good_checksum=False, seconds=SILENCE)
    ok(answer is None, "a bad checksum is dropped", answer)
    answer = n.ask("2001:db8:77::1", n.update(), seconds=SILENCE)
    ok(answer is None, "a care-of address of no link outside is dropped",
       answer)
    answer = n.ask("ar1", n.update()[:8], seconds=SILENCE)
    ok(answer is None, "one cut short is dropped", answer)
    answer = n.ask("ar1", n.update(), home="ff0e::1", seconds=SILENCE)
    ok(answer is None, "a group is no home address", answer)


def check_errors(n):
    octets = n.update()
    answer = n.ask("ar1", octets[:2] + b"\x63" + octets[3:])
    ok(answer and answer.message and answer.message.kind == peer.BE,
       "an unknown type: Binding Error", answer)
    answer = n.ask("ar1", b"\x80\0\0\0" + bytes(4), kind=wire.ICMP)
    ok(answer and answer.message and answer.message.kind == peer.BE
       and answer.message.octets[6] == 1
       and answer.destination == CARE_OF["ar1"],
       "a home address in what is no Binding Update: Binding Error 1", answer)


# ---- the tunnel --------------------------------------------------------


def datagram(source, destination, text):
    return wire.IPv6(src=source, dst=destination, hlim=64) / wire.UDP(
        sport=7000, dport=7000) / text


def check_down(n, link, text):
    """What is for the home address comes to the care-of address."""
    n.correspondent.send_packet(datagram(CN, HOME, text))
    arrival = n.next(PATIENCE, lambda a: a.kind == wire.TUNNEL)
    inner = wire.IPv6(arrival.octets) if arrival else None
    ok(inner and (arrival.source, arrival.destination) == (HA, CARE_OF[link])
       and (inner.src, inner.dst) == (CN, HOME)
       and bytes(inner[wire.UDP].payload) == text,
       f"{link}: a correspondent's datagram comes by the tunnel", arrival)


def reverse(n, care_of, inner, seconds):
    """What the correspondent gets of a packet in the reverse tunnel."""
    n.access.send_packet(wire.IPv6(src=care_of, dst=HA, hlim=64, nh=41)
                         / inner)
    packet = n.correspondent.receive_packet(seconds, lambda p: p.nh == 17)
    return None if packet is None else wire.Arrival(packet)


def check_up(n, link, text):
    arrival = reverse(n, CARE_OF[link], datagram(HOME, CN, text), PATIENCE)
    ok(arrival and arrival.source == HOME and text in arrival.octets,
       f"{link}: one to it goes by the reverse tunnel", arrival)


def check_tunnel(n, link):
    check_down(n, link, b"down to " + link.encode())
    check_up(n, link, b"up from " + link.encode())


def check_spoofed(n):
    arrival = reverse(n, CARE_OF["ar1"], datagram(HOME, CN, b"x"), SILENCE)
    ok(arrival is None, "the former care-of address has no tunnel any more",
       arrival)
    arrival = reverse(n, CARE_OF["ar2"], datagram("2001:db8:3::9", CN, b"x"),
                      SILENCE)
    ok(arrival is None, "nor has another's address behind the present one",
       arrival)


# ---- moves -------------------------------------------------------------


def check_move(n):
    answer = n.try_("ar2", alternate=CARE_OF["ar2"])
    ok(is_answer(n, answer, "ar2"), "moves", answer)


def check_end(n):
    late = n.update()
    answer = n.try_("ar2", lifetime=0)
    ok(is_answer(n, answer, "ar2", lifetime=0), "de-registers", answer)
    answer = n.ask("ar2", late)
    ok(is_answer(n, answer, "ar2", 135), "a late update changes nothing: 135",
       answer)
    n.correspondent.send_packet(datagram(CN, HOME, b"nobody"))
    arrival = n.next(SILENCE, lambda a: a.kind == wire.TUNNEL)
    ok(arrival is None, "and nothing comes by the tunnel any more", arrival)
    answer = n.try_("ar1", home=OTHER_HOME)
    ok(is_answer(n, answer, "ar1", home=OTHER_HOME),
       "there is room for the other node now", answer)


def check_results(n, folder):
    with open(os.path.join(folder, "signaling.csv"), newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["role"] == "HA"]

    def total(message, way):
        return sum(int(r[way]) for r in rows if r["message"] == message)

    good = (total("BU", "received") == total("BA", "sent")
            == n.acknowledgements > 10)
    tap.ok(good, "each update and its answer is in signaling.csv",
           *(() if good else (n.acknowledgements, rows)))


def main():
    why = netns.missing()
    if why:
        skip_all(why)
    (access, a), (correspondent, c) = netns.pair(), netns.pair()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "ha.json")
        results = os.path.join(folder, "results")
        with open(path, "w") as file:
            json.dump(SCENARIO, file)
        ha = netns.Program(
            [DMMSIM, "bridge", path, "-o", results,
             *(f"--attach={n}=packet:v,netns={a.name}" for n in CARE_OF),
             f"--attach=cn=packet:v,netns={c.name}"],
            "cn: correspondent", os.path.join(folder, "messages"))
        n = Node(peer.Peer(access.socket("v")),
                 peer.Peer(correspondent.socket("v")))
        check_discovery(n)
        check_refusals_before(n)
        check_registration(n)
        check_refusals(n)
        check_silence(n)
        check_errors(n)
        check_tunnel(n, "ar1")
        check_move(n)
        check_tunnel(n, "ar2")
        check_spoofed(n)
        check_end(n)
        status = ha.stop(signal.SIGINT)
        tap.ok(status == 130, "the home agent ends well",
               *(() if status == 130 else (ha.said(),)))
        check_results(n, results)
    return tap.done()


if not netns.with_scapy():
    skip_all("no scapy (python3-scapy)")

import mipv6_peer as wire  # noqa: E402
import peer  # noqa: E402
sys.exit(main())
