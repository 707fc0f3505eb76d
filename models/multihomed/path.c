/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The WAN interfaces of MAGs: address, routes, entity. */
#include "models/multihomed/anchor.h"
#include "models/multihomed/mobile_network.h"
#include "models/multihomed/session.h"

/* ---- which there are ----------------------------------------------- */

static struct link *
via_link (const struct domain *domain, const struct access_router *router,
          const char *name)
{
  struct network *network = domain->sim->network;
  const struct node *via = network_find_node (network, name);
  bool first;

  return via && via != router->node
             ? network_find_link (network, router->node, via, &first)
             : NULL;
}

static struct link *
path_link (const struct domain *domain, const struct access_router *router,
           const struct path_config *config)
{
  return via_link (domain, router, config->via);
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

/* Is each station a node that every MAG of the path has a link to, and later
 * than the one before? */
static bool
check_station (const struct domain *domain, const struct path_config *path,
               size_t i)
{
  const struct station_config *stations = path->stations.items;
  sim_time earliest = i > 0 ? stations[i - 1].at + path->l2_handover : 0;

  for (guint j = 0; j < domain->routers->len; j++)
    {
      const struct access_router *router
          = g_ptr_array_index (domain->routers, j);

      if (path_link (domain, router, path)
          && !via_link (domain, router, stations[i].via))
        return false;
    }
  return stations[i].at > earliest;
}

static bool
check_stations (const struct domain *domain, const struct path_config *paths,
                size_t at, GError **error)
{
  for (size_t i = 0; i < paths[at].stations.n; i++)
    if (!check_station (domain, &paths[at], i))
      {
        g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
                     "paths/%zu/stations/%zu: expected a node with a link to "
                     "every access site of the path, later than the station "
                     "before it by more than l2_handover",
                     at, i);
        return false;
      }
  return true;
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
      if (!check_stations (domain, paths, i, error))
        return false;
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
    heartbeat_answer (&path->entity, source, message, path->mag->restarts);
}

static void
path_receive (struct mobility_entity *entity, const struct mh_message *message,
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
  mn = mobility_find_mn (entity, message);
  entry = mn ? mag_find (path->mag, mn) : NULL;
  if (entry)
    session_receive (entry, message);
}

/* ---- paths come and go --------------------------------------------- */

static uint32_t
path_index (const struct mag_path *path)
{
  const struct mag_paths *paths = paths_of (path->mag);
  uint32_t at = 0;

  while (paths->items[at] != path)
    at++;
  return at;
}

/* What the MAG has learnt of the path. */
static void
path_update (struct mag_path *path)
{
  bool usable
      = (link_is_up (path->link) || !path->multihomed->config->interface_events)
        && path->to_lma.reachable;
  const GPtrArray *nodes = path->multihomed->pmipv6.nodes;
  uint32_t at;

  if (path->usable == usable)
    return;
  path->usable = usable;
  at = path_index (path);
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

/* ---- stations ------------------------------------------------------ */

static void
path_set_timer (struct mag_path *path, sim_time at)
{
  timer_set (path->entity.domain->sim->engine, &path->move, at,
             node_origin (path->entity.node), path->multihomed->station, path);
}

static void
path_arrive (struct mag_path *path, const struct station *station)
{
  const GPtrArray *nodes = path->multihomed->pmipv6.nodes;
  uint32_t at = path_index (path);

  path->link = station->link;
  path->entity.address = path->from_lma.peer = station->address;
  link_set_up (path->link, true);
  for (guint i = 0; i < nodes->len; i++)
    {
      const struct pmipv6_node *node = g_ptr_array_index (nodes, i);

      for (struct bul_entry *entry = node->entries; entry; entry = entry->next)
        if (entry->mag == path->mag && entry->extension)
          session_path_moved (entry->extension, at);
    }
}

/* The station is left; after the layer-2 handover the next one is there. */
void
path_station_due (struct sim *sim, void *subject)
{
  struct mag_path *path = subject;
  const struct station *next = &path->stations[path->station + 1];
  sim_time there = next->at + path->config->l2_handover;

  link_set_up (path->link, false);
  if (sim_now (sim) < there)
    {
      path_set_timer (path, there);
      return;
    }
  path->station++;
  path_arrive (path, next);
  if (path->station + 1 < path->n_stations)
    path_set_timer (path, next[1].at);
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
  path->entity.recognises = MOBILITY_TYPE (MH_HB);
  if (multihomed->config->has_heartbeat)
    heartbeat_start (&path->to_lma);
}

static void
path_add_station (struct mag_path *path, const char *name, sim_time at)
{
  struct domain *domain = path->multihomed->pmipv6.domain;
  struct network *network = domain->sim->network;
  struct station *station = &path->stations[path->n_stations];

  station->link = via_link (domain, path->mag->router, name);
  station->address = path_take_address (
      path->mag->entity.node, network_find_node (network, name), station->link);
  station->at = at;
  if (path->n_stations++ > 0) /* before anyone watches */
    link_set_up (station->link, false);
  if (path->multihomed->config->interface_events)
    network_watch_link (network, station->link, path_link_changed, path);
  g_hash_table_insert (path->multihomed->by_address, &station->address, path);
}

/* All have their Proxy-CoA from the start: a message about one that has been
 * left can still be under way. */
static void
path_add_stations (struct mag_path *path)
{
  const struct parameter_list *list = &path->config->stations;
  const struct station_config *configs = list->items;

  path->stations = g_new0 (struct station, list->n + 1);
  path_add_station (path, path->config->via, 0);
  path->link = path->stations[0].link;
  for (size_t i = 0; i < list->n; i++)
    path_add_station (path, configs[i].via, configs[i].at);
  if (list->n > 0)
    path_set_timer (path, configs[0].at);
}

static void
path_add (struct multihomed *multihomed, struct mag *mag, size_t i)
{
  struct domain *domain = multihomed->pmipv6.domain;
  const struct path_config *config
      = (const struct path_config *)multihomed->config->paths.items + i;
  struct mag_paths *paths = &multihomed->gateways[mag->router->index];
  struct mag_path *path = g_new0 (struct mag_path, 1);

  path->multihomed = multihomed;
  path->mag = mag;
  path->config = config;
  path->entity.domain = domain;
  path->entity.node = mag->entity.node;
  path->usable = true;
  path_add_stations (path);
  mobility_entity_init_at (&path->entity, domain, mag->entity.node, ROLE_MAG,
                           path_receive, &path->stations[0].address);
  path->bid = path_bid (multihomed->config, i);
  path->label = (uint8_t)config->label;
  path->technology = (uint8_t)(config->technology + 1);
  path->number = ++multihomed->n_paths;
  path_start_heartbeat (path);
  paths->items = g_renew (struct mag_path *, paths->items, paths->n + 1);
  paths->items[paths->n++] = path;
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
          if (path_link (domain, router, &configs[j]))
            path_add (multihomed, router->entity, j);
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
        {
          g_free (paths->items[j]->stations);
          g_free (paths->items[j]);
        }
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
