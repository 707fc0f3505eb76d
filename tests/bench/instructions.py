# SPDX-License-Identifier: GPL-3.0-or-later
"""How many instructions small fixed runs take, counted by callgrind.

What counts is what our own program executes: a statically linked dmmsim or
benchmark, without the shared libraries it calls.  Those choose their code by
processor (memcpy of glibc) and change with the distribution; ours is the same
on every machine as long as compiler and flags are.  What they cost is in
"libraries", for the reader.

    instructions.py BASELINE      counts, and writes the baseline anew
"""
import json
import os
import re
import subprocess
import sys
import tempfile

BUILD = os.path.abspath(os.environ.get("top_builddir", "."))
SOURCE = os.path.abspath(os.environ.get("top_srcdir", "."))
# name: (program, its arguments)
RUNS = {
    "hold model, 10^4 pending": ("bench/hold", "10000 1 20000"),
    "packets, 8 hops": ("bench/forward", "1000 1 1000 plain"),
    "packets through a tunnel, 8 hops": ("bench/forward", "1000 1 1000 tunnel"),
    "handovers, pmipv6": ("bench/handovers", "500 1 pmipv6"),
    "handovers, dmm": ("bench/handovers", "500 1 dmm"),
    "scenario hierarchy.json, 100 s": ("dmmsim", None),
}
SCENARIO = ("run", os.path.join(SOURCE, "scenarios", "hierarchy.json"), "--set",
            "duration=100", "--set", "warmup=0", "--set", "expect={}", "--set",
            "replications=1", "-o")


def toolchain():
    """What has to be the same for counts to be comparable."""
    with open(os.path.join(BUILD, "Makefile"), encoding="utf-8") as file:
        made = dict(re.findall(r"^(CC|CFLAGS) = (.*)$", file.read(), re.M))
    compiler = made["CC"].removeprefix("ccache ")
    version = subprocess.run(compiler.split() + ["--version"], check=True,
                             capture_output=True, text=True).stdout
    return {"compiler": version.splitlines()[0],
            "flags": made["CFLAGS"].replace("-g", "").strip(),
            "machine": os.uname().machine}


def own_and_others(path, program):
    """Costs in a callgrind file: of the object @program, of all others."""
    costs = {True: 0, False: 0}
    names, own, skip = {}, False, False
    with open(path, encoding="utf-8") as file:
        for line in file:
            found = re.match(r"(c?)ob=(\(\d+\))(?: (.*))?$", line)
            if found:
                name = names.setdefault(found[2], found[3])
                own = own if found[1] else name == program
            elif line.startswith("calls="):
                skip = True     # the next line is what the callee cost
            elif re.match(r"[+*\d-]", line):
                costs[own] += 0 if skip else int(line.split()[1])
                skip = False
    return costs[True], costs[False]


def count(name):
    """Instructions of a run in our program, and in the libraries it calls."""
    program, arguments = RUNS[name]
    program = os.path.join(BUILD, program)
    with tempfile.TemporaryDirectory() as folder:
        arguments = (arguments.split() if arguments is not None
                     else [*SCENARIO, os.path.join(folder, "run")])
        counted = os.path.join(folder, "counted")
        subprocess.run(["valgrind", "--tool=callgrind", "--quiet",
                        f"--callgrind-out-file={counted}", program, *arguments],
                       check=True, capture_output=True, timeout=600)
        return own_and_others(counted, program)


def measure():
    """Of every run, by name."""
    return {name: dict(zip(("instructions", "libraries"), count(name)))
            for name in RUNS}


def main():
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump({**toolchain(), "runs": measure()}, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
