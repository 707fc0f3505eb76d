/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mipv6/mn.h"

#include "models/access/access.h"
#include "models/mipv6/discovery.h"
#include "models/mipv6/ha.h"
#include "models/mipv6/mn_correspondent.h"

/* ---- the home registration ----------------------------------------- */

static const struct mn_care_of_ops *
ops_of (const struct mipv6_mn *node)
{
  static const struct mn_care_of_ops none;

  return node->mipv6->ops ? node->mipv6->ops : &none;
}

static void
mn_compose (const struct home_registration *r, struct mh_message *bu)
{
  const struct mipv6_mn *node = r->owner;

  if (ops_of (node)->compose)
    ops_of (node)->compose (node, bu);
}

/* What runs on the node may use the home address. */
static void
mn_show_home (struct mipv6_mn *node)
{
  if (!ops_of (node)->hides_home)
    access_add_home_address (node->mn, &node->link->prefix);
}

static void
mn_enter (struct home_registration *r, enum registration_state next)
{
  struct mipv6_mn *node = r->owner;
  bool counted
      = r->state != REGISTRATION_UNREGISTERED && r->state != REGISTRATION_HOME;
  bool counts = next != REGISTRATION_UNREGISTERED && next != REGISTRATION_HOME;

  mn_set_uplink (node, next);
  if (ops_of (node)->entered)
    ops_of (node)->entered (node, next);
  if (counts != counted)
    mobility_count_change (&node->count, &node->entity, counts ? 1 : -1, 0);
}

static void
mn_lost (struct home_registration *r)
{
  mn_correspondents_stop (r->owner);
}

static void
mn_bound (struct home_registration *r, const struct mh_message *ba)
{
  struct mipv6_mn *node = r->owner;

  if (ops_of (node)->serves && !ops_of (node)->serves (node, ba))
    return;
  registration_mark_ready (r, ba, 0);
  mn_correspondents_begin (node);
  mn_show_home (node);
  if (ops_of (node)->bound)
    ops_of (node)->bound (node);
}

static void
mn_settled (struct home_registration *r, const struct mh_message *ba)
{
  struct mipv6_mn *node = r->owner;

  if (registration_is_home (r->state))
    {
      registration_mark_ready (r, ba, 0);
      mn_correspondents_delete (node);
      mn_show_home (node);
    }
  if (ops_of (node)->settled)
    ops_of (node)->settled (node);
}

static void
mn_failed (struct home_registration *r, const struct mh_message *ba)
{
  struct mipv6_mn *node = r->owner;

  registration_mark_failed (r);
  if (ops_of (node)->failed)
    ops_of (node)->failed (node, ba);
}

static void
mn_ask (struct home_registration *r, enum signaling_class class)
{
  discovery_ask (r->owner, class);
}

static const struct registration_ops ops_knowing = { .compose = mn_compose,
                                                     .enter = mn_enter,
                                                     .lost = mn_lost,
                                                     .bound = mn_bound,
                                                     .settled = mn_settled,
                                                     .failed = mn_failed };
static const struct registration_ops ops_asking = { .compose = mn_compose,
                                                    .enter = mn_enter,
                                                    .lost = mn_lost,
                                                    .bound = mn_bound,
                                                    .settled = mn_settled,
                                                    .failed = mn_failed,
                                                    .ask = mn_ask };

/* ---- movement detection, RFC 6275 11.5.1 --------------------------- */

static bool
is_away_from (const struct mipv6_mn *node, const struct address *care_of)
{
  enum registration_state state = node->home.state;

  return state == REGISTRATION_UNREGISTERED || registration_is_home (state)
         || !address_equal (&node->care_of, care_of);
}

/* The care-of address may be used. */
static void
mn_configured (struct address_configuration *c)
{
  struct mipv6_mn *node = c->owner;

  if (ops_of (node)->configured)
    ops_of (node)->configured (node);
  else
    registration_bind (&node->home, &c->address);
}

