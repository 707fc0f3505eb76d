/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/hmipv6/map.h"

#include <string.h>

#include "models/access/access.h"
#include "models/hmipv6/local.h"
#include "models/sites.h"

#define MAP_VALID_LIFETIME 2592000 /* AdvValidLifetime, RFC 4861 6.2.1, s */
#define DISTANCE_MAX 15            /* RFC 5380 5: 4 bits */

/* ---- who ----------------------------------------------------------- */

struct map *
map_find (const struct hmipv6 *hmipv6, const struct address *address)
{
  for (guint i = 0; i < hmipv6->maps->len; i++)
    {
      struct map *map = g_ptr_array_index (hmipv6->maps, i);

      if (address_equal (&map->ha->entity.address, address))
        return map;
    }
  return NULL;
}

/* The options that @router advertises, hmipv6->config->advertised of them at
 * most. */
static struct nd_map *
options_of (const struct hmipv6 *hmipv6, const struct access_router *router)
{
  return hmipv6->options + router->index * hmipv6->config->advertised;
}

static bool
advertises (const struct access_router *router, const struct map *map)
{
  const struct nd_map *options = options_of (map->hmipv6, router);

  for (unsigned i = 0; i < router->n_maps; i++)
    if (address_equal (&options[i].address, &map->ha->entity.address))
      return true;
  return false;
}

/* ---- registrations, 6.2 -------------------------------------------- */

static bool
is_regional (const struct hmipv6 *hmipv6, const struct address *address)
{
  for (guint i = 0; i < hmipv6->maps->len; i++)
    {
      const struct map *map = g_ptr_array_index (hmipv6->maps, i);

      if (prefix_contains (&map->link.prefix, address))
        return true;
    }
  return false;
}

/* The list of on-link prefixes that an LCoA may be from. */
static bool
is_on_link (const struct map *map, const struct address *lcoa)
{
  const struct domain *domain = map->link.domain;
  const struct node *at = network_anchor (map->node->network, lcoa);
  const struct access_router *router
      = at ? domain_router_at (domain, at) : NULL;

  if (!router || is_regional (map->hmipv6, lcoa))
    return false;
  return map->hmipv6->config->neighbours || advertises (router, map);
}

static enum binding_status
map_check (const struct ha *ha, struct ha_request *request,
           const struct mh_message *bu G_GNUC_UNUSED,
           const struct ha_entry *entry G_GNUC_UNUSED)
{
  return is_on_link (ha->link->owner, &request->care_of) ? STATUS_ACCEPTED
                                                         : STATUS_PROHIBITED;
}

/* Does a home agent send to @rcoa what is for the node? */
static bool
carries (const struct map *map, const struct mobile_node *mn,
         const struct address *rcoa)
{
  const struct home_link *home = &map->hmipv6->mipv6.home;

  for (guint i = 0; i < home->agents->len; i++)
    {
      const struct ha_entry *entry = ha_find (home_link_agent (home, i), mn);

      if (entry && entry->state == HA_ACTIVE
          && address_equal (&entry->care_of, rcoa))
        return true;
    }
  return false;
}

/* What is for the home address goes to another LCoA now. */
static void
map_bound (struct ha_entry *entry, const struct ha_request *request)
{
  const struct map *map = entry->ha->link->owner;
  struct node *node = entry->ha->entity.node;

  if (carries (map, entry->mn, &request->home_address))
    home_link_trace (&map->hmipv6->mipv6.home, TRACE_ANCHOR_SWITCHED, entry->mn,
                     node, network_anchor (node->network, &entry->care_of),
                     request->transaction);
}

static const struct ha_ops map_ops = {
  .flag = BU_M, .is_live = mipv6_is_live, .check = map_check, .bound = map_bound
};

/* ---- advertising, 5, 7 --------------------------------------------- */

static struct nd_map
make_option (const struct map *map, const struct access_router *router)
{
  uint32_t hops
      = network_path_hops (map->node->network, router->node, map->node);

  return (struct nd_map){ .distance = (uint8_t)MIN (hops + 1, DISTANCE_MAX),
                          .preference = map->preference,
                          .valid_lifetime
                          = map->withdrawn ? 0 : MAP_VALID_LIFETIME,
                          .address = map->ha->entity.address };
}

