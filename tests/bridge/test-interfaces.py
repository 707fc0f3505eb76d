# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening and giving back interfaces, running in real time, and what comes in
by an interface that should not: each promise of doc/bridge.md that needs no
handover."""
import concurrent.futures
import json
import os
import random
import resource
import signal
import struct
import subprocess
import sys
import threading
import time

from hosts import Bridge, Hosts, needs, run, wait_until, CN
from tap import Tap

MN = "02:00:00:00:00:aa"
PATIENT = "20"         # s, for an answer to a ping that comes
PATIENT_PROBE = 20000  # ms, for one to duplicate address detection


def exists(hosts, name, device):
    return hosts.ip(name, "link", "show", "dev", device,
                    check=False).returncode == 0


def status_of(process, key):
    with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
        for line in file:
            if line.startswith(key + ":"):
                return line.split()[1]
    return None


def ticks(process):
    """Of the processor, used so far."""
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


# ---- ends -------------------------------------------------------------


def test_interrupt(t, hosts):
    bridge = Bridge("--attach", f"cn=tap:end0,netns={hosts['cn']}")
    wait_until(lambda: exists(hosts, "cn", "end0"), "end0")
    wait_until(lambda: "at interface" in bridge.messages(), "the start")
    caps = [status_of(bridge.process, key)
            for key in ("CapEff", "CapPrm", "CapInh", "CapAmb")]
    t.ok(all(int(c, 16) == 0 for c in caps)
         and status_of(bridge.process, "NoNewPrivs") == "1",
         "once the interfaces are open no privilege is left", caps)
    status = bridge.interrupt()
    manifest = bridge.manifest()
    t.ok(status == 130 and manifest["complete"] is False
         and manifest["reason"] == "interrupted",
         "SIGINT: status 130, what was measured is saved as incomplete",
         status, bridge.messages())
    t.ok(not exists(hosts, "cn", "end0"), "SIGINT: the interface is gone")


def test_kill(t, hosts):
    bridge = Bridge("--attach", f"cn=tap:kill0,netns={hosts['cn']}",
                    "--attach", f"mn=tun:kill1,netns={hosts['mn']}")
    wait_until(lambda: exists(hosts, "cn", "kill0")
               and exists(hosts, "mn", "kill1"), "the interfaces")
    bridge.process.kill()
    bridge.end()
    t.ok(not exists(hosts, "cn", "kill0") and not exists(hosts, "mn", "kill1"),
         "kill -9: the interfaces are gone")


def test_hard_limit(t, hosts):
    bridge = Bridge("--hard-limit", "1 ns", "--attach",
                    f"cn=tap:late0,netns={hosts['cn']}")
    status = bridge.end()
    manifest = bridge.manifest()
    t.ok(status == 3 and manifest["complete"] is False
         and "hard limit" in manifest["reason"],
         "a hard limit that cannot be held ends the run, and says so",
         status, bridge.messages())


def test_removed(t, hosts):
    """Somebody takes an interface away; the other goes on."""
    bridge = Bridge("--attach", f"cn=tap:gone0,netns={hosts['cn']}",
                    "--attach", f"mn=tap:stay0,netns={hosts['mn']}")
    wait_until(lambda: "at interface stay0" in bridge.messages(), "the start")
    hosts.ip("cn", "link", "del", "gone0")
    before = ticks(bridge.process)
    time.sleep(1)
    used = ticks(bridge.process) - before
    t.ok(used < os.sysconf("SC_CLK_TCK") / 4,
         "an interface that is removed keeps nobody awake", used)
    t.ok(bridge.interrupt() == 130 and "gone0 was removed" in bridge.messages()
         and bridge.point("cn")["removed"] == 1
         and bridge.point("mn")["removed"] == 0,
         "and is told of", bridge.messages())


def test_removed_veth(t, hosts):
    """The same of an interface that is not ours; one that is down comes up
    again."""
    for name in ("mn", "cn"):
        hosts.ip(name, "link", "add", "v0", "type", "veth", "peer", "v1")
        for device in ("v0", "v1"):
            hosts.ip(name, "link", "set", device, "up")
    bridge = Bridge("--attach", f"cn=packet:v1,netns={hosts['cn']}",
                    "--attach", f"mn=packet:v1,netns={hosts['mn']}")
    wait_until(lambda: "mn: mobile-node" in bridge.messages(), "the start")
    hosts.ip("cn", "link", "del", "v1")
    hosts.ip("mn", "link", "set", "v1", "down")
    hosts.ip("mn", "link", "set", "v1", "up")
    before = ticks(bridge.process)
    time.sleep(1)
    used = ticks(bridge.process) - before
    t.ok(bridge.interrupt() == 130
         and bridge.messages().count("was removed") == 1
         and bridge.point("cn")["removed"] == 1
         and bridge.point("mn")["removed"] == 0
         and used < os.sysconf("SC_CLK_TCK") / 4,
         "an interface that exists and is removed is told of, too; one that "
         "was down is not", used, bridge.messages())


def test_leavings(t, hosts):
    """What kill -9 leaves is cleared by the next run into the same folder, and
    by none that another is at work on."""
    def beside(bridge):
        return [n for n in os.listdir(bridge.folder) if ".part-" in n]

    words = ("--attach", f"cn=tap:left0,netns={hosts['cn']}")
    first = Bridge(*words)
    wait_until(lambda: "at interface" in first.messages(), "the start")
    again = Bridge("--attach", f"cn=tap:left1,netns={hosts['cn']}",
                   folder=first.folder)
    wait_until(lambda: len(beside(first)) == 2, "two at work")
    again.kill()
    t.ok(first.interrupt() == 130 and len(beside(first)) == 1,
         "a run at work keeps its folder; kill -9 leaves one", beside(first))
    last = Bridge("--set", 'duration="0.1 s"', *words, folder=first.folder)
    t.ok(last.end() == 0 and beside(first) == [],
         "the next run clears it away", beside(first), last.messages())


def test_many_points(t, hosts):
    count = 70
    words = [f"--attach=cn=tap:many{i},netns={hosts['cn']}"
             for i in range(count)]
    bridge = Bridge("--set", 'duration="0.1 s"', *words)
    status = bridge.end()
    t.ok(status == 0
         and len(bridge.manifest()["realtime"]["attach"]) == count,
         "each of 70 attach points is in the results", status,
         bridge.messages())


# ---- time -------------------------------------------------------------


def processor_time(bridge):
    """s, of the bridge until it ends."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    bridge.end()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_clock(t, hosts):
    words = ("--attach", f"cn=tap:time0,netns={hosts['cn']}")
    start = processor_time(Bridge("--set", 'duration="1 ms"', *words))
    bridge = Bridge("--set", 'duration="3 s"', *words)
    used = processor_time(bridge)
    manifest = bridge.manifest()
    late = manifest["realtime"]["lateness"]
    t.ok(manifest["complete"] and manifest["simulated_time"] == 3
         and 3 <= manifest["wall_time"] <= 4 + late["max"],
         "simulated seconds last as long as real ones", manifest["wall_time"])
    t.ok(late["count"] == manifest["events"] and
         0 <= late["p50"] <= late["p99"] <= late["max"],
         "how late each event was is in the results", late)
    t.ok(used - start < 1.5, "it sleeps while nothing is to be done", used,
         start)


