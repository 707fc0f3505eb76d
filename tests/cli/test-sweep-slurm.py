#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A study on a cluster: what --emit-slurm writes is submitted to a real Slurm of
one node, which this test starts and stops, and which hears on the loopback
alone.  Prints TAP."""

import contextlib
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from tap import Tap, skip_all, skip_if_sanitized  # noqa: E402

from spoilt import PROGRAM  # noqa: E402 - beside this file
from studies import AXES, contents, scenario, sweep  # noqa: E402

SHARDS = 3
PATIENCE = 180  # s, for anything; it takes about ten

CONFIGURATION = """\
ClusterName=loop
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge/munge.socket
CredType=cred/munge
SlurmctldPort={controller_port}
SlurmdPort={node_port}
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0,sched_interval=2
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=100 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class Cluster:
    """munged, slurmctld and slurmd in the foreground, ended with the test."""

    def __init__(self, folder):
        self.folder = folder
        self.processes = []
        folder.chmod(0o755)
        for name in ("munge", "state", "spool"):
            (folder / name).mkdir()
        ports = free_ports(2)
        (folder / "slurm.conf").write_text(CONFIGURATION.format(
            folder=folder, host=socket.gethostname(),
            user=pwd.getpwuid(os.getuid()).pw_name,
            controller_port=ports[0], node_port=ports[1]))
        self.environment = {name: value for name, value in os.environ.items()
                            if not name.startswith(("SLURM_", "SBATCH_"))}
        self.environment["SLURM_CONF"] = str(folder / "slurm.conf")

    def log(self, name):
        path = self.folder / f"{name}.log"
        return path.read_text(errors="replace")[-2000:] if path.exists() else ""

    def start(self, name, *arguments):
        with open(self.folder / f"{name}.log", "wb") as log:
            self.processes.append(subprocess.Popen(
                [name, *map(str, arguments)], env=self.environment, stdout=log,
                stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL))

    def run(self, *words, **options):
        return subprocess.run(words, env=self.environment, text=True,
                              capture_output=True, check=False,
                              timeout=PATIENCE, **options)

    def wait_until(self, true):
        """False if a daemon ends or patience does before it is true."""
        end = time.monotonic() + PATIENCE
        while not true():
            if (time.monotonic() > end
                    or any(p.poll() is not None for p in self.processes)):
                return False
            time.sleep(0.1)
        return True

    def begin(self):
        munge = self.folder / "munge"
        (munge / "munge.key").write_bytes(os.urandom(128))
        (munge / "munge.key").chmod(0o600)
        self.start("munged", "--foreground", f"--key-file={munge}/munge.key",
                   f"--socket={munge}/munge.socket",
                   f"--pid-file={munge}/munged.pid",
                   f"--log-file={munge}/munged.log",
                   f"--seed-file={munge}/munge.seed")
        if not self.wait_until((munge / "munge.socket").exists):
            return False
        self.start("slurmctld", "-D", "-c")
        self.start("slurmd", "-D")
        return self.wait_until(
            lambda: self.run("sinfo", "-h", "-o", "%T").stdout.strip() == "idle")

    def is_empty(self):
        jobs = self.run("squeue", "-h")
        return jobs.returncode == 0 and not jobs.stdout.strip()

    def end(self):
        """Jobs first, as they belong to slurmd."""
        if len(self.processes) == 3:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.run("scancel", "--partition=main")
                self.wait_until(self.is_empty)
        for process in reversed(self.processes):
            process.terminate()
        for process in reversed(self.processes):
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def test_study(tap, cluster, folder):
    path = scenario(folder / "study.json", AXES, replications=2)
    sweep(path, "-o", folder / "alone", "-j1")
    wanted = contents(folder / "alone")
    out = folder / "a cluster's"
    run = cluster.run("sh", "-ec", 'words=$("$@") && eval "$words"', "sh",
                      os.path.abspath(PROGRAM), "sweep", path, "-o", str(out),
                      f"-j{SHARDS}", "--emit-slurm")
    tap.ok(run.returncode == 0 and "Submitted batch job" in run.stdout,
           "the commands that --emit-slurm prints submit array and merge job",
           run.stdout, run.stderr)
    done = cluster.wait_until(cluster.is_empty)
    made = contents(out)
    logs = [made.pop(f"shard-{i}.log", b"").decode() for i in range(SHARDS)]
    merged = made.pop("merge.log", b"").decode()
    tap.ok(done and all("4 runs made" in log for log in logs),
           "each task of the array makes its shard", *logs,
           cluster.log("slurmctld") if not done else "")
    tap.ok("0 of 12 runs missing" in merged, "then the merge job runs", merged)
    for script in ("array.sbatch", "merge.sbatch"):
        made.pop(script, None)
    tap.ok(made == wanted, "the study is to the octet what one process makes",
           sorted(set(made) ^ set(wanted)))


def main():
    if not os.access(PROGRAM, os.X_OK):
        skip_all("the program is not built")
    os.environ["PATH"] += ":/usr/sbin:/sbin"
    for tool in ("munged", "slurmctld", "slurmd", "sbatch"):
        if not shutil.which(tool):
            skip_all(f"{tool} is not installed")
    skip_if_sanitized("a cluster of one node")
    tap = Tap()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        cluster = Cluster(folder)
        try:
            if cluster.begin():
                test_study(tap, cluster, folder)
            else:
                for name in ("munged", "slurmctld", "slurmd"):
                    print("#", *cluster.log(name).splitlines(), sep="\n# ")
                tap.skip("a study on a cluster", "Slurm does not start here")
        finally:
            cluster.end()
    return tap.done()


sys.exit(main())
