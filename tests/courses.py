# SPDX-License-Identifier: GPL-3.0-or-later
"""The runs that tests of the whole program go through: every scenario that
ships, as it is; every architecture in two small scenarios; what switches of an
architecture change.  A program of its own for shell tests: a line for each, its
name, the scenario and the setting, if there is one, with tabs between; with a
folder as argument its name and a file of its own, there or where it ships."""
import glob
import json
import os
import subprocess
import sys

# Every architecture runs these, if it needs no keys that they do not state.
SMALL = ("ping-pong", "single-handover")
# Ways that an architecture takes by its keys alone, in ping-pong.
VARIANTS = (
    {"name": "dmm", "mode": "relay"},
    {"name": "dmm", "mode": "locator"},
    {"name": "dmm-distributed", "lookup": "dht"},
    {"name": "dmm-distributed", "lookup": "flood"},
    {"name": "coexistence", "mags": ["abroad"], "mobile_hosts": ["mn"]},
    {"name": "hierarchical", "sgws": ["home", "abroad"], "breakout": "sipto",
     "breakout_to": ["cn"]},
    {"name": "hierarchical", "breakout": "lipa", "breakout_to": ["cn"]},
    {"name": "pmipv6", "fast_handover": "predictive"},
    {"name": "pmipv6", "fast_handover": "reactive", "bicasting": "1 s"},
    {"name": "mipv6", "route_optimization": True},
    {"name": "pmipv6", "localized_routing": True, "lmas": ["cn"]},
    {"name": "mipv6", "discovery": True, "home_agents": 2},
    {"name": "anycast-ha", "location": "central"},
    {"name": "hmipv6", "regions": 2, "route_optimization": True},
    {"name": "nemo", "mode": "implicit"},
    {"name": "nemo", "discovery": True, "home_agents": 2, "supporting": 2,
     "otherwise": "ignore"},
)


def architectures(dmmsim):
    """Names of all architectures."""
    result = subprocess.run([dmmsim, "list", "architectures"], check=True,
                            capture_output=True, text=True)
    return [line.split()[0] for line in result.stdout.splitlines() if line]


def suits(dmmsim, scenario, architecture):
    """Does the scenario state all that the architecture needs?"""
    result = subprocess.run(
        [dmmsim, "validate", scenario, "--set", f"architecture={architecture}",
         "--set", "expect={}", "--set", "sweep={}"],
        capture_output=True, check=False)
    return result.returncode == 0


def title(variant):
    """dmm, mode relay"""
    keys = [f"{key} {json.dumps(value).strip(chr(34))}"
            for key, value in variant.items() if key != "name"]
    return ", ".join([variant["name"], *keys])


def courses(top, dmmsim):
    """Yields (name, scenario, architecture): the latter is None where the
    scenario's own stays, else a value for the key of that name."""
    for scenario in sorted(glob.glob(f"{top}/scenarios/*.json")):
        yield os.path.basename(scenario)[:-5], scenario, None
    for name in SMALL:
        scenario = f"{top}/scenarios/{name}.json"
        for architecture in architectures(dmmsim):
            if suits(dmmsim, scenario, architecture):
                yield f"{name} under {architecture}", scenario, architecture
    scenario = f"{top}/scenarios/ping-pong.json"
    for variant in VARIANTS:
        yield (f"ping-pong under {title(variant)}", scenario,
               json.dumps(variant))


def written(folder, number, scenario, architecture):
    """The path of the course as a file of its own, or of the scenario that it
    is."""
    if architecture is None:
        return scenario
    with open(scenario, encoding="utf8") as file:
        content = json.load(file)
    try:
        content["architecture"] = json.loads(architecture)
    except json.JSONDecodeError:  # a bare name
        content["architecture"] = architecture
    path = os.path.join(folder, f"course-{number}.json")
    with open(path, "w", encoding="utf8") as file:
        json.dump(content, file)
    return path


def main():
    top = os.environ.get("top_srcdir", ".")
    build = os.environ.get("top_builddir", ".")
    each = enumerate(courses(top, f"{build}/dmmsim"))
    for number, (name, scenario, architecture) in each:
        if len(sys.argv) > 1:
            print(name, written(sys.argv[1], number, scenario, architecture),
                  sep="\t")
            continue
        setting = "" if architecture is None else f"architecture={architecture}"
        print(name, scenario, setting, sep="\t")


if __name__ == "__main__":
    sys.exit(main())
