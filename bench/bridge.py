# SPDX-License-Identifier: GPL-3.0-or-later
"""What the bridge costs: packets per second through a simulated path of four
links, and the round-trip time it adds at 1,000 packets per second to that of
two hosts joined by a veth.  One JSON object per line.  As root; quiet machine,
please.

  bench/bridge.py [SECONDS]
"""
import itertools
import json
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
os.environ.setdefault("top_srcdir", ROOT)
os.environ.setdefault("top_builddir", ".")
sys.path.insert(0, os.path.join(ROOT, "tests", "bridge"))
from hosts import Bridge, Hosts, needs, wait_until  # noqa: E402

FAR = "2001:db8:5:1::2"  # the fifth node's first prefix
NEAR = "2001:db8:1:1::2"
RATE = 1000
CHAIN = {
    "title": "Four links without delay", "duration": "3600 s",
    "architecture": "ipv6",
    "topology": {"nodes": ["a", "b", "c", "d", "e"],
                 "links": [{"between": list(pair), "delay": "0 s"}
                           for pair in ("ab", "bc", "cd", "de")]},
    "sites": {"access": ["b"], "anchor": "c", "correspondents": ["a", "e"]},
    "mobile_nodes": [{"name": "mn", "motion": {
        "model": "schedule", "attach": [["0 s", "b"]]}}],
}


def rtts(hosts, target, seconds):
    """Sorted, in ms."""
    ping = subprocess.run(
        hosts.inside("near", "ping", "-6", "-n", "-i", str(1 / RATE), "-c",
                     str(seconds * RATE), target),
        capture_output=True, text=True, check=False).stdout
    return sorted(float(m) for m in re.findall(r"time=([\d.]+) ms", ping))


def quantile(values, q):
    return values[min(len(values) - 1, int(q * len(values)))]


def veth(seconds):
    hosts = Hosts("near", "far")
    hosts.ip("near", "link", "add", "v", "type", "veth", "peer", "v", "netns",
             hosts["far"])
    for name, address in (("near", NEAR), ("far", "2001:db8:1:1::3")):
        hosts.ip(name, "addr", "add", address + "/64", "dev", "v", "nodad")
        hosts.ip(name, "link", "set", "v", "up")
    found = rtts(hosts, "2001:db8:1:1::3", seconds)
    hosts.close()
    return found


SCHEDULERS = {"normal": (), "fifo": ("chrt", "-f", "10")}


def bridged(kind, scheduler, seconds):
    """Round-trip times, and packets per second of a flood one way."""
    hosts = Hosts("near", "far")
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(CHAIN, file)
        file.flush()
        bridge = Bridge("--wait", "--attach",
                        f"a={kind}:n0,netns={hosts['near']}", "--attach",
                        f"e={kind}:f0,netns={hosts['far']}",
                        scenario=file.name, wrapper=SCHEDULERS[scheduler])
        bridge.wait_for("waiting")
    for name, device, address in (("near", "n0", NEAR), ("far", "f0", FAR)):
        hosts.ip(name, "addr", "add", address + "/64", "dev", device, "nodad")
        hosts.ip(name, "link", "set", device, "up")
        via = ["via", "fe80::1"] if kind == "tap" else []
        hosts.ip(name, "-6", "route", "replace", "default", *via, "dev",
                 device)
    wait_until(lambda: rtts(hosts, FAR, 1), "an answer")
    found = rtts(hosts, FAR, seconds)
    flood(hosts, seconds)
    bridge.process.terminate()
    bridge.end()
    late = bridge.manifest()["realtime"]["lateness"]
    passed = bridge.point("e")["packets_out"] - (seconds + 1) * RATE
    hosts.close()
    return found, passed / seconds, late


# Datagrams of 100 octets as fast as one process can, a share of a second at a
# time.
SENDER = """
import socket, sys, time
s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
s.connect((sys.argv[1], 9))
end = time.monotonic() + float(sys.argv[2])
while time.monotonic() < end:
    for _ in range(256):
        try:
            s.send(bytes(100))
        except OSError:
            pass
"""


def flood(hosts, seconds):
    subprocess.run(hosts.inside("near", sys.executable, "-c", SENDER, FAR,
                                str(seconds)), check=True)


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    needs("chrt", "ip", "ping", "sysctl")
    plain = veth(seconds)
    print(json.dumps({"bench": "bridge", "path": "veth", "rate": RATE,
                      "rtt_p50_ms": quantile(plain, 0.5),
                      "rtt_p99_ms": quantile(plain, 0.99)}))
    for kind, scheduler in itertools.product(("tun", "tap"), SCHEDULERS):
        found, rate, late = bridged(kind, scheduler, seconds)
        print(json.dumps({
            "bench": "bridge", "path": f"{kind}, 4 simulated links",
            "scheduler": scheduler, "rate": RATE, "rtt_p50_ms": quantile(found, 0.5),
            "rtt_p99_ms": quantile(found, 0.99),
            "added_p50_ms": round(quantile(found, 0.5) - quantile(plain, 0.5),
                                  3),
            "added_p99_ms": round(quantile(found, 0.99)
                                  - quantile(plain, 0.99), 3),
            "packets_per_s": round(rate), "late_p50_ms": late["p50"] * 1e3,
            "late_p99_ms": late["p99"] * 1e3}))


main()
