/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way out of what a mobile node sends from its home address (RFC 6275
 * 11.3.1). */
#include "models/mipv6/mn_correspondent.h"

/* Messages of the Mobility Header never go directly (9.3.2). */
static const struct route *
mn_choose_route (struct node *host G_GNUC_UNUSED, struct packet *p, void *data)
{
  const struct mipv6_mn *node = data;
  const struct route *direct = NULL;

  if (packet_next_header (p) != NEXT_MH)
    direct = mn_correspondent_route (node, p);
  return direct ? direct : &node->tunnel;
}

/* What bears the home address: at home directly; bound, by the reverse tunnel
 * or to a correspondent that is bound as well; else nowhere. */
void
mn_set_uplink (struct mipv6_mn *node, enum registration_state state)
{
  struct prefix home = prefix_make (&node->entity.address, 128);
  struct route choice
      = { .kind = ROUTE_CHOICE, .choose = mn_choose_route, .data = node };
  struct route drop = { .kind = ROUTE_DROP, .reason = DROP_NOT_READY };

  node->tunnel = (struct route){ .kind = ROUTE_TUNNEL,
                                 .local = node->home.care_of,
                                 .peer = node->home.home_agent };
  if (registration_is_home (state))
    node_remove_egress_route (node->mn->node, &home);
  else
    node_set_egress_route (node->mn->node, &home,
                           registration_stands (state) ? &choice : &drop);
}
