/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages of other home agents: checked, put into events of the binding,
 * answered. */
#include "models/anycast/agent.h"

#include <string.h>

#define HACK_P 0x40            /* RFC 5949 6.1.2 */
#define HACK_ALL_TRANSFERRED 6 /* "All available Context Transferred" */
#define HACK_NOT_AVAILABLE 131 /* "Requested Context Not Available" */
#define ADDRESS_NEW_CARE_OF 2  /* RFC 5568 6.4.2 */
#define ADDRESS_OF_ANCHOR_6 1  /* RFC 5949 6.2.2 */
#define UPN_A 0x8000           /* RFC 7077 4.1 */
#define UPA_FAILED 128         /* FAILED-TO-UPDATE-SESSION-PARAMETERS */

/* ---- who and whom -------------------------------------------------- */

static struct agent *
sender_of (const struct agent *agent, const struct packet *packet)
{
  struct address source = packet_source (packet);

  return agent_find (agent->anycast, &source);
}

/* The node of both identifier and home address, or NULL. */
static struct mobile_node *
find_mn (struct agent *agent, const struct mh_message *message)
{
  const struct mh_option *home
      = mh_find (message, OPTION_HOME_NETWORK_PREFIX, 0);
  struct mobile_node *mn = mobility_find_mn (&agent->entity, message);
  struct prefix prefix;

  if (!mn || !home)
    return NULL;
  prefix = mobility_prefix (&agent->entity, home);
  if (prefix.length != 128
      || home_link_find_mn (agent->ha->link, &prefix.address) != mn)
    return NULL;
  return mn;
}

static void
reply (struct agent *agent, const struct agent *to,
       const struct mh_message *message, const struct packet *packet)
{
  mobility_send (&agent->entity, &to->entity.address, message,
                 (enum signaling_class)packet->meter.signaling,
                 packet->meter.transaction);
}

/* ---- registrations told: PBU --------------------------------------- */

static struct registration_news
read_news (struct agent *from, const struct mh_message *pbu,
           const struct packet *packet)
{
  const struct mh_option *care_of = mh_find (pbu, OPTION_ALTERNATE_CARE_OF, 0);

  return (struct registration_news){
    .primary = from,
    .from = from,
    .care_of = care_of ? care_of->address : address_unspecified,
    .ordered = true,
    .sequence = pbu->bu.sequence,
    .lifetime = mobility_lifetime (pbu->bu.lifetime),
    .class = (enum signaling_class)packet->meter.signaling,
    .transaction = packet->meter.transaction,
  };
}

static bool
is_passed_on (const struct mh_message *pbu)
{
  const struct mh_option *hi = mh_find (pbu, OPTION_HANDOFF_INDICATOR, 0);

  return hi && hi->value == HI_NO_CHANGE;
}

/* The node's own numbers say which registration is the later one.  A second
 * copy has the same number and sender; where two agents took copies of one
 * update, the first in order keeps the node. */
static bool
claim_prevails (const struct agent_binding *binding, const struct agent *from,
                uint16_t sequence)
{
  if (!binding->ordered || agent_binding_is_older (binding, sequence))
    return true;
  return sequence == binding->sequence && binding->primary
         && from->index <= binding->primary->index;
}

static enum binding_status
check_claim (struct agent *agent, const struct agent *from,
             struct mobile_node *mn, const struct mh_message *pbu)
{
  const struct agent_binding *binding;
  int64_t capacity = agent->ha->link->config->capacity;
  bool passed_on = is_passed_on (pbu);

  if (!mh_find (pbu, OPTION_ALTERNATE_CARE_OF, 0))
    return STATUS_INVALID_CARE_OF;
  binding = agent_binding_get (agent, mn);
  if (!passed_on && !claim_prevails (binding, from, pbu->bu.sequence))
    return STATUS_SEQUENCE_OUT_OF_WINDOW;
  if (passed_on && binding->state != BINDING_PRIMARY)
    return STATUS_NOT_HOME_AGENT;
  if (passed_on && binding->sequence != pbu->bu.sequence
      && !agent_binding_is_older (binding, pbu->bu.sequence))
    return STATUS_SEQUENCE_OUT_OF_WINDOW;
  if (capacity && pbu->bu.lifetime && !agent_binding_stands (binding)
      && agent->ha->bindings >= capacity)
    return STATUS_INSUFFICIENT_RESOURCES;
  return STATUS_ACCEPTED;
}

static enum binding_status
check_pbu (struct agent *agent, const struct agent *from,
           struct mobile_node *mn, const struct mh_message *pbu)
{
  static const struct binding_order any = { 0 };
  enum binding_status status
      = proxy_pbu_check (&agent->entity, pbu, from != NULL,
                         mobility_find_mn (&agent->entity, pbu), &any);

  if (status != STATUS_ACCEPTED)
    return status;
  return mn ? check_claim (agent, from, mn, pbu)
            : STATUS_NOT_AUTHORIZED_FOR_HNP;
}

