/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signalling, mobility state, anchors and series, from hand-made traces. */
#include <math.h>

#include "analysis/collectors/parts.h"
#include "tests/scenario/collector-fixture.h"

/* ---- signalling ---------------------------------------------------- */

/* A message from the gateway to the LMA over 2 links, received there. */
static void
play_message (struct fixture *f, enum signaling_class class,
              uint32_t transaction)
{
  fixture_message (f, f->ar2->node, class, transaction);
  fixture_signal (f, TRACE_SIGNALING_SENT, f->ar2->node, ROLE_MAG, "PBU");
  fixture_signal (f, TRACE_SIGNALING_RECEIVED, f->lma, ROLE_LMA, "PBU");
  fixture_consumed (f, f->lma, 2);
}

static void
test_classes (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  play_message (&f, SIGNALING_ATTACH, TRANSACTION_NONE);
  play_message (&f, SIGNALING_HANDOVER, TRANSACTION_NONE);
  play_message (&f, SIGNALING_HANDOVER, TRANSACTION_NONE);
  fixture_finish (&f, 10 * SIM_SECOND);
  assert_mean (&f, "signaling.messages", 3);
  assert_mean (&f, "signaling.messages{class=handover}", 2);
  assert_mean (&f, "signaling.messages{class=refresh}", 0);
  assert_mean (&f, "signaling.messages{entity=MAG@ar2}", 3);
  assert_mean (&f, "signaling.messages{entity=LMA@lma}", 0);
  assert_mean (&f, "signaling.bytes", 300);
  assert_mean (&f, "signaling.byte_hops", 600);
  assert_mean (&f, "signaling.byte_hops{class=attach}", 200);
  assert_mean (&f, "signaling.messages.rate", 0.3);
  assert_mean (&f, "nd.messages", 0);
  fixture_clear (&f);
}

/* What a lost message crossed counts, too. */
static void
test_dropped_message (void)
{
  struct fixture f;
  struct trace_packet record;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_message (&f, f.ar2->node, SIGNALING_HANDOVER, TRANSACTION_NONE);
  fixture_signal (&f, TRACE_SIGNALING_SENT, f.ar2->node, ROLE_MAG, "PBU");
  f.packet->meter.hops = 1;
  record = (struct trace_packet){ f.core, f.packet, DROP_LINK_LOSS };
  trace_emit (f.sim->trace, TRACE_PACKET_DROPPED, &record);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_mean (&f, "signaling.messages", 1);
  assert_mean (&f, "signaling.byte_hops", 100);
  fixture_clear (&f);
}

/* An answer that comes late is charged to the handover that caused it. */
static void
test_late_answer (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_handover (&f, 1);
  play_message (&f, SIGNALING_HANDOVER, 1);
  f.handover.outcome = HANDOVER_FAILED;
  trace_emit (f.sim->trace, TRACE_HANDOVER_ENDED, &f.handover);
  fixture_handover (&f, 2);
  play_message (&f, SIGNALING_HANDOVER, 1);
  f.handover.outcome = HANDOVER_COMPLETED;
  trace_emit (f.sim->trace, TRACE_HANDOVER_ENDED, &f.handover);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_n (&f, "signaling.messages.per_handover", 2);
  g_assert_cmpfloat (
      fixture_metric (&f, "signaling.messages.per_handover")->max, ==, 2);
  g_assert_cmpfloat (
      fixture_metric (&f, "signaling.messages.per_handover")->min, ==, 0);
  g_assert_cmpfloat (
      fixture_metric (&f, "signaling.byte_hops.per_handover")->max, ==, 400);
  fixture_clear (&f);
}

static void
test_neighbour_discovery (void)
{
  struct fixture f;
  struct packet *p;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_handover (&f, 1);
  p = fixture_message (&f, f.ar2->node, SIGNALING_HANDOVER, 1);
  p->class = PACKET_ND;
  p->head[6] = NEXT_ICMPV6;
  fixture_signal (&f, TRACE_SIGNALING_SENT, f.ar2->node, ROLE_ACCESS_ROUTER,
                  "RA");
  f.handover.outcome = HANDOVER_COMPLETED;
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_mean (&f, "signaling.messages", 0);
  assert_mean (&f, "nd.messages", 1);
  assert_mean (&f, "nd.bytes", 100);
  assert_mean (&f, "signaling.messages.per_handover", 0);
  assert_mean (&f, "signaling.peak{window=1s}", 0);
  fixture_clear (&f);
}

