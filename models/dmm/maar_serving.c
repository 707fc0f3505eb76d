/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The MAAR as serving MAAR: the CMD's answers to its registration (RFC 8885 3.1
 * step 5, 3.2 to 3.4). */
#include "models/access/access.h"
#include "models/dmm/maar.h"

/* ---- prefixes anchored elsewhere ----------------------------------- */

/* What an answer to a refresh does not name any more, the CMD has forgotten.
 * Returns how many those were. */
static guint
maar_drop_unheard (struct maar_session *session, uint16_t sequence)
{
  guint before = maar_n_previous (session);

  for (guint i = before; i-- > 0;)
    if (maar_previous_at (session, i)->heard != sequence)
      maar_uninstall (session, i);
  return before - maar_n_previous (session);
}

/* Previous MAAR options, each followed by its logical interface's.  Returns
 * how many there were. */
static unsigned
maar_learn_options (struct maar_session *session, const struct mh_message *pba)
{
  unsigned n = 0;

  for (unsigned i = 0; i < pba->n_options; i++)
    {
      const struct mh_option *o = &pba->options[i];
      struct maar_previous news
          = { .heard = pba->ba.sequence, .dlif = session->maar->dlif };

      if (o->type != OPTION_PREVIOUS_MAAR)
        continue;
      n++;
      news.maar = o->previous_maar.maar;
      news.prefix
          = prefix_make (&o->previous_maar.prefix, o->previous_maar.length);
      dlif_read (pba, i + 1, &news.dlif);
      maar_learn (session, &news);
    }
  return n;
}

/* 3.3: the prefix is in the HNP option, the MAAR is the sender. */
static void
maar_learn_direct (struct maar_session *session, const struct mh_message *pba,
                   const struct address *sender)
{
  struct maar_previous news = { .maar = *sender,
                                .heard = session->exchange.sequence,
                                .dlif = session->maar->dlif };

  for (unsigned i = 0; i < pba->n_options; i++)
    if (pba->options[i].type == OPTION_DLIF_LINK_LOCAL)
      dlif_read (pba, i, &news.dlif);
  for (unsigned i = 0; i < mh_count (pba, OPTION_HOME_NETWORK_PREFIX); i++)
    {
      const struct mh_prefix *p
          = &mh_find (pba, OPTION_HOME_NETWORK_PREFIX, i)->prefix;

      news.prefix = prefix_make (&p->address, p->length);
      maar_learn (session, &news);
    }
}

/* ---- accepting ----------------------------------------------------- */

static void
maar_arm_timers (struct maar_session *session, sim_time lifetime)
{
  const struct maar *maar = session->maar;
  const struct domain *domain = maar->entity.domain;
  sim_time now = sim_now (domain->sim);
  sim_time refresh
      = session->exchange.last_sent + mobility_refresh_delay (lifetime);

  session->ra_lifetime = (uint32_t)(lifetime / SIM_SECOND);
  maar_arm_expiry (session, lifetime);
  if (domain->config.protocol.refresh)
    timer_set (domain->sim->engine, &session->refresh, MAX (now, refresh),
               node_origin (maar->entity.node), maar->dmm->maar_refresh,
               session);
}

/* 3.1 step 5: the BCE is final, the prefixes anchored here can be used. */
static void
maar_acknowledge (struct maar_session *session)
{
  session->acknowledged = true;
  maar_enter (session, MAAR_SERVING);
  maar_route_access (session);
  maar_trace_own_ready (session);
}

/* All that the answer asked for stands.  The node is told what is new to it,
 * and all again at a refresh.  Last act of its callers. */
static void
maar_conclude (struct maar_session *session, bool first, guint known)
{
  const struct dmm_node *node = session->mn->anchored;
  struct dmm *dmm = session->maar->dmm;

  if (first || session->request == MAAR_REFRESH)
    maar_advertise (session);
  else
    maar_advertise_previous (session, known);
  if (session->answered >= node->expected.prefixes)
    handover_mark_ready (maar_handover (session), node->expected.maars);
  if (dmm->release == DMM_RELEASE_FLOW)
    maar_drop_idle_previous (session, NULL);
  maar_recount (session);
  if (dmm->release == DMM_RELEASE_FLOW)
    maar_cover_flows (session);
}

