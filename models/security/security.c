/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/security/security.h"

#include "models/mobility/kit.h"
#include "models/security/state.h"

/* ---- life ---------------------------------------------------------- */

struct security *
security_new (struct domain *domain)
{
  const struct security_config *config = &domain->config.security;
  struct security *security;

  if (config->signaling == SECURITY_NONE && !config->has_rate_limit)
    return NULL;
  security = g_new0 (struct security, 1);
  security->domain = domain;
  security->config = config;
  security->setups = g_ptr_array_new_with_free_func (g_free);
  associations_init (&security->associations);
  associations_init (&security->of_hosts);
  if (config->signaling != SECURITY_NONE && config->setup == SETUP_IKEV2)
    security->ready
        = engine_kind (domain->sim->engine, "security-ready", security_ready);
  return security;
}

void
security_free (struct security *security)
{
  const GPtrArray *all;

  if (!security)
    return;
  all = security->associations.all;
  for (guint i = 0; i < all->len; i++)
    security_drop_held (security, g_ptr_array_index (all, i));
  associations_clear (&security->associations);
  associations_clear (&security->of_hosts);
  g_ptr_array_unref (security->setups);
  g_clear_pointer (&security->buckets, g_hash_table_unref);
  g_free (security);
}

const GPtrArray *
security_associations (const struct domain *domain)
{
  const struct mobility_kit *kit = domain->mobility;

  return kit && kit->security ? kit->security->associations.all : NULL;
}

static bool
signs (const struct security *security)
{
  return security && security->config->signaling == SECURITY_AUTHENTICATION;
}

static bool
seals (const struct security *security)
{
  return security && security->config->signaling == SECURITY_ESP;
}

/* ---- what is outside ----------------------------------------------- */

/* Strangers may say so, or it is what return routability consists of. */
static bool
type_is_outside (unsigned type)
{
  switch (type)
    {
    case MH_BRR:
    case MH_HOTI:
    case MH_COTI:
    case MH_HOT:
    case MH_COT:
    case MH_BE:
      return true;
    default:
      return false;
    }
}

/* Of a host: Binding Update or Acknowledgement without the P flag. */
static bool
is_of_host (const struct mh_message *message)
{
  if (message->type == MH_BU)
    return !(message->bu.flags & BU_P);
  return message->type == MH_BA && !(message->ba.flags & BA_P);
}

/* Does the entity speak RFC 6275?  It verifies what hosts sign. */
static bool
is_of_mobile_ip (const struct mobility_entity *entity)
{
  return entity->serves_hosts || entity->role == ROLE_MN
         || entity->role == ROLE_CN;
}

/* Authorised by return routability (RFC 6275 6.2.7), to or from a
 * correspondent. */
static bool
is_authorised (const struct mh_message *message)
{
  return is_of_host (message) && mh_find (message, OPTION_AUTHORIZATION, 0);
}

static bool
read_message (const struct packet *p, size_t at, struct mh_message *message)
{
  return mh_decode (p->head + at, p->stored - at, NULL, NULL, message) == MH_OK;
}

/* ---- sending ------------------------------------------------------- */

/* Is the message of @entity none that the scenario's protection is for? */
static bool
leaves_as_it_is (struct security *security,
                 const struct mobility_entity *entity, const struct packet *p,
                 const struct security_passage *passage)
{
  struct mh_message message;

  if (entity->role == ROLE_CN
      || type_is_outside (p->head[passage->at + AT_MOBILITY_TYPE]))
    return true;
  if (!read_message (p, passage->at, &message))
    return true;
  if (signs (security) && is_of_host (&message) && is_of_mobile_ip (entity))
    {
      if (mh_find (&message, OPTION_MESSAGE_AUTHENTICATION, 0))
        security_note_host (security, entity, passage);
      return true;
    }
  return is_authorised (&message);
}

struct packet *
security_apply (struct security *security, struct packet *p,
                const struct security_passage *passage,
                struct association *association)
{
  struct network *network = security->domain->sim->network;

  if (signs (security))
    return security_sign (network, p, passage, association);
  return security_seal (network, p, passage, association);
}

struct packet *
security_protect (struct mobility_entity *entity, struct packet *p,
                  const char *name)
{
  struct security *security = entity->domain->mobility->security;
  struct security_passage passage;
  struct association *association;

  if (!(signs (security) || seals (security))
      || !security_find_mobility (p, &passage)
      || leaves_as_it_is (security, entity, p, &passage))
    return p;
  association = security_associate (security, entity, &passage);
  if (!association || !association->allowed)
    return p;
  if (association->stands)
    return security_apply (security, p, &passage, association);
  security_hold (association, entity, p, name);
  return NULL;
}

struct packet *
security_steal (struct domain *domain, struct packet *p)
{
  struct security *security = domain->mobility->security;
  struct association *association;
  struct security_passage passage;

  if (!(signs (security) || seals (security))
      || !security_find_mobility (p, &passage))
    return p;
  association = security_prepare (security, &passage);
  return association && association->stands
             ? security_apply (security, p, &passage, association)
             : p;
}

/* ---- receiving ----------------------------------------------------- */

/* That of the packet's Source and Destination Address, standing. */
static struct association *
find_association (const struct security *security, const struct packet *p)
{
  struct address source = packet_source (p);
  struct address destination = packet_destination (p);
  struct association *association
      = associations_find (&security->associations, &source, &destination);

  return association && association->stands ? association : NULL;
}

/* An authenticator of @entity's message is computed, whatever comes out. */
static void
spend (const struct security *security, const struct mobility_entity *entity,
       sim_time *cost)
{
  const struct trace_security record
      = { .node = entity->node,
          .role = entity->role,
          .event = SECURITY_VERIFIED,
          .cost = security->config->verification };

  *cost += record.cost;
  trace_emit (security->domain->sim->trace, TRACE_SECURITY, &record);
}

