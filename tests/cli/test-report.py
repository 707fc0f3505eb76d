#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""dmmsim report: one page that needs nothing else, whatever a scenario says,
with the run's own tables, messages and tunnels in it."""
import base64
import csv
import html.parser
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "tests"))
from tap import Tap  # noqa: E402

DMMSIM = os.path.abspath(
    os.path.join(os.environ.get("top_builddir", "."), "dmmsim"))
SCENARIOS = os.path.abspath(
    os.path.join(os.environ.get("top_srcdir", "."), "scenarios"))
SINGLE = os.path.join(SCENARIOS, "single-handover.json")
EVIL = '</script><script>alert("x")</script>{{SCENE}}&<!--'

tap = Tap()


class Page(html.parser.HTMLParser):
    """Elements with their attributes, text by the id of the script, tables as
    rows of cells."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.scene, self.tables = [], "", []
        self.texts, self.inside, self.cell = [], None, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        self.inside = attributes.get("id") if tag == "script" else None
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self.cell = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.cell = False
        self.inside = None

    def handle_data(self, data):
        if self.inside == "scene":
            self.scene += data
        elif self.cell:
            self.tables[-1][-1][-1] += data
        self.texts.append(data)


def dmmsim(*words):
    return subprocess.run([DMMSIM, *words], capture_output=True, text=True,
                          check=False)


def run(folder, scenario, *words):
    done = dmmsim("run", scenario, "-o", folder, *words)
    assert done.returncode == 0, done.stderr


def report(*words, output=None):
    done = dmmsim("report", *words, *(["-o", output] if output else []))
    assert done.returncode == 0, done.stderr
    with open(output or os.path.join(words[0], "report.html"),
              encoding="utf-8") as file:
        text = file.read()
    page = Page(text)
    return text, page, json.loads(page.scene)


def refused(status, name, *words, says=""):
    done = dmmsim("report", *words)
    tap.ok(done.returncode == status and says in done.stderr, name,
           f"status {done.returncode}\n{done.stderr}")


# ---- stands alone -----------------------------------------------------------

def outside(page):
    """Attributes by which the page would fetch something."""
    return [(tag, name, value) for tag, attributes in page.elements
            for name, value in attributes.items()
            if name in ("src", "href", "srcset", "data", "action", "poster")
            and not value.startswith("data:")]


def test_alone():
    run("one", SINGLE, "-a", "dmm", "--set", 'access.radio.loss=0.0',
        "--set", 'access.loss_detection="1 ms"')
    text, page, _ = report("one")
    tap.ok(outside(page) == [], "nothing is fetched", outside(page))
    tap.ok(not re.search(r"@import|url\((?!#|data:)", text),
           "by styles neither")
    policy = [a["content"] for t, a in page.elements
              if t == "meta" and "http-equiv" in a]
    tap.ok(policy and policy[0].startswith("default-src 'none'"),
           "and the page forbids it", policy)
    tap.ok("{{" not in text, "the template has no gap")
    again = report("one", output="again.html")[0]
    tap.ok(again == text, "twice the same octets")


# ---- says what the run's own files say --------------------------------------

def test_content():
    _, page, scene = report("one")
    with open("one/summary.json", encoding="utf-8") as file:
        metrics = json.load(file)["metrics"]
    head, *rows = page.tables[0]
    at = head.index("metric"), head.index("estimate")
    wrong = [row for row in rows
             if abs(float(row[at[1]]) - metrics[row[at[0]]]["mean"])
             > 1e-5 * abs(metrics[row[at[0]]]["mean"])]
    tap.ok(len(rows) > 5 and not wrong, "the table has the run's metrics",
           wrong)
    with open("one/handovers.csv", encoding="utf-8") as file:
        expected = [(row["node"], int(row["handover"]), row["from"],
                     row["to"], float(row["t_dead"]), float(row["t_ready"]),
                     row["outcome"]) for row in csv.DictReader(file)]
    found = [(scene["mobile"][h["mobile"]]["name"], h["number"], h["from"],
              h["to"], h["t"], h["ready"], h["outcome"])
             for h in scene["handovers"] if h["number"] > 0]
    tap.ok(found == expected, "the replay has the handovers of handovers.csv",
           f"{found}\n{expected}")
    settings = dict(page.tables[2])
    tap.ok(settings.get("access.loss_detection") == "1 ms"
           and "access.radio.loss" not in settings
           and settings.get("duration") == "40 s",
           "settings are those that are not the default", settings)
    with open("one/manifest.json", encoding="utf-8") as file:
        digest = json.load(file)["run_digest"]
    tap.ok(["run digest", digest] in page.tables[3], "provenance is there",
           page.tables[3])


def test_messages():
    """As dmmsim trace has them, which test-trace.py holds to tshark."""
    _, _, scene = report("one")
    chart = dmmsim("trace", "one", "-f", "mscgen").stdout
    drawn = [(float(at), text) for at, text in
             re.findall(r'label="(\d+\.\d+) s  (.*)"\];', chart)]
    told = [(round(e["t"], 6), e["text"]) for e in scene["events"]]
    tap.ok(len(told) > 10 and told == drawn, "the messages are those of trace",
           f"{told}\n{drawn}")
    tap.ok(all(0 <= e[k] < len(scene["entities"]) for e in scene["events"]
               for k in ("from", "to") if e[k] is not None),
           "between entities that are there")


def test_tunnels():
    """PMIPv6: at each instant after its registration one tunnel from the
    anchor, to where the node is (closed form: 10 ms + 1 ms each way)."""
    run("pmipv6", SINGLE, "-a", "pmipv6")
    tunnels = report("pmipv6")[2]["tunnels"]
    found = [(t["anchor"], t["gateway"], round(t["from"], 9), t["to"])
             for t in tunnels]
    tap.ok(found == [("anchor", "ar1", 0.006, 20.056),
                     ("anchor", "ar2", 20.056, None)],
           "tunnels stand from switch to switch", found)


def test_map():
    scene = report("one")[2]
    nodes = {n["name"]: n for n in scene["map"]["nodes"]}
    tap.ok((nodes["ar2"]["x"], nodes["ar2"]["y"]) == (300, 0),
           "positions are the scenario's", nodes)
    tap.ok(len({(n["x"], n["y"]) for n in nodes.values()}) == len(nodes),
           "and no two nodes are in one place", nodes)
    links = {tuple(sorted(scene["map"]["nodes"][i]["name"] for i in pair))
             for pair in scene["map"]["links"]}
    tap.ok(links == {("cn", "core"), ("anchor", "core"), ("ar1", "core"),
                     ("ar2", "core")}, "links are the scenario's", links)


# ---- is not led astray ------------------------------------------------------

def test_escapes():
    with open(SINGLE, encoding="utf-8") as file:
        scenario = json.load(file)
    scenario["title"] = EVIL
    scenario["mobile_nodes"][0]["name"] = "m" + EVIL
    scenario["traffic"][0].update(nodes="m" + EVIL, name=EVIL)
    with open("evil.json", "w", encoding="utf-8") as file:
        json.dump(scenario, file)
    run("evil", "evil.json", "-a", "dmm")
    text, page, scene = report("evil")
    scripts = [a for t, a in page.elements if t == "script"]
    plain = [a for t, a in report("one")[1].elements if t == "script"]
    tap.ok(scripts == plain, "what a scenario says is no script", scripts)
    tap.ok(scene["mobile"][0]["name"] == "m" + EVIL, "but arrives as it is")
    tap.ok(EVIL not in text, "nor stands in the page unescaped")
    tap.ok(any(EVIL in t for t in page.texts), "the title shows as it is")


def images(page):
    return [a for t, a in page.elements if t == "img"]


def test_figures():
    """Where gnuplot is not, those that the folder holds."""
    os.mkdir("one/figures")
    with open("one/figures/held.svg", "w", encoding="utf-8") as file:
        file.write('<svg xmlns="http://www.w3.org/2000/svg">'
                   '<script>alert(1)</script></svg>')
    os.mkdir("empty")
    path, os.environ["PATH"] = os.environ["PATH"], os.path.abspath("empty")
    text, page, _ = report("one")
    os.environ["PATH"] = path
    found = images(page)
    tap.ok(len(found) == 1 and found[0]["alt"] == "held"
           and found[0]["src"].startswith("data:image/svg+xml;base64,"),
           "without gnuplot the folder's figures are embedded", found)
    tap.ok("gnuplot" in text and "alert(1)" not in text,
           "and the page says why; nothing in them runs")
    if not shutil.which("gnuplot"):
        tap.ok(True, "drawn # SKIP gnuplot is not installed")
        return
    found = images(report("one")[1])
    octets = [base64.b64decode(a["src"].split(",", 1)[1]) for a in found]
    tap.ok(found and "held" not in [a["alt"] for a in found]
           and all(b"</svg>" in o for o in octets),
           "with gnuplot those that plot draws", [a["alt"] for a in found])


# ---- chooses ----------------------------------------------------------------

def test_choice():
    run("group", SINGLE, "-a", "pmipv6,dmm", "--set", "replications=2")
    _, page, scene = report("group")
    tap.ok(any(e["role"] == "LMA" for e in scene["entities"])
           and len({row[0] for row in page.tables[0][1:]}) == 2,
           "a group has the tables of all and the replay of the first",
           page.tables[0])
    scene = report("group", "--case", "dmm", "--replication", "1")[2]
    tap.ok(any(e["role"] == "CMD" for e in scene["entities"]),
           "or of the one asked for", scene["entities"])
    refused(2, "a case that is not there", "group", "--case", "ipv6",
            says="no run with 'ipv6'")
    with open(SINGLE, encoding="utf-8") as file:
        scenario = json.load(file)
    scenario["sweep"] = {"architecture": ["pmipv6", "dmm"]}
    del scenario["expect"]
    with open("study.json", "w", encoding="utf-8") as file:
        json.dump(scenario, file)
    done = dmmsim("sweep", "study.json", "-o", "study", "-j", "2")
    assert done.returncode == 0, done.stderr
    scene = report("study", "--case", "architecture=dmm")[2]
    tap.ok(any(e["role"] == "CMD" for e in scene["entities"]),
           "a point of a study", scene["entities"])


def test_bounds():
    run("many", SINGLE, "-a", "dmm", "--set", "mobile_nodes.0.count=40")
    scene = report("many")[2]
    tap.ok(len(scene["mobile"]) == 30
           and "Shown are 30 of 40 mobile nodes." in scene["left_out"],
           "many nodes are cut, and the page says so", scene["left_out"])
    scene = report("many", "--node", "mn-40")[2]
    tap.ok([m["name"] for m in scene["mobile"]] == ["mn-40"],
           "one node is chosen", scene["mobile"])
    refused(2, "a node that is not there", "many", "--node", "x",
            says="no mobile node 'x'")
    refused(2, "no nodes at all", "many", "--nodes", "0")
    refused(2, "no results", "nowhere")
    with open("many/manifest.json", encoding="utf-8") as file:
        manifest = json.load(file)
    manifest["run_digest"] = "0" * 32
    with open("many/manifest.json", "w", encoding="utf-8") as file:
        json.dump(manifest, file)
    refused(1, "another run than the recorded one is not shown", "many",
            says="another run")


def main():
    test_alone()
    test_content()
    test_messages()
    test_tunnels()
    test_map()
    test_escapes()
    test_figures()
    test_choice()
    test_bounds()


with tempfile.TemporaryDirectory() as scratch:
    os.chdir(scratch)
    main()
    os.chdir("/")
sys.exit(tap.done())