def test_speed(t, hosts):
    slow = Bridge("--set", 'duration="1 s"', "--speed", "0.5", "--attach",
                  f"cn=tap:slow0,netns={hosts['cn']}")
    fast = Bridge("--set", 'duration="60 s"', "--speed", "60", "--attach",
                  f"cn=tap:fast0,netns={hosts['cn']}")
    slow.end()
    fast.end()
    m, f = slow.manifest(), fast.manifest()
    t.ok(m["simulated_time"] == 1 and m["wall_time"] >= 2,
         "--speed 0.5: half as fast", m["wall_time"])
    t.ok(f["simulated_time"] == 60 and f["wall_time"] >= 1
         and f["wall_time"] < 60, "--speed 60: faster", f["wall_time"])


# ---- refusals ---------------------------------------------------------


def refused(t, name, words, *arguments, wrapper=()):
    bridge = Bridge(*arguments, wrapper=wrapper)
    status = bridge.end()
    told = bridge.messages()
    t.ok(status == 2 and words in told and not os.path.exists(bridge.results),
         name, status, told)


def test_refusals(t, hosts):
    cn = hosts["cn"]
    hosts.ip("cn", "link", "add", "veth0", "type", "veth", "peer", "veth1")
    hosts.ip("cn", "tuntap", "add", "dev", "old0", "mode", "tun")
    refused(t, "an interface that is no TAP is named so",
            "exists and is no TAP", "--attach", f"cn=tap:old0,netns={cn}")
    refused(t, "an interface that is not there is named so",
            "there is no such interface", "--attach",
            f"cn=packet:none0,netns={cn}")
    refused(t, "a namespace that is not there is named so",
            "network namespace no-such-namespace", "--attach",
            "cn=tap:x0,netns=no-such-namespace")
    first = Bridge("--attach", f"cn=tap:busy0,netns={cn}")
    wait_until(lambda: "at interface" in first.messages(), "the start")
    refused(t, "an interface in use is named so", "in use", "--attach",
            f"cn=tap:busy0,netns={cn}")
    first.kill()
    if run("unshare", "-m", "true", check=False).returncode == 0:
        refused(t, "a kernel without TUN is named so",
                "/dev/net/tun is absent", "--attach", "cn=tap:x0",
                wrapper=("unshare", "-m", "sh", "-c",
                         'mount -t tmpfs none /dev/net && exec "$@"', "sh"))
    refused(t, "a node that is not there is named so",
            "the scenario has no node 'nobody'", "--attach",
            f"nobody=tap:x0,netns={cn}")
    refused(t, "an address of another node is refused",
            "2001:db8:2::7 is not out of the block of node cn, whose own "
            "address is 2001:db8:1::1",
            "--attach", f"cn=tap:x0,netns={cn},address=2001:db8:2::7")
    refused(t, "an address of a mobile node is refused",
            "address= is for correspondents", "--attach",
            f"mn=tap:x0,netns={cn},address=2001:db8:1:1::9")
    refused(t, "a host in the place of a node that speaks the protocol itself",
            "attach the access sites that it visits", "-a", "mipv6",
            "--attach", f"mn=tap:x0,netns={cn}")
    for argument, words in (
            ("cn", "expected NODE="), ("cn=tap", "expected tap:NAME"),
            ("cn=bond:x", "expected tap:NAME"), ("cn=tap:", "the name of an"),
            ("cn=tap:abcdefghijklmnop", "1 to 15 characters"),
            ("cn=tap:x,mac=01:00:00:00:00:01", "unicast"),
            ("cn=tap:x,mtu=1279", "1280"), ("cn=tap:x,queue=0", "queue="),
            ("cn=tap:x,colour=red", "expected an option"),
            ("cn=tap:x,address=fe80::1", "global")):
        refused(t, f"--attach {argument} is refused", words, "--attach",
                argument)
    refused(t, "without --attach there is nothing to bridge",
            "which interfaces")
    refused(t, "a speed of 0 is refused", "--speed", "--speed", "0",
            "--attach", f"cn=tap:x0,netns={cn}")
    refused(t, "a hard limit without unit or sense is refused",
            "--hard-limit", "--hard-limit", "soon", "--attach", "cn=tap:x0")


