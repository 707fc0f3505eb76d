#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Protection of signalling changes sizes and costs and nothing else: every
architecture behaves the same with it, none of its messages is refused.  What it
puts on the wire is computed again with hashlib and hmac, from the text of the
RFCs and the rule for keys in doc/models/security.md, and read by tshark.  How
many associations an architecture needs is held against the page's table.
Prints TAP."""

import hashlib
import hmac
import ipaddress
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, "..", "..")
sys.path[:0] = [HERE, os.path.dirname(HERE)]
import courses  # noqa: E402 - in the folder above
import mobility_capture  # noqa: E402 - beside this file
from tap import Tap, skip_if_sanitized  # noqa: E402 - in the folder above

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SCENARIO = os.path.join(TOP, "scenarios", "single-handover.json")
MULTIHOMING = os.path.join(TOP, "scenarios", "multihoming.json")
PAGE = os.path.join(TOP, "doc", "models", "security.md")
MODES = [{"name": "dmm", "mode": mode} for mode in ("relay", "locator",
                                                    "proxy")]
PROTECTIONS = (
    {"signaling": "authentication"},
    {"signaling": "esp"},
    {"signaling": "esp", "integrity": "hmac-sha1-96", "policy": "attachment"},
)
ROUTERS = 5   # of the road that counts associations
OF_HOSTS = ("mipv6", "nemo", "hmipv6", "dmm-host")  # they sign by themselves
FIXED = {5: 12, 6: 12}   # octets before the options, RFC 6275 6.1.7, 6.1.8


def run(folder, scenario, settings):
    """Metrics of a run, by name."""
    command = [DMMSIM, "run", scenario, "-o", folder]
    for key, value in {"expect": {}, "sweep": {}, **settings}.items():
        command += ["--set", f"{key}={json.dumps(value)}"]
    subprocess.run(command, check=True, capture_output=True)
    with open(os.path.join(folder, "summary.json")) as file:
        metrics = json.load(file)["metrics"]
    return {name: metric["mean"] for name, metric in metrics.items()}


# ---- behaviour --------------------------------------------------------------
def is_size(name):
    return ("byte" in name or name.startswith("security.")
            or name.startswith("packets."))


def check_same(tap, folder, architecture, number):
    plain = run(os.path.join(folder, f"{number}"), SCENARIO,
                {"architecture": architecture})
    for i, protection in enumerate(PROTECTIONS):
        result = run(os.path.join(folder, f"{number}-{i}"), SCENARIO,
                     {"architecture": architecture, "security": protection})
        other = [name for name in plain
                 if not is_size(name) and plain[name] != result.get(name)]
        tap.ok(not other and result["security.refused"] == 0
               and result["packets.dropped{reason=unauthentic}"] == 0,
               f"{courses.title(architecture)}, {json.dumps(protection)}: "
               "the same but for sizes, nobody refused",
               *[f"{n}: {plain[n]} {result.get(n)}" for n in other])


# ---- octets -----------------------------------------------------------------
def key_of(what, a, b, size):
    text = f"dmmsim {what} {ipaddress.ip_address(a)} {ipaddress.ip_address(b)}"
    return hashlib.sha256(text.encode()).digest()[:size]


def option_is_right(source, destination, message):
    """RFC 4285 5.1, with Source and Destination Address in the place of care-of
    and home address."""
    at = FIXED[message[2]]
    while message[at] != 9:
        at += 1 if message[at] == 0 else 2 + message[at + 1]
    cleared = bytearray(message[:at + 7])
    cleared[4:6] = b"\0\0"
    key = key_of("mh", min(source, destination), max(source, destination), 16)
    mac = hmac.new(key, source + destination + cleared, hashlib.sha1).digest()
    padding = message[at + 19:]
    return (message[at + 1] == 17 and message[at + 2] == 1
            and message[at + 7:at + 19] == mac[:12] and len(padding) < 8)


def esp_is_right(source, destination, octets):
    """RFC 4303 2 with RFC 2410 and RFC 4868: a Mobility Header inside."""
    key = key_of("esp", source, destination, 32)
    check = hmac.new(key, octets[:-16], hashlib.sha256).digest()[:16]
    padding, following = octets[-18], octets[-17]
    size = len(octets) - 8 - padding - 2 - 16
    return (octets[-16:] == check and following == 135
            and octets[-18 - padding:-18] == bytes(range(1, padding + 1))
            and size == 8 * (octets[9] + 1))


def captured(folder, signaling):
    """Packets with Mobility Header or ESP, and the capture."""
    run(folder, SCENARIO, {"security": {"signaling": signaling},
                           "record.pcap": ["anchor"]})
    path = os.path.join(folder, "anchor.pcap")
    wanted = {"authentication": 135, "esp": 50}[signaling]
    return [p for _, p in mobility_capture.packets(path)
            if p[6] == wanted], path


def check_octets(tap, folder):
    for signaling, is_right in (("authentication", option_is_right),
                                ("esp", esp_is_right)):
        packets, path = captured(os.path.join(folder, signaling), signaling)
        good = [is_right(p[8:24], p[24:40], p[40:]) for p in packets]
        tap.ok(len(good) >= 4 and all(good),
               f"{signaling}: authenticators as hmac and hashlib have them",
               good)
        check_tshark(tap, signaling, path, len(packets))
    sequences = [int.from_bytes(p[44:48], "big") for p in packets
                 if p[8:24] == packets[0][8:24]]
    tap.ok(sequences == list(range(1, len(sequences) + 1)),
           "esp: sequence numbers count from 1 (RFC 4303 3.3.3)", sequences)


def check_tshark(tap, signaling, path, n):
    name = f"{signaling}: tshark finds the messages and no fault"
    if not shutil.which("tshark"):
        tap.skip(name, "no tshark")
        return
    output = subprocess.run(
        ["tshark", "-r", path, "-o",
         "esp.enable_null_encryption_decode_heuristic:TRUE", "-T", "fields",
         "-e", "mip6.mhtype", "-e", "_ws.malformed",
         "-e", "_ws.expert.message", "-Y", "mipv6"],
        capture_output=True, text=True, check=False).stdout
    lines = output.splitlines()
    tap.ok(len(lines) == n and not any("alformed" in x for x in lines), name,
           *lines)


# ---- associations -----------------------------------------------------------
def road():
    """ROUTERS access routers in a star, one node that visits all; its flow lives
    on, so that every router it was at keeps an anchor."""
    routers = [f"ar{i}" for i in range(1, ROUTERS + 1)]
    return {
        "title": "Associations", "duration": f"{10 * ROUTERS} s",
        "architecture": "pmipv6",
        "topology": {
            "nodes": ["cn", "core", "anchor", *routers],
            "links": [{"between": ["core", other], "delay": "1 ms"}
                      for other in ["cn", "anchor", *routers]]},
        "sites": {"access": routers, "anchor": "anchor",
                  "correspondents": ["cn"]},
        "mobile_nodes": [{"name": "mn", "motion": {
            "model": "schedule",
            "attach": [[f"{10 * i} s", r] for i, r in enumerate(routers)]}}],
        "traffic": [{"name": f"flow-{i}", "nodes": "mn",
                     "direction": "down", "start": f"{10 * i + 5} s",
                     "pattern": {"cbr": {"interval": "100 ms",
                                         "size": "100 B"}}}
                    for i in range(ROUTERS)]}


def page_rows():
    """Architecture as JSON: associations."""
    with open(PAGE) as file:
        return {match[1]: int(match[2]) for match in
                re.finditer(r"^\| `(\{.*?\})` \|.*\| (\d+) \|$", file.read(),
                            re.M)}


def check_associations(tap, folder):
    path = os.path.join(folder, "road.json")
    with open(path, "w") as file:
        json.dump(road(), file)
    rows = page_rows()
    for number, (text, expected) in enumerate(rows.items()):
        result = run(os.path.join(folder, f"road-{number}"), path,
                     {"architecture": json.loads(text),
                      "security": {"signaling": "esp", "setup": "ikev2"}})
        n = result["security.associations"]
        tap.ok(n == expected and result["security.refused"] == 0
               and result["security.setup.messages"] == 4 * n
               and result["security.setup.bytes"] == 1488 * n,
               f"{text}: {expected} associations, four messages each", n)
        if json.loads(text)["name"] not in OF_HOSTS:
            continue
        result = run(os.path.join(folder, f"keys-{number}"), path,
                     {"architecture": json.loads(text),
                      "security": {"signaling": "authentication",
                                   "setup": "ikev2"}})
        tap.ok(result["security.associations"] == expected
               and result["security.setup.messages"] == 0,
               f"{text}: {expected} keys shared beforehand (RFC 4285 2)",
               result["security.associations"])
    tap.ok(len(rows) >= 9, "the page has a table of associations", len(rows))


def check_path_down(tap, folder):
    """A path of a MAG is given up while the node stays (RFC 8278)."""
    plain = run(os.path.join(folder, "path-0"), MULTIHOMING, {})
    guarded = run(os.path.join(folder, "path-1"), MULTIHOMING,
                  {"security": {"policy": "attachment"}})
    tap.ok(guarded["security.refused"] == 0
           and guarded["failover.loss"] == plain["failover.loss"],
           "a policy lets a MAG de-register a path of a node that stays",
           guarded["security.refused"], guarded["failover.loss"])


def main():
    skip_if_sanitized("many runs")
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        names = [{"name": name} for name in courses.architectures(DMMSIM)
                 if courses.suits(DMMSIM, SCENARIO, name)]
        for number, architecture in enumerate(names + MODES):
            check_same(tap, folder, architecture, number)
        check_octets(tap, folder)
        check_associations(tap, folder)
        check_path_down(tap, folder)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
