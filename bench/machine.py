# SPDX-License-Identifier: GPL-3.0-or-later
"""What figures were measured on."""
import os
import re
import subprocess


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""


def output(*command):
    try:
        return subprocess.run(command, capture_output=True, text=True,
                              check=False).stdout.strip()
    except OSError:
        return ""


def first(pattern, text, fallback="unknown"):
    found = re.search(pattern, text, re.M)
    return found[1].strip() if found else fallback


def caches():
    """Of the first processor, by level and type: {"L1d": "32K", ...}."""
    top = "/sys/devices/system/cpu/cpu0/cache"
    found = {}
    for index in sorted(os.listdir(top)) if os.path.isdir(top) else []:
        level, kind, size = (read(f"{top}/{index}/{name}").strip()
                             for name in ("level", "type", "size"))
        if level:
            kind = {"Data": "d", "Instruction": "i"}.get(kind, "")
            found[f"L{level}{kind}"] = size
    return found


def describe(makefile):
    """@makefile: of the build folder; it says what compiled it, and how."""
    made = dict(re.findall(r"^(CC|CFLAGS) = (.*)$", read(makefile), re.M))
    compiler = made.get("CC", "cc").removeprefix("ccache ").split()
    return {
        "cpu": first(r"^model name\s*:(.*)", read("/proc/cpuinfo")),
        "cores": len(os.sched_getaffinity(0)),
        "caches": caches(),
        "memory_gib": round(os.sysconf("SC_PHYS_PAGES")
                            * os.sysconf("SC_PAGE_SIZE") / 2**30, 1),
        "kernel": os.uname().release,
        "compiler": (output(*compiler, "--version").splitlines()
                     or ["unknown"])[0],
        "flags": made.get("CFLAGS", ""),
        "load": load(),
    }


def load():
    """Processes that ran or waited to, over the last minute."""
    return round(os.getloadavg()[0], 2)
