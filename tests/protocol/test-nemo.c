/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mobile routers and their home agents (RFC 3963): what is said, and where
 * packets of the mobile network go. */
#include "tests/protocol/nemo-scene.h"

/* ---- registration, 5.2, 5.3, 6.2 ----------------------------------- */

static void
test_explicit (void)
{
  struct nemo_scene *s = nemo_scene_new (NEMO_EXPLICIT, 2);
  struct mh_message message;

  nemo_scene_read_bu (s, 0, &message);
  g_assert_cmpuint (nemo_scene_count_prefixes (&message), ==, 2);
  for (unsigned i = 0; i < 2; i++)
    {
      const struct mh_option *option
          = mh_find (&message, OPTION_MOBILE_NETWORK_PREFIX, i);

      g_assert_true (
          address_equal (&option->prefix.address,
                         &nemo_scene_network_of (s)->prefixes[i].address));
      g_assert_cmpuint (option->prefix.length, ==, 64);
      g_assert_cmpint (nemo_scene_route_at_agent (s, i), ==, ROUTE_TUNNEL);
    }
  host_scene_read (s->host, "BA", 0, &message);
  g_assert_cmpuint (message.ba.status, ==, STATUS_ACCEPTED);
  g_assert_cmpuint (message.ba.flags & BA_R, ==, BA_R);
  nemo_scene_assert_reachable (s, 1);
  nemo_scene_free (s);
}

static void
test_implicit (void)
{
  struct nemo_scene *s = nemo_scene_new (NEMO_IMPLICIT, 2);
  struct mh_message bu;

  nemo_scene_read_bu (s, 0, &bu);
  g_assert_cmpuint (nemo_scene_count_prefixes (&bu), ==, 0);
  nemo_scene_assert_reachable (s, 1);
  nemo_scene_free (s);
}

/* 5.2: prefixes are in all updates, lest forwarding ends. */
static void
test_refresh (void)
{
  struct nemo_scene *s = nemo_scene_new (NEMO_EXPLICIT, 1);
  struct mh_message bu;

  host_scene_run_for (s->host, 31 * SIM_SECOND);
  nemo_scene_read_bu (s, 1, &bu);
  g_assert_cmpuint (nemo_scene_count_prefixes (&bu), ==, 1);
  nemo_scene_assert_reachable (s, 1);
  nemo_scene_free (s);
}

static void
test_lost_update (void)
{
  struct nemo_scene *s = nemo_scene_prepare ();
  struct address agent = mobility_central_address (nemo_scene_agent_node (s));
  struct mh_message bu;

  nemo_scene_start (s, 1);
  world_block (s->host->w, &agent);
  host_scene_attach (s->host, 0);
  world_unblock (s->host->w, &agent);
  host_scene_run_for (s->host, 2 * SIM_SECOND);
  g_assert_cmpuint (world_count (s->host->w, "BU"), ==, 2);
  nemo_scene_read_bu (s, 1, &bu);
  g_assert_cmpuint (nemo_scene_count_prefixes (&bu), ==, 1);
  nemo_scene_assert_reachable (s, 1);
  nemo_scene_free (s);
}

static void
test_move (void)
{
  struct nemo_scene *s = nemo_scene_new (NEMO_EXPLICIT, 1);
  struct address node = nemo_scene_fixed_node (s, 0);

  host_scene_move (s->host, 1);
  g_assert_cmpuint (world_count (s->host->w, "BU"), ==, 2);
  nemo_scene_assert_reachable (s, 1);
  g_assert_cmpuint (nemo_scene_data_down (s, &node), ==, 1);
  nemo_scene_free (s);
}

/* ---- home, 5.8, 6.7 ------------------------------------------------ */

