#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""encode takes objects one after another, however they are laid out and
however many there are, and refuses what it would otherwise send as something
else.  Prints TAP."""

import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap, skip_all  # noqa: E402 - in the folder above

from captures import PROGRAM, check, dmmsim

# RFC 6275 6.1.2, 6.1.3; the checksums are those of the objects: none.
BRR, BRR_HEX = {"mh_name": "BRR"}, "3b00000000000000"
HOTI = {"mh_name": "HoTI", "cookie": "0102030405060708"}
HOTI_HEX = "3b010100000000000102030405060708"
PAYLOAD = '"packet": [{"layer": "payload", "protocol": 59, "octets": "00"}]'
PBU = """{"mh_name": "PBU", "seq": 7, "flags": ["A", "P"], "lifetime_s": 40,
  "options": [{"type": 8, "value": {"subtype": 1, "nai": "NAI"}}]}"""
LARGE = '{"packet": [{"layer": "payload", "protocol": 59, "octets": "%s"}]}' \
    % ("00" * 2000)
MIB = 1024  # KB

LAYOUTS = {
    "a line each": json.dumps(BRR) + "\n" + json.dumps(HOTI) + "\n",
    "on one line": json.dumps(BRR) + json.dumps(HOTI),
    "over many lines": json.dumps(BRR, indent=2) + json.dumps(HOTI, indent=2),
    "in an array": json.dumps([BRR, HOTI], indent=1),
    "with braces and quotes in texts": json.dumps(
        {**BRR, "error": "{[\"\\", "file": "]}"}) + json.dumps(HOTI),
}
REFUSED = {
    "NUL in a text": (PBU.replace("NAI", "a\\u0000b"),
                      "object 1: a NUL character is not possible"),
    "no UTF-8": (PBU.replace("NAI", "\udcff"),
                 "object 1: no JSON text: not UTF-8"),
    "the second of two": (json.dumps(BRR) + ' {"mh_type": 5',
                          "object 2: no JSON text: error at octet"),
    "what is no value": (json.dumps(BRR) + " x", "object 2: no JSON text"),
    "a brace too many": (json.dumps(BRR) + "}", "object 2: no JSON text"),
    "a bracket for a brace": ('{"mh_name": "BRR"]', "no JSON text"),
    "deep nesting": ("[" * 100000, "no JSON text"),
    "keys beside a packet without Mobility Header":
        ("{" + PAYLOAD + ', "seq": 7}', "seq: unknown key"),
    "a second packet": ("{" + PAYLOAD + "," + PAYLOAD + "}",
                        "packet: unknown key"),
    "a summary that is a message": ('{"summary": {}, "mh_name": "BRR"}',
                                    "summary: unknown key"),
    "a summary by another name": ('{"Summary": {}, "mh_name": "BRR"}',
                                  "Summary: unknown key"),
}


def encode(text):
    return subprocess.run([PROGRAM, "encode"], capture_output=True,
                          input=text.encode(errors="surrogateescape"),
                          check=False)


def check_refusals(tap):
    for name, (text, reason) in REFUSED.items():
        ran = encode(text)
        check(tap, ran.returncode == 2 and reason.encode() in ran.stderr,
              f"{name}: refused", ran.stderr)


def peak(path):
    """KB that encode had resident at most."""
    # Sanitizers keep freed memory back; here it would be counted.
    environment = {**os.environ, "ASAN_OPTIONS": "quarantine_size_mb=1"}
    with subprocess.Popen([PROGRAM, "encode", path], env=environment,
                          stdout=subprocess.DEVNULL) as run:
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss


def check_memory(tap, folder):
    path = os.path.join(folder, "objects.json")
    peaks = []
    for n in 500, 5000:
        with open(path, "w", encoding="ascii") as file:
            for _ in range(n):  # our own memory would be counted, too
                file.write(LARGE + "\n")
        peaks.append(peak(path))
    size = os.path.getsize(path)
    check(tap, size > 20e6 and peaks[1] < peaks[0] + 2 * MIB,
          f"{size / 1e6:.0f} MB take as much memory as a tenth of it", peaks)


def main():
    if not os.access(PROGRAM, os.X_OK):
        skip_all("the program is not built")
    tap = Tap()
    for name, text in LAYOUTS.items():
        ran = dmmsim("encode", text=text)
        check(tap, ran.stdout == f"{BRR_HEX}\n{HOTI_HEX}\n",
              f"objects {name}", ran.stdout, ran.stderr)
    ran = dmmsim("encode", text=json.dumps(BRR) + '{"summary": {}}')
    check(tap, ran.stdout == BRR_HEX + "\n" and ran.returncode == 0,
          "a summary says nothing of octets", ran.stdout, ran.stderr)
    check_refusals(tap)
    with tempfile.TemporaryDirectory() as folder:
        check_memory(tap, folder)
    return tap.done()


sys.exit(main())
