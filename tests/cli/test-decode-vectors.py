#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The golden messages through dmmsim decode and dmmsim encode: a good one
decodes to exactly its fields and encodes to its octets, alone and in its
packet; a bad one yields the reaction that is expected.  Prints TAP."""

import json
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap, skip_all  # noqa: E402 - in the folder above

from captures import PROGRAM, check, dmmsim, vectors


def addresses(vector):
    """What enters the checksum."""
    return ["--src", vector.get("cksum_src", vector["ipv6_src"]),
            "--dst", vector.get("cksum_dst", vector["ipv6_dst"])]


def check_good(tap, vector):
    name = vector["name"]
    shown = dmmsim("decode", "--json", "--hex", vector["hex"],
                   *addresses(vector))
    check(tap, json.loads(shown.stdout) == {"ok": True, **vector["fields"]}
           and shown.returncode == 0, f"{name} decodes to its fields",
           shown.stdout, shown.stderr)
    if not vector["canonical"]:
        return
    back = dmmsim("encode", *addresses(vector), text=shown.stdout)
    check(tap, back.stdout == vector["hex"] + "\n", f"{name} encodes to its octets",
           back.stdout, vector["hex"], back.stderr)


def check_packet(tap, vector):
    name = vector["name"]
    shown = dmmsim("decode", "--json", "--hex", vector["packet_hex"])
    found = json.loads(shown.stdout)
    check(tap, found["ok"] and shown.returncode == 0
           and all(found.get(key) == value
                   for key, value in vector["fields"].items()),
           f"{name} in its packet has the same fields", shown.stdout)
    outer = found["packet"][0]
    check(tap, (outer["src"], outer["dst"])
           == (vector["ipv6_src"], vector["ipv6_dst"]),
           f"{name} in its packet has the packet's addresses", outer)
    back = dmmsim("encode", text=shown.stdout)
    check(tap, back.stdout == vector["packet_hex"] + "\n",
           f"{name}: the packet encodes to its octets", back.stdout,
           vector["packet_hex"], back.stderr)


def check_bad(tap, vector):
    shown = dmmsim("decode", "--json", "--hex", vector["hex"],
                   *addresses(vector))
    found = json.loads(shown.stdout)
    check(tap, not found["ok"] and found["reaction"] == vector["expect"]
           and found["error"] != "" and shown.returncode == 1,
           f"{vector['name']} is met with {vector['expect']}", shown.stdout,
           shown.stderr)


def check_text(tap, good):
    """Text names what the fields say."""
    for vector in good:
        shown = dmmsim("decode", "--hex", vector["hex"], *addresses(vector))
        named = [option["name"] for option in vector["fields"]["options"]
                 if not option["name"].startswith("Pad")]
        check(tap, shown.returncode == 0
               and all(name in shown.stdout for name in named),
               f"{vector['name']} as text names its options", shown.stdout)


def main():
    found = vectors()
    if not os.access(PROGRAM, os.X_OK):
        skip_all("the program is not built")
    if found is None:
        skip_all("no golden messages beside the sources")
    tap = Tap()
    good = [vector for vector in found if vector["valid"]]
    for vector in good:
        check_good(tap, vector)
        if "packet_hex" in vector:
            check_packet(tap, vector)
    for vector in found:
        if not vector["valid"]:
            check_bad(tap, vector)
    check_text(tap, good)
    return tap.done()


sys.exit(main())
