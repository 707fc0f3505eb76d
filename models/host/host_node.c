/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/host/host_node.h"

#include "models/access/access.h"
#include "models/mipv6/ha.h"

static struct sim *
node_sim (const struct host_node *node)
{
  return node->host->domain->sim;
}

struct host_anchor *
host_node_find (const struct host_node *node, const struct prefix *prefix)
{
  struct host_anchor *a = node->anchors;

  while (a && !prefix_equal (&a->link->prefix, prefix))
    a = a->next;
  return a;
}

/* ---- what an address is kept for ----------------------------------- */

/* Is the anchor to keep the address while the node is elsewhere? */
static bool
is_wanted (const struct host_anchor *a)
{
  const struct host_node *node = a->node;

  if (!a->visited || a == node->here)
    return false;
  switch (node->host->config->release)
    {
    case DMM_RELEASE_FLOW:
      return a->flows > 0;
    case DMM_RELEASE_LIFETIME:
      return sim_now (node_sim (node)) < a->until;
    default:
      return true;
    }
}

/* Release lifetime: the time runs from when the node is first heard to be
 * elsewhere. */
static void
begin_expiry (struct host_anchor *a)
{
  const struct host_node *node = a->node;

  if (node->host->config->release != DMM_RELEASE_LIFETIME)
    return;
  a->until = sim_now (node_sim (node)) + node->host->config->prefix_lifetime;
  host_timer_set (&a->expiry, a->until);
}

static void
expire (void *owner)
{
  struct host_anchor *a = owner;

  registration_release (&a->registration);
}

/* ---- the registrations --------------------------------------------- */

static bool
is_previous (enum registration_state state)
{
  return state == REGISTRATION_CONFIGURING || state == REGISTRATION_REGISTERING
         || registration_stands (state);
}

/* K(t), RFC 8885's previous anchors as the node sees them. */
static void
count_previous (struct host_node *node, int change)
{
  struct trace_count record = { .mn = node->mn };

  node->previous += (uint32_t)change;
  record.count = node->previous;
  trace_emit (node_sim (node)->trace, TRACE_PREVIOUS_ANCHORS, &record);
}

/* What bears the home address: at home directly, once it is verified; bound,
 * by the reverse tunnel to its anchor; else nowhere. */
static void
set_uplink (const struct host_anchor *a, enum registration_state state)
{
  struct node *host = a->node->mn->node;
  struct prefix home = prefix_make (&a->entity.address, 128);
  struct route tunnel = { .kind = ROUTE_TUNNEL,
                          .local = a->registration.care_of,
                          .peer = a->registration.home_agent };
  struct route drop = { .kind = ROUTE_DROP, .reason = DROP_NOT_READY };

  if (registration_is_home (state) && a->node->usable)
    node_remove_egress_route (host, &home);
  else
    node_set_egress_route (host, &home,
                           registration_stands (state) ? &tunnel : &drop);
}

static bool
is_entry (enum registration_state state)
{
  return state != REGISTRATION_UNREGISTERED && state != REGISTRATION_HOME;
}

static void
anchor_enter (struct home_registration *r, enum registration_state next)
{
  struct host_anchor *a = r->owner;
  struct host_node *node = a->node;
  int previous = is_previous (next) - is_previous (r->state);
  int entries = is_entry (next) - is_entry (r->state);

  set_uplink (a, next);
  if (previous)
    count_previous (node, previous);
  if (entries)
    mobility_count_change (&node->count, &a->entity, entries, 0);
}

static bool
is_under_way (enum registration_state state)
{
  return state == REGISTRATION_CONFIGURING || state == REGISTRATION_REGISTERING
         || state == REGISTRATION_DEREGISTERING;
}

/* The attachment is done with when the address may be used and every anchor
 * has answered. */
static void
check_ready (const struct host_node *node, const struct home_registration *r,
             const struct mh_message *ba)
{
  if (!node->usable)
    return;
  for (const struct host_anchor *a = node->anchors; a; a = a->next)
    if (is_under_way (a->registration.state))
      return;
  registration_mark_ready (r, ba, node->previous);
}

