# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of a file of benchmark results, and that of README.md.

    table.py RESULTS [README]
"""
import json
import sys

OURS, LIMIT, NS3 = "dmmsim", "bare C", "ns-3"
BEGIN = "<!-- make bench-readme: begin -->"
END = "<!-- make bench-readme: end -->"


def number(value):
    """Three digits."""
    if value is None:
        return "–"
    if abs(value) >= 100:
        return f"{round(value, 3 - len(str(int(abs(value))))):,.0f}"
    return f"{value:.3g}"


def bound(value):
    """A budget, to the last digit."""
    return "–" if value is None else f"{value:,}"


def read(path):
    """The machine; rows; programs left out or failed, with the reason; loads."""
    host, rows, missing, loads = {}, [], {}, []
    with open(path, encoding="utf-8") as file:
        for line in map(json.loads, file):
            host = line.get("machine", host)
            if "row" in line:
                rows.append(line)
            if "left_out" in line:
                missing[line["left_out"]] = line["reason"]
            if "failed" in line:
                missing[" ".join(line["command"])] = line["failed"]
            if "load" in line:
                loads.append(line["load"])
    return host, rows, missing, loads


def ratio(row, other):
    """How many times better than @other ours is."""
    ours = row["figures"].get(OURS)
    if not ours or not other:
        return None
    return ours / other if row["more_is_better"] else other / ours


def within(row):
    """Is the budget kept?"""
    ours, budget = row["figures"].get(OURS), row["budget"]
    if ours is None or budget is None:
        return ""
    kept = ours >= budget if row["more_is_better"] else ours <= budget
    return "" if kept else " !"


def best_peer(row):
    """The most that is known of any peer."""
    known = [value for name, value in row["figures"].items()
             if name not in (OURS, LIMIT)]
    known += [row["recorded"]] if row["recorded"] is not None else []
    if not known:
        return None
    return max(known) if row["more_is_better"] else min(known)


def times(value):
    return "–" if value is None else number(value) + "x"


# ---- the terminal ------------------------------------------------------------

def show(path):
    host, rows, missing, loads = read(path)
    print(", ".join(f"{name} {value}" for name, value in host.items()))
    if loads:
        print(f"load while measured: {min(loads)} to {max(loads)}")
    print()
    peers = list(dict.fromkeys(
        name for row in rows for name in row["figures"]
        if name not in (OURS, LIMIT)))
    head = ["workload", "unit", OURS, "budget", LIMIT, *peers,
            "ns-3 optimised (recorded)", "ours better by"]
    lines = [[row["row"], row["unit"],
              number(row["figures"].get(OURS)) + within(row),
              bound(row["budget"]), number(row["figures"].get(LIMIT)),
              *(number(row["figures"].get(name)) for name in peers),
              number(row["recorded"]), times(ratio(row, best_peer(row)))]
             for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *lines)]
    for line in (head, *lines):
        print("  ".join(text.ljust(width) if i < 2 else text.rjust(width)
                        for i, (text, width) in enumerate(zip(line, widths))))
    if any(within(row) for row in rows):
        print("! beyond its budget")
    for program, reason in missing.items():
        print(f"without {program}: {reason.strip()}")


# ---- README.md ---------------------------------------------------------------

def unit(row):
    return "" if row["unit"] == "1/s" else f", {row['unit']}"


def ns3_cell(row):
    """Beside ours, and in parentheses the recorded one."""
    recorded = row["recorded"]
    return number(row["figures"].get(NS3)) \
        + ("" if recorded is None else f" ({number(recorded)})")


def others(row):
    return "; ".join(f"{name} {number(value)}"
                     for name, value in row["figures"].items()
                     if name not in (OURS, LIMIT, NS3)) or "–"


def markdown(path):
    host, rows, missing, loads = read(path)
    yield ("| workload | dmmsim | budget | bare C | ns-3 | others | "
           "better than the best by |")
    yield "|---|---:|---:|---:|---:|---|---:|"
    for row in rows:
        if row["readme"]:
            figures = row["figures"]
            yield "| " + " | ".join(
                [row["row"] + unit(row),
                 number(figures.get(OURS)) + within(row), bound(row["budget"]),
                 number(figures.get(LIMIT)), ns3_cell(row), others(row),
                 times(ratio(row, best_peer(row)))]) + " |"
    yield ""
    yield (f"{host['cpu']}, {host['cores']} cores, L2 "
           f"{host['caches'].get('L2', '?')}, {host['compiler']}, "
           f"{host['flags']}; load {min(loads)} to {max(loads)}. CPU time, "
           "medians of interleaved runs. ns-3: Debian's package with its "
           "fastest scheduler; in parentheses an optimised build, recorded on "
           "another machine of the same size (there bare C took 43, 93 and 192 "
           "ns per event at 10^3, 10^5 and 10^6 pending). Coroutines: a loop "
           "of processes on stacks of their own, as cimba's."
           + (" !: beyond its budget." if any(map(within, rows)) else "")
           + "".join(f" Without {program}: {reason.strip()}."
                     for program, reason in missing.items()))


def write_readme(results, path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    body = "\n".join(markdown(results))
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"{before}{BEGIN}\n{body}\n{END}{after}")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        write_readme(sys.argv[1], sys.argv[2])
    else:
        show(sys.argv[1])
