/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/mipv6/mipv6.h"

#include "models/access/access.h"
#include "models/mipv6/cn.h"
#include "models/mipv6/discovery.h"
#include "models/mipv6/ha.h"
#include "models/mipv6/mn_correspondent.h"

#define SUMMARY "Mobile IPv6, hosts register with a home agent (RFC 6275)"

static const char *const addressing_names[]
    = { [ADDRESSING_INSTANT] = "instant",
        [ADDRESSING_OPTIMISTIC] = "optimistic",
        [ADDRESSING_DAD] = "dad",
        NULL };

static const char *const authentication_names[] = {
  [AUTHENTICATION_NONE] = "none", [AUTHENTICATION_MN_HA] = "mn-ha", NULL
};

static const struct parameter mipv6_parameters[] = {
  { .key = "ra_delay",
    .type = PARAMETER_LAW_TIME,
    .offset = offsetof (struct mipv6_config, ra_delay),
    .fallback = "\"0 s\"",
    .help = "from the trigger to the router advertisement by which a node "
            "learns of its new link: the response delay of RFC 4861 "
            "6.2.6, or the wait for the next unsolicited one" },
  { .key = "addressing",
    .type = PARAMETER_ENUM,
    .offset = offsetof (struct mipv6_config, addressing),
    .fallback = "\"optimistic\"",
    .help = "when a new care-of address is used: at once; at once and "
            "verified meanwhile (RFC 4429); verified before (RFC 4862 "
            "5.4), which takes 1 s",
    .choices = addressing_names },
  { .key = "dad_delay",
    .type = PARAMETER_LAW_TIME,
    .offset = offsetof (struct mipv6_config, dad_delay),
    .fallback = "\"0 s\"",
    .help = "with \"dad\": before an address is verified (RFC 4862 "
            "5.4.2: up to 1 s)" },
  { .key = "home_agent_dad",
    .type = PARAMETER_BOOL,
    .offset = offsetof (struct mipv6_config, home_agent_dad),
    .fallback = "true",
    .help = "the home agent verifies a home address for 1 s before it "
            "answers its first registration (RFC 6275 10.3.1)" },
  { .key = "authentication",
    .type = PARAMETER_ENUM,
    .offset = offsetof (struct mipv6_config, authentication),
    .fallback = "\"none\"",
    .help = "of home registrations: none, or the MN-HA mobility message "
            "authentication option (RFC 4285 5)",
    .choices = authentication_names },
  { .key = "capacity",
    .type = PARAMETER_INTEGER,
    .offset = offsetof (struct mipv6_config, capacity),
    .fallback = "0",
    .help = "bindings the home agent has room for, then status 130; 0: "
            "no bound" },
  { .key = "home_agents",
    .type = PARAMETER_INTEGER,
    .offset = offsetof (struct mipv6_config, home_agents),
    .fallback = "1",
    .help = "on the home link, each with bindings of its own",
    .minimum = 1,
    .maximum = HOME_AGENTS_MAX },
  { .key = "discovery",
    .type = PARAMETER_BOOL,
    .offset = offsetof (struct mipv6_config, discovery),
    .fallback = "false",
    .help = "nodes do not know their home agents and discover them (RFC "
            "6275 11.4.1)" },
  { .key = "route_optimization",
    .type = PARAMETER_BOOL,
    .offset = offsetof (struct mipv6_config, route_optimization),
    .fallback = "false",
    .help = "nodes register with correspondents too, by return "
            "routability, and data goes directly (RFC 6275 5.2, 11.7.2)" },
  { .key = "correspondent_ack",
    .type = PARAMETER_BOOL,
    .offset = offsetof (struct mipv6_config, correspondent_ack),
    .fallback = "true",
    .help = "correspondents acknowledge binding updates" },
  { .key = "refresh_advice",
    .type = PARAMETER_TIME,
    .offset = offsetof (struct mipv6_config, refresh_advice),
    .fallback = "\"0 s\"",
    .help = "interval the home agent advises nodes to refresh at (RFC "
            "6275 6.2.4); 0: none" },
  { 0 }
};

/* ---- what all entities use ----------------------------------------- */

struct address
mipv6_home_address (const struct mipv6 *mipv6, const struct mobile_node *mn)
{
  const struct subnet home = { .prefix = mipv6->home_prefix };

  return subnet_host (&home, mn).address;
}

