# SPDX-License-Identifier: GPL-3.0-or-later
"""Benchmarks of dmmsim and of its peers, in turns, as one table.

Every program runs once per repetition, all in turns, so that a slow minute of
the machine meets all of them; figures are medians over the repetitions, of CPU
time where nothing else is said.  Peers that are not installed are left out, with
the reason.  Every line that a program printed goes to the file of results, and
after it the rows of the table.

Packages of the peers: libns3-dev and g++ (ns-3), python3-simpy3 (SimPy), sumo.
"""
import argparse
import json
import os
import resource
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile

import machine
import table
import workloads

BENCH = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(BENCH)
NS3_LIBRARIES = {workloads.NS3_EVENTS: ["core"],
                 workloads.NS3_NETWORK: ["internet", "point-to-point",
                                         "traffic-control"]}


# ---- peers -------------------------------------------------------------------

def build_ns3(program):
    """Why it cannot be built, or None."""
    for word in ("g++", "pkg-config"):
        if shutil.which(word) is None:
            return f"{word} is not installed"
    modules = [f"ns3-{name}" for name in NS3_LIBRARIES[program]]
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", *modules],
                           capture_output=True, text=True, check=False)
    if flags.returncode != 0:
        return "ns-3 is not installed (Debian's libns3-dev)"
    built = subprocess.run(["g++", "-O2", "-std=c++17", f"-I{SOURCE}", "-o",
                            program, os.path.join(SOURCE, program + ".cc"),
                            *shlex.split(flags.stdout)],
                           capture_output=True, text=True, check=False)
    return None if built.returncode == 0 else built.stderr[-300:]


def python_for(script):
    """A Python for a script of peers: Debian's modules are those of Debian's."""
    if not script.endswith("simpy_hold.py"):
        return sys.executable
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import simpy; simpy.Environment"],
                          capture_output=True, check=False).returncode == 0:
            return python
    return None


def why_not(program):
    """Why a program cannot run here, or None."""
    if program in NS3_LIBRARIES:
        return build_ns3(program)
    if program.endswith("simpy_hold.py") and python_for(program) is None:
        return "SimPy 3 is not installed (Debian's python3-simpy3)"
    if program.endswith("sumo_fcd.py"):
        missing = [word for word in ("sumo", "netgenerate")
                   if shutil.which(word) is None]
        return f"{missing[0]} is not installed (Debian's sumo)" if missing \
            else None
    if not program.endswith(".py") and not os.path.exists(program):
        return "it is not built"
    return None


# ---- running -----------------------------------------------------------------

def command_line(command, folder):
    program, *arguments = (
        word.replace("{folder}", folder)
        .replace("{scenarios}", os.path.join(SOURCE, "scenarios"))
        for word in command)
    if program.endswith(".py"):
        return [python_for(program), os.path.join(BENCH, program), *arguments]
    return [os.path.abspath(program), *arguments]


def json_lines(text):
    """Those of @text that are objects."""
    for line in text.splitlines():
        if line.startswith("{"):
            yield json.loads(line)