static void
test_return_home (void)
{
  struct nemo_scene *s = nemo_scene_new (NEMO_EXPLICIT, 2);
  struct mh_message bu;

  host_scene_move (s->host, SCENE_HOME);
  host_scene_read (s->host, "BU", 1, &bu);
  g_assert_cmpuint (bu.bu.lifetime, ==, 0);
  g_assert_cmpuint (nemo_scene_count_prefixes (&bu), ==, 0);
  g_assert_cmpint (nemo_scene_route_at_agent (s, 0), ==, ROUTE_ACCESS);
  g_assert_cmpint (nemo_scene_route_at_agent (s, 1), ==, ROUTE_ACCESS);
  nemo_scene_assert_reachable (s, 1);
  host_scene_move (s->host, 1);
  g_assert_cmpint (nemo_scene_route_at_agent (s, 0), ==, ROUTE_TUNNEL);
  nemo_scene_assert_reachable (s, 1);
  nemo_scene_free (s);
}

static void
test_starts_home (void)
{
  struct nemo_scene *s = nemo_scene_prepare ();

  nemo_scene_start (s, 1);
  host_scene_attach (s->host, SCENE_HOME);
  g_assert_cmpuint (world_count (s->host->w, "BU"), ==, 0);
  nemo_scene_assert_reachable (s, 1);
  nemo_scene_free (s);
}

/* 6.7: options in a de-registration are ignored, all routes go. */
static void
test_release_with_options (void)
{
  struct nemo_scene *s = nemo_scene_new (NEMO_EXPLICIT, 2);
  struct host_scene_update u;

  host_scene_update_init (s->host, &u, 100);
  u.bu.bu.lifetime = 0;
  mh_add_prefix (&u.bu, OPTION_MOBILE_NETWORK_PREFIX,
                 &nemo_scene_network_of (s)->prefixes[0]);
  host_scene_update_send (s->host, &u);
  host_scene_run_for (s->host, SIM_SECOND / 2);
  g_assert_cmpuint (host_scene_last_status (s->host), ==, STATUS_ACCEPTED);
  g_assert_cmpint (nemo_scene_route_at_agent (s, 0), ==, ROUTE_PLAIN);
  g_assert_cmpint (nemo_scene_route_at_agent (s, 1), ==, ROUTE_PLAIN);
  nemo_scene_assert_reachable (s, 0);
  nemo_scene_free (s);
}

static void
test_expires (void)
{
  struct domain_config config = world_config ();
  struct nemo_scene *s = nemo_scene_prepare ();

  host_scene_free (s->host);
  config.protocol.refresh = false;
  s->host = host_scene_prepare (&config);
  nemo_scene_start (s, 1);
  host_scene_attach (s->host, 0);
  nemo_scene_assert_reachable (s, 1);
  host_scene_run_for (s->host, 61 * SIM_SECOND);
  g_assert_cmpint (nemo_scene_route_at_agent (s, 0), ==, ROUTE_PLAIN);
  nemo_scene_free (s);
}

/* ---- filtering, 3, 9 ----------------------------------------------- */

/* 6.4, 9: the tunnel is for sources of the network. */
static void
test_agent_filters (void)
{
  struct nemo_scene *s = nemo_scene_new (NEMO_EXPLICIT, 1);
  struct mipv6_mn *node = host_scene_mn (s->host);
  struct prefix other = network_new_prefix (nemo_scene_agent_node (s)->network,
                                            nemo_scene_agent_node (s));
  struct address stranger = world_host (&other);
  struct route tunnel = { .kind = ROUTE_TUNNEL,
                          .local = node->care_of,
                          .peer = node->home.home_agent };

  node_set_egress_route (s->host->mn->node, &other, &tunnel);
  g_assert_cmpuint (nemo_scene_data_up (s, s->host->mn->node, &stranger), ==,
                    0);
  assert_dropped (s->host->w, NO_TUNNEL, 1);
  nemo_scene_free (s);
}