static GPtrArray *
nodes_of_maps (const struct hmipv6 *hmipv6)
{
  GPtrArray *nodes = g_ptr_array_new ();

  for (guint i = 0; i < hmipv6->maps->len; i++)
    g_ptr_array_add (nodes,
                     ((struct map *)g_ptr_array_index (hmipv6->maps, i))->node);
  return nodes;
}

static void
configure_router (struct hmipv6 *hmipv6, struct access_router *router,
                  const GPtrArray *nodes)
{
  g_autoptr (GArray) order
      = sites_by_distance (hmipv6->mipv6.domain, router->node, nodes);
  struct nd_map *options = options_of (hmipv6, router);

  router->maps = options;
  router->n_maps = MIN (order->len, (unsigned)hmipv6->config->advertised);
  for (unsigned i = 0; i < router->n_maps; i++)
    options[i] = make_option (
        g_ptr_array_index (hmipv6->maps, g_array_index (order, guint, i)),
        router);
}

static void
configure_routers (struct hmipv6 *hmipv6)
{
  const GPtrArray *routers = hmipv6->mipv6.domain->routers;
  g_autoptr (GPtrArray) nodes = nodes_of_maps (hmipv6);

  hmipv6->options
      = g_new0 (struct nd_map, routers->len * hmipv6->config->advertised);
  for (guint i = 0; i < routers->len; i++)
    configure_router (hmipv6, g_ptr_array_index (routers, i), nodes);
}

/* ---- failure, 10 --------------------------------------------------- */

static void
set_lifetime (const struct map *map, const struct access_router *router)
{
  struct nd_map *options = options_of (map->hmipv6, router);

  for (unsigned i = 0; i < router->n_maps; i++)
    if (address_equal (&options[i].address, &map->ha->entity.address))
      options[i] = make_option (map, router);
}

/* The routers' advertisements say something else, and say so at once. */
static void
announce (struct map *map, bool withdrawn)
{
  const struct domain *domain = map->link.domain;

  map->withdrawn = withdrawn;
  for (guint i = 0; i < domain->routers->len; i++)
    set_lifetime (map, g_ptr_array_index (domain->routers, i));
  for (guint i = 0; i < domain->mobile_nodes->len; i++)
    {
      struct mobile_node *mn = g_ptr_array_index (domain->mobile_nodes, i);

      if (mn->router && mn->advertised && advertises (mn->router, map))
        subnet_advertise (mn->router->entity, mn);
    }
}

static void
hear_nothing (struct mobility_entity *entity G_GNUC_UNUSED,
              const struct mh_message *message G_GNUC_UNUSED,
              const struct packet *packet G_GNUC_UNUSED)
{
}

/* Event: the MAP stops; its binding cache is lost. */
static void
map_fail (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct map *map = subject;

  if (map->outages++ > 0)
    return;
  map->receive = map->ha->entity.receive;
  map->ha->entity.receive = hear_nothing;
  ha_forget (map->ha);
}

/* Event: the routers' probes have found no MAP. */
static void
map_withdraw (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct map *map = subject;

  if (map->outages > 0 && !map->withdrawn)
    announce (map, true);
}

/* Event: it is back, with an empty cache. */
static void
map_return (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct map *map = subject;

  if (--map->outages > 0)
    return;
  map->ha->entity.receive = map->receive;
  if (map->withdrawn)
    announce (map, false);
}

static struct map *
map_at (const struct hmipv6 *hmipv6, const char *name)
{
  for (guint i = 0; i < hmipv6->maps->len; i++)
    {
      struct map *map = g_ptr_array_index (hmipv6->maps, i);

      if (strcmp (map->node->name, name) == 0)
        return map;
    }
  return NULL;
}

