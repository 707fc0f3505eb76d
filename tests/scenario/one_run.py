# SPDX-License-Identifier: GPL-3.0-or-later
"""A scenario that a test has made, run once."""
import json
import os
import subprocess
import tempfile

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")


def run(folder, what):
    """Metrics of the run, and the folder with its results, below @folder."""
    place = tempfile.mkdtemp(dir=folder)
    path, out = (os.path.join(place, n) for n in ("case.json", "out"))
    with open(path, "w", encoding="utf-8") as file:
        json.dump(what, file)
    done = subprocess.run([DMMSIM, "run", path, "-o", out],
                          capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    with open(os.path.join(out, "summary.json"), encoding="utf-8") as file:
        return json.load(file)["metrics"], out
