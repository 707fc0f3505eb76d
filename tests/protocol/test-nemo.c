/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobile routers and their home agents (RFC 3963): what is said, every status,
 * and where packets of the mobile network go. */
#include <math.h>

#include "models/nemo/nemo.h"
#include "tests/protocol/mipv6-scene.h"

struct scene
{
  struct host_scene *host;
  struct nemo_config config;
};

/* ---- the scene ----------------------------------------------------- */

/* The HA knows the prefixes and supports mobile routers. */
static struct scene *
scene_prepare (void)
{
  struct domain_config config = world_config ();
  struct scene *s = g_new0 (struct scene, 1);

  s->host = host_scene_prepare (&config);
  s->config.prefix_table = true;
  s->config.supporting = 1;
  s->config.mipv6.home_agents = 1;
  s->config.network.rate = INFINITY;
  return s;
}

static void
scene_start (struct scene *s, unsigned prefixes)
{
  domain_build (s->host->w->domain, &architecture_nemo, &s->config);
  s->host->mn = world_add_node (s->host->w, "mr", prefixes);
}

/* Attached at router 0, with @prefixes. */
static struct scene *
scene_new (int mode, unsigned prefixes)
{
  struct scene *s = scene_prepare ();

  s->config.mode = mode;
  scene_start (s, prefixes);
  host_scene_attach (s->host, 0);
  return s;
}

static void
scene_free (struct scene *s)
{
  host_scene_free (s->host);
  g_free (s);
}

static struct nemo_network *
network_of (const struct scene *s)
{
  return nemo_network_of (s->host->mn);
}

static struct node *
agent_node (const struct scene *s)
{
  return s->host->w->anchor;
}

static enum route_kind
route_at_agent (const struct scene *s, unsigned i)
{
  const struct route *route
      = node_find_route (agent_node (s), &network_of (s)->prefixes[i]);

  return route ? route->kind : ROUTE_PLAIN;
}

static unsigned
count_prefixes (const struct mh_message *bu)
{
  unsigned n = 0;

  while (mh_find (bu, OPTION_MOBILE_NETWORK_PREFIX, n))
    n++;
  return n;
}

static void
read_bu (const struct scene *s, unsigned nth, struct mh_message *bu)
{
  host_scene_read (s->host, "BU", nth, bu);
  g_assert_cmpuint (bu->bu.flags & (BU_A | BU_H | BU_R), ==,
                    BU_A | BU_H | BU_R);
}

/* Of the network's @i-th prefix. */
static struct address
fixed_node (const struct scene *s, unsigned i)
{
  const struct subnet subnet = { .prefix = network_of (s)->prefixes[i] };

  return subnet_host (&subnet, s->host->mn).address;
}

static unsigned
data_down (struct scene *s, const struct address *to)
{
  struct world *w = s->host->w;
  unsigned before = w->received;

  world_send_data (w, w->cn, &w->cn->address, to);
  host_scene_run_for (s->host, SIM_SECOND / 4);
  return w->received - before;
}

static unsigned
data_up (struct scene *s, struct node *node, const struct address *from)
{
  unsigned before = s->host->at_cn;

  world_send_data (s->host->w, node, from, &s->host->w->cn->address);
  host_scene_run_for (s->host, SIM_SECOND / 4);
  return s->host->at_cn - before;
}

/* Each way, with each fixed node. */
static void
assert_reachable (struct scene *s, unsigned wanted)
{
  for (unsigned i = 0; i < network_of (s)->n; i++)
    {
      struct address node = fixed_node (s, i);

      g_assert_cmpuint (data_down (s, &node), ==, wanted);
      g_assert_cmpuint (data_up (s, s->host->mn->node, &node), ==, wanted);
    }
}

/* ---- registration, 5.2, 5.3, 6.2 ----------------------------------- */

