# SPDX-License-Identifier: GPL-3.0-or-later
"""The Linux kernel as mobile node in one namespace and as correspondent in
another, three simulated handovers between: a ping and a TCP connection go on
under pmipv6 and all modes of dmm, and do not under ipv6.  What is lost is what
the simulation says is lost.  tshark reads what we send."""
import json
import os
import re
import shutil
import subprocess
import sys
import threading

from hosts import Bridge, Hosts, needs, wait_until, CN
from tap import Tap

INTERVAL = 0.05
PLANS = [1, 3, 9]  # a slow machine gets a slower plan
CASES = {
    "pmipv6": ["-a", "pmipv6"],
    "dmm relay": ["-a", "dmm"],
    "dmm locator": ["-a", "dmm", "--set", 'architecture.mode="locator"'],
    "dmm proxy": ["-a", "dmm", "--set", 'architecture.mode="proxy"'],
    "ipv6": ["-a", "ipv6"],
}
MOVES = [("ar2", 2.5), ("ar3", 4.0), ("ar2", 5.5)]


def plan(scale, last):
    """Three handovers; under ipv6 none back to a router seen before."""
    moves = MOVES if last else MOVES[:2]
    attach = [["0 s", "ar1"]] + [[f"{at * scale} s", ar] for ar, at in moves]
    return ["--set", "mobile_nodes=" + json.dumps(
                [{"name": "mn", "motion": {"model": "schedule",
                                           "attach": attach}}]),
            "--set", f'duration="{12 * scale} s"']


class Attempt:
    def __init__(self, name, scale):
        self.name, self.scale = name, scale
        self.hosts = Hosts("mn", "cn")
        self.error = None
        self.pings, self.iperf, self.capture = "", {}, None

    def run(self):
        hosts = self.hosts
        self.bridge = Bridge(
            *CASES[self.name], *plan(self.scale, self.name != "ipv6"),
            "--wait", "--attach", f"mn=tap:mn0,netns={hosts['mn']}",
            "--attach", f"cn=tun:cn0,netns={hosts['cn']}")
        if not self.bridge.wait_for("waiting"):
            return
        hosts.hurry("mn", "mn0")
        hosts.ip("mn", "link", "set", "mn0", "up")
        wait_until(lambda: hosts.has_link_local("mn", "mn0"), "link-local")
        self.start_capture()
        server = hosts.start("cn", "iperf3", "-s", "-1")
        hosts.configure_cn()  # the last interface: the clock starts
        wait_until(lambda: hosts.address("mn", "mn0")
                   or self.bridge.process.poll() is not None, "an address")
        self.first = hosts.address("mn", "mn0")
        if self.first:
            self.talk()
        self.last = hosts.address("mn", "mn0")
        self.routes = hosts.ip("mn", "-6", "addr", "show", "dev", "mn0",
                               check=False).stdout
        self.status = self.bridge.end()
        server.kill()
        self.stop_capture()

    def talk(self):
        count = int(6.8 * self.scale / INTERVAL)
        ping = self.hosts.start(
            "mn", "ping", "-6", "-n", "-D", "-O", "-i", str(INTERVAL), "-c",
            str(count), "-W", "1", "-I", self.first, CN,
            stdout=subprocess.PIPE)
        iperf = self.hosts.start(
            "mn", "iperf3", "-c", CN, "-B", self.first, "-t",
            str(6 * self.scale), "-i", "0.5", "-b", "1M", "-l", "1000", "-J",
            stdout=subprocess.PIPE)
        self.pings = ping.communicate(timeout=300)[0]
        if self.name == "ipv6":
            iperf.kill()
        text = iperf.communicate(timeout=300)[0]
        self.iperf = json.loads(text) if self.name != "ipv6" else {}

    def start_capture(self):
        if shutil.which("dumpcap") is None or shutil.which("tshark") is None:
            return
        self.capture = os.path.join(self.bridge.folder, "mn0.pcap")
        self.dumpcap = self.hosts.start("mn", "dumpcap", "-q", "-i", "mn0",
                                        "-w", self.capture)
        wait_until(lambda: os.path.exists(self.capture)
                   or self.dumpcap.poll() is not None, "a capture")

    def stop_capture(self):
        if self.capture:
            self.dumpcap.terminate()
            self.dumpcap.wait()

    def began_in_time(self):
        """Was the first ping answered before the first handover?"""
        sent = self.sent()
        began = self.bridge.manifest()["realtime"]["began"]
        return bool(sent) and min(sent.values()) - began < MOVES[0][1] \
            * self.scale - INTERVAL

    def sent(self):
        """Instant at which each answered request was sent."""
        return {int(m[2]): float(m[1]) - float(m[3]) / 1000
                for m in re.finditer(
                    r"\[([\d.]+)\].*icmp_seq=(\d+) ttl.*time=([\d.]+) ms",
                    self.pings)}

    def lost(self, sent):
        """And between which two each was that was not answered: ping tells of
        it when it sends the next."""
        told = {int(m[2]): float(m[1]) for m in re.finditer(
            r"\[([\d.]+)\] no answer yet for icmp_seq=(\d+)", self.pings)}
        return {s: (told.get(s - 1, sent.get(s - 1, 0)),
                    told.get(s - 1, told[s])) for s in told if s not in sent}

    def is_tried(self):
        """Was a ping sent in each window that a handover leaves?"""
        return self.name == "ipv6" or all(o.met for o in outages(self))


