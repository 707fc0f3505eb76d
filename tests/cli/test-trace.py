#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""dmmsim trace: the chart shows the messages that tshark reads in the captures
of the run, in their order, and the exchanges that RFC 8885 draws."""
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "tests"))
from tap import Tap  # noqa: E402

DMMSIM = os.path.abspath(
    os.path.join(os.environ.get("top_builddir", "."), "dmmsim"))
SCENARIOS = os.path.abspath(
    os.path.join(os.environ.get("top_srcdir", "."), "scenarios"))
MODES = os.path.join(SCENARIOS, "mode-comparison.json")
SINGLE = os.path.join(SCENARIOS, "single-handover.json")

ROW = re.compile(r'^  (e\d+) (=>>|=>|-x|note) (e\d+) '
                 r'\[label="(\d+\.\d{6}) s  ((?:[^"\\]|\\.)*)"\];$', re.M)
COLUMN = re.compile(r'^  (e\d+) \[label="([^"]*)"\][,;]$', re.M)

tap = Tap()


def dmmsim(*words):
    return subprocess.run([DMMSIM, *words], capture_output=True, text=True,
                          check=False)


def run(folder, scenario, *words):
    done = dmmsim("run", scenario, "-o", folder, *words)
    assert done.returncode == 0, done.stderr


def trace(*words):
    done = dmmsim("trace", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(text):
    """(time, from, to, arrow, label) with the columns' own names."""
    names = dict(COLUMN.findall(text))
    return [(float(at), names[a], names[b], arrow, label)
            for a, arrow, b, at, label in ROW.findall(text)]


def messages(text):
    """(time, from, to, name, sequence) of what is signalled."""
    found = []
    for at, a, b, arrow, label in rows(text):
        match = re.match(r"(PBU|PBA|RS|RA)(?: seq (\d+))?", label)
        if match and arrow in ("=>", "-x"):
            found.append((at, a, b, match.group(1), match.group(2) or ""))
    return found


def refused(status, name, *words, says=()):
    done = dmmsim("trace", *words)
    good = (done.returncode == status and done.stdout == ""
            and all(word in done.stderr for word in says))
    tap.ok(good, name, "" if good else
           f"status {done.returncode}\n{done.stdout}{done.stderr}")


# ---- what tshark reads ------------------------------------------------------

FIELDS = ["frame.time_epoch", "ipv6.src", "ipv6.dst", "mip6.mhtype",
          "mip6.bu.seqnr", "mip6.ba.seqnr", "mip6.csum", "icmpv6.type"]


RADIO_DELAY = 0.002  # of single-handover.json


def captured(folder, nodes):
    """(time sent, name, sequence) of each message: a Mobility Header is
    captured where it is sent and where it arrives, a solicitation only there.
    """
    seen, found = set(), []
    for node in nodes:
        command = ["tshark", "-n", "-r", f"{folder}/{node}.pcap", "-Y",
                   "mip6.mhtype or icmpv6.type in {133, 134}", "-T", "fields"]
        for field in FIELDS:
            command += ["-e", field]
        text = subprocess.run(command, stdout=subprocess.PIPE, check=True,
                              stderr=subprocess.DEVNULL, text=True).stdout
        found += [line.split("\t") for line in text.splitlines()]
    for packet in sorted(found, key=lambda p: float(p[0])):
        key = tuple(packet[1:])
        if packet[3] and key in seen:
            seen.remove(key)
            continue
        seen.add(key)
        name, sequence = name_of(packet)
        way = RADIO_DELAY if name == "RS" else 0
        yield float(packet[0]) - way, name, sequence


def name_of(packet):
    if packet[3] == "5":
        return "PBU", packet[4]
    if packet[3] == "6":
        return "PBA", packet[5]
    return {"133": "RS", "134": "RA"}[packet[7]], ""


