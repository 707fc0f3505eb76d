/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/sites.h"

#include <math.h>

static struct node *
router_node (const struct domain *domain, guint i)
{
  const struct access_router *router = g_ptr_array_index (domain->routers, i);

  return router->node;
}

static sim_time
delay_between (const struct domain *domain, const struct node *from,
               const struct node *to)
{
  return network_path_delay (domain->sim->network, from, to);
}

GPtrArray *
sites_named (const struct domain *domain, const struct parameter_list *names)
{
  GPtrArray *sites = g_ptr_array_new ();

  for (size_t i = 0; i < names->n; i++)
    g_ptr_array_add (sites, network_find_node (domain->sim->network,
                                               ((char **)names->items)[i]));
  return sites;
}

/* ---- who is near --------------------------------------------------- */

/* Delay from @node to the nearest of @sites, *@nearest its index; SIM_TIME_MAX
 * and 0 if none can be reached. */
static sim_time
delay_to_nearest (const struct domain *domain, const struct node *node,
                  const GPtrArray *sites, uint32_t *nearest)
{
  sim_time least = SIM_TIME_MAX;

  *nearest = 0;
  for (guint i = 0; i < sites->len; i++)
    {
      sim_time delay
          = delay_between (domain, node, g_ptr_array_index (sites, i));

      if (delay < least)
        {
          least = delay;
          *nearest = i;
        }
    }
  return least;
}

GArray *
sites_nearest (const struct domain *domain, const GPtrArray *sites)
{
  GArray *assigned = g_array_new (FALSE, FALSE, sizeof (uint32_t));

  for (guint i = 0; i < domain->routers->len; i++)
    {
      uint32_t nearest;

      delay_to_nearest (domain, router_node (domain, i), sites, &nearest);
      g_array_append_val (assigned, nearest);
    }
  return assigned;
}

struct ranked
{
  guint site;
  sim_time delay;
};

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const struct ranked *x = a, *y = b;

  if (x->delay != y->delay)
    return x->delay < y->delay ? -1 : 1;
  return (x->site > y->site) - (x->site < y->site);
}

GArray *
sites_by_distance (const struct domain *domain, const struct node *from,
                   const GPtrArray *sites)
{
  g_autoptr (GArray) ranking
      = g_array_new (FALSE, FALSE, sizeof (struct ranked));
  GArray *order = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < sites->len; i++)
    {
      struct ranked one
          = { i, delay_between (domain, from, g_ptr_array_index (sites, i)) };

      if (one.delay != SIM_TIME_MAX)
        g_array_append_val (ranking, one);
    }
  g_array_sort (ranking, compare_ranked);
  for (guint i = 0; i < ranking->len; i++)
    g_array_append_val (order, g_array_index (ranking, struct ranked, i).site);
  return order;
}

/* ---- apart --------------------------------------------------------- */

/* NULL: every access site that can be reached is one of @sites. */
static struct node *
find_farthest (const struct domain *domain, GPtrArray *sites)
{
  struct node *farthest = NULL;
  sim_time most = -1;

  for (guint i = 0; i < domain->routers->len; i++)
    {
      struct node *node = router_node (domain, i);
      uint32_t nearest;
      sim_time delay = delay_to_nearest (domain, node, sites, &nearest);

      if (g_ptr_array_find (sites, node, NULL) || delay == SIM_TIME_MAX
          || delay <= most)
        continue;
      most = delay;
      farthest = node;
    }
  return farthest;
}

GPtrArray *
sites_apart (const struct domain *domain, struct node *first, unsigned n)
{
  GPtrArray *sites = g_ptr_array_new ();

  for (struct node *next = first; next && sites->len < n;
       next = find_farthest (domain, sites))
    g_ptr_array_add (sites, next);
  return sites;
}

/* ---- between access and core --------------------------------------- */

