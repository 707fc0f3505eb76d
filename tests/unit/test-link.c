/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links in time; all instants computed by hand. */
#include "tests/unit/fixture.h"

#define MS SIM_MILLISECOND

struct pair
{
  struct sim *sim;
  struct node *a, *b;
  struct sink sink;
};

static void
pair_init (struct pair *pair, const struct channel_config *ab)
{
  pair->sim = sim_new (7, 0);
  pair->a = network_add_router (pair->sim->network, "a");
  pair->b = network_add_router (pair->sim->network, "b");
  network_add_link (pair->sim->network, pair->a, pair->b, ab,
                    &channel_config_default);
  network_freeze (pair->sim->network);
  pair->sink.n = 0;
  node_set_handler (pair->b, NEXT_UDP, sink_receive, &pair->sink);
}

static void
pair_send (struct pair *pair, uint32_t octets)
{
  send_data (pair->a, &pair->a->address, &pair->b->address, octets);
}

static void
pair_send_flow (struct pair *pair, uint32_t flow, uint32_t sequence)
{
  struct packet *p
      = make_udp (pair->sim, &pair->a->address, &pair->b->address, 52);

  p->meter.flow = flow;
  p->meter.sequence = sequence;
  node_send (pair->a, p);
}

static void
pair_clear (struct pair *pair)
{
  run_out (pair->sim);
  sim_free (pair->sim);
}

/* 125 octets at 1 Mbit/s take 1 ms. */
static void
test_serialisation (void)
{
  const struct channel_config ab = channel_of (10 * MS, 1e6);
  struct pair pair;

  pair_init (&pair, &ab);
  pair_send (&pair, 125);
  pair_send (&pair, 125);
  engine_run (pair.sim->engine, 500 * SIM_MICROSECOND);
  pair_send (&pair, 250);
  engine_run (pair.sim->engine, 100 * MS);
  pair_send (&pair, 125);
  run_out (pair.sim);
  g_assert_cmpuint (pair.sink.n, ==, 4);
  g_assert_cmpint (pair.sink.at[0], ==, 11 * MS);
  g_assert_cmpint (pair.sink.at[1], ==, 12 * MS);
  g_assert_cmpint (pair.sink.at[2], ==, 14 * MS);
  g_assert_cmpint (pair.sink.at[3], ==, 111 * MS);
  g_assert_cmpint (pair.sink.meter.path_delay, ==, 10 * MS);
  g_assert_cmpuint (pair.sink.meter.hops, ==, 1);
  pair_clear (&pair);
}

/* 100 octets at 3 Mbit/s: 266 666.67 ns; at 7 Mbit/s: 114 285.71 ns. */
static void
test_rounding (void)
{
  static const struct
  {
    double rate;
    sim_time at;
  } cases[] = { { 3e6, 266667 }, { 7e6, 114286 }, { 8e11, 1 },
                { 1e18, 0 },     { 2e18, 0 },     { INFINITY, 0 } };

  for (size_t i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const struct channel_config ab = channel_of (0, cases[i].rate);
      struct pair pair;

      pair_init (&pair, &ab);
      pair_send (&pair, 100);
      run_out (pair.sim);
      g_assert_cmpint (pair.sink.at[0], ==, cases[i].at);
      pair_clear (&pair);
    }
}

static void
test_queue_packets (void)
{
  struct channel_config ab = channel_of (0, 1e6);
  struct pair pair;

  ab.queue_packets = 2;
  pair_init (&pair, &ab);
  for (int i = 0; i < 3; i++)
    pair_send (&pair, 125);
  g_assert_cmpuint (dropped (pair.sim, DROP_QUEUE_FULL), ==, 1);
  engine_run (pair.sim->engine, 1 * MS); /* the first has departed */
  pair_send (&pair, 125);
  g_assert_cmpuint (dropped (pair.sim, DROP_QUEUE_FULL), ==, 1);
  pair_send (&pair, 125);
  g_assert_cmpuint (dropped (pair.sim, DROP_QUEUE_FULL), ==, 2);
  run_out (pair.sim);
  g_assert_cmpuint (pair.sink.n, ==, 3);
  g_assert_cmpint (pair.sink.at[2], ==, 3 * MS);
  pair_clear (&pair);
}

static void
test_queue_bytes (void)
{
  struct channel_config ab = channel_of (0, 1e6);
  struct pair pair;

  ab.queue_bytes = 300;
  pair_init (&pair, &ab);
  pair_send (&pair, 125);
  pair_send (&pair, 125);
  pair_send (&pair, 51); /* 301 */
  g_assert_cmpuint (dropped (pair.sim, DROP_QUEUE_FULL), ==, 1);
  pair_send (&pair, 50); /* 300 */
  g_assert_cmpuint (dropped (pair.sim, DROP_QUEUE_FULL), ==, 1);
  engine_run (pair.sim->engine, 2 * MS);
  for (int i = 0; i < 2; i++)
    pair_send (&pair, 125); /* 50 + 125 + 125 */
  pair_send (&pair, 48);
  g_assert_cmpuint (dropped (pair.sim, DROP_QUEUE_FULL), ==, 2);
  pair_clear (&pair);
}

/* A long queue: the ring grows and wraps, and all leave in order. */
static void
test_long_queue (void)
{
  struct channel_config ab = channel_of (0, 1e6);
  struct pair pair;
  uint64_t refused = 0;

  ab.queue_packets = 40;
  pair_init (&pair, &ab);
  for (int round = 0; round < 50; round++)
    {
      pair.sink.n = 0;
      for (int i = 0; i < 13; i++)
        pair_send (&pair, 125);
      engine_run (pair.sim->engine, (round + 1) * 12 * MS);
      g_assert_cmpuint (pair.sink.n, ==, 12);
      /* One more comes than leaves; from the 28th round on 40 wait. */
      refused += round >= 28;
      g_assert_cmpuint (dropped (pair.sim, DROP_QUEUE_FULL), ==, refused);
    }
  pair_clear (&pair);
}

