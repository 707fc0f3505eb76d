/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobility options (RFC 6275 6.2): one row each, fields above. */
#include "models/codec/tables.h"

#include <glib.h>

#include "models/codec/suboption.h"

static const struct field refresh_advice_fields[] = {
  FIELD (mh_option, refresh_interval, "interval", 0, U16,
         .form = FORM_SECONDS4),
  END,
};

static const struct field nonce_indices_fields[] = {
  FIELD (mh_option, nonce_index.home, "home", 0, U16),
  FIELD (mh_option, nonce_index.care_of, "careof", 2, U16),
  END,
};

static const struct field authorization_fields[] = {
  FIELD (mh_option, authenticator, "authenticator", 0, OCTETS (12)),
  END,
};

static const struct field mn_identifier_fields[] = {
  FIELD (mh_option, mn_identifier.subtype, "subtype", 0, U8),
  FIELD (mh_option, mn_identifier.id, "nai", 1, REST, .form = FORM_TEXT),
  END,
};

static const struct field mag_identifier_fields[] = {
  FIELD (mh_option, mn_identifier.subtype, "subtype", 0, U8),
  FIELD (mh_option, mn_identifier.id, "nai", 2, REST, .form = FORM_TEXT),
  END,
};

static const struct field vendor_fields[] = {
  FIELD (mh_option, vendor.number, "vendor", 0, U32),
  FIELD (mh_option, vendor.subtype, "subtype", 4, U8),
  FIELD (mh_option, vendor.data, "data", 5, REST),
  END,
};

static const struct field hnp_fields[] = {
  FIELD (mh_option, prefix.off_link, "off_link", 0, BITS (1, 7, 1),
         .form = FORM_BOOL),
  FIELD (mh_option, prefix.length, "plen", 1, PREFIX_LENGTH),
  FIELD (mh_option, prefix.address, "prefix", 2, ADDRESS),
  END,
};

static const struct field prefix_fields[] = {
  FIELD (mh_option, prefix.length, "plen", 1, PREFIX_LENGTH),
  FIELD (mh_option, prefix.address, "prefix", 2, ADDRESS),
  END,
};

static const struct field handoff_fields[] = {
  FIELD (mh_option, value, "hi", 1, U8),
  END,
};

static const struct field technology_fields[] = {
  FIELD (mh_option, value, "att", 1, U8),
  END,
};

static const struct field link_layer_fields[] = {
  FIELD (mh_option, link_layer, "lla", 2, REST),
  END,
};

static const struct field address_fields[] = {
  FIELD (mh_option, address, "addr", 0, ADDRESS),
  END,
};

static const struct field timestamp_fields[] = {
  FIELD (mh_option, timestamp.seconds, "sec", 0, U48),
  FIELD (mh_option, timestamp.fraction, "frac65536", 6, U16),
  FIELD (mh_option, timestamp, "raw", 0, SHOWN (8)),
  END,
};

static const struct field restart_counter_fields[] = {
  FIELD (mh_option, restart_counter, "counter", 0, U32),
  END,
};

static const struct field ipv4_request_fields[] = {
  FIELD (mh_option, ipv4.length, "plen", 0, BITS (1, 2, 6)),
  FIELD (mh_option, ipv4.address, "addr", 2, OCTETS (4), .form = FORM_IPV4),
  END,
};

static const struct field ipv4_reply_fields[] = {
  FIELD (mh_option, ipv4.status, "status", 0, U8),
  FIELD (mh_option, ipv4.length, "plen", 1, BITS (1, 2, 6)),
  FIELD (mh_option, ipv4.address, "addr", 2, OCTETS (4), .form = FORM_IPV4),
  END,
};

static const struct field ipv4_router_fields[] = {
  FIELD (mh_option, ipv4.address, "addr", 2, OCTETS (4), .form = FORM_IPV4),
  END,
};

static const struct field ipv4_dhcp_fields[] = {
  FIELD (mh_option, value, "s", 0, BITS (2, 0, 1)),
  END,
};

