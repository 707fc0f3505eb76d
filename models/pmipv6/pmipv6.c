/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/pmipv6/pmipv6.h"
#include "models/pmipv6/assignment.h"
#include "models/pmipv6/fast.h"
#include "models/pmipv6/invariants.h"
#include "models/pmipv6/localized.h"
#include "models/pmipv6/reachability.h"

#define SUMMARY "Proxy Mobile IPv6, one central anchor (RFC 5213)"

const struct parameter pmipv6_parameters[]
    = { { .key = "deregister",
          .type = PARAMETER_BOOL,
          .offset = offsetof (struct pmipv6_config, deregister),
          .fallback = "true",
          .help = "a MAG de-registers a node it knows to be gone (RFC 5213 "
                  "6.9.1.4)" },
        { .key = "binding_hold",
          .type = PARAMETER_BOOL,
          .offset = offsetof (struct pmipv6_config, binding_hold),
          .fallback = "true",
          .help = "the LMA drops data of a de-registered node (RFC 5213 "
                  "5.3.5), else the former MAG does" },
        { .key = "handoff_known",
          .type = PARAMETER_BOOL,
          .offset = offsetof (struct pmipv6_config, handoff_known),
          .fallback = "true",
          .help = "handoff indicator of a handover is 3, else 4 (RFC 5213 "
                  "6.9.1.1)" },
        { .key = "capacity",
          .type = PARAMETER_INTEGER,
          .offset = offsetof (struct pmipv6_config, capacity),
          .fallback = "0",
          .help = "bindings the LMA has room for, then status 130; 0: no "
                  "bound" },
        { .key = "capacity_per_node",
          .type = PARAMETER_INTEGER,
          .offset = offsetof (struct pmipv6_config, capacity_per_node),
          .fallback = "0",
          .help = "sessions of one node at the LMA, then status 130; 0: no "
                  "bound" },
        { .key = "local_routing",
          .type = PARAMETER_BOOL,
          .offset = offsetof (struct pmipv6_config, local_routing),
          .fallback = "false",
          .help = "EnableMAGLocalRouting: traffic between nodes and servers "
                  "at one MAG does not go by the LMA (RFC 5213 6.10.3, 9.2)" },
        { 0 } };

static const struct parameter localized_parameters[]
    = { { .key = "localized_routing",
          .type = PARAMETER_BOOL,
          .offset = offsetof (struct localized_config, enabled),
          .fallback = "false",
          .help = "two nodes at one LMA talk by their MAGs, not by the LMA "
                  "(RFC 6705)" },
        { .key = "lri_lifetime",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct localized_config, lifetime),
          .fallback = "\"60 s\"",
          .help = "for which localized routing is asked for; \"inf\": for ever "
                  "(RFC 6705 10.1)",
          .minimum = 1,
          .maximum = 65534,
          .flags = PARAMETER_INFINITE },
        { .key = "lra_wait_time",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct localized_config, lra_wait_time),
          .fallback = "\"3 s\"",
          .help = "LRA_WAIT_TIME (RFC 6705 12)",
          .flags = PARAMETER_POSITIVE },
        { .key = "lri_retries",
          .type = PARAMETER_INTEGER,
          .offset = offsetof (struct localized_config, lri_retries),
          .fallback = "3",
          .help = "LRI_RETRIES (RFC 6705 12)",
          .maximum = 1000 },
        { .key = "localized_routing_denied",
          .type = PARAMETER_STRINGS,
          .offset = offsetof (struct localized_config, denied),
          .help = "nodes whose MAG or LMA refuses localized routing, status "
                  "128 (RFC 6705 5)",
          .flags = PARAMETER_OPTIONAL,
          .reference = REFERENCE_NODE },
        { 0 } };

/* By enum assignment_policy. */
static const char *const assignment_names[]
    = { "nearest", "least-loaded", "fixed", NULL };

static const struct parameter assignment_parameters[]
    = { { .key = "lmas",
          .type = PARAMETER_STRINGS,
          .offset = offsetof (struct assignment_config, lmas),
          .help
          = "nodes with an LMA, beside the anchor site, whose LMA assigns "
            "new sessions to them (RFC 6463)",
          .flags = PARAMETER_OPTIONAL,
          .reference = REFERENCE_NODE },
        { .key = "lma_assignment",
          .type = PARAMETER_ENUM,
          .offset = offsetof (struct assignment_config, policy),
          .fallback = "\"nearest\"",
          .help = "the LMA of a new session: the nearest to its MAG, the one "
                  "with the fewest sessions, or by the node's number each in "
                  "turn; RFC 6463 leaves it open",
          .choices = assignment_names },
        { .key = "lma_loopback",
          .type = PARAMETER_BOOL,
          .offset = offsetof (struct assignment_config, front),
          .fallback = "false",
          .help = "MAGs know an address of the anchor site that assigns LMAs "
                  "and anchors nothing (RFC 6463 5.3.1)" },
        { 0 } };

