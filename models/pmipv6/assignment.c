/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/pmipv6/assignment.h"

/* The LMA that assigns. */
static struct lma *
rflma_of (const struct pmipv6 *pmipv6)
{
  return pmipv6->front ? pmipv6->front : pmipv6->lma;
}

static bool
is_enabled (const struct pmipv6 *pmipv6)
{
  return pmipv6->front || pmipv6->lmas->len > 1;
}

/* ---- LMAs of the domain -------------------------------------------- */

/* The rfLMA's functions are reached at ::f of the anchor site (5.3.1: the
 * loopback address). */
static struct lma *
new_front (struct pmipv6 *pmipv6)
{
  struct node *node = pmipv6->domain->anchor;
  struct prefix subnet = prefix_make (&node->address, 64);
  struct address address = prefix_host (&subnet, 0xf);

  node_add_address (node, &address);
  return lma_new_at (pmipv6, node, &address);
}

void
assignment_add_lmas (struct pmipv6 *pmipv6)
{
  const struct assignment_config *config = &pmipv6->config->assignment;
  char *const *names = config->lmas.items;
  struct network *network = pmipv6->domain->sim->network;

  g_ptr_array_add (pmipv6->lmas, pmipv6->lma);
  for (size_t i = 0; i < config->lmas.n; i++)
    g_ptr_array_add (pmipv6->lmas,
                     lma_new (pmipv6, network_find_node (network, names[i])));
  if (config->front)
    pmipv6->front = new_front (pmipv6);
}

bool
assignment_check (const struct domain *domain,
                  const struct assignment_config *config, GError **error)
{
  char *const *names = config->lmas.items;

  if (config->lmas.n >= LMAS_MAX)
    {
      g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
                   "lmas: at most %d", LMAS_MAX - 1);
      return false;
    }
  for (size_t i = 0; i < config->lmas.n; i++)
    for (size_t j = 0; j <= i; j++)
      if (g_str_equal (names[i], domain->anchor->name)
          || (j < i && g_str_equal (names[i], names[j])))
        {
          g_set_error (
              error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
              "lmas/%zu: there is an LMA at \"%s\" already; the anchor "
              "site has one without being named",
              i, names[i]);
          return false;
        }
  return true;
}

/* ---- policy -------------------------------------------------------- */

static bool
has_room (const struct lma *lma)
{
  int64_t capacity = lma->pmipv6->config->capacity;

  return capacity == 0
         || (int64_t)lma->count.entries + lma->promised < capacity;
}

/* Smaller is better. */
static sim_time
rank_nearest (const struct lma *lma, const struct lma_request *request)
{
  return network_path_delay (lma->entity.node->network, request->gateway,
                             lma->entity.node);
}

/* Each LMA is in turn the one that a node prefers. */
static sim_time
rank_fixed (const struct lma *lma, const struct lma_request *request)
{
  uint32_t n = lma->pmipv6->lmas->len;

  return (lma->index + n - request->mn->index % n) % n;
}

/* Sessions it has, and those that are being set up there. */
static sim_time
rank_load (const struct lma *lma,
           const struct lma_request *request G_GNUC_UNUSED)
{
  return (sim_time)lma->count.entries + lma->promised;
}

typedef sim_time ranking (const struct lma *lma,
                          const struct lma_request *request);
static ranking *const rankings[] = { [ASSIGNMENT_NEAREST] = rank_nearest,
                                     [ASSIGNMENT_LEAST_LOADED] = rank_load,
                                     [ASSIGNMENT_FIXED] = rank_fixed };

/* The first of the best that have room and were not @tried; or NULL. */
static struct lma *
choose (const struct pmipv6 *pmipv6, const struct lma_request *request,
        uint64_t tried)
{
  ranking *rank = rankings[pmipv6->config->assignment.policy];
  struct lma *best = NULL;

  for (guint i = 0; i < pmipv6->lmas->len; i++)
    {
      struct lma *lma = g_ptr_array_index (pmipv6->lmas, i);

      if (!(tried >> i & 1) && has_room (lma)
          && (!best || rank (lma, request) < rank (best, request)))
        best = lma;
    }
  return best;
}

/* ---- rfLMA as a MAG, 5.3.2 ----------------------------------------- */

static void
read_request (const struct assignment *assignment, struct mh_message *pbu)
{
  gsize n;
  const uint8_t *octets = g_bytes_get_data (assignment->message, &n);
  enum mh_result result = mh_decode (octets, n, NULL, NULL, pbu);

  g_assert (result == MH_OK);
}