def attempt_all():
    """All cases side by side: they sleep most of the time."""
    done = {}

    def one(name):
        for scale in PLANS:
            attempt = Attempt(name, scale)
            done[name] = attempt
            try:
                attempt.run()
            except Exception as error:  # pylint: disable=broad-except
                attempt.pings, attempt.error = "", error
            finally:
                attempt.hosts.close()
                attempt.bridge.kill()
            if (attempt.pings and attempt.began_in_time()
                    and attempt.is_tried()):
                return

    threads = [threading.Thread(target=one, args=(name,)) for name in CASES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


class Outage:
    """A handover: its window in the simulation, when requests were sent that
    had an answer and that had none around it, and how late the simulation
    was."""
    RTT = 0.04  # what is under way when the window begins, either way

    def __init__(self, real, row, sent, lost):
        self.late = real["lateness"]["max"]
        self.dead = real["began"] + float(row["t_dead"])
        self.ready = real["began"] + float(row["t_ready"])
        before = [s for s, at in sent.items() if at < self.dead]
        after = [s for s, at in sent.items() if at > self.dead]
        self.resumed = bool(before and after)
        self.lost = [span for s, span in lost.items() if self.resumed
                     and max(before) < s < min(after)]
        self.answered = sorted(sent.values())
        spans = self.lost + [(at, at) for at in self.answered]
        self.met = [(earliest, latest) for earliest, latest in spans
                    if earliest < self.ready and latest > self.dead]

    def takes_all(self):
        """No request is answered that met it."""
        return not [at for at in self.answered if self.dead < at
                    < self.ready - self.late - INTERVAL]

    def takes_no_more(self):
        """No request is lost that did not meet it."""
        return all(latest > self.dead - self.RTT - self.late - INTERVAL
                   and earliest < self.ready + self.late + INTERVAL
                   for earliest, latest in self.lost)

    def __str__(self):
        def ms(instants):
            return " ".join(f"{1e3 * (at - self.dead):.0f}" for at in instants
                            if abs(at - self.dead) < 1)
        return (f"window {ms([self.dead, self.ready])} ms, late "
                f"{1e3 * self.late:.1f} ms, lost at "
                f"{ms(latest for _, latest in self.lost)}, answered "
                f"{ms(self.answered)}")


def outages(attempt):
    real = attempt.bridge.manifest()["realtime"]
    sent = attempt.sent()
    lost = attempt.lost(sent)
    return [Outage(real, row, sent, lost)
            for row in attempt.bridge.table("handovers.csv")]


def check_mobility(t, name, attempt):
    seen = outages(attempt)
    t.ok(len(seen) == 3 and all(o.resumed for o in seen),
         f"{name}: the ping resumes after each of three handovers",
         *seen, attempt.pings[-600:])
    off = [o for o in seen
           if not (o.met and o.takes_all() and o.takes_no_more())]
    t.ok(not off, f"{name}: what is lost is the simulated interruption within "
         "one interval and lateness", *off)
    t.ok(attempt.first in attempt.routes,
         f"{name}: the host keeps the address it began with", attempt.routes)
    intervals = attempt.iperf.get("intervals", [])
    t.ok("error" not in attempt.iperf and len(intervals) >= 5
         and intervals[-1]["sum"]["bytes"] > 0,
         f"{name}: a TCP connection survives",
         attempt.iperf.get("error"), len(intervals))
    point = attempt.bridge.point("mn")
    t.ok(point["packets_in"] > 80 and point["packets_out"] > 80
         and point["malformed"] == 0,
         f"{name}: what passed is in the results, nothing malformed", point)
    t.ok(attempt.bridge.metric("packets.dropped{reason=mn_detached}") >= 3,
         f"{name}: what the host sent while the radio was down is counted")


def check_ipv6(t, attempt):
    rows = attempt.bridge.table("handovers.csv")
    began = attempt.bridge.manifest()["realtime"]["began"]
    dead = began + float(rows[0]["t_dead"])
    late = [s for s, at in attempt.sent().items() if at > dead]
    t.ok(attempt.sent() and not late,
         "ipv6: the ping does not resume after a handover", late)
    t.ok(attempt.last not in (None, attempt.first),
         "ipv6: the host has a new address", attempt.first, attempt.last)
    t.ok(re.search(re.escape(attempt.first) + r".*deprecated",
                   attempt.routes) is not None,
         "ipv6: the old address is deprecated", attempt.routes)


def check_dmm_addresses(t, name, attempt):
    t.ok(re.search(re.escape(attempt.first) + r".*deprecated",
                   attempt.routes) is not None,
         f"{name}: the prefix anchored elsewhere is deprecated",
         attempt.routes)
    t.ok(attempt.last not in (None, attempt.first),
         f"{name}: new flows get the serving router's prefix",
         attempt.first, attempt.last)


def check_tshark(t, name, attempt):
    """One TCP checksum in 65536 is zero, and Linux writes it as 0xffff; tshark
    holds that against the hosts."""
    if not attempt.capture:
        return
    faults = subprocess.run(
        ["tshark", "-n", "-r", attempt.capture, "-o",
         "tcp.check_checksum:TRUE", "-Y",
         "_ws.malformed || icmpv6.checksum.status == 0"
         " || ((tcp.checksum.status == 0 || _ws.expert.severity == error)"
         " && !tcp.checksum.ffff)"],
        capture_output=True, text=True, check=False)
    lines = subprocess.run(["tshark", "-n", "-r", attempt.capture, "-Y",
                            "icmpv6.type == 134"], capture_output=True,
                           text=True, check=False).stdout
    t.ok(faults.stdout.strip() == "" and lines.count("\n") >= 3,
         f"{name}: tshark has nothing to say against what is on the interface",
         faults.stdout[:600], faults.stderr[:300], lines[:300])


def check_fixed_router(t, attempt):
    """RFC 5213 6.8, RFC 6543: the same on every access link."""
    if not attempt.capture:
        return
    told = subprocess.run(
        ["tshark", "-n", "-r", attempt.capture, "-Y", "icmpv6.type == 134",
         "-T", "fields", "-e", "ipv6.src", "-e", "eth.src"],
        capture_output=True, text=True, check=False).stdout.split("\n")
    seen = {line for line in told if line}
    t.ok(seen == {"fe80::200:5eff:fe00:5213\t00:00:5e:00:52:13"},
         "pmipv6: one default router at all access routers", seen)


def main():
    needs("ip", "ping", "iperf3", "sysctl")
    t = Tap()
    done = attempt_all()
    for name in CASES:
        attempt = done[name]
        t.ok(attempt.bridge.process.returncode == 0,
             f"{name}: the run goes to its end, its books balance",
             attempt.bridge.messages())
        if attempt.bridge.process.returncode != 0 or not attempt.pings:
            t.ok(False, f"{name}: the host got an address and talked",
                 attempt.error)
            continue
        if name == "ipv6":
            check_ipv6(t, attempt)
        else:
            check_mobility(t, name, attempt)
        if name.startswith("dmm"):
            check_dmm_addresses(t, name, attempt)
        check_tshark(t, name, attempt)
        if name == "pmipv6":
            check_fixed_router(t, attempt)
    return t.done()


sys.exit(main())
