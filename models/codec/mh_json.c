/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/mh_json.h"

#include <string.h>

#include "models/codec/json_write.h"
#include "models/codec/mh_json_field.h"
#include "models/codec/selector.h"
#include "models/codec/suboption.h"
#include "models/codec/tables.h"

static void
append_number (GString *json, const char *key, const char *suffix,
               uint64_t value)
{
  json_write_key (json, key, suffix);
  json_write_number (json, value);
}

static void
append_dotted (GString *json, const uint8_t *octets)
{
  g_string_append_printf (json, "%u.%u.%u.%u", octets[0], octets[1], octets[2],
                          octets[3]);
}

/* @text is UTF-8. */
static void
append_text (GString *json, struct view text)
{
  for (size_t i = 0; i < text.n; i++)
    {
      char c = (char)text.octets[i];

      if (c == '"' || c == '\\' || g_ascii_iscntrl (c))
        g_string_append_printf (json, "\\u%04x", text.octets[i]);
      else
        g_string_append_c (json, c);
    }
}

/* Fields */

static void
append_address (GString *json, const struct field *field, const void *object)
{
  struct address address;
  char text[ADDRESS_TEXT_SIZE];

  memcpy (&address, (const uint8_t *)object + field->offset, sizeof address);
  json_write_key (json, field->name, "");
  json_write_plain (json, address_text (&address, text));
}

static void
append_octets (GString *json, const struct field *field, const void *object)
{
  const uint8_t *octets = (const uint8_t *)object + field->offset;

  json_write_key (json, field->name, "");
  g_string_append_c (json, '"');
  if (field->form == FORM_IPV4)
    append_dotted (json, octets);
  else
    json_write_hex (json, octets, field->octets);
  g_string_append_c (json, '"');
}

/* Octets that are no UTF-8 text without NUL are not passed off as text: what
 * is shown can be read back, also by parsers of C strings. */
static bool
is_text (struct view view)
{
  return view.n == 0
         || g_utf8_validate_len ((const char *)view.octets, view.n, NULL);
}

/* An address of 4 or 16 octets; anything else as its digits. */
static void
append_view_address (GString *json, struct view view)
{
  struct address address;
  char text[ADDRESS_TEXT_SIZE];

  g_string_append_c (json, '"');
  if (view.n == sizeof address)
    {
      memcpy (&address, view.octets, sizeof address);
      g_string_append (json, address_text (&address, text));
    }
  else if (view.n == 4)
    append_dotted (json, view.octets);
  else
    json_write_hex (json, view.octets, view.n);
  g_string_append_c (json, '"');
}

static void
append_addresses (GString *json, struct view view)
{
  g_string_append_c (json, '[');
  for (; view.n >= 16; view.octets += 16, view.n -= 16)
    {
      json_write_comma (json);
      append_view_address (json, (struct view){ view.octets, 16 });
    }
  g_string_append_c (json, ']');
}

static void
append_numbers16 (GString *json, struct view view)
{
  g_string_append_c (json, '[');
  for (; view.n >= 2; view.octets += 2, view.n -= 2)
    {
      json_write_comma (json);
      json_write_number (json, wire_get16 (view.octets));
    }
  g_string_append_c (json, ']');
}

static void
append_text_or_octets (GString *json, const struct field *field,
                       struct view view)
{
  bool text = field->form == FORM_TEXT && is_text (view);

  json_write_key (json, field->name,
                  field->form == FORM_TEXT && !text ? "_hex" : "");
  g_string_append_c (json, '"');
  if (text)
    append_text (json, view);
  else
    json_write_hex (json, view.octets, view.n);
  g_string_append_c (json, '"');
}

static void append_selector (GString *json, const struct suboption *suboption);
static void append_suboptions (GString *json,
                               const struct suboption_table *table,
                               struct view octets);

