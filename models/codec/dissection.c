/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/codec/dissection.h"

#include <glib.h>
#include <string.h>

/* Reading */

/* Octets that were not captured are read as 0, for lengths to be right; what
 * lies beyond d->captured is not believed. */
static void
hold_octets (struct dissection *d, const uint8_t *octets, size_t n,
             size_t length)
{
  d->octets = octets;
  d->captured = n;
  d->length = n;
  if (n >= MIN (length, sizeof d->room))
    return;
  d->length = MIN (length, sizeof d->room);
  if (n > 0)
    memcpy (d->room, octets, n);
  memset (d->room + n, 0, d->length - n);
  d->octets = d->room;
}

/* Does reading depend on octets that were not captured? */
static bool
is_cut (const struct dissection *d)
{
  if (d->captured == d->length)
    return false;
  if (d->result != LAYERS_OK)
    return true;
  if (d->last->kind == LAYER_PAYLOAD)
    return d->last->offset > d->captured;
  return d->last->offset + d->last->length > d->captured;
}

static void
read_mobility (struct dissection *d)
{
  const struct layer *last = d->last;
  bool is_verified = last->upper.is_summed && !d->ignores_checksum;

  d->mh_result = mh_decode (d->octets + last->offset, last->length,
                            is_verified ? &last->upper.source : NULL,
                            &last->upper.destination, &d->mh);
  d->verdict = mh_check (d->mh_result, &d->mh);
  if (d->verdict.reaction != MH_ACCEPT)
    d->state = DISSECTION_BAD_MESSAGE;
}

static void
refuse_icmp6 (struct dissection *d, enum mh_reaction reaction, const char *why)
{
  d->state = DISSECTION_BAD_MESSAGE;
  d->verdict = (struct mh_verdict){ .reaction = reaction,
                                    .why = why,
                                    .option = MH_NO_OPTION };
}

/* RFC 4861 6.1, 7.1, 8.1: what is not valid is silently discarded.  With a
 * checksum that is wrong and ignored only the type is known. */
static void
read_nd (struct dissection *d, const uint8_t *octets)
{
  const struct layer *last = d->last;
  enum nd_result result;

  if (nd_name (octets[0]) == NULL)
    return;
  result = nd_decode (octets, last->length, &last->upper.source,
                      &last->upper.destination, dissection_ip (d)->ip.hop_limit,
                      &d->nd);
  if (result == ND_OK)
    d->icmp6 = ICMP6_READ_ND;
  else if (result != ND_BAD_CHECKSUM || !d->ignores_checksum)
    refuse_icmp6 (d, MH_DROP_SILENT, nd_result_text (result));
}

static void
read_icmp6 (struct dissection *d)
{
  const struct layer *last = d->last;
  const uint8_t *octets = d->octets + last->offset;
  bool is_verified
      = !d->ignores_checksum && dissection_ip (d)->kind == LAYER_IPV6;

  switch (icmp6_decode (octets, last->length,
                        is_verified ? &last->upper.source : NULL,
                        &last->upper.destination, &d->icmp6_error))
    {
    case ICMP6_OK:
      d->icmp6 = ICMP6_READ_ERROR;
      break;
    case ICMP6_TRUNCATED:
      refuse_icmp6 (d, MH_DECODE_ERROR, "shorter than any ICMPv6 message");
      break;
    case ICMP6_BAD_CHECKSUM:
      refuse_icmp6 (d, MH_DROP_SILENT, "wrong checksum");
      break;
    case ICMP6_INFORMATIONAL:
      read_nd (d, octets);
      break;
    }
}

/* The first options header with an option that stops the packet, or NULL. */
static const struct layer *
stopping_options (const struct dissection *d)
{
  for (unsigned i = 0; i < d->layers.n; i++)
    {
      const struct layer *layer = &d->layers.layer[i];

      if ((layer->kind == LAYER_HOP_BY_HOP
           || layer->kind == LAYER_DESTINATION_OPTIONS)
          && layer->options.action != UNKNOWN_OPTION_SKIP)
        return layer;
    }
  return NULL;
}

