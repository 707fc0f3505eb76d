/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a scenario to a simulation that is ready to run.  The order is fixed:
 * routers and links in the order of the topology, sites, cells, mobile nodes in
 * the order of their entries; then listeners, the architecture, motion,
 * traffic.  Nodes get their ids, and events their order, from it. */
#include <math.h>
#include <string.h>

#include "models/attack/attack.h"
#include "models/fault/fault.h"
#include "models/motion/motion.h"
#include "scenarios/scenario_tables.h"
#include "scenarios/topology.h"

/* What a motion model keeps for one entry. */
struct motion_state
{
  const struct motion_model *model;
  void *state;
};

/* The mobile nodes of one entry: a stretch of domain->mobile_nodes. */
struct entry_nodes
{
  const struct mobile_nodes_config *config;
  unsigned first, n;
};

static void
motion_state_free (void *pointer)
{
  struct motion_state *motion = pointer;

  if (motion->model->free)
    motion->model->free (motion->state);
  g_free (motion);
}

/* ---- network ------------------------------------------------------- */

static struct node *
node_of (const struct simulation *simulation, const char *name)
{
  int64_t at = topology_find (simulation->scenario->topology, name);

  g_assert (at >= 0);
  return network_node (simulation->sim->network, (uint32_t)at);
}

/* Routers come first, so that a node's id is its index in the topology. */
static void
wire_network (struct simulation *simulation)
{
  struct network *network = simulation->sim->network;
  const struct topology *topology = simulation->scenario->topology;
  sim_time reconvergence = simulation->scenario->domain.routing.reconvergence;

  for (uint32_t i = 0; i < topology->nodes->len; i++)
    network_add_router (network, topology_node (topology, i)->name);
  for (unsigned i = 0; i < topology->links->len; i++)
    {
      const struct topology_link *link
          = &g_array_index (topology->links, struct topology_link, i);

      network_add_link (network, network_node (network, link->a),
                        network_node (network, link->b), &link->ab, &link->ba);
    }
  network_freeze (network);
  if (reconvergence != SIM_TIME_NONE)
    network_set_reconvergence (network, reconvergence);
}

static void
wire_sites (struct simulation *simulation)
{
  const struct sites_config *sites = &simulation->scenario->sites;
  struct domain *domain = simulation->domain;

  domain->anchor = node_of (simulation, sites->anchor);
  domain->controller = node_of (simulation, sites->controller);
  for (size_t i = 0; i < sites->access.n; i++)
    domain_add_access_router (
        domain, node_of (simulation, ((char **)sites->access.items)[i]));
  for (size_t i = 0; i < sites->correspondents.n; i++)
    g_ptr_array_add (
        domain->correspondents,
        node_of (simulation, ((char **)sites->correspondents.items)[i]));
}

/* Where the name stands among the domain's; NULL: the first, which has none. */
static uint32_t
find_technology (const struct domain *domain, const char *name)
{
  const GArray *all = domain->technologies;

  for (guint i = 1; name && i < all->len; i++)
    if (strcmp (g_array_index (all, struct technology_config, i).name, name)
        == 0)
      return i;
  return 0;
}

/* @radius: NAN: that of the technology. */
static void
add_cell (struct simulation *simulation, const struct access_router *at,
          double x, double y, const char *technology, double radius)
{
  struct domain *domain = simulation->domain;
  struct cell cell = { .x = x,
                       .y = y,
                       .router = at->index,
                       .technology = find_technology (domain, technology),
                       .radius = radius };

  if (isnan (radius))
    cell.radius = g_array_index (domain->technologies, struct technology_config,
                                 cell.technology)
                      .radius;
  g_array_append_val (domain->cells, cell);
}

static const struct topology_node *
place_of (const struct simulation *simulation,
          const struct access_router *router)
{
  return topology_node (simulation->scenario->topology, router->node->id);
}

