# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user gets wrong beyond the spelling of an option, and a host that
poses as somebody else."""
import os
import signal
import subprocess
import sys

from hosts import PATIENCE, Bridge, Hosts, needs
from tap import Tap

MAG = "2001:db8:4::1"  # of ar1, the fourth node of bridge-ping
LMA = "2001:db8:3::2"
SHORT = ("--set", 'duration="0.2 s"')
# Sends a packet to the LMA by a TUN from each address of the command line; the
# hop limit of the last runs out, and the sender waits until it is told.
SENDER = """
import socket, struct, sys
OUTGOING = 4
s = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x86dd))
s.bind((sys.argv[1], 0x86dd))
for source in sys.argv[3:]:
    packet = struct.pack(">IHBB", 6 << 28, 8, 59,
                         1 if source == sys.argv[-1] else 64) \\
        + socket.inet_pton(socket.AF_INET6, source) \\
        + socket.inet_pton(socket.AF_INET6, sys.argv[2]) + b"x" * 8
    s.send(packet)
while s.recvfrom(2048)[1][2] == OUTGOING:
    pass
"""


def refused(t, name, words, *attach):
    arguments = [w for a in attach for w in ("--attach", a)]
    bridge = Bridge(*SHORT, *arguments)
    status = bridge.end()
    told = bridge.messages()
    t.ok(status == 2 and words in told and not os.path.exists(bridge.results),
         name, status, told)


def test_roles(t, hosts):
    at = f"netns={hosts['cn']}"
    refused(t, "a correspondent in the place of a mobile node is refused",
            "mobile node", f"mn=tap:r0,{at},role=correspondent")
    refused(t, "two entities at one node are refused", "attached twice",
            f"ar1=tap:r0,{at}", f"ar1=tap:r1,{at}")
    refused(t, "so are two hosts with one prefix", "attached twice",
            f"cn=tap:r0,{at},address=2001:db8:1:9::2",
            f"cn=tap:r1,{at},address=2001:db8:1:9::3")
    refused(t, "and a host in the place of a node whose entity is outside",
            "attached twice", f"ar1=tap:r0,{at}",
            f"ar1=tap:r1,{at},role=correspondent,address={MAG}")


def test_wait_for_packet(t, hosts):
    """A veth has no carrier before both ends are up."""
    hosts.ip("cn", "link", "add", "w0", "type", "veth", "peer", "w1")
    hosts.ip("cn", "link", "set", "w0", "up")
    bridge = Bridge(*SHORT, "--wait", "--attach",
                    f"cn=packet:w0,netns={hosts['cn']}")
    waits = bridge.wait_for("waiting for the interfaces")
    hosts.ip("cn", "link", "set", "w1", "up")
    t.ok(waits and bridge.end() == 0,
         "--wait waits for an interface that exists, too", bridge.messages())


def test_removed_while_waiting(t, hosts):
    for kind in ("tap:w2", "packet:w3"):
        device = kind.split(":")[1]
        if kind.startswith("packet"):
            hosts.ip("cn", "link", "add", device, "type", "veth", "peer", "w4")
        bridge = Bridge(*SHORT, "--wait", "--attach",
                        f"cn={kind},netns={hosts['cn']}")
        bridge.wait_for("waiting for the interfaces")
        hosts.ip("cn", "link", "del", device)
        status = bridge.end()
        t.ok(status == 2 and f"{device} was removed" in bridge.messages(),
             f"{kind}: what is removed is not waited for", status,
             bridge.messages())


def test_stopped_while_waiting(t, hosts):
    bridge = Bridge("--wait", "--attach", f"cn=tap:w5,netns={hosts['cn']}")
    bridge.wait_for("waiting for the interfaces")
    bridge.process.send_signal(signal.SIGTERM)
    t.ok(bridge.end() == 130, "SIGTERM ends the waiting", bridge.messages())


def test_poses(t, hosts):
    """RFC 2827; RFC 4291 2.5.2, 2.5.3, 2.5.6."""
    bridge = Bridge("--wait", "--set", 'duration="60 s"',
                    "--attach", f"cn=tun:p0,netns={hosts['cn']}")
    bridge.wait_for("waiting")
    hosts.sysctl(hosts["cn"], "net.ipv6.conf.p0.disable_ipv6", 1)
    hosts.ip("cn", "link", "set", "p0", "up")
    subprocess.run(hosts.inside(
        "cn", sys.executable, "-c", SENDER, "p0", LMA, MAG, "::", "::1",
        "fe80::7", "2001:db8:1:1::2"), check=True, timeout=PATIENCE)
    bridge.process.send_signal(signal.SIGINT)
    status = bridge.end()
    point = bridge.point("cn")
    t.ok(status == 130 and point["frames_in"] == 5
         and point["ignored"] == 4 and point["packets_in"] == 1,
         "a correspondent sends from its own block and for nobody else",
         point)


def main():
    needs("ip", "sysctl")
    t = Tap()
    for test in (test_roles, test_wait_for_packet, test_removed_while_waiting,
                 test_stopped_while_waiting, test_poses):
        hosts = Hosts("cn")
        try:
            test(t, hosts)
        except (TimeoutError, subprocess.SubprocessError) as error:
            t.ok(False, f"{test.__name__} comes to its end", error)
        finally:
            hosts.close()
    return t.done()


sys.exit(main())
