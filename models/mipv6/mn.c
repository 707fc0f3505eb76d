/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mipv6/mn.h"

#include "models/access/access.h"
#include "models/mipv6/ha.h"
#include "models/mipv6/mn_correspondent.h"

/* ---- movement detection, RFC 6275 11.5.1 --------------------------- */

static bool
is_away_from (const struct mipv6_mn *node, const struct address *care_of)
{
  return node->state == MN_UNREGISTERED || node->state == MN_HOME
         || node->state == MN_DEREGISTERING
         || !address_equal (&node->care_of, care_of);
}

/* The link that the binding is for once more: nothing to be done. */
static void
mn_return (struct mipv6_mn *node)
{
  struct handover *handover = mipv6_handover (node->mn, node->transaction);

  if (handover)
    handover_mark_ready (handover, 0);
}

static void
mn_hear_care_of (struct mipv6_mn *node, const struct address *care_of,
                 bool fresh)
{
  bool bound = node->state == MN_REGISTERED || node->state == MN_REFRESHING;
  bool away = is_away_from (node, care_of);

  if (!fresh && !away)
    return;
  if (!away && bound)
    {
      mn_return (node);
      return;
    }
  node->care_of = *care_of;
  mn_handle (node, MN_EVENT_CARE_OF, NULL);
}

static void
mn_hear_home (struct mipv6_mn *node, bool fresh)
{
  bool home = node->state == MN_HOME || node->state == MN_DEREGISTERING;

  if (!fresh && home)
    return;
  node->care_of = address_unspecified;
  mn_handle (node, MN_EVENT_HOME, NULL);
}

/* At every Router Advertisement.  The first one of an attachment counts, later
 * ones only where the node stands without a binding or an attempt. */
void
mn_hear (struct mipv6_mn *node)
{
  const struct mn_address *here;
  const struct handover *handover = node->mn->handover;
  struct address address;
  bool fresh;

  if (!node->mn->present)
    {
      mn_handle (node, MN_EVENT_LEAVE, NULL);
      return;
    }
  here = access_link_address (node->mn);
  if (!here)
    return;
  fresh = handover->id != node->transaction;
  node->transaction = handover->id;
  address = here->address; /* the list moves when one is added */
  if (prefix_equal (&here->prefix, &node->mipv6->home_prefix))
    mn_hear_home (node, fresh);
  else
    mn_hear_care_of (node, &address, fresh);
}

/* ---- receiving ----------------------------------------------------- */

/* 11.7.3: signed if that is configured, in answer to the last copy.  A refused
 * order names another number. */
static bool
mn_accepts_answer (const struct mipv6_mn *node, const struct mh_message *ba,
                   const struct packet *packet)
{
  bool away = !address_is_unspecified (&node->care_of);
  const struct mipv6_key key
      = mn_key (node, away ? &node->care_of : &node->entity.address);

  if (mipv6_verify (packet, &key) != AUTH_OK)
    return false;
  if (ba->ba.status == STATUS_SEQUENCE_OUT_OF_WINDOW)
    return node->exchange.pending;
  return binding_exchange_matches (&node->exchange, ba);
}

static void
mn_receive_ba (struct mipv6_mn *node, const struct mh_message *ba,
               const struct packet *packet)
{
  if (!mn_accepts_answer (node, ba, packet))
    return;
  mn_handle (node, ba->ba.status < 128 ? MN_EVENT_ACCEPTED : MN_EVENT_REFUSED,
             ba);
}

static void
mn_receive (struct mobility_entity *entity, const struct mh_message *message,
            const struct packet *packet)
{
  struct mipv6_mn *node = (struct mipv6_mn *)entity;

  if (!address_equal (&entity->sender, &node->home_agent))
    mn_correspondents_receive (node, message, packet);
  else if (message->type == MH_BA)
    mn_receive_ba (node, message, packet);
  else if (message->type == MH_BRR) /* 11.7.4 */
    mn_handle (node, MN_EVENT_REQUEST, NULL);
}

/* ---- life ---------------------------------------------------------- */

static sim_time
no_processing (const struct mobility_entity *entity G_GNUC_UNUSED,
               const struct mh_message *message G_GNUC_UNUSED)
{
  return 0;
}

struct mipv6_mn *
mn_new (struct mipv6 *mipv6, struct mobile_node *mn)
{
  struct mipv6_mn *node = g_new0 (struct mipv6_mn, 1);
  struct domain *domain = mipv6->domain;
  struct address home = mipv6_home_address (mipv6, mn);

  node->mipv6 = mipv6;
  node->mn = mn;
  node->state = MN_UNREGISTERED;
  node->transaction = TRANSACTION_NONE;
  node->home_agent = mobility_central_address (domain->anchor);
  node->delays = random_stream_parked (&domain->sim->random, mn->node->name,
                                       "mipv6.dad");
  node->ra_delays
      = random_stream_parked (&domain->sim->random, mn->node->name, "mipv6.ra");
  node->entity.recognises = MOBILITY_TYPE (MH_BRR) | MOBILITY_TYPE (MH_HOT)
                            | MOBILITY_TYPE (MH_COT);
  node->entity.processing = no_processing;
  mobility_entity_init_at (&node->entity, domain, mn->node, ROLE_MN, mn_receive,
                           &home);
  mobility_take_extensions (domain, mn->node);
  for (guint i = 0; i < mipv6->home_agents->len; i++)
    node_accept_tunnel (
        mn->node, &((struct ha *)g_ptr_array_index (mipv6->home_agents, i))
                       ->entity.address);
  mn_init_exchange (node);
  mn->is_mobile_host = true;
  mn->entity = node;
  mobility_count_change (&node->count, &node->entity, 0, 0);
  return node;
}

void
mn_free (struct mipv6_mn *node)
{
  mn_correspondents_free (node);
  g_free (node);
}