static void
answer_pbu (struct agent *agent, const struct mh_message *pbu,
            const struct packet *packet, struct mobile_node *mn,
            enum binding_status status)
{
  bool accepted = status == STATUS_ACCEPTED;
  struct address source = packet_source (packet);
  struct mh_message pba;

  proxy_pba_init (&pba, pbu, status,
                  accepted ? mobility_lifetime (pbu->bu.lifetime) : 0, 0);
  if (status == STATUS_SEQUENCE_OUT_OF_WINDOW) /* RFC 6275 9.5.1 */
    pba.ba.sequence = agent_binding_get (agent, mn)->sequence;
  proxy_pba_return_prefixes (&pba, pbu);
  proxy_pba_mirror (&agent->entity, &pba, pbu);
  mobility_send (&agent->entity, &source, &pba,
                 accepted ? (enum signaling_class)packet->meter.signaling
                          : SIGNALING_ERROR,
                 packet->meter.transaction);
}

/* A second copy changes nothing. */
static void
take_news (struct agent_binding *binding, const struct mh_message *pbu,
           const struct registration_news *news)
{
  bool known = binding->ordered && binding->sequence == news->sequence;

  if (is_passed_on (pbu))
    {
      struct registration_news its = *news;

      its.primary = binding->agent;
      if (!known)
        agent_binding_handle (binding, BINDING_EVENT_PASSED_ON, &its);
    }
  else if (known && binding->primary == news->primary)
    return;
  else
    agent_binding_handle (
        binding, news->lifetime ? BINDING_EVENT_TOLD : BINDING_EVENT_WITHDRAWN,
        news);
}

static void
receive_pbu (struct agent *agent, const struct mh_message *pbu,
             const struct packet *packet)
{
  struct agent *from = sender_of (agent, packet);
  struct mobile_node *mn = find_mn (agent, pbu);
  enum binding_status status = check_pbu (agent, from, mn, pbu);

  if (status == STATUS_ACCEPTED)
    {
      const struct registration_news news = read_news (from, pbu, packet);

      take_news (agent_binding_get (agent, mn), pbu, &news);
    }
  if (pbu->bu.flags & BU_A || status != STATUS_ACCEPTED)
    answer_pbu (agent, pbu, packet, mn, status);
}

/* ---- answers: PBA, UPA, HAck --------------------------------------- */

/* The exchange that @sequence answers, or NULL. */
static struct agent_exchange *
find_exchange (struct agent *agent, const struct mh_message *answer,
               const struct packet *packet)
{
  const struct agent *from = sender_of (agent, packet);
  struct mobile_node *mn = mobility_find_mn (&agent->entity, answer);
  struct agent_exchange *its;

  if (!from || !mn)
    return NULL;
  its = agent_exchange_with (agent_binding_get (agent, mn), from);
  return its->exchange.pending ? its : NULL;
}

/* 135: the peer knows of a later registration.  Synchronised, whose it is will
 * be told to us as to everybody; the location manager tells nobody of what he
 * refuses. */
static void
receive_pba (struct agent *agent, const struct mh_message *pba,
             const struct packet *packet)
{
  struct agent_exchange *its = find_exchange (agent, pba, packet);
  bool late = pba->ba.status == STATUS_SEQUENCE_OUT_OF_WINDOW;
  enum exchange_kind kind;

  if (!its || its->kind == EXCHANGE_NOTICE || its->kind == EXCHANGE_QUERY
      || (!late && !binding_exchange_matches (&its->exchange, pba)))
    return;
  kind = its->kind;
  binding_exchange_stop (&its->exchange);
  if (pba->ba.status < 128)
    return;
  if (kind == EXCHANGE_PASS_ON && !late)
    its->exchange.type->give_up (&its->exchange);
  else if (late && its->peer == agent->anycast->manager)
    agent_binding_handle (its->binding, BINDING_EVENT_OUTDATED, NULL);
}

static void
receive_upa (struct agent *agent, const struct mh_message *upa,
             const struct packet *packet)
{
  struct agent_exchange *its = find_exchange (agent, upa, packet);

  if (its && its->kind == EXCHANGE_NOTICE
      && its->exchange.sequence == upa->update.sequence)
    binding_exchange_stop (&its->exchange);
}

/* Where the node is, as the location manager says: kept for a while. */
static bool
read_location (struct agent *agent, const struct agent *from,
               const struct mh_message *hack, struct registration_news *news)
{
  const struct mh_option *anchor = mh_find (hack, OPTION_LMA_ADDRESS, 0);
  const struct mh_option *care_of = mh_find (hack, OPTION_MH_IPV6_PREFIX, 0);
  struct address address;

  if (!anchor || anchor->coded.data.n != sizeof address || !care_of)
    return false;
  memcpy (&address, anchor->coded.data.octets, sizeof address);
  *news = (struct registration_news){
    .primary = agent_find (agent->anycast, &address),
    .from = (struct agent *)from,
    .care_of = care_of->fast_prefix.address,
    .lifetime = agent->anycast->config->cache_lifetime,
    .class = SIGNALING_ATTACH,
    .transaction = TRANSACTION_NONE,
  };
  return news->primary && news->primary != agent;
}