def test_capabilities(t, _hosts):
    if run("capsh", "--drop=cap_net_admin", "--", "-c", "true",
           check=False).returncode != 0:
        t.ok(True, "missing capabilities # SKIP capsh is not usable")
        return
    for capability, kind, interface in (
            ("cap_net_admin", "tap", f"dmm{os.getpid()}x"),
            ("cap_net_raw", "packet", "lo")):
        refused(t, f"without {capability} it says that {capability} is missing",
                capability.upper(), "--attach", f"cn={kind}:{interface}",
                wrapper=("capsh", f"--drop={capability}", "--", "-c",
                         'exec "$@"', "sh"))


# ---- hostile octets ----------------------------------------------------

ALL = b"\x33\x33\0\0\0\1"
# Lets so many frames wait in the TAP, and ends when none does any more: all are
# read or, where they were too many, dropped.
SENDER = """
import socket, sys, time
device, at_most = sys.argv[1], int(sys.argv[2])
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
s.bind((device, 0))
sent = 0
def waiting():
    gone = 0
    for counter in "tx_packets", "tx_dropped":
        with open(f"/sys/class/net/{device}/statistics/{counter}") as file:
            gone += int(file.read())
    return sent - gone
for line in sys.stdin:
    while sent % at_most == 0 and waiting() > 0:
        time.sleep(0.001)
    try:
        s.send(bytes.fromhex(line))
        sent += 1
    except OSError:
        pass
while waiting() > 0:
    time.sleep(0.01)
"""
PLANS = [4, 16, 64]  # s; a slow machine gets a longer one