/* Routers of the topology but the anchor's, access sites among them or not. */
static GPtrArray *
list_candidates (const struct domain *domain, bool access_sites)
{
  const struct network *network = domain->sim->network;
  GPtrArray *candidates = g_ptr_array_new ();

  for (uint32_t i = 0; i < network_nodes (network); i++)
    {
      struct node *node = network_node (network, i);

      if (node->kind == NODE_ROUTER && node != domain->anchor
          && (access_sites || !domain_router_at (domain, node)))
        g_ptr_array_add (candidates, node);
    }
  return candidates;
}

static GPtrArray *
find_candidates (const struct domain *domain)
{
  GPtrArray *candidates = list_candidates (domain, false);

  if (candidates->len > 0)
    return candidates;
  g_ptr_array_unref (candidates);
  candidates = list_candidates (domain, true);
  if (candidates->len == 0)
    g_ptr_array_add (candidates, domain->anchor);
  return candidates;
}

/* The access routers' nodes that are nearest to each of @centres. */
static GPtrArray *
divide (const struct domain *domain, const GPtrArray *centres)
{
  g_autoptr (GArray) nearest = sites_nearest (domain, centres);
  GPtrArray *regions
      = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);

  for (guint i = 0; i < centres->len; i++)
    g_ptr_array_add (regions, g_ptr_array_new ());
  for (guint i = 0; i < domain->routers->len; i++)
    g_ptr_array_add (
        g_ptr_array_index (regions, g_array_index (nearest, uint32_t, i)),
        router_node (domain, i));
  return regions;
}

/* Delays from a region to a place; less is better in that order. */
struct rating
{
  sim_time farthest, total;
};

/* False: some router of the region is out of its reach. */
static bool
rate (const struct domain *domain, const struct node *place,
      const GPtrArray *region, struct rating *rating)
{
  *rating = (struct rating){ 0 };
  for (guint i = 0; i < region->len; i++)
    {
      sim_time delay
          = delay_between (domain, g_ptr_array_index (region, i), place);

      if (delay == SIM_TIME_MAX)
        return false;
      rating->farthest = MAX (rating->farthest, delay);
      rating->total += delay;
    }
  return true;
}

static bool
is_better (const struct rating *a, const struct rating *than)
{
  return a->farthest != than->farthest ? a->farthest < than->farthest
                                       : a->total < than->total;
}

/* Where it was, @so_far, if there is nobody in it or no candidate that is not
 * among @centres reaches all. */
static struct node *
find_centre (const struct domain *domain, const GPtrArray *candidates,
             GPtrArray *centres, const GPtrArray *region, struct node *so_far)
{
  struct node *best = NULL;
  struct rating least = { 0 };

  for (guint i = 0; region->len > 0 && i < candidates->len; i++)
    {
      struct node *node = g_ptr_array_index (candidates, i);
      struct rating its;

      if ((node == so_far || !g_ptr_array_find (centres, node, NULL))
          && rate (domain, node, region, &its)
          && (!best || is_better (&its, &least)))
        {
          best = node;
          least = its;
        }
    }
  return best ? best : so_far;
}

/* Moves each centre into the middle of its region; false: none had to. */
static bool
improve (const struct domain *domain, const GPtrArray *candidates,
         GPtrArray *centres)
{
  g_autoptr (GPtrArray) regions = divide (domain, centres);
  bool moved = false;

  for (guint i = 0; i < centres->len; i++)
    {
      struct node *was = g_ptr_array_index (centres, i);
      struct node *centre = find_centre (domain, candidates, centres,
                                         g_ptr_array_index (regions, i), was);

      g_ptr_array_index (centres, i) = centre;
      moved |= centre != was;
    }
  return moved;
}

/* Regions settle in a few rounds; those that would alternate end here. */
#define ROUNDS_MAX 8

GPtrArray *
sites_between (const struct domain *domain, unsigned n)
{
  g_autoptr (GPtrArray) candidates = find_candidates (domain);
  GPtrArray *centres;

  if (n == 0)
    n = (unsigned)lround (sqrt (domain->routers->len));
  centres
      = sites_apart (domain, router_node (domain, 0), MIN (n, candidates->len));
  for (unsigned round = 0;
       round < ROUNDS_MAX && improve (domain, candidates, centres);)
    round++;
  return centres;
}
