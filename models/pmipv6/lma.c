/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/pmipv6/assignment.h"
#include "models/pmipv6/localized.h"
#include "models/pmipv6/reachability.h"

struct lma_node *
lma_node_get (struct lma *lma, const struct mobile_node *mn)
{
  if (lma->nodes->len <= mn->index)
    g_array_set_size (lma->nodes, mn->index + 1);
  return &g_array_index (lma->nodes, struct lma_node, mn->index);
}

/* ---- checks -------------------------------------------------------- */

/* A MAG is trusted when its address is an access router's (4, 5.3.1 5). */
static struct node *
lma_trusted_gateway (const struct lma *lma, const struct address *proxy_coa)
{
  const struct pmipv6_gateways *gateways = lma->pmipv6->gateways;
  const struct pmipv6_extension *extension = lma->pmipv6->extension;
  const struct domain *domain = lma->entity.domain;
  struct node *node = network_anchor (domain->sim->network, proxy_coa);
  struct node *known = extension ? extension->gateway (lma, proxy_coa) : NULL;

  if (gateways)
    return gateways->find (lma, proxy_coa);
  if (known)
    return known;
  if (!node || !domain_router_at (domain, node)
      || !address_equal (&node->address, proxy_coa))
    return NULL;
  return node;
}

static bool
lma_stores_link_layer (const struct mh_message *pbu)
{
  const struct mh_option *option = mh_find (pbu, OPTION_MN_LINK_LAYER_ID, 0);

  return !option || option->link_layer.n <= LINK_LAYER_MAX;
}

/* What the PBU must not be older than. */
static const struct binding_order *
lma_order (struct lma *lma, const struct lma_request *request)
{
  if (request->path)
    return lma->pmipv6->extension->order (lma, request);
  return &lma_node_get (lma, request->mn)->order;
}

/* Completes @request. */
static enum binding_status
lma_check (struct lma *lma, struct lma_request *request)
{
  const struct mh_message *pbu = request->pbu;
  const struct binding_order *order = NULL;
  enum binding_status status;
  bool trusted;

  request->gateway = lma_trusted_gateway (lma, &request->proxy_coa);
  trusted = request->gateway
            && (lma_trusted_gateway (lma, &request->source) == request->gateway
                || assignment_trusts (lma, &request->source));
  if (trusted)
    request->mn = mobility_find_mn (&lma->entity, pbu);
  if (request->mn)
    order = lma_order (lma, request);
  status = proxy_pbu_check (&lma->entity, pbu, trusted, request->mn, order);
  if (status != STATUS_ACCEPTED)
    return status;
  if (!lma_stores_link_layer (pbu))
    return STATUS_UNSPECIFIED;
  if (lma->entity.objection != STATUS_ACCEPTED)
    return lma->entity.objection;
  status = lma_check_delegation (lma, request);
  if (request->path && status == STATUS_ACCEPTED)
    return lma->pmipv6->extension->check (lma, request);
  return status;
}

/* ---- answers, 5.3.6 ------------------------------------------------ */

/* Who answers: the request came to it. */
static struct mobility_entity *
lma_answering (struct lma *lma, const struct lma_request *request)
{
  return request->via ? &request->via->entity : &lma->entity;
}

void
lma_reject (struct lma *lma, const struct lma_request *request,
            enum binding_status status)
{
  struct mh_message pba;

  proxy_pba_init (&pba, request->pbu, status, 0, 0);
  /* RFC 6275 9.5.1: with the last sequence number accepted. */
  if (status == STATUS_SEQUENCE_OUT_OF_WINDOW)
    pba.ba.sequence = lma_order (lma, request)->sequence;
  proxy_pba_return_prefixes (&pba, request->pbu);
  proxy_pba_mirror (&lma->entity, &pba, request->pbu);
  if (request->path)
    lma->pmipv6->extension->answer (NULL, request, &pba);
  mobility_send (lma_answering (lma, request), &request->source, &pba,
                 SIGNALING_ERROR, request->transaction);
}

