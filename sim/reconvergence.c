/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routing tables that follow failures.  Each link or router that fails or comes
 * back is taken out of, or into, the tables of all routers at one instant, a
 * set time later.  Tables without what has failed are made when the first
 * packet asks; those of the whole network are kept. */
#include <glib.h>

#include "sim/network_state.h"
#include "sim/trail.h"

struct reconvergence
{
  sim_time delay;
  event_kind link_fails, link_returns, router_fails, router_returns;
  bool *links_out;        /* by wired channel: is its link known to be out? */
  bool *routers_out;      /* by id */
  struct routing *tables; /* without those; NULL: not made yet, or whole */
};

/* What routers choose by is of the past. */
static void
forget_tables (struct network *network)
{
  trails_touch_all (network);
  routing_free (network->reconvergence->tables);
  network->reconvergence->tables = NULL;
  network->forwarding = NULL;
  network_forget_nearest (network);
}

static void
know_link (struct network *network, const struct link *link, bool out)
{
  for (guint i = 0; i < network->channels->len; i++)
    if (channel_link (g_ptr_array_index (network->channels, i)) == link)
      network->reconvergence->links_out[i] = out;
  forget_tables (network);
}

static void
know_router (struct network *network, const struct node *router, bool out)
{
  network->reconvergence->routers_out[router->id] = out;
  forget_tables (network);
}

/* ---- events; subject: the link or router ---------------------------- */

static void
link_fails (struct sim *sim, void *subject)
{
  know_link (sim->network, subject, true);
}

static void
link_returns (struct sim *sim, void *subject)
{
  know_link (sim->network, subject, false);
}

static void
router_fails (struct sim *sim, void *subject)
{
  know_router (sim->network, subject, true);
}

static void
router_returns (struct sim *sim, void *subject)
{
  know_router (sim->network, subject, false);
}

static void
announce (struct network *network, event_kind kind, void *subject)
{
  struct engine *engine = network->sim->engine;
  sim_time now = engine_now (engine), delay = network->reconvergence->delay;

  if (delay < SIM_TIME_MAX - now)
    engine_schedule (engine, now + delay, ORIGIN_WORLD, kind, subject);
}

void
network_announce_link (struct network *network, struct link *link, bool up)
{
  const struct reconvergence *r = network->reconvergence;

  if (r)
    announce (network, up ? r->link_returns : r->link_fails, link);
}

void
network_announce_node (struct network *network, struct node *node, bool up)
{
  const struct reconvergence *r = network->reconvergence;

  if (r && node->kind == NODE_ROUTER)
    announce (network, up ? r->router_returns : r->router_fails, node);
}

/* ---- tables -------------------------------------------------------- */

/* Those to forward by now, made if need be. */
void
network_converge (struct network *network)
{
  struct reconvergence *r = network->reconvergence;
  guint n = network->channels->len;
  g_autofree bool *out = NULL;
  bool any = false;

  if (!r)
    g_error ("network_freeze() must come before the first packet or path");
  out = g_new (bool, n);
  for (guint i = 0; i < n; i++)
    {
      const struct channel *channel = g_ptr_array_index (network->channels, i);

      out[i] = r->links_out[i] || r->routers_out[channel->from->id]
               || r->routers_out[channel->to->id];
      any = any || out[i];
    }
  if (any)
    r->tables = routing_new_without (network->routing, out);
  network->forwarding = any ? r->tables : network->routing;
}

/* ---- life ---------------------------------------------------------- */

void
network_set_reconvergence (struct network *network, sim_time delay)
{
  struct engine *engine = network->sim->engine;
  struct reconvergence *r = g_new0 (struct reconvergence, 1);

  g_assert (network->routing && !network->reconvergence && delay >= 0);
  r->delay = delay;
  r->link_fails = engine_kind (engine, "routes-link-fails", link_fails);
  r->link_returns = engine_kind (engine, "routes-link-returns", link_returns);
  r->router_fails = engine_kind (engine, "routes-router-fails", router_fails);
  r->router_returns
      = engine_kind (engine, "routes-router-returns", router_returns);
  r->links_out = g_new0 (bool, network->channels->len);
  r->routers_out = g_new0 (bool, network->n_routers);
  network->reconvergence = r;
}

void
network_free_reconvergence (struct network *network)
{
  struct reconvergence *r = network->reconvergence;

  if (!r)
    return;
  routing_free (r->tables);
  g_free (r->links_out);
  g_free (r->routers_out);
  g_free (r);
}
