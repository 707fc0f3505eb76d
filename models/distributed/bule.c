/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The binding update list of a serving MAAR without a CMD: one entry, with an
 * exchange of its own (RFC 8885 3.6), per previous MAAR and per MAAR in charge
 * of the node in the hash table. */
#include "models/access/access.h"
#include "models/codec/nd.h"
#include "models/distributed/session.h"

const char *
bule_kind_name (enum bule_kind kind)
{
#define X(name, text) [BULE_##name] = text,
  static const char *const names[BULE_KINDS_N] = { BULE_KINDS (X) };
#undef X

  return names[kind];
}

const char *
bule_state_name (enum bule_state state)
{
#define X(name, text) [BULE_##name] = text,
  static const char *const names[BULE_STATES_N] = { BULE_STATES (X) };
#undef X

  return names[state];
}

/* ---- composing ----------------------------------------------------- */

static enum handoff_indicator
bule_handoff (const struct bule *bule)
{
  if (bule->request == MAAR_REFRESH)
    return HI_NO_CHANGE;
  if (bule->request == MAAR_REGISTER && bule->session->initial)
    return HI_NEW_INTERFACE;
  return HI_UNKNOWN;
}

/* To a previous MAAR: the PBU that the CMD of RFC 8885 3.2 step 2 sends.  To a
 * MAAR in charge: the one that a CMD gets (3.1 step 2). */
static void
bule_compose (struct binding_exchange *exchange, struct mh_message *pbu)
{
  struct bule *bule = exchange->owner;
  const struct maar_session *session = bule->session;
  const struct mobility_entity *entity = &session->maar->entity;
  const struct prefix_list *prefixes
      = bule->kind == BULE_ANCHOR ? &bule->prefixes : &session->prefixes;
  bool ends = bule->request == MAAR_DEREGISTER;

  proxy_pbu_init (pbu, session->mn,
                  ends ? 0 : entity->domain->config.protocol.binding_lifetime,
                  BU_D);
  for (guint i = 0; i < prefixes->len; i++)
    mh_add_prefix (pbu, OPTION_HOME_NETWORK_PREFIX,
                   prefix_list_at (prefixes, i));
  if (bule->kind == BULE_ANCHOR)
    mh_add_address (pbu, OPTION_SERVING_MAAR, &entity->address);
  proxy_pbu_add_access (pbu, session->mn, session->technology,
                        bule_handoff (bule));
}

/* ---- the exchange -------------------------------------------------- */

static void
bule_remove (struct bule *bule)
{
  g_ptr_array_remove (session_own (bule->session)->list, bule);
}

/* RFC 5213 6.9.1.3: only while the node is attached. */
static bool
bule_wanted (struct binding_exchange *exchange)
{
  struct bule *bule = exchange->owner;

  if (bule->request == MAAR_DEREGISTER)
    return true;
  if (!access_reachable (bule->session->maar->router, bule->session->mn))
    return false;
  return bule->kind != BULE_LOOKUP || lookup_next (bule, &exchange->peer);
}

static void
bule_uninstall (struct bule *bule)
{
  struct maar_session *session = bule->session;

  for (guint i = maar_n_previous (session); i-- > 0;)
    if (address_equal (&maar_previous_at (session, i)->maar,
                       &bule->exchange.peer))
      maar_uninstall (session, i);
}

/* No answer, or a refusal for good: what it was to bring does not come. */
static void
bule_lose (struct bule *bule)
{
  struct maar_session *session = bule->session;
  bool lookup = bule->kind == BULE_LOOKUP;

  if (bule->kind == BULE_ANCHOR)
    bule_uninstall (bule);
  bule_remove (bule);
  if (lookup)
    lookup_over (session, NULL);
  else
    session_settle (session);
}

static void
bule_given_up (struct binding_exchange *exchange)
{
  struct bule *bule = exchange->owner;

  if (bule->kind != BULE_COPY)
    session_own (bule->session)->failed = true;
  bule_lose (bule);
}

static void
bule_send (struct bule *bule, enum maar_request request)
{
  static const enum signaling_class classes[]
      = { [MAAR_REGISTER] = SIGNALING_HANDOVER,
          [MAAR_REFRESH] = SIGNALING_REFRESH,
          [MAAR_DEREGISTER] = SIGNALING_DEREGISTRATION };
  struct maar_session *session = bule->session;
  struct distributed_session *own = session_own (session);

  bule->request = request;
  bule->exchange.class = classes[request];
  bule->exchange.transaction = TRANSACTION_NONE;
  if (request == MAAR_REGISTER)
    {
      bule->exchange.transaction = session->transaction;
      if (session->initial)
        bule->exchange.class = SIGNALING_ATTACH;
      if (!own->requested)
        handover_mark_pbu (maar_handover (session));
      own->requested = true;
    }
  binding_exchange_start (&bule->exchange, &session->sequence);
}