/* Care-of Test and ICMPv6 parameter problem both have type 4. */
static void
test_icmp_error (void)
{
  const struct signaling_record *row;
  struct packet *p;
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  p = fixture_message (&f, f.lma, SIGNALING_ERROR, TRANSACTION_NONE);
  p->head[IPV6_HEADER_SIZE + 2] = 4;
  fixture_signal (&f, TRACE_SIGNALING_SENT, f.lma, ROLE_LMA, "CoT");
  fixture_consumed (&f, f.ar1->node, 2);
  p = fixture_message (&f, f.lma, SIGNALING_ERROR, TRANSACTION_NONE);
  p->head[6] = NEXT_ICMPV6;
  p->head[IPV6_HEADER_SIZE] = 4;
  fixture_signal (&f, TRACE_SIGNALING_SENT, f.lma, ROLE_LMA,
                  "parameter problem");
  fixture_consumed (&f, f.ar1->node, 3);
  g_assert_cmpuint (f.collector->signaling->len, ==, 2);
  row = &g_array_index (f.collector->signaling, struct signaling_record, 1);
  g_assert_cmpstr (row->message, ==, "parameter problem");
  g_assert_cmpuint (row->origin.byte_hops, ==, 300);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_mean (&f, "signaling.messages{class=error}", 2);
  fixture_clear (&f);
}

/* However many mobile nodes there are, they take one row. */
static void
test_mobile_nodes (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_message (&f, f.mn->node, SIGNALING_HANDOVER, TRANSACTION_NONE);
  fixture_signal (&f, TRACE_SIGNALING_SENT, f.mn->node, ROLE_MN, "BU");
  fixture_consumed (&f, f.lma, 3);
  fixture_message (&f, f.cn, SIGNALING_HANDOVER, TRANSACTION_NONE);
  fixture_signal (&f, TRACE_SIGNALING_SENT, f.cn, ROLE_MN, "BU");
  fixture_consumed (&f, f.lma, 1);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_mean (&f, "signaling.messages{entity=MN@*}", 2);
  assert_mean (&f, "signaling.byte_hops{entity=MN@*}", 400);
  assert_mean (&f, "signaling.peak{window=1s}", 0);
  fixture_clear (&f);
}

/* LMA: 3 messages in within 10 ms, one 50 ms later, one 2 s later. */
static void
test_peaks (void)
{
  static const sim_time at[] = { 1, 2, 3, 53, 2053 };
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  for (unsigned i = 0; i < G_N_ELEMENTS (at); i++)
    {
      fixture_at (&f, at[i] * MS);
      play_message (&f, SIGNALING_HANDOVER, TRANSACTION_NONE);
    }
  fixture_finish (&f, 3 * SIM_SECOND);
  assert_mean (&f, "signaling.peak{window=10ms}", 3);
  assert_mean (&f, "signaling.peak{window=100ms}", 4);
  assert_mean (&f, "signaling.peak{window=1s}", 4);
  fixture_clear (&f);
}

static void
test_signaling_warmup (void)
{
  struct fixture f;

  fixture_init (&f, 1 * SIM_SECOND, SIM_TIME_NONE);
  play_message (&f, SIGNALING_ATTACH, TRANSACTION_NONE);
  fixture_at (&f, 2 * SIM_SECOND);
  play_message (&f, SIGNALING_REFRESH, TRANSACTION_NONE);
  fixture_finish (&f, 3 * SIM_SECOND);
  assert_mean (&f, "signaling.messages", 1);
  assert_mean (&f, "signaling.messages{class=attach}", 0);
  assert_mean (&f, "signaling.messages.rate", 0.5);
  fixture_clear (&f);
}

/* ---- state --------------------------------------------------------- */

static void
emit_state (struct fixture *f, struct node *node, enum entity_role role,
            uint32_t entries, uint32_t stale)
{
  struct trace_state record = { node, role, entries, stale };

  trace_emit (f->sim->trace, TRACE_STATE, &record);
}

