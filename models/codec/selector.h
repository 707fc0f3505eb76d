/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binary traffic selectors of RFC 6088, the data of the traffic selector
 * sub-option (RFC 6089 4.2.1.4) behind its format and reserved octet: 16
 * presence flags, 16 reserved bits, then the present fields in the order of
 * their flags.  Each field is the start or the end of a range, ends included;
 * an end needs its start.  Source and destination are those of packets from
 * the correspondent node to the mobile node. */
#ifndef DMMSIM_MODELS_CODEC_SELECTOR_H
#define DMMSIM_MODELS_CODEC_SELECTOR_H

#include "models/codec/field.h"
#include "models/codec/mh.h"

enum selector_format
{
  SELECTOR_IPV4 = 1, /* RFC 6088 3.1 */
  SELECTOR_IPV6 = 2  /* RFC 6088 3.2 */
};

enum
{
  SELECTOR_START = 0, /* index into each pair below */
  SELECTOR_END = 1,
  SELECTOR_SIZE_MAX = 98 /* octets, all IPv6 fields present */
};

/* Which fields are present is in `flags`: bit 0x8000 >> i is field i of
 * selector_fields().  Others are 0. */
struct selector
{
  uint8_t format;
  uint16_t flags; /* as on the wire, A = 0x8000 */
  union
  {
    struct
    {
      uint8_t source_ipv4[2][4], destination_ipv4[2][4];
    };
    struct
    {
      struct address source[2], destination[2];
    };
  };
  uint32_t spi[2];
  uint32_t flow_label[2]; /* IPv6 only; 20 bits used, sent below zeros */
  uint16_t source_port[2], destination_port[2];
  uint8_t traffic_class[2]; /* its top six bits count */
  uint8_t protocol[2];
};

/* The fields of @format in wire order, one per flag from A on, `at` 0 in each;
 * NULL if there is no such format.  Even rows are starts, odd ones ends. */
const struct field *selector_fields (unsigned format);
/* The flag of the field whose member lies at @offset of struct selector; 0:
 * not in this format. */
uint16_t selector_flag (unsigned format, size_t offset);

/* Reads the sub-option's data behind its first two octets.  False: unknown
 * format, or the fields that the flags announce do not fill it exactly. */
bool selector_read (unsigned format, struct view body,
                    struct selector *selector);
/* True if some end comes without its start. */
bool selector_lacks_start (const struct selector *selector);
/* Writes the whole data of the sub-option, format and reserved octet included;
 * returns its size, at most SELECTOR_SIZE_MAX. */
size_t selector_write (const struct selector *selector, uint8_t *octets);

#endif
