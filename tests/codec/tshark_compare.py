# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares Mobility Headers as tshark reads them with our JSON."""
import collections
import json
import subprocess

import tshark_fields as table
import tshark_reader as reader

SHOWN = 20  # differences that are printed


def is_hidden(kind, key, ours):
    """Whether tshark cannot show our @key, for a reason in the tables."""
    value = ours.get(key, ours.get(f"{key}_hex"))
    if value in ("", []) or (*kind, key) in table.UNSEEN:
        return True
    if table.UNSEEN_WHEN.get((*kind, key), lambda ours: False)(ours):
        return True
    return (kind[0] == "option" and kind[1] in table.SHORT_UNSEEN
            and isinstance(value, str) and len(value) <= 4)


def before_stop(ours):
    """How many of our options tshark reads."""
    for i, option in enumerate(ours):
        if (option["type"], option.get("len")) in table.STOPS:
            return i
    return None


class Comparison:
    """Counts what agreed and keeps what did not."""

    def __init__(self):
        self.messages = self.fields = 0
        self.by_name = collections.Counter()
        self.differences = []

    def differ(self, where, what):
        self.differences.append(f"{where}: {what}")

    def check(self, where, field, ours, rules, seen):
        for key, same in rules:
            seen.add(key)
            value = ours.get(key, ours.get(f"{key}_hex"))
            if key is not None and value is None:
                self.differ(where, f"{field.name} has no {key} of ours")
            elif not same(field, value):
                self.differ(where, f"{field.name} {field.show}: {value}")
            self.fields += 1
            self.by_name[field.name] += 1

    def compare_fields(self, where, kind, fields, ours, rules):
        """Every field of tshark's has one of ours, and the reverse."""
        seen = set()
        for field in fields:
            if not field.name.startswith("mip6."):
                continue
            if field.name in rules:
                self.check(where, field, ours, rules[field.name], seen)
            elif field.name not in table.NOT_OURS:
                self.differ(where, f"{field.name} is compared with nothing")
        for key, value in ours.items():
            plain = key.removesuffix("_hex").removesuffix("_raw")
            if not seen & {key, plain} and not is_hidden(kind, plain, ours):
                self.differ(where, f"tshark has nothing for our {key}")

    def compare_option(self, where, option, ours, start):
        where = f"{where} option {ours['type']} at {ours['offset']}"
        size = 1 if ours["type"] == 0 else 2 + ours["len"]
        if (option.at - start, option.size) != (ours["offset"], size):
            self.differ(where, f"at {option.at - start}, {option.size} octets")
        self.fields += 1
        self.by_name["place of an option"] += 1
        unread = ours.get("value", {}).get("unknown", False)
        if unread or ours["type"] not in table.OPTIONS:
            return
        rules = dict(table.OPTIONS[ours["type"]])
        rules["mip6.mobility_opt.len"] = [table.number("len")]
        value = dict(ours.get("value", {}))
        if "len" in ours:
            value["len"] = ours["len"]
        self.compare_fields(where, ("option", ours["type"]),
                            list(option.walk()), value, rules)
        self.compare_remarks(where, option, ours["type"])

    def compare_remarks(self, where, option, kind):
        if kind in table.REMARKS:
            return
        for field in option.walk():
            if field.name == "_ws.expert":
                self.differ(where, f"tshark remarks {field.text}")

    def compare_options(self, where, options, ours, start):
        n = before_stop(ours)
        options, ours = options[:n], ours[:n]
        if len(options) != len(ours):
            self.differ(where, f"{len(options)} options, ours {len(ours)}")
        for option, mine in zip(options, ours):
            self.compare_option(where, option, mine, start)

    def compare(self, where, mobility, ours):
        """@mobility: tshark's subtree; @ours: our JSON of the same octets."""
        self.messages += 1
        if ours is None:
            self.differ(where, "we refuse it")
            return
        kind = ours["mh_type"]
        if kind == 16 and "code" in ours:
            kind = "other revocation"
        where = f"{where} {ours['mh_name']}"
        top = [child for child in mobility.children
               if child.show != "Mobility Options"]
        options = [option for child in mobility.children
                   if child.show == "Mobility Options"
                   for option in child.children]
        fields = [field for child in top for field in (child, *child.walk())]
        self.compare_head(where, kind, fields, ours)
        if kind not in table.OPTIONS_UNREAD:
            self.compare_options(where, options, ours["options"], mobility.at)

    def compare_head(self, where, kind, fields, ours):
        head = {key: value for key, value in ours.items()
                if key not in ("octets", "mh_name", "options")}
        rules = {**table.HEADER, **table.MESSAGES.get(kind, {})}
        if kind in table.MESSAGES_UNREAD:
            fields = [field for field in fields if field.name in table.HEADER]
            head = {key: head[key] for key in
                    ("payload_proto", "hdr_len", "mh_type", "reserved",
                     "checksum")}
        self.compare_fields(where, ("message", kind), fields, head, rules)


def our_json(program, messages):
    """What our decoder makes of each message, None for what it refuses."""
    lines = "".join(message.hex() + "\n" for message in messages)
    result = subprocess.run([program, "json"], input=lines, text=True,
                            capture_output=True, check=True)
    return [json.loads(line) for line in result.stdout.splitlines()]


def mobility_headers(packets):
    """tshark's Mobility Headers, (frame number, subtree), tunnelled ones
    too."""
    for number, packet in enumerate(packets, 1):
        for field in packet.walk():
            if field.name == "mipv6":
                yield number, field


def compare_captures(program, path, octets_of):
    """@octets_of: the octets of packet n, counted from 1."""
    return compare_packets(program, reader.read(path), octets_of)


def compare_packets(program, packets, octets_of):
    """The same of packets that tshark has read."""
    found = list(mobility_headers(packets))
    messages = []
    for number, field in found:
        packet = octets_of(number)
        messages.append(packet[field.at:field.at + field.size])
    comparison = Comparison()
    for (number, field), ours in zip(found, our_json(program, messages)):
        comparison.compare(f"packet {number}", field, ours)
    return comparison, found
