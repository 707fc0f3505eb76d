/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/codec/address_pair.h"

#include "cli/verbs.h"

static bool
resolve (const char *option, const char *text, struct address *address)
{
  if (address_parse (text, address))
    return true;
  message ("%s: '%s' is not an IPv6 address", option, text);
  return false;
}

bool
address_pair_resolve (struct address_pair *pair)
{
  pair->is_given = pair->source_text != NULL;
  if (pair->is_given != (pair->destination_text != NULL))
    {
      message ("--src and --dst come together");
      return false;
    }
  return !pair->is_given
         || (resolve ("--src", pair->source_text, &pair->source)
             && resolve ("--dst", pair->destination_text, &pair->destination));
}

void
address_pair_clear (struct address_pair *pair)
{
  g_free (pair->source_text);
  g_free (pair->destination_text);
}
