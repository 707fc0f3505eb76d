/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/domain.h"

#include <string.h>

#include "models/access/state.h"
#include "models/codec/mh_fault.h"
#include "models/mobility/mobility.h"
#include "models/traffic/traffic.h"

/* ---- parameters ---------------------------------------------------- */

static const char *const processing_models[]
    = { [PROCESSING_DELAY] = "delay", [PROCESSING_QUEUE] = "queue", NULL };

const struct parameter routing_parameters[]
    = { { .key = "reconvergence",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct routing_config, reconvergence),
          .help
          = "from a failure or return of a link or node until all routers "
            "go by it; default: they never do",
          .flags = PARAMETER_OPTIONAL },
        { 0 } };

const struct parameter processing_parameters[] = {
  { .key = "gateway",
    .type = PARAMETER_TIME,
    .offset = offsetof (struct processing_config, gateway),
    .fallback = "\"0.2 ms\"",
    .help = "at the serving router (MAG, MAAR), per control message received" },
  { .key = "previous",
    .type = PARAMETER_TIME,
    .offset = offsetof (struct processing_config, previous),
    .fallback = "\"0.2 ms\"",
    .help = "at a previous MAAR, per control message received" },
  { .key = "central",
    .type = PARAMETER_TIME,
    .offset = offsetof (struct processing_config, central),
    .fallback = "\"0.2 ms\"",
    .help = "at the central entity (LMA, CMD), per control message received" },
  { .key = "model",
    .type = PARAMETER_ENUM,
    .offset = offsetof (struct processing_config, model),
    .fallback = "\"delay\"",
    .help = "delay: messages do not wait for each other; queue: each control "
            "entity serves one at a time, first come first served",
    .choices = processing_models },
  { .key = "queue",
    .type = PARAMETER_INTEGER,
    .offset = offsetof (struct processing_config, queue),
    .fallback = "\"inf\"",
    .with = "model=queue",
    .help = "control messages that wait at an "
            "entity; what finds no room is dropped",
    .flags = PARAMETER_INFINITE },
  { .key = "sending",
    .type = PARAMETER_BOOL,
    .offset = offsetof (struct processing_config, sending),
    .fallback = "false",
    .with = "model=queue",
    .help = "a control message sent takes as long "
            "as one received, and goes ahead of those that wait" },
  { 0 }
};

const struct parameter retransmit_parameters[]
    = { { .key = "initial",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct retransmit_config, initial),
          .fallback = "\"1 s\"",
          .help = "INITIAL_BINDACK_TIMEOUT (RFC 6275 12)",
          .flags = PARAMETER_POSITIVE },
        { .key = "max",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct retransmit_config, max),
          .fallback = "\"32 s\"",
          .help = "MAX_BINDACK_TIMEOUT (RFC 6275 12)",
          .flags = PARAMETER_POSITIVE },
        { .key = "limit",
          .type = PARAMETER_INTEGER,
          .offset = offsetof (struct retransmit_config, limit),
          .fallback = "5",
          .help = "retransmissions before giving up" },
        { 0 } };

/* The binding lifetime is a 16-bit count of 4 s (RFC 6275 6.1.7). */
#define BINDING_LIFETIME_MIN 4.0
#define BINDING_LIFETIME_MAX (4.0 * 65535)

static const char *const leniencies[]
    = { [MH_STRICT] = "strict", [MH_REAL_WORLD] = "real-world", NULL };

