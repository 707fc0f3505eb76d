#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tshark reads every Mobility Header that our entities send in the shipped
scenarios and under each architecture as we do, field by field, and finds its
checksum right."""
import csv
import glob
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile

top = os.environ.get("top_srcdir", ".")
build = os.environ.get("top_builddir", ".")
sys.path[:0] = [f"{top}/tests", f"{top}/tests/codec"]
import courses  # noqa: E402
import tap  # noqa: E402
import tshark_compare as compare  # noqa: E402
import tshark_reader as reader  # noqa: E402

DMMSIM = f"{build}/dmmsim"
WITHOUT_MESSAGES = {"ipv6"}  # no mobility support, so no Mobility Header
# Per message: a BU and a BA have these and more, with options; a HoTI has 7.
BU, BA = 5, 6
FIELDS_LEAST, FIELDS_LEAST_BINDING = 7, 18
IPV6 = 41  # next header of a tunnel
MESSAGES = ("PBU", "PBA", "BU", "BA", "BRR", "HoTI", "CoTI", "HoT", "CoT",
            "BE", "HI", "HAck")
OPTIONS, ROUTING = 60, 43  # with a home address in the last 16 octets
EXTENSION = 24
# Of long scenarios the first part alone, for the size of the captures.
DURATION = 60
ENOUGH = "1 s"  # to learn where the entities are
BATCH = 1000    # messages, and some more, that are read at once


def run(folder, scenario, architecture, nodes, *settings):
    """Returns what went wrong, or None."""
    shutil.rmtree(folder, ignore_errors=True)
    captures = [word for node in nodes for word in ("--pcap", node)]
    if architecture is not None:
        captures += ["--set", f"architecture={architecture}"]
    result = subprocess.run(
        [DMMSIM, "run", scenario, "-o", folder,
         "--set", "expect={}", "--set", "replications=1", "--set", "sweep={}",
         "--set", "record.pcap=[]", *settings, *captures],
        capture_output=True, text=True, check=False)
    return None if result.returncode == 0 else result.stderr


def duration(scenario):
    """The scenario's own or DURATION, whichever is less."""
    with open(scenario, encoding="utf-8") as file:
        own = json.load(file).get("duration", DURATION)
    seconds = float(str(own).split()[0])
    return f"duration={min(seconds, DURATION)}"


def rows(folder, name):
    with open(f"{folder}/{name}.csv", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def crossed_a_link(folder):
    """Messages received that a capture can have seen.  What a link out of
    service took was sent and is in no capture; nor is what a router's own MAG
    or MAAR says to the LMA or CMD at the same site."""
    sites = [row["site"] for row in rows(folder, "entities")]
    messages = [row for row in rows(folder, "signaling")
                if row["message"] in MESSAGES]
    inside = sum(int(row["sent"]) + int(row["received"]) for row in messages
                 if row["role"] in ("MAG", "MAAR")
                 and sites.count(row["entity"].split("@")[-1]) > 1)
    return sum(int(row["received"]) for row in messages) - inside


def mobility_header(packet):
    """Source, destination and octets of the Mobility Header, tunnels
    unwrapped and home addresses put where they belong, or None."""
    while len(packet) > reader.IPV6_HEADER and packet[6] == IPV6:
        packet = packet[reader.IPV6_HEADER:]
    if len(packet) <= reader.IPV6_HEADER:
        return None
    source, destination = packet[8:24], packet[24:40]
    following, rest = packet[6], packet[reader.IPV6_HEADER:]
    while following in (OPTIONS, ROUTING):
        if following == OPTIONS:
            source = rest[8:EXTENSION]
        else:
            destination = rest[8:EXTENSION]
        following, rest = rest[0], rest[EXTENSION:]
    return (source, destination, rest) if following == reader.MH else None


def captured(folder):
    """Every message in the captures of a run once, in a fixed order."""
    found = {}
    for path in sorted(glob.glob(f"{folder}/*.pcap")):
        for packet in reader.read_capture(path):
            message = mobility_header(packet)
            if message is not None:
                found[message] = None
    return list(found)


def examine(report, name, messages, received, read, states):
    """@read, @states: what tshark makes of the messages, and of the checksums
    of their twins.  Returns how many fields were compared."""
    program = f"{build}/tests/codec/generated"
    # Of ten passengers' messages none may be received where the first hop is
    # out of service; they are read all the same.
    report.ok(len(messages) >= max(received, 1),
              f"{name}: {len(messages)} messages captured, {received} received")
    packets = [reader.packet_of(*message) for message in messages]
    result, _ = compare.compare_packets(program, read,
                                        lambda number: packets[number - 1])
    report.ok(not result.differences and result.messages == len(messages),
              f"{name}: {result.fields} fields of {result.messages} messages "
              "agree", *result.differences[:compare.SHOWN])
    least = sum(FIELDS_LEAST_BINDING if message[2] in (BU, BA) else FIELDS_LEAST
                for _, _, message in messages)
    report.ok(result.fields >= least,
              f"{name}: at least {least} fields were compared")
    good, bad = states.count("1"), len(states) - states.count("1")
    report.ok(good == len(messages) and bad == 0,
              f"{name}: {good} checksums right, {bad} wrong")
    return result.fields


def examine_all(report, folder, batch):
    """The messages of several courses, (name, messages, received), read by one
    tshark, whose start takes longer than most of them."""
    messages = [m for _, of_course, _ in batch for m in of_course]
    path = f"{folder}/all.pcap"
    reader.write_capture(path, [reader.packet_of(*m) for m in messages])
    read = reader.read(path)
    reader.write_capture(path, [reader.checksum_twin(*m) for m in messages])
    states = reader.checksum_states(path)
    at = fields = 0
    for name, of_course, received in batch:
        end = at + len(of_course)
        fields += examine(report, name, of_course, received,
                          itertools.islice(read, len(of_course)),
                          states[at:end])
        at = end
    return fields


def capture(report, folder, name, scenario, architecture):
    """Returns the messages of a course and how many were received."""
    wrong = run(folder, scenario, architecture, [], "--set", "warmup=0",
                "--set", f"duration={ENOUGH}")
    if wrong is not None:
        report.ok(False, f"{name} runs", wrong)
        return [], 0
    nodes = [row["site"] for row in rows(folder, "entities") if row["site"]]
    wrong = run(folder, scenario, architecture, nodes, "--set", "warmup=0",
                "--set", duration(scenario))
    report.ok(wrong is None, f"{name} runs with captures", wrong or "")
    return captured(folder), crossed_a_link(folder)


def main():
    tap.skip_if_sanitized("the plain build sends the same messages")
    if shutil.which("tshark") is None:
        tap.skip_all("tshark is not installed")
    report = tap.Tap()
    fields, batch = 0, []
    with tempfile.TemporaryDirectory() as folder:
        for name, scenario, architecture in courses.courses(top, DMMSIM):
            if architecture in WITHOUT_MESSAGES:
                continue
            batch.append((name, *capture(report, f"{folder}/run", name,
                                         scenario, architecture)))
            if sum(len(messages) for _, messages, _ in batch) > BATCH:
                fields += examine_all(report, folder, batch)
                batch = []
        fields += examine_all(report, folder, batch)
    print(f"# {fields} fields compared")
    return report.done()


sys.exit(main())
