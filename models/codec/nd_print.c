/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/nd_print.h"

#include "models/codec/mh_print.h"
#include "models/codec/nd_tables.h"

static void
print_octets (GString *text, const uint8_t *octets, size_t n)
{
  for (size_t i = 0; i < n; i++)
    g_string_append_printf (text, "%02x", octets[i]);
}

/* The option at @octets + @at of @size octets, shown from there. */
static void
print_option (GString *text, const uint8_t *octets, size_t at, size_t size,
              const struct nd_message *message)
{
  const struct nd_option_row *row = nd_option_row (octets[at], message->type);
  struct nd_message scratch;
  uint8_t *object = (uint8_t *)&scratch + (row != NULL ? row->first : 0);

  g_string_append_printf (text, "%5zu ", at);
  if (row != NULL && fields_read (row->fields, octets + at, size, object))
    {
      g_string_append (text, row->name);
      mh_print_fields (text, row->fields, object);
    }
  else
    {
      g_string_append_printf (text, "Option %u (unknown): ", octets[at]);
      print_octets (text, octets + at + 2, size - 2);
    }
  g_string_append_c (text, '\n');
}

void
nd_print_append (GString *text, const uint8_t *octets, size_t n,
                 const struct nd_message *message)
{
  const struct nd_row *row = nd_row (message->type);
  size_t at = row->size;

  g_string_append (text, row->name);
  mh_print_fields (text, row->fields, message);
  g_string_append_c (text, '\n');
  while (!row->without_options && at < n)
    {
      size_t size = octets[at + 1] * (size_t)ND_UNIT;

      print_option (text, octets, at, size, message);
      at += size;
    }
}

static void
print_prefixes (GString *text, const struct nd_message *message)
{
  char buffer[PREFIX_TEXT_SIZE];

  for (unsigned i = 0; i < message->n_prefixes; i++)
    g_string_append_printf (text, " %s",
                            prefix_text (&message->prefixes[i].prefix, buffer));
}

void
nd_print_summary (GString *text, const struct nd_message *message)
{
  char buffer[ADDRESS_TEXT_SIZE];

  g_string_append (text, nd_row (message->type)->name);
  if (message->type == ND_ROUTER_ADVERTISEMENT)
    g_string_append_printf (text, " router_lifetime %u s",
                            message->router_lifetime);
  if (message->type >= ND_NEIGHBOR_SOLICITATION && message->type <= ND_REDIRECT)
    g_string_append_printf (text, " target %s",
                            address_text (&message->target, buffer));
  if (message->type >= ND_HOME_AGENT_REQUEST)
    g_string_append_printf (text, " identifier %u", message->identifier);
  print_prefixes (text, message);
}
