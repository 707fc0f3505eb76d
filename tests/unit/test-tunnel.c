/* SPDX-License-Identifier: GPL-3.0-or-later */
/* IPv6-in-IPv6 tunnels, RFC 2473. */
#include "tests/unit/fixture.h"

#define MS SIM_MILLISECOND

static void
set_tunnel (struct node *node, const struct prefix *prefix,
            const struct address *peer)
{
  const struct route route = { .kind = ROUTE_TUNNEL, .peer = *peer };

  node_set_route (node, prefix, &route);
  node_accept_tunnel (node, peer);
}

/* The world, with another prefix of the node anchored at r1 and tunnelled from
 * there to r3 and back. */
static void
tunnel_init (struct world *w)
{
  struct route deliver = { .kind = ROUTE_ACCESS };
  struct route back = { .kind = ROUTE_TUNNEL };

  world_init (w);
  w->prefix = network_new_prefix (w->sim->network, w->r[1]);
  w->mn = prefix_host (&w->prefix, 1);
  node_add_address (w->host, &w->mn);
  node_set_handler (w->r[0], NEXT_UDP, sink_receive, &w->peer);
  set_tunnel (w->r[1], &w->prefix, &w->r[3]->address);
  deliver.link = w->radio;
  node_set_exit_route (w->r[3], &w->prefix, &deliver);
  back.peer = w->r[1]->address;
  node_set_source_route (w->r[3], &w->prefix, &back);
  node_accept_tunnel (w->r[3], &w->r[1]->address);
}

static void
test_down (void)
{
  struct world w;

  tunnel_init (&w);
  send_data (w.r[0], &w.r[0]->address, &w.mn, 148);
  run_out (w.sim);
  g_assert_cmpuint (w.sink.n, ==, 1);
  g_assert_cmpint (w.sink.at[0], ==, 5 * MS);
  g_assert_true (address_equal (&w.sink.header.destination, &w.mn));
  /* r1 and r3 forward the inner packet, r2 the outer one only. */
  g_assert_cmpuint (w.sink.header.hop_limit, ==, 64 - 2);
  g_assert_cmpuint (w.sink.meter.hops, ==, 3);
  g_assert_cmpuint (w.sink.meter.tunnel_byte_hops, ==, 2 * 40);
  g_assert_cmpuint (w.sink.meter.tunnel_byte_hops_radio, ==, 0);
  g_assert_true (w.sink.meter.tunnelled);
  /* In transit at r2 only, with the tunnel header on. */
  g_assert_cmpuint (w.r[1]->forwarded_packets, ==, 0);
  g_assert_cmpuint (w.r[2]->forwarded_packets, ==, 1);
  g_assert_cmpuint (w.r[2]->forwarded_bytes, ==, 188);
  g_assert_cmpuint (w.r[3]->forwarded_packets, ==, 0);
  world_clear (&w);
}

static void
test_up (void)
{
  struct world w;

  tunnel_init (&w);
  send_data (w.host, &w.mn, &w.r[0]->address, 148);
  run_out (w.sim);
  g_assert_cmpuint (w.peer.n, ==, 1);
  g_assert_cmpint (w.peer.at[0], ==, 5 * MS);
  g_assert_cmpuint (w.peer.header.hop_limit, ==, 64 - 2);
  g_assert_cmpuint (w.peer.meter.tunnel_byte_hops, ==, 2 * 40);
  g_assert_true (address_equal (&w.peer.header.source, &w.mn));
  world_clear (&w);
}

/* RFC 2473 3.1: encapsulation at the source itself decrements once. */
static void
test_origin (void)
{
  struct world w;

  tunnel_init (&w);
  send_data (w.r[1], &w.r[1]->address, &w.mn, 148);
  run_out (w.sim);
  g_assert_cmpuint (w.sink.header.hop_limit, ==, 64 - 2);
  world_clear (&w);
}

static void
test_inner_hop_limit (void)
{
  struct world w;
  struct packet *p;

  tunnel_init (&w);
  p = make_udp (w.sim, &w.r[1]->address, &w.mn, 0);
  p->head[7] = 1;
  node_send (w.r[1], p);
  g_assert_cmpuint (dropped (w.sim, DROP_HOP_LIMIT), ==, 1);
  world_clear (&w);
}

