# SPDX-License-Identifier: GPL-3.0-or-later
"""A Proxy Mobile IPv6 peer on scapy, which has no part in our codec: the
options of RFC 5213 as packet classes of its own, messages assembled and taken
apart octet by octet."""
import select
import time

from scapy.all import (ByteField, Ether, FieldLenField, IP6Field, IPv6,
                       LongField, Packet, ShortField, StrFixedLenField,
                       StrLenField)
from scapy.layers.inet6 import in6_chksum

BU, BA, BE = 5, 6, 7
A, P, D = 0x8000, 0x0200, 0x0010
BA_P = 0x20
PROTOCOL = 135


class Option(Packet):
    """A mobility option: type, length of the data, data."""
    align = (1, 0)

    def extract_padding(self, s):
        return b"", s


class Unknown(Option):
    fields_desc = [ByteField("type", 0),
                   FieldLenField("len", None, fmt="B", length_of="data"),
                   StrLenField("data", b"", length_from=lambda o: o.len)]


class MnIdentifier(Option):  # RFC 4283
    fields_desc = [ByteField("type", 8),
                   FieldLenField("len", None, fmt="B", length_of="id",
                                 adjust=lambda o, n: n + 1),
                   ByteField("subtype", 1),
                   StrLenField("id", b"", length_from=lambda o: o.len - 1)]


class HomeNetworkPrefix(Option):  # RFC 5213 8.3
    align = (8, 4)
    fields_desc = [ByteField("type", 22), ByteField("len", 18),
                   ByteField("reserved", 0), ByteField("plen", 0),
                   IP6Field("prefix", "::")]


class HandoffIndicator(Option):  # 8.4
    fields_desc = [ByteField("type", 23), ByteField("len", 2),
                   ByteField("reserved", 0), ByteField("value", 1)]


class AccessTechnology(Option):  # 8.5
    fields_desc = [ByteField("type", 24), ByteField("len", 2),
                   ByteField("reserved", 0), ByteField("value", 4)]


class LinkLayerIdentifier(Option):  # 8.6
    fields_desc = [ByteField("type", 25), ByteField("len", 8),
                   ShortField("reserved", 0),
                   StrFixedLenField("id", b"\0" * 6, 6)]


class LinkLocalAddress(Option):  # 8.7
    align = (8, 6)
    fields_desc = [ByteField("type", 26), ByteField("len", 16),
                   IP6Field("address", "::")]


class Timestamp(Option):  # 8.8: seconds in 48 bits, fraction in 16
    align = (8, 2)
    fields_desc = [ByteField("type", 27), ByteField("len", 8),
                   LongField("value", 0)]


KNOWN = {c().type: c for c in (MnIdentifier, HomeNetworkPrefix,
                               HandoffIndicator, AccessTechnology,
                               LinkLayerIdentifier, LinkLocalAddress,
                               Timestamp)}


def now(offset=0.0):
    """A timestamp of the time of day."""
    return int((time.time() + offset) * 65536)


def padding(n):
    """RFC 6275 6.2.2, 6.2.3."""
    return b"" if n == 0 else b"\0" if n == 1 else bytes([1, n - 2] +
                                                         [0] * (n - 2))


def mobility_header(kind, fixed, options):
    """The octets, checksum 0; options aligned and padded as they ask."""
    octets = bytes([59, 0, kind, 0, 0, 0]) + fixed
    for option in options:
        multiple, rest = option.align
        octets += padding((rest - len(octets)) % multiple) + bytes(option)
    octets += padding(-len(octets) % 8)
    return octets[:1] + bytes([len(octets) // 8 - 1]) + octets[2:]


def binding_update(sequence, options, lifetime=15, flags=A | P):
    return mobility_header(
        BU, sequence.to_bytes(2, "big") + flags.to_bytes(2, "big")
        + lifetime.to_bytes(2, "big"), options)


def acknowledgement(sequence, options, status=0, lifetime=15, flags=BA_P):
    return mobility_header(
        BA, bytes([status, flags]) + sequence.to_bytes(2, "big")
        + lifetime.to_bytes(2, "big"), options)


class Message:
    """A Mobility Header that came in, held to RFC 6275 6.1.1 and 6.2.1."""

    def __init__(self, packet):
        octets = bytes(packet)[40:40 + packet.plen]
        self.octets, self.source, self.destination = (octets, packet.src,
                                                      packet.dst)
        self.kind = octets[2]
        self.faults, self.options = [], []
        if in6_chksum(PROTOCOL, packet, octets) != 0:
            self.faults.append("checksum")
        if octets[0] != 59 or len(octets) != 8 * (octets[1] + 1):
            self.faults.append("header")
        self.fixed = octets[6:12]
        if self.kind in (BU, BA):
            self.read_options(12)

    def read_options(self, at):
        while at < len(self.octets):
            if self.octets[at] == 0:
                at += 1
                continue
            size = 2 + self.octets[at + 1]
            kind = KNOWN.get(self.octets[at], Unknown)
            option = kind(self.octets[at:at + size])
            if at % option.align[0] != option.align[1]:
                self.faults.append(f"{kind.__name__} at {at}")
            if self.octets[at] != 1:
                self.options.append(option)
            at += size

    def option(self, kind):
        return next((o for o in self.options if isinstance(o, kind)), None)

    @property
    def sequence(self):
        at = 0 if self.kind == BU else 2
        return int.from_bytes(self.fixed[at:at + 2], "big")

    @property
    def lifetime(self):
        return int.from_bytes(self.fixed[4:6], "big")

    @property
    def flags(self):
        return (int.from_bytes(self.fixed[2:4], "big") if self.kind == BU
                else self.fixed[1])

    @property
    def status(self):
        return self.fixed[0]


class Peer:
    """Whoever is at this end of an Ethernet."""
    MAC = "02:00:00:00:aa:01"

    def __init__(self, socket):
        self.socket = socket

    def send_packet(self, packet, to="ff:ff:ff:ff:ff:ff"):
        self.socket.send(bytes(Ether(src=self.MAC, dst=to, type=0x86dd)
                               / packet))

    def send(self, source, destination, octets, good_checksum=True):
        """Returns the octets with their checksum."""
        packet = IPv6(src=source, dst=destination, nh=PROTOCOL, hlim=64)
        octets = octets[:4] + b"\0\0" + octets[6:]
        sum16 = in6_chksum(PROTOCOL, packet, octets)
        if not good_checksum:
            sum16 ^= 0x0101
        octets = octets[:4] + sum16.to_bytes(2, "big") + octets[6:]
        self.send_packet(packet / octets)
        return octets

    def receive_packet(self, seconds, wanted=lambda packet: True):
        """The next IPv6 packet that is wanted, or None after @seconds."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if not select.select([self.socket], [], [], left)[0]:
                break
            frame = Ether(self.socket.recv(4096))
            if IPv6 in frame and wanted(frame[IPv6]):
                return frame[IPv6]
        return None

    def receive(self, seconds):
        """The next Mobility Header, or None."""
        packet = self.receive_packet(seconds, lambda p: p.nh == PROTOCOL)
        return Message(packet) if packet is not None else None
