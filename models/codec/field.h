/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of a wire format as table rows: one row tells where a value lies in
 * the octets and where in the struct, and serves reading, writing and
 * showing.  All integers are big-endian on the wire.
 *
 * The tables are constant and shared; the engine below knows no protocol.
 * Bounds are the caller's: it checks the least length of the body before it
 * reads, and gives enough room before it writes. */
#ifndef DMMSIM_MODELS_CODEC_FIELD_H
#define DMMSIM_MODELS_CODEC_FIELD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct suboption_table;
struct view;

enum field_kind
{
  FIELD_END,           /* closes a table */
  FIELD_UINT,          /* `bits` of a word of `octets`, `shift` from its end */
  FIELD_PREFIX_LENGTH, /* an unsigned octet, at most 128 */
  FIELD_ADDRESS,       /* struct address */
  FIELD_OCTETS,        /* an array, taken as it is */
  FIELD_REST,          /* struct view: from here to the end of the body */
  FIELD_SHOWN          /* neither read nor written, only its octets shown */
};

/* How a value is shown; the default is a decimal number, an address or the
 * hexadecimal digits of a view, by kind. */
enum field_form
{
  FORM_PLAIN,
  FORM_BOOL,       /* true when not 0 */
  FORM_TEXT,       /* a view that holds text */
  FORM_IPV4,       /* four octets in dotted decimal */
  FORM_RAW,        /* flags: besides the letters, the word in hexadecimal */
  FORM_SECONDS4,   /* a number of units of 4 s: shown in units and in seconds */
  FORM_ADDRESS,    /* a view of an IPv4 or IPv6 address; empty: not shown */
  FORM_ADDRESSES,  /* a view: IPv6 addresses, shown as an array */
  FORM_NUMBERS16,  /* a view: numbers of 16 bits, shown as an array */
  FORM_SUBOPTIONS, /* a view: sub-options as `suboptions` has them */
  FORM_SELECTOR    /* a view: traffic selector, models/codec/selector.h */
};

struct field
{
  const char *name; /* key when shown */
  enum field_kind kind;
  enum field_form form;
  const char *letters; /* flags: one letter per bit from the highest, '-' for
                          reserved, sent as 0; NULL: not flags */
  uint8_t at;          /* octets from the start of the body */
  uint8_t octets;      /* width of the word on the wire */
  uint8_t shift, bits;
  uint16_t offset; /* of the member in its struct */
  uint8_t size;    /* of the member, octets: 1, 2, 4 or 8 for integers */
  bool optional;   /* absent from a body that ends before it: then the bool
                      member at `presence` is false */
  uint16_t presence;
  const struct suboption_table *suboptions; /* of FORM_SUBOPTIONS */
};

/* FIELD (mh_message, bu.sequence, "seq", 6, U16): struct tag, member, name,
 * place, and what it is; further designators may follow. */
#define FIELD(tag, member, name_, at_, ...)                                \
  {                                                                        \
    .name = (name_), .at = (at_), .offset = offsetof (struct tag, member), \
    .size = sizeof (((struct tag *)0)->member), __VA_ARGS__                \
  }
#define BITS(octets_, shift_, bits_) \
  .kind = FIELD_UINT, .octets = (octets_), .shift = (shift_), .bits = (bits_)
#define U8 BITS (1, 0, 8)
#define U16 BITS (2, 0, 16)
#define U32 BITS (4, 0, 32)
#define U48 BITS (6, 0, 48)
#define PREFIX_LENGTH \
  .kind = FIELD_PREFIX_LENGTH, .octets = 1, .shift = 0, .bits = 8
#define ADDRESS .kind = FIELD_ADDRESS, .octets = 16
#define OCTETS(n) .kind = FIELD_OCTETS, .octets = (n)
#define REST .kind = FIELD_REST
#define REST_AS(form_) .kind = FIELD_REST, .form = (form_)
#define SUBOPTIONS(table) REST_AS (FORM_SUBOPTIONS), .suboptions = &(table)
#define OPTIONAL(tag, member) \
  .optional = true, .presence = offsetof (struct tag, member)
#define SHOWN(octets_) .kind = FIELD_SHOWN, .octets = (octets_)

#define END           \
  {                   \
    .kind = FIELD_END \
  }

/* Reads every field of @fields (NULL: none) from the @n octets at @wire into
 * @object.  Views point into @wire.  False if a value is out of its range, or
 * if what a view holds is not of its form. */
bool fields_read (const struct field *fields, const uint8_t *wire, size_t n,
                  void *object);

/* Writes the fields of @object over the octets at @wire, which the caller has
 * zeroed: reserved bits stay 0. */
void fields_write (const struct field *fields, const void *object,
                   uint8_t *wire);

/* One row of them. */
bool field_read (const struct field *field, const uint8_t *wire, size_t n,
                 void *object);
void field_write (const struct field *field, const void *object, uint8_t *wire);

/* Octets of the body whose fields are @fields: @fixed, more where a FIELD_REST
 * or an optional field that is present needs more. */
size_t fields_size (const struct field *fields, const void *object,
                    size_t fixed);

/* The value of a FIELD_UINT or FIELD_PREFIX_LENGTH in @object; setting takes
 * what the member has room for. */
uint64_t field_get (const struct field *field, const void *object);
void field_set (const struct field *field, void *object, uint64_t value);
/* False: an optional field that is absent. */
bool field_is_present (const struct field *field, const void *object);
/* The value of a FIELD_REST in @object. */
struct view field_get_view (const struct field *field, const void *object);

#endif
