/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may register whom.  RFC 5213 11 wants the LMA to know which MAGs may
 * register a mobile node; here it asks the access network where the node is. */
#include "models/mobility/kit.h"
#include "models/security/security.h"

/* The access router whose gateway sent it, or NULL: LMA, CMD, S-GW. */
static const struct access_router *
gateway_router (const struct domain *domain, const struct address *sender)
{
  const struct mobility_entity *entity
      = mobility_find_entity_at (domain->mobility, sender);

  if (!entity || (entity->role != ROLE_MAG && entity->role != ROLE_MAAR))
    return NULL;
  return domain_router_at (domain, entity->node);
}

/* Between two routers both may speak for it: the old one does not know yet that
 * it left, the new one that it comes (RFC 5949). */
static bool
is_between (const struct mobile_node *mn, const struct access_router *router)
{
  const struct handover *handover = mn->handover;

  return !mn->router && handover
         && (handover->from == router || handover->to == router);
}

bool
security_entitles (const struct mobility_entity *entity,
                   const struct mh_message *pbu, const struct mobile_node *mn,
                   const struct address *sender)
{
  const struct domain *domain = entity->domain;
  const struct access_router *router;

  if (domain->config.security.policy == POLICY_OFF || !mn)
    return true;
  router = gateway_router (domain, sender);
  if (!router)
    return true;
  if (pbu->bu.lifetime == 0) /* it has left, or one path has (RFC 8278) */
    return mn->router != router
           || mh_find (pbu, OPTION_MAG_MULTIPATH_BINDING, 0);
  return mn->router == router || is_between (mn, router);
}
