/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where S-GWs stand, and which access router belongs to which. */
#include <math.h>

#include "models/hierarchical/hierarchical.h"

/* Delays between candidates and access routers. */
struct matrix
{
  guint candidates, routers;
  sim_time *delays; /* [candidate][router] */
};

static sim_time
delay_of (const struct matrix *m, guint candidate, guint router)
{
  return m->delays[(size_t)candidate * m->routers + router];
}

static struct matrix
matrix_new (const struct domain *domain, const GPtrArray *candidates)
{
  struct network *network = domain->sim->network;
  struct matrix m
      = { .candidates = candidates->len, .routers = domain->routers->len };

  m.delays = g_new (sim_time, (size_t)m.candidates * m.routers);
  for (guint i = 0; i < m.candidates; i++)
    for (guint j = 0; j < m.routers; j++)
      {
        const struct access_router *router
            = g_ptr_array_index (domain->routers, j);

        m.delays[(size_t)i * m.routers + j] = network_path_delay (
            network, g_ptr_array_index (candidates, i), router->node);
      }
  return m;
}

/* Routers of the topology but the P-GW's, access sites among them or not. */
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

/* Sum over the access routers of the delay to the nearest S-GW, with
 * @candidate as one more.  Unreachable ones weigh so much that they decide. */
static double
total_delay (const struct matrix *m, const sim_time *nearest, guint candidate)
{
  double total = 0;

  for (guint j = 0; j < m->routers; j++)
    total += (double)MIN (nearest[j], delay_of (m, candidate, j));
  return total;
}

static guint
best_candidate (const struct matrix *m, const sim_time *nearest)
{
  guint best = 0;
  double least = INFINITY;

  for (guint i = 0; i < m->candidates; i++)
    {
      double total = total_delay (m, nearest, i);

      if (total < least)
        {
          least = total;
          best = i;
        }
    }
  return best;
}

static GPtrArray *
place (const struct domain *domain, const GPtrArray *candidates, guint n)
{
  struct matrix m = matrix_new (domain, candidates);
  sim_time *nearest = g_new (sim_time, m.routers);
  GPtrArray *sites = g_ptr_array_new ();

  for (guint j = 0; j < m.routers; j++)
    nearest[j] = SIM_TIME_MAX;
  while (sites->len < n)
    {
      guint best = best_candidate (&m, nearest);
      struct node *site = g_ptr_array_index (candidates, best);

      if (g_ptr_array_find (sites, site, NULL))
        break; /* one more would be no nearer to anybody */
      for (guint j = 0; j < m.routers; j++)
        nearest[j] = MIN (nearest[j], delay_of (&m, best, j));
      g_ptr_array_add (sites, site);
    }
  g_free (nearest);
  g_free (m.delays);
  return sites;
}

GPtrArray *
placement_sites (const struct domain *domain,
                 const struct hierarchical_config *config)
{
  guint n = config->sgw_count > 0 ? (guint)config->sgw_count
                                  : (guint)lround (sqrt (domain->routers->len));
  GPtrArray *sites;
  GPtrArray *candidates;

  if (config->sgws.n > 0)
    {
      sites = g_ptr_array_new ();
      for (size_t i = 0; i < config->sgws.n; i++)
        g_ptr_array_add (sites,
                         network_find_node (domain->sim->network,
                                            ((char **)config->sgws.items)[i]));
      return sites;
    }
  candidates = find_candidates (domain);
  sites = place (domain, candidates, CLAMP (n, 1, candidates->len));
  g_ptr_array_unref (candidates);
  return sites;
}

GArray *
placement_assign (const struct domain *domain, const GPtrArray *sites)
{
  GArray *assigned = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  struct matrix m = matrix_new (domain, sites);

  for (guint j = 0; j < m.routers; j++)
    {
      uint32_t best = 0;

      for (guint i = 1; i < m.candidates; i++)
        if (delay_of (&m, i, j) < delay_of (&m, best, j))
          best = i;
      g_array_append_val (assigned, best);
    }
  g_free (m.delays);
  return assigned;
}
