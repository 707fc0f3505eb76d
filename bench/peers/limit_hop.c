/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limit of a packet-hop on the chain of bench/forward: pop, hop limit, next
 * hop by dense numbers, a link with a rate, push.  A packet that arrives is
 * sent again 10 ms after it was sent.  "tunnel": 40 octets are written in front
 * of the packet and read at its end.
 *
 *   limit_hop [PACKETS [WINDOWS [HOPS [WAY]]]] */
#include <string.h>

#include "bench/bench.h"
#include "bench/peers/wheel.h"

#define LENGTH 8u
#define DELAY 1000000u     /* ns */
#define INTERVAL 10000000u /* ns */
#define HEADER 40u
#define HEADROOM 64u
#define OCTETS 208u /* of a packet: IPv6, UDP, 160 of payload */
#define HOP_LIMIT 7u

struct hop_link
{
  uint64_t free_at, octets; /* ns; carried */
  uint32_t to;
};

struct hop_packet
{
  uint32_t node, destination, start, octets;
  uint64_t sent;
  uint8_t wire[HEADROOM + 2 * HEADER];
};

struct chain
{
  struct wheel wheel;
  struct hop_link links[LENGTH];
  uint8_t next[LENGTH + 1][LENGTH + 1]; /* link, by node and destination */
  struct hop_packet *packets;
  uint64_t sequence;
  uint8_t outer[HEADER];
  bool tunnel;
};

static void
chain_send (struct chain *chain, struct hop_packet *packet, uint64_t now)
{
  packet->node = 0;
  packet->sent = now;
  packet->start = HEADROOM;
  packet->octets = OCTETS;
  packet->wire[HEADROOM + HOP_LIMIT] = 64;
  if (!chain->tunnel)
    return;
  packet->start -= HEADER;
  packet->octets += HEADER;
  memcpy (&packet->wire[packet->start], chain->outer, HEADER);
}

/* Returns: when it is at the next node, or is sent again. */
static uint64_t
chain_hop (struct chain *chain, struct hop_packet *packet, uint64_t now)
{
  struct hop_link *link;

  if (packet->node == LENGTH)
    {
      const uint64_t again = packet->sent + INTERVAL;

      chain_send (chain, packet, again);
      return again;
    }
  packet->wire[packet->start + HOP_LIMIT]--;
  link = &chain->links[chain->next[packet->node][packet->destination]];
  link->free_at = MAX (now, link->free_at) + packet->octets * 4 / 5;
  link->octets += packet->octets;
  packet->node = link->to;
  return link->free_at + DELAY;
}

static void
chain_work (void *data, uint64_t ops)
{
  struct chain *chain = data;
  const uint64_t events = ops / LENGTH * (LENGTH + 1);

  for (uint64_t i = 0; i < events; i++)
    {
      const wheel_key key = wheel_pop (&chain->wheel);
      const uint32_t slot = wheel_key_slot (key);
      const uint64_t at
          = chain_hop (chain, &chain->packets[slot], wheel_key_time (key));

      wheel_push (&chain->wheel, wheel_key_make (at, chain->sequence++, slot));
    }
}

static struct chain *
chain_new (uint32_t packets, bool tunnel)
{
  struct chain *chain = g_new0 (struct chain, 1);

  chain->tunnel = tunnel;
  chain->outer[0] = 0x60;
  chain->outer[HOP_LIMIT] = 64;
  wheel_init (&chain->wheel, packets);
  chain->packets = g_new0 (struct hop_packet, packets);
  for (uint32_t i = 0; i < LENGTH; i++)
    {
      chain->links[i].to = i + 1;
      chain->next[i][LENGTH] = (uint8_t)i;
    }
  for (uint32_t i = 0; i < packets; i++)
    {
      const uint64_t at = (uint64_t)i * (INTERVAL / packets);

      chain->packets[i].destination = LENGTH;
      chain_send (chain, &chain->packets[i], at);
      wheel_push (&chain->wheel, wheel_key_make (at, chain->sequence++, i));
    }
  return chain;
}

int
main (int argc, char **argv)
{
  const uint32_t packets = (uint32_t)bench_argument (argc, argv, 1, 1000);
  const unsigned windows = (unsigned)bench_argument (argc, argv, 2, 9);
  const uint64_t ops = bench_argument (argc, argv, 3, 800000);
  const bool tunnel = argc > 4 && g_str_equal (argv[4], "tunnel");
  struct chain *chain = chain_new (packets, tunnel);
  struct bench_result result;

  chain_work (chain, ops); /* settle */
  result = bench_measure (chain_work, chain, ops, windows);
  printf ("{\"bench\":\"limit_hop\",\"tunnel\":%s,\"packets\":%u,",
          tunnel ? "true" : "false", packets);
  bench_print (&result);
  printf ("}\n");
  wheel_clear (&chain->wheel);
  g_free (chain->packets);
  g_free (chain);
  return 0;
}
