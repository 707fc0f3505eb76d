/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flows: their slots and ports, their life on one address of the mobile node,
 * and how many live on each. */
#include "models/access/access.h"
#include "models/traffic/state.h"

/* The two ports of a flow tell its slot: mobile node's ports from the dynamic
 * range (RFC 6335 6), the peer's count how often that range is used up. */
#define MN_PORT_FIRST 49152u
#define MN_PORTS (65536u - MN_PORT_FIRST)
#define PEER_PORT_FIRST 5000u
#define PEER_PORTS (MN_PORT_FIRST - PEER_PORT_FIRST)
/* A slot is not used again while packets of its last flow may be under way. */
#define SLOT_REST (60 * SIM_SECOND)

/* ---- slots --------------------------------------------------------- */

struct flow_sender *
flow_by_ports (const struct traffic *traffic, uint16_t mn_port,
               uint16_t peer_port)
{
  uint32_t slot;

  if (mn_port < MN_PORT_FIRST || peer_port < PEER_PORT_FIRST)
    return NULL;
  slot = (peer_port - PEER_PORT_FIRST) * MN_PORTS + (mn_port - MN_PORT_FIRST);
  return slot < traffic->flows->len ? g_ptr_array_index (traffic->flows, slot)
                                    : NULL;
}

static struct flow_sender *
slot_new (struct traffic *traffic)
{
  struct flow_sender *sender = g_new0 (struct flow_sender, 1);

  sender->slot = traffic->flows->len;
  g_assert (sender->slot < MN_PORTS * PEER_PORTS);
  g_ptr_array_add (traffic->flows, sender);
  return sender;
}

static struct flow_sender *
slot_take (struct traffic *traffic)
{
  struct flow_sender *sender = traffic->idle_head;

  if (!sender || sender->flow.end + SLOT_REST > sim_now (traffic_sim (traffic)))
    return slot_new (traffic);
  traffic->idle_head = sender->next_idle;
  if (!traffic->idle_head)
    traffic->idle_tail = NULL;
  return sender;
}

static void
slot_give (struct traffic *traffic, struct flow_sender *sender)
{
  sender->next_idle = NULL;
  if (traffic->idle_tail)
    traffic->idle_tail->next_idle = sender;
  else
    traffic->idle_head = sender;
  traffic->idle_tail = sender;
}

/* ---- live flows by address ----------------------------------------- */

static struct address_count *
find_count (const struct node_traffic *node, const struct prefix *prefix)
{
  for (guint i = 0; i < node->counts->len; i++)
    {
      struct address_count *c
          = &g_array_index (node->counts, struct address_count, i);

      if (prefix_equal (&c->prefix, prefix))
        return c;
    }
  return NULL;
}

static void
count_in (const struct flow *flow)
{
  struct node_traffic *node
      = traffic_of_node (flow->mn->domain->traffic, flow->mn);
  struct address_count *c = find_count (node, &flow->mn_prefix);
  struct address_count first = { flow->mn_prefix, 1 };

  if (c)
    c->flows++;
  else
    g_array_append_val (node->counts, first);
}

static void
count_out (const struct flow *flow)
{
  struct node_traffic *node
      = traffic_of_node (flow->mn->domain->traffic, flow->mn);
  struct address_count *c = find_count (node, &flow->mn_prefix);

  if (--c->flows == 0)
    g_array_remove_index_fast (
        node->counts, (guint)(c - (struct address_count *)node->counts->data));
}

uint32_t
traffic_live_flows (const struct mobile_node *mn, const struct prefix *prefix)
{
  const struct traffic *traffic = mn->domain->traffic;
  const struct node_traffic *node
      = traffic ? traffic_find_node (traffic, mn) : NULL;
  const struct address_count *c = node ? find_count (node, prefix) : NULL;

  return c ? c->flows : 0;
}

/* ---- life ---------------------------------------------------------- */

struct flow *
flow_receiving_end (struct flow_sender *sender)
{
  struct flow *flow = &sender->flow;

  return flow->direction == FLOW_DOWN ? flow : flow->other;
}

struct flow *
flow_sending_end (struct flow_sender *sender)
{
  struct flow *flow = &sender->flow;

  return flow->direction == FLOW_UP ? flow : flow->other;
}

static void
flow_settle (struct flow *flow, const struct mn_address *address)
{
  const struct domain *domain = flow->mn->domain;

  flow->mn_address = address->address;
  flow->mn_prefix = mn_address_prefix (address);
  flow->anchor = network_anchor (domain->sim->network, &address->address);
  if (flow->other)
    flow->other->peer_address = address->address;
  count_in (flow);
}

static void
announce_start (struct flow *flow)
{
  const struct domain *domain = flow->mn->domain;

  if (domain->architecture->flow_started)
    domain->architecture->flow_started (domain->architecture_state, flow);
}

static void
announce_end (struct flow *flow)
{
  const struct domain *domain = flow->mn->domain;

  if (domain->architecture->flow_ended)
    domain->architecture->flow_ended (domain->architecture_state, flow);
}

