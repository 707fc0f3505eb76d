/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a packet-hop costs on a chain of routers, and what nodes cost.
 *
 *   forward [FLOWS [WINDOWS [PACKETS]]]
 *
 * A hop is everything: event, hop limit, routes, link with a rate, books and
 * digest, and a share of making and delivering the packet.  "tunnel" wraps the
 * packets over the whole chain.  Then: CPU time and resident memory per router
 * (address, links, prefix) and per host (access link, address, routes at its
 * access router). */
#include <glib.h>
#include <math.h>

#include "bench/bench.h"
#include "sim/sim.h"

#define HOPS 8u
#define INTERVAL (10 * SIM_MILLISECOND)
#define PAYLOAD 160
#define ACCESS_ROUTERS 1000u
#define ROUTERS 10000u

struct forward
{
  struct sim *sim;
  struct node *source, *sink;
  struct address destination;
  event_kind kind;
  uint64_t left; /* packets */
};

struct source
{
  struct forward *forward;
  uint32_t flow, sequence;
};

static void
source_event (struct sim *sim, void *subject)
{
  struct source *source = subject;
  const struct forward *forward = source->forward;
  const struct ipv6_header header = { .source = forward->source->address,
                                      .destination = forward->destination,
                                      .next_header = NEXT_UDP,
                                      .hop_limit = IPV6_DEFAULT_HOP_LIMIT };
  struct packet *p = packet_new (sim->network, PACKET_DATA,
                                 IPV6_HEADER_SIZE + UDP_HEADER_SIZE);

  p->payload = PAYLOAD;
  p->meter.flow = source->flow;
  p->meter.sequence = source->sequence++;
  packet_push_udp (p, &header.source, &header.destination, 1024, 1024);
  packet_push_ipv6 (p, &header);
  engine_schedule (sim->engine, sim_now (sim) + INTERVAL,
                   node_origin (forward->source), forward->kind, source);
  node_send (forward->source, p);
}

static void
sink_receive (struct node *node, struct packet *p, void *data)
{
  struct forward *forward = data;

  packet_deliver (node, p);
  if (--forward->left == 0)
    engine_stop (forward->sim->engine);
}

/* @ops: hops. */
static void
forward_work (void *data, uint64_t ops)
{
  struct forward *forward = data;

  forward->left = ops / HOPS;
  engine_run (forward->sim->engine, SIM_TIME_MAX);
}

static struct channel_config
bench_channel (void)
{
  struct channel_config channel = channel_config_default;

  channel.delay = SIM_MILLISECOND;
  channel.rate = 1e10;
  return channel;
}

static void
add_chain (struct forward *forward)
{
  struct network *network = forward->sim->network;
  const struct channel_config channel = bench_channel ();
  struct node *last = NULL;

  for (unsigned i = 0; i <= HOPS; i++)
    {
      g_autofree char *name = g_strdup_printf ("r%u", i);
      struct node *node = network_add_router (network, name);

      if (last)
        network_add_link (network, last, node, &channel, &channel);
      else
        forward->source = node;
      last = node;
    }
  forward->sink = last;
  network_freeze (network);
}

/* The destination is in a prefix of the sink, by a tunnel if @tunnel. */
static void
add_destination (struct forward *forward, bool tunnel)
{
  struct prefix prefix
      = network_new_prefix (forward->sim->network, forward->sink);
  const struct route route
      = { .kind = ROUTE_TUNNEL, .peer = forward->sink->address };

  forward->destination = prefix_host (&prefix, 1);
  node_add_address (forward->sink, &forward->destination);
  node_set_handler (forward->sink, NEXT_UDP, sink_receive, forward);
  if (!tunnel)
    return;
  node_set_route (forward->source, &prefix, &route);
  node_accept_tunnel (forward->sink, &forward->source->address);
}

static struct source *
add_sources (struct forward *forward, uint32_t flows)
{
  struct source *sources = g_new (struct source, flows);
  struct engine *engine = forward->sim->engine;

  forward->kind = engine_kind (engine, "bench-source", source_event);
  for (uint32_t i = 0; i < flows; i++)
    {
      sources[i] = (struct source){ forward, i, 0 };
      engine_schedule (engine, i * (INTERVAL / flows),
                       node_origin (forward->source), forward->kind,
                       &sources[i]);
    }
  return sources;
}

