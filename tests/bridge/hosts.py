# SPDX-License-Identifier: GPL-3.0-or-later
"""Real hosts beside a bridge: network namespaces named after this process, a
dmmsim between them, and what is needed to wait for states instead of times."""
import atexit
import ctypes
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                ".."))
from tap import skip_all  # noqa: E402

SOURCE = os.environ.get("top_srcdir", ".")
PROGRAM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SCENARIO = os.path.join(SOURCE, "scenarios", "bridge-ping.json")
CN = "2001:db8:1:1::2"  # the first prefix of the first node's block
PATIENCE = 60.0         # s; a machine that stalls longer is no test


def run(*words, check=True, **how):
    return subprocess.run(words, check=check, capture_output=True, text=True,
                          **how)


def wait_until(state, what):
    """Polls until state() is true; what it is that did not come otherwise."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = state()
        if value:
            return value
        time.sleep(0.02)
    raise TimeoutError(what)


def needs(*programs):
    """Skips the test where it cannot run."""
    for program in programs:
        if shutil.which(program) is None:
            skip_all(f"{program} is not installed")
    if not os.path.exists("/dev/net/tun"):
        skip_all("/dev/net/tun is absent")
    name = f"dmm{os.getpid()}t"
    try:
        made = run("ip", "netns", "add", name, check=False)
        if made.returncode == 0:
            made = run("ip", "-n", name, "tuntap", "add", "dev", "t", "mode",
                       "tap", check=False)
    finally:
        run("ip", "netns", "del", name, check=False)
    if made.returncode != 0:
        skip_all("no network namespace or TAP may be made: "
                 + made.stderr.strip())


def die_with_parent():
    """What a test starts ends with it, however that is."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Hosts:
    """Namespaces of this process; they go when it ends."""
    count = itertools.count()

    def __init__(self, *names):
        number = next(Hosts.count)
        self.names = {n: f"dmm{os.getpid()}-{number}{n}" for n in names}
        atexit.register(self.close)
        self.started = []
        for name in self.names.values():
            run("ip", "netns", "add", name)
            self.sysctl(name, "net.ipv6.conf.default.router_solicitation_delay",
                        0)
            run("ip", "-n", name, "link", "set", "lo", "up")

    @staticmethod
    def sysctl(name, key, value):
        run("ip", "netns", "exec", name, "sysctl", "-qw", f"{key}={value}")

    def __getitem__(self, name):
        return self.names[name]

    def ip(self, name, *words, check=True):
        return run("ip", "-n", self.names[name], *words, check=check)

    def inside(self, name, *words):
        return ["ip", "netns", "exec", self.names[name], *words]

    def start(self, name, *words, **how):
        how.setdefault("stdout", subprocess.DEVNULL)
        how.setdefault("stderr", subprocess.DEVNULL)
        process = subprocess.Popen(self.inside(name, *words), text=True,
                                   preexec_fn=die_with_parent, **how)
        self.started.append(process)
        return process

    def address(self, name, device, prefix="2001:db8"):
        """A global address of the device that is usable, or None."""
        shown = json.loads(self.ip(name, "-j", "-6", "addr", "show", "dev",
                                   device, check=False).stdout or "[]")
        for link in shown:
            for a in link.get("addr_info", []):
                if a["scope"] == "global" and not a.get("tentative") \
                        and not a.get("deprecated") \
                        and a["local"].startswith(prefix):
                    return a["local"]
        return None

    def has_link_local(self, name, device):
        shown = self.ip(name, "-6", "addr", "show", "dev", device, "scope",
                        "link", "-tentative", check=False).stdout
        return "fe80" in shown

    def hurry(self, name, device, probe_ms=100):
        """Duplicate address detection in a tenth of a second; who is slow to
        answer a solicitation is asked for longer than by default."""
        neigh = f"net.ipv6.neigh.{device}"
        self.sysctl(self.names[name], f"{neigh}.retrans_time_ms", probe_ms)
        for probes in ("ucast_solicit", "mcast_solicit"):
            self.sysctl(self.names[name], f"{neigh}.{probes}", 50)

    def configure_cn(self, name="cn", device="cn0", address=CN):
        self.ip(name, "addr", "add", address + "/64", "dev", device, "nodad")
        self.ip(name, "link", "set", device, "up")
        self.ip(name, "-6", "route", "replace", "default", "dev", device)

    def close(self):
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.wait()
        self.started = []
        for name in self.names.values():
            run("ip", "netns", "del", name, check=False)
        self.names = {}


class Bridge:
    """dmmsim bridge, its messages and its results."""

    def __init__(self, *words, scenario=SCENARIO, wrapper=(), folder=None):
        self.folder = folder
        if folder is None:
            self.folder = tempfile.mkdtemp(prefix="dmmsim-bridge-")
            atexit.register(shutil.rmtree, self.folder, True)
        self.results = os.path.join(self.folder, "results")
        self.log = os.path.join(self.folder, "messages")
        with open(self.log, "w", encoding="utf8") as log:
            self.process = subprocess.Popen(
                [*wrapper, PROGRAM, "bridge", scenario, "-o", self.results,
                 *words],
                stdout=subprocess.DEVNULL, stderr=log,
                preexec_fn=die_with_parent)
        atexit.register(self.kill)

    def messages(self):
        with open(self.log, encoding="utf8") as log:
            return log.read()

    def wait_for(self, text):
        """Until it has said so; False when it ended before."""
        wait_until(lambda: text in self.messages()
                   or self.process.poll() is not None, text)
        return text in self.messages()

    def interrupt(self):
        """The exit status after SIGINT: 130 if all went well."""
        self.process.send_signal(signal.SIGINT)
        return self.end()

    def end(self):
        """The exit status."""
        return self.process.wait(timeout=10 * PATIENCE)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def manifest(self):
        with open(os.path.join(self.results, "manifest.json"),
                  encoding="utf8") as file:
            return json.load(file)

    def table(self, name):
        with open(os.path.join(self.results, name), encoding="utf8") as file:
            head, *rows = [line.rstrip("\n").split(",") for line in file]
        return [dict(zip(head, row)) for row in rows]

    def metric(self, name):
        with open(os.path.join(self.results, "summary.json"),
                  encoding="utf8") as file:
            return json.load(file)["metrics"][name]["mean"]

    def point(self, node):
        for point in self.manifest()["realtime"]["attach"]:
            if point["node"] == node:
                return point
        raise KeyError(node)