static const struct field transient_fields[] = {
  FIELD (mh_option, transient.late, "l", 0, BITS (1, 0, 1)),
  FIELD (mh_option, transient.lifetime, "lifetime_100ms", 1, U8),
  END,
};

static const struct field load_fields[] = {
  FIELD (mh_option, load.priority, "priority", 0, U16),
  FIELD (mh_option, load.sessions, "sessions", 2, U32),
  FIELD (mh_option, load.max_sessions, "max_sessions", 6, U32),
  FIELD (mh_option, load.used, "used", 10, U32),
  FIELD (mh_option, load.capacity, "max_capacity", 14, U32),
  END,
};

static const struct field group_fields[] = {
  FIELD (mh_option, group.subtype, "subtype", 0, U8),
  FIELD (mh_option, group.id, "group", 2, U32),
  END,
};

static const struct field mag_address_fields[] = {
  FIELD (mh_option, prefix.length, "addr_len", 1, PREFIX_LENGTH),
  FIELD (mh_option, prefix.address, "addr", 2, ADDRESS),
  END,
};

static const struct field multipath_fields[] = {
  FIELD (mh_option, path.technology, "if_att", 0, U8),
  FIELD (mh_option, path.label, "if_label", 1, U8),
  FIELD (mh_option, path.id, "bid", 2, U8),
  FIELD (mh_option, path.bulk, "B", 3, BITS (1, 7, 1)),
  FIELD (mh_option, path.overwrite, "O", 3, BITS (1, 6, 1)),
  END,
};

static const struct field previous_maar_fields[] = {
  FIELD (mh_option, previous_maar.length, "plen", 1, PREFIX_LENGTH),
  FIELD (mh_option, previous_maar.maar, "maar", 2, ADDRESS),
  FIELD (mh_option, previous_maar.prefix, "prefix", 18, ADDRESS),
  END,
};

static const struct field coded_link_layer_fields[] = {
  FIELD (mh_option, coded.code, "code", 0, U8),
  FIELD (mh_option, coded.data, "lla", 1, REST),
  END,
};

static const struct field message_authentication_fields[] = {
  FIELD (mh_option, authentication.subtype, "subtype", 0, U8),
  FIELD (mh_option, authentication.spi, "spi", 1, U32),
  FIELD (mh_option, authentication.data, "authenticator", 5, REST),
  END,
};

static const struct field fmipv6_authorization_fields[] = {
  FIELD (mh_option, authentication.spi, "spi", 0, U32),
  FIELD (mh_option, authentication.data, "authenticator", 4, REST),
  END,
};

static const struct field replay_fields[] = {
  FIELD (mh_option, replay.seconds, "sec", 0, U32),
  FIELD (mh_option, replay.fraction, "frac", 4, U32),
  FIELD (mh_option, replay.more, "more", 8, REST,
         OPTIONAL (mh_option, replay.longer)),
  END,
};

static const struct field opaque_fields[] = {
  FIELD (mh_option, opaque, "data", 0, REST),
  END,
};

static const struct field service_fields[] = {
  FIELD (mh_option, text, "service", 0, REST_AS (FORM_TEXT)),
  END,
};

static const struct field ipv4_home_fields[] = {
  FIELD (mh_option, ipv4.length, "plen", 0, BITS (1, 2, 6)),
  FIELD (mh_option, ipv4.prefix, "P", 0, BITS (1, 1, 1)),
  FIELD (mh_option, ipv4.address, "addr", 2, OCTETS (4), .form = FORM_IPV4),
  END,
};

static const struct field ipv4_only_fields[] = {
  FIELD (mh_option, ipv4.address, "addr", 0, OCTETS (4), .form = FORM_IPV4),
  END,
};

static const struct field nat_fields[] = {
  FIELD (mh_option, nat.force, "F", 0, BITS (1, 7, 1)),
  FIELD (mh_option, nat.refresh, "refresh_s", 2, U32),
  END,
};

static const struct field gre_fields[] = {
  FIELD (mh_option, gre.key, "key", 2, U32, OPTIONAL (mh_option, gre.has_key)),
  END,
};