def compare_with_captures(folder, nodes, *words):
    run(folder, *words, *(f"--pcap={node}" for node in nodes))
    drawn = [(at, name, seq) for at, _, _, name, seq
             in messages(trace(folder, "-f", "mscgen"))]
    read = sorted((round(at, 6), name, seq)
                  for at, name, seq in captured(folder, nodes))
    tap.ok(len(read) > 5 and sorted(drawn) == read,
           f"{folder}: the messages are those of the captures",
           f"drawn {sorted(drawn)}\nread {read}")
    times = [at for at, *_ in drawn]
    tap.ok(times == sorted(times), f"{folder}: in order of time", times)


def test_captures():
    if not shutil.which("tshark"):
        tap.ok(True, "captures # SKIP tshark is not installed")
        return
    routers = ["ar1", "ar2", "anchor"]
    for name in ("pmipv6", "dmm"):
        compare_with_captures(f"captured-{name}", routers, SINGLE, "-a", name)
    compare_with_captures(
        "captured-late", routers, SINGLE, "-a", "dmm", "--set",
        'access.detection="rs"', "--set", 'processing.central="3 ms"',
        "--set", 'processing.previous="2 ms"')


# ---- what RFC 8885 draws ----------------------------------------------------

def exchange(folder):
    """The Mobility Headers of the first handover: "S>C PBU" ..., with S the
    serving, P the previous MAAR and C the CMD."""
    text = trace(folder, "--handover", "1", "-f", "mscgen")
    said = [m for m in messages(text) if m[3] in ("PBU", "PBA")]
    serving = said[0][1]

    def letter(name):
        return ("C" if name.startswith("CMD")
                else "S" if name == serving else "P")

    return [f"{letter(a)}>{letter(b)} {name}" for _, a, b, name, _ in said]


def test_rfc_8885():
    relay = ["S>C PBU", "C>P PBU", "P>C PBA", "C>S PBA"]
    for mode, figure, expected in (
            ("relay", 2, [relay]),
            ("locator", 3, [["S>C PBU", "C>P PBU", "P>S PBA", "P>C PBA"],
                            ["S>C PBU", "C>P PBU", "P>C PBA", "P>S PBA"]]),
            ("proxy", 4, [["S>C PBU", "C>P PBU", "C>S PBA", "P>C PBA"],
                          ["S>C PBU", "C>S PBA", "C>P PBU", "P>C PBA"]])):
        run(mode, MODES, "--set",
            f'architecture={{"name":"dmm","mode":"{mode}"}}')
        said = exchange(mode)
        tap.ok(said in expected, f"{mode} is as RFC 8885 draws it in figure "
               f"{figure}", said)


# ---- the chart itself -------------------------------------------------------

def events_in_order(text, *patterns):
    labels = [f"{a}: {label}" for _, a, _, _, label in rows(text)]
    at = 0
    for pattern in patterns:
        while at < len(labels) and not re.search(pattern, labels[at]):
            at += 1
        if at == len(labels):
            return f"no '{pattern}' in its place in\n" + "\n".join(labels)
        at += 1
    return ""


def test_course():
    text = trace("relay", "--handover", "1", "-f", "mscgen")
    why = events_in_order(
        text, "^MN.*radio to .* dead", "^MN.*link to .* down",
        "^MN.*link to .* up", "^MAAR.*attach trigger", "PBU", "tunnel to",
        "PBA", "^MAAR.*ready for", "RA", "first data")
    tap.ok(why == "", "a handover is told from dead radio to first packet",
           why)
    run("plain", SINGLE, "-a", "pmipv6")
    text = trace("plain", "-f", "mscgen")
    why = events_in_order(text, "^LMA.*: tunnel to ar1",
                          "^LMA.*: no more tunnel to ar1",
                          "^LMA.*: tunnel to ar2")
    tap.ok(why == "", "the anchor's tunnel turns to the new gateway", why)
    tap.ok([name for _, name in COLUMN.findall(text)]
           == ["MN mn", "MAG ar1", "MAG ar2", "LMA anchor", "CN cn"],
           "columns: node, gateways, anchor, correspondent",
           COLUMN.findall(text))


