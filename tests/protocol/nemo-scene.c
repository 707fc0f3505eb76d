/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/protocol/nemo-scene.h"

#include <math.h>

/* ---- the scene ----------------------------------------------------- */

/* The HA knows the prefixes and supports mobile routers. */
struct nemo_scene *
nemo_scene_prepare (void)
{
  struct domain_config config = world_config ();
  struct nemo_scene *s = g_new0 (struct nemo_scene, 1);

  s->host = host_scene_prepare (&config);
  s->config.prefix_table = true;
  s->config.supporting = 1;
  s->config.mipv6.home_agents = 1;
  s->config.network.rate = INFINITY;
  return s;
}

void
nemo_scene_start (struct nemo_scene *s, unsigned prefixes)
{
  domain_build (s->host->w->domain, &architecture_nemo, &s->config);
  s->host->mn = world_add_node (s->host->w, "mr", prefixes);
}

/* Attached at router 0, with @prefixes. */
struct nemo_scene *
nemo_scene_new (int mode, unsigned prefixes)
{
  struct nemo_scene *s = nemo_scene_prepare ();

  s->config.mode = mode;
  nemo_scene_start (s, prefixes);
  host_scene_attach (s->host, 0);
  return s;
}

void
nemo_scene_free (struct nemo_scene *s)
{
  host_scene_free (s->host);
  g_free (s);
}

struct nemo_network *
nemo_scene_network_of (const struct nemo_scene *s)
{
  return nemo_network_of (s->host->mn);
}

struct node *
nemo_scene_agent_node (const struct nemo_scene *s)
{
  return s->host->w->anchor;
}

enum route_kind
nemo_scene_route_at_agent (const struct nemo_scene *s, unsigned i)
{
  const struct route *route = node_find_route (
      nemo_scene_agent_node (s), &nemo_scene_network_of (s)->prefixes[i]);

  return route ? route->kind : ROUTE_PLAIN;
}

unsigned
nemo_scene_count_prefixes (const struct mh_message *bu)
{
  unsigned n = 0;

  while (mh_find (bu, OPTION_MOBILE_NETWORK_PREFIX, n))
    n++;
  return n;
}

void
nemo_scene_read_bu (const struct nemo_scene *s, unsigned nth,
                    struct mh_message *bu)
{
  host_scene_read (s->host, "BU", nth, bu);
  g_assert_cmpuint (bu->bu.flags & (BU_A | BU_H | BU_R), ==,
                    BU_A | BU_H | BU_R);
}

/* Of the network's @i-th prefix. */
struct address
nemo_scene_fixed_node (const struct nemo_scene *s, unsigned i)
{
  const struct subnet subnet
      = { .prefix = nemo_scene_network_of (s)->prefixes[i] };

  return subnet_host (&subnet, s->host->mn).address;
}

unsigned
nemo_scene_data_down (struct nemo_scene *s, const struct address *to)
{
  struct world *w = s->host->w;
  unsigned before = w->received;

  world_send_data (w, w->cn, &w->cn->address, to);
  host_scene_run_for (s->host, SIM_SECOND / 4);
  return w->received - before;
}

unsigned
nemo_scene_data_up (struct nemo_scene *s, struct node *node,
                    const struct address *from)
{
  unsigned before = s->host->at_cn;

  world_send_data (s->host->w, node, from, &s->host->w->cn->address);
  host_scene_run_for (s->host, SIM_SECOND / 4);
  return s->host->at_cn - before;
}

/* Each way, with each fixed node. */
void
nemo_scene_assert_reachable (struct nemo_scene *s, unsigned wanted)
{
  for (unsigned i = 0; i < nemo_scene_network_of (s)->n; i++)
    {
      struct address node = nemo_scene_fixed_node (s, i);

      g_assert_cmpuint (nemo_scene_data_down (s, &node), ==, wanted);
      g_assert_cmpuint (nemo_scene_data_up (s, s->host->mn->node, &node), ==,
                        wanted);
    }
}
