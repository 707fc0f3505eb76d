/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The WAN interfaces of MAGs: address, routes, entity. */
#include "models/multihomed/anchor.h"
#include "models/multihomed/mobile_network.h"
#include "models/multihomed/session.h"

/* ---- which there are ----------------------------------------------- */

static struct link *
path_link (const struct domain *domain, const struct access_router *router,
           const struct path_config *config)
{
  struct network *network = domain->sim->network;
  const struct node *via = network_find_node (network, config->via);
  bool first;

  return via && via != router->node
             ? network_find_link (network, router->node, via, &first)
             : NULL;
}

static uint8_t
path_bid (const struct multihomed_config *config, size_t i)
{
  const struct path_config *paths = config->paths.items;

  return (uint8_t)(paths[i].bid ? paths[i].bid : (int64_t)i + 1);
}

static bool
path_has_link (const struct domain *domain, const struct path_config *path)
{
  for (guint i = 0; i < domain->routers->len; i++)
    if (path_link (domain, g_ptr_array_index (domain->routers, i), path))
      return true;
  return false;
}

bool
paths_check (const struct domain *domain,
             const struct multihomed_config *config, GError **error)
{
  const struct path_config *paths = config->paths.items;

  for (size_t i = 0; i < config->paths.n; i++)
    {
      if (!path_has_link (domain, &paths[i]))
        {
          g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
                       "paths/%zu/via: expected a node with a link to an "
                       "access site, found \"%s\"",
                       i, paths[i].via);
          return false;
        }
      for (size_t j = 0; j < i; j++)
        if (path_bid (config, i) == path_bid (config, j))
          {
            g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
                         "paths/%zu/bid: %u is that of paths/%zu", i,
                         path_bid (config, i), j);
            return false;
          }
    }
  return true;
}

/* ---- receiving ----------------------------------------------------- */

static void
path_heartbeat (struct mag_path *path, const struct address *source,
                const struct mh_message *message)
{
  if (message->heartbeat.response)
    heartbeat_answered (&path->to_lma, message);
  else
    heartbeat_answer (&path->entity, source, message);
}

static void
path_receive (struct proxy_entity *entity, const struct mh_message *message,
              const struct packet *packet)
{
  struct mag_path *path = (struct mag_path *)entity;
  struct address source = packet_source (packet);
  struct bul_entry *entry;
  struct mobile_node *mn;

  if (mag_take (path->mag, message, packet, entity->received)
      || !address_equal (&source, &path->mag->pmipv6->lma->entity.address))
    return;
  if (message->type == MH_HB)
    path_heartbeat (path, &source, message);
  if (message->type != MH_BA)
    return;
  mn = proxy_find_mn (entity->domain, message);
  entry = mn ? mag_find (path->mag, mn) : NULL;
  if (entry)
    session_receive (entry, message);
}

/* ---- paths come and go --------------------------------------------- */

/* What the MAG has learnt of the path. */
static void
path_update (struct mag_path *path)
{
  bool usable
      = (link_is_up (path->link) || !path->multihomed->config->interface_events)
        && path->to_lma.reachable;
  const struct mag_paths *paths = paths_of (path->mag);
  const GPtrArray *nodes = path->multihomed->pmipv6.nodes;
  uint32_t at = 0;

  if (path->usable == usable)
    return;
  path->usable = usable;
  while (paths->items[at] != path)
    at++;
  for (guint i = 0; i < nodes->len; i++)
    {
      const struct pmipv6_node *node = g_ptr_array_index (nodes, i);

      for (struct bul_entry *entry = node->entries; entry; entry = entry->next)
        if (entry->mag == path->mag && entry->extension)
          session_path_changed (entry->extension, at);
    }
}

static void
path_link_changed (struct link *link G_GNUC_UNUSED, bool up G_GNUC_UNUSED,
                   void *data)
{
  path_update (data);
}

static void
path_peer_changed (struct heartbeat *heartbeat)
{
  path_update (heartbeat->owner);
}

/* RFC 5847 3: with a session at least. */
static bool
path_has_session (const struct heartbeat *heartbeat)
{
  const struct mag_path *path = heartbeat->owner;

  return path->mag->count.entries > 0;
}

/* ---- life ---------------------------------------------------------- */

/* An address out of the access network's block, routed over the link; what
 * bears it leaves by the link. */
static struct address
path_take_address (struct node *gateway, struct node *via, struct link *link)
{
  struct prefix prefix = network_new_prefix (via->network, via);
  struct address address = prefix_host (&prefix, 1);
  struct route over = { .kind = ROUTE_ACCESS, .link = link };

  node_add_address (gateway, &address);
  node_add_tunnel_end (gateway, &address);
  node_set_egress_route (gateway, &prefix, &over);
  node_set_route (via, &prefix, &over);
  return address;
}