/* ---- the list ------------------------------------------------------ */

void
bule_free (struct bule *bule)
{
  binding_exchange_stop (&bule->exchange);
  prefix_list_clear (&bule->prefixes);
  g_free (bule);
}

static const struct binding_exchange_type bule_exchange = {
  .compose = bule_compose, .give_up = bule_given_up, .wanted = bule_wanted
};

static struct bule *
bule_new (struct maar_session *session, enum bule_kind kind,
          const struct address *maar)
{
  struct bule *bule = g_new0 (struct bule, 1);

  bule->session = session;
  bule->kind = kind;
  bule->exchange = (struct binding_exchange){ .entity = &session->maar->entity,
                                              .peer = *maar,
                                              .type = &bule_exchange,
                                              .owner = bule };
  g_ptr_array_add (session_own (session)->list, bule);
  return bule;
}

static struct bule *
bule_find (const struct maar_session *session, bool anchor,
           const struct address *maar)
{
  const GPtrArray *list = session_own (session)->list;

  for (guint i = 0; i < list->len; i++)
    {
      struct bule *bule = g_ptr_array_index (list, i);

      if ((bule->kind == BULE_ANCHOR) == anchor
          && address_equal (&bule->exchange.peer, maar))
        return bule;
    }
  return NULL;
}

/* The prefix is served here, or its MAAR is being asked. */
static bool
bule_covers (const struct maar_session *session, const struct prefix *prefix)
{
  const GPtrArray *list = session_own (session)->list;

  if (prefix_list_has (&session->prefixes, prefix))
    return true;
  for (guint i = 0; i < list->len; i++)
    {
      const struct bule *bule = g_ptr_array_index (list, i);

      if (prefix_list_has (&bule->prefixes, prefix))
        return true;
    }
  return false;
}

void
bule_add_anchor (struct maar_session *session, const struct address *maar,
                 const struct prefix *prefix)
{
  struct bule *bule = bule_find (session, true, maar);

  if (bule_covers (session, prefix)
      || address_equal (maar, &session->maar->entity.address))
    return;
  if (!bule)
    bule = bule_new (session, BULE_ANCHOR, maar);
  prefix_list_add (&bule->prefixes, prefix);
  bule->due = true;
}

void
bule_ask_anchors (struct maar_session *session)
{
  const GPtrArray *list = session_own (session)->list;

  for (guint i = 0; i < list->len; i++)
    {
      struct bule *bule = g_ptr_array_index (list, i);

      if (bule->due)
        bule_send (bule, MAAR_REGISTER);
      bule->due = false;
    }
}

void
bule_ask_table (struct maar_session *session, enum bule_kind kind,
                const struct address *maar, enum maar_request request)
{
  struct bule *bule = bule_find (session, false, maar);

  if (!bule)
    bule = bule_new (session, kind, maar);
  bule->kind = kind;
  bule_send (bule, request);
}

static bool
bule_is_idle (const struct bule *bule)
{
  const struct maar_session *session = bule->session;

  if (bule->state != BULE_REGISTERED || bule->exchange.pending)
    return false;
  for (guint i = 0; i < maar_n_previous (session); i++)
    if (prefix_list_has (&bule->prefixes,
                         &maar_previous_at (session, i)->prefix))
      return false;
  return true;
}

void
bule_refresh_anchors (struct maar_session *session)
{
  GPtrArray *list = session_own (session)->list;

  for (guint i = list->len; i-- > 0;)
    {
      struct bule *bule = g_ptr_array_index (list, i);

      if (bule->kind != BULE_ANCHOR || bule->exchange.pending)
        continue;
      if (bule_is_idle (bule))
        g_ptr_array_remove_index (list, i);
      else
        bule_send (bule, MAAR_REFRESH);
    }
}

/* ---- answers ------------------------------------------------------- */

/* The prefixes it confirms come through its tunnel (RFC 8885 3.3: the MAAR is
 * the sender). */
static void
bule_learn (struct bule *bule, const struct mh_message *pba)
{
  struct maar_session *session = bule->session;
  struct maar_previous news = { .maar = bule->exchange.peer,
                                .heard = pba->ba.sequence,
                                .dlif = session->maar->dlif };
  guint known = maar_n_previous (session);

  for (unsigned i = 0; i < pba->n_options; i++)
    if (pba->options[i].type == OPTION_DLIF_LINK_LOCAL)
      dlif_read (pba, i, &news.dlif);
  for (guint i = 0; i < bule->prefixes.len; i++)
    {
      news.prefix = *prefix_list_at (&bule->prefixes, i);
      maar_learn (session, &news);
    }
  maar_advertise_previous (session, known);
  maar_recount (session);
}