static void
test_strangers (void)
{
  struct world w;

  tunnel_init (&w);
  node_withdraw_tunnel (w.r[3], &w.r[1]->address);
  send_data (w.r[0], &w.r[0]->address, &w.mn, 100);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_NO_TUNNEL), ==, 1);
  node_accept_tunnel (w.r[3], &w.r[2]->address);
  send_data (w.r[0], &w.r[0]->address, &w.mn, 100);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_NO_TUNNEL), ==, 2);
  world_clear (&w);
}

static void
test_counted (void)
{
  struct world w;

  tunnel_init (&w);
  g_assert_cmpuint (node_tunnels (w.r[3]), ==, 1);
  node_accept_tunnel (w.r[3], &w.r[1]->address);
  g_assert_cmpuint (node_tunnels (w.r[3]), ==, 2);
  node_withdraw_tunnel (w.r[3], &w.r[1]->address);
  send_data (w.r[0], &w.r[0]->address, &w.mn, 100);
  run_out (w.sim);
  g_assert_cmpuint (w.sink.n, ==, 1);
  node_withdraw_tunnel (w.r[3], &w.r[1]->address);
  g_assert_cmpuint (node_tunnels (w.r[3]), ==, 0);
  world_clear (&w);
}

/* Anchor and gateway in one node, at two of its addresses. */
static void
test_same_node (void)
{
  struct world w;
  struct prefix prefix, block;
  struct address anchor, mn;
  struct route route = { .kind = ROUTE_TUNNEL };

  tunnel_init (&w);
  block = prefix_make (&w.r[3]->address, 64);
  anchor = prefix_host (&block, 2);
  prefix = network_new_prefix (w.sim->network, w.r[3]);
  mn = prefix_host (&prefix, 1);
  node_add_address (w.host, &mn);
  node_add_address (w.r[3], &anchor);
  route.local = anchor;
  route.peer = w.r[3]->address;
  node_set_route (w.r[3], &prefix, &route);
  node_accept_tunnel (w.r[3], &anchor);
  route = (struct route){ .kind = ROUTE_ACCESS, .link = w.radio };
  node_set_exit_route (w.r[3], &prefix, &route);
  send_data (w.r[0], &w.r[0]->address, &mn, 100);
  run_out (w.sim);
  g_assert_cmpuint (w.sink.n, ==, 1);
  g_assert_cmpint (w.sink.at[0], ==, 5 * MS);
  g_assert_cmpuint (w.sink.meter.tunnel_byte_hops, ==, 0);
  g_assert_false (w.sink.meter.tunnelled);
  world_clear (&w);
}

/* Only what leaves a tunnel to the gateway's own address sees exit routes:
 * neither transit traffic nor a tunnel to another address. */
static void
test_exit_routes (void)
{
  const struct route refuse = { .kind = ROUTE_DROP, .reason = DROP_REFUSED };
  struct world w;

  tunnel_init (&w);
  node_set_exit_route (w.r[2], &w.prefix, &refuse);
  node_accept_tunnel (w.r[2], &w.r[0]->address);
  send_data (w.r[2], &w.r[2]->address, &w.mn, 100);
  send_data (w.r[0], &w.r[0]->address, &w.mn, 100);
  run_out (w.sim);
  g_assert_cmpuint (w.sink.n, ==, 2);
  set_tunnel (w.r[0], &w.prefix, &w.r[2]->address);
  send_data (w.r[0], &w.r[0]->address, &w.mn, 100);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_REFUSED), ==, 1);
  g_assert_true (node_remove_exit_route (w.r[2], &w.prefix));
  g_assert_false (node_remove_exit_route (w.r[2], &w.prefix));
  send_data (w.r[0], &w.r[0]->address, &w.mn, 100);
  run_out (w.sim);
  g_assert_cmpuint (w.sink.n, ==, 3);
  world_clear (&w);
}

static void
test_exit_at_other_address (void)
{
  const struct route refuse = { .kind = ROUTE_DROP, .reason = DROP_REFUSED };
  struct address other;
  struct prefix block;
  struct world w;

  tunnel_init (&w);
  block = prefix_make (&w.r[2]->address, 64);
  other = prefix_host (&block, 2);
  node_add_address (w.r[2], &other);
  node_set_exit_route (w.r[2], &w.prefix, &refuse);
  set_tunnel (w.r[0], &w.prefix, &other);
  node_accept_tunnel (w.r[2], &w.r[0]->address);
  send_data (w.r[0], &w.r[0]->address, &w.mn, 100);
  run_out (w.sim);
  g_assert_cmpuint (w.sink.n, ==, 1);
  world_clear (&w);
}