static const struct field fast_prefix_fields[] = {
  FIELD (mh_option, fast_prefix.code, "code", 0, U8),
  FIELD (mh_option, fast_prefix.length, "plen", 1, PREFIX_LENGTH),
  FIELD (mh_option, fast_prefix.address, "addr", 2, ADDRESS),
  END,
};

static const struct field binding_fields[] = {
  FIELD (mh_option, binding.id, "bid", 0, U16),
  FIELD (mh_option, binding.status, "status", 2, U8),
  FIELD (mh_option, binding.home, "h", 3, BITS (1, 7, 1), .form = FORM_BOOL),
  FIELD (mh_option, binding.priority, "pri", 3, BITS (1, 0, 7)),
  FIELD (mh_option, binding.care_of, "coa", 4, REST_AS (FORM_ADDRESS)),
  END,
};

static const struct field context_fields[] = {
  FIELD (mh_option, suboptions, "requests", 2, SUBOPTIONS (context_suboptions)),
  END,
};

static const struct field lma_address_fields[] = {
  FIELD (mh_option, coded.code, "code", 0, U8),
  FIELD (mh_option, coded.data, "addr", 2, REST_AS (FORM_ADDRESS)),
  END,
};

static const struct field interface_id_fields[] = {
  FIELD (mh_option, interface_id, "interface_id", 2, OCTETS (8)),
  END,
};

static const struct field flow_summary_fields[] = {
  FIELD (mh_option, flow_ids, "fids", 0, REST_AS (FORM_NUMBERS16)),
  END,
};

static const struct field flow_fields[] = {
  FIELD (mh_option, flow.id, "fid", 0, U16),
  FIELD (mh_option, flow.priority, "pri", 2, U16),
  FIELD (mh_option, flow.status, "status", 5, U8),
  FIELD (mh_option, flow.suboptions, "subopts", 6,
         SUBOPTIONS (flow_suboptions)),
  END,
};

static const struct field redirect_fields[] = {
  FIELD (mh_option, redirect.ipv6, "K", 0, BITS (1, 7, 1)),
  FIELD (mh_option, redirect.ipv4, "N", 0, BITS (1, 6, 1)),
  FIELD (mh_option, redirect.address, "r2lma", 2, REST_AS (FORM_ADDRESS)),
  END,
};

static const struct field access_network_fields[] = {
  FIELD (mh_option, suboptions, "subopts", 0,
         SUBOPTIONS (access_network_suboptions)),
  END,
};

static const struct field delegated_fields[] = {
  FIELD (mh_option, delegated.ipv4, "v", 0, BITS (1, 7, 1)),
  FIELD (mh_option, delegated.length, "plen", 1, PREFIX_LENGTH),
  FIELD (mh_option, delegated.prefix, "prefix", 2, REST_AS (FORM_ADDRESS)),
  END,
};

static const struct field qos_fields[] = {
  FIELD (mh_option, qos.id, "sr_id", 0, U8),
  FIELD (mh_option, qos.dscp, "dscp", 1, BITS (1, 2, 6)),
  FIELD (mh_option, qos.operation, "op", 2, U8),
  FIELD (mh_option, qos.attributes, "attributes", 6,
         SUBOPTIONS (qos_suboptions)),
  END,
};

static const struct field user_plane_fields[] = {
  FIELD (mh_option, user_plane, "addr", 2, REST_AS (FORM_ADDRESS)),
  END,
};

static const struct field mag_parameters_fields[] = {
  FIELD (mh_option, suboptions, "subopts", 0,
         SUBOPTIONS (mag_parameters_suboptions)),
  END,
};

/* RFC 6463 4.2: exactly one of the flags, and the address it tells. */
static bool
redirect_is_right (const struct mh_option *option)
{
  return option->redirect.ipv6 != option->redirect.ipv4
         && option->redirect.address.n == (option->redirect.ipv6 ? 16 : 4);
}

