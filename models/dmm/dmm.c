/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/dmm/dmm.h"

#include <string.h>

#include "models/dmm/cmd.h"
#include "models/dmm/invariants.h"
#include "models/dmm/maar.h"
#include "models/dmm/reachability.h"
#include "models/traffic/traffic.h"

/* ---- parameters ---------------------------------------------------- */

static const char *const mode_names[] = { "relay", "locator", "proxy", NULL };
static const char *const refusals_names[] = { "merged", "reported", NULL };
const char *const dmm_release_names[]
    = { "flow", "lifetime", "registered", NULL };

static const struct parameter pacing_parameters[]
    = { { .key = "rate",
          .type = PARAMETER_NUMBER,
          .offset = offsetof (struct dmm_pacing_config, rate),
          .help = "PBUs per second to previous MAARs",
          .flags = PARAMETER_POSITIVE },
        { .key = "burst",
          .type = PARAMETER_INTEGER,
          .offset = offsetof (struct dmm_pacing_config, burst),
          .fallback = "1",
          .help = "PBUs that may leave back to back",
          .minimum = 1,
          .maximum = 1e6 },
        { 0 } };

static const struct parameter capacity_parameters[]
    = { { .key = "bindings",
          .type = PARAMETER_INTEGER,
          .offset = offsetof (struct dmm_capacity, bindings),
          .fallback = "0",
          .help = "entries the CMD has room for, one per node and one per "
                  "previous MAAR of it, then status 130; 0: no bound" },
        { .key = "per_node",
          .type = PARAMETER_INTEGER,
          .offset = offsetof (struct dmm_capacity, per_node),
          .fallback = "0",
          .help = "previous MAARs of a node, then the one it left first is "
                  "told to end (RFC 8885 6); 0: no bound" },
        { .key = "prefixes",
          .type = PARAMETER_INTEGER,
          .offset = offsetof (struct dmm_capacity, prefixes),
          .fallback = "0",
          .help = "prefixes a MAAR can anchor, then it serves no new node; 0: "
                  "no bound" },
        { 0 } };

const struct parameter dmm_parameters[] = {
  { .key = "mode",
    .type = PARAMETER_ENUM,
    .offset = offsetof (struct dmm_config, mode),
    .fallback = "\"relay\"",
    .help = "part of the CMD in a handover, RFC 8885 3.2, 3.3, 3.4",
    .choices = mode_names },
  { .key = "aggregate",
    .type = PARAMETER_BOOL,
    .offset = offsetof (struct dmm_config, aggregate),
    .fallback = "true",
    .with = "mode=relay",
    .help = "relay: one PBA for all previous MAARs, else one for each" },
  { .key = "aggregation_timeout",
    .type = PARAMETER_TIME,
    .offset = offsetof (struct dmm_config, aggregation_timeout),
    .fallback = "\"500 ms\"",
    .with = "mode=relay",
    .help = "relay: the CMD answers with what it has after this, RFC 8885 3.2",
    .flags = PARAMETER_INFINITE },
  { .key = "refusals",
    .type = PARAMETER_ENUM,
    .offset = offsetof (struct dmm_config, refusals),
    .fallback = "\"merged\"",
    .help = "what the serving MAAR hears of a previous MAAR that refuses: "
            "nothing but that it is not named, or a PBA of its own with that "
            "status",
    .choices = refusals_names },
  {
      .key = "retransmit_updates",
      .type = PARAMETER_BOOL,
      .offset = offsetof (struct dmm_config, retransmit_updates),
      .fallback = "true",
      .help
      = "the CMD sends a PBU that a previous MAAR does not answer again "
        "(RFC 8885 3.6); false: it relays each copy of the serving MAAR's "
        "to all of them, and sends none of its own",
  },
  { .key = "update_retransmit",
    .type = PARAMETER_OBJECT,
    .offset = offsetof (struct dmm_config, update_retransmit),
    .help = "schedule of these PBUs; absent: protocol.retransmit",
    .of = retransmit_parameters,
    .flags = PARAMETER_OPTIONAL,
    .presence = offsetof (struct dmm_config, own_schedule) },
  { .key = "release",
    .type = PARAMETER_ENUM,
    .offset = offsetof (struct dmm_config, release),
    .fallback = "\"flow\"",
    .help = "a previous MAAR gives its prefix up with the last flow on it, "
            "after prefix_lifetime, or with the node's session",
    .choices = dmm_release_names },
  { .key = "prefix_lifetime",
    .type = PARAMETER_TIME,
    .offset = offsetof (struct dmm_config, prefix_lifetime),
    .fallback = "\"60 s\"",
    .help = "release lifetime: from the node's departure" },
  { .key = "pacing",
    .type = PARAMETER_OBJECT,
    .offset = offsetof (struct dmm_config, pacing),
    .help = "token bucket for PBUs from the CMD, RFC 8885 3.2 and 6",
    .of = pacing_parameters,
    .flags = PARAMETER_OPTIONAL,
    .presence = offsetof (struct dmm_config, paced) },
  { .key = "capacity",
    .type = PARAMETER_OBJECT,
    .offset = offsetof (struct dmm_config, capacity),
    .fallback = "{}",
    .help = "room for state that only timeouts remove (RFC 8885 6)",
    .of = capacity_parameters },
  { 0 }
};