static void
test_explicit (void)
{
  struct scene *s = scene_new (NEMO_EXPLICIT, 2);
  struct mh_message message;

  read_bu (s, 0, &message);
  g_assert_cmpuint (count_prefixes (&message), ==, 2);
  for (unsigned i = 0; i < 2; i++)
    {
      const struct mh_option *option
          = mh_find (&message, OPTION_MOBILE_NETWORK_PREFIX, i);

      g_assert_true (address_equal (&option->prefix.address,
                                    &network_of (s)->prefixes[i].address));
      g_assert_cmpuint (option->prefix.length, ==, 64);
      g_assert_cmpint (route_at_agent (s, i), ==, ROUTE_TUNNEL);
    }
  host_scene_read (s->host, "BA", 0, &message);
  g_assert_cmpuint (message.ba.status, ==, STATUS_ACCEPTED);
  g_assert_cmpuint (message.ba.flags & BA_R, ==, BA_R);
  assert_reachable (s, 1);
  scene_free (s);
}

static void
test_implicit (void)
{
  struct scene *s = scene_new (NEMO_IMPLICIT, 2);
  struct mh_message bu;

  read_bu (s, 0, &bu);
  g_assert_cmpuint (count_prefixes (&bu), ==, 0);
  assert_reachable (s, 1);
  scene_free (s);
}

/* 5.2: prefixes are in all updates, lest forwarding ends. */
static void
test_refresh (void)
{
  struct scene *s = scene_new (NEMO_EXPLICIT, 1);
  struct mh_message bu;

  host_scene_run_for (s->host, 31 * SIM_SECOND);
  read_bu (s, 1, &bu);
  g_assert_cmpuint (count_prefixes (&bu), ==, 1);
  assert_reachable (s, 1);
  scene_free (s);
}

static void
test_lost_update (void)
{
  struct scene *s = scene_prepare ();
  struct address agent = mobility_central_address (agent_node (s));
  struct mh_message bu;

  scene_start (s, 1);
  world_block (s->host->w, &agent);
  host_scene_attach (s->host, 0);
  world_unblock (s->host->w, &agent);
  host_scene_run_for (s->host, 2 * SIM_SECOND);
  g_assert_cmpuint (world_count (s->host->w, "BU"), ==, 2);
  read_bu (s, 1, &bu);
  g_assert_cmpuint (count_prefixes (&bu), ==, 1);
  assert_reachable (s, 1);
  scene_free (s);
}

static void
test_move (void)
{
  struct scene *s = scene_new (NEMO_EXPLICIT, 1);
  struct address node = fixed_node (s, 0);

  host_scene_move (s->host, 1);
  g_assert_cmpuint (world_count (s->host->w, "BU"), ==, 2);
  assert_reachable (s, 1);
  g_assert_cmpuint (data_down (s, &node), ==, 1);
  scene_free (s);
}

/* ---- home, 5.8, 6.7 ------------------------------------------------ */

static void
test_return_home (void)
{
  struct scene *s = scene_new (NEMO_EXPLICIT, 2);
  struct mh_message bu;

  host_scene_move (s->host, SCENE_HOME);
  host_scene_read (s->host, "BU", 1, &bu);
  g_assert_cmpuint (bu.bu.lifetime, ==, 0);
  g_assert_cmpuint (count_prefixes (&bu), ==, 0);
  g_assert_cmpint (route_at_agent (s, 0), ==, ROUTE_ACCESS);
  g_assert_cmpint (route_at_agent (s, 1), ==, ROUTE_ACCESS);
  assert_reachable (s, 1);
  host_scene_move (s->host, 1);
  g_assert_cmpint (route_at_agent (s, 0), ==, ROUTE_TUNNEL);
  assert_reachable (s, 1);
  scene_free (s);
}

static void
test_starts_home (void)
{
  struct scene *s = scene_prepare ();

  scene_start (s, 1);
  host_scene_attach (s->host, SCENE_HOME);
  g_assert_cmpuint (world_count (s->host->w, "BU"), ==, 0);
  assert_reachable (s, 1);
  scene_free (s);
}

