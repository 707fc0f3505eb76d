/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delay, jitter, order, stretch, tunnels and availability of flows, from
 * hand-made packets. */
#include <math.h>

#include "tests/scenario/collector-fixture.h"

/* Packet i is sent at 100 ms x i and received with this delay, in ms. */
static void
play_delays (struct fixture *f, const int *delays, uint32_t n)
{
  for (uint32_t i = 0; i < n; i++)
    {
      fixture_at (f, 100 * MS * i);
      fixture_sent (f, i);
      fixture_at (f, 100 * MS * i + delays[i] * MS);
      fixture_received (f, i, 100 * MS * i, f->ar1);
    }
}

static void
test_delay (void)
{
  static const int delays[] = { 10, 20, 20, 30 };
  const struct metric *m;
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_flow_start (&f);
  play_delays (&f, delays, 4);
  fixture_finish (&f, 1 * SIM_SECOND);
  m = fixture_metric (&f, "delay.oneway");
  g_assert_cmpuint (m->n, ==, 4);
  g_assert_cmpfloat_with_epsilon (m->mean, 0.020, 1e-15);
  g_assert_cmpfloat (m->min, ==, 0.010);
  g_assert_cmpfloat (m->p50, ==, 0.020);
  g_assert_cmpfloat (m->p95, ==, 0.030);
  assert_mean (&f, "delay.oneway{flow=voice}", 0.020);
  assert_mean (&f, "delay.oneway{direction=down}", 0.020);
  assert_mean (&f, "delay.inorder", 0.020);
  assert_mean (&f, "delay.ipdv", 0.020 / 3);
  fixture_clear (&f);
}

/* J after each: 10/16, then x 15/16, then x 15/16 + 10/16. */
static void
test_jitter (void)
{
  static const int delays[] = { 10, 20, 20, 30 };
  double j1 = 10. / 16, j2 = j1 - j1 / 16, j3 = j2 + (10 - j2) / 16;
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_flow_start (&f);
  play_delays (&f, delays, 4);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_n (&f, "delay.jitter", 1);
  assert_mean (&f, "delay.jitter", (j1 + j2 + j3) / 3 / 1e3);
  fixture_clear (&f);
}

/* Sent at 0, 10, 20, 30 ms; received 0 at 50, 2 at 60, 3 at 70, 1 at 80 ms.
 * In order 2 and 3 wait for 1: 50, 70, 60, 50 ms. */
static void
test_reordering (void)
{
  static const uint32_t order[] = { 0, 2, 3, 1 };
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_flow_start (&f);
  for (uint32_t i = 0; i < 4; i++)
    {
      fixture_at (&f, 10 * MS * i);
      fixture_sent (&f, i);
    }
  for (uint32_t i = 0; i < 4; i++)
    {
      fixture_at (&f, (50 + 10 * i) * MS);
      fixture_received (&f, order[i], 10 * MS * order[i], f.ar1);
    }
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_mean (&f, "reorder.ratio", 0.25);
  assert_n (&f, "delay.inorder", 4);
  assert_mean (&f, "delay.inorder", (50 + 70 + 60 + 50) / 4. / 1e3);
  fixture_clear (&f);
}

/* Of four packets 100 ms apart the second is lost, the last under way: lost 1
 * of 2 with a fate; served 100 of 200 ms. */
static void
test_undetermined (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_flow_start (&f);
  fixture_sent (&f, 0);
  fixture_received (&f, 0, 0, f.ar1);
  fixture_at (&f, 100 * MS);
  fixture_sent (&f, 1);
  fixture_dropped (&f, 1, 100 * MS, DROP_LINK_LOSS);
  fixture_at (&f, 200 * MS);
  fixture_sent (&f, 2);
  fixture_received (&f, 2, 200 * MS, f.ar1);
  fixture_at (&f, 300 * MS);
  fixture_sent (&f, 3);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_mean (&f, "loss.ratio", 1. / 3);
  assert_mean (&f, "availability", 0.5);
  fixture_clear (&f);
}

/* One or two copies of each: of packet 0 both arrive, after 10 and 12 ms; of 1
 * only the copy, after 30 ms; of 2 none; of 3 the packet, after 10 ms, and one
 * of two copies before the next packet, one after it; of 4 the copy is lost and
 * the packet under way.  Sent 100 ms apart, 52 octets of payload each; served
 * the time of 0 and 1, not of 2, that of 3 is open as 4 is. */
static void
test_copies (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_handover (&f, 1);
  fixture_flow_start (&f);
  for (uint32_t i = 0; i < 5; i++)
    {
      fixture_at (&f, 100 * MS * i);
      f.packet->meter.copied = false;
      fixture_sent (&f, i);
      fixture_copied (&f, i, 100 * MS * i);
      fixture_at (&f, (100 * i + 10) * MS);
      if (i == 0 || i == 3)
        fixture_received (&f, i, 100 * MS * i, f.ar1);
      else
        fixture_dropped (&f, i, 100 * MS * i, DROP_RADIO_GONE);
      if (i == 3)
        fixture_copied (&f, 3, 300 * MS);
      fixture_at (&f, (100 * i + (i == 0 ? 12 : 30)) * MS);
      if (i < 2 || i == 3)
        fixture_received (&f, i, 100 * MS * i, f.ar1);
      else if (i == 2)
        fixture_dropped (&f, i, 200 * MS, DROP_RADIO_GONE);
    }
  fixture_received (&f, 3, 300 * MS, f.ar1);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_mean (&f, "duplicate.packets", 3);
  assert_mean (&f, "duplicate.packets{flow=voice}", 3);
  assert_mean (&f, "loss.ratio", 1. / 4);
  assert_mean (&f, "handover.loss", 1);
  assert_mean (&f, "goodput", 3 * 52 * 8);
  assert_n (&f, "delay.oneway", 3);
  assert_mean (&f, "delay.oneway", (10 + 30 + 10) / 3. / 1e3);
  assert_n (&f, "delay.inorder", 3);
  assert_mean (&f, "reorder.ratio", 0);
  assert_n (&f, "reorder.extent", 0);
  assert_mean (&f, "availability", 200. / 300);
  fixture_clear (&f);
}