static void
drop_options (struct mh_message *message, enum mh_option_type type)
{
  unsigned n = 0;

  for (unsigned i = 0; i < message->n_options; i++)
    if (message->options[i].type != type)
      message->options[n++] = message->options[i];
  message->n_options = (uint16_t)n;
}

/* All options of the MAG's PBU, its address as the alternate care-of address;
 * the timestamp is our own, and so is the authentication, which is between two
 * (RFC 4285 5). */
static void
assignment_compose (struct binding_exchange *exchange, struct mh_message *pbu)
{
  const struct assignment *assignment = exchange->owner;

  read_request (assignment, pbu);
  drop_options (pbu, OPTION_TIMESTAMP);
  drop_options (pbu, OPTION_ALTERNATE_CARE_OF);
  drop_options (pbu, OPTION_MESSAGE_AUTHENTICATION);
  mh_add_address (pbu, OPTION_ALTERNATE_CARE_OF, &assignment->proxy_coa);
}

static void
add_redirect (const struct lma *r2lma, struct mh_message *pba)
{
  struct mh_option *option = mh_add (pba, OPTION_REDIRECT);

  option->redirect.ipv6 = true;
  option->redirect.address = (struct view){ r2lma->entity.address.octet,
                                            sizeof r2lma->entity.address };
}

/* The r2LMA's answer goes to the MAG, as one to what it sent. */
static void
assignment_forward (const struct assignment *assignment,
                    const struct mh_message *answer)
{
  struct mobility_entity *entity = &assignment->rflma->entity;
  struct mh_message pbu, pba = *answer;
  const struct mh_option *timestamp;

  read_request (assignment, &pbu);
  drop_options (&pba, OPTION_MESSAGE_AUTHENTICATION);
  pba.ba.sequence = pbu.bu.sequence;
  timestamp = mh_find (&pbu, OPTION_TIMESTAMP, 0);
  for (unsigned i = 0; i < pba.n_options; i++)
    if (pba.options[i].type == OPTION_TIMESTAMP && timestamp)
      pba.options[i].timestamp = timestamp->timestamp;
  if (pba.ba.status < STATUS_UNSPECIFIED)
    add_redirect (assignment->r2lma, &pba);
  mobility_send (entity, &assignment->source, &pba, assignment->exchange.class,
                 assignment->exchange.transaction);
}

static struct lma_request
assignment_request (const struct assignment *assignment,
                    const struct mh_message *pbu)
{
  return (struct lma_request){ .pbu = pbu,
                               .source = assignment->source,
                               .proxy_coa = assignment->proxy_coa,
                               .transaction = assignment->exchange.transaction,
                               .class = assignment->exchange.class,
                               .mn = assignment->mn,
                               .via = assignment->rflma,
                               .assigned = true,
                               .gateway = network_anchor (
                                   assignment->rflma->entity.node->network,
                                   &assignment->proxy_coa) };
}

static void
assignment_end (struct assignment *assignment)
{
  lma_node_get (assignment->rflma, assignment->mn)->assignment = NULL;
  assignment->r2lma->promised--;
  assignment_free (assignment);
}

static void assignment_try_next (struct assignment *assignment,
                                 const struct mh_message *refusal);

static void
assignment_give_up (struct binding_exchange *exchange)
{
  assignment_try_next (exchange->owner, NULL);
}

static void
assignment_start (struct assignment *assignment, struct lma *r2lma)
{
  struct pmipv6 *pmipv6 = r2lma->pmipv6;
  struct binding_exchange *exchange = &assignment->exchange;
  bool timestamps = pmipv6->domain->config.protocol.timestamps;

  assignment->r2lma = r2lma;
  r2lma->promised++;
  exchange->peer = r2lma->entity.address;
  binding_exchange_start (
      exchange, timestamps
                    ? &assignment->rflma->sequence
                    : &pmipv6_node_get (pmipv6, assignment->mn)->sequence);
}

/* At another r2LMA, while there is one; else the MAG is told what the last one
 * said, NULL: nothing. */