/* 6.7: options in a de-registration are ignored, all routes go. */
static void
test_release_with_options (void)
{
  struct scene *s = scene_new (NEMO_EXPLICIT, 2);
  struct host_scene_update u;

  host_scene_update_init (s->host, &u, 100);
  u.bu.bu.lifetime = 0;
  mh_add_prefix (&u.bu, OPTION_MOBILE_NETWORK_PREFIX,
                 &network_of (s)->prefixes[0]);
  host_scene_update_send (s->host, &u);
  host_scene_run_for (s->host, SIM_SECOND / 2);
  g_assert_cmpuint (host_scene_last_status (s->host), ==, STATUS_ACCEPTED);
  g_assert_cmpint (route_at_agent (s, 0), ==, ROUTE_PLAIN);
  g_assert_cmpint (route_at_agent (s, 1), ==, ROUTE_PLAIN);
  assert_reachable (s, 0);
  scene_free (s);
}

static void
test_expires (void)
{
  struct domain_config config = world_config ();
  struct scene *s = scene_prepare ();

  host_scene_free (s->host);
  config.protocol.refresh = false;
  s->host = host_scene_prepare (&config);
  scene_start (s, 1);
  host_scene_attach (s->host, 0);
  assert_reachable (s, 1);
  host_scene_run_for (s->host, 61 * SIM_SECOND);
  g_assert_cmpint (route_at_agent (s, 0), ==, ROUTE_PLAIN);
  scene_free (s);
}

/* ---- statuses, 6.2, 6.6 -------------------------------------------- */

typedef void spoil_update (struct scene *s, struct host_scene_update *u);

static void
add_own (struct scene *s, struct host_scene_update *u)
{
  u->bu.bu.flags |= BU_R;
  mh_add_prefix (&u->bu, OPTION_MOBILE_NETWORK_PREFIX,
                 &network_of (s)->prefixes[0]);
}

static void
spoil_home (struct scene *s G_GNUC_UNUSED, struct host_scene_update *u)
{
  u->bu.bu.flags = BU_A | BU_R;
}

static void
spoil_support (struct scene *s, struct host_scene_update *u)
{
  s->config.supporting = 2;
  add_own (s, u);
}

/* 139: a mobile host all of a sudden. */
static void
spoil_router (struct scene *s G_GNUC_UNUSED, struct host_scene_update *u)
{
  u->bu.bu.flags = BU_A | BU_H;
}

static void
add_prefix (struct host_scene_update *u, const struct prefix *prefix)
{
  u->bu.bu.flags |= BU_R;
  mh_add_prefix (&u->bu, OPTION_MOBILE_NETWORK_PREFIX, prefix);
}

static void
spoil_length (struct scene *s, struct host_scene_update *u)
{
  struct prefix wide = prefix_make (&network_of (s)->prefixes[0].address, 48);

  add_own (s, u);
  add_prefix (u, &wide);
}

/* Routed elsewhere. */
static void
spoil_place (struct scene *s, struct host_scene_update *u)
{
  struct node *cn = s->host->w->cn;
  struct prefix foreign = network_new_prefix (cn->network, cn);

  add_prefix (u, &foreign);
}

static void
spoil_group (struct scene *s G_GNUC_UNUSED, struct host_scene_update *u)
{
  struct prefix group = prefix_make (&address_all_routers, 64);

  add_prefix (u, &group);
}

/* Another MR's. */
static void
spoil_owner (struct scene *s, struct host_scene_update *u)
{
  struct node *node = agent_node (s);
  struct prefix other = network_new_prefix (node->network, node);

  add_own (s, u);
  add_prefix (u, &other);
}

static void
spoil_table (struct scene *s, struct host_scene_update *u)
{
  s->config.prefix_table = false;
  u->bu.bu.flags |= BU_R;
}

