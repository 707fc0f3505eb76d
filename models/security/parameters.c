/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/security/parameters.h"

static const char *const signaling_names[]
    = { "none", "authentication", "esp", NULL };
static const char *const integrity_names[]
    = { "hmac-sha2-256-128", "hmac-sha1-96", NULL };
static const char *const replay_names[] = { "checked", "unchecked", NULL };
static const char *const associations_names[] = { "all", "central", NULL };
static const char *const setup_names[] = { "preconfigured", "ikev2", NULL };
static const char *const policy_names[] = { "off", "attachment", NULL };

#define AT(member) .offset = offsetof (struct rate_limit_config, member)

static const struct parameter rate_limit_parameters[]
    = { { .key = "rate",
          .type = PARAMETER_NUMBER,
          AT (rate),
          .help = "messages per second that a peer may send on average",
          .flags = PARAMETER_POSITIVE },
        { .key = "burst",
          .type = PARAMETER_NUMBER,
          AT (burst),
          .fallback = "10",
          .help = "messages that it may send at once",
          .minimum = 1,
          .maximum = 1e9 },
        { 0 } };
#undef AT

#define AT(member) .offset = offsetof (struct security_config, member)

const struct parameter security_parameters[]
    = { { .key = "signaling",
          .type = PARAMETER_ENUM,
          AT (signaling),
          .fallback = "\"none\"",
          .help = "protection of signalling messages: none, the mobility "
                  "message authentication option (RFC 4285 5), or ESP in "
                  "transport mode with NULL encryption (RFC 5213 4, RFC 3776)",
          .choices = signaling_names },
        { .key = "integrity",
          .type = PARAMETER_ENUM,
          AT (integrity),
          .fallback = "\"hmac-sha2-256-128\"",
          .with = "signaling=esp",
          .help = "integrity algorithm of ESP (RFC 4868, RFC 2404)",
          .choices = integrity_names },
        { .key = "verification",
          .type = PARAMETER_TIME,
          AT (verification),
          .fallback = "\"0 s\"",
          .with = "signaling=authentication|esp",
          .help = "time that a protected message costs its receiver before "
                  "processing, forged or not" },
        { .key = "replay",
          .type = PARAMETER_ENUM,
          AT (replay),
          .fallback = "\"checked\"",
          .help = "timestamps and sequence numbers of registrations (RFC 5213 "
                  "5.5, RFC 6275 9.5.1) and the window of ESP (RFC 4303 "
                  "3.4.3); unchecked: any is taken",
          .choices = replay_names },
        { .key = "associations",
          .type = PARAMETER_ENUM,
          AT (associations),
          .fallback = "\"all\"",
          .with = "signaling=authentication|esp",
          .help = "which pairs have a security association when signalling is "
                  "protected: all that signal, or central: only with an LMA, "
                  "CMD, HA or MAP",
          .choices = associations_names },
        { .key = "setup",
          .type = PARAMETER_ENUM,
          AT (setup),
          .fallback = "\"preconfigured\"",
          .with = "signaling=authentication|esp",
          .help = "how associations come to be: there from the start, or by "
                  "IKEv2 (RFC 7296 1.2) when a pair has its first message, "
                  "which waits",
          .choices = setup_names },
        { .key = "setup_processing",
          .type = PARAMETER_TIME,
          AT (setup_processing),
          .fallback = "\"0 s\"",
          .with = "setup=ikev2",
          .help = "computing of both ends for an association by IKEv2" },
        { .key = "policy",
          .type = PARAMETER_ENUM,
          AT (policy),
          .fallback = "\"off\"",
          .help = "who may register a mobile node (RFC 5213 5.3.1): any "
                  "gateway of the domain, or the one it is attached to; else "
                  "status 154",
          .choices = policy_names },
        { .key = "rate_limit",
          .type = PARAMETER_OBJECT,
          AT (rate_limit),
          .help = "most messages that an entity takes from one peer; the rest "
                  "is dropped unread",
          .of = rate_limit_parameters,
          .flags = PARAMETER_OPTIONAL,
          .presence = offsetof (struct security_config, has_rate_limit) },
        { 0 } };
