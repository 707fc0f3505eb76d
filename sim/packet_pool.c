/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/packet_pool.h"

#include <string.h>

#include "sim/network_state.h"

/* Bytes are laid out so that on the way of a data packet the IPv6 and UDP
 * headers fill one cache line, and a tunnel header the line before it. */
#define CACHE_LINE 64
#define OWN_HEADERS (IPV6_HEADER_SIZE + UDP_HEADER_SIZE)
/* Four nested tunnels (RFC 2473 6.6) in front of the packet's own headers. */
#define HEAD_AT (4 * IPV6_HEADER_SIZE + OWN_HEADERS)
G_STATIC_ASSERT ((offsetof (struct packet, buffer) + HEAD_AT - OWN_HEADERS)
                     % CACHE_LINE
                 == 0);
G_STATIC_ASSERT (HEAD_AT >= PACKET_HEADROOM + OWN_HEADERS);

/* An odd number of lines each, lest headers crowd into few cache sets. */
static const uint16_t packet_octets[PACKET_SIZES] = {
  [PACKET_SMALL] = 7 * CACHE_LINE,
  [PACKET_MEDIUM] = 17 * CACHE_LINE,
  [PACKET_LARGE] = 39 * CACHE_LINE,
};

#define SLAB_LEAST 16
#define SLAB_MOST 4096

static uint16_t
packet_room (enum packet_size size)
{
  return (uint16_t)(packet_octets[size] - offsetof (struct packet, buffer));
}

void
packet_pool_init (struct packet_pool *pool)
{
  pool->slabs = g_ptr_array_new_with_free_func (g_aligned_free);
}

void
packet_pool_clear (struct packet_pool *pool)
{
  g_ptr_array_free (pool->slabs, TRUE);
}

/* As many again as there are, within bounds. */
static void
add_slab (struct packet_pool *pool, enum packet_size size)
{
  uint32_t n = CLAMP (pool->made[size], SLAB_LEAST, SLAB_MOST);
  uint8_t *slab = g_aligned_alloc (n, packet_octets[size], CACHE_LINE);

  g_ptr_array_add (pool->slabs, slab);
  pool->made[size] += n;
  for (uint32_t i = n; i-- > 0;)
    {
      struct packet *p
          = (struct packet *)(void *)(slab + (size_t)i * packet_octets[size]);

      p->next = pool->free[size];
      pool->free[size] = p;
    }
}

static enum packet_size
size_for (size_t stored)
{
  for (int size = 0; size < PACKET_SIZES; size++)
    if (HEAD_AT + stored <= packet_room (size))
      return size;
  g_error ("a packet of %zu stored octets exceeds the largest buffer", stored);
}

struct packet *
packet_new (struct network *network, enum packet_class class, size_t stored)
{
  struct packet_pool *pool = &network->packets;
  enum packet_size size = size_for (stored);
  struct packet *p;

  if (!pool->free[size])
    add_slab (pool, size);
  p = pool->free[size];
  pool->free[size] = p->next;
  *p = (struct packet){ .head = p->buffer + HEAD_AT,
                        .anchor = PACKET_ANCHOR_UNKNOWN,
                        .room = packet_room (size),
                        .class = (uint8_t) class };
  p->meter.flow = FLOW_NONE;
  p->meter.transaction = TRANSACTION_NONE;
  return p;
}

struct packet *
packet_copy (struct network *network, const struct packet *p)
{
  struct packet *copy = packet_new (network, p->class, p->stored);

  copy->head = copy->buffer + (p->head - p->buffer);
  if (copy->head + p->stored > copy->buffer + copy->room)
    copy->head = copy->buffer + copy->room - p->stored;
  memcpy (copy->head, p->head, p->stored);
  copy->stored = p->stored;
  copy->payload = p->payload;
  copy->encapsulation = p->encapsulation;
  copy->payload_sum = p->payload_sum;
  copy->meter = p->meter;
  return copy;
}

void
packet_pool_enter (struct packet_pool *pool, struct packet *p)
{
  g_assert (!p->sent);
  p->sent = true;
  pool->live[p->class]++;
}

void
packet_pool_free (struct packet_pool *pool, struct packet *p)
{
  int size = 0;

  while (packet_room (size) != p->room)
    size++;
  pool->live[p->class] -= p->sent;
  p->next = pool->free[size];
  pool->free[size] = p;
}

void
packet_free (struct network *network, struct packet *p)
{
  g_assert (!p->sent);
  packet_pool_free (&network->packets, p);
}
