#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The progress line of a sweep, seen on a terminal: runs done of all, failures,
rate and time left, redrawn in place and taken away in the end; nothing where
there is no terminal.  Prints TAP."""

import os
import pathlib
import pty
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap, skip_all, skip_if_sanitized  # noqa: E402

from spoilt import PROGRAM  # noqa: E402 - beside this file
from studies import scenario, sweep  # noqa: E402

RUNS = 24
DRAWN = re.compile(r"\r\x1b\[K(\d+) of (\d+) runs(?:, (\d+) failed)?"
                   r"(?:  (\d+\.\d) runs/s  (\d+) s left)?")
ERASED = "\r\x1b[K"


def on_terminal(*arguments):
    """Exit status and all that a sweep draws on a terminal of its own."""
    controller, terminal = pty.openpty()
    with subprocess.Popen([PROGRAM, "sweep", *map(str, arguments)],
                          stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                          stderr=terminal) as process:
        os.close(terminal)
        said = b""
        while True:
            try:
                part = os.read(controller, 65536)
            except OSError:  # the last one closed the other side
                break
            if not part:
                break
            said += part
    os.close(controller)
    return process.returncode, said.decode()


def test_terminal(tap, folder):
    path = scenario(folder / "long.json", {"seed": list(range(RUNS))},
                    duration="2500 s")
    status, said = on_terminal(path, "-o", folder / "long", "-j2")
    shown = [m.groups() for m in DRAWN.finditer(said)]
    done = [int(groups[0]) for groups in shown]
    tap.ok(status == 0 and done and done == sorted(done)
           and all(groups[1] == str(RUNS) for groups in shown),
           "runs done of all, never fewer", repr(said))
    left = [int(groups[4]) for groups in shown if groups[4]]
    tap.ok(all((groups[4] is None) == (groups[0] == "0") for groups in shown)
           and left and left[-1] <= left[0],
           "time left as soon as a run has ended", shown)
    tap.ok(not any(groups[2] for groups in shown), "no word of failures")
    lines = said.rpartition(ERASED)
    tap.ok(re.fullmatch(r"dmmsim: 24 runs made, .*\r\n", lines[2])
           and said.count("\n") == 1,
           "redrawn in place, taken away before the outcome is told",
           repr(said[-300:]))


def test_failure(tap, folder):
    (folder / "no.xml").write_text("this is no trace")
    still = {"model": "static", "at": "ar1"}
    path = scenario(folder / "failing.json", {"mobile_nodes.0.motion": [
        {"model": "fcd", "file": "no.xml"}, still, {**still, "at": "ar2"}]},
        duration="20000 s")
    status, said = on_terminal(path, "-o", folder / "failing", "-j1")
    shown = [m.groups() for m in DRAWN.finditer(said)]
    tap.ok(status == 4 and any(groups[2] == "1" for groups in shown),
           "failures are counted", repr(said))
    first = said.index("dmmsim: run failed")
    tap.ok(said[:first].rpartition("\n")[2].endswith(ERASED)
           or ERASED not in said[:first],
           "and told on lines of their own", repr(said[:first]))


def test_silence(tap, folder):
    path = scenario(folder / "silent.json", {"seed": [1, 2, 3]},
                    duration="20000 s")
    run = sweep(path, "-o", folder / "silent", "-j1")
    tap.ok(run.returncode == 0 and run.stdout == ""
           and run.stderr.count("\n") == 1 and "\r" not in run.stderr,
           "silent where there is no terminal", repr(run.stderr))


def main():
    if not os.access(PROGRAM, os.X_OK):
        skip_all("the program is not built")
    skip_if_sanitized("a line on a terminal")
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        test_terminal(tap, folder)
        test_failure(tap, folder)
        test_silence(tap, folder)
    return tap.done()


sys.exit(main())
