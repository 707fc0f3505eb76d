# SPDX-License-Identifier: GPL-3.0-or-later
"""Random small scenarios from a seed.

What every scenario must have is composed here: a connected graph, sites that
may coincide, nodes that move, flows.  All other keys are drawn from the
program's own schema, each with a stream of its own (seed and path), so that a
key that is new enters by itself and moves nobody else's draws.  What the schema
cannot tell, which name a string may hold, is in NAMES.

A scenario that is refused loses the key that the message names, until it is
accepted: sections that contradict each other make a smaller scenario, never
none."""
import json
import random
import re
import subprocess

DURATION = 12  # s
KEY_CHANCE = 0.12  # that a key which may be left out is there
OFTEN = {  # the same, for paths where more make more trouble
    r"": KEY_CHANCE,
    r"faults.*\.change\.|attacks|security\.|processing\.": 0.4,
    r"routing\.|.*\.(gilbert_elliott|corruption)$": 0.3,
    r"security\.signaling$|processing\.model$|architecture\.heartbeat$": 0.6}
NOT_DRAWN = {  # composed below, or nothing that a run does
    "title", "duration", "seed", "replications", "topology", "sites", "cells",
    "mobile_nodes", "faults", "attacks", "standby", "traffic", "record", "sweep", "figures", "expect",
    "warmup", "name", "extends", "motion", "pattern", "cell_sites", "stop"}
COMPANIONS = {"at", "for", "every"}  # of a fault or an attack: not what it is
UNITS = {  # by a unit that only this quantity has: least, greatest, text
    "us|": (1e-5, 5, "{:.6f} s"), "KiB|": (1, 3000, "{:.0f} B"),
    "Mbps|": (2e4, 1e8, "{:.0f} bps"), "km/h": (1, 60, "{:.2f} m/s"),
    "cm|": (1, 1500, "{:.1f} m")}


COMPOSED = {"architecture", "topology", "sites", "access", "mobile_nodes"}


class Drawer:
    """Draws values that a part of the schema allows."""

    def __init__(self, seed, scene):
        self.seed, self.scene = seed, scene

    def rng(self, path):
        return random.Random(f"{self.seed}/{path}")

    def is_there(self, path):
        """Is the key that may be left out?"""
        chance = max(chance for pattern, chance in OFTEN.items()
                     if re.match(pattern, path))
        return self.rng(f"{path}?").random() < chance

    def value(self, schema, path, key=""):
        rng = self.rng(path)
        if key in NAMES:
            return NAMES[key](self.scene, rng)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return rng.choice(schema["enum"])
        if "anyOf" in schema:
            return self.any_of(schema, path, key, rng)
        return getattr(self, schema.get("type", "null"))(schema, path, rng)

    def any_of(self, schema, path, key, rng):
        for choice in schema["anyOf"]:
            for unit, (least, greatest, text) in UNITS.items():
                if unit in choice.get("pattern", ""):
                    return self.quantity(schema, rng, least, greatest, text)
        chosen = rng.randrange(len(schema["anyOf"]))
        return self.value(schema["anyOf"][chosen], f"{path}|{chosen}", key)

    @staticmethod
    def quantity(schema, rng, least, greatest, text):
        bounds = schema["anyOf"][0]
        if bounds.get("minimum") == 0 and rng.random() < 0.15:
            return 0
        least = max(least, bounds.get("minimum", least))
        greatest = min(greatest, bounds.get("maximum", greatest))
        if greatest <= least:
            return least
        return text.format(least * (greatest / least) ** rng.random())

    @staticmethod
    def boolean(_schema, _path, rng):
        return rng.random() < 0.5

    @staticmethod
    def null(_schema, _path, _rng):
        return None

    @staticmethod
    def integer(schema, _path, rng):
        least = schema.get("minimum", schema.get("exclusiveMinimum", -1) + 1)
        return min(least + int(rng.choice([0, 1, 2, 5, 20]) * rng.random() * 2),
                   schema.get("maximum", 2 ** 31))

    @staticmethod
    def number(schema, _path, rng):
        least = schema.get("minimum", schema.get("exclusiveMinimum", 0))
        greatest = schema.get("maximum", least + 10)
        return round(rng.uniform(least, greatest), 4) or greatest

    def string(self, _schema, _path, rng):
        return rng.choice(self.scene.routers)

    def array(self, schema, path, rng):
        n = max(rng.randint(0, 2), schema.get("minItems", 0))
        if "prefixItems" in schema:
            return [self.value(below, f"{path}[{i}]")
                    for i, below in enumerate(schema["prefixItems"])]
        if "items" not in schema:
            return []
        items = [self.value(schema["items"], f"{path}[{i}]") for i in range(n)]
        return [item for i, item in enumerate(items)
                if item not in items[:i]]  # no name twice

    def object(self, schema, path, rng):
        needed = schema.get("required", [])
        result = {}
        if "const" in schema.get("properties", {}).get("name", {}):
            result = {"name": schema["properties"]["name"]["const"]}
        for key, below in schema.get("properties", {}).items():
            there = key not in NOT_DRAWN and self.is_there(f"{path}.{key}")
            if key not in result and (key in needed or there):
                result[key] = self.value(below, f"{path}.{key}", key)
        others = sorted(set(schema.get("properties", {})) - COMPANIONS)
        if not set(result) - COMPANIONS and others and rng:
            key = rng.choice(others)
            result[key] = self.value(schema["properties"][key],
                                     f"{path}.{key}", key)
        return result