static void
test_refuses (void)
{
  static const struct
  {
    spoil_update *spoil;
    enum binding_status status;
  } cases[] = {
    { add_own, STATUS_ACCEPTED },
    { spoil_home, STATUS_ROUTER_NOT_PERMITTED },
    { spoil_support, STATUS_ROUTER_NOT_PERMITTED },
    { spoil_router, STATUS_TYPE_CHANGE },
    { spoil_length, STATUS_INVALID_PREFIX },
    { spoil_place, STATUS_INVALID_PREFIX },
    { spoil_group, STATUS_INVALID_PREFIX },
    { spoil_owner, STATUS_NOT_AUTHORIZED_FOR_PREFIX },
    { spoil_table, STATUS_FORWARDING_FAILED },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      struct scene *s = scene_new (NEMO_EXPLICIT, 1);
      struct host_scene_update u;

      host_scene_update_init (s->host, &u, 100);
      cases[i].spoil (s, &u);
      host_scene_update_send (s->host, &u);
      host_scene_run_for (s->host, SIM_SECOND);
      g_test_message ("case %u", i);
      g_assert_cmpuint (world_count (s->host->w, "BA"), ==, 2);
      g_assert_cmpuint (host_scene_last_status (s->host), ==, cases[i].status);
      /* What was bound is bound as before. */
      g_assert_cmpint (route_at_agent (s, 0), ==, ROUTE_TUNNEL);
      assert_reachable (s, 1);
      scene_free (s);
    }
}

/* 6.2: R without H is refused without a binding, too. */
static void
test_refuses_strangers (void)
{
  struct scene *s = scene_prepare ();
  struct host_scene_update u;

  scene_start (s, 1);
  host_scene_attach (s->host, SCENE_HOME);
  host_scene_update_init (s->host, &u, 1);
  u.bu.bu.flags = BU_A | BU_R;
  u.path.source = host_scene_mn (s->host)->entity.address;
  u.path.home_source = address_unspecified;
  host_scene_update_send (s->host, &u);
  host_scene_run_for (s->host, SIM_SECOND);
  g_assert_cmpuint (host_scene_last_status (s->host), ==,
                    STATUS_ROUTER_NOT_PERMITTED);
  scene_free (s);
}

/* 6.2: prefixes that an update lists no longer are forwarded no longer. */
static void
test_fewer_prefixes (void)
{
  struct scene *s = scene_new (NEMO_EXPLICIT, 2);
  struct host_scene_update u;

  host_scene_update_init (s->host, &u, 100);
  add_own (s, &u);
  host_scene_update_send (s->host, &u);
  host_scene_run_for (s->host, SIM_SECOND / 2);
  g_assert_cmpint (route_at_agent (s, 0), ==, ROUTE_TUNNEL);
  g_assert_cmpint (route_at_agent (s, 1), ==, ROUTE_PLAIN);
  scene_free (s);
}

/* ---- what the MR makes of a refusal, 5.4 --------------------------- */

/* An answer to the update under way, in place of the HA, which verifies the
 * home address. */
static void
forge_answer (struct scene *s, enum binding_status status)
{
  struct mipv6_mn *node = host_scene_mn (s->host);
  struct mobility_entity *agent
      = &home_link_agent (&host_scene_mipv6 (s->host)->home, 0)->entity;
  struct mipv6_path path = { .source = node->home.home_agent,
                             .destination = node->care_of,
                             .home_destination = node->entity.address };
  struct mh_message ba;

  mh_init (&ba, MH_BA);
  ba.ba.status = (uint8_t)status;
  ba.ba.flags = BA_R;
  ba.ba.sequence = node->home.exchange.sequence;
  mipv6_send (agent, &path, &ba, NULL, SIGNALING_ERROR, TRANSACTION_NONE);
  host_scene_run_for (s->host, SIM_SECOND / 10);
}

