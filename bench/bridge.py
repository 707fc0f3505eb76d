# SPDX-License-Identifier: GPL-3.0-or-later
"""What the bridge costs: packets per second through a simulated path of four
links, and the round-trip time it adds at 1,000 packets per second to that of
two hosts joined by a veth; the same of ns-3's TapBridge where it is installed
(packages libns3-dev, ns3).  Rounds in which each path has its turn, one JSON
object per path with medians over the rounds.  As root; quiet machine, please.

  bench/bridge.py [SECONDS [ROUNDS]]     of each measurement: 3, 5
"""
import contextlib
import json
import os
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
os.environ.setdefault("top_srcdir", os.path.join(HERE, ".."))
os.environ.setdefault("top_builddir", ".")
sys.path.insert(0, os.path.join(HERE, "..", "tests", "bridge"))
from hosts import (Bridge, Hosts, die_with_parent,  # noqa: E402
                   needs, run, wait_until)

RATE = 1000
SCHEDULERS = {"normal": (), "fifo": ("chrt", "-f", "10")}
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

# ---- paths ---------------------------------------------------------------
# Each is two hosts, "near" with interface n0 and "far" with f0, at addresses
# that the path yields.


def configure(hosts, name, device, address, gateway=None):
    hosts.ip(name, "addr", "add", address + "/64", "dev", device, "nodad")
    hosts.ip(name, "link", "set", device, "up")
    if gateway is not None:
        hosts.ip(name, "-6", "route", "replace", "default",
                 *(["via", gateway] if gateway else []), "dev", device)


@contextlib.contextmanager
def veth():
    hosts = Hosts("near", "far")
    hosts.ip("near", "link", "add", "n0", "type", "veth", "peer", "f0",
             "netns", hosts["far"])
    for name, device, address in (("near", "n0", "2001:db8:1:1::2"),
                                  ("far", "f0", "2001:db8:1:1::3")):
        configure(hosts, name, device, address)
    yield hosts, "2001:db8:1:1::3"
    hosts.close()


@contextlib.contextmanager
def bridged(kind, scheduler):
    hosts = Hosts("near", "far")
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(CHAIN, file)
        file.flush()
        bridge = Bridge("--wait", "--attach",
                        f"a={kind}:n0,netns={hosts['near']}", "--attach",
                        f"e={kind}:f0,netns={hosts['far']}",
                        scenario=file.name, wrapper=SCHEDULERS[scheduler])
        bridge.wait_for("waiting")
    gateway = "fe80::1" if kind == "tap" else ""
    configure(hosts, "near", "n0", "2001:db8:1:1::2", gateway)
    configure(hosts, "far", "f0", "2001:db8:5:1::2", gateway)
    yield hosts, "2001:db8:5:1::2"
    bridge.process.terminate()
    bridge.end()
    hosts.close()


class TapBridge:
    """Our program on ns-3, built for this run."""
    LIBRARIES = ["ns3-tap-bridge", "ns3-csma", "ns3-point-to-point"]

    def __init__(self):
        self.reason = None
        self.folder = tempfile.TemporaryDirectory()
        self.program = os.path.join(self.folder.name, "tap_bridge")
        for word in ("g++", "pkg-config"):
            if shutil.which(word) is None:
                self.reason = f"{word} is not installed"
                return
        flags = run("pkg-config", "--cflags", "--libs", *self.LIBRARIES,
                    check=False)
        if flags.returncode != 0:
            self.reason = "ns-3 is not installed (package libns3-dev)"
            return
        built = run("g++", "-O2", "-std=c++17", "-o", self.program,
                    os.path.join(HERE, "tap_bridge.cc"),
                    *shlex.split(flags.stdout), check=False)
        if built.returncode != 0:
            self.reason = "it does not build: " + built.stderr[:300]
        elif self.helper() is None:
            self.reason = "ns-3's tap-creator is not installed (package ns3)"

    @staticmethod
    def helper():
        folder = "/usr/libexec/ns3"
        names = os.listdir(folder) if os.path.isdir(folder) else []
        return next((os.path.join(folder, n) for n in names
                     if n.endswith("-tap-creator")), None)

    @contextlib.contextmanager
    def with_helper(self):
        """The packaged library looks for it where it was built: there it is
        for as long as this lasts."""
        library = re.search(r"=> (\S*ns3[^/]*tap-bridge\S*)",
                            run("ldd", self.program).stdout)[1]
        with open(library, "rb") as file:
            wanted = re.search(rb"/[\w./-]+-tap-creator\0", file.read())
        path = wanted and wanted[0][:-1].decode()
        if not path or os.path.exists(path):
            yield
            return
        top = path
        while not os.path.exists(os.path.dirname(top)):
            top = os.path.dirname(top)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink(self.helper(), path)
        try:
            yield
        finally:
            if top == path:
                os.unlink(path)
            else:
                shutil.rmtree(top)

    @contextlib.contextmanager
    def path(self, scheduler):
        hosts = Hosts("near", "far", "ns3")
        for device in ("n0", "f0"):
            hosts.ip("ns3", "tuntap", "add", "dev", device, "mode", "tap")
        with self.with_helper():
            process = hosts.start("ns3", *SCHEDULERS[scheduler], self.program,
                                  "n0", "f0")
            for device, name in (("n0", "near"), ("f0", "far")):
                wait_until(lambda: self.is_held(hosts, device)
                           or process.poll() is not None, "ns-3 at its TAPs")
                hosts.ip("ns3", "link", "set", device, "netns", hosts[name])
        configure(hosts, "near", "n0", "fd00:1::2", "fd00:1::1")
        configure(hosts, "far", "f0", "fd00:5::2", "fd00:5::1")
        yield hosts, "fd00:5::2"
        hosts.close()

    @staticmethod
    def is_held(hosts, device):
        """By a process: then it has a carrier once it is up."""
        hosts.ip("ns3", "link", "set", device, "up")
        return "NO-CARRIER" not in hosts.ip("ns3", "link", "show", "dev",
                                            device).stdout