static void
anchor_answered (struct home_registration *r, const struct mh_message *ba)
{
  const struct host_anchor *a = r->owner;

  check_ready (a->node, r, ba);
}

static void
anchor_failed (struct home_registration *r,
               const struct mh_message *ba G_GNUC_UNUSED)
{
  registration_mark_failed (r);
}

static const struct registration_ops anchor_ops = { .enter = anchor_enter,
                                                    .bound = anchor_answered,
                                                    .settled = anchor_answered,
                                                    .failed = anchor_failed };

/* Registers the address on this link, or goes on to release it from here. */
static void
bind_here (struct host_anchor *a)
{
  registration_bind (&a->registration, &a->node->here->entity.address);
}

/* ---- movement detection, RFC 6275 11.5.1 --------------------------- */

/* What is not wanted and may be bound still is released from the next link. */
static void
suspend (struct host_anchor *a)
{
  struct home_registration *r = &a->registration;

  if (registration_is_home (r->state))
    begin_expiry (a);
  r->transaction = a->node->transaction;
  if (!is_wanted (a) && !r->bound)
    {
      registration_leave (r);
      return;
    }
  registration_suspend (r);
  if (!is_wanted (a))
    registration_release (r);
}

/* On another link: nothing that was bound is any more. */
static void
suspend_all (struct host_node *node)
{
  for (struct host_anchor *a = node->anchors; a; a = a->next)
    if (a != node->here)
      suspend (a);
}

/* The address of the link may be used: as care-of address, too. */
static void
node_configured (struct address_configuration *c)
{
  struct host_node *node = c->owner;

  node->usable = true;
  set_uplink (node->here, node->here->registration.state);
  for (struct host_anchor *a = node->anchors; a; a = a->next)
    if (a->registration.state == REGISTRATION_CONFIGURING
        || a->registration.state == REGISTRATION_RELEASING)
      bind_here (a);
  check_ready (node, &node->here->registration, NULL);
}

/* An address that its anchor has defended needs no verification on the way
 * home (RFC 6275 11.5.5). */
static void
node_arrive (struct host_node *node, struct host_anchor *here)
{
  bool defended = here->registration.bound;

  node->usable = defended;
  node->here = here;
  here->visited = true;
  host_timer_stop (&here->expiry);
  suspend_all (node);
  here->registration.transaction = node->transaction;
  registration_return (&here->registration);
  configuration_stop (&node->configuration);
  node->configuration.address = here->entity.address;
  if (defended)
    node_configured (&node->configuration);
  else
    configuration_begin (&node->configuration, &here->entity.address);
}

/* The same link, after a loss of it: what stands is good, the rest is asked
 * for again. */
static void
node_resume (struct host_node *node)
{
  for (struct host_anchor *a = node->anchors; a; a = a->next)
    {
      a->registration.transaction = node->transaction;
      if (is_wanted (a) && !registration_stands (a->registration.state))
        bind_here (a);
      else if (a->registration.state == REGISTRATION_RELEASING)
        bind_here (a);
    }
  if (!registration_is_home (node->here->registration.state))
    registration_return (&node->here->registration);
  check_ready (node, &node->here->registration, NULL);
}

static void
node_leave (struct host_node *node)
{
  configuration_stop (&node->configuration);
  node->here = NULL;
  node->usable = false;
  for (struct host_anchor *a = node->anchors; a; a = a->next)
    {
      a->visited = false;
      host_timer_stop (&a->expiry);
      registration_leave (&a->registration);
    }
}

void
host_node_hear (struct host_node *node)
{
  const struct mn_address *address;
  struct host_anchor *here;
  struct prefix prefix;
  bool fresh;

  if (!node->mn->present)
    {
      node_leave (node);
      return;
    }
  address = access_link_address (node->mn);
  if (!address)
    return;
  prefix = mn_address_prefix (address);
  here = host_node_find (node, &prefix);
  if (!here)
    return;
  fresh = node->mn->handover->id != node->transaction;
  node->transaction = node->mn->handover->id;
  if (here != node->here || (fresh && !node->usable))
    node_arrive (node, here);
  else if (node->usable)
    node_resume (node);
}

/* ---- flows --------------------------------------------------------- */

