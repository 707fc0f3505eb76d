/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Previous MAARs by asking them all: the context transfer of RFC 5949 in its
 * reactive form, from the new gateway to the previous one by HI and HAck with
 * the P flag (4.2, 6.1), only that the previous ones are not known and those
 * that hold nothing keep silent. */
#include "models/access/access.h"
#include "models/codec/suboption.h"
#include "models/distributed/session.h"

#define HI_P 0x20       /* RFC 5949 6.1.1 */
#define HACK_P 0x40     /* 6.1.2 */
#define HACK_ACCEPTED 5 /* more context could be had */
#define HACK_ALL_CONTEXT 6

/* ---- asking -------------------------------------------------------- */

/* 6.2.1: the option asked for, no data with it. */
static void
flood_compose (const struct maar_session *session, struct mh_message *hi)
{
  static const uint8_t request[] = { OPTION_HOME_NETWORK_PREFIX, 0 };

  mh_init (hi, MH_HI);
  hi->handover.sequence = session_own (session)->flood_sequence;
  hi->handover.flags = HI_P;
  mh_add_mn_identifier (hi, session->mn->identifier);
  mh_add (hi, OPTION_CONTEXT_REQUEST)->suboptions
      = (struct view){ request, sizeof request };
}

static void
flood_send (struct maar_session *session)
{
  struct distributed_session *own = session_own (session);
  struct maar *maar = session->maar;
  const GPtrArray *maars = maar->dmm->maars;
  struct sim *sim = maar->entity.domain->sim;
  struct mh_message hi;

  own->flood_sequence = ++session->sequence;
  flood_compose (session, &hi);
  for (guint i = 0; i < maars->len; i++)
    {
      const struct maar *other = g_ptr_array_index (maars, i);

      if (other != maar)
        mobility_send (&maar->entity, &other->entity.address, &hi,
                       own->floods > 0 ? SIGNALING_RETRANSMISSION
                                       : SIGNALING_HANDOVER,
                       session->transaction);
    }
  own->floods++;
  timer_set (sim->engine, &own->flood,
             sim_now (sim) + distributed_of (maar)->config->flood_timeout,
             node_origin (maar->entity.node), distributed_of (maar)->flood_over,
             session);
}

void
flood_start (struct maar_session *session)
{
  session_own (session)->floods = 0;
  flood_send (session);
}

/* Who has not answered holds nothing. */
void
flood_over (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct maar_session *session = subject;
  const struct maar *maar = session->maar;

  if (session_own (session)->floods
          <= distributed_of (maar)->config->flood_repeats
      && access_reachable (maar->router, session->mn))
    flood_send (session);
  else
    lookup_over (session, NULL);
}

/* ---- answering ----------------------------------------------------- */

/* A prefix that the node may still use, and the node is not on our link. */
static bool
flood_holds (const struct maar *maar, const struct maar_session *session)
{
  if (!session || session->state == MAAR_RELEASING
      || access_reachable (maar->router, session->mn))
    return false;
  return maar->dmm->release != DMM_RELEASE_FLOW || maar_has_live_flow (session);
}

/* Context goes to MAARs of the domain only. */
void
flood_receive_hi (struct maar *maar, const struct mh_message *hi,
                  const struct packet *packet)
{
  struct mobile_node *mn = mobility_find_mn (&maar->entity, hi);
  struct maar_session *session = mn ? maar_find (maar, mn) : NULL;
  struct address sender = packet_source (packet);
  struct mh_message hack;

  if (!(hi->handover.flags & HI_P) || !dmm_find_maar (maar->dmm, &sender)
      || !flood_holds (maar, session))
    return;
  mh_init (&hack, MH_HACK);
  hack.handover.sequence = hi->handover.sequence;
  hack.handover.flags = HACK_P;
  hack.handover.code = HACK_ALL_CONTEXT;
  mh_add_mn_identifier (&hack, mn->identifier);
  for (guint i = 0; i < session->prefixes.len; i++)
    mh_add_prefix (&hack, OPTION_HOME_NETWORK_PREFIX,
                   prefix_list_at (&session->prefixes, i));
  mobility_send (&maar->entity, &sender, &hack, SIGNALING_HANDOVER,
                 packet->meter.transaction);
}

/* ---- answers ------------------------------------------------------- */

static bool
flood_is_answer (const struct maar_session *session,
                 const struct mh_message *hack)
{
  const struct distributed_session *own = session_own (session);

  return own->floods > 0 && (hack->handover.flags & HACK_P)
         && hack->handover.sequence == own->flood_sequence
         && (hack->handover.code == HACK_ALL_CONTEXT
             || hack->handover.code == HACK_ACCEPTED)
         && access_reachable (session->maar->router, session->mn);
}

/* One that comes late is welcome, too.  A MAAR speaks for prefixes of its own
 * pool. */
void
flood_receive_hack (struct maar *maar, const struct mh_message *hack,
                    const struct packet *packet)
{
  struct mobile_node *mn = mobility_find_mn (&maar->entity, hack);
  struct maar_session *session = mn ? maar_find (maar, mn) : NULL;
  struct address sender = packet_source (packet);
  const struct maar *holder = dmm_find_maar (maar->dmm, &sender);

  if (!session || !holder || !flood_is_answer (session, hack))
    return;
  for (unsigned i = 0; i < mh_count (hack, OPTION_HOME_NETWORK_PREFIX); i++)
    {
      struct prefix prefix = mobility_prefix (
          &maar->entity, mh_find (hack, OPTION_HOME_NETWORK_PREFIX, i));

      if (dmm_pool_owner (maar->dmm, &prefix) == holder)
        bule_add_anchor (session, &sender, &prefix);
    }
  bule_ask_anchors (session);
}
