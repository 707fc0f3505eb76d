#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every keygen token and authenticator in a run's captures is what RFC 6275
5.2.5, 6.2.7 and RFC 4285 5 make of the keys, worked out here with Python's own
hashes; tshark has nothing to say against any packet.  Prints TAP."""

import hashlib
import hmac
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import mobility_capture as capture  # noqa: E402 - in this folder
from tap import Tap  # noqa: E402 - in the folder above

DMMSIM = os.path.join(os.environ.get("top_builddir", "."), "dmmsim")
SCENARIO = os.path.join(os.environ.get("top_srcdir", "."),
                        "scenarios/single-handover.json")
SEED, REPLICATION = 77, 0
NONCE_INTERVAL = 30  # s
AUTHORIZATION, NONCES, AUTHENTICATION = 5, 4, 9
CARE_OF = 3  # alternate care-of address
SPI = 256  # of the first mobile node


def secret(purpose, name, counter, n):
    text = f"dmmsim {purpose} {name} {SEED} {REPLICATION} {counter}"
    return hashlib.sha256(text.encode()).digest()[:n]


def first(n, key, *parts):
    return hmac.new(key, b"".join(parts), hashlib.sha1).digest()[:n]


def token(address, index, last):
    return first(8, secret("kcn", "cn", 0, 20), address,
                 secret("nonce", "cn", index, 8), bytes([last]))


def without_authenticator(octets):
    """The message up to the authenticator, Checksum 0."""
    return octets[:4] + b"\0\0" + octets[6:len(octets) - 12]


def binding_authenticator(message, care_of, indices, correspondent, home):
    key = token(home, indices[0], 0)
    if care_of != home:
        key += token(care_of, indices[1], 1)
    return first(12, hashlib.sha1(key).digest(), care_of, correspondent,
                 without_authenticator(message.octets))


def check_tokens(tap, found):
    for name, last in (("HoT", 0), ("CoT", 1)):
        tests = [m for m in found if m.name == name]
        wrong = [m for m in tests
                 if m.octets[16:24] != token(
                     m.destination, int.from_bytes(m.octets[6:8], "big"), last)
                 or int.from_bytes(m.octets[6:8], "big")
                 != int(m.at // NONCE_INTERVAL)]
        tap.ok(tests and not wrong, f"keygen token of each of {len(tests)} "
               f"{name}", *map(str, wrong))


def check_cookies(tap, found):
    asked = {m.octets[8:16] for m in found if m.name in ("HoTI", "CoTI")}
    answered = {m.octets[8:16] for m in found if m.name in ("HoT", "CoT")}
    sent = sum(m.name in ("HoTI", "CoTI") for m in found)
    tap.ok(len(asked) == sent and answered == asked,
           "each test has a cookie of its own, and its answer the same")


def check_bindings(tap, found):
    updates = [m for m in found if m.name == "BU"]
    wrong = []
    for update in updates:
        options = capture.options(update)
        indices = [int.from_bytes(options[NONCES][i:i + 2], "big")
                   for i in (0, 2)]
        home = update.home or update.source
        expected = binding_authenticator(update, update.source, indices,
                                         update.destination, home)
        if options[AUTHORIZATION] != expected:
            wrong.append(update)
        answer = next(m for m in found if m.name == "BA"
                      and m.octets[8:10] == update.octets[6:8])
        expected = binding_authenticator(answer, update.source, indices,
                                         update.destination, home)
        if capture.options(answer)[AUTHORIZATION] != expected:
            wrong.append(answer)
    tap.ok(updates and not wrong, f"authenticators of {len(updates)} binding "
           "updates to the correspondent and their answers", *map(str, wrong))


def check_home(tap, found):
    """RFC 4285 5.1: care-of address, home address, and the message up to the
    authenticator, under the key that node and home agent share."""
    key = hashlib.sha256(b"dmmsim mn-ha mn@example.net").digest()[:16]
    updates = {m.octets[6:8]: m for m in found if m.name == "BU"}
    wrong, n = [], 0
    for message in found:
        n += 1
        numbers = (message.octets[6:8] if message.name == "BU"
                   else message.octets[8:10])
        update = updates[numbers]
        care_of = capture.options(update)[CARE_OF]
        option = capture.options(message)[AUTHENTICATION]
        end = message.octets.rindex(option[5:])
        data = (message.octets[:4] + b"\0\0" + message.octets[6:end])
        expected = first(12, key, care_of, update.home, data)
        if option != bytes([1]) + SPI.to_bytes(4, "big") + expected:
            wrong.append(message)
    tap.ok(n and not wrong, f"authentication of {n} home registration "
           "messages", *map(str, wrong))


def check_tshark(tap, paths):
    if shutil.which("tshark") is None:
        tap.skip("tshark complains of no packet", "tshark is not installed")
        return
    complaints = []
    for path in paths:
        result = subprocess.run(
            ["tshark", "-r", path, "-Y",
             '_ws.expert.severity >= "Warning" || _ws.malformed'],
            capture_output=True, text=True, check=True)
        complaints += result.stdout.splitlines()
    tap.ok(not complaints, "tshark complains of no packet", *complaints[:5])


def main():
    tap = Tap()
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        subprocess.run(
            [DMMSIM, "run", SCENARIO, "-o", out, "--seed", str(SEED),
             "--set", 'architecture={"name": "mipv6", '
             '"route_optimization": true, "authentication": "mn-ha"}',
             "--set", "expect={}", "--set", "duration=100",
             "--set", "traffic.0.direction=both",
             "--pcap", "cn", "--pcap", "anchor", "--pcap", "ar2"],
            check=True, capture_output=True)
        at_cn = capture.messages(os.path.join(out, "cn.pcap"))
        check_tokens(tap, at_cn)
        check_cookies(tap, at_cn)
        check_bindings(tap, at_cn)
        at_anchor = capture.messages(os.path.join(out, "anchor.pcap"))
        check_home(tap, [m for m in at_anchor if m.name in ("BU", "BA")])
        check_tshark(tap, [os.path.join(out, f"{n}.pcap")
                           for n in ("cn", "anchor", "ar2")])
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
