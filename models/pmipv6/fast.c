/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fast handover at a MAG: its keys, and what goes to which of the two state
 * machines. */
#include "models/pmipv6/fast.h"
#include "models/access/access.h"
#include "models/pmipv6/lma.h"

/* ---- parameters ---------------------------------------------------- */

static const char *const forward_names[]
    = { [FORWARD_AT_ONCE] = "at-once",
        [FORWARD_ON_DEPARTURE] = "on-departure",
        [FORWARD_ON_ATTACHMENT] = "on-attachment",
        NULL };

#define LIFETIME_ROW                                                           \
  {                                                                            \
    .key = "lifetime", .type = PARAMETER_TIME,                                 \
    .offset = offsetof (struct fast_config, lifetime), .fallback = "\"2 s\"",  \
    .help = "how long the previous MAG forwards, and keeps packets of a node " \
            "that nobody asks for",                                            \
    .flags = PARAMETER_POSITIVE                                                \
  }
#define CAPACITY_ROW                                                           \
  {                                                                            \
    .key = "capacity", .type = PARAMETER_INTEGER,                              \
    .offset = offsetof (struct fast_config, capacity), .fallback = "0",        \
    .help = "handovers a MAG has room for at a time, then code 130 (RFC 5949 " \
            "6.1.2); 0: no bound"                                              \
  }

static const struct parameter reactive_parameters[]
    = { LIFETIME_ROW, CAPACITY_ROW, { 0 } };

static const struct parameter predictive_parameters[]
    = { { .key = "lead",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct fast_config, lead),
          .fallback = "\"100 ms\"",
          .help = "how long before the old radio stops the access network "
                  "indicates the handover (RFC 5949 4.1 b)" },
        { .key = "wrong_prediction",
          .type = PARAMETER_PROBABILITY,
          .offset = offsetof (struct fast_config, wrong_prediction),
          .fallback = "0",
          .help = "probability that the indication names another access "
                  "router than the node goes to" },
        { .key = "forward",
          .type = PARAMETER_ENUM,
          .offset = offsetof (struct fast_config, forward),
          .fallback = "\"at-once\"",
          .help = "when the previous MAG begins to forward: as soon as the "
                  "new one agrees, when the node is known to have left, or "
                  "when it has come (RFC 5949 4.1 e)",
          .choices = forward_names },
        LIFETIME_ROW,
        CAPACITY_ROW,
        { 0 } };

static const struct parameter off_parameters[] = { { 0 } };

static const enum fast_mode modes[]
    = { FAST_OFF, FAST_PREDICTIVE, FAST_REACTIVE };

static const struct variant fast_off = { .name = "off",
                                         .help = "no fast handover",
                                         .of = off_parameters,
                                         .size = sizeof (struct fast_config),
                                         .implementation = &modes[FAST_OFF] };
static const struct variant fast_predictive
    = { .name = "predictive",
        .help = "the previous MAG prepares the handover (RFC 5949, figure 2)",
        .of = predictive_parameters,
        .size = sizeof (struct fast_config),
        .implementation = &modes[FAST_PREDICTIVE] };
static const struct variant fast_reactive
    = { .name = "reactive",
        .help = "the new MAG asks the previous one (RFC 5949, figure 3)",
        .of = reactive_parameters,
        .size = sizeof (struct fast_config),
        .implementation = &modes[FAST_REACTIVE] };

const struct variant *const fast_variants[]
    = { &fast_off, &fast_predictive, &fast_reactive, NULL };

/* ---- receiving ----------------------------------------------------- */

/* RFC 5949 7: MAGs trust each other, and nobody else. */
static bool
is_from_mag (const struct mag *mag, const struct packet *packet)
{
  struct address source = packet_source (packet);
  const GPtrArray *mags = mag->pmipv6->mags;

  for (guint i = 0; i < mags->len; i++)
    {
      const struct mag *other = g_ptr_array_index (mags, i);

      if (address_equal (&other->entity.address, &source))
        return other != mag;
    }
  return false;
}

/* A PMAG says the context or the end; an NMAG asks. */
static bool
is_of_previous (const struct mh_message *hi)
{
  return hi->handover.code == HI_CODE_FORWARDING_COMPLETE
         || mh_find (hi, OPTION_HOME_NETWORK_PREFIX, 0);
}

/* Without P it is of RFC 5568, where mobile nodes take part: not spoken here.
 */
static void
fast_take_hi (struct mag *mag, const struct mh_message *hi,
              const struct packet *packet)
{
  if (!is_from_mag (mag, packet))
    fast_acknowledge (mag, hi, packet, HACK_PROHIBITED, NULL);
  else if (!(hi->handover.flags & HI_P)
           || !mh_find (hi, OPTION_MN_IDENTIFIER, 0))
    fast_acknowledge (mag, hi, packet, HACK_UNSPECIFIED, NULL);
  else if (is_of_previous (hi))
    fast_next_receive (mag, hi, packet);
  else
    fast_previous_receive (mag, hi, packet);
}

/* The session whose HI is answered, or NULL. */
static struct fast_session *
fast_match (const struct mag *mag, const struct mh_message *hack,
            const struct packet *packet, const struct mobile_node *mn)
{
  const struct pmipv6_node *node = mn->proxied;
  struct address source = packet_source (packet);
  struct fast_session *session = node ? node->sessions : NULL;

  while (session
         && (session->mag != mag || !session->exchange.pending
             || session->exchange.sequence != hack->handover.sequence
             || !address_equal (&session->peer, &source)))
    session = session->next;
  return session;
}

