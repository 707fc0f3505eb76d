#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of dmmsim report in a real browser: it loads without a complaint
and without the network, the slider moves what is drawn, the chart shows the
messages that the run's own captures have, play plays."""
import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "tests"))
sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "tests",
                                "cli"))
import browser  # noqa: E402
from tap import Tap, skip_all, skip_if_sanitized  # noqa: E402

DMMSIM = os.path.abspath(
    os.path.join(os.environ.get("top_builddir", "."), "dmmsim"))
SINGLE = os.path.abspath(os.path.join(os.environ.get("top_srcdir", "."),
                                      "scenarios", "single-handover.json"))
HIGHWAY = os.path.join(os.path.dirname(SINGLE), "highway.json")

tap = Tap()

DRAWN = "document.getElementById('map').outerHTML"


def dmmsim(*words):
    done = subprocess.run([DMMSIM, *words], capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stderr


def captured(folder):
    """Names of the Mobility Headers that tshark reads at the anchor from
    t_dead on, in order."""
    with open(f"{folder}/handovers.csv", encoding="utf-8") as file:
        begin = next(csv.DictReader(file))["t_dead"]
    text = subprocess.run(
        ["tshark", "-n", "-r", f"{folder}/anchor.pcap", "-Y",
         f"mip6.mhtype and frame.time_epoch >= {begin}", "-T", "fields",
         "-e", "mip6.mhtype", "-e", "mip6.bu.seqnr", "-e", "mip6.ba.seqnr"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True,
        text=True).stdout
    names = {"5": "PBU", "6": "PBA"}
    return [f"{names[kind]} seq {bu or ba}" for kind, bu, ba in
            (line.split("\t") for line in text.splitlines())]


def move(page, t):
    """As a hand on the slider does."""
    page.evaluate(
        "{ const s = document.getElementById('time');"
        f" s.value = {t}; s.dispatchEvent(new Event('input')); }}")


def test_loads(page, path, name):
    page.load(path)
    complaints = page.told("Runtime.exceptionThrown", "Log.entryAdded") + [
        e for e in page.told("Runtime.consoleAPICalled")
        if e["type"] in ("error", "warning", "assert")]
    tap.ok(not complaints, f"{name} loads without a complaint", complaints)
    asked = [e["request"]["url"] for e in page.told(
        "Network.requestWillBeSent")
        if not e["request"]["url"].startswith("data:")]
    tap.ok(asked == [f"file://{os.path.abspath(path)}"],
           f"{name} asks for nothing else", asked)


def test_slider(page):
    move(page, 10)
    before = page.evaluate(DRAWN)
    router = "document.querySelector('#mobiles [data-mobile=mn]').dataset" \
             ".router"
    tunnels = "document.querySelectorAll('#tunnels [data-anchor]').length"
    tap.ok(page.evaluate(router) == "ar1" and page.evaluate(tunnels) == 0,
           "before the handover the node is at ar1, without a tunnel")
    move(page, 20.03)
    tap.ok(page.evaluate(router) == "", "in between it is nowhere")
    move(page, 30)
    tap.ok(page.evaluate(DRAWN) != before, "the slider changes the drawing")
    pair = page.evaluate(
        "Object.values(document.querySelector('#tunnels [data-anchor]')"
        ".dataset).slice(0, 2).join()")
    tap.ok(page.evaluate(router) == "ar2" and pair == "ar1,ar2",
           "afterwards it is at ar2, with a tunnel from ar1", pair)
    clock = page.evaluate("document.getElementById('clock').textContent")
    tap.ok(clock == "30.000 s", "the clock tells the instant", clock)
    move(page, 10)
    tap.ok(page.evaluate(DRAWN) == before, "back is back")


def test_chart(page, folder):
    page.evaluate(
        "{ const c = document.getElementById('handover'); c.value = '1';"
        " c.dispatchEvent(new Event('change')); }")
    texts = page.evaluate(
        "[...document.querySelectorAll('#chart [data-kind=message]')]"
        ".map((row) => row.dataset.text)")
    said = [re.match(r"(PBU|PBA) seq \d+", text).group(0) for text in texts
            if text.startswith("PB")]
    tap.ok(len(said) == 4 and said == captured(folder),
           "the chart has the messages of the capture",
           f"{said}\n{captured(folder)}")
    heads = page.evaluate(
        "[...document.querySelectorAll('#chart .head')]"
        ".map((head) => head.textContent).join()")
    tap.ok(heads == "MN,MAAR,MAAR,CMD,CN", "between their entities", heads)
    tap.ok(page.evaluate("player.at") == 20, "and the replay goes there")
    wide = page.evaluate("document.documentElement.scrollWidth"
                         " <= document.documentElement.clientWidth")
    tap.ok(wide, "the page is no wider than the window")


def test_play(page):
    move(page, 0)
    page.evaluate("document.getElementById('play').click()")
    tap.ok(page.wait_for("player.at > 0.05"), "play moves on")
    page.evaluate("document.getElementById('play').click()")
    at = page.evaluate("player.at")
    page.evaluate("new Promise((r) => requestAnimationFrame(() =>"
                  " requestAnimationFrame(r)))")
    tap.ok(page.evaluate("player.at") == at, "pause stays")
    page.evaluate("{ const s = document.getElementById('speed');"
                  " s.value = '1000'; s.dispatchEvent(new Event('change'));"
                  " document.getElementById('play').click(); }")
    tap.ok(page.wait_for("!player.playing")
           and page.evaluate("player.at === scene.duration"),
           "the end is the end")


def test_keys(page):
    page.evaluate("document.activeElement.blur()")
    page.evaluate("document.getElementById('speed').value = '0.1'")
    move(page, 0)
    page.press(".", ".")
    tap.ok(page.evaluate("player.at") == 20, "a key goes to the next handover",
           page.evaluate("player.at"))
    page.press(",", ",")
    tap.ok(page.evaluate("player.at") == 0, "another one back")
    page.press(" ", " ")
    tap.ok(page.wait_for("player.at > 0"), "space plays")
    page.press(" ", " ")
    tap.ok(not page.evaluate("player.playing"), "and pauses")


def test_positions(page):
    """On the highway, vehicles move along the road."""
    dmmsim("run", HIGHWAY, "-a", "dmm", "-o", "highway", "--set",
           'duration="120 s"', "--set", 'warmup="0 s"')
    dmmsim("report", "highway", "--nodes", "5")
    test_loads(page, "highway/report.html", "a run with positions")
    place = "document.querySelector('#mobiles path.mobile')" \
            ".getAttribute('d')"
    at = page.evaluate("scene.mobile.find((m) => m.at.length).at[0][0]")
    move(page, at + 1)
    before = page.evaluate(place)
    move(page, at + 5)
    tap.ok(page.evaluate(place) != before, "vehicles move", before)


def test_faults(page):
    """The anchor fails a second before the handover, for two."""
    dmmsim("run", SINGLE, "-a", "pmipv6", "-o", "faults", "--set",
           'faults=[{"at": "19 s", "for": "2 s", "fail": "anchor"}]')
    dmmsim("report", "faults")
    test_loads(page, "faults/report.html", "a run with faults")
    page.evaluate("showHandover(1)")
    told = page.evaluate(
        "[...document.querySelectorAll('#chart [data-kind=fault],"
        " #chart [data-kind=mended]')].map((row) => row.dataset.time + ' ' +"
        " row.dataset.text)")
    lines = page.evaluate("document.querySelectorAll('#chart .divider').length")
    tap.ok(told == ["19 node anchor out of service",
                    "21 node anchor in service again"] and lines == 2,
           "the chart of a handover has the faults that it meets", told)
    said = []
    for at in (18.9, 19, 20.9, 21):
        move(page, at)
        said.append("Fault: node anchor out of service." in page.evaluate(
            "document.getElementById('now').textContent"))
    tap.ok(said == [False, True, True, False], "the replay tells them", said)


def main(program):
    dmmsim("run", SINGLE, "-a", "dmm", "-o", "one", "--pcap", "anchor")
    dmmsim("report", "one")
    page = browser.Browser(program)
    try:
        test_loads(page, "one/report.html", "the page")
        test_slider(page)
        test_chart(page, "one")
        test_play(page)
        test_keys(page)
        test_positions(page)
        test_faults(page)
    finally:
        page.close()


PROGRAM = browser.find()
if PROGRAM is None:
    skip_all("no Chromium is installed")
if not shutil.which("tshark"):
    skip_all("tshark is not installed")
skip_if_sanitized("the page is the same")
with tempfile.TemporaryDirectory() as scratch:
    os.chdir(scratch)
    main(PROGRAM)
    os.chdir("/")
sys.exit(tap.done())
