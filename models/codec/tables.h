/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wire formats of the Mobility Header as data: one row per message, one
 * per option, one per status value.  A new message or option is a new row (and
 * a member in mh.h); no other code changes.  Where plain fields do not tell a
 * body, a row has a `check`, and its view a form (models/codec/field.h) with a
 * function to read and one to write (models/codec/selector.h). */
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
  MH_AT_DATA = 6,
  MH_PAYLOAD_PROTO = 59, /* no next header */
  MH_UNIT = 8,           /* length and alignment of a message */
  MH_PROTOCOL = 135      /* IPv6 next header */
};

struct message_row
{
  const char *name;           /* NULL: no such message */
  const char *proxy_name;     /* with the P flag; NULL: the same */
  uint8_t options_at;         /* octets from the start of the MH */
  uint8_t list_unit;          /* > 0: as many entries of this size follow as
                                 octet MH_AT_DATA says, options behind */
  bool opaque;                /* no options: data up to the end */
  const struct field *fields; /* `at` from the start of the MH */
  const struct message_row *variants; /* by octet MH_AT_DATA, two messages
                                         that share a type; NULL: none */
  uint8_t n_variants;
  const char *source;
  const char *note; /* where sources conflict; NULL: nowhere */
};

/* Which messages may hold an option, one bit per type. */
#define IN(type) (1u << (type))
#define IN_BU IN (MH_BU)
#define IN_BA IN (MH_BA)
#define IN_ANY 0x7fffffffu
#define WITH_D (1u << 31) /* only with the D flag of RFC 8885 */

/* Lengths of data that are allowed, a bit each; bit 63 stands for all above. */
#define LENGTH(n) (UINT64_C (1) << (n))
#define LENGTH_AT_LEAST(n) (UINT64_MAX << (n))

static inline bool
length_is_allowed (uint64_t lengths, size_t n)
{
  return (lengths >> (n < 63 ? n : 63) & 1) != 0;
}

struct option_row
{
  const char *name;  /* NULL: unknown, kept as raw octets */
  uint64_t lengths;  /* of the data: LENGTH (4) | LENGTH (8) ... */
  uint8_t length;    /* of the data when only one is allowed, otherwise 0 */
  uint8_t least;     /* of the data */
  uint8_t align;     /* the type octet lies at align * n + remainder ... */
  uint8_t remainder; /* ... from the start of the MH; align 1: anywhere */
  uint8_t align_longer, remainder_longer; /* for data above `least`; 0: same */
  const struct field *fields;             /* `at` from the start of the data */
  /* What plain fields cannot tell, e.g. a flag that must fit the length; NULL:
   * nothing.  False: a decode error. */
  bool (*check) (const struct mh_option *option);
  bool last;           /* nothing may follow, padding neither */
  uint32_t repeatable; /* messages that may hold more than one: IN_BU | ... */
  uint8_t after;    /* option that must come before this one if both are in */
  uint32_t allowed; /* IN_BU | ... */
  uint8_t reject;   /* status in the BA when a BU has it in a wrong length */
  const char *source;
  const char *note; /* where sources conflict; NULL: nowhere */
};

/* The row of a type, or NULL. */
const struct message_row *mh_message_row (unsigned type);
/* The row of a type, that of the variant if octet MH_AT_DATA, @first, names
 * one; or NULL. */
const struct message_row *mh_variant_row (unsigned type, unsigned first);
/* The row, variants included, that @message is encoded and shown by. */
const struct message_row *mh_row_of (const struct mh_message *message);
/* Where the options of @message start, octets from the start of the MH. */
size_t mh_options_at (const struct mh_message *message);
const struct option_row *mh_option_row (unsigned type);
/* Padding that an option of @type with @n octets of data needs at @at octets
 * from the start of the MH; 0: it is aligned there. */
size_t mh_option_padding (unsigned type, size_t n, size_t at);

#endif
