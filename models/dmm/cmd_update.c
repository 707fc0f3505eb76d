/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The P-MAAR list of a binding cache entry and the PBUs that keep it up to date
 * (RFC 8885 3.2 steps 2 to 4), each with its own exchange (3.6), at the pace of
 * a token bucket (3.2, 6). */
#include "models/access/access.h"
#include "models/dmm/cmd.h"
#include "models/dmm/maar.h"

const char *
p_maar_state_name (enum p_maar_state state)
{
#define X(name, text) [P_MAAR_##name] = text,
  static const char *const names[P_MAAR_STATES_N] = { P_MAAR_STATES (X) };
#undef X

  return names[state];
}

/* ---- pacing -------------------------------------------------------- */

/* Takes a token; returns when the PBU may leave.  Gaps as great as all time
 * saturate. */
static sim_time
cmd_pace (struct cmd *cmd)
{
  const struct dmm_config *config = cmd->dmm->config;
  sim_time now = sim_now (cmd->entity.domain->sim), gap, credit, leave;

  if (!config->paced)
    return now;
  gap = sim_time_from_seconds (1 / config->pacing.rate);
  if (__builtin_mul_overflow (config->pacing.burst - 1, gap, &credit))
    credit = SIM_TIME_MAX;
  leave = MAX (now, cmd->pace - credit);
  if (__builtin_add_overflow (MAX (cmd->pace, leave), gap, &cmd->pace))
    cmd->pace = SIM_TIME_MAX;
  return leave;
}

/* ---- the exchange -------------------------------------------------- */

static void
p_maar_compose (struct binding_exchange *exchange, struct mh_message *pbu)
{
  struct p_maar *p = exchange->owner;
  bool closes = p->state == P_MAAR_CLOSING;
  const struct protocol_config *config
      = &p->cmd->entity.domain->config.protocol;

  if (binding_exchange_is_copy (exchange))
    cmd_pace (p->cmd); /* a copy is not delayed, but those after it are */
  proxy_pbu_init (pbu, p->mn, closes ? 0 : config->binding_lifetime, BU_D);
  for (guint i = 0; i < p->prefixes.len; i++)
    mh_add_prefix (pbu, OPTION_HOME_NETWORK_PREFIX,
                   prefix_list_at (&p->prefixes, i));
  if (!closes)
    mh_add_address (pbu, OPTION_SERVING_MAAR, &p->bce->p_coa);
  proxy_pbu_add_access (pbu, p->mn, p->technology, p->handoff);
}

/* Without retransmission the copies of the serving MAAR's PBU make up for what
 * is lost; of the end of a session there are none. */
static bool
p_maar_wanted (struct binding_exchange *exchange)
{
  const struct p_maar *p = exchange->owner;

  return p->state == P_MAAR_CLOSING || p->cmd->dmm->config->retransmit_updates;
}

/* It stays on the list, to be tried again at the next registration. */
static void
p_maar_given_up (struct binding_exchange *exchange)
{
  struct p_maar *p = exchange->owner;

  if (p->state == P_MAAR_CLOSING)
    {
      g_ptr_array_remove (p->cmd->closing, p);
      return;
    }
  p->state = P_MAAR_BEHIND;
  handover_mark_failed (handover_of (p->mn, exchange->transaction));
  cmd_settle (p->bce, NULL);
}

static const struct retransmit_config *
p_maar_schedule (const struct binding_exchange *exchange)
{
  const struct cmd *cmd = ((const struct p_maar *)exchange->owner)->cmd;

  return cmd->dmm->config->own_schedule
             ? &cmd->dmm->config->update_retransmit
             : &cmd->entity.domain->config.protocol.retransmit;
}

static const struct binding_exchange_type p_maar_exchange
    = { .compose = p_maar_compose,
        .give_up = p_maar_given_up,
        .wanted = p_maar_wanted,
        .schedule = p_maar_schedule };

