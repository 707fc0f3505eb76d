# SPDX-License-Identifier: GPL-3.0-or-later
"""Which field of tshark 4.0 is which of ours, and where tshark does not know
or errs.  Keys of ours are those of models/codec/mh_json.h."""
import ipaddress
import re


def number(key):
    return key, lambda field, ours: int(field.show, 0) == int(ours)


def flag(letter, key="flags"):
    return key, lambda field, ours: int(field.show) == (letter in ours)


def address(key):
    return key, lambda field, ours: (ipaddress.ip_address(field.show)
                                     == ipaddress.ip_address(ours))


def octets(key):
    return key, lambda field, ours: field.octets == ours


def text(key):
    """A text of ours is octets when it cannot be shown as text."""
    return key, lambda field, ours: field.octets in (
        ours, ours.encode("utf-8").hex())


def seconds(key):
    return key, lambda field, ours: (
        re.search(r"\((\d+) seconds\)", field.text).group(1) == str(ours))


def all_but_two(key):
    return key, lambda field, ours: (
        field.octets == (ours[:-4] if len(ours) >= 4 else ours))


def part(key, size, at):
    """A number of ours that fills @size octets of tshark's from @at."""
    return key, lambda field, ours: (
        int(field.octets, 16) >> 8 * (field.size - at - size)
        & (1 << 8 * size) - 1 == ours)


def one_of(key, member):
    """A member of one entry of a list of ours."""
    return key, lambda field, ours: any(
        field.show == str(entry[member]) or field.octets == entry[member]
        for entry in ours)


# Reserved: we send 0.
ZERO = None, lambda field, ours: int(field.show, 0) == 0

HEADER = {
    "mip6.proto": [number("payload_proto")],
    "mip6.hlen": [number("hdr_len")],
    "mip6.mhtype": [number("mh_type")],
    "mip6.reserved": [number("reserved")],
    "mip6.csum": [("checksum", lambda field, ours: field.show == ours)],
}


def routability(name):
    return {f"mip6.{name}.nindex": [number("nonce_index")],
            f"mip6.{name}.cookie": [octets("cookie")],
            "mip6.hot.token": [octets("token")]}


def flags(names):
    return {name: [flag(letter)] for name, letter in names.items()}


MESSAGES = {
    0: {"mip6.binding_refresh_request": [
        (None, lambda field, ours: field.octets == "0000")]},
    1: {"mip6.hoti.cookie": [octets("cookie")]},
    2: {"mip6.coti.cookie": [octets("cookie")]},
    3: routability("hot"),
    4: routability("cot"),
    5: {"mip6.bu.seqnr": [number("seq")],
        "mip6.bu.lifetime": [number("lifetime_units"), seconds("lifetime_s")],
        "mip6.nemo.bu.r_flag": [flag("R")],
        **flags({f"mip6.bu.{c.lower()}_flag": c for c in "AHLKMPFTB"})},
    6: {"mip6.ba.status": [number("status")],
        "mip6.ba.seqnr": [number("seq")],
        "mip6.ba.lifetime": [number("lifetime_units"), seconds("lifetime_s")],
        "mip6.nemo.ba.r_flag": [flag("R")],
        **flags({f"mip6.ba.{c.lower()}_flag": c for c in "KPTB"})},
    7: {"mip6.be.status": [number("status")],
        "mip6.be.haddr": [address("home_address")]},
    8: {"mip6.fbu.seqnr": [number("seq")],
        "mip6.fbu.lifetime": [number("lifetime_field")],
        **flags({f"mip6.fbu.{c.lower()}_flag": c for c in "AHLK"})},
    9: {"mip6.fback.status": [number("status")],
        "mip6.fback.seqnr": [number("seq")],
        "mip6.fback.lifetime": [number("lifetime_field")],
        "mip6.fback.k_flag": [flag("K")]},
    10: {"mip6.fast_neighbor_advertisement": [
        (None, lambda field, ours: field.octets == "0000")]},
    12: {"mip6.has.num_addrs": [number("num_addresses")],
         "mip6.has.reserved": [ZERO],
         "mip6.has.address": [
             ("addresses", lambda field, ours: field.show in ours)]},
    13: {"mip6.hb.u_flag": [number("U")], "mip6.hb.r_flag": [number("R")],
         "mip6.hb.seqnr": [number("seq")]},
    14: {"mip6.hi.seqnr": [number("seq")], "mip6.hi.code": [number("code")],
         "mip6.hi.s_flag": [flag("S")], "mip6.hi.u_flag": [flag("U")]},
    15: {"mip6.hack.seqnr": [number("seq")],
         "mip6.hack.code": [number("code")]},
    16: {"mip6.bri_br.type": [number("br_type")],
         "mip6.bri_r.trigger": [number("trigger")],
         "mip6.bri_status": [number("status")],
         "mip6.bri_seqnr": [number("seq")],
         "mip6.bri_res": [ZERO],
         **flags({f"mip6.bri_{k}{c.lower()}": c for k in "ia" for c in "PVG"})},
}