static void
test_refused (void)
{
  static const struct
  {
    enum nemo_mode mode;
    bool other;
    enum binding_status status;
    enum nemo_mode then;
  } cases[] = {
    { NEMO_EXPLICIT, true, STATUS_ROUTER_NOT_PERMITTED, NEMO_NONE },
    { NEMO_EXPLICIT, true, STATUS_INVALID_PREFIX, NEMO_IMPLICIT },
    { NEMO_EXPLICIT, false, STATUS_INVALID_PREFIX, NEMO_NONE },
    { NEMO_EXPLICIT, true, STATUS_NOT_AUTHORIZED_FOR_PREFIX, NEMO_IMPLICIT },
    { NEMO_EXPLICIT, false, STATUS_NOT_AUTHORIZED_FOR_PREFIX, NEMO_NONE },
    { NEMO_EXPLICIT, true, STATUS_FORWARDING_FAILED, NEMO_NONE },
    { NEMO_IMPLICIT, true, STATUS_ROUTER_NOT_PERMITTED, NEMO_NONE },
    { NEMO_IMPLICIT, true, STATUS_INVALID_PREFIX, NEMO_NONE },
    { NEMO_IMPLICIT, true, STATUS_NOT_AUTHORIZED_FOR_PREFIX, NEMO_NONE },
    { NEMO_IMPLICIT, true, STATUS_FORWARDING_FAILED, NEMO_EXPLICIT },
    { NEMO_IMPLICIT, false, STATUS_FORWARDING_FAILED, NEMO_NONE },
    { NEMO_EXPLICIT, true, STATUS_INSUFFICIENT_RESOURCES, NEMO_EXPLICIT },
  };

  for (unsigned i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      struct scene *s = scene_prepare ();
      bool again = cases[i].then != NEMO_NONE && cases[i].then != cases[i].mode;
      unsigned sent;

      s->config.mode = cases[i].mode;
      s->config.other_mode = cases[i].other;
      s->config.mipv6.ha.dad = true;
      scene_start (s, 1);
      host_scene_attach (s->host, 0);
      forge_answer (s, cases[i].status);
      g_test_message ("case %u", i);
      g_assert_cmpint (network_of (s)->mode, ==, cases[i].then);
      sent = world_count (s->host->w, "BU");
      g_assert_cmpuint (sent, ==, again ? 2 : 1);
      host_scene_move (s->host, 1);
      g_assert_cmpuint (world_count (s->host->w, "BU"), ==,
                        cases[i].then == NEMO_NONE ? sent : sent + 1);
      scene_free (s);
    }
}

/* Refused in both modes: that was all. */
static void
test_refused_twice (void)
{
  struct scene *s = scene_prepare ();

  s->config.other_mode = true;
  s->config.mipv6.ha.dad = true;
  scene_start (s, 1);
  host_scene_attach (s->host, 0);
  forge_answer (s, STATUS_INVALID_PREFIX);
  g_assert_cmpstr (nemo_mode_name (network_of (s)->mode), ==, "implicit");
  forge_answer (s, STATUS_FORWARDING_FAILED);
  g_assert_cmpstr (nemo_mode_name (network_of (s)->mode), ==, "none");
  scene_free (s);
}

/* ---- home agents without support, 5.3, 5.4 ------------------------- */

static struct scene *
scene_unsupported (int otherwise, unsigned agents)
{
  struct scene *s = scene_prepare ();

  s->config.otherwise = otherwise;
  s->config.supporting = 2;
  s->config.mipv6.home_agents = agents;
  s->config.mipv6.discovery = true;
  scene_start (s, 1);
  host_scene_attach (s->host, 0);
  host_scene_run_for (s->host, SIM_SECOND);
  return s;
}

static void
assert_at_agent (const struct scene *s, unsigned i)
{
  const struct home_link *link = &host_scene_mipv6 (s->host)->home;

  g_assert_true (address_equal (&host_scene_mn (s->host)->home.home_agent,
                                &home_link_agent (link, i)->entity.address));
}

static void
test_next_after_refusal (void)
{
  struct scene *s = scene_unsupported (OTHERWISE_REFUSE, 2);

  g_assert_cmpuint (world_count (s->host->w, "BU"), ==, 2);
  assert_at_agent (s, 1);
  assert_reachable (s, 1);
  scene_free (s);
}

/* BA without R: de-registration, then the next one. */
static void
test_next_after_silence (void)
{
  struct scene *s = scene_unsupported (OTHERWISE_IGNORE, 2);
  struct mh_message message;

  g_assert_cmpuint (world_count (s->host->w, "BU"), ==, 3);
  host_scene_read (s->host, "BA", 0, &message);
  g_assert_cmpuint (message.ba.status, ==, STATUS_ACCEPTED);
  g_assert_cmpuint (message.ba.flags & BA_R, ==, 0);
  host_scene_read (s->host, "BU", 1, &message);
  g_assert_cmpuint (message.bu.lifetime, ==, 0);
  g_assert_cmpuint (count_prefixes (&message), ==, 0);
  assert_at_agent (s, 1);
  assert_reachable (s, 1);
  scene_free (s);
}

