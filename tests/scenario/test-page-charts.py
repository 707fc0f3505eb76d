#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sequence charts of the pages are what the commands above them draw, and
the page of each architecture has one.

A chart on a page is a block of shell commands, the last of them "dmmsim trace",
and behind it a block with what that prints.  DMMSIM_UPDATE_DOC=1 writes the
charts anew.  Prints TAP."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
TOP = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "tests"))
from tap import Tap, skip_if_sanitized  # noqa: E402 - in the folder above

DMMSIM = pathlib.Path(os.environ.get("top_builddir", "."), "dmmsim").resolve()
PAGES = [TOP / "README.md", *sorted((TOP / "doc").rglob("*.md"))]
LINES = r"((?:(?!```).*\n)+)"
CHART = re.compile(rf"(```sh\n{LINES}```\n\n```\n){LINES}(?=```\n)")
# The head of a chart, wherever on a page it stands.
HEAD = re.compile(r"^ +time/s .*way/ms$", re.M)
NO_MOBILITY = "ipv6"  # sends no message, so that there is nothing to draw


def draw(commands, folder):
    """What the commands print, in a folder that has the shipped scenarios."""
    os.symlink(TOP / "scenarios", os.path.join(folder, "scenarios"))
    path = f"{DMMSIM.parent}:{os.environ['PATH']}"
    *before, trace = commands.replace("\\\n", " ").splitlines(keepends=True)
    script = "set -e\n{\n" + "".join(before) + "} >log\n" + trace
    done = subprocess.run(["sh", "-c", script], cwd=folder, text=True,
                          capture_output=True, check=False,
                          env={**os.environ, "PATH": path})
    if done.returncode:
        return done.stderr
    return "".join(line.rstrip() + "\n" for line in done.stdout.splitlines())


def redrawn(text):
    """The page, and how many charts it has."""
    charts = 0

    def chart(match):
        nonlocal charts
        intro, commands, _ = match.groups()
        if "\ndmmsim trace " not in commands:
            return match.group()
        charts += 1
        with tempfile.TemporaryDirectory() as folder:
            return intro + draw(commands, folder)

    return CHART.sub(chart, text), charts


def first_difference(was, new):
    for a, b in zip(was.splitlines(), new.splitlines()):
        if a != b:
            return f"page: {a}", f"run:  {b}"
    return ("one is longer",)


def test_page(tap, page):
    was = page.read_text(encoding="utf-8")
    if not HEAD.search(was):
        return
    new, charts = redrawn(was)
    if os.environ.get("DMMSIM_UPDATE_DOC"):
        page.write_text(new, encoding="utf-8")
        was = new
    name = page.relative_to(TOP)
    tap.ok(was == new, f"{name}: charts are those of the commands above them",
           *(() if was == new else first_difference(was, new)))
    heads = len(HEAD.findall(was))
    tap.ok(charts == heads, f"{name}: each chart has its commands",
           *(() if charts == heads else (f"{charts} of {heads}",)))


def test_architectures(tap):
    listed = subprocess.run([DMMSIM, "list", "architectures"], text=True,
                            capture_output=True, check=True).stdout
    drawn = set()
    for page in (TOP / "doc" / "models").glob("*.md"):
        text = page.read_text(encoding="utf-8")
        title = re.search(r"^# ([\w-]+): ", text, re.M)
        if title and HEAD.search(text):
            drawn.add(title.group(1))
    missing = {line.split()[0] for line in listed.splitlines()} - drawn
    missing -= {NO_MOBILITY}
    tap.ok(drawn and not missing, "the page of each architecture has a chart",
           *sorted(missing))


def main():
    skip_if_sanitized("the runs of other tests are")
    tap = Tap()
    for page in PAGES:
        test_page(tap, page)
    test_architectures(tap)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
