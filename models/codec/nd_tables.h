/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Neighbour Discovery as data: one row per message, one per option.  A new one
 * is a new row, and members in nd.h. */
#ifndef DMMSIM_MODELS_CODEC_ND_TABLES_H
#define DMMSIM_MODELS_CODEC_ND_TABLES_H

#include "models/codec/field.h"
#include "models/codec/nd.h"

/* Octets from the start of the ICMPv6 message. */
enum
{
  ND_AT_CODE = 1,
  ND_AT_CHECKSUM = 2,
  ND_UNIT = 8,     /* options count in this */
  ND_PROTOCOL = 58 /* ICMPv6 */
};

enum nd_option_type
{
  ND_OPTION_SOURCE_LINK_LAYER = 1, /* RFC 4861 4.6.1 */
  ND_OPTION_TARGET_LINK_LAYER = 2,
  ND_OPTION_PREFIX = 3,                 /* 4.6.2 */
  ND_OPTION_REDIRECTED = 4,             /* 4.6.3 */
  ND_OPTION_MTU = 5,                    /* 4.6.4 */
  ND_OPTION_INTERVAL = 7,               /* RFC 6275 7.3 */
  ND_OPTION_HOME_AGENT_INFORMATION = 8, /* RFC 6275 7.4 */
  ND_OPTION_MAP = 23                    /* RFC 5380 5 */
};

struct nd_row
{
  const char *name, *long_name;
  uint8_t size; /* before the options */
  bool on_link; /* IPv6 hop limit 255 */
  bool link_local_source;
  bool without_options;       /* the fields reach to the end */
  const struct field *fields; /* `at` from the start of the message */
  enum nd_result (*check) (const struct nd_message *message,
                           const struct address *source,
                           const struct address *destination); /* or NULL */
  const char *source;
};

struct nd_option_row
{
  const char *name;
  uint8_t type;
  uint8_t units;              /* 0: variable, at least 1 */
  uint32_t in;                /* ND_IN (type) | ... */
  const struct field *fields; /* `at` from the type octet */
  size_t first, stride;       /* the fields of the nth one lie in the message at
                                 first + nth * stride */
  unsigned (*count) (const struct nd_message *message);
  bool (*take) (struct nd_message *message); /* one more: false if full */
};

#define ND_IN(type) (1u << ((type)-ND_ROUTER_SOLICITATION))

/* The row of a type, or NULL. */
const struct nd_row *nd_row (unsigned type);
/* The row of an option that is defined in messages of @message_type, or
 * NULL. */
const struct nd_option_row *nd_option_row (unsigned type,
                                           unsigned message_type);
/* The rows in the order of encoding, all of them. */
extern const struct nd_option_row nd_option_rows[];
extern const size_t nd_option_rows_n;

bool nd_option_is_in (const struct nd_option_row *row, unsigned message_type);

#endif
