/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flows: when they open and send, on which address, and who receives. */
#include <math.h>

#include "tests/scenario/moves.h"

#define MS SIM_MILLISECOND

/* As scenarios/ would make it; the patterns' struct is known by its table. */
struct pattern
{
  sim_time interval;
  int64_t size;
};

struct observed
{
  unsigned sent, received, started, ended;
  sim_time sent_at[64], received_at[64], started_at[256], ended_at[256];
  uint32_t length;
  struct node *router;
  struct flow flow; /* as it was last */
};

static void
see_sent (struct sim *sim, const void *record, void *data)
{
  const struct trace_flow_packet *at = record;
  struct observed *seen = data;

  seen->length = packet_length (at->packet);
  seen->sent_at[seen->sent++ % 64] = sim_now (sim);
}

static void
see_received (struct sim *sim, const void *record, void *data)
{
  const struct trace_flow_packet *at = record;
  struct observed *seen = data;

  g_assert_cmpuint (at->packet->meter.flow, ==, at->flow->id);
  seen->router = at->router;
  seen->received_at[seen->received++ % 64] = sim_now (sim);
}

static void
see_started (struct sim *sim, const void *record, void *data)
{
  struct observed *seen = data;

  seen->flow = *(const struct flow *)record;
  seen->started_at[seen->started++ % 256] = sim_now (sim);
}

static void
see_ended (struct sim *sim, const void *record, void *data)
{
  struct observed *seen = data;

  seen->flow = *(const struct flow *)record;
  seen->ended_at[seen->ended++ % 256] = sim_now (sim);
}

static struct observed *
observe (struct moves *m)
{
  struct observed *seen = g_new0 (struct observed, 1);

  trace_listen (m->sim->trace, TRACE_FLOW_SENT, see_sent, seen);
  trace_listen (m->sim->trace, TRACE_FLOW_RECEIVED, see_received, seen);
  trace_listen (m->sim->trace, TRACE_FLOW_STARTED, see_started, seen);
  trace_listen (m->sim->trace, TRACE_FLOW_ENDED, see_ended, seen);
  return seen;
}

static struct pattern every_20_ms = { 20 * MS, 160 };

static struct traffic_config
one_flow (enum traffic_direction direction)
{
  return (struct traffic_config){
    .name = (char *)"voice",
    .direction = direction,
    .pattern = { traffic_pattern_variants[0], &every_20_ms },
    .start = { LAW_CONSTANT, 1, 0 },
    .stop = SIM_TIME_NONE,
    .mobility = MOBILITY_REQUIRED,
  };
}

static struct moves *
attached_world (const struct traffic_config *config, unsigned nodes)
{
  struct domain_config domain = moves_config ();
  struct moves *m = moves_new (2, &domain, 1);
  struct mobile_node *const *mn = moves_populate (m, nodes);

  traffic_add (traffic_new (m->domain), config, mn, nodes, NULL);
  for (unsigned i = 0; i < nodes; i++)
    access_enter (mn[i], moves_router (m, 0));
  return m;
}

/* 1 ms of wire, 2 ms of radio. */
static void
cbr_sends_at_its_instants (void)
{
  static const enum traffic_direction directions[]
      = { TRAFFIC_DOWN, TRAFFIC_UP };

  for (unsigned d = 0; d < 2; d++)
    {
      struct traffic_config config = one_flow (directions[d]);
      struct moves *m;
      struct observed *seen;

      config.stop = 1100 * MS;
      m = attached_world (&config, 1);
      seen = observe (m);
      moves_run (m, 2 * SIM_SECOND);
      g_assert_cmpuint (seen->sent, ==, 5); /* 1.0 ... 1.08 s, not 1.1 s */
      g_assert_cmpuint (seen->received, ==, 5);
      for (unsigned i = 0; i < 5; i++)
        {
          g_assert_cmpint (seen->sent_at[i], ==, (1000 + 20 * i) * MS);
          g_assert_cmpint (seen->received_at[i], ==, (1003 + 20 * i) * MS);
        }
      g_assert_cmpuint (seen->length, ==, 160 + 48);
      g_assert_true (seen->router == moves_router (m, 0)->node);
      g_assert_true (seen->flow.anchor == moves_router (m, 0)->node);
      g_assert_cmpuint (moves_router (m, 0)->served_bytes, ==, 5 * 208);
      g_assert_cmpint (seen->flow.end, ==, 1100 * MS);
      g_assert_cmpuint (m->stand_in.started, ==, 1);
      g_assert_cmpuint (m->stand_in.ended, ==, 1);
      moves_free (m);
      g_free (seen);
    }
}

