/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Localized routing by the LMA: it sees two of its nodes talk, has their MAGs
 * send on directly (RFC 6705 3.2, 5, 6), and follows both as they move (5.1,
 * 6.1). */
#include "models/pmipv6/localized.h"

/* What the LMA has on a binding cache entry for localized routing. */
struct localized_bce
{
  struct route tunnel;
  GPtrArray *sessions; /* struct localized_session *, those of the entry */
};

/* ---- where the legs are -------------------------------------------- */

static bool
session_is_together (const struct bce *a, const struct bce *b)
{
  return address_equal (&a->proxy_coa, &b->proxy_coa);
}

/* Has each leg where the nodes are now: one for both at a common MAG (A11),
 * else one at each (A21).  @moved: registered anew, so that its MAG has
 * forgotten what it had; or NULL. */
static void
session_place (struct localized_session *session, const struct bce *moved,
               enum signaling_class class, uint32_t transaction)
{
  const struct bce *a = session->owner[0], *b = session->owner[1];
  const struct bce *bce[2] = { a, b };
  bool together;

  if (a->state != BCE_ACTIVE || b->state != BCE_ACTIVE)
    return;
  together = session_is_together (a, b);
  if (together)
    {
      localized_leg_rest (&session->leg[1]);
      localized_leg_aim (&session->leg[0], &a->proxy_coa, &address_unspecified,
                         moved != NULL, class, transaction);
      return;
    }
  for (unsigned i = 0; i < 2; i++)
    localized_leg_aim (&session->leg[i], &bce[i]->proxy_coa,
                       &bce[!i]->proxy_coa, moved == bce[i], class,
                       transaction);
}

/* ---- sessions ------------------------------------------------------ */

static void
session_detach (struct localized_session *session)
{
  for (unsigned i = 0; i < 2; i++)
    {
      struct bce *bce = session->owner[i];

      if (bce)
        g_ptr_array_remove_fast (bce->localized->sessions, session);
      session->owner[i] = NULL;
    }
}

/* A refusal is remembered as long as both bindings last; what has come to its
 * end is not. */
static void
session_settled (struct localized_session *session)
{
  bool gone = !session->owner[0];

  if (!localized_leg_is_over (&session->leg[0])
      || !localized_leg_is_over (&session->leg[1]))
    return;
  if (!gone
      && (session->leg[0].state == LEG_REFUSED
          || session->leg[1].state == LEG_REFUSED))
    return;
  session_detach (session);
  localized_session_free (session);
}

static void
session_woken (struct localized_session *session)
{
  if (session->owner[0])
    session_place (session, NULL, SIGNALING_ATTACH, TRANSACTION_NONE);
}

static struct localized_party
bce_party (const struct bce *bce)
{
  struct localized_party party = { .mn = bce->mn };

  party.n_prefixes = bce->n_prefixes;
  party.prefixes = g_new (struct prefix, bce->n_prefixes);
  memcpy (party.prefixes, bce->prefixes,
          bce->n_prefixes * sizeof (struct prefix));
  return party;
}

static struct localized_session *
session_new (struct bce *a, struct bce *b)
{
  struct localized_party party[2] = { bce_party (a), bce_party (b) };
  struct localized_session *session
      = localized_session_new (a->lma->localized, party);

  session->woken = session_woken;
  session->settled = session_settled;
  session->owner[0] = a;
  session->owner[1] = b;
  g_ptr_array_add (a->localized->sessions, session);
  g_ptr_array_add (b->localized->sessions, session);
  return session;
}

/* Of @from with @to, or NULL; @index: (out) of the leg for what @from sends. */
static struct localized_session *
session_find (const struct bce *from, const struct bce *to, unsigned *index)
{
  const GPtrArray *sessions = from->localized->sessions;

  for (guint i = 0; i < sessions->len; i++)
    {
      struct localized_session *session = g_ptr_array_index (sessions, i);

      *index = session->owner[1] == from;
      if (session->owner[!*index] == to)
        return session;
    }
  return NULL;
}

/* ---- traffic, 5: the trigger is a packet --------------------------- */

/* Of the entry whose node sent @p, or NULL. */
static struct bce *
find_sender (const struct lma *lma, const struct packet *p)
{
  struct address source = packet_source (p);
  struct prefix prefix = prefix_make (&source, 64);

  return g_hash_table_lookup (lma->prefixes, &prefix);
}

/* A packet goes from one node to another by the LMA.  One that could go another
 * way already is a straggler. */
