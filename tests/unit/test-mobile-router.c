/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A host that forwards for a network behind it (RFC 3963 3). */
#include "tests/unit/fixture.h"

#define MS SIM_MILLISECOND

/* The world, where mn is a mobile router, "inner" on its network 1 ms away,
 * with an address that r1 anchors and tunnels to mn. */
struct network_world
{
  struct world w;
  struct link *wire;
  struct node *inner;
  struct prefix prefix;
  struct address address;
  struct sink sink;
};

static void
set_routes (struct network_world *n)
{
  struct world *w = &n->w;
  struct route down = { .kind = ROUTE_TUNNEL, .peer = w->mn };
  struct route up
      = { .kind = ROUTE_TUNNEL, .local = w->mn, .peer = w->r[1]->address };
  struct route deliver = { .kind = ROUTE_ACCESS, .link = n->wire };

  node_set_route (w->r[1], &n->prefix, &down);
  node_accept_tunnel (w->r[1], &w->mn);
  node_check_exits (w->r[1], DROP_NO_TUNNEL);
  node_accept_tunnel (w->host, &w->r[1]->address);
  node_set_source_route (w->host, &n->prefix, &up);
  node_set_exit_route (w->host, &n->prefix, &deliver);
  node_check_exits (w->host, DROP_INGRESS);
}

static void
network_init (struct network_world *n)
{
  const struct channel_config channel = channel_of (MS, INFINITY);

  memset (n, 0, sizeof *n);
  world_init (&n->w);
  node_make_mobile_router (n->w.host);
  n->inner = network_add_host (n->w.sim->network, "inner");
  n->wire = network_add_access_link (n->w.sim->network, n->inner, &channel,
                                     &channel);
  link_attach (n->wire, n->w.host);
  n->prefix = network_new_prefix (n->w.sim->network, n->w.r[1]);
  n->address = prefix_host (&n->prefix, 1);
  node_add_address (n->inner, &n->address);
  node_set_handler (n->inner, NEXT_UDP, sink_receive, &n->sink);
  node_set_handler (n->w.r[0], NEXT_UDP, sink_receive, &n->w.peer);
  set_routes (n);
}

/* r0 to r1, tunnel over 2 links and the radio, wire. */
static void
test_down (void)
{
  struct network_world n;

  network_init (&n);
  send_data (n.w.r[0], &n.w.r[0]->address, &n.address, 148);
  run_out (n.w.sim);
  g_assert_cmpuint (n.sink.n, ==, 1);
  g_assert_cmpint (n.sink.at[0], ==, 6 * MS);
  g_assert_cmpuint (n.sink.meter.tunnel_byte_hops, ==, 3 * 40);
  g_assert_cmpuint (n.sink.meter.tunnel_byte_hops_radio, ==, 40);
  /* r1 and the mobile router forward the inner packet. */
  g_assert_cmpuint (n.sink.header.hop_limit, ==, 64 - 2);
  world_clear (&n.w);
}

static void
test_up (void)
{
  struct network_world n;

  network_init (&n);
  send_data (n.inner, &n.address, &n.w.r[0]->address, 148);
  run_out (n.w.sim);
  g_assert_cmpuint (n.w.peer.n, ==, 1);
  g_assert_cmpint (n.w.peer.at[0], ==, 6 * MS);
  g_assert_true (address_equal (&n.w.peer.header.source, &n.address));
  g_assert_cmpuint (n.w.peer.meter.tunnel_byte_hops, ==, 3 * 40);
  world_clear (&n.w);
}

/* RFC 3963 9: sources that are not of the network are not let out. */
static void
test_foreign_source (void)
{
  struct network_world n;

  network_init (&n);
  send_data (n.inner, &n.w.r[2]->address, &n.w.r[0]->address, 100);
  run_out (n.w.sim);
  g_assert_cmpuint (dropped (n.w.sim, DROP_INGRESS), ==, 1);
  g_assert_cmpuint (n.w.peer.n, ==, 0);
  world_clear (&n.w);
}

