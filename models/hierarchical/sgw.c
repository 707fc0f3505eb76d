/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/hierarchical/sgw.h"

/* In the block of its node; ::1 is an access router's, ::2 a central anchor's.
 */
#define ACCESS_SIDE 3
#define UPLINK_SIDE 4

struct sgw_session *
sgw_find (const struct sgw *sgw, const struct mobile_node *mn)
{
  struct sgw_session *session
      = hierarchical_node_get (sgw->hierarchical, mn)->sessions;

  while (session && session->sgw != sgw)
    session = session->next;
  return session;
}

static struct binding_order *
sgw_order (const struct sgw *sgw, const struct mobile_node *mn)
{
  return &hierarchical_node_get (sgw->hierarchical, mn)->order;
}

/* ---- access routers: checks and answers ---------------------------- */

/* An access router of our area, or NULL. */
static struct node *
sgw_trusted_router (const struct sgw *sgw, const struct address *proxy_coa)
{
  const struct domain *domain = sgw->entity.domain;
  struct node *node = network_anchor (domain->sim->network, proxy_coa);
  const struct access_router *router
      = node ? domain_router_at (domain, node) : NULL;

  if (!router || !address_equal (&node->address, proxy_coa)
      || g_ptr_array_index (sgw->hierarchical->sgw_of, router->index) != sgw)
    return NULL;
  return node;
}

static void
request_clear (struct sgw_request *request)
{
  g_clear_pointer (&request->message, g_bytes_unref);
}

static void
request_keep (struct sgw_request *request, const struct packet *packet)
{
  request_clear (request);
  request->message
      = g_bytes_new (packet_ipv6_payload (packet), packet_ipv6_stored (packet));
  request->router = packet_source (packet);
  request->transaction = packet->meter.transaction;
  request->class = (enum signaling_class)packet->meter.signaling;
}

/* The views of @pbu are into the request's octets. */
static void
request_read (const struct sgw_request *request, struct mh_message *pbu)
{
  gsize n;
  const uint8_t *octets = g_bytes_get_data (request->message, &n);
  enum mh_result result = mh_decode (octets, n, NULL, NULL, pbu);

  g_assert (result == MH_OK);
}

/* RFC 5213 5.3.6. */
static void
sgw_reject (struct sgw *sgw, const struct mh_message *pbu,
            const struct address *router, enum binding_status status,
            uint16_t last_sequence, uint32_t transaction)
{
  struct mh_message pba;

  proxy_pba_init (&pba, pbu, status, 0, 0);
  if (status == STATUS_SEQUENCE_OUT_OF_WINDOW)
    pba.ba.sequence = last_sequence;
  proxy_pba_return_prefixes (&pba, pbu);
  proxy_pba_mirror (&sgw->entity, &pba, pbu);
  mobility_send (&sgw->entity, router, &pba, SIGNALING_ERROR, transaction);
}

void
sgw_answer (struct sgw_session *session, sim_time lifetime)
{
  struct sgw_request *request = &session->request;
  struct mh_message pbu, pba;

  if (!request->message)
    return;
  request_read (request, &pbu);
  proxy_pba_init (&pba, &pbu, STATUS_ACCEPTED, lifetime, 0);
  for (uint32_t i = 0; i < session->n_prefixes; i++)
    mh_add_prefix (&pba, OPTION_HOME_NETWORK_PREFIX, &session->prefixes[i]);
  if (session->n_prefixes == 0) /* given back before we had any */
    proxy_pba_return_prefixes (&pba, &pbu);
  proxy_pba_mirror (&session->sgw->entity, &pba, &pbu);
  mobility_send (&session->sgw->entity, &request->router, &pba, request->class,
                 request->transaction);
  request_clear (request);
}

void
sgw_refuse (struct sgw_session *session, enum binding_status status)
{
  struct sgw_request *request = &session->request;
  struct mh_message pbu;

  if (!request->message)
    return;
  request_read (request, &pbu);
  sgw_reject (session->sgw, &pbu, &request->router, status,
              sgw_order (session->sgw, session->mn)->sequence,
              request->transaction);
  request_clear (request);
}

