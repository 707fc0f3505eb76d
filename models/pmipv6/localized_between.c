/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Localized routing by the MAG, between two of its nodes that are anchored at
 * different LMAs (RFC 6705 3.1, 7): both LMAs have to agree. */
#include "models/pmipv6/localized.h"

/* ---- sessions ------------------------------------------------------ */

static void
session_detach (struct localized_session *session)
{
  for (unsigned i = 0; i < 2; i++)
    {
      struct bul_entry *entry = session->owner[i];

      if (entry)
        g_ptr_array_remove_fast (entry->localized->sessions, session);
      session->owner[i] = NULL;
    }
}

/* Both LMAs have agreed: until the first of their lifetimes is over. */
static void
session_open (struct localized_session *session)
{
  sim_time expires = MIN (session->leg[0].expires, session->leg[1].expires);
  sim_time now = sim_now (session->agent->entity->domain->sim);
  uint16_t lifetime = MIN (session->leg[0].lifetime, session->leg[1].lifetime);

  if (lifetime != LOCALIZED_FOREVER)
    lifetime = (uint16_t)(MAX (expires - now, 0) / SIM_SECOND);
  if (session->lre)
    localized_lre_extend (session->lre, session->agent->sequence, lifetime);
  else if (session->owner[0])
    localized_lre_open (session, lifetime);
}

/* One that does not agree ends it with the other, too.  A refusal is remembered
 * as long as both nodes are here. */
static void
session_settled (struct localized_session *session)
{
  struct localized_leg *leg = session->leg;
  bool over[2]
      = { localized_leg_is_over (&leg[0]), localized_leg_is_over (&leg[1]) };

  if (leg[0].state == LEG_ACTIVE && leg[1].state == LEG_ACTIVE)
    session_open (session);
  if (!over[0] && !over[1])
    return;
  if (session->lre)
    localized_lre_remove (session->lre);
  if (!over[0] || !over[1])
    {
      localized_leg_stop (&leg[over[0]], TRANSACTION_NONE);
      return;
    }
  if (session->owner[0]
      && (leg[0].state == LEG_REFUSED || leg[1].state == LEG_REFUSED))
    return;
  session_detach (session);
  localized_session_free (session);
}

/* The answer of a neighbour can come within. */
static void
session_ask (struct localized_session *session, enum signaling_class class)
{
  session->busy = true;
  for (unsigned i = 0; i < 2; i++)
    {
      const struct bul_entry *entry = session->owner[i];

      localized_leg_aim (&session->leg[i], &entry->exchange.peer,
                         &address_unspecified, true, class, TRANSACTION_NONE);
    }
  session->busy = false;
  session_settled (session);
}

static void
session_woken (struct localized_session *session)
{
  if (session->owner[0])
    session_ask (session, SIGNALING_ATTACH);
}

void
localized_between_refresh (struct localized_session *session)
{
  session_ask (session, SIGNALING_REFRESH);
}

/* ---- traffic ------------------------------------------------------- */

static struct localized_party
entry_party (const struct bul_entry *entry)
{
  struct localized_party party = { .mn = entry->mn };

  party.n_prefixes = entry->n_prefixes;
  party.prefixes = g_new (struct prefix, entry->n_prefixes);
  memcpy (party.prefixes, entry->prefixes,
          entry->n_prefixes * sizeof (struct prefix));
  return party;
}

static bool
session_exists (const struct bul_entry *from, const struct bul_entry *to)
{
  const GPtrArray *sessions = from->localized->sessions;

  for (guint i = 0; i < sessions->len; i++)
    {
      const struct localized_session *session = g_ptr_array_index (sessions, i);

      if (session->owner[0] == to || session->owner[1] == to)
        return true;
    }
  return false;
}

void
localized_between_notice (struct bul_entry *from, struct bul_entry *to)
{
  struct localized_agent *agent = from->mag->localized;
  struct localized_session *session;

  if (agent->denied || address_equal (&from->exchange.peer, &to->exchange.peer)
      || session_exists (from, to))
    return;
  session = localized_session_new (
      agent,
      (struct localized_party[]){ entry_party (from), entry_party (to) });
  session->woken = session_woken;
  session->settled = session_settled;
  session->owner[0] = from;
  session->owner[1] = to;
  g_ptr_array_add (from->localized->sessions, session);
  g_ptr_array_add (to->localized->sessions, session);
  localized_session_wake (session);
}

void
localized_between_leave (struct bul_entry *entry)
{
  GPtrArray *sessions = entry->localized->sessions;

  while (sessions->len > 0)
    {
      struct localized_session *session = g_ptr_array_index (sessions, 0);

      session_detach (session);
      localized_session_stop (session);
    }
}
