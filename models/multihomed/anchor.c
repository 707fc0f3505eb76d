/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/multihomed/anchor.h"

/* The binding of one path. */
struct anchor_binding
{
  uint8_t bid;
  bool bound;
  struct address proxy_coa;
  struct mag_path *path; /* with that address, or NULL */
  sim_time expires;
  uint32_t key; /* GRE, of what comes from the node; 0: none given out */
  struct binding_order order;
};

/* bce.extension: rows in order of their first registration, members of
 * @downlink by the same index. */
struct anchor_session
{
  struct bce *bce;
  uint32_t n;
  struct anchor_binding *bindings; /* owned */
  struct path_scheduler downlink;
};

static struct multihomed *
multihomed_of_lma (const struct lma *lma)
{
  return (struct multihomed *)lma->pmipv6;
}

static struct node *
anchor_node (const struct anchor_session *session)
{
  return session->bce->lma->entity.node;
}

/* ---- bindings ------------------------------------------------------ */

static struct anchor_binding *
anchor_find (const struct bce *bce, uint8_t bid)
{
  struct anchor_session *session = bce->extension;

  for (uint32_t i = 0; session && i < session->n; i++)
    if (session->bindings[i].bid == bid)
      return &session->bindings[i];
  return NULL;
}

static uint32_t
anchor_bound (const struct anchor_session *session)
{
  uint32_t bound = 0;

  for (uint32_t i = 0; i < session->n; i++)
    bound += session->bindings[i].bound;
  return bound;
}

static struct anchor_session *
anchor_session_get (struct bce *bce)
{
  const struct multihomed *multihomed = multihomed_of_lma (bce->lma);
  struct anchor_session *session = bce->extension;
  g_autofree char *name = NULL;

  if (session)
    return session;
  if (bce->state == BCE_ACTIVE) /* bound without the option before */
    node_withdraw_tunnel (bce->lma->entity.node, &bce->proxy_coa);
  name = g_strdup_printf ("%s>%s", bce->lma->entity.node->name,
                          bce->mn->node->name);
  session = bce->extension = g_new0 (struct anchor_session, 1);
  session->bce = bce;
  path_scheduler_init (&session->downlink, &multihomed->config->distribution,
                       multihomed->pmipv6.domain->sim, name);
  return session;
}

static struct anchor_binding *
anchor_binding_get (struct anchor_session *session, uint8_t bid)
{
  struct anchor_binding *binding = anchor_find (session->bce, bid);

  if (binding)
    return binding;
  session->bindings
      = g_renew (struct anchor_binding, session->bindings, session->n + 1);
  binding = &session->bindings[session->n++];
  *binding = (struct anchor_binding){ .bid = bid };
  path_scheduler_add (&session->downlink)->bid = bid;
  return binding;
}

static void
anchor_recount (struct anchor_session *session)
{
  uint32_t bound = anchor_bound (session);
  uint32_t more = bound - (bound > 0);

  if (more != session->bce->more_bindings)
    bce_count_bindings (session->bce,
                        (int)more - (int)session->bce->more_bindings);
}

static void
binding_end (struct anchor_session *session, struct anchor_binding *binding)
{
  if (!binding->bound)
    return;
  binding->bound = false;
  session->downlink.members[binding - session->bindings].usable = false;
  if (binding->path)
    binding->path->lma_bindings--;
  if (binding->key)
    node_withdraw_gre_key (anchor_node (session), binding->key);
  binding->key = 0;
  node_withdraw_tunnel (anchor_node (session), &binding->proxy_coa);
  anchor_recount (session);
}

