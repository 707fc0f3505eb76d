/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/dmm/invariants.h"

#include "models/dmm/cmd.h"
#include "models/dmm/maar.h"

/* What the sessions of all nodes add up to at one MAAR. */
struct maar_sum
{
  uint64_t tunnels, entries, stale;
};

/* ---- sessions ------------------------------------------------------ */

/* Will anything end the session?  A previous MAAR has no lifetime of its own
 * (maar_stop_timers()): by policy a live flow keeps it, or the CMD.  Schemes
 * without a CMD have timers of their own. */
static bool
is_bounded (const struct maar_session *session)
{
  const struct engine *engine = session->maar->entity.domain->sim->engine;

  return session->exchange.pending || timer_armed (engine, &session->expiry)
         || timer_armed (engine, &session->refresh)
         || timer_armed (engine, &session->release)
         || session->maar->dmm->scheme != &maar_with_cmd
         || (session->state == MAAR_PREVIOUS
             && (session->maar->dmm->release != DMM_RELEASE_FLOW
                 || maar_has_live_flow (session)));
}

/* The route of a prefix anchored elsewhere stands, and ends at the node. */
static bool
previous_holds (const struct maar_session *session,
                const struct maar_previous *previous, GError **error)
{
  const struct maar *maar = session->maar;

  return invariant_holds (session->state == MAAR_PENDING
                              || session->state == MAAR_SERVING
                              || session->state == MAAR_IDLE,
                          "MAAR", maar->entity.node,
                          "serves a prefix anchored elsewhere though the node "
                          "is not served here",
                          session->mn, error)
         && invariant_holds (
             !address_equal (&previous->maar, &maar->entity.address), "MAAR",
             maar->entity.node, "has a tunnel to itself", session->mn, error);
}

static bool
session_holds (const struct maar_session *session, const struct mobile_node *mn,
               GError **error)
{
  const struct node *at = session->maar->entity.node;
  bool follows = !address_is_unspecified (&session->serving);
  bool ok
      = invariant_holds (session->mn == mn, "MAAR", at,
                         "a session is listed with another node", mn, error)
        && invariant_holds (session->state < MAAR_GONE, "MAAR", at,
                            "a session that is gone is listed", mn, error)
        && invariant_holds (session->state == MAAR_IDLE || is_bounded (session),
                            "MAAR", at, "a session that nothing will end", mn,
                            error)
        && invariant_holds (follows || session->state != MAAR_PREVIOUS, "MAAR",
                            at, "a previous MAAR without a serving one", mn,
                            error);

  for (guint i = 0; ok && i < maar_n_previous (session); i++)
    ok = previous_holds (session, maar_previous_at (session, i), error);
  return ok;
}

static bool
sessions_hold (const struct dmm_node *node, const struct mobile_node *mn,
               struct maar_sum *sums, GError **error)
{
  uint32_t previous = 0;
  bool ok = true;

  for (const struct maar_session *s = node->sessions; ok && s; s = s->next)
    {
      struct maar_sum *sum = &sums[s->maar->router->index];

      ok = session_holds (s, mn, error);
      previous += s->state == MAAR_PREVIOUS;
      sum->tunnels
          += maar_n_previous (s) + !address_is_unspecified (&s->serving);
      sum->entries += s->counted.entries;
      sum->stale += s->counted.stale;
    }
  return ok
         && invariant_equals (previous, node->previous, "mobile node", mn->node,
                              "previous anchors", error);
}

/* No LMA or home agent with tunnels of its own at the node? */
static bool
is_alone (const struct maar *maar)
{
  static const enum entity_role others[] = { ROLE_LMA, ROLE_HA };
  const struct mobility_entity *other = NULL;

  for (unsigned i = 0; i < G_N_ELEMENTS (others); i++)
    while (
        (other = mobility_next_entity (maar->entity.domain, others[i], other)))
      if (other->node == maar->entity.node)
        return false;
  return true;
}