static const struct access_router *
nearest_router (const struct simulation *simulation, double x, double y)
{
  const GPtrArray *routers = simulation->domain->routers;
  const struct access_router *nearest = NULL;
  double least = INFINITY;

  for (guint i = 0; i < routers->len; i++)
    {
      const struct topology_node *place
          = place_of (simulation, routers->pdata[i]);
      double d = hypot (place->x - x, place->y - y);

      if (d < least)
        {
          least = d;
          nearest = routers->pdata[i];
        }
    }
  return nearest;
}

static bool
wire_cell_sites (struct simulation *simulation, GError **error)
{
  const scenario *s = simulation->scenario;
  const struct cell_sites_config *config = &s->cell_sites;
  g_autoptr (GArray) sites
      = g_array_new (FALSE, FALSE, sizeof (struct cell_site));

  if (!cell_sites_read (config, sites, error))
    return false;
  for (guint i = 0; i < sites->len; i++)
    {
      const struct cell_site *site
          = &g_array_index (sites, struct cell_site, i);
      const struct access_router *router
          = nearest_router (simulation, site->x, site->y);

      if (!router)
        {
          g_set_error (error, SCENARIO_ERROR, SCENARIO_ERROR_VALUE,
                       "%s: at /access/cell_sites: the nearest access site "
                       "serves each cell, but none has a position",
                       s->path);
          return false;
        }
      add_cell (simulation, router, site->x, site->y, config->technology,
                config->range && site->range > 0 ? site->range : NAN);
    }
  return true;
}

/* As stated and from the file; with neither, one at each access site that has
 * a position. */
static bool
wire_cells (struct simulation *simulation, GError **error)
{
  const scenario *s = simulation->scenario;
  const GPtrArray *routers = simulation->domain->routers;
  const struct cell_config *cells = s->cells.items;

  for (size_t i = 0; i < s->cells.n; i++)
    add_cell (simulation,
              domain_router_at (simulation->domain,
                                node_of (simulation, cells[i].router)),
              cells[i].position[0], cells[i].position[1], cells[i].technology,
              cells[i].radius);
  if (s->has_cell_sites)
    return wire_cell_sites (simulation, error);
  for (guint i = 0; s->cells.n == 0 && i < routers->len; i++)
    {
      const struct topology_node *place
          = place_of (simulation, routers->pdata[i]);

      if (!isnan (place->x))
        add_cell (simulation, routers->pdata[i], place->x, place->y, NULL, NAN);
    }
  return true;
}

/* ---- mobile nodes -------------------------------------------------- */

static const struct motion_model *
motion_of (const struct mobile_nodes_config *config)
{
  return config->motion.chosen->implementation;
}

/* Names of the nodes of an entry: by its count, or as the trace has them. */
static bool
entry_node_names (const struct mobile_nodes_config *config, GPtrArray *names,
                  GError **error)
{
  const struct motion_model *model = motion_of (config);

  if (config->count == 0 && model->names)
    return model->names (config->motion.config, names, error);
  for (int64_t i = 0; i < MAX (1, config->count); i++)
    g_ptr_array_add (names, mobile_node_name (config, i));
  return true;
}

/* Errors of a model say what; where is known here. */
static bool
prefix_motion_error (const struct simulation *simulation, size_t entry,
                     GError **error)
{
  g_prefix_error (error, "%s: at /mobile_nodes/%zu/motion: ",
                  simulation->scenario->path, entry);
  return false;
}

/* The names of a trace are not known before. */
static bool
check_node_name (const struct simulation *simulation, size_t entry,
                 const char *name, GHashTable *taken, GError **error)
{
  const char *path = simulation->scenario->path;

  if (strlen (name) > NODE_NAME_MAX)
    g_set_error (error, SCENARIO_ERROR, SCENARIO_ERROR_VALUE,
                 "%s: at /mobile_nodes/%zu: expected names of at most %d "
                 "octets, found %zu: \"%.40s...\"",
                 path, entry, NODE_NAME_MAX, strlen (name), name);
  else if (g_hash_table_add (taken, g_strdup (name)))
    return true;
  else
    g_set_error (error, SCENARIO_ERROR, SCENARIO_ERROR_VALUE,
                 "%s: at /mobile_nodes/%zu: the name \"%s\" is taken", path,
                 entry, name);
  return false;
}

