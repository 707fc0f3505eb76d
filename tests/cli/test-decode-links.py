#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""dmmsim decode on every link type and file format it knows, on captures that
are cut or damaged, and what its options and statuses promise.  The captures
are written here, around one Binding Error.  Prints TAP."""

import json
import os
import random
import signal
import struct
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap, skip_all  # noqa: E402 - in the folder above

from captures import (COOKED, COOKED_2, ETHERNET, LOOP, NULL, PROGRAM, RAW,
                      RAW_IPV6, check, dmmsim, objects, pcap, pcapng)

SEED = 20260930
# 2001:db8::1 > 2001:db8::2, Binding Error 1 for 2001:db8::3; the checksum is
# worked out by sum16() below.
SOURCE, DESTINATION, HOME = (bytes.fromhex("20010db8" + "00" * 11) + bytes([i])
                             for i in (1, 2, 3))


def sum16(octets):
    total = sum(struct.unpack(f">{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def binding_error():
    message = bytes([59, 2, 7, 0, 0, 0, 1, 0]) + HOME
    pseudo = SOURCE + DESTINATION + struct.pack(">II", len(message), 135)
    return message[:4] + struct.pack(">H", sum16(pseudo + message)) \
        + message[6:]


def ipv6(payload, protocol):
    return struct.pack(">IHBB", 6 << 28, len(payload), protocol, 64) \
        + SOURCE + DESTINATION + payload


def ipv4(payload, protocol):
    header = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0, 64,
                         protocol, 0) + bytes([192, 0, 2, 1, 192, 0, 2, 2])
    return header[:10] + struct.pack(">H", sum16(header)) + header[12:] \
        + payload


PACKET = ipv6(binding_error(), 135)
MACS = bytes(12)
IPV6_TYPE = b"\x86\xdd"
FRAMES = {
    "Ethernet": (ETHERNET, MACS + IPV6_TYPE + PACKET),
    "Ethernet with a trailer": (ETHERNET, MACS + IPV6_TYPE + PACKET + b"pad!"),
    "one VLAN tag": (ETHERNET, MACS + b"\x81\x00\x00\x07" + IPV6_TYPE
                     + PACKET),
    "two VLAN tags": (ETHERNET, MACS + b"\x88\xa8\x00\x01\x81\x00\x00\x07"
                      + IPV6_TYPE + PACKET),
    "two VLAN tags, the outer of before 802.1ad":
        (ETHERNET, MACS + b"\x91\x00\x00\x01\x81\x00\x00\x07" + IPV6_TYPE
         + PACKET),
    "raw IP, 101": (RAW, PACKET),
    "raw IP, 12": (12, PACKET),
    "raw IP, 14": (14, PACKET),
    "raw IPv6": (RAW_IPV6, PACKET),
    "Linux cooked 1": (COOKED, bytes(14) + IPV6_TYPE + PACKET),
    "Linux cooked 2": (COOKED_2, IPV6_TYPE + bytes(18) + PACKET),
    "BSD loopback, little-endian": (NULL, struct.pack("<I", 30) + PACKET),
    "BSD loopback, big-endian": (NULL, struct.pack(">I", 24) + PACKET),
    "OpenBSD loopback": (LOOP, struct.pack(">I", 28) + PACKET),
}
TUNNELS = {
    "IPv6 in IPv6": ipv6(PACKET, 41),
    "IPv6 in IPv4": ipv4(PACKET, 41),
    "GRE": ipv6(b"\0\0" + IPV6_TYPE + PACKET, 47),
    "GRE with a key": ipv6(b"\x20\0" + IPV6_TYPE + b"\0\0\0\7" + PACKET, 47),
    "UDP over IPv4": ipv4(struct.pack(">HHHH", 4191, 4191, 8 + len(PACKET), 0)
                          + PACKET, 17),
    "IPv6 in IPv6 in IPv4": ipv4(ipv6(PACKET, 41), 41),
}
ARP = MACS + b"\x08\x06" + bytes(28)
FRAME = FRAMES["Ethernet"][1]


def check_links(tap, path):
    for name, (link_type, frame) in FRAMES.items():
        shown = dmmsim("decode", "--json", pcap(path, [frame], link_type))
        found = objects(shown.stdout)
        check(tap, shown.returncode == 0 and len(found) == 1
              and found[0]["ok"] and found[0].get("mh_name") == "BE",
              f"{name} is opened", shown.stdout, shown.stderr)
    for number, word in ((127, "127"), (147, "147")):
        shown = dmmsim("decode", pcap(path, [FRAME], number))
        check(tap, shown.returncode == 2 and word in shown.stderr
              and shown.stdout == "", f"link type {number} is refused by name",
              shown.stderr)


def check_formats(tap, path):
    written = {"big-endian pcap": lambda: pcap(path, [FRAME], order=">"),
               "pcapng": lambda: pcapng(path, [FRAME])}
    for name, write in written.items():
        shown = dmmsim("decode", write())
        check(tap, shown.returncode == 0 and " BE " in shown.stdout,
              f"{name} is read", shown.stdout, shown.stderr)
    with open(pcap(path, [FRAME]), "rb") as file:
        shown = subprocess.run([PROGRAM, "decode", "-"], stdin=file,
                               capture_output=True, text=True, check=False)
    check(tap, shown.returncode == 0 and " BE " in shown.stdout,
          "- is standard input", shown.stdout, shown.stderr)


def check_tunnels(tap, path):
    for name, packet in TUNNELS.items():
        shown = dmmsim("decode", "--json", pcap(path, [packet], RAW))
        found = objects(shown.stdout)
        check(tap, found[0].get("mh_name") == "BE" and found[0]["ok"],
              f"{name} is unwrapped", shown.stdout)
        back = dmmsim("encode", text=shown.stdout)
        check(tap, back.stdout.strip() == packet.hex(),
              f"{name} is wrapped again", back.stdout, back.stderr)


def check_unknown_in_gre(tap, path):
    pcap(path, [ipv6(b"\0\0\x08\x06" + bytes(28), 47)], RAW)
    shown = dmmsim("decode", path).stdout
    check(tap, "EtherType 0x0806, 28 octets, GRE" in shown,
          "what GRE holds is told by its EtherType", shown)


def check_options(tap, path):
    data = MACS + IPV6_TYPE + ipv6(bytes.fromhex("0007000700" "0c0000") + b"data", 17)
    pcap(path, [ARP, FRAME, data])
    lines = dmmsim("decode", path).stdout.splitlines()
    check(tap, len(lines) == 3 and "ARP" in lines[0] and "UDP" in lines[2],
          "a line for each packet says what it is", *lines)
    lines = dmmsim("decode", "--only", "mobility", path).stdout.splitlines()
    check(tap, len(lines) == 1 and lines[0].split()[0] == "2",
          "--only mobility leaves out others and keeps numbers", *lines)
    found = objects(dmmsim("decode", "--json", "--summary", path).stdout)
    check(tap, found[-1]["summary"] == {"packets": 3, "mobility": 1,
                                        "wrong": 0,
                                        "kinds": {"ARP": 1, "BE": 1,
                                                  "UDP": 1}},
          "--summary counts", found[-1])
    found = objects(dmmsim("decode", "--json", path, path).stdout)
    check(tap, len(found) == 6 and found[5]["file"] == path
          and found[5]["frame"] == 3, "several files are told apart", found[5])
    check(tap, [packet["time"] for packet in found[:3]] == [0, 1e-6, 2e-6],
          "time is that since the first packet")


def check_damage(tap, path):
    pcap(path, [FRAME, FRAME, FRAME], snapshot=60)
    shown = dmmsim("decode", path)
    check(tap, shown.returncode == 1 and len(shown.stdout.splitlines()) == 3
          and "60" not in shown.stderr and "3 packets are wrong" in shown.stderr
          and "46 of 64 octets" in shown.stdout,
          "a cut packet is told with what is there of it", shown.stdout,
          shown.stderr)
    whole = open(pcap(path, [FRAME, FRAME]), "rb").read()
    with open(path, "wb") as file:
        file.write(whole[:-10])
    shown = dmmsim("decode", path)
    check(tap, shown.returncode == 1 and " BE " in shown.stdout
          and "after packet 1" in shown.stderr,
          "a truncated file is read as far as it goes", shown.stderr)
    for name, octets in (("nothing", b""), ("text", b"no capture at all")):
        with open(path, "wb") as file:
            file.write(octets)
        shown = dmmsim("decode", path)
        check(tap, shown.returncode == 2 and path in shown.stderr,
              f"{name} is no capture", shown.stderr)


def check_noise(tap, path):
    """Whatever a file holds, decode ends by itself with a status of its own."""
    draw = random.Random(SEED)
    frames = [frame for _, frame in FRAMES.values()] \
        + [MACS + IPV6_TYPE + packet for packet in TUNNELS.values()]
    wrong = []
    for _ in range(60):
        octets = bytearray(open(pcap(path, frames), "rb").read())
        for _ in range(draw.randrange(1, 40)):
            octets[draw.randrange(40, len(octets))] = draw.randrange(256)
        with open(path, "wb") as file:
            file.write(octets)
        shown = subprocess.run([PROGRAM, "decode", "--json", path],
                               capture_output=True, check=False)
        if shown.returncode not in (0, 1) or b"Sanitizer" in shown.stderr:
            wrong.append(shown.stderr)
        for line in shown.stdout.splitlines():
            json.loads(line)
    check(tap, not wrong, f"60 damaged captures of seed {SEED}", *wrong)


def check_early_end(tap, path):
    """The reader goes; with SIGPIPE ignored the program sees it itself."""
    pcap(path, [FRAME] * 20000)
    with subprocess.Popen([PROGRAM, "decode", path], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, restore_signals=False,
                          preexec_fn=lambda: signal.signal(
                              signal.SIGPIPE, signal.SIG_IGN)) as run:
        run.stdout.readline()
        run.stdout.close()
        told = run.stderr.read()
        status = run.wait()
    check(tap, told == b"" and status == 0,
          "a reader that goes early is no failure", told, status)


def check_usage(tap, path):
    pcap(path, [FRAME])
    digits = PACKET.hex()
    addresses = ["--src", "2001:db8::1", "--dst", "2001:db8::2"]
    bad = (["--hex", "6g"], ["--hex", "600"], ["--hex", digits, path],
           ["--hex", digits, "--src", "::1"], ["--only", "data", path],
           ["--hex", digits, "--src", "x", "--dst", "::1"],
           [*addresses, path], ["--hex", digits, "--summary"],
           [path + ".absent"])
    for arguments in bad:
        shown = dmmsim("decode", *arguments)
        check(tap, shown.returncode == 2 and shown.stderr != "",
              f"decode {' '.join(arguments)[:30]} is bad usage", shown.stderr)
    spelt = (digits.upper(), "0x" + digits, PACKET.hex(":"), PACKET.hex(" "),
             PACKET.hex("-"), "0x60 0x00" + digits[4:])
    for text in spelt:
        shown = dmmsim("decode", "--hex", text)
        check(tap, shown.returncode == 0 and "BE" in shown.stdout,
              f"digits as {text[:12]}", shown.stdout, shown.stderr)
    shown = dmmsim("decode", "--json", "--hex", "-", *addresses,
                   text=f"# two\n{binding_error().hex()}\n\n3b00\n")
    found = objects(shown.stdout)
    check(tap, [one["ok"] for one in found] == [True, False]
          and shown.returncode == 1, "--hex - takes lines", shown.stdout)
    flipped = bytearray(PACKET)
    flipped[44] ^= 1
    shown = dmmsim("decode", "--ignore-checksum", "--hex", flipped.hex())
    check(tap, shown.returncode == 0
          and dmmsim("decode", "--hex", flipped.hex()).returncode == 1,
          "--ignore-checksum ignores the checksum", shown.stdout)


def check_encode(tap):
    shown = dmmsim("decode", "--json", "--hex", PACKET.hex()).stdout
    array = "[" + shown + "," + shown + "]"
    back = dmmsim("encode", text=array + shown)
    check(tap, back.stdout.split() == [PACKET.hex()] * 3,
          "encode takes arrays and objects in a row", back.stderr)
    one = json.loads(shown)
    for key, value, word in (("mh_type", 99, "mh_type"),
                             ("packet", [], "packet"),
                             ("packet", [{"layer": "ipx"}], "packet[0].layer"),
                             ("options", 7, "options")):
        back = dmmsim("encode", text=json.dumps({**one, key: value}))
        check(tap, back.returncode == 2 and word in back.stderr
              and "object 1" in back.stderr,
              f"encode refuses {key} {value} and names it", back.stderr)
    for text in ("{", "nothing", '{"ok": true}'):
        back = dmmsim("encode", text=text)
        check(tap, back.returncode == 2 and back.stderr != "",
              f"encode refuses {text}", back.stderr)


def main():
    if not os.access(PROGRAM, os.X_OK):
        skip_all("the program is not built")
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "capture")
        for run in (check_links, check_formats, check_tunnels, check_options,
                    check_damage, check_noise, check_early_end, check_usage):
            run(tap, path)
    check_encode(tap)
    return tap.done()


sys.exit(main())