/* 5 entries before warm-up at 10 s, 2 from 9 s, 4 (3 stale) from 15 to 17.5 s,
 * none after; the other entity none at all. */
static void
test_state (void)
{
  struct fixture f;

  fixture_init (&f, 10 * SIM_SECOND, SIM_TIME_NONE);
  emit_state (&f, f.ar1->node, ROLE_MAG, 0, 0);
  emit_state (&f, f.lma, ROLE_LMA, 5, 0);
  fixture_at (&f, 9 * SIM_SECOND);
  emit_state (&f, f.lma, ROLE_LMA, 2, 0);
  fixture_at (&f, 15 * SIM_SECOND);
  emit_state (&f, f.lma, ROLE_LMA, 4, 3);
  fixture_at (&f, 17500 * MS);
  emit_state (&f, f.lma, ROLE_LMA, 0, 0);
  fixture_finish (&f, 20 * SIM_SECOND);
  assert_mean (&f, "state.entries{role=LMA}", 2);
  assert_mean (&f, "state.stale{role=LMA}", 0.75);
  assert_mean (&f, "state.peak{role=LMA}", 4);
  assert_n (&f, "state.entries", 2);
  assert_mean (&f, "state.entries", 1);
  fixture_clear (&f);
}

static void
test_peak_held_into_warmup (void)
{
  struct fixture f;

  fixture_init (&f, 10 * SIM_SECOND, SIM_TIME_NONE);
  emit_state (&f, f.lma, ROLE_LMA, 7, 0);
  fixture_at (&f, 5 * SIM_SECOND);
  emit_state (&f, f.lma, ROLE_LMA, 3, 0);
  fixture_finish (&f, 20 * SIM_SECOND);
  assert_mean (&f, "state.peak{role=LMA}", 3);
  fixture_clear (&f);
}

/* ---- anchors ------------------------------------------------------- */

static void
emit_previous (struct fixture *f, uint32_t count)
{
  struct trace_count record = { f->mn, count };

  trace_emit (f->sim->trace, TRACE_PREVIOUS_ANCHORS, &record);
}

/* In the area 2 to 8 s and 12 to 14 s, K = 3 from 4 to 6 s, 1 from 13 s; what
 * K is while the node is away does not count: (2 * 3 + 1) / 8. */
static void
test_previous (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_at (&f, 2 * SIM_SECOND);
  fixture_handover (&f, 0);
  trace_emit (f.sim->trace, TRACE_ATTACHED, f.mn);
  fixture_at (&f, 4 * SIM_SECOND);
  emit_previous (&f, 3);
  fixture_at (&f, 6 * SIM_SECOND);
  emit_previous (&f, 0);
  fixture_at (&f, 8 * SIM_SECOND);
  trace_emit (f.sim->trace, TRACE_DETACHED, f.mn);
  f.handover.outcome = HANDOVER_COMPLETED;
  fixture_at (&f, 9 * SIM_SECOND);
  emit_previous (&f, 5);
  fixture_at (&f, 12 * SIM_SECOND);
  emit_previous (&f, 0);
  fixture_handover (&f, 0);
  trace_emit (f.sim->trace, TRACE_ATTACHED, f.mn);
  fixture_at (&f, 13 * SIM_SECOND);
  emit_previous (&f, 1);
  fixture_at (&f, 14 * SIM_SECOND);
  trace_emit (f.sim->trace, TRACE_DETACHED, f.mn);
  f.handover.outcome = HANDOVER_COMPLETED;
  fixture_finish (&f, 20 * SIM_SECOND);
  assert_n (&f, "anchors.previous", 1);
  assert_mean (&f, "anchors.previous", 7. / 8);
  fixture_clear (&f);
}

/* A handover is time in the area: 1 from 2 s to 10 s of 10 s. */
static void
test_previous_across_handover (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_handover (&f, 0);
  trace_emit (f.sim->trace, TRACE_ATTACHED, f.mn);
  fixture_at (&f, 2 * SIM_SECOND);
  emit_previous (&f, 1);
  fixture_at (&f, 4 * SIM_SECOND);
  trace_emit (f.sim->trace, TRACE_DETACHED, f.mn);
  fixture_handover (&f, 1);
  fixture_at (&f, 6 * SIM_SECOND);
  trace_emit (f.sim->trace, TRACE_ATTACHED, f.mn);
  fixture_finish (&f, 10 * SIM_SECOND);
  assert_mean (&f, "anchors.previous", 0.8);
  fixture_clear (&f);
}

