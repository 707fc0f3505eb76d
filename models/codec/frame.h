/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames of capture files: finds the network packet behind the link-layer
 * header.  Link types have the numbers of the registry that capture files use
 * (www.tcpdump.org/linktypes.html): Ethernet, raw IP under each of its
 * numbers, Linux cooked 1 and 2, BSD loopback; VLAN tags (IEEE 802.1Q, 802.1ad)
 * are taken off wherever an EtherType stands. */
#ifndef DMMSIM_MODELS_CODEC_FRAME_H
#define DMMSIM_MODELS_CODEC_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/codec/mh.h"

enum frame_protocol /* EtherTypes */
{
  FRAME_IPV4 = 0x0800,
  FRAME_ARP = 0x0806,
  FRAME_VLAN_TAG = 0x8100,
  FRAME_IPV6 = 0x86dd,
  FRAME_SERVICE_TAG = 0x88a8,
  FRAME_OUTER_TAG = 0x9100 /* of two, before 802.1ad had a number */
};

struct frame
{
  uint16_t protocol;  /* EtherType; 0: none is known, as of an IEEE 802.3
                         length */
  struct view packet; /* to the end of the frame, trailers included */
};

bool frame_link_type_known (unsigned link_type);
/* Opens the @n octets at @octets; @link_type must be known.  False when they
 * end within the link-layer header. */
bool frame_open (unsigned link_type, const uint8_t *octets, size_t n,
                 struct frame *frame);

#endif
