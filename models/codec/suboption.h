/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sub-options: type, length and data once more inside the data of a mobility
 * option (45: RFC 6089 4.2.1; 52: RFC 6757 3.1; 58: RFC 7222 4.2; 62: RFC 8127
 * 3.1; 40: RFC 5949 6.2.1).  An option keeps the octets as a view, so nothing
 * here is stored: suboption_next() walks them, suboption_put() makes them.
 * One row per sub-option serves checking and JSON, as for options. */
#ifndef DMMSIM_MODELS_CODEC_SUBOPTION_H
#define DMMSIM_MODELS_CODEC_SUBOPTION_H

#include "models/codec/field.h"
#include "models/codec/mh.h"

/* Pad1 and PadN where the table has padding. */
enum
{
  SUBOPTION_PAD1 = 0,
  SUBOPTION_PADN = 1
};

enum flow_suboption /* of option 45 */
{
  FLOW_BINDING_REFERENCE = 2, /* RFC 6089 4.2.1.3 */
  FLOW_TRAFFIC_SELECTOR = 3,  /* RFC 6089 4.2.1.4, RFC 6088 */
  FLOW_ACTION = 4,            /* RFC 7109 6.2.1 */
  FLOW_TARGET_CARE_OF = 5     /* RFC 7109 6.2.2 */
};

struct suboption
{
  uint8_t type;
  struct view raw; /* data octets */
  union
  {
    struct view list; /* numbers: 45/2 and 62; text or octets: 52 */
    struct
    {
      uint8_t format;    /* enum selector_format */
      struct view body;  /* from its flags on: selector_read() */
    } selector;          /* 45/3 */
    uint8_t value;       /* 45/4: action */
    struct view address; /* 45/5, IPv4 or IPv6 */
    uint32_t number;     /* 58: bit rates and the like */
  };
};

struct suboption_row
{
  const char *name;           /* NULL: unknown, skipped */
  uint64_t lengths;           /* bit n: n octets of data; bit 63: 63 and more */
  uint8_t least;              /* octets of data */
  const struct field *fields; /* in struct suboption; `at` from the data */
  bool once;                  /* at most one in an option */
  const char *source;
};

struct suboption_table
{
  bool padded; /* types 0 and 1 are Pad1 and PadN */
  uint8_t n;
  const struct suboption_row *rows; /* by type */
};

extern const struct suboption_table context_suboptions;        /* 40 */
extern const struct suboption_table flow_suboptions;           /* 45 */
extern const struct suboption_table access_network_suboptions; /* 52 */
extern const struct suboption_table qos_suboptions;            /* 58 */
extern const struct suboption_table mag_parameters_suboptions; /* 62 */

/* The row of a type, or NULL. */
const struct suboption_row *suboption_row (const struct suboption_table *table,
                                           unsigned type);

/* Well formed to the end: none runs past it, every known one has a length that
 * its row allows. */
bool suboptions_are_right (const struct suboption_table *table,
                           struct view octets);

/* Takes the next one off @rest, padding included, and reads what its row says.
 * False at the end, or where the octets are not well formed. */
bool suboption_next (const struct suboption_table *table, struct view *rest,
                     struct suboption *suboption);
/* The first of @type in @octets; false if there is none. */
bool suboption_find (const struct suboption_table *table, struct view octets,
                     unsigned type, struct suboption *suboption);

/* Writes type, length and @data (at most 255 octets) at @octets + @at; returns
 * the place behind. */
size_t suboption_put (uint8_t *octets, size_t at, unsigned type,
                      struct view data);

#endif