# Fields behind the common part that tshark does not read as they are.
MESSAGES_UNREAD = {
    11: "shown as a binding refresh request's octets",
    "other revocation": "neither BRI nor BRA: only its type is shown",
    17: "read from the first octet of the header on",
    18: "read from the first octet of the header on",
    19: "unknown to tshark 4.0", 20: "unknown to tshark 4.0",
    21: "unknown to tshark 4.0", 22: "unknown to tshark 4.0",
    23: "unknown to tshark 4.0",
}
# Options behind these are sought at a wrong place.
OPTIONS_UNREAD = {
    11: "has none",
    12: "sought among the addresses",
    "other revocation": "not sought",
    17: "sought from octet 6 on", 18: "sought from octet 6 on",
    19: "unknown to tshark 4.0", 20: "unknown to tshark 4.0",
    21: "has none", 22: "has none", 23: "has none",
}

PREFIX = {"mip6.nemo.mnp.pfl": [number("plen")],
          "mip6.nemo.mnp.mnp": [address("prefix")]}
IPV4_HOME = {"mip6.ipv4ha.preflen": [number("plen")],
             "mip6.ipv4ha.ha": [address("addr")]}

OPTIONS = {
    0: {},
    1: {"mip6.padn": [(None, lambda field, ours: int(field.octets, 16) == 0)]},
    2: {"mip6.bra.interval": [number("interval_units"), seconds("interval_s")]},
    3: {"mip6.acoa.acoa": [address("addr")]},
    4: {"mip6.ni.hni": [number("home")], "mip6.ni.cni": [number("careof")]},
    5: {"mip6.bad.auth": [octets("authenticator")]},
    6: PREFIX,
    7: {"mip6.lla.optcode": [number("code")], "mip6.lla": [octets("lla")]},
    8: {"mip6.mnid.subtype": [number("subtype")],
        "mip6.mnid.identifier": [text("nai")]},
    9: {"mip6.auth.subtype": [number("subtype")],
        "mip6.auth.mobility_spi": [number("spi")],
        "mip6.auth.auth_data": [all_but_two("authenticator")]},
    10: {"mip6.mseg_id.timestamp": [part("sec", 4, 0), part("frac", 4, 4)]},
    11: {},
    12: {"mip6.cgar.cga_par": [all_but_two("data")]},
    13: {"mip6.sign.sign": [all_but_two("data")]},
    14: {"mip6.phkt.phkt": [all_but_two("data")]},
    15: {},
    16: {"mip6.mocot.co_keygen_tok": [all_but_two("data")]},
    18: {"mip6.em.data": [all_but_two("data")]},
    19: {"mip6.vsm.vendorId": [number("vendor")],
         "mip6.vsm.subtype": [number("subtype")],
         "mip6.vsm.data": [all_but_two("data")]},
    20: {"mip6.ss.identifier": [text("service")]},
    21: {"mip6.badff.spi": [number("spi")],
         "mip6.badff.auth": [all_but_two("authenticator")]},
    22: PREFIX,
    23: {"mip6.hi": [number("hi")], "mip6.hi.reserved": [ZERO]},
    24: {"mip6.att": [number("att")], "mip6.att.reserved": [ZERO]},
    25: {"mip6.mnlli.lli": [octets("lla")], "mip6.mnlli.reserved": [ZERO]},
    26: {"mip6.lila_lla": [address("addr")]},
    27: {"mip6.timestamp_tmp": [
        part("sec", 6, 0), part("frac65536", 2, 6),
        ("raw", lambda field, ours: "0x" + field.octets == ours)]},
    28: {"mip6.rc": [number("counter")]},
    29: {**IPV4_HOME, "mip6.ipv4ha.p_flag": [number("P")]},
    30: {**IPV4_HOME, "mip6.ipv4aa.sts": [number("status")]},
    31: {"mip6.natd.f_flag": [number("F")], "mip6.natd.reserved": [ZERO],
         "mip6.natd.refresh_t": [number("refresh_s")]},
    32: {"mip6.ipv4coa.addr": [address("addr")],
         "mip6.ipv4coa.reserved": [ZERO]},
    33: {"mip6.gre_key": [number("key")], "mip6.ipv4dra.reserved": [ZERO]},
    34: {"mip6.mhipv6ap.opt_code": [number("code")],
         "mip6.mhipv6ap.len": [number("plen")],
         "mip6.mhipv6ap.ipv6_address": [address("addr")]},
    35: {"mip6.bi.bid": [number("bid")], "mip6.bi.status": [number("status")],
         "mip6.bi.h_flag": [number("h")],
         "mip6.bi.coa_ipv4": [address("coa")],
         "mip6.bi.coa_ipv6": [address("coa")]},
    36: {**IPV4_HOME, "mip6.ipv4ha.reserved": [ZERO]},
    37: {**IPV4_HOME, "mip6.ipv4aa.sts": [number("status")]},
    38: {"mip6.ipv4dra.dra": [address("addr")],
         "mip6.ipv4dra.reserved": [ZERO]},
    39: {"mip6.ipv4dsm.s_flag": [number("s")],
         "mip6.ipv4dsm.reserved": [ZERO]},
    40: {"mip6.cr.reserved": [ZERO],
         "mip6.cr.req_type": [one_of("requests", "type")],
         "mip6.cr.req_length": [one_of("requests", "len")],
         "mip6.vsm.req_data": [one_of("requests", "raw")]},
    41: {"mip6.lmaa.opt_code": [number("code")], "mip6.lmaa.reserved": [ZERO],
         "mip6.lmaa.ipv4": [address("addr")],
         "mip6.lmaa.ipv6": [address("addr")]},
    46: {"mip6.recap.reserved": [ZERO]},
    47: {"mip6.redir.k": [number("K")], "mip6.redir.n": [number("N")],
         "mip6.redir.reserved": [ZERO],
         "mip6.redir.addr_r2lma_ipv4": [address("r2lma")],
         "mip6.redir.addr_r2lma_ipv6": [address("r2lma")]},
    48: {"mip6.load_inf.priority": [number("priority")],
         "mip6.load_inf.sessions_in_use": [number("sessions")],
         "mip6.load_inf.maximum_sessions": [number("max_sessions")],
         "mip6.load_inf.used_capacity": [number("used")],
         "mip6.load_inf.maximum_capacity": [number("max_capacity")]},
    49: {"mip6.alt_ip4": [address("addr")]},
    50: {"mip6.mng.sub_type": [number("subtype")],
         "mip6.mng.mng_id": [number("group")], "mip6.mng.reserved": [ZERO]},
    51: {"mip6.mag_ipv6.address_length": [number("addr_len")],
         "mip6.mag_ipv6.address": [address("addr")],
         "mip6.mag_ipv6.reserved": [ZERO]},
    55: {"mip6.dmnp.v_flag": [number("v")],
         "mip6.dmnp.prefix_len": [number("plen")],
         "mip6.dmnp.reserved": [ZERO],
         "mip6.dmnp.dmnp_ipv4": [address("prefix")],
         "mip6.dmnp.dmnp_ipv6": [address("prefix")]},
}

