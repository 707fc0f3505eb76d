/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What access keeps per domain, node and router, and who listens to it. */
#include "models/access/access.h"

#include "models/access/state.h"
#include "models/codec/nd.h"

void
access_listen_addresses (struct domain *domain, address_listener *listener,
                         void *data)
{
  struct access_listener one = { listener, data };

  g_array_append_val (domain->access->listeners, one);
}

void
access_set_policy (struct domain *domain, address_label *label, void *data)
{
  domain->access->label = label;
  domain->access->label_data = data;
}

void
access_take_discovery (struct domain *domain, packet_handler *handler,
                       void *data)
{
  domain->access->discovery = handler;
  domain->access->discovery_data = data;
}

bool
access_hands_over (const struct access_state *access, struct node *node,
                   struct packet *p)
{
  uint8_t type = packet_ipv6_stored (p) > 0 ? packet_ipv6_payload (p)[0] : 0;

  if (!access->discovery
      || (type != ND_HOME_AGENT_REQUEST && type != ND_HOME_AGENT_REPLY))
    return false;
  access->discovery (node, p, access->discovery_data);
  return true;
}

struct access_state *
access_state_new (struct domain *domain)
{
  struct access_state *access = g_new0 (struct access_state, 1);
  struct engine *engine = domain->sim->engine;

  access->domain = domain;
  l2_init (access);
  access->solicit
      = engine_kind (engine, "access-solicit", host_expire_solicitation);
  access->seat = random_stream_seat ();
  access->nodes = g_array_new (FALSE, TRUE, sizeof (struct access_node));
  access->by_node = g_ptr_array_new ();
  access->sites = g_ptr_array_new ();
  access->chunks = g_ptr_array_new_with_free_func (g_free);
  access->listeners
      = g_array_new (FALSE, FALSE, sizeof (struct access_listener));
  return access;
}

static void
access_node_clear (struct access_node *node)
{
  g_free (node->l2);
  g_free (node->loss);
  g_free (node->foresight);
  if (node->pursuits)
    g_array_unref (node->pursuits);
}

void
access_state_free (struct access_state *access)
{
  if (!access)
    return;
  for (guint i = 0; i < access->nodes->len; i++)
    access_node_clear (&g_array_index (access->nodes, struct access_node, i));
  gsl_rng_free (access->seat);
  g_array_unref (access->nodes);
  g_ptr_array_unref (access->by_node);
  g_ptr_array_unref (access->sites);
  g_ptr_array_unref (access->chunks);
  g_array_unref (access->listeners);
  cell_index_free (access->index);
  g_free (access);
}

static void
put_at (GPtrArray *array, uint32_t id, void *item)
{
  if (array->len <= id)
    g_ptr_array_set_size (array, (gint)id + 1);
  g_ptr_array_index (array, id) = item;
}

void
access_init_mobile_node (struct mobile_node *mn)
{
  struct access_state *access = mn->domain->access;
  struct address link_local = access_link_local (mn->link_layer);

  g_array_set_size (access->nodes, mn->index + 1);
  access_node (mn)->cell = CELL_NONE;
  put_at (access->by_node, mn->node->id, mn);
  node_add_address (mn->node, &link_local);
  node_set_handler (mn->node, NEXT_ICMPV6, host_receive, mn);
}

void
access_init_router (struct access_router *router)
{
  put_at (router->domain->access->sites, router->node->id, router);
  node_add_address (router->node, &address_all_routers);
  node_add_address (router->node, &router->link_local);
  node_set_handler (router->node, NEXT_ICMPV6, router_receive, router);
}