/* As the MAG writes it: one that says 128 bits looks for that. */
static void
lma_return_prefix (struct mh_message *pba, const struct mh_message *pbu,
                   const struct prefix *prefix)
{
  const struct mh_option *asked;

  mh_add_prefix (pba, OPTION_HOME_NETWORK_PREFIX, prefix);
  for (unsigned i = 0; (asked = mh_find (pbu, OPTION_HOME_NETWORK_PREFIX, i));
       i++)
    if (asked->prefix.length == 128
        && address_equal (&asked->prefix.address, &prefix->address))
      pba->options[pba->n_options - 1].prefix.length = 128;
}

static void
lma_accept (struct lma *lma, const struct lma_request *request,
            const struct bce *bce, sim_time lifetime)
{
  struct mh_message pba;
  unsigned i;

  proxy_pba_init (&pba, request->pbu, STATUS_ACCEPTED, lifetime, 0);
  for (i = 0; i < bce->n_prefixes; i++)
    lma_return_prefix (&pba, request->pbu, &bce->prefixes[i]);
  bce_answer_delegation (bce, &pba);
  proxy_pba_mirror (&lma->entity, &pba, request->pbu);
  for (i = 0; i < pba.n_options; i++)
    if (pba.options[i].type == OPTION_LINK_LOCAL_ADDRESS)
      pba.options[i].address = bce->link_local;
  if (request->path)
    lma->pmipv6->extension->answer (bce, request, &pba);
  assignment_answer (lma, request, &pba);
  mobility_send (lma_answering (lma, request), &request->source, &pba,
                 request->class, request->transaction);
}

/* ---- actions ------------------------------------------------------- */

/* Never backwards: a PBU that was made to wait is older than the
 * de-registration that freed it. */
static void
lma_advance_order (struct lma *lma, const struct lma_request *request)
{
  struct binding_order *order = &lma_node_get (lma, request->mn)->order;
  struct binding_order next = *order;

  binding_order_accept (&lma->entity, &next, request->pbu);
  if (!order->any || next.timestamp > order->timestamp
      || (next.timestamp == order->timestamp
          && (int16_t)(next.sequence - order->sequence) > 0))
    *order = next;
}

static sim_time
lma_grant (const struct lma *lma, const struct mh_message *pbu)
{
  return MIN (mobility_lifetime (pbu->bu.lifetime),
              lma->entity.domain->config.protocol.binding_lifetime);
}

static void
lma_update (struct lma *lma, const struct lma_request *request, struct bce *bce)
{
  const struct pmipv6_gateways *gateways = lma->pmipv6->gateways;
  sim_time lifetime = lma_grant (lma, request->pbu);
  struct address former = bce->proxy_coa;
  bool left = bce->state == BCE_ACTIVE
              && !address_equal (&former, &request->proxy_coa);

  bce_delegate (bce, request->pbu);
  if (request->path)
    lma->pmipv6->extension->bind (bce, request, lifetime);
  else
    {
      lma_advance_order (lma, request);
      bce_bind (bce, request, lifetime);
    }
  lma_accept (lma, request, bce, lifetime);
  localized_lma_moved (bce, request);
  bce_empty_buffer (bce);
  if (left && !request->path)
    bce_bicast (bce, &former);
  if (gateways && gateways->left && left)
    gateways->left (bce, &former, request->transaction);
}

/* The link-local address for the MAG's end of the access link (6.8): from the
 * LMA's own numbering, so unique. */
static struct address
lma_link_local (const struct bce *bce)
{
  struct address a = { { 0xfe, 0x80 } };

  a.octet[8] = 2;
  wire_put32 (&a.octet[12], bce->mn->index);
  return a;
}

/* A prefix of the request that is not ALL_ZERO. */
static bool
lma_asks_for_prefix (const struct mh_message *pbu)
{
  const struct mh_option *prefix;

  for (unsigned i = 0; (prefix = mh_find (pbu, OPTION_HOME_NETWORK_PREFIX, i));
       i++)
    if (!address_is_unspecified (&prefix->prefix.address))
      return true;
  return false;
}

/* Takes the prefixes asked for from the LMA's own pool, all or none. */
static bool
lma_claim (struct lma *lma, const struct mh_message *pbu,
           struct prefix *prefixes)
{
  struct node *node = lma->entity.node;
  unsigned n = mh_count (pbu, OPTION_HOME_NETWORK_PREFIX), taken = 0;