static const struct parameter dmm_own_parameters[]
    = { { .key = "dmm", .type = PARAMETER_INCLUDE, .of = dmm_parameters },
        { .key = "heartbeat",
          .type = PARAMETER_OBJECT,
          .offset = offsetof (struct dmm_config, heartbeat),
          .help = "MAARs and CMD ask each other whether they are there, and "
                  "notice restarts, as RFC 5847 has it between MAG and LMA",
          .of = heartbeat_parameters,
          .flags = PARAMETER_OPTIONAL,
          .presence = offsetof (struct dmm_config, has_heartbeat) },
        { .key = "standby",
          .type = PARAMETER_OBJECT,
          .offset = offsetof (struct dmm_config, standby),
          .help = "a CMD that takes the place of that of the controller site "
                  "when it does not answer",
          .of = standby_parameters,
          .flags = PARAMETER_OPTIONAL,
          .presence = offsetof (struct dmm_config, has_standby) },
        { 0 } };

/* ---- sizes --------------------------------------------------------- */

/* Octets, padding included; the fixed part with the options that occur once,
 * but for the identifier's own length. */
#define ONCE_SIZE 128
#define PREFIX_SIZE 24
#define PREVIOUS_SIZE 76

#define PREVIOUS_PER_PBA_MAX 24
#define ANCHORED_PER_PBU_MAX 64

static unsigned
room_beside (const struct mobile_node *mn, unsigned own)
{
  size_t taken = ONCE_SIZE + strlen (mn->identifier) + own * PREFIX_SIZE;

  g_assert (taken + PREVIOUS_SIZE <= MH_SIZE_MAX);
  return (unsigned)(MH_SIZE_MAX - taken);
}

unsigned
dmm_previous_per_pba (const struct mobile_node *mn, unsigned own)
{
  return MIN (room_beside (mn, own) / PREVIOUS_SIZE, PREVIOUS_PER_PBA_MAX);
}

unsigned
dmm_anchored_per_pbu (const struct mobile_node *mn, unsigned own)
{
  return MIN (room_beside (mn, own) / PREFIX_SIZE, ANCHORED_PER_PBU_MAX);
}

/* ---- look-ups ------------------------------------------------------ */

struct dmm_node *
dmm_node_get (struct dmm *dmm, struct mobile_node *mn)
{
  if (!mn->anchored)
    {
      mn->anchored = g_new0 (struct dmm_node, 1);
      g_ptr_array_add (dmm->nodes, mn->anchored);
    }
  return mn->anchored;
}

static struct maar *
maar_at (const struct dmm *dmm, const struct node *node)
{
  struct access_router *router
      = node ? domain_router_at (dmm->domain, node) : NULL;

  return router ? g_ptr_array_index (dmm->maars, router->index) : NULL;
}

