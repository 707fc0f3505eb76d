/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A BUL entry's course: what the MAG does at each event in each state. */
#include "models/access/access.h"
#include "models/pmipv6/assignment.h"
#include "models/pmipv6/fast.h"
#include "models/pmipv6/localized.h"

#define X(name, text) [BUL_##name] = text,
static const char *const bul_state_names[] = { BUL_STATES (X) };
#undef X

typedef void bul_action (struct bul_entry *entry, const struct mh_message *pba);

const char *
bul_state_name (enum bul_state state)
{
  return bul_state_names[state];
}

/* ---- entries ------------------------------------------------------- */

bool
bul_entry_counts (enum bul_state state)
{
  return state != BUL_UNREGISTERED && state != BUL_RELEASED;
}

/* The one place where an entry changes state. */
static void
bul_enter (struct bul_entry *entry, enum bul_state state)
{
  struct mag *mag = entry->mag;
  int change = bul_entry_counts (state) - bul_entry_counts (entry->state);
  int awaited = (state == BUL_PENDING) - (entry->state == BUL_PENDING);

  entry->state = state;
  if (awaited)
    mag_wait (mag, awaited);
  if (change)
    mobility_count_change (&mag->count, &mag->entity, change,
                           pmipv6_node_is_live (entry->mn) ? 0 : change);
  if (mag->pmipv6->extension)
    mag->pmipv6->extension->entered (entry);
  fast_entered (entry);
}

void
bul_count_bindings (struct bul_entry *entry, int change)
{
  entry->more_bindings += (uint32_t)change;
  mobility_count_change (&entry->mag->count, &entry->mag->entity, change,
                         pmipv6_node_is_live (entry->mn) ? 0 : change);
}

static void
bul_set_timer (struct bul_entry *entry, sim_time at)
{
  struct mag *mag = entry->mag;

  timer_set (mag->entity.domain->sim->engine, &entry->timer, at,
             node_origin (mag->entity.node), mag->timer, entry);
}

static void
bul_stop_timer (struct bul_entry *entry)
{
  timer_stop (entry->mag->entity.domain->sim->engine, &entry->timer);
}

/* The node's current attachment, if it is the one this entry serves. */
static struct handover *
bul_handover (const struct bul_entry *entry)
{
  return handover_of (entry->mn, entry->transaction);
}

/* ---- sending, RFC 5213 6.9.1.1, 6.9.1.3 to 6.9.1.5 ----------------- */

/* Those that another MAG has told, or any (6.9.1.1 2). */
static void
bul_ask_prefixes (const struct bul_entry *entry, struct mh_message *pbu)
{
  const struct fast_session *context = fast_context (entry);

  if (!context)
    mh_add_prefix (pbu, OPTION_HOME_NETWORK_PREFIX, &(struct prefix){ 0 });
  for (uint32_t i = 0; context && i < context->n_prefixes; i++)
    mh_add_prefix (pbu, OPTION_HOME_NETWORK_PREFIX, &context->prefixes[i]);
}

static void
bul_compose (struct binding_exchange *exchange, struct mh_message *pbu)
{
  struct bul_entry *entry = exchange->owner;
  const struct domain *domain = entry->mag->entity.domain;
  bool release = entry->state == BUL_DEREGISTERING;

  proxy_pbu_init (pbu, entry->mn,
                  release ? 0 : domain->config.protocol.binding_lifetime, 0);
  if (entry->state == BUL_PENDING)
    bul_ask_prefixes (entry, pbu);
  else
    for (uint32_t i = 0; i < entry->n_prefixes; i++)
      mh_add_prefix (pbu, OPTION_HOME_NETWORK_PREFIX, &entry->prefixes[i]);
  bul_ask_delegation (entry, pbu);
  proxy_pbu_add_access (pbu, entry->mn, entry->technology, entry->handoff);
  assignment_ask (entry, pbu);
  if (entry->mag->pmipv6->extension)
    entry->mag->pmipv6->extension->compose (entry, pbu);
}

static void
bul_give_up (struct binding_exchange *exchange)
{
  bul_handle (exchange->owner, BUL_EVENT_GIVE_UP, NULL);
}

