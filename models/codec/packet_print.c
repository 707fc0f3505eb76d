/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/packet_print.h"

#include <string.h>

#include "models/codec/icmp6.h"
#include "models/codec/mh_print.h"
#include "models/codec/nd_print.h"

/* IPv4 addresses, held as ::ffff:a.b.c.d, in dotted decimal. */
static void
print_address (GString *text, const struct layer *ip,
               const struct address *address)
{
  char room[ADDRESS_TEXT_SIZE];
  const char *whole = address_text (address, room);

  g_string_append (text,
                   ip->kind == LAYER_IPV4 ? whole + strlen ("::ffff:") : whole);
}

static void
print_addresses (GString *text, const struct layer *ip)
{
  print_address (text, ip, &ip->ip.source);
  g_string_append (text, " > ");
  print_address (text, ip, &ip->ip.destination);
}

static void
print_labelled (GString *text, const char *label, const struct address *address)
{
  char room[ADDRESS_TEXT_SIZE];

  g_string_append_printf (text, "%s%s", label, address_text (address, room));
}

/* What a header says, behind its name. */
static void
print_header (GString *text, const struct layer *layer)
{
  switch (layer->kind)
    {
    case LAYER_IPV6:
    case LAYER_IPV4:
      g_string_append_c (text, ' ');
      print_addresses (text, layer);
      break;
    case LAYER_DESTINATION_OPTIONS:
      if (layer->options.has_home_address)
        print_labelled (text, ", home address ", &layer->options.home_address);
      break;
    case LAYER_ROUTING:
      g_string_append_printf (text, " type %u", layer->routing.type);
      if (layer->routing.type == 2)
        print_labelled (text, ", home address ", &layer->routing.home_address);
      break;
    case LAYER_FRAGMENT:
      g_string_append_printf (text, " at octet %u%s", layer->fragment.offset,
                              layer->fragment.more ? ", more follow" : "");
      break;
    case LAYER_GRE:
      if (layer->gre.has_key)
        g_string_append_printf (text, " key %u", layer->gre.key);
      if (layer->gre.has_sequence)
        g_string_append_printf (text, " sequence %u", layer->gre.sequence);
      break;
    case LAYER_UDP:
      g_string_append_printf (text, " %u > %u", layer->udp.source_port,
                              layer->udp.destination_port);
      break;
    default:
      break;
    }
}

/* NULL for messages and payload, which have no header of their own. */
static const char *
header_name (const struct layer *layer)
{
  static const char *const names[LAYER_KINDS_N] = {
    [LAYER_IPV6] = "IPv6",
    [LAYER_IPV4] = "IPv4",
    [LAYER_HOP_BY_HOP] = "hop-by-hop options",
    [LAYER_DESTINATION_OPTIONS] = "destination options",
    [LAYER_ROUTING] = "routing header",
    [LAYER_FRAGMENT] = "fragment header",
    [LAYER_GRE] = "GRE",
    [LAYER_UDP] = "UDP",
  };

  return names[layer->kind];
}

static void
print_fault (GString *text, const struct dissection *d)
{
  char room[DISSECTION_TEXT_SIZE];
  const char *reaction;

  g_string_append (text, dissection_fault (d, room));
  reaction = dissection_reaction (d, room);
  if (reaction != NULL)
    g_string_append_printf (text, " [%s]", reaction);
}

static void
print_message (GString *text, const struct dissection *d)
{
  char room[DISSECTION_NAME_SIZE];

  if (dissection_has_message (d))
    mh_print_summary (text, &d->mh);
  else if (d->icmp6 == ICMP6_READ_ND)
    nd_print_summary (text, &d->nd);
  else if (d->icmp6 == ICMP6_READ_ERROR)
    icmp6_print_append (text, &d->icmp6_error);
  else
    g_string_append (text, dissection_name (d, room));
  if (d->last != NULL && d->last->kind == LAYER_PAYLOAD)
    g_string_append_printf (text, ", %u octets", d->last->length);
}

/* The line of a packet, but for what is wrong. */
static void
print_packet (GString *text, const struct dissection *d)
{
  const struct layer *ip = dissection_ip (d);

  if (ip != NULL)
    {
      print_addresses (text, ip);
      g_string_append (text, "  ");
    }
  print_message (text, d);
  for (unsigned i = 0; i < d->layers.n; i++)
    if (&d->layers.layer[i] != ip && header_name (&d->layers.layer[i]) != NULL)
      {
        g_string_append (text, ip > &d->layers.layer[i] ? ", in " : ", ");
        g_string_append (text, header_name (&d->layers.layer[i]));
        print_header (text, &d->layers.layer[i]);
      }
}

/* Of an ICMPv6 error: the packet it is about. */
static void
print_invoking (GString *text, const struct dissection *d)
{
  g_autofree struct dissection *inner = g_new (struct dissection, 1);

  dissection_read_invoking (inner, d);
  g_string_append (text, "about ");
  print_packet (text, inner);
}

void
packet_print_line (GString *text, const struct dissection *d)
{
  print_packet (text, d);
  if (d->icmp6 == ICMP6_READ_ERROR)
    {
      g_string_append (text, "; ");
      print_invoking (text, d);
    }
  if (dissection_is_good (d))
    return;
  g_string_append (text, ": ");
  print_fault (text, d);
}

/* A message or payload, in lines. */
static void
print_body (GString *text, const struct dissection *d)
{
  char room[DISSECTION_NAME_SIZE];

  if (dissection_has_message (d))
    mh_print_append (text, d->octets + d->last->offset, &d->mh);
  else if (d->icmp6 == ICMP6_READ_ND)
    nd_print_append (text, d->octets + d->last->offset, d->last->length,
                     &d->nd);
  else if (d->icmp6 == ICMP6_READ_ERROR)
    {
      icmp6_print_append (text, &d->icmp6_error);
      g_string_append (text, "\n      ");
      print_invoking (text, d);
      g_string_append_c (text, '\n');
    }
  else
    {
      g_string_append (text, dissection_name (d, room));
      if (d->last != NULL)
        g_string_append_printf (text, ": %u octets", d->last->length);
      g_string_append_c (text, '\n');
    }
}

void
packet_print_append (GString *text, const struct dissection *d)
{
  for (unsigned i = 0; i < d->layers.n; i++)
    if (header_name (&d->layers.layer[i]) != NULL)
      {
        g_string_append (text, header_name (&d->layers.layer[i]));
        print_header (text, &d->layers.layer[i]);
        g_string_append_c (text, '\n');
      }
  print_body (text, d);
  if (dissection_is_good (d))
    return;
  g_string_append (text, "wrong: ");
  print_fault (text, d);
  g_string_append_c (text, '\n');
}