/* r0 wraps for r3 what r1 wraps again for r2: both headers count. */
static void
test_nested (void)
{
  struct world w;
  struct prefix gateway;

  tunnel_init (&w);
  gateway = prefix_make (&w.r[3]->address, 128);
  set_tunnel (w.r[0], &w.prefix, &w.r[3]->address);
  node_accept_tunnel (w.r[3], &w.r[0]->address);
  set_tunnel (w.r[1], &gateway, &w.r[2]->address);
  node_accept_tunnel (w.r[2], &w.r[1]->address);
  send_data (w.r[0], &w.r[0]->address, &w.mn, 148);
  run_out (w.sim);
  g_assert_cmpuint (w.sink.n, ==, 1);
  g_assert_cmpuint (w.sink.meter.tunnel_byte_hops, ==, 40 + 80 + 40);
  world_clear (&w);
}

/* A host may tunnel too; then the radio carries the header. */
static void
test_over_radio (void)
{
  const struct route plain = { .kind = ROUTE_PLAIN };
  const struct prefix everything = { .length = 0 };
  struct route route = { .kind = ROUTE_TUNNEL };
  struct prefix anchor;
  struct world w;

  tunnel_init (&w);
  anchor = prefix_make (&w.r[1]->address, 128);
  route.local = w.mn;
  route.peer = w.r[1]->address;
  node_set_route (w.host, &everything, &route);
  node_set_route (w.host, &anchor, &plain);
  node_set_source_route (w.r[3], &w.prefix, &plain);
  node_accept_tunnel (w.r[1], &w.mn);
  send_data (w.host, &w.mn, &w.r[0]->address, 148);
  run_out (w.sim);
  g_assert_cmpuint (w.peer.n, ==, 1);
  g_assert_cmpuint (w.peer.meter.tunnel_byte_hops, ==, 3 * 40);
  g_assert_cmpuint (w.peer.meter.tunnel_byte_hops_radio, ==, 40);
  world_clear (&w);
}

/* Two tunnels that lead into each other end in a drop, not in recursion. */
static void
test_loops (void)
{
  struct world w;
  struct prefix gateway;

  tunnel_init (&w);
  gateway = prefix_make (&w.r[3]->address, 128);
  set_tunnel (w.r[1], &gateway, &w.r[3]->address);
  send_data (w.r[0], &w.r[0]->address, &w.mn, 148);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_HOP_LIMIT), ==, 1);
  node_remove_route (w.r[1], &gateway);
  set_tunnel (w.r[1], &w.prefix, &w.r[1]->address);
  send_data (w.r[0], &w.r[0]->address, &w.mn, 148);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_HOP_LIMIT), ==, 2);
  world_clear (&w);
}

static void
test_malformed (void)
{
  struct world w;
  struct packet *p;
  struct ipv6_header outer;

  tunnel_init (&w);
  outer
      = (struct ipv6_header){ w.r[1]->address, w.r[3]->address, NEXT_IPV6, 64 };
  p = make_udp (w.sim, &w.r[0]->address, &w.mn, 0);
  p->head[5] ^= 1; /* inner length */
  packet_push_ipv6 (p, &outer);
  node_send (w.r[1], p);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_MALFORMED), ==, 1);
  world_clear (&w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tunnel/to-the-gateway", test_down);
  g_test_add_func ("/tunnel/to-the-anchor", test_up);
  g_test_add_func ("/tunnel/entry-at-source-decrements-once", test_origin);
  g_test_add_func ("/tunnel/entry-obeys-inner-hop-limit", test_inner_hop_limit);
  g_test_add_func ("/tunnel/strangers-are-refused", test_strangers);
  g_test_add_func ("/tunnel/accepts-are-counted", test_counted);
  g_test_add_func ("/tunnel/within-one-node-takes-no-time", test_same_node);
  g_test_add_func ("/tunnel/exit-routes-see-tunnelled-only", test_exit_routes);
  g_test_add_func ("/tunnel/exit-routes-of-own-address-only",
                   test_exit_at_other_address);
  g_test_add_func ("/tunnel/nested-headers-count-each", test_nested);
  g_test_add_func ("/tunnel/from-a-host-loads-the-radio", test_over_radio);
  g_test_add_func ("/tunnel/loops-end", test_loops);
  g_test_add_func ("/tunnel/malformed-inner-packet", test_malformed);
  return g_test_run ();
}