/* 6.9.4 2: only while the node is attached.  Looking for it in vain is how a
 * MAG without notice learns that it has left (6.13). */
static bool
bul_wanted (struct binding_exchange *exchange)
{
  struct bul_entry *entry = exchange->owner;

  if (entry->state == BUL_DEREGISTERING
      || access_reachable (entry->mag->router, entry->mn))
    return true;
  bul_handle (entry, BUL_EVENT_DETACH, NULL);
  return false;
}

/* Sends the PBU that the state asks for; the last thing an action does, as
 * the answer of an LMA at the same node comes within. */
static void
bul_send (struct bul_entry *entry, enum handoff_indicator handoff,
          enum signaling_class class, uint32_t transaction)
{
  struct mag *mag = entry->mag;
  struct pmipv6_node *node = entry->mn->proxied;
  bool timestamps = mag->entity.domain->config.protocol.timestamps;

  binding_exchange_stop (&entry->exchange);
  entry->handoff = handoff;
  entry->exchange.class = class;
  entry->exchange.transaction = transaction;
  entry->exchange.once = entry->state == BUL_DEREGISTERING;
  binding_exchange_start (&entry->exchange,
                          timestamps ? &mag->sequence : &node->sequence);
}

/* ---- actions ------------------------------------------------------- */

/* Registers the current attachment.  A handover from elsewhere is known as
 * such by the link layer, unless the scenario denies it. */
static void
bul_send_registration (struct bul_entry *entry, enum signaling_class class)
{
  struct handover *handover = bul_handover (entry);
  bool known = entry->mag->pmipv6->config->handoff_known;
  enum handoff_indicator hi = HI_NEW_INTERFACE;

  if (handover && handover->between_interfaces)
    hi = HI_BETWEEN_INTERFACES;
  else if (handover && handover->number > 0)
    hi = known ? HI_BETWEEN_MAGS : HI_UNKNOWN;
  handover_mark_pbu (handover);
  bul_send (entry, hi, class, entry->transaction);
}

/* A new attachment: whatever was known of the node here is out of date. */
static void
bul_register (struct bul_entry *entry)
{
  const struct fast_session *context = fast_context (entry);
  const struct handover *handover = entry->mn->handover;

  bul_stop_timer (entry);
  bul_forget (entry);
  entry->transaction = handover->id;
  entry->exchange.peer = context ? context->lma : assignment_anchor (entry);
  entry->technology = access_technology_type (entry->mn);
  entry->refusals = 0;
  entry->denied = false;
  entry->no_delegation = false;
  bul_enter (entry, BUL_PENDING);
  bul_send_registration (entry, handover->number == 0 ? SIGNALING_ATTACH
                                                      : SIGNALING_HANDOVER);
}

static void
bul_attach (struct bul_entry *entry, const struct mh_message *pba G_GNUC_UNUSED)
{
  bul_register (entry);
}

/* Solicited again after the registration failed: one that was given up is
 * tried again, one that was denied is not (6.9.1.2 6, 7, 11). */
static void
bul_attach_failed (struct bul_entry *entry,
                   const struct mh_message *pba G_GNUC_UNUSED)
{
  if (!bul_handover (entry) || !entry->denied)
    bul_register (entry);
}

/* Solicited again while the PBU is under way: the answer is awaited. */
static void
bul_attach_pending (struct bul_entry *entry,
                    const struct mh_message *pba G_GNUC_UNUSED)
{
  if (!bul_handover (entry) || !entry->exchange.pending)
    bul_register (entry);
}

/* Solicited again: another RA.  A new attachment starts afresh. */
static void
bul_attach_bound (struct bul_entry *entry,
                  const struct mh_message *pba G_GNUC_UNUSED)
{
  if (bul_handover (entry))
    bul_advertise (entry);
  else
    bul_register (entry);
}

static void
bul_release (struct bul_entry *entry,
             const struct mh_message *pba G_GNUC_UNUSED)
{
  const struct domain *domain = entry->mag->entity.domain;

  binding_exchange_stop (&entry->exchange);
  bul_close (entry, DROP_NOT_ATTACHED);
  bul_enter (entry, BUL_RELEASED);
  bul_set_timer (entry,
                 sim_now (domain->sim)
                     + domain->config.protocol.min_delay_before_bce_delete);
}