static void
test_jitter (void)
{
  struct channel_config ab = channel_of (1 * MS, INFINITY);
  sim_time least = SIM_TIME_MAX, most = 0;
  struct pair pair;

  ab.jitter = 1 * MS;
  pair_init (&pair, &ab);
  for (int i = 0; i < 2000; i++)
    {
      pair.sink.n = 0;
      pair_send (&pair, 100);
      engine_run (pair.sim->engine, (i + 1) * 10 * MS);
      least = MIN (least, pair.sink.at[0] - i * 10 * MS);
      most = MAX (most, pair.sink.at[0] - i * 10 * MS);
    }
  /* 2000 uniform draws miss a hundredth at an end once in 5e8. */
  g_assert_cmpint (least, >=, 1 * MS);
  g_assert_cmpint (least, <, 1 * MS + MS / 100);
  g_assert_cmpint (most, <=, 2 * MS);
  g_assert_cmpint (most, >, 2 * MS - MS / 100);
  g_assert_cmpint (pair.sink.meter.path_delay, ==, 1 * MS);
  pair_clear (&pair);
}

static void
test_jitter_keeps_order (void)
{
  struct channel_config ab = channel_of (1 * MS, INFINITY);
  struct pair pair;

  ab.jitter = 5 * MS;
  pair_init (&pair, &ab);
  for (uint32_t i = 0; i < 60; i++)
    pair_send_flow (&pair, 1, i);
  run_out (pair.sim);
  g_assert_cmpuint (pair.sink.n, ==, 60);
  for (uint32_t i = 0; i < 60; i++)
    g_assert_cmpuint (pair.sink.sequence[i], ==, i);
  g_assert_cmpint (pair.sink.at[59], >, pair.sink.at[0]);
  pair_clear (&pair);
}

static uint64_t
lost_of (struct pair *pair, bool other_traffic)
{
  uint64_t pattern = 0;

  for (uint32_t i = 0; i < 64; i++)
    {
      uint64_t before;

      if (other_traffic)
        pair_send (pair, 100);
      before = dropped (pair->sim, DROP_LINK_LOSS);
      pair_send_flow (pair, 9, i);
      pattern |= (dropped (pair->sim, DROP_LINK_LOSS) - before) << i;
      pair->sink.n = 0;
      engine_run (pair->sim->engine, (i + 1) * MS);
    }
  return pattern;
}

/* Common random numbers: other packets do not move a flow's losses. */
static void
test_loss_is_common (void)
{
  struct channel_config ab = channel_config_default;
  struct pair alone, crowded;
  uint64_t pattern;

  ab.loss = 0.3;
  pair_init (&alone, &ab);
  pair_init (&crowded, &ab);
  pattern = lost_of (&alone, false);
  g_assert_cmphex (pattern, ==, lost_of (&crowded, true));
  g_assert_cmphex (pattern, !=, 0);
  g_assert_cmphex (pattern, !=, UINT64_MAX);
  alone.sink.n = crowded.sink.n = 0;
  pair_clear (&alone);
  pair_clear (&crowded);
}

/* 20000 trials at 0.1: mean 2000, deviation 42.4; six deviations allowed. */
static void
test_loss_rate (void)
{
  struct channel_config ab = channel_config_default;
  struct pair pair;

  ab.loss = 0.1;
  pair_init (&pair, &ab);
  for (uint32_t i = 0; i < 20000; i++)
    {
      pair.sink.n = 0;
      if (i % 2)
        pair_send_flow (&pair, 5, i);
      else
        pair_send (&pair, 100);
      engine_run (pair.sim->engine, i + 1);
    }
  g_assert_cmpuint (dropped (pair.sim, DROP_LINK_LOSS), >, 2000 - 255);
  g_assert_cmpuint (dropped (pair.sim, DROP_LINK_LOSS), <, 2000 + 255);
  pair_clear (&pair);
}

/* Lost packets do not occupy the transmitter; loss 1 loses all. */
static void
test_certain_loss (void)
{
  struct channel_config ab = channel_of (0, 1e6);
  struct pair pair;

  ab.loss = 1;
  pair_init (&pair, &ab);
  for (int i = 0; i < 10; i++)
    pair_send (&pair, 100);
  g_assert_cmpuint (dropped (pair.sim, DROP_LINK_LOSS), ==, 10);
  g_assert_cmpuint (network_in_flight (pair.sim->network, PACKET_DATA), ==, 0);
  pair_clear (&pair);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link/serialisation-then-delay", test_serialisation);
  g_test_add_func ("/link/rounds-to-nearest-nanosecond", test_rounding);
  g_test_add_func ("/link/queue-bounds-packets", test_queue_packets);
  g_test_add_func ("/link/queue-bounds-bytes", test_queue_bytes);
  g_test_add_func ("/link/long-queue-stays-exact", test_long_queue);
  g_test_add_func ("/link/jitter-within-bounds", test_jitter);
  g_test_add_func ("/link/jitter-keeps-order", test_jitter_keeps_order);
  g_test_add_func ("/link/loss-belongs-to-the-packet", test_loss_is_common);
  g_test_add_func ("/link/loss-has-its-probability", test_loss_rate);
  g_test_add_func ("/link/certain-loss", test_certain_loss);
  return g_test_run ();
}
