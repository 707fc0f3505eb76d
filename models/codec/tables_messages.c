/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages: the fixed part of every MH Type (RFC 6275 6.1). */
#include "models/codec/tables.h"

#include <glib.h>

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

static const struct field has_fields[] = {
  FIELD (mh_message, agent_switch.n, "num_addresses", 6, U8),
  FIELD (mh_message, agent_switch.addresses, "addresses", 8,
         REST_AS (FORM_ADDRESSES)),
  END,
};

static const struct field opaque_fields[] = {
  FIELD (mh_message, opaque, "data", 6, REST),
  END,
};

/* Octet 7 is the trigger of an indication, the status of an answer. */
#define REVOCATION_FIELDS(code_name)                          \
  FIELD (mh_message, revocation.kind, "br_type", 6, U8),      \
      FIELD (mh_message, revocation.code, code_name, 7, U8),  \
      FIELD (mh_message, revocation.sequence, "seq", 8, U16), \
      FIELD (mh_message, revocation.flags, "flags", 10, U16,  \
             .letters = "PVG-------------")

static const struct field bri_fields[] = {
  REVOCATION_FIELDS ("trigger"),
  END,
};

static const struct field bra_fields[] = {
  REVOCATION_FIELDS ("status"),
  END,
};

static const struct field brm_fields[] = {
  REVOCATION_FIELDS ("code"),
  END,
};

#define MESSAGE(type, name_, options_at_, fields_, source_, ...) \
  [type] = { .name = (name_),                                    \
             .options_at = (options_at_),                        \
             .fields = (fields_),                                \
             .source = (source_),                                \
             ##__VA_ARGS__ }

static const struct message_row revocations[] = {
  MESSAGE (REVOCATION_INDICATION, "BRI", 12, bri_fields, "RFC 5846 5.1"),
  MESSAGE (REVOCATION_ACKNOWLEDGEMENT, "BRA", 12, bra_fields, "RFC 5846 5.2"),
};

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
  MESSAGE (MH_FBU, "FBU", 12, fbu_fields, "RFC 5568 6.2.2"),
  MESSAGE (MH_FBACK, "FBack", 12, fback_fields, "RFC 5568 6.2.3"),
  MESSAGE (MH_FNA, "FNA", 8, NULL, "RFC 4068 6.3.3",
           .note = "deprecated by RFC 5568; a Payload Proto other than 59, "
                   "which RFC 4068 allows here, is refused"),
  MESSAGE (MH_EXPERIMENTAL, "Experimental", 6, opaque_fields, "RFC 5096 3",
           .opaque = true),
  MESSAGE (MH_HAS, "HAS", 8, has_fields, "RFC 5142 4", .list_unit = 16),
  MESSAGE (MH_HB, "HB", 12, hb_fields, "RFC 5847 3.3"),
  MESSAGE (MH_HI, "HI", 10, hi_fields, "RFC 5568 6.2.1.1, RFC 5949 6.1.1"),
  MESSAGE (MH_HACK, "HAck", 10, hack_fields,
           "RFC 5568 6.2.1.2, RFC 5949 6.1.2"),
  MESSAGE (MH_BRM, "BRM", 12, brm_fields, "RFC 5846 5", .variants = revocations,
           .n_variants = G_N_ELEMENTS (revocations)),
  MESSAGE (MH_LRI, "LRI", 12, lri_fields, "RFC 6705 10.1"),
  MESSAGE (MH_LRA, "LRA", 12, lra_fields, "RFC 6705 10.2"),
  MESSAGE (MH_UPN, "UPN", 12, upn_fields, "RFC 7077 4.1"),
  MESSAGE (MH_UPA, "UPA", 12, upa_fields, "RFC 7077 4.2"),
  MESSAGE (MH_FLOW_BINDING, "FBM", 6, opaque_fields, "RFC 7109 6.1",
           .opaque = true, .note = "body not read"),
  MESSAGE (MH_SUBSCRIPTION_QUERY, "Subscription Query", 6, opaque_fields,
           "RFC 7161 4.3.1.2", .opaque = true, .note = "body not read"),
  MESSAGE (MH_SUBSCRIPTION_RESPONSE, "Subscription Response", 6, opaque_fields,
           "RFC 7161 4.3.2.2", .opaque = true, .note = "body not read"),
};

const struct message_row *
mh_message_row (unsigned type)
{
  if (type >= G_N_ELEMENTS (messages) || messages[type].name == NULL)
    return NULL;
  return &messages[type];
}

const struct message_row *
mh_variant_row (unsigned type, unsigned first)
{
  const struct message_row *row = mh_message_row (type);

  if (row == NULL || first >= row->n_variants
      || row->variants[first].name == NULL)
    return row;
  return &row->variants[first];
}

const struct message_row *
mh_row_of (const struct mh_message *message)
{
  return mh_variant_row (message->type, message->revocation.kind);
}

size_t
mh_options_at (const struct mh_message *message)
{
  const struct message_row *row = mh_row_of (message);

  return fields_size (row->fields, message, row->options_at);
}