  for (; taken < n; taken++)
    {
      prefixes[taken] = mobility_prefix (
          &lma->entity, mh_find (pbu, OPTION_HOME_NETWORK_PREFIX, taken));
      if (!network_claim_prefix (node->network, node, &prefixes[taken]))
        break;
    }
  for (unsigned i = 0; taken < n && i < taken; i++)
    network_release_prefix (node->network, &prefixes[i]);
  return taken == n;
}

/* No policy gives a node certain prefixes, so none can be asked for: but by
 * MAGs that assign them themselves, and after a restart (lma_restart()). */
static struct bce *
lma_create_claimed (struct lma *lma, const struct lma_request *request)
{
  struct prefix claimed[MH_OPTIONS_MAX];

  if (!lma_claim (lma, request->pbu, claimed))
    return NULL;
  return bce_new (lma, request->mn,
                  mh_count (request->pbu, OPTION_HOME_NETWORK_PREFIX), claimed);
}

/* For another session of the node? */
static bool
lma_has_room (struct lma *lma, const struct mobile_node *mn)
{
  const struct pmipv6_config *config = lma->pmipv6->config;
  const struct bce *bce = lma_node_get (lma, mn)->entries;
  int64_t sessions = 0;

  for (; bce; bce = bce->next)
    sessions++;
  return (config->capacity == 0 || lma->count.entries < config->capacity)
         && (config->capacity_per_node == 0
             || sessions < config->capacity_per_node);
}

/* 5.3.2. */
static void
lma_create (struct lma *lma, const struct lma_request *request)
{
  bool asks = lma_asks_for_prefix (request->pbu);
  struct bce *bce = NULL;

  if (asks && lma->restarts == 0
      && !mobility_forgives (&lma->entity, MH_FAULT_PREFIX_ASKED))
    {
      lma_reject (lma, request, STATUS_NOT_AUTHORIZED_FOR_HNP);
      return;
    }
  if (!lma_has_room (lma, request->mn))
    {
      lma_reject (lma, request, STATUS_INSUFFICIENT_RESOURCES);
      return;
    }
  if (asks)
    bce = lma_create_claimed (lma, request);
  else
    bce = bce_new (lma, request->mn, request->mn->prefixes, NULL);
  if (!bce)
    {
      lma_reject (lma, request, STATUS_NOT_AUTHORIZED_FOR_HNP);
      return;
    }
  bce->link_local = lma_link_local (bce);
  lma_update (lma, request, bce);
}

static const struct mh_option *
lma_path (const struct lma *lma, const struct mh_message *pbu)
{
  const struct pmipv6_extension *extension = lma->pmipv6->extension;

  return extension ? extension->requested (lma, pbu) : NULL;
}

static void
deferred_free (struct lma_deferred *deferred)
{
  timer_stop (deferred->lma->entity.domain->sim->engine, &deferred->timer);
  g_bytes_unref (deferred->message);
  g_free (deferred);
}

/* A PBU that waits comes to its turn: as an update of the entry its
 * predecessor left, or as a new session. */
static void
lma_resume (struct lma *lma, struct mobile_node *mn, struct bce *bce)
{
  struct lma_deferred *deferred = lma_node_get (lma, mn)->deferred;
  struct lma_request request = { .mn = mn };
  struct mh_message pbu;
  enum mh_result result;
  const uint8_t *octets;
  gsize n;

  if (!deferred)
    return;
  lma_node_get (lma, mn)->deferred = NULL;
  octets = g_bytes_get_data (deferred->message, &n);
  result = mh_decode (octets, n, NULL, NULL, &pbu);
  g_assert (result == MH_OK);
  request.pbu = &pbu;
  request.source = deferred->source;
  request.proxy_coa = deferred->proxy_coa;
  request.path = lma_path (lma, &pbu);
  request.transaction = deferred->transaction;
  request.class = deferred->class;
  request.gateway = lma_trusted_gateway (lma, &request.proxy_coa);
  if (bce)
    lma_update (lma, &request, bce);
  else
    lma_create (lma, &request);
  deferred_free (deferred);
}