static const char *const buffering_names[] = { [BUFFERING_NONE] = "none",
                                               [BUFFERING_ANCHOR] = "anchor",
                                               [BUFFERING_GATEWAY] = "gateway",
                                               NULL };

static const struct parameter pmipv6_own_parameters[]
    = { { .key = "pmipv6", .type = PARAMETER_INCLUDE, .of = pmipv6_parameters },
        { .key = "localized",
          .type = PARAMETER_INCLUDE,
          .offset = offsetof (struct pmipv6_config, localized),
          .of = localized_parameters },
        { .key = "assignment",
          .type = PARAMETER_INCLUDE,
          .offset = offsetof (struct pmipv6_config, assignment),
          .of = assignment_parameters },
        { .key = "fast_handover",
          .type = PARAMETER_VARIANT,
          .offset = offsetof (struct pmipv6_config, fast_handover),
          .fallback = "\"off\"",
          .help = "between the MAGs a node leaves and comes to (RFC 5949)",
          .variants = fast_variants,
          .style = VARIANT_TAG,
          .tag = "mode" },
        { .key = "buffering",
          .type = PARAMETER_ENUM,
          .offset = offsetof (struct pmipv6_config, buffering),
          .fallback = "\"none\"",
          .help = "who keeps the packets of a node that is known to have left: "
                  "the LMA once it is de-registered, or the MAG it has left "
                  "(with fast_handover)",
          .choices = buffering_names },
        { .key = "buffer",
          .type = PARAMETER_OBJECT,
          .offset = offsetof (struct pmipv6_config, buffer),
          .fallback = "{}",
          .help = "bounds of what is kept for one node at one place, also by "
                  "fast handover (RFC 5949 4.1)",
          .of = buffer_parameters },
        { .key = "bicasting",
          .type = PARAMETER_TIME,
          .offset = offsetof (struct pmipv6_config, bicasting),
          .fallback = "\"0 s\"",
          .help = "how long the LMA sends copies to the former MAG after a "
                  "handover" },
        { .key = "heartbeat",
          .type = PARAMETER_OBJECT,
          .offset = offsetof (struct pmipv6_config, heartbeat),
          .help = "MAGs and LMA ask each other whether they are there, and "
                  "notice restarts (RFC 5847)",
          .of = heartbeat_parameters,
          .flags = PARAMETER_OPTIONAL,
          .presence = offsetof (struct pmipv6_config, has_heartbeat) },
        { .key = "standby",
          .type = PARAMETER_OBJECT,
          .offset = offsetof (struct pmipv6_config, standby),
          .help = "an LMA that takes the place of that of the anchor site when "
                  "it does not answer",
          .of = standby_parameters,
          .flags = PARAMETER_OPTIONAL,
          .presence = offsetof (struct pmipv6_config, has_standby) },
        { 0 } };

/* ---- what both entities use ---------------------------------------- */

struct lma *
pmipv6_lma_at (const struct pmipv6 *pmipv6, const struct address *address)
{
  for (guint i = 0; i < pmipv6->lmas->len; i++)
    {
      struct lma *lma = g_ptr_array_index (pmipv6->lmas, i);

      if (address_equal (&lma->entity.address, address))
        return lma;
    }
  return NULL;
}

struct pmipv6_node *
pmipv6_node_get (struct pmipv6 *pmipv6, struct mobile_node *mn)
{
  if (!mn->proxied)
    {
      mn->proxied = g_new0 (struct pmipv6_node, 1);
      g_ptr_array_add (pmipv6->nodes, mn->proxied);
    }
  return mn->proxied;
}

bool
pmipv6_node_is_live (const struct mobile_node *mn)
{
  const struct pmipv6_node *node = mn->proxied;

  return mn->logical || (node && node->flows > 0);
}

/* RFC 6705 6.2: tunnels between the MAGs are there beforehand, as the security
 * associations are (13). */
static void
pmipv6_join_mags (const struct pmipv6 *pmipv6)
{
  for (guint i = 0; i < pmipv6->mags->len; i++)
    for (guint j = 0; j < pmipv6->mags->len; j++)
      {
        const struct mag *mag = g_ptr_array_index (pmipv6->mags, i);
        const struct mag *other = g_ptr_array_index (pmipv6->mags, j);

        if (i != j)
          node_accept_tunnel (mag->entity.node, &other->entity.address);
      }
}

/* ---- operations ---------------------------------------------------- */

