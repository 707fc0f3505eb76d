/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a node does with a packet that is not for a tunnel. */
#include "tests/unit/fixture.h"

#define MS SIM_MILLISECOND

static void
test_delivers (void)
{
  struct world w;

  world_init (&w);
  send_data (w.r[0], &w.r[0]->address, &w.mn, 148);
  run_out (w.sim);
  g_assert_cmpuint (w.sink.n, ==, 1);
  g_assert_cmpint (w.sink.at[0], ==, 5 * MS);
  g_assert_cmpint (w.sink.meter.path_delay, ==, 3 * MS);
  g_assert_cmpuint (w.sink.meter.hops, ==, 3);
  g_assert_cmpuint (w.sink.meter.radio_hops, ==, 1);
  g_assert_cmpuint (w.sink.meter.tunnel_byte_hops, ==, 0);
  g_assert_false (w.sink.meter.tunnelled);
  g_assert_true (w.sink.access == w.radio);
  /* Not decremented at the origin; r1, r2 and r3 forward. */
  g_assert_cmpuint (w.sink.header.hop_limit, ==, 64 - 3);
  world_clear (&w);
}

static void
test_transit (void)
{
  static const uint64_t packets[4] = { 0, 1, 1, 0 };
  struct world w;

  world_init (&w);
  send_data (w.r[0], &w.r[0]->address, &w.mn, 148);
  run_out (w.sim);
  for (int i = 0; i < 4; i++)
    {
      g_assert_cmpuint (w.r[i]->forwarded_packets, ==, packets[i]);
      g_assert_cmpuint (w.r[i]->forwarded_bytes, ==, 148 * packets[i]);
    }
  world_clear (&w);
}

static void
test_hop_limit (void)
{
  static const struct
  {
    uint8_t hop_limit;
    unsigned arrives;
  } cases[] = { { 1, 0 }, { 3, 0 }, { 4, 1 }, { 255, 1 } };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      struct world w;
      struct packet *p;

      world_init (&w);
      p = make_udp (w.sim, &w.r[0]->address, &w.mn, 0);
      p->head[7] = cases[i].hop_limit;
      node_send (w.r[0], p);
      run_out (w.sim);
      g_assert_cmpuint (w.sink.n, ==, cases[i].arrives);
      g_assert_cmpuint (dropped (w.sim, DROP_HOP_LIMIT), ==,
                        1 - cases[i].arrives);
      world_clear (&w);
    }
}

/* To a router's own address it is delivered with the last hop limit. */
static void
test_last_hop_limit (void)
{
  struct world w;
  struct sink sink = { 0 };
  struct packet *p;

  world_init (&w);
  node_set_handler (w.r[1], NEXT_UDP, sink_receive, &sink);
  p = make_udp (w.sim, &w.r[0]->address, &w.r[1]->address, 0);
  p->head[7] = 1;
  node_send (w.r[0], p);
  run_out (w.sim);
  g_assert_cmpuint (sink.n, ==, 1);
  world_clear (&w);
}

static void
test_no_route (void)
{
  static const char *const nowhere[]
      = { "2001:db8:5::1",   "2001:db8::1", "2001:db8:ffff::1", "2001:db9:1::1",
          "2001:db8:4:9::1", "ff02::1",     "fe80::1",          "::1" };
  struct world w;

  world_init (&w);
  for (size_t i = 0; i < G_N_ELEMENTS (nowhere); i++)
    {
      struct address a;

      g_assert_true (address_parse (nowhere[i], &a));
      send_data (w.r[0], &w.r[0]->address, &a, 100);
      run_out (w.sim);
      g_assert_cmpuint (dropped (w.sim, DROP_NO_ROUTE), ==, i + 1);
    }
  world_clear (&w);
}

static void
test_no_listener (void)
{
  struct world w;
  struct prefix prefix;
  struct address other;
  const struct address *mn = &w.mn;

  world_init (&w);
  prefix = prefix_make (mn, 64);
  other = prefix_host (&prefix, 99);
  send_data (w.r[0], &w.r[0]->address, &w.r[2]->address, 100);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_NO_LISTENER), ==, 1);
  send_data (w.r[0], &w.r[0]->address, &other, 100);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_NO_LISTENER), ==, 2);
  node_add_address (w.host, &other);
  g_assert_true (node_has_address (w.host, &other));
  send_data (w.r[0], &w.r[0]->address, &other, 100);
  run_out (w.sim);
  g_assert_cmpuint (w.sink.n, ==, 1);
  node_remove_address (w.host, &other);
  g_assert_false (node_has_address (w.host, &other));
  world_clear (&w);
}

