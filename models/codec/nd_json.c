/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/nd_json.h"

#include "models/codec/mh_json_field.h"
#include "models/codec/nd_tables.h"

static void
append_raw (GString *json, const uint8_t *octets, size_t n)
{
  g_string_append (json, "\"raw\": \"");
  for (size_t i = 0; i < n; i++)
    g_string_append_printf (json, "%02x", octets[i]);
  g_string_append (json, "\", \"unknown\": true");
}

/* The option at @octets + @at of @size octets; shown from there, since the
 * struct keeps but the last of some. */
static void
append_option (GString *json, const uint8_t *octets, size_t at, size_t size,
               const struct nd_message *message)
{
  const struct nd_option_row *row = nd_option_row (octets[at], message->type);
  struct nd_message scratch;
  uint8_t *object = (uint8_t *)&scratch + (row != NULL ? row->first : 0);

  g_string_append_printf (
      json,
      "{\"offset\": %zu, \"type\": %u, \"name\": \"%s\", \"len\": %u, "
      "\"value\": {",
      at, octets[at], row != NULL ? row->name : "(unknown)", octets[at + 1]);
  if (row != NULL && fields_read (row->fields, octets + at, size, object))
    mh_json_append_fields (json, row->fields, object, octets + at);
  else
    append_raw (json, octets + at + 2, size - 2);
  g_string_append (json, "}}");
}

static void
append_options (GString *json, const uint8_t *octets, size_t at, size_t end,
                const struct nd_message *message)
{
  const char *separator = "";

  g_string_append (json, ", \"options\": [");
  while (at < end)
    {
      size_t size = octets[at + 1] * (size_t)ND_UNIT;

      g_string_append (json, separator);
      append_option (json, octets, at, size, message);
      separator = ", ";
      at += size;
    }
  g_string_append_c (json, ']');
}

void
nd_json_append (GString *json, const uint8_t *octets, size_t n,
                const struct nd_message *message)
{
  const struct nd_row *row = nd_row (message->type);

  g_string_append_printf (json,
                          "{\"icmp6_type\": %u, \"icmp6_name\": \"%s\", "
                          "\"code\": %u, \"checksum\": \"0x%04x\"",
                          message->type, row->name, octets[ND_AT_CODE],
                          wire_get16 (octets + ND_AT_CHECKSUM));
  mh_json_append_fields (json, row->fields, message, octets);
  if (!row->without_options)
    append_options (json, octets, row->size, n, message);
  g_string_append_c (json, '}');
}
