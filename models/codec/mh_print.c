/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/mh_print.h"

#include <string.h>

#include "models/codec/selector.h"
#include "models/codec/suboption.h"
#include "models/codec/tables.h"

/* Units that are part of a key: shown behind the number. */
static const struct
{
  const char *suffix, *unit;
} units[] = {
  { "_s", " s" },
  { "_ms", " ms" },
  { "_100ms", " * 100 ms" },
  { "_field", " s" }, /* FBU, FBack: RFC 5568 counts in seconds */
};

/* Values */

static void
print_octets (GString *text, const uint8_t *octets, size_t n)
{
  for (size_t i = 0; i < n; i++)
    g_string_append_printf (text, "%02x", octets[i]);
}

static void
print_text (GString *text, struct view view)
{
  for (size_t i = 0; i < view.n; i++)
    if (view.octets[i] != '\\' && g_ascii_isprint ((char)view.octets[i]))
      g_string_append_c (text, (char)view.octets[i]);
    else
      g_string_append_printf (text, "\\x%02x", view.octets[i]);
}

static void
print_address (GString *text, const void *member)
{
  struct address address;
  char buffer[ADDRESS_TEXT_SIZE];

  memcpy (&address, member, sizeof address);
  g_string_append (text, address_text (&address, buffer));
}

static void
print_ipv4 (GString *text, const uint8_t *octets)
{
  g_string_append_printf (text, "%u.%u.%u.%u", octets[0], octets[1], octets[2],
                          octets[3]);
}

static void
print_view_address (GString *text, struct view view)
{
  if (view.n == sizeof (struct address))
    print_address (text, view.octets);
  else if (view.n == 4)
    print_ipv4 (text, view.octets);
  else
    g_string_append (text, "none");
}

/* @unit octets each, separated by spaces. */
static void
print_list (GString *text, struct view view, size_t unit)
{
  for (size_t at = 0; at + unit <= view.n; at += unit)
    {
      if (at > 0)
        g_string_append_c (text, ' ');
      if (unit == 2)
        g_string_append_printf (text, "%u", wire_get16 (view.octets + at));
      else
        print_address (text, view.octets + at);
    }
}

static void print_selector (GString *text, const struct suboption *suboption);
static void print_suboptions (GString *text,
                              const struct suboption_table *table,
                              struct view octets);

/* @view: the member of @object that @field tells. */
static void
print_view (GString *text, const struct field *field, const void *object,
            struct view view)
{
  switch (field->form)
    {
    case FORM_TEXT:
      print_text (text, view);
      break;
    case FORM_ADDRESS:
      print_view_address (text, view);
      break;
    case FORM_ADDRESSES:
      print_list (text, view, sizeof (struct address));
      break;
    case FORM_NUMBERS16:
      print_list (text, view, 2);
      break;
    case FORM_SUBOPTIONS:
      print_suboptions (text, field->suboptions, view);
      break;
    case FORM_SELECTOR:
      print_selector (text, object);
      break;
    default:
      print_octets (text, view.octets, view.n);
      break;
    }
}

/* The letters of the set flags, or "none". */
static void
print_flags (GString *text, const struct field *field, uint64_t value)
{
  size_t before = text->len;

  for (unsigned i = 0; i < field->bits; i++)
    if (field->letters[i] != '-' && (value >> (field->bits - 1u - i) & 1) != 0)
      g_string_append_c (text, field->letters[i]);
  if (text->len == before)
    g_string_append (text, "none");
}

static void
print_integer (GString *text, const struct field *field, uint64_t value)
{
  if (field->letters != NULL)
    print_flags (text, field, value);
  else if (field->form == FORM_BOOL)
    g_string_append (text, value != 0 ? "yes" : "no");
  else if (field->form == FORM_SECONDS4)
    g_string_append_printf (text, "%" G_GUINT64_FORMAT " s", 4 * value);
  else
    g_string_append_printf (text, "%" G_GUINT64_FORMAT, value);
}