struct maar *
dmm_pool_owner (const struct dmm *dmm, const struct prefix *prefix)
{
  return maar_at (dmm,
                  network_anchor (dmm->domain->sim->network, &prefix->address));
}

struct maar *
dmm_find_maar (const struct dmm *dmm, const struct address *address)
{
  struct maar *maar
      = maar_at (dmm, network_anchor (dmm->domain->sim->network, address));

  return maar && address_equal (&maar->entity.address, address) ? maar : NULL;
}

/* ---- the observer -------------------------------------------------- */

void
dmm_count_previous (struct mobile_node *mn, struct dmm_node *node, int change)
{
  struct trace_count record = { .mn = mn };

  node->previous = (uint32_t)((int)node->previous + change);
  record.count = node->previous;
  trace_emit (mn->domain->sim->trace, TRACE_PREVIOUS_ANCHORS, &record);
}

void
dmm_recount (const struct dmm *dmm, struct dmm_node *node)
{
  struct maar_session *session;

  for (session = node->sessions; session; session = session->next)
    maar_recount (session);
  dmm->scheme->recount (node);
}

void
dmm_state_change (struct mobility_entity *entity, struct dmm_state *total,
                  struct dmm_state *part, struct dmm_state now)
{
  struct trace_state record = { .node = entity->node, .role = entity->role };

  if (part->entries == now.entries && part->stale == now.stale)
    return;
  total->entries = total->entries - part->entries + now.entries;
  total->stale = total->stale - part->stale + now.stale;
  *part = now;
  record.entries = total->entries;
  record.stale = total->stale;
  trace_emit (entity->domain->sim->trace, TRACE_STATE, &record);
}

/* ---- pieces of messages -------------------------------------------- */

unsigned
dmm_handoff (const struct mh_message *message)
{
  const struct mh_option *o = mh_find (message, OPTION_HANDOFF_INDICATOR, 0);

  return o ? o->value : 0;
}

enum signaling_class
dmm_class (const struct mh_message *pbu)
{
  if (pbu->bu.lifetime == 0)
    return SIGNALING_DEREGISTRATION;
  switch (dmm_handoff (pbu))
    {
    case HI_NO_CHANGE:
      return SIGNALING_REFRESH;
    case HI_NEW_INTERFACE:
      return SIGNALING_ATTACH;
    default:
      return SIGNALING_HANDOVER;
    }
}

bool
dmm_is_flagged (const struct mh_message *message)
{
  return message->type == MH_BU ? message->bu.flags & BU_D
                                : message->ba.flags & BA_D;
}

void
dmm_compose_answer (const struct mobility_entity *entity,
                    const struct mh_message *pbu, enum binding_status status,
                    struct mh_message *pba)
{
  unsigned n = mh_count (pbu, OPTION_HOME_NETWORK_PREFIX);

  proxy_pba_init (pba, pbu, status, mobility_lifetime (pbu->bu.lifetime), BA_D);
  for (unsigned i = 0; i < n; i++)
    mh_add (pba, OPTION_HOME_NETWORK_PREFIX)->prefix
        = mh_find (pbu, OPTION_HOME_NETWORK_PREFIX, i)->prefix;
  proxy_pba_mirror (entity, pba, pbu);
}

void
dmm_read_prefixes (struct mobility_entity *entity,
                   const struct mh_message *message, unsigned type,
                   struct prefix_list *prefixes)
{
  unsigned n = mh_count (message, type);

  prefix_list_clear (prefixes);
  for (unsigned i = 0; i < n; i++)
    {
      struct prefix prefix
          = mobility_prefix (entity, mh_find (message, type, i));

      prefix_list_add (prefixes, &prefix);
    }
}

struct dlif
dlif_make (const struct address *link_local)
{
  const uint8_t *id = link_local->octet + 8;
  struct dlif dlif = { .link_local = *link_local };

  dlif.link_layer[0] = id[0] ^ 0x02;
  dlif.link_layer[1] = id[1];
  dlif.link_layer[2] = id[2];
  memcpy (dlif.link_layer + 3, id + 5, 3);
  return dlif;
}

