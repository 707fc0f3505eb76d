# SPDX-License-Identifier: GPL-3.0-or-later
"""Network namespaces for tests: made, joined by veth pairs and removed by the
test that needs them.  Their names carry the process id, for all namespaces of
a machine are in one place."""
import atexit
import ctypes
import os
import shutil
import socket
import subprocess
import sys

CLONE_NEWNET = 0x40000000
ETH_P_ALL = 3
OUTGOING = 4  # PACKET_OUTGOING


def _ip(*words):
    return subprocess.run(["ip", *words], capture_output=True, text=True,
                          check=False)


def missing():
    """Why there can be none here, or None."""
    if shutil.which("ip") is None:
        return "no ip command (iproute2)"
    name = f"dmm{os.getpid()}t"
    made = _ip("netns", "add", name)
    if made.returncode != 0:
        return "no network namespaces: " + made.stderr.strip()
    veth = _ip("-n", name, "link", "add", "name", "v1", "type", "veth", "peer",
               "name", "v2")
    _ip("netns", "del", name)
    return None if veth.returncode == 0 else "no veth: " + veth.stderr.strip()


class Namespace:
    """A network namespace that ends with the process."""
    count = 0

    def __init__(self):
        Namespace.count += 1
        self.name = f"dmm{os.getpid()}n{Namespace.count}"
        done = _ip("netns", "add", self.name)
        assert done.returncode == 0, done.stderr
        atexit.register(self.remove)

    def remove(self):
        _ip("netns", "del", self.name)

    def ip(self, *words):
        done = _ip("-n", self.name, *words)
        assert done.returncode == 0, f"ip {words}: {done.stderr}"

    def socket(self, interface):
        """A packet socket at an interface of the namespace: whole frames, none
        of those that leave."""
        libc = ctypes.CDLL(None, use_errno=True)
        with open("/proc/self/ns/net", "rb") as home, \
                open(f"/run/netns/{self.name}", "rb") as there:
            assert libc.setns(there.fileno(), CLONE_NEWNET) == 0
            try:
                s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                                  socket.htons(ETH_P_ALL))
                s.bind((interface, ETH_P_ALL))
            finally:
                assert libc.setns(home.fileno(), CLONE_NEWNET) == 0
        return s


def pair():
    """Two namespaces joined by a veth, up at both ends, its ends called "v";
    the kernel says nothing on it of its own accord."""
    a, b = Namespace(), Namespace()
    a.ip("link", "add", "name", "v", "type", "veth", "peer", "name", "v", "netns",
         b.name)
    for end in (a, b):
        end.ip("link", "set", "v", "addrgenmode", "none")
        end.ip("link", "set", "v", "up")
    return a, b


class Program:
    """A program in the background, its messages read until it says that it is
    ready; ended with the test."""

    def __init__(self, words, ready, errors):
        self.errors = errors
        with open(errors, "w") as file:
            self.process = subprocess.Popen(
                words, stdout=subprocess.DEVNULL, stderr=file)
        atexit.register(self.kill)
        while ready not in self.said() and self.process.poll() is None:
            try:
                self.process.wait(0.02)
            except subprocess.TimeoutExpired:
                pass

    def said(self):
        with open(self.errors) as file:
            return file.read()

    def stop(self, number):
        """Its exit status after signal @number."""
        self.process.send_signal(number)
        return self.process.wait()

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


def with_scapy():
    """Debian's scapy is Debian's Python's: starts again under that if need be.
    False: there is none."""
    try:
        import scapy  # noqa: F401
        return True
    except ImportError:
        pass
    debian = "/usr/bin/python3"
    if os.environ.get("DMMSIM_SCAPY") or not os.path.exists(debian):
        return False
    os.environ["DMMSIM_SCAPY"] = "tried"
    os.execv(debian, [debian, *sys.argv])
