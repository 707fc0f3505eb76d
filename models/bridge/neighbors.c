/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/bridge/neighbors.h"

#include <string.h>

static struct neighbor *
find (struct neighbors *neighbors, const struct address *address)
{
  for (unsigned i = 0; i < neighbors->n; i++)
    if (address_equal (&neighbors->entry[i].address, address))
      return &neighbors->entry[i];
  return NULL;
}

/* A fresh entry, or the one heard of longest ago. */
static struct neighbor *
make_room (struct neighbors *neighbors)
{
  struct neighbor *oldest = &neighbors->entry[0];

  if (neighbors->n < NEIGHBORS_MAX)
    return &neighbors->entry[neighbors->n++];
  for (unsigned i = 1; i < NEIGHBORS_MAX; i++)
    if (neighbors->entry[i].heard < oldest->heard)
      oldest = &neighbors->entry[i];
  return oldest;
}

void
neighbors_learn (struct neighbors *neighbors, const struct address *address,
                 const uint8_t link_layer[6])
{
  struct neighbor *neighbor;

  if (link_layer[0] & 1) /* a group sends nothing */
    return;
  neighbors->any = true;
  memcpy (neighbors->latest, link_layer, sizeof neighbors->latest);
  if (address_is_multicast (address) || address_is_unspecified (address))
    return;
  neighbor = find (neighbors, address);
  if (!neighbor)
    neighbor = make_room (neighbors);
  neighbor->address = *address;
  neighbor->heard = ++neighbors->hints;
  memcpy (neighbor->link_layer, link_layer, sizeof neighbor->link_layer);
}

bool
neighbors_resolve (const struct neighbors *neighbors,
                   const struct address *destination, uint8_t link_layer[6])
{
  const struct neighbor *known
      = find ((struct neighbors *)(uintptr_t)neighbors, destination);

  if (address_is_multicast (destination))
    {
      link_layer[0] = link_layer[1] = 0x33;
      memcpy (link_layer + 2, destination->octet + 12, 4);
      return true;
    }
  memcpy (link_layer, known ? known->link_layer : neighbors->latest, 6);
  return known || neighbors->any;
}

void
ethernet_write (uint8_t header[ETHERNET_HEADER_SIZE],
                const uint8_t destination[6], const uint8_t source[6])
{
  memcpy (header, destination, 6);
  memcpy (header + 6, source, 6);
  wire_put16 (header + 12, ETHERTYPE_IPV6_VALUE);
}
