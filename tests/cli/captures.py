# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of decode and encode share: the program, and capture files
written by hand, so that every octet of them is known."""
import json
import os
import pathlib
import struct
import subprocess

PROGRAM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SHARED = pathlib.Path(os.environ.get("top_srcdir", "."), "..", "shared")

ETHERNET, RAW, NULL, LOOP = 1, 101, 0, 108
COOKED, COOKED_2, RAW_IPV4, RAW_IPV6 = 113, 276, 228, 229


def dmmsim(*arguments, text=None, **more):
    """Runs the program; never raises on its status."""
    return subprocess.run([PROGRAM, *map(str, arguments)], input=text,
                          capture_output=True, text=True, check=False, **more)


def check(tap, good, name, *why):
    """A test whose reasons are told when it fails."""
    tap.ok(good, name, *(() if good else why))


def objects(text):
    """One JSON object per line."""
    return [json.loads(line) for line in text.splitlines()]


def pcap(path, frames, link_type=ETHERNET, order="<", snapshot=262144):
    """Writes frames, a microsecond apart, cut to the snapshot length."""
    with open(path, "wb") as file:
        file.write(struct.pack(order + "IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0,
                               snapshot, link_type))
        for i, frame in enumerate(frames):
            cut = frame[:snapshot]
            file.write(struct.pack(order + "IIII", 1000, i, len(cut),
                                   len(frame)) + cut)
    return path


def pcap_frames(path):
    """(link type, [octets captured]) of a classic pcap file."""
    data = pathlib.Path(path).read_bytes()
    little = data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1")
    order = "<" if little else ">"
    link_type, = struct.unpack(order + "I", data[20:24])
    at, frames = 24, []
    while at + 16 <= len(data):
        size, = struct.unpack(order + "I", data[at + 8:at + 12])
        frames.append(data[at + 16:at + 16 + size])
        at += 16 + size
    return link_type & 0xFFFF, frames


def pcapng(path, frames, link_type=ETHERNET):
    """The same frames as a pcapng file: section, interface, packets."""
    def block(kind, body):
        body += bytes(-len(body) % 4)
        size = len(body) + 12
        return struct.pack("<II", kind, size) + body + struct.pack("<I", size)

    with open(path, "wb") as file:
        file.write(block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0,
                                                 -1)))
        file.write(block(1, struct.pack("<HHI", link_type, 0, 0)))
        for i, frame in enumerate(frames):
            file.write(block(6, struct.pack("<IIIII", 0, 0, i, len(frame),
                                            len(frame)) + frame))
    return path


def vectors():
    """The golden messages, or None."""
    path = SHARED / "vectors" / "mh-vectors.json"
    return json.loads(path.read_text()) if path.exists() else None