static void
p_maar_stop (struct p_maar *p)
{
  binding_exchange_stop (&p->exchange);
  timer_stop (p->cmd->entity.domain->sim->engine, &p->timer);
}

/* From an event of its own, at once if not paced: previous MAARs at the CMD's
 * node answer within, which must not happen while the list is gone through. */
static void
p_maar_begin (struct p_maar *p, enum p_maar_state state,
              enum handoff_indicator handoff)
{
  struct cmd *cmd = p->cmd;

  p->state = state;
  p->handoff = handoff;
  if (p->bce)
    p->technology = p->bce->technology;
  timer_set (cmd->entity.domain->sim->engine, &p->timer, cmd_pace (cmd),
             node_origin (cmd->entity.node), cmd->dmm->cmd_update, p);
}

void
cmd_send_update (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct p_maar *p = subject;

  binding_exchange_start (&p->exchange, &p->sequence);
}

static enum signaling_class
p_maar_class (enum handoff_indicator handoff)
{
  if (handoff == HI_NO_CHANGE)
    return SIGNALING_REFRESH;
  return handoff == HI_NEW_INTERFACE ? SIGNALING_ATTACH : SIGNALING_HANDOVER;
}

/* ---- the list ------------------------------------------------------ */

static struct p_maar *
p_maar_new (struct cmd_bce *bce, const struct address *address,
            const struct dlif *dlif)
{
  struct p_maar *p = g_new0 (struct p_maar, 1);

  p->cmd = bce->cmd;
  p->bce = bce;
  p->technology = bce->technology;
  p->mn = bce->mn;
  p->state = P_MAAR_BEHIND;
  p->address = *address;
  p->dlif = *dlif;
  p->made = sim_now (p->cmd->entity.domain->sim);
  p->exchange = (struct binding_exchange){ .entity = &p->cmd->entity,
                                           .peer = *address,
                                           .type = &p_maar_exchange,
                                           .owner = p };
  g_ptr_array_add (bce->previous, p);
  return p;
}

void
p_maar_free (struct p_maar *p)
{
  p_maar_stop (p);
  prefix_list_clear (&p->prefixes);
  g_free (p);
}

static struct p_maar *
find_address (const GPtrArray *list, const struct mobile_node *mn,
              const struct address *address)
{
  for (guint i = 0; i < list->len; i++)
    {
      struct p_maar *p = g_ptr_array_index (list, i);

      if (p->mn == mn && address_equal (&p->address, address))
        return p;
    }
  return NULL;
}

struct p_maar *
cmd_find_previous (const struct cmd_bce *bce, const struct address *address)
{
  return find_address (bce->previous, bce->mn, address);
}

/* Takes it off the list and frees it; NULL is accepted. */
static void
cmd_forget_previous (struct cmd_bce *bce, struct p_maar *p)
{
  if (p)
    g_ptr_array_remove (bce->previous, p);
}

void
cmd_lose_previous (struct cmd_bce *bce, struct p_maar *p)
{
  struct dmm_node *node = bce->mn->anchored;
  bool awaited = p->state == P_MAAR_UPDATING;
  bool unsent = timer_armed (bce->cmd->entity.domain->sim->engine, &p->timer);

  if (!p->told)
    {
      if (unsent && node->expected.maars > 0)
        node->expected.maars--;
      node->expected.prefixes -= MIN (node->expected.prefixes, p->prefixes.len);
    }
  cmd_forget_previous (bce, p);
  cmd_recount (bce);
  if (awaited)
    cmd_settle (bce, NULL);
}

bool
cmd_is_updating (const struct cmd_bce *bce)
{
  for (guint i = 0; i < bce->previous->len; i++)
    {
      const struct p_maar *p = g_ptr_array_index (bce->previous, i);

      if (p->state == P_MAAR_UPDATING)
        return true;
    }
  return false;
}

/* A MAAR that the node comes back to is taken off the list (the RFC is silent;
 * so do its authors' programs). */
