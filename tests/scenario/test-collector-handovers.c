/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The four totals of doc/metrics.md 3 and losses by place, from hand-made
 * traces. */
#include <math.h>

#include "tests/scenario/collector-fixture.h"

static void
emit_prefix (struct fixture *f, unsigned point, struct node *node,
             uint32_t transaction)
{
  struct trace_prefix record = { .mn = f->mn,
                                 .prefix = f->flow.mn_prefix,
                                 .node = node,
                                 .gateway = f->ar2->node,
                                 .transaction = transaction };

  trace_emit (f->sim->trace, point, &record);
}

/* Dead at 10 s, up and triggered at 10.05 s, anchor switched at 10.055 s,
 * ready at 10.06 s, RA sent 10.061 s. */
static void
play_handover (struct fixture *f)
{
  const sim_time t = 10 * SIM_SECOND;

  fixture_at (f, 9 * SIM_SECOND);
  fixture_flow_start (f);
  fixture_at (f, t - 10 * MS);
  fixture_received (f, 0, t - 30 * MS, f->ar1);
  fixture_at (f, t);
  fixture_handover (f, 1);
  f->handover.t_down = t;
  f->handover.t_up = f->handover.t_trigger = f->handover.t_pbu = t + 50 * MS;
  fixture_at (f, t + 55 * MS);
  emit_prefix (f, TRACE_ANCHOR_SWITCHED, f->lma, 1);
  fixture_at (f, t + 60 * MS);
  f->handover.t_pba = f->handover.t_ready = t + 60 * MS;
  f->handover.t_ra_sent = t + 61 * MS;
  f->handover.previous_anchors = 2;
  f->handover.outcome = HANDOVER_COMPLETED;
  emit_prefix (f, TRACE_GATEWAY_READY, f->ar2->node, 1);
  trace_emit (f->sim->trace, TRACE_HANDOVER_ENDED, &f->handover);
}

static void
test_totals (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  play_handover (&f);
  fixture_at (&f, 10070 * MS);
  fixture_received (&f, 5, 10050 * MS, f.ar2);
  fixture_at (&f, 10090 * MS);
  fixture_received (&f, 6, 10070 * MS, f.ar2);
  fixture_finish (&f, 20 * SIM_SECOND);
  assert_mean (&f, "handover.count", 1);
  assert_mean (&f, "handover.failed", 0);
  assert_mean (&f, "handover.signaling", 0.010);
  assert_mean (&f, "handover.gateway", 0.011);
  /* lma to ar2 takes 8 ms, 10.055 + 0.008 > 10.06, radio 2 ms */
  assert_mean (&f, "handover.recovery", 0.015);
  assert_mean (&f, "handover.flow", 0.020);
  assert_mean (&f, "handover.interruption", 0.080);
  assert_mean (&f, "handover.loss", 0);
  assert_mean (&f, "handover.previous_anchors", 2);
  fixture_clear (&f);
}

/* The gateway's tunnel can be what comes last. */
static void
test_recovery_waits_for_gateway (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_flow_start (&f);
  fixture_handover (&f, 1);
  f.handover.t_trigger = 0;
  fixture_at (&f, 10 * MS);
  emit_prefix (&f, TRACE_ANCHOR_SWITCHED, f.lma, 1);
  fixture_at (&f, 40 * MS);
  emit_prefix (&f, TRACE_GATEWAY_READY, f.ar2->node, 1);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_mean (&f, "handover.recovery", 0.042);
  fixture_clear (&f);
}

/* Gone again a millisecond before the first packet could be there. */
static void
test_recovery_needs_node (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_flow_start (&f);
  fixture_handover (&f, 1);
  f.handover.t_trigger = 0;
  fixture_at (&f, 10 * MS);
  emit_prefix (&f, TRACE_ANCHOR_SWITCHED, f.lma, 1);
  emit_prefix (&f, TRACE_GATEWAY_READY, f.ar2->node, 1);
  fixture_at (&f, 19 * MS);
  trace_emit (f.sim->trace, TRACE_DETACHED, f.mn);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_n (&f, "handover.recovery", 0);
  fixture_clear (&f);
}

/* A prefix anchored where the node is needs no switch. */
static void
test_recovery_at_home (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  f.flow.anchor = f.ar2->node;
  fixture_flow_start (&f);
  fixture_handover (&f, 1);
  f.handover.t_trigger = 0;
  fixture_at (&f, 7 * MS);
  emit_prefix (&f, TRACE_GATEWAY_READY, f.ar2->node, 1);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_mean (&f, "handover.recovery", 0.009);
  fixture_clear (&f);
}

