/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a packet is and what is wrong with it, in words. */
#include <glib.h>

#include "models/codec/dissection.h"

#define TEXT(number, name) [number] = name

static const char *const protocol_names[UINT8_MAX + 1] = {
  TEXT (1, "ICMP"),
  TEXT (2, "IGMP"),
  TEXT (6, "TCP"),
  TEXT (17, "UDP"),
  TEXT (43, "routing header"),
  TEXT (44, "fragment"),
  TEXT (46, "RSVP"),
  TEXT (50, "ESP"),
  TEXT (51, "AH"),
  TEXT (59, "no payload"),
  TEXT (88, "EIGRP"),
  TEXT (89, "OSPF"),
  TEXT (103, "PIM"),
  TEXT (112, "VRRP"),
  TEXT (132, "SCTP"),
  TEXT (136, "UDP-Lite"),
};

static const char *const icmp_names[UINT8_MAX + 1] = {
  TEXT (1, "Destination Unreachable"),
  TEXT (2, "Packet Too Big"),
  TEXT (3, "Time Exceeded"),
  TEXT (4, "Parameter Problem"),
  TEXT (128, "Echo Request"),
  TEXT (129, "Echo Reply"),
  TEXT (130, "MLD Query"),
  TEXT (131, "MLD Report"),
  TEXT (132, "MLD Done"),
  TEXT (133, "Router Solicitation"),
  TEXT (134, "Router Advertisement"),
  TEXT (135, "Neighbor Solicitation"),
  TEXT (136, "Neighbor Advertisement"),
  TEXT (137, "Redirect"),
  TEXT (143, "MLDv2 Report"),
  TEXT (144, "Home Agent Discovery Request"),
  TEXT (145, "Home Agent Discovery Reply"),
  TEXT (146, "Mobile Prefix Solicitation"),
  TEXT (147, "Mobile Prefix Advertisement"),
};

static const char *
number_text (const char *what, unsigned number, char text[DISSECTION_NAME_SIZE])
{
  g_snprintf (text, DISSECTION_NAME_SIZE, "%s %u", what, number);
  return text;
}

static const char *
icmp_name (const struct dissection *d, char text[DISSECTION_NAME_SIZE])
{
  struct view body = dissection_body (d);

  if (body.n == 0)
    return "ICMPv6";
  if (icmp_names[body.octets[0]] != NULL)
    return icmp_names[body.octets[0]];
  return number_text ("ICMPv6 type", body.octets[0], text);
}

static const char *
ethertype_text (unsigned ethertype, char text[DISSECTION_NAME_SIZE])
{
  g_snprintf (text, DISSECTION_NAME_SIZE, "EtherType 0x%04x", ethertype);
  return text;
}

static const char *
frame_name (const struct dissection *d, char text[DISSECTION_NAME_SIZE])
{
  if (d->protocol == FRAME_ARP)
    return "ARP";
  if (d->protocol == 0)
    return "frame without EtherType";
  return ethertype_text (d->protocol, text);
}

/* Of a Mobility Header that did not decode only the type is known. */
static const char *
mobility_name (const struct dissection *d, char text[DISSECTION_NAME_SIZE])
{
  struct view body = dissection_body (d);

  if (dissection_has_message (d))
    return mh_name (&d->mh);
  return body.n > 2 ? number_text ("MH type", body.octets[2], text) : "MH";
}

/* By what comes before it, or its number. */
static const char *
payload_name (const struct dissection *d, char text[DISSECTION_NAME_SIZE])
{
  const struct layer *before = d->layers.n > 1 ? d->last - 1 : NULL;

  if (layers_find (&d->layers, LAYER_FRAGMENT) != NULL)
    return "fragment";
  if (before != NULL && before->kind == LAYER_UDP)
    return "UDP";
  if (before != NULL && before->kind == LAYER_GRE)
    return ethertype_text (before->gre.protocol, text);
  if (protocol_names[d->last->next_header] != NULL)
    return protocol_names[d->last->next_header];
  return number_text ("protocol", d->last->next_header, text);
}

const char *
dissection_name (const struct dissection *d, char text[DISSECTION_NAME_SIZE])
{
  if (d->protocol != FRAME_IPV4 && d->protocol != FRAME_IPV6)
    return frame_name (d, text);
  if (d->last == NULL)
    return d->protocol == FRAME_IPV4 ? "IPv4" : "IPv6";
  switch (d->last->kind)
    {
    case LAYER_MOBILITY:
      return mobility_name (d, text);
    case LAYER_ICMPV6:
      return icmp_name (d, text);
    default:
      return payload_name (d, text);
    }
}

/* What is wrong */

/* RFC 8200 4.2; a report is not due for a multicast destination when the type
 * says so. */
static const char *
option_reaction (const struct dissection *d, char text[DISSECTION_TEXT_SIZE])
{
  const struct layer *layer = d->stopping;
  const struct layer *ip = dissection_ip (d);

  if (layer->options.action == UNKNOWN_OPTION_DISCARD
      || (layer->options.action == UNKNOWN_OPTION_REPORT_UNICAST
          && address_is_multicast (&ip->ip.destination)))
    return "drop-silent";
  g_snprintf (text, DISSECTION_TEXT_SIZE,
              "drop-icmp-param-problem-code2-pointer%u",
              layer->options.unknown_at);
  return text;
}

const char *
dissection_reaction (const struct dissection *d,
                     char text[DISSECTION_TEXT_SIZE])
{
  switch (d->state)
    {
    case DISSECTION_BAD_MESSAGE:
      return mh_verdict_text (&d->verdict, text);
    case DISSECTION_BAD_OPTION:
      return option_reaction (d, text);
    case DISSECTION_BAD_LAYERS:
      return d->result == LAYERS_BAD_CHECKSUM ? "drop-silent" : "decode-error";
    default:
      return NULL;
    }
}

const char *
dissection_fault (const struct dissection *d, char text[DISSECTION_TEXT_SIZE])
{
  switch (d->state)
    {
    case DISSECTION_BAD_MESSAGE:
      return d->verdict.why;
    case DISSECTION_BAD_OPTION:
      g_snprintf (text, DISSECTION_TEXT_SIZE,
                  "unknown option at octet %u that must not be skipped",
                  d->stopping->options.unknown_at);
      return text;
    case DISSECTION_BAD_LAYERS:
      g_snprintf (text, DISSECTION_TEXT_SIZE, "%s at octet %u: %s",
                  layer_kind_name (d->layers.bad_kind), d->layers.bad_offset,
                  layers_result_text (d->result));
      return text;
    case DISSECTION_CUT:
      g_snprintf (text, DISSECTION_TEXT_SIZE,
                  "cut: %zu of %zu octets were captured", d->captured,
                  d->length);
      return text;
    default:
      return NULL;
    }
}