/* RFC 4303 3.4: association, sequence number, check value, in that order. */
static enum security_verdict
open_esp (struct security *security, const struct mobility_entity *entity,
          struct packet *p, sim_time *cost)
{
  struct association *association = find_association (security, p);
  bool checked = security->config->replay == REPLAY_CHECKED;
  struct address source = packet_source (p);
  struct association_direction *direction;
  uint32_t spi, sequence;
  uint8_t next_header;
  size_t n;

  if (!esp_peek (packet_ipv6_payload (p), packet_ipv6_stored (p), &spi,
                 &sequence))
    return SECURITY_MALFORMED;
  if (!association)
    return SECURITY_NO_ASSOCIATION;
  direction = association_from (association, &source);
  if (spi != direction->esp.spi)
    return SECURITY_UNKNOWN_SPI;
  if (checked && !esp_window_admits (&direction->window, sequence))
    return SECURITY_REPLAYED;
  spend (security, entity, cost);
  if (esp_open (&direction->esp, packet_ipv6_payload (p),
                packet_ipv6_stored (p), &n, &next_header)
      != ESP_OK)
    return SECURITY_FORGED;
  if (next_header != NEXT_MH)
    return SECURITY_MALFORMED;
  esp_window_mark (&direction->window, sequence);
  security_strip (p, n);
  return SECURITY_PASS;
}

/* Outside of ESP, and that is as it should be?  A host knows no association
 * with a correspondent. */
static bool
may_be_plain (const struct security *security,
              const struct mobility_entity *entity, const struct packet *p)
{
  struct mh_message message;

  if (packet_ipv6_stored (p) < MOBILITY_SIZE_MIN || entity->role == ROLE_CN
      || type_is_outside (packet_ipv6_payload (p)[AT_MOBILITY_TYPE]))
    return true;
  return entity->role == ROLE_MN && !find_association (security, p)
         && read_message (p, IPV6_HEADER_SIZE, &message)
         && is_authorised (&message);
}

enum security_verdict
security_open (struct mobility_entity *entity, struct packet *p, sim_time *cost)
{
  struct security *security = entity->domain->mobility->security;

  if (!security)
    return SECURITY_PASS;
  if (!security_rate_allows (security, entity, p))
    return SECURITY_RATE_LIMITED;
  if (packet_next_header (p) == NEXT_ESP)
    return open_esp (security, entity, p, cost);
  if (seals (security) && !may_be_plain (security, entity, p))
    return SECURITY_UNPROTECTED;
  return SECURITY_PASS;
}

enum security_verdict
security_verdict_on (enum auth_result result)
{
  static const enum security_verdict verdicts[] = {
    [AUTH_OK] = SECURITY_PASS,
    [AUTH_MISSING] = SECURITY_UNPROTECTED,
    [AUTH_MALFORMED] = SECURITY_MALFORMED,
    [AUTH_UNKNOWN_SPI] = SECURITY_UNKNOWN_SPI,
    [AUTH_FAILED] = SECURITY_FORGED,
  };

  return verdicts[result];
}

/* RFC 4285 5: without the option, or without an association. */
static enum security_verdict
verify_option (const struct security *security,
               const struct mobility_entity *entity, const struct packet *p,
               const struct mh_message *message, sim_time *cost)
{
  const struct association *association = find_association (security, p);
  const struct auth_addresses addresses
      = { .care_of = packet_source (p), .peer = packet_destination (p) };
  struct auth_association with;

  if (!mh_find (message, OPTION_MESSAGE_AUTHENTICATION, 0))
    return SECURITY_UNPROTECTED;
  if (!association)
    return SECURITY_NO_ASSOCIATION;
  spend (security, entity, cost);
  with = security_auth_association (association);
  return security_verdict_on (auth_verify_message (
      packet_ipv6_payload (p), packet_ipv6_stored (p), &with, &addresses));
}

enum security_verdict
security_verify (struct mobility_entity *entity, const struct packet *p,
                 const struct mh_message *message, sim_time *cost)
{
  const struct security *security = entity->domain->mobility->security;

  if (!signs (security) || entity->role == ROLE_CN
      || type_is_outside (message->type))
    return SECURITY_PASS;
  if (!is_of_host (message) || !is_of_mobile_ip (entity))
    return verify_option (security, entity, p, message, cost);
  if (mh_find (message, OPTION_MESSAGE_AUTHENTICATION, 0))
    spend (security, entity, cost);
  return SECURITY_PASS;
}

/* ---- refusing ------------------------------------------------------ */

void
security_tell (const struct mobility_entity *entity, const struct packet *p,
               enum security_verdict verdict)
{
  const struct trace_security record = { .node = entity->node,
                                         .role = entity->role,
                                         .event = SECURITY_REFUSED,
                                         .verdict = verdict,
                                         .packet = p };

  trace_emit (entity->domain->sim->trace, TRACE_SECURITY, &record);
}

void
security_refuse (struct mobility_entity *entity, struct packet *p,
                 enum security_verdict verdict)
{
  struct mh_message message;

  security_tell (entity, p, verdict);
  if (verdict == SECURITY_FORGED && packet_next_header (p) == NEXT_MH
      && read_message (p, IPV6_HEADER_SIZE, &message))
    mobility_reject (entity, p, &message, STATUS_AUTHENTICATION_FAILED);
  packet_drop (entity->node, p,
               verdict == SECURITY_RATE_LIMITED ? DROP_RATE_LIMITED
                                                : DROP_UNAUTHENTIC);
}