static void
assignment_try_next (struct assignment *assignment,
                     const struct mh_message *refusal)
{
  struct lma *rflma = assignment->rflma, *next;
  struct mh_message pbu;
  struct lma_request request;

  read_request (assignment, &pbu);
  request = assignment_request (assignment, &pbu);
  assignment->tried |= UINT64_C (1) << assignment->r2lma->index;
  lma_node_get (rflma, assignment->mn)->assigned = NULL;
  next = choose (rflma->pmipv6, &request, assignment->tried);
  if (next && next->entity.node != rflma->entity.node)
    {
      assignment->r2lma->promised--;
      assignment_start (assignment, next);
      return;
    }
  if (next)
    lma_handle (next, &request, NULL);
  else if (refusal)
    assignment_forward (assignment, refusal);
  else
    lma_reject (rflma, &request, STATUS_INSUFFICIENT_RESOURCES);
  assignment_end (assignment);
}

void
assignment_free (struct assignment *assignment)
{
  binding_exchange_stop (&assignment->exchange);
  g_bytes_unref (assignment->message);
  g_free (assignment);
}

void
assignment_receive_pba (struct lma *rflma, const struct mh_message *pba,
                        const struct packet *packet)
{
  struct mobile_node *mn = mobility_find_mn (&rflma->entity, pba);
  struct lma_node *node = mn ? lma_node_get (rflma, mn) : NULL;
  struct assignment *assignment = node ? node->assignment : NULL;
  struct address source = packet_source (packet);

  if (!assignment || !address_equal (&assignment->exchange.peer, &source)
      || !binding_exchange_matches (&assignment->exchange, pba))
    return;
  binding_exchange_stop (&assignment->exchange);
  if (pba->ba.status >= STATUS_UNSPECIFIED)
    {
      assignment_try_next (assignment, pba);
      return;
    }
  node->assigned = assignment->r2lma;
  assignment_forward (assignment, pba);
  assignment_end (assignment);
}

/* ---- assigning, 5.3 ------------------------------------------------ */

static GBytes *
message_octets (const struct packet *packet)
{
  return g_bytes_new (packet_ipv6_payload (packet),
                      packet_ipv6_stored (packet));
}

/* The MAG's PBU once more: it is the one to be answered. */
static void
assignment_renew (struct assignment *assignment,
                  const struct lma_request *request,
                  const struct packet *packet)
{
  g_bytes_unref (assignment->message);
  assignment->message = message_octets (packet);
  assignment->source = request->source;
  assignment->proxy_coa = request->proxy_coa;
}

static const struct binding_exchange_type assignment_exchange
    = { .compose = assignment_compose, .give_up = assignment_give_up };

static void
assignment_new (struct lma *rflma, struct lma *r2lma,
                const struct lma_request *request, const struct packet *packet)
{
  struct assignment *assignment = g_new0 (struct assignment, 1);

  assignment->rflma = rflma;
  assignment->mn = request->mn;
  assignment->message = message_octets (packet);
  assignment->source = request->source;
  assignment->proxy_coa = request->proxy_coa;
  assignment->exchange.entity = &rflma->entity;
  assignment->exchange.class = request->class;
  assignment->exchange.transaction = request->transaction;
  assignment->exchange.type = &assignment_exchange;
  assignment->exchange.owner = assignment;
  lma_node_get (rflma, request->mn)->assignment = assignment;
  assignment_start (assignment, r2lma);
}

/* A session that is there already stays where it is: the PBA was lost. */
static struct lma *
assigned_before (struct lma *rflma, const struct lma_request *request)
{
  struct lma *assigned = lma_node_get (rflma, request->mn)->assigned;

  return assigned && lma_node_get (assigned, request->mn)->entries ? assigned
                                                                   : NULL;
}

/* 5.2: a PBU that may be redirected. */
static bool
is_redirectable (const struct mh_message *pbu)
{
  const struct mh_option *hi = mh_find (pbu, OPTION_HANDOFF_INDICATOR, 0);

  return hi && hi->value == HI_NEW_INTERFACE
         && mh_find (pbu, OPTION_REDIRECT_CAPABILITY, 0);
}

/* 5.3.1: as if it had come to the r2LMA, answered by the rfLMA. */
static void
assign_here (struct lma *rflma, struct lma *r2lma,
             const struct lma_request *request, const struct packet *packet)
{
  struct lma_request own = *request;

  own.via = rflma;
  own.assigned = true;
  lma_node_get (rflma, request->mn)->assigned = r2lma;
  lma_handle (r2lma, &own, packet);
}