/* The handover that took the node away, if one did and is under way. */
static uint32_t
bul_departure (const struct bul_entry *entry)
{
  const struct handover *handover = entry->mn->handover;

  if (handover && !handover->ended && handover->from == entry->mag->router)
    return handover->id;
  return TRANSACTION_NONE;
}

/* 6.9.1.4. */
static void
bul_deregister (struct bul_entry *entry,
                const struct mh_message *pba G_GNUC_UNUSED)
{
  if (!entry->mag->pmipv6->config->deregister)
    {
      bul_release (entry, NULL);
      return;
    }
  bul_stop_timer (entry);
  bul_close (entry, DROP_NOT_ATTACHED);
  bul_enter (entry, BUL_DEREGISTERING);
  bul_send (entry, HI_UNKNOWN, SIGNALING_DEREGISTRATION, bul_departure (entry));
}

/* The binding runs from the sending of the PBU. */
static void
bul_extend (struct bul_entry *entry, const struct mh_message *pba)
{
  const struct protocol_config *config
      = &entry->mag->entity.domain->config.protocol;
  sim_time granted = mobility_lifetime (pba->ba.lifetime);
  sim_time now = sim_now (entry->mag->entity.domain->sim);
  sim_time due = entry->exchange.last_sent;

  binding_exchange_stop (&entry->exchange);
  entry->expires = due + granted;
  due += config->refresh ? mobility_refresh_delay (granted) : granted;
  bul_set_timer (entry, MAX (due, now)); /* the answer may be that late */
}

static void
bul_tell_accepted (struct bul_entry *entry, const struct mh_message *pba)
{
  const struct pmipv6_extension *extension = entry->mag->pmipv6->extension;

  if (extension)
    extension->accepted (entry, pba);
}

static void
bul_trace_ready (const struct bul_entry *entry)
{
  const struct mag *mag = entry->mag;
  struct trace_prefix record = { .mn = entry->mn,
                                 .node = mag->entity.node,
                                 .gateway = mag->entity.node,
                                 .transaction = entry->transaction };

  for (uint32_t i = 0; i < entry->n_prefixes && !entry->mn->logical; i++)
    {
      record.prefix = entry->prefixes[i];
      trace_emit (mag->entity.domain->sim->trace, TRACE_GATEWAY_READY, &record);
    }
}

/* 6.9.1.2 12 to 14. */
static void
bul_accept (struct bul_entry *entry, const struct mh_message *pba)
{
  struct handover *handover = bul_handover (entry);

  bul_extend (entry, pba);
  assignment_follow (entry, pba);
  bul_take_prefixes (entry, pba);
  bul_open (entry);
  bul_enter (entry, BUL_REGISTERED);
  bul_trace_ready (entry);
  handover_mark_pba (handover, entry->mag->entity.received);
  bul_advertise (entry);
  handover_mark_ready (handover, 0);
  bul_tell_accepted (entry, pba);
  fast_registered (entry);
}

static void
bul_refreshed (struct bul_entry *entry, const struct mh_message *pba)
{
  bul_extend (entry, pba);
  if (bul_take_prefixes (entry, pba))
    bul_open (entry);
  bul_enter (entry, BUL_REGISTERED);
  bul_advertise (entry);
  bul_tell_accepted (entry, pba);
}

/* No service (6.9.1.2 11): no route, no advertisement.  @pba: the refusal, or
 * NULL when it was given up. */
static void
bul_fail (struct bul_entry *entry, const struct mh_message *pba)
{
  struct handover *handover = bul_handover (entry);

  binding_exchange_stop (&entry->exchange);
  bul_stop_timer (entry);
  bul_forget (entry);
  assignment_forget (entry);
  entry->denied = pba != NULL;
  bul_enter (entry, BUL_UNREGISTERED);
  handover_mark_failed (handover);
}