static bool
wire_entry (struct simulation *simulation, size_t i, struct entry_nodes *entry,
            GHashTable *taken, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (!entry_node_names (entry->config, names, error))
    return prefix_motion_error (simulation, i, error);
  entry->first = simulation->domain->mobile_nodes->len;
  entry->n = names->len;
  for (unsigned j = 0; j < names->len; j++)
    {
      const char *name = names->pdata[j];

      if (!check_node_name (simulation, i, name, taken, error))
        return false;
      domain_add_mobile_node (simulation->domain, name,
                              (uint32_t)entry->config->prefixes);
    }
  return true;
}

static bool
wire_mobile_nodes (struct simulation *simulation, struct entry_nodes *entries,
                   GError **error)
{
  const scenario *s = simulation->scenario;
  g_autoptr (GHashTable) taken
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (uint32_t i = 0; i < s->topology->nodes->len; i++)
    g_hash_table_add (taken, g_strdup (topology_node (s->topology, i)->name));
  for (size_t i = 0; i < s->mobile_nodes.n; i++)
    {
      entries[i].config
          = (const struct mobile_nodes_config *)s->mobile_nodes.items + i;
      if (!wire_entry (simulation, i, &entries[i], taken, error))
        return false;
    }
  return true;
}

static struct mobile_node *const *
nodes_of (const struct simulation *simulation, const struct entry_nodes *entry)
{
  const GPtrArray *nodes = simulation->domain->mobile_nodes;

  if (entry->n == 0)
    return NULL;
  return (struct mobile_node *const *)nodes->pdata + entry->first;
}

static bool
start_motion (struct simulation *simulation, const struct entry_nodes *entries,
              GError **error)
{
  for (size_t i = 0; i < simulation->scenario->mobile_nodes.n; i++)
    {
      const struct entry_nodes *entry = &entries[i];
      const struct motion_model *model = motion_of (entry->config);
      struct motion_state *motion;
      void *state = NULL;

      if (!model->start (simulation->domain, entry->config->motion.config,
                         nodes_of (simulation, entry), entry->n, &state, error))
        return prefix_motion_error (simulation, i, error);
      motion = g_new (struct motion_state, 1);
      *motion = (struct motion_state){ model, state };
      g_ptr_array_add (simulation->motions, motion);
    }
  return true;
}

/* ---- traffic ------------------------------------------------------- */

/* The nodes of the entry of this name; NULL: all. */
static struct node_stretch
find_nodes (const struct simulation *simulation,
            const struct entry_nodes *entries, const char *name)
{
  const GPtrArray *all = simulation->domain->mobile_nodes;
  size_t i = 0;

  if (!name)
    return (struct node_stretch){ (struct mobile_node *const *)all->pdata,
                                  all->len };
  while (strcmp (entries[i].config->name, name) != 0)
    i++;
  return (struct node_stretch){ nodes_of (simulation, &entries[i]),
                                entries[i].n };
}

static bool
start_traffic_entry (struct simulation *simulation,
                     const struct traffic_config *config,
                     const struct entry_nodes *entries, GError **error)
{
  struct traffic *traffic = simulation->domain->traffic;
  struct node_stretch nodes = find_nodes (simulation, entries, config->nodes);
  const char *peers = traffic_peer_nodes (config);

  if (peers)
    {
      struct node_stretch with = find_nodes (simulation, entries, peers);

      return traffic_add_pairs (traffic, config, &nodes, &with, error);
    }
  traffic_add (traffic, config, nodes.nodes, nodes.n,
               config->correspondent
                   ? node_of (simulation, config->correspondent)
                   : NULL);
  return true;
}