static void
append_rest (GString *json, const struct field *field, const void *object)
{
  struct view view = field_get_view (field, object);

  if (field->form == FORM_SELECTOR)
    {
      append_selector (json, object);
      return;
    }
  if (field->form == FORM_ADDRESS && view.n == 0)
    return;
  if (field->form == FORM_PLAIN || field->form == FORM_TEXT)
    {
      append_text_or_octets (json, field, view);
      return;
    }
  json_write_key (json, field->name, "");
  switch (field->form)
    {
    case FORM_ADDRESS:
      append_view_address (json, view);
      break;
    case FORM_ADDRESSES:
      append_addresses (json, view);
      break;
    case FORM_NUMBERS16:
      append_numbers16 (json, view);
      break;
    default:
      append_suboptions (json, field->suboptions, view);
      break;
    }
}

static void
append_shown (GString *json, const struct field *field, const uint8_t *wire)
{
  json_write_key (json, field->name, "");
  g_string_append (json, "\"0x");
  json_write_hex (json, wire + field->at, field->octets);
  g_string_append_c (json, '"');
}

static void
append_flags (GString *json, const struct field *field, uint64_t value)
{
  json_write_key (json, field->name, "");
  g_string_append_c (json, '[');
  for (unsigned i = 0; i < field->bits; i++)
    if (field->letters[i] != '-' && (value >> (field->bits - 1u - i) & 1) != 0)
      {
        json_write_comma (json);
        g_string_append_printf (json, "\"%c\"", field->letters[i]);
      }
  g_string_append_c (json, ']');
  if (field->form != FORM_RAW)
    return;
  json_write_key (json, field->name, "_raw");
  g_string_append_printf (json, "\"0x%0*" G_GINT64_MODIFIER "x\"",
                          field->bits / 4, value);
}

static void
append_integer (GString *json, const struct field *field, uint64_t value)
{
  if (field->letters != NULL)
    append_flags (json, field, value);
  else if (field->form == FORM_SECONDS4)
    {
      append_number (json, field->name, "_units", value);
      append_number (json, field->name, "_s", 4 * value);
    }
  else if (field->form == FORM_BOOL)
    {
      json_write_key (json, field->name, "");
      g_string_append (json, value != 0 ? "true" : "false");
    }
  else
    append_number (json, field->name, "", value);
}

static void
append_field (GString *json, const struct field *field, const void *object,
              const uint8_t *wire)
{
  switch (field->kind)
    {
    case FIELD_ADDRESS:
      append_address (json, field, object);
      break;
    case FIELD_OCTETS:
      append_octets (json, field, object);
      break;
    case FIELD_REST:
      append_rest (json, field, object);
      break;
    case FIELD_SHOWN:
      append_shown (json, field, wire);
      break;
    default:
      append_integer (json, field, field_get (field, object));
      break;
    }
}

static void
append_fields (GString *json, const struct field *fields, const void *object,
               const uint8_t *wire)
{
  if (fields == NULL)
    return;
  for (; fields->kind != FIELD_END; fields++)
    if (field_is_present (fields, object))
      append_field (json, fields, object, wire);
}

/* Sub-options */

/* The fields that its flags announce, or its octets where they do not fit. */
static void
append_selector (GString *json, const struct suboption *suboption)
{
  const struct field *fields = selector_fields (suboption->selector.format);
  struct view body = suboption->selector.body;
  struct selector selector;

  if (!selector_read (suboption->selector.format, body, &selector))
    {
      json_write_key (json, "raw", "");
      g_string_append_c (json, '"');
      json_write_hex (json, body.octets, body.n);
      g_string_append_c (json, '"');
      return;
    }
  json_write_key (json, "ts_flags", "");
  g_string_append_printf (json, "\"0x%04x\"", selector.flags);
  for (unsigned i = 0; fields[i].kind != FIELD_END; i++)
    if ((selector.flags & 0x8000u >> i) != 0)
      append_field (json, &fields[i], &selector, NULL);
}

