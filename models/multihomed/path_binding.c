/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The binding of one path beside the session's own, its PBUs and timer. */
#include "models/multihomed/session.h"

#define MAG_IDENTIFIER_NAI 1 /* RFC 8278 4.2, RFC 4283 3 */

static struct domain *
binding_domain (const struct path_binding *binding)
{
  return binding->path->entity.domain;
}

/* ---- GRE keys ------------------------------------------------------ */

static void
add_downlink_key (struct mh_message *pbu, struct path_binding *binding)
{
  struct mh_option *option = mh_add (pbu, OPTION_GRE_KEY);

  if (binding->key == 0)
    {
      binding->key = ++binding->path->multihomed->keys;
      node_accept_gre_key (binding->path->entity.node, binding->key);
    }
  option->gre.has_key = true;
  option->gre.key = binding->key;
}

static void
forget_downlink_key (struct path_binding *binding)
{
  if (binding->key)
    node_withdraw_gre_key (binding->path->entity.node, binding->key);
  binding->key = 0;
}

/* ---- messages ------------------------------------------------------ */

void
path_add_options (struct mh_message *pbu, struct path_binding *binding,
                  bool bulk, bool overwrite)
{
  struct mh_option *option = mh_add (pbu, OPTION_MAG_MULTIPATH_BINDING);
  const struct mag_path *path = binding->path;
  const char *name = path->entity.node->name;

  option->path.technology = path->technology;
  option->path.label = path->label;
  option->path.id = path->bid;
  option->path.bulk = bulk;
  option->path.overwrite = overwrite;
  option = mh_add (pbu, OPTION_MAG_IDENTIFIER);
  option->mn_identifier.subtype = MAG_IDENTIFIER_NAI;
  option->mn_identifier.id
      = (struct view){ (const uint8_t *)name, strlen (name) };
  if (path->config->tunnel == ENCAPSULATION_GRE && pbu->bu.lifetime > 0)
    add_downlink_key (pbu, binding);
}

/* RFC 5845 3.3.1: without a key in the answer there is no GRE. */
void
path_binding_agree (struct path_binding *binding, const struct mh_message *pba)
{
  struct session *session = binding->session;
  struct route *route
      = &session->uplink.members[binding - session->bindings].route;
  const struct mh_option *option = mh_find (pba, OPTION_GRE_KEY, 0);
  int tunnel = binding->path->config->tunnel;

  route->encapsulation = (uint8_t)tunnel;
  if (tunnel != ENCAPSULATION_GRE)
    return;
  if (option && option->gre.has_key)
    route->key = option->gre.key;
  else
    route->encapsulation = ENCAPSULATION_IPV6;
}

/* The session's prefixes are known by now (RFC 8278 3.1, step 6); nothing has
 * been handed off. */
static void
path_binding_compose (struct binding_exchange *exchange, struct mh_message *pbu)
{
  struct path_binding *binding = exchange->owner;
  const struct bul_entry *entry = binding->session->entry;
  const struct domain *domain = binding_domain (binding);
  bool release = binding->state == PATH_BINDING_RELEASING;

  proxy_pbu_init (pbu, entry->mn,
                  release ? 0 : domain->config.protocol.binding_lifetime, 0);
  for (uint32_t i = 0; i < entry->n_prefixes; i++)
    mh_add_prefix (pbu, OPTION_HOME_NETWORK_PREFIX, &entry->prefixes[i]);
  bul_ask_delegation (entry, pbu);
  proxy_pbu_add_access (pbu, entry->mn, entry->technology, HI_NO_CHANGE);
  path_add_options (pbu, binding, false, false);
  if (!release)
    session_flows_put (binding->session,
                       (uint32_t)(binding - binding->session->bindings), false,
                       pbu);
  if (exchange->entity != &binding->path->entity)
    mh_add_address (pbu, OPTION_ALTERNATE_CARE_OF,
                    &binding->path->entity.address);
}

static void
path_binding_send (struct path_binding *binding, struct mag_path *by,
                   enum signaling_class class)
{
  struct bul_entry *entry = binding->session->entry;
  struct pmipv6_node *node = entry->mn->proxied;
  bool timestamps = binding_domain (binding)->config.protocol.timestamps;

  binding_exchange_stop (&binding->exchange);
  binding_exchange_move (&binding->exchange, &by->entity);
  binding->exchange.class = class;
  binding->exchange.transaction
      = class == SIGNALING_ATTACH || class == SIGNALING_HANDOVER
            ? entry->transaction
            : TRANSACTION_NONE;
  binding->exchange.once = binding->state == PATH_BINDING_RELEASING;
  binding_exchange_start (&binding->exchange,
                          timestamps ? &entry->mag->sequence : &node->sequence);
}

/* ---- life of a binding --------------------------------------------- */

