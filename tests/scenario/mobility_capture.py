# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads Mobile IPv6 out of a raw-IP capture in nanoseconds, by RFC 6275 and nothing of ours."""

import struct
from typing import NamedTuple

IPV6, ROUTING, OPTIONS, MOBILITY = 41, 43, 60, 135
NAMES = {0: "BRR", 1: "HoTI", 2: "CoTI", 3: "HoT", 4: "CoT", 5: "BU", 6: "BA",
         7: "BE"}


class Message(NamedTuple):
    at: float            # s
    name: str
    source: bytes        # of the innermost IPv6 header
    destination: bytes
    home: bytes          # of a Home Address option or type 2 routing header
    tunnelled: bool
    octets: bytes        # of the Mobility Header


def packets(path):
    with open(path, "rb") as f:
        f.seek(24)
        while header := f.read(16):
            seconds, nanoseconds, n, _ = struct.unpack("<4I", header)
            yield seconds + nanoseconds / 1e9, f.read(n)


def read(at, packet):
    tunnelled = False
    while packet[6] == IPV6:
        packet, tunnelled = packet[40:], True
    source, destination = packet[8:24], packet[24:40]
    following, rest, home = packet[6], packet[40:], b""
    while following in (ROUTING, OPTIONS):
        home, following, rest = rest[8:24], rest[0], rest[24:]
    if following != MOBILITY:
        return None
    return Message(at, NAMES[rest[2]], source, destination, home, tunnelled,
                   rest)


def messages(path):
    return [m for m in (read(*p) for p in packets(path)) if m]


def options(message):
    """Octets of the options by type, without type and length."""
    at = {"BU": 12, "BA": 12}[message.name]
    found = {}
    while at < len(message.octets):
        kind = message.octets[at]
        if kind == 0:
            at += 1
            continue
        n = message.octets[at + 1]
        found[kind] = message.octets[at + 2:at + 2 + n]
        at += 2 + n
    return found
