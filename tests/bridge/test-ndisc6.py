# SPDX-License-Identifier: GPL-3.0-or-later
"""rdisc6 and ndisc6, programs of others that speak neighbour discovery
themselves, beside the kernel's: they find the simulated routers, their prefixes
and link-layer addresses."""
import re
import sys

from hosts import Bridge, Hosts, needs, run, wait_until
from tap import Tap, skip_if_sanitized

FIXED = "fe80::200:5eff:fe00:5213"  # RFC 6543


def said(hosts, name, *words):
    """The program's answer; asked again where none came."""
    def ask():
        done = run(*hosts.inside(name, *words), check=False)
        return done.returncode == 0 and done.stdout

    return wait_until(ask, " ".join(words))


def prefixes(text):
    return re.findall(r"Prefix\s*:\s*(\S+)", text)


def check_mobile_node(t, hosts):
    text = said(hosts, "mn", "rdisc6", "-1", "-n", "mn0")
    t.ok(f"from {FIXED}" in text and len(prefixes(text)) == 1
         and re.search(r"MTU\s*:\s*1452 ", text)
         and re.search(r"Source link-layer address\s*:\s*00:00:5E:00:52:13",
                       text),
         "rdisc6 finds the access router and the home network prefix", text)
    prefix = prefixes(text)[0].split("::")[0]
    address = wait_until(lambda: hosts.address("mn", "mn0"), "an address")
    t.ok(address.startswith(prefix), "the one of which the kernel has its "
         "address", address, text)
    text = said(hosts, "mn", "ndisc6", "-1", "-n", FIXED, "mn0")
    t.ok("00:00:5E:00:52:13" in text, "ndisc6 resolves its address", text)


def check_correspondent(t, hosts):
    text = said(hosts, "cn", "rdisc6", "-1", "-n", "cn0")
    t.ok("from fe80::1" in text and prefixes(text) == ["2001:db8:1:1::/64"],
         "rdisc6 finds a correspondent's router and prefix", text)
    text = said(hosts, "cn", "ndisc6", "-1", "-n", "fe80::1", "cn0")
    t.ok("02:00:5D:00:00:" in text, "ndisc6 resolves that router", text)
    done = run(*hosts.inside("cn", "ndisc6", "-1", "-n", "-r", "1", "-w", "300",
                             "fe80::77", "cn0"), check=False)
    t.ok(done.returncode != 0, "and an address of nobody's it does not",
         done.stdout)


def main():
    skip_if_sanitized("test-interfaces.py leads there")
    needs("ip", "rdisc6", "ndisc6", "sysctl")
    t = Tap()
    hosts = Hosts("mn", "cn")
    bridge = Bridge("-a", "pmipv6", "--set", 'duration="120 s"', "--set",
                    "mobile_nodes.0.motion.attach=[[\"0 s\", \"ar1\"]]",
                    "--wait", "--attach", f"mn=tap:mn0,netns={hosts['mn']}",
                    "--attach", f"cn=tap:cn0,netns={hosts['cn']}")
    bridge.wait_for("waiting")
    for name, device in (("mn", "mn0"), ("cn", "cn0")):
        hosts.hurry(name, device)
        hosts.ip(name, "link", "set", device, "up")
    for name, device in (("mn", "mn0"), ("cn", "cn0")):
        wait_until(lambda: hosts.has_link_local(name, device), "link-local")
    check_mobile_node(t, hosts)
    check_correspondent(t, hosts)
    bridge.process.terminate()
    t.ok(bridge.end() == 130, "the run ends well", bridge.messages())
    return t.done()


sys.exit(main())