# What strings and lists of a key stand for.
NAMES = {
    "link": lambda scene, rng: list(rng.choice(scene.links)["between"]),
    "partition": lambda scene, rng: rng.sample(
        scene.routers, rng.randint(1, len(scene.routers) - 1)),
    "node": lambda scene, rng: rng.choice(scene.routers),
    "restart": lambda scene, rng: rng.choice(
        [*scene.routers, "anchor", "controller"]),
    "at": lambda scene, rng: f"{rng.uniform(0, DURATION):.6f} s",
    "for": lambda scene, rng: f"{rng.uniform(0.001, DURATION / 3):.6f} s",
    "queue": lambda scene, rng: f"{rng.randint(1, 20)} packets",
    "correspondent": lambda scene, rng: rng.choice(scene.correspondents),
    "nodes": lambda scene, rng: rng.choice(scene.nodes)["name"],
    "arrivals": lambda scene, rng: {
        "exponential": f"{rng.uniform(0.2, 4):.6f} s"},
    "every": lambda scene, rng: {
        "exponential": f"{rng.uniform(0.01, 4):.6f} s"},
    "interval": lambda scene, rng: f"{rng.uniform(0.02, 3):.6f} s",
    "mobile_hosts": lambda scene, rng: [rng.choice(scene.nodes)["name"]],
    "victims": lambda scene, rng: rng.choice(scene.nodes)["name"],
}