static void
bul_refuse (struct bul_entry *entry, const struct mh_message *pba)
{
  const struct domain *domain = entry->mag->entity.domain;
  const struct pmipv6_extension *extension = entry->mag->pmipv6->extension;

  if (extension && extension->refused (entry, pba))
    return;
  if (bul_refuse_delegation (entry, pba))
    {
      bul_register_again (entry);
      return;
    }
  if (!binding_exchange_refused_order (&entry->exchange, pba)
      || entry->refusals >= domain->config.protocol.retransmit.limit
      || !access_reachable (entry->mag->router, entry->mn))
    {
      bul_fail (entry, pba);
      return;
    }
  entry->refusals++;
  bul_send_registration (entry, SIGNALING_RETRANSMISSION);
}

void
bul_register_again (struct bul_entry *entry)
{
  bul_send_registration (entry, SIGNALING_RETRANSMISSION);
}

/* The LMA has no such binding any more: 6.9.1.2 10 lets the MAG ask for
 * prefixes afresh.  So does a refused order, which a registration heals. */
static void
bul_refuse_refresh (struct bul_entry *entry, const struct mh_message *pba)
{
  if (pba->ba.status != STATUS_NOT_AUTHORIZED_FOR_HNP
      && !bul_refuse_delegation (entry, pba)
      && !binding_exchange_refused_order (&entry->exchange, pba))
    {
      bul_fail (entry, pba);
      return;
    }
  bul_stop_timer (entry);
  bul_forget (entry);
  entry->refusals = 0;
  bul_enter (entry, BUL_PENDING);
  bul_send_registration (entry, SIGNALING_REFRESH);
}

/* 6.9.1.2 6: never retransmitted; the binding lasts as long as it was
 * granted. */
static void
bul_stop_refreshing (struct bul_entry *entry,
                     const struct mh_message *pba G_GNUC_UNUSED)
{
  binding_exchange_stop (&entry->exchange);
  bul_enter (entry, BUL_REGISTERED);
  bul_set_timer (entry, entry->expires);
}

/* 6.9.4 3 allows to go on at the slower rate. */
static void
bul_retry_later (struct bul_entry *entry,
                 const struct mh_message *pba G_GNUC_UNUSED)
{
  const struct domain *domain = entry->mag->entity.domain;
  sim_time later
      = sim_now (domain->sim) + domain->config.protocol.retransmit.max;

  bul_enter (entry, BUL_REGISTERED);
  bul_set_timer (entry, MIN (later, entry->expires));
}

void
bul_refresh (struct bul_entry *entry)
{
  bul_enter (entry, BUL_REFRESHING);
  bul_set_timer (entry, entry->expires);
  bul_send (entry, HI_NO_CHANGE, SIGNALING_REFRESH, TRANSACTION_NONE);
}

/* RFC 5847 3: asserted by the prefixes it had. */
static void
bul_restore (struct bul_entry *entry, const struct mh_message *pba)
{
  if (access_reachable (entry->mag->router, entry->mn))
    bul_refresh (entry);
  else
    bul_release (entry, pba);
}

/* Time to refresh, or the end of the binding.  6.13: a node that cannot be
 * seen is not refreshed, its binding is given back. */
static void
bul_due (struct bul_entry *entry, const struct mh_message *pba)
{
  const struct domain *domain = entry->mag->entity.domain;

  if (sim_now (domain->sim) >= entry->expires)
    bul_release (entry, pba);
  else if (fast_holds (entry))
    bul_set_timer (entry, entry->expires);
  else if (!access_reachable (entry->mag->router, entry->mn))
    bul_deregister (entry, pba);
  else
    bul_refresh (entry);
}

/* Expired with a PBU still under way: not served until it is answered. */
static void
bul_expire (struct bul_entry *entry, const struct mh_message *pba)
{
  if (!entry->exchange.pending)
    {
      bul_release (entry, pba);
      return;
    }
  bul_forget (entry);
  bul_enter (entry, BUL_PENDING);
}

