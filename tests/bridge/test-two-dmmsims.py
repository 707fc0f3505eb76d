#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One scenario in two processes joined by a veth: the gateways in one, the
anchor in the other.  Both say and hear what they do in one process, to the
octet, and handovers take as long, but for the lateness of real time.  What is
on the wire tshark reads without complaint."""
import concurrent.futures
import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "tests"))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import netns  # noqa: E402
from tap import Tap, skip_all, skip_if_sanitized  # noqa: E402

DMMSIM = os.path.abspath(
    os.path.join(os.environ.get("top_builddir", "."), "dmmsim"))
CENTRE = {"pmipv6": "LMA", "dmm": "CMD"}
ARCHITECTURES = [{"name": "pmipv6"}]
ARCHITECTURES += [{"name": "dmm", "mode": mode, "release": "registered"}
                  for mode in ("relay", "locator", "proxy")]
ROUTERS = ["ar1", "ar2", "ar3"]

tap = Tap()


def name_of(architecture):
    return architecture.get("mode") or architecture["name"]


def scenario(architecture, delay):
    """The core between them; the second process has its half without delay."""
    links = [{"between": ["core", "centre"], "delay": delay["centre"]},
             {"between": ["cn", "centre"], "delay": "1 ms"}]
    links += [{"between": ["core", r], "delay": delay["router"]}
              for r in ROUTERS]
    stays = [["0.2 s", "ar1"], ["0.8 s", "ar2"], ["1.4 s", "ar3"],
             ["2 s", "ar1"]]
    return {"title": "two", "duration": "2.6 s", "architecture": architecture,
            "topology": {"nodes": ["core", "centre", "cn", *ROUTERS],
                         "links": links},
            "sites": {"access": ROUTERS, "anchor": "centre",
                      "controller": "centre", "correspondents": ["cn"]},
            "access": {"detach_notice": architecture["name"] == "pmipv6"},
            "mobile_nodes": [{"name": "mn", "motion": {
                "model": "schedule", "attach": stays}}]}


def write(folder, name, content):
    path = os.path.join(folder, name)
    with open(path, "w") as file:
        json.dump(content, file)
    return path


def rows(folder, name):
    with open(os.path.join(folder, name), newline="") as file:
        return list(csv.DictReader(file))


def said(folder, role):
    """Mobility messages of the entities of a role, and how many octets."""
    return sorted((r["entity"], r["class"], r["message"], r["sent"],
                   r["received"], r["bytes"])
                  for r in rows(folder, "signaling.csv")
                  if (r["role"] == "CMD" or r["role"] == "LMA") ==
                  (role == "centre") and r["class"] != "nd"
                  and r["role"] not in ("AR", "MN"))


def lateness(folder):
    with open(os.path.join(folder, "manifest.json")) as file:
        return json.load(file)["realtime"]["lateness"]["max"]


def run_alone(folder, architecture):
    path = write(folder, "one.json", scenario(
        architecture, {"centre": "3 ms", "router": "2 ms"}))
    subprocess.run([DMMSIM, "run", path, "-o", os.path.join(folder, "one")],
                   check=True, capture_output=True)


def run_in_two(folder, architecture, wire):
    """The anchor first, the gateways when it is there."""
    a, b = netns.pair()
    far = scenario(architecture, {"centre": "0 s", "router": "0 s"})
    far["duration"] = "60 s"
    attach = [f"--attach={r}=packet:v,netns={b.name}" for r in ROUTERS]
    capture = watch(a, wire)
    anchor = netns.Program(
        [DMMSIM, "bridge", write(folder, "far.json", far), "-o",
         os.path.join(folder, "centre"), *attach],
        "ar3: entity", os.path.join(folder, "far.err"))
    done = subprocess.run(
        [DMMSIM, "bridge", os.path.join(folder, "one.json"), "-o",
         os.path.join(folder, "gateways"),
         f"--attach=centre=packet:v,netns={a.name}"],
        capture_output=True, text=True, check=False)
    status = anchor.stop(signal.SIGINT)
    if capture:
        capture.stop(signal.SIGINT)
    return done, status, anchor.said()


def watch(namespace, wire):
    if shutil.which("tshark") is None:
        return None
    return netns.Program(
        ["ip", "netns", "exec", namespace.name, "tshark", "-i", "v", "-w",
         wire], "Capturing on", wire + ".err")


def check_outcome(folder, name):
    """Real time adds to every way, and takes nothing."""
    one = rows(os.path.join(folder, "one"), "handovers.csv")
    two = rows(os.path.join(folder, "gateways"), "handovers.csv")
    late = [lateness(os.path.join(folder, side))
            for side in ("gateways", "centre")]
    extra = [float(b["t_ready"] or "nan") - float(a["t_ready"])
             for a, b in zip(one, two)]
    tap.ok([r["outcome"] for r in two] == ["completed"] * len(one) == [
        r["outcome"] for r in one], f"{name}: the handovers complete")
    tap.ok(all(e > -1e-6 for e in extra), f"{name}: none is ready too early",
           "later by " + " ".join(f"{1e3 * e:.2f}" for e in extra) + " ms",
           f"events late by up to {1e3 * max(late):.2f} ms")


def check_messages(folder, name):
    for side in ("gateways", "centre"):
        one = said(os.path.join(folder, "one"), side)
        two = said(os.path.join(folder, side), side)
        tap.ok(one == two, f"{name}: {side} say what they say in one process",
               *(() if one == two else ("one", one, "two", two)))


def check_state(folder, name, role):
    def peak(side):
        return [r["state_peak"] for r in rows(
            os.path.join(folder, side), "entities.csv") if r["role"] == role]

    tap.ok(peak("one") == peak("centre"),
           f"{name}: the {role} holds as many entries")


def check_wire(name, wire):
    if not os.path.exists(wire):
        tap.skip(f"{name}: tshark does not complain", "no tshark")
        return
    bad = subprocess.run(
        ["tshark", "-r", wire, "-Y",
         "_ws.malformed || _ws.expert.severity >= 6291456"],
        capture_output=True, text=True, check=False)
    seen = subprocess.run(
        ["tshark", "-r", wire, "-Y", "mip6.mhtype == 5 || mip6.mhtype == 6"],
        capture_output=True, text=True, check=False)
    tap.ok(bad.stdout == "" and bad.returncode == 0
           and len(seen.stdout.splitlines()) >= 8,
           f"{name}: tshark does not complain", bad.stdout, bad.stderr)


def stood_still(folder):
    """A message was sent again or refused as old: the machine stopped for a
    time that no real-time program can bridge."""
    return any(r["class"] in ("retransmission", "error")
               for side in ("gateways", "centre")
               for r in rows(os.path.join(folder, side), "signaling.csv"))


def run(top, architecture):
    """Once more, twice at most, if the machine stood still."""
    for attempt in range(3):
        folder = os.path.join(top, f"{name_of(architecture)}-{attempt}")
        os.mkdir(folder)
        run_alone(folder, architecture)
        ended = run_in_two(folder, architecture,
                           os.path.join(folder, "wire.pcapng"))
        if ended[0].returncode or not stood_still(folder):
            break
    return folder, ended


def check(architecture, folder, ended):
    name = name_of(architecture)
    done, status, told = ended
    good = done.returncode == 0 and status == 130
    tap.ok(good, f"{name}: both processes end well",
           *(() if good else (done.stderr, told)))
    check_outcome(folder, name)
    check_messages(folder, name)
    check_state(folder, name, CENTRE[architecture["name"]])
    check_wire(name, os.path.join(folder, "wire.pcapng"))


def main():
    skip_if_sanitized("the peers of other tests lead there")
    why = netns.missing()
    if why:
        skip_all(why)
    with tempfile.TemporaryDirectory() as top, \
            concurrent.futures.ThreadPoolExecutor() as pool:
        runs = [pool.submit(run, top, a) for a in ARCHITECTURES]
        for architecture, done in zip(ARCHITECTURES, runs):
            check(architecture, *done.result())
    return tap.done()


sys.exit(main())
