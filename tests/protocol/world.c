/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/protocol/world.h"

#include <math.h>

/* ---- recording ----------------------------------------------------- */

static void
record_signal (struct world *w, const struct trace_signaling *record, bool sent)
{
  struct signal signal = { .at = sim_now (w->sim),
                           .node = record->node,
                           .sent = sent,
                           .name = record->message };

  signal.class = (enum signaling_class)record->packet->meter.signaling;
  signal.transaction = record->packet->meter.transaction;
  signal.n = MIN (packet_ipv6_stored (record->packet), sizeof signal.octets);
  memcpy (signal.octets, packet_ipv6_payload (record->packet), signal.n);
  g_array_append_val (w->signals, signal);
}

static void
hear_sent (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  record_signal (data, record, true);
}

static void
hear_received (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  record_signal (data, record, false);
}

static void
record_mark (struct world *w, unsigned point, const void *record)
{
  struct mark mark = { .at = sim_now (w->sim), .point = point };

  mark.record = *(const struct trace_prefix *)record;
  g_array_append_val (w->marks, mark);
}

static void
hear_switched (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  record_mark (data, TRACE_ANCHOR_SWITCHED, record);
}

static void
hear_ready (struct sim *sim G_GNUC_UNUSED, const void *record, void *data)
{
  record_mark (data, TRACE_GATEWAY_READY, record);
}

unsigned
world_count (const struct world *w, const char *name)
{
  unsigned n = 0;

  for (guint i = 0; i < w->signals->len; i++)
    {
      const struct signal *s = &g_array_index (w->signals, struct signal, i);

      n += s->sent && g_str_equal (s->name, name);
    }
  return n;
}

const struct signal *
world_sent (const struct world *w, const char *name, unsigned nth)
{
  for (guint i = 0; i < w->signals->len; i++)
    {
      const struct signal *s = &g_array_index (w->signals, struct signal, i);

      if (s->sent && g_str_equal (s->name, name) && nth-- == 0)
        return s;
    }
  g_error ("no such %s was sent", name);
}

void
world_last (const struct world *w, const char *name, struct mh_message *message)
{
  const struct signal *s = world_sent (w, name, world_count (w, name) - 1);

  g_assert_cmpint (mh_decode (s->octets, s->n, NULL, NULL, message), ==, MH_OK);
}

unsigned
world_marks (const struct world *w, unsigned point)
{
  unsigned n = 0;

  for (guint i = 0; i < w->marks->len; i++)
    n += g_array_index (w->marks, struct mark, i).point == point;
  return n;
}

const struct mark *
world_mark (const struct world *w, unsigned point, unsigned nth)
{
  for (guint i = 0; i < w->marks->len; i++)
    {
      const struct mark *m = &g_array_index (w->marks, struct mark, i);

      if (m->point == point && nth-- == 0)
        return m;
    }
  g_error ("no such mark");
}

/* ---- building ------------------------------------------------------ */

struct domain_config
world_config (void)
{
  struct domain_config config = { 0 };

  config.access.radio.delay = WORLD_RADIO_DELAY;
  config.access.radio.rate = INFINITY;
  config.access.l2_handover.kind = LAW_CONSTANT;
  config.access.l2_handover.a = 0.05;
  config.access.detach_notice = true;
  config.protocol.binding_lifetime = 60 * SIM_SECOND;
  config.protocol.refresh = true;
  config.protocol.retransmit.initial = SIM_SECOND;
  config.protocol.retransmit.max = 32 * SIM_SECOND;
  config.protocol.retransmit.limit = 5;
  config.protocol.min_delay_before_bce_delete = 10 * SIM_SECOND;
  config.protocol.max_delay_before_new_bce_assign = 1500 * SIM_MILLISECOND;
  config.protocol.timestamp_validity_window = 300 * SIM_MILLISECOND;
  config.protocol.timestamps = true;
  return config;
}

static struct node *
add_spoke (struct world *w, const char *name, sim_time delay)
{
  struct channel_config channel = channel_config_default;
  struct node *node = network_add_router (w->sim->network, name);

  channel.delay = delay;
  channel.rate = INFINITY;
  network_add_link (w->sim->network, w->core, node, &channel, &channel);
  return node;
}

static void
world_listen (struct world *w)
{
  struct trace *trace = w->sim->trace;

  trace_listen (trace, TRACE_SIGNALING_SENT, hear_sent, w);
  trace_listen (trace, TRACE_SIGNALING_RECEIVED, hear_received, w);
  trace_listen (trace, TRACE_ANCHOR_SWITCHED, hear_switched, w);
  trace_listen (trace, TRACE_GATEWAY_READY, hear_ready, w);
}

