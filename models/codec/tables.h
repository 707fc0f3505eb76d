/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wire formats of the Mobility Header as data: one row per message, one
 * per option, one per status value.  A new message or option is a new row (and
 * a member in mh.h); no other code changes. */
#ifndef DMMSIM_MODELS_CODEC_TABLES_H
#define DMMSIM_MODELS_CODEC_TABLES_H

#include "models/codec/field.h"
#include "models/codec/mh.h"

/* Common part of every message (RFC 6275 6.1.1), octets from its start. */
enum
{
  MH_AT_PAYLOAD_PROTO = 0,
  MH_AT_HEADER_LEN = 1,
  MH_AT_TYPE = 2,
  MH_AT_RESERVED = 3,
  MH_AT_CHECKSUM = 4,
  MH_PAYLOAD_PROTO = 59, /* no next header */
  MH_UNIT = 8,           /* length and alignment of a message */
  MH_PROTOCOL = 135      /* IPv6 next header */
};

struct message_row
{
  const char *name;           /* NULL: no such message */
  const char *proxy_name;     /* with the P flag; NULL: the same */
  uint8_t options_at;         /* octets from the start of the MH */
  const struct field *fields; /* `at` from the start of the MH */
  const char *source;
};

/* Which messages may hold an option, one bit per type. */
#define IN(type) (1u << (type))
#define IN_BU IN (MH_BU)
#define IN_BA IN (MH_BA)
#define IN_ANY 0x7fffffffu
#define WITH_D (1u << 31) /* only with the D flag of RFC 8885 */

struct option_row
{
  const char *name;  /* NULL: unknown, kept as raw octets */
  uint8_t length;    /* of the data; 0: variable */
  uint8_t least;     /* of variable data */
  uint8_t align;     /* the type octet lies at align * n + remainder ... */
  uint8_t remainder; /* ... from the start of the MH; align 1: anywhere */
  const struct field *fields; /* `at` from the start of the data */
  bool last;                  /* nothing may follow, padding neither */
  uint32_t allowed;           /* IN_BU | ...; for readers, not enforced */
  const char *source;
};

/* The row of a type, or NULL. */
const struct message_row *mh_message_row (unsigned type);
const struct option_row *mh_option_row (unsigned type);

#endif