/* The last packet, sent just before the end, is received after it. */
static void
what_is_on_its_way_at_the_end_arrives (void)
{
  struct traffic_config config = one_flow (TRAFFIC_DOWN);
  struct moves *m;
  struct observed *seen;

  config.stop = 1001 * MS;
  m = attached_world (&config, 1);
  seen = observe (m);
  moves_run (m, 2 * SIM_SECOND);
  g_assert_cmpint (seen->ended_at[0], ==, 1001 * MS);
  g_assert_cmpint (seen->received_at[0], ==, 1003 * MS);
  moves_free (m);
  g_free (seen);
}

/* No address before 1.5 s + radio: the flow opens then, sends on its own
 * instants and ends with its session. */
static void
waits_for_an_address (void)
{
  struct traffic_config config = one_flow (TRAFFIC_UP);
  struct domain_config domain = moves_config ();
  struct moves *m = moves_new (1, &domain, 1);
  struct mobile_node *const *mn = moves_populate (m, 1);
  struct observed *seen = observe (m);

  config.stop = 1600 * MS;
  m->stand_in.delay = 1501 * MS;
  traffic_add (traffic_new (m->domain), &config, mn, 1, m->cn);
  access_enter (mn[0], moves_router (m, 0));
  moves_run (m, 3 * SIM_SECOND);
  g_assert_cmpint (seen->started_at[0], ==, 1503 * MS);
  g_assert_cmpint (seen->sent_at[0], ==, 1520 * MS);
  g_assert_cmpuint (seen->sent, ==, 4);
  g_assert_cmpint (seen->ended_at[0], ==, 1600 * MS);
  moves_free (m);
  g_free (seen);
}

static void
never_opens_without_an_address (void)
{
  struct traffic_config config = one_flow (TRAFFIC_BOTH);
  struct domain_config domain = moves_config ();
  struct moves *m = moves_new (1, &domain, 1);
  struct mobile_node *const *mn = moves_populate (m, 1);
  struct observed *seen = observe (m);

  config.stop = 1600 * MS;
  m->stand_in.delay = 1700 * MS;
  traffic_add (traffic_new (m->domain), &config, mn, 1, m->cn);
  access_enter (mn[0], moves_router (m, 0));
  moves_run (m, 3 * SIM_SECOND);
  g_assert_cmpuint (seen->started, ==, 0);
  g_assert_cmpuint (m->stand_in.started, ==, 0);
  moves_free (m);
  g_free (seen);
}

static void
both_directions_share_an_address (void)
{
  struct traffic_config config = one_flow (TRAFFIC_BOTH);
  struct moves *m = attached_world (&config, 1);
  struct observed *seen = observe (m);
  const struct mobile_node *mn = moves_mn (m, 0);

  moves_run (m, 1500 * MS);
  g_assert_cmpuint (seen->started, ==, 2);
  g_assert_cmpuint (mn->live_flows, ==, 2);
  g_assert_cmpuint (traffic_live_flows (mn, &seen->flow.mn_prefix), ==, 2);
  g_assert_cmpuint (seen->received, ==, 50);
  traffic_finish (m->domain->traffic);
  g_assert_cmpuint (seen->ended, ==, 2);
  g_assert_cmpuint (mn->live_flows, ==, 0);
  g_assert_cmpuint (traffic_live_flows (mn, &seen->flow.mn_prefix), ==, 0);
  g_assert_cmpuint (m->stand_in.ended, ==, 0);
  moves_free (m);
  g_free (seen);
}

