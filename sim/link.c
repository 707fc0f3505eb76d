/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/link.h"

#include "sim/network_state.h"
#include "sim/pcap.h"
#include "sim/trail_state.h"

#define RING_FIRST 16

/* A hop touches one line of the channel; channel_link() relies on the order. */
G_STATIC_ASSERT (sizeof (struct channel) == 64);
G_STATIC_ASSERT (offsetof (struct link, ab) == 0
                 && offsetof (struct link, ba) == sizeof (struct channel));

/* ---- the queue ----------------------------------------------------- */

static void
departures_grow (struct departures *d)
{
  uint32_t n = d->capacity ? 2 * d->capacity : RING_FIRST;
  struct departure *ring = g_new (struct departure, n);

  for (uint32_t i = 0; i < d->n; i++)
    ring[i] = d->ring[(d->first + i) & (d->capacity - 1)];
  g_free (d->ring);
  d->ring = ring;
  d->capacity = n;
  d->first = 0;
}

static void
departures_add (struct departures *d, sim_time at, uint32_t length)
{
  if (d->n == d->capacity)
    departures_grow (d);
  d->ring[(d->first + d->n) & (d->capacity - 1)]
      = (struct departure){ at, length };
  d->n++;
  d->bytes += length;
}

/* Forgets what has left by @now. */
static void
departures_expire (struct departures *d, sim_time now)
{
  while (d->n > 0 && d->ring[d->first].at <= now)
    {
      d->bytes -= d->ring[d->first].length;
      d->first = (d->first + 1) & (d->capacity - 1);
      d->n--;
    }
}

/* ---- impairments --------------------------------------------------- */

static bool
queue_bounded (const struct impairment *i)
{
  return i->queue_packets != UINT64_MAX || i->queue_bytes != UINT64_MAX;
}

/* A draw that belongs to the packet, not to the order of packets: another
 * architecture that sends the same flow packet here loses the same. */
static double
impairment_draw (const struct impairment *i, const struct random_key *key,
                 const struct packet *p)
{
  if (p->meter.flow != FLOW_NONE)
    return random_at (key, p->meter.flow, p->meter.sequence);
  return random_at (key, UINT64_MAX, i->unnumbered);
}

/* Whether @p is lost or finds the queue full: why. */
static bool
impairment_admits (struct channel *channel, const struct packet *p,
                   sim_time now, enum drop_reason *why)
{
  struct impairment *i = channel->impairment;
  double loss = i->loss;

  i->unnumbered += p->meter.flow == FLOW_NONE;
  *why = channel->radio ? DROP_RADIO_LOSS : DROP_LINK_LOSS;
  if (i->bursts && i->bursts->on)
    loss = bursts_loss (i->bursts, now);
  if (loss > 0 && impairment_draw (i, &i->loss_key, p) < loss)
    return false;
  *why = DROP_QUEUE_FULL;
  if (!channel->rate || !queue_bounded (i))
    return true;
  departures_expire (&i->waiting, now);
  return i->waiting.n < i->queue_packets
         && i->waiting.bytes + packet_length (p) <= i->queue_bytes;
}

/* Damages @p on the way.  Returns the kind of its arrival: none reads an IPv6
 * header that it cannot. */
static event_kind
impairment_damage (const struct impairment *i, struct packet *p,
                   const struct network *network)
{
  bool numbered = p->meter.flow != FLOW_NONE;
  struct ipv6_header header;

  if (i->corruption == 0
      || !packet_damage (p, i->corruption, &i->corruption_key,
                         numbered ? p->meter.flow : UINT64_MAX,
                         numbered ? p->meter.sequence : i->unnumbered)
      || packet_read_ipv6 (p, &header))
    return network->arrival;
  return network->unreadable;
}

/* 0 .. jitter, both included, in whole nanoseconds. */
static sim_time
impairment_jitter (const struct impairment *i, const struct packet *p)
{
  double u;

  if (i->jitter == 0)
    return 0;
  u = impairment_draw (i, &i->jitter_key, p);
  return MIN ((sim_time)(u * (double)(i->jitter + 1)), i->jitter);
}

/* ---- channels ------------------------------------------------------ */

/* Nanoseconds that @octets take, to the nearest. */
static sim_time
serialisation (uint64_t rate, uint32_t octets)
{
  uint64_t scaled = octets * UINT64_C (8) * SIM_SECOND;

  return (sim_time)((scaled + rate / 2) / rate);
}

/* Later than any run; a transmitter that is busy till then stays so. */
#define TRANSMIT_NEVER (SIM_TIME_MAX / 2)