class Scene:
    """The part of a scenario that is composed."""

    def __init__(self, seed):
        self.rng = rng = random.Random(f"{seed}")
        self.routers = [f"r{i}" for i in range(rng.randint(3, 7))]
        self.links = self.compose_links()
        self.access = rng.sample(self.routers, rng.randint(
            2, len(self.routers) - 1))
        self.correspondents = rng.sample(self.routers, rng.randint(1, 2))
        self.lossy = rng.random() < 0.4
        self.nodes = [self.mobile_node(i) for i in range(rng.randint(1, 3))]

    def delay(self, greatest):
        """ms; none at all is the hardest."""
        if self.rng.random() < 0.2:
            return 0
        return f"{self.rng.randint(1, greatest * 1000)} us"

    def compose_links(self):
        rng, pairs = self.rng, {}
        for i in range(1, len(self.routers)):
            pairs[rng.randrange(i), i] = None
        for _ in range(rng.randint(0, 3)):
            pairs[tuple(sorted(rng.sample(range(len(self.routers)), 2)))] = None
        return [{"between": [self.routers[a], self.routers[b]],
                 "delay": self.delay(10)} for a, b in pairs]

    def schedule(self):
        attach, t = [], 0.0
        for _ in range(self.rng.randint(1, 12)):
            others = [a for a in self.access
                      if not attach or a != attach[-1][1]]
            attach.append([round(t, 6), self.rng.choice(others)])
            t += self.rng.choice([self.rng.uniform(1e-6, 0.03),
                                  self.rng.uniform(0.03, 0.3),
                                  self.rng.uniform(0.5, 4)])
        return {"model": "schedule", "attach": attach}

    def motion(self):
        rng = self.rng
        return rng.choice([
            self.schedule, self.schedule,
            lambda: {"model": "markov", "next": "uniform", "residence":
                     {"exponential": f"{rng.choice([0.05, 0.5, 3])} s"}},
            lambda: {"model": "highway", "speed": f"{rng.randint(50, 400)} m/s",
                     "at_end": rng.choice(["leave", "stop", "wrap", "bounce"])},
            lambda: {"model": "random-waypoint", "speed":
                     {"uniform": ["50 m/s", "300 m/s"]}},
            lambda: {"model": "static"}])()

    def mobile_node(self, i):
        return {"name": f"mn{i}", "count": self.rng.randint(1, 3),
                "motion": self.motion()}

    def flow(self, i):
        rng = self.rng
        return {"name": f"flow{i}", "nodes": rng.choice(self.nodes)["name"],
                "direction": rng.choice(["down", "up", "both"]),
                "pattern": {rng.choice(["cbr", "poisson"]):
                            {"interval": f"{rng.randint(20, 90)} ms",
                             "size": f"{rng.randint(0, 1400)} B"}},
                "start": f"{rng.uniform(0, DURATION / 2):.6f} s",
                "mobility": rng.choice(["required", "required", "none"])}

    def document(self):
        rng = self.rng
        loss = round(rng.uniform(0, 0.3), 3) if self.lossy else 0
        return {
            "title": "chaos", "duration": DURATION,
            "seed": rng.randint(1, 10 ** 9), "architecture": "ipv6",
            "topology": {"nodes": self.routers, "links": self.links},
            "sites": {"access": self.access,
                      "anchor": rng.choice(self.routers),
                      "controller": rng.choice(self.routers),
                      "correspondents": self.correspondents},
            "access": {"radio": {"delay": self.delay(5), "loss": loss},
                       "l2_handover": self.delay(100),
                       "cells": [{"router": r, "position":
                                  [400 * i, rng.randint(0, 50)]}
                                 for i, r in enumerate(self.access)]},
            "mobile_nodes": self.nodes,
            "traffic": [self.flow(i) for i in range(rng.randint(1, 4))],
            "protocol": {"binding_lifetime": f"{rng.choice([4, 8, 60])} s",
                         "retransmit": {"initial": "250 ms", "max": "1 s",
                                        "limit": rng.choice([1, 40])}},
        }


def multihomed(document, rng):
    """pmipv6-multihomed: two more routers between the gateways and the rest,
    each a path (RFC 8278)."""
    sites, topology = document["sites"], document["topology"]
    paths = ("lte", "wlan")
    topology["nodes"] = [*topology["nodes"], *paths]
    topology["links"] = topology["links"] + [
        {"between": [path, other], "delay": f"{rng.randint(1, 20)} ms"}
        for path in paths
        for other in dict.fromkeys([sites["anchor"], *sites["access"]])]
    document["architecture"]["paths"] = [
        {"via": path, "technology": path, "label": i + 1, "bid": i + 1,
         "weight": rng.randint(1, 5)} for i, path in enumerate(paths)]


# What the composed part must have beside for an architecture.
NEEDS = {"pmipv6-multihomed": multihomed}


# ---- what goes wrong --------------------------------------------------------

def fault(drawer, schema, path):
    """One of the things that a fault can be, once or again and again."""
    properties = schema["properties"]
    rng = drawer.rng(f"{path}!")
    what = rng.choice(sorted(set(properties) - COMPANIONS - {"state"}))
    result = {what: drawer.value(properties[what], f"{path}.{what}", what)}
    keys = ["every", "for"] if rng.random() < 0.3 else ["at"]
    if what == "restart":
        result["state"] = rng.choice(["lost", "lost", "kept"])
    if "every" not in keys and (what == "restart" or rng.random() < 0.7):
        keys.append("for")
    for key in keys:
        result[key] = NAMES[key](drawer.scene, drawer.rng(f"{path}.{key}"))
    return result


def attack(drawer, schema, path):
    """By a router, or by one of the mobile nodes."""
    rng = drawer.rng(f"{path}!")
    result = drawer.object(schema, path, rng)
    if rng.random() < 0.4:
        entry = rng.choice(drawer.scene.nodes)
        result["node"] = entry["name"]
        if entry["count"] > 1:
            result["node"] += f"-{rng.randint(1, entry['count'])}"
    return result