# Ours, without a counterpart: (message or option, key): why.
UNSEEN = {
    ("message", 15, "flags"): "U, P and F are not shown",
    ("option", 10, "more"): "a length other than 8 is not read",
    ("option", 22, "off_link"): "RFC 7864 is not read",
    ("option", 35, "pri"): "RFC 6089 is not read",
}
# The same under a condition.
UNSEEN_WHEN = {
    # Neither IPv6 (1) nor IPv4 (2): RFC 5949 6.2.2.
    ("option", 41, "addr"): lambda ours: ours["code"] not in (1, 2),
}
# Option and length behind which tshark gives up: it asks for at least one octet
# of variable data.
STOPS = {(9, 5), (18, 0)}
# Options whose variable data tshark leaves out when it has up to two octets.
SHORT_UNSEEN = {8, 9, 12, 13, 14, 16, 18, 19, 20, 21}
# Theirs, without a counterpart: why.
NOT_OURS = {
    "mip6.mobility_opt": "the type again, compared with its place",
    "mip6.mhipv6ap.ipv6_address_prefix": "the address again, as text",
    "mip6.ie_not_dissected": "says that the data is not read",
    "mip6.opt.len.invalid": "remark, see REMARKS",
    "mip6.vsm.data_not_dissected": "data of a vendor that is not read",
}
# Warnings about what is right, by option: why.
REMARKS = {
    8: "a zero-length identifier is legal in a rejection (RFC 5213 5.3.6); "
       "octets that are no text",
    10: "a length other than 8 occurs and is accepted",
    20: "octets that are no text",
    51: "18 octets are right (RFC 6705 11.1)",
}
