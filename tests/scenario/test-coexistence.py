#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of each flow when its node moves between access routers of
different kinds (RFC 7333 REQ4, REQ5), for each pair of kinds, in one run of
coexistence.json; and with gateways that register where they are not served.
Fate and anchor are held against what the protocols can do, losses against
closed forms.  The table of doc/models/coexistence.md is made here: with
DMMSIM_UPDATE_DOC=1 it is written, else compared.  Prints TAP."""

import csv
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap, skip_if_sanitized  # noqa: E402 - in the folder above

BUILD = os.environ.get("top_builddir", ".")
TOP = pathlib.Path(os.environ.get("top_srcdir", "."))
PAGE = TOP / "doc" / "models" / "coexistence.md"
KINDS = ("maar", "mag", "plain")
BEGIN, END = "<!-- table -->\n", "<!-- end of table -->\n"
# s: access router to core, to LMA and CMD by it, radio, period, link down
LEAF, CENTRE, RADIO, PERIOD, DOWN = 0.002, 0.007, 0.002, 0.02, 0.05
AFTER = round(10 / PERIOD)  # packets from the move to the end


def rows(path):
    with open(path, newline="") as f:
        return list(csv.DictReader(f))


def run(folder, **changes):
    out = os.path.join(folder, "-".join(map(str, changes.values())) or "run")
    sets = [word for key, value in changes.items() for word in
            ("--set", f"architecture.{key}={json.dumps(value)}")]
    result = subprocess.run(
        [f"{BUILD}/dmmsim", "run", TOP / "scenarios" / "coexistence.json",
         "-o", out, *sets], capture_output=True, text=True, check=False)
    if result.returncode:
        raise RuntimeError(result.stderr)
    with open(os.path.join(out, "summary.json")) as f:
        balanced = json.load(f)
    return {"flows": {r["name"]: r for r in rows(f"{out}/flows.csv")},
            "moves": {r["name"]: r for r in rows(f"{out}/handover_flows.csv")},
            "handovers": {r["node"]: r for r in rows(f"{out}/handovers.csv")
                          if r["handover"] == "1"},
            "signaling": rows(f"{out}/signaling.csv"),
            "metrics": balanced["metrics"]}


def fate(found, name, kind):
    """Of a flow that ran before the move."""
    flow, move = found["flows"].get(name), found["moves"].get(name)
    if flow is None or move is None:
        return "-"
    if not move["t_first"]:
        return "broken"
    return "goes on" if kind == "app" else "kept"


def anchor_of(kind, router):
    return {"maar": f"maar{router}", "mag": "centre",
            "plain": f"plain{router}"}[kind]


def registration(kind, previous):
    """From the trigger until the first packet can be at the node: 2a of MAG
    and MAAR, or the way by CMD and previous MAAR."""
    if kind == "plain":
        return 0
    return max(2 * CENTRE, CENTRE + CENTRE + 2 * LEAF) if previous \
        else 2 * CENTRE


def recovery(x, y, who):
    """D of doc/closed-forms.md 1."""
    if who == "call":
        return registration(y, x == y == "maar") + RADIO
    ready = 0 if y == "plain" else 2 * CENTRE  # RA
    # BU up, data down: the home agent stands where LMA and CMD do.  Between
    # MAGs the care-of address stays, and so does the binding.
    if x == y == "mag":
        return ready + RADIO
    return ready + RADIO + 2 * (RADIO + CENTRE)


def wanted(x, y, who):
    """Fate, anchor at the end, bounds of the losses."""
    if who == "call" and (x != y or x == "plain"):
        return "broken", anchor_of(x, 1), (AFTER, AFTER)
    if who == "app":
        return "goes on", None, None
    packets = (DOWN + recovery(x, y, who)) / PERIOD
    anchor = anchor_of(x, 1) if who == "call" else "centre"
    return "kept", anchor, (math.floor(packets), math.ceil(packets))


def flow_name(x, y, who):
    return f"call-{x}-{y}-host" if who == "host" else f"{who}-{x}-{y}"


def test_pair(tap, found, x, y):
    wrong = []
    for who in ("call", "app", "host"):
        name = flow_name(x, y, who)
        flow, (what, anchor, bounds) = found["flows"][name], wanted(x, y, who)
        if fate(found, name, who) != what:
            wrong.append(f"{name}: {fate(found, name, who)}, wanted {what}")
        if anchor and flow["anchor"] != anchor:
            wrong.append(f"{name}: at {flow['anchor']}, wanted {anchor}")
        if bounds and not bounds[0] <= int(flow["lost"]) <= bounds[1]:
            wrong.append(f"{name}: {flow['lost']} lost, wanted {bounds}")
        if what == "goes on" and int(flow["lost"]) > 10:
            wrong.append(f"{name}: {flow['lost']} lost")
    outcomes = {found["handovers"][n]["outcome"]
                for n in (f"{x}-{y}", f"{x}-{y}-host")}
    if outcomes != {"completed"}:
        wrong.append(f"handover {outcomes}")
    tap.ok(not wrong, f"from {x} to {y}: network's flow, application that "
           "copes, host with Mobile IPv6", *wrong)


PLACES = {"old_radio": "old radio", "old_router": "old router",
          "anchor": "anchor", "new_router": "new router", "other": "elsewhere"}


def cell(found, x, y, who):
    name = flow_name(x, y, who)
    move, flow = found["moves"][name], found["flows"][name]
    where = [text for key, text in PLACES.items()
             if int(move[f"lost_{key}"]) > 0]
    at = "began at" if who == "app" else "anchor"
    return (f"{fate(found, name, who)}, {at} {flow['anchor']}; "
            f"{move['lost']} lost at {', '.join(where)}")


def table(found):
    lines = ["| from | to | `call`: keeps its address | `app`: takes a new one "
             "| `call` of a host with Mobile IPv6 | messages: node; host |",
             "|---|---|---|---|---|---|"]
    for x in KINDS:
        for y in KINDS:
            cells = [cell(found, x, y, who) for who in ("call", "app", "host")]
            n = [found["handovers"][node]["messages"]
                 for node in (f"{x}-{y}", f"{x}-{y}-host")]
            lines.append(f"| {x} | {y} | {' | '.join(cells)} "
                         f"| {n[0]}; {n[1]} |")
    return "\n".join(lines) + "\n"


def test_page(tap, found):
    text = PAGE.read_text()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    page = before + BEGIN + table(found) + END + after
    if os.environ.get("DMMSIM_UPDATE_DOC"):
        PAGE.write_text(page)
    tap.ok(page == text, "the page's table is that of this run")


def errors(found, role):
    return sum(int(r["sent"]) for r in found["signaling"]
               if r["role"] == role and r["class"] == "error")


def test_refused(tap, folder, title, refused, by, **changes):
    """Gateways of the kind @refused get no service; nobody else notices."""
    found, wrong = run(folder, **changes), []
    plain = run(folder)
    for x in KINDS:
        for y in KINDS:
            for who in ("call", "app", "host"):
                name = flow_name(x, y, who)
                got = fate(found, name, who)
                if refused == x:  # begins at the other router, if there
                    begun = name in found["flows"]
                    if got != "-" or begun != (y != refused):
                        wrong.append(f"{name}: {got}, begun {begun}")
                elif refused == y:
                    if got != "broken":
                        wrong.append(f"{name}: {got} with no service at {y}")
                elif found["flows"][name] | {"flow": 0} \
                        != plain["flows"][name] | {"flow": 0}:
                    wrong.append(f"{name}: changed by others' refusal")
    if not errors(found, by) or errors(found, "CMD" if by == "LMA" else "LMA"):
        wrong.append(f"refusals: {errors(found, by)} by {by}")
    tap.ok(not wrong, title, *wrong)


def main():
    skip_if_sanitized("runs whole scenarios")
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        found = run(folder)
        for x in KINDS:
            for y in KINDS:
                test_pair(tap, found, x, y)
        tap.ok(not errors(found, "LMA") and not errors(found, "CMD"),
               "LMA and CMD at one node refuse nothing")
        test_page(tap, found)
        test_refused(tap, folder, "legacy MAGs at a CMD: refused for want of "
                     "the D flag, all else as before", "mag", "CMD",
                     mag_anchor="cmd")
        test_refused(tap, folder, "MAARs at an LMA that knows the D flag to be "
                     "beyond it: refused, all else as before", "maar", "LMA",
                     maar_anchor="lma")
        test_refused(tap, folder, "MAARs at an LMA that ignores the D flag: "
                     "their prefixes are not its own, all else as before",
                     "maar", "LMA", maar_anchor="lma", legacy_ignores_d=True)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