/* The interface identifier ends with the node's index (models/domain.c). */
struct mobile_node *
mipv6_find_mn (const struct mipv6 *mipv6, const struct address *home_address)
{
  const GPtrArray *nodes = mipv6->domain->mobile_nodes;
  uint32_t index = wire_get32 (&home_address->octet[12]) & 0xffffff;
  struct mobile_node *mn;
  struct address its;

  if (index >= nodes->len)
    return NULL;
  mn = g_ptr_array_index (nodes, index);
  its = mipv6_home_address (mipv6, mn);
  return address_equal (&its, home_address) ? mn : NULL;
}

struct handover *
mipv6_handover (const struct mobile_node *mn, uint32_t transaction)
{
  return mn->handover && mn->handover->id == transaction ? mn->handover : NULL;
}

void
mipv6_trace (const struct mipv6 *mipv6, unsigned point, struct mobile_node *mn,
             struct node *at, struct node *gateway, uint32_t transaction)
{
  const struct trace_prefix record = { .mn = mn,
                                       .prefix = mipv6->home_prefix,
                                       .node = at,
                                       .gateway = gateway,
                                       .transaction = transaction };

  trace_emit (mipv6->domain->sim->trace, point, &record);
}

sim_time
mipv6_draw (const struct mipv6 *mipv6, const struct law *law,
            struct random_parked *stream)
{
  sim_time drawn;

  random_stream_resume (mipv6->seat, stream);
  drawn = law_draw_time (law, mipv6->seat);
  random_stream_park (mipv6->seat, stream);
  return drawn;
}

/* ---- operations ---------------------------------------------------- */

static void
hear (struct mobile_node *mn, void *data G_GNUC_UNUSED)
{
  if (mn->entity)
    mn_hear (mn->entity);
}

/* Event: time for the advertisement.  The node may have moved on. */
static void
advertise (struct sim *sim G_GNUC_UNUSED, void *subject)
{
  const struct mipv6_mn *node = subject;

  if (node->mn->router)
    subnet_advertise (node->mn->router->entity, node->mn);
}

static void
build_subnets (struct mipv6 *mipv6)
{
  const struct domain *domain = mipv6->domain;

  mipv6->subnets = g_new0 (struct subnet, domain->routers->len);
  for (guint i = 0; i < domain->routers->len; i++)
    {
      struct access_router *router = g_ptr_array_index (domain->routers, i);

      subnet_init (&mipv6->subnets[i], router);
      if (router->node == domain->anchor)
        mipv6->home = &mipv6->subnets[i];
    }
  mipv6->home_prefix
      = mipv6->home ? mipv6->home->prefix
                    : network_new_prefix (domain->sim->network, domain->anchor);
}

static void
build_home_agents (struct mipv6 *mipv6)
{
  unsigned n = MAX (1, (unsigned)mipv6->config->home_agents);

  mipv6->home_agents = g_ptr_array_new ();
  for (unsigned i = 0; i < n; i++)
    g_ptr_array_add (mipv6->home_agents, ha_new (mipv6, i));
  mipv6->ha = g_ptr_array_index (mipv6->home_agents, 0);
  if (mipv6->config->discovery)
    discovery_init (mipv6);
}

static void
build_correspondents (struct mipv6 *mipv6)
{
  const GPtrArray *sites = mipv6->domain->correspondents;

  mipv6->correspondents = g_ptr_array_new ();
  mipv6->correspondent_timer
      = engine_kind (mipv6->domain->sim->engine, "mipv6-correspondent-timer",
                     mn_correspondent_expire);
  for (guint i = 0; mipv6->config->route_optimization && i < sites->len; i++)
    g_ptr_array_add (mipv6->correspondents,
                     cn_new (mipv6, g_ptr_array_index (sites, i)));
}

static void *
mipv6_build (struct domain *domain, const void *config)
{
  struct mipv6 *mipv6 = g_new0 (struct mipv6, 1);

  mipv6->domain = domain;
  mipv6->config = config;
  mipv6->nodes = g_ptr_array_new ();
  mipv6->seat = random_stream_seat ();
  mipv6->mn_timer
      = engine_kind (domain->sim->engine, "mipv6-mn-timer", mn_expire);
  mipv6->advertise
      = engine_kind (domain->sim->engine, "mipv6-advertise", advertise);
  build_subnets (mipv6);
  build_home_agents (mipv6);
  build_correspondents (mipv6);
  access_listen_addresses (domain, hear, NULL);
  return mipv6;
}