static void
binding_begin (struct anchor_session *session, struct anchor_binding *binding,
               const struct lma_request *request)
{
  struct path_member *member
      = &session->downlink.members[binding - session->bindings];
  struct mag_path *path
      = paths_find (multihomed_of_lma (session->bce->lma), &request->proxy_coa);

  if (binding->bound
      && address_equal (&binding->proxy_coa, &request->proxy_coa))
    return;
  binding_end (session, binding);
  binding->bound = true;
  binding->proxy_coa = request->proxy_coa;
  binding->path = path;
  if (path)
    {
      path->lma_bindings++;
      heartbeat_heard (&path->from_lma);
    }
  node_accept_tunnel (anchor_node (session), &binding->proxy_coa);
  member->usable = true;
  member->label = request->path->path.label;
  member->number = path ? path->number : 0;
  member->weight = path ? (uint32_t)path->config->weight : 1;
  member->route = (struct route){ .kind = ROUTE_TUNNEL,
                                  .local = session->bce->lma->entity.address,
                                  .peer = binding->proxy_coa };
  anchor_recount (session);
}

/* RFC 5845 3.3.1: GRE if the MAG gives a key, which is answered with another;
 * UDP by configuration. */
static void
binding_agree (struct anchor_session *session, struct anchor_binding *binding,
               const struct mh_message *pbu)
{
  struct route *route
      = &session->downlink.members[binding - session->bindings].route;
  const struct mh_option *option = mh_find (pbu, OPTION_GRE_KEY, 0);
  int tunnel
      = binding->path ? binding->path->config->tunnel : ENCAPSULATION_IPV6;

  route->encapsulation
      = tunnel == ENCAPSULATION_UDP ? ENCAPSULATION_UDP : ENCAPSULATION_IPV6;
  if (!option || !option->gre.has_key)
    return;
  route->encapsulation = ENCAPSULATION_GRE;
  route->key = option->gre.key;
  if (binding->key)
    return;
  binding->key = ++multihomed_of_lma (session->bce->lma)->keys;
  node_accept_gre_key (anchor_node (session), binding->key);
}

static void
anchor_set_timer (struct anchor_session *session)
{
  struct bce *bce = session->bce;

  bce->expires = SIM_TIME_MAX;
  for (uint32_t i = 0; i < session->n; i++)
    if (session->bindings[i].bound)
      bce->expires = MIN (bce->expires, session->bindings[i].expires);
  bce_set_timer (bce, bce->expires);
}

/* ---- requests ------------------------------------------------------ */

struct node *
anchor_gateway (const struct lma *lma, const struct address *proxy_coa)
{
  const struct mag_path *path = paths_find (multihomed_of_lma (lma), proxy_coa);

  return path ? path->entity.node : NULL;
}

const struct mh_option *
anchor_requested (const struct lma *lma, const struct mh_message *pbu)
{
  if (multihomed_of_lma (lma)->config->anchor_support == ANCHOR_LEGACY)
    return NULL;
  return mh_find (pbu, OPTION_MAG_MULTIPATH_BINDING, 0);
}

/* By BID: PBUs of several paths overtake each other. */
const struct binding_order *
anchor_order (struct lma *lma, const struct lma_request *request)
{
  static const struct binding_order none;

  for (struct bce *bce = lma_node_get (lma, request->mn)->entries; bce;
       bce = bce->next)
    {
      const struct anchor_binding *binding
          = anchor_find (bce, request->path->path.id);

      if (binding)
        return &binding->order;
    }
  return &none;
}

/* The RFC demands the identifier of the MAG and names no status; BIDs and flags
 * that must not be have not come this far (models/codec/mh_rules.c). */
enum binding_status
anchor_check (struct lma *lma, const struct lma_request *request)
{
  if (multihomed_of_lma (lma)->config->anchor_support == ANCHOR_REFUSES)
    return STATUS_CANNOT_SUPPORT_MULTIPATH;
  if (!mh_find (request->pbu, OPTION_MAG_IDENTIFIER, 0))
    return STATUS_UNSPECIFIED;
  return STATUS_ACCEPTED;
}

/* What becomes of a flow identification option, and the rule in it. */
static enum flow_status
anchor_read_flow (const struct anchor_session *session,
                  const struct mh_option *option, struct flow_rule *rule)
{
  enum flow_status status = flow_rule_read (
      rule, option, path_scheduler_rule (&session->downlink, option->flow.id));
  const struct anchor_binding *binding
      = status == FLOW_ACCEPTED ? anchor_find (session->bce, rule->bid) : NULL;

  if (status == FLOW_ACCEPTED && (!binding || !binding->bound))
    return FLOW_BID_NOT_FOUND;
  return status;
}