def test_host():
    """RFC 6275: the host's own messages bear a home address option or a
    routing header in front of the Mobility Header."""
    run("host", SINGLE, "-a", "mipv6")
    text = trace("host", "--handover", "1", "-f", "mscgen")
    why = events_in_order(text, r"^MN.*: BU seq \d+ lifetime \d+ s",
                          "^HA.*: tunnel to ar2",
                          r"^HA.*: BA seq \d+ status 0")
    tap.ok(why == "", "a host's messages are read behind their options", why)


def test_text():
    lines = trace("relay").splitlines()
    tap.ok(max(map(len, lines)) <= 100, "text fits 100 columns",
           max(lines, key=len))
    tap.ok(trace("relay") == trace("relay"), "twice the same text")
    window = trace("plain", "--from", "20.05", "--to", "20060 ms", "-f",
                   "mscgen")
    times = [at for at, *_ in rows(window)]
    tap.ok(times and min(times) >= 20.05 and max(times) <= 20.06,
           "a window has what is in it", times)
    empty = trace("plain", "--from", "39")
    tap.ok("Nothing happened" in empty, "an empty window says so", empty)


def test_lost():
    run("lossy", SINGLE, "-a", "dmm", "--set", 'access.radio.loss=0.9')
    text = trace("lossy", "-f", "mscgen")
    lost = [row for row in rows(text) if "lost: radio_loss" in row[4]]
    tap.ok(lost and all(row[3] == "-x" for row in lost),
           "what was lost is marked with the reason", text)
    tap.ok("X" in trace("lossy"), "in text, too")


FAULTS = [{"at": "19 s", "for": "2 s", "fail": "anchor"},
          {"at": "30 s", "for": "1 s", "change": {
              "link": ["core", "ar1"], "delay": "9 ms"}}]


def dividers(text):
    """(time, words) of what is about no column."""
    return [(float(at), words) for at, words in re.findall(
        r'^  --- \[label="(\d+\.\d{6}) s  (.*)"\];$', text, re.M)]


def test_faults():
    run("faults", SINGLE, "-a", "pmipv6", "--set",
        f"faults={json.dumps(FAULTS)}")
    down, up = ((19.0, "node anchor out of service"),
                (21.0, "node anchor in service again"))
    changed = [(30.0, "link core - ar1 changes"),
               (31.0, "link core - ar1 is as before")]
    for expected, name, *words in (
            ([down, up, *changed], "a chart has the faults, from and until"),
            ([down, up], "a handover those that it meets", "--handover", "1"),
            ([], "an attachment before them none", "--handover", "0"),
            ([down], "a window those that last into it", "--from", "19.5",
             "--to", "20.5"),
            ([down, up], "and their end", "--from", "20", "--to", "21"),
            ([changed[0]], "and their beginning", "--from", "21.5", "--to",
             "30.5"),
            ([], "but none that were before", "--from", "21.5", "--to", "29")):
        text = trace("faults", "-f", "mscgen", *words)
        tap.ok(dividers(text) == expected, name, text)
    text = trace("faults", "--handover", "1")
    tap.ok(re.search(r"^  19\.000000 +~+ node anchor out of service ~+$", text,
                     re.M), "in text, too", text)
    tap.ok(max(map(len, text.splitlines())) <= 100, "within 100 columns", text)
    text = trace("faults", "--handover", "1", "-f", "svg")
    tap.ok(any(e.text == down[1] for e in ElementTree.fromstring(text).iter()),
           "and in SVG", text)