void
maar_accept (struct maar_session *session, const struct maar_input *input)
{
  const struct mh_message *pba = input->message;
  bool first = !session->acknowledged;
  guint known = maar_n_previous (session);
  unsigned named;

  binding_exchange_stop (&session->exchange);
  if (first)
    {
      handover_mark_pba (maar_handover (session),
                         session->maar->entity.received);
      maar_acknowledge (session);
    }
  maar_arm_timers (session, mobility_lifetime (pba->ba.lifetime));
  named = maar_learn_options (session, pba);
  if (session->request == MAAR_REFRESH
      && named < dmm_previous_per_pba (session->mn, session->prefixes.len))
    known -= maar_drop_unheard (session, pba->ba.sequence);
  maar_conclude (session, first, known);
}

/* 3.3: the first one acknowledges the serving MAAR's own PBU, which nobody
 * else answers. */
void
maar_accept_direct (struct maar_session *session,
                    const struct maar_input *input)
{
  const struct mh_message *pba = input->message;
  struct address sender = packet_source (input->packet);
  bool first = !session->acknowledged;
  guint known = maar_n_previous (session);

  binding_exchange_stop (&session->exchange);
  if (first)
    {
      handover_mark_pba (maar_handover (session),
                         session->maar->entity.received);
      maar_acknowledge (session);
    }
  if (first || session->request == MAAR_RESTORE)
    maar_arm_timers (session, mobility_lifetime (pba->ba.lifetime));
  maar_learn_direct (session, pba, &sender);
  maar_conclude (session, first, known);
}

/* ---- receiving ----------------------------------------------------- */

/* An answer to the copy sent last.  More than one may come (3.2: what the CMD
 * got late it sends later). */
static bool
maar_is_answer (const struct maar_session *session,
                const struct mh_message *pba)
{
  if (pba->ba.status == STATUS_SEQUENCE_OUT_OF_WINDOW)
    return session->exchange.pending;
  return pba->ba.sequence == session->exchange.sequence
         && (session->exchange.pending || session->state == MAAR_SERVING);
}

static bool
maar_is_accepted (const struct mh_message *pba)
{
  return pba->ba.status < STATUS_UNSPECIFIED;
}

/* What it says of previous MAARs is no answer to the registration: the prefixes
 * it names are not forwarded here. */
static void
maar_hear_refusal (struct maar_session *session, const struct mh_message *pba)
{
  for (unsigned n = 0; n < mh_count (pba, OPTION_PREVIOUS_MAAR); n++)
    {
      const struct mh_option *o = mh_find (pba, OPTION_PREVIOUS_MAAR, n);
      struct prefix refused
          = prefix_make (&o->previous_maar.prefix, o->previous_maar.length);

      for (guint i = maar_n_previous (session); i-- > 0;)
        if (prefix_equal (&maar_previous_at (session, i)->prefix, &refused))
          maar_uninstall (session, i);
    }
  maar_recount (session);
}

static void
maar_receive_from_cmd (struct maar_session *session,
                       const struct maar_input *input)
{
  const struct mh_message *pba = input->message;

  if (!maar_is_answer (session, pba))
    return;
  if (maar_is_accepted (pba))
    maar_step (session, MAAR_ON_PBA, input);
  else if (mh_find (pba, OPTION_PREVIOUS_MAAR, 0))
    maar_hear_refusal (session, pba);
  else
    maar_step (session, MAAR_ON_REFUSED, input);
}

/* RFC 8885 4.2: without D it is from nobody we talk to. */
void
maar_serving_receive_pba (struct maar *maar, const struct mh_message *pba,
                          const struct packet *packet)
{
  struct mobile_node *mn = mobility_find_mn (&maar->entity, pba);
  struct maar_session *session = mn ? maar_find (maar, mn) : NULL;
  struct address sender = packet_source (packet);
  struct maar_input input = { .message = pba, .packet = packet };

  if (!session
      || (!dmm_is_flagged (pba)
          && !mobility_forgives (&maar->entity, MH_FAULT_NO_D)))
    return;
  if (address_equal (&sender, &maar->cmd))
    maar_receive_from_cmd (session, &input);
  else if (maar->dmm->config->mode == DMM_LOCATOR && maar_is_accepted (pba)
           && dmm_find_maar (maar->dmm, &sender))
    maar_step (session, MAAR_ON_DIRECT_PBA, &input);
}
