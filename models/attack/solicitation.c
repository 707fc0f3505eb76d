/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Router Solicitations of nodes that do not exist (RFC 4861 4.1, RFC 3756
 * 4.3). */
#include "models/access/access.h"
#include "models/attack/attacker.h"
#include "models/codec/nd.h"

bool
solicitation_strike (struct attacker *attacker,
                     struct mobile_node *victim G_GNUC_UNUSED)
{
  struct mobile_node *mn = attacker->mn;
  struct nd_message rs
      = { .type = ND_ROUTER_SOLICITATION, .has_link_layer = true };
  struct forgery forgery = { .end = ATTACK_END_BLACKHOLE, .asks = true };
  struct ipv6_header header = { .destination = address_all_routers,
                                .next_header = NEXT_ICMPV6,
                                .hop_limit = 255 };
  size_t n = nd_encoded_size (&rs);
  struct packet *p;

  if (!mn->router)
    return false;
  for (unsigned i = 0; i < sizeof rs.link_layer; i++)
    rs.link_layer[i] = (uint8_t)gsl_rng_uniform_int (attacker->rng, 256);
  rs.link_layer[0] = (uint8_t)((rs.link_layer[0] & 0xfc) | 2);
  header.source = access_link_local (rs.link_layer);
  forgery.target = mn->router->node;
  p = packet_new (attacker->domain->sim->network, PACKET_ND, n);
  nd_encode (&rs, &header.source, &header.destination, packet_append (p, n), n);
  packet_push_ipv6 (p, &header);
  attacker_mark (attacker, &forgery, p);
  node_send_on_link (mn->node, mn->radio, p);
  return true;
}