/* ---- access routers: what comes in --------------------------------- */

/* 5.3.5: of another than the serving one, or of nothing: ignored. */
static void
sgw_receive_release (struct sgw *sgw, struct sgw_session *session,
                     const struct mh_message *pbu, const struct packet *packet)
{
  struct address source = packet_source (packet);

  if (!session || !address_equal (&source, &session->router))
    return;
  binding_order_accept (&sgw->entity, sgw_order (sgw, session->mn), pbu);
  request_keep (&session->request, packet);
  sgw_handle (session, SGW_ON_RELEASE, NULL);
}

static void
sgw_receive_register (struct sgw *sgw, struct mobile_node *mn,
                      struct node *gateway, const struct mh_message *pbu,
                      const struct packet *packet)
{
  struct sgw_session *session = sgw_find (sgw, mn);

  if (!session)
    session = sgw_session_new (sgw, mn);
  binding_order_accept (&sgw->entity, sgw_order (sgw, session->mn), pbu);
  request_keep (&session->request, packet);
  session->gateway = gateway;
  session->router = gateway->address;
  session->technology = mh_find (pbu, OPTION_ACCESS_TECHNOLOGY, 0)->value;
  session->request.handoff
      = (enum handoff_indicator)mh_find (pbu, OPTION_HANDOFF_INDICATOR, 0)
            ->value;
  sgw_handle (session, SGW_ON_REGISTER, NULL);
}

static void
sgw_receive (struct mobility_entity *entity, const struct mh_message *message,
             const struct packet *packet)
{
  struct sgw *sgw = (struct sgw *)entity;
  struct address source = packet_source (packet);
  struct mobile_node *mn = NULL;
  struct binding_order *order = NULL;
  struct node *gateway;
  enum binding_status status;

  if (message->type != MH_BU || !(message->bu.flags & BU_P))
    return;
  gateway = sgw_trusted_router (sgw, &source);
  if (gateway)
    mn = mobility_find_mn (entity, message);
  if (mn)
    order = sgw_order (sgw, mn);
  status = proxy_pbu_check (entity, message, gateway != NULL, mn, order);
  if (status == STATUS_ACCEPTED)
    status = entity->objection;
  if (message->bu.flags & BU_D) /* RFC 8885 4.1 */
    status = STATUS_PROHIBITED;
  if (status != STATUS_ACCEPTED)
    sgw_reject (sgw, message, &source, status, order ? order->sequence : 0,
                packet->meter.transaction);
  else if (message->bu.lifetime == 0)
    sgw_receive_release (sgw, sgw_find (sgw, mn), message, packet);
  else
    sgw_receive_register (sgw, mn, gateway, message, packet);
}

/* ---- P-GW: what comes in ------------------------------------------- */

static void
uplink_receive_pba (struct sgw_session *session, const struct mh_message *pba)
{
  bool order = pba->ba.status == STATUS_SEQUENCE_OUT_OF_WINDOW
               && session->exchange.pending;

  if (!(pba->ba.flags & BA_P) || (pba->ba.flags & BA_D)
      || (!order && !binding_exchange_matches (&session->exchange, pba)))
    return;
  sgw_handle (session,
              pba->ba.status < STATUS_UNSPECIFIED ? SGW_ON_ACCEPTED
                                                  : SGW_ON_REFUSED,
              pba);
}

/* RFC 5846 9.1: with the node here again it is refused. */
static void
uplink_acknowledge (struct sgw_uplink *uplink, const struct mh_message *bri,
                    const struct packet *packet, enum revocation_status status)
{
  struct address source = packet_source (packet);
  struct mh_message bra;

  mh_init (&bra, MH_BRM);
  bra.revocation.kind = REVOCATION_ACKNOWLEDGEMENT;
  bra.revocation.code = (uint8_t)status;
  bra.revocation.sequence = bri->revocation.sequence;
  bra.revocation.flags = REVOCATION_P;
  for (unsigned i = 0; i < bri->n_options; i++)
    if (bri->options[i].type == OPTION_MN_IDENTIFIER
        || bri->options[i].type == OPTION_HOME_NETWORK_PREFIX)
      *mh_add (&bra, bri->options[i].type) = bri->options[i];
  mobility_send (&uplink->entity, &source, &bra, SIGNALING_DEREGISTRATION,
                 packet->meter.transaction);
}