void
pmipv6_init_anchor (struct pmipv6 *pmipv6, struct domain *domain,
                    const struct pmipv6_config *config,
                    const struct pmipv6_gateways *gateways)
{
  pmipv6->domain = domain;
  pmipv6->config = config;
  pmipv6->gateways = gateways;
  pmipv6->nodes = g_ptr_array_new ();
  pmipv6->mags = g_ptr_array_new ();
  if (config->localized.enabled)
    pmipv6->localized = localized_new (pmipv6);
  pmipv6->lmas = g_ptr_array_new ();
  pmipv6->fast = fast_new (pmipv6, &config->fast_handover);
  pmipv6->lma = lma_new (pmipv6, domain->anchor);
  assignment_add_lmas (pmipv6);
}

void
pmipv6_add_mag (struct pmipv6 *pmipv6, struct access_router *router,
                const struct address *anchor)
{
  struct mag *mag = mag_new (pmipv6, router, anchor);

  router->entity = mag;
  g_ptr_array_add (pmipv6->mags, mag);
}

static void pmipv6_take_over (void *self, struct node *node, bool synchronised);

void
pmipv6_init (struct pmipv6 *pmipv6, struct domain *domain,
             const struct pmipv6_config *config,
             const struct pmipv6_extension *extension)
{
  pmipv6->extension = extension;
  pmipv6_init_anchor (pmipv6, domain, config, NULL);
  for (guint i = 0; i < domain->routers->len; i++)
    pmipv6_add_mag (pmipv6, g_ptr_array_index (domain->routers, i),
                    pmipv6->front ? &pmipv6->front->entity.address
                                  : &pmipv6->lma->entity.address);
  if (pmipv6->localized)
    pmipv6_join_mags (pmipv6);
  if (config->has_heartbeat)
    reachability_watch (pmipv6);
  if (config->has_standby)
    pmipv6->standby = standby_new (&config->standby, &pmipv6->lma->entity,
                                   pmipv6_take_over, pmipv6);
}

/* Does whoever is to buffer learn of departures, and of where to? */
static bool
buffering_check (const struct domain *domain, const struct pmipv6_config *c,
                 GError **error)
{
  bool notice = domain->config.access.detach_notice;

  if (c->buffering != BUFFERING_NONE && !notice)
    g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
                 "buffering: nobody learns of departures; make "
                 "access.detach_notice true");
  else if (c->buffering == BUFFERING_GATEWAY && !fast_is_on (&c->fast_handover))
    g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
                 "buffering: a gateway learns where the node is by "
                 "fast_handover only; make that \"reactive\" or "
                 "\"predictive\", or let the anchor buffer");
  else if (c->buffering == BUFFERING_ANCHOR && !c->deregister)
    g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
                 "buffering: the anchor learns of departures by "
                 "de-registration; make deregister true");
  else if (c->buffering == BUFFERING_ANCHOR && fast_is_on (&c->fast_handover))
    g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
                 "buffering: with fast_handover no departure de-registers, so "
                 "the anchor learns of none; let the gateway buffer");
  else
    return true;
  return false;
}

static void *
pmipv6_build (struct domain *domain, const void *config)
{
  struct pmipv6 *pmipv6 = g_new0 (struct pmipv6, 1);

  pmipv6_init (pmipv6, domain, config, NULL);
  return pmipv6;
}

static void
pmipv6_node_free (struct pmipv6_node *node)
{
  fast_node_free (node);
  while (node->entries)
    {
      struct bul_entry *entry = node->entries;

      node->entries = entry->next;
      bul_entry_free (entry);
    }
  g_free (node);
}

void
pmipv6_clear (struct pmipv6 *pmipv6)
{
  for (guint i = 0; i < pmipv6->nodes->len; i++)
    pmipv6_node_free (g_ptr_array_index (pmipv6->nodes, i));
  for (guint i = 0; i < pmipv6->mags->len; i++)
    mag_free (g_ptr_array_index (pmipv6->mags, i));
  for (guint i = 0; i < pmipv6->lmas->len; i++)
    lma_free (g_ptr_array_index (pmipv6->lmas, i));
  if (pmipv6->front)
    lma_free (pmipv6->front);
  standby_free (pmipv6->standby);
  g_ptr_array_unref (pmipv6->lmas);
  localized_free (pmipv6->localized);
  fast_free (pmipv6->fast);
  g_ptr_array_unref (pmipv6->nodes);
  g_ptr_array_unref (pmipv6->mags);
}

static void
pmipv6_free (void *self)
{
  pmipv6_clear (self);
  g_free (self);
}

void
pmipv6_attached (void *self G_GNUC_UNUSED, struct access_router *router,
                 struct mobile_node *mn,
                 struct handover *handover G_GNUC_UNUSED)
{
  mag_attach (router->entity, mn);
}

void
pmipv6_detached (void *self G_GNUC_UNUSED, struct access_router *router,
                 struct mobile_node *mn)
{
  mag_detach (router->entity, mn);
}