static void
lma_give_up_waiting (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct lma_deferred *deferred = subject;

  lma_resume (deferred->lma, deferred->mn, NULL);
}

/* 5.4.1.2 4, 5.4.1.3 3.  A retransmission takes the place of what waits; the
 * waiting time runs from the first. */
static void
lma_defer (struct lma *lma, const struct lma_request *request,
           const struct packet *packet)
{
  const struct domain *domain = lma->entity.domain;
  struct lma_node *node = lma_node_get (lma, request->mn);
  struct lma_deferred *deferred = node->deferred;

  if (deferred)
    g_bytes_unref (deferred->message);
  else
    {
      deferred = node->deferred = g_new0 (struct lma_deferred, 1);
      deferred->lma = lma;
      deferred->mn = request->mn;
      timer_set (domain->sim->engine, &deferred->timer,
                 sim_now (domain->sim)
                     + domain->config.protocol.max_delay_before_new_bce_assign,
                 node_origin (lma->entity.node), lma->give_up_waiting,
                 deferred);
    }
  deferred->message
      = g_bytes_new (packet_ipv6_payload (packet), packet_ipv6_stored (packet));
  deferred->source = request->source;
  deferred->proxy_coa = request->proxy_coa;
  deferred->transaction = request->transaction;
  deferred->class = request->class;
}

/* 5.3.5: from another MAG than the serving one it is ignored, without an
 * answer. */
static void
lma_deregister (struct lma *lma, const struct lma_request *request,
                struct bce *bce)
{
  if (request->path)
    {
      if (!lma->pmipv6->extension->release (bce, request))
        return;
    }
  else if (!address_equal (&bce->proxy_coa, &request->proxy_coa))
    return;
  else
    {
      lma_advance_order (lma, request);
      bce_hold (bce);
    }
  lma_accept (lma, request, bce, 0);
  if (bce->state == BCE_HELD)
    lma_resume (lma, request->mn, bce);
}

/* ---- receiving ----------------------------------------------------- */

static void
lma_act (struct lma *lma, const struct lma_request *request,
         const struct packet *packet)
{
  bool release = request->pbu->bu.lifetime == 0;
  struct bce *bce;

  switch (lma_lookup (lma, request, &bce))
    {
    case LOOKUP_NOT_AUTHORIZED:
      lma_reject (lma, request, STATUS_NOT_AUTHORIZED_FOR_HNP);
      break;
    case LOOKUP_SET_MISMATCH:
      lma_reject (lma, request, STATUS_PREFIX_SET_MISMATCH);
      break;
    case LOOKUP_UPDATE:
      (release ? lma_deregister : lma_update) (lma, request, bce);
      break;
    case LOOKUP_WAIT:
      if (!release)
        lma_defer (lma, request, packet);
      break;
    case LOOKUP_NEW:
      if (!release /* of nothing: silently ignored */
          && !assignment_take (lma, request, packet))
        lma_create (lma, request);
      break;
    }
}

void
lma_handle (struct lma *lma, struct lma_request *request,
            const struct packet *packet)
{
  enum binding_status status;

  /* RFC 8885 4.1: an LMA without that extension answers with an error. */
  if ((request->pbu->bu.flags & BU_D) && !lma->pmipv6->ignores_d)
    status = STATUS_PROHIBITED;
  else
    status = lma_check (lma, request);
  if (status != STATUS_ACCEPTED)
    lma_reject (lma, request, status);
  else
    lma_act (lma, request, packet);
}

/* The source address, or the alternate care-of address (5.3.6). */
static struct address
lma_proxy_coa (const struct mh_message *pbu, const struct packet *packet)
{
  const struct mh_option *other = mh_find (pbu, OPTION_ALTERNATE_CARE_OF, 0);

  return other ? other->address : packet_source (packet);
}

