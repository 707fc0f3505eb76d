/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/tables.h"

#include <glib.h>

/* Messages */

static const struct field bu_fields[] = {
  FIELD (mh_message, bu.sequence, "seq", 6, U16),
  FIELD (mh_message, bu.flags, "flags", 8, U16, .form = FORM_RAW,
         .letters = "AHLKMRPFTBSD----"),
  FIELD (mh_message, bu.lifetime, "lifetime", 10, U16, .form = FORM_SECONDS4),
  END,
};

static const struct field ba_fields[] = {
  FIELD (mh_message, ba.status, "status", 6, U8),
  FIELD (mh_message, ba.flags, "flags", 7, U8, .form = FORM_RAW,
         .letters = "KRPTBSD-"),
  FIELD (mh_message, ba.sequence, "seq", 8, U16),
  FIELD (mh_message, ba.lifetime, "lifetime", 10, U16, .form = FORM_SECONDS4),
  END,
};

static const struct field be_fields[] = {
  FIELD (mh_message, be.status, "status", 6, U8),
  FIELD (mh_message, be.home_address, "home_address", 8, ADDRESS),
  END,
};

static const struct field init_fields[] = {
  FIELD (mh_message, routability.cookie, "cookie", 8, OCTETS (8)),
  END,
};

static const struct field test_fields[] = {
  FIELD (mh_message, routability.nonce_index, "nonce_index", 6, U16),
  FIELD (mh_message, routability.cookie, "cookie", 8, OCTETS (8)),
  FIELD (mh_message, routability.token, "token", 16, OCTETS (8)),
  END,
};

static const struct field fbu_fields[] = {
  FIELD (mh_message, bu.sequence, "seq", 6, U16),
  FIELD (mh_message, bu.flags, "flags", 8, U16, .form = FORM_RAW,
         .letters = "AHLK------------"),
  FIELD (mh_message, bu.lifetime, "lifetime_field", 10, U16),
  END,
};

static const struct field fback_fields[] = {
  FIELD (mh_message, ba.status, "status", 6, U8),
  FIELD (mh_message, ba.flags, "flags", 7, U8, .letters = "K-------"),
  FIELD (mh_message, ba.sequence, "seq", 8, U16),
  FIELD (mh_message, ba.lifetime, "lifetime_field", 10, U16),
  END,
};

static const struct field hb_fields[] = {
  FIELD (mh_message, heartbeat.unsolicited, "U", 6, BITS (2, 1, 1)),
  FIELD (mh_message, heartbeat.response, "R", 6, BITS (2, 0, 1)),
  FIELD (mh_message, heartbeat.sequence, "seq", 8, U32),
  END,
};

static const struct field hi_fields[] = {
  FIELD (mh_message, handover.sequence, "seq", 6, U16),
  FIELD (mh_message, handover.flags, "flags", 8, U8, .letters = "SUPF----"),
  FIELD (mh_message, handover.code, "code", 9, U8),
  END,
};

static const struct field hack_fields[] = {
  FIELD (mh_message, handover.sequence, "seq", 6, U16),
  FIELD (mh_message, handover.flags, "flags", 8, U8, .letters = "UPF-----"),
  FIELD (mh_message, handover.code, "code", 9, U8),
  END,
};

static const struct field lri_fields[] = {
  FIELD (mh_message, localized.sequence, "seq", 6, U16),
  FIELD (mh_message, localized.lifetime, "lifetime_s", 10, U16),
  END,
};

static const struct field lra_fields[] = {
  FIELD (mh_message, localized.sequence, "seq", 6, U16),
  FIELD (mh_message, localized.unsolicited, "U", 8, BITS (1, 7, 1)),
  FIELD (mh_message, localized.status, "status", 9, U8),
  FIELD (mh_message, localized.lifetime, "lifetime_s", 10, U16),
  END,
};

static const struct field upn_fields[] = {
  FIELD (mh_message, update.sequence, "seq", 6, U16),
  FIELD (mh_message, update.reason, "reason", 8, U16),
  FIELD (mh_message, update.flags, "flags", 10, U16,
         .letters = "AD--------------"),
  END,
};

static const struct field upa_fields[] = {
  FIELD (mh_message, update.sequence, "seq", 6, U16),
  FIELD (mh_message, update.status, "status", 8, U8),
  END,
};

