/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mipv6/discovery.h"

#include "models/access/access.h"
#include "models/codec/nd.h"
#include "models/mipv6/ha.h"

#define HOME_AGENTS_ANYCAST UINT64_C (0xfdfffffffffffffe) /* RFC 2526 2, 3 */

struct address
discovery_anycast (const struct prefix *prefix)
{
  return prefix_host (prefix, HOME_AGENTS_ANYCAST);
}

static void
send_message (struct mobility_entity *entity, const struct address *source,
              const struct address *destination,
              const struct nd_message *message, enum signaling_class class,
              uint32_t transaction)
{
  size_t n = nd_encoded_size (message);
  struct packet *p = packet_new (entity->node->network, PACKET_SIGNALING, n);

  nd_encode (message, source, destination, packet_append (p, n), n);
  mobility_emit (entity, p, source, destination, NEXT_ICMPV6,
                 nd_name (message->type), class, transaction);
}

/* ---- home agents, 10.5.1 ------------------------------------------- */

/* The list is the same at all of them; the first one answers.  All have
 * preferences of their own, so nothing is left to chance. */
static void
answer (const struct mipv6 *mipv6, const struct nd_message *request,
        const struct packet *p)
{
  const struct home_link *link = &mipv6->home;
  struct address list[HOME_AGENTS_MAX], peer = packet_source (p);
  struct ha *first = home_link_agent (link, 0);
  struct nd_message reply
      = { .type = ND_HOME_AGENT_REPLY, .identifier = request->identifier };

  for (guint i = 0; i < link->agents->len; i++)
    list[i] = home_link_agent (link, i)->entity.address;
  reply.home_agents
      = (struct view){ list[0].octet, link->agents->len * sizeof list[0] };
  send_message (&first->entity, &first->entity.address, &peer, &reply,
                (enum signaling_class)p->meter.signaling, p->meter.transaction);
}

/* ---- mobile nodes, 11.4.1 ------------------------------------------ */

void
discovery_ask (struct mipv6_mn *node, enum signaling_class class)
{
  struct address anycast = discovery_anycast (&node->mipv6->home.prefix);
  struct nd_message request = { .type = ND_HOME_AGENT_REQUEST,
                                .identifier = node->home.discovery.identifier };

  send_message (&node->entity, &node->home.care_of, &anycast, &request, class,
                node->home.transaction);
}

static void
take_reply (struct mipv6_mn *node, const struct nd_message *reply)
{
  struct agent_discovery *known = &node->home.discovery;
  size_t n
      = MIN (reply->home_agents.n / sizeof known->agents[0], HOME_AGENTS_MAX);

  if (reply->identifier != known->identifier || n == 0)
    return;
  memcpy (known->agents, reply->home_agents.octets,
          n * sizeof known->agents[0]);
  registration_take_agents (&node->home, (uint32_t)n);
}

/* ---- receiving ----------------------------------------------------- */

static bool
read_message (const struct packet *p, struct nd_message *message)
{
  struct ipv6_header header;

  return packet_read_ipv6 (p, &header)
         && nd_decode (packet_ipv6_payload (p), packet_ipv6_stored (p),
                       &header.source, &header.destination, header.hop_limit,
                       message)
                == ND_OK;
}

static struct mobility_entity *
find_entity (struct mipv6 *mipv6, struct node *node, uint8_t type)
{
  const struct mobile_node *mn = domain_mobile_node (mipv6->domain, node);

  if (type == ND_HOME_AGENT_REQUEST && node == mipv6->domain->anchor)
    return &home_link_agent (&mipv6->home, 0)->entity;
  if (type == ND_HOME_AGENT_REPLY && mn && mn->entity)
    return &((struct mipv6_mn *)mn->entity)->entity;
  return NULL;
}

static void
receive (struct node *node, struct packet *p, void *data)
{
  struct mipv6 *mipv6 = data;
  struct mobility_entity *entity = NULL;
  struct nd_message message;

  if (read_message (p, &message))
    entity = find_entity (mipv6, node, message.type);
  if (!entity)
    {
      packet_drop (node, p, DROP_MALFORMED);
      return;
    }
  mobility_trace (entity, TRACE_SIGNALING_RECEIVED, nd_name (message.type), p);
  if (message.type == ND_HOME_AGENT_REQUEST)
    answer (mipv6, &message, p);
  else
    take_reply ((struct mipv6_mn *)entity, &message);
  packet_consume (node, p);
}

void
discovery_init (struct mipv6 *mipv6)
{
  struct domain *domain = mipv6->domain;
  struct address anycast = discovery_anycast (&mipv6->home.prefix);

  node_add_address (domain->anchor, &anycast);
  access_take_discovery (domain, receive, mipv6);
  if (!mipv6->home.subnet)
    node_set_handler (domain->anchor, NEXT_ICMPV6, receive, mipv6);
}
