# SPDX-License-Identifier: GPL-3.0-or-later
"""Mobility Headers as tshark reads them, field by field with their octets."""
import html
import re
import struct
import subprocess

IPV6_HEADER = 40
MH, ICMPV6 = 135, 58
LINKTYPE_RAW = 101
MAGIC_US, MAGIC_NS = 0xa1b2c3d4, 0xa1b23c4d

TAG = re.compile(r'<(/?)(packet|proto|field)\b((?:[^>"]|"[^"]*")*?)(/?)>')
ATTRIBUTE = re.compile(r'(\w+)="(.*?)"', re.S)


class Field:
    """One line of tshark's detail tree."""

    def __init__(self, attributes):
        self.name = attributes.get("name", "")
        self.show = html.unescape(attributes.get("show", ""))
        self.text = html.unescape(attributes.get("showname", self.show))
        self.octets = attributes.get("value", "")
        self.at = int(attributes.get("pos", 0))
        self.size = int(attributes.get("size", 0))
        self.children = []

    def walk(self):
        for child in self.children:
            yield child
            yield from child.walk()


def parse_pdml(text):
    """The packets: each a Field whose children are the protocols.  Not by an
    XML parser: tshark writes octets that XML forbids."""
    stack = []
    for match in TAG.finditer(text):
        end, tag, attributes, empty = match.groups()
        if end:
            done = stack.pop()
            if tag == "packet":
                yield done
            continue
        node = Field(dict(ATTRIBUTE.findall(attributes)))
        if stack:
            stack[-1].children.append(node)
        if not empty:
            stack.append(node)


def read(path, *options):
    """The packets of the capture at @path."""
    command = ["tshark", "-n", "-r", path, "-T", "pdml", *options]
    result = subprocess.run(command, stdout=subprocess.PIPE, check=True,
                            stderr=subprocess.DEVNULL)
    return parse_pdml(result.stdout.decode("latin-1"))


def read_capture(path):
    """The packets of a pcap file, octets from the IPv6 header on."""
    with open(path, "rb") as file:
        data = file.read()
    for order in "<>":
        if struct.unpack_from(order + "I", data)[0] in (MAGIC_US, MAGIC_NS):
            break
    else:
        raise ValueError(f"{path}: not a pcap file")
    at = 24
    while at < len(data):
        size = struct.unpack_from(order + "I", data, at + 8)[0]
        yield data[at + 16:at + 16 + size]
        at += 16 + size


def write_capture(path, packets):
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", MAGIC_US, 2, 4, 0, 0, 65535,
                               LINKTYPE_RAW))
        for packet in packets:
            file.write(struct.pack("<IIII", 0, 0, len(packet), len(packet)))
            file.write(packet)


def packet_of(source, destination, message, next_header=MH):
    return (struct.pack(">IHBB", 6 << 28, len(message), next_header, 64)
            + source + destination + message)


def checksum_twin(source, destination, message):
    """The same sum as ICMPv6, whose checksum tshark verifies: 135 - 58 goes
    into the source address, and the checksum changes places with the MH Type
    and the reserved octet."""
    word = int.from_bytes(source[:2], "big") + MH - ICMPV6
    word = (word & 0xffff) + (word >> 16)
    twin = message[:2] + message[4:6] + message[2:4] + message[6:]
    return packet_of(word.to_bytes(2, "big") + source[2:], destination, twin,
                     ICMPV6)


def checksum_states(path):
    """Of each packet: "1" where tshark finds its ICMPv6 checksum right."""
    result = subprocess.run(
        ["tshark", "-n", "-r", path, "-T", "fields", "-e",
         "icmpv6.checksum.status"], capture_output=True, text=True, check=True)
    # A message that quotes another shows the quoted one's status behind.
    return [line.split(",")[0] for line in result.stdout.splitlines()]


def count_checksums(path):
    """How many ICMPv6 checksums tshark found good, and how many not."""
    states = checksum_states(path)
    return states.count("1"), len(states) - states.count("1")
