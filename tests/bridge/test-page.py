# SPDX-License-Identifier: GPL-3.0-or-later
"""The walk-through of doc/bridge.md: its commands as they stand there, but for
the names of the namespaces, which carry our process id."""
import atexit
import os
import re
import shutil
import subprocess
import sys
import tempfile

from hosts import PROGRAM, SOURCE, die_with_parent, needs, run
from tap import Tap


def commands():
    with open(os.path.join(SOURCE, "doc", "bridge.md"),
              encoding="utf8") as page:
        section = page.read().split("## Ten minutes")[1].split("\n## ")[0]
    return "".join(re.findall(r"```sh\n(.*?)```", section, re.S))


def rename(text):
    for name in ("dmm-mn", "dmm-cn"):
        mine = f"dmm{os.getpid()}-{name[4:]}"
        atexit.register(run, "ip", "netns", "del", mine, check=False)
        text = text.replace(name, mine)
    return text


def main():
    needs("ip", "ping", "dumpcap", "tshark", "bash", "tee")
    t = Tap()
    folder = tempfile.mkdtemp(prefix="dmmsim-bridge-")
    atexit.register(shutil.rmtree, folder, True)
    os.symlink(os.path.abspath(os.path.join(SOURCE, "scenarios")),
               os.path.join(folder, "scenarios"))
    os.mkdir(os.path.join(folder, "bin"))
    os.symlink(os.path.abspath(PROGRAM),
               os.path.join(folder, "bin", "dmmsim"))
    # dumpcap ends with the interface; nothing else may fail
    script = "set -e\n" + rename(commands())
    path = os.path.join(folder, "bin") + ":" + os.environ["PATH"]
    shell = subprocess.run(["bash", "-c", script], cwd=folder, text=True,
                           capture_output=True, timeout=600, check=False,
                           env={**os.environ, "PATH": path},
                           preexec_fn=die_with_parent)
    t.ok(shell.returncode == 0, "the commands of the page run",
         shell.stderr[-1500:])
    with open(os.path.join(folder, "ping.txt"), encoding="utf8") as file:
        ping = file.read()
    answered = [int(n) for n in re.findall(r"icmp_seq=(\d+) ttl", ping)]
    missing = [int(n) for n in re.findall(r"no answer yet for icmp_seq=(\d+)",
                                          ping)]
    t.ok(missing and answered and max(answered) > max(missing),
         "the ping misses some and resumes", missing, ping[-300:])
    t.ok(shell.stdout.count("deprecated") >= 1,
         "the host has deprecated prefixes", shell.stdout[:3000])
    t.ok("MIPv6" in shell.stdout or "Binding Update" in shell.stdout,
         "the capture of the core has the signalling", shell.stdout[-1500:])
    t.ok(shell.stdout.count("Router Advertisement") >= 4,
         "the capture of the interface has advertisements",
         shell.stdout[-1500:])
    return t.done()


sys.exit(main())