void
cmd_move_to (struct cmd_bce *bce, const struct address *p_coa)
{
  struct engine *engine = bce->cmd->entity.domain->sim->engine;
  struct p_maar *left;

  cmd_forget_previous (bce, cmd_find_previous (bce, p_coa));
  if (!address_is_unspecified (&bce->p_coa))
    {
      left = p_maar_new (bce, &bce->p_coa, &bce->dlif);
      prefix_list_copy (&left->prefixes, &bce->prefixes);
    }
  for (guint i = 0; i < bce->previous->len; i++)
    {
      struct p_maar *p = g_ptr_array_index (bce->previous, i);

      p_maar_stop (p);
      p->state = P_MAAR_BEHIND;
      p->told = false;
    }
  timer_stop (engine, &bce->aggregation);
  bce->p_coa = *p_coa;
}

/* ---- release policy flow ------------------------------------------- */

static bool
p_maar_in_use (const struct p_maar *p, const struct prefix_list *in_use)
{
  for (guint i = 0; i < p->prefixes.len; i++)
    if (prefix_list_has (in_use, prefix_list_at (&p->prefixes, i)))
      return true;
  return false;
}

/* The list has it already, or gets it: the anchor is known by its pool. */
static void
cmd_remember (struct cmd_bce *bce, const struct prefix *prefix)
{
  struct maar *maar = dmm_pool_owner (bce->cmd->dmm, prefix);
  struct p_maar *p;

  if (!maar || address_equal (&maar->entity.address, &bce->p_coa))
    return;
  p = cmd_find_previous (bce, &maar->entity.address);
  if (!p)
    p = p_maar_new (bce, &maar->entity.address, &maar->dlif);
  if (prefix_list_has (&p->prefixes, prefix))
    return;
  prefix_list_add (&p->prefixes, prefix);
  p_maar_stop (p);
  p->state = P_MAAR_BEHIND;
}

void
cmd_keep_in_use (struct cmd_bce *bce, const struct mh_message *pbu)
{
  struct prefix_list in_use = { 0 };

  dmm_read_prefixes (&bce->cmd->entity, pbu, OPTION_ANCHORED_PREFIX, &in_use);
  for (guint i = bce->previous->len; i-- > 0;)
    if (!p_maar_in_use (g_ptr_array_index (bce->previous, i), &in_use))
      g_ptr_array_remove_index (bce->previous, i);
  for (guint i = 0; i < in_use.len; i++)
    cmd_remember (bce, prefix_list_at (&in_use, i));
  prefix_list_clear (&in_use);
}

void
cmd_recall (struct cmd_bce *bce, const struct mh_message *pbu)
{
  struct prefix_list named = { 0 };

  dmm_read_prefixes (&bce->cmd->entity, pbu, OPTION_ANCHORED_PREFIX, &named);
  for (guint i = 0; i < named.len; i++)
    cmd_remember (bce, prefix_list_at (&named, i));
  prefix_list_clear (&named);
}

/* ---- updating ------------------------------------------------------ */

/* Retransmitting, the CMD updates whom it has not begun to update.  Else it
 * relays (3.2 step 2) each copy of a registration to all, and a refresh to whom
 * it has no answer from. */
static bool
p_maar_due (const struct p_maar *p, enum handoff_indicator handoff)
{
  if (p->cmd->dmm->config->retransmit_updates)
    return p->state == P_MAAR_BEHIND;
  return handoff != HI_NO_CHANGE || p->state != P_MAAR_CURRENT;
}

void
cmd_update_previous (struct cmd_bce *bce, enum handoff_indicator handoff)
{
  for (guint i = 0; i < bce->previous->len; i++)
    {
      struct p_maar *p = g_ptr_array_index (bce->previous, i);

      if (!p_maar_due (p, handoff))
        continue;
      p_maar_stop (p);
      p->exchange.class = p_maar_class (handoff);
      p->exchange.transaction = bce->transaction;
      p_maar_begin (p, P_MAAR_UPDATING, handoff);
    }
}