def ether(payload, to=b"\x02\0\x5d\0\0\0", kind=0x86dd):
    return to + bytes.fromhex(MN.replace(":", "")) + struct.pack(">H", kind) \
        + payload


def ipv6(payload, next_header=17, source="20010db8000100010000000000000002",
         to="20010db8000200000000000000000001", hop=64, length=None):
    return struct.pack(">IHBB", 6 << 28, len(payload)
                       if length is None else length, next_header, hop) \
        + bytes.fromhex(source) + bytes.fromhex(to) + payload


def hostile_frames():
    """Frames by what they should be counted as."""
    ff02 = "ff020000000000000000000000000001"
    malformed = [
        ether(b""), ether(b"\x60"), ether(ipv6(b"x" * 8)[:39]),
        ether(ipv6(b"x" * 8, length=9)), ether(ipv6(b"", length=65535)),
        ether(b"\x40" + ipv6(b"x" * 8)[1:]), ether(ipv6(b"x", hop=0)),
        ether(ipv6(b"x" * 8, source=ff02)),
        # neighbour discovery: cut, without checksum, with a bad hop limit
        ether(ipv6(b"\x85\0\0\0", 58, hop=255)),
        ether(ipv6(b"\x85\0\0\0\0\0\0\0", 58, hop=255)),
        ether(ipv6(b"\x87\0" + b"\0" * 22, 58, hop=64)),
    ]
    ignored = [
        ether(b"\0" * 28, kind=0x0806), ether(b"\x45" + b"\0" * 30,
                                               kind=0x0800),
        ether(ipv6(b"x" * 8), to=b"\x02\0\0\0\0\x77"),
        ether(ipv6(b"\x3a\0\5\2\0\0\1\0" + b"\x8f" + b"\0" * 27, 0, to=ff02)),
        ether(ipv6(b"m" * 40, 17,
                   to="ff0200000000000000000000000000fb")),
    ]
    return malformed, ignored


def send_frames(hosts, name, device, frames, at_most):
    """Did the bridge last until it had read them?"""
    done = run(*hosts.inside(name, sys.executable, "-c", SENDER, device,
                             str(at_most)),
               check=False, input="\n".join(f.hex() for f in frames))
    return done.returncode == 0


def flooded(hosts, seconds, frames, options=""):
    """A bridge that ended by itself, or None if that was before it had read
    the frames."""
    device = f"flood{seconds}"
    bridge = Bridge("--set", f'duration="{seconds} s"', "--wait", "--attach",
                    f"cn=tap:{device},netns={hosts['cn']}{options}")
    bridge.wait_for("waiting")
    hosts.sysctl(hosts["cn"], f"net.ipv6.conf.{device}.disable_ipv6", 1)
    hosts.ip("cn", "link", "set", device, "up")
    in_time = send_frames(hosts, "cn", device, frames, len(frames))
    bridge.status = bridge.end()
    return bridge if in_time else None


def flood(hosts, frames, options=""):
    """The bridge after it, and how many seconds it had."""
    for seconds in PLANS:
        bridge = flooded(hosts, seconds, frames, options)
        if bridge:
            return bridge, seconds
    raise TimeoutError("the frames were not read")