/* Sessions of 1 s mean every 0.5 s at each of 200 nodes for 100 s: 40000
 * expected, standard deviation 200; mean duration within 5 of its. */
static void
sessions_follow_their_laws (void)
{
  struct traffic_config config = one_flow (TRAFFIC_DOWN);
  struct pattern silent = { 1000 * SIM_SECOND, 160 };
  struct moves *m;
  struct observed *seen;
  double live = 0;

  config.pattern.config = &silent;
  config.start = (struct law){ LAW_CONSTANT, 0, 0 };
  config.has_sessions = true;
  config.sessions.arrivals = (struct law){ LAW_EXPONENTIAL, 0.5, 0 };
  config.sessions.duration = (struct law){ LAW_EXPONENTIAL, 1, 0 };
  m = attached_world (&config, 200);
  seen = observe (m);
  for (unsigned i = 1; i <= 100; i++)
    {
      moves_run (m, i * SIM_SECOND);
      for (unsigned k = 0; k < 200; k++)
        live += i > 20 ? moves_mn (m, k)->live_flows : 0;
    }
  g_assert_cmpfloat (fabs (seen->started - 40000.0), <, 5 * 200);
  /* Little's law: arrival rate times mean duration. */
  g_assert_cmpfloat (fabs (live / (80 * 200) - 2), <, 0.06);
  moves_free (m);
  g_free (seen);
}

/* The node moves at 2 s; its new address is there at 2.052 s, its peer knows
 * after 2 + 2 ms, and sends there from the next instant on. */
static void
without_mobility_takes_the_new_address (void)
{
  struct traffic_config config = one_flow (TRAFFIC_DOWN);
  struct moves *m;
  struct observed *seen;
  struct prefix first;

  config.mobility = MOBILITY_NONE;
  m = attached_world (&config, 1);
  seen = observe (m);
  moves_run (m, 2000 * MS);
  first = seen->flow.mn_prefix;
  g_assert_cmpuint (traffic_live_flows (moves_mn (m, 0), &first), ==, 1);
  access_move (moves_mn (m, 0), moves_router (m, 1));
  seen->received = 0;
  moves_run (m, 3 * SIM_SECOND);
  g_assert_cmpint (seen->received_at[0], ==, (2060 + 4) * MS);
  g_assert_true (seen->router == moves_router (m, 1)->node);
  g_assert_cmpuint (traffic_live_flows (moves_mn (m, 0), &first), ==, 0);
  g_assert_cmpuint (moves_mn (m, 0)->live_flows, ==, 1);
  g_assert_cmpuint (seen->started, ==, 1);
  g_assert_cmpuint (m->stand_in.started, ==, 2);
  g_assert_cmpuint (m->stand_in.ended, ==, 1);
  g_assert_cmpuint (network_books (m->sim->network)->consumed[PACKET_OTHER], ==,
                    1);
  moves_free (m);
  g_free (seen);
}

/* The peer does not hear before a repetition gets through. */
static void
repeats_its_new_address (void)
{
  struct traffic_config config = one_flow (TRAFFIC_DOWN);
  struct pattern slow = { 5 * SIM_SECOND, 160 };
  struct moves *m;

  config.pattern.config = &slow;
  config.mobility = MOBILITY_NONE;
  m = attached_world (&config, 1);
  moves_run (m, 2000 * MS);
  access_move (moves_mn (m, 0), moves_router (m, 1));
  moves_run (m, 20 * SIM_SECOND);
  /* 2.052 s and each second up to the datum of 6 s. */
  g_assert_cmpuint (network_books (m->sim->network)->consumed[PACKET_OTHER], ==,
                    4);
  moves_free (m);
}

