/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The MAAR as serving MAAR: tunnels and routes for prefixes anchored elsewhere,
 * and what the mobile node is told of all its prefixes (RFC 8885 3.7). */
#include "models/access/access.h"
#include "models/codec/nd.h"
#include "models/dmm/maar.h"
#include "models/traffic/traffic.h"

/* ---- advertising --------------------------------------------------- */

struct maar_previous *
maar_previous_at (const struct maar_session *session, guint i)
{
  return &g_array_index (session->previous, struct maar_previous, i);
}

/* Prefix lifetimes are tied to the binding's (RFC 5213 6.7): a node forgets
 * what is not refreshed. */
void
maar_advertise_own (struct maar_session *session)
{
  const struct maar *maar = session->maar;
  struct ra_prefix prefixes[ND_PREFIXES_MAX];
  unsigned n = MIN (session->prefixes.len, ND_PREFIXES_MAX);

  for (unsigned i = 0; i < n; i++)
    prefixes[i] = (struct ra_prefix){
      .prefix = *prefix_list_at (&session->prefixes, i),
      .preferred_lifetime = session->ra_lifetime,
      .valid_lifetime = session->ra_lifetime,
    };
  access_send_ra (maar->router, session->mn, &maar->dlif.link_local,
                  maar->dlif.link_layer, prefixes, n);
}

/* One RA by the logical interface of each anchoring MAAR, with preferred
 * lifetime 0 (3.7).  Prefixes of one MAAR stand together. */
void
maar_advertise_previous (struct maar_session *session, guint from)
{
  struct ra_prefix prefixes[ND_PREFIXES_MAX];
  unsigned n = 0;

  for (guint i = from; i < maar_n_previous (session); i++)
    {
      const struct maar_previous *p = maar_previous_at (session, i);
      bool last = i + 1 == maar_n_previous (session)
                  || !address_equal (&p->maar, &p[1].maar);

      prefixes[n++]
          = (struct ra_prefix){ .prefix = p->prefix,
                                .preferred_lifetime = 0,
                                .valid_lifetime = session->ra_lifetime };
      if (!last && n < ND_PREFIXES_MAX)
        continue;
      access_send_ra (session->maar->router, session->mn, &p->dlif.link_local,
                      p->dlif.link_layer, prefixes, n);
      n = 0;
    }
}

void
maar_advertise (struct maar_session *session)
{
  maar_advertise_own (session);
  maar_advertise_previous (session, 0);
}

/* ---- prefixes anchored elsewhere ----------------------------------- */

void
maar_trace_ready (const struct maar_session *session,
                  const struct prefix *prefix)
{
  struct node *node = session->maar->entity.node;
  struct trace_prefix record = { .mn = session->mn,
                                 .prefix = *prefix,
                                 .node = node,
                                 .gateway = node,
                                 .transaction = session->transaction };

  trace_emit (session->maar->entity.domain->sim->trace, TRACE_GATEWAY_READY,
              &record);
}

void
maar_trace_own_ready (const struct maar_session *session)
{
  for (guint i = 0; i < session->prefixes.len; i++)
    maar_trace_ready (session, prefix_list_at (&session->prefixes, i));
}

/* A tunnel and routes both ways.  Downlink for what leaves the tunnel only:
 * packets on their way to the anchor may cross this router. */
static void
maar_install (struct maar_session *session, const struct maar_previous *p)
{
  struct node *node = session->maar->entity.node;
  struct route down = { .kind = ROUTE_ACCESS, .link = session->mn->radio };
  struct route up = { .kind = ROUTE_TUNNEL, .peer = p->maar };

  node_accept_tunnel (node, &p->maar);
  node_set_exit_route (node, &p->prefix, &down);
  node_set_source_route (node, &p->prefix, &up);
  maar_trace_ready (session, &p->prefix);
}

void
maar_uninstall (struct maar_session *session, guint i)
{
  struct node *node = session->maar->entity.node;
  const struct maar_previous *p = maar_previous_at (session, i);

  node_remove_exit_route (node, &p->prefix);
  node_remove_source_route (node, &p->prefix);
  node_withdraw_tunnel (node, &p->maar);
  g_array_remove_index (session->previous, i);
  if (session->previous->len == 0)
    g_clear_pointer (&session->previous, g_array_unref);
}

void
maar_drop_previous (struct maar_session *session)
{
  while (maar_n_previous (session) > 0)
    maar_uninstall (session, maar_n_previous (session) - 1);
}

void
maar_drop_idle_previous (struct maar_session *session,
                         const struct prefix *prefix)
{
  for (guint i = maar_n_previous (session); i-- > 0;)
    {
      const struct prefix *idle = &maar_previous_at (session, i)->prefix;

      if ((!prefix || prefix_equal (prefix, idle))
          && !traffic_live_flows (session->mn, idle))
        maar_uninstall (session, i);
    }
}

bool
maar_learn (struct maar_session *session, const struct maar_previous *news)
{
  if (prefix_list_has (&session->prefixes, &news->prefix))
    return false;
  for (guint i = 0; i < maar_n_previous (session); i++)
    {
      struct maar_previous *p = maar_previous_at (session, i);

      if (prefix_equal (&p->prefix, &news->prefix))
        {
          p->heard = news->heard;
          return false;
        }
    }
  session->answered++;
  if (!session->previous)
    session->previous
        = g_array_new (FALSE, FALSE, sizeof (struct maar_previous));
  g_array_append_val (session->previous, *news);
  maar_install (session, news);
  return true;
}