static void
anchor_take_flows (struct anchor_session *session, const struct mh_message *pbu)
{
  const struct mh_option *option;
  struct flow_rule rule;

  for (unsigned i = 0; (option = mh_find (pbu, OPTION_FLOW_IDENTIFICATION, i));
       i++)
    if (anchor_read_flow (session, option, &rule) == FLOW_ACCEPTED)
      path_scheduler_set_rule (&session->downlink, &rule);
}

/* RFC 6089 5.2.1: each comes back with its status. */
static void
anchor_answer_flows (const struct anchor_session *session,
                     const struct mh_message *pbu, struct mh_message *pba)
{
  static const struct flow_body none;
  const struct mh_option *option;
  struct flow_rule rule;

  for (unsigned i = 0; (option = mh_find (pbu, OPTION_FLOW_IDENTIFICATION, i));
       i++)
    mh_add_flow (pba, option->flow.id, option->flow.priority, &none)
        ->flow.status
        = (uint8_t)anchor_read_flow (session, option, &rule);
}

static void
anchor_set_routes (const struct anchor_session *session)
{
  struct bce *bce = session->bce;
  struct route choice
      = { .kind = ROUTE_CHOICE,
          .choose = path_scheduler_choose,
          .data = &((struct anchor_session *)bce->extension)->downlink };

  for (uint32_t i = 0; i < bce_n_routed (bce); i++)
    node_set_route (anchor_node (session), &bce->prefixes[i], &choice);
}

/* O: this binding in place of all others; B: their lifetimes with it. */
static void
anchor_apply_flags (struct anchor_session *session,
                    const struct lma_request *request,
                    const struct anchor_binding *kept)
{
  struct mobility_entity *entity = &session->bce->lma->entity;

  for (uint32_t i = 0; i < session->n; i++)
    {
      struct anchor_binding *other = &session->bindings[i];

      if (other == kept)
        continue;
      if (request->path->path.overwrite)
        {
          binding_end (session, other);
          binding_order_accept (entity, &other->order, request->pbu);
        }
      else if (request->path->path.bulk && other->bound)
        other->expires = kept->expires;
    }
}

void
anchor_bind (struct bce *bce, const struct lma_request *request,
             sim_time lifetime)
{
  struct anchor_session *session = anchor_session_get (bce);
  struct anchor_binding *binding
      = anchor_binding_get (session, request->path->path.id);
  bool moved = bce->state != BCE_ACTIVE || bce->gateway != request->gateway;

  binding_order_accept (&bce->lma->entity, &binding->order, request->pbu);
  binding_begin (session, binding, request);
  binding_agree (session, binding, request->pbu);
  binding->expires = sim_now (bce->lma->entity.domain->sim) + lifetime;
  anchor_apply_flags (session, request, binding);
  bce_store (bce, request);
  bce->state = BCE_ACTIVE;
  bce->proxy_coa = request->proxy_coa;
  bce->gateway = request->gateway;
  anchor_take_flows (session, request->pbu);
  anchor_set_routes (session);
  anchor_set_timer (session);
  if (moved)
    bce_trace_switch (bce, request->gateway, request->transaction);
}

bool
anchor_release (struct bce *bce, const struct lma_request *request)
{
  struct anchor_session *session = bce->extension;
  struct anchor_binding *binding = anchor_find (bce, request->path->path.id);

  if (!binding || !binding->bound
      || !address_equal (&binding->proxy_coa, &request->proxy_coa))
    return false;
  binding_order_accept (&bce->lma->entity, &binding->order, request->pbu);
  binding_end (session, binding);
  for (uint32_t i = 0; request->path->path.bulk && i < session->n; i++)
    binding_end (session, &session->bindings[i]);
  if (anchor_bound (session) == 0)
    bce_hold (bce);
  else
    anchor_set_timer (session);
  return true;
}

