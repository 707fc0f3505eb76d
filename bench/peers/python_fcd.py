# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading an FCD trace as scripts do: Python's expat, every vehicle's id, x and
y taken as numbers.

    python_fcd.py FILE [WINDOWS]
"""
import json
import statistics
import sys
import time
import xml.parsers.expat


def read(path):
    """The number of records."""
    places = {}
    records = 0

    def start(name, attributes):
        nonlocal records
        if name == "vehicle":
            places[attributes["id"]] = (float(attributes["x"]),
                                        float(attributes["y"]))
            records += 1

    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler = start
    with open(path, "rb") as file:
        parser.ParseFile(file)
    return records


def main():
    times = []
    for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 3):
        began = time.process_time()
        records = read(sys.argv[1])
        times.append(time.process_time() - began)
    print(json.dumps({"bench": "python_fcd", "records": records,
                      "records_per_s":
                      round(records / statistics.median(times))}))


main()