/* The node's entries are stale while it has no live flow. */
static void
pmipv6_count_live (struct pmipv6 *pmipv6, struct mobile_node *mn, int change)
{
  const struct pmipv6_node *node = mn->proxied;

  for (guint i = 0; i < pmipv6->lmas->len; i++)
    lma_count_live (g_ptr_array_index (pmipv6->lmas, i), mn, change);
  for (struct bul_entry *entry = node->entries; entry; entry = entry->next)
    if (bul_entry_counts (entry->state))
      mobility_count_change (&entry->mag->count, &entry->mag->entity, 0,
                             -change * (1 + (int)entry->more_bindings));
  fast_count_live (node, change);
}

void
pmipv6_flow_started (void *self, struct flow *flow)
{
  if (pmipv6_node_get (self, flow->mn)->flows++ == 0)
    pmipv6_count_live (self, flow->mn, 1);
}

void
pmipv6_flow_ended (void *self, struct flow *flow)
{
  if (--pmipv6_node_get (self, flow->mn)->flows == 0)
    pmipv6_count_live (self, flow->mn, -1);
}

/* ---- standby ------------------------------------------------------- */

static void
pmipv6_take_over (void *self, struct node *node, bool synchronised)
{
  struct pmipv6 *pmipv6 = self;

  lma_move (pmipv6->lma, node);
  if (!synchronised)
    lma_restart (pmipv6->lma);
}

/* What the LMA keeps beside its bindings would have to move as well. */
static bool
pmipv6_check_standby (const struct domain *domain,
                      const struct pmipv6_config *config, GError **error)
{
  if (!config->has_standby)
    return true;
  if (config->assignment.lmas.n == 0 && !config->assignment.front
      && !config->localized.enabled && config->bicasting == 0
      && config->buffering != BUFFERING_ANCHOR)
    return standby_check (domain, domain->anchor, &config->standby, error);
  g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
               "standby: is not for several LMAs, localized_routing, "
               "bicasting, or an anchor that buffers; leave these out");
  return false;
}

/* ---- restarts ------------------------------------------------------ */

void
pmipv6_restarted (void *self, struct node *node, bool state_kept)
{
  struct pmipv6 *pmipv6 = self;

  if (state_kept)
    return;
  for (guint i = 0; i < pmipv6->lmas->len; i++)
    {
      struct lma *lma = g_ptr_array_index (pmipv6->lmas, i);

      if (lma->entity.node == node)
        lma_restart (lma);
    }
  for (guint i = 0; i < pmipv6->mags->len; i++)
    {
      struct mag *mag = g_ptr_array_index (pmipv6->mags, i);

      if (mag->entity.node == node)
        mag_restart (mag);
    }
}

/* What MAGs and LMAs share with others than each other would have to be agreed
 * upon anew, for which there is no procedure. */
bool
pmipv6_can_restart (const void *config, GError **error)
{
  const struct pmipv6_config *pmipv6 = config;
  const char *what = NULL;

  if (fast_is_on (&pmipv6->fast_handover))
    what = "fast_handover";
  else if (pmipv6->localized.enabled)
    what = "localized_routing";
  else if (pmipv6->assignment.lmas.n > 0 || pmipv6->assignment.front)
    what = "several LMAs";
  if (!what)
    return true;
  g_set_error (error, ARCHITECTURE_ERROR, ARCHITECTURE_ERROR_CONFIG,
               "entities of pmipv6 with %s do not restart without state; let "
               "\"state\" be \"kept\"",
               what);
  return false;
}

static bool
pmipv6_check (const struct domain *domain, const void *config, GError **error)
{
  const struct pmipv6_config *pmipv6 = config;

  return assignment_check (domain, &pmipv6->assignment, error)
         && fast_check (domain, &pmipv6->fast_handover, error)
         && reachability_check (pmipv6, error)
         && pmipv6_check_standby (domain, pmipv6, error)
         && buffering_check (domain, pmipv6, error);
}

const struct architecture architecture_pmipv6
    = { .name = "pmipv6",
        .summary = SUMMARY,
        .parameters = pmipv6_own_parameters,
        .config_size = sizeof (struct pmipv6_config),
        .check = pmipv6_check,
        .build = pmipv6_build,
        .free = pmipv6_free,
        .attached = pmipv6_attached,
        .detached = pmipv6_detached,
        .flow_started = pmipv6_flow_started,
        .flow_ended = pmipv6_flow_ended,
        .restarted = pmipv6_restarted,
        .can_restart = pmipv6_can_restart,
        .invariants = pmipv6_invariants };

const struct variant variant_pmipv6
    = { .name = "pmipv6",
        .help = SUMMARY,
        .of = pmipv6_own_parameters,
        .size = sizeof (struct pmipv6_config),
        .implementation = &architecture_pmipv6 };