/* Octets 300, 100, 0 at three anchors: share 3/4, Jain 16/(3 x 10), Gini
 * 2 (0 + 200 + 900) / (3 x 400) - 4/3; all but the last served elsewhere. */
static void
test_concentration (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  emit_state (&f, f.lma, ROLE_MAAR, 0, 0);
  emit_state (&f, f.ar1->node, ROLE_MAAR, 0, 0);
  emit_state (&f, f.ar2->node, ROLE_MAAR, 0, 0);
  emit_state (&f, f.core, ROLE_CMD, 0, 0);
  fixture_flow_start (&f);
  for (uint32_t i = 0; i < 3; i++)
    {
      fixture_sent (&f, i);
      fixture_received (&f, i, 0, f.ar1);
    }
  fixture_flow_end (&f);
  f.flow.id = 1;
  f.flow.anchor = f.ar1->node;
  fixture_flow_start (&f);
  fixture_sent (&f, 0);
  fixture_received (&f, 0, 0, f.ar1);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_mean (&f, "anchor.share", 0.75);
  assert_mean (&f, "anchor.jain", 16. / 30);
  assert_mean (&f, "anchor.gini", 2200. / 1200 - 4. / 3);
  assert_mean (&f, "anchor.remote", 0.75);
  fixture_clear (&f);
}

/* ---- the whole ----------------------------------------------------- */

/* No observation is no zero. */
static void
test_nothing (void)
{
  static const char *const empty[]
      = { "handover.signaling", "delay.oneway", "loss.ratio", "stretch.hops",
          "anchors.previous",   "availability", "state.peak" };
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_finish (&f, 1 * SIM_SECOND);
  for (unsigned i = 0; i < G_N_ELEMENTS (empty); i++)
    {
      assert_n (&f, empty[i], 0);
      g_assert_true (isnan (fixture_metric (&f, empty[i])->mean));
    }
  assert_mean (&f, "handover.count", 0);
  assert_mean (&f, "packets.sent", 0);
  fixture_clear (&f);
}

/* Sampling goes on to the end and stops with the run. */
static void
test_series_keeps_time (void)
{
  struct fixture f;

  fixture_init (&f, 0, 2 * SIM_SECOND);
  fixture_finish (&f, 5 * SIM_SECOND);
  g_assert_cmpuint (engine_events_run (f.sim->engine), ==, 2);
  g_assert_cmpuint (engine_events_pending (f.sim->engine), ==, 1);
  fixture_clear (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/collector/signaling/classes-and-entities", test_classes);
  g_test_add_func ("/collector/signaling/lost-message-crossed-links",
                   test_dropped_message);
  g_test_add_func ("/collector/signaling/late-answer-to-its-handover",
                   test_late_answer);
  g_test_add_func ("/collector/signaling/neighbour-discovery-apart",
                   test_neighbour_discovery);
  g_test_add_func ("/collector/signaling/icmp-errors-have-their-row",
                   test_icmp_error);
  g_test_add_func ("/collector/signaling/mobile-nodes-are-one",
                   test_mobile_nodes);
  g_test_add_func ("/collector/signaling/peak-windows", test_peaks);
  g_test_add_func ("/collector/signaling/counts-from-warmup",
                   test_signaling_warmup);
  g_test_add_func ("/collector/state/time-average-and-peak", test_state);
  g_test_add_func ("/collector/state/peak-from-warmup",
                   test_peak_held_into_warmup);
  g_test_add_func ("/collector/anchors/previous-while-in-the-area",
                   test_previous);
  g_test_add_func ("/collector/anchors/previous-across-handover",
                   test_previous_across_handover);
  g_test_add_func ("/collector/anchors/concentration", test_concentration);
  g_test_add_func ("/collector/nothing-observed-is-no-zero", test_nothing);
  g_test_add_func ("/collector/series/keeps-time", test_series_keeps_time);
  return g_test_run ();
}