static void
test_none_supports (void)
{
  for (int otherwise = OTHERWISE_REFUSE; otherwise <= OTHERWISE_IGNORE;
       otherwise++)
    {
      struct scene *s = scene_unsupported (otherwise, 1);
      unsigned sent = world_count (s->host->w, "BU");

      g_assert_cmpint (network_of (s)->mode, ==, NEMO_NONE);
      g_assert_cmpint (route_at_agent (s, 0), ==, ROUTE_PLAIN);
      host_scene_move (s->host, 1);
      g_assert_cmpuint (world_count (s->host->w, "BU"), ==, sent);
      assert_reachable (s, 0);
      scene_free (s);
    }
}

/* ---- filtering, 3, 9 ----------------------------------------------- */

/* 6.4, 9: the tunnel is for sources of the network. */
static void
test_agent_filters (void)
{
  struct scene *s = scene_new (NEMO_EXPLICIT, 1);
  struct mipv6_mn *node = host_scene_mn (s->host);
  struct prefix other
      = network_new_prefix (agent_node (s)->network, agent_node (s));
  struct address stranger = world_host (&other);
  struct route tunnel = { .kind = ROUTE_TUNNEL,
                          .local = node->care_of,
                          .peer = node->home.home_agent };

  node_set_egress_route (s->host->mn->node, &other, &tunnel);
  g_assert_cmpuint (data_up (s, s->host->mn->node, &stranger), ==, 0);
  assert_dropped (s->host->w, NO_TUNNEL, 1);
  scene_free (s);
}

/* Nothing comes in beside the tunnel while away. */
static void
test_router_filters (void)
{
  struct scene *s = scene_new (NEMO_EXPLICIT, 1);
  struct world *w = s->host->w;
  struct node *visited = world_router (w, 0)->node;
  struct address node = fixed_node (s, 0);
  struct route direct = { .kind = ROUTE_ACCESS, .link = s->host->mn->radio };

  node_set_route (visited, &network_of (s)->prefixes[0], &direct);
  world_send_data (w, visited, &w->cn->address, &node);
  host_scene_run_for (s->host, SIM_SECOND / 4);
  g_assert_cmpuint (w->received, ==, 0);
  assert_dropped (w, INGRESS, 1);
  scene_free (s);
}

/* 4.1: without R nothing of the network is forwarded. */
static void
test_mobile_host (void)
{
  struct scene *s = scene_prepare ();
  struct host_scene_update u;

  scene_start (s, 1);
  host_scene_attach (s->host, 0);
  host_scene_update_init (s->host, &u, 100);
  u.bu.bu.lifetime = 0;
  host_scene_update_send (s->host, &u);
  host_scene_run_for (s->host, SIM_SECOND / 2);
  host_scene_update_init (s->host, &u, 101);
  host_scene_update_send (s->host, &u);
  host_scene_run_for (s->host, SIM_SECOND / 2);
  g_assert_cmpuint (host_scene_last_status (s->host), ==, STATUS_ACCEPTED);
  g_assert_cmpint (host_scene_entry (s->host)->state, ==, HA_ACTIVE);
  g_assert_cmpint (route_at_agent (s, 0), ==, ROUTE_PLAIN);
  scene_free (s);
}

/* ---- riders -------------------------------------------------------- */

/* @names: entries whose nodes are mobile routers; two nodes ride. */
static struct scene *
scene_with_riders (char **names)
{
  struct scene *s = scene_prepare ();
  struct world *w = s->host->w;

  s->config.routers
      = (struct parameter_list){ .items = names, .n = names ? 1 : 0 };
  s->config.network.delay = SIM_MILLISECOND;
  scene_start (s, 1);
  access_ride (world_add_node (w, "rider-1", 1), s->host->mn);
  access_ride (world_add_node (w, "rider-2", 1), s->host->mn);
  host_scene_attach (s->host, 0);
  return s;
}

static struct mobile_node *
rider (const struct scene *s, unsigned i)
{
  return g_ptr_array_index (s->host->mn->riders, i);
}