static void
notice_traffic (struct bce *from, struct bce *to)
{
  unsigned index = 0;
  struct localized_session *session = session_find (from, to, &index);

  if (!session)
    session = session_new (from, to);
  else if (session_is_together (from, to))
    index = 0;
  if (session->leg[index].state == LEG_IDLE)
    localized_session_wake (session);
}

static const struct route *
watch_choose (struct node *node G_GNUC_UNUSED, struct packet *p, void *data)
{
  struct bce *bce = data, *from = find_sender (bce->lma, p);

  if (from && from->mn != bce->mn && from->localized
      && from->state == BCE_ACTIVE && bce->state == BCE_ACTIVE)
    notice_traffic (from, bce);
  return &bce->localized->tunnel;
}

struct route
localized_watch (struct bce *bce, const struct route *tunnel)
{
  if (!bce->localized)
    {
      bce->localized = g_new0 (struct localized_bce, 1);
      bce->localized->sessions = g_ptr_array_new ();
    }
  bce->localized->tunnel = *tunnel;
  return (struct route){ .kind = ROUTE_CHOICE,
                         .choose = watch_choose,
                         .data = bce };
}

/* ---- registrations ------------------------------------------------- */

/* The MAG keeps nothing over a new registration, be it the same MAG; a refresh
 * leaves all as it is. */
void
localized_lma_moved (struct bce *bce, const struct lma_request *request)
{
  const struct mh_option *hi
      = mh_find (request->pbu, OPTION_HANDOFF_INDICATOR, 0);
  GPtrArray *sessions = bce->localized ? bce->localized->sessions : NULL;

  if (!sessions || (hi && hi->value == HI_NO_CHANGE))
    return;
  for (guint i = 0; i < sessions->len; i++)
    session_place (g_ptr_array_index (sessions, i), bce, SIGNALING_HANDOVER,
                   request->transaction);
}

/* 4: the other node's MAG is told to stop. */
void
localized_lma_forget (struct bce *bce)
{
  GPtrArray *sessions;

  if (!bce->localized)
    return;
  sessions = bce->localized->sessions;
  while (sessions->len > 0)
    {
      struct localized_session *session = g_ptr_array_index (sessions, 0);

      session_detach (session);
      localized_session_stop (session);
    }
  localized_bce_free (bce);
}

void
localized_bce_free (struct bce *bce)
{
  if (!bce->localized)
    return;
  g_ptr_array_unref (bce->localized->sessions);
  g_clear_pointer (&bce->localized, g_free);
}

/* ---- LRI of a MAG between two LMAs, 7 ------------------------------- */

/* The first node is the one anchored here, by the MAG that asks. */
static enum localized_status
lri_check (const struct lma *lma, const struct localized_party *own,
           const struct address *mag)
{
  const struct bce *bce
      = own->mn ? lma_node_get ((struct lma *)lma, own->mn)->entries : NULL;

  while (bce
         && (bce->state != BCE_ACTIVE || !address_equal (&bce->proxy_coa, mag)))
    bce = bce->next;
  if (!bce)
    return LOCALIZED_NOT_ATTACHED;
  return lma->localized->denied ? LOCALIZED_NOT_ALLOWED : LOCALIZED_SUCCESS;
}

/* Nothing is kept: traffic that the MAG sends on by itself does not come. */
static void
receive_lri (struct lma *lma, const struct mh_message *lri,
             const struct packet *packet)
{
  struct address source = packet_source (packet);
  struct localized_party party[2], named[2];
  enum localized_status status = LOCALIZED_SUCCESS;

  if (!localized_read (&lma->entity, lri, party))
    return;
  memcpy (named, party, sizeof named);
  if (lri->localized.lifetime > 0)
    status = lri_check (lma, &party[0], &source);
  if (status != LOCALIZED_SUCCESS)
    named[0].mn = named[1].mn = NULL;
  localized_answer (&lma->entity, lri, packet, named, status);
  localized_party_clear (&party[0]);
  localized_party_clear (&party[1]);
}

bool
localized_lma_receive (struct lma *lma, const struct mh_message *message,
                       const struct packet *packet)
{
  if (message->type != MH_LRI && message->type != MH_LRA)
    return false;
  if (lma->localized && message->type == MH_LRA)
    localized_take_lra (lma->localized, message, packet);
  else if (lma->localized)
    receive_lri (lma, message, packet);
  return true;
}
