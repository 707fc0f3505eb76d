#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Common random numbers: neither another architecture nor one node more moves
the draws of anybody else.  Times of motion (t_dead) and of flows (start, end)
of the nodes that both runs have are equal to the octet."""
import csv
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ.get("top_srcdir", "."), "tests"))
from tap import Tap  # noqa: E402

DMMSIM = os.path.abspath(
    os.path.join(os.environ.get("top_builddir", "."), "dmmsim"))

LAWS = {
    "random-waypoint": {"model": "random-waypoint",
                        "speed": {"uniform": [5, 25]},
                        "pause": {"exponential": "2 s"}},
    "markov": {"model": "markov", "residence": {"exponential": "8 s"},
               "next": "neighbour"},
    "manhattan": {"model": "manhattan", "speed": {"uniform": [8, 20]}},
    "highway": {"model": "highway", "start": [0, 0],
                "speed": {"normal": [30, 3]}, "spacing": "40 m"},
}

tap = Tap()


def scenario(law, extra):
    """Nodes "mn-..." with sessions and losses; @extra changes the file."""
    content = {
        "duration": "60 s", "seed": 5,
        "topology": {"generate": {"grid": {
            "rows": 3, "columns": 3, "spacing": "300 m", "delay": "1 ms"}}},
        "sites": {"access": "all", "anchor": "n5"},
        "access": {"radio": {"delay": "2 ms", "loss": 0.02},
                   "l2_handover": {"exponential": "40 ms"}},
        "mobile_nodes": [{"name": "mn", "count": 4, "motion": LAWS[law]}],
        "traffic": [{"name": "call", "nodes": "mn", "direction": "down",
                     "pattern": {"poisson": {"interval": "40 ms", "size": "160 B"}},
                     "sessions": {"arrivals": {"exponential": "10 s"},
                                  "duration": {"exponential": "8 s"}}}]}
    extra(content)
    return content


def run(name, content):
    with open(name + ".json", "w", encoding="utf-8") as file:
        json.dump(content, file)
    done = subprocess.run([DMMSIM, "run", name + ".json", "-o", name],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return name


def rows(folder, table, columns, node):
    with open(os.path.join(folder, table), encoding="utf-8") as file:
        return sorted(tuple(row[column] for column in columns)
                      for row in csv.DictReader(file) if node(row["node"]))


def common(name):
    return name.startswith("mn")


def first_four(name):
    return name in {"mn-1", "mn-2", "mn-3", "mn-4"}


def motion(folder, node=common):
    return rows(folder, "handovers.csv",
                ("node", "handover", "from", "to", "t_dead", "t_up"), node)


def traffic(folder, node=common):
    return rows(folder, "flows.csv", ("node", "name", "start", "end"), node)


def same(law, what, base, other):
    for kind, of in (("motion", motion), ("traffic", traffic)):
        one, two = of(base), of(other)
        tap.ok(one == two and len(one) > 5, f"{law}, {what}: same {kind}",
               "" if one == two else
               [pair for pair in zip(one, two) if pair[0] != pair[1]][:3],
               len(one))


def architecture(name):
    return lambda content: content.update(architecture=name)


def one_node_more(content):
    architecture("dmm")(content)
    content["mobile_nodes"].insert(
        0, {"name": "another", "motion": LAWS["random-waypoint"]})
    content["traffic"].insert(
        0, dict(content["traffic"][0], name="chat", nodes="another"))


def one_of_the_same_more(content):
    architecture("dmm")(content)
    content["mobile_nodes"][0]["count"] = 5


def other_seed(content):
    architecture("dmm")(content)
    content["seed"] = 6


def main():
    for law in LAWS:
        base = run(law, scenario(law, architecture("dmm")))
        for name in ("pmipv6", "ipv6"):
            same(law, f"dmm and {name}", base, run(
                f"{law}-{name}", scenario(law, architecture(name))))
        same(law, "another entry", base, run(
            law + "-more", scenario(law, one_node_more)))
        five = run(law + "-five", scenario(law, one_of_the_same_more))
        tap.ok(traffic(base) == traffic(five, first_four)
               and motion(base) == motion(five, first_four),
               f"{law}, one more of the same: same motion and traffic")
        other = run(law + "-seed", scenario(law, other_seed))
        tap.ok(motion(base) != motion(other)
               and traffic(base) != traffic(other),
               f"{law}: another seed is another run")


with tempfile.TemporaryDirectory() as scratch:
    os.chdir(scratch)
    main()
    os.chdir("/")
sys.exit(tap.done())
