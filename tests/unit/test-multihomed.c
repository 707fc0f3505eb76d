/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a router with several access networks needs of the network: no transit
 * through it, egress by source, tunnels to each of its addresses, a route
 * chosen per packet, links that go out of service. */
#include "tests/unit/fixture.h"

#define MS SIM_MILLISECOND

/*      a (2 ms)
 *    /         \
 * core          gw     and core - b 9 ms, b - gw 1 ms: the shortest way from
 *    \         /        core to b leads through gw, 2 + 1 + 1 ms.
 *      b
 */
struct diamond
{
  struct sim *sim;
  struct node *core, *a, *b, *gw;
  struct address via_b; /* the gateway's, out of b's block */
  struct sink sink, back;
};

static struct link *
join (struct diamond *d, struct node *x, struct node *y, sim_time delay)
{
  const struct channel_config channel = channel_of (delay, INFINITY);

  return network_add_link (d->sim->network, x, y, &channel, &channel);
}

/* The gateway bears an address of b's network, routed over b's link. */
static void
diamond_init (struct diamond *d)
{
  struct route over = { .kind = ROUTE_ACCESS };
  struct prefix prefix;

  *d = (struct diamond){ .sim = sim_new (1, 0) };
  d->core = network_add_router (d->sim->network, "core");
  d->a = network_add_router (d->sim->network, "a");
  d->b = network_add_router (d->sim->network, "b");
  d->gw = network_add_router (d->sim->network, "gw");
  join (d, d->core, d->a, 2 * MS);
  join (d, d->a, d->gw, MS);
  join (d, d->core, d->b, 9 * MS);
  over.link = join (d, d->b, d->gw, MS);
  network_freeze (d->sim->network);
  network_set_stub (d->sim->network, d->gw);
  prefix = network_new_prefix (d->sim->network, d->b);
  d->via_b = prefix_host (&prefix, 1);
  node_add_address (d->gw, &d->via_b);
  node_set_route (d->b, &prefix, &over);
  node_set_egress_route (d->gw, &prefix, &over);
  node_set_handler (d->gw, NEXT_UDP, sink_receive, &d->sink);
  node_set_handler (d->core, NEXT_UDP, sink_receive, &d->back);
}

static void
diamond_clear (struct diamond *d)
{
  run_out (d->sim);
  sim_free (d->sim);
}

static struct link *
diamond_link (struct diamond *d)
{
  bool first;

  return network_find_link (d->sim->network, d->gw, d->b, &first);
}

static void
test_stub (void)
{
  struct diamond d;

  diamond_init (&d);
  g_assert_cmpint (network_path_delay (d.sim->network, d.core, d.b), ==,
                   9 * MS);
  g_assert_cmpint (network_path_delay (d.sim->network, d.b, d.a), ==, 11 * MS);
  g_assert_cmpint (network_path_delay (d.sim->network, d.core, d.gw), ==,
                   3 * MS);
  g_assert_cmpint (network_path_delay (d.sim->network, d.gw, d.core), ==,
                   3 * MS);
  g_assert_cmpint (network_path_delay (d.sim->network, d.gw, d.b), ==, MS);
  diamond_clear (&d);
}

static void
test_egress (void)
{
  struct diamond d;

  diamond_init (&d);
  send_data (d.core, &d.core->address, &d.via_b, 100);
  send_data (d.gw, &d.via_b, &d.core->address, 100);
  send_data (d.gw, &d.gw->address, &d.core->address, 100);
  run_out (d.sim);
  g_assert_cmpuint (d.sink.n, ==, 1);
  g_assert_cmpint (d.sink.at[0], ==, 10 * MS);
  g_assert_cmpuint (d.back.n, ==, 2);
  g_assert_cmpint (d.back.at[0], ==, 3 * MS);
  g_assert_cmpint (d.back.at[1], ==, 10 * MS);
  diamond_clear (&d);
}

/* Both addresses end tunnels; what leaves them passes the exit routes. */
static const struct route *
alternate (struct node *node, struct packet *p, void *data)
{
  struct route *routes = data;

  g_assert_nonnull (node);
  return &routes[p->meter.sequence % 2];
}

