/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Putting messages together and looking into them; no octets here. */
#include <glib.h>
#include <string.h>

#include "models/codec/mh.h"
#include "models/codec/tables.h"

#define NS_PER_S INT64_C (1000000000)
#define FRACTIONS_PER_S 65536 /* RFC 5213 8.8 */

/* The unused options are left as they are: only mh_add() makes one valid. */
void
mh_init (struct mh_message *message, enum mh_type type)
{
  memset (message, 0, offsetof (struct mh_message, options));
  message->type = (uint8_t)type;
}

struct mh_option *
mh_add (struct mh_message *message, unsigned type)
{
  struct mh_option *option;

  g_assert (message->n_options < MH_OPTIONS_MAX);
  option = &message->options[message->n_options++];
  memset (option, 0, sizeof *option);
  option->type = (uint8_t)type;
  return option;
}

void
mh_add_mn_identifier (struct mh_message *message, const char *nai)
{
  struct mh_option *option = mh_add (message, OPTION_MN_IDENTIFIER);

  option->mn_identifier.subtype = 1; /* NAI, RFC 4283 3.1 */
  option->mn_identifier.id
      = (struct view){ (const uint8_t *)nai, strlen (nai) };
}

void
mh_add_prefix (struct mh_message *message, unsigned type,
               const struct prefix *prefix)
{
  struct mh_option *option = mh_add (message, type);

  option->prefix.length = prefix->length;
  option->prefix.address = prefix->address;
}

void
mh_add_value (struct mh_message *message, unsigned type, uint8_t value)
{
  mh_add (message, type)->value = value;
}

void
mh_add_link_layer (struct mh_message *message, unsigned type,
                   const uint8_t *octets, size_t n)
{
  mh_add (message, type)->link_layer = (struct view){ octets, n };
}

void
mh_add_address (struct mh_message *message, unsigned type,
                const struct address *address)
{
  mh_add (message, type)->address = *address;
}

void
mh_add_timestamp (struct mh_message *message, int64_t ns)
{
  struct mh_option *option = mh_add (message, OPTION_TIMESTAMP);

  g_assert (ns >= 0);
  option->timestamp.seconds = (uint64_t)(ns / NS_PER_S);
  option->timestamp.fraction
      = (uint16_t)(ns % NS_PER_S * FRACTIONS_PER_S / NS_PER_S);
}

int64_t
mh_timestamp_ns (const struct mh_option *option)
{
  uint64_t seconds = option->timestamp.seconds;
  int64_t fraction = option->timestamp.fraction;

  if (seconds >= (uint64_t)(INT64_MAX / NS_PER_S))
    return INT64_MAX;
  return (int64_t)seconds * NS_PER_S
         + (fraction * NS_PER_S + FRACTIONS_PER_S - 1) / FRACTIONS_PER_S;
}

void
mh_add_previous_maar (struct mh_message *message, const struct address *maar,
                      const struct prefix *prefix)
{
  struct mh_option *option = mh_add (message, OPTION_PREVIOUS_MAAR);

  option->previous_maar.length = prefix->length;
  option->previous_maar.maar = *maar;
  option->previous_maar.prefix = prefix->address;
}

const struct mh_option *
mh_find (const struct mh_message *message, unsigned type, unsigned nth)
{
  for (unsigned i = 0; i < message->n_options; i++)
    if (message->options[i].type == type && nth-- == 0)
      return &message->options[i];
  return NULL;
}

unsigned
mh_count (const struct mh_message *message, unsigned type)
{
  unsigned n = 0;

  for (unsigned i = 0; i < message->n_options; i++)
    n += message->options[i].type == type;
  return n;
}

static bool
is_proxy (const struct mh_message *message)
{
  switch (message->type)
    {
    case MH_BU:
      return (message->bu.flags & BU_P) != 0;
    case MH_BA:
      return (message->ba.flags & BA_P) != 0;
    default:
      return false;
    }
}

const char *
mh_name (const struct mh_message *message)
{
  const struct message_row *row = mh_row_of (message);

  if (row == NULL)
    return "unknown";
  return is_proxy (message) ? row->proxy_name : row->name;
}

const char *
mh_option_name (unsigned type)
{
  const struct option_row *row = mh_option_row (type);

  if (type == OPTION_PAD1)
    return "Pad1";
  if (type == OPTION_PADN)
    return "PadN";
  return row != NULL ? row->name : NULL;
}
