#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that others made may hold anything.

Scenarios, traces of both kinds, GraphML, cell sites and captures, each spoilt
in seeded ways, are read or refused: an exit status of the manual, a message
with each refusal, no signal, no more than 1 GiB, seconds at most.  The bounds
are the kernel's.

FUZZ_INPUTS: how many of each kind; FUZZ_KEEP: folder for what failed.
"make fuzz-inputs" does many.  Prints TAP."""
import gzip
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap  # noqa: E402 - in the folder above

DMMSIM = os.path.abspath(
    os.path.join(os.environ.get("top_builddir", "."), "dmmsim"))
SCENARIOS = os.path.abspath(
    os.path.join(os.environ.get("top_srcdir", "."), "scenarios"))
KEEP = os.environ.get("FUZZ_KEEP")
with open(DMMSIM, "rb") as program:
    SANITIZED = b"__asan_init" in program.read()
COUNT = int(os.environ.get("FUZZ_INPUTS", "10" if SANITIZED else "40"))
GIB = 1 << 30
BOUNDED = ["--max-events", "3000", "--max-wall", "20 s"]

# What readers like least; the rest is octets.
TOKENS = [b"0", b"-1", b"1e999", b"1e-999", b"99999999999999999999", b"nan",
          b"inf", b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"", b" ", b"\n", b",",
          b"\"", b"{", b"[" * 200, b"<", b"&x;", b"]]>", b"</", b"1000000000",
          b"2147483648", b"4294967296", b"-9223372036854775808", b"0x10",
          b"<!DOCTYPE a [<!ENTITY b \"c\">]>", b"\\u0000", b"A" * 5000]

GRAPHML = b"""<?xml version="1.0" encoding="utf-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key attr.name="label" attr.type="string" for="node" id="d1"/>
<key attr.name="Latitude" attr.type="double" for="node" id="d2"/>
<key attr.name="Longitude" attr.type="double" for="node" id="d3"/>
<graph edgedefault="undirected">
<node id="0"><data key="d1">cn</data><data key="d2">48.1</data>
<data key="d3">11.5</data></node>
<node id="1"><data key="d1">ar1</data><data key="d2">48.2</data>
<data key="d3">11.6</data></node>
<node id="2"><data key="d1">ar2</data><data key="d2">48.3</data>
<data key="d3">11.4</data></node>
<edge source="0" target="1"/><edge source="1" target="2"/>
<edge source="2" target="0"/>
</graph></graphml>
"""
NS2 = b"""# setdest
set god_ [God instance]
$node_(0) set X_ 10.0
$node_(0) set Y_ 20.0
$node_(0) set Z_ 0.0
$node_(1) set X_ 400.0
$node_(1) set Y_ 20.5
$ns_ at 0.5 "$node_(0) setdest 490.0 20.0 30.0"
$ns_ at 1.5 "$node_(1) setdest 1.0 2.0 14.25"
$ns_ at 3.0 "$node_(0) setdest 0.1 20.0 60.0"
"""
CELLS = b"""radio,mcc,net,area,cell,unit,lon,lat,range,samples
LTE,262,1,5,100,0,11.50,48.10,1000,10
LTE,262,1,5,101,0,11.51,48.10,1200,10
UMTS,262,2,5,102,0,11.52,48.11,800,3
LTE,262,1,6,103,0,11.53,48.12,1000,7
"""
FCD = b"""<?xml version="1.0" encoding="UTF-8"?>
<fcd-export>
%s</fcd-export>
""" % b"".join(b"""<timestep time="%d.00">
<vehicle id="a" x="%.2f" y="3.2" angle="90.0" type="t" speed="25.0" lane="l"/>
<vehicle id="b&amp;c" x="%.2f" y="-3.2" speed="31.5"/>
</timestep>
""" % (t, 25 * t, 500 - 31.5 * t) for t in range(15))

BASE = {
    "duration": "12 s", "architecture": "pmipv6",
    "topology": {"nodes": ["cn", {"name": "ar1", "position": [0, 0]},
                           {"name": "ar2", "position": [400, 0]}],
                 "links": [{"between": ["cn", "ar1"], "delay": "1 ms"},
                           {"between": ["cn", "ar2"], "delay": "2 ms"}]},
    "sites": {"access": ["ar1", "ar2"], "anchor": "cn",
              "correspondents": ["cn"]},
    "mobile_nodes": [{"name": "mn", "motion": {"model": "static"}}]}


def scenario(**keys):
    return json.dumps({**BASE, **keys}).encode()


def moving(model, file):
    return scenario(mobile_nodes=[
        {"name": "mn", "motion": {"model": model, "file": file}}])


def shipped():
    """Some that differ in most sections and stand alone; by name, so that one
    more of them spoils the others no differently."""
    texts = []
    for name in ("single-handover", "ping-pong", "static-users", "peer-to-peer",
                 "multihoming", "bus-network", "coexistence", "manhattan"):
        with open(os.path.join(SCENARIOS, f"{name}.json"), "rb") as file:
            texts.append(file.read())
    return texts


def captures():
    """One that a run leaves."""
    run("run", os.path.join(SCENARIOS, "single-handover.json"), "-o", "made",
        "--pcap", "core", "--set", "duration=\"12 s\"", "--set", "expect={}",
        "--set", "architecture=\"dmm\"", "--set", "record.pcap=[]")
    with open("made/core.pcap", "rb") as file:
        return [file.read()[:20000]]


# Kind: seeds, name of the spoilt file, the scenario that names it, arguments.
KINDS = {
    "scenario": (shipped, "spoilt.json", None,
                 ["run", "spoilt.json", "-o", "out", *BOUNDED]),
    "trace of SUMO": (lambda: [FCD], "spoilt.xml", moving("fcd", "spoilt.xml"),
                      ["run", "base.json", "-o", "out", *BOUNDED]),
    "trace of SUMO, compressed": (
        lambda: [gzip.compress(FCD, mtime=0)], "spoilt.xml.gz",
        moving("fcd", "spoilt.xml.gz"),
        ["run", "base.json", "-o", "out", *BOUNDED]),
    "trace of ns-2": (lambda: [NS2], "spoilt.tcl", moving("ns2", "spoilt.tcl"),
                      ["run", "base.json", "-o", "out", *BOUNDED]),
    "GraphML": (lambda: [GRAPHML], "spoilt.graphml",
                scenario(topology={"file": "spoilt.graphml"}),
                ["run", "base.json", "-o", "out", *BOUNDED]),
    "cell sites": (lambda: [CELLS], "spoilt.csv",
                   scenario(access={"cell_sites": {"file": "spoilt.csv"}}),
                   ["run", "base.json", "-o", "out", *BOUNDED]),
    "capture": (captures, "spoilt.pcap", None, ["decode", "spoilt.pcap"]),
    "capture, as JSON": (captures, "spoilt.pcap", None,
                         ["decode", "--json", "spoilt.pcap"]),
}


def bound():
    """In the child; what a sanitizer maps counts as address space."""
    if not SANITIZED:
        resource.setrlimit(resource.RLIMIT_AS, (GIB, GIB))
    resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
    resource.setrlimit(resource.RLIMIT_FSIZE, (GIB, GIB))


def run(*arguments):
    environment = dict(os.environ)
    environment["ASAN_OPTIONS"] = ":".join(
        [environment.get("ASAN_OPTIONS", ""), "hard_rss_limit_mb=1024",
         "allocator_may_return_null=0", "exitcode=99"])
    return subprocess.run([DMMSIM, *arguments], check=False, timeout=600,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                          preexec_fn=bound, env=environment)


def spoil(rng, octets):
    """A few of: cut, taken out, said twice, put in, changed."""
    octets = bytearray(octets)
    for _ in range(rng.choice([1, 1, 2, 4, 16])):
        n = len(octets)
        at = rng.randrange(n + 1)
        to = min(n, at + rng.choice([1, 2, 8, 40, 400]))
        way = rng.randrange(6)
        if way == 0:
            del octets[at:to]
        elif way == 1:
            octets[at:at] = octets[at:to] * rng.choice([1, 2, 50])
        elif way == 2:
            octets[at:at + rng.choice([0, 1, 4])] = rng.choice(TOKENS)
        elif way == 3 and n:
            octets[rng.randrange(n)] ^= 1 << rng.randrange(8)
        elif way == 4 and n:
            octets[rng.randrange(n)] = rng.choice(b"\0\xff{}[]<>\",0-9e.")
        elif rng.random() < 0.2:
            del octets[at:]
    return bytes(octets)


def trial(kind, octets):
    """What is wrong with how the program takes them, or "", and its status."""
    _, name, base, arguments = KINDS[kind]
    with open(name, "wb") as file:
        file.write(octets)
    if base:
        with open("base.json", "wb") as file:
            file.write(base)
    try:
        result = run(*arguments)
    except subprocess.TimeoutExpired:
        return "hangs", None
    finally:
        shutil.rmtree("out", ignore_errors=True)
    said = result.stderr.decode(errors="replace")
    if result.returncode not in (0, 1, 2, 3):
        return f"{result.returncode}: {said[-2000:]}", result.returncode
    if result.returncode and not said:
        return "no message", result.returncode
    return "", result.returncode


def keep(kind, number):
    if KEEP:
        os.makedirs(KEEP, exist_ok=True)
        name = KINDS[kind][1]
        shutil.copy(name, os.path.join(
            KEEP, f"{number}-{kind.replace(' ', '-')}-{name}"))


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for kind, (make_seeds, *_) in KINDS.items():
            seeds = make_seeds()
            good = [trial(kind, octets)[1] for octets in seeds]
            tap.ok(all(status in (0, 3) for status in good),
                   f"{kind}: unspoilt, they are read", good)
            wrong = []
            for number in range(COUNT):
                rng = random.Random(f"{kind} {number}")
                said, _ = trial(kind, spoil(rng, rng.choice(seeds)))
                if said:
                    wrong.append(f"{number}: {said}")
                    keep(kind, number)
            tap.ok(not wrong, f"{kind}: {COUNT} are read or refused",
                   *wrong[:5])
        os.chdir("/")
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