static void
uplink_receive_bri (struct sgw_uplink *uplink, struct sgw_session *session,
                    const struct mh_message *bri, const struct packet *packet)
{
  enum revocation_status status = REVOCATION_SUCCESS;

  if (!session || !sgw_session_counts (session->state))
    status = REVOCATION_NO_BINDING;
  else if (hierarchical_node_get (uplink->sgw->hierarchical, session->mn)
               ->serving
           == uplink->sgw)
    status = REVOCATION_MN_ATTACHED;
  uplink_acknowledge (uplink, bri, packet, status);
  if (status == REVOCATION_SUCCESS)
    sgw_handle (session, SGW_ON_REVOKED, bri);
}

static void
uplink_receive (struct mobility_entity *entity,
                const struct mh_message *message, const struct packet *packet)
{
  struct sgw_uplink *uplink = (struct sgw_uplink *)entity;
  const struct lma *pgw = uplink->sgw->hierarchical->pmipv6.lma;
  struct mobile_node *mn = mobility_find_mn (entity, message);
  struct sgw_session *session = mn ? sgw_find (uplink->sgw, mn) : NULL;
  struct address source = packet_source (packet);

  if (!mn || !address_equal (&source, &pgw->entity.address))
    return;
  if (message->type == MH_BA && session)
    uplink_receive_pba (session, message);
  else if (message->type == MH_BRM
           && message->revocation.kind == REVOCATION_INDICATION)
    uplink_receive_bri (uplink, session, message, packet);
}

/* ---- life ---------------------------------------------------------- */

static struct address
sgw_address (const struct node *node, unsigned side)
{
  struct prefix subnet = prefix_make (&node->address, 64);

  return prefix_host (&subnet, side);
}

static void
sgw_init_entity (struct mobility_entity *entity, struct domain *domain,
                 struct node *node, unsigned side, mobility_receiver *receive)
{
  struct address address = sgw_address (node, side);

  node_add_address (node, &address);
  mobility_entity_init_at (entity, domain, node, ROLE_SGW, receive, &address);
}

struct sgw *
sgw_new (struct hierarchical *hierarchical, struct node *node)
{
  struct domain *domain = hierarchical->pmipv6.domain;
  struct sgw *sgw = g_new0 (struct sgw, 1);

  sgw->hierarchical = hierarchical;
  sgw->uplink.sgw = sgw;
  sgw->prefixes = prefix_table_new ();
  sgw_init_entity (&sgw->entity, domain, node, ACCESS_SIDE, sgw_receive);
  sgw_init_entity (&sgw->uplink.entity, domain, node, UPLINK_SIDE,
                   uplink_receive);
  sgw->uplink.entity.recognises = MOBILITY_TYPE (MH_BRM);
  sgw_open_ends (sgw);
  mobility_count_change (&sgw->count, &sgw->entity, 0, 0);
  return sgw;
}

void
sgw_free (struct sgw *sgw)
{
  prefix_table_free (sgw->prefixes, NULL);
  g_free (sgw);
}

void
sgw_adopt (struct sgw *sgw, const struct access_router *router)
{
  node_accept_tunnel (sgw->entity.node, &router->node->address);
}

void
sgw_count_live (const struct hierarchical *hierarchical,
                const struct mobile_node *mn, int change)
{
  struct sgw_session *session
      = hierarchical_node_get ((struct hierarchical *)hierarchical, mn)
            ->sessions;

  for (; session; session = session->next)
    if (sgw_session_counts (session->state))
      mobility_count_change (&session->sgw->count, &session->sgw->entity, 0,
                             -change);
}
