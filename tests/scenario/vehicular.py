# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests of the vehicular scenarios share: networks on which the laws
of doc/closed-forms.md hold, runs with independent seeds, intervals."""
import csv
import json
import math
import os
import statistics
import subprocess
import tempfile

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SHIPPED = os.path.join(os.environ.get("top_srcdir", "."), "scenarios")
# Two-sided 99 % quantiles of Student's t by number of runs.
STUDENT_99 = {10: 3.249836, 20: 2.860935, 40: 2.707913}


# ---- networks ---------------------------------------------------------------

def ring(count):
    """Edges between routers 0 .. count - 1."""
    return [(i, (i + 1) % count) for i in range(count)]


def torus(side):
    """A grid of side x side routers without border."""
    return [edge for i in range(side) for j in range(side)
            for edge in ((side * i + j, side * i + (j + 1) % side),
                         (side * i + j, side * ((i + 1) % side) + j))]


def network(edges, slack):
    """Topology and sites.  The correspondent reaches every router by two
    links; by way of the anchor it is @slack more, though not much farther;
    neighbours are one link apart, and so near that between routers the way
    along the edges is always the shortest."""
    routers = max(max(edge) for edge in edges) + 1
    way = ["cn"] + [f"far{i}" for i in range(1, slack)] + ["anchor", "core"]
    links = [{"between": list(pair), "delay": "1 us"}
             for pair in zip(way[:-1], way[1:-1])]
    links += [{"between": ["core", near], "delay": "1 ms"}
              for near in ["cn", "anchor", *(f"r{i}" for i in range(routers))]]
    links += [{"between": [f"r{a}", f"r{b}"], "delay": "1 us"}
              for a, b in edges]
    names = [f"r{i}" for i in range(routers)]
    return {"topology": {"nodes": way + names, "links": links},
            "sites": {"access": names, "anchor": "anchor",
                      "controller": "anchor", "correspondents": ["cn"]}}


def walk(edges, residence, following, *, slack=1, nodes=100, duration=3800,
         warmup=800, flows=None, architecture="dmm"):
    """A scenario: nodes that move after exponential residences of mean
    @residence.  @flows: (mean gap, mean duration, mean gap of packets).
    Packets come as a Poisson process, so they see time averages."""
    motion = {"model": "markov", "next": following,
              "residence": {"exponential": round(residence, 6)}}
    if following == "line":
        motion["at_end"] = "wrap"
    document = {
        "title": "vehicular", "duration": duration, "warmup": warmup,
        "architecture": architecture, **network(edges, slack),
        "access": {"radio": {"delay": "1 us", "rate": "inf"},
                   "l2_handover": "10 us"},
        "processing": {"gateway": 0, "previous": 0, "central": 0},
        "mobile_nodes": [{"name": "mn", "count": nodes, "motion": motion}],
        "traffic": [], "protocol": {"binding_lifetime": "3600 s"},
    }
    if flows:
        gap, length, packets = flows
        document["traffic"] = [{
            "name": "flow", "direction": "down",
            "pattern": {"poisson": {"interval": packets, "size": "100 B"}},
            "sessions": {"arrivals": {"exponential": round(gap, 6)},
                         "duration": {"exponential": length}}}]
    return document


# ---- runs -------------------------------------------------------------------

class Result:
    """A result folder; it lasts as long as the scenario's."""

    def __init__(self, folder, scenario):
        self.folder = folder
        self.scenario = scenario
        with open(os.path.join(folder, "summary.json")) as f:
            self.metrics = json.load(f)["metrics"]

    def mean(self, name):
        return self.metrics[name]["mean"]

    def rows(self, table):
        with open(os.path.join(self.folder, table), newline="") as f:
            return list(csv.DictReader(f))


class Scenario:
    """A scenario to run again and again: a document, or a shipped file with
    some keys set otherwise."""

    def __init__(self, of, **settings):
        self.folder = tempfile.TemporaryDirectory()
        self.settings = {key.replace("__", "."): value
                         for key, value in settings.items()}
        self.path = os.path.join(SHIPPED, str(of))
        if isinstance(of, dict):
            self.path = os.path.join(self.folder.name, "case.json")
            with open(self.path, "w") as f:
                json.dump(of, f)

    def run(self, seed=1):
        """Result, valid until the next run."""
        out = os.path.join(self.folder.name, "out")
        command = [DMMSIM, "run", self.path, "--seed", str(seed), "-o", out]
        for key, value in self.settings.items():
            command += ["--set", f"{key}={json.dumps(value)}"]
        done = subprocess.run(command, capture_output=True, text=True,
                              check=False)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return Result(out, self)

    def sample(self, measure, runs):
        """What @measure makes of the results with seeds 1, 2, ..."""
        return [measure(self.run(seed)) for seed in range(1, runs + 1)]


# ---- intervals --------------------------------------------------------------

def interval(values):
    """Mean and half of its 99 % interval."""
    half = STUDENT_99[len(values)] * statistics.stdev(values)
    return statistics.mean(values), half / math.sqrt(len(values))


def hold(tap, name, values, law):
    """Whether the interval of @values covers the law."""
    mean, half = interval(values)
    tap.ok(abs(mean - law) <= max(half, 1e-9), name,
           f"{mean:.5f} +- {half:.5f}, law {law:.5f}")