static bool
maars_hold (const struct dmm *dmm, const struct maar_sum *sums, GError **error)
{
  bool ok = true;

  for (guint i = 0; ok && i < dmm->maars->len; i++)
    {
      const struct maar *maar = g_ptr_array_index (dmm->maars, i);

      ok = !maar
           || ((!is_alone (maar)
                || invariant_equals (
                    sums[i].tunnels, node_tunnels (maar->entity.node), "MAAR",
                    maar->entity.node, "tunnels accepted", error))
               && (dmm->scheme != &maar_with_cmd
                   || invariant_equals (sums[i].entries, maar->state.entries,
                                        "MAAR", maar->entity.node,
                                        "entries of state", error)));
    }
  return ok;
}

/* ---- CMD ----------------------------------------------------------- */

/* The serving MAAR's next PBU ends an update, at the latest its refresh. */
static bool
relays_once (const struct cmd *cmd)
{
  return !cmd->dmm->config->retransmit_updates;
}

static bool
p_maar_holds (const struct p_maar *p, const struct cmd_bce *bce, GError **error)
{
  const struct engine *engine = p->cmd->entity.domain->sim->engine;
  const struct node *at = p->cmd->entity.node;

  return invariant_holds (p->bce == bce && p->mn == bce->mn, "CMD", at,
                          "a previous MAAR is listed with another binding",
                          bce->mn, error)
         && invariant_holds (p->state != P_MAAR_CLOSING, "CMD", at,
                             "a previous MAAR that is being closed is listed",
                             bce->mn, error)
         && invariant_holds (!address_equal (&p->address, &bce->p_coa), "CMD",
                             at, "the serving MAAR is a previous one as well",
                             bce->mn, error)
         && invariant_holds (
             p->state != P_MAAR_UPDATING || p->exchange.pending
                 || timer_armed (engine, &p->timer) || relays_once (p->cmd),
             "CMD", at, "an update that nothing will end", bce->mn, error);
}

static bool
bce_holds (const struct cmd_bce *bce, const struct mobile_node *mn,
           GError **error)
{
  const struct engine *engine = bce->cmd->entity.domain->sim->engine;
  const struct node *at = bce->cmd->entity.node;
  bool ok = invariant_holds (bce->mn == mn, "CMD", at,
                             "a binding is listed with another node", mn, error)
            && invariant_holds (timer_armed (engine, &bce->expiry), "CMD", at,
                                "a binding without a lifetime", mn, error)
            && invariant_equals (1 + bce->previous->len, bce->counted.entries,
                                 "CMD", at, "entries of a binding", error);

  for (guint i = 0; ok && i < bce->previous->len; i++)
    ok = p_maar_holds (g_ptr_array_index (bce->previous, i), bce, error);
  return ok;
}

static bool
closing_hold (const struct cmd *cmd, GError **error)
{
  bool ok = true;

  for (guint i = 0; ok && i < cmd->closing->len; i++)
    {
      const struct p_maar *p = g_ptr_array_index (cmd->closing, i);

      ok = invariant_holds (
          p->bce == NULL && p->state == P_MAAR_CLOSING, "CMD", cmd->entity.node,
          "what is being closed belongs to a binding", p->mn, error);
    }
  return ok;
}

/* ---- all ----------------------------------------------------------- */

bool
dmm_invariants (const void *self, GError **error)
{
  const struct dmm *dmm = self;
  const GPtrArray *mns = dmm->domain->mobile_nodes;
  g_autofree struct maar_sum *sums = g_new0 (struct maar_sum, dmm->maars->len);
  uint64_t entries = 0;
  bool ok = true;

  for (guint i = 0; ok && i < mns->len; i++)
    {
      const struct mobile_node *mn = g_ptr_array_index (mns, i);
      const struct dmm_node *node = mn->anchored;

      if (!node)
        continue;
      ok = sessions_hold (node, mn, sums, error)
           && (!node->bce || bce_holds (node->bce, mn, error));
      entries += node->bce ? node->bce->counted.entries : 0;
    }
  return ok && maars_hold (dmm, sums, error)
         && (!dmm->cmd
             || (invariant_equals (entries, dmm->cmd->state.entries, "CMD",
                                   dmm->cmd->entity.node, "entries of state",
                                   error)
                 && closing_hold (dmm->cmd, error)));
}