static void
lma_receive (struct mobility_entity *entity, const struct mh_message *message,
             const struct packet *packet)
{
  struct lma *lma = (struct lma *)entity;
  struct lma_request request
      = { .pbu = message,
          .source = packet_source (packet),
          .proxy_coa = lma_proxy_coa (message, packet),
          .path = lma_path (lma, message),
          .transaction = packet->meter.transaction,
          .class = (enum signaling_class)packet->meter.signaling };

  if (localized_lma_receive (lma, message, packet)
      || reachability_lma_receive (lma, message, packet))
    return;
  if (message->type != MH_BU && lma->pmipv6->extension)
    lma->pmipv6->extension->received (lma, message, packet);
  if (message->type != MH_BU && lma->pmipv6->gateways
      && lma->pmipv6->gateways->received)
    lma->pmipv6->gateways->received (lma, message, packet);
  if (message->type == MH_BA)
    assignment_receive_pba (lma, message, packet);
  if (message->type == MH_BU && (message->bu.flags & BU_P))
    lma_handle (lma, &request, packet);
}

/* ---- life ---------------------------------------------------------- */

static guint
prefix_hash (gconstpointer key)
{
  const struct prefix *prefix = key;

  return wire_get32 (&prefix->address.octet[0]) * 31
         + wire_get32 (&prefix->address.octet[4]);
}

static gboolean
prefix_same (gconstpointer a, gconstpointer b)
{
  return prefix_equal (a, b);
}

struct lma *
lma_new_at (struct pmipv6 *pmipv6, struct node *node,
            const struct address *address)
{
  struct engine *engine = pmipv6->domain->sim->engine;
  struct lma *lma = g_new0 (struct lma, 1);

  lma->pmipv6 = pmipv6;
  lma->nodes = g_array_new (FALSE, TRUE, sizeof (struct lma_node));
  lma->prefixes = g_hash_table_new (prefix_hash, prefix_same);
  lma->expire = engine_kind (engine, "lma-expire", bce_expire);
  lma->give_up_waiting = engine_kind (engine, "lma-wait", lma_give_up_waiting);
  if (pmipv6->config->bicasting > 0)
    lma->unicast = engine_kind (engine, "lma-unicast", bce_unicast);
  lma->index = pmipv6->lmas->len;
  mobility_entity_init_at (&lma->entity, pmipv6->domain, node, ROLE_LMA,
                           lma_receive, address);
  mobility_count_change (&lma->count, &lma->entity, 0, 0);
  if (pmipv6->localized)
    lma->localized = localized_agent_new (pmipv6->localized, &lma->entity);
  return lma;
}

struct lma *
lma_new (struct pmipv6 *pmipv6, struct node *node)
{
  struct address address = mobility_central_address (node);

  if (!node_has_address (node, &address))
    node_add_address (node, &address);
  return lma_new_at (pmipv6, node, &address);
}

void
lma_free (struct lma *lma)
{
  for (guint i = 0; i < lma->nodes->len; i++)
    {
      struct lma_node *node = &g_array_index (lma->nodes, struct lma_node, i);

      while (node->entries)
        {
          struct bce *bce = node->entries;

          node->entries = bce->next;
          localized_bce_free (bce);
          if (bce->extension)
            lma->pmipv6->extension->forget (bce);
          g_free (bce);
        }
      if (node->deferred)
        deferred_free (node->deferred);
      if (node->assignment)
        assignment_free (node->assignment);
    }
  localized_agent_free (lma->localized);
  g_free (lma->peers);
  g_array_unref (lma->nodes);
  g_hash_table_unref (lma->prefixes);
  g_free (lma);
}

/* What waits for its turn is of the past as well. */
static void
lma_forget_node (struct lma_node *node)
{
  while (node->entries)
    bce_delete (node->entries);
  if (node->deferred)
    deferred_free (node->deferred);
  node->deferred = NULL;
  node->order.any = false;
}

void
lma_restart (struct lma *lma)
{
  lma->restarts++;
  mobility_service_clear (&lma->entity, DROP_NODE_DOWN);
  lma->sequence = 0;
  for (guint i = 0; i < lma->nodes->len; i++)
    lma_forget_node (&g_array_index (lma->nodes, struct lma_node, i));
  reachability_lma_restarted (lma);
}

void
lma_count_live (struct lma *lma, const struct mobile_node *mn, int change)
{
  for (struct bce *bce = lma_node_get (lma, mn)->entries; bce; bce = bce->next)
    mobility_count_change (&lma->count, &lma->entity, 0,
                           -change * (1 + (int)bce->more_bindings));
}