static void
path_trace (const struct mag_path *path)
{
  struct trace_path record
      = { .number = path->number,
          .gateway = path->entity.node,
          .name = path->config->name ? path->config->name : path->config->via,
          .bid = path->bid,
          .label = path->label,
          .technology = path->technology };

  trace_emit (path->entity.domain->sim->trace, TRACE_PATH_ADDED, &record);
}

static void
path_start_heartbeat (struct mag_path *path)
{
  const struct multihomed *multihomed = path->multihomed;

  path->to_lma = (struct heartbeat){
    .config = &multihomed->config->heartbeat,
    .entity = &path->entity,
    .peer = multihomed->pmipv6.lma->entity.address,
    .reachable = true,
    .kind = multihomed->heartbeat,
    .wanted = path_has_session,
    .changed = path_peer_changed,
    .owner = path,
  };
  path->entity.heartbeats = true;
  if (multihomed->config->has_heartbeat)
    heartbeat_start (&path->to_lma);
}

static void
path_add (struct multihomed *multihomed, struct mag *mag, size_t i,
          struct link *link)
{
  struct domain *domain = multihomed->pmipv6.domain;
  const struct path_config *config
      = (const struct path_config *)multihomed->config->paths.items + i;
  struct mag_paths *paths = &multihomed->gateways[mag->router->index];
  struct mag_path *path = g_new0 (struct mag_path, 1);
  struct address address;

  address = path_take_address (
      mag->entity.node, network_find_node (domain->sim->network, config->via),
      link);
  proxy_entity_init_at (&path->entity, domain, mag->entity.node, ROLE_MAG,
                        path_receive, &address);
  path->multihomed = multihomed;
  path->mag = mag;
  path->config = config;
  path->bid = path_bid (multihomed->config, i);
  path->label = (uint8_t)config->label;
  path->technology = (uint8_t)(config->technology + 1);
  path->number = ++multihomed->n_paths;
  path->link = link;
  path->usable = true;
  path_start_heartbeat (path);
  paths->items = g_renew (struct mag_path *, paths->items, paths->n + 1);
  paths->items[paths->n++] = path;
  g_hash_table_insert (multihomed->by_address, &path->entity.address, path);
  if (multihomed->config->interface_events)
    network_watch_link (domain->sim->network, link, path_link_changed, path);
  path_trace (path);
  anchor_add_path (path);
}

static guint
address_hash (gconstpointer key)
{
  const struct address *address = key;

  return wire_get32 (&address->octet[4]) * 31
         + wire_get32 (&address->octet[12]);
}

static gboolean
address_same (gconstpointer a, gconstpointer b)
{
  return address_equal (a, b);
}

void
paths_build (struct multihomed *multihomed)
{
  struct domain *domain = multihomed->pmipv6.domain;
  const struct path_config *configs = multihomed->config->paths.items;

  multihomed->by_address = g_hash_table_new (address_hash, address_same);
  multihomed->gateways = g_new0 (struct mag_paths, domain->routers->len);
  for (guint i = 0; i < domain->routers->len; i++)
    {
      struct access_router *router = g_ptr_array_index (domain->routers, i);

      for (size_t j = 0; j < multihomed->config->paths.n; j++)
        {
          struct link *link = path_link (domain, router, &configs[j]);

          if (link)
            path_add (multihomed, router->entity, j, link);
        }
      if (multihomed->gateways[i].n == 0)
        continue;
      network_set_stub (domain->sim->network, router->node);
      if (multihomed->config->sessions == SESSIONS_LOGICAL)
        multihomed->gateways[i].network
            = mobile_network_new (multihomed, router->entity, i);
    }
}

void
paths_clear (struct multihomed *multihomed)
{
  const struct domain *domain = multihomed->pmipv6.domain;

  for (guint i = 0; i < domain->routers->len; i++)
    {
      struct mag_paths *paths = &multihomed->gateways[i];

      for (uint32_t j = 0; j < paths->n; j++)
        g_free (paths->items[j]);
      g_free (paths->items);
      mobile_network_free (paths->network);
    }
  g_free (multihomed->gateways);
  g_hash_table_unref (multihomed->by_address);
}

const struct mag_paths *
paths_of (const struct mag *mag)
{
  return &multihomed_of (mag)->gateways[mag->router->index];
}

struct mag_path *
paths_find (const struct multihomed *multihomed,
            const struct address *proxy_coa)
{
  return g_hash_table_lookup (multihomed->by_address, proxy_coa);
}
