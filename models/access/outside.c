/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/access/outside.h"

#include <string.h>

#include "models/access/state.h"

/* ---- the host's side ----------------------------------------------- */

/* All that the access link brings. */
static void
outside_receive (struct node *node, struct packet *p, void *data)
{
  struct mobile_node *mn = data;
  const struct outside_host *outside = mn->outside;
  uint32_t transaction = p->meter.transaction;
  struct ipv6_header header;
  struct nd_message message;

  if (!mn->router || !host_read_advertisement (p, &header, &message))
    {
      outside->deliver (node, p, outside->data);
      return;
    }
  trace_emit (mn->domain->sim->trace, TRACE_SIGNALING_RECEIVED,
              &(struct trace_signaling){ node, ROLE_MN, "RA", p });
  outside->deliver (node, p, outside->data);
  host_take_advertisement (mn, &message, &header.source, transaction);
  outside->advertised (mn, outside->data);
}

void
access_set_outside_host (struct mobile_node *mn,
                         const struct outside_host *host,
                         const uint8_t link_layer[6])
{
  g_assert (!mn->outside && !mn->present);
  mn->outside = g_new0 (struct outside_host, 1);
  *mn->outside = *host;
  memcpy (mn->link_layer, link_layer, sizeof mn->link_layer);
  node_divert (mn->node, outside_receive, mn);
}

void
outside_free (struct outside_host *outside)
{
  g_free (outside);
}

uint32_t
outside_mtu (const struct mobile_node *mn)
{
  return mn->outside ? mn->outside->mtu : 0;
}

/* ---- the router's side --------------------------------------------- */

const struct outside_router *
outside_find_router (const struct mobile_node *mn,
                     const struct address *link_local)
{
  const struct outside_host *outside = mn->outside;

  for (unsigned i = 0; i < outside->n_routers; i++)
    if (address_equal (&outside->routers[i].link_local, link_local))
      return &outside->routers[i];
  return NULL;
}

void
outside_learn_router (struct mobile_node *mn, const struct address *link_local,
                      const uint8_t link_layer[6])
{
  struct outside_host *outside = mn->outside;
  struct outside_router *router;

  if (!outside || outside_find_router (mn, link_local)
      || outside->n_routers == OUTSIDE_ROUTERS_MAX)
    return;
  router = &outside->routers[outside->n_routers++];
  router->link_local = *link_local;
  memcpy (router->link_layer, link_layer, sizeof router->link_layer);
}

static void
send_advertisement (struct access_router *router, struct mobile_node *mn,
                    const struct outside_router *as,
                    const struct address *destination, bool solicited)
{
  struct sim *sim = router->domain->sim;
  struct nd_message message = { .type = ND_NEIGHBOR_ADVERTISEMENT,
                                .target = as->link_local,
                                .router = true,
                                .solicited = solicited,
                                .override = true,
                                .has_target_link_layer = true };
  struct ipv6_header header
      = { as->link_local, *destination, NEXT_ICMPV6, 255 };
  size_t size;
  struct packet *p;

  memcpy (message.target_link_layer, as->link_layer,
          sizeof message.target_link_layer);
  size = nd_encoded_size (&message);
  p = packet_new (sim->network, PACKET_ND, size);
  nd_encode (&message, &header.source, destination, packet_append (p, size),
             size);
  packet_push_ipv6 (p, &header);
  access_charge (p, mn->handover);
  trace_emit (
      sim->trace, TRACE_SIGNALING_SENT,
      &(struct trace_signaling){ router->node, ROLE_ACCESS_ROUTER, "NA", p });
  node_send_on_link (router->node, mn->radio, p);
}

/* RFC 4861 7.2.4; who probes for a duplicate of the router's own address (RFC
 * 4862 5.4) is told by all nodes' group.  A probe for another address says that
 * the host is about to use it. */
void
outside_solicited (struct access_router *router, struct mobile_node *mn,
                   const struct nd_message *message,
                   const struct address *source)
{
  const struct architecture *architecture = router->domain->architecture;
  const struct outside_router *as = outside_find_router (mn, &message->target);
  bool probe = address_is_unspecified (source);

  if (as)
    send_advertisement (router, mn, as, probe ? &address_all_nodes : source,
                        !probe);
  else if (probe && architecture->address_seen
           && mn->outside->n_addresses < OUTSIDE_ADDRESSES_MAX)
    {
      mn->outside->n_addresses++;
      architecture->address_seen (router->domain->architecture_state, router,
                                  mn, &message->target);
    }
}