static struct address
rider_address (const struct scene *s, unsigned i, const struct prefix *prefix)
{
  const struct subnet subnet = { .prefix = *prefix };

  return subnet_host (&subnet, rider (s, i)).address;
}

/* Both are fixed nodes: they say nothing and are reached, wherever the MR is.
 */
static void
test_fixed_riders (void)
{
  static const unsigned places[] = { 0, 1, SCENE_HOME, 2 };
  struct scene *s = scene_with_riders (NULL);

  for (unsigned i = 0; i < G_N_ELEMENTS (places); i++)
    {
      if (i > 0)
        host_scene_move (s->host, places[i]);
      for (unsigned j = 0; j < 2; j++)
        {
          struct address address
              = rider_address (s, j, &network_of (s)->prefixes[0]);

          g_assert_cmpuint (data_down (s, &address), ==, 1);
          g_assert_cmpuint (data_up (s, rider (s, j)->node, &address), ==, 1);
        }
    }
  g_assert_cmpuint (world_count (s->host->w, "BU"), ==, 4);
  scene_free (s);
}

/* Both are MRs, on addresses of the first one's network, which they keep: of
 * its moves they hear nothing. */
static void
test_nested (void)
{
  static char *names[] = { "rider" };
  static const unsigned places[] = { 0, 1, SCENE_HOME, 2 };
  struct scene *s = scene_with_riders (names);
  unsigned updates = 3;

  for (unsigned i = 0; i < G_N_ELEMENTS (places); i++)
    {
      if (i > 0)
        host_scene_move (s->host, places[i]);
      updates += i > 0;
      g_assert_cmpuint (world_count (s->host->w, "BU"), ==, updates);
      for (unsigned j = 0; j < 2; j++)
        {
          const struct nemo_network *inner = nemo_network_of (rider (s, j));
          struct address address = rider_address (s, j, &inner->prefixes[0]);
          struct address care_of
              = rider_address (s, j, &network_of (s)->prefixes[0]);

          g_assert_true (address_equal (&inner->node->care_of, &care_of));
          g_assert_cmpuint (data_down (s, &address), ==, 1);
          g_assert_cmpuint (data_up (s, rider (s, j)->node, &address), ==, 1);
        }
    }
  scene_free (s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nemo/explicit-mode-lists-prefixes", test_explicit);
  g_test_add_func ("/nemo/implicit-mode-lists-none", test_implicit);
  g_test_add_func ("/nemo/refresh-lists-prefixes", test_refresh);
  g_test_add_func ("/nemo/lost-update-is-repeated-with-prefixes",
                   test_lost_update);
  g_test_add_func ("/nemo/moves", test_move);
  g_test_add_func ("/nemo/home-again-without-prefixes-or-tunnel",
                   test_return_home);
  g_test_add_func ("/nemo/starts-at-home", test_starts_home);
  g_test_add_func ("/nemo/release-ignores-options", test_release_with_options);
  g_test_add_func ("/nemo/expiry-removes-routes", test_expires);
  g_test_add_func ("/nemo/agent-refuses", test_refuses);
  g_test_add_func ("/nemo/agent-refuses-without-binding",
                   test_refuses_strangers);
  g_test_add_func ("/nemo/agent-drops-prefixes-not-listed",
                   test_fewer_prefixes);
  g_test_add_func ("/nemo/router-refused", test_refused);
  g_test_add_func ("/nemo/router-refused-in-both-modes", test_refused_twice);
  g_test_add_func ("/nemo/next-agent-after-refusal", test_next_after_refusal);
  g_test_add_func ("/nemo/next-agent-after-answer-without-r",
                   test_next_after_silence);
  g_test_add_func ("/nemo/no-agent-supports", test_none_supports);
  g_test_add_func ("/nemo/agent-filters-sources", test_agent_filters);
  g_test_add_func ("/nemo/router-takes-nothing-beside-the-tunnel",
                   test_router_filters);
  g_test_add_func ("/nemo/mobile-host-has-no-network", test_mobile_host);
  g_test_add_func ("/nemo/fixed-nodes-ride", test_fixed_riders);
  g_test_add_func ("/nemo/nested-router-hears-nothing", test_nested);
  return g_test_run ();
}