static void
fast_take_hack (struct mag *mag, const struct mh_message *hack,
                const struct packet *packet)
{
  const struct mobile_node *mn = mobility_find_mn (&mag->entity, hack);
  struct fast_session *session = mn && hack->handover.flags & HACK_P
                                     ? fast_match (mag, hack, packet, mn)
                                     : NULL;
  bool accepted = hack->handover.code < HACK_UNSPECIFIED;

  if (!session)
    return;
  binding_exchange_stop (&session->exchange);
  if (session->side == SIDE_PREVIOUS)
    fast_previous_handle (
        session, accepted ? PREVIOUS_EVENT_ACCEPTED : PREVIOUS_EVENT_REFUSED,
        hack);
  else
    fast_next_handle (
        session, accepted ? NEXT_EVENT_ACCEPTED : NEXT_EVENT_REFUSED, hack);
}

bool
fast_take (struct mag *mag, const struct mh_message *message,
           const struct packet *packet)
{
  if (!mag->pmipv6->fast
      || (message->type != MH_HI && message->type != MH_HACK))
    return false;
  if (message->type == MH_HI)
    fast_take_hi (mag, message, packet);
  else
    fast_take_hack (mag, message, packet);
  return true;
}

/* ---- attachment and binding ---------------------------------------- */

bool
fast_attach (struct mag *mag, struct mobile_node *mn)
{
  struct fast_session *session;

  if (!mag->pmipv6->fast || mn->logical)
    return false;
  session = fast_find (mag, mn, SIDE_PREVIOUS);
  if (session)
    fast_previous_return (session);
  return fast_next_attach (mag, mn);
}

bool
fast_detach (struct mag *mag, struct mobile_node *mn)
{
  struct fast_session *session;

  if (!mag->pmipv6->fast || mn->logical)
    return false;
  session = fast_find (mag, mn, SIDE_NEXT);
  if (session)
    fast_next_handle (session, NEXT_EVENT_DEPARTED, NULL);
  return fast_previous_depart (mag, mn);
}

void
fast_registered (struct bul_entry *entry)
{
  struct fast_session *session = NULL;

  if (entry->mag->pmipv6->fast)
    session = fast_find (entry->mag, entry->mn, SIDE_NEXT);
  if (session)
    fast_next_handle (session, NEXT_EVENT_REGISTERED, NULL);
}

/* A binding that is no more takes the forwarding with it; a registration that
 * failed, the service by way of the PMAG. */
void
fast_entered (struct bul_entry *entry)
{
  struct mag *mag = entry->mag;
  struct fast_session *session;

  if (!mag->pmipv6->fast || entry->state == BUL_REGISTERED
      || entry->state == BUL_REFRESHING)
    return;
  session = fast_find (mag, entry->mn, SIDE_PREVIOUS);
  if (session)
    fast_session_end (session);
  session = fast_find (mag, entry->mn, SIDE_NEXT);
  if (session && entry->state == BUL_UNREGISTERED)
    fast_next_handle (session, NEXT_EVENT_FAILED, NULL);
}

bool
fast_holds (const struct bul_entry *entry)
{
  return entry->mag->pmipv6->fast
         && fast_find (entry->mag, entry->mn, SIDE_PREVIOUS);
}

const struct fast_session *
fast_context (const struct bul_entry *entry)
{
  const struct fast_session *session = NULL;

  if (entry->mag->pmipv6->fast)
    session = fast_find (entry->mag, entry->mn, SIDE_NEXT);
  return session && session->state == NEXT_SERVING ? session : NULL;
}

/* ---- life ---------------------------------------------------------- */

static void
fast_expire (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  struct fast_session *session = subject;

  if (session->side == SIDE_PREVIOUS)
    fast_previous_handle (session, PREVIOUS_EVENT_TIMER, NULL);
  else
    fast_next_handle (session, NEXT_EVENT_TIMER, NULL);
}

static enum fast_mode
mode_of (const struct variant_value *fast_handover)
{
  return fast_handover->chosen
             ? *(const enum fast_mode *)fast_handover->chosen->implementation
             : FAST_OFF;
}

bool
fast_is_on (const struct variant_value *fast_handover)
{
  return mode_of (fast_handover) != FAST_OFF;
}

bool
fast_check (const struct domain *domain,
            const struct variant_value *fast_handover, GError **error)
{
  const struct fast_config *config = fast_handover->config;

  if (mode_of (fast_handover) != FAST_PREDICTIVE
      || config->forward != FORWARD_ON_DEPARTURE
      || domain->config.access.detach_notice)
    return true;
  g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
               "fast_handover/forward: nobody learns of departures; make "
               "access.detach_notice true");
  return false;
}

struct fast *
fast_new (struct pmipv6 *pmipv6, const struct variant_value *fast_handover)
{
  enum fast_mode mode = mode_of (fast_handover);
  struct fast *fast;

  if (mode == FAST_OFF)
    return NULL;
  fast = g_new0 (struct fast, 1);
  fast->pmipv6 = pmipv6;
  fast->mode = mode;
  fast->config = fast_handover->config;
  fast->timer
      = engine_kind (pmipv6->domain->sim->engine, "fast-timer", fast_expire);
  if (mode == FAST_PREDICTIVE)
    access_foresee (pmipv6->domain, fast->config->lead, fast_previous_foresee,
                    fast);
  return fast;
}

void
fast_free (struct fast *fast)
{
  g_free (fast);
}