static void
test_own_address_is_local (void)
{
  struct world w;
  struct sink sink = { 0 };

  world_init (&w);
  node_set_handler (w.r[0], NEXT_UDP, sink_receive, &sink);
  send_data (w.r[0], &w.r[0]->address, &w.r[0]->address, 100);
  g_assert_cmpuint (sink.n, ==, 1);
  g_assert_cmpint (sink.at[0], ==, 0);
  world_clear (&w);
}

/* Longest match among the node's own routes; PLAIN overrides a shorter one. */
static void
test_own_routes (void)
{
  const struct route drop = { .kind = ROUTE_DROP, .reason = DROP_BINDING_HOLD };
  const struct route refuse = { .kind = ROUTE_DROP, .reason = DROP_NOT_READY };
  const struct route plain = { .kind = ROUTE_PLAIN };
  struct prefix block, exact;
  struct world w;

  world_init (&w);
  block = prefix_make (&w.mn, 48);
  exact = prefix_make (&w.mn, 64);
  node_set_route (w.r[1], &block, &drop);
  send_data (w.r[0], &w.r[0]->address, &w.mn, 100);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_BINDING_HOLD), ==, 1);
  node_set_route (w.r[1], &exact, &refuse);
  send_data (w.r[0], &w.r[0]->address, &w.mn, 100);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_NOT_READY), ==, 1);
  node_set_route (w.r[1], &exact, &plain);
  send_data (w.r[0], &w.r[0]->address, &w.mn, 100);
  run_out (w.sim);
  g_assert_cmpuint (w.sink.n, ==, 1);
  g_assert_cmpint (node_find_route (w.r[1], &exact)->kind, ==, ROUTE_PLAIN);
  g_assert_true (node_remove_route (w.r[1], &exact));
  g_assert_false (node_remove_route (w.r[1], &exact));
  g_assert_null (node_find_route (w.r[1], &exact));
  send_data (w.r[0], &w.r[0]->address, &w.mn, 100);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_BINDING_HOLD), ==, 2);
  world_clear (&w);
}

static void
test_source_routes (void)
{
  const struct route drop = { .kind = ROUTE_DROP, .reason = DROP_REFUSED };
  struct prefix prefix;
  struct address spoofed;
  struct sink sink = { 0 };
  struct world w;

  world_init (&w);
  prefix = prefix_make (&w.mn, 64);
  node_set_handler (w.r[0], NEXT_UDP, sink_receive, &sink);
  send_data (w.host, &w.mn, &w.r[0]->address, 100);
  run_out (w.sim);
  g_assert_cmpuint (sink.n, ==, 1);
  g_assert_cmpint (sink.at[0], ==, 5 * MS);
  g_assert_cmpuint (sink.header.hop_limit, ==, 64 - 3);
  g_assert_null (sink.access);
  spoofed = w.r[2]->address;
  send_data (w.host, &spoofed, &w.r[0]->address, 100);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_INGRESS), ==, 1);
  node_set_source_route (w.r[3], &prefix, &drop);
  send_data (w.host, &w.mn, &w.r[0]->address, 100);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_REFUSED), ==, 1);
  g_assert_true (node_remove_source_route (w.r[3], &prefix));
  send_data (w.host, &w.mn, &w.r[0]->address, 100);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_INGRESS), ==, 2);
  world_clear (&w);
}

static void
test_link_scope (void)
{
  const struct prefix everything = { .length = 0 };
  const struct route plain = { .kind = ROUTE_PLAIN };
  struct address local;
  struct sink sink = { 0 };
  struct world w;

  world_init (&w);
  g_assert_true (address_parse ("fe80::1", &local));
  node_set_source_route (w.r[3], &everything, &plain);
  node_set_handler (w.r[3], NEXT_UDP, sink_receive, &sink);
  send_data (w.host, &local, &address_all_routers, 100);
  send_data (w.host, &local, &local, 100);
  run_out (w.sim);
  g_assert_cmpuint (sink.n, ==, 2);
  g_assert_true (sink.access == w.radio);
  node_send_on_link (w.r[3], w.radio,
                     make_udp (w.sim, &local, &address_all_nodes, 0));
  run_out (w.sim);
  g_assert_cmpuint (w.sink.n, ==, 1);
  /* A link-local source leaves its link under no route. */
  send_data (w.host, &local, &w.r[0]->address, 100);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_INGRESS), ==, 1);
  world_clear (&w);
}