static void
test_choice (void)
{
  struct diamond d;
  struct route tunnels[2]
      = { { .kind = ROUTE_TUNNEL }, { .kind = ROUTE_TUNNEL } };
  const struct route choice
      = { .kind = ROUTE_CHOICE, .choose = alternate, .data = tunnels };
  struct address mn;
  struct prefix prefix;
  struct link *radio;

  diamond_init (&d);
  radio = add_host (d.sim, "mn", d.gw, 0, &mn);
  prefix = network_new_prefix (d.sim->network, d.core);
  mn = prefix_host (&prefix, 1);
  node_add_address (link_host (radio), &mn);
  node_set_handler (link_host (radio), NEXT_UDP, sink_receive, &d.sink);
  tunnels[0].peer = d.gw->address;
  tunnels[1].peer = d.via_b;
  node_set_route (d.core, &prefix, &choice);
  node_accept_tunnel (d.gw, &d.core->address);
  node_add_tunnel_end (d.gw, &d.via_b);
  node_set_exit_route (d.gw, &prefix,
                       &(struct route){ .kind = ROUTE_ACCESS, .link = radio });
  for (uint32_t i = 0; i < 4; i++)
    {
      struct packet *p = make_udp (d.sim, &d.a->address, &mn, 10);

      p->meter.sequence = i;
      node_send (d.core, p);
    }
  run_out (d.sim);
  g_assert_cmpuint (d.sink.n, ==, 4);
  g_assert_cmpuint (d.sink.sequence[0], ==, 0);
  g_assert_cmpuint (d.sink.sequence[1], ==, 2);
  g_assert_cmpint (d.sink.at[1], ==, 3 * MS);
  g_assert_cmpuint (d.sink.sequence[2], ==, 1);
  g_assert_cmpint (d.sink.at[3], ==, 10 * MS);
  diamond_clear (&d);
}

struct heard
{
  unsigned downs, ups;
};

static void
hear (struct link *link, bool up, void *data)
{
  struct heard *heard = data;

  g_assert_true (link_is_up (link) == up);
  *(up ? &heard->ups : &heard->downs) += 1;
}

static void
test_out_of_service (void)
{
  struct diamond d;
  struct heard heard = { 0 };
  struct link *link;

  diamond_init (&d);
  link = diamond_link (&d);
  network_watch_link (d.sim->network, link, hear, &heard);
  send_data (d.gw, &d.via_b, &d.core->address, 100); /* is on the link then */
  link_set_up (link, false);
  link_set_up (link, false);
  send_data (d.gw, &d.via_b, &d.core->address, 100);
  run_out (d.sim);
  g_assert_cmpuint (dropped (d.sim, DROP_LINK_DOWN), ==, 2);
  link_set_up (link, true);
  send_data (d.gw, &d.via_b, &d.core->address, 100);
  run_out (d.sim);
  g_assert_cmpuint (d.back.n, ==, 1);
  g_assert_cmpuint (heard.downs, ==, 1);
  g_assert_cmpuint (heard.ups, ==, 1);
  diamond_clear (&d);
}

static void
test_reconfigured (void)
{
  struct channel_config ab, ba;
  struct diamond d;
  struct link *link;

  diamond_init (&d);
  link = diamond_link (&d);
  link_read (link, &ab, &ba);
  g_assert_cmpint (ab.delay, ==, MS);
  g_assert_cmpfloat (ba.rate, ==, INFINITY);
  ba.delay = 4 * MS;
  ba.rate = 1e6;
  link_configure (link, &ab, &ba);
  send_data (d.gw, &d.via_b, &d.core->address, 125); /* 1 ms on the wire */
  run_out (d.sim);
  g_assert_cmpint (d.back.at[0], ==, 9 * MS + 4 * MS + MS);
  link_read (link, &ab, &ba);
  g_assert_cmpfloat (ba.rate, ==, 1e6);
  diamond_clear (&d);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/multihomed/is-no-transit", test_stub);
  g_test_add_func ("/multihomed/leaves-by-the-interface-of-the-source",
                   test_egress);
  g_test_add_func ("/multihomed/route-is-chosen-per-packet", test_choice);
  g_test_add_func ("/multihomed/link-down-loses-what-is-on-it",
                   test_out_of_service);
  g_test_add_func ("/multihomed/link-changes-while-it-runs", test_reconfigured);
  return g_test_run ();
}