def test_svg():
    text = trace("relay", "-f", "svg")
    root = ElementTree.fromstring(text)
    tap.ok(root.tag.endswith("svg"), "the SVG is XML")
    tap.ok(not re.search(r'href|src=|url\((?!#)|@import', text),
           "and refers to nothing outside")
    shown = [element.text for element in root.iter()
             if element.tag.endswith("text")]
    labels = [row[4] for row in rows(trace("relay", "-f", "mscgen"))]
    tap.ok([t for t in shown if t in labels] == labels,
           "with every label in order", shown)
    trace("relay", "-f", "svg", "-o", "chart.svg")
    with open("chart.svg", encoding="utf-8") as file:
        tap.ok(file.read() == text, "a file has the same octets")


def test_names():
    with open(SINGLE, encoding="utf-8") as file:
        scenario = json.load(file)
    scenario["mobile_nodes"][0]["name"] = 'a<b>&"\\ü'
    scenario["traffic"][0]["nodes"] = 'a<b>&"\\ü'
    with open("names.json", "w", encoding="utf-8") as file:
        json.dump(scenario, file)
    run("names", "names.json", "-a", "dmm")
    root = ElementTree.fromstring(trace("names", "-f", "svg"))
    tap.ok(any(e.text == 'a<b>&"\\ü' for e in root.iter()),
           "names are escaped in SVG")
    tap.ok('label="MN a<b>&\\"\\\\ü"' in trace("names", "-f", "mscgen"),
           "and in mscgen")


def test_record():
    run("recorded", SINGLE, "-a", "dmm", "--set",
        "record.sequence_chart=true")
    run("bare", SINGLE, "-a", "dmm")
    with open("recorded/mn.sequence.txt", encoding="utf-8") as file:
        text = file.read()
    tap.ok(text == trace("bare"), "record.sequence_chart writes the chart")
    tap.ok(os.path.exists("recorded/mn.sequence.svg"), "and its SVG")
    digests = []
    for folder in ("recorded", "bare"):
        with open(f"{folder}/manifest.json", encoding="utf-8") as file:
            digests.append(json.load(file)["run_digest"])
    tap.ok(digests[0] == digests[1], "recording changes no run", digests)


def test_choice():
    run("group", SINGLE, "-a", "pmipv6,dmm", "--set", "replications=2")
    first, second = trace("group"), trace("group", "--case", "dmm")
    tap.ok("LMA" in first and "CMD" in second, "a case of a group is chosen",
           first + second)
    trace("group", "--case", "dmm", "--replication", "1")
    refused(2, "a replication that is not there", "group", "--replication",
            "2", says=["no replication 2"])
    refused(2, "a replication that cannot be", "group", "--replication", "-1",
            says=["no replication -1"])
    refused(2, "a case that is not there", "group", "--case", "ipv6",
            says=["no run with 'ipv6'"])
    refused(2, "a node that is not there", "plain", "-n", "mn2",
            says=["no mobile node 'mn2'"])
    refused(2, "a handover that is not there", "plain", "--handover", "2",
            says=["made no handover 2, but 1"])
    refused(2, "a handover that cannot be", "plain", "--handover", "-1",
            says=("--handover",))
    refused(2, "a format that is not there", "plain", "-f", "png",
            says=["text, svg or mscgen"])
    refused(2, "an instant that is none", "plain", "--from", "soon",
            says=["--from 'soon'"])
    refused(2, "a window that ends before it begins", "plain", "--from", "2",
            "--to", "1")
    refused(2, "no run", "nowhere")
    with open("plain/manifest.json", encoding="utf-8") as file:
        manifest = json.load(file)
    manifest["run_digest"] = "0" * 32
    with open("plain/manifest.json", "w", encoding="utf-8") as file:
        json.dump(manifest, file)
    refused(1, "another run than the recorded one is not drawn", "plain",
            says=["another run", "0" * 32])


def main():
    test_captures()
    test_rfc_8885()
    test_course()
    test_host()
    test_text()
    test_lost()
    test_faults()
    test_svg()
    test_names()
    test_record()
    test_choice()


with tempfile.TemporaryDirectory() as scratch:
    os.chdir(scratch)
    main()
    os.chdir("/")
sys.exit(tap.done())