void
dlif_write (struct mh_message *message, const struct dlif *dlif)
{
  mh_add_address (message, OPTION_DLIF_LINK_LOCAL, &dlif->link_local);
  mh_add_link_layer (message, OPTION_DLIF_LINK_LAYER, dlif->link_layer,
                     sizeof dlif->link_layer);
}

void
dlif_read (const struct mh_message *message, unsigned at, struct dlif *dlif)
{
  const struct mh_option *o = &message->options[at];

  if (at < message->n_options && o->type == OPTION_DLIF_LINK_LOCAL)
    *dlif = dlif_make (&o++->address);
  if (o < message->options + message->n_options
      && o->type == OPTION_DLIF_LINK_LAYER
      && o->link_layer.n == sizeof dlif->link_layer)
    memcpy (dlif->link_layer, o->link_layer.octets, sizeof dlif->link_layer);
}

/* ---- the plug ------------------------------------------------------ */

static void
dmm_register_events (struct dmm *dmm)
{
  struct engine *engine = dmm->domain->sim->engine;

  dmm->maar_refresh = engine_kind (engine, "maar-refresh", maar_on_refresh);
  dmm->maar_expire = engine_kind (engine, "maar-expire", maar_on_expire);
  dmm->maar_release = engine_kind (engine, "maar-release", maar_on_release);
}

void
dmm_init (struct dmm *dmm, struct domain *domain)
{
  dmm->domain = domain;
  dmm->nodes = g_ptr_array_new ();
  dmm->maars = g_ptr_array_new ();
  g_ptr_array_set_size (dmm->maars, (gint)domain->routers->len);
  dmm_register_events (dmm);
}

void
dmm_add_maar (struct dmm *dmm, struct access_router *router)
{
  g_ptr_array_index (dmm->maars, router->index) = maar_new (dmm, router);
}

void
dmm_add_maars (struct dmm *dmm)
{
  GPtrArray *routers = dmm->domain->routers;

  for (guint i = 0; i < routers->len; i++)
    dmm_add_maar (dmm, g_ptr_array_index (routers, i));
}

static void
dmm_register_cmd_events (struct dmm *dmm)
{
  struct engine *engine = dmm->domain->sim->engine;

  dmm->cmd_expire = engine_kind (engine, "cmd-expire", cmd_expire);
  dmm->cmd_aggregate = engine_kind (engine, "cmd-aggregate", cmd_aggregate);
  dmm->cmd_update = engine_kind (engine, "cmd-update", cmd_send_update);
}

void
dmm_init_with_cmd (struct dmm *dmm, struct domain *domain,
                   const struct dmm_config *config, struct node *controller)
{
  dmm_init (dmm, domain);
  dmm_register_cmd_events (dmm);
  dmm->scheme = &maar_with_cmd;
  dmm->config = config;
  dmm->release = config->release;
  dmm->prefix_lifetime = config->prefix_lifetime;
  dmm->capacity = config->capacity;
  dmm->direct_pba = config->mode == DMM_LOCATOR;
  if (controller)
    dmm->cmd = cmd_new (dmm, controller);
}

static void
dmm_take_over (void *self, struct node *node, bool synchronised)
{
  struct dmm *dmm = self;

  cmd_move (dmm->cmd, node);
  if (!synchronised)
    cmd_restart (dmm->cmd);
}

bool
dmm_schedule_check (const struct dmm_config *dmm, const char *prefix,
                    GError **error)
{
  const struct retransmit_config *schedule = &dmm->update_retransmit;

  if (!dmm->own_schedule || schedule->max >= schedule->initial)
    return true;
  g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
               "%supdate_retransmit/max: must not be less than \"initial\"",
               prefix);
  return false;
}

static bool
dmm_check (const struct domain *domain, const void *config, GError **error)
{
  const struct dmm_config *dmm = config;

  if (!dmm_schedule_check (dmm, "", error))
    return false;
  return !dmm->has_standby
         || standby_check (domain, domain->controller, &dmm->standby, error);
}