static bool
start_traffic (struct simulation *simulation, const struct entry_nodes *entries,
               GError **error)
{
  const scenario *s = simulation->scenario;
  const struct traffic_config *configs = s->traffic.items;

  for (size_t i = 0; i < s->traffic.n; i++)
    if (!start_traffic_entry (simulation, &configs[i], entries, error))
      {
        g_prefix_error (error, "%s: at /traffic/%zu/peer: ", s->path, i);
        return false;
      }
  return true;
}

/* ---- faults -------------------------------------------------------- */

static bool
start_faults (struct simulation *simulation, GError **error)
{
  const scenario *s = simulation->scenario;

  simulation->faults
      = faults_start (simulation->domain, s->faults.items, s->faults.n, error);
  if (simulation->faults)
    return true;
  g_prefix_error (error, "%s: at /faults/", s->path);
  return false;
}

/* ---- attacks ------------------------------------------------------- */

static bool
start_attacks (struct simulation *simulation, GError **error)
{
  const scenario *s = simulation->scenario;

  simulation->attacks = attacks_start (simulation->domain, s->attacks.items,
                                       s->attacks.n, error);
  if (simulation->attacks)
    return true;
  g_prefix_error (error, "%s: at /attacks/", s->path);
  return false;
}

/* ---- all ----------------------------------------------------------- */

/* What the architecture can only tell of the whole domain. */
static bool
check_architecture (const struct simulation *simulation, GError **error)
{
  const struct variant_value *value = &simulation->scenario->architecture;
  const struct architecture *architecture = value->chosen->implementation;
  GError *cause = NULL;

  if (!architecture->check
      || architecture->check (simulation->domain, value->config, &cause))
    return true;
  g_set_error (error, SCENARIO_ERROR, SCENARIO_ERROR_VALUE,
               "%s: at /architecture/%s", simulation->scenario->path,
               cause->message);
  g_error_free (cause);
  return false;
}

static bool
wire (struct simulation *simulation, simulation_prepare *prepare, void *data,
      GError **error)
{
  const scenario *s = simulation->scenario;
  g_autofree struct entry_nodes *entries
      = g_new0 (struct entry_nodes, s->mobile_nodes.n);

  wire_network (simulation);
  wire_sites (simulation);
  if (!wire_cells (simulation, error)
      || !wire_mobile_nodes (simulation, entries, error))
    return false;
  if (!check_architecture (simulation, error))
    return false;
  engine_reserve_origins (simulation->sim->engine,
                          network_nodes (simulation->sim->network) + 1);
  traffic_new (simulation->domain);
  if (prepare)
    prepare (simulation, data);
  domain_build (simulation->domain, s->architecture.chosen->implementation,
                s->architecture.config);
  return start_motion (simulation, entries, error)
         && start_traffic (simulation, entries, error)
         && start_faults (simulation, error)
         && start_attacks (simulation, error);
}

struct simulation *
simulation_new (const scenario *s, uint64_t replication,
                simulation_prepare *prepare, void *data, GError **error)
{
  struct simulation *simulation = g_new0 (struct simulation, 1);

  simulation->scenario = s;
  simulation->sim = sim_new (s->seed, replication);
  simulation->domain = domain_new (simulation->sim, &s->domain);
  simulation->motions = g_ptr_array_new_with_free_func (motion_state_free);
  if (wire (simulation, prepare, data, error))
    return simulation;
  simulation_free (simulation);
  return NULL;
}

void
simulation_free (struct simulation *simulation)
{
  if (!simulation)
    return;
  g_ptr_array_unref (simulation->motions);
  faults_free (simulation->faults);
  attacks_free (simulation->attacks);
  domain_free (simulation->domain);
  sim_free (simulation->sim);
  g_free (simulation);
}