static void
mipv6_free (void *self)
{
  struct mipv6 *mipv6 = self;

  for (guint i = 0; i < mipv6->nodes->len; i++)
    mn_free (g_ptr_array_index (mipv6->nodes, i));
  for (guint i = 0; i < mipv6->correspondents->len; i++)
    cn_free (g_ptr_array_index (mipv6->correspondents, i));
  g_ptr_array_unref (mipv6->correspondents);
  for (guint i = 0; i < mipv6->home_agents->len; i++)
    ha_free (g_ptr_array_index (mipv6->home_agents, i));
  g_ptr_array_unref (mipv6->home_agents);
  gsl_rng_free (mipv6->seat);
  g_ptr_array_unref (mipv6->nodes);
  g_free (mipv6->subnets);
  g_free (mipv6);
}

static void
advertise_later (struct mipv6 *mipv6, struct mobile_node *mn)
{
  struct mipv6_mn *node = mn->entity;
  struct sim *sim = mipv6->domain->sim;
  sim_time delay
      = mipv6_draw (mipv6, &mipv6->config->ra_delay, &node->ra_delays);

  if (delay == 0)
    advertise (sim, node);
  else
    timer_set (sim->engine, &node->ra_timer, sim_now (sim) + delay,
               node_origin (mn->router->node), mipv6->advertise, node);
}

/* The access router is plain: it delivers to the care-of address at once.  At
 * home that is the home address, which the HA may intercept. */
static void
mipv6_attached (void *self, struct access_router *router,
                struct mobile_node *mn, struct handover *handover)
{
  struct mipv6 *mipv6 = self;
  struct subnet *subnet = router->entity;

  if (!mn->entity)
    g_ptr_array_add (mipv6->nodes, mn_new (mipv6, mn));
  if (subnet == mipv6->home)
    ha_node_home (mipv6->ha, mn, handover->id);
  else
    {
      subnet_open (subnet, mn);
      mipv6_trace (mipv6, TRACE_GATEWAY_READY, mn, router->node, router->node,
                   handover->id);
    }
  advertise_later (mipv6, mn);
}

static void
mipv6_detached (void *self, struct access_router *router,
                struct mobile_node *mn)
{
  struct mipv6 *mipv6 = self;
  struct subnet *subnet = router->entity;

  if (subnet == mipv6->home)
    ha_node_gone (mipv6->ha, mn);
  else
    subnet_close (subnet, mn);
}

/* Two mobile nodes reach each other by the home agent. */
static bool
optimizes (const struct mipv6 *mipv6, const struct flow *flow)
{
  return mipv6->config->route_optimization && !flow->other;
}

static void
count_live (const struct mipv6 *mipv6, const struct mobile_node *mn, int change)
{
  for (guint i = 0; i < mipv6->home_agents->len; i++)
    ha_count_live (g_ptr_array_index (mipv6->home_agents, i), mn, change);
}

static void
mipv6_flow_started (void *self, struct flow *flow)
{
  struct mipv6 *mipv6 = self;
  struct mipv6_mn *node = flow->mn->entity;

  if (node->flows++ == 0)
    count_live (mipv6, flow->mn, 1);
  if (optimizes (mipv6, flow))
    mn_correspondent_count (node, &flow->peer_address, 1);
}

static void
mipv6_flow_ended (void *self, struct flow *flow)
{
  struct mipv6 *mipv6 = self;
  struct mipv6_mn *node = flow->mn->entity;

  if (--node->flows == 0)
    count_live (mipv6, flow->mn, -1);
  if (optimizes (mipv6, flow))
    mn_correspondent_count (node, &flow->peer_address, -1);
}

const struct architecture architecture_mipv6
    = { .name = "mipv6",
        .summary = SUMMARY,
        .host_based = true,
        .parameters = mipv6_parameters,
        .config_size = sizeof (struct mipv6_config),
        .build = mipv6_build,
        .free = mipv6_free,
        .attached = mipv6_attached,
        .detached = mipv6_detached,
        .flow_started = mipv6_flow_started,
        .flow_ended = mipv6_flow_ended };

const struct variant variant_mipv6 = { .name = "mipv6",
                                       .help = SUMMARY,
                                       .of = mipv6_parameters,
                                       .size = sizeof (struct mipv6_config),
                                       .implementation = &architecture_mipv6 };
