#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits of a run and of the machine.

A run that reaches --max-events, --max-memory or --max-wall ends cleanly, at the
same event each time where events are counted: status 3, results of what was
simulated, "complete": false and why; in a sweep it has failed.  Where a file
cannot be written (a limit of file sizes, a full disk, a folder that is none)
the message names it, the status says so and nothing is left that was begun.
Prints TAP."""
import json
import os
import resource
import signal
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
PING_PONG = os.path.join(SCENARIOS, "ping-pong.json")
STUDY = {"extends": os.path.join(SCENARIOS, "single-handover.json"),
         "expect": None, "figures": None,
         "sweep": {"architecture": ["ipv6", "dmm"]}}


def dmmsim(*arguments, **more):
    return subprocess.run([DMMSIM, *arguments], check=False, timeout=300,
                          capture_output=True, text=True, **more)


def manifest(folder):
    with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
        return json.load(file)


def stops(tap, option, value):
    """A run with the limit; its manifest."""
    run = dmmsim("run", PING_PONG, "-o", "stopped", f"--{option}", value)
    told = manifest("stopped")
    tap.ok(run.returncode == 3 and f"--{option} ends the run" in run.stderr,
           f"--{option}: status 3, told", run.stderr)
    tap.ok(told["complete"] is False and told["stopped"] == option
           and os.path.exists("stopped/summary.json"),
           f"--{option}: results, marked incomplete, and why", told)
    return told


def limits(tap):
    first, again = (stops(tap, "max-events", "1000") for _ in range(2))
    tap.ok(first["events"] == again["events"] == 1000
           and first["run_digest"] == again["run_digest"],
           "--max-events: the same event each time", first, again)
    told = stops(tap, "max-memory", "1 MB")
    tap.ok(told["events"] == 0, "--max-memory: before the first event, where "
           "the wired network is too much already", told)
    stops(tap, "max-wall", "1 us")
    whole = dmmsim("run", PING_PONG, "-o", "whole")
    events = str(manifest("whole")["events"])
    run = dmmsim("run", PING_PONG, "-o", "just", "--max-events", events,
                 "--max-memory", "8 GiB", "--max-wall", "1 h")
    tap.ok(run.returncode == whole.returncode == 0
           and manifest("just")["complete"]
           and "stopped" not in manifest("just")
           and manifest("just")["run_digest"]
           == manifest("whole")["run_digest"],
           "limits that are not reached change nothing", run.stderr)
    check = dmmsim("check", PING_PONG, "--max-events", "1000")
    tap.ok(check.returncode == 3 and "not ok 1" in check.stdout,
           "check: a run that is stopped does not run to its end")
    for option, value in (("max-events", "0"), ("max-events", "many"),
                          ("max-memory", "-1 MB"), ("max-memory", "2 s"),
                          ("max-wall", "0 s"), ("check-invariants", "x")):
        bad = dmmsim("run", PING_PONG, "-o", "bad", f"--{option}={value}")
        tap.ok(bad.returncode == 2 and f"--{option} {value}: expected"
               in bad.stderr and not os.path.exists("bad"),
               f"--{option}={value}: refused", bad.stderr)


def sweeps(tap):
    sweep = dmmsim("sweep", "study.json", "-o", "study", "--max-events", "500",
                   "-j1")
    tap.ok(sweep.returncode == 4 and "0 runs made" in sweep.stderr
           and "--max-events ends the run" in sweep.stderr
           and not os.listdir("study/runs"),
           "sweep: a run that is stopped has failed, and leaves no record",
           sweep.stderr)
    more = dmmsim("sweep", "study.json", "-o", "study", "--retry-failed", "-j1")
    tap.ok(more.returncode == 0 and "2 runs made" in more.stderr,
           "sweep: with more to run on it is made again", more.stderr)


def small_files(octets):
    """To be run in the child: files may not be longer."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (octets, octets))
    return limit


def tree(folder):
    return sorted(os.path.join(at, name) for at, _, names in os.walk(folder)
                  for name in names)


def unwritten(tap, name, arguments, octets, named):
    """The command fails at the file that is named and leaves nothing new."""
    before = tree(".")
    run = dmmsim(*arguments, preexec_fn=small_files(octets))
    tap.ok(run.returncode in (2, 3) and named in run.stderr
           and "Success" not in run.stderr,
           f"{name}: names what it cannot write", run.returncode, run.stderr)
    tap.ok(tree(".") == before, f"{name}: leaves nothing that was begun",
           set(tree(".")) - set(before))


def small_disk(tap):
    run = ["run", PING_PONG, "-o", "new"]
    for octets, named in ((100, "scenario.json"), (5000, "summary.json")):
        unwritten(tap, f"run, {octets} octets", run, octets, named)
    unwritten(tap, "run, tables", [*run, "--set", "record.series=\"10 ms\""],
              150000, "series.csv")
    unwritten(tap, "run, capture", [*run, "--pcap", "core"], 100000,
              "core.pcap: cannot write capture: File too large")
    unwritten(tap, "trace", ["trace", "whole", "-o", "chart.svg"], 20000,
              "chart.svg")
    unwritten(tap, "report", ["report", "whole", "-o", "page.html"], 20000,
              "page.html")


def no_folder(tap):
    """A file, or nothing at all, where a folder should be."""
    for verb, file in (("run", PING_PONG), ("sweep", "study.json")):
        run = dmmsim(verb, file, "-o", "study.json/below")
        tap.ok(run.returncode == 2 and "study.json" in run.stderr
               and "Not a directory" in run.stderr,
               f"{verb}: a folder below a file", run.stderr)
        run = dmmsim(verb, file, "-o", "/proc/results")
        tap.ok(run.returncode == 2 and "/proc/results" in run.stderr,
               f"{verb}: a folder where none can be made", run.stderr)
    with open("/dev/full", "w", encoding="ascii") as full:
        run = subprocess.run([DMMSIM, "schema"], check=False, stdout=full,
                             stderr=subprocess.PIPE, text=True)
    tap.ok(run.returncode == 3 and "standard output" in run.stderr,
           "standard output that is full is an error", run.stderr)


def full_disk(tap):
    """The real thing, in a namespace of our own."""
    script = f"""mkdir disk && mount -t tmpfs -o size=64k none disk && cd disk \
      || exit 99
      {DMMSIM} run {PING_PONG} -o results; status=$?
      ls -A >&2; exit $status"""
    run = subprocess.run(["unshare", "-rm", "sh", "-c", script], check=False,
                         capture_output=True, text=True)
    if run.returncode in (1, 99, 127) or "unshare" in run.stderr:
        tap.skip("a full disk", "no namespaces here")
        return
    lines = run.stderr.splitlines()
    tap.ok(run.returncode == 3 and len(lines) == 1
           and "No space left on device" in lines[0],
           "a full disk: told, status 3, nothing left", run.stderr)


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        with open("study.json", "w", encoding="utf-8") as file:
            json.dump(STUDY, file)
        limits(tap)
        sweeps(tap)
        small_disk(tap)
        no_folder(tap)
        full_disk(tap)
        os.chdir("/")
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