def test_hostile(t, hosts):
    malformed, ignored = hostile_frames()
    ff02 = "ff020000000000000000000000000001"
    draw = random.Random(7)
    noise = [ether(bytes(draw.randrange(256) for _ in range(draw.choice(
        (0, 20, 39, 40, 60, 200, 1400))))) for _ in range(300)]
    random_ipv6 = [ether(ipv6(bytes(draw.randrange(256) for _ in range(
        draw.randrange(120))), draw.choice((0, 17, 41, 43, 44, 47, 58, 60,
                                            135)), hop=255))
                   for _ in range(300)]
    discovery = [ether(ipv6(bytes((kind, 0)) + bytes(
        draw.randrange(256) for _ in range(draw.choice((6, 22, 30, 62)))), 58,
                            hop=255, source=source, to=to), to=ALL)
                 for kind in range(130, 140)
                 for source in ("fe80" + "0" * 27 + "7", "0" * 32)
                 for to in (ff02, "fe80" + "0" * 27 + "1")]
    bridge = Bridge("--set", 'duration="600 s"', "--wait",
                    "--attach", f"cn=tap:bad0,netns={hosts['cn']}",
                    "--attach", f"mn=tap:bad0,netns={hosts['mn']}")
    bridge.wait_for("waiting")
    for name in ("mn", "cn"):
        hosts.sysctl(hosts[name], "net.ipv6.conf.bad0.disable_ipv6", 1)
        hosts.ip(name, "link", "set", "bad0", "up")
    to_all = [ALL + frame[6:] for frame in noise + random_ipv6]
    t.ok(send_frames(hosts, "mn", "bad0", to_all + discovery, 100)
         and send_frames(hosts, "cn", "bad0", malformed + ignored + noise
                         + random_ipv6 + discovery, 100),
         "hostile frames are read", bridge.messages())
    status = bridge.interrupt()
    mn = bridge.point("mn")
    t.ok(mn["malformed"] >= 100 and mn["packets_in"] >= 300,
         "the same of a mobile node's link", mn)
    point = bridge.point("cn")
    t.ok(status == 130, "hostile frames end no run; its books balance",
         bridge.messages())
    t.ok(point["malformed"] >= len(malformed) + 100
         and point["frames_in"] >= 600,
         "what is malformed is counted and dropped", point)
    t.ok(point["ignored"] >= len(ignored),
         "noise and other protocols are counted and ignored", point)


def test_flood(t, hosts):
    bridge, _ = flood(hosts, [ether(ipv6(b"x" * 64))] * 3000, ",queue=20")
    point = bridge.point("cn")
    lost = point["frames_in"] - point["packets_in"]
    t.ok(bridge.status == 0 and point["queue_full"] > 0
         and point["queue_full"] + point["ignored"] == lost,
         "a flood is bounded by the queue, and every packet accounted for",
         bridge.status, point)


def test_errors(t, hosts):
    """RFC 4443 2.4 f: 10 error messages in a burst, 10 per second."""
    bridge, seconds = flood(hosts, [ether(ipv6(
        b"x" * 64, hop=1, to="20010db8000300000000000000000001"))] * 2000)
    point = bridge.point("cn")
    expired = bridge.metric("packets.dropped{reason=hop_limit}")
    allowed = 10 + 10 * seconds
    t.ok(bridge.status == 0 and expired == point["packets_in"] > allowed,
         "a flood whose hop limit runs out is dropped", bridge.status, point)
    t.ok(10 <= point["packets_out"] <= allowed,
         "and its source told as often as RFC 4443 allows", point)


# ---- packet interfaces, MTU --------------------------------------------


