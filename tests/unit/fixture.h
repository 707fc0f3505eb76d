/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small builders that the tests of the network share. */
#ifndef DMMSIM_TESTS_UNIT_FIXTURE_H
#define DMMSIM_TESTS_UNIT_FIXTURE_H

#include <glib.h>
#include <math.h>
#include <string.h>

#include "sim/sim.h"

#define PORT 5000

/* What a listener has received. */
struct sink
{
  unsigned n;
  sim_time at[64];
  uint32_t sequence[64];
  struct packet_meter meter; /* of the last one */
  struct ipv6_header header; /* of the last one */
  struct link *access;       /* by which the last one came in */
};

static inline void
sink_receive (struct node *node, struct packet *p, void *data)
{
  struct sink *sink = data;

  g_assert_cmpuint (sink->n, <, 64);
  sink->at[sink->n] = sim_now (network_sim (node->network));
  sink->sequence[sink->n++] = p->meter.sequence;
  sink->meter = p->meter;
  sink->access = packet_access_link (p);
  g_assert_true (packet_read_ipv6 (p, &sink->header));
  packet_deliver (node, p);
}

static inline struct packet *
make_udp (struct sim *sim, const struct address *source,
          const struct address *destination, uint32_t payload)
{
  const struct ipv6_header header
      = { *source, *destination, NEXT_UDP, IPV6_DEFAULT_HOP_LIMIT };
  struct packet *p = packet_new (sim->network, PACKET_DATA,
                                 IPV6_HEADER_SIZE + UDP_HEADER_SIZE);

  p->payload = payload;
  packet_push_udp (p, source, destination, PORT, PORT);
  packet_push_ipv6 (p, &header);
  return p;
}

/* Sends @octets (header and all) of data from @from to @destination. */
static inline void
send_data (struct node *from, const struct address *source,
           const struct address *destination, uint32_t octets)
{
  struct sim *sim = network_sim (from->network);

  node_send (from, make_udp (sim, source, destination,
                             octets - IPV6_HEADER_SIZE - UDP_HEADER_SIZE));
}

static inline uint64_t
dropped (const struct sim *sim, enum drop_reason why)
{
  uint64_t n = 0;

  for (int c = 0; c < PACKET_CLASSES; c++)
    n += network_books (sim->network)->dropped[c][why];
  return n;
}

static inline struct channel_config
channel_of (sim_time delay, double rate)
{
  struct channel_config channel = channel_config_default;

  channel.delay = delay;
  channel.rate = rate;
  return channel;
}

/* @n routers in a row, @delay between neighbours. */
static inline void
add_chain (struct sim *sim, struct node **routers, unsigned n, sim_time delay)
{
  const struct channel_config channel = channel_of (delay, INFINITY);

  for (unsigned i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("r%u", i);

      routers[i] = network_add_router (sim->network, name);
      if (i > 0)
        network_add_link (sim->network, routers[i - 1], routers[i], &channel,
                          &channel);
    }
  network_freeze (sim->network);
}

/* A host on an access link with @delay both ways, attached to @router, with
 * an address out of a prefix that @router delivers and accepts. */
static inline struct link *
add_host (struct sim *sim, const char *name, struct node *router,
          sim_time delay, struct address *address)
{
  const struct channel_config channel = channel_of (delay, INFINITY);
  struct node *host = network_add_host (sim->network, name);
  struct link *link
      = network_add_access_link (sim->network, host, &channel, &channel);
  const struct prefix prefix = network_new_prefix (sim->network, router);
  const struct route down = { .kind = ROUTE_ACCESS, .link = link };
  const struct route up = { .kind = ROUTE_PLAIN };

  *address = prefix_host (&prefix, 1);
  node_add_address (host, address);
  node_set_route (router, &prefix, &down);
  node_set_source_route (router, &prefix, &up);
  link_attach (link, router);
  return link;
}

/* Runs until nothing is pending, and checks the books. */
static inline void
run_out (struct sim *sim)
{
  while (engine_next_time (sim->engine) != SIM_TIME_MAX)
    engine_step (sim->engine);
  g_assert_true (network_books_balance (sim->network));
  for (int c = 0; c < PACKET_CLASSES; c++)
    g_assert_cmpuint (network_in_flight (sim->network, c), ==, 0);
}

/* r0 - r1 - r2 - r3, 1 ms apart; "mn" on r3, 2 ms of radio, and the address of
 * it that the test is about. */
struct world
{
  struct sim *sim;
  struct node *r[4], *host;
  struct link *radio;
  struct prefix prefix; /* that mn is from */
  struct address mn;
  struct sink sink, peer; /* of the host; of r0, if the test sets it */
};

static inline void
world_init (struct world *w)
{
  *w = (struct world){ .sim = sim_new (1, 0) };
  add_chain (w->sim, w->r, 4, SIM_MILLISECOND);
  w->radio = add_host (w->sim, "mn", w->r[3], 2 * SIM_MILLISECOND, &w->mn);
  w->prefix = prefix_make (&w->mn, 64);
  w->host = link_host (w->radio);
  node_set_handler (w->host, NEXT_UDP, sink_receive, &w->sink);
}

static inline void
world_clear (struct world *w)
{
  run_out (w->sim);
  sim_free (w->sim);
}

#endif
