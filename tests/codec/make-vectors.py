#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/codec/vectors.json: one message for every MH Type and one for
every mobility option and each of its forms.

Octets are put together here by hand from the figures of the RFCs, field by
field, and know nothing of the program's tables; each vector names the section
it was made from.  Run as: make-vectors.py >vectors.json
"""
import ipaddress
import json

MAG = '2001:db8:201::1'
LMA = '2001:db8:100::10'


def u8(*values):
    return bytes(values)


def u16(*values):
    return b''.join(value.to_bytes(2, 'big') for value in values)


def u32(*values):
    return b''.join(value.to_bytes(4, 'big') for value in values)


def u48(value):
    return value.to_bytes(6, 'big')


def ip(text):
    return ipaddress.ip_address(text).packed


def octets(text):
    return bytes.fromhex(text)


def checksum(message, source, destination):
    """RFC 6275 6.1.1: over the pseudo-header with next header 135."""
    data = ip(source) + ip(destination) + u32(len(message), 135) + message
    total = sum(int.from_bytes(data[i:i + 2], 'big')
                for i in range(0, len(data), 2))
    while total > 0xffff:
        total = (total & 0xffff) + (total >> 16)
    return 0xffff - total


class Option:
    """Data octets, what they say, and where the type octet must lie."""

    def __init__(self, number, name, data, value, align=(1, 0)):
        self.number, self.name, self.data = number, name, data
        self.value, self.align = value, align


def padding(at, n):
    """RFC 6275 6.2.2, 6.2.3: n octets, and how they are shown."""
    if n == 0:
        return b'', []
    if n == 1:
        return b'\0', [{'offset': at, 'type': 0, 'name': 'Pad1'}]
    return (u8(1, n - 2) + bytes(n - 2),
            [{'offset': at, 'type': 1, 'name': 'PadN', 'len': n - 2}])


def put_options(at, options):
    wire, shown = b'', []
    for option in options:
        multiple, plus = option.align
        pad, pad_shown = padding(at + len(wire),
                                 (plus - at - len(wire)) % multiple)
        wire += pad
        shown += pad_shown
        shown.append({'offset': at + len(wire), 'type': option.number,
                      'name': option.name, 'len': len(option.data),
                      'value': option.value})
        wire += u8(option.number, len(option.data)) + option.data
    pad, pad_shown = padding(at + len(wire), -(at + len(wire)) % 8)
    return wire + pad, shown + pad_shown


vectors = []


def message(name, source, number, mh_name, fixed, fields, *options):
    """`fixed` is what lies between the checksum and the options."""
    tail, shown = put_options(6 + len(fixed), options)
    size = 6 + len(fixed) + len(tail)
    head = u8(59, size // 8 - 1, number, 0)
    check = checksum(head + u16(0) + fixed + tail, MAG, LMA)
    assert size % 8 == 0
    vectors.append({
        'name': name, 'valid': True, 'canonical': True, 'source': source,
        'ipv6_src': MAG, 'ipv6_dst': LMA,
        'hex': (head + u16(check) + fixed + tail).hex(),
        'fields': {
            'payload_proto': 59, 'hdr_len': size // 8 - 1, 'octets': size,
            'mh_type': number, 'mh_name': mh_name, 'reserved': 0,
            'checksum': '0x%04x' % check, **fields, 'options': shown}})


# Messages

def binding_update(name, source, letters, *options):
    """RFC 6275 6.1.7; flags: RFC 6275, 5380, 3963, 5213, 5555, 5845, 6602,
    7161, 8885."""
    bits = {'A': 0x8000, 'H': 0x4000, 'L': 0x2000, 'K': 0x1000, 'M': 0x0800,
            'R': 0x0400, 'P': 0x0200, 'F': 0x0100, 'T': 0x0080, 'B': 0x0040,
            'S': 0x0020, 'D': 0x0010}
    flags = sum(bits[letter] for letter in letters)
    message(name, source, 5, 'BU', u16(513, flags, 75),
            {'seq': 513, 'flags': list(letters),
             'flags_raw': '0x%04x' % flags,
             'lifetime_units': 75, 'lifetime_s': 300}, *options)


def binding_acknowledgement(name, source, letters, *options):
    """RFC 6275 6.1.8; flags as above, RFC 8885 4.2."""
    bits = {'K': 0x80, 'R': 0x40, 'P': 0x20, 'T': 0x10, 'B': 0x08, 'S': 0x04,
            'D': 0x02}
    flags = sum(bits[letter] for letter in letters)
    message(name, source, 6, 'BA', u8(0, flags) + u16(513, 75),
            {'status': 0, 'flags': list(letters), 'flags_raw': '0x%02x' % flags,
             'seq': 513, 'lifetime_units': 75, 'lifetime_s': 300}, *options)


def messages():
    message('brr', 'RFC 6275 6.1.2', 0, 'BRR', u16(0), {})
    message('hoti', 'RFC 6275 6.1.3', 1, 'HoTI',
            u16(0) + octets('0102030405060708'),
            {'cookie': '0102030405060708'})
    message('coti', 'RFC 6275 6.1.4', 2, 'CoTI',
            u16(0) + octets('1112131415161718'),
            {'cookie': '1112131415161718'})
    message('hot', 'RFC 6275 6.1.5', 3, 'HoT',
            u16(258) + octets('01020304050607082122232425262728'),
            {'nonce_index': 258, 'cookie': '0102030405060708',
             'token': '2122232425262728'})
    message('cot', 'RFC 6275 6.1.6', 4, 'CoT',
            u16(259) + octets('11121314151617183132333435363738'),
            {'nonce_index': 259, 'cookie': '1112131415161718',
             'token': '3132333435363738'})
    binding_update('bu-every-flag', 'RFC 6275 6.1.7', 'AHLKMRPFTBSD')
    binding_acknowledgement('ba-every-flag', 'RFC 6275 6.1.8', 'KRPTBSD')
    message('be', 'RFC 6275 6.1.9', 7, 'BE', u8(2, 0) + ip('2001:db8::7'),
            {'status': 2, 'home_address': '2001:db8::7'})
    message('fbu', 'RFC 5568 6.2.2', 8, 'FBU', u16(7, 0xf000, 20),
            {'seq': 7, 'flags': ['A', 'H', 'L', 'K'], 'flags_raw': '0xf000',
             'lifetime_field': 20})
    message('fback', 'RFC 5568 6.2.3', 9, 'FBack', u8(130, 0x80) + u16(7, 20),
            {'status': 130, 'flags': ['K'], 'seq': 7, 'lifetime_field': 20})
    message('fna', 'RFC 4068 6.3.3', 10, 'FNA', u16(0), {})
    message('experimental', 'RFC 5096 3', 11, 'Experimental',
            octets('0102030405060708090a'), {'data': '0102030405060708090a'})
    message('has', 'RFC 5142 4', 12, 'HAS',
            u8(2, 0) + ip('2001:db8::1') + ip('2001:db8::2'),
            {'num_addresses': 2, 'addresses': ['2001:db8::1', '2001:db8::2']})
    message('has-none', 'RFC 5142 4', 12, 'HAS', u8(0, 0),
            {'num_addresses': 0, 'addresses': []})
    message('hb-response', 'RFC 5847 3.3', 13, 'HB', u16(3) + u32(0x01020304),
            {'U': 1, 'R': 1, 'seq': 0x01020304})
    message('hi', 'RFC 5568 6.2.1.1, RFC 5949 6.1.1', 14, 'HI',
            u16(9) + u8(0xf0, 2),
            {'seq': 9, 'flags': ['S', 'U', 'P', 'F'], 'code': 2})
    message('hack', 'RFC 5568 6.2.1.2, RFC 5949 6.1.2', 15, 'HAck',
            u16(9) + u8(0xe0, 131),
            {'seq': 9, 'flags': ['U', 'P', 'F'], 'code': 131})
    message('bri', 'RFC 5846 5.1', 16, 'BRM', u8(1, 7) + u16(11, 0xe000),
            {'br_type': 1, 'trigger': 7, 'seq': 11, 'flags': ['P', 'V', 'G']})
    message('bra', 'RFC 5846 5.2', 16, 'BRM', u8(2, 128) + u16(11, 0x8000),
            {'br_type': 2, 'status': 128, 'seq': 11, 'flags': ['P']})
    message('brm-of-no-kind', 'RFC 5846 5', 16, 'BRM', u8(3, 4) + u16(11, 0),
            {'br_type': 3, 'code': 4, 'seq': 11, 'flags': []})
    message('lri', 'RFC 6705 9.1', 17, 'LRI', u16(5, 0, 600),
            {'seq': 5, 'lifetime_s': 600})
    message('lra', 'RFC 6705 9.2', 18, 'LRA', u16(5) + u8(0x80, 129) + u16(60),
            {'seq': 5, 'U': 1, 'status': 129, 'lifetime_s': 60})
    message('upn', 'RFC 7077 4.1', 19, 'UPN', u16(6, 2, 0xc000),
            {'seq': 6, 'reason': 2, 'flags': ['A', 'D']})
    message('upa', 'RFC 7077 4.2', 20, 'UPA', u16(6) + u8(128, 0, 0, 0),
            {'seq': 6, 'status': 128})
    for number, name, title, source in (
            (21, 'flow-binding', 'FBM', 'RFC 7109 6.1'),
            (22, 'subscription-query', 'Subscription Query', 'RFC 7161 4.3'),
            (23, 'subscription-response', 'Subscription Response',
             'RFC 7161 4.4')):
        message(name, source, number, title, octets('00010203') + bytes(6),
                {'data': '00010203' + 12 * '0'})


# Options, each behind as little as shows its padding

def in_bu(name, source, *options):
    binding_update('option-' + name, source, 'A', *options)


def in_ba(name, source, *options):
    binding_acknowledgement('option-' + name, source, 'P', *options)


def of_mobile_ipv6():
    in_ba('2-refresh-advice', 'RFC 6275 6.2.4',
          Option(2, 'Binding Refresh Advice', u16(60),
                 {'interval_units': 60, 'interval_s': 240}, (2, 0)))
    in_bu('3-alternate-care-of', 'RFC 6275 6.2.5',
          Option(3, 'Alternate Care-of Address', ip('2001:db8::c'),
                 {'addr': '2001:db8::c'}, (8, 6)))
    in_bu('4-5-nonces-and-authorization', 'RFC 6275 6.2.6, 6.2.7',
          Option(4, 'Nonce Indices', u16(258, 772),
                 {'home': 258, 'careof': 772}, (2, 0)),
          Option(5, 'Binding Authorization Data',
                 octets('0102030405060708090a0b0c'),
                 {'authenticator': '0102030405060708090a0b0c'}, (8, 2)))
    in_bu('6-mobile-network-prefix', 'RFC 3963 4.3',
          Option(6, 'Mobile Network Prefix', u8(0, 56) + ip('2001:db8:42::'),
                 {'plen': 56, 'prefix': '2001:db8:42::'}, (8, 4)))
    message('option-7-link-layer', 'RFC 5568 6.4.4', 14, 'HI',
            u16(9) + u8(0x80, 0), {'seq': 9, 'flags': ['S'], 'code': 0},
            Option(7, 'MH Link-Layer Address', octets('0202000000a107'),
                   {'code': 2, 'lla': '02000000a107'}))
    in_bu('9-10-authentication-and-replay', 'RFC 4285 5, 6',
          Option(8, 'Mobile Node Identifier', u8(1) + b'a@b.example',
                 {'subtype': 1, 'nai': 'a@b.example'}),
          Option(10, 'Mobility Message Replay Protection',
                 u32(0xe0a1b2c3, 0x80000000),
                 {'sec': 0xe0a1b2c3, 'frac': 0x80000000}, (8, 2)),
          Option(9, 'Mobility Message Authentication',
                 u8(1) + u32(256) + octets('0102030405060708090a0b0c'),
                 {'subtype': 1, 'spi': 256,
                  'authenticator': '0102030405060708090a0b0c'}, (4, 1)))
    for number, name, title, source, data in (
            (11, 'cga-request', 'CGA Parameters Request', '5.1', ''),
            (12, 'cga-parameters', 'CGA Parameters', '5.2', 'c0ffee'),
            (13, 'signature', 'Signature', '5.3', '5161'),
            (14, 'home-keygen-token', 'Permanent Home Keygen Token', '5.4',
             '0102030405060708'),
            (15, 'care-of-test-init', 'Care-of Test Init', '5.5', ''),
            (16, 'care-of-test', 'Care-of Test', '5.6', '1112131415161718')):
        in_bu('%d-%s' % (number, name), 'RFC 4866 ' + source,
              Option(number, title, octets(data), {'data': data} if data else {}))
    in_bu('17-dns-update', 'RFC 5026 8.1',
          Option(17, 'DNS Update', u8(0, 0x80) + b'\x01a\0',
                 {'data': '0080016100'}))
    in_bu('18-experimental', 'RFC 5096 4',
          Option(18, 'Experimental', octets('f00d'), {'data': 'f00d'}))
    in_bu('19-vendor-specific', 'RFC 5094 3',
          Option(19, 'Vendor Specific', u32(32473) + u8(7) + octets('c0de'),
                 {'vendor': 32473, 'subtype': 7, 'data': 'c0de'}, (4, 2)))
    in_bu('20-service-selection', 'RFC 5149 3',
          Option(20, 'Service Selection', b'ims.example',
                 {'service': 'ims.example'}))
    message('option-21-authorization-for-fmipv6', 'RFC 5568 6.4.5', 8, 'FBU',
            u16(7, 0x8000, 20),
            {'seq': 7, 'flags': ['A'], 'flags_raw': '0x8000',
             'lifetime_field': 20},
            Option(21, 'Binding Authorization Data for FMIPv6',
                   u32(256) + octets('0102030405060708090a0b0c'),
                   {'spi': 256, 'authenticator': '0102030405060708090a0b0c'},
                   (8, 6)))


def of_proxy_mobile_ipv6():
    in_bu('8-identifier', 'RFC 4283 3',
          Option(8, 'Mobile Node Identifier', u8(1) + b'mn1@example.net',
                 {'subtype': 1, 'nai': 'mn1@example.net'}))
    in_ba('8-identifier-empty', 'RFC 4283 3',
          Option(8, 'Mobile Node Identifier', u8(1),
                 {'subtype': 1, 'nai': ''}))
    in_bu('8-identifier-eui-48', 'RFC 8371 3',
          Option(8, 'Mobile Node Identifier', u8(5) + octets('0200000000ff'),
                 {'subtype': 5, 'nai_hex': '0200000000ff'}))
    in_bu('22-home-network-prefix', 'RFC 5213 8.3',
          Option(22, 'Home Network Prefix', u8(0, 64) + ip('2001:db8:7::'),
                 {'off_link': False, 'plen': 64, 'prefix': '2001:db8:7::'},
                 (8, 4)))
    in_bu('22-home-network-prefix-off-link', 'RFC 7864 4.1',
          Option(22, 'Home Network Prefix', u8(0x80, 128) + ip('2001:db8::7'),
                 {'off_link': True, 'plen': 128, 'prefix': '2001:db8::7'},
                 (8, 4)))
    in_bu('23-24-handoff-and-technology', 'RFC 5213 8.4, 8.5',
          Option(23, 'Handoff Indicator', u8(0, 5), {'hi': 5}),
          Option(24, 'Access Technology Type', u8(0, 13), {'att': 13}))
    in_bu('25-link-layer-identifier', 'RFC 5213 8.6',
          Option(25, 'MN Link-layer Identifier', u16(0) + octets('02a1b2'),
                 {'lla': '02a1b2'}))
    in_bu('26-link-local', 'RFC 5213 8.7',
          Option(26, 'Link-local Address', ip('fe80::1'),
                 {'addr': 'fe80::1'}, (8, 6)))
    in_bu('27-timestamp', 'RFC 5213 8.8',
          Option(27, 'Timestamp', u48(0x010203040506) + u16(0x0708),
                 {'sec': 0x010203040506, 'frac65536': 0x0708,
                  'raw': '0x0102030405060708'}, (8, 2)))
    message('option-28-restart-counter', 'RFC 5847 3.4', 13, 'HB',
            u16(1) + u32(5), {'U': 0, 'R': 1, 'seq': 5},
            Option(28, 'Restart Counter', u32(0x0a0b0c0d),
                   {'counter': 0x0a0b0c0d}, (4, 2)))
    in_bu('36-ipv4-home-request', 'RFC 5844 3.3.1',
          Option(36, 'IPv4 Home Address Request',
                 u8(24 << 2, 0) + ip('192.0.2.1'),
                 {'plen': 24, 'addr': '192.0.2.1'}, (4, 0)))
    in_ba('37-38-39-ipv4', 'RFC 5844 3.3.2, 3.3.3, 3.3.4',
          Option(37, 'IPv4 Home Address Reply',
                 u8(128, 32 << 2) + ip('192.0.2.1'),
                 {'status': 128, 'plen': 32, 'addr': '192.0.2.1'}, (4, 0)),
          Option(38, 'IPv4 Default-Router Address', u16(0) + ip('192.0.2.254'),
                 {'addr': '192.0.2.254'}, (4, 0)),
          Option(39, 'IPv4 DHCP Support Mode', u16(1), {'s': 1}))
    in_bu('43-transient-binding', 'RFC 6058 5.1',
          Option(43, 'Transient Binding', u8(1, 30),
                 {'l': 1, 'lifetime_100ms': 30}))
    in_bu('46-redirect-capability', 'RFC 6463 4.1',
          Option(46, 'Redirect-Capability', u16(0), {}, (4, 0)))
    in_ba('47-48-redirect-to-ipv6', 'RFC 6463 4.2, 4.3',
          Option(47, 'Redirect', u16(0x8000) + ip('2001:db8::47'),
                 {'K': 1, 'N': 0, 'r2lma': '2001:db8::47'}, (4, 0)),
          Option(48, 'Load Information', u16(1) + u32(2, 3, 4, 5),
                 {'priority': 1, 'sessions': 2, 'max_sessions': 3, 'used': 4,
                  'max_capacity': 5}, (4, 0)))
    in_ba('47-redirect-to-ipv4', 'RFC 6463 4.2',
          Option(47, 'Redirect', u16(0x4000) + ip('192.0.2.47'),
                 {'K': 0, 'N': 1, 'r2lma': '192.0.2.47'}, (4, 0)))
    in_bu('49-alternate-ipv4-care-of', 'RFC 6463 4.4',
          Option(49, 'Alternate IPv4 Care-of Address', ip('192.0.2.49'),
                 {'addr': '192.0.2.49'}, (4, 2)))
    in_bu('50-group', 'RFC 6602 4.2',
          Option(50, 'MN Group Identifier', u8(1, 0) + u32(0x01020304),
                 {'subtype': 1, 'group': 0x01020304}))
    message('option-51-mag-address', 'RFC 6705 11.1', 17, 'LRI',
            u16(5, 0, 600), {'seq': 5, 'lifetime_s': 600},
            Option(51, 'MAG IPv6 Address', u8(0, 128) + ip('2001:db8::51'),
                   {'addr_len': 128, 'addr': '2001:db8::51'}, (8, 4)))


def of_dual_stack_and_tunnels():
    in_bu('29-32-ipv4-home-and-care-of', 'RFC 5555 3.1.1, 3.1.2',
          Option(29, 'IPv4 Home Address',
                 u16(24 << 10 | 0x0200) + ip('192.0.2.29'),
                 {'plen': 24, 'P': 1, 'addr': '192.0.2.29'}, (4, 0)),
          Option(32, 'IPv4 Care-of Address', u16(0) + ip('198.51.100.32'),
                 {'addr': '198.51.100.32'}, (4, 0)))
    in_ba('30-31-ipv4-acknowledgement-and-nat', 'RFC 5555 3.2.1, 3.2.2',
          Option(30, 'IPv4 Address Acknowledgement',
                 u8(0, 24 << 2) + ip('192.0.2.29'),
                 {'status': 0, 'plen': 24, 'addr': '192.0.2.29'}, (4, 0)),
          Option(31, 'NAT Detection', u16(0x8000) + u32(110),
                 {'F': 1, 'refresh_s': 110}, (4, 0)))
    in_bu('33-gre-key', 'RFC 5845 6.1',
          Option(33, 'GRE Key', u16(0) + u32(0xc0ffee), {'key': 0xc0ffee},
                 (4, 0)))
    in_bu('33-gre-without-key', 'RFC 5845 6.1',
          Option(33, 'GRE Key', u16(0), {}, (4, 0)))
    in_bu('55-delegated-prefix', 'RFC 7148 4.1',
          Option(55, 'Delegated Mobile Network Prefix',
                 u8(0, 56) + ip('2001:db8:55::'),
                 {'v': 0, 'plen': 56, 'prefix': '2001:db8:55::'}, (8, 2)))
    in_bu('55-delegated-prefix-ipv4', 'RFC 7148 4.1',
          Option(55, 'Delegated Mobile Network Prefix',
                 u8(0x80, 24) + ip('192.0.2.0'),
                 {'v': 1, 'plen': 24, 'prefix': '192.0.2.0'}, (8, 2)))
    for name, data, value in (
            ('asked', b'', {}),
            ('ipv4', ip('192.0.2.59'), {'addr': '192.0.2.59'}),
            ('ipv6', ip('2001:db8::59'), {'addr': '2001:db8::59'})):
        in_ba('59-user-plane-' + name, 'RFC 7389 4',
              Option(59, 'LMA User-Plane Address', u16(0) + data, value,
                     (8, 2)))


def of_fast_handovers():
    def in_hi(name, source, *options):
        message('option-' + name, source, 14, 'HI', u16(9) + u8(0x20, 0),
                {'seq': 9, 'flags': ['P'], 'code': 0}, *options)
    in_hi('34-prefix', 'RFC 5568 6.4.2',
          Option(34, 'MH IPv6 Address/Prefix', u8(2, 128) + ip('2001:db8::34'),
                 {'code': 2, 'plen': 128, 'addr': '2001:db8::34'}, (8, 4)))
    in_hi('40-context-request', 'RFC 5949 6.2.1',
          Option(40, 'Context Request', u16(0) + octets('16001302a1b2'),
                 {'requests': [{'type': 22, 'len': 0, 'raw': ''},
                               {'type': 19, 'len': 2, 'raw': 'a1b2'}]}))
    in_hi('41-lma-address-ipv6', 'RFC 5949 6.2.2',
          Option(41, 'Local Mobility Anchor Address',
                 u8(1, 0) + ip('2001:db8::41'),
                 {'code': 1, 'addr': '2001:db8::41'}))
    in_hi('41-lma-address-ipv4', 'RFC 5949 6.2.2',
          Option(41, 'Local Mobility Anchor Address',
                 u8(2, 0) + ip('192.0.2.41'),
                 {'code': 2, 'addr': '192.0.2.41'}))
    in_hi('42-interface-identifier', 'RFC 5949 6.2.3',
          Option(42, 'Mobile Node Link-local Address Interface Identifier',
                 u16(0) + octets('02000000000000a1'),
                 {'interface_id': '02000000000000a1'}))


def of_flows():
    for name, data, value, align in (
            ('none', b'', {}, (2, 0)),
            ('ipv4', ip('192.0.2.35'), {'coa': '192.0.2.35'}, (8, 2)),
            ('ipv6', ip('2001:db8::35'), {'coa': '2001:db8::35'}, (8, 2))):
        in_bu('35-binding-identifier-' + name, 'RFC 5648 4.3, RFC 6089 4.1',
              Option(35, 'Binding Identifier', u16(2) + u8(0, 0x85) + data,
                     {'bid': 2, 'status': 0, 'h': True, 'pri': 5, **value},
                     align))
    in_bu('44-flow-summary', 'RFC 6089 4.2.2',
          Option(44, 'Flow Summary', u16(1, 2, 515), {'fids': [1, 2, 515]},
                 (2, 0)))
    in_bu('45-flow-bare', 'RFC 6089 4.2',
          Option(45, 'Flow Identification', u16(7, 20) + u8(0, 0),
                 {'fid': 7, 'pri': 20, 'status': 0, 'subopts': []}, (2, 0)))
    # A, B, C: source range and destination; K, L: destination ports; O.
    selector = (u8(2, 0) + u16(0xe032, 0) + ip('2001:db8::1')
                + ip('2001:db8::f') + ip('2001:db8:7::1') + u16(5060, 5061)
                + u8(17))
    in_bu('45-flow-ipv6', 'RFC 6089 4.2.1.3, 4.2.1.4, RFC 6088 3.2',
          Option(45, 'Flow Identification', u16(7, 20) + u8(0, 0)
                 + u8(2, 4) + u16(2, 3) + u8(3, len(selector)) + selector,
                 {'fid': 7, 'pri': 20, 'status': 0, 'subopts': [
                     {'type': 2, 'len': 4, 'bids': [2, 3]},
                     {'type': 3, 'len': len(selector), 'ts_format': 2,
                      'ts_flags': '0xe032', 'A_src_start': '2001:db8::1',
                      'B_src_end': '2001:db8::f',
                      'C_dst_start': '2001:db8:7::1', 'K_dport_start': 5060,
                      'L_dport_end': 5061, 'O_nh_start': 17}]}, (2, 0)))
    # A: source; G, H: source ports; K: DS; M: protocol.
    selector = (u8(1, 0) + u16(0x8328, 0) + ip('192.0.2.1') + u16(1, 1023)
                + u8(0xb8, 6))
    in_bu('45-flow-ipv4', 'RFC 6089 4.2.1, RFC 6088 3.1, RFC 7109 6.2',
          Option(45, 'Flow Identification', u16(8, 21) + u8(0, 129)
                 + u8(0, 1, 2, 0, 0) + u8(3, len(selector)) + selector
                 + u8(4, 2, 0, 1) + u8(5, 6, 0, 0) + ip('192.0.2.5'),
                 {'fid': 8, 'pri': 21, 'status': 129, 'subopts': [
                     {'type': 0}, {'type': 1, 'len': 2},
                     {'type': 3, 'len': len(selector), 'ts_format': 1,
                      'ts_flags': '0x8328', 'A_src_start': '192.0.2.1',
                      'G_sport_start': 1, 'H_sport_end': 1023,
                      'K_ds_start': 0xb8, 'M_proto_start': 6},
                     {'type': 4, 'len': 2, 'action': 1},
                     {'type': 5, 'len': 6, 'addr': '192.0.2.5'}]}, (2, 0)))


def of_policy():
    in_bu('52-access-network', 'RFC 6757 3',
          Option(52, 'Access Network Identifier',
                 u8(1, 4, 0x80, 2) + b'ap' + u8(2, 6)
                 + octets('1f2b3c0a0b0c') + u8(3, 3) + octets('010203'),
                 {'subopts': [
                     {'type': 1, 'len': 4, 'data': '80026170'},
                     {'type': 2, 'len': 6, 'data': '1f2b3c0a0b0c'},
                     {'type': 3, 'len': 3, 'data': '010203'}]}, (4, 0)))
    in_bu('52-access-network-7563', 'RFC 7563 3',
          Option(52, 'Access Network Identifier',
                 u8(4, 3, 1, 0, 0x55) + u8(5, 2) + u16(7) + u8(6, 2) + u16(60),
                 {'subopts': [
                     {'type': 4, 'len': 3, 'data': '010055'},
                     {'type': 5, 'len': 2, 'data': '0007'},
                     {'type': 6, 'len': 2, 'data': '003c'}]}, (4, 0)))
    # M, then a traffic selector sub-option of format 1 with a protocol.
    in_bu('53-offload-selector', 'RFC 6909 3.1, RFC 6088 3.1',
          Option(53, 'IPv4 Traffic Offload Selector',
                 u32(0x80000000) + u8(3, 7, 1, 0) + u16(0x0008, 0) + u8(6),
                 {'data': '80000000030701000008000006'}, (4, 0)))
    # MLDv2, M, one record of a group without sources.
    in_ba('54-multicast-selector', 'RFC 7028 5.1.2, RFC 3810 5.2',
          Option(54, 'Dynamic IP Multicast Selector',
                 u8(143, 0x80) + u16(1) + u8(2, 0) + u16(0) + ip('ff3e::54'),
                 {'data': '8f80000102000000ff3e' + 26 * '0' + '54'}))
    in_bu('56-multicast-subscription-ipv4', 'RFC 7161 6.1, RFC 3376 4.2',
          Option(56, 'Active Multicast Subscription IPv4',
                 u8(0x22, 2, 0) + u16(0) + ip('232.0.0.56'),
                 {'data': '2202000000e8000038'}, (4, 1)))
    in_bu('57-multicast-subscription-ipv6', 'RFC 7161 4.1.2, RFC 3810 5.2',
          Option(57, 'Active Multicast Subscription IPv6',
                 u8(143, 2, 0) + u16(0) + ip('ff3e::57'),
                 {'data': '8f02000000ff3e' + 26 * '0' + '57'}, (8, 1)))
    in_bu('58-quality-of-service', 'RFC 7222 4.1, 4.2.1',
          Option(58, 'Quality of Service',
                 u8(9, 46 << 2, 1, 0, 0, 0) + u8(1, 6) + u16(0) + u32(1000000),
                 {'sr_id': 9, 'dscp': 46, 'op': 1, 'attributes': [
                     {'type': 1, 'len': 6, 'raw': '0000000f4240'}]}, (4, 0)))
    message('option-60-61-multicast-handover', 'RFC 7411 5.3, 5.4', 14, 'HI',
            u16(9) + u8(0x20, 0), {'seq': 9, 'flags': ['P'], 'code': 0},
            Option(60, 'Multicast Mobility Option', octets('000102'),
                   {'data': '000102'}),
            Option(61, 'Multicast Acknowledgement Option', octets('0001'),
                   {'data': '0001'}))
    in_ba('62-mag-parameters', 'RFC 8127 3, 3.1',
          Option(62, 'LMA-Controlled MAG Parameters',
                 u8(1, 6) + u16(10, 1, 32) + u8(2, 6) + u16(60, 5, 3),
                 {'subopts': [{'type': 1, 'len': 6, 'v16': [10, 1, 32]},
                              {'type': 2, 'len': 6, 'v16': [60, 5, 3]}]},
                 (4, 2)))
    in_bu('63-64-multipath', 'RFC 8278 4.1, 4.2',
          Option(63, 'MAG Multipath Binding', u8(8, 11, 2, 0x80, 0, 0),
                 {'if_att': 8, 'if_label': 11, 'bid': 2, 'B': 1, 'O': 0}),
          Option(64, 'MAG Identifier', u8(1, 0) + b'mag1.example',
                 {'subtype': 1, 'nai': 'mag1.example'}))
    in_bu('63-multipath-overwrite', 'RFC 8278 4.1',
          Option(63, 'MAG Multipath Binding', u8(4, 1, 254, 0x40, 0, 0),
                 {'if_att': 4, 'if_label': 1, 'bid': 254, 'B': 0, 'O': 1}))


def of_distributed_anchoring():
    binding_update(
        'option-65-66-68-anchored-local-serving', 'RFC 8885 4.3, 4.4, 4.6',
        'APD',
        Option(65, 'Anchored Prefix', u8(0, 64) + ip('2001:db8:65::'),
               {'plen': 64, 'prefix': '2001:db8:65::'}, (8, 4)),
        Option(66, 'Local Prefix', u8(0, 48) + ip('2001:db8:66::'),
               {'plen': 48, 'prefix': '2001:db8:66::'}, (8, 4)),
        Option(68, 'Serving MAAR', ip('2001:db8::68'),
               {'addr': '2001:db8::68'}, (8, 6)))
    binding_acknowledgement(
        'option-67-69-70-previous-dlif', 'RFC 8885 4.5, 4.7, 4.8', 'PD',
        Option(67, 'Previous MAAR',
               u8(0, 64) + ip('2001:db8::67') + ip('2001:db8:67::'),
               {'plen': 64, 'maar': '2001:db8::67', 'prefix': '2001:db8:67::'},
               (8, 4)),
        Option(69, 'DLIF Link-Local Address', ip('fe80::69'),
               {'addr': 'fe80::69'}, (8, 6)),
        Option(70, 'DLIF Link-Layer Address', u16(0) + octets('020000000070'),
               {'lla': '020000000070'}))
    in_bu('200-unassigned', 'RFC 6275 6.2.1',
          Option(200, '(unassigned)', octets('c0ffee'),
                 {'raw': 'c0ffee', 'unknown': True}))


def main():
    for make in (messages, of_mobile_ipv6, of_proxy_mobile_ipv6,
                 of_dual_stack_and_tunnels, of_fast_handovers, of_flows,
                 of_policy, of_distributed_anchoring):
        make()
    print('[\n' + ',\n'.join(json.dumps(vector) for vector in vectors) + '\n]')


main()