static void
with_mobility_keeps_the_address (void)
{
  struct traffic_config config = one_flow (TRAFFIC_DOWN);
  struct moves *m = attached_world (&config, 1);
  struct observed *seen = observe (m);

  moves_run (m, 2000 * MS);
  access_move (moves_mn (m, 0), moves_router (m, 1));
  seen->received = 0;
  moves_run (m, 10 * SIM_SECOND);
  g_assert_cmpuint (seen->received, ==, 0);
  g_assert_cmpuint (m->stand_in.started, ==, 1);
  moves_free (m);
  g_free (seen);
}

/* Away from 2 s to 3 s; its address is there again 2 ms later. */
static void
leaving_ends_flows_and_returning_opens_them (void)
{
  struct traffic_config config = one_flow (TRAFFIC_DOWN);
  struct moves *m = attached_world (&config, 1);
  struct observed *seen = observe (m);
  uint32_t first;

  moves_run (m, 2000 * MS);
  first = seen->flow.id;
  access_leave (moves_mn (m, 0));
  g_assert_cmpint (seen->ended_at[0], ==, 2000 * MS);
  g_assert_cmpuint (moves_mn (m, 0)->live_flows, ==, 0);
  g_assert_cmpuint (m->stand_in.ended, ==, 1);
  moves_run (m, 3000 * MS);
  g_assert_cmpuint (seen->started, ==, 1);
  access_enter (moves_mn (m, 0), moves_router (m, 1));
  moves_run (m, 3500 * MS);
  g_assert_cmpuint (seen->started, ==, 2);
  g_assert_cmpint (seen->started_at[1], ==, 3002 * MS);
  g_assert_cmpuint (seen->flow.id, !=, first);
  moves_free (m);
  g_free (seen);
}

/* To a port nobody has. */
/* A datagram between these ports, from the correspondent to node @i. */
static void
send_stranger (struct moves *m, unsigned i, uint16_t from, uint16_t to)
{
  struct mobile_node *mn = moves_mn (m, i);
  struct ipv6_header header = {
    .source = m->cn->address,
    .destination = mn->addresses.at[0].address,
    .next_header = NEXT_UDP,
    .hop_limit = IPV6_DEFAULT_HOP_LIMIT,
  };
  struct packet *p = packet_new (m->sim->network, PACKET_DATA, 48);

  packet_push_udp (p, &header.source, &header.destination, from, to);
  packet_push_ipv6 (p, &header);
  node_send (m->cn, p);
}

static void
assert_without_listener (const struct moves *m, unsigned n)
{
  g_assert_cmpuint (
      network_books (m->sim->network)->dropped[PACKET_DATA][DROP_NO_LISTENER],
      ==, n);
}

static void
strangers_are_not_taken (void)
{
  struct traffic_config config = one_flow (TRAFFIC_DOWN);
  struct moves *m = attached_world (&config, 1);

  moves_run (m, 500 * MS);
  send_stranger (m, 0, 5000, 49152);
  moves_run (m, 600 * MS);
  assert_without_listener (m, 1);
  moves_free (m);
}

/* The ports of one node's flow say nothing at another's address, nor those of
 * an uplink flow to its sender. */
static void
ports_of_others_are_not_taken (void)
{
  static const enum traffic_direction directions[]
      = { TRAFFIC_DOWN, TRAFFIC_UP };

  for (unsigned d = 0; d < 2; d++)
    {
      struct traffic_config config = one_flow (directions[d]);
      struct moves *m = attached_world (&config, 2);
      struct observed *seen = observe (m);
      unsigned last; /* whose flow opened last */

      moves_run (m, 1500 * MS);
      last = seen->flow.mn->index;
      send_stranger (m, d == 0 ? 1 - last : last, seen->flow.peer_port,
                     seen->flow.mn_port);
      moves_run (m, 1600 * MS);
      assert_without_listener (m, 1);
      moves_free (m);
      g_free (seen);
    }
}