/* RFC 7148 4.1 */
static bool
delegated_is_right (const struct mh_option *option)
{
  size_t n = option->delegated.ipv4 ? 4 : 16;

  return option->delegated.prefix.n == n && option->delegated.length <= 8 * n;
}

/* RFC 5949 6.2.2: 1 IPv6, 2 IPv4. */
static bool
lma_address_is_right (const struct mh_option *option)
{
  return option->coded.data.n == (option->coded.code == 2 ? 4 : 16);
}

#define FIXED(n) .lengths = LENGTH (n), .length = (n), .least = (n)
#define AT_LEAST(n) .lengths = LENGTH_AT_LEAST (n), .least = (n)
#define EITHER(n, m) .lengths = LENGTH (n) | LENGTH (m), .least = (n)
#define ONE_OF(n, m, l) \
  .lengths = LENGTH (n) | LENGTH (m) | LENGTH (l), .least = (n)
#define ALIGN(multiple, plus) .align = (multiple), .remainder = (plus)
#define ANYWHERE ALIGN (1, 0)
#define OPTION(type, name_, rule, place, fields_, allowed_, source_, ...) \
  [type] = { .name = (name_),                                             \
             rule,                                                        \
             place,                                                       \
             .fields = (fields_),                                         \
             .allowed = (allowed_),                                       \
             .source = (source_),                                         \
             ##__VA_ARGS__ }

#define IN_HANDOVER (IN (MH_HI) | IN (MH_HACK))
#define IN_FAST (IN (MH_FBU) | IN (MH_FBACK) | IN (MH_FNA) | IN_HANDOVER)
#define LENGTH_IN_WORDS                                                   \
  "RFC 7411 counts Length in words of 32 bits behind the first four "     \
  "octets, which nobody who skips by RFC 6275 6.2.1 can follow: read as " \
  "octets"
#define FLOW_NUMBERS                                                       \
  "RFC 6089 section 9 swaps 44 and 45; its body and the registry have 44 " \
  "summary, 45 identification"

static const struct option_row options[] = {
  OPTION (OPTION_REFRESH_ADVICE, "Binding Refresh Advice", FIXED (2),
          ALIGN (2, 0), refresh_advice_fields, IN_BA | IN (MH_HAS),
          "RFC 6275 6.2.4, RFC 5142 4"),
  OPTION (OPTION_ALTERNATE_CARE_OF, "Alternate Care-of Address", FIXED (16),
          ALIGN (8, 6), address_fields, IN_BU | IN (MH_FBU) | IN (MH_FBACK),
          "RFC 6275 6.2.5"),
  OPTION (OPTION_NONCE_INDICES, "Nonce Indices", FIXED (4), ALIGN (2, 0),
          nonce_indices_fields, IN_BU, "RFC 6275 6.2.6"),
  OPTION (OPTION_AUTHORIZATION, "Binding Authorization Data", FIXED (12),
          ALIGN (8, 2), authorization_fields, IN_BU | IN_BA, "RFC 6275 6.2.7",
          .last = true),
  OPTION (OPTION_MOBILE_NETWORK_PREFIX, "Mobile Network Prefix", FIXED (18),
          ALIGN (8, 4), prefix_fields, IN_BU, "RFC 3963 4.3",
          .repeatable = IN_ANY),
  OPTION (OPTION_MH_LINK_LAYER, "MH Link-Layer Address", AT_LEAST (1), ANYWHERE,
          coded_link_layer_fields, IN_FAST, "RFC 5568 6.4.4"),
  OPTION (OPTION_MN_IDENTIFIER, "Mobile Node Identifier", AT_LEAST (1),
          ANYWHERE, mn_identifier_fields, IN_ANY, "RFC 4283 3",
          .repeatable = IN_ANY & ~(IN_BU | IN_BA)),
  OPTION (OPTION_MESSAGE_AUTHENTICATION, "Mobility Message Authentication",
          AT_LEAST (5), ALIGN (4, 1), message_authentication_fields,
          IN_BU | IN_BA, "RFC 4285 5", .repeatable = IN_ANY,
          .after = OPTION_MN_IDENTIFIER),
  OPTION (OPTION_REPLAY_PROTECTION, "Mobility Message Replay Protection",
          AT_LEAST (8), ALIGN (8, 2), replay_fields, IN_BU | IN_BA,
          "RFC 4285 6",
          .note = "8 octets; what is longer (private use of the type before "
                  "it was assigned) is read, and refused by mh_check()"),
  OPTION (OPTION_CGA_PARAMETERS_REQUEST, "CGA Parameters Request", FIXED (0),
          ANYWHERE, NULL, IN_BU, "RFC 4866 5.6"),
  OPTION (OPTION_CGA_PARAMETERS, "CGA Parameters", AT_LEAST (1), ANYWHERE,
          opaque_fields, IN_BU | IN_BA, "RFC 4866 5.1", .repeatable = IN_ANY),
  OPTION (OPTION_CGA_SIGNATURE, "Signature", AT_LEAST (1), ANYWHERE,
          opaque_fields, IN_BU | IN_BA, "RFC 4866 5.2",
          .after = OPTION_CGA_PARAMETERS),
  OPTION (OPTION_HOME_KEYGEN_TOKEN, "Permanent Home Keygen Token", AT_LEAST (8),
          ANYWHERE, opaque_fields, IN_BA, "RFC 4866 5.3"),
  OPTION (OPTION_CARE_OF_TEST_INIT, "Care-of Test Init", FIXED (0), ANYWHERE,
          NULL, IN_BU, "RFC 4866 5.4"),
  OPTION (OPTION_CARE_OF_TEST, "Care-of Test", FIXED (8), ANYWHERE,
          opaque_fields, IN_BA, "RFC 4866 5.5"),
  OPTION (OPTION_DNS_UPDATE, "DNS Update", AT_LEAST (2), ANYWHERE,
          opaque_fields, IN_BU | IN_BA, "RFC 5026 8.1"),
  OPTION (OPTION_EXPERIMENTAL, "Experimental", AT_LEAST (0), ANYWHERE,
          opaque_fields, IN_ANY, "RFC 5096 4", .repeatable = IN_ANY),
  OPTION (OPTION_VENDOR_SPECIFIC, "Vendor Specific", AT_LEAST (5), ALIGN (4, 2),
          vendor_fields, IN_ANY, "RFC 5094 3", .repeatable = IN_ANY),
  OPTION (OPTION_SERVICE_SELECTION, "Service Selection", AT_LEAST (1), ANYWHERE,
          service_fields, IN_BU, "RFC 5149 3"),
  OPTION (OPTION_FMIPV6_AUTHORIZATION, "Binding Authorization Data for FMIPv6",
          AT_LEAST (4), ANYWHERE, fmipv6_authorization_fields,
          IN (MH_FBU) | IN (MH_FBACK), "RFC 5568 6.4.5", .last = true,
          .note = "RFC 5568 has Length count the authenticator alone, which "
                  "nobody who skips by RFC 6275 6.2.1 can follow: it counts "
                  "the SPI, too"),
  OPTION (OPTION_HOME_NETWORK_PREFIX, "Home Network Prefix", FIXED (18),
          ALIGN (8, 4), hnp_fields, IN_ANY, "RFC 5213 8.3",
          .repeatable = IN_ANY),
  OPTION (OPTION_HANDOFF_INDICATOR, "Handoff Indicator", FIXED (2), ANYWHERE,
          handoff_fields, IN_BU | IN_BA, "RFC 5213 8.4"),
  OPTION (OPTION_ACCESS_TECHNOLOGY, "Access Technology Type", FIXED (2),
          ANYWHERE, technology_fields, IN_BU | IN_BA, "RFC 5213 8.5"),
  OPTION (OPTION_MN_LINK_LAYER_ID, "MN Link-layer Identifier", AT_LEAST (2),
          ANYWHERE, link_layer_fields, IN_ANY, "RFC 5213 8.6"),
  OPTION (OPTION_LINK_LOCAL_ADDRESS, "Link-local Address", FIXED (16),
          ALIGN (8, 6), address_fields, IN_BU | IN_BA | IN_HANDOVER,
          "RFC 5213 8.7"),
  OPTION (OPTION_TIMESTAMP, "Timestamp", FIXED (8), ALIGN (8, 2),
          timestamp_fields, IN_BU | IN_BA, "RFC 5213 8.8"),
  OPTION (OPTION_RESTART_COUNTER, "Restart Counter", FIXED (4), ALIGN (4, 2),
          restart_counter_fields, IN (MH_HB), "RFC 5847 3.4"),
  OPTION (OPTION_IPV4_HOME_ADDRESS, "IPv4 Home Address", FIXED (6),
          ALIGN (4, 0), ipv4_home_fields, IN_BU, "RFC 5555 3.1.1"),
  OPTION (OPTION_IPV4_HOME_ACK, "IPv4 Address Acknowledgement", FIXED (6),
          ALIGN (4, 0), ipv4_reply_fields, IN_BA, "RFC 5555 3.2.1"),
  OPTION (OPTION_NAT_DETECTION, "NAT Detection", FIXED (6), ALIGN (4, 0),
          nat_fields, IN_BA, "RFC 5555 3.2.2"),
  OPTION (OPTION_IPV4_CARE_OF, "IPv4 Care-of Address", FIXED (6), ALIGN (4, 0),
          ipv4_router_fields, IN_BU, "RFC 5555 3.1.2"),
  OPTION (OPTION_GRE_KEY, "GRE Key", EITHER (2, 6), ALIGN (4, 0), gre_fields,
          IN_BU | IN_BA | IN_HANDOVER, "RFC 5845 6.1"),
  OPTION (OPTION_MH_IPV6_PREFIX, "MH IPv6 Address/Prefix", FIXED (18),
          ALIGN (8, 4), fast_prefix_fields, IN_FAST, "RFC 5568 6.4.2",
          .repeatable = IN_ANY,
          .note = "RFC 5568 prints type 17, the type of the neighbor "
                  "discovery option; the registry has 34"),
  OPTION (OPTION_BINDING_IDENTIFIER, "Binding Identifier", ONE_OF (4, 8, 20),
          ALIGN (2, 0), binding_fields,
          IN_BU | IN_BA | IN (MH_BRR) | IN (MH_COTI) | IN (MH_COT)
              | IN (MH_BRM),
          "RFC 5648 4.3, RFC 6089 4.1", .repeatable = IN_ANY, .align_longer = 8,
          .remainder_longer = 2, .reject = STATUS_MCOA_MALFORMED),
  OPTION (OPTION_IPV4_HOME_REQUEST, "IPv4 Home Address Request", FIXED (6),
          ALIGN (4, 0), ipv4_request_fields, IN_BU | IN_HANDOVER,
          "RFC 5844 3.3.1"),
  OPTION (OPTION_IPV4_HOME_REPLY, "IPv4 Home Address Reply", FIXED (6),
          ALIGN (4, 0), ipv4_reply_fields, IN_BA, "RFC 5844 3.3.2"),
  OPTION (OPTION_IPV4_DEFAULT_ROUTER, "IPv4 Default-Router Address", FIXED (6),
          ALIGN (4, 0), ipv4_router_fields, IN_BA, "RFC 5844 3.3.3"),
  OPTION (OPTION_IPV4_DHCP_MODE, "IPv4 DHCP Support Mode", FIXED (2), ANYWHERE,
          ipv4_dhcp_fields, IN_BA, "RFC 5844 3.3.4"),
  OPTION (OPTION_CONTEXT_REQUEST, "Context Request", AT_LEAST (2), ANYWHERE,
          context_fields, IN (MH_HI), "RFC 5949 6.2.1"),
  OPTION (OPTION_LMA_ADDRESS, "Local Mobility Anchor Address", EITHER (6, 18),
          ANYWHERE, lma_address_fields, IN_HANDOVER, "RFC 5949 6.2.2",
          .check = lma_address_is_right, .repeatable = IN_ANY),
  OPTION (OPTION_MN_INTERFACE_ID,
          "Mobile Node Link-local Address Interface Identifier", FIXED (10),
          ANYWHERE, interface_id_fields, IN_HANDOVER, "RFC 5949 6.2.3"),
  OPTION (OPTION_TRANSIENT_BINDING, "Transient Binding", FIXED (2), ANYWHERE,
          transient_fields, IN_BU | IN_BA, "RFC 6058 5.1"),
  OPTION (OPTION_FLOW_SUMMARY, "Flow Summary", AT_LEAST (2), ALIGN (2, 0),
          flow_summary_fields, IN_BU | IN_BA, "RFC 6089 4.2.2",
          .note = FLOW_NUMBERS),
  OPTION (OPTION_FLOW_IDENTIFICATION, "Flow Identification", AT_LEAST (6),
          ALIGN (2, 0), flow_fields, IN_BU | IN_BA, "RFC 6089 4.2",
          .repeatable = IN_ANY, .note = FLOW_NUMBERS),
  OPTION (OPTION_REDIRECT_CAPABILITY, "Redirect-Capability", FIXED (2),
          ALIGN (4, 0), NULL, IN_BU, "RFC 6463 4.1"),
  OPTION (OPTION_REDIRECT, "Redirect", EITHER (6, 18), ALIGN (4, 0),
          redirect_fields, IN_BA, "RFC 6463 4.2", .check = redirect_is_right),
  OPTION (OPTION_LOAD_INFORMATION, "Load Information", FIXED (18), ALIGN (4, 0),
          load_fields, IN_BA, "RFC 6463 4.3"),
  OPTION (OPTION_ALTERNATE_IPV4_CARE_OF, "Alternate IPv4 Care-of Address",
          FIXED (4), ALIGN (4, 2), ipv4_only_fields, IN_BU | IN_BA,
          "RFC 6463 4.4"),
  OPTION (OPTION_MN_GROUP_IDENTIFIER, "MN Group Identifier", FIXED (6),
          ANYWHERE, group_fields, IN_BU | IN_BA, "RFC 6602 4.3",
          .repeatable = IN_ANY),
  OPTION (OPTION_MAG_IPV6_ADDRESS, "MAG IPv6 Address", FIXED (18), ALIGN (8, 4),
          mag_address_fields, IN (MH_LRI) | IN (MH_LRA), "RFC 6705 11.1"),
  OPTION (OPTION_ACCESS_NETWORK, "Access Network Identifier", AT_LEAST (2),
          ALIGN (4, 0), access_network_fields, IN_BU | IN_BA | IN (MH_UPN),
          "RFC 6757 3, RFC 7563 3"),
  OPTION (OPTION_IPV4_OFFLOAD_SELECTOR, "IPv4 Traffic Offload Selector",
          AT_LEAST (4), ALIGN (4, 0), opaque_fields, IN_BU | IN_BA,
          "RFC 6909 3.1", .note = "the figure draws 4n+2, the text says 4n"),
  OPTION (OPTION_MULTICAST_SELECTOR, "Dynamic IP Multicast Selector",
          AT_LEAST (4), ANYWHERE, opaque_fields, IN_BA, "RFC 7028 5.1.2",
          .repeatable = IN_ANY),
  OPTION (OPTION_DELEGATED_PREFIX, "Delegated Mobile Network Prefix",
          EITHER (6, 18), ALIGN (8, 2), delegated_fields, IN_BU | IN_BA,
          "RFC 7148 4.1", .check = delegated_is_right, .repeatable = IN_ANY,
          .note = "8n+2 leaves the prefix unaligned; sent so, any alignment "
                  "is accepted"),
  OPTION (OPTION_ACTIVE_MULTICAST_IPV4, "Active Multicast Subscription IPv4",
          AT_LEAST (1), ALIGN (4, 1), opaque_fields, IN_ANY, "RFC 7161 6.1",
          .repeatable = IN_ANY),
  OPTION (OPTION_ACTIVE_MULTICAST_IPV6, "Active Multicast Subscription IPv6",
          AT_LEAST (1), ALIGN (8, 1), opaque_fields, IN_ANY, "RFC 7161 4.1.2",
          .repeatable = IN_ANY),
  OPTION (OPTION_QUALITY_OF_SERVICE, "Quality of Service", AT_LEAST (6),
          ALIGN (4, 0), qos_fields, IN_BU | IN_BA | IN (MH_UPN) | IN (MH_UPA),
          "RFC 7222 4.1", .repeatable = IN_ANY),
  OPTION (OPTION_LMA_USER_PLANE, "LMA User-Plane Address", ONE_OF (2, 6, 18),
          ALIGN (8, 2), user_plane_fields, IN_BU | IN_BA, "RFC 7389 4",
          .repeatable = IN_ANY,
          .note = "8n+2 leaves the address unaligned; sent so, any alignment "
                  "is accepted"),
  OPTION (OPTION_MULTICAST_MOBILITY, "Multicast Mobility Option", AT_LEAST (2),
          ANYWHERE, opaque_fields, IN_FAST, "RFC 7411 5.3",
          .repeatable = IN_ANY, .note = LENGTH_IN_WORDS),
  OPTION (OPTION_MULTICAST_ACK, "Multicast Acknowledgement Option",
          AT_LEAST (2), ANYWHERE, opaque_fields, IN_FAST, "RFC 7411 5.4",
          .repeatable = IN_ANY, .note = LENGTH_IN_WORDS),
  OPTION (OPTION_LMA_MAG_PARAMETERS, "LMA-Controlled MAG Parameters",
          AT_LEAST (2), ALIGN (4, 2), mag_parameters_fields, IN_BA,
          "RFC 8127 3"),
  OPTION (OPTION_MAG_MULTIPATH_BINDING, "MAG Multipath Binding", FIXED (6),
          ANYWHERE, multipath_fields, IN_BU | IN_BA, "RFC 8278 4.1",
          .repeatable = IN_ANY),
  OPTION (OPTION_MAG_IDENTIFIER, "MAG Identifier", AT_LEAST (2), ANYWHERE,
          mag_identifier_fields, IN_BU, "RFC 8278 4.2",
          .note = "4.2 has it in the PBU and the PBA, 4.4 keeps it out of "
                  "every PBA"),
  OPTION (OPTION_ANCHORED_PREFIX, "Anchored Prefix", FIXED (18), ALIGN (8, 4),
          prefix_fields, IN_BU | IN_BA | WITH_D, "RFC 8885 4.3",
          .repeatable = IN_ANY),
  OPTION (OPTION_LOCAL_PREFIX, "Local Prefix", FIXED (18), ALIGN (8, 4),
          prefix_fields, IN_BU | IN_BA | WITH_D, "RFC 8885 4.4",
          .repeatable = IN_ANY),
  OPTION (OPTION_PREVIOUS_MAAR, "Previous MAAR", FIXED (34), ALIGN (8, 4),
          previous_maar_fields, IN_BA | WITH_D, "RFC 8885 4.5",
          .repeatable = IN_ANY),
  OPTION (OPTION_SERVING_MAAR, "Serving MAAR", FIXED (16), ALIGN (8, 6),
          address_fields, IN_BU | IN_BA | WITH_D, "RFC 8885 4.6",
          .note = "4.6 has it in a PBU only, 3.2 echoes it in the PBA: "
                  "accepted in both"),
  OPTION (OPTION_DLIF_LINK_LOCAL, "DLIF Link-Local Address", FIXED (16),
          ALIGN (8, 6), address_fields, IN_BA | WITH_D, "RFC 8885 4.7",
          .repeatable = IN_ANY),
  OPTION (OPTION_DLIF_LINK_LAYER, "DLIF Link-Layer Address", AT_LEAST (2),
          ANYWHERE, link_layer_fields, IN_BA | WITH_D, "RFC 8885 4.8",
          .repeatable = IN_ANY),
};

const struct option_row *
mh_option_row (unsigned type)
{
  if (type >= G_N_ELEMENTS (options) || options[type].name == NULL)
    return NULL;
  return &options[type];
}
