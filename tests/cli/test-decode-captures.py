#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Captures of other programs and of our own through dmmsim decode: a line for
each packet, a Mobility Header wherever tshark finds one, each of them good or
known to be malformed, and every packet encoded to its octets again.
Prints TAP."""

import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap, skip_all  # noqa: E402 - in the folder above

from captures import PROGRAM, SHARED, check, dmmsim, objects, pcap_frames

CAPTURES = SHARED / "data" / "pcap"
SCENARIO = os.path.join(os.environ.get("top_srcdir", "."), "scenarios",
                        "single-handover.json")

# Rules that facts.json finds broken and that only concern the sender: RFC 6275
# 6.2.1 asks a receiver to accept any alignment.
HARMLESS = ("misaligned",)
# Messages that obey the rules of another time: option 10 is a link-local
# address there, RFC 4285 made it 8 octets of replay protection.
DIALECT = {"oai-2011-testbed-lma-mags.pcap": "option 10 of 16 octets"}
# tshark reads next header 62, that of Mobile IPv6 before it had a number, as a
# Mobility Header, too; those files are inputs that broke tcpdump.
OLD_NUMBER = ("tcpdump/mobility_opt_asan", "tcpdump/ipv6-mobility-header-oobr")
# The sender does not align its options, so canonical octets differ.
UNALIGNED = ("opmip-pmipv6-handover.pcap",)


def decoded(path, *options):
    """(exit status, objects) of a capture; its standard error is kept short
    and without a trace of the sanitizers."""
    shown = dmmsim("decode", "--json", *options, path)
    assert "Sanitizer" not in shown.stderr, shown.stderr
    return shown.returncode, objects(shown.stdout)


def has_mobility_header(found):
    return any(layer["layer"] == "mobility"
               for layer in found.get("packet", []))


def count_by_tshark(path):
    shown = subprocess.run(["tshark", "-r", path, "-Y", "mipv6", "-T",
                            "fields", "-e", "frame.number"],
                           capture_output=True, text=True, check=True)
    return len(shown.stdout.split())


def is_malformed(message):
    return any(not any(word in fault for word in HARMLESS)
               for fault in message.get("faults", []))


def check_faults(tap, name, facts, found):
    """Good are those messages in which the facts find no fault."""
    wanted = {message["frame"] for message in facts.get("messages", [])
              if name in DIALECT or is_malformed(message)}
    wrong = {packet["frame"] for packet in found
             if not packet["ok"] and has_mobility_header(packet)}
    check(tap, wrong == wanted,
          f"{name}: {len(wanted)} messages are malformed, all others good",
          f"ours {sorted(wrong)}", f"facts {sorted(wanted)}")


def check_encoding(tap, name, path, found):
    """What was decoded wholly encodes to the packet's octets."""
    whole = [packet for packet in found if packet.get("packet")
             and (packet["packet"][-1]["layer"] == "mobility"
                  or "octets" in packet["packet"][-1])]
    back = dmmsim("encode", text="\n".join(map(json.dumps, whole)))
    lines = back.stdout.splitlines()
    _, frames = pcap_frames(path)
    differ = [packet["frame"] for packet, line in zip(whole, lines)
              if bytes.fromhex(line) not in frames[packet["frame"] - 1]]
    check(tap, len(lines) == len(whole) and not differ,
          f"{name}: {len(whole)} packets encode to their octets",
          f"frames {differ}", back.stderr)


def check_capture(tap, name, facts):
    path = CAPTURES / name
    status, found = decoded(path)
    check(tap, len(found) == facts["frames"],
          f"{name}: {facts['frames']} packets, a line each", len(found))
    check(tap, status == int(any(not packet["ok"] for packet in found)),
          f"{name}: status {status} tells whether a packet is wrong")
    ours = sum(map(has_mobility_header, found))
    check(tap, ours == facts["mobility"],
          f"{name}: {ours} Mobility Headers, as the facts say")
    check_faults(tap, name, facts, found)
    if name.startswith(OLD_NUMBER):
        return
    if shutil.which("tshark"):
        check(tap, ours == count_by_tshark(path),
              f"{name}: tshark finds as many")
    if name not in UNALIGNED and "asan" not in name and ours > 0:
        check_encoding(tap, name, path, found)


def check_own(tap, folder, architecture):
    """What our entities send needs no excuse."""
    ran = dmmsim("run", SCENARIO, "-a", architecture, "-o", folder, "-p",
                 "core")
    path = os.path.join(folder, "core.pcap")
    status, found = decoded(path)
    messages = [packet for packet in found if has_mobility_header(packet)]
    check(tap, status == 0 and messages and all(p["ok"] for p in found),
          f"{architecture}: {len(messages)} messages of a run are good",
          ran.stderr)
    if shutil.which("tshark"):
        check(tap, len(messages) == count_by_tshark(path),
              f"{architecture}: tshark finds as many")
    check_encoding(tap, architecture, path, messages)


def main():
    if not os.access(PROGRAM, os.X_OK):
        skip_all("the program is not built")
    tap = Tap()
    for architecture in ("pmipv6", "dmm"):
        with tempfile.TemporaryDirectory() as folder:
            check_own(tap, os.path.join(folder, "results"), architecture)
    if CAPTURES.exists():
        facts = json.loads((CAPTURES / "facts.json").read_text())
        for name in sorted(facts):
            check_capture(tap, name, facts[name])
    else:
        tap.ok(True, "captures of others # SKIP none beside the sources")
    return tap.done()


sys.exit(main())
