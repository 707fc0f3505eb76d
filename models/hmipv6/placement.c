/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/hmipv6/placement.h"

#include <math.h>

/* Regions settle in a few rounds; those that would alternate end here. */
#define ROUNDS_MAX 8

/* ---- distances ----------------------------------------------------- */

static sim_time
way (const struct domain *domain, const struct node *from,
     const struct node *to)
{
  return network_path_delay (domain->sim->network, from, to);
}

static struct node *
router_node (const struct domain *domain, guint i)
{
  const struct access_router *router = g_ptr_array_index (domain->routers, i);

  return router->node;
}

struct ranked
{
  guint site;
  sim_time way;
};

static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const struct ranked *x = a, *y = b;

  if (x->way != y->way)
    return x->way < y->way ? -1 : 1;
  return (x->site > y->site) - (x->site < y->site);
}

GArray *
placement_by_distance (const struct domain *domain, const struct node *from,
                       const GPtrArray *sites)
{
  g_autoptr (GArray) ranking
      = g_array_new (FALSE, FALSE, sizeof (struct ranked));
  GArray *order = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < sites->len; i++)
    {
      struct ranked one
          = { i, way (domain, from, g_ptr_array_index (sites, i)) };

      if (one.way != SIM_TIME_MAX)
        g_array_append_val (ranking, one);
    }
  g_array_sort (ranking, compare_ranked);
  for (guint i = 0; i < ranking->len; i++)
    g_array_append_val (order, g_array_index (ranking, struct ranked, i).site);
  return order;
}

/* ---- regions ------------------------------------------------------- */

/* Delay from the router to the nearest of @centres, *@nearest its index. */
static sim_time
way_to_nearest (const struct domain *domain, const struct node *from,
                const GPtrArray *centres, guint *nearest)
{
  sim_time least = SIM_TIME_MAX;

  *nearest = 0;
  for (guint i = 0; i < centres->len; i++)
    {
      sim_time its = way (domain, from, g_ptr_array_index (centres, i));

      if (its < least)
        {
          least = its;
          *nearest = i;
        }
    }
  return least;
}

/* The first router, then again and again the one that is farthest from those
 * chosen. */
static GPtrArray *
choose_seeds (const struct domain *domain, unsigned n)
{
  GPtrArray *seeds = g_ptr_array_new ();

  g_ptr_array_add (seeds, router_node (domain, 0));
  while (seeds->len < n)
    {
      sim_time greatest = 0;
      struct node *farthest = NULL;

      for (guint i = 0; i < domain->routers->len; i++)
        {
          guint nearest;
          sim_time its = way_to_nearest (domain, router_node (domain, i), seeds,
                                         &nearest);

          if (its > greatest)
            {
              greatest = its;
              farthest = router_node (domain, i);
            }
        }
      if (!farthest)
        break;
      g_ptr_array_add (seeds, farthest);
    }
  return seeds;
}

/* The routers' nodes that are nearest to each of @centres. */
static GPtrArray *
assign_regions (const struct domain *domain, const GPtrArray *centres)
{
  GPtrArray *regions
      = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);

  for (guint i = 0; i < centres->len; i++)
    g_ptr_array_add (regions, g_ptr_array_new ());
  for (guint i = 0; i < domain->routers->len; i++)
    {
      struct node *node = router_node (domain, i);
      guint nearest;

      way_to_nearest (domain, node, centres, &nearest);
      g_ptr_array_add (g_ptr_array_index (regions, nearest), node);
    }
  return regions;
}

/* How good a place for a region's MAP is; less is better in that order. */
struct rating
{
  sim_time farthest, total;
  bool is_access;
};

static bool
is_better (const struct rating *a, const struct rating *than)
{
  if (a->farthest != than->farthest)
    return a->farthest < than->farthest;
  if (a->total != than->total)
    return a->total < than->total;
  return a->is_access < than->is_access;
}

/* False: some router of the region is out of its reach. */
static bool
rate (const struct domain *domain, const struct node *place,
      const GPtrArray *region, struct rating *rating)
{
  *rating = (struct rating){ .is_access = domain_router_at (domain, place) };
  for (guint i = 0; i < region->len; i++)
    {
      sim_time its = way (domain, g_ptr_array_index (region, i), place);

      if (its == SIM_TIME_MAX)
        return false;
      rating->farthest = MAX (rating->farthest, its);
      rating->total += its;
    }
  return true;
}

/* Where it was, @so_far, if there is nobody in it or no node reaches all. */
static struct node *
find_centre (const struct domain *domain, const GPtrArray *region,
             struct node *so_far)
{
  struct network *network = domain->sim->network;
  struct node *best = NULL;
  struct rating least;

  for (uint32_t id = 0; region->len > 0 && id < network_nodes (network); id++)
    {
      struct node *node = network_node (network, id);
      struct rating its;

      if (node->kind == NODE_ROUTER && rate (domain, node, region, &its)
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
improve (const struct domain *domain, GPtrArray *centres)
{
  g_autoptr (GPtrArray) regions = assign_regions (domain, centres);
  bool moved = false;

  for (guint i = 0; i < centres->len; i++)
    {
      struct node *was = g_ptr_array_index (centres, i);
      struct node *centre
          = find_centre (domain, g_ptr_array_index (regions, i), was);

      g_ptr_array_index (centres, i) = centre;
      moved |= centre != was;
    }
  return moved;
}

static GPtrArray *
without_repetition (const GPtrArray *centres)
{
  GPtrArray *once = g_ptr_array_new ();

  for (guint i = 0; i < centres->len; i++)
    if (!g_ptr_array_find (once, g_ptr_array_index (centres, i), NULL))
      g_ptr_array_add (once, g_ptr_array_index (centres, i));
  return once;
}

GPtrArray *
placement_choose (const struct domain *domain, unsigned regions)
{
  unsigned n = domain->routers->len;
  g_autoptr (GPtrArray) centres = NULL;

  if (regions == 0)
    regions = (unsigned)lround (sqrt (n));
  centres = choose_seeds (domain, MIN (regions, n));
  for (unsigned round = 0; round < ROUNDS_MAX && improve (domain, centres);)
    round++;
  return without_repetition (centres);
}