static void
anchor_answer_key (const struct bce *bce, const struct lma_request *request,
                   struct mh_message *pba)
{
  const struct anchor_binding *binding
      = anchor_find (bce, request->path->path.id);
  struct mh_option *option;

  if (!binding || !binding->key)
    return;
  option = mh_add (pba, OPTION_GRE_KEY);
  option->gre.has_key = true;
  option->gre.key = binding->key;
}

/* RFC 8278 4.4: the option, without the MAG's identifier. */
void
anchor_answer (const struct bce *bce, const struct lma_request *request,
               struct mh_message *pba)
{
  mh_add (pba, OPTION_MAG_MULTIPATH_BINDING)->path = request->path->path;
  if (!bce || !bce->extension)
    return;
  anchor_answer_key (bce, request, pba);
  anchor_answer_flows (bce->extension, request->pbu, pba);
}

/* ---- heartbeats ---------------------------------------------------- */

static void
bce_path_changed (struct bce *bce, const struct mag_path *path)
{
  struct anchor_session *session = bce->extension;

  for (uint32_t i = 0; session && i < session->n; i++)
    if (session->bindings[i].bound && session->bindings[i].path == path)
      session->downlink.members[i].usable = path->from_lma.reachable;
}

/* The bindings stand until they end; data goes by others meanwhile. */
static void
anchor_peer_changed (struct heartbeat *heartbeat)
{
  struct lma *lma = (struct lma *)heartbeat->entity;

  for (guint i = 0; i < lma->nodes->len; i++)
    for (struct bce *bce
         = g_array_index (lma->nodes, struct lma_node, i).entries;
         bce; bce = bce->next)
      bce_path_changed (bce, heartbeat->owner);
}

static bool
anchor_has_binding (const struct heartbeat *heartbeat)
{
  const struct mag_path *path = heartbeat->owner;

  return path->lma_bindings > 0;
}

void
anchor_add_path (struct mag_path *path)
{
  struct multihomed *multihomed = path->multihomed;

  path->from_lma = (struct heartbeat){
    .config = &multihomed->config->heartbeat,
    .entity = &multihomed->pmipv6.lma->entity,
    .peer = path->entity.address,
    .reachable = true,
    .kind = multihomed->heartbeat,
    .wanted = anchor_has_binding,
    .changed = anchor_peer_changed,
    .owner = path,
  };
  multihomed->pmipv6.lma->entity.recognises = MOBILITY_TYPE (MH_HB);
  if (multihomed->config->has_heartbeat)
    heartbeat_start (&path->from_lma);
}

void
anchor_received (struct lma *lma, const struct mh_message *message,
                 const struct packet *packet)
{
  struct address source = packet_source (packet);
  struct mag_path *path = paths_find (multihomed_of_lma (lma), &source);

  if (message->type != MH_HB || !path)
    return;
  if (message->heartbeat.response)
    heartbeat_answered (&path->from_lma, message);
  else
    heartbeat_answer (&lma->entity, &source, message, lma->restarts);
}

/* ---- the end ------------------------------------------------------- */

void
anchor_unbind (struct bce *bce)
{
  struct anchor_session *session = bce->extension;

  for (uint32_t i = 0; i < session->n; i++)
    binding_end (session, &session->bindings[i]);
}

bool
anchor_expire (struct bce *bce)
{
  struct anchor_session *session = bce->extension;
  sim_time now = sim_now (bce->lma->entity.domain->sim);

  for (uint32_t i = 0; i < session->n; i++)
    if (session->bindings[i].expires <= now)
      binding_end (session, &session->bindings[i]);
  if (anchor_bound (session) == 0)
    return false;
  anchor_set_timer (session);
  return true;
}

void
anchor_forget (struct bce *bce)
{
  struct anchor_session *session = bce->extension;

  path_scheduler_clear (&session->downlink);
  g_free (session->bindings);
  g_clear_pointer (&bce->extension, g_free);
}