static void
print_value (GString *text, const struct field *field, const void *object)
{
  const uint8_t *member = (const uint8_t *)object + field->offset;

  switch (field->kind)
    {
    case FIELD_ADDRESS:
      print_address (text, member);
      break;
    case FIELD_OCTETS:
      if (field->form == FORM_IPV4)
        print_ipv4 (text, member);
      else
        print_octets (text, member, field->octets);
      break;
    case FIELD_REST:
      print_view (text, field, object, field_get_view (field, object));
      break;
    default:
      print_integer (text, field, field_get (field, object));
      break;
    }
}

/* "lifetime 600 s" from lifetime_s and 600. */
static void
print_field (GString *text, const struct field *field, const void *object)
{
  size_t length = strlen (field->name);
  const char *unit = "";

  for (size_t i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_has_suffix (field->name, units[i].suffix))
      {
        unit = units[i].unit;
        length -= strlen (units[i].suffix);
      }
  g_string_append_printf (text, "%.*s ", (int)length, field->name);
  print_value (text, field, object);
  g_string_append (text, unit);
}

/* The status of a BA has a name. */
static void
print_status_name (GString *text, const struct mh_message *message)
{
  const char *name
      = message->type == MH_BA ? mh_status_name (message->ba.status) : NULL;

  if (name != NULL)
    g_string_append_printf (text, " (%s)", name);
}

static bool
is_status_of (const struct field *field, const void *object,
              const struct mh_message *message)
{
  return object == message && g_str_equal (field->name, "status");
}

/* ": a 1, b 2" for the fields of the message itself or of one option. */
static void
print_fields (GString *text, const struct field *fields, const void *object,
              const struct mh_message *message)
{
  const char *separator = ": ";

  if (fields == NULL)
    return;
  for (; fields->kind != FIELD_END; fields++)
    {
      if (fields->kind == FIELD_SHOWN || !field_is_present (fields, object))
        continue;
      g_string_append (text, separator);
      print_field (text, fields, object);
      if (is_status_of (fields, object, message))
        print_status_name (text, message);
      separator = ", ";
    }
}

void
mh_print_fields (GString *text, const struct field *fields, const void *object)
{
  print_fields (text, fields, object, NULL);
}

/* Sub-options */

/* "dport 8000-8010" from K_dport_start and L_dport_end, @start being the row of
 * the former and @flags telling which of the two are there. */
static void
print_range (GString *text, const struct field *start, bool has_start,
             bool has_end, const struct selector *selector)
{
  const char *name = start->name + strlen ("K_");

  g_string_append_printf (text, " %.*s ",
                          (int)(strlen (name) - strlen ("_start")), name);
  if (has_start)
    print_value (text, start, selector);
  if (!has_end)
    return;
  g_string_append_c (text, '-');
  print_value (text, start + 1, selector);
}

/* The ranges that its flags announce, or its octets where they do not fit. */
static void
print_selector (GString *text, const struct suboption *suboption)
{
  const struct field *fields = selector_fields (suboption->selector.format);
  struct view body = suboption->selector.body;
  struct selector selector;

  if (!selector_read (suboption->selector.format, body, &selector))
    {
      print_octets (text, body.octets, body.n);
      return;
    }
  g_string_append (text, selector.format == SELECTOR_IPV4 ? "IPv4" : "IPv6");
  for (unsigned i = 0; fields[i].kind != FIELD_END; i += 2)
    {
      bool has_start = (selector.flags & 0x8000u >> i) != 0;
      bool has_end = (selector.flags & 0x4000u >> i) != 0;

      if (has_start || has_end)
        print_range (text, &fields[i], has_start, has_end, &selector);
    }
}

/* "(Binding Reference: bids 1 2)"; those without a row as "(200: c0ffee)". */
static void
print_suboption (GString *text, const struct suboption_table *table,
                 const struct suboption *suboption)
{
  const struct suboption_row *row = suboption_row (table, suboption->type);

  g_string_append_c (text, '(');
  if (row != NULL)
    {
      g_string_append (text, row->name);
      print_fields (text, row->fields, suboption, NULL);
    }
  else
    {
      g_string_append_printf (text, "%u: ", suboption->type);
      print_octets (text, suboption->raw.octets, suboption->raw.n);
    }
  g_string_append_c (text, ')');
}

/* All but padding. */
static void
print_suboptions (GString *text, const struct suboption_table *table,
                  struct view octets)
{
  struct suboption suboption;
  const char *separator = "";