/* Nothing reaches the network but by the tunnel. */
static void
test_outside_of_tunnel (void)
{
  struct network_world n;
  struct route direct;

  network_init (&n);
  direct = (struct route){ .kind = ROUTE_ACCESS, .link = n.w.radio };
  node_set_route (n.w.r[3], &n.prefix, &direct);
  send_data (n.w.r[3], &n.w.r[3]->address, &n.address, 100);
  run_out (n.w.sim);
  g_assert_cmpuint (dropped (n.w.sim, DROP_INGRESS), ==, 1);
  g_assert_cmpuint (n.sink.n, ==, 0);
  world_clear (&n.w);
}

/* At home the home link's router sends without a tunnel. */
static void
test_told_route (void)
{
  struct network_world n;
  struct route direct, deliver;

  network_init (&n);
  direct = (struct route){ .kind = ROUTE_ACCESS, .link = n.w.radio };
  deliver = (struct route){ .kind = ROUTE_ACCESS, .link = n.wire };
  node_set_route (n.w.r[3], &n.prefix, &direct);
  node_set_route (n.w.host, &n.prefix, &deliver);
  send_data (n.w.r[3], &n.w.r[3]->address, &n.address, 100);
  run_out (n.w.sim);
  g_assert_cmpuint (n.sink.n, ==, 1);
  g_assert_cmpint (n.sink.at[0], ==, 3 * MS);
  world_clear (&n.w);
}

/* RFC 3963 3: what leaves the tunnel for somebody else is dropped. */
static void
test_inner_destination (void)
{
  struct network_world n;
  struct route down;
  struct prefix other;
  struct address stranger;

  network_init (&n);
  other = network_new_prefix (n.w.sim->network, n.w.r[1]);
  stranger = prefix_host (&other, 1);
  down = (struct route){ .kind = ROUTE_TUNNEL, .peer = n.w.mn };
  node_set_route (n.w.r[1], &other, &down);
  send_data (n.w.r[0], &n.w.r[0]->address, &stranger, 100);
  run_out (n.w.sim);
  g_assert_cmpuint (dropped (n.w.sim, DROP_INGRESS), ==, 1);
  world_clear (&n.w);
}

static void
test_stranger_tunnels (void)
{
  struct network_world n;
  struct route down;

  network_init (&n);
  down = (struct route){ .kind = ROUTE_TUNNEL, .peer = n.w.mn };
  node_set_route (n.w.r[2], &n.prefix, &down);
  send_data (n.w.r[2], &n.w.r[2]->address, &n.address, 100);
  run_out (n.w.sim);
  g_assert_cmpuint (dropped (n.w.sim, DROP_NO_TUNNEL), ==, 1);
  world_clear (&n.w);
}

static void
test_hosts_do_not_forward (void)
{
  struct world w;
  struct route direct;
  struct prefix other;
  struct address address;

  world_init (&w);
  other = network_new_prefix (w.sim->network, w.r[3]);
  address = prefix_host (&other, 1);
  direct = (struct route){ .kind = ROUTE_ACCESS, .link = w.radio };
  node_set_route (w.r[3], &other, &direct);
  send_data (w.r[0], &w.r[0]->address, &address, 100);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_NO_LISTENER), ==, 1);
  world_clear (&w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mobile-router/tunnel-to-the-network", test_down);
  g_test_add_func ("/mobile-router/tunnel-from-the-network", test_up);
  g_test_add_func ("/mobile-router/lets-out-its-own-sources-only",
                   test_foreign_source);
  g_test_add_func ("/mobile-router/takes-nothing-in-beside-the-tunnel",
                   test_outside_of_tunnel);
  g_test_add_func ("/mobile-router/forwards-by-routes-it-was-told",
                   test_told_route);
  g_test_add_func ("/mobile-router/drops-what-is-not-for-its-network",
                   test_inner_destination);
  g_test_add_func ("/mobile-router/strangers-tunnel-in-vain",
                   test_stranger_tunnels);
  g_test_add_func ("/mobile-router/others-hosts-do-not-forward",
                   test_hosts_do_not_forward);
  return g_test_run ();
}
