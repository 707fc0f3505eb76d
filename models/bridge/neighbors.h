/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is on an Ethernet behind an interface: link-layer addresses by IPv6
 * address, learned from the frames that come in (RFC 4861 7.2.3 in spirit: any
 * frame is a hint), and the frame header.
 *
 * The table is bounded: when it is full the entry heard of longest ago gives
 * way, so that a flood of addresses costs no memory. */
#ifndef DMMSIM_MODELS_BRIDGE_NEIGHBORS_H
#define DMMSIM_MODELS_BRIDGE_NEIGHBORS_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/address.h"

#define ETHERNET_HEADER_SIZE 14
#define ETHERTYPE_IPV6_VALUE 0x86dd
#define NEIGHBORS_MAX 64

struct neighbor
{
  struct address address;
  uint8_t link_layer[6];
  uint64_t heard; /* order of the latest hint */
};

/* Zero-initialised is empty. */
struct neighbors
{
  unsigned n;
  uint64_t hints;
  bool any;          /* a station has been heard */
  uint8_t latest[6]; /* station heard latest */
  struct neighbor entry[NEIGHBORS_MAX];
};

/* A frame from @link_layer whose packet is from @address came in; groups and
 * the unspecified address are no neighbours. */
void neighbors_learn (struct neighbors *neighbors,
                      const struct address *address,
                      const uint8_t link_layer[6]);
/* The link-layer address for @destination: that of a group (RFC 2464 7), the
 * one learned, else that of the station heard latest; false if none was. */
bool neighbors_resolve (const struct neighbors *neighbors,
                        const struct address *destination,
                        uint8_t link_layer[6]);

/* Writes the header of a frame that carries IPv6 (RFC 2464 3). */
void ethernet_write (uint8_t header[ETHERNET_HEADER_SIZE],
                     const uint8_t destination[6], const uint8_t source[6]);

#endif
