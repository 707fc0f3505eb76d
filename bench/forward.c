/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a packet-hop costs on a chain of routers.
 *
 *   forward [FLOWS [WINDOWS [PACKETS [WAY]]]]
 *
 * A hop is everything: event, hop limit, routes, link with a rate, books and
 * digest, and a share of making and delivering the packet.  WAY is "plain", or
 * "tunnel", which wraps the packets over the whole chain; else both. */
#include <glib.h>

#include "bench/bench.h"
#include "bench/channel.h"
#include "sim/sim.h"

#define HOPS 8u
#define INTERVAL (10 * SIM_MILLISECOND)
#define PAYLOAD 160

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
  printf ("}\n");
  sim_free (forward.sim);
  g_free (sources);
}

int
main (int argc, char **argv)
{
  const uint32_t flows = (uint32_t)bench_argument (argc, argv, 1, 1000);
  const unsigned windows = (unsigned)bench_argument (argc, argv, 2, 9);
  const uint64_t packets = bench_argument (argc, argv, 3, 100000);

  for (int tunnel = 0; tunnel <= 1; tunnel++)
    if (bench_wants (argc, argv, 4, tunnel ? "tunnel" : "plain"))
      forward_bench (tunnel, flows, windows, packets);
  return 0;
}
