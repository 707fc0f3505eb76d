#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two MAGs made with scapy, independent of our codec, at a simulated LMA: they
register, refresh, hand over and de-register a node, and are refused what RFC
5213 refuses."""
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
    "title": "LMA", "duration": "120 s", "architecture": {"name": "pmipv6"},
    # a machine that stands still for a while is not refused for it
    "protocol": {"timestamp_validity_window": "5 s"},
    "topology": {"nodes": ["core", "lma", "ar1", "ar2", "cn"], "links": [
        {"between": ["core", n], "delay": "1 ms"}
        for n in ("lma", "ar1", "ar2", "cn")]},
    "sites": {"access": ["ar1", "ar2"], "anchor": "lma",
              "correspondents": ["cn"]},
    "mobile_nodes": [{"name": "mn", "motion": {
        "model": "schedule", "attach": [["0 s", "ar1"]]}}]}
LMA = "2001:db8:2::2"  # the second node's block
MAG = {"ar1": "2001:db8:3::1", "ar2": "2001:db8:4::1"}
NODE = b"mn@example.net"
LINK_LAYER = b"\x02\0\0\0\0\x01"
PATIENCE = 10  # s, for an answer that comes
SILENCE = 0.3  # s, in which one that must not come would have come
NEW, BETWEEN_MAGS, UNKNOWN, NO_CHANGE = 1, 3, 4, 5

tap = Tap()


class Gateway:
    """Both MAGs, which share what they know of the session."""

    def __init__(self, end):
        self.end = end
        self.sequence = 100
        self.prefix = "::"

    def options(self, leave_out=(), handoff=NEW, prefix=None, at=0.0,
                node=NODE):
        prefix = prefix or self.prefix
        options = [
            peer.MnIdentifier(id=node),
            peer.HomeNetworkPrefix(prefix=prefix,
                                   plen=0 if prefix == "::" else 64),
            peer.HandoffIndicator(value=handoff), peer.AccessTechnology(),
            peer.LinkLayerIdentifier(id=LINK_LAYER), peer.LinkLocalAddress(),
            peer.Timestamp(value=peer.now(at))]
        return [o for o in options if not isinstance(o, tuple(leave_out))]

    def update(self, lifetime=15, **how):
        self.sequence += 1
        return peer.binding_update(self.sequence, self.options(**how),
                                   lifetime)

    def ask(self, source, octets, good_checksum=True, seconds=PATIENCE):
        """The octets sent, and the answer to them (None: there was none)."""
        sent = self.end.send(MAG.get(source, source), LMA, octets,
                             good_checksum)
        return sent, self.end.receive(seconds)

    def try_(self, source, **how):
        return self.ask(source, self.update(**how))[1]


def is_answer(gateway, answer, status=0, lifetime=None):
    """A PBA that is well formed and mirrors the PBU (RFC 5213 5.3.6)."""
    return (answer is not None and not answer.faults
            and answer.kind == peer.BA and answer.status == status
            and answer.flags == peer.BA_P
            and answer.sequence == gateway.sequence
            and answer.source == LMA
            and (lifetime is None or answer.lifetime == lifetime)
            and answer.option(peer.MnIdentifier).id == NODE
            and answer.option(peer.LinkLayerIdentifier).id == LINK_LAYER
            and answer.option(peer.AccessTechnology).value == 4)


def prefix_of(answer):
    option = answer.option(peer.HomeNetworkPrefix) if answer else None
    return option.prefix if option else None


def ok(good, name, answer=None):
    """What came instead is shown when it is wrong."""
    if good:
        tap.ok(True, name)
    elif answer is None:
        tap.ok(False, name, "no answer")
    else:
        tap.ok(False, name, f"status {answer.status}", answer.faults,
               answer.options)


def check_registration(g):
    answer = g.try_("ar1")
    ok(is_answer(g, answer, lifetime=15)
       and prefix_of(answer).startswith("2001:db8:2:")
       and answer.destination == MAG["ar1"], "registers", answer)
    g.prefix = prefix_of(answer)
    answer = g.try_("ar1", handoff=NO_CHANGE)
    ok(is_answer(g, answer, lifetime=15) and prefix_of(answer) == g.prefix,
       "refreshes", answer)


def check_replays(g):
    sent, answer = g.ask("ar1", g.update(handoff=NO_CHANGE))
    ok(is_answer(g, answer), "refreshes again", answer)
    answer = g.ask("ar1", sent)[1]
    ok(is_answer(g, answer, 156), "a replay: same timestamp", answer)
    told = answer.option(peer.Timestamp).value
    ok(abs(told - peer.now()) < PATIENCE * 65536, "is told the time of day",
       answer)
    answer = g.try_("ar1", handoff=NO_CHANGE, at=-0.2)
    ok(answer is not None and answer.status in (156, 157),
       "an older timestamp", answer)
    answer = g.try_("ar1", handoff=NO_CHANGE, at=30)
    ok(is_answer(g, answer, 156), "a timestamp of the future", answer)


def check_sequence(g):
    """Without timestamps the number decides (RFC 6275 9.5.1)."""
    no_time = {"leave_out": [peer.Timestamp], "handoff": NO_CHANGE}
    answer = g.try_("ar1", **no_time)
    ok(is_answer(g, answer) and not answer.option(peer.Timestamp),
       "sequence number alone", answer)
    last, g.sequence = g.sequence, g.sequence - 10
    answer = g.try_("ar1", **no_time)
    g.sequence = last
    ok(is_answer(g, answer, 135),
       "a number seen before: told the last one", answer)


def check_rejections(g):
    for option, status in ((peer.MnIdentifier, 160),
                           (peer.HomeNetworkPrefix, 158),
                           (peer.HandoffIndicator, 161),
                           (peer.AccessTechnology, 162)):
        answer = g.try_("ar1", leave_out=[option], handoff=NO_CHANGE)
        ok(answer is not None and answer.status == status
           and not answer.faults, f"without {option.__name__}",
           answer)
    answer = g.try_("ar1", node=b"other@example.net")
    ok(answer is not None and answer.status == 153, "an unknown node",
       answer)
    answer = g.try_("ar1", prefix="2001:db8:2:7777::", handoff=NO_CHANGE)
    ok(is_answer(g, answer, 155), "a prefix of nobody's", answer)
    answer = g.try_("2001:db8:4::99", handoff=NO_CHANGE)
    ok(answer is not None and answer.status == 154,
       "a MAG that is none", answer)


def check_silence(g):
    answer = g.ask("ar1", g.update(handoff=NO_CHANGE), good_checksum=False,
                   seconds=SILENCE)[1]
    ok(answer is None, "a bad checksum is dropped", answer)
    answer = g.ask("2001:db8:77::1", g.update(), seconds=SILENCE)[1]
    ok(answer is None, "a source of no site outside is dropped",
       answer)
    octets = g.update(handoff=NO_CHANGE)
    answer = g.ask("ar1", octets[:20], seconds=SILENCE)[1]
    ok(answer is None, "one cut short is dropped", answer)


def check_errors(g):
    octets = g.update(handoff=NO_CHANGE)
    answer = g.ask("ar1", octets[:2] + b"\x63" + octets[3:])[1]
    ok(answer is not None and answer.kind == peer.BE
       and answer.octets[6] == 2, "unknown type: Binding Error 2")
    g.end.send(MAG["ar1"], LMA, b"\x3a" + octets[1:])
    packet = g.end.receive_packet(PATIENCE, lambda p: p.nh == 58
                                  and bytes(p)[40] == 4)
    ok(packet is not None and bytes(packet)[44:48] == b"\0\0\0\x28",
       "payload protocol: parameter problem at the message")


def check_handover(g):
    answer = g.try_("ar2", handoff=BETWEEN_MAGS)
    ok(is_answer(g, answer) and prefix_of(answer) == g.prefix
       and answer.destination == MAG["ar2"], "hands over", answer)
    answer = g.ask("ar1", g.update(lifetime=0, handoff=UNKNOWN),
                   seconds=SILENCE)[1]
    ok(answer is None, "late de-registration of the old MAG is ignored",
       answer)
    answer = g.try_("ar2", handoff=NO_CHANGE)
    ok(is_answer(g, answer) and prefix_of(answer) == g.prefix,
       "the binding stands", answer)
    answer = g.try_("ar2", lifetime=0, handoff=UNKNOWN)
    ok(is_answer(g, answer, lifetime=0), "de-registers", answer)


def main():
    why = netns.missing()
    if why:
        skip_all(why)
    a, b = netns.pair()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "lma.json")
        with open(path, "w") as file:
            json.dump(SCENARIO, file)
        lma = netns.Program(
            [DMMSIM, "bridge", path, "-o", os.path.join(folder, "results"),
             *(f"--attach={n}=packet:v,netns={b.name}" for n in MAG)],
            "ar2: entity", os.path.join(folder, "messages"))
        g = Gateway(peer.Peer(a.socket("v")))
        for check in (check_registration, check_replays, check_sequence,
                      check_rejections, check_silence, check_errors,
                      check_handover):
            check(g)
        status = lma.stop(signal.SIGINT)
        tap.ok(status == 130, "the LMA ends well",
               *(() if status == 130 else (lma.said(),)))
    return tap.done()


if not netns.with_scapy():
    skip_all("no scapy (python3-scapy)")
import peer  # noqa: E402
sys.exit(main())
