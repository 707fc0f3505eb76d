/* SPDX-License-Identifier: GPL-3.0-or-later */
/* doc/codec.md lists the rows of the codec's tables.  After a change of rows,
 * DMMSIM_UPDATE_DOC=1 tests/codec/test-codec-doc writes the page anew. */
#include <glib.h>
#include <string.h>

#include "models/codec/suboption.h"
#include "models/codec/tables.h"

#define BEGIN "<!-- tables -->\n"
#define END_MARK "<!-- end of tables -->\n"
#define TYPES_N 256

/* Fields */

static const char *
form_text (const struct field *field)
{
  static const char *const texts[] = {
    [FORM_PLAIN] = "octets",
    [FORM_BOOL] = "true or false",
    [FORM_TEXT] = "text",
    [FORM_IPV4] = "IPv4 address",
    [FORM_RAW] = "flags",
    [FORM_SECONDS4] = "units of 4 s",
    [FORM_ADDRESS] = "address",
    [FORM_ADDRESSES] = "addresses",
    [FORM_NUMBERS16] = "16-bit list",
    [FORM_SUBOPTIONS] = "sub-options",
    [FORM_SELECTOR] = "selector",
  };

  return texts[field->form];
}

/* Letters in wire order: "A H L K". */
static void
append_letters (GString *page, const struct field *field)
{
  g_string_append (page, ", flags");
  for (const char *letter = field->letters; *letter != '\0'; letter++)
    if (*letter != '-')
      g_string_append_printf (page, " %c", *letter);
}

static void
append_integer (GString *page, const struct field *field)
{
  g_string_append_printf (page, "%u bit", field->bits);
  if (field->letters != NULL)
    append_letters (page, field);
  else if (field->kind == FIELD_PREFIX_LENGTH)
    g_string_append (page, ", 0 to 128");
  else if (field->form != FORM_PLAIN)
    g_string_append_printf (page, ", %s", form_text (field));
}

static void
append_kind (GString *page, const struct field *field)
{
  switch (field->kind)
    {
    case FIELD_ADDRESS:
      g_string_append (page, "IPv6 address");
      break;
    case FIELD_OCTETS:
      g_string_append_printf (page, "%u octets", field->octets);
      break;
    case FIELD_REST:
      g_string_append_printf (page, "%s to the end", form_text (field));
      break;
    default:
      append_integer (page, field);
      break;
    }
}

/* "6 `seq` (16 bit)": octet, key and what it is.  Fields that only repeat
 * others are left out. */
static void
append_fields (GString *page, const struct field *field)
{
  const char *separator = "";

  for (; field != NULL && field->kind != FIELD_END; field++)
    {
      if (field->kind == FIELD_SHOWN)
        continue;
      g_string_append_printf (page, "%s%u `%s` (", separator, field->at,
                              field->name);
      append_kind (page, field);
      g_string_append (page, field->optional ? ", if there)" : ")");
      separator = "; ";
    }
}

/* "4, 8, 20", or "5 ..." for all above. */
static void
append_lengths (GString *page, uint64_t lengths)
{
  const char *separator = "";

  for (unsigned n = 0; n < 63; n++)
    {
      if (!length_is_allowed (lengths, n))
        continue;
      g_string_append_printf (page, "%s%u", separator, n);
      separator = ", ";
      if (lengths != LENGTH_AT_LEAST (n))
        continue;
      g_string_append (page, " ...");
      return;
    }
}

/* Messages */

static void
append_message (GString *page, unsigned type, const struct message_row *row)
{
  g_string_append_printf (page, "| %u | %s", type, row->name);
  if (row->proxy_name != NULL)
    g_string_append_printf (page, " (P: %s)", row->proxy_name);
  g_string_append (page, " | ");
  append_fields (page, row->fields);
  if (row->opaque)
    g_string_append (page, " | none");
  else if (row->list_unit > 0)
    g_string_append_printf (page, " | %u + %u n", row->options_at,
                            row->list_unit);
  else
    g_string_append_printf (page, " | %u", row->options_at);
  g_string_append_printf (page, " | %u | %s | %s |\n",
                          (row->options_at + MH_UNIT - 1) / MH_UNIT * MH_UNIT,
                          row->source, row->note != NULL ? row->note : "");
}

static void
append_messages (GString *page)
{
  g_string_append (page,
                   "### Messages\n\n"
                   "| type | name | fields | options at | least octets | from "
                   "| note |\n|---|---|---|---|---|---|---|\n");
  for (unsigned type = 0; type < TYPES_N; type++)
    {
      const struct message_row *row = mh_message_row (type);

      if (row == NULL)
        continue;
      append_message (page, type, row);
      for (unsigned i = 0; i < row->n_variants; i++)
        if (row->variants[i].name != NULL)
          append_message (page, type, &row->variants[i]);
    }
}