/* On an address of another link that nothing kept until now.  Where the node
 * has not heard of its link yet, arrival there sees to it. */
static void
flow_started (struct host_anchor *a)
{
  struct host_node *node = a->node;
  const struct handover *handover = node->mn->handover;

  if (is_wanted (a) && node->usable && node->mn->router
      && handover->id == node->transaction
      && a->registration.state == REGISTRATION_UNREGISTERED)
    {
      a->registration.transaction = TRANSACTION_NONE;
      bind_here (a);
    }
}

static void
flow_ended (struct host_anchor *a)
{
  struct host_node *node = a->node;

  if (node->host->config->release == DMM_RELEASE_FLOW && a != node->here
      && a->registration.state != REGISTRATION_UNREGISTERED && a->flows == 0)
    registration_release (&a->registration);
}

void
host_node_count_flow (struct host_node *node, const struct prefix *prefix,
                      int change)
{
  struct host_anchor *a = host_node_find (node, prefix);
  bool live;

  if (!a)
    return;
  live = a->flows > 0;
  a->flows += (uint32_t)change;
  if (live != (a->flows > 0))
    home_link_count_live (a->link, node->mn, change);
  if (change > 0)
    flow_started (a);
  else
    flow_ended (a);
}

/* ---- life ---------------------------------------------------------- */

static void
anchor_receive (struct mobility_entity *entity,
                const struct mh_message *message, const struct packet *packet)
{
  struct host_anchor *a = (struct host_anchor *)entity;

  if (address_equal (&entity->sender, &a->registration.home_agent))
    registration_receive (&a->registration, message, packet);
}

static sim_time
no_processing (const struct mobility_entity *entity G_GNUC_UNUSED,
               const struct mh_message *message G_GNUC_UNUSED)
{
  return 0;
}

static struct host_anchor *
anchor_new (struct host_node *node, struct home_link *link)
{
  struct host_anchor *a = g_new0 (struct host_anchor, 1);
  struct host_anchor **at = &node->anchors;
  const struct ha *agent = home_link_agent (link, 0);
  struct address home = home_link_address (link, node->mn);

  a->node = node;
  a->link = link;
  a->entity.recognises = MOBILITY_TYPE (MH_BRR);
  a->entity.processing = no_processing;
  mobility_entity_init_at (&a->entity, link->domain, node->mn->node, ROLE_MN,
                           anchor_receive, &home);
  node_accept_tunnel (node->mn->node, &agent->entity.address);
  registration_init (&a->registration, &anchor_ops, a, node->mn, &a->entity,
                     &agent->entity.address, link->config->authentication);
  host_timer_init (&a->expiry, node->mn, expire, a);
  while (*at)
    at = &(*at)->next;
  *at = a;
  return a;
}

/* Its own prefix is told of by the link, the others come to its care-of
 * address. */
void
host_node_attached (struct host_node *node, struct host_router *router,
                    const struct handover *handover)
{
  struct node *at = router->subnet.router->node;

  if (!host_node_find (node, &router->link.prefix))
    {
      struct host_anchor *a = anchor_new (node, &router->link);

      if (!a->next && a == node->anchors)
        mobility_count_change (&node->count, &a->entity, 0, 0);
    }
  home_link_attached (&router->link, node->mn, handover->id);
  for (const struct host_anchor *a = node->anchors; a; a = a->next)
    if (a->link != &router->link && (a->flows > 0 || is_wanted (a)))
      home_link_trace (a->link, TRACE_GATEWAY_READY, node->mn, at, at,
                       handover->id);
}

struct host_node *
host_node_new (struct dmm_host *host, struct mobile_node *mn)
{
  struct host_node *node = g_new0 (struct host_node, 1);

  node->host = host;
  node->mn = mn;
  node->transaction = TRANSACTION_NONE;
  configuration_init (&node->configuration, &host->configuration, mn,
                      node_configured, node);
  mobility_take_extensions (host->domain, mn->node);
  mn->entity = node;
  return node;
}

void
host_node_free (struct host_node *node)
{
  while (node->anchors)
    {
      struct host_anchor *a = node->anchors;

      node->anchors = a->next;
      g_free (a);
    }
  g_free (node);
}