struct world *
world_new (const struct domain_config *config)
{
  struct world *w = g_new0 (struct world, 1);

  w->sim = sim_new (1, 0);
  w->signals = g_array_new (FALSE, FALSE, sizeof (struct signal));
  w->marks = g_array_new (FALSE, FALSE, sizeof (struct mark));
  world_listen (w);
  w->domain = domain_new (w->sim, config);
  w->core = network_add_router (w->sim->network, "core");
  w->anchor = add_spoke (w, "anchor", WORLD_ANCHOR_DELAY);
  w->cn = add_spoke (w, "cn", WORLD_CN_DELAY);
  w->domain->anchor = w->domain->controller = w->anchor;
  for (unsigned i = 0; i < WORLD_ROUTERS; i++)
    {
      g_autofree char *name = g_strdup_printf ("ar%u", i);

      domain_add_access_router (
          w->domain,
          add_spoke (w, name,
                     i == WORLD_FAR ? WORLD_FAR_DELAY : WORLD_ACCESS_DELAY));
    }
  network_freeze (w->sim->network);
  return w;
}

void
world_build (struct world *w, const struct architecture *architecture)
{
  domain_build (w->domain, architecture, &w->pmipv6);
}

struct world *
world_new_pmipv6 (const struct domain_config *config)
{
  struct world *w = world_new (config);

  w->pmipv6 = (struct pmipv6_config){ .deregister = true,
                                      .binding_hold = true,
                                      .handoff_known = true };
  world_build (w, &architecture_pmipv6);
  return w;
}

void
world_free (struct world *w)
{
  g_assert_true (network_books_balance (w->sim->network));
  domain_free (w->domain);
  sim_free (w->sim);
  g_array_unref (w->signals);
  g_array_unref (w->marks);
  g_free (w);
}

struct access_router *
world_router (struct world *w, unsigned i)
{
  return g_ptr_array_index (w->domain->routers, i);
}

struct lma *
world_lma (struct world *w)
{
  return ((struct pmipv6 *)w->domain->architecture_state)->lma;
}

struct mag *
world_mag (struct world *w, unsigned i)
{
  return world_router (w, i)->entity;
}

void
world_run (struct world *w, sim_time until)
{
  engine_run (w->sim->engine, until);
}

/* ---- disturbing ---------------------------------------------------- */

void
world_block (struct world *w, const struct address *address)
{
  struct prefix prefix = prefix_make (address, 128);
  struct route drop = { .kind = ROUTE_DROP, .reason = DROP_LINK_LOSS };

  node_set_route (w->core, &prefix, &drop);
}

void
world_unblock (struct world *w, const struct address *address)
{
  struct prefix prefix = prefix_make (address, 128);

  node_remove_route (w->core, &prefix);
}

/* ---- data ---------------------------------------------------------- */

static void
take_data (struct node *node, struct packet *p, void *data)
{
  ++*(unsigned *)data;
  packet_deliver (node, p);
}

struct mobile_node *
world_add_node (struct world *w, const char *name, uint32_t prefixes)
{
  struct mobile_node *mn = domain_add_mobile_node (w->domain, name, prefixes);

  node_set_handler (mn->node, NEXT_UDP, take_data, &w->received);
  return mn;
}

void
world_send_data (struct world *w, struct node *from,
                 const struct address *source,
                 const struct address *destination)
{
  struct ipv6_header header = { .source = *source,
                                .destination = *destination,
                                .next_header = NEXT_UDP,
                                .hop_limit = IPV6_DEFAULT_HOP_LIMIT };
  struct packet *p = packet_new (w->sim->network, PACKET_DATA, UDP_HEADER_SIZE);

  p->meter.flow = FLOW_NONE;
  packet_push_udp (p, source, destination, 9, 9);
  packet_push_ipv6 (p, &header);
  node_send (from, p);
}

uint64_t
world_dropped (const struct world *w, enum drop_reason reason)
{
  const struct books *books = network_books (w->sim->network);
  uint64_t n = 0;

  for (unsigned c = 0; c < PACKET_CLASSES; c++)
    n += books->dropped[c][reason];
  return n;
}

struct address
world_host (const struct prefix *prefix)
{
  return prefix_host (prefix, 0x42);
}