/* One that is back before the routers have noticed was never away for them. */
static void
schedule_failures (struct hmipv6 *hmipv6)
{
  const struct map_failure_config *failures = hmipv6->config->failures.items;
  struct engine *engine = hmipv6->mipv6.domain->sim->engine;
  event_kind fail = engine_kind (engine, "map-fail", map_fail);
  event_kind withdraw = engine_kind (engine, "map-withdraw", map_withdraw);
  event_kind back = engine_kind (engine, "map-return", map_return);

  for (size_t i = 0; i < hmipv6->config->failures.n; i++)
    {
      struct map *map = map_at (hmipv6, failures[i].map);
      sim_time at = failures[i].at, lasts = failures[i].duration;

      if (!map)
        continue;
      engine_schedule (engine, at, ORIGIN_WORLD, fail, map);
      if (lasts == SIM_TIME_NONE || lasts > hmipv6->config->failure_detection)
        engine_schedule (engine, at + hmipv6->config->failure_detection,
                         ORIGIN_WORLD, withdraw, map);
      if (lasts != SIM_TIME_NONE)
        engine_schedule (engine, at + lasts, ORIGIN_WORLD, back, map);
    }
}

/* ---- life ---------------------------------------------------------- */

static void
map_new (struct hmipv6 *hmipv6, struct node *node, uint8_t preference)
{
  struct domain *domain = hmipv6->mipv6.domain;
  struct map *map = g_new0 (struct map, 1);
  struct prefix prefix = network_new_prefix (domain->sim->network, node);
  struct address address = prefix_host (&prefix, 1);

  map->hmipv6 = hmipv6;
  map->node = node;
  map->preference = preference;
  home_link_init (&map->link, domain, &hmipv6->map_ha, &map_ops, map, &prefix,
                  NULL);
  map->ha = ha_new (&map->link, node, &address, ROLE_MAP);
  g_ptr_array_add (hmipv6->maps, map);
}

#define PREFERENCE_DEFAULT 15

static void
place_maps (struct hmipv6 *hmipv6)
{
  const struct hmipv6_config *config = hmipv6->config;
  struct domain *domain = hmipv6->mipv6.domain;
  const struct map_config *stated = config->maps.items;
  g_autoptr (GPtrArray) nodes = NULL;

  for (size_t i = 0; i < config->maps.n; i++)
    map_new (hmipv6, network_find_node (domain->sim->network, stated[i].node),
             (uint8_t)stated[i].preference);
  if (config->maps.n > 0)
    return;
  nodes = sites_between (domain, (unsigned)config->regions);
  for (guint i = 0; i < nodes->len; i++)
    map_new (hmipv6, g_ptr_array_index (nodes, i), PREFERENCE_DEFAULT);
}

void
maps_build (struct hmipv6 *hmipv6)
{
  hmipv6->maps = g_ptr_array_new ();
  place_maps (hmipv6);
  configure_routers (hmipv6);
  schedule_failures (hmipv6);
}

void
maps_clear (struct hmipv6 *hmipv6)
{
  for (guint i = 0; i < hmipv6->maps->len; i++)
    {
      struct map *map = g_ptr_array_index (hmipv6->maps, i);

      home_link_clear (&map->link);
      g_free (map);
    }
  g_ptr_array_unref (hmipv6->maps);
  g_free (hmipv6->options);
}

/* ---- checks -------------------------------------------------------- */

static bool
is_stated (const struct hmipv6_config *config, size_t n, const char *node)
{
  const struct map_config *maps = config->maps.items;

  for (size_t i = 0; i < n; i++)
    if (strcmp (maps[i].node, node) == 0)
      return true;
  return false;
}

bool
maps_check (const struct domain *domain G_GNUC_UNUSED,
            const struct hmipv6_config *config, GError **error)
{
  const struct map_config *maps = config->maps.items;
  const struct map_failure_config *failures = config->failures.items;

  for (size_t i = 0; i < config->maps.n; i++)
    if (is_stated (config, i, maps[i].node))
      {
        g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
                     "maps/%zu/node: expected another node than \"%s\", which "
                     "is in the list already",
                     i, maps[i].node);
        return false;
      }
  for (size_t i = 0; i < config->failures.n; i++)
    if (!is_stated (config, config->maps.n, failures[i].map))
      {
        g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
                     "failures/%zu/map: expected a node of \"maps\", found "
                     "\"%s\"",
                     i, failures[i].map);
        return false;
      }
  return true;
}
