/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a scout leaves behind, and packets made of it. */
#include <string.h>

#include "sim/trail_state.h"
#include "sim/tunnel.h"

/* ---- life ---------------------------------------------------------- */

struct trail *
trail_new (struct network *network, trail_touched *touched, void *data)
{
  struct trail *trail = g_new0 (struct trail, 1);

  trail->network = network;
  trail->touched = touched;
  trail->data = data;
  trail->hops = g_array_new (FALSE, FALSE, sizeof (struct trail_hop));
  trail->octets = g_byte_array_new ();
  trail->marks = g_ptr_array_new_with_free_func (g_free);
  trail->index = trails_get (network)->all->len;
  trail->serial = network->trails->made++;
  g_ptr_array_add (network->trails->all, trail);
  return trail;
}

void
trail_free (struct trail *trail)
{
  GPtrArray *all;

  if (!trail)
    return;
  trail_end (trail);
  all = trail->network->trails->all;
  g_ptr_array_remove_index_fast (all, trail->index);
  if (trail->index < all->len)
    ((struct trail *)g_ptr_array_index (all, trail->index))->index
        = trail->index;
  g_array_unref (trail->hops);
  g_byte_array_unref (trail->octets);
  g_ptr_array_unref (trail->marks);
  g_free (trail);
}

bool
trail_scouts (const struct trail *trail)
{
  return trail->state == TRAIL_SCOUTS;
}

/* ---- the scout ----------------------------------------------------- */

static void
scout_veil (struct trail *trail, bool veil)
{
  if (trail->veiled != veil)
    trail->scout->epoch ^= SCOUT_EPOCH;
  trail->veiled = veil;
}

/* What was the scout is a packet like any other. */
static void
scout_release (struct trail *trail)
{
  if (!trail->scout)
    return;
  scout_veil (trail, false);
  trail->scout->scout = false;
  g_hash_table_remove (trail->network->trails->scouts, trail->scout);
  trail->scout = NULL;
}

void
trail_end (struct trail *trail)
{
  scout_release (trail);
  trail_unwatch (trail);
  trail->state = TRAIL_OVER;
}

static struct trail *
trail_of (const struct network *network, const struct packet *p)
{
  struct trail *trail = g_hash_table_lookup (network->trails->scouts, p);

  g_assert (trail && trail->scout == p);
  return trail;
}

void
trail_lose (struct network *network, const struct packet *p)
{
  trail_end (trail_of (network, p));
}

/* The scout has been handed to the next channel, or has ended, or somebody
 * keeps it. */
static void
trail_follow (struct trail *trail, const struct node *node,
              const struct channel *before)
{
  struct packet *p = trail->scout;

  if (!p)
    return;
  if (!p->via || p->via == before || p->chosen)
    {
      trail_end (trail);
      return;
    }
  trail_watch_headers (trail, node, p);
  scout_veil (trail, true);
}

void
trail_send (struct trail *trail, struct node *node, struct packet *p)
{
  trail_end (trail);
  g_array_set_size (trail->hops, 0);
  g_byte_array_set_size (trail->octets, 0);
  trail->state = TRAIL_SCOUTS;
  trail->scout = p;
  trail->payload = p->payload;
  trail->sent_at = sim_now (trail->network->sim);
  p->scout = true;
  g_hash_table_insert (trail->network->trails->scouts, p, trail);
  trail_watch_node (trail, node);
  trail_watch_headers (trail, node, p);
  node_send (node, p);
  trail_follow (trail, node, NULL);
}

/* ---- hops ---------------------------------------------------------- */

/* What stands behind an IPv6 header with @left octets at @h: another one, at
 * *@inner (NULL: there is none).  False: something that a handler acts on. */
static bool
read_next (const uint8_t *h, uint32_t left, const uint8_t **inner)
{
  uint32_t octets = IPV6_HEADER_SIZE;

  *inner = NULL;
  switch (h[6])
    {
    case NEXT_IPV6:
      break;
    case NEXT_GRE:
      octets += 8;
      break;
    case NEXT_UDP:
      if (left < IPV6_HEADER_SIZE + UDP_HEADER_SIZE
          || wire_get16 (h + IPV6_HEADER_SIZE + 2) != UDP_TUNNEL_PORT)
        return true;
      octets += UDP_HEADER_SIZE;
      break;
    default:
      return false;
    }
  if (left < octets + IPV6_HEADER_SIZE)
    return false;
  *inner = h + octets;
  return true;
}

unsigned
trail_headers (const struct packet *p, const uint8_t *headers[TRAIL_HEADERS])
{
  const uint8_t *end = p->head + p->stored, *h = p->head, *inner;
  unsigned n = 0;

  for (; h; h = inner)
    {
      if (n == TRAIL_HEADERS || !read_next (h, (uint32_t)(end - h), &inner))
        return 0;
      headers[n++] = h;
    }
  return n;
}

/* Does anybody look at, or take, what passes the node? */
static bool
node_is_looked_at (const struct node *node)
{
  const struct node_state *state = node->state;

  return state->pcap || state->tap || state->diverted;
}

static bool
channel_is_steady (const struct channel *channel)
{
  const struct impairment *i = channel->impairment;

  return !channel->rate
         && (!i
             || (i->loss == 0 && !i->bursts && i->corruption == 0
                 && i->jitter == 0));
}

static sim_time
last_arrived (const struct trail *trail)
{
  return trail->hops->len > 0 ? trail_arrived (trail, trail->hops->len - 1) : 0;
}

/* Does what brought the scout here bring the next packet, too?  Not if it is
 * lost on arrival. */
