/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes out of service: r0 - r1 - r2 - r3, 1 ms apart, "mn" on r3 with 2 ms of
 * radio (struct world).  All instants by hand. */
#include "tests/unit/fixture.h"

#define MS SIM_MILLISECOND

static void
run_to (struct world *w, sim_time at)
{
  engine_run (w->sim->engine, at);
}

static void
send_down (struct world *w)
{
  send_data (w->r[0], &w->r[0]->address, &w->mn, 100);
}

/* At r1 the three are at 1, 2 and 3 ms; it is away from 1.5 to 2.5 ms. */
static void
test_transit (void)
{
  struct world w;

  world_init (&w);
  send_down (&w);
  run_to (&w, MS);
  send_down (&w);
  run_to (&w, MS + MS / 2);
  node_set_up (w.r[1], false);
  g_assert_false (node_is_up (w.r[1]));
  run_to (&w, 2 * MS);
  send_down (&w);
  run_to (&w, 2 * MS + MS / 2);
  node_set_up (w.r[1], true);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_NODE_DOWN), ==, 1);
  g_assert_cmpuint (w.sink.n, ==, 2);
  g_assert_cmpint (w.sink.at[0], ==, 5 * MS);
  g_assert_cmpint (w.sink.at[1], ==, 7 * MS);
  world_clear (&w);
}

/* Also to itself. */
static void
test_sends_nothing (void)
{
  struct world w;

  world_init (&w);
  node_set_up (w.r[0], false);
  send_down (&w);
  send_data (w.r[0], &w.r[0]->address, &w.r[0]->address, 100);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_NODE_DOWN), ==, 2);
  g_assert_cmpuint (w.sink.n, ==, 0);
  world_clear (&w);
}

/* Neither what the router of an access link sends onto it nor what comes from
 * it passes; what was on the air comes down. */
static void
test_radio (void)
{
  struct world w;

  world_init (&w);
  send_down (&w);
  run_to (&w, 3 * MS + 1); /* on the air */
  node_set_up (w.r[3], false);
  send_data (w.host, &w.mn, &w.r[0]->address, 100);
  send_down (&w);
  run_out (w.sim);
  g_assert_cmpuint (w.sink.n, ==, 1);
  g_assert_cmpuint (dropped (w.sim, DROP_NODE_DOWN), ==, 2);
  world_clear (&w);
}

/* 125 octets at 1 Mbit/s take 1 ms: of four at once, two have left when the
 * node fails 2.5 ms later, though the delay of 10 ms holds them on the way; the
 * others are lost, and the transmitter is free when it is back. */
static void
test_transmitter (void)
{
  const struct channel_config slow = channel_of (10 * MS, 1e6);
  struct sim *sim = sim_new (1, 0);
  struct node *a = network_add_router (sim->network, "a");
  struct node *b = network_add_router (sim->network, "b");
  struct sink sink = { 0 };

  network_add_link (sim->network, a, b, &slow, &slow);
  network_freeze (sim->network);
  node_set_handler (b, NEXT_UDP, sink_receive, &sink);
  for (int i = 0; i < 4; i++)
    send_data (a, &a->address, &b->address, 125);
  engine_run (sim->engine, 2500 * SIM_MICROSECOND);
  node_set_up (a, false);
  engine_run (sim->engine, 2600 * SIM_MICROSECOND);
  node_set_up (a, true);
  send_data (a, &a->address, &b->address, 125);
  run_out (sim);
  g_assert_cmpuint (sink.n, ==, 3);
  g_assert_cmpint (sink.at[0], ==, 11 * MS);
  g_assert_cmpint (sink.at[1], ==, 12 * MS);
  g_assert_cmpint (sink.at[2], ==, 2600 * SIM_MICROSECOND + 11 * MS);
  g_assert_cmpuint (dropped (sim, DROP_NODE_DOWN), ==, 2);
  sim_free (sim);
}

/* The link fails while the node is down: what had left it is on that link. */
static void
test_link_fails_too (void)
{
  struct world w;
  bool first;
  struct link *link;

  world_init (&w);
  link = network_find_link (w.sim->network, w.r[0], w.r[1], &first);
  send_down (&w);
  run_to (&w, MS / 2);
  node_set_up (w.r[0], false);
  link_set_up (link, false);
  link_set_up (link, true);
  node_set_up (w.r[0], true);
  run_out (w.sim);
  g_assert_cmpuint (dropped (w.sim, DROP_LINK_DOWN), ==, 1);
  world_clear (&w);
}

struct states
{
  unsigned downs, ups;
};

static void
count_state (struct sim *sim, const void *record, void *data)
{
  const struct trace_node *state = record;
  struct states *states = data;

  (void)sim;
  states->ups += state->up;
  states->downs += !state->up;
}

static void
test_told_once (void)
{
  struct states states = { 0, 0 };
  struct world w;

  world_init (&w);
  trace_listen (w.sim->trace, TRACE_NODE_STATE, count_state, &states);
  node_set_up (w.r[1], true);
  node_set_up (w.r[1], false);
  node_set_up (w.r[1], false);
  node_set_up (w.r[1], true);
  g_assert_cmpuint (states.downs, ==, 1);
  g_assert_cmpuint (states.ups, ==, 1);
  world_clear (&w);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/node-service/loses-what-arrives-while-down", test_transit);
  g_test_add_func ("/node-service/sends-nothing-while-down",
                   test_sends_nothing);
  g_test_add_func ("/node-service/its-radio-is-dead", test_radio);
  g_test_add_func ("/node-service/loses-what-has-not-left-its-transmitters",
                   test_transmitter);
  g_test_add_func ("/node-service/a-link-may-fail-as-well",
                   test_link_fails_too);
  g_test_add_func ("/node-service/changes-are-told-once", test_told_once);
  return g_test_run ();
}
