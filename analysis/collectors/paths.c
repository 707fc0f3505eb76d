/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stretch, detour and tunnel octets (doc/metrics.md 6, 1.6): the wired path a
 * packet took beside the shortest one between its peer and the access router
 * that delivered it or, uplink, by which it entered; between two mobile nodes,
 * from the one to the other.  Packets in a row that
 * take the same path are counted and added at once when it changes. */
#include <string.h>

#include "analysis/collectors/parts.h"

static bool
path_equal (const struct path_pair *a, const struct path_pair *b)
{
  return a->hops == b->hops && a->radio_hops == b->radio_hops
         && a->delay == b->delay && a->shortest_hops == b->shortest_hops
         && a->shortest_delay == b->shortest_delay && a->radio == b->radio
         && a->ends == b->ends;
}

/* A ratio is undefined while the shortest path has no length; the ratio of the
 * sums is not. */
static void
add_ratio (struct path_sums *sums, struct distribution *ratios, double taken,
           double shortest, uint64_t times)
{
  sums->taken += taken * (double)times;
  sums->shortest += shortest * (double)times;
  if (!(shortest > 0))
    return;
  sums->ratio += taken / shortest * (double)times;
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
  double radio = (double)path->radio, ends = path->ends;
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
             shortest_hops + ends, n);
  add_ratio (&g->delays_e2e, &g->stretch_delay_e2e,
             delay + path->radio_hops * radio / ends, shortest_delay + radio,
             n);
  distribution_add (&g->detour_hops, hops - shortest_hops, n);
  distribution_add (&g->detour_delay, delay - shortest_delay, n);
  flow->path_run = 0;
}

static sim_time
flow_radio_delay (const struct collector *c, const struct flow_record *flow)
{
  sim_time radio = 0;

  for (uint32_t i = 0; i < flow->n_ends; i++)
    radio += collector_radio_delay (c, flow->ends[i].mn->technology);
  return radio;
}

/* @from: the peer, or the router that it is at. */
static void
flow_path_count (struct collector *c, struct flow_record *flow,
                 const struct packet_meter *meter, const struct node *from,
                 const struct node *router, uint32_t n)
{
  struct path_pair path = { .hops = meter->hops,
                            .radio_hops = meter->radio_hops,
                            .shortest_hops = flow->path.shortest_hops,
                            .ends = flow->n_ends,
                            .delay = meter->path_delay,
                            .shortest_delay = flow->path.shortest_delay,
                            .radio = flow_radio_delay (c, flow) };

  if (router != flow->path_router || from != flow->path_peer)
    {
      path.shortest_hops = network_path_hops (c->sim->network, from, router);
      path.shortest_delay = network_path_delay (c->sim->network, from, router);
      flow->path_router = router;
      flow->path_peer = from;
    }
  if (!path_equal (&path, &flow->path))
    flow_path_flush (c, flow);
  flow->path = path;
  flow->path_run += n;
}

/* Where the address of the mobile node in @p is anchored: the flow, as the node
 * sees it, may have moved to another since it was sent. */
static const struct node *
packet_anchor (const struct collector *c, const struct flow *flow,
               const struct packet *p)
{
  struct address address = flow->direction == FLOW_DOWN ? packet_destination (p)
                                                        : packet_source (p);

  return prefix_contains (&flow->mn_prefix, &address)
             ? flow->anchor
             : network_anchor (c->sim->network, &address);
}

static void
count_anchored (struct collector *c, const struct node *anchor, uint64_t bytes)
{
  if (anchor != NULL)
    record_at (c->loads, struct load_record, anchor->id)->anchored += bytes;
}

/* Counts @n packets at their anchors; true if one is not where its node is. */
static bool
count_anchors (struct collector *c, const struct trace_flow_packet *at,
               uint32_t n)
{
  const struct flow *other = at->flow->other;
  const struct node *anchor = packet_anchor (c, at->flow, at->packet), *second;
  uint64_t bytes = (uint64_t)packet_length (at->packet) * n;

  count_anchored (c, anchor, bytes);
  if (other == NULL)
    return at->router != anchor;
  second = packet_anchor (c, other, at->packet);
  if (second != anchor)
    count_anchored (c, second, bytes);
  return at->router != anchor || at->peer_router != second;
}

void
flow_path_received (struct collector *c, struct flow_record *flow,
                    const struct trace_flow_packet *at, uint32_t n)
{
  const struct packet_meter *meter = &at->packet->meter;
  uint64_t bytes = (uint64_t)packet_length (at->packet) * n;
  bool remote = count_anchors (c, at, n);

  flow->tunnelled += meter->tunnelled * n;
  flow->tunnel_byte_hops += (uint64_t)meter->tunnel_byte_hops * n;
  flow->tunnel_byte_hops_radio += (uint64_t)meter->tunnel_byte_hops_radio * n;
  c->delivered_bytes += bytes;
  if (at->router == NULL || (at->flow->other != NULL && !at->peer_router))
    return; /* never had a link while the flow was sent */
  if (remote)
    c->remote_bytes += bytes;
  flow_path_count (c, flow, meter,
                   at->peer_router != NULL ? at->peer_router : flow->peer,
                   at->router, n);
}