def test_packet(t, hosts):
    """AF_PACKET on a veth; a kernel that leaves checksums to the hardware."""
    for name in ("mn", "cn"):
        hosts.ip(name, "link", "add", "v0", "type", "veth", "peer", "v1")
        hosts.sysctl(hosts[name], "net.ipv6.conf.v1.disable_ipv6", 1)
        hosts.ip(name, "link", "set", "v1", "up")
    hosts.hurry("mn", "v0")
    bridge = Bridge("--set", 'duration="600 s"',
                    "--attach", f"mn=packet:v1,netns={hosts['mn']}",
                    "--attach", f"cn=packet:v1,netns={hosts['cn']}")
    bridge.wait_for("at interface")
    hosts.ip("cn", "addr", "add", CN + "/64", "dev", "v0", "nodad")
    hosts.ip("cn", "link", "set", "v0", "up")
    hosts.ip("cn", "-6", "route", "add", "default", "via", "fe80::1", "dev",
             "v0")
    hosts.ip("mn", "link", "set", "v0", "up")
    wait_until(lambda: hosts.address("mn", "v0")
               or bridge.process.poll() is not None, "an address")
    ping = run(*hosts.inside("mn", "ping", "-6", "-n", "-c", "3", "-i", "0.2",
                             "-W", PATIENT, CN), check=False)
    receiver = hosts.start(
        "cn", sys.executable, "-c",
        "import socket; s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM);"
        "s.bind(('::', 7000)); print(1, flush=True); print(s.recv(99))",
        stdout=subprocess.PIPE)
    receiver.stdout.readline()
    run(*hosts.inside(
        "mn", sys.executable, "-c",
        "import socket; s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM);"
        f"[s.sendto(b'whole', ('{CN}', 7000)) for _ in range(3)]"))
    wait_until(lambda: receiver.poll() is not None
               or bridge.process.poll() is not None, "a datagram")
    heard = receiver.communicate()[0] if receiver.poll() is not None else ""
    bridge.kill()
    t.ok(" 0% packet loss" in ping.stdout,
         "AF_PACKET: a host behind a veth, another behind a veth",
         ping.stdout, bridge.messages())
    t.ok("whole" in heard, "checksums left to the hardware are filled in",
         heard)


# ---- neighbour discovery -----------------------------------------------


def duplicate(hosts, name, device, address):
    """Does the kernel find the address taken on its link?"""
    hosts.ip(name, "addr", "add", address + "/64", "dev", device)
    shown = wait_until(
        lambda: (s := hosts.ip(name, "-6", "addr", "show", "dev", device,
                               "to", address).stdout)
        and (" tentative" not in s or "dadfailed" in s) and s, "a verdict")
    hosts.ip(name, "addr", "del", address + "/64", "dev", device)
    return "dadfailed" in shown


def test_gateway(t, hosts):
    bridge = Bridge("--set", 'duration="600 s"', "--attach",
                    f"cn=tap:gw0,netns={hosts['cn']}", "--wait")
    bridge.wait_for("waiting")
    hosts.hurry("cn", "gw0")
    hosts.ip("cn", "link", "set", "gw0", "up")
    got = wait_until(lambda: hosts.address("cn", "gw0"), "an address")
    t.ok(got.startswith("2001:db8:1:1:"),
         "a correspondent that asks is told its prefix", got)
    hosts.hurry("cn", "gw0", PATIENT_PROBE)
    t.ok(duplicate(hosts, "cn", "gw0", "fe80::1"),
         "the router's address is defended against a duplicate")
    hosts.hurry("cn", "gw0")
    t.ok(not duplicate(hosts, "cn", "gw0", "fe80::7"),
         "another address is not")
    hosts.ip("cn", "-6", "neigh", "flush", "dev", "gw0")
    run(*hosts.inside("cn", "ping", "-6", "-n", "-c", "1", "-W", "1",
                      "2001:db8:3::1"), check=False)
    t.ok(wait_until(lambda: "02:00:5d:00:00:00" in hosts.ip(
            "cn", "-6", "neigh", "show", "fe80::1").stdout, "an answer"),
         "the router's address is resolved by who asks for it")
    bridge.kill()


def test_mobile_node_probes(t, hosts):
    bridge = Bridge("-a", "pmipv6", "--set", 'duration="600 s"', "--attach",
                    f"mn=tap:probe0,netns={hosts['mn']},mac={MN}", "--wait")
    bridge.wait_for("waiting")
    hosts.hurry("mn", "probe0")
    hosts.ip("mn", "link", "set", "probe0", "up")
    got = wait_until(lambda: hosts.address("mn", "probe0"), "an address")
    t.ok(got.endswith(":0:ff:fe00:aa") or got.endswith("::ff:fe00:aa"),
         "mac= is the host's, and its address is made of it", got)
    hosts.hurry("mn", "probe0", PATIENT_PROBE)
    t.ok(duplicate(hosts, "mn", "probe0", "fe80::200:5eff:fe00:5213"),
         "the fixed link-local address of RFC 6543 is defended")
    bridge.kill()