/* Takes the transmitter for @p.  Returns: when it is through. */
static sim_time
channel_transmit (struct channel *channel, const struct packet *p, sim_time now)
{
  sim_time at = MAX (now, channel->busy_until)
                + serialisation (channel->rate, packet_length (p));

  at = MIN (at, TRANSMIT_NEVER);
  channel->busy_until = at;
  if (channel->impairment && queue_bounded (channel->impairment))
    departures_add (&channel->impairment->waiting, at, packet_length (p));
  return at;
}

void
channel_send (struct channel *channel, struct packet *p)
{
  struct node *node = channel->from;
  struct sim *sim = node->network->sim;
  sim_time at = sim_now (sim);
  event_kind arrival;
  enum drop_reason why = DROP_LINK_DOWN;

  if (G_UNLIKELY (node->state->down))
    {
      packet_drop (node, p, DROP_NODE_DOWN);
      return;
    }
  if (G_UNLIKELY (channel->down)
      || (channel->impairment && !impairment_admits (channel, p, at, &why)))
    {
      packet_drop (node, p, why);
      return;
    }
  if (node->state->pcap)
    pcap_writer_add (node->state->pcap, at, p);
  node_show (node, p);
  if (channel->rate)
    at = channel_transmit (channel, p, at);
  at += channel->delay;
  if (channel->impairment)
    {
      at += impairment_jitter (channel->impairment, p);
      arrival = impairment_damage (channel->impairment, p, node->network);
    }
  else
    arrival = node->network->arrival;
  at = MAX (at, channel->last_arrival);
  channel->last_arrival = at;
  p->via = channel;
  p->epoch = channel->epoch;
  engine_schedule (sim->engine, at, node_origin (node), arrival, p);
}

/* Counts what the crossing of @channel meant; doc/metrics.md 6. */
static inline void
meter_crossing (struct packet *p, const struct channel *channel)
{
  struct packet_meter *meter = &p->meter;
  uint32_t tunnel = p->encapsulation * 8u;

  meter->tunnel_byte_hops += tunnel;
  meter->tunnelled |= tunnel >= IPV6_HEADER_SIZE;
  if (channel->radio)
    {
      meter->radio_hops++;
      meter->tunnel_byte_hops_radio += tunnel;
      return;
    }
  meter->hops++;
  meter->path_delay += channel->delay;
}

/* Where and why @p, which has come to the end of @channel, was lost on the way;
 * DROP_N: it was not.  Of a sender that failed, jitter counts as waiting. */
static enum drop_reason
channel_verdict (const struct channel *channel, const struct packet *p,
                 sim_time now, struct node **at)
{
  bool cut = channel->cut && p->epoch + 1 == channel->epoch;

  *at = channel->to;
  if (p->epoch != channel->epoch && !cut)
    {
      if (channel->radio)
        *at = link_host (channel_link (channel));
      return channel->radio ? DROP_RADIO_GONE : DROP_LINK_DOWN;
    }
  if (cut && now - channel->delay > channel->from->state->failed_at)
    {
      *at = channel->from;
      return DROP_NODE_DOWN;
    }
  return channel->to->state->down ? DROP_NODE_DOWN : DROP_N;
}

/* Drops @p if it was lost on the way: channel_verdict(). */
static bool
channel_has_lost (const struct channel *channel, struct packet *p, sim_time now)
{
  struct node *at;
  enum drop_reason why = channel_verdict (channel, p, now, &at);

  if (why != DROP_N)
    packet_drop (at, p, why);
  return why != DROP_N;
}

void
channel_arrival (struct sim *sim, void *subject)
{
  struct packet *p = subject;
  struct channel *channel = p->via;
  struct node *node = channel->to;

  if (G_UNLIKELY (p->epoch != channel->epoch || node->state->down)
      && (trail_takes (sim, p) || channel_has_lost (channel, p, sim_now (sim))))
    return;
  meter_crossing (p, channel);
  if (node->state->pcap)
    pcap_writer_add (node->state->pcap, sim_now (sim), p);
  node_receive (node, p);
}

void
channel_arrival_unreadable (struct sim *sim, void *subject)
{
  struct packet *p = subject;
  struct channel *channel = p->via;
  struct node *node = channel->to;

  if (p->scout) /* lifts its veil: what is damaged leads nowhere */
    trail_lose (sim->network, p);
  if (channel_has_lost (channel, p, sim_now (sim)))
    return;
  meter_crossing (p, channel);
  if (node->state->pcap)
    pcap_writer_add (node->state->pcap, sim_now (sim), p);
  packet_drop (node, p, DROP_MALFORMED);
}

/* ---- setting up ---------------------------------------------------- */

static struct link *
link_new (struct network *network)
{
  struct link *link = network_allocate_lines (network, sizeof *link);

  link->ba.reverse = true;
  g_ptr_array_add (network->links, link);
  return link;
}