const struct parameter protocol_parameters[] = {
  { .key = "binding_lifetime",
    .type = PARAMETER_TIME,
    .offset = offsetof (struct protocol_config, binding_lifetime),
    .fallback = "\"60 s\"",
    .help = "of bindings, in units of 4 s (RFC 6275 6.1.7)",
    .minimum = BINDING_LIFETIME_MIN,
    .maximum = BINDING_LIFETIME_MAX },
  { .key = "refresh",
    .type = PARAMETER_BOOL,
    .offset = offsetof (struct protocol_config, refresh),
    .fallback = "true",
    .help = "bindings are extended before they expire (RFC 5213 6.9.1.3)" },
  { .key = "retransmit",
    .type = PARAMETER_OBJECT,
    .offset = offsetof (struct protocol_config, retransmit),
    .fallback = "{}",
    .help = "binding updates that are not answered (RFC 6275 11.8)",
    .of = retransmit_parameters },
  { .key = "min_delay_before_bce_delete",
    .type = PARAMETER_TIME,
    .offset = offsetof (struct protocol_config, min_delay_before_bce_delete),
    .fallback = "\"10 s\"",
    .help = "MinDelayBeforeBCEDelete (RFC 5213 9.1)" },
  { .key = "max_delay_before_new_bce_assign",
    .type = PARAMETER_TIME,
    .offset
    = offsetof (struct protocol_config, max_delay_before_new_bce_assign),
    .fallback = "\"1.5 s\"",
    .help = "MaxDelayBeforeNewBCEAssign (RFC 5213 9.1)" },
  { .key = "timestamp_validity_window",
    .type = PARAMETER_TIME,
    .offset = offsetof (struct protocol_config, timestamp_validity_window),
    .fallback = "\"300 ms\"",
    .help = "TimestampValidityWindow (RFC 5213 9.1)" },
  { .key = "timestamps",
    .type = PARAMETER_BOOL,
    .offset = offsetof (struct protocol_config, timestamps),
    .fallback = "true",
    .help = "TimestampBasedApproachInUse (RFC 5213 9.1); else sequence "
            "numbers" },
  { .key = "clock_synchronization",
    .type = PARAMETER_BOOL,
    .offset = offsetof (struct protocol_config, clock_synchronization),
    .fallback = "true",
    .help = "an entity refused for its clock (156) sets it by a common time "
            "source (RFC 5213 6.9.1.2 9), else it stays off" },
  { .key = "leniency",
    .type = PARAMETER_ENUM,
    .offset = offsetof (struct protocol_config, leniency),
    .fallback = "\"strict\"",
    .help = "how entities take messages that break the RFCs; real-world: what "
            "deployed programs are known to send is accepted and counted",
    .choices = leniencies },
  { .key = "lenient_nodes",
    .type = PARAMETER_STRINGS,
    .offset = offsetof (struct protocol_config, lenient_nodes),
    .help = "nodes whose entities are real-world whatever leniency says",
    .flags = PARAMETER_OPTIONAL,
    .reference = REFERENCE_NODE },
  { 0 }
};

/* ---- life ---------------------------------------------------------- */

static void
mobile_node_free (void *pointer)
{
  struct mobile_node *mn = pointer;

  g_free (mn->identifier);
  outside_free (mn->outside);
  g_free (mn->addresses.at);
  g_clear_pointer (&mn->maps, g_array_unref);
  if (mn->riders)
    g_ptr_array_unref (mn->riders);
  g_free (mn);
}

/* The technology of cells that name none, then those that have names. */
static GArray *
list_technologies (const struct access_config *access)
{
  const struct parameter_list *named = &access->technologies;
  GArray *all = g_array_new (FALSE, FALSE, sizeof (struct technology_config));
  struct technology_config first = {
    .att = ATT_802_11,
    .radius = access->attach.radius,
    .radio = access->radio,
    .l2_handover = access->l2_handover,
    .loss_detection = access->loss_detection,
  };

  g_array_append_val (all, first);
  if (named->n > 0)
    g_array_append_vals (all, named->items, (guint)named->n);
  return all;
}

struct domain *
domain_new (struct sim *sim, const struct domain_config *config)
{
  struct domain *domain = g_new0 (struct domain, 1);

  domain->sim = sim;
  domain->config = *config;
  domain->routers = g_ptr_array_new_with_free_func (g_free);
  domain->mobile_nodes = g_ptr_array_new_with_free_func (mobile_node_free);
  domain->correspondents = g_ptr_array_new ();
  domain->technologies = list_technologies (&config->access);
  domain->cells = g_array_new (FALSE, FALSE, sizeof (struct cell));
  domain->access = access_state_new (domain);
  return domain;
}

void
domain_free (struct domain *domain)
{
  if (!domain)
    return;
  if (domain->architecture && domain->architecture->free)
    domain->architecture->free (domain->architecture_state);
  traffic_free (domain->traffic);
  mobility_kit_free (domain->mobility);
  access_state_free (domain->access);
  g_ptr_array_unref (domain->mobile_nodes);
  g_ptr_array_unref (domain->routers);
  g_ptr_array_unref (domain->correspondents);
  g_array_unref (domain->cells);
  g_array_unref (domain->technologies);
  g_free (domain);
}

