/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/hex.h"

#include <string.h>

/* Past what may stand before a pair. */
static const char *
skip_between (const char *at)
{
  while (g_ascii_isspace (*at) || *at == ':' || *at == '-')
    at++;
  if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X'))
    at += 2;
  return at;
}

static void
set_error (GError **error, const char *text, const char *at)
{
  size_t place = (size_t)(at - text) + 1;

  if (*at == '\0')
    g_set_error (error, G_CONVERT_ERROR, G_CONVERT_ERROR_PARTIAL_INPUT,
                 "the last octet has one digit of two");
  else
    g_set_error (error, G_CONVERT_ERROR, G_CONVERT_ERROR_ILLEGAL_SEQUENCE,
                 "character %zu is not one of two hexadecimal digits", place);
}

GByteArray *
hex_parse (const char *text, GError **error)
{
  GByteArray *octets = g_byte_array_new ();

  for (const char *at = skip_between (text); *at != '\0';
       at = skip_between (at + 2))
    {
      int high = g_ascii_xdigit_value (at[0]);
      int low = high < 0 ? -1 : g_ascii_xdigit_value (at[1]);
      guint8 octet = (guint8)(high << 4 | low);

      if (low < 0)
        {
          set_error (error, text, high < 0 ? at : at + 1);
          g_byte_array_unref (octets);
          return NULL;
        }
      g_byte_array_append (octets, &octet, 1);
    }
  return octets;
}