struct link *
network_add_link (struct network *network, struct node *a, struct node *b,
                  const struct channel_config *ab,
                  const struct channel_config *ba)
{
  struct link *link = link_new (network);

  g_assert (a != b && a->kind == NODE_ROUTER && b->kind == NODE_ROUTER);
  g_assert (!network->routing);
  link->ab.from = link->ba.to = a;
  link->ab.to = link->ba.from = b;
  channel_configure (&link->ab, ab);
  channel_configure (&link->ba, ba);
  g_ptr_array_add (network->channels, &link->ab);
  g_ptr_array_add (network->channels, &link->ba);
  return link;
}

struct link *
network_add_access_link (struct network *network, struct node *host,
                         const struct channel_config *down,
                         const struct channel_config *up)
{
  struct link *link = link_new (network);

  g_assert (host->kind == NODE_HOST && !host->state->access);
  host->state->access = link;
  link->ab.to = link->ba.from = host;
  link->ab.radio = link->ba.radio = true;
  channel_configure (&link->ab, down);
  channel_configure (&link->ba, up);
  return link;
}

void
link_clear (struct link *link)
{
  struct channel *both[] = { &link->ab, &link->ba };

  for (int i = 0; i < 2; i++)
    if (both[i]->impairment)
      {
        g_free (both[i]->impairment->waiting.ring);
        bursts_free (both[i]->impairment->bursts);
        g_free (both[i]->impairment);
      }
}

void
link_configure (struct link *link, const struct channel_config *ab,
                const struct channel_config *ba)
{
  trails_touch_link (link);
  channel_configure (&link->ab, ab);
  channel_configure (&link->ba, ba);
}

void
link_read (const struct link *link, struct channel_config *ab,
           struct channel_config *ba)
{
  channel_read (&link->ab, ab);
  channel_read (&link->ba, ba);
}

/* ---- access links -------------------------------------------------- */

/* What is on the air is lost; the transmitter is free again. */
static void
channel_reset (struct channel *channel)
{
  channel->epoch++;
  channel->cut = false;
  channel->busy_until = 0;
  channel->last_arrival = 0;
  if (channel->impairment)
    departures_expire (&channel->impairment->waiting, SIM_TIME_MAX);
}

void
channel_cut (struct channel *channel)
{
  sim_time now = sim_now (channel->from->network->sim);

  if (channel->last_arrival - channel->delay <= now)
    return;
  channel_reset (channel);
  channel->cut = true;
}

void
link_attach (struct link *link, struct node *router)
{
  g_assert (link_host (link) && (!router || node_is_gateway (router)));
  if (link->ab.from == router)
    return;
  trails_touch_link (link);
  link->ab.from = link->ba.to = router;
  channel_reset (&link->ab);
  channel_reset (&link->ba);
}

/* ---- service ------------------------------------------------------- */

void
link_set_up (struct link *link, bool up)
{
  struct network *network;

  g_assert (!link_host (link));
  if (link_is_up (link) == up)
    return;
  trails_touch_link (link);
  link->ab.down = link->ba.down = !up;
  channel_reset (&link->ab);
  channel_reset (&link->ba);
  network = link->ab.from->network;
  network_announce_link (network, link, up);
  trace_emit (
      network->sim->trace, TRACE_LINK_STATE,
      &(struct trace_link){ .a = link->ab.from, .b = link->ab.to, .up = up });
  for (guint i = 0; i < network->watches->len; i++)
    {
      struct link_watch watch
          = g_array_index (network->watches, struct link_watch, i);

      if (watch.link == link)
        watch.watcher (link, up, watch.data);
    }
}

bool
link_is_up (const struct link *link)
{
  return !link->ab.down;
}

struct node *
link_router (const struct link *link)
{
  return link->ab.from;
}

bool
link_routers (const struct link *link, struct node **a, struct node **b)
{
  if (link->ab.radio)
    return false;
  *a = link->ab.from;
  *b = link->ab.to;
  return true;
}

struct node *
link_host (const struct link *link)
{
  return link->ab.radio ? link->ab.to : NULL;
}

void
link_send (struct link *link, struct node *node, struct packet *p)
{
  struct node *router = link->ab.from, *host = link->ab.to;

  if (node == host && !router)
    packet_drop (node, p, DROP_MN_DETACHED);
  else if (node == host)
    channel_send (&link->ba, p);
  else if (node == router)
    channel_send (&link->ab, p);
  else
    packet_drop (node, p, DROP_NOT_ATTACHED);
}

struct link *
packet_access_link (const struct packet *p)
{
  return p->via && p->via->radio ? channel_link (p->via) : NULL;
}
