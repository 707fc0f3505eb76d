/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/coexistence/coexistence.h"

/* By enum anchor_kind. */
static const char *const anchor_names[] = { "lma", "cmd", NULL };

#define AT(member) .offset = offsetof (struct coexistence_config, member)

const struct parameter coexistence_parameters[]
    = { { .key = "mags",
          .type = PARAMETER_STRINGS,
          AT (mags),
          .fallback = "[]",
          .help = "access routers that are MAGs (RFC 5213)",
          .reference = REFERENCE_ACCESS },
        { .key = "plain",
          .type = PARAMETER_STRINGS,
          AT (plain),
          .fallback = "[]",
          .help = "access routers without mobility support; all that are in "
                  "neither list are MAARs (RFC 8885)",
          .reference = REFERENCE_ACCESS },
        { .key = "mobile_hosts",
          .type = PARAMETER_STRINGS,
          AT (mobile_hosts),
          .fallback = "[]",
          .help = "entries of mobile_nodes whose nodes speak Mobile IPv6 "
                  "themselves (RFC 6275), with a home agent at the anchor site",
          .reference = REFERENCE_MOBILE_NODES },
        { .key = "mag_anchor",
          .type = PARAMETER_ENUM,
          AT (mag_anchor),
          .fallback = "\"lma\"",
          .help = "where MAGs register: an LMA at the anchor site, or the CMD",
          .choices = anchor_names },
        { .key = "maar_anchor",
          .type = PARAMETER_ENUM,
          AT (maar_anchor),
          .fallback = "\"cmd\"",
          .help = "where MAARs register: the CMD, or the LMA",
          .choices = anchor_names },
        { .key = "legacy_ignores_d",
          .type = PARAMETER_BOOL,
          AT (legacy_ignores_d),
          .fallback = "false",
          .help = "the LMA skips the D flag as any reserved bit, else it "
                  "refuses with status 129 (RFC 8885 4.1)" },
        { .key = "pmipv6",
          .type = PARAMETER_OBJECT,
          AT (pmipv6),
          .fallback = "{}",
          .help = "of MAGs and LMA",
          .of = pmipv6_parameters },
        { .key = "dmm",
          .type = PARAMETER_OBJECT,
          AT (dmm),
          .fallback = "{}",
          .help = "of MAARs and CMD",
          .of = dmm_parameters },
        { .key = "mipv6",
          .type = PARAMETER_OBJECT,
          AT (mipv6),
          .fallback = "{}",
          .help = "of mobile hosts and their home agent",
          .of = mipv6_parameters },
        { 0 } };
#undef AT
