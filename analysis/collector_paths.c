/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stretch, detour and tunnel octets (doc/metrics.md 6, 1.6): the wired path a
 * packet took beside the shortest one between its peer and the access router
 * that delivered it or, uplink, by which it entered.  Packets in a row that
 * take the same path are counted and added at once when it changes. */
#include <string.h>

#include "analysis/parts.h"

static bool
path_equal (const struct path_pair *a, const struct path_pair *b)
{
  return a->hops == b->hops && a->radio_hops == b->radio_hops
         && a->delay == b->delay && a->shortest_hops == b->shortest_hops
         && a->shortest_delay == b->shortest_delay && a->radio == b->radio;
}

/* A ratio is undefined while the shortest path has no length. */
static void
add_ratio (struct path_sums *sums, struct distribution *ratios, double taken,
           double shortest, uint64_t times)
{
  if (!(shortest > 0))
    return;
  sums->ratio += taken / shortest * (double)times;
  sums->taken += taken * (double)times;
  sums->shortest += shortest * (double)times;
  sums->n += times;
  if (ratios != NULL)
    distribution_add (ratios, taken / shortest, times);
}

void
flow_path_flush (struct collector *c, struct flow_record *flow)
{
  struct flow_group *g
      = &g_array_index (c->groups, struct flow_group, flow->group);
  const struct path_pair *path = &flow->path;
  double radio = (double)path->radio;
  double hops = path->hops, shortest_hops = path->shortest_hops;
  double delay = (double)path->delay;
  double shortest_delay = (double)path->shortest_delay;
  uint64_t n = flow->path_run;

  if (n == 0)
    return;
  add_ratio (&flow->hops, NULL, hops, shortest_hops, n);
  add_ratio (&flow->delays, NULL, delay, shortest_delay, n);
  add_ratio (&g->hops, &g->stretch_hops, hops, shortest_hops, n);
  add_ratio (&g->delays, &g->stretch_delay, delay, shortest_delay, n);
  add_ratio (&g->hops_e2e, &g->stretch_hops_e2e, hops + path->radio_hops,
             shortest_hops + 1, n);
  add_ratio (&g->delays_e2e, &g->stretch_delay_e2e,
             delay + path->radio_hops * radio, shortest_delay + radio, n);
  distribution_add (&g->detour_hops, hops - shortest_hops, n);
  distribution_add (&g->detour_delay, delay - shortest_delay, n);
  flow->path_run = 0;
}

static void
flow_path_count (struct collector *c, struct flow_record *flow,
                 const struct packet_meter *meter, const struct node *router)
{
  struct path_pair path = { meter->hops,
                            meter->radio_hops,
                            flow->path.shortest_hops,
                            meter->path_delay,
                            flow->path.shortest_delay,
                            collector_radio_delay (c, flow->mn->technology) };

  if (router != flow->path_router)
    {
      path.shortest_hops
          = network_path_hops (c->sim->network, flow->peer, router);
      path.shortest_delay
          = network_path_delay (c->sim->network, flow->peer, router);
      flow->path_router = router;
    }
  if (!path_equal (&path, &flow->path))
    flow_path_flush (c, flow);
  flow->path = path;
  flow->path_run++;
}

/* Where the address of the mobile node in @at's packet is anchored: the flow
 * may have moved to another since it was sent. */
static const struct node *
packet_anchor (const struct collector *c, const struct trace_flow_packet *at)
{
  const struct flow *flow = at->flow;
  struct address address = flow->direction == FLOW_DOWN
                               ? packet_destination (at->packet)
                               : packet_source (at->packet);

  return prefix_contains (&flow->mn_prefix, &address)
             ? flow->anchor
             : network_anchor (c->sim->network, &address);
}

void
flow_path_received (struct collector *c, struct flow_record *flow,
                    const struct trace_flow_packet *at)
{
  const struct packet *p = at->packet;
  const struct node *anchor = packet_anchor (c, at);
  uint32_t bytes = packet_length (p);

  flow->tunnelled += p->meter.tunnelled;
  flow->tunnel_byte_hops += p->meter.tunnel_byte_hops;
  flow->tunnel_byte_hops_radio += p->meter.tunnel_byte_hops_radio;
  c->delivered_bytes += bytes;
  if (anchor != NULL)
    record_at (c->loads, struct load_record, anchor->id)->anchored += bytes;
  if (at->router == NULL)
    return; /* never had a link while the flow was sent */
  if (at->router != anchor)
    c->remote_bytes += bytes;
  flow_path_count (c, flow, &p->meter, at->router);
}
