# SPDX-License-Identifier: GPL-3.0-or-later
"""Mobile IPv6 on scapy, which has no part in our codec: extension headers by
its own layers, messages by those of peer.py."""
import peer
from scapy.all import (UDP, ByteField, HAO,  # noqa: F401
                       ICMPv6HAADReply, ICMPv6HAADRequest, IP6Field, IPv6,
                       IPv6ExtHdrDestOpt, IPv6ExtHdrRouting, ShortField)
from scapy.layers.inet6 import in6_chksum

A, H, L = 0x8000, 0x4000, 0x2000
BRR = 0
OPTIONS, ROUTING, TUNNEL, ICMP = 60, 43, 41, 58


class AlternateCareOf(peer.Option):  # RFC 6275 6.2.5
    align = (8, 6)
    fields_desc = [ByteField("type", 3), ByteField("len", 16),
                   IP6Field("address", "::")]


class RefreshAdvice(peer.Option):  # 6.2.4
    align = (2, 0)
    fields_desc = [ByteField("type", 2), ByteField("len", 2),
                   ShortField("interval", 0)]


peer.KNOWN.update({c().type: c for c in (AlternateCareOf, RefreshAdvice)})


def signed(octets, source, destination, good=True):
    """With the checksum of these end points (6.1.1: home addresses)."""
    octets = octets[:4] + b"\0\0" + octets[6:]
    value = in6_chksum(peer.PROTOCOL, IPv6(src=source, dst=destination,
                                           nh=peer.PROTOCOL), octets)
    if not good:
        value ^= 0x0101
    return octets[:4] + value.to_bytes(2, "big") + octets[6:]


def from_home(octets, care_of, home, destination, good_checksum=True,
              kind=peer.PROTOCOL):
    """A packet with a Home Address option (6.3)."""
    if kind == peer.PROTOCOL:
        octets = signed(octets, home, destination, good_checksum)
    return IPv6(src=care_of, dst=destination, hlim=64) / IPv6ExtHdrDestOpt(
        nh=kind, options=[HAO(hoa=home)]) / octets


def to_home(octets, source, care_of, home, good_checksum=True):
    """A packet with a type 2 routing header (6.4)."""
    return IPv6(src=source, dst=care_of, hlim=64) / IPv6ExtHdrRouting(
        nh=peer.PROTOCOL, type=2, segleft=1, reserved=0,
        addresses=[home]) / signed(octets, source, home, good_checksum)


class Arrival:
    """A packet taken apart: the extension headers it crossed the network
    with, and the message."""

    def __init__(self, packet):
        packet = IPv6(bytes(packet)[:40 + packet.plen])
        self.source, self.destination = packet.src, packet.dst
        self.packet = packet
        self.home_source = self.home_destination = None
        self.faults = []
        kind, octets = packet.nh, bytes(packet)[40:]
        while kind in (OPTIONS, ROUTING):
            self.take_extension(kind, octets)
            kind, octets = octets[0], octets[8 * (octets[1] + 1):]
        self.kind, self.octets = kind, octets
        self.message = None
        if kind == peer.PROTOCOL:
            self.message = peer.Message(IPv6(
                src=self.home_source or packet.src,
                dst=self.home_destination or packet.dst,
                nh=kind, plen=len(octets)) / octets)

    def take_extension(self, kind, octets):
        if kind == ROUTING:
            header = IPv6ExtHdrRouting(octets)
            if (header.type, header.segleft, header.len) != (2, 1, 2):
                self.faults.append("routing header")
            self.home_destination = header.addresses[0]
            return
        found = [o for o in IPv6ExtHdrDestOpt(octets).options
                 if isinstance(o, HAO)]
        if len(found) != 1 or octets[1] != 2 or octets[6] != 201:  # 8n+6
            self.faults.append("home address option")
        self.home_source = found[0].hoa if found else None