def pings(hosts, *words):
    return run(*hosts.inside("mn", "ping", "-6", "-n", "-c", "2", "-i", "0.2",
                             "-W", PATIENT, *words), check=False).stdout


def test_echo(t, hosts):
    bridge = Bridge("-a", "pmipv6", "--set", 'duration="600 s"', "--wait",
                    "--attach", f"mn=tap:echo0,netns={hosts['mn']}",
                    "--attach", f"cn=tun:echo1,netns={hosts['cn']}")
    bridge.wait_for("waiting")
    hosts.hurry("mn", "echo0")
    hosts.configure_cn("cn", "echo1")
    hosts.ip("mn", "link", "set", "echo0", "up")
    wait_until(lambda: hosts.address("mn", "echo0"), "an address")
    told = pings(hosts, "fe80::200:5eff:fe00:5213%echo0")
    t.ok(" 0% packet loss" in told, "the default router answers a ping", told)
    told = pings(hosts, "2001:db8:4::1")
    t.ok(" 0% packet loss" in told, "and so by its global address", told)
    told = pings(hosts, "-t", "1", CN)
    t.ok("Time exceeded" in told and "2001:db8:4::1" in told,
         "the router where a hop limit runs out says so", told)
    bridge.kill()


def test_mtu(t, hosts):
    bridge = Bridge("--set", 'duration="600 s"', "--wait",
                    "--attach", f"mn=tap:mtu0,netns={hosts['mn']}",
                    "--attach", f"cn=tun:mtu1,netns={hosts['cn']}")
    bridge.wait_for("waiting")
    hosts.hurry("mn", "mtu0")
    hosts.configure_cn("cn", "mtu1")
    hosts.ip("mn", "link", "set", "mtu0", "up")
    mn = wait_until(lambda: hosts.address("mn", "mtu0"), "an address")
    routes = hosts.ip("mn", "-6", "route", "show", "default").stdout
    t.ok("mtu 1452" in routes,
         "the MTU that is advertised leaves room for a tunnel", routes)
    big = run(*hosts.inside("cn", "ping", "-6", "-n", "-c", "3", "-i", "0.2",
                            "-W", PATIENT, "-M", "do", "-s", "1452", mn),
              check=False)
    t.ok("mtu=1460" in (big.stdout + big.stderr).replace(": ", "=") or
         "mtu 1460" in hosts.ip("cn", "-6", "route", "get", mn).stdout,
         "a tunnel entry says which length would pass",
         big.stdout, big.stderr)
    fits = run(*hosts.inside("cn", "ping", "-6", "-n", "-c", "2", "-i", "0.2",
                             "-W", PATIENT, "-M", "do", "-s", "1404", mn),
               check=False)
    t.ok(" 0% packet loss" in fits.stdout, "what fits passes", fits.stdout)
    bridge.kill()


class SharedTap(Tap):
    """For cases side by side: they wait most of the time."""
    lock = threading.Lock()

    def ok(self, good, name, *why):
        with self.lock:
            super().ok(good, name, *why)


def case(t, test):
    hosts = Hosts("mn", "cn")
    try:
        test(t, hosts)
    except (TimeoutError, subprocess.CalledProcessError,
            json.JSONDecodeError, OSError) as error:
        t.ok(False, f"{test.__name__} comes to its end", error,
             getattr(error, "stderr", ""))
    finally:
        hosts.close()


def main():
    needs("ip", "ping", "sysctl")
    t = SharedTap()
    case(t, test_clock)  # alone: it counts the time of child processes
    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        for done in [pool.submit(case, t, test) for test in (
                test_packet, test_echo, test_mtu, test_gateway, test_mobile_node_probes,
                test_refusals, test_hostile, test_flood, test_errors, test_interrupt,
                test_removed, test_removed_veth, test_leavings, test_many_points,
                test_kill, test_hard_limit, test_speed, test_capabilities)]:
            done.result()
    return t.done()


sys.exit(main())