# ---- measuring -----------------------------------------------------------


def rtts(hosts, target, count):
    """Sorted, in ms."""
    ping = run(*hosts.inside("near", "ping", "-6", "-n", "-i", str(1 / RATE),
                             "-c", str(count), target), check=False).stdout
    return sorted(float(m) for m in re.findall(r"time=([\d.]+) ms", ping))


def quantile(values, q):
    return values[min(len(values) - 1, int(q * len(values)))]


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


def arrived(hosts):
    shown = json.loads(hosts.ip("far", "-s", "-j", "link", "show", "dev",
                                "f0").stdout)
    return shown[0]["stats64"]["rx"]["packets"]


def flood(hosts, target, seconds):
    """Packets per second that arrive while they are sent."""
    before, began = arrived(hosts), time.monotonic()
    subprocess.run(hosts.inside("near", sys.executable, "-c", SENDER, target,
                                str(seconds)), check=True,
                   preexec_fn=die_with_parent)
    return (arrived(hosts) - before) / (time.monotonic() - began)


def measure(path, seconds):
    with path() as (hosts, target):
        wait_until(lambda: rtts(hosts, target, 20), "an answer")
        found = rtts(hosts, target, seconds * RATE)
        return {"rtt_p50_ms": quantile(found, 0.5),
                "rtt_p99_ms": quantile(found, 0.99),
                "answered": len(found) / (seconds * RATE),
                "packets_per_s": flood(hosts, target, seconds)}


# ---- rows ----------------------------------------------------------------


def row(name, scheduler, rounds, plain):
    """Medians; what is added is taken round by round."""
    def median(key, base=0):
        return round(statistics.median(
            r[key] - (p[key] if base else 0) for r, p in zip(rounds, plain)), 3)

    line = {"bench": "bridge", "path": name, "scheduler": scheduler,
            "rate": RATE, "rounds": len(rounds)}
    line.update({key: median(key) for key in rounds[0]})
    line["packets_per_s"] = round(line["packets_per_s"])
    line["added_p50_ms"] = median("rtt_p50_ms", 1)
    line["added_p99_ms"] = median("rtt_p99_ms", 1)
    line["load"] = os.getloadavg()[0]
    print(json.dumps(line), flush=True)


def main():
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    needs("chrt", "ip", "ping", "sysctl")
    peer = TapBridge()
    paths = {("veth", "normal"): veth}
    for s in SCHEDULERS:
        for kind in ("tun", "tap"):
            paths[f"{kind}, 4 simulated links", s] = \
                lambda kind=kind, s=s: bridged(kind, s)
        if peer.reason is None:
            paths["ns-3 TapBridge, 4 simulated links", s] = \
                lambda s=s: peer.path(s)
    found = {key: [] for key in paths}
    for _ in range(rounds):
        for key, path in paths.items():
            found[key].append(measure(path, seconds))
    for (name, scheduler), measured in found.items():
        row(name, scheduler, measured, found["veth", "normal"])
    if peer.reason:
        print(json.dumps({"bench": "bridge", "path": "ns-3 TapBridge",
                          "skipped": peer.reason}))


main()
