#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sweep under mpirun: ranks share one study, which is to the octet what one
process makes; killed, it loses nothing but the runs at work.  Prints TAP."""

import contextlib
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap, skip_all, skip_if_sanitized  # noqa: E402

from spoilt import PROGRAM  # noqa: E402 - beside this file
from studies import (  # noqa: E402
    AXES, children, contents, scenario, sweep)

SEED = 20261123
ROUNDS = 4  # of each kind

# One machine, whatever else it has: more ranks than cores, no network.
ENVIRONMENT = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1",
               "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
               "OMPI_MCA_rmaps_base_oversubscribe": "1",
               "OMPI_MCA_hwloc_base_binding_policy": "none",
               "OMPI_MCA_btl": "self,vader", "OMPI_MCA_plm": "isolated",
               "OMPI_MCA_btl_vader_single_copy_mechanism": "none"}


def command(ranks, *arguments):
    return ["mpirun", "-np", str(ranks), PROGRAM, "sweep",
            *map(str, arguments)]


def mpirun(ranks, *arguments):
    return subprocess.run(command(ranks, *arguments), env=ENVIRONMENT,
                          capture_output=True, text=True, timeout=120)


def begin(ranks, *arguments):
    return subprocess.Popen(command(ranks, *arguments), env=ENVIRONMENT,
                            stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, text=True)


def held(folder):
    return len(list((folder / "runs").glob("*.json")))


def cpu_seconds(pid):
    """Of the process, without its children."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    user, system = fields.split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def at_work(pid):
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return text.rpartition(")")[2].split()[0] != "Z"


def all_gone(pids):
    """Sooner or later."""
    end = time.monotonic() + 60
    while any(map(at_work, pids)) and time.monotonic() < end:
        time.sleep(0.01)
    return not any(map(at_work, pids))


def test_identity(tap, folder, path, wanted):
    for ranks, arguments in ((2, []), (3, []), (3, ["-j2"])):
        out = folder / f"np{ranks}{''.join(arguments)}"
        run = mpirun(ranks, path, "-o", out, *arguments)
        tap.ok(run.returncode == 0 and contents(out) == wanted
               and run.stderr.count("runs made") == 1,
               f"the same to the octet with {ranks} ranks {arguments}",
               run.stderr)
    run = mpirun(3, path, "-o", out)
    tap.ok(run.returncode == 0 and "0 runs made, 12 held" in run.stderr,
           "what is held is not made again", run.stderr)
    apart = folder / "apart"
    subprocess.run(["mpirun", "-np", "3", "sh", "-c",
                    '"$@" --shard "$OMPI_COMM_WORLD_RANK/3"', "sh", PROGRAM,
                    "sweep", path, "-o", str(apart), "-j1"], env=ENVIRONMENT,
                   check=False, capture_output=True, timeout=120)
    tap.ok(contents(apart) == wanted, "or with a shard for each rank")


def test_refusals(tap, folder):
    bad = scenario(folder / "bad.json", {"access.l2_handover": ["5 mss"]})
    run = mpirun(3, bad, "-o", folder / "bad")
    tap.ok(run.returncode == 2 and run.stderr.count("expected a time") == 1,
           "what is wrong with a study is told once", run.stderr)
    (folder / "no.xml").write_text("this is no trace")
    still = {"model": "static", "at": "ar1"}
    path = scenario(folder / "failing.json", {"mobile_nodes.0.motion": [
        {"model": "fcd", "file": "no.xml"}, still, {**still, "at": "ar2"}]})
    alone = sweep(path, "-o", folder / "alone", "-j1")
    run = mpirun(3, path, "-o", folder / "failing")
    tap.ok(run.returncode == alone.returncode == 4 and "no.xml" in run.stderr
           and "see it again" in run.stderr
           and contents(folder / "failing") == contents(folder / "alone"),
           "a run that fails does not stop the rest; exit status 4", run.stderr)


def test_idleness(tap, folder):
    """A rank that waits leaves the processor to those that work, and one that
    hangs holds up nothing but its own run."""
    path = scenario(folder / "one.json", {}, duration="200000 s")
    with begin(3, path, "-o", folder / "one") as process:
        workers = []
        while process.poll() is None and not workers:
            ranks = children(process.pid)
            workers = [pid for rank in ranks for pid in children(rank)]
        before = sum(map(cpu_seconds, ranks))
        with contextlib.suppress(OSError):
            while cpu_seconds(workers[0]) < 1:
                time.sleep(0.01)
        waited = sum(map(cpu_seconds, ranks)) - before
        process.send_signal(signal.SIGTERM)
        said = process.communicate()[1]
    tap.ok(len(workers) == 1 and waited < 0.4,
           "three ranks that wait take far less than the one run that works",
           f"{waited} s to its 1 s", said)