  while (suboption_next (table, &octets, &suboption))
    {
      if (table->padded && suboption.type <= SUBOPTION_PADN)
        continue;
      g_string_append (text, separator);
      print_suboption (text, table, &suboption);
      separator = " ";
    }
}

/* Lines */

static void
print_option (GString *text, const struct mh_option *option,
              const struct mh_message *message)
{
  const struct option_row *row = mh_option_row (option->type);

  g_string_append_printf (text, "%5u ", option->offset);
  if (row == NULL)
    {
      g_string_append_printf (text, "Option %u (unassigned): ", option->type);
      print_octets (text, option->raw.octets, option->raw.n);
    }
  else
    {
      g_string_append (text, row->name);
      print_fields (text, row->fields, option, message);
    }
  g_string_append_c (text, '\n');
}

/* Padding from @at to the next option, or to the end. */
static void
print_padding (GString *text, size_t at, size_t to)
{
  if (to > at)
    g_string_append_printf (text, "%5zu (padding, %zu octet%s)\n", at, to - at,
                            to - at == 1 ? "" : "s");
}

void
mh_print_append (GString *text, const uint8_t *octets,
                 const struct mh_message *message)
{
  size_t at = mh_options_at (message);

  g_string_append (text, mh_name (message));
  print_fields (text, mh_row_of (message)->fields, message, message);
  g_string_append_c (text, '\n');
  for (unsigned i = 0; i < message->n_options; i++)
    {
      const struct mh_option *option = &message->options[i];

      print_padding (text, at, option->offset);
      print_option (text, option, message);
      at = option->offset + 2u + option->raw.n;
    }
  print_padding (text, at, MH_UNIT * (octets[MH_AT_HEADER_LEN] + 1u));
}

/* Summary */

static void
summarize_fields (GString *text, const struct mh_message *message)
{
  const struct field *field = mh_row_of (message)->fields;

  for (; field != NULL && field->kind != FIELD_END; field++)
    if (g_str_equal (field->name, "seq") || g_str_equal (field->name, "status")
        || g_str_has_prefix (field->name, "lifetime"))
      {
        g_string_append_c (text, ' ');
        print_field (text, field, message);
        if (g_str_equal (field->name, "status"))
          print_status_name (text, message);
      }
}

static void
summarize_identifier (GString *text, const struct mh_option *option)
{
  g_string_append_c (text, ' ');
  print_text (text, option->mn_identifier.id);
}

static void
summarize_prefix (GString *text, const struct mh_option *option)
{
  g_string_append_c (text, ' ');
  print_address (text, &option->prefix.address);
  g_string_append_printf (text, "/%u", option->prefix.length);
}

static void
summarize_previous_maar (GString *text, const struct mh_option *option)
{
  g_string_append_c (text, ' ');
  print_address (text, &option->previous_maar.prefix);
  g_string_append_printf (text, "/%u at ", option->previous_maar.length);
  print_address (text, &option->previous_maar.maar);
}

static void
summarize_serving_maar (GString *text, const struct mh_option *option)
{
  g_string_append (text, " served by ");
  print_address (text, &option->address);
}

static const struct
{
  uint8_t type;
  void (*summarize) (GString *text, const struct mh_option *option);
} summaries[] = {
  { OPTION_MN_IDENTIFIER, summarize_identifier },
  { OPTION_HOME_NETWORK_PREFIX, summarize_prefix },
  { OPTION_MOBILE_NETWORK_PREFIX, summarize_prefix },
  { OPTION_ANCHORED_PREFIX, summarize_prefix },
  { OPTION_PREVIOUS_MAAR, summarize_previous_maar },
  { OPTION_SERVING_MAAR, summarize_serving_maar },
};

static void
summarize_option (GString *text, const struct mh_option *option)
{
  for (size_t i = 0; i < G_N_ELEMENTS (summaries); i++)
    if (summaries[i].type == option->type)
      summaries[i].summarize (text, option);
}

void
mh_print_summary (GString *text, const struct mh_message *message)
{
  g_string_append (text, mh_name (message));
  summarize_fields (text, message);
  for (unsigned i = 0; i < message->n_options; i++)
    summarize_option (text, &message->options[i]);
}
