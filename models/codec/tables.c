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

#define MESSAGE(type, name_, options_at_, fields_, source_, ...) \
  [type] = { .name = (name_),                                    \
             .options_at = (options_at_),                        \
             .fields = (fields_),                                \
             .source = (source_),                                \
             ##__VA_ARGS__ }

static const struct message_row messages[] = {
  MESSAGE (MH_BRR, "BRR", 8, NULL, "RFC 6275 6.1.2"),
  MESSAGE (MH_BU, "BU", 12, bu_fields, "RFC 6275 6.1.7, RFC 5213 8.1",
           .proxy_name = "PBU"),
  MESSAGE (MH_BA, "BA", 12, ba_fields, "RFC 6275 6.1.8, RFC 5213 8.2",
           .proxy_name = "PBA"),
  MESSAGE (MH_BE, "BE", 24, be_fields, "RFC 6275 6.1.9"),
};

const struct message_row *
mh_message_row (unsigned type)
{
  if (type >= G_N_ELEMENTS (messages) || messages[type].name == NULL)
    return NULL;
  return &messages[type];
}

/* Options */

static const struct field mn_identifier_fields[] = {
  FIELD (mh_option, mn_identifier.subtype, "subtype", 0, U8),
  FIELD (mh_option, mn_identifier.id, "nai", 1, REST, .form = FORM_TEXT),
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
#define OPTION(type, name_, rule, place, fields_, allowed_, source_) \
  [type] = { .name = (name_),                                        \
             rule,                                                   \
             place,                                                  \
             .fields = (fields_),                                    \
             .allowed = (allowed_),                                  \
             .source = (source_) }

static const struct option_row options[] = {
  OPTION (OPTION_MN_IDENTIFIER, "Mobile Node Identifier", AT_LEAST (1),
          ANYWHERE, mn_identifier_fields, IN_BU | IN_BA, "RFC 4283 3"),
  OPTION (OPTION_HOME_NETWORK_PREFIX, "Home Network Prefix", FIXED (18),
          ALIGN (8, 4), hnp_fields, IN_BU | IN_BA, "RFC 5213 8.3"),
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