static bool
hop_is_steady (const struct trail *trail, const struct packet *p,
               sim_time arrived)
{
  const struct channel *channel = p->via;
  const uint8_t *headers[TRAIL_HEADERS];

  return p->epoch == channel->epoch && !channel->to->state->down
         && channel_is_steady (channel)
         && arrived == last_arrived (trail) + channel->delay && !p->chosen
         && !p->meter.copied && p->meter.path == 0
         && !node_is_looked_at (channel->from)
         && !node_is_looked_at (channel->to) && trail_headers (p, headers) > 0;
}

/* Did the node that the new hop leads from count the packet as transit?  Then
 * it changed nothing but the hop limit, between two wired links. */
static bool
hop_is_transit (const struct trail *trail, const struct packet *p)
{
  const struct trail_hop *last;
  const uint8_t *before;

  if (trail->hops->len == 0)
    return false;
  last = &g_array_index (trail->hops, struct trail_hop, trail->hops->len - 1);
  before = trail->octets->data + last->at;
  return !last->channel->radio && !p->via->radio && last->stored == p->stored
         && before[7] == p->head[7] + 1
         && memcmp (before + 8, p->head + 8, 2 * sizeof (struct address)) == 0;
}

static void
trail_add_hop (struct trail *trail, const struct packet *p, sim_time arrived)
{
  struct trail_hop hop = { .channel = p->via,
                           .arrived = arrived,
                           .at = trail->octets->len,
                           .stored = p->stored,
                           .anchor = p->anchor,
                           .encapsulation = p->encapsulation,
                           .transit = hop_is_transit (trail, p),
                           .meter = p->meter };

  g_byte_array_append (trail->octets, p->head, p->stored);
  g_array_append_val (trail->hops, hop);
}

static void
trail_arrival (struct sim *sim, struct packet *p)
{
  struct trail *trail = trail_of (sim->network, p);
  struct channel *channel = p->via;
  sim_time arrived = sim_now (sim) - trail->sent_at;

  scout_veil (trail, false);
  if (hop_is_steady (trail, p, arrived))
    {
      trail_add_hop (trail, p, arrived);
      trail_watch_node (trail, channel->to);
      trail_watch_headers (trail, channel->to, p);
    }
  else
    trail_end (trail);
  channel_arrival (sim, p);
  trail_follow (trail, channel->to, channel);
}

bool
trail_takes (struct sim *sim, struct packet *p)
{
  if (!(p->epoch & SCOUT_EPOCH))
    return false;
  trail_arrival (sim, p);
  return true;
}

bool
trail_arrive (struct trail *trail, const struct packet *p)
{
  if (trail->scout != p)
    return false;
  scout_release (trail);
  if (p->chosen || trail->hops->len == 0)
    trail_end (trail);
  else
    trail->state = TRAIL_STANDS;
  return trail->state == TRAIL_STANDS;
}

/* ---- reading ------------------------------------------------------- */

static const struct trail_hop *
hop_at (const struct trail *trail, unsigned i)
{
  return &g_array_index (trail->hops, struct trail_hop, i);
}

unsigned
trail_hops (const struct trail *trail)
{
  return trail->hops->len;
}

struct node *
trail_node (const struct trail *trail, unsigned i)
{
  return hop_at (trail, i)->channel->from;
}

sim_time
trail_arrived (const struct trail *trail, unsigned i)
{
  return hop_at (trail, i)->arrived;
}

void
trail_count_transit (const struct trail *trail, unsigned i, uint64_t packets)
{
  const struct trail_hop *hop = hop_at (trail, i);

  if (!hop->transit)
    return;
  hop->channel->from->forwarded_packets += packets;
  hop->channel->from->forwarded_bytes
      += packets * (hop->stored + trail->payload);
}

/* ---- packets that are on their way --------------------------------- */

/* As the scout was on the hop. */
static struct packet *
packet_at (const struct trail *trail, const struct trail_hop *hop)
{
  struct packet *p = packet_new (trail->network, PACKET_DATA, hop->stored);

  memcpy (p->head, trail->octets->data + hop->at, hop->stored);
  p->stored = hop->stored;
  p->payload = trail->payload;
  p->anchor = hop->anchor;
  p->encapsulation = hop->encapsulation;
  p->meter = hop->meter;
  p->watched = true;
  return p;
}

void
trail_resume (const struct trail *trail, unsigned i, sim_time sent_at,
              uint32_t sequence)
{
  const struct trail_hop *hop = hop_at (trail, i);
  struct network *network = trail->network;
  struct channel *channel = hop->channel;
  struct packet *p = packet_at (trail, hop);
  sim_time at = sent_at + hop->arrived;

  network->packets.live[PACKET_DATA]--;
  packet_pool_enter (&network->packets, p);
  p->meter.sent_at = sent_at;
  p->meter.sequence = sequence;
  p->via = channel;
  p->epoch = channel->epoch;
  channel->last_arrival = MAX (channel->last_arrival, at);
  engine_schedule (network->sim->engine, at, node_origin (channel->from),
                   network->arrival, p);
}

void
network_count_settled (struct network *network, uint64_t sent,
                       uint64_t delivered)
{
  network->books.sent[PACKET_DATA] += sent;
  network->books.delivered[PACKET_DATA] += delivered;
  network->packets.live[PACKET_DATA] += sent;
  network->packets.live[PACKET_DATA] -= delivered;
}

/* ---- losses -------------------------------------------------------- */

void
network_watch_losses (struct network *network, loss_watcher *watcher,
                      void *data)
{
  network->watch_loss = watcher;
  network->watch_loss_data = data;
}