static void
test_radio_gone (void)
{
  struct world w;

  world_init (&w);
  send_data (w.r[3], &w.r[3]->address, &w.mn, 100);
  send_data (w.host, &w.mn, &w.r[0]->address, 100);
  engine_run (w.sim->engine, 1 * MS);
  link_attach (w.radio, w.r[3]); /* no change */
  engine_run (w.sim->engine, 1 * MS);
  g_assert_cmpuint (dropped (w.sim, DROP_RADIO_GONE), ==, 0);
  link_attach (w.radio, NULL);
  link_attach (w.radio, w.r[3]);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_RADIO_GONE), ==, 2);
  g_assert_cmpuint (w.sink.n, ==, 0);
  world_clear (&w);
}

static void
test_moved (void)
{
  struct world w;

  world_init (&w);
  link_attach (w.radio, NULL);
  g_assert_null (link_router (w.radio));
  send_data (w.r[3], &w.r[3]->address, &w.mn, 100);
  g_assert_cmpuint (dropped (w.sim, DROP_NOT_ATTACHED), ==, 1);
  send_data (w.host, &w.mn, &w.r[0]->address, 100);
  g_assert_cmpuint (dropped (w.sim, DROP_MN_DETACHED), ==, 1);
  link_attach (w.radio, w.r[2]);
  g_assert_true (link_router (w.radio) == w.r[2]);
  send_data (w.r[3], &w.r[3]->address, &w.mn, 100);
  g_assert_cmpuint (dropped (w.sim, DROP_NOT_ATTACHED), ==, 2);
  send_data (w.host, &w.mn, &w.r[0]->address, 100);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_INGRESS), ==, 1);
  world_clear (&w);
}

static void
test_radio_configured (void)
{
  struct channel_config down = channel_of (7 * MS, 1e6), up = down;
  struct world w;

  world_init (&w);
  up.loss = 1;
  link_configure (w.radio, &down, &up);
  send_data (w.r[3], &w.r[3]->address, &w.mn, 125);
  send_data (w.host, &w.mn, &w.r[0]->address, 100);
  run_out (w.sim);
  g_assert_cmpint (w.sink.at[0], ==, 8 * MS);
  g_assert_cmpuint (dropped (w.sim, DROP_RADIO_LOSS), ==, 1);
  world_clear (&w);
}

/* A transmitter that was busy is free after the change. */
static void
test_transmitter_reset (void)
{
  const struct channel_config slow = channel_of (0, 1e6);
  struct world w;

  world_init (&w);
  link_configure (w.radio, &slow, &slow);
  for (int i = 0; i < 10; i++)
    send_data (w.r[3], &w.r[3]->address, &w.mn, 125);
  engine_run (w.sim->engine, 1 * MS);
  link_attach (w.radio, NULL);
  link_attach (w.radio, w.r[3]);
  send_data (w.r[3], &w.r[3]->address, &w.mn, 125);
  run_out (w.sim);
  g_assert_cmpuint (w.sink.n, ==, 2);
  g_assert_cmpint (w.sink.at[0], ==, 1 * MS);
  g_assert_cmpint (w.sink.at[1], ==, 2 * MS);
  g_assert_cmpuint (dropped (w.sim, DROP_RADIO_GONE), ==, 9);
  world_clear (&w);
}

/* Which of 64 packets the radio loses when "mn" hangs on router @at. */
static uint64_t
radio_losses (int at)
{
  struct channel_config down = channel_config_default;
  uint64_t pattern = 0;
  struct world w;

  world_init (&w);
  down.loss = 0.5;
  link_configure (w.radio, &down, &channel_config_default);
  link_attach (w.radio, w.r[at]);
  for (uint32_t i = 0; i < 64; i++)
    {
      struct packet *p = make_udp (w.sim, &w.r[at]->address, &w.mn, 0);
      uint64_t before = dropped (w.sim, DROP_RADIO_LOSS);

      p->meter.flow = 1;
      p->meter.sequence = i;
      node_send_on_link (w.r[at], w.radio, p);
      pattern |= (dropped (w.sim, DROP_RADIO_LOSS) - before) << i;
    }
  world_clear (&w);
  return pattern;
}

/* Common random numbers: the radio's losses go with the host. */
static void
test_radio_loss_is_the_hosts (void)
{
  uint64_t pattern = radio_losses (3);

  g_assert_cmphex (pattern, ==, radio_losses (0));
  g_assert_cmphex (pattern, !=, 0);
  g_assert_cmphex (pattern, !=, UINT64_MAX);
}

/* ---- the address plan ---------------------------------------------- */

static void
assert_prefix (const struct prefix *prefix, const char *expected)
{
  char text[PREFIX_TEXT_SIZE];

  g_assert_cmpstr (prefix_text (prefix, text), ==, expected);
}

