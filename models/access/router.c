/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Neighbour Discovery at the access router: solicitations in, advertisements
 * out (RFC 4861 6.2). */
#include <string.h>

#include "models/access/state.h"
#include "models/codec/nd.h"

/* RFC 4861 6.2.1: AdvDefaultLifetime, and AdvCurHopLimit as of RFC 1700. */
#define ADV_DEFAULT_LIFETIME 1800
#define ADV_CUR_HOP_LIMIT 64
/* What fits into 1500 octets with the headers and the link-layer option. */
#define RA_PREFIXES_MAX 44

void
router_trigger (struct access_router *router, struct mobile_node *mn)
{
  struct domain *domain = router->domain;
  struct handover *handover = mn->handover;

  if (!node_is_up (router->node)) /* access_router_restored() comes to it */
    return;
  if (handover->t_trigger == SIM_TIME_NONE)
    handover->t_trigger = sim_now (domain->sim);
  if (node_is_diverted (router->node)) /* its entity is outside */
    return;
  domain->architecture->attached (domain->architecture_state, router, mn,
                                  handover);
}

void
access_router_restored (struct access_router *router)
{
  const GPtrArray *nodes = router->domain->mobile_nodes;

  for (guint i = 0; router->attached > 0 && i < nodes->len; i++)
    {
      struct mobile_node *mn = g_ptr_array_index (nodes, i);

      if (mn->router == router && mn->handover->t_trigger == SIM_TIME_NONE
          && access_node (mn)->state == L2_UP)
        router_trigger (router, mn);
    }
}

/* Other than solicitations of routers only what resolves and probes addresses:
 * of duplicates among simulated hosts there are none (RFC 4862 5.4.3). */
static bool
is_heeded (const struct nd_message *message)
{
  return message->type == ND_ROUTER_SOLICITATION
         || message->type == ND_NEIGHBOR_SOLICITATION
         || message->type == ND_NEIGHBOR_ADVERTISEMENT;
}

static void
router_solicited (struct access_router *router, struct mobile_node *mn,
                  uint32_t transaction)
{
  router->solicited = transaction;
  router_trigger (router, mn);
  router->solicited = TRANSACTION_NONE;
}

/* A solicitation is the attachment's trigger where no layer-2 event is
 * (RFC 5213 6.9.1.1), and asks for another advertisement when one was lost. */
void
router_receive (struct node *node, struct packet *p, void *data)
{
  struct access_router *router = data;
  struct sim *sim = router->domain->sim;
  struct link *link = packet_access_link (p);
  struct mobile_node *mn
      = link ? link_mobile_node (router->domain, link) : NULL;
  struct ipv6_header header;
  struct nd_message message;
  uint32_t transaction;

  if (access_hands_over (router->domain->access, node, p)
      || access_answer_echo (node, p))
    return;
  packet_read_ipv6 (p, &header);
  if (nd_decode (packet_ipv6_payload (p), packet_ipv6_stored (p),
                 &header.source, &header.destination, header.hop_limit,
                 &message)
          != ND_OK
      || !is_heeded (&message) || !mn || mn->router != router)
    {
      packet_drop (node, p, DROP_MALFORMED);
      return;
    }
  trace_emit (sim->trace, TRACE_SIGNALING_RECEIVED,
              &(struct trace_signaling){ node, ROLE_ACCESS_ROUTER,
                                         nd_name (message.type), p });
  transaction = p->meter.transaction;
  packet_consume (node, p);
  if (message.type == ND_ROUTER_SOLICITATION)
    router_solicited (router, mn, transaction);
  else if (message.type == ND_NEIGHBOR_SOLICITATION && mn->outside)
    outside_solicited (router, mn, &message, &header.source);
}

static void
add_maps (struct nd_message *message, const struct access_router *router)
{
  g_assert (router->n_maps <= ND_MAPS_MAX);
  message->n_maps = router->n_maps;
  for (unsigned i = 0; i < router->n_maps; i++)
    message->maps[i] = router->maps[i];
}

static void
compose_ra (struct nd_message *message, const uint8_t link_layer[6],
            uint32_t mtu, const struct ra_prefix *prefixes, unsigned n)
{
  memset (message, 0, sizeof *message);
  message->type = ND_ROUTER_ADVERTISEMENT;
  message->has_link_layer = true;
  memcpy (message->link_layer, link_layer, sizeof message->link_layer);
  message->hop_limit = ADV_CUR_HOP_LIMIT;
  message->router_lifetime = ADV_DEFAULT_LIFETIME;
  message->mtu = mtu;
  message->n_prefixes = n;
  /* A prefix per node: for addresses, not for on-link (RFC 8273 4). */
  for (unsigned i = 0; i < n; i++)
    message->prefixes[i] = (struct nd_prefix){
      .prefix = prefixes[i].prefix,
      .autonomous = true,
      .valid_lifetime = prefixes[i].valid_lifetime,
      .preferred_lifetime = prefixes[i].preferred_lifetime,
    };
}

void
access_charge (struct packet *p, const struct handover *handover)
{
  if (!handover || handover->ended)
    {
      p->meter.signaling = SIGNALING_REFRESH;
      return;
    }
  p->meter.transaction = handover->id;
  p->meter.signaling
      = handover->number == 0 ? SIGNALING_ATTACH : SIGNALING_HANDOVER;
}

/* What link-local address a host outside has is its own affair: all nodes on a
 * link that it has for itself are that host (RFC 4861 6.2.6). */
static struct address
ra_destination (const struct mobile_node *mn)
{
  return mn->outside ? address_all_nodes : access_link_local (mn->link_layer);
}

static void
send_ra (struct access_router *router, struct mobile_node *mn,
         const struct address *link_local, const struct nd_message *message)
{
  struct sim *sim = router->domain->sim;
  struct address destination = ra_destination (mn);
  size_t size = nd_encoded_size (message);
  struct packet *p = packet_new (sim->network, PACKET_ND, size);
  struct ipv6_header header = { *link_local, destination, NEXT_ICMPV6, 255 };
  struct node *gateway = access_gateway (router, mn);

  nd_encode (message, link_local, &destination, packet_append (p, size), size);
  packet_push_ipv6 (p, &header);
  access_charge (p, mn->handover);
  if (transaction_is_forged (router->solicited))
    p->meter.transaction = router->solicited;
  trace_emit (
      sim->trace, TRACE_SIGNALING_SENT,
      &(struct trace_signaling){ gateway, ROLE_ACCESS_ROUTER, "RA", p });
  node_send_on_link (gateway, mn->radio, p);
}

void
access_send_ra (struct access_router *router, struct mobile_node *mn,
                const struct address *link_local, const uint8_t link_layer[6],
                const struct ra_prefix *prefixes, unsigned n)
{
  struct handover *handover = mn->handover;
  struct nd_message message;

  if (!node_is_up (access_gateway (router, mn)))
    return;
  if (handover && !handover->ended && handover->to == router
      && handover->t_ra_sent == SIM_TIME_NONE)
    handover->t_ra_sent = sim_now (router->domain->sim);
  outside_learn_router (mn, link_local, link_layer);
  do
    {
      unsigned some = MIN (n, RA_PREFIXES_MAX);

      compose_ra (&message, link_layer, outside_mtu (mn), prefixes, some);
      add_maps (&message, router);
      send_ra (router, mn, link_local, &message);
      prefixes += some;
      n -= some;
    }
  while (n > 0);
}