static enum flow_direction
direction_of (const struct traffic_source *source, unsigned i)
{
  int direction = source->entry->config->direction;

  if (direction == TRAFFIC_BOTH)
    return i == 0 ? FLOW_DOWN : FLOW_UP;
  return direction == TRAFFIC_UP ? FLOW_UP : FLOW_DOWN;
}

static void
flow_init (struct flow *flow, const struct session *session, unsigned i,
           const struct flow_ends *ends, struct flow_sender *sender)
{
  const struct traffic_source *source = session->source;
  const struct traffic_config *config = source->entry->config;

  *flow = (struct flow){
    .id = session->first_flow + i,
    .name = config->name,
    .entry = source->entry->index,
    .mn = source->mn,
    .peer = ends->peer,
    .direction = direction_of (source, i),
    .mobility = (enum flow_mobility)config->mobility,
    .peer_address = ends->peer_address,
    .mn_port = (uint16_t)(MN_PORT_FIRST + sender->slot % MN_PORTS),
    .peer_port = (uint16_t)(PEER_PORT_FIRST + sender->slot / MN_PORTS),
    .start = sim_now (traffic_sim (source->traffic)),
    .end = SIM_TIME_NONE,
    .sender = sender,
  };
}

/* As a peer that is a mobile node itself sees @flow. */
static void
flow_init_other (struct flow *other, struct flow *flow, struct mobile_node *mn)
{
  *other = *flow;
  other->mn = mn;
  other->peer = flow->mn->node;
  other->other = flow;
  other->direction = flow->direction == FLOW_DOWN ? FLOW_UP : FLOW_DOWN;
  other->mn_port = flow->peer_port;
  other->peer_port = flow->mn_port;
  flow->other = other;
}

static struct flow_sender *
flow_open (struct session *session, unsigned i, const struct flow_ends *ends)
{
  struct traffic_source *source = session->source;
  struct flow_sender *sender = slot_take (source->traffic);
  struct flow *flow = &sender->flow;

  flow_init (flow, session, i, ends, sender);
  if (source->peer_mn)
    {
      flow_init_other (&sender->other, flow, source->peer_mn);
      flow_settle (&sender->other, ends->peer_mn_address);
      source->peer_mn->live_flows++;
    }
  flow_settle (flow, ends->address);
  sender->source = source;
  sender->session = session;
  sender->node = flow->direction == FLOW_UP ? flow->mn->node : flow->peer;
  sender->destination
      = flow->direction == FLOW_UP ? flow->peer_address : flow->mn_address;
  sender->stream = 2 * (uint64_t)session->number + i;
  sender->n_entrances = 0;
  fluid_open (sender);
  flow->mn->live_flows++;
  return sender;
}

/* Both directions are there before either is announced.  Opened once more,
 * after its node was away, a session gets new flows. */
void
flows_open (struct session *session, const struct flow_ends *ends)
{
  struct traffic *traffic = session->source->traffic;
  struct trace *trace = traffic_sim (traffic)->trace;
  unsigned n = source_flows (session->source);

  if (session->opened)
    {
      session->first_flow = traffic->next_flow;
      traffic->next_flow += n;
    }
  session->opened = true;
  for (unsigned i = 0; i < n; i++)
    session->flows[i] = flow_open (session, i, ends);
  for (unsigned i = 0; i < n; i++)
    {
      struct flow *flow = &session->flows[i]->flow;

      trace_emit (trace, TRACE_FLOW_STARTED, flow);
      announce_start (flow);
      if (flow->other)
        announce_start (flow->other);
      sender_start (session->flows[i]);
    }
}

/* One end of a flow is free again. */
static void
flow_leave (struct flow *end)
{
  count_out (end);
  end->mn->live_flows--;
}

void
traffic_flow_seen (struct flow *flow)
{
  count_in (flow);
  flow->mn->live_flows++;
  announce_start (flow);
}

void
traffic_flow_over (struct flow *flow)
{
  flow_leave (flow);
  announce_end (flow);
}

static void
flow_close (struct flow_sender *sender, bool run_over)
{
  struct traffic *traffic = sender->source->traffic;
  struct flow *flow = &sender->flow;

  sender_stop (sender);
  sender->session = NULL;
  flow->end = sim_now (traffic_sim (traffic));
  flow_leave (flow);
  if (flow->other)
    flow_leave (flow->other);
  trace_emit (traffic_sim (traffic)->trace, TRACE_FLOW_ENDED, flow);
  if (!run_over)
    announce_end (flow);
  if (!run_over && flow->other)
    announce_end (flow->other);
  slot_give (traffic, sender);
}

void
flows_close (struct session *session, bool run_over)
{
  for (unsigned i = 0; i < source_flows (session->source); i++)
    if (session->flows[i])
      flow_close (session->flows[i], run_over);
  session->flows[0] = session->flows[1] = NULL;
}

void
flow_move (struct flow_sender *sender, struct flow *end,
           const struct mn_address *address)
{
  fluid_unsettle (sender);
  count_out (end);
  announce_end (end);
  flow_settle (end, address);
  announce_start (end);
  if (end == flow_receiving_end (sender))
    sender_update (traffic_sim (sender->source->traffic), sender);
}
