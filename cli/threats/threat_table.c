/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/threats/threat_table.h"

#include <stddef.h>

#define FORGE(node, forge)                                              \
  "\"node\": \"" node "\", \"at\": \"20 s\", \"victims\": \"victim\", " \
  "\"kind\": {\"forge\": {" forge "}}"
#define TO_ROGUE "\"to\": \"rogue\""
#define TO_BYSTANDER "\"to\": \"bystander\""
#define CORRESPONDENT "\"target\": \"correspondent\""

const struct threat threats[] = {
  { "redirect", "an outsider registers the victim at a rogue access router",
    FORGE ("outside", TO_ROGUE), false },
  { "redirect-insider",
    "a rogue access router, with its keys, registers the victim at itself",
    FORGE ("rogue", "") ", \"keys\": true", false },
  { "blackhole", "an outsider registers an address that nobody has",
    FORGE ("outside", "\"nobody\": true"), false },
  { "flood-bystander",
    "an outsider registers the victim at a node that asked for nothing",
    FORGE ("outside", TO_BYSTANDER), false },
  { "deregister", "an outsider de-registers the victim",
    "\"node\": \"outside\", \"at\": \"20 s\", \"victims\": \"victim\", "
    "\"kind\": \"deregister\"",
    false },
  { "previous-anchor",
    "an outsider tells the anchor of the flow where the victim is, as the CMD "
    "would",
    FORGE ("outside", "\"target\": \"previous\", " TO_ROGUE), false },
  { "replay", "who sees the signalling sends an earlier registration again",
    "\"node\": \"outside\", \"tap\": \"core\", \"every\": \"22 s\", "
    "\"victims\": \"victim\", \"kind\": \"replay\"",
    false },
  { "answer-on-path",
    "who sees the signalling refuses the victim's registrations in the "
    "anchor's name",
    "\"node\": \"core\", \"at\": \"20 s\", \"victims\": \"victim\", "
    "\"kind\": \"spoof_answer\"",
    false },
  { "answer-off-path", "the same blindly, 100 times a second",
    "\"node\": \"outside\", \"at\": \"29 s\", \"for\": \"2 s\", \"every\": "
    "\"10 ms\", \"victims\": \"victim\", \"kind\": \"spoof_answer\"",
    false },
  { "correspondent-off-path",
    "an outsider registers its own address at the correspondent",
    FORGE ("outside", CORRESPONDENT), false },
  { "correspondent-on-path",
    "the same by who sees what the correspondent sends to the home address",
    FORGE ("anchor", CORRESPONDENT), false },
  { "correspondent-bystander",
    "the same with the address of a node that asked for nothing",
    FORGE ("anchor", CORRESPONDENT ", " TO_BYSTANDER), false },
  { "exhaust-state",
    "a rogue access router registers 20 absent nodes a second, for 5 s",
    "\"node\": \"rogue\", \"at\": \"20 s\", \"for\": \"5 s\", \"every\": "
    "\"50 ms\", \"victims\": \"absent\", \"kind\": \"flood_attachments\"",
    false },
  { "malformed",
    "an outsider sends 100 registrations with octets replaced or cut off",
    "\"node\": \"outside\", \"at\": \"20 s\", \"for\": \"10 s\", \"every\": "
    "\"100 ms\", \"victims\": \"victim\", \"kind\": {\"malformed\": "
    "{" TO_ROGUE "}}",
    false },
  { "amplification",
    "messages and octets that others get for one registration of redirect",
    FORGE ("outside", TO_ROGUE), true },
  { "flood-solicitations",
    "the same for 100 solicitations of nodes made up, on an access link",
    "\"node\": \"resident\", \"at\": \"20 s\", \"for\": \"10 s\", \"every\": "
    "\"100 ms\", \"victims\": \"victim\", \"kind\": \"flood_solicitations\"",
    true },
  { NULL, NULL, NULL, false }
};

const struct threatened threatened[]
    = { { "mipv6", "\"mipv6\"" },
        { "mipv6-ro", "{\"name\": \"mipv6\", \"route_optimization\": true}" },
        { "pmipv6", "\"pmipv6\"" },
        { "dmm-relay", "{\"name\": \"dmm\", \"mode\": \"relay\"}" },
        { "dmm-locator", "{\"name\": \"dmm\", \"mode\": \"locator\"}" },
        { "dmm-proxy", "{\"name\": \"dmm\", \"mode\": \"proxy\"}" },
        { "dmm-distributed", "\"dmm-distributed\"" },
        { "dmm-host", "\"dmm-host\"" },
        { NULL, NULL } };

const struct defense defenses[] = {
  { "none", "no protection but order (timestamps, sequence numbers)", "{}",
    false },
  { "ingress", "ingress filtering at the attacker's link (RFC 2827)", "{}",
    true },
  { "authentication", "RFC 4285", "{\"signaling\": \"authentication\"}",
    false },
  { "esp", "ESP between entities (RFC 5213 4, RFC 3776)",
    "{\"signaling\": \"esp\"}", false },
  { "no-replay-check", "RFC 4285 without a look at timestamps and numbers",
    "{\"signaling\": \"authentication\", \"replay\": \"unchecked\"}", false },
  { "policy", "a gateway registers only who is attached to it",
    "{\"policy\": \"attachment\"}", false },
  { "rate-limit", "of each peer, 1 message a second, 5 in a burst",
    "{\"rate_limit\": {\"rate\": 1, \"burst\": 5}}", false },
  { NULL, NULL, NULL, false }
};
