/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where packets live: three sizes, each with a free list over slabs that are
 * given back only with the pool.  Allocation happens only while the number of
 * live packets grows to its peak.  Internal to the network.
 *
 * The pool counts the live packets that have been sent, per class: the side of
 * the books that the books themselves do not keep. */
#ifndef DMMSIM_SIM_PACKET_POOL_H
#define DMMSIM_SIM_PACKET_POOL_H

#include <glib.h>

#include "sim/packet.h"

enum packet_size
{
  PACKET_SMALL,  /* data, RS, RA, most PBU */
  PACKET_MEDIUM, /* PBU and PBA with many options */
  PACKET_LARGE,  /* the largest Mobility Header: (255 + 1) * 8 octets */
  PACKET_SIZES
};

struct packet_pool
{
  struct packet *free[PACKET_SIZES];
  uint32_t made[PACKET_SIZES]; /* packets in slabs, used and free */
  GPtrArray *slabs;
  uint64_t live[PACKET_CLASSES]; /* sent and not ended */
};

void packet_pool_init (struct packet_pool *pool);
/* Live packets go with it. */
void packet_pool_clear (struct packet_pool *pool);
/* Marks @p as being in the books. */
void packet_pool_enter (struct packet_pool *pool, struct packet *p);
void packet_pool_free (struct packet_pool *pool, struct packet *p);

#endif