/* Nothing comes in beside the tunnel while away. */
static void
test_router_filters (void)
{
  struct nemo_scene *s = nemo_scene_new (NEMO_EXPLICIT, 1);
  struct world *w = s->host->w;
  struct node *visited = world_router (w, 0)->node;
  struct address node = nemo_scene_fixed_node (s, 0);
  struct route direct = { .kind = ROUTE_ACCESS, .link = s->host->mn->radio };

  node_set_route (visited, &nemo_scene_network_of (s)->prefixes[0], &direct);
  world_send_data (w, visited, &w->cn->address, &node);
  host_scene_run_for (s->host, SIM_SECOND / 4);
  g_assert_cmpuint (w->received, ==, 0);
  assert_dropped (w, INGRESS, 1);
  nemo_scene_free (s);
}

/* 4.1: without R nothing of the network is forwarded. */
static void
test_mobile_host (void)
{
  struct nemo_scene *s = nemo_scene_prepare ();
  struct host_scene_update u;

  nemo_scene_start (s, 1);
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
  g_assert_cmpint (nemo_scene_route_at_agent (s, 0), ==, ROUTE_PLAIN);
  nemo_scene_free (s);
}

/* ---- riders -------------------------------------------------------- */

/* @names: entries whose nodes are mobile routers; two nodes ride. */
static struct nemo_scene *
scene_with_riders (char **names)
{
  struct nemo_scene *s = nemo_scene_prepare ();
  struct world *w = s->host->w;

  s->config.routers
      = (struct parameter_list){ .items = names, .n = names ? 1 : 0 };
  s->config.network.delay = SIM_MILLISECOND;
  nemo_scene_start (s, 1);
  access_ride (world_add_node (w, "rider-1", 1), s->host->mn);
  access_ride (world_add_node (w, "rider-2", 1), s->host->mn);
  host_scene_attach (s->host, 0);
  return s;
}

static struct mobile_node *
rider (const struct nemo_scene *s, unsigned i)
{
  return g_ptr_array_index (s->host->mn->riders, i);
}

static struct address
rider_address (const struct nemo_scene *s, unsigned i,
               const struct prefix *prefix)
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
  struct nemo_scene *s = scene_with_riders (NULL);

  for (unsigned i = 0; i < G_N_ELEMENTS (places); i++)
    {
      if (i > 0)
        host_scene_move (s->host, places[i]);
      for (unsigned j = 0; j < 2; j++)
        {
          struct address address
              = rider_address (s, j, &nemo_scene_network_of (s)->prefixes[0]);

          g_assert_cmpuint (nemo_scene_data_down (s, &address), ==, 1);
          g_assert_cmpuint (
              nemo_scene_data_up (s, rider (s, j)->node, &address), ==, 1);
        }
    }
  g_assert_cmpuint (world_count (s->host->w, "BU"), ==, 4);
  nemo_scene_free (s);
}

/* Both are MRs, on addresses of the first one's network, which they keep: of
 * its moves they hear nothing. */
static void
test_nested (void)
{
  static char *names[] = { "rider" };
  static const unsigned places[] = { 0, 1, SCENE_HOME, 2 };
  struct nemo_scene *s = scene_with_riders (names);
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
              = rider_address (s, j, &nemo_scene_network_of (s)->prefixes[0]);

          g_assert_true (address_equal (&inner->node->care_of, &care_of));
          g_assert_cmpuint (nemo_scene_data_down (s, &address), ==, 1);
          g_assert_cmpuint (
              nemo_scene_data_up (s, rider (s, j)->node, &address), ==, 1);
        }
    }
  nemo_scene_free (s);
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
  g_test_add_func ("/nemo/agent-filters-sources", test_agent_filters);
  g_test_add_func ("/nemo/router-takes-nothing-beside-the-tunnel",
                   test_router_filters);
  g_test_add_func ("/nemo/mobile-host-has-no-network", test_mobile_host);
  g_test_add_func ("/nemo/fixed-nodes-ride", test_fixed_riders);
  g_test_add_func ("/nemo/nested-router-hears-nothing", test_nested);
  return g_test_run ();
}