/* Options */

static void
append_place (GString *page, unsigned multiple, unsigned remainder)
{
  if (multiple <= 1)
    g_string_append (page, "any");
  else if (remainder == 0)
    g_string_append_printf (page, "%un", multiple);
  else
    g_string_append_printf (page, "%un+%u", multiple, remainder);
}

static void
append_alignment (GString *page, const struct option_row *row)
{
  append_place (page, row->align, row->remainder);
  if (row->align_longer > 0)
    {
      g_string_append_printf (page, "; above %u octets ", row->least);
      append_place (page, row->align_longer, row->remainder_longer);
    }
  if (row->last)
    g_string_append (page, ", last");
}

static void
append_allowed (GString *page, const struct option_row *row)
{
  const char *separator = "";

  if ((row->allowed & IN_ANY) == IN_ANY)
    g_string_append (page, "any");
  else
    for (unsigned type = 0; type < 31; type++)
      if ((row->allowed & IN (type)) != 0)
        {
          g_string_append_printf (page, "%s%s", separator,
                                  mh_message_row (type)->name);
          separator = ", ";
        }
  if ((row->allowed & WITH_D) != 0)
    g_string_append (page, " with D");
}

static void
append_option (GString *page, unsigned type, const struct option_row *row)
{
  g_string_append_printf (page, "| %u | %s | ", type, row->name);
  append_lengths (page, row->lengths);
  g_string_append (page, " | ");
  append_alignment (page, row);
  g_string_append (page, row->repeatable ? " | any | " : " | once | ");
  append_allowed (page, row);
  g_string_append (page, " | ");
  append_fields (page, row->fields);
  g_string_append_printf (page, " | %s | %s |\n", row->source,
                          row->note != NULL ? row->note : "");
}

static void
append_options (GString *page)
{
  g_string_append (page, "\n### Options\n\n"
                         "| type | name | octets of data | place | times | in "
                         "| fields | from | note |\n"
                         "|---|---|---|---|---|---|---|---|---|\n");
  for (unsigned type = 0; type < TYPES_N; type++)
    if (mh_option_row (type) != NULL)
      append_option (page, type, mh_option_row (type));
}

/* Sub-options */

static void
append_suboptions_of (GString *page, unsigned option,
                      const struct suboption_table *table)
{
  for (unsigned type = 0; type < table->n; type++)
    {
      const struct suboption_row *row = suboption_row (table, type);

      if (row == NULL)
        continue;
      g_string_append_printf (page, "| %u | %u | %s | ", option, type,
                              row->name);
      append_lengths (page, row->lengths);
      g_string_append (page, row->once ? " | once | " : " | any | ");
      append_fields (page, row->fields);
      g_string_append_printf (page, " | %s |\n", row->source);
    }
}

static void
append_suboptions (GString *page)
{
  g_string_append (page, "\n### Sub-options\n\n"
                         "| in option | type | name | octets of data | times "
                         "| fields | from |\n|---|---|---|---|---|---|---|\n");
  for (unsigned type = 0; type < TYPES_N; type++)
    {
      const struct option_row *row = mh_option_row (type);
      const struct field *field = row != NULL ? row->fields : NULL;

      for (; field != NULL && field->kind != FIELD_END; field++)
        if (field->suboptions != NULL)
          append_suboptions_of (page, type, field->suboptions);
    }
}

/* The page */

/* The first line that differs. */
static void
assert_equal_lines (const char *page, const char *wanted)
{
  g_auto (GStrv) has = g_strsplit (page, "\n", -1);
  g_auto (GStrv) wants = g_strsplit (wanted, "\n", -1);

  for (unsigned i = 0; has[i] != NULL || wants[i] != NULL; i++)
    g_assert_cmpstr (has[i], ==, wants[i]);
}

static void
test_page (void)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *path
      = g_build_filename (top != NULL ? top : ".", "doc", "codec.md", NULL);
  g_autoptr (GString) wanted = g_string_new (NULL);
  g_autofree char *page = NULL;
  const char *begin, *end;

  g_assert_true (g_file_get_contents (path, &page, NULL, NULL));
  begin = strstr (page, BEGIN);
  end = strstr (page, END_MARK);
  g_assert_true (begin != NULL && end != NULL && begin < end);
  g_string_append_len (wanted, page, begin - page);
  g_string_append (wanted, BEGIN "\n");
  append_messages (wanted);
  append_options (wanted);
  append_suboptions (wanted);
  g_string_append_printf (wanted, "\n%s", end);
  if (g_getenv ("DMMSIM_UPDATE_DOC") != NULL)
    g_assert_true (g_file_set_contents (path, wanted->str, -1, NULL));
  else
    assert_equal_lines (page, wanted->str);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/codec/page-lists-all-rows", test_page);
  return g_test_run ();
}