/* Locally administered, unique within the domain: 02:00:5e for mobile nodes,
 * 02:00:5f for routers, then the index. */
static void
make_link_layer (uint8_t link_layer[6], uint8_t third, uint32_t index)
{
  g_assert (index < 1u << 24);
  link_layer[0] = 0x02;
  link_layer[1] = 0x00;
  link_layer[2] = third;
  link_layer[3] = (uint8_t)(index >> 16);
  link_layer[4] = (uint8_t)(index >> 8);
  link_layer[5] = (uint8_t)index;
}

struct access_router *
domain_add_access_router (struct domain *domain, struct node *node)
{
  struct access_router *router = g_new0 (struct access_router, 1);

  router->index = domain->routers->len;
  router->node = node;
  router->domain = domain;
  make_link_layer (router->link_layer, 0x5f, router->index);
  router->link_local = access_link_local (router->link_layer);
  g_ptr_array_add (domain->routers, router);
  access_init_router (router);
  return router;
}

struct channel_config
radio_channel (const struct radio_config *radio)
{
  struct channel_config channel = channel_config_default;

  channel.delay = radio->delay;
  channel.rate = radio->rate;
  channel.loss = radio->loss;
  channel.has_bursts = radio->has_bursts;
  channel.bursts = radio->bursts;
  channel.corruption = radio->corruption;
  return channel;
}

struct mobile_node *
domain_add_mobile_node (struct domain *domain, const char *name,
                        uint32_t prefixes)
{
  const struct radio_config *radio = &domain->config.access.radio;
  struct channel_config channel = radio_channel (radio);
  struct mobile_node *mn = g_new0 (struct mobile_node, 1);

  mn->index = domain->mobile_nodes->len;
  mn->domain = domain;
  mn->node = network_add_host (domain->sim->network, name);
  mn->identifier = g_strdup_printf ("%s@example.net", name);
  make_link_layer (mn->link_layer, 0x5e, mn->index);
  mn->prefixes = prefixes;
  mn->radio = network_add_access_link (domain->sim->network, mn->node, &channel,
                                       &channel);
  g_ptr_array_add (domain->mobile_nodes, mn);
  access_init_mobile_node (mn);
  return mn;
}

G_DEFINE_QUARK (dmmsim - architecture - error - quark, architecture_error)

void
domain_build (struct domain *domain, const struct architecture *architecture,
              const void *architecture_config)
{
  domain->architecture = architecture;
  domain->architecture_config = architecture_config;
  domain->architecture_state
      = architecture->build (domain, architecture_config);
}

bool
domain_can_restart (const struct domain *domain, GError **error)
{
  const struct architecture *architecture = domain->architecture;

  if (!architecture->restarted)
    g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
                 "entities of %s do not restart without state; let \"state\" "
                 "be \"kept\"",
                 architecture->name);
  else
    return !architecture->can_restart
           || architecture->can_restart (domain->architecture_config, error);
  return false;
}

void
domain_restart (struct domain *domain, struct node *node, bool state_kept)
{
  const struct architecture *architecture = domain->architecture;
  struct access_router *router = domain_router_at (domain, node);

  if (architecture->restarted)
    architecture->restarted (domain->architecture_state, node, state_kept);
  if (router && !state_kept)
    access_links_up (router);
}

/* ---- who is who ---------------------------------------------------- */

static void *
at_node (const GPtrArray *array, const struct node *node)
{
  return node->id < array->len ? g_ptr_array_index (array, node->id) : NULL;
}

struct access_router *
domain_router_at (const struct domain *domain, const struct node *node)
{
  return at_node (domain->access->sites, node);
}

struct mobile_node *
domain_mobile_node (const struct domain *domain, const struct node *host)
{
  return at_node (domain->access->by_node, host);
}

struct mobile_node *
link_mobile_node (const struct domain *domain, const struct link *link)
{
  return domain_mobile_node (domain, link_host (link));
}

bool
mobile_node_is_of (const struct mobile_node *mn, const char *entry)
{
  const char *name = mn->node->name;
  size_t n = strlen (entry), digits;

  if (strncmp (name, entry, n) != 0)
    return false;
  if (name[n] == '\0')
    return true;
  digits = strspn (&name[n + 1], "0123456789");
  return name[n] == '-' && digits > 0 && name[n + 1 + digits] == '\0';
}
