/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an attacker reads of the packets that pass its tap: Mobility Header
 * messages, in tunnels as well, as long as they are not encrypted. */
#include "models/attack/attacker.h"
#include "models/codec/extension.h"

/* An extension header of @heard, of which @n octets are there: keeps the home
 * address it names.  Returns its size, 0 if it is none that can be read. */
static size_t
read_extension (struct heard *heard, uint8_t type, const uint8_t *octets,
                size_t n)
{
  struct options_header options;
  struct routing_header routing;

  if (n < 8 || extension_size (octets) > n)
    return 0;
  if (type == NEXT_OPTIONS
      && destination_options_read (octets, n, &options) == EXTENSION_OK)
    {
      if (options.has_home_address)
        heard->home = options.home_address;
      return extension_size (octets);
    }
  if (type == NEXT_ROUTING
      && routing_read (octets, n, &routing) == EXTENSION_OK)
    {
      heard->home = routing.home_address;
      return extension_size (octets);
    }
  return 0;
}

/* The Mobility Header in the packet at heard->octets, or NULL; @left: (out) its
 * octets; @esp: (out) there is an Encapsulating Security Payload instead. */
static const uint8_t *
find_header (struct heard *heard, size_t *left, bool *esp)
{
  const uint8_t *at = heard->octets;
  uint8_t next = at[6];
  size_t n = heard->n - IPV6_HEADER_SIZE, size;

  at += IPV6_HEADER_SIZE;
  while (next != NEXT_MH)
    {
      size = read_extension (heard, next, at, n);
      *esp = next == NEXT_ESP;
      if (size == 0)
        return NULL;
      next = at[0];
      at += size;
      n -= size;
    }
  *left = n;
  return at;
}

/* The innermost of IPv6 packets in each other. */
static void
peel (struct heard *heard)
{
  while (heard->n >= 2 * IPV6_HEADER_SIZE && heard->octets[6] == NEXT_IPV6)
    {
      heard->octets += IPV6_HEADER_SIZE;
      heard->n -= IPV6_HEADER_SIZE;
    }
}

static struct address
address_at (const uint8_t *octets)
{
  struct address a;

  memcpy (a.octet, octets, sizeof a.octet);
  return a;
}

/* A message of somebody else's, be it one that cannot be read. */
static bool
read_message (struct heard *heard, const struct packet *p,
              struct mh_message *message)
{
  const uint8_t *header;
  bool esp = false;
  size_t n;

  *heard = (struct heard){ .octets = p->head, .n = p->stored };
  peel (heard);
  heard->source = address_at (heard->octets + 8);
  heard->destination = address_at (heard->octets + 24);
  header = find_header (heard, &n, &esp);
  if (esp)
    return true;
  heard->message = message;
  return header && mh_decode (header, n, NULL, NULL, message) == MH_OK;
}

static void
tap (struct node *node, const struct packet *p, void *data)
{
  struct attacks *attacks = data;
  struct mh_message message;
  struct heard heard;

  if (p->meter.forged || p->class != PACKET_SIGNALING
      || !read_message (&heard, p, &message))
    return;
  for (size_t i = 0; i < attacks->n; i++)
    if (attacks->items[i].tap == node
        && (heard.message || attacks->items[i].kind->hears_esp)
        && attacker_is_active (&attacks->items[i]))
      attacks->items[i].kind->hear (&attacks->items[i], &heard);
}

void
attacker_listen (struct attacker *attacker, struct node *node)
{
  attacker->tap = node;
  node_set_tap (node, tap, attacker->attacks);
}

/* ---- whose it is --------------------------------------------------- */

static bool
has_address (const struct mobile_node *mn, const struct address *address)
{
  for (guint i = 0; i < mn->addresses.len; i++)
    if (address_equal (&mn->addresses.at[i].address, address))
      return true;
  return false;
}

static bool
is_named (const struct mobile_node *mn, const struct mh_option *identifier)
{
  const struct view *id = &identifier->mn_identifier.id;

  return strlen (mn->identifier) == id->n
         && memcmp (mn->identifier, id->octets, id->n) == 0;
}

struct mobile_node *
heard_victim (const struct attacker *attacker, const struct heard *heard)
{
  const struct mh_option *identifier
      = mh_find (heard->message, OPTION_MN_IDENTIFIER, 0);
  const struct address *address
      = address_is_unspecified (&heard->home) ? &heard->source : &heard->home;

  for (guint i = 0; i < attacker->victims->len; i++)
    {
      struct mobile_node *mn = g_ptr_array_index (attacker->victims, i);

      if (identifier ? is_named (mn, identifier) : has_address (mn, address))
        return mn;
    }
  return NULL;
}
