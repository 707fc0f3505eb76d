# SPDX-License-Identifier: GPL-3.0-or-later
"""TAP for Python tests: make a Tap, call ok, leave with the status of done."""
import os
import sys


def skip_all(reason):
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def skip_if_sanitized(reason):
    """For tests of many runs, whose numbers no sanitizer could change: other
    tests lead each line they reach through the sanitizers."""
    program = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
    with open(program, "rb") as file:
        if b"__asan_init" in file.read():
            skip_all(f"built with sanitizers; {reason}")


class Tap:
    def __init__(self):
        self.n = self.failed = 0

    def ok(self, good, name, *why):
        self.n += 1
        self.failed += not good
        print("ok" if good else "not ok", self.n, "-", name)
        for text in why:
            for line in str(text).splitlines():
                print("#", line)

    def skip(self, name, reason):
        self.n += 1
        print("ok", self.n, "-", name, "# SKIP", reason)

    def done(self):
        """The plan, and the exit status."""
        print(f"1..{self.n}")
        return int(self.failed > 0)
