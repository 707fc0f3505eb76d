/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an entity does about a message that it cannot accept: the codec's
 * verdict becomes an answer, or none (RFC 6275 9.2, 9.3.3). */
#include "models/codec/icmp6.h"
#include "models/codec/mh_check.h"
#include "models/mobility/kit.h"

/* ---- answers ------------------------------------------------------- */

typedef void mobility_answer (struct mobility_entity *entity,
                              const struct packet *p,
                              const struct mh_message *message,
                              const struct mh_verdict *verdict);

/* RFC 6275 9.2: directly to the source address. */
static void
answer_parameter_problem (struct mobility_entity *entity,
                          const struct packet *p,
                          const struct mh_message *message G_GNUC_UNUSED,
                          const struct mh_verdict *verdict)
{
  struct icmp6_error error = { .type = ICMP6_PARAMETER_PROBLEM,
                               .code = verdict->code,
                               .value = IPV6_HEADER_SIZE + verdict->pointer,
                               .invoking = { p->head, p->stored } };
  struct address peer = packet_source (p);
  size_t n = icmp6_encoded_size (&error);
  struct packet *answer;

  if (!icmp6_may_send (&error) || !node_may_report (entity->node))
    return;
  answer = packet_new (entity->node->network, PACKET_SIGNALING, n);
  icmp6_encode (&error, &entity->address, &peer, packet_append (answer, n), n);
  mobility_emit (entity, answer, NULL, &peer, NEXT_ICMPV6,
                 icmp6_type_name (error.type), SIGNALING_ERROR,
                 p->meter.transaction);
}

/* 9.3.3: to the Source Address, never to what is no unicast address. */
static void
send_binding_error (struct mobility_entity *entity, const struct packet *p,
                    uint8_t status, const struct address *home_address)
{
  struct address peer = packet_source (p);
  struct mh_message error;

  if (address_is_unspecified (&peer) || address_is_multicast (&peer)
      || !node_may_report (entity->node))
    return;
  mh_init (&error, MH_BE);
  error.be.status = status;
  error.be.home_address = *home_address;
  mobility_send (entity, &peer, &error, SIGNALING_ERROR, p->meter.transaction);
}

static void
answer_binding_error (struct mobility_entity *entity, const struct packet *p,
                      const struct mh_message *message G_GNUC_UNUSED,
                      const struct mh_verdict *verdict)
{
  send_binding_error (entity, p, verdict->status, &address_unspecified);
}

void
mobility_deny_binding (struct mobility_entity *entity, struct packet *p,
                       const struct address *home_address)
{
  send_binding_error (entity, p, BINDING_ERROR_UNKNOWN_BINDING, home_address);
  packet_drop (entity->node, p, DROP_REFUSED);
}

/* Of a Binding Update that is no proxy registration, or not to be read to its
 * end: its fixed part was. */
static void
answer_rejection (struct mobility_entity *entity, const struct packet *p,
                  const struct mh_message *message,
                  const struct mh_verdict *verdict)
{
  struct address peer = packet_source (p);
  struct mh_message ba;

  if (message->type != MH_BU)
    return;
  mh_init (&ba, MH_BA);
  ba.ba.status = verdict->status;
  ba.ba.sequence = message->bu.sequence;
  if (message->bu.flags & BU_P)
    ba.ba.flags = BA_P;
  mobility_send (entity, &peer, &ba, SIGNALING_ERROR, p->meter.transaction);
}

void
mobility_reject (struct mobility_entity *entity, const struct packet *p,
                 const struct mh_message *message, enum binding_status status)
{
  const struct mh_verdict verdict = { .status = (uint8_t)status };

  answer_rejection (entity, p, message, &verdict);
}

static const struct reaction
{
  mobility_answer *answer;
  enum drop_reason reason;
} reactions[] = {
  [MH_DROP_SILENT] = { NULL, DROP_MALFORMED },
  [MH_PARAMETER_PROBLEM] = { answer_parameter_problem, DROP_MALFORMED },
  [MH_BINDING_ERROR] = { answer_binding_error, DROP_MALFORMED },
  [MH_DECODE_ERROR] = { NULL, DROP_MALFORMED },
  [MH_SEMANTIC_ERROR] = { NULL, DROP_REFUSED },
  [MH_REJECT] = { answer_rejection, DROP_REFUSED },
};

/* ---- verdict ------------------------------------------------------- */

/* Messages the entities of this kit implement; all others are unrecognised. */
static bool
is_recognised (const struct mobility_entity *entity,
               const struct mh_message *message)
{
  static const uint32_t common
      = MOBILITY_TYPE (MH_BU) | MOBILITY_TYPE (MH_BA) | MOBILITY_TYPE (MH_BE);

  return message->type < 32
         && (common | entity->recognises) & MOBILITY_TYPE (message->type);
}

/* Of who serves no hosts.  RFC 6275 10.3.1: not configured as a home agent;
 * 9.5.1: a binding at a correspondent needs return routability. */
static struct mh_verdict
verdict_on_host_update (const struct mh_message *bu)
{
  struct mh_verdict verdict = { .reaction = MH_DROP_SILENT };

  if (bu->bu.flags & BU_H)
    {
      verdict.reaction = MH_REJECT;
      verdict.status = STATUS_HOME_REGISTRATION_NOT_SUPPORTED;
    }
  return verdict;
}

/* The order of RFC 6275 9.2: checksum, type, all else. */
static struct mh_verdict
entity_verdict (const struct mobility_entity *entity, enum mh_result result,
                const struct mh_message *message)
{
  static const struct mh_verdict unrecognised
      = { .reaction = MH_BINDING_ERROR, .status = BINDING_ERROR_UNKNOWN_TYPE };

  if (result != MH_TRUNCATED && result != MH_BAD_CHECKSUM
      && !is_recognised (entity, message))
    return unrecognised;
  if (result == MH_OK && message->type == MH_BU && !(message->bu.flags & BU_P)
      && !entity->serves_hosts)
    return verdict_on_host_update (message);
  return mh_check (result, message);
}

static bool
role_is_proxy (enum entity_role role)
{
  return role == ROLE_MAG || role == ROLE_SGW || role == ROLE_MAAR
         || role == ROLE_CMD;
}

/* RFC 5213 8.2: of proxy bindings only; else takes @p over. */
static bool
admits_acknowledgement (struct mobility_entity *entity, struct packet *p,
                        struct mh_message *message)
{
  if (message->type != MH_BA || !role_is_proxy (entity->role)
      || mobility_takes_acknowledgement (entity, p, message))
    return true;
  packet_drop (entity->node, p, DROP_REFUSED);
  return false;
}

bool
mobility_admits (struct mobility_entity *entity, struct packet *p,
                 enum mh_result result, struct mh_message *message,
                 enum binding_status *objection)
{
  struct mh_verdict verdict = entity_verdict (entity, result, message);
  const struct reaction *reaction = &reactions[verdict.reaction];
  bool is_update = message->type == MH_BU
                   && (entity->serves_hosts || (message->bu.flags & BU_P));

  *objection = STATUS_ACCEPTED;
  if (verdict.reaction == MH_ACCEPT)
    return admits_acknowledgement (entity, p, message);
  if (verdict.reaction == MH_REJECT && result == MH_OK && is_update)
    {
      *objection = verdict.status;
      return true;
    }
  if (reaction->answer)
    reaction->answer (entity, p, message, &verdict);
  packet_drop (entity->node, p,
               result == MH_BAD_CHECKSUM ? DROP_CHECKSUM : reaction->reason);
  return false;
}