static void *
dmm_build (struct domain *domain, const void *config)
{
  struct dmm *dmm = g_new0 (struct dmm, 1);

  dmm_init_with_cmd (dmm, domain, config, domain->controller);
  dmm_add_maars (dmm);
  if (dmm->config->has_heartbeat)
    reachability_watch_maars (dmm);
  if (dmm->config->has_standby)
    dmm->standby = standby_new (&dmm->config->standby, &dmm->cmd->entity,
                                dmm_take_over, dmm);
  return dmm;
}

static void
dmm_node_free (const struct dmm *dmm, struct dmm_node *node)
{
  while (node->sessions)
    {
      struct maar_session *session = node->sessions;

      node->sessions = session->next;
      maar_session_free (session);
    }
  dmm->scheme->node_clear (node);
  g_free (node);
}

void
dmm_clear (struct dmm *dmm)
{
  for (guint i = 0; i < dmm->nodes->len; i++)
    dmm_node_free (dmm, g_ptr_array_index (dmm->nodes, i));
  for (guint i = 0; i < dmm->maars->len; i++)
    maar_free (g_ptr_array_index (dmm->maars, i));
  g_ptr_array_unref (dmm->nodes);
  g_ptr_array_unref (dmm->maars);
}

static void
dmm_free (void *self)
{
  struct dmm *dmm = self;

  dmm_clear (dmm);
  standby_free (dmm->standby);
  cmd_free (dmm->cmd);
  g_free (dmm);
}

void
dmm_attached (void *self G_GNUC_UNUSED, struct access_router *router,
              struct mobile_node *mn, struct handover *handover)
{
  maar_attach (router->entity, mn, handover);
}

/* RFC 8885 3.5: a departure is no reason to de-register. */
void
dmm_detached (void *self G_GNUC_UNUSED,
              struct access_router *router G_GNUC_UNUSED,
              struct mobile_node *mn G_GNUC_UNUSED)
{
}

void
dmm_flow_started (void *self, struct flow *flow)
{
  struct dmm *dmm = self;
  struct dmm_node *node = dmm_node_get (dmm, flow->mn);
  const struct access_router *router = flow->mn->router;
  struct maar *maar
      = router ? g_ptr_array_index (dmm->maars, router->index) : NULL;
  struct maar_session *session = maar ? maar_find (maar, flow->mn) : NULL;

  dmm_recount (dmm, node);
  if (session && dmm->release == DMM_RELEASE_FLOW)
    dmm->scheme->cover_flows (session);
}

void
dmm_flow_ended (void *self, struct flow *flow)
{
  struct dmm *dmm = self;
  struct dmm_node *node = dmm_node_get (dmm, flow->mn);
  struct maar_session *session = node->sessions, *next;

  for (; session && dmm->release == DMM_RELEASE_FLOW; session = next)
    {
      next = session->next;
      maar_flow_ended (session, &flow->mn_prefix);
    }
  dmm_recount (dmm, node);
}

void
dmm_restarted (void *self, struct node *node, bool state_kept)
{
  struct dmm *dmm = self;
  struct maar *maar = maar_at (dmm, node);

  if (state_kept)
    return;
  if (dmm->cmd && dmm->cmd->entity.node == node)
    cmd_restart (dmm->cmd);
  if (maar)
    maar_restart (maar);
}

#define SUMMARY "RFC 8885: anchors at the edge (MAAR), central database (CMD)"

const struct architecture architecture_dmm
    = { .name = "dmm",
        .summary = SUMMARY,
        .parameters = dmm_own_parameters,
        .config_size = sizeof (struct dmm_config),
        .check = dmm_check,
        .build = dmm_build,
        .free = dmm_free,
        .attached = dmm_attached,
        .detached = dmm_detached,
        .flow_started = dmm_flow_started,
        .flow_ended = dmm_flow_ended,
        .restarted = dmm_restarted,
        .invariants = dmm_invariants };

const struct variant variant_dmm = { .name = "dmm",
                                     .help = SUMMARY,
                                     .of = dmm_own_parameters,
                                     .size = sizeof (struct dmm_config),
                                     .implementation = &architecture_dmm };