static void
test_prefixes (void)
{
  struct sim *sim = sim_new (1, 0);
  struct node *r[2];
  struct prefix first, second, prefix;

  add_chain (sim, r, 2, 0);
  first = network_new_prefix (sim->network, r[1]);
  second = network_new_prefix (sim->network, r[1]);
  assert_prefix (&first, "2001:db8:2:1::/64");
  assert_prefix (&second, "2001:db8:2:2::/64");
  network_release_prefix (sim->network, &second);
  network_release_prefix (sim->network, &first);
  for (int subnet = 3; subnet <= 0xffff; subnet++)
    prefix = network_new_prefix (sim->network, r[1]);
  assert_prefix (&prefix, "2001:db8:2:ffff::/64");
  /* All fresh ones are out: the first given back comes first. */
  prefix = network_new_prefix (sim->network, r[1]);
  g_assert_true (prefix_equal (&prefix, &second));
  prefix = network_new_prefix (sim->network, r[1]);
  g_assert_true (prefix_equal (&prefix, &first));
  prefix = network_new_prefix (sim->network, r[1]);
  assert_prefix (&prefix, "2001:db8:3::/64");
  g_assert_true (network_anchor (sim->network, &prefix.address) == r[1]);
  g_assert_true (network_anchor (sim->network, &r[0]->address) == r[0]);
  sim_free (sim);
}

static void
test_nodes (void)
{
  char text[ADDRESS_TEXT_SIZE];
  struct world w;

  world_init (&w);
  g_assert_cmpuint (network_nodes (w.sim->network), ==, 5);
  g_assert_true (network_find_node (w.sim->network, "mn") == w.host);
  g_assert_null (network_find_node (w.sim->network, "r4"));
  for (uint32_t i = 0; i < 5; i++)
    g_assert_cmpuint (network_node (w.sim->network, i)->id, ==, i);
  g_assert_cmpstr (address_text (&w.r[3]->address, text), ==, "2001:db8:4::1");
  g_assert_true (address_is_unspecified (&w.host->address));
  world_clear (&w);
}

/* Two ends of a chain announce one prefix: each half goes to its own end, the
 * middle to the first. */
static void
test_anycast (void)
{
  struct sim *sim = sim_new (1, 0);
  struct node *routers[5], *ends[2];
  struct sink sinks[2] = { { .n = 0 } };
  struct prefix prefix;
  struct address address;

  add_chain (sim, routers, 5, SIM_MILLISECOND);
  ends[0] = routers[4];
  ends[1] = routers[0];
  prefix = network_new_anycast (sim->network, ends, 2);
  address = prefix_host (&prefix, 1);
  for (unsigned i = 0; i < 2; i++)
    {
      node_add_address (ends[i], &address);
      node_set_handler (ends[i], NEXT_UDP, sink_receive, &sinks[i]);
    }
  for (unsigned i = 0; i < 5; i++)
    send_data (routers[i], &routers[i]->address, &address, 100);
  engine_run (sim->engine, SIM_SECOND);
  g_assert_cmpuint (sinks[0].n, ==, 3);
  g_assert_cmpuint (sinks[1].n, ==, 2);
  g_assert_cmpint (sinks[0].at[2], ==, 2 * SIM_MILLISECOND);
  g_assert_true (network_books_balance (sim->network));
  sim_free (sim);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/forwarding/delivers-over-wires-and-radio", test_delivers);
  g_test_add_func ("/forwarding/counts-data-in-transit", test_transit);
  g_test_add_func ("/forwarding/drops-at-hop-limit", test_hop_limit);
  g_test_add_func ("/forwarding/last-hop-limit-arrives", test_last_hop_limit);
  g_test_add_func ("/forwarding/no-route", test_no_route);
  g_test_add_func ("/forwarding/no-listener", test_no_listener);
  g_test_add_func ("/forwarding/own-address-is-local",
                   test_own_address_is_local);
  g_test_add_func ("/forwarding/own-routes-longest-first", test_own_routes);
  g_test_add_func ("/forwarding/source-routes-guard-access",
                   test_source_routes);
  g_test_add_func ("/forwarding/anycast-to-the-nearest", test_anycast);
  g_test_add_func ("/forwarding/link-scope-stays-on-link", test_link_scope);
  g_test_add_func ("/access-link/what-is-on-the-air-dies", test_radio_gone);
  g_test_add_func ("/access-link/moved-away", test_moved);
  g_test_add_func ("/access-link/another-technology", test_radio_configured);
  g_test_add_func ("/access-link/transmitter-is-free-again",
                   test_transmitter_reset);
  g_test_add_func ("/access-link/losses-go-with-the-host",
                   test_radio_loss_is_the_hosts);
  g_test_add_func ("/addresses/prefixes-in-order", test_prefixes);
  g_test_add_func ("/addresses/nodes-and-names", test_nodes);
  return g_test_run ();
}