static void
receive_hack (struct agent *agent, const struct mh_message *hack,
              const struct packet *packet)
{
  struct agent_exchange *its = find_exchange (agent, hack, packet);
  struct registration_news news;

  if (!its || its->kind != EXCHANGE_QUERY
      || its->exchange.sequence != hack->handover.sequence)
    return;
  binding_exchange_stop (&its->exchange);
  if (hack->handover.code < 128
      && read_location (agent, its->peer, hack, &news))
    agent_binding_handle (its->binding, BINDING_EVENT_TOLD, &news);
  else
    agent_binding_handle (its->binding, BINDING_EVENT_DENIED, NULL);
}

/* ---- questions: HI ------------------------------------------------- */

static void
add_location (struct mh_message *hack, const struct agent_binding *binding)
{
  const struct address *anchor = &binding->primary->entity.address;
  struct mh_option *option = mh_add (hack, OPTION_LMA_ADDRESS);

  option->coded.code = ADDRESS_OF_ANCHOR_6;
  option->coded.data = (struct view){ anchor->octet, sizeof anchor->octet };
  option = mh_add (hack, OPTION_MH_IPV6_PREFIX);
  option->fast_prefix.code = ADDRESS_NEW_CARE_OF;
  option->fast_prefix.length = 128;
  option->fast_prefix.address = binding->care_of;
}

static void
receive_hi (struct agent *agent, const struct mh_message *hi,
            const struct packet *packet)
{
  struct agent *from = sender_of (agent, packet);
  struct mobile_node *mn = find_mn (agent, hi);
  struct agent_binding *binding = mn ? agent_binding_get (agent, mn) : NULL;
  bool known = binding && agent_binding_stands (binding);
  struct mh_message hack;

  if (!from || agent != agent->anycast->manager)
    return;
  mh_init (&hack, MH_HACK);
  hack.handover.sequence = hi->handover.sequence;
  hack.handover.flags = HACK_P;
  hack.handover.code = known ? HACK_ALL_TRANSFERRED : HACK_NOT_AVAILABLE;
  if (mh_find (hi, OPTION_MN_IDENTIFIER, 0))
    mh_add (&hack, OPTION_MN_IDENTIFIER)->mn_identifier
        = mh_find (hi, OPTION_MN_IDENTIFIER, 0)->mn_identifier;
  if (known)
    {
      add_location (&hack, binding);
      agent_exchange_with (binding, from)->kept_until
          = sim_now (agent->entity.domain->sim)
            + agent->anycast->config->cache_lifetime;
    }
  reply (agent, from, &hack, packet);
}

/* ---- notices: UPN -------------------------------------------------- */

/* What is known from a later registration stays.  An answer kept has no
 * number: it may be older. */
static void
receive_upn (struct agent *agent, const struct mh_message *upn,
             const struct packet *packet)
{
  struct agent *from = sender_of (agent, packet);
  struct mobile_node *mn = find_mn (agent, upn);
  struct agent_binding *binding = mn ? agent_binding_get (agent, mn) : NULL;
  struct mh_message upa;

  if (!from)
    return;
  if (binding
      && (!binding->ordered
          || agent_binding_is_older (binding, upn->update.sequence)))
    agent_binding_handle (binding, BINDING_EVENT_OUTDATED, NULL);
  if (!(upn->update.flags & UPN_A))
    return;
  mh_init (&upa, MH_UPA);
  upa.update.sequence = upn->update.sequence;
  upa.update.status = binding ? 0 : UPA_FAILED;
  if (mh_find (upn, OPTION_MN_IDENTIFIER, 0))
    mh_add (&upa, OPTION_MN_IDENTIFIER)->mn_identifier
        = mh_find (upn, OPTION_MN_IDENTIFIER, 0)->mn_identifier;
  reply (agent, from, &upa, packet);
}

/* ---- dispatch ------------------------------------------------------ */

void
agent_receive (struct mobility_entity *entity, const struct mh_message *message,
               const struct packet *packet)
{
  struct agent *agent = (struct agent *)entity;

  switch (message->type)
    {
    case MH_BU:
      receive_pbu (agent, message, packet);
      break;
    case MH_BA:
      receive_pba (agent, message, packet);
      break;
    case MH_HI:
      receive_hi (agent, message, packet);
      break;
    case MH_HACK:
      receive_hack (agent, message, packet);
      break;
    case MH_UPN:
      receive_upn (agent, message, packet);
      break;
    case MH_UPA:
      receive_upa (agent, message, packet);
      break;
    default:
      break;
    }
}
