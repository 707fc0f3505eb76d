#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Neighbour Discovery and ICMPv6 errors inside packets through dmmsim decode,
text and JSON: what the octets, put together here from the figures of RFC 4861,
RFC 6275 and RFC 4443, say; tshark as a second reader.  Prints TAP."""

import os
import shutil
import socket
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap, skip_all  # noqa: E402 - in the folder above

from captures import PROGRAM, RAW, check, dmmsim, objects, pcap

ICMPV6, MOBILITY, UDP = 58, 135, 17
HOST, ROUTER, GROUP = "fe80::7", "fe80::1", "ff02::1"
NODE, AGENT = "2001:db8:100::7", "2001:db8:100::1"


def octets(address):
    return socket.inet_pton(socket.AF_INET6, address)


def sum16(data):
    data += bytes(len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ipv6(source, destination, protocol, payload, hop_limit=255):
    return struct.pack(">IHBB", 6 << 28, len(payload), protocol, hop_limit) \
        + octets(source) + octets(destination) + payload


def summed(source, destination, protocol, at, message):
    """A packet around the message, its checksum put at that octet."""
    pseudo = octets(source) + octets(destination) \
        + struct.pack(">II", len(message), protocol)
    value = sum16(pseudo + message)
    message = message[:at] + struct.pack(">H", value) + message[at + 2:]
    return ipv6(source, destination, protocol, message)


def icmp6(source, destination, kind, code, rest):
    return summed(source, destination, ICMPV6, 2,
                  bytes([kind, code, 0, 0]) + rest)


LINK_LAYER = bytes.fromhex("020000000007")
PREFIX = bytes([3, 4, 64, 0xC0]) + struct.pack(">III", 2592000, 604800, 0) \
    + octets("2001:db8:7::")
# RFC 6275 6.1.7: sequence 258, flags A and H, lifetime 150 * 4 s, PadN of 4.
BINDING_UPDATE = summed(NODE, AGENT, MOBILITY, 4, bytes.fromhex(
    "3b010500" "0000" "0102" "c000" "0096" "01020000"))
DATAGRAM = ipv6(NODE, AGENT, UDP, struct.pack(">HHHH", 7, 9, 1208, 0)
                + bytes(1200))

# name: (packet, its line behind the addresses, "message" but for the checksum,
# fields tshark must see)
SAMPLES = {
    "a router advertisement": (
        icmp6(ROUTER, GROUP, 134, 0, struct.pack(">BBHII", 64, 0x20, 1800, 0,
                                                 0)
              + bytes([5, 1, 0, 0]) + struct.pack(">I", 1400) + PREFIX),
        "RA router_lifetime 1800 s 2001:db8:7::/64",
        {"icmp6_type": 134, "icmp6_name": "RA", "code": 0,
         "router_lifetime_s": 1800,
         "options": [("MTU", {"mtu": 1400}),
                     ("Prefix Information", {"prefix": "2001:db8:7::",
                                             "plen": 64})]},
        {"icmpv6.type": "134", "icmpv6.nd.ra.router_lifetime": "1800",
         "icmpv6.opt.mtu": "1400", "icmpv6.opt.prefix": "2001:db8:7::",
         "icmpv6.opt.prefix.length": "64"}),
    "a neighbor solicitation": (
        icmp6(HOST, ROUTER, 135, 0, bytes(4) + octets(ROUTER) + bytes([1, 1])
              + LINK_LAYER),
        "NS target fe80::1",
        {"icmp6_type": 135, "icmp6_name": "NS", "code": 0, "target": ROUTER,
         "options": [("Source Link-Layer Address",
                      {"address": LINK_LAYER.hex()})]},
        {"icmpv6.type": "135", "icmpv6.nd.ns.target_address": ROUTER,
         "icmpv6.opt.src_linkaddr": "02:00:00:00:00:07"}),
    "a home agent discovery request": (
        icmp6(NODE, AGENT, 144, 0, struct.pack(">HH", 0x1234, 0)),
        "HAAD Request identifier 4660",
        {"icmp6_type": 144, "code": 0, "identifier": 0x1234},
        {"icmpv6.type": "144", "icmpv6.mip6.identifier": "4660"}),
    "a parameter problem": (
        icmp6(AGENT, NODE, 4, 0, struct.pack(">I", 41) + BINDING_UPDATE),
        "ICMPv6 parameter problem, code 0 (erroneous header field), "
        f"pointer 41; about {NODE} > {AGENT}  BU seq 258 lifetime 600 s",
        {"icmp6_type": 4, "icmp6_name": "parameter problem", "code": 0,
         "meaning": "erroneous header field", "pointer": 41,
         "invoking": {"name": "BU", "src": NODE, "dst": AGENT, "length": 56}},
        {"icmpv6.type": "4", "icmpv6.pointer": "41"}),
    "a packet too big": (
        icmp6(AGENT, NODE, 2, 0, struct.pack(">I", 1280) + DATAGRAM[:1232]),
        "ICMPv6 packet too big, code 0 (packet too big), mtu 1280; about "
        f"{NODE} > {AGENT}  UDP, 1200 octets, UDP 7 > 9",
        {"icmp6_type": 2, "icmp6_name": "packet too big", "code": 0,
         "mtu": 1280, "invoking": {"name": "UDP", "src": NODE, "dst": AGENT,
                                   "length": 1232}},
        {"icmpv6.type": "2", "icmpv6.mtu": "1280"}),
    "a destination unreachable about five octets": (
        icmp6(AGENT, NODE, 1, 3, bytes(4) + BINDING_UPDATE[:5]),
        "ICMPv6 destination unreachable, code 3 (address unreachable); "
        "about IPv6",
        {"icmp6_type": 1, "icmp6_name": "destination unreachable", "code": 3,
         "invoking": {"name": "IPv6", "length": 5}},
        {"icmpv6.type": "1", "icmpv6.code": "3"}),
}


def decoded(packet, *options):
    return dmmsim("decode", *options, "--hex", packet.hex())


def holds(found, wanted):
    """Has the message those members; of options their names and values?"""
    def option_holds(option, name, value):
        return option["name"] == name and value.items() <= \
            option["value"].items()

    wanted = dict(wanted)
    options = wanted.pop("options", [])
    return wanted.items() <= {**found}.items() \
        and len(options) == len(found.get("options", [])) \
        and all(option_holds(option, *row)
                for option, row in zip(found.get("options", []), options))


def check_sample(tap, path, name):
    packet, line, message, _ = SAMPLES[name]
    shown = dmmsim("decode", pcap(path, [packet], RAW))
    check(tap, shown.returncode == 0
          and shown.stdout.strip().split("  ", 3)[-1] == line, f"{name} has its line", shown.stdout, line)
    shown = decoded(packet, "--json")
    found = objects(shown.stdout)[0]["packet"][-1].get("message", {})
    check(tap, holds(found, message) and found["checksum"]
          == f"0x{packet[42:44].hex()}", f"{name} has its members",
          shown.stdout)
    back = dmmsim("encode", text=shown.stdout)
    check(tap, back.stdout.strip() == packet.hex(),
          f"{name} is encoded again", back.stderr)


def check_long(tap):
    """Without a capture all of a message is shown."""
    text = decoded(SAMPLES["a neighbor solicitation"][0]).stdout
    check(tap, text.splitlines() == [
        f"IPv6 {HOST} > {ROUTER}", f"NS: target {ROUTER}",
        f"   24 Source Link-Layer Address: address {LINK_LAYER.hex()}"],
        "every option has a line", text)
    text = decoded(SAMPLES["a parameter problem"][0]).stdout
    check(tap, text.splitlines()[1:] == [
        "ICMPv6 parameter problem, code 0 (erroneous header field), "
        "pointer 41",
        f"      about {NODE} > {AGENT}  BU seq 258 lifetime 600 s"],
        "the packet that invoked an error has a line", text)


def check_wrong(tap):
    """What RFC 4443 2.3 and RFC 4861 7.1 have a receiver drop."""
    solicitation = SAMPLES["a neighbor solicitation"][0]
    afar = bytearray(solicitation)
    afar[7] = 64
    wrong = {name: packet[:43] + bytes([packet[43] ^ 1]) + packet[44:]
             for name, (packet, *_) in SAMPLES.items()}
    for name, packet in {**wrong, "what came from afar": bytes(afar)}.items():
        why = "hop limit is not 255" if packet == afar else "wrong checksum"
        shown = decoded(packet, "--json")
        found = objects(shown.stdout)[0]
        check(tap, shown.returncode == 1 and not found["ok"]
              and found["reaction"] == "drop-silent" and found["error"] == why
              and "message" not in found["packet"][-1],
              f"{name}: {why}", shown.stdout)
        text = decoded(packet).stdout
        check(tap, text.endswith(f"wrong: {why} [drop-silent]\n"),
              f"{name}: {why}, said in text", text)
    problem = decoded(wrong["a parameter problem"], "--json",
                      "--ignore-checksum")
    check(tap, problem.returncode == 0 and '"pointer": 41' in problem.stdout,
          "--ignore-checksum ignores it in errors", problem.stdout)
    shown = decoded(solicitation, "--json", "--ignore-checksum").stdout
    check(tap, shown == decoded(solicitation, "--json").stdout,
          "--ignore-checksum hides nothing of a good one", shown)
    shown = decoded(wrong["a neighbor solicitation"], "--ignore-checksum")
    check(tap, shown.returncode == 0, "nor refuses a wrong one", shown.stdout)
    short = decoded(ipv6(HOST, ROUTER, ICMPV6, b"\x87\0\0\0"), "--json")
    check(tap, short.returncode == 1 and "decode-error" in short.stdout,
          "four octets are no message", short.stdout)


def check_echo(tap):
    """Of no table: named, the checksum is verified all the same."""
    echo = icmp6(NODE, AGENT, 128, 0, bytes(8))
    found = objects(decoded(echo, "--json").stdout)[0]
    check(tap, found["ok"] and found["name"] == "Echo Request"
          and "message" not in found["packet"][-1], "an echo is named", found)
    check(tap, decoded(echo[:-1] + b"\1").returncode == 1,
          "a wrong checksum of an echo is told")


def check_tshark(tap, path):
    if not shutil.which("tshark"):
        tap.ok(True, "tshark # SKIP there is none")
        return
    for name, (packet, _, _, fields) in SAMPLES.items():
        names = [*fields, "icmpv6.checksum.status"]
        shown = subprocess.run(
            ["tshark", "-r", pcap(path, [packet], RAW), "-T", "fields",
             "-E", "occurrence=f", "-E", "separator=|",
             *(word for field in names for word in ("-e", field))],
            capture_output=True, text=True, check=True).stdout.strip("\n")
        check(tap, shown.split("|") == [*fields.values(), "1"],
              f"tshark reads the same from {name}", shown, fields)


def main():
    if not os.access(PROGRAM, os.X_OK):
        skip_all("the program is not built")
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "capture")
        for name in SAMPLES:
            check_sample(tap, path, name)
        check_tshark(tap, path)
    check_long(tap)
    check_wrong(tap)
    check_echo(tap)
    return tap.done()


sys.exit(main())