/* The last packet stands for the time until the flow ends. */
static void
test_availability_until_end (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_flow_start (&f);
  fixture_sent (&f, 0);
  fixture_dropped (&f, 0, 0, DROP_LINK_LOSS);
  fixture_at (&f, 100 * MS);
  fixture_sent (&f, 1);
  fixture_received (&f, 1, 100 * MS, f.ar1);
  fixture_at (&f, 400 * MS);
  fixture_flow_end (&f);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_mean (&f, "availability", 0.75);
  fixture_clear (&f);
}

/* cn-core-ar1 is 2 links and 12 ms; the packet crossed 4 links in 22 ms, 40
 * octets of tunnel on two of them; a second one took the shortest path. */
static void
test_paths (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_flow_start (&f);
  f.packet->meter.hops = 4;
  f.packet->meter.path_delay = 22 * MS;
  f.packet->meter.radio_hops = 1;
  f.packet->meter.tunnelled = true;
  f.packet->meter.tunnel_byte_hops = 80;
  fixture_sent (&f, 0);
  fixture_received (&f, 0, 0, f.ar1);
  f.packet->meter.hops = 2;
  f.packet->meter.path_delay = 12 * MS;
  f.packet->meter.tunnelled = false;
  f.packet->meter.tunnel_byte_hops = 0;
  fixture_sent (&f, 1);
  fixture_received (&f, 1, 0, f.ar1);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_mean (&f, "stretch.hops", 1.5);
  assert_mean (&f, "stretch.hops.sum", 1.5);
  assert_mean (&f, "stretch.hops.e2e", (5. / 3 + 1) / 2);
  assert_mean (&f, "stretch.delay", (22. / 12 + 1) / 2);
  assert_mean (&f, "stretch.delay.e2e", (24. / 14 + 1) / 2);
  assert_mean (&f, "detour.hops", 1);
  assert_mean (&f, "detour.delay", 0.005);
  assert_mean (&f, "tunnel.byte_hops", 40);
  assert_mean (&f, "tunnel.share", 0.5);
  fixture_clear (&f);
}

/* Mean of ratios and ratio of sums differ once shortest paths differ: cn to
 * ar1, 2 links, then lma to lma's neighbour. */
static void
test_estimators (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  f.flow.peer = f.core;
  fixture_flow_start (&f);
  f.packet->meter.hops = 3;
  fixture_sent (&f, 0);
  fixture_received (&f, 0, 0, f.ar1);
  fixture_flow_end (&f);
  f.flow.id = 1;
  f.flow.peer = f.cn;
  fixture_flow_start (&f);
  f.packet->meter.hops = 2;
  fixture_sent (&f, 0);
  fixture_received (&f, 0, 0, f.ar2);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_mean (&f, "stretch.hops", (3. / 1 + 2. / 2) / 2);
  assert_mean (&f, "stretch.hops.sum", 5. / 3);
  fixture_clear (&f);
}

/* Peer and node on one router: no core stretch, only the detour. */
static void
test_same_gateway (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  f.flow.peer = f.ar1->node;
  fixture_flow_start (&f);
  f.packet->meter.hops = 4;
  f.packet->meter.radio_hops = 1;
  fixture_sent (&f, 0);
  fixture_received (&f, 0, 0, f.ar1);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_n (&f, "stretch.hops", 0);
  assert_n (&f, "stretch.hops.sum", 0);
  assert_mean (&f, "stretch.hops.e2e", 5);
  assert_mean (&f, "detour.hops", 4);
  fixture_clear (&f);
}

static void
test_warmup (void)
{
  static const int delays[] = { 10, 20, 30, 40 };
  struct fixture f;

  fixture_init (&f, 150 * MS, SIM_TIME_NONE);
  fixture_flow_start (&f);
  play_delays (&f, delays, 4);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_n (&f, "delay.oneway", 2);
  assert_mean (&f, "delay.oneway", 0.035);
  assert_n (&f, "delay.inorder", 2);
  fixture_clear (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/collector/flow/one-way-delay", test_delay);
  g_test_add_func ("/collector/flow/jitter-of-rfc3550", test_jitter);
  g_test_add_func ("/collector/flow/reordering-of-rfc4737", test_reordering);
  g_test_add_func ("/collector/flow/in-flight-is-not-lost", test_undetermined);
  g_test_add_func ("/collector/flow/duplicates-are-no-deliveries", test_copies);
  g_test_add_func ("/collector/flow/availability-until-its-end",
                   test_availability_until_end);
  g_test_add_func ("/collector/flow/stretch-detour-and-tunnel", test_paths);
  g_test_add_func ("/collector/flow/mean-of-ratios-and-ratio-of-sums",
                   test_estimators);
  g_test_add_func ("/collector/flow/no-core-stretch-on-one-gateway",
                   test_same_gateway);
  g_test_add_func ("/collector/flow/counts-from-warmup", test_warmup);
  return g_test_run ();
}