static void
bule_accept_anchor (struct bule *bule, const struct mh_message *pba)
{
  struct maar_session *session = bule->session;
  struct distributed_session *own = session_own (session);

  if (bule->state == BULE_PENDING)
    own->previous++;
  bule->state = BULE_REGISTERED;
  bule_learn (bule, pba);
  session_settle (session);
}

static void
bule_accept (struct bule *bule, const struct mh_message *pba)
{
  struct maar_session *session = bule->session;

  binding_exchange_stop (&bule->exchange);
  session_own (session)->answered = session->maar->entity.received;
  if (bule->kind == BULE_ANCHOR)
    {
      bule_accept_anchor (bule, pba);
      return;
    }
  bule->state = BULE_REGISTERED;
  if (bule->request == MAAR_DEREGISTER)
    {
      bule_remove (bule);
      session_settle (session);
      return;
    }
  lookup_read (session, pba);
  if (bule->kind == BULE_LOOKUP)
    {
      bule->kind = BULE_COPY;
      lookup_over (session, &bule->exchange.peer);
    }
}

/* A prefix that its MAAR gave up, since nobody used it: the node would still
 * prefer its address when it is back on that link. */
static void
bule_disown (const struct bule *bule)
{
  const struct maar_session *session = bule->session;
  const struct maar *maar = session->maar;
  struct ra_prefix prefixes[ND_PREFIXES_MAX] = { 0 };
  unsigned n = MIN (bule->prefixes.len, ND_PREFIXES_MAX);

  for (unsigned i = 0; i < n; i++)
    prefixes[i].prefix = *prefix_list_at (&bule->prefixes, i);
  access_send_ra (maar->router, session->mn, &maar->dlif.link_local,
                  maar->dlif.link_layer, prefixes, n);
}

/* What is out of order can be had by asking again (RFC 6275 11.7.3 for 135, RFC
 * 5213 6.9.1.2 for 157); on 156 the next copy does that. */
static void
bule_refused (struct bule *bule, const struct mh_message *pba)
{
  struct maar_session *session = bule->session;
  struct maar_input input = { .message = pba };
  bool again = maar_is_outrun (&input)
               && (bule->request == MAAR_DEREGISTER
                   || access_reachable (session->maar->router, session->mn));

  if (again && pba->ba.status == STATUS_TIMESTAMP_MISMATCH)
    return;
  binding_exchange_stop (&bule->exchange);
  if (pba->ba.status == STATUS_SEQUENCE_OUT_OF_WINDOW)
    session->sequence = pba->ba.sequence;
  if (again)
    {
      bule_send (bule, bule->request);
      return;
    }
  if (bule->kind == BULE_ANCHOR && pba->ba.status == STATUS_NOT_LMA_FOR_THIS_MN)
    bule_disown (bule);
  bule_lose (bule);
}

/* RFC 6275 11.7.3: a refused number comes back as the one accepted last. */
static bool
bule_is_answer (const struct bule *bule, const struct mh_message *pba)
{
  if (pba->ba.status == STATUS_SEQUENCE_OUT_OF_WINDOW)
    return bule->exchange.pending;
  return binding_exchange_matches (&bule->exchange, pba);
}

/* A MAAR in charge can have more previous MAARs to name than one PBA holds:
 * those that follow find the exchange over. */
static bool
bule_is_more (const struct bule *bule, const struct mh_message *pba)
{
  return bule->kind != BULE_ANCHOR && bule->state == BULE_REGISTERED
         && bule->request != MAAR_DEREGISTER
         && pba->ba.status == STATUS_ACCEPTED
         && pba->ba.sequence == bule->exchange.sequence;
}

/* RFC 8885 4.2: without D it is from nobody we talk to.  A previous MAAR's
 * answer has the Serving MAAR option of its PBU, that of one in charge none. */
void
bule_receive_pba (struct maar *maar, const struct mh_message *pba,
                  const struct packet *packet)
{
  struct mobile_node *mn = mobility_find_mn (&maar->entity, pba);
  struct maar_session *session = mn ? maar_find (maar, mn) : NULL;
  bool anchor = mh_find (pba, OPTION_SERVING_MAAR, 0) != NULL;
  struct address sender = packet_source (packet);
  struct bule *bule = session && dmm_is_flagged (pba)
                          ? bule_find (session, anchor, &sender)
                          : NULL;

  if (!bule)
    return;
  if (bule_is_answer (bule, pba))
    {
      if (pba->ba.status < STATUS_UNSPECIFIED)
        bule_accept (bule, pba);
      else
        bule_refused (bule, pba);
    }
  else if (bule_is_more (bule, pba))
    lookup_read (session, pba);
}
