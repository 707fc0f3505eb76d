/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/invariants.h"

#include "models/domain.h"
#include "models/mobility/invariants.h"

G_DEFINE_QUARK (dmmsim - invariant - error - quark, invariant_error)

bool
invariant_holds (bool holds, const char *who, const struct node *at,
                 const char *what, const struct mobile_node *mn, GError **error)
{
  if (G_LIKELY (holds))
    return true;
  g_set_error (error, INVARIANT_ERROR, INVARIANT_ERROR_BROKEN, "%s%s%s: %s%s%s",
               who, at ? " at " : "", at ? at->name : "", what,
               mn ? ", for " : "", mn ? mn->node->name : "");
  return false;
}

bool
invariant_equals (uint64_t counted, uint64_t kept, const char *who,
                  const struct node *at, const char *what, GError **error)
{
  if (G_LIKELY (counted == kept))
    return true;
  g_set_error (error, INVARIANT_ERROR, INVARIANT_ERROR_BROKEN,
               "%s%s%s: %s: %" G_GUINT64_FORMAT " counted, %" G_GUINT64_FORMAT
               " kept",
               who, at ? " at " : "", at ? at->name : "", what, counted, kept);
  return false;
}

/* Attached nodes per router, as the nodes have it. */
static bool
routers_hold (const struct domain *domain, GError **error)
{
  g_autofree uint32_t *attached = g_new0 (uint32_t, domain->routers->len);
  bool ok = true;

  for (guint i = 0; i < domain->mobile_nodes->len; i++)
    {
      const struct mobile_node *mn
          = g_ptr_array_index (domain->mobile_nodes, i);

      if (mn->router)
        attached[mn->router->index]++;
    }
  for (guint i = 0; ok && i < domain->routers->len; i++)
    {
      const struct access_router *router
          = g_ptr_array_index (domain->routers, i);

      ok = invariant_equals (attached[i], router->attached, "access router",
                             router->node, "nodes attached", error);
    }
  return ok;
}

static bool
mobile_node_holds (const struct mobile_node *mn, GError **error)
{
  const struct node *at = mn->radio ? link_router (mn->radio) : NULL;
  const struct handover *handover = mn->handover;

  return invariant_holds (!mn->router || mn->present, "mobile node", mn->node,
                          "attached though it is not in the area", NULL, error)
         && invariant_holds (!at || !mn->router || mn->vehicle
                                 || at == mn->router->node,
                             "mobile node", mn->node,
                             "its radio ends at another router than it is "
                             "attached to",
                             NULL, error)
         && invariant_holds (!mn->router || mn->vehicle
                                 || (handover && handover->to == mn->router),
                             "mobile node", mn->node,
                             "attached without a handover to that router", NULL,
                             error);
}

static bool
mobile_nodes_hold (const struct domain *domain, GError **error)
{
  bool ok = true;

  for (guint i = 0; ok && i < domain->mobile_nodes->len; i++)
    ok = mobile_node_holds (g_ptr_array_index (domain->mobile_nodes, i), error);
  return ok;
}

bool
domain_holds_invariants (const struct domain *domain, GError **error)
{
  const struct architecture *architecture = domain->architecture;
  bool ok
      = invariant_holds (network_books_balance (domain->sim->network),
                         "network", NULL, "the books do not balance", NULL,
                         error)
        && routers_hold (domain, error) && mobile_nodes_hold (domain, error)
        && mobility_holds_invariants (domain, error)
        && (!architecture || !architecture->invariants
            || architecture->invariants (domain->architecture_state, error));

  if (!ok)
    g_prefix_error (error, "invariant broken at %.9f s: ",
                    sim_time_to_seconds (sim_now (domain->sim)));
  return ok;
}
