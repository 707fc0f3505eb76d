#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""dmmsim stats: tables of replications against Python's own arithmetic, in
every format; pairs; advice; studies as well as runs."""
import csv
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "tests"))
from tap import Tap  # noqa: E402

DMMSIM = os.path.abspath(
    os.path.join(os.environ.get("top_builddir", "."), "dmmsim"))
MODES = os.path.abspath(os.path.join(
    os.environ.get("top_srcdir", "."), "scenarios", "mode-comparison.json"))
LAW = 'access.l2_handover={"exponential":"30 ms"}'
T_0975_3 = 3.182446  # Student, three degrees of freedom, from tables
T_095_3 = 2.353363

tap = Tap()


def dmmsim(*words):
    return subprocess.run([DMMSIM, *words], capture_output=True, text=True,
                          check=False)


def stats(*words):
    done = dmmsim("stats", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def rows(*words):
    return list(csv.DictReader(io.StringIO(stats(*words, "--format", "csv"))))


def refuses(name, *words, says):
    done = dmmsim("stats", *words)
    tap.ok(done.returncode == 2 and says in done.stderr, name, done.stderr)


def metric(folder, name):
    with open(os.path.join(folder, "summary.json"), encoding="utf-8") as file:
        return json.load(file)["metrics"][name]


def runs_of(architecture, name):
    return [metric(f"many/{architecture}/replication-{i}", name)
            for i in range(4)]


def close(text, wanted):
    return abs(float(text) - wanted) <= 1e-6 * abs(wanted)


def estimates():
    name = "handover.interruption"
    row, = [row for row in rows("many", "-m", name)
            if row["architecture"] == "dmm"]
    means = [run["mean"] for run in runs_of("dmm", name)]
    half = T_0975_3 * statistics.stdev(means) / 2
    tap.ok(close(row["estimate"], statistics.mean(means))
           and close(row["half_width"], half)
           and close(row["low"], statistics.mean(means) - half)
           and row["runs"] == "4" and row["unit"] == "s"
           and close(row["min"], min(means)) and close(row["max"], max(means)),
           "means have Student's interval", row, means)
    row = rows("many/dmm", "-m", name, "--confidence", "90")[0]
    tap.ok(close(row["half_width"], half * T_095_3 / T_0975_3),
           "of the confidence asked for", row)
    row = rows("many/dmm", "-m", name + ":p95")[0]
    tap.ok(close(row["estimate"], statistics.mean(
        run["p95"] for run in runs_of("dmm", name))), "a percentile per run")
    row = rows("many/dmm", "-m", "loss.ratio")[0]
    lost = [metric(f"many/dmm/replication-{i}", "loss.ratio")
            for i in range(4)]
    ratio = sum(m["mean"] * m["n"] for m in lost) / sum(m["n"] for m in lost)
    tap.ok(row["estimator"] == "ratio of sums" and close(row["estimate"], ratio)
           and int(row["observations"]) == sum(m["n"] for m in lost) > 10000,
           "a ratio is one of sums", row)
    row = rows("many/dmm", "-m", name, "--estimator", "quantile")[0]
    tap.ok(close(row["estimate"], sorted(means)[1]) and row["low"] == "",
           "four runs bound no median", row)
    row = rows("many/dmm/replication-1", "-m", name)[0]
    tap.ok(row["runs"] == "1" and row["low"] == "" and close(
        row["estimate"], means[1]), "one run has no interval", row)


def pairs():
    name = "delay.oneway"
    row, = [row for row in rows("many", "-m", name, "--paired",
                                "architecture=pmipv6")
            if row["architecture"] == "dmm"]
    base, other = ([run["mean"] for run in runs_of(a, name)]
                   for a in ("pmipv6", "dmm"))
    differences = [b - a for a, b in zip(base, other)]
    half = T_0975_3 * statistics.stdev(differences) / 2
    reduction = ((statistics.variance(base) + statistics.variance(other))
                 / statistics.variance(differences))
    mean = statistics.mean(differences)
    tap.ok(close(row["difference"], mean) and close(row["low"], mean - half)
           and close(row["high"], mean + half) and row["pairs"] == "4"
           and close(row["relative"], mean / statistics.mean(base))
           and abs(float(row["variance_reduction"]) - reduction)
           < 1e-4 * reduction, "pairs by hand", row, reduction)
    row, = rows("many", "-m", "handover.interruption", "--paired",
                "architecture=pmipv6")
    tap.ok(row["variance_reduction"] == "inf"
           or float(row["variance_reduction"]) > 10,
           "common random numbers pay", row)


def formats():
    words = ["many", "-m", "handover.interruption", "-m", "loss.ratio", "--by",
             "architecture"]
    text, latex, markdown = (stats(*words, "--format", f)
                             for f in ("text", "latex", "markdown"))
    table = rows(*words)
    tap.ok([row["metric"] for row in table]
           == ["handover.interruption", "loss.ratio"], "a row per metric")
    tap.ok({"pmipv6", "pmipv6 low", "pmipv6 high", "dmm"} <= set(table[0]),
           "the axis side by side", table[0])
    cell = f"{float(table[0]['dmm']):.5g} ± "
    tap.ok(cell in text and cell in markdown
           and cell.replace("±", "$\\pm$") in latex,
           "the same number everywhere", text, latex)
    tap.ok(markdown.splitlines()[1] == "| --- | --- | ---: | ---: |",
           "Markdown has its rule", markdown)
    tap.ok(len({len(line.split("|")) for line in markdown.splitlines()}) == 1,
           "and as many cells in each row")
    labelled = stats("many", "-m", "loss.ratio{direction=down}", "--format",
                     "latex")
    tap.ok("loss.ratio\\{direction=down\\}" in labelled,
           "LaTeX escapes what it must", labelled)
    compile_latex(latex + "\n\n" + labelled)
    first = list(csv.reader(io.StringIO(stats("many", "--format", "csv"))))
    tap.ok(len({len(row) for row in first}) == 1 and len(first) > 40,
           "all metrics by default")


def compile_latex(tables):
    name = "pdflatex accepts the tables"
    if not shutil.which("pdflatex"):
        tap.ok(True, name + " # SKIP pdflatex is not installed")
        return
    with open("tables.tex", "w", encoding="utf-8") as file:
        file.write("\\documentclass{article}\n\\usepackage{booktabs}\n"
                   "\\usepackage[T1]{fontenc}\n\\begin{document}\n" + tables
                   + "\\end{document}\n")
    done = subprocess.run(["pdflatex", "-interaction=nonstopmode",
                           "-halt-on-error", "tables.tex"],
                          capture_output=True, text=True, check=False)
    tap.ok(done.returncode == 0, name, done.stdout[-2000:])


def advice():
    name = "handover.interruption"
    values = [run["mean"] for run in runs_of("dmm", name)]
    row = rows("many/dmm", "-m", name, "--advise", "replications",
               "--half-width", "10%", "--block", "2")[0]
    tap.ok(close(row["wanted"], statistics.mean(values) / 10)
           and close(row["half_width"],
                     T_0975_3 * statistics.stdev(values) / 2)
           and row["reached"] == "no" and row["next"] in ("6", "8"),
           "replications for a half-width", row)
    needed = int(row["needed"])
    tap.ok(needed > 4 and 1.9 * statistics.stdev(values) / needed ** 0.5
           < float(row["wanted"]), "enough of them", row)
    row = rows("many/dmm", "-m", name, "--advise", "replications",
               "--half-width", "10", "--block", "2")[0]
    tap.ok(row["reached"] == "yes" and row["next"] == "4",
           "absolute and wide: no more", row)
    done = dmmsim("run", MODES, "-o", "series", "--set",
                  'record.series="100 ms"')
    assert done.returncode == 0, done.stderr
    with open("series/series.csv", encoding="utf-8") as file:
        lines = file.read().splitlines()
    header = lines[0].split(",")
    column = header.index("live_flows")
    series = [line.split(",") for line in lines[1:]]
    for i, line in enumerate(series):
        line[column] = "0" if i < 50 else str(7 + i // 5 % 2)
    with open("series/series.csv", "w", encoding="utf-8") as file:
        file.write("\n".join([lines[0], *map(",".join, series)]) + "\n")
    row = rows("series", "--advise", "warmup", "--column", "live_flows")[0]
    tap.ok(row["settled"] == "yes" and float(row["warmup"]) == 5
           and row["samples"] == str(len(series)), "warm-up in seconds", row)


def columns():
    with open("series/handover_flows.csv", encoding="utf-8") as file:
        values = sorted(float(row["interruption"])
                        for row in csv.DictReader(file) if row["interruption"])
    row = rows("series", "--column", "handover_flows.csv:interruption",
               "--quantile", "0.5")[0]
    tap.ok(int(row["n"]) == len(values)
           and float(row["estimate"]) == values[(len(values) - 1) // 2]
           and float(row["max"]) == values[-1], "quantiles of a column", row)
    refuses("a column that is not there", "series", "--column",
            "flows.csv:joy", says="no column 'joy'")
    refuses("a table that is not there", "series", "--column", "joy.csv:x",
            says="joy.csv")


def studies():
    with open("study.json", "w", encoding="utf-8") as file:
        json.dump({"extends": MODES, "duration": "30 s", "replications": 3,
                   "access": {"l2_handover": {"exponential": "30 ms"}},
                   "sweep": {"architecture": ["pmipv6", "dmm"],
                             "access.radio.delay": ["1 ms", "2 ms"]}}, file)
    done = dmmsim("sweep", "study.json", "-o", "study", "-j", "1")
    assert done.returncode == 0, done.stderr
    table = rows("study", "-m", "delay.oneway", "--by", "architecture")
    tap.ok([row["access.radio.delay"] for row in table] == ["1 ms", "2 ms"]
           and all(float(row["dmm"]) < float(row["pmipv6"]) for row in table),
           "a study has its axes", table)
    wide = rows("study", "-m", "delay.oneway", "-m", "loss.ratio", "--wide")
    narrow = {(row["access.radio.delay"], row["architecture"]): row
              for row in rows("study", "-m", "delay.oneway")}
    tap.ok(len(wide) == len(narrow) == 4
           and all(row["delay.oneway (s)"]
                   == narrow[row["access.radio.delay"],
                             row["architecture"]]["estimate"]
                   and row["loss.ratio"] for row in wide),
           "--wide: a row per case, what the rows per metric say", wide)
    table = rows("study", "-m", "delay.oneway", "--paired",
                 "access.radio.delay")
    tap.ok(len(table) == 2 and all(abs(float(row["difference"]) - 0.001) < 1e-5
                                   for row in table),
           "pairs along an axis: 1 ms more on the radio", table)
    done = dmmsim("compare", "study", "study")
    tap.ok(done.returncode == 0 and "run digests: 12 equal" in done.stdout,
           "a study is equal to itself", done.stdout + done.stderr)
    record = sorted(os.listdir("study/runs"))[0]
    done = dmmsim("replay", f"study/runs/{record}")
    tap.ok(done.returncode == 0 and "same:" in done.stdout,
           "a record can be replayed", done.stdout + done.stderr)
    shutil.copytree("study", "lacking")
    os.remove(f"lacking/runs/{record}")
    done = dmmsim("compare", "study", "lacking")
    tap.ok(done.returncode == 1 and "missing: runs (" in done.stdout,
           "a study that lacks a run fails", done.stdout + done.stderr)
    done = dmmsim("compare", "kept", "study", "--bless", "first study")
    tap.ok(done.returncode == 0
           and dmmsim("compare", "kept", "study").returncode == 0
           and dmmsim("sweep", "study.json", "-o", "kept").returncode == 0,
           "a study can be blessed, and grown", done.stderr)


def main():
    done = dmmsim("run", MODES, "-o", "many", "-a", "pmipv6,dmm", "--set",
                  "replications=4", "--set", LAW)
    assert done.returncode == 0, done.stderr
    estimates()
    pairs()
    formats()
    advice()
    columns()
    studies()
    refuses("an unknown axis", "many", "--by", "speed", says="no axis 'speed'")
    refuses("two shapes of a table", "many", "--by", "architecture", "--wide",
            says="one of --by, --wide")
    refuses("an unknown value", "many", "--paired", "architecture=nemo",
            says="no case has this value")
    refuses("an unknown metric", "many", "-m", "handover.joy",
            says="no run has")
    refuses("an unknown statistic", "many", "-m", "handover.count:p42",
            says="expected a metric")
    refuses("an unknown format", "many", "-f", "word", says="latex")
    refuses("a half-width of nothing", "many", "--advise", "replications",
            "--half-width", "0%", says="above 0")
    os.mkdir("empty")
    refuses("a quantile that nothing asks for", "many", "--quantile", "0.9",
            says="--estimator quantile")
    refuses("a half-width that nothing asks for", "many", "--half-width", "1%",
            says="--advise replications")
    refuses("a folder that is not there", "nowhere", says="no such file")
    refuses("a folder without results", "empty", says="manifest.json")


with tempfile.TemporaryDirectory() as scratch:
    os.chdir(scratch)
    main()
    os.chdir("/")
sys.exit(tap.done())