/* End of the time in which late packets are told from early ones. */
static void
bul_remove (struct bul_entry *entry, const struct mh_message *pba G_GNUC_UNUSED)
{
  struct pmipv6_node *node = entry->mn->proxied;
  struct bul_entry **link = &node->entries;

  while (*link != entry)
    link = &(*link)->next;
  *link = entry->next;
  bul_forget (entry);
  bul_entry_free (entry);
}

void
bul_dismiss (struct bul_entry *entry)
{
  binding_exchange_stop (&entry->exchange);
  bul_stop_timer (entry);
  bul_enter (entry, BUL_RELEASED);
  bul_remove (entry, NULL);
}

/* ---- the state machine --------------------------------------------- */

/* An empty cell ignores the event. */
static bul_action *const bul_actions[BUL_STATES_N][BUL_EVENTS_N] = {
  [BUL_UNREGISTERED]
  = { [BUL_EVENT_ATTACH] = bul_attach_failed, [BUL_EVENT_DETACH] = bul_remove },
  [BUL_PENDING] = { [BUL_EVENT_ATTACH] = bul_attach_pending,
                    [BUL_EVENT_ACCEPTED] = bul_accept,
                    [BUL_EVENT_REFUSED] = bul_refuse,
                    [BUL_EVENT_MISMATCH] = bul_fail,
                    [BUL_EVENT_GIVE_UP] = bul_fail,
                    [BUL_EVENT_DETACH] = bul_release },
  [BUL_REGISTERED] = { [BUL_EVENT_ATTACH] = bul_attach_bound,
                       [BUL_EVENT_DETACH] = bul_deregister,
                       [BUL_EVENT_MOVED] = bul_release,
                       [BUL_EVENT_INVALID] = bul_restore,
                       [BUL_EVENT_TIMER] = bul_due },
  [BUL_REFRESHING] = { [BUL_EVENT_ATTACH] = bul_attach_bound,
                       [BUL_EVENT_ACCEPTED] = bul_refreshed,
                       [BUL_EVENT_REFUSED] = bul_refuse_refresh,
                       [BUL_EVENT_MISMATCH] = bul_stop_refreshing,
                       [BUL_EVENT_GIVE_UP] = bul_retry_later,
                       [BUL_EVENT_DETACH] = bul_deregister,
                       [BUL_EVENT_MOVED] = bul_release,
                       [BUL_EVENT_INVALID] = bul_restore,
                       [BUL_EVENT_TIMER] = bul_expire },
  [BUL_DEREGISTERING] = { [BUL_EVENT_ATTACH] = bul_attach,
                          [BUL_EVENT_ACCEPTED] = bul_release,
                          [BUL_EVENT_GIVE_UP] = bul_release },
  [BUL_RELEASED]
  = { [BUL_EVENT_ATTACH] = bul_attach, [BUL_EVENT_TIMER] = bul_remove },
};

void
bul_handle (struct bul_entry *entry, enum bul_event event,
            const struct mh_message *pba)
{
  bul_action *action = bul_actions[entry->state][event];

  if (action)
    action (entry, pba);
}

void
bul_timer (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  bul_handle (subject, BUL_EVENT_TIMER, NULL);
}

/* ---- life ---------------------------------------------------------- */

static const struct binding_exchange_type bul_exchange
    = { .compose = bul_compose, .give_up = bul_give_up, .wanted = bul_wanted };

struct bul_entry *
bul_entry_new (struct mag *mag, struct mobile_node *mn)
{
  struct pmipv6_node *node = pmipv6_node_get (mag->pmipv6, mn);
  struct bul_entry *entry = g_new0 (struct bul_entry, 1);

  entry->mag = mag;
  entry->mn = mn;
  entry->next = node->entries;
  node->entries = entry;
  entry->transaction = TRANSACTION_NONE;
  entry->exchange.entity = &mag->entity;
  entry->exchange.peer = mag->anchor;
  entry->exchange.type = &bul_exchange;
  entry->exchange.owner = entry;
  return entry;
}

void
bul_entry_free (struct bul_entry *entry)
{
  if (entry->mag->pmipv6->extension)
    entry->mag->pmipv6->extension->freed (entry);
  localized_uplink_free (entry);
  g_free (entry->prefixes);
  g_free (entry);
}
