/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/selector.h"

#include <glib.h>
#include <string.h>

enum
{
  SELECTOR_AT_FORMAT = 0, /* in the data of the sub-option */
  SELECTOR_AT_FLAGS = 2,
  SELECTOR_AT_FIELDS = 6,
  FLAG_A = 0x8000
};

#define PAIR(member, start, end, ...)                 \
  FIELD (selector, member[0], start, 0, __VA_ARGS__), \
      FIELD (selector, member[1], end, 0, __VA_ARGS__)

static const struct field ipv4_fields[] = {
  PAIR (source_ipv4, "A_src_start", "B_src_end", OCTETS (4), .form = FORM_IPV4),
  PAIR (destination_ipv4, "C_dst_start", "D_dst_end", OCTETS (4),
        .form = FORM_IPV4),
  PAIR (spi, "E_spi_start", "F_spi_end", U32),
  PAIR (source_port, "G_sport_start", "H_sport_end", U16),
  PAIR (destination_port, "I_dport_start", "J_dport_end", U16),
  PAIR (traffic_class, "K_ds_start", "L_ds_end", U8),
  PAIR (protocol, "M_proto_start", "N_proto_end", U8),
  END,
};

static const struct field ipv6_fields[] = {
  PAIR (source, "A_src_start", "B_src_end", ADDRESS),
  PAIR (destination, "C_dst_start", "D_dst_end", ADDRESS),
  PAIR (spi, "E_spi_start", "F_spi_end", U32),
  PAIR (flow_label, "G_flow_label_start", "H_flow_label_end", U32),
  PAIR (source_port, "I_sport_start", "J_sport_end", U16),
  PAIR (destination_port, "K_dport_start", "L_dport_end", U16),
  PAIR (traffic_class, "M_tc_start", "N_tc_end", U8),
  PAIR (protocol, "O_nh_start", "P_nh_end", U8),
  END,
};

const struct field *
selector_fields (unsigned format)
{
  switch (format)
    {
    case SELECTOR_IPV4:
      return ipv4_fields;
    case SELECTOR_IPV6:
      return ipv6_fields;
    default:
      return NULL;
    }
}

uint16_t
selector_flag (unsigned format, size_t offset)
{
  const struct field *fields = selector_fields (format);

  for (unsigned i = 0; fields != NULL && fields[i].kind != FIELD_END; i++)
    if (fields[i].offset == offset)
      return (uint16_t)(FLAG_A >> i);
  return 0;
}

/* Moves @field to where it lies this time. */
static struct field
field_at (const struct field *field, size_t at)
{
  struct field moved = *field;

  moved.at = (uint8_t)at;
  return moved;
}

bool
selector_read (unsigned format, struct view body, struct selector *selector)
{
  const struct field *fields = selector_fields (format);
  size_t at = SELECTOR_AT_FIELDS - SELECTOR_AT_FLAGS;

  memset (selector, 0, sizeof *selector);
  selector->format = (uint8_t)format;
  if (fields == NULL || body.n < at)
    return false;
  selector->flags = wire_get16 (body.octets);
  for (unsigned i = 0; fields[i].kind != FIELD_END; i++)
    {
      struct field field = field_at (&fields[i], at);

      if ((selector->flags & FLAG_A >> i) == 0)
        continue;
      if (body.n - at < field.octets)
        return false;
      field_read (&field, body.octets, body.n, selector);
      at += field.octets;
    }
  return at == body.n;
}

bool
selector_lacks_start (const struct selector *selector)
{
  const unsigned starts = 0xaaaa;
  unsigned flags = selector->flags;

  return (flags & ~starts & ~((flags & starts) >> 1)) != 0;
}

size_t
selector_write (const struct selector *selector, uint8_t *octets)
{
  const struct field *fields = selector_fields (selector->format);
  size_t at = SELECTOR_AT_FIELDS;

  g_assert (fields != NULL);
  memset (octets, 0, SELECTOR_SIZE_MAX);
  octets[SELECTOR_AT_FORMAT] = selector->format;
  wire_put16 (octets + SELECTOR_AT_FLAGS, selector->flags);
  for (unsigned i = 0; fields[i].kind != FIELD_END; i++)
    {
      struct field field = field_at (&fields[i], at);

      if ((selector->flags & FLAG_A >> i) == 0)
        continue;
      field_write (&field, selector, octets);
      at += field.octets;
    }
  return at;
}