/* What functions that anchor nothing cannot assign, they refuse. */
static bool
refuse_if_front (struct lma *rflma, const struct lma_request *request)
{
  if (rflma != rflma->pmipv6->front)
    return false;
  lma_reject (rflma, request, STATUS_INSUFFICIENT_RESOURCES);
  return true;
}

bool
assignment_take (struct lma *lma, const struct lma_request *request,
                 const struct packet *packet)
{
  struct assignment *pending = lma_node_get (lma, request->mn)->assignment;
  struct lma *r2lma;

  if (!is_enabled (lma->pmipv6) || lma != rflma_of (lma->pmipv6)
      || request->assigned)
    return false;
  if (pending)
    {
      assignment_renew (pending, request, packet);
      return true;
    }
  if (!is_redirectable (request->pbu))
    return refuse_if_front (lma, request);
  r2lma = assigned_before (lma, request);
  if (!r2lma)
    r2lma = choose (lma->pmipv6, request, 0);
  if (!r2lma)
    return refuse_if_front (lma, request);
  if (r2lma == lma)
    return false;
  if (r2lma->entity.node == lma->entity.node)
    assign_here (lma, r2lma, request, packet);
  else
    assignment_new (lma, r2lma, request, packet);
  return true;
}

void
assignment_answer (const struct lma *lma, const struct lma_request *request,
                   struct mh_message *pba)
{
  int64_t capacity = lma->pmipv6->config->capacity;
  struct mh_option *option;

  if (!is_enabled (lma->pmipv6)
      || !mh_find (request->pbu, OPTION_REDIRECT_CAPABILITY, 0))
    return;
  if (request->via && request->via != lma)
    add_redirect (lma, pba);
  option = mh_add (pba, OPTION_LOAD_INFORMATION);
  option->load.priority = (uint16_t)lma->index;
  option->load.sessions = lma->count.entries;
  option->load.max_sessions
      = capacity ? (uint32_t)MIN (capacity, UINT32_MAX) : UINT32_MAX;
  option->load.capacity = UINT32_MAX;
}

bool
assignment_trusts (const struct lma *lma, const struct address *source)
{
  const struct lma *rflma = rflma_of (lma->pmipv6);

  return is_enabled (lma->pmipv6) && lma != rflma
         && address_equal (source, &rflma->entity.address);
}

/* ---- MAG, 5.2 ------------------------------------------------------ */

void
assignment_join_mag (const struct mag *mag)
{
  const struct pmipv6 *pmipv6 = mag->pmipv6;

  for (guint i = 0; is_enabled (pmipv6) && i < pmipv6->lmas->len; i++)
    {
      const struct lma *lma = g_ptr_array_index (pmipv6->lmas, i);

      if (!address_equal (&lma->entity.address, &mag->anchor))
        node_accept_tunnel (mag->entity.node, &lma->entity.address);
    }
}

/* A session that goes on is at the LMA that the policy profile names (6). */
struct address
assignment_anchor (const struct bul_entry *entry)
{
  const struct pmipv6_node *node = entry->mn->proxied;
  const struct handover *handover = entry->mn->handover;

  if (handover && handover->number > 0
      && !address_is_unspecified (&node->assigned))
    return node->assigned;
  return entry->mag->anchor;
}

void
assignment_ask (struct bul_entry *entry, struct mh_message *pbu)
{
  entry->redirectable
      = is_enabled (entry->mag->pmipv6) && entry->handoff == HI_NEW_INTERFACE
        && address_equal (&entry->exchange.peer, &entry->mag->anchor);
  if (entry->redirectable)
    mh_add (pbu, OPTION_REDIRECT_CAPABILITY);
}

void
assignment_follow (struct bul_entry *entry, const struct mh_message *pba)
{
  const struct mh_option *option = mh_find (pba, OPTION_REDIRECT, 0);

  if (!is_enabled (entry->mag->pmipv6))
    return;
  if (option && option->redirect.ipv6 && entry->redirectable)
    memcpy (entry->exchange.peer.octet, option->redirect.address.octets,
            sizeof entry->exchange.peer);
  pmipv6_node_get (entry->mag->pmipv6, entry->mn)->assigned
      = entry->exchange.peer;
}

void
assignment_forget (struct bul_entry *entry)
{
  if (!is_enabled (entry->mag->pmipv6))
    return;
  pmipv6_node_get (entry->mag->pmipv6, entry->mn)->assigned
      = address_unspecified;
  entry->exchange.peer = entry->mag->anchor;
}
