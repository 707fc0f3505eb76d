# SPDX-License-Identifier: GPL-3.0-or-later
"""No change makes the simulator slower unnoticed: small fixed runs take the
instructions that the baseline says, within 3 % both ways.  After a gain, or a
loss that was meant, "make bench-baseline" renews it.

Instructions are not time, but they are the same under any load.  The baseline
holds for one compiler and its flags; elsewhere there is nothing to compare."""
import json
import os
import shutil
import sys

sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests"))
sys.path.insert(0, os.path.join(os.environ["top_srcdir"], "tests", "bench"))
import instructions     # noqa: E402
from tap import Tap, skip_all, skip_if_sanitized    # noqa: E402

TOLERANCE = 0.03


def judge(tap, name, base, now):
    change = now["instructions"] / base["instructions"] - 1
    tap.ok(abs(change) <= TOLERANCE,
           f"{name}: as many instructions as the baseline",
           f"{now['instructions']}, baseline {base['instructions']}: "
           f"{change:+.2%} ({now['libraries']} in libraries, baseline "
           f"{base['libraries']})",
           *(["that was meant? renew it: make bench-baseline"]
             if abs(change) > TOLERANCE else []))


def main():
    skip_if_sanitized("the baseline is of the plain program")
    if shutil.which("valgrind") is None:
        skip_all("valgrind is not installed")
    with open(os.path.join(os.environ["top_srcdir"], "tests", "bench",
                           "instructions.json"), encoding="utf-8") as file:
        baseline = json.load(file)
    runs = baseline.pop("runs")
    here = instructions.toolchain()
    if here != baseline:
        skip_all(f"the baseline is of {baseline}, this is {here}")
    tap = Tap()
    tap.ok(runs.keys() == instructions.RUNS.keys(),
           "the baseline has every run", sorted(runs))
    for name, now in instructions.measure().items():
        judge(tap, name, runs.get(name, now), now)
    return tap.done()


sys.exit(main())