def test_dynamic(tap, folder, path, wanted):
    out = folder / "stopped"
    with begin(3, path, "-o", out, "--set=duration=4000 s") as process:
        while process.poll() is None and held(out) == 0:
            time.sleep(0.001)
        rank = children(process.pid)[-1]
        os.kill(rank, signal.SIGSTOP)
        until = time.monotonic() + 60
        while held(out) < 12 and time.monotonic() < until:
            time.sleep(0.01)
        made = held(out)
        os.kill(rank, signal.SIGCONT)
        said = process.communicate(timeout=60)[1]
    tap.ok(made >= 11 and process.returncode == 0 and held(out) == 12
           and len(wanted) == 14,
           "the others go on with what a rank that hangs does not take",
           made, said)


def hit(process, out, chance, kind):
    """Kills mpirun, rank 0, or another when so many runs are recorded."""
    records = chance.randrange(10)
    while process.poll() is None and held(out) < records:
        time.sleep(0.0005)
    time.sleep(chance.uniform(0, 0.01))
    ranks = children(process.pid)
    victim = process.pid if kind == "mpirun" else None
    if kind == "rank 0" and ranks:
        victim = ranks[0]
    elif kind == "rank" and ranks:
        victim = ranks[-1]
    if victim:
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
    return ranks


def test_kills(tap, folder, path, wanted):
    """What came too late, after all was made, does not count as a hit."""
    chance = random.Random(SEED)
    out, bad = folder / "killed", []
    hits = {"mpirun": 0, "rank 0": 0, "rank": 0}
    for _ in range(20 * ROUNDS):
        kind = min(hits, key=hits.get)
        if hits[kind] == ROUNDS:
            break
        shutil.rmtree(out, ignore_errors=True)
        with begin(3, path, "-o", out) as process:
            ranks = hit(process, out, chance, kind)
            process.communicate(timeout=60)
        left = not all_gone(ranks)
        hits[kind] += process.returncode != 0
        again = mpirun if sum(hits.values()) % 2 else \
            lambda _, *arguments: sweep(*arguments)
        run = again(3, path, "-o", out)
        if left or run.returncode != 0 or contents(out) != wanted:
            bad.append((kind, process.returncode, run.returncode, run.stderr))
    tap.ok(not bad and min(hits.values()) == ROUNDS,
           "kill -9 of a rank or of mpirun at random moments, resumed each "
           "time: the union is an undisturbed study", f"seed {SEED}; {hits}",
           *bad)


def test_interrupt(tap, folder):
    path = scenario(folder / "long.json", {"seed": list(range(40))},
                    duration="20000 s")
    out = folder / "long"
    with begin(3, path, "-o", out) as process:
        while process.poll() is None and held(out) == 0:
            time.sleep(0.01)
        ranks = children(process.pid)
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=60)[1]
    tap.ok(process.returncode != 0 and 0 < held(out) < 40 and all_gone(ranks)
           and "interrupted: what was made is saved" in said,
           "SIGTERM to mpirun: what was made is saved", said)


def test_without(tap, folder, path):
    """Processes side by side that cannot be ranks must not all make it all."""
    run = sweep(path, "-o", folder / "none",
                env={**os.environ, "OMPI_COMM_WORLD_SIZE": "2"})
    tap.ok(run.returncode == 2 and "built without MPI" in run.stderr
           and not (folder / "none").exists(),
           "built without MPI it says so under mpirun", run.stderr)


def has_mpi():
    return b"MPI_Ibcast" in pathlib.Path(PROGRAM).read_bytes()


def main():
    if not os.access(PROGRAM, os.X_OK):
        skip_all("the program is not built")
    skip_if_sanitized("MPI's own allocations are never freed")
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        path = scenario(folder / "study.json", AXES, replications=2)
        if not has_mpi():
            test_without(tap, folder, path)
            tap.skip("a sweep under mpirun", "built without MPI")
            return tap.done()
        if not shutil.which("mpirun"):
            skip_all("mpirun is not installed")
        sweep(path, "-o", folder / "j1", "-j", "1")
        wanted = contents(folder / "j1")
        test_identity(tap, folder, path, wanted)
        test_refusals(tap, folder)
        test_idleness(tap, folder)
        test_dynamic(tap, folder, path, wanted)
        test_kills(tap, folder, path, wanted)
        test_interrupt(tap, folder)
    return tap.done()


sys.exit(main())