#define MESSAGE(type, name_, options_at_, fields_, source_, ...) \
  [type] = { .name = (name_),                                    \
             .options_at = (options_at_),                        \
             .fields = (fields_),                                \
             .source = (source_),                                \
             ##__VA_ARGS__ }

static const struct message_row messages[] = {
  MESSAGE (MH_BRR, "BRR", 8, NULL, "RFC 6275 6.1.2"),
  MESSAGE (MH_HOTI, "HoTI", 16, init_fields, "RFC 6275 6.1.3"),
  MESSAGE (MH_COTI, "CoTI", 16, init_fields, "RFC 6275 6.1.4"),
  MESSAGE (MH_HOT, "HoT", 24, test_fields, "RFC 6275 6.1.5"),
  MESSAGE (MH_COT, "CoT", 24, test_fields, "RFC 6275 6.1.6"),
  MESSAGE (MH_BU, "BU", 12, bu_fields, "RFC 6275 6.1.7, RFC 5213 8.1",
           .proxy_name = "PBU"),
  MESSAGE (MH_BA, "BA", 12, ba_fields, "RFC 6275 6.1.8, RFC 5213 8.2",
           .proxy_name = "PBA"),
  MESSAGE (MH_BE, "BE", 24, be_fields, "RFC 6275 6.1.9"),
  MESSAGE (MH_FBU, "FBU", 12, fbu_fields, "RFC 5568"),
  MESSAGE (MH_FBACK, "FBack", 12, fback_fields, "RFC 5568"),
  MESSAGE (MH_HB, "HB", 12, hb_fields, "RFC 5847"),
  MESSAGE (MH_HI, "HI", 10, hi_fields, "RFC 5568, RFC 5949"),
  MESSAGE (MH_HACK, "HAck", 10, hack_fields, "RFC 5568, RFC 5949"),
  MESSAGE (MH_LRI, "LRI", 12, lri_fields, "RFC 6705"),
  MESSAGE (MH_LRA, "LRA", 12, lra_fields, "RFC 6705"),
  MESSAGE (MH_UPN, "UPN", 12, upn_fields, "RFC 7077"),
  MESSAGE (MH_UPA, "UPA", 12, upa_fields, "RFC 7077"),
};

const struct message_row *
mh_message_row (unsigned type)
{
  if (type >= G_N_ELEMENTS (messages) || messages[type].name == NULL)
    return NULL;
  return &messages[type];
}

/* Options */

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

#define FIXED(n) .length = (n), .least = (n)
#define AT_LEAST(n) .length = 0, .least = (n)
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

static const struct option_row options[] = {
  OPTION (OPTION_REFRESH_ADVICE, "Binding Refresh Advice", FIXED (2),
          ALIGN (2, 0), refresh_advice_fields, IN_BA, "RFC 6275 6.2.4"),
  OPTION (OPTION_ALTERNATE_CARE_OF, "Alternate Care-of Address", FIXED (16),
          ALIGN (8, 6), address_fields, IN_BU | IN (MH_FBU) | IN (MH_FBACK),
          "RFC 6275 6.2.5"),
  OPTION (OPTION_NONCE_INDICES, "Nonce Indices", FIXED (4), ALIGN (2, 0),
          nonce_indices_fields, IN_BU, "RFC 6275 6.2.6"),
  OPTION (OPTION_AUTHORIZATION, "Binding Authorization Data", FIXED (12),
          ALIGN (8, 2), authorization_fields, IN_BU | IN_BA, "RFC 6275 6.2.7",
          .last = true),
  OPTION (OPTION_MOBILE_NETWORK_PREFIX, "Mobile Network Prefix", FIXED (18),
          ALIGN (8, 4), prefix_fields, IN_BU, "RFC 3963"),
  OPTION (OPTION_MN_IDENTIFIER, "Mobile Node Identifier", AT_LEAST (1),
          ANYWHERE, mn_identifier_fields, IN_ANY, "RFC 4283 3"),
  OPTION (OPTION_VENDOR_SPECIFIC, "Vendor Specific", AT_LEAST (5), ALIGN (4, 2),
          vendor_fields, IN_ANY, "RFC 5094"),
  OPTION (OPTION_HOME_NETWORK_PREFIX, "Home Network Prefix", FIXED (18),
          ALIGN (8, 4), hnp_fields, IN_ANY, "RFC 5213 8.3"),
  OPTION (OPTION_HANDOFF_INDICATOR, "Handoff Indicator", FIXED (2), ANYWHERE,
          handoff_fields, IN_BU | IN_BA, "RFC 5213 8.4"),
  OPTION (OPTION_ACCESS_TECHNOLOGY, "Access Technology Type", FIXED (2),
          ANYWHERE, technology_fields, IN_BU | IN_BA, "RFC 5213 8.5"),
  OPTION (OPTION_MN_LINK_LAYER_ID, "MN Link-layer Identifier", AT_LEAST (2),
          ANYWHERE, link_layer_fields, IN_BU | IN_BA, "RFC 5213 8.6"),
  OPTION (OPTION_LINK_LOCAL_ADDRESS, "Link-local Address", FIXED (16),
          ALIGN (8, 6), address_fields, IN_BU | IN_BA, "RFC 5213 8.7"),
  OPTION (OPTION_TIMESTAMP, "Timestamp", FIXED (8), ALIGN (8, 2),
          timestamp_fields, IN_BU | IN_BA, "RFC 5213 8.8"),
  OPTION (OPTION_RESTART_COUNTER, "Restart Counter", FIXED (4), ALIGN (4, 2),
          restart_counter_fields, IN (MH_HB), "RFC 5847"),
  OPTION (OPTION_IPV4_HOME_REQUEST, "IPv4 Home Address Request", FIXED (6),
          ALIGN (4, 0), ipv4_request_fields, IN_BU, "RFC 5844"),
  OPTION (OPTION_IPV4_HOME_REPLY, "IPv4 Home Address Reply", FIXED (6),
          ALIGN (4, 0), ipv4_reply_fields, IN_BA, "RFC 5844"),
  OPTION (OPTION_IPV4_DEFAULT_ROUTER, "IPv4 Default-Router Address", FIXED (6),
          ALIGN (4, 0), ipv4_router_fields, IN_BA, "RFC 5844"),
  OPTION (OPTION_IPV4_DHCP_MODE, "IPv4 DHCP Support Mode", FIXED (2), ANYWHERE,
          ipv4_dhcp_fields, IN_BA, "RFC 5844"),
  OPTION (OPTION_TRANSIENT_BINDING, "Transient Binding", FIXED (2), ANYWHERE,
          transient_fields, IN_BU | IN_BA, "RFC 6058"),
  OPTION (OPTION_REDIRECT_CAPABILITY, "Redirect-Capability", FIXED (2),
          ALIGN (4, 0), NULL, IN_BU, "RFC 6463"),
  OPTION (OPTION_LOAD_INFORMATION, "Load Information", FIXED (18), ALIGN (4, 0),
          load_fields, IN_BA, "RFC 6463"),
  OPTION (OPTION_MN_GROUP_IDENTIFIER, "MN Group Identifier", FIXED (6),
          ANYWHERE, group_fields, IN_BU | IN_BA, "RFC 6602"),
  OPTION (OPTION_MAG_IPV6_ADDRESS, "MAG IPv6 Address", FIXED (18), ALIGN (8, 4),
          mag_address_fields, IN (MH_LRI) | IN (MH_LRA), "RFC 6705"),
  OPTION (OPTION_MAG_MULTIPATH_BINDING, "MAG Multipath Binding", FIXED (6),
          ANYWHERE, multipath_fields, IN_BU | IN_BA, "RFC 8278 4.1"),
  OPTION (OPTION_MAG_IDENTIFIER, "MAG Identifier", AT_LEAST (2), ANYWHERE,
          mag_identifier_fields, IN_BU, "RFC 8278 4.2"),
  OPTION (OPTION_ANCHORED_PREFIX, "Anchored Prefix", FIXED (18), ALIGN (8, 4),
          prefix_fields, IN_BU | IN_BA | WITH_D, "RFC 8885 4.3"),
  OPTION (OPTION_LOCAL_PREFIX, "Local Prefix", FIXED (18), ALIGN (8, 4),
          prefix_fields, IN_BU | IN_BA | WITH_D, "RFC 8885 4.4"),
  OPTION (OPTION_PREVIOUS_MAAR, "Previous MAAR", FIXED (34), ALIGN (8, 4),
          previous_maar_fields, IN_BA | WITH_D, "RFC 8885 4.5"),
  OPTION (OPTION_SERVING_MAAR, "Serving MAAR", FIXED (16), ALIGN (8, 6),
          address_fields, IN_BU | IN_BA | WITH_D, "RFC 8885 4.6"),
  OPTION (OPTION_DLIF_LINK_LOCAL, "DLIF Link-Local Address", FIXED (16),
          ALIGN (8, 6), address_fields, IN_BA | WITH_D, "RFC 8885 4.7"),
  OPTION (OPTION_DLIF_LINK_LAYER, "DLIF Link-Layer Address", AT_LEAST (2),
          ANYWHERE, link_layer_fields, IN_BA | WITH_D, "RFC 8885 4.8"),
};

const struct option_row *
mh_option_row (unsigned type)
{
  if (type >= G_N_ELEMENTS (options) || options[type].name == NULL)
    return NULL;
  return &options[type];
}