def run(command, folder):
    """The JSON lines of a command, each with the CPU time of the whole."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command_line(command, folder), check=False,
                          capture_output=True, text=True,
                          env={**os.environ, "ROUNDS": "1"})
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr[-500:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (after.ru_utime + after.ru_stime
           - before.ru_utime - before.ru_stime)
    lines = list(json_lines(done.stdout)) or [{}]
    return [{**line, "process_cpu_s": round(cpu, 3)} for line in lines]


class Results:
    """Lines of all commands, by command; why some have none."""

    def __init__(self, path):
        self.lines, self.reasons = {}, {}
        self.file = open(path, "w", encoding="utf-8")

    def write(self, line):
        print(json.dumps(line, ensure_ascii=False), file=self.file, flush=True)

    def measure(self, commands, repetitions):
        with tempfile.TemporaryDirectory() as folder:
            for repetition in range(repetitions):
                for number, command in enumerate(commands, 1):
                    progress(repetition, repetitions, number, len(commands),
                             command)
                    self.measure_one(command, repetition, folder)

    def measure_one(self, command, repetition, folder):
        if command in self.reasons:
            return
        try:
            lines = run(command, folder)
        except (RuntimeError, OSError, ValueError) as error:
            self.reasons[command] = str(error)
            self.write({"command": command, "failed": str(error)})
            return
        for line in lines:
            self.lines.setdefault(command, []).append(line)
            self.write({"command": command, "repetition": repetition,
                        "load": machine.load(), **line})

    def get(self, command, key, where):
        """Median; KeyError when there is none."""
        values = [line[key] for line in self.lines[command]
                  if all(line.get(k) == v for k, v in where.items())]
        if not values:
            raise KeyError(key)
        return statistics.median(values)


def progress(repetition, repetitions, number, of, command):
    if sys.stderr.isatty():
        text = f"{repetition + 1}/{repetitions} {number}/{of} " \
            + " ".join(command)
        print(f"\r\033[K{text[:78]}", end="", file=sys.stderr, flush=True)


# ---- rows --------------------------------------------------------------------

def cells(row):
    """All of a row, by column."""
    found = {table.OURS: row.ours}
    if row.limit:
        found[table.LIMIT] = row.limit
    return {**found, **row.peers}


def commands_of(rows, peers):
    """What they need, each once; ours first."""
    found = {}
    for row in rows:
        for column, cell in cells(row).items():
            if peers or column == table.OURS:
                cell(lambda command, key, where:
                     found.setdefault(command, column) and 1.0)
    return sorted(found, key=lambda command: found[command] != table.OURS)


def row_of(row, results):
    """A line for the table."""
    figures = {}
    for column, cell in cells(row).items():
        try:
            figures[column] = round(cell(results.get), 4)
        except KeyError:
            pass        # its reason is among the lines
    return {"row": row.name, "group": row.group, "unit": row.unit,
            "more_is_better": row.more_is_better, "readme": row.readme,
            "budget": row.budget, "recorded": row.recorded,
            "figures": figures}


def options():
    parser = argparse.ArgumentParser(
        description=__doc__.split("\n", 1)[0],
        epilog=__doc__.split("\n", 1)[1].strip(),
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", metavar="WORD", action="append",
                        help="rows that have it in their name or group; again "
                        "for others")
    parser.add_argument("--list", action="store_true", help="the rows there are")
    parser.add_argument("--repetitions", type=int, metavar="N",
                        help="of every program (3; with --quick 1)")
    parser.add_argument("--quick", action="store_true",
                        help="once, without what takes long")
    parser.add_argument("--no-peers", action="store_true", help="ours alone")
    parser.add_argument("--output", default="bench.jsonl", metavar="FILE",
                        help="of results (bench.jsonl)")
    return parser.parse_args()


def chosen(given):
    return [row for row in workloads.rows()
            if (row.quick or not given.quick)
            and (not given.only
                 or any(word in row.name or word in row.group
                        for word in given.only))]


def main():
    given = options()
    rows = chosen(given)
    if not rows:
        sys.exit("no such row: --list names them")
    if given.list:
        for row in rows:
            print(f"{row.group:12}{row.name}")
        return 0
    results = Results(given.output)
    results.write({"machine": machine.describe("Makefile")})
    commands = commands_of(rows, not given.no_peers)
    reasons = {program: why_not(program)
               for program in dict.fromkeys(command[0] for command in commands)}
    for command in commands:
        if reasons[command[0]]:
            results.reasons[command] = reasons[command[0]]
    results.measure(commands, given.repetitions or (1 if given.quick else 3))
    for program, reason in reasons.items():
        if reason:
            results.write({"left_out": program, "reason": reason})
    for row in rows:
        results.write(row_of(row, results))
    results.write({"load_at_end": machine.load()})
    results.file.close()
    if sys.stderr.isatty():
        print(file=sys.stderr)
    table.show(given.output)
    failed = [command for command in results.reasons
              if not reasons[command[0]]]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