static void
forward_bench (bool tunnel, uint32_t flows, unsigned windows, uint64_t packets)
{
  struct forward forward = { .sim = sim_new (1, 0) };
  struct bench_result result;
  struct source *sources;

  add_chain (&forward);
  add_destination (&forward, tunnel);
  sources = add_sources (&forward, flows);
  forward_work (&forward, packets * HOPS); /* settle */
  result = bench_measure (forward_work, &forward, packets * HOPS, windows);
  g_assert (network_books_balance (forward.sim->network));
  printf ("{\"bench\":\"forward\",\"tunnel\":%s,\"hops\":%u,\"flows\":%u,",
          tunnel ? "true" : "false", HOPS, flows);
  bench_print (&result);
  printf (",\"budget_ns\":%d}\n", tunnel ? 500 : 300);
  sim_free (forward.sim);
  g_free (sources);
}

/* @n routers in a ring. */
static void
routers_work (void *data, uint64_t n)
{
  struct network *network = data;
  const struct channel_config channel = bench_channel ();

  for (uint64_t i = 0; i < n; i++)
    {
      g_autofree char *name = g_strdup_printf ("router%" G_GUINT64_FORMAT, i);
      struct node *node = network_add_router (network, name);

      network_new_prefix (network, node);
      if (i > 0)
        network_add_link (network, network_node (network, (uint32_t)i - 1),
                          node, &channel, &channel);
    }
  network_add_link (network, network_node (network, 0),
                    network_node (network, (uint32_t)n - 1), &channel,
                    &channel);
}

static void
add_attached_host (struct network *network, uint64_t i)
{
  const struct channel_config channel = bench_channel ();
  struct node *router = network_node (network, (uint32_t)(i % ACCESS_ROUTERS));
  g_autofree char *name = g_strdup_printf ("host%" G_GUINT64_FORMAT, i);
  struct node *host = network_add_host (network, name);
  struct link *link
      = network_add_access_link (network, host, &channel, &channel);
  const struct prefix prefix = network_new_prefix (network, router);
  const struct address address = prefix_host (&prefix, 1);
  const struct route down = { .kind = ROUTE_ACCESS, .link = link };
  const struct route up = { .kind = ROUTE_PLAIN };

  node_add_address (host, &address);
  node_set_route (router, &prefix, &down);
  node_set_source_route (router, &prefix, &up);
  link_attach (link, router);
}

static void
hosts_work (void *data, uint64_t n)
{
  for (uint64_t i = 0; i < n; i++)
    add_attached_host (data, i);
}

/* What @n nodes of a kind cost, on top of @access routers. */
static void
nodes_bench (const char *what, bench_work *work, uint64_t n, uint64_t access,
             unsigned budget)
{
  struct sim *sim = sim_new (1, 0);
  struct bench_result result;
  uint64_t before;

  if (access > 0)
    routers_work (sim->network, access);
  before = bench_resident ();
  result = bench_measure (work, sim->network, n, 1);
  printf ("{\"bench\":\"setup\",\"node\":\"%s\",\"nodes\":%" G_GUINT64_FORMAT
          ",\"bytes_per_node\":%.0f,\"budget_bytes\":%u,",
          what, n, (double)(bench_resident () - before) / (double)n, budget);
  bench_print (&result);
  printf (",\"budget_ns\":5000}\n");
  sim_free (sim);
}

int
main (int argc, char **argv)
{
  const uint32_t flows = (uint32_t)bench_argument (argc, argv, 1, 1000);
  const unsigned windows = (unsigned)bench_argument (argc, argv, 2, 9);
  const uint64_t packets = bench_argument (argc, argv, 3, 100000);

  nodes_bench ("router", routers_work, ROUTERS, 0, 2560);
  for (uint64_t n = 10000; n <= 1000000; n *= 10)
    nodes_bench ("host", hosts_work, n, ACCESS_ROUTERS, 1024);
  forward_bench (false, flows, windows, packets);
  forward_bench (true, flows, windows, packets);
  return 0;
}
