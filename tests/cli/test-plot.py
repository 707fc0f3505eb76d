#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""dmmsim plot: the data of figures are what Python computes from the tables of
the same folder; scripts draw the same again, alone; text of users stays text;
what a folder lacks is said."""
import csv
import html
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "tests"))
from tap import Tap, skip_all, skip_if_sanitized  # noqa: E402

DMMSIM = os.path.abspath(
    os.path.join(os.environ.get("top_builddir", "."), "dmmsim"))
BASE = os.path.abspath(os.path.join(
    os.environ.get("top_srcdir", "."), "scenarios", "single-handover.json"))
T_0975_3 = 3.182446  # Student, three degrees of freedom, from tables
HOSTILE = ("It's \"q\" {x_1^2} \\ @ & ~ <b> %g `touch HIT` $(touch HIT) "
           "#c ü→λ\nline 2")
L2 = "access.l2_handover"
PICTURES = ("svg", "png", "pdf")

FIGURES = [
    {"name": "si", "x": L2, "y": "handover.interruption", "by": "architecture",
     "title": HOSTILE, "x_label": HOSTILE},
    {"name": "p95", "x": L2, "y": "handover.interruption", "statistic": "p95",
     "x_scale": "log", "y_scale": "log", "where": {"architecture": "dmm"}},
    {"name": "loss", "x": L2, "y": "loss.ratio", "confidence": 90},
    {"name": "words", "x": "architecture", "y": "handover.gateway"},
    {"name": "classes", "kind": "bars", "x": L2,
     "y": "signaling.messages{class=*}"},
    {"name": "beside", "kind": "bars", "stacked": False, "x": "architecture",
     "y": ["handover.signaling", "handover.gateway"],
     "where": {L2: ["50 ms", "200 ms"]}},
    {"name": "parts", "kind": "components", "x": L2},
    {"name": "cdf", "kind": "cdf", "y": "handover.interruption",
     "where": {L2: "50 ms"}},
    {"name": "column", "kind": "cdf", "y": "flows.csv:delay_mean"},
    {"name": "runs", "kind": "cdf", "sample": "runs", "y": "delay.oneway"},
    {"name": "time", "kind": "series", "y": ["sent", "delivered"],
     "where": {L2: "50 ms"}},
    {"name": "map", "kind": "map", "where": {L2: "50 ms"}},
]

tap = Tap()


def dmmsim(*words, **more):
    return subprocess.run([DMMSIM, *words], capture_output=True, text=True,
                          check=False, **more)


def blocks(path):
    """Blocks of a .dat: (heading, rows of numbers)."""
    found = []
    with open(path, encoding="utf-8") as file:
        for block in file.read().split("\n\n\n"):
            lines = block.strip("\n").split("\n")
            found.append((lines[0][2:], [[float(cell) for cell in line.split()]
                                         for line in lines[2:]]))
    return found


def table(*path):
    with open(os.path.join(*path), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def close(a, b):
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1e-12)


def content(*path):
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def results(metric, l2, architecture):
    return [row for row in table("study", "results.csv")
            if row["metric"] == metric and row["architecture"] == architecture
            and close(float(row[L2]), l2)]


def make_study():
    study = {"extends": BASE, "replications": 4, "figures": FIGURES,
             "record": {"series": "1 s"},
             "sweep": {"architecture": ["pmipv6", "dmm"],
                       L2: ["5 ms", "50 ms", "200 ms"]}}
    with open(BASE, encoding="utf-8") as file:
        traffic = json.load(file)["traffic"]
    traffic[0]["start"] = {"uniform": ["8 s", "8.05 s"]}
    study["traffic"] = traffic
    with open("study.json", "w", encoding="utf-8") as file:
        json.dump(study, file)
    done = dmmsim("sweep", "study.json", "-o", "study", "--keep", "-j", "2")
    assert done.returncode == 0, done.stderr


def kept(l2, architecture):
    """Result folders of a point."""
    for name in sorted(os.listdir("study/runs")):
        with open(f"study/runs/{name}", encoding="utf-8") as file:
            record = json.load(file)
        if record["axes"] == {"architecture": architecture, L2: l2}:
            yield f"study/kept/{record['digest']}"


def kinds_of(schema):
    """The names that "kind" takes, wherever "figures" stands in the schema."""
    if isinstance(schema, dict):
        if "figures" in schema:
            figure = schema["figures"]["items"]
            return set(figure["properties"]["kind"]["enum"])
        schema = list(schema.values())
    if isinstance(schema, list):
        return set().union(*map(kinds_of, schema))
    return set()


# ---- what is drawn ---------------------------------------------------------

def test_files():
    done = dmmsim("plot", "study")
    tap.ok(done.returncode == 0 and len(done.stdout.splitlines())
           == len(FIGURES), "every figure is drawn and named", done.stderr)
    missing = [f"{f['name']}.{e}" for f in FIGURES
               for e in ("dat", "gp") + PICTURES
               if not os.path.isfile(f"study/figures/{f['name']}.{e}")
               or os.path.getsize(f"study/figures/{f['name']}.{e}") == 0]
    tap.ok(not missing, "data, script and three pictures of each", missing)
    others = [name for name in os.listdir("study") if ".part-" in name]
    tap.ok(not others, "nothing unfinished is left", others)
    kinds = kinds_of(json.loads(dmmsim("schema").stdout))
    drawn = {f.get("kind", "lines") for f in FIGURES}
    tap.ok(kinds == drawn, "every kind that the schema knows", kinds, drawn)


def test_repeats():
    done = dmmsim("plot", "study", "-o", "again")
    differ = [name for name in sorted(os.listdir("again"))
              if not name.endswith(".pdf")
              and content("again", name) != content("study/figures", name)]
    tap.ok(done.returncode == 0 and not differ,
           "the same octets of all but PDF", differ, done.stderr)
    done = dmmsim("plot", "study", "-o", "one", "--figure", "cdf", "--format",
                  "svg")
    tap.ok(sorted(os.listdir("one")) == ["cdf.dat", "cdf.gp", "cdf.svg"],
           "one figure in one format", os.listdir("one"), done.stderr)


def test_scripts():
    os.makedirs("alone/home")
    with open("alone/home/.gnuplot", "w", encoding="utf-8") as file:
        file.write("set grid\n")
    wrong = []
    for figure in FIGURES:
        name = figure["name"]
        folder = f"alone/{name}"
        os.makedirs(folder)
        for ending in ("dat", "gp"):
            shutil.copy(f"study/figures/{name}.{ending}", folder)
        done = subprocess.run(["gnuplot", f"{name}.gp"], cwd=folder,
                              capture_output=True, text=True, check=False)
        same = all(os.path.isfile(f"{folder}/{name}.{e}")
                   and content(folder, f"{name}.{e}")
                   == content("study/figures", f"{name}.{e}")
                   for e in ("svg", "png"))
        if done.returncode != 0 or done.stderr or not same:
            wrong.append(f"{name}: {done.returncode} {done.stderr}")
    tap.ok(not wrong, "each script draws the same again, alone", *wrong)
    text = "".join(content("study/figures", f"{f['name']}.{e}").decode()
                   for f in FIGURES for e in ("gp", "dat"))
    tap.ok(os.getcwd() not in text and not re.search(r"\b20\d\d-", text)
           and "/tmp" not in text, "no path and no date in script and data")


def test_hostile():
    svg = content("study/figures/si.svg").decode()
    shown = [html.unescape(line) for line in re.findall(
        r"<text[^>]*>(.*?)</text>", svg, re.S)]
    first, second = HOSTILE.split("\n")
    tap.ok(any(first in line for line in shown), "text of users stays text",
           *shown[-8:])
    tap.ok(any(second in line for line in shown), "a line end ends a line")
    hits = [os.path.join(where, "HIT")
            for where, _, names in os.walk(".") if "HIT" in names]
    tap.ok(not hits, "what stands between backquotes is not run", hits)


# ---- numbers ---------------------------------------------------------------

def test_lines():
    wrong = []
    for heading, rows in blocks("study/figures/si.dat"):
        architecture = heading.split(", ")[1]
        for x, estimate, low, high, runs, _ in rows:
            x_values = [float(row["mean"]) for row in
                        results("handover.interruption", x, architecture)]
            mean = statistics.mean(x_values)
            half = T_0975_3 * statistics.stdev(x_values) / 2
            if not (close(estimate, mean) and abs(high - mean - half) < 1e-6
                    * mean and abs(mean - low - half) < 1e-6 * mean
                    and runs == 4):
                wrong.append(f"{heading} {x}: {estimate} {low} {high}, "
                             f"expected {mean} +- {half}")
    tap.ok(len(blocks("study/figures/si.dat")) == 2 and not wrong,
           "means and Student's intervals of the runs", *wrong)
    points = [row[0] for row in blocks("study/figures/si.dat")[0][1]]
    tap.ok(points == [0.005, 0.05, 0.2], "x in SI units, ascending", points)
    (heading, rows), = blocks("study/figures/p95.dat")
    wanted = [statistics.mean(float(r["p95"]) for r in results(
        "handover.interruption", x, "dmm")) for x in (0.005, 0.05, 0.2)]
    tap.ok(all(close(row[1], w) for row, w in zip(rows, wanted)),
           "another statistic of each run, only where it is wanted", rows)


def test_ratio():
    wrong = []
    for heading, rows in blocks("study/figures/loss.dat"):
        for x, estimate, *_ in rows:
            found = results("loss.ratio", x, heading.split(", ")[1])
            wanted = (sum(float(r["mean"]) * float(r["n"]) for r in found)
                      / sum(float(r["n"]) for r in found))
            if not close(estimate, wanted):
                wrong.append(f"{heading} {x}: {estimate}, expected {wanted}")
    tap.ok(not wrong, "ratios of counts are ratios of sums", *wrong)


def test_prediction():
    wrong = []
    for heading, rows in blocks("study/figures/words.dat"):
        wrong += [f"{heading}: {row}" for row in rows
                  if row[5] == row[5] and not close(row[1], row[5])]
    predicted = [row[5] for _, rows in blocks("study/figures/words.dat")
                 for row in rows if row[5] == row[5]]
    tap.ok(predicted and not wrong,
           "closed forms lie where the exact simulation does", *wrong)
    tap.ok("closed form" in content("study/figures/words.svg").decode(),
           "and are named in the key")


def test_bars():
    rows = {heading: block for heading, block
            in blocks("study/figures/classes.dat")}
    wrong = []
    for i, (l2, architecture) in enumerate(
            (l2, a) for l2 in (0.005, 0.05, 0.2) for a in ("pmipv6", "dmm")):
        for heading, block in rows.items():
            if heading.startswith("sums"):
                continue
            found = results(f"signaling.messages{{class={heading}}}", l2,
                            architecture)
            means = [float(r["mean"]) for r in found if r["mean"]]
            if means and not close(block[i][4], statistics.mean(means)):
                wrong.append(f"{heading} {l2} {architecture}: {block[i]}")
        whole = statistics.mean(
            float(r["mean"])
            for r in results("signaling.messages", l2, architecture))
        if not close(rows["sums of the parts"][i][1], whole):
            wrong.append(f"sum {l2} {architecture}")
    tap.ok("handover" in rows and not wrong,
           "classes add up to all messages", *wrong)


def test_components():
    data = blocks("study/figures/parts.dat")
    sums = data[-1][1]
    wrong = []
    for i, (l2, a) in enumerate((l2, a) for l2 in ("5 ms", "50 ms", "200 ms")
                                for a in ("pmipv6", "dmm")):
        delays = [float(r["t_ra"]) - float(r["t_dead"])
                  for folder in kept(l2, a)
                  for r in table(folder, "handovers.csv")
                  if r["outcome"] == "completed"]
        if not close(sums[i][1], statistics.mean(delays)):
            wrong.append(f"{l2} {a}: {sums[i]}, {delays}")
    tap.ok(not wrong, "parts add up to t_ra - t_dead", *wrong)
    layer2 = dict(data)["layer 2"]
    tap.ok([round(row[4], 9) for row in layer2]
           == [0.005, 0.005, 0.05, 0.05, 0.2, 0.2],
           "layer 2 is what the scenario says", layer2)


def test_cdf():
    wrong = []
    for heading, rows in blocks("study/figures/cdf.dat"):
        values = sorted(
            float(r["interruption"])
            for folder in kept("50 ms", heading.split(":")[0])
            for r in table(folder, "handover_flows.csv")
            if r["interruption"] and r["direction"] == "down")
        wanted = [[v, (max(i for i, w in enumerate(values) if w == v) + 1)
                   / len(values)] for v in sorted(set(values))]
        if rows[0] != [values[0], 0] or not all(
                close(a[0], b[0]) and close(a[1], b[1])
                for a, b in zip(rows[1:], wanted)) or len(rows) != len(
                    wanted) + 1:
            wrong.append(f"{heading}: {rows}, expected {wanted}")
    tap.ok(not wrong, "distributions of single observations", *wrong)


def test_series_and_map():
    wrong = []
    for heading, rows in blocks("study/figures/time.dat"):
        column, architecture = heading.lower().split(", ")
        tables = [table(folder, "series.csv")
                  for folder in kept("50 ms", architecture)]
        for i, row in enumerate(rows):
            wanted = statistics.mean(float(t[i][column]) for t in tables)
            if row[0] != float(tables[0][i]["time"]) or not close(row[1],
                                                                  wanted):
                wrong.append(f"{heading}: {row}, expected {wanted}")
    tap.ok(not wrong, "series are means over the replications", *wrong[:4])
    data = {heading: rows for heading, rows
            in blocks("study/figures/map.dat") if heading != "links"}
    anchored = {row[0]: row[2] for row in data["dmm"]}
    wanted = {x: statistics.mean(
        sum(float(r["anchored_bytes"] or 0)
            for r in table(folder, "entities.csv") if r["site"] == site)
        for folder in kept("50 ms", "dmm"))
        for site, x in (("ar1", 0.0), ("ar2", 300.0))}
    tap.ok(all(close(anchored[x], wanted[x]) for x in wanted),
           "a map has the load where the site stands", anchored, wanted)
    tap.ok(len(data["pmipv6"]) == 3,
           "a loaded site without position is not lost", data["pmipv6"])


# ---- what is missing -------------------------------------------------------

def test_lacks():
    shutil.copytree("study", "bare",
                    ignore=shutil.ignore_patterns("kept", "figures"))
    done = dmmsim("plot", "bare")
    tap.ok(done.returncode == 2 and "figure cdf: " in done.stderr
           and "--keep" in done.stderr, "a table that was not kept is named",
           done.stderr)
    tap.ok(os.path.isfile("bare/figures/si.svg")
           and not os.path.exists("bare/figures/cdf.gp"),
           "the figures that need none are drawn", done.stderr)
    done = dmmsim("run", BASE, "-o", "single")
    assert done.returncode == 0, done.stderr
    done = dmmsim("plot", "single", "-o", "run")
    tap.ok(done.returncode == 0 and os.path.isfile("run/map.svg")
           and os.path.isfile("run/cdf-handover-interruption.svg"),
           "a run without figures of its own gets what suits it",
           done.stdout, done.stderr)
    done = dmmsim("plot", next(kept("50 ms", "dmm")), "-o", "point")
    tap.ok(done.returncode == 0 and "si: left out" in done.stderr
           and os.path.isfile("point/words.svg"),
           "figures over axes of the study are left out at one of its points",
           done.stderr)
    for name, figure, says in (
            ("metric", {"x": L2, "y": "handover.joy"}, "handover.joy"),
            ("column", {"kind": "cdf", "y": "flows.csv:joy"}, "joy"),
            ("units", {"x": L2, "y": ["handover.loss", "handover.recovery"]},
             "figures of their own"),
            ("table", {"kind": "cdf", "y": "stretch.hops"}, "runs")):
        with open("study.json", encoding="utf-8") as file:
            study = json.load(file)
        study["figures"] = [figure]
        with open("odd.json", "w", encoding="utf-8") as file:
            json.dump(study, file)
        done = dmmsim("plot", "study", "--scenario", "odd.json", "-o", "odd")
        tap.ok(done.returncode == 2 and says in done.stderr
               and not os.path.exists("odd"), f"unfit {name}: refused",
               done.stderr)
    done = dmmsim("plot", "study", "--figure", "none")
    tap.ok(done.returncode == 2 and "there are: " in done.stderr,
           "a figure that is not there: those there are", done.stderr)
    for words in (("plot",), ("plot", "nowhere"), ("plot", "study", "--format", "gif"),
                  ("plot", "study", "--format", "")):
        done = dmmsim(*words)
        tap.ok(done.returncode == 2 and done.stderr, " ".join(words)
               + ": status 2", done.stderr)


def test_gnuplot():
    os.makedirs("nothing")
    done = dmmsim("plot", "study", "-o", "never", env={"PATH": "nothing"})
    tap.ok(done.returncode == 3 and "package gnuplot" in done.stderr
           and not os.path.exists("never"),
           "without gnuplot the package is named", done.stderr)
    os.makedirs("bin")
    with open("bin/gnuplot", "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\necho it broke >&2\nexit 1\n")
    os.chmod("bin/gnuplot", 0o755)
    path = os.path.abspath("bin") + ":" + os.environ["PATH"]
    done = dmmsim("plot", "study", "-o", "one", "--figure", "cdf",
                  env={**os.environ, "PATH": path})
    tap.ok(done.returncode == 2 and "it broke" in done.stderr
           and sorted(os.listdir("one")) == ["cdf.dat", "cdf.gp"],
           "a failure is told; script and data stay, older pictures do not",
           done.stderr, os.listdir("one"))


def main():
    if shutil.which("gnuplot") is None:
        skip_all("gnuplot is not installed")
    skip_if_sanitized("figures of a study")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        make_study()
        for test in (test_files, test_repeats, test_scripts, test_hostile,
                     test_lines, test_ratio, test_prediction, test_bars,
                     test_components, test_cdf, test_series_and_map,
                     test_lacks, test_gnuplot):
            test()
        os.chdir("/")
    return tap.done()


sys.exit(main())