def spare(drawer, schema, path, document):
    """A standby, at a node of its own as the one it stands in for is."""
    rng = drawer.rng(f"{path}!")
    if rng.random() >= 0.4:
        return
    topology = document["topology"]
    routers, own = drawer.scene.routers, ["centre", "spare"]
    topology["nodes"] = [*topology["nodes"], *own]
    topology["links"] = topology["links"] + [
        {"between": [node, router], "delay": f"{rng.randint(1, 20)} ms"}
        for node in own for router in rng.sample(routers, 2)]
    document["sites"].update(anchor="centre", controller="centre")
    standby = drawer.object(schema, path, None)
    document["architecture"]["standby"] = {**standby, "node": "spare"}
    if "heartbeat" in standby or rng.random() < 0.7:
        document["architecture"]["standby"]["heartbeat"] = {
            "interval": f"{rng.randint(20, 900)} ms",
            "missing": rng.randint(0, 3)}


def troubles(drawer, properties, document, architecture):
    """Faults, attacks, standbys."""
    for key, make in (("faults", fault), ("attacks", attack)):
        n = drawer.rng(f"{key}!").choice([0, 0, 1, 1, 2, 3])
        document[key] = [make(drawer, properties[key]["items"], f"{key}[{i}]")
                         for i in range(n)]
    if "standby" in architecture["properties"]:
        spare(drawer, architecture["properties"]["standby"],
              "architecture.standby", document)


def merged(document, drawn):
    """What is composed stands."""
    for key, value in drawn.items():
        if isinstance(value, dict) and isinstance(document.get(key), dict):
            merged(document[key], value)
        else:
            document.setdefault(key, value)
    return document


def compose(seed, schema, architecture):
    """A scenario under the architecture (a part of the schema)."""
    scene = Scene(seed)
    drawer = Drawer(seed, scene)
    properties = schema["properties"]
    document = scene.document()
    document["architecture"] = drawer.value(architecture, "architecture")
    NEEDS.get(document["architecture"]["name"], lambda *_: None)(document,
                                                                 scene.rng)
    troubles(drawer, properties, document, architecture)
    for key in sorted(set(properties) - NOT_DRAWN - set(document) |
                      {"access", "protocol"}):
        if key in document or drawer.rng(f"{key}?").random() < 0.5:
            merged(document, {key: drawer.value(properties[key], key)})
    for key in ("mobile_nodes", "traffic"):
        below = properties[key]["items"]
        for i, item in enumerate(document[key]):
            merged(item, drawer.object(dict(below, required=[]), f"{key}[{i}]",
                                       None))
    below = properties["topology"]["properties"]["links"]["items"]
    for i, item in enumerate(document["topology"]["links"]):
        merged(item, drawer.object(dict(below, required=[]), f"links[{i}]",
                                   None))
    return document


# ---- what is accepted -------------------------------------------------------

def take_away(document, path):
    """Takes away the key of a path such as /a/b/2/c, or the nearest one above
    it that may go; False: nothing."""
    steps = [int(s) if s.isdigit() else s for s in path.split("/")[1:]]
    for depth in range(len(steps), 1 if steps[0] in COMPOSED else 0, -1):
        at = document
        try:
            for step in steps[:depth - 1]:
                at = at[step]
            if steps[depth - 1] in ("name", "router", "position", "kind"):
                continue
            del at[steps[depth - 1]]
            return True
        except (KeyError, IndexError, TypeError):
            continue
    return False


def settle(program, document, path):
    """Writes the document to the path when it is accepted; returns what was
    taken away for that, or raises what a refusal must never be."""
    taken = []
    for _ in range(80):
        with open(path, "w") as file:
            json.dump(document, file, indent=1)
        result = subprocess.run([program, "validate", path], check=False,
                                capture_output=True, text=True, timeout=60)
        if result.returncode == 0:
            return taken
        said = result.stderr.strip()
        found = re.search(re.escape(path) + r": at (/[^ ]+): ", said)
        if result.returncode != 2 or not found:
            raise RuntimeError(f"validate: status {result.returncode}: {said}")
        taken.append(said)
        if not take_away(document, found.group(1)):
            raise RuntimeError(f"nothing to take away: {said}")
    raise RuntimeError("never accepted:\n" + "\n".join(taken[-5:]))