void
dissection_read (struct dissection *d, const uint8_t *octets, size_t n,
                 size_t length)
{
  hold_octets (d, octets, n, length);
  d->state = DISSECTION_OK;
  d->protocol = FRAME_IPV6;
  d->last = NULL;
  d->icmp6 = ICMP6_READ_NOTHING;
  d->result = layers_read (d->octets, d->length, &d->layers);
  if (d->result == LAYERS_OK)
    d->last = &d->layers.layer[d->layers.n - 1];
  d->stopping = stopping_options (d);
  if (is_cut (d))
    d->state = DISSECTION_CUT;
  else if (d->result != LAYERS_OK)
    d->state = DISSECTION_BAD_LAYERS;
  else if (d->stopping != NULL)
    d->state = DISSECTION_BAD_OPTION;
  else if (d->last->kind == LAYER_MOBILITY)
    read_mobility (d);
  else if (d->last->kind == LAYER_ICMPV6)
    read_icmp6 (d);
}

void
dissection_read_frame (struct dissection *d, unsigned link_type,
                       const uint8_t *octets, size_t n, size_t length)
{
  struct frame frame = { 0 };

  if (frame_open (link_type, octets, n, &frame)
      && (frame.protocol == FRAME_IPV6 || frame.protocol == FRAME_IPV4))
    {
      dissection_read (d, frame.packet.octets, frame.packet.n,
                       length - (n - frame.packet.n));
      d->protocol = frame.protocol;
      return;
    }
  d->state = frame.packet.octets == NULL && n < length ? DISSECTION_CUT
                                                       : DISSECTION_NOT_IP;
  d->protocol = frame.protocol;
  d->octets = octets;
  d->captured = n;
  d->length = length;
  d->layers.n = 0;
  d->last = NULL;
  d->icmp6 = ICMP6_READ_NOTHING;
}

/* Octets of the packet, as its first header states them. */
static size_t
stated_length (struct view packet)
{
  if (packet.n < IPV6_SIZE)
    return packet.n;
  return MAX (packet.n, IPV6_SIZE + (size_t)wire_get16 (packet.octets + 4));
}

void
dissection_read_invoking (struct dissection *inner, const struct dissection *d)
{
  struct view packet = d->icmp6_error.invoking;

  inner->ignores_checksum = true;
  dissection_read (inner, packet.octets, packet.n, stated_length (packet));
}

/* What it is */

bool
dissection_is_good (const struct dissection *d)
{
  return d->state == DISSECTION_OK || d->state == DISSECTION_NOT_IP;
}

bool
dissection_has_message (const struct dissection *d)
{
  return d->last != NULL && d->last->kind == LAYER_MOBILITY
         && (d->state == DISSECTION_OK || d->state == DISSECTION_BAD_MESSAGE)
         && d->mh_result == MH_OK;
}

/* ICMPv6 of RFC 6275 6.5 - 6.8. */
static bool
is_mobility_icmp (const struct dissection *d, const struct layer *layer)
{
  uint8_t type = layer->length > 0 ? d->octets[layer->offset] : 0;

  return type >= 144 && type <= 147;
}

static bool
is_of_mobility (const struct dissection *d, const struct layer *layer)
{
  switch (layer->kind)
    {
    case LAYER_MOBILITY:
      return true;
    case LAYER_DESTINATION_OPTIONS:
      return layer->options.has_home_address;
    case LAYER_ROUTING:
      return layer->routing.type == 2;
    case LAYER_ICMPV6:
      return is_mobility_icmp (d, layer);
    default:
      return false;
    }
}

bool
dissection_has_mobility (const struct dissection *d)
{
  for (unsigned i = 0; i < d->layers.n; i++)
    if (is_of_mobility (d, &d->layers.layer[i]))
      return true;
  return d->state == DISSECTION_BAD_LAYERS
         && (d->result == LAYERS_BAD_HOME_ADDRESS
             || d->layers.bad_kind == LAYER_MOBILITY);
}

const struct layer *
dissection_ip (const struct dissection *d)
{
  for (unsigned i = d->layers.n; i-- > 0;)
    if (d->layers.layer[i].kind == LAYER_IPV6
        || d->layers.layer[i].kind == LAYER_IPV4)
      return &d->layers.layer[i];
  return NULL;
}

struct view
dissection_body (const struct dissection *d)
{
  size_t end;

  if (d->last == NULL)
    return (struct view){ d->octets, 0 };
  end = MIN (d->last->offset + d->last->length, d->captured);
  return (struct view){ d->octets + d->last->offset,
                        end > d->last->offset ? end - d->last->offset : 0 };
}