void
cmd_close_longest (struct cmd_bce *bce)
{
  struct p_maar *p = g_ptr_array_steal_index (bce->previous, 0);

  p_maar_stop (p);
  p->bce = NULL;
  p->exchange.class = SIGNALING_DEREGISTRATION;
  p->exchange.transaction = TRANSACTION_NONE;
  g_ptr_array_add (bce->cmd->closing, p);
  p_maar_begin (p, P_MAAR_CLOSING, HI_UNKNOWN);
}

void
cmd_close_previous (struct cmd_bce *bce)
{
  while (bce->previous->len > 0)
    cmd_close_longest (bce);
}

void
cmd_stop_closing (struct cmd *cmd, const struct mobile_node *mn,
                  const struct address *address)
{
  struct p_maar *p = find_address (cmd->closing, mn, address);

  if (p)
    g_ptr_array_remove (cmd->closing, p);
}

/* To the copy sent last; without retransmission, however late. */
static bool
p_maar_is_answer (const struct p_maar *p, const struct mh_message *pba)
{
  struct engine *engine = p->cmd->entity.domain->sim->engine;

  if (p->exchange.pending || timer_armed (engine, &p->timer))
    return binding_exchange_matches (&p->exchange, pba);
  return p->state == P_MAAR_UPDATING
         && pba->ba.sequence == p->exchange.sequence;
}

/* 3.2 step 4. */
static void
cmd_note_update (struct cmd_bce *bce, struct p_maar *p,
                 const struct mh_message *pba)
{
  binding_exchange_stop (&p->exchange);
  p->state = P_MAAR_CURRENT;
  if (bce->cmd->dmm->config->mode == DMM_LOCATOR)
    p->told = true; /* by itself */
  for (unsigned i = 0; i < pba->n_options; i++)
    if (pba->options[i].type == OPTION_DLIF_LINK_LOCAL)
      dlif_read (pba, i, &p->dlif);
  cmd_settle (bce, p);
}

/* Refused because the prefix is gone: so is the entry.  Other refusals are
 * tried again with the next copy. */
static bool
p_maar_has_lost (enum binding_status status)
{
  return status == STATUS_NOT_LMA_FOR_THIS_MN
         || status == STATUS_NOT_AUTHORIZED_FOR_HNP;
}

static void
cmd_take_answer (struct cmd_bce *bce, struct p_maar *p,
                 const struct mh_message *pba)
{
  if (pba->ba.status < STATUS_UNSPECIFIED)
    cmd_note_update (bce, p, pba);
  if (pba->ba.status == STATUS_TIMESTAMP_MISMATCH)
    mobility_synchronize (&bce->cmd->entity);
  if (!p_maar_has_lost (pba->ba.status))
    return;
  if (bce->cmd->dmm->config->refusals == DMM_REFUSALS_REPORTED)
    cmd_report (bce, p, pba->ba.status);
  cmd_lose_previous (bce, p);
}

void
cmd_receive_pba (struct cmd *cmd, const struct mh_message *pba,
                 const struct packet *packet)
{
  struct mobile_node *mn = mobility_find_mn (&cmd->entity, pba);
  struct address sender = packet_source (packet);
  struct cmd_bce *bce = mn ? dmm_node_get (cmd->dmm, mn)->bce : NULL;
  struct p_maar *p = bce ? cmd_find_previous (bce, &sender) : NULL;

  if (!dmm_is_flagged (pba) && !mobility_forgives (&cmd->entity, MH_FAULT_NO_D))
    return;
  if (p && p_maar_is_answer (p, pba))
    {
      cmd_take_answer (bce, p, pba);
      return;
    }
  p = find_address (cmd->closing, mn, &sender);
  if (p && binding_exchange_matches (&p->exchange, pba))
    g_ptr_array_remove (cmd->closing, p);
}
