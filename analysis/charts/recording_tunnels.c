/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tunnels from anchors to gateways: one stands from the instant at which the
 * anchor switches to the gateway until its route for the prefix changes. */
#include "analysis/charts/recording_parts.h"

struct tunnel_key
{
  struct prefix prefix;
  uint32_t anchor; /* node id */
};

static guint
key_hash (gconstpointer key)
{
  const struct tunnel_key *k = key;

  return wire_get32 (k->prefix.address.octet) * 31u
         ^ wire_get32 (k->prefix.address.octet + 4) * 37u
         ^ wire_get32 (k->prefix.address.octet + 8) * 41u
         ^ wire_get32 (k->prefix.address.octet + 12) ^ k->anchor * 43u;
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  const struct tunnel_key *k = a, *l = b;

  return k->anchor == l->anchor && prefix_equal (&k->prefix, &l->prefix);
}

static void
note_tunnel (struct recording *r, enum recorded_kind kind,
             const struct recorded_tunnel *tunnel)
{
  const struct mobile_node *mn = g_ptr_array_index (r->nodes, tunnel->node);
  char prefix[PREFIX_TEXT_SIZE];
  struct recorded_event event = {
    .kind = kind,
    .at = sim_now (r->sim),
    .until = SIM_TIME_NONE,
    .node = tunnel->node,
    .transaction = mn->handover != NULL ? mn->handover->id : TRANSACTION_NONE,
    .from = recording_anchor (r, tunnel->anchor),
    .to = RECORDING_NONE,
    .text = g_strdup_printf (
        "%stunnel to %s: %s", kind == RECORDED_TUNNEL_SET ? "" : "no more ",
        tunnel->gateway->name, prefix_text (&tunnel->prefix, prefix))
  };

  recording_add (r, &event);
}

/* The one that stands, or NULL. */
static struct recorded_tunnel *
tunnel_standing (const struct recording *r, const struct tunnel_key *key)
{
  uint32_t i = GPOINTER_TO_UINT (g_hash_table_lookup (r->standing, key));

  return i == 0 ? NULL
                : &g_array_index (r->tunnels, struct recorded_tunnel, i - 1);
}

static void
tunnel_end (struct recording *r, const struct tunnel_key *key)
{
  struct recorded_tunnel *tunnel = tunnel_standing (r, key);

  if (tunnel == NULL)
    return;
  tunnel->to = sim_now (r->sim);
  g_hash_table_remove (r->standing, key);
  note_tunnel (r, RECORDED_TUNNEL_REMOVED, tunnel);
}

/* A refresh sets the same route again. */
static bool
is_same_tunnel (const struct recording *r, const struct recorded_tunnel *tunnel,
                const struct route *route)
{
  return route != NULL && route->kind == ROUTE_TUNNEL
         && network_anchor (r->sim->network, &route->peer) == tunnel->gateway;
}

static void
route_changed (struct sim *sim, const void *record, void *data)
{
  const struct trace_route *at = record;
  const struct tunnel_key key = { at->prefix, at->node->id };
  const struct recorded_tunnel *tunnel = tunnel_standing (data, &key);

  (void)sim;
  if (tunnel != NULL && !is_same_tunnel (data, tunnel, at->route))
    tunnel_end (data, &key);
}

static void
anchor_switched (struct sim *sim, const void *record, void *data)
{
  const struct trace_prefix *at = record;
  struct recording *r = data;
  uint32_t node = recording_node (r, at->mn);
  const struct tunnel_key key = { at->prefix, at->node->id };
  const struct recorded_tunnel *standing = tunnel_standing (r, &key);
  const struct recorded_tunnel tunnel = { node,          at->node,
                                          at->gateway,   at->prefix,
                                          sim_now (sim), SIM_TIME_NONE };

  if (node == RECORDING_NONE || at->gateway == NULL || at->gateway == at->node)
    return;
  if (standing != NULL && standing->gateway == at->gateway)
    return;
  tunnel_end (r, &key);
  g_array_append_val (r->tunnels, tunnel);
  g_hash_table_insert (r->standing, g_memdup2 (&key, sizeof key),
                       GUINT_TO_POINTER (r->tunnels->len));
  note_tunnel (r, RECORDED_TUNNEL_SET, &tunnel);
}

static void
gateway_ready (struct sim *sim, const void *record, void *data)
{
  const struct trace_prefix *at = record;
  struct recording *r = data;
  char prefix[PREFIX_TEXT_SIZE];
  struct recorded_event event = { .kind = RECORDED_READY,
                                  .at = sim_now (sim),
                                  .until = SIM_TIME_NONE,
                                  .node = recording_node (r, at->mn),
                                  .transaction = at->transaction,
                                  .to = RECORDING_NONE };

  if (event.node == RECORDING_NONE)
    return;
  event.from = recording_find (r, at->node, PLACE_GATEWAY);
  event.text
      = g_strdup_printf ("ready for %s", prefix_text (&at->prefix, prefix));
  recording_add (r, &event);
}

void
recording_tunnels_listen (struct recording *r)
{
  struct trace *trace = r->sim->trace;

  r->standing = g_hash_table_new_full (key_hash, key_equal, g_free, NULL);
  trace_listen (trace, TRACE_ROUTE, route_changed, r);
  trace_listen (trace, TRACE_ANCHOR_SWITCHED, anchor_switched, r);
  trace_listen (trace, TRACE_GATEWAY_READY, gateway_ready, r);
}