/* As many as are bound, the first of which is the entry itself. */
static void
session_recount (struct session *session)
{
  uint32_t bound = 0;

  for (uint32_t i = 0; i < session->n; i++)
    bound += session->bindings[i].state == PATH_BINDING_BOUND;
  bound -= bound > 0;
  if (bound != session->entry->more_bindings)
    bul_count_bindings (session->entry,
                        (int)bound - (int)session->entry->more_bindings);
}

void
path_binding_enter (struct path_binding *binding, enum path_binding_state state)
{
  struct session *session = binding->session;
  uint32_t i = (uint32_t)(binding - session->bindings);

  binding->state = state;
  session->uplink.members[i].usable
      = state == PATH_BINDING_BOUND && binding->path->usable;
  session_flows_bind (session);
  session_recount (session);
}

static void
path_binding_set_timer (struct path_binding *binding, sim_time at)
{
  const struct domain *domain = binding_domain (binding);

  timer_set (domain->sim->engine, &binding->timer,
             MAX (at, sim_now (domain->sim)),
             node_origin (binding->path->entity.node),
             binding->path->multihomed->binding_timer, binding);
}

void
path_binding_register (struct path_binding *binding, enum signaling_class class)
{
  if (binding->state != PATH_BINDING_BOUND)
    path_binding_enter (binding, PATH_BINDING_PENDING);
  path_binding_send (binding, binding->path, class);
}

void
path_binding_release (struct path_binding *binding, struct mag_path *by)
{
  timer_stop (binding_domain (binding)->sim->engine, &binding->timer);
  path_binding_enter (binding, PATH_BINDING_RELEASING);
  path_binding_send (binding, by, SIGNALING_DEREGISTRATION);
}

void
path_binding_extend (struct path_binding *binding, sim_time expires)
{
  binding->expires = expires;
  if (binding->state != PATH_BINDING_BOUND)
    path_binding_enter (binding, PATH_BINDING_BOUND);
  path_binding_set_timer (binding, expires);
}

/* Its own PBU was accepted: it refreshes itself unless bulk does it. */
static void
path_binding_accept (struct path_binding *binding, const struct mh_message *pba)
{
  sim_time granted = mobility_lifetime (pba->ba.lifetime);
  sim_time sent = binding->exchange.last_sent;

  path_binding_extend (binding, sent + granted);
  if (binding_domain (binding)->config.protocol.refresh
      && !binding->path->multihomed->config->bulk)
    path_binding_set_timer (binding, sent + mobility_refresh_delay (granted));
}

void
path_binding_reset (struct path_binding *binding)
{
  binding_exchange_stop (&binding->exchange);
  timer_stop (binding_domain (binding)->sim->engine, &binding->timer);
  forget_downlink_key (binding);
  if (binding->state != PATH_BINDING_IDLE)
    path_binding_enter (binding, PATH_BINDING_IDLE);
}

void
path_binding_due (struct sim *sim, void *subject)
{
  struct path_binding *binding = subject;

  if (sim_now (sim) >= binding->expires)
    path_binding_reset (binding);
  else
    {
      path_binding_set_timer (binding, binding->expires);
      path_binding_register (binding, SIGNALING_REFRESH);
    }
}

/* Refused, a path is done without; the order of messages is asserted again
 * with the next refresh. */
void
path_binding_answered (struct path_binding *binding,
                       const struct mh_message *pba)
{
  bool accepted = pba->ba.status < STATUS_UNSPECIFIED;

  binding_exchange_stop (&binding->exchange);
  if (accepted && binding->state != PATH_BINDING_RELEASING)
    {
      path_binding_accept (binding, pba);
      path_binding_agree (binding, pba);
      session_flows_answered (binding->session, pba);
    }
  else if (binding->state != PATH_BINDING_BOUND)
    path_binding_reset (binding);
}

/* A refresh that nobody answers leaves the binding to its lifetime. */
static void
path_binding_give_up (struct binding_exchange *exchange)
{
  struct path_binding *binding = exchange->owner;

  if (binding->state != PATH_BINDING_BOUND)
    path_binding_reset (binding);
}

static bool
path_binding_wanted (struct binding_exchange *exchange)
{
  struct path_binding *binding = exchange->owner;

  return binding->state == PATH_BINDING_RELEASING || binding->path->usable;
}

static const struct binding_exchange_type path_binding_exchange
    = { .compose = path_binding_compose,
        .give_up = path_binding_give_up,
        .wanted = path_binding_wanted };

void
path_binding_init (struct path_binding *binding, struct session *session,
                   struct mag_path *path)
{
  *binding = (struct path_binding){ .session = session, .path = path };
  binding->exchange = (struct binding_exchange){
    .entity = &path->entity,
    .peer = session->entry->exchange.peer,
    .type = &path_binding_exchange,
    .owner = binding,
  };
}