/* On the link that the binding is for once more there is nothing to be done. */
static void
mn_hear_care_of (struct mipv6_mn *node, const struct address *care_of,
                 bool fresh)
{
  bool away = is_away_from (node, care_of);

  if (!fresh && !away)
    return;
  if (!away && registration_stands (node->home.state))
    {
      registration_mark_ready (&node->home, NULL, 0);
      return;
    }
  node->care_of = *care_of;
  node->entity.other_address = *care_of;
  registration_suspend (&node->home);
  if (!node->home.denied)
    configuration_begin (&node->configuration, care_of);
}

/* The address of the link that was left is good no longer. */
static void
mn_end_care_of (struct mipv6_mn *node)
{
  node->care_of = address_unspecified;
  configuration_stop (&node->configuration);
  if (ops_of (node)->ended)
    ops_of (node)->ended (node);
}

static void
mn_hear_home (struct mipv6_mn *node, bool fresh)
{
  if (!fresh && registration_is_home (node->home.state))
    return;
  mn_end_care_of (node);
  node->entity.other_address = address_unspecified;
  registration_return (&node->home);
}

static void
mn_leave (struct mipv6_mn *node)
{
  mn_end_care_of (node);
  registration_leave (&node->home);
}

/* At every Router Advertisement.  The first one of an attachment counts, later
 * ones only where the node stands without a binding or an attempt. */
void
mn_hear (struct mipv6_mn *node)
{
  const struct mn_address *here;
  const struct handover *handover = node->mn->handover;
  struct address address;
  struct prefix prefix;
  bool fresh;

  if (!node->mn->present)
    {
      mn_leave (node);
      return;
    }
  here = access_link_address (node->mn);
  if (!here)
    return;
  fresh = handover->id != node->home.transaction;
  node->home.transaction = handover->id;
  address = here->address; /* the list moves when one is added */
  prefix = mn_address_prefix (here);
  if (prefix_equal (&prefix, &node->link->prefix))
    mn_hear_home (node, fresh);
  else if (ops_of (node)->heard)
    ops_of (node)->heard (node, &address, fresh);
  else
    mn_hear_care_of (node, &address, fresh);
}

/* ---- receiving ----------------------------------------------------- */

static void
mn_receive (struct mobility_entity *entity, const struct mh_message *message,
            const struct packet *packet)
{
  struct mipv6_mn *node = (struct mipv6_mn *)entity;

  if (address_equal (&entity->sender, &node->home.home_agent))
    registration_receive (&node->home, message, packet);
  else
    mn_correspondents_receive (node, message, packet);
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
  struct home_link *link = mipv6->ops && mipv6->ops->home_link
                               ? mipv6->ops->home_link (mipv6, mn)
                               : &mipv6->home;
  struct address home = home_link_address (link, mn);

  node->mipv6 = mipv6;
  node->mn = mn;
  node->link = link;
  node->entity.recognises = MOBILITY_TYPE (MH_BRR) | MOBILITY_TYPE (MH_HOT)
                            | MOBILITY_TYPE (MH_COT);
  node->entity.processing = no_processing;
  mobility_entity_init_at (&node->entity, domain, mn->node, ROLE_MN, mn_receive,
                           &home);
  mobility_take_extensions (domain, mn->node);
  for (guint i = 0; i < link->agents->len; i++)
    node_accept_tunnel (mn->node, &home_link_agent (link, i)->entity.address);
  registration_init (
      &node->home, mipv6->config->discovery ? &ops_asking : &ops_knowing, node,
      mn, &node->entity, &home_link_agent (link, 0)->entity.address,
      mipv6->config->ha.authentication);
  configuration_init (&node->configuration, &mipv6->configuration, mn,
                      mn_configured, node);
  mn->is_mobile_host = true;
  mn->entity = node;
  mobility_count_change (&node->count, &node->entity, 0, 0);
  if (ops_of (node)->init)
    ops_of (node)->init (node);
  return node;
}

void
mn_free (struct mipv6_mn *node)
{
  if (ops_of (node)->free)
    ops_of (node)->free (node);
  mn_correspondents_free (node);
  g_free (node);
}
