/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who the peer of a flow is: a server beside the access router, or another
 * mobile node by a rule of pairing.  Correspondents need no more than their
 * name. */
#include <gsl/gsl_rng.h>

#include "models/access/access.h"
#include "models/traffic/state.h"

G_DEFINE_QUARK (dmmsim - traffic - error - quark, traffic_error)

/* ---- parameters ---------------------------------------------------- */

enum pairing
{
  PAIRING_INDEX,
  PAIRING_RANDOM,
  PAIRING_ALL
};
static const char *const pairing_names[] = { "index", "random", "all", NULL };

struct pairing_config
{
  char *nodes;
  int pairing; /* enum pairing */
};

static const struct parameter pairing_parameters[]
    = { { .key = "nodes",
          .type = PARAMETER_STRING,
          .offset = offsetof (struct pairing_config, nodes),
          .help = "entry of mobile_nodes that the peers are of",
          .reference = REFERENCE_MOBILE_NODES },
        { .key = "pairing",
          .type = PARAMETER_ENUM,
          .offset = offsetof (struct pairing_config, pairing),
          .fallback = "\"index\"",
          .help = "index: the first with the first, the second with the "
                  "second, in turn if the peers are fewer; random: one drawn "
                  "for each node; all: each with all.  Never with itself",
          .choices = pairing_names },
        { 0 } };

static const struct parameter no_parameters[] = { { 0 } };

static const struct variant access_router_variant = {
  .name = "access-router",
  .help = "a server beside the access router that serves the node when the "
          "flow starts; the flow keeps its server",
  .of = no_parameters,
};

static const struct variant mobile_node_variant = {
  .name = "mobile-node",
  .help = "another mobile node; down is towards the node of the traffic entry",
  .of = pairing_parameters,
  .size = sizeof (struct pairing_config),
};

const struct variant *const traffic_peer_variants[]
    = { &access_router_variant, &mobile_node_variant, NULL };

bool
traffic_peer_is_server (const struct traffic_config *config)
{
  return config->peer.chosen == &access_router_variant;
}

const char *
traffic_peer_nodes (const struct traffic_config *config)
{
  const struct pairing_config *pairing = config->peer.config;

  return config->peer.chosen == &mobile_node_variant ? pairing->nodes : NULL;
}

bool
traffic_pairs_by_index (const struct traffic_config *config)
{
  const struct pairing_config *pairing = config->peer.config;

  return config->peer.chosen == &mobile_node_variant
         && pairing->pairing == PAIRING_INDEX;
}

/* ---- servers ------------------------------------------------------- */

void
peers_add_servers (struct traffic *traffic)
{
  const GPtrArray *routers = traffic->domain->routers;

  if (traffic->servers)
    return;
  traffic->servers = g_array_new (FALSE, FALSE, sizeof (struct address));
  for (guint i = 0; i < routers->len; i++)
    {
      const struct access_router *router = g_ptr_array_index (routers, i);
      struct node *node = router->node;
      struct prefix prefix = network_new_prefix (node->network, node);
      struct address address = prefix_host (&prefix, 1);

      node_add_server (node, &address);
      node_set_handler (node, NEXT_UDP, receiver_at_peer, traffic);
      g_array_append_val (traffic->servers, address);
    }
}

/* ---- pairs --------------------------------------------------------- */

/* One of @peers but @mn itself, or NULL; @peers are a stretch of all nodes. */
static struct mobile_node *
draw_peer (struct traffic *traffic, const struct traffic_config *config,
           const struct mobile_node *mn, const struct node_stretch *peers)
{
  g_autofree char *purpose = g_strdup_printf ("traffic.%s.peer", config->name);
  struct random_parked stream = random_stream_parked (
      &traffic_sim (traffic)->random, mn->node->name, purpose);
  uint32_t own = peers->n > 0 ? mn->index - peers->nodes[0]->index : 0;
  unsigned n = own < peers->n ? peers->n - 1 : peers->n;
  unsigned long drawn;

  if (n == 0)
    return NULL;
  random_stream_resume (traffic->seat, &stream);
  drawn = gsl_rng_uniform_int (traffic->seat, n);
  random_stream_park (traffic->seat, &stream);
  return peers->nodes[drawn >= own ? drawn + 1 : drawn];
}

/* The peer of the @i-th node, or NULL. */
static struct mobile_node *
find_peer (struct traffic *traffic, const struct traffic_config *config,
           struct mobile_node *mn, unsigned i, const struct node_stretch *peers)
{
  struct mobile_node *peer;

  if (!traffic_pairs_by_index (config))
    return draw_peer (traffic, config, mn, peers);
  peer = peers->n > 0 ? peers->nodes[i % peers->n] : NULL;
  return peer == mn ? NULL : peer;
}

/* Adds @mn's flows, with one peer or with all; false if there is none. */
static bool
pair_node (struct traffic *traffic, const struct traffic_entry *entry,
           struct mobile_node *mn, unsigned i, const struct node_stretch *peers)
{
  const struct pairing_config *pairing = entry->config->peer.config;
  struct mobile_node *peer;
  bool any = false;

  if (pairing->pairing != PAIRING_ALL)
    {
      peer = find_peer (traffic, entry->config, mn, i, peers);
      if (peer)
        source_add (traffic, entry, mn, peer, peer->node);
      return peer;
    }
  for (unsigned j = 0; j < peers->n; j++)
    if (peers->nodes[j] != mn)
      {
        peer = peers->nodes[j];
        source_add (traffic, entry, mn, peer, peer->node);
        any = true;
      }
  return any;
}

bool
traffic_add_pairs (struct traffic *traffic, const struct traffic_config *config,
                   const struct node_stretch *nodes,
                   const struct node_stretch *peers, GError **error)
{
  const struct traffic_entry *entry = traffic_new_entry (traffic, config);

  for (unsigned i = 0; i < nodes->n; i++)
    if (!pair_node (traffic, entry, nodes->nodes[i], i, peers))
      {
        g_set_error (error, TRAFFIC_ERROR, TRAFFIC_ERROR_PEER,
                     "\"%s\" has no peer but itself: name an entry of "
                     "mobile_nodes with others",
                     nodes->nodes[i]->node->name);
        return false;
      }
  return true;
}

/* ---- ends ---------------------------------------------------------- */

/* Where the peer is, if it can be told now. */
static bool
find_peer_end (const struct traffic_source *source, struct flow_ends *ends)
{
  const struct access_router *router = source->mn->router;

  *ends = (struct flow_ends){ .peer = source->peer };
  if (source->peer_mn)
    {
      ends->peer_mn_address
          = access_select_address (source->peer_mn, &address_unspecified);
      if (ends->peer_mn_address)
        ends->peer_address = ends->peer_mn_address->address;
      return ends->peer_mn_address;
    }
  if (source->peer)
    {
      ends->peer_address = source->peer->address;
      return true;
    }
  if (!router)
    return false;
  ends->peer = router->node;
  ends->peer_address
      = g_array_index (source->traffic->servers, struct address, router->index);
  return true;
}

bool
peers_find_ends (const struct traffic_source *source, struct flow_ends *ends)
{
  if (!find_peer_end (source, ends))
    return false;
  ends->address = access_select_address (source->mn, &ends->peer_address);
  return ends->address;
}