static void
test_recovery_of_transaction (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_flow_start (&f);
  fixture_handover (&f, 1);
  fixture_at (&f, 5 * MS);
  emit_prefix (&f, TRACE_ANCHOR_SWITCHED, f.lma, 7);
  emit_prefix (&f, TRACE_GATEWAY_READY, f.ar2->node, 7);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_n (&f, "handover.recovery", 0);
  g_assert_true (isnan (fixture_metric (&f, "handover.recovery")->mean));
  fixture_clear (&f);
}

static void
test_flow_must_live_at_trigger (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_flow_start (&f);
  fixture_handover (&f, 1);
  fixture_at (&f, 10 * MS);
  fixture_flow_end (&f);
  f.handover.t_trigger = 20 * MS;
  fixture_at (&f, 30 * MS);
  emit_prefix (&f, TRACE_ANCHOR_SWITCHED, f.lma, 1);
  emit_prefix (&f, TRACE_GATEWAY_READY, f.ar2->node, 1);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_n (&f, "handover.recovery", 0);
  fixture_clear (&f);
}

/* Started during the gap: it is alive at the trigger and counts. */
static void
test_flow_joins_before_trigger (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_handover (&f, 1);
  fixture_at (&f, 10 * MS);
  fixture_flow_start (&f);
  f.handover.t_trigger = 20 * MS;
  fixture_at (&f, 40 * MS);
  emit_prefix (&f, TRACE_ANCHOR_SWITCHED, f.lma, 1);
  emit_prefix (&f, TRACE_GATEWAY_READY, f.ar2->node, 1);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_n (&f, "handover.recovery", 1);
  assert_mean (&f, "handover.recovery", 0.030);
  fixture_clear (&f);
}

static void
test_losses (void)
{
  static const enum drop_reason reasons[]
      = { DROP_RADIO_GONE, DROP_NOT_ATTACHED, DROP_NOT_READY, DROP_NO_TUNNEL,
          DROP_BINDING_HOLD };
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_flow_start (&f);
  fixture_handover (&f, 1);
  for (unsigned i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      fixture_sent (&f, i);
      fixture_dropped (&f, i, 0, reasons[i]);
    }
  fixture_sent (&f, 5);
  fixture_dropped (&f, 5, 0, DROP_QUEUE_FULL); /* no handover's doing */
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_mean (&f, "handover.loss", 5);
  assert_mean (&f, "loss.ratio", 1);
  fixture_clear (&f);
}

static void
test_warmup (void)
{
  struct fixture f;

  fixture_init (&f, 20 * SIM_SECOND, SIM_TIME_NONE);
  play_handover (&f);
  fixture_finish (&f, 30 * SIM_SECOND);
  assert_mean (&f, "handover.count", 0);
  assert_n (&f, "handover.recovery", 0);
  assert_n (&f, "handover.loss", 0);
  fixture_clear (&f);
}

static void
test_first_attachment (void)
{
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  fixture_handover (&f, 0);
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_mean (&f, "handover.count", 0);
  fixture_clear (&f);
}

static void
test_outcomes (void)
{
  static const enum handover_outcome outcomes[]
      = { HANDOVER_COMPLETED, HANDOVER_FAILED, HANDOVER_ABANDONED,
          HANDOVER_LEFT };
  struct fixture f;

  fixture_init (&f, 0, SIM_TIME_NONE);
  for (uint32_t i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      fixture_handover (&f, i + 1);
      f.handover.outcome = outcomes[i];
      trace_emit (f.sim->trace, TRACE_HANDOVER_ENDED, &f.handover);
    }
  fixture_handover (&f, 5); /* pending: undetermined */
  fixture_finish (&f, 1 * SIM_SECOND);
  assert_mean (&f, "handover.count", 5);
  assert_mean (&f, "handover.failed", 3);
  assert_n (&f, "signaling.messages.per_handover", 4);
  fixture_clear (&f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/collector/handover/four-totals", test_totals);
  g_test_add_func ("/collector/handover/recovery-waits-for-gateway",
                   test_recovery_waits_for_gateway);
  g_test_add_func ("/collector/handover/recovery-needs-node-at-router",
                   test_recovery_needs_node);
  g_test_add_func ("/collector/handover/recovery-without-switch-at-anchor",
                   test_recovery_at_home);
  g_test_add_func ("/collector/handover/recovery-needs-own-transaction",
                   test_recovery_of_transaction);
  g_test_add_func ("/collector/handover/recovery-needs-live-flow",
                   test_flow_must_live_at_trigger);
  g_test_add_func ("/collector/handover/flow-joins-before-trigger",
                   test_flow_joins_before_trigger);
  g_test_add_func ("/collector/handover/counts-losses-it-caused", test_losses);
  g_test_add_func ("/collector/handover/ignores-those-before-warmup",
                   test_warmup);
  g_test_add_func ("/collector/handover/first-attachment-is-none",
                   test_first_attachment);
  g_test_add_func ("/collector/handover/failed-never-completed", test_outcomes);
  return g_test_run ();
}
