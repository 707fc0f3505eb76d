# SPDX-License-Identifier: GPL-3.0-or-later
"""Captures of all nodes put together again: every packet followed from node to
node.  Links are replayed (serialisation, delay, order), so that an arrival is
told from a departure by its exact nanosecond."""

import struct
from collections import defaultdict

SECOND = 10**9
HEADER = 40
UDP, IPV6, ICMPV6, MH = 17, 41, 58, 135


# ---- captures ---------------------------------------------------------------

class Record:
    """A captured packet: headers outermost first, ports or message."""
    __slots__ = ("t", "length", "addresses", "limits", "proto", "rest", "key",
                 "ports")

    def __init__(self, t, length, data):
        self.t, self.length = t, length
        self.addresses, self.limits = [], []
        at, proto = 0, IPV6
        while proto == IPV6:
            proto = data[at + 6]
            self.limits.append(data[at + 7])
            self.addresses.append((data[at + 8:at + 24],
                                   data[at + 24:at + 40]))
            at += HEADER
        self.proto, self.rest = proto, data[at:]
        self.key = (length, data)
        self.ports = (struct.unpack("!HH", self.rest[:4])
                      if proto == UDP else None)

    @property
    def depth(self):
        return len(self.addresses) - 1

    @property
    def identity(self):
        """What no forwarding changes."""
        return self.addresses[-1], self.proto, self.rest


def capture(path):
    with open(path, "rb") as f:
        data = f.read()
    magic, _, _, _, _, _, link = struct.unpack("<IHHiIII", data[:24])
    assert magic == 0xA1B23C4D and link in (12, 101), "nanosecond raw capture"
    records, at = [], 24
    while at < len(data):
        s, ns, stored, length = struct.unpack("<IIII", data[at:at + 16])
        at += 16
        records.append(Record(s * SECOND + ns, length, data[at:at + stored]))
        at += stored
    return records


def owner(address):
    """Number of the router a global address is routed to: the third group of
    the address plan."""
    return struct.unpack("!H", address[4:6])[0] - 1


# ---- following packets --------------------------------------------------------

class Packet:
    """What became of one packet."""

    def __init__(self, node, t, record):
        self.node, self.sent, self.record = node, t, record
        self.done = None        # (node, t) of its last arrival
        self.air = False        # on a link at the end of what was seen
        self.until = None       # when it would have arrived
        self.hops = self.radio_hops = self.delay = self.tunnel = 0
        self.radio_tunnel = 0
        self.tunnelled = False

    def crossed(self, delay, depth, radio):
        self.tunnel += HEADER * depth
        self.tunnelled |= depth > 0
        self.radio_tunnel += HEADER * depth * radio
        self.radio_hops += radio
        if not radio:
            self.hops += 1
            self.delay += delay


class Follower:
    """Replays every link and tells arrivals from departures."""

    def __init__(self, case, captures):
        self.case = case
        self.packets = []
        self.due = {}           # (node, t, key) -> [(packet, crossing)]
        self.busy = defaultdict(int)
        self.last = defaultdict(int)
        self.at = {}            # node -> packet that just arrived
        self.link_local = {r.addresses[0][1]: node
                           for node, list_ in captures.items()
                           if isinstance(node, str)
                           for r in list_ if r.proto == ICMPV6}
        records = sorted(((r.t, i, node, r)
                          for node, list_ in captures.items()
                          for i, r in enumerate(list_)),
                         key=lambda x: (x[0], str(x[2]), x[1]))
        self.seen = {(node, t, r.key) for t, _, node, r in records}
        for t, _, node, record in records:
            self.step(node, t, record)
        for waiting in self.due.values():
            for packet, _, until in waiting:
                packet.air, packet.until = True, until

    def step(self, node, t, record):
        waiting = self.due.get((node, t, record.key))
        if waiting:
            packet, crossing, _ = waiting.pop(0)
            packet.crossed(*crossing)
            packet.done = (node, t)
            self.at[node] = (packet, record)
            return
        packet, before = self.at.pop(node, (None, None))
        if (packet is None or packet.done != (node, t)
                or before.identity != record.identity):
            packet, before = Packet(node, t, record), None
            self.packets.append(packet)
        packet.done = None
        self.leave(node, t, record, packet, before)

    def leave(self, node, t, record, packet, before):
        """Onto the link it must take.  What left a tunnel goes to the node or,
        where the router has no route for it, on by destination: the next
        capture tells."""
        case, destination = self.case, record.addresses[0][1]
        if isinstance(node, str):
            ways = [(case.router(int(node[2:]), t), node)]
        else:
            mn = self.mobile(record)
            local = destination[:2] == b"\xfe\x80" or owner(destination) == node
            decapsulated = before is not None and record.depth < before.depth
            ways = []
            if not local:
                ways.append((case.next_hop(node, owner(destination)), None))
            if mn is not None and (local or decapsulated):
                ways.append((mn, mn))
        crossings = [self.crossing(node, to, mn, t, record)
                     for to, mn in ways]
        for name, to, busy, due in crossings:
            if (to, due[2], record.key) in self.seen:
                break
        self.busy[name], self.last[name] = busy, due[2]
        self.due.setdefault((to, due[2], record.key), []).append(
            (packet, *due[1:]))

    def crossing(self, node, to, mn, t, record):
        """Name of the channel, its end, when it is through, and what falls
        due: hops and delay, and the instant."""
        case = self.case
        if mn is not None:
            epoch = max(d for d, _, _ in case.attachments(int(mn[2:]))
                        if d <= t)
            name = (mn, node == mn, epoch)
            rate, delay = case.radio_rate, case.radio
        else:
            name, link = (node, to), case.link(node, to)
            rate, delay = case.rates[link], case.graph.links[link]
        serial = (record.length * 8 * SECOND + rate // 2) // rate
        busy = max(t, self.busy[name]) + serial
        arrival = max(busy + delay, self.last[name])
        return name, to, busy, (None, (delay, record.depth, mn is not None),
                                arrival)

    def mobile(self, record):
        """Whom a router sends to on its radio: the flow tells, or the
        link-local address."""
        if record.proto == UDP:
            port = record.ports[1]
            return next((f"mn{f['mn']}" for f in self.case.flows
                         if f["port"] == port), None)
        return self.link_local.get(record.addresses[0][1])