static void
append_suboption (GString *json, const struct suboption_table *table,
                  const struct suboption *suboption)
{
  const struct suboption_row *row = suboption_row (table, suboption->type);
  bool pad1 = table->padded && suboption->type == SUBOPTION_PAD1;
  bool padn = table->padded && suboption->type == SUBOPTION_PADN;

  json_write_comma (json);
  g_string_append_c (json, '{');
  append_number (json, "type", "", suboption->type);
  if (!pad1)
    append_number (json, "len", "", suboption->raw.n);
  if (row != NULL)
    append_fields (json, row->fields, suboption, suboption->raw.octets);
  else if (!pad1 && !padn)
    {
      json_write_key (json, "raw", "");
      g_string_append_c (json, '"');
      json_write_hex (json, suboption->raw.octets, suboption->raw.n);
      g_string_append_c (json, '"');
    }
  g_string_append_c (json, '}');
}

static void
append_suboptions (GString *json, const struct suboption_table *table,
                   struct view octets)
{
  struct suboption suboption;

  g_string_append_c (json, '[');
  while (suboption_next (table, &octets, &suboption))
    append_suboption (json, table, &suboption);
  g_string_append_c (json, ']');
}

/* Options */

static void
append_option_head (GString *json, size_t at, unsigned type)
{
  const char *name = mh_option_name (type);

  json_write_comma (json);
  g_string_append (json, "{");
  append_number (json, "offset", "", at);
  append_number (json, "type", "", type);
  json_write_key (json, "name", "");
  json_write_plain (json, name != NULL ? name : "(unassigned)");
}

static void
append_option_value (GString *json, const struct mh_option *option)
{
  const struct option_row *row = mh_option_row (option->type);

  json_write_key (json, "value", "");
  g_string_append_c (json, '{');
  if (row != NULL)
    append_fields (json, row->fields, option, option->raw.octets);
  else
    {
      g_string_append (json, "\"raw\": \"");
      json_write_hex (json, option->raw.octets, option->raw.n);
      g_string_append (json, "\", \"unknown\": true");
    }
  g_string_append_c (json, '}');
}

/* The struct does not list padding, so the octets are walked; all else on the
 * way is the next option of the struct. */
static void
append_options (GString *json, const uint8_t *octets, size_t at, size_t end,
                const struct mh_message *message)
{
  const struct mh_option *option = message->options;

  json_write_key (json, "options", "");
  g_string_append_c (json, '[');
  while (at < end)
    {
      size_t size = octets[at] == OPTION_PAD1 ? 1 : 2u + octets[at + 1];

      append_option_head (json, at, octets[at]);
      if (octets[at] != OPTION_PAD1)
        append_number (json, "len", "", octets[at + 1]);
      if (octets[at] != OPTION_PAD1 && octets[at] != OPTION_PADN)
        append_option_value (json, option++);
      g_string_append_c (json, '}');
      at += size;
    }
  g_string_append_c (json, ']');
}

void
mh_json_append (GString *json, const uint8_t *octets,
                const struct mh_message *message)
{
  const struct message_row *row = mh_row_of (message);
  size_t size = MH_UNIT * (octets[MH_AT_HEADER_LEN] + 1u);

  g_string_append_c (json, '{');
  append_number (json, "payload_proto", "", octets[MH_AT_PAYLOAD_PROTO]);
  append_number (json, "hdr_len", "", octets[MH_AT_HEADER_LEN]);
  append_number (json, "octets", "", size);
  append_number (json, "mh_type", "", message->type);
  json_write_key (json, "mh_name", "");
  json_write_plain (json, mh_message_row (message->type)->name);
  append_number (json, "reserved", "", message->reserved);
  json_write_key (json, "checksum", "");
  g_string_append_printf (json, "\"0x%04x\"", message->checksum);
  append_fields (json, row->fields, message, octets);
  append_options (json, octets, mh_options_at (message), size, message);
  g_string_append_c (json, '}');
}

void
mh_json_append_fields (GString *json, const struct field *fields,
                       const void *object, const uint8_t *wire)
{
  append_fields (json, fields, object, wire);
}
