#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A capture streams: ten times the packets take no more memory.
Prints TAP."""

import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap, skip_all  # noqa: E402 - in the folder above

from captures import PROGRAM, RAW, check, pcap

# UDP of 1 KB and an echo request.
DATA = bytes.fromhex("60000000" "0400" "1140") + bytes(31) + b"\1" \
    + bytes(1024)
ECHO = bytes.fromhex("60000000" "0008" "3a40") + bytes(31) + b"\1" \
    + bytes.fromhex("8000000000000000")
MIB = 1024  # KB


def peak(path):
    """KB that decode had resident at most."""
    # Sanitizers keep freed memory back; here it would be counted.
    environment = {**os.environ, "ASAN_OPTIONS": "quarantine_size_mb=1"}
    with subprocess.Popen([PROGRAM, "decode", path], env=environment,
                          stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL) as run:
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss


def main():
    if not os.access(PROGRAM, os.X_OK):
        skip_all("the program is not built")
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "capture")
        small = peak(pcap(path, [DATA, ECHO] * 5000, RAW))
        large = peak(pcap(path, [DATA, ECHO] * 50000, RAW))
        size = os.path.getsize(path)
    check(tap, size > 55e6 and large < small + 2 * MIB,
          f"{size / 1e6:.0f} MB take as much memory as a tenth of it",
          f"{small} KB, then {large} KB")
    return tap.done()


sys.exit(main())
