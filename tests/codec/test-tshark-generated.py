#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tshark reads messages made from the tables as we do, field by field, and
finds their checksums right."""
import os
import shutil
import subprocess
import sys
import tempfile

top = os.environ.get("top_srcdir", ".")
build = os.environ.get("top_builddir", ".")
sys.path[:0] = [f"{top}/tests", f"{top}/tests/codec"]
import tap  # noqa: E402
import tshark_compare as compare  # noqa: E402
import tshark_reader as reader  # noqa: E402

MESSAGES = 2000
# Far below what is compared; a collapse is what this is to notice.
FIELDS_LEAST = 25000
NAMES_LEAST = 150


def generated(program):
    result = subprocess.run([program, "messages", str(MESSAGES)], check=True,
                            capture_output=True, text=True)
    return [tuple(bytes.fromhex(part) for part in line.split())
            for line in result.stdout.splitlines()]


def main():
    if shutil.which("tshark") is None:
        tap.skip_all("tshark is not installed")
    report = tap.Tap()
    program = f"{build}/tests/codec/generated"
    messages = generated(program)
    packets = [reader.packet_of(*message) for message in messages]
    with tempfile.TemporaryDirectory() as folder:
        path, twins = f"{folder}/mh.pcap", f"{folder}/twins.pcap"
        reader.write_capture(path, packets)
        result, _ = compare.compare_captures(
            program, path, lambda number: packets[number - 1])
        reader.write_capture(
            twins, [reader.checksum_twin(*message) for message in messages])
        good, bad = reader.count_checksums(twins)
        reader.write_capture(
            twins, [reader.checksum_twin(*message)[:-1] + b"\x5a"
                    for message in messages[:100]])
        spoilt = reader.count_checksums(twins)[1]
    report.ok(result.messages == MESSAGES,
              f"tshark finds {result.messages} of {MESSAGES} messages")
    report.ok(not result.differences,
              f"{result.fields} fields of {len(result.by_name)} names agree",
              *result.differences[:compare.SHOWN],
              f"{len(result.differences)} differences")
    report.ok(result.fields >= FIELDS_LEAST
              and len(result.by_name) >= NAMES_LEAST,
              f"at least {FIELDS_LEAST} fields of {NAMES_LEAST} names were "
              "compared")
    report.ok(good == MESSAGES and bad == 0,
              f"tshark finds {good} checksums right, {bad} wrong")
    report.ok(spoilt >= 95,
              f"of 100 with another last octet it finds {spoilt} wrong")
    return report.done()


sys.exit(main())
