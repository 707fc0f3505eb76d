/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session means at the S-GW: ways between its tunnels. */
#include "models/hierarchical/sgw.h"

static const struct route no_session
    = { .kind = ROUTE_DROP, .reason = DROP_NOT_READY };
static const struct route plain = { .kind = ROUTE_PLAIN };

/* From the P-GW, by destination. */
static const struct route *
choose_down (struct node *node G_GNUC_UNUSED, struct packet *p, void *data)
{
  const struct sgw *sgw = data;
  struct address destination = packet_destination (p);
  const struct sgw_session *session
      = prefix_table_match (sgw->prefixes, &destination);

  return session ? &session->down : &no_session;
}

/* From an access router, by source: to the P-GW, or out by our own prefix. */
static const struct route *
choose_up (struct node *node G_GNUC_UNUSED, struct packet *p, void *data)
{
  const struct sgw *sgw = data;
  struct address source = packet_source (p);
  const struct sgw_session *session
      = prefix_table_match (sgw->prefixes, &source);
  const struct prefix *local;

  if (!session)
    return &no_session;
  local = session->n_local > 0 && session->state == SGW_ACTIVE
              ? &session->prefixes[session->n_prefixes - 1]
              : NULL;
  return local && prefix_contains (local, &source) ? &plain : &session->up;
}

void
sgw_open_ends (struct sgw *sgw)
{
  struct node *node = sgw->entity.node;

  node_set_end_chooser (node, &sgw->entity.address, choose_up, sgw);
  node_set_end_chooser (node, &sgw->uplink.entity.address, choose_down, sgw);
  node_accept_tunnel (node, &sgw->hierarchical->pmipv6.lma->entity.address);
}

/* Our own prefix is routed here by the network. */
static void
route_local (const struct sgw_session *session)
{
  struct node *node = session->sgw->entity.node;

  if (session->n_local > 0)
    node_set_route (node, &session->prefixes[session->n_prefixes - 1],
                    &session->down);
}

static void
session_trace_switch (const struct sgw_session *session, uint32_t transaction)
{
  const struct mobility_entity *entity = &session->sgw->entity;
  struct trace_prefix record = { .mn = session->mn,
                                 .node = entity->node,
                                 .gateway = session->gateway,
                                 .transaction = transaction };

  for (uint32_t i = 0; i < session->n_prefixes; i++)
    {
      record.prefix = session->prefixes[i];
      trace_emit (entity->domain->sim->trace, TRACE_ANCHOR_SWITCHED, &record);
    }
}

void
sgw_session_open (struct sgw_session *session, uint32_t transaction)
{
  const struct sgw *sgw = session->sgw;

  session->down = (struct route){ .kind = ROUTE_TUNNEL,
                                  .local = sgw->entity.address,
                                  .peer = session->router };
  session->up = (struct route){ .kind = ROUTE_TUNNEL,
                                .local = sgw->uplink.entity.address,
                                .peer = session->exchange.peer };
  route_local (session);
  session_trace_switch (session, transaction);
}

void
sgw_session_close (struct sgw_session *session, enum drop_reason why)
{
  session->down = (struct route){ .kind = ROUTE_DROP, .reason = (uint8_t)why };
  session->up = (struct route){ .kind = ROUTE_DROP, .reason = DROP_NO_TUNNEL };
  route_local (session);
}

void
sgw_session_forget (struct sgw_session *session)
{
  struct node *node = session->sgw->entity.node;

  for (uint32_t i = 0; i < session->n_prefixes; i++)
    prefix_table_remove (session->sgw->prefixes, &session->prefixes[i]);
  if (session->n_local > 0)
    {
      node_remove_route (node, &session->prefixes[session->n_prefixes - 1]);
      network_release_prefix (node->network,
                              &session->prefixes[session->n_prefixes - 1]);
    }
  g_clear_pointer (&session->prefixes, g_free);
  session->n_prefixes = session->n_local = 0;
}

void
sgw_session_take (struct sgw_session *session, const struct mh_message *pba)
{
  struct sgw *sgw = session->sgw;
  unsigned n = mh_count (pba, OPTION_HOME_NETWORK_PREFIX);
  bool local = sgw->hierarchical->config->breakout == BREAKOUT_SIPTO;

  sgw_session_forget (session);
  session->prefixes = g_new (struct prefix, n + 1);
  session->n_local = local;
  session->n_prefixes = n + session->n_local;
  for (unsigned i = 0; i < n; i++)
    session->prefixes[i] = mobility_prefix (
        &sgw->uplink.entity, mh_find (pba, OPTION_HOME_NETWORK_PREFIX, i));
  if (local)
    session->prefixes[n]
        = network_new_prefix (sgw->entity.node->network, sgw->entity.node);
  for (uint32_t i = 0; i < session->n_prefixes; i++)
    prefix_table_set (sgw->prefixes, &session->prefixes[i], session);
}