/* Packets of a flow that ended may be on their way for a minute: until then
 * its ports are nobody's. */
static void
ports_rest_before_they_are_used_again (void)
{
  static const int64_t start[] = { 1, 20, 75 };
  uint16_t ports[3];
  struct traffic_config configs[3];
  struct moves *m;
  struct observed *seen;

  for (unsigned i = 0; i < 3; i++)
    {
      configs[i] = one_flow (TRAFFIC_DOWN);
      configs[i].start.a = (double)start[i];
      configs[i].stop = (start[i] + 9) * SIM_SECOND;
    }
  m = attached_world (&configs[0], 1);
  seen = observe (m);
  for (unsigned i = 1; i < 3; i++)
    traffic_add (m->domain->traffic, &configs[i],
                 (struct mobile_node *const *)m->domain->mobile_nodes->pdata, 1,
                 NULL);
  for (unsigned i = 0; i < 3; i++)
    {
      moves_run (m, (start[i] + 1) * SIM_SECOND);
      g_assert_cmpuint (seen->started, ==, i + 1);
      ports[i] = seen->flow.mn_port;
    }
  g_assert_cmpuint (ports[1], !=, ports[0]); /* 10 s after it ended */
  g_assert_cmpuint (ports[2], ==, ports[0]); /* 65 s */
  moves_free (m);
  g_free (seen);
}

/* Mean and variance of Poisson counts over one long flow. */
static void
poisson_counts (void)
{
  struct traffic_config config = one_flow (TRAFFIC_UP);
  struct moves *m;
  struct observed *seen;
  double sum = 0, squares = 0;

  config.pattern.chosen = traffic_pattern_variants[1];
  m = attached_world (&config, 1);
  seen = observe (m);
  moves_run (m, SIM_SECOND);
  for (unsigned i = 0; i < 1000; i++)
    {
      unsigned before = seen->sent;
      double n;

      moves_run (m, (i + 2) * SIM_SECOND);
      n = seen->sent - before;
      sum += n;
      squares += n * n;
    }
  sum /= 1000;
  g_assert_cmpfloat (fabs (sum - 50), <, 5 * sqrt (50. / 1000));
  g_assert_cmpfloat (fabs (squares / 1000 - sum * sum - 50), <,
                     5 * 50 * sqrt (2. / 1000));
  moves_free (m);
  g_free (seen);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/traffic/cbr-instants", cbr_sends_at_its_instants);
  g_test_add_func ("/traffic/arrives-after-the-end",
                   what_is_on_its_way_at_the_end_arrives);
  g_test_add_func ("/traffic/waits-for-an-address", waits_for_an_address);
  g_test_add_func ("/traffic/never-opens-without-an-address",
                   never_opens_without_an_address);
  g_test_add_func ("/traffic/both-directions",
                   both_directions_share_an_address);
  g_test_add_func ("/traffic/sessions-follow-their-laws",
                   sessions_follow_their_laws);
  g_test_add_func ("/traffic/no-mobility/takes-the-new-address",
                   without_mobility_takes_the_new_address);
  g_test_add_func ("/traffic/no-mobility/repeats-it", repeats_its_new_address);
  g_test_add_func ("/traffic/mobility/keeps-the-address",
                   with_mobility_keeps_the_address);
  g_test_add_func ("/traffic/leaving-ends-flows",
                   leaving_ends_flows_and_returning_opens_them);
  g_test_add_func ("/traffic/strangers-are-not-taken", strangers_are_not_taken);
  g_test_add_func ("/traffic/ports-of-others-are-not-taken",
                   ports_of_others_are_not_taken);
  g_test_add_func ("/traffic/ports-rest",
                   ports_rest_before_they_are_used_again);
  g_test_add_func ("/traffic/poisson-counts", poisson_counts);
  return g_test_run ();
}
